//! Ethernet POWERLINK: one node asks the others in turn, so that nobody sends at the same time (EPSG DS 301).

mod identity;
mod services;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value, bytes_of};
use crate::proto::layout::little;
use crate::proto::low_words::join;
use crate::proto::reserved::reserved;

const BOOK: &str = "EPSG DS 301 §4.6";

const TYPES: Codes = &[
    (1, "SoC (start of cycle)"),
    (3, "PReq (poll request)"),
    (4, "PRes (poll response)"),
    (5, "SoA (start of the asynchronous phase)"),
    (6, "ASnd (asynchronous)"),
    (7, "AMNI (active managing node)"),
    (13, "AInv (asynchronous invitation)"),
];

/// States of nodes.
const STATES: Codes = &[
    (0x00, "off"),
    (0x19, "initialising"),
    (0x1c, "not active"),
    (0x1d, "pre-operational 1"),
    (0x1e, "basic Ethernet"),
    (0x29, "reset application"),
    (0x39, "reset communication"),
    (0x4d, "stopped"),
    (0x5d, "pre-operational 2"),
    (0x6d, "ready to operate"),
    (0xfd, "operational"),
];

const START_OF_CYCLE: u8 = 1;
const REQUEST: u8 = 3;
const RESPONSE: u8 = 4;
const START_OF_ASYNC: u8 = 5;
const ASYNC: u8 = 6;

const HEADER: &[FieldSpec] = &[
    reserved(1, BOOK),
    FieldSpec::uint("epl.mtyp", "Type", 7)
        .codes(TYPES)
        .doc("What the frame is.", BOOK),
    FieldSpec::uint("epl.dest", "Destination", 8)
        .doc("The node that it is for; 240 manages, 255: all.", BOOK),
    FieldSpec::uint("epl.src", "Source", 8).doc("The node that sent it.", BOOK),
];

pub(super) const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, BOOK)
}

const fn flags(name: &'static str) -> FieldSpec {
    FieldSpec::hex(name, "Flags", 8)
        .parts_follow()
        .doc("What is special.", BOOK)
}

const fn state(name: &'static str) -> FieldSpec {
    FieldSpec::hex(name, "State", 8)
        .codes(STATES)
        .doc("In which state the sender is.", BOOK)
}

const fn version(name: &'static str) -> FieldSpec {
    FieldSpec::hex(name, "Version", 8).doc("Two digits, one in each half.", BOOK)
}

const fn size(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Size", 16)
        .little()
        .unit("bytes")
        .doc("How long the data is.", BOOK)
}

pub(super) const fn time(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32)
        .little()
        .unit("ns")
        .doc(doc, BOOK)
}

pub(super) const fn number(
    name: &'static str,
    label: &'static str,
    bits: u32,
    doc: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, bits).little().doc(doc, BOOK)
}

const CYCLE: &[FieldSpec] = &[
    reserved(8, BOOK),
    flags("epl.soc.flags"),
    flag(
        "epl.soc.mc",
        "Multiplexed cycle done",
        "Changes when all nodes that share slots have had their turn.",
    )
    .part(),
    flag(
        "epl.soc.ps",
        "Prescaled slot",
        "Changes after a number of cycles.",
    )
    .part(),
    reserved(2, BOOK).part(),
    flag("epl.soc.an", "AN", "Set: all nodes may be invited.").part(),
    reserved(3, BOOK).part(),
    reserved(8, BOOK),
];

const POLL: &[FieldSpec] = &[
    reserved(8, BOOK),
    flags("epl.preq.flags"),
    reserved(2, BOOK).part(),
    flag(
        "epl.preq.ms",
        "Multiplexed slot",
        "Set: the node shares the slot with others.",
    )
    .part(),
    reserved(2, BOOK).part(),
    flag(
        "epl.preq.ea",
        "Exception seen",
        "Repeats the node's bit when its errors were read.",
    )
    .part(),
    reserved(1, BOOK).part(),
    flag("epl.preq.rd", "Ready", "Set: the data is valid.").part(),
    flag(
        "epl.preq.fls",
        "First link",
        "Set: the first of two lines works.",
    ),
    flag("epl.preq.sls", "Second link", "Set: the second line works."),
    reserved(6, BOOK),
    version("epl.preq.pdov"),
    reserved(8, BOOK),
    size("epl.preq.size"),
];

