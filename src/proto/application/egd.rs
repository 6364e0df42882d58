//! EGD: controllers of General Electric send each other data without being asked.

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value, bytes_of};

const PORT: u16 = 18246;

const SOURCE: &str = "GE Fanuc GFK-2224 (Ethernet Global Data)";

/// What says that data follow.
const DATA: u8 = 13;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("egd.type", "Type", 8)
        .codes(&[(13, "data")])
        .doc("What the message is.", SOURCE),
    FieldSpec::uint("egd.ver", "Version", 8).doc("Of the protocol.", SOURCE),
    FieldSpec::uint("egd.rid", "Request ID", 16)
        .little()
        .doc("Counts the messages of an exchange.", SOURCE),
    FieldSpec::ipv4("egd.pid", "Producer").doc(
        "Who produces the data, written like an IP address, and most often its own.",
        SOURCE,
    ),
    FieldSpec::hex("egd.exid", "Exchange", 32)
        .little()
        .doc("Which set of data of the producer it is.", SOURCE),
];

const TRAILER: &[FieldSpec] = &[
    FieldSpec::uint("egd.stat", "Status", 32)
        .little()
        .codes(&[
            (0, "no new event"),
            (1, "no error"),
            (2, "no error, data consumed"),
            (3, "time error"),
            (4, "specification error"),
            (6, "refresh error"),
            (7, "refresh period exceeded"),
            (10, "IP not yet initialized"),
            (12, "lack of resources"),
            (16, "name is being resolved"),
            (18, "interface lost"),
            (22, "interface does not know EGD"),
            (26, "interface does not answer"),
            (28, "exchange not created"),
            (30, "exchange deleted"),
        ])
        .doc("How the producer is.", SOURCE),
    FieldSpec::uint("egd.csig", "Configuration signature", 32)
        .little()
        .doc(
            "Says whether both have the same definition of the data; 0: not checked.",
            SOURCE,
        ),
    FieldSpec::uint("egd.rsrv", "Reserved", 32)
        .little()
        .doc("0.", SOURCE),
];

crate::fields! {
    TIME = FieldSpec::computed("egd.time", "Time").doc("When the data were produced: seconds since 1970, and nanoseconds.", SOURCE);
    NO_TIME = FieldSpec::hex("egd.notime", "No time", 64).little().doc("The producer has no clock that is set.", SOURCE);
}

/// EGD.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "egd",
        short: "EGD",
        title: "Ethernet Global Data",
        osi: OsiLayer::Application,
        why: "Controllers tell each other their values again and again.",
        reference: "GE Fanuc GFK-2224",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[HEADER, TRAILER],
    fields: FIELDS,
    recognise: Some(|bytes| match bytes {
        [DATA, 1, ..] => Match::Maybe,
        _ => Match::No,
    }),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x0d\x01\xd4\xf0\xc0\xa8\x08\x4d\x7b\0\0\0\xbe\x8a\x7e\x38\0\x81\x1b\x2c\0\0\0\0\0\0\0\0\0\0\0\0\x01\x02",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let exchange = u32::from_le_bytes([head[8], head[9], head[10], head[11]]);
    p.summary(format_args!("exchange 0x{exchange:08x}"));
    p.require(8)?;
    let at = p.pos();
    let word = |word: &[u8]| {
        word.iter()
            .rev()
            .fold(0, |n, byte| n << 8 | u32::from(*byte))
    };
    let seconds = p.rest().get(..4).map_or(0, word);
    if seconds == 0 {
        p.uint(&NO_TIME)?;
    } else {
        let nanos = p.skip(8)?.get(4..).map_or(0, word);
        let time = Timestamp::from_parts(seconds.into(), nanos);
        p.mark_as(&TIME, at..at + 8, Value::Time(time));
    }
    p.rows(TRAILER)?;
    p.pass(Next::Data);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_producer_says_when() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "exchange 0x0000007b");
        assert_eq!(all(&out, bytes, "egd.rid"), [(2, 2, "61652".into())]);
        let time = all(&out, bytes, "egd.time");
        assert_eq!((time.len(), time[0].0, time[0].1), (1, 12, 8));
        assert_eq!(out.layers.len(), 2);
        let mut unset = bytes.to_vec();
        unset[12..20].fill(0);
        out = Dissection::default();
        peeler.peel_as(&PROTOCOL, &unset, Want::Full, &mut out);
        assert_eq!(all(&out, &unset, "egd.notime").len(), 1);
        peeler.peel_as(&PROTOCOL, &bytes[..30], Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
