//! Hellos: what a router tells its neighbours of itself (RFC 7761 §4.9.2).

use super::address::{Called, group, unicast};
use super::{HOLD_TIME, LISTED, LISTED_6, OPTION, OPTION_VALUE, SOURCE, SOURCE_6};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, bytes_of};

const SECTION: &str = "RFC 7761 §4.9.2";

const HOLD: u16 = 1;
const DELAY: u16 = 2;
const DR_PRIORITY: u16 = 19;
const GENERATION_ID: u16 = 20;
const REFRESH: u16 = 21;
const ADDRESS_LIST: u16 = 24;
const OLD_ADDRESS_LIST: u16 = 65001;

/// The only kind of item that floods: a group and who sends to it (RFC 8364 §4).
const GROUP_SOURCES: u16 = 1;
const TYPE_BITS: u16 = 0x7fff;

const TYPES: Codes = &[
    (1, "hold time"),
    (2, "LAN prune delay"),
    (17, "label parameters"),
    (18, "old designated router priority"),
    (19, "designated router priority"),
    (20, "generation"),
    (21, "state refresh"),
    (22, "bidirectional capable"),
    (23, "VCI capability"),
    (24, "address list"),
    (25, "neighbour list"),
    (26, "join attributes"),
    (27, "PIM over TCP"),
    (28, "PIM over SCTP"),
    (29, "pop count"),
    (30, "topology"),
    (31, "interface"),
    (32, "equal-cost path redirect"),
    (33, "virtual port channel peer"),
    (34, "designated router load balancing"),
    (35, "designated router load balancing list"),
    (36, "hierarchical join/prune attributes"),
    (65001, "old address list"),
];

const LENGTH: FieldSpec = FieldSpec::uint("pim.optionlength", "Length", 16)
    .unit("bytes")
    .doc("The option's value, without type and length.", SECTION);

pub(super) const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("pim.optiontype", "Type", 16)
        .codes(TYPES)
        .doc("What the option tells.", SECTION),
    LENGTH,
];

const HEAD_LEN: usize = bytes_of(HEAD);

pub(super) const FLOODING_HEAD: &[FieldSpec] = &[
    FieldSpec::flag("pim.transitivetype", "Transitive").doc(
        "Set: routers that do not know the item pass it on.",
        "RFC 8364 §3.1",
    ),
    FieldSpec::uint("pim.optiontype", "Type", 15)
        .codes(&[(1, "group, sources and hold time")])
        .doc("What the item tells.", "RFC 8364 §3.1"),
    LENGTH,
];

pub(super) const PRUNE_DELAY: &[FieldSpec] = &[
    FieldSpec::flag("pim.t", "No suppression").doc(
        "Set: the router can send joins although it hears others send the same.",
        SECTION,
    ),
    FieldSpec::uint("pim.propagation_delay", "Propagation delay", 15)
        .unit("ms")
        .doc("How long a message takes on the link.", SECTION),
    FieldSpec::uint("pim.override_interval", "Override interval", 16)
        .unit("ms")
        .doc(
            "How long others have to object to a prune by a join.",
            SECTION,
        ),
];

pub(super) const PRIORITY: &[FieldSpec] = &[FieldSpec::uint("pim.dr_priority", "Priority", 32)
    .doc(
        "The router with the highest becomes the link's designated router.",
        SECTION,
    )];

pub(super) const GENERATION: &[FieldSpec] =
    &[FieldSpec::uint("pim.generation_id", "Generation", 32).doc(
        "A random number: a new one says that the router has forgotten all.",
        SECTION,
    )];

pub(super) const STATE_REFRESH: &[FieldSpec] = &[
    FieldSpec::uint("pim.state_refresh_version", "Version", 8).doc("1.", "RFC 3973 §4.7.5"),
    FieldSpec::uint("pim.state_refresh_interval", "Interval", 8)
        .unit("seconds")
        .doc(
            "How often the router refreshes what was pruned.",
            "RFC 3973 §4.7.5",
        ),
    FieldSpec::uint("pim.state_refresh_reserved", "Reserved", 16).doc("Zero.", "RFC 3973 §4.7.5"),
];

pub(super) fn options(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.require(HEAD_LEN)?;
        let head = p.rest();
        let kind = u16::from_be_bytes([head[0], head[1]]);
        let len = usize::from(u16::from_be_bytes([head[2], head[3]]));
        p.group(&OPTION, |p| {
            p.rows(HEAD)?;
            p.within(len, "option length", |p| value(p, kind, len))
        })?;
    }
    Ok(())
}

fn value(p: &mut Peel<'_>, kind: u16, len: usize) -> Peeled {
    match kind {
        HOLD => p.uint(&HOLD_TIME).map(drop),
        DELAY => p.rows(PRUNE_DELAY).map(drop),
        DR_PRIORITY => p.rows(PRIORITY).map(drop),
        GENERATION_ID => p.rows(GENERATION).map(drop),
        REFRESH => p.rows(STATE_REFRESH).map(drop),
        ADDRESS_LIST | OLD_ADDRESS_LIST => {
            while !p.rest().is_empty() {
                unicast(p, Called(&LISTED, &LISTED_6))?;
            }
            Ok(())
        }
        _ if len > 0 => p.field(&OPTION_VALUE, len).map(drop),
        _ => Ok(()),
    }
}

/// The items of a message that floods from router to router.
pub(super) fn flooded(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.require(HEAD_LEN)?;
        let head = p.rest();
        let kind = u16::from_be_bytes([head[0], head[1]]) & TYPE_BITS;
        let len = usize::from(u16::from_be_bytes([head[2], head[3]]));
        p.group(&OPTION, |p| {
            p.rows(FLOODING_HEAD)?;
            p.within(len, "item length", |p| match kind {
                GROUP_SOURCES => group_sources(p),
                _ if len > 0 => p.field(&OPTION_VALUE, len).map(drop),
                _ => Ok(()),
            })
        })?;
    }
    Ok(())
}

fn group_sources(p: &mut Peel<'_>) -> Peeled {
    group(p)?;
    let head = p.rows(super::messages::SOURCES)?;
    for _ in 0..u16::from_be_bytes([head[0], head[1]]) {
        unicast(p, Called(&SOURCE, &SOURCE_6))?;
    }
    Ok(())
}
