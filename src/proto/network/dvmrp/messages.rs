//! What the messages say behind their common header.

use std::net::Ipv4Addr;

use super::{
    GRAFT, GRAFT_ACK, GROUP, LIFETIME, MASK, MASK_BYTES, METRIC, NEIGHBOUR, NEIGHBOURS_2, PROBE,
    PRUNE, REPORT, ROUTE, SECTION, SOURCE, SOURCE_BYTES,
};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};
use crate::proto::reserved::reserved;

pub(super) const REPORTS: &str = "draft-ietf-idmr-dvmrp-v3-11 §3.4";

/// Set in the metric of the last network of a mask.
const LAST: u8 = 0x80;

pub(super) const GENERATION: &[FieldSpec] = &[FieldSpec::uint("dvmrp.genid", "Generation", 32)
    .doc(
        "A new number says that the router has started again.",
        SECTION,
    )];

pub(super) const LAST_NETWORK: &[FieldSpec] = &[
    FieldSpec::flag("", "Last").doc("Set: the mask's last network.", REPORTS),
    FieldSpec::gap(7),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

pub(super) const INTERFACE: &[FieldSpec] = &[
    FieldSpec::ipv4("dvmrp.local", "Interface").doc("The interface's address.", SECTION),
    FieldSpec::uint("dvmrp.metric", "Metric", 8).doc("What a hop over it costs.", SECTION),
    FieldSpec::uint("dvmrp.threshold", "Threshold", 8)
        .doc("The time to live that packets need to pass.", SECTION),
    FieldSpec::hex("dvmrp.flags", "Flags", 8)
        .parts_follow()
        .doc("What kind of interface it is.", SECTION),
    flag("dvmrp.flag.leaf", "Leaf", "Set: no router is behind it."),
    flag(
        "dvmrp.flag.querier",
        "Querier",
        "Set: the router asks the hosts there for their groups.",
    ),
    flag("dvmrp.flag.disabled", "Disabled", "Set: it is turned off."),
    flag("dvmrp.flag.down", "Down", "Set: it does not work."),
    reserved(2, SECTION).part(),
    flag(
        "dvmrp.flag.srcroute",
        "Source route",
        "Set: a tunnel made of source routes.",
    ),
    flag("dvmrp.flag.tunnel", "Tunnel", "Set: a tunnel."),
    FieldSpec::uint("dvmrp.ncount", "Neighbours", 8).doc("How many follow.", SECTION),
];

pub(super) fn message(p: &mut Peel<'_>, code: u8) -> Peeled {
    match code {
        PROBE => {
            p.rows(GENERATION)?;
            neighbours(p, usize::MAX)
        }
        REPORT => {
            while !p.rest().is_empty() && !p.is_full() {
                p.group(&ROUTE, networks)?;
            }
            Ok(())
        }
        NEIGHBOURS_2 => {
            while !p.rest().is_empty() && !p.is_full() {
                let count = p.rows(INTERFACE)?[7];
                neighbours(p, count.into())?;
            }
            Ok(())
        }
        PRUNE | GRAFT | GRAFT_ACK => {
            p.field(&SOURCE, 4)?;
            p.field(&GROUP, 4)?;
            if code == PRUNE {
                p.uint(&LIFETIME)?;
            }
            if !p.rest().is_empty() {
                p.field(&MASK, 4)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Reads this many addresses, fewer only at the end of the bytes if there is no count.
fn neighbours(p: &mut Peel<'_>, count: usize) -> Peeled {
    for _ in 0..count {
        if p.rest().is_empty() && count == usize::MAX || p.is_full() {
            break;
        }
        p.field(&NEIGHBOUR, 4)?;
    }
    Ok(())
}

/// A mask and the networks that have it.
fn networks(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let mask = p.skip(3)?;
    let whole = [255, mask[0], mask[1], mask[2]];
    p.mark_as(&MASK_BYTES, at..at + 3, Value::Ipv4(whole.into()));
    // A mask has no holes: the last byte with a bit set ends it.
    let len = whole
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(1, |at| at + 1);
    loop {
        let at = p.pos();
        let mut octets = [0; 4];
        octets[..len].copy_from_slice(p.skip(len)?);
        let network = Value::Ipv4(Ipv4Addr::from(octets));
        p.mark_as(&SOURCE_BYTES, at..at + len, network);
        let at = p.pos();
        let metric = p.skip(1)?[0];
        p.mark_as(&METRIC, at..at + 1, Value::Uint((metric & !LAST).into()));
        p.bits(LAST_NETWORK, at);
        if metric & LAST != 0 || p.is_full() {
            return Ok(());
        }
    }
}
