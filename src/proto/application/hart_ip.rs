//! HART-IP: commands for measuring instruments, of the kind that else travel over a current loop
//! (FieldComm Group FCG TS20085).

mod responses;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{
    Address, Endpoint, FieldSpec, Lesson, OsiLayer, ProtoInfo, Transport, Value, bytes_of,
};

const PORT: u16 = 5094;

const SOURCE: &str = "FCG TS20085 (HART-IP)";

const LINK: &str = "FCG TS20081 (HART token-passing data link)";

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("hart_ip.version", "Version", 8).doc("Of HART-IP.", SOURCE),
    FieldSpec::uint("hart_ip.message_type", "Message type", 8)
        .codes(&[
            (0, "request"),
            (1, "response"),
            (2, "publish"),
            (3, "error"),
            (15, "error"),
        ])
        .doc("Publish: the instrument sends its values unasked.", SOURCE),
    FieldSpec::uint("hart_ip.message_id", "Message", 8)
        .codes(&[
            (0, "session initiate"),
            (1, "session close"),
            (2, "keep alive"),
            (3, "pass through"),
        ])
        .doc("Pass through: a command of HART follows.", SOURCE),
    FieldSpec::uint("hart_ip.status", "Status", 8).doc("0 if all is well.", SOURCE),
    FieldSpec::uint("hart_ip.transaction_id", "Sequence number", 16)
        .doc("The response has the same as its request.", SOURCE),
    FieldSpec::uint("hart_ip.msg_length", "Message length", 16)
        .unit("bytes")
        .doc("With this header.", SOURCE),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const SESSION: &[FieldSpec] = &[
    FieldSpec::uint("hart_ip.session_init.master_type", "Host", 8)
        .codes(&[(0, "secondary"), (1, "primary")])
        .doc(
            "The control system is the primary host, a handheld device the secondary.",
            SOURCE,
        ),
    FieldSpec::uint(
        "hart_ip.session_init.inactivity_close_timer",
        "Inactivity timer",
        32,
    )
    .unit("ms")
    .doc("The session ends if nothing comes for so long.", SOURCE),
];

crate::fields! {
    DATA = FieldSpec::bytes("hart_ip.data", "Data").doc("Nothing is expected here.", SOURCE);
    ERROR = FieldSpec::uint("hart_ip.error.error_code", "Error", 8)
        .codes(&[(0, "session closed"), (1, "primary session unavailable"), (2, "service unavailable")])
        .doc("Why it cannot be done.", SOURCE);
    PREAMBLES = FieldSpec::bytes("hart_ip.pt.preambles", "Preambles").doc("On a current loop they wake the receiver.", LINK);
    DELIMITER = FieldSpec::hex("hart_ip.pt.delimiter", "Delimiter", 8)
        .doc("Which kind of frame it is, in the last three bits (1 burst, 2 request, 6 response), and in the first whether the address is long.", LINK);
    SHORT_ADDRESS = FieldSpec::uint("hart_ip.pt.short_addr", "Address", 8).doc("Number of the instrument on its loop, in the last six bits.", LINK);
    LONG_ADDRESS = FieldSpec::bytes("hart_ip.pt.long_address", "Address").doc("Type and number of the instrument: no other in the world has the same.", LINK);
    COMMAND = FieldSpec::uint("hart_ip.pt.command", "Command", 8).doc("0 to 30 every instrument knows, 32 to 126 are common, from 128 on they are the maker's own.", "HCF SPEC-127");
    LENGTH = FieldSpec::uint("hart_ip.pt.length", "Length", 8).unit("bytes").doc("Of the data, with the status of a response.", LINK);
    pub(super) RESPONSE = FieldSpec::uint("hart_ip.pt.response_code", "Response code", 8).doc("0: done. From 128 on the communication failed.", "FCG TS20307 (HART response codes)");
    pub(super) STATUS = FieldSpec::hex("hart_ip.pt.device_status", "Device status", 8).doc("What the instrument knows to be wrong with itself.", "HCF SPEC-99");
    PAYLOAD = FieldSpec::bytes("hart_ip.pt.payload", "Payload").doc("What the command needs, or answers.", LINK);
    CHECKSUM = FieldSpec::hex("hart_ip.pt.checksum", "Checksum", 8).doc("Exclusive or of all bytes from the delimiter on.", LINK);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + responses::FIELDS.len()] =
    join_fields(&[FIELDS, responses::FIELDS]);

