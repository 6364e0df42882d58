//! IS-IS: every router tells all others who its neighbours are, and each computes the shortest paths
//! (ISO/IEC 10589, RFC 1195, RFC 5305).

mod capability;
mod common;
mod hello;
mod links;
mod neighbours;
mod port;
mod prefixes;
mod sequence;
mod state;
mod trees;

use crate::decode::{Claim, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const SECTION: &str = "ISO/IEC 10589 §9";

const TYPES: Codes = &[
    (15, "hello, level 1"),
    (16, "hello, level 2"),
    (17, "hello, point to point"),
    (18, "link state, level 1"),
    (20, "link state, level 2"),
    (24, "complete list, level 1"),
    (25, "complete list, level 2"),
    (26, "partial list, level 1"),
    (27, "partial list, level 2"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("isis.irpd", "Protocol", 8)
        .codes(&[(0x83, "IS-IS")])
        .doc("Tells IS-IS from the other protocols of OSI's network layer.", SECTION),
    FieldSpec::uint("isis.len", "Header length", 8)
        .unit("bytes")
        .doc("The part that is laid out the same in all packets of this type.", SECTION),
    FieldSpec::uint("isis.version", "Version", 8).doc("1.", SECTION),
    FieldSpec::uint("isis.sysid_len", "ID length", 8)
        .codes(&[(0, "6 bytes"), (255, "none")])
        .doc("How long the routers' numbers are; 0 means 6.", SECTION),
    FieldSpec::hex("isis.type.reserved", "Reserved", 3).doc("Zero.", SECTION),
    FieldSpec::uint("isis.type", "Type", 5)
        .codes(TYPES)
        .doc("Hello: I am here. Link state: these are my neighbours and networks. List: these packets I have.", SECTION),
    FieldSpec::uint("isis.version2", "Version", 8).doc("1.", SECTION),
    FieldSpec::uint("isis.reserved", "Reserved", 8).doc("Zero.", SECTION),
    FieldSpec::uint("isis.max_area_adr", "Most area addresses", 8)
        .codes(&[(0, "3")])
        .doc("How many addresses an area may have; 0 means 3.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// How long the numbers of routers are if the header says 0.
const ID_LEN: usize = 6;
/// The longest that the header may say.
const MAX_ID_LEN: usize = 8;

static ALL_FIELDS: [&FieldSpec;
    common::FIELDS.len()
        + hello::FIELDS.len()
        + port::FIELDS.len()
        + sequence::FIELDS.len()
        + state::FIELDS.len()
        + neighbours::FIELDS.len()
        + prefixes::FIELDS.len()
        + capability::FIELDS.len()
        + trees::FIELDS.len()] = join_fields(&[
    common::FIELDS,
    hello::FIELDS,
    port::FIELDS,
    sequence::FIELDS,
    state::FIELDS,
    neighbours::FIELDS,
    prefixes::FIELDS,
    capability::FIELDS,
    trees::FIELDS,
]);

/// IS-IS.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "isis",
        short: "IS-IS",
        title: "Intermediate System to Intermediate System",
        osi: OsiLayer::Network,
        why: "It finds out where packets have to go, and stands beside IP, directly on the link.",
        reference: "ISO/IEC 10589",
    },
    claims: &[
        Claim::Field("osi.nlpid", 0x83),
        Claim::EtherType(0x22f4),
    ],
    headers: &[
        HEADER,
        hello::LEVELS,
        hello::TIMES,
        hello::PRIORITY,
        hello::RESTART,
        hello::NEIGHBOUR,
        port::TOPOLOGY,
        port::SPECIAL,
        port::FORWARDERS,
        port::DIGEST,
        port::TREE,
        port::TRILL,
        state::START,
        state::END,
        state::TOPOLOGY,
        neighbours::NARROW,
        neighbours::METRIC,
        links::ADJACENCY,
        links::LABEL,
        links::DELAY,
        links::MIN_MAX_DELAY,
        links::VARIATION,
        links::LOSS,
        links::CONSTRAINTS,
        links::ENDPOINT,
        links::BRIDGE,
        links::DEPTH,
        links::MASKS,
        prefixes::NARROW,
        prefixes::WIDE,
        prefixes::WIDE_6,
        prefixes::SEGMENT,
        prefixes::ATTRIBUTES,
        prefixes::LOCATOR,
        prefixes::END,
        prefixes::REPLICATION,
        capability::HEAD,
        capability::ENGINEERING,
        capability::SEGMENTS,
        capability::SEGMENTS_6,
        capability::ALGORITHM,
        trees::HEAD,
        trees::INSTANCE,
        trees::TUPLE,
        trees::SERVICE,
        trees::SERVICE_ID,
        trees::RISK,
        trees::BINDING,
        trees::BINDING_SEGMENT,
    ],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x83\x1b\x01\x00\x12\x01\x00\x00\x00\x2a\x04\xaf\x33\x33\x33\x33\x33\x33\x00\x00\x00\x00\x00\x0e\xff\xff\x03\
              \x01\x04\x03\x49\x00\x0a\x81\x01\xcc\x89\x02R3\x08\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let (kind, id) = (h[4] & 0x1f, usize::from(h[3]));
    let name = TYPE_NAMES.get(kind.into()).unwrap_or("unknown type");
    p.summary(format_args!("{name}"));
    if !p.wants_fields() {
        return skim(p, kind);
    }
    let id = match id {
        0 => ID_LEN,
        255 => 0,
        1..=MAX_ID_LEN => id,
        _ => {
            p.fault(
                FaultKind::Malformed("numbers of routers have at most 8 bytes"),
                3..4,
            );
            return Ok(());
        }
    };
    match kind {
        15..=17 => hello::packet(p, kind, id),
        18 | 20 => state::packet(p, id, name),
        24..=27 => sequence::packet(p, kind, id),
        _ => common::unknown(p),
    }
}

const TYPE_NAMES: crate::model::Names = HEADER[5].names;

/// Where the packet ends stands behind the addresses of hellos, and at the start of the others.
fn skim(p: &mut Peel<'_>, kind: u8) -> Peeled {
    let at = HEADER_LEN
        + if (15..=17).contains(&kind) {
            3 + id_of(p)
        } else {
            0
        };
    let len = p.bytes().get(at..at + 2);
    if let (15..=18 | 20 | 24..=27, Some(len)) = (kind, len) {
        common::ends(p, usize::from(u16::from_be_bytes([len[0], len[1]])));
    }
    Ok(())
}

/// How long the numbers of routers are.
fn id_of(p: &Peel<'_>) -> usize {
    match p.bytes().get(3) {
        Some(0) | None => ID_LEN,
        Some(255) => 0,
        Some(len) => usize::from(*len),
    }
}

#[cfg(test)]
mod tests;
