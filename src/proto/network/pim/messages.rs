//! The messages of version 2, but hellos and registers.

use super::address::{Called, group, router, source, unicast};
use super::{
    ASSERT, BOOTSTRAP, BSR, BSR_6, CANDIDATE, ECMP_REDIRECT, ELECTION, FLOODING, GRAFT, GRAFT_ACK,
    GROUPS, HELLO, HOLD_TIME, JOIN, JOIN_6, JOIN_PRUNE, OFFERING, OFFERING_6, ORIGINATOR,
    ORIGINATOR_6, PACKED, PRIORITY, PRUNE, PRUNE_6, REGISTER_STOP, RESERVED, RP, RP_6, SET, SOURCE,
    SOURCE_6, STATE_REFRESH, UPSTREAM, UPSTREAM_6, WINNER, WINNER_6, hello,
};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::reserved::reserved;

/// Subtypes of the election that name another router.
const BACK_OFF: u8 = 3;
const PASS: u8 = 4;

pub(super) const COUNTS: &[FieldSpec] = &[
    FieldSpec::uint("pim.numjoins", "Joins", 16)
        .doc("How many sources are joined.", "RFC 7761 §4.9.5"),
    FieldSpec::uint("pim.numprunes", "Prunes", 16)
        .doc("How many sources are pruned.", "RFC 7761 §4.9.5"),
];

pub(super) const BOOTSTRAP_HEAD: &[FieldSpec] = &[
    FieldSpec::hex("pim.fragment_tag", "Fragment tag", 16)
        .doc("Tells which fragments make one message.", "RFC 5059 §4.1"),
    FieldSpec::uint("pim.hash_mask_len", "Hash mask length", 8)
        .unit("bits")
        .doc(
            "How many leading bits of a group decide which rendezvous point it has.",
            "RFC 5059 §4.1",
        ),
    FieldSpec::uint("pim.bsr_priority", "Priority", 8).doc(
        "The candidate with the highest becomes the bootstrap router.",
        "RFC 5059 §4.1",
    ),
];

pub(super) const RP_COUNTS: &[FieldSpec] = &[
    FieldSpec::uint("pim.rp_count", "Rendezvous points", 8).doc(
        "How many the range of groups has in the whole message.",
        "RFC 5059 §4.1",
    ),
    FieldSpec::uint("pim.frp_count", "In this fragment", 8)
        .doc("How many of them follow here.", "RFC 5059 §4.1"),
    reserved(16, "RFC 5059 §4.1"),
];

const METRIC: FieldSpec = FieldSpec::uint("pim.metric", "Metric", 32).doc(
    "How far it is to the source or the rendezvous point; the lowest wins.",
    "RFC 7761 §4.9.6",
);

pub(super) const METRICS: &[FieldSpec] = &[
    FieldSpec::flag("pim.rpt", "Rendezvous point tree").doc(
        "Set: the packet came along the tree from the rendezvous point.",
        "RFC 7761 §4.9.6",
    ),
    FieldSpec::uint("pim.metric_pref", "Metric preference", 31).doc(
        "How good the routing protocol is that gave the metric; the lowest wins.",
        "RFC 7761 §4.9.6",
    ),
    METRIC,
];

pub(super) const ELECTION_METRICS: &[FieldSpec] = &[
    FieldSpec::uint("pim.metric_pref", "Metric preference", 32).doc(
        "How good the routing protocol is that gave the metric; the lowest wins.",
        "RFC 5015 §3.7",
    ),
    METRIC,
];

pub(super) const OFFER_METRICS: &[FieldSpec] = &[
    FieldSpec::uint("pim.bidir_off_metric_pref", "Offered preference", 32)
        .doc("The preference of the better path.", "RFC 5015 §3.7.3"),
    FieldSpec::uint("pim.bidir_off_metric", "Offered metric", 32)
        .doc("The metric of the better path.", "RFC 5015 §3.7.3"),
    FieldSpec::uint("pim.bidir_offering_interval", "Interval", 16)
        .unit("ms")
        .doc(
            "How long the sender waits for a still better one.",
            "RFC 5015 §3.7.3",
        ),
];

pub(super) const WINNER_METRICS: &[FieldSpec] = &[
    FieldSpec::uint("pim.bidir_win_metric_pref", "Winner's preference", 32)
        .doc("The preference of the winner's path.", "RFC 5015 §3.7.4"),
    FieldSpec::uint("pim.bidir_win_metric", "Winner's metric", 32)
        .doc("The metric of the winner's path.", "RFC 5015 §3.7.4"),
];

pub(super) const CANDIDATE_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("pim.prefix_count", "Groups", 8)
        .doc("How many ranges of groups follow.", "RFC 5059 §4.2"),
    PRIORITY,
    HOLD_TIME,
];