/// HART-IP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "hart_ip",
        short: "HART-IP",
        title: "HART over IP",
        osi: OsiLayer::Application,
        why: "Measuring instruments of a plant are asked for their values and set up.",
        reference: "FieldComm Group FCG TS20085",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Port(Transport::Tcp, PORT),
    ],
    headers: &[
        HEADER,
        SESSION,
        &responses::SLOTS[0],
        &responses::SLOTS[1],
        &responses::SLOTS[2],
        &responses::SLOTS[3],
        &responses::SLOTS[4],
        &responses::SLOTS[5],
        &responses::SLOTS[6],
        &responses::SLOTS[7],
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x01\x01\x03\0\0\x04\0\x18\x86\x26\x4e\0\0\xd2\x01\x07\0\xd0\x20\x42\x02\0\0\xbf",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [version, kind, message, _, _, _, high, low, ..] => {
            let len = usize::from(u16::from_be_bytes([*high, *low]));
            let known = matches!(version, 1 | 2) && matches!(kind, 0..=3 | 15);
            Match::maybe_if(known && *message <= 3 && len >= HEADER_LEN)
        }
        [1 | 2, ..] | [] => Match::Short,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(HEADER_LEN)?;
    let head = p.header::<HEADER_LEN>(HEADER)?;
    let [_, kind, message, _, _, _, high, low] = *head;
    let name = |at: usize, code: u8| HEADER[at].names.get(code.into()).unwrap_or("unknown");
    p.summary(format_args!("{}, {}", name(2, message), name(1, kind)));
    let len = usize::from(u16::from_be_bytes([high, low]));
    let rest = len.saturating_sub(HEADER_LEN);
    p.wait_for(rest)?;
    if (kind, message) == (0, 0) {
        expect_answers(p);
    }
    p.ends_at(HEADER_LEN + rest);
    p.within(rest, "HART-IP message length", |p| match (kind, message) {
        (3 | 15, _) => p.uint(&ERROR).map(drop),
        (_, 0) => p.rows(SESSION).map(drop),
        (_, 3) => pass_through(p),
        _ if rest > 0 => p.field(&DATA, rest).map(drop),
        _ => Ok(()),
    })
}

/// A server may answer over UDP from a port that it opens for this session alone.
fn expect_answers(p: &mut Peel<'_>) {
    let client = p
        .addresses()
        .and_then(|ends| match (ends.from, ends.ports) {
            (Address::Ip(ip), Some((Transport::Udp, port, PORT))) => Some(Endpoint { ip, port }),
            _ => None,
        });
    if let Some(at) = client.filter(|_| !p.is_quoted()) {
        p.teach(Lesson::Expect {
            transport: Transport::Udp,
            at,
            proto: &PROTOCOL.info,
        });
    }
}

/// Reads a frame of HART as it would stand on the loop.
fn pass_through(p: &mut Peel<'_>) -> Peeled {
    let preambles = p.rest().iter().take_while(|byte| **byte == 0xff).count();
    if preambles > 0 {
        p.field(&PREAMBLES, preambles)?;
    }
    let delimiter = p.uint(&DELIMITER)?;
    if delimiter & 0x80 == 0 {
        let at = p.pos();
        let byte = p.skip(1)?[0];
        p.mark_as(
            &SHORT_ADDRESS,
            at..at + 1,
            Value::Uint((byte & 0x3f).into()),
        );
    } else {
        p.field(&LONG_ADDRESS, 5)?;
    }
    p.skip((delimiter >> 5 & 3) as usize)?;
    let command = p.uint(&COMMAND)?;
    let len = p.uint(&LENGTH)? as usize;
    p.require(len)?;
    let end = p.pos() + len;
    let is_answer = matches!(delimiter & 7, 1 | 6);
    p.within(len, "HART length", |p| {
        if is_answer && len >= 2 {
            p.uint(&RESPONSE)?;
            p.uint(&STATUS)?;
        }
        let rest = p.rest().len();
        if rest > 0 && !(is_answer && responses::peel(p, command)?) {
            p.field(&PAYLOAD, rest)?;
        }
        Ok(())
    })?;
    p.seek(end);
    p.uint(&CHECKSUM).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn an_answer_has_a_value_with_a_unit() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "pass through, response");
        let units = all(&out, bytes, "hart_ip.pt.rsp.pv_units");
        assert_eq!(units, [(18, 1, "32".into())]);
        let value = all(&out, bytes, "hart_ip.pt.rsp.pv");
        assert_eq!((value[0].0, value[0].1), (19, 4));
        let checksum = all(&out, bytes, "hart_ip.pt.checksum");
        assert_eq!(checksum, [(23, 1, "0xbf".into())]);
        let mut lies = bytes.to_vec();
        lies[15] = 0xff;
        peeler.peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
