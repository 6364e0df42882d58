//! TSP: the clocks of a network are set to the same time by `timed`, NTP's forerunner.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const PORT: u16 = 525;

const SOURCE: &str = "The Berkeley UNIX Time Synchronization Protocol §3";

const ADJUST: u8 = 1;
const SET_TIME: u8 = 5;
const SET_DATE: u8 = 22;
const SET_DATE_REQUEST: u8 = 23;
const LOOP: u8 = 24;

const TYPES: Codes = &[
    (0, "any"),
    (1, "adjust the clock"),
    (2, "acknowledgment"),
    (3, "who is master"),
    (4, "I am master"),
    (5, "set the clock"),
    (6, "master is up"),
    (7, "slave is up"),
    (8, "candidate for master"),
    (9, "candidate accepted"),
    (10, "candidate refused"),
    (11, "several masters"),
    (12, "resolve several masters"),
    (13, "step down"),
    (14, "date"),
    (15, "request for the date"),
    (16, "date acknowledged"),
    (17, "trace on"),
    (18, "trace off"),
    (19, "where is the master"),
    (20, "request for the master's place"),
    (21, "test"),
    (22, "set the date"),
    (23, "request to set the date"),
    (24, "loop"),
];

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("tsp.type", "Type", 8)
        .codes(TYPES)
        .doc("What the message is.", SOURCE),
    FieldSpec::uint("tsp.version", "Version", 8).doc("1.", SOURCE),
    FieldSpec::uint("tsp.sequence", "Sequence number", 16)
        .doc("The acknowledgment repeats it.", SOURCE),
];

const TIME: &[FieldSpec] = &[
    FieldSpec::uint("tsp.sec", "Seconds", 32).unit("s").doc(
        "A time since 1970, or by how much the clock is off.",
        SOURCE,
    ),
    FieldSpec::uint("tsp.usec", "Microseconds", 32)
        .unit("µs")
        .doc("The fraction of that.", SOURCE),
];

crate::fields! {
    HOPS = FieldSpec::uint("tsp.hopcnt", "Hop count", 8)
        .doc("How far the message may still go.", SOURCE);
    NAME = FieldSpec::text("tsp.name", "Host")
        .doc("Who sent the message.", SOURCE);
    UNUSED = FieldSpec::bytes("", "Unused")
        .doc("Only messages with a time use these bytes.", SOURCE);
}

/// TSP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "tsp",
        short: "TSP",
        title: "Time Synchronization Protocol",
        osi: OsiLayer::Application,
        why: "It is what time programs say to each other; the network only carries it.",
        reference: "The Berkeley UNIX Time Synchronization Protocol",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[HEAD, TIME],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\x00\x07\x00\x00\x00\x01\x00\x00\x00\x05host\x00",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.len() >= bytes_of(HEAD))
}

/// Bytes between head and name.
const BODY: usize = 8;

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [kind, ..] = *p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    let name = TYPES
        .get(usize::from(kind))
        .map_or("unknown type", |row| row.1);
    p.summary(format_args!("{name}"));
    match kind {
        ADJUST | SET_TIME | SET_DATE | SET_DATE_REQUEST => drop(p.rows(TIME)?),
        LOOP => {
            p.uint(&HOPS)?;
            p.field(&UNUSED, BODY - 1)?;
        }
        _ => drop(p.field(&UNUSED, BODY)?),
    }
    let rest = p.rest();
    let len = memchr::memchr(0, rest).map_or(rest.len(), |end| end + 1);
    match len {
        0 => Ok(()),
        len => p.field(&NAME, len).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn clocks_are_adjusted() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "adjust the clock");
        assert_eq!(
            all(&out, PROTOCOL.sample, "tsp.name"),
            [(12, 5, "host".into())]
        );
        assert_eq!(all(&out, PROTOCOL.sample, "tsp.usec"), [(8, 4, "5".into())]);
        peeler.peel_as(&PROTOCOL, &PROTOCOL.sample[..7], Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