pub(super) const REFRESH_REST: &[FieldSpec] = &[
    FieldSpec::uint("pim.mask_len", "Mask length", 8)
        .unit("bits")
        .doc("Of the sender's route to the source.", "RFC 3973 §4.7.10"),
    FieldSpec::uint("pim.ttl", "Time to live", 8).doc(
        "Taken from the source's packets: how far the refresh travels.",
        "RFC 3973 §4.7.10",
    ),
    FieldSpec::flag("pim.prune_indicator", "Prune indicator").doc(
        "Set: it went out of an interface where the group is pruned.",
        "RFC 3973 §4.7.10",
    ),
    FieldSpec::flag("pim.prune_now", "Prune now").doc(
        "Set: who does not want the packets shall prune.",
        "RFC 3973 §4.7.10",
    ),
    FieldSpec::flag("pim.assert_override", "Assert override").doc(
        "Set: the sender has lost an assert and answers the winner.",
        "RFC 3973 §4.7.10",
    ),
    reserved(5, "RFC 3973 §4.7.10"),
    FieldSpec::uint("pim.interval", "Interval", 8)
        .unit("seconds")
        .doc("How often the refresh is sent.", "RFC 3973 §4.7.10"),
];

pub(super) const SOURCES: &[FieldSpec] = &[
    FieldSpec::uint("pim.srccount", "Sources", 16).doc("How many follow.", "RFC 8364 §4.1"),
    FieldSpec::uint("pim.srcholdtime", "Hold time", 16)
        .unit("seconds")
        .doc("How long this is valid.", "RFC 8364 §4.1"),
];

/// Reads the message behind the common header.
pub(super) fn message(p: &mut Peel<'_>, kind: u8) -> Peeled {
    match kind {
        HELLO => hello::options(p),
        REGISTER_STOP | PACKED => pairs(p, kind == PACKED),
        JOIN_PRUNE | GRAFT | GRAFT_ACK => join_prune(p),
        BOOTSTRAP => bootstrap(p),
        ASSERT => {
            group(p)?;
            unicast(p, Called(&SOURCE, &SOURCE_6))?;
            p.rows(METRICS).map(drop)
        }
        CANDIDATE => {
            let groups = p.rows(CANDIDATE_HEAD)?[0];
            unicast(p, Called(&RP, &RP_6))?;
            for _ in 0..groups {
                group(p)?;
            }
            Ok(())
        }
        STATE_REFRESH => {
            group(p)?;
            unicast(p, Called(&SOURCE, &SOURCE_6))?;
            unicast(p, Called(&ORIGINATOR, &ORIGINATOR_6))?;
            p.rows(METRICS)?;
            p.rows(REFRESH_REST).map(drop)
        }
        ELECTION => election(p),
        ECMP_REDIRECT => {
            group(p)?;
            unicast(p, Called(&SOURCE, &SOURCE_6))
        }
        FLOODING => {
            unicast(p, Called(&ORIGINATOR, &ORIGINATOR_6))?;
            hello::flooded(p)
        }
        _ => Ok(()),
    }
}

/// A group and a source, once or as often as there is room (RFC 9465 §3).
fn pairs(p: &mut Peel<'_>, is_list: bool) -> Peeled {
    loop {
        group(p)?;
        unicast(p, Called(&SOURCE, &SOURCE_6))?;
        if !is_list || p.rest().is_empty() || p.is_full() {
            return Ok(());
        }
    }
}

fn join_prune(p: &mut Peel<'_>) -> Peeled {
    unicast(p, Called(&UPSTREAM, &UPSTREAM_6))?;
    p.field(&RESERVED, 1)?;
    let sets = p.uint(&GROUPS)?;
    p.uint(&HOLD_TIME)?;
    for _ in 0..sets {
        p.group(&SET, |p| {
            group(p)?;
            let counts = p.rows(COUNTS)?;
            for _ in 0..u16::from_be_bytes([counts[0], counts[1]]) {
                source(p, Called(&JOIN, &JOIN_6))?;
            }
            for _ in 0..u16::from_be_bytes([counts[2], counts[3]]) {
                source(p, Called(&PRUNE, &PRUNE_6))?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn bootstrap(p: &mut Peel<'_>) -> Peeled {
    p.rows(BOOTSTRAP_HEAD)?;
    unicast(p, Called(&BSR, &BSR_6))?;
    while !p.rest().is_empty() && !p.is_full() {
        group(p)?;
        let here = p.rows(RP_COUNTS)?[1];
        for _ in 0..here {
            unicast(p, Called(&RP, &RP_6))?;
            p.uint(&HOLD_TIME)?;
            p.uint(&PRIORITY)?;
            p.field(&RESERVED, 1)?;
        }
    }
    Ok(())
}

fn election(p: &mut Peel<'_>) -> Peeled {
    unicast(p, Called(&RP, &RP_6))?;
    p.rows(ELECTION_METRICS)?;
    match p.bytes().get(1).map(|byte| byte >> 4) {
        Some(BACK_OFF) => {
            router(p, Called(&OFFERING, &OFFERING_6))?;
            p.rows(OFFER_METRICS).map(drop)
        }
        Some(PASS) => {
            router(p, Called(&WINNER, &WINNER_6))?;
            p.rows(WINNER_METRICS).map(drop)
        }
        _ => Ok(()),
    }
}