const ANSWER: &[FieldSpec] = &[
    state("epl.pres.stat"),
    flags("epl.pres.flags"),
    reserved(2, BOOK).part(),
    flag(
        "epl.pres.ms",
        "Multiplexed slot",
        "Set: the node shares the slot with others.",
    )
    .part(),
    flag(
        "epl.pres.en",
        "New exception",
        "Changes when there is a new error to be read.",
    )
    .part(),
    reserved(3, BOOK).part(),
    flag("epl.pres.rd", "Ready", "Set: the data is valid.").part(),
    flag(
        "epl.pres.fls",
        "First link",
        "Set: the first of two lines works.",
    ),
    flag("epl.pres.sls", "Second link", "Set: the second line works."),
    FieldSpec::uint("epl.pres.pr", "Priority", 3).doc(
        "Of what the node would like to send; 7 is the highest.",
        BOOK,
    ),
    FieldSpec::uint("epl.pres.rs", "To send", 3)
        .doc("How many frames the node would like to send.", BOOK),
    version("epl.pres.pdov"),
    reserved(8, BOOK),
    size("epl.pres.size"),
];

crate::fields! {
    NET_TIME = FieldSpec::computed("epl.soc.nettime", "Time").doc("When the cycle began, by the clock of the network.", BOOK);
    RELATIVE_TIME = FieldSpec::uint("epl.soc.relativetime", "Relative time", 64).little().unit("µs").doc("Since the managing node was started.", BOOK);
}

/// Ethernet POWERLINK.
pub static PROTOCOL: Protocol =
    Protocol {
        info: ProtoInfo {
            name: "epl",
            short: "POWERLINK",
            title: "Ethernet POWERLINK",
            osi: OsiLayer::DataLink,
            why: "It says whose turn it is on the link, and carries what nodes send then.",
            reference: "EPSG DS 301",
        },
        claims: &[Claim::EtherType(0x88ab), Claim::Port(Transport::Udp, 3819)],
        headers: &join::<_, { 4 + services::HEADERS.len() + identity::HEADERS.len() }>(&[
            &[HEADER, CYCLE, POLL, ANSWER],
            services::HEADERS,
            identity::HEADERS,
        ]),
        fields: &join_fields::<{ FIELDS.len() + services::FIELDS.len() + identity::FIELDS.len() }>(
            &[FIELDS, services::FIELDS, identity::FIELDS],
        ),
        recognise: Some(recognise),
        peel,
        trailer: None,
        stream: false,
        sample: b"\x04\xff\x01\xfd\x31\xf9\x20\x00\x04\x00abcd",
    };

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [kind, _, _, _, ..] => Match::maybe_if(matches!(kind & 0x7f, 1 | 3..=7 | 13)),
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [kind, to, from] = *p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let kind = kind & 0x7f;
    let name = HEADER[1]
        .names
        .get(u64::from(kind))
        .unwrap_or("unknown type");
    p.summary(format_args!("{name}, {from} → {to}"));
    match kind {
        START_OF_CYCLE => cycle(p),
        REQUEST => data(p, POLL),
        RESPONSE => data(p, ANSWER),
        START_OF_ASYNC => services::start(p),
        ASYNC => services::asynchronous(p),
        _ => {
            p.pass(Next::Data);
            Ok(())
        }
    }
}

fn cycle(p: &mut Peel<'_>) -> Peeled {
    p.rows(CYCLE)?;
    let at = p.pos();
    let time = p.skip(8)?;
    let (seconds, nanos) = (little(&time[..4]), little(&time[4..]));
    p.mark_as(
        &NET_TIME,
        at..at + 8,
        match nanos {
            0..1_000_000_000 => Value::Time(Timestamp::from_parts(seconds as i64, nanos as u32)),
            _ => Value::Bytes,
        },
    );
    p.uint(&RELATIVE_TIME).map(drop)
}

/// A request or response, and its data. What the bytes of it mean stands in the devices' descriptions.
fn data(p: &mut Peel<'_>, table: &'static [FieldSpec]) -> Peeled {
    let header = p.rows(table)?;
    let len = header
        .last_chunk::<2>()
        .map_or(0, |size| usize::from(u16::from_le_bytes(*size)));
    if len > 0 {
        p.wrap(Next::Data, p.pos()..p.pos() + len, "POWERLINK size");
        p.ends_at(p.bytes().len());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn nodes_answer_with_data() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "PRes (poll response), 1 → 255");
        assert_eq!(out.field("epl.pres.rs").unwrap().value, Value::Uint(1));
        assert_eq!(out.layers[1].payload.len() + out.layers[1].header.len(), 4);
        let cut = peeled(&PROTOCOL.sample[..12]);
        assert_eq!(cut.faults.len(), 1);
    }

    #[test]
    fn the_managing_node_grants_the_asynchronous_phase() {
        let bytes = b"\x05\xff\xf0\x1d\x06\0\x01\x05\x20\x02";
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "epl.soa.an.local").len(), 1);
        assert_eq!(all(&out, bytes, "epl.soa.svtg")[0], (7, 1, "5".into()));
        let ident = b"\x06\xf0\x01\x03\x21\x05abc";
        assert_eq!(
            all(&peeled(ident), ident, "epl.asnd.nmtrequest.rcd")[0].1,
            3
        );
    }
}
