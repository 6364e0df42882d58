//! Routes: the hops that a path shall take, or has taken (RFC 3209 §4.3, §4.4).

use super::{HOP, HOP_LENGTH, TYPE};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FaultKind, FieldSpec, Value};
use crate::proto::reserved::reserved;

const SECTION: &str = "RFC 3209 §4.3.3";
const RECORDED: &str = "RFC 3209 §4.4.1";

/// The class of explicit routes; the other one is of recorded routes.
const EXPLICIT: u8 = 20;
const LOOSE: u8 = 0x80;
const HEAD_LEN: usize = 2;

pub(super) const TYPES: Codes = &[
    (1, "IPv4"),
    (2, "IPv6"),
    (3, "label"),
    (4, "interface without an address"),
    (32, "autonomous system"),
    (64, "path key, IPv4"),
    (65, "path key, IPv6"),
];

pub(super) const STRICTNESS: &[FieldSpec] = &[
    FieldSpec::flag("rsvp.loose_hop", "Loose")
        .doc("Set: other routers may come before this one.", SECTION),
    FieldSpec::gap(7),
];

const PREFIX: FieldSpec =
    FieldSpec::uint("rsvp.ero_rro_subobjects.prefix_length", "Prefix length", 8)
        .unit("bits")
        .doc("How many leading bits of the address count.", SECTION);
const IPV4: FieldSpec = FieldSpec::ipv4("rsvp.ero_rro_subobjects.ipv4_hop", "Hop")
    .doc("The router's address.", SECTION);
const IPV6: FieldSpec = FieldSpec::ipv6("rsvp.ero_rro_subobjects.ipv6_hop", "Hop")
    .doc("The router's address.", SECTION);
const FLAGS: FieldSpec = FieldSpec::hex("rsvp.ero_rro_subobjects.flags", "Flags", 8)
    .parts_follow()
    .doc("What the router does for the path.", RECORDED);

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, RECORDED)
}

const NODE_ADDRESS: FieldSpec = flag(
    "rsvp.rro.flags.node_address",
    "Node address",
    "Set: the address is that of the router, not of an interface.",
);
const NODE: FieldSpec = flag(
    "rsvp.rro.flags.node",
    "Node protection",
    "Set: the detour avoids the next router.",
);
const BANDWIDTH: FieldSpec = flag(
    "rsvp.rro.flags.bandwidth",
    "Bandwidth protection",
    "Set: the detour has the same bandwidth.",
);
const IN_USE: FieldSpec = flag(
    "rsvp.rro.flags.local_in_use",
    "In use",
    "Set: the detour is being used.",
);
const AVAILABLE: FieldSpec = flag(
    "rsvp.rro.flags.local_avail",
    "Available",
    "Set: there is a detour for the next link.",
);

pub(super) const EXPLICIT_IPV4: &[FieldSpec] = &[IPV4, PREFIX, reserved(8, SECTION)];
pub(super) const EXPLICIT_IPV6: &[FieldSpec] = &[IPV6, PREFIX, reserved(8, SECTION)];
pub(super) const RECORDED_IPV4: &[FieldSpec] = &[
    IPV4,
    PREFIX,
    FLAGS,
    reserved(2, RECORDED).part(),
    NODE_ADDRESS,
    reserved(1, RECORDED).part(),
    NODE,
    BANDWIDTH,
    IN_USE,
    AVAILABLE,
];
pub(super) const RECORDED_IPV6: &[FieldSpec] = &[
    IPV6,
    PREFIX,
    FLAGS,
    reserved(2, RECORDED).part(),
    NODE_ADDRESS,
    reserved(1, RECORDED).part(),
    NODE,
    BANDWIDTH,
    IN_USE,
    AVAILABLE,
];

const KIND: FieldSpec = FieldSpec::uint("rsvp.ctype", "Kind of label", 8)
    .doc("As in label objects.", "RFC 3209 §4.4.1.3");
const LABEL: FieldSpec = FieldSpec::uint("rsvp.ero_rro_subobjects.label", "Label", 32)
    .doc("The label of the path there.", "RFC 3209 §4.4.1.3");

pub(super) const EXPLICIT_LABEL: &[FieldSpec] = &[reserved(8, SECTION), KIND, LABEL];
pub(super) const RECORDED_LABEL: &[FieldSpec] = &[
    FLAGS,
    reserved(7, RECORDED).part(),
    flag(
        "rsvp.rro.flags.global_label",
        "Global",
        "Set: the label is valid on all interfaces of the router.",
    ),
    KIND,
    LABEL,
];

pub(super) const INTERFACE: &[FieldSpec] = &[
    reserved(16, "RFC 3477 §4"),
    FieldSpec::ipv4("rsvp.ero_rro_subobjects.router_id", "Router")
        .doc("The router's number.", "RFC 3477 §4"),
    FieldSpec::uint("rsvp.ero_rro_subobjects.interface_id", "Interface", 32)
        .doc("The interface's number there.", "RFC 3477 §4"),
];

pub(super) const SYSTEM: &[FieldSpec] = &[FieldSpec::uint(
    "rsvp.ero_rro_subobjects.autonomous_system",
    "Autonomous system",
    16,
)
.doc("Any router of this network.", SECTION)];

pub(super) fn hops(p: &mut Peel<'_>, class: u8) -> Peeled {
    let is_explicit = class == EXPLICIT;
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&HOP, |p| {
            p.require(HEAD_LEN)?;
            let at = p.pos();
            let (first, len) = (p.rest()[0], usize::from(p.rest()[1]));
            let kind = if is_explicit { first & !LOOSE } else { first };
            p.skip(1)?;
            p.mark_as(&TYPE, at..at + 1, Value::Uint(kind.into()));
            if is_explicit {
                p.bits(STRICTNESS, at);
            }
            p.uint(&HOP_LENGTH)?;
            let Some(rest) = len.checked_sub(HEAD_LEN) else {
                let bad = "a hop has at least a type and a length";
                p.fault(FaultKind::Malformed(bad), at..at + HEAD_LEN);
                return Err(Stop);
            };
            p.within(rest, "length of the hop", |p| hop(p, kind, is_explicit))
        })?;
    }
    Ok(())
}

fn hop(p: &mut Peel<'_>, kind: u8, is_explicit: bool) -> Peeled {
    let table = match (kind, is_explicit) {
        (1, true) => EXPLICIT_IPV4,
        (1, false) => RECORDED_IPV4,
        (2, true) => EXPLICIT_IPV6,
        (2, false) => RECORDED_IPV6,
        (3, true) => EXPLICIT_LABEL,
        (3, false) => RECORDED_LABEL,
        (4, _) => INTERFACE,
        (32, true) => SYSTEM,
        _ => return Ok(()),
    };
    p.rows(table).map(drop)
}
