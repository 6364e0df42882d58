//! What a router can do.

use super::common::{all, parts};
use super::links::ALGORITHMS;
use super::neighbours::depths;
use super::state::TE_ROUTER_6;
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::reserved::reserved;

const SECTION: &str = "RFC 7981 §2";
const SEGMENT_SECTION: &str = "RFC 8667 §3";
const NODE: &str = "RFC 5073 §3.2";
const SRV6: &str = "RFC 9352 §2";
const FLEXIBLE: &str = "RFC 9350 §5.1";

pub(super) const HEAD: &[FieldSpec] = &[
    FieldSpec::hex("isis.lsp.rt_capable.router_id", "Router", 32)
        .doc("An address of the router that is always there.", SECTION),
    reserved(6, SECTION),
    FieldSpec::flag("isis.lsp.rt_capable.flag_d", "Down").doc(
        "Set: came from level 2 and must not go back there.",
        SECTION,
    ),
    FieldSpec::flag("isis.lsp.rt_capable.flag_s", "Scope")
        .doc("Set: for the whole network, not only the area.", SECTION),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, NODE)
}

pub(super) const ENGINEERING: &[FieldSpec] = &[
    flag(
        "isis.lsp.te_node_cap.b_bit",
        "Branch",
        "Set: paths to several ends may branch here.",
    ),
    flag(
        "isis.lsp.te_node_cap.e_bit",
        "Bud",
        "Set: paths to several ends may end here and go on.",
    ),
    flag(
        "isis.lsp.te_node_cap.m_bit",
        "MPLS",
        "Set: traffic engineering with MPLS.",
    ),
    flag(
        "isis.lsp.te_node_cap.g_bit",
        "GMPLS",
        "Set: traffic engineering with GMPLS.",
    ),
    flag(
        "isis.lsp.te_node_cap.p_bit",
        "Several ends",
        "Set: paths to several ends.",
    ),
    reserved(3, NODE),
];

pub(super) const SEGMENTS: &[FieldSpec] = &[
    FieldSpec::flag("isis.lsp.sr_cap.i_flag", "IPv4")
        .doc("Set: segment routing of IPv4.", SEGMENT_SECTION),
    FieldSpec::flag("isis.lsp.sr_cap.v_flag", "IPv6")
        .doc("Set: segment routing of IPv6.", SEGMENT_SECTION),
    reserved(6, SEGMENT_SECTION),
];

pub(super) const SEGMENTS_6: &[FieldSpec] = &[
    FieldSpec::hex("isis.lsp.srv6_cap.flags", "Flags", 16)
        .parts_follow()
        .doc("What the router does with segments over IPv6.", SRV6),
    FieldSpec::gap(1).part(),
    FieldSpec::flag("isis.lsp.srv6_cap.flags.o", "OAM")
        .part()
        .doc("Set: looks at the flag for tests.", SRV6),
    FieldSpec::gap(14).part(),
];

pub(super) const ALGORITHM: &[FieldSpec] = &[
    FieldSpec::uint("isis.lsp.flex_algorithm.algorithm", "Algorithm", 8)
        .doc("Its number, from 128 to 255.", FLEXIBLE),
    FieldSpec::uint("isis.lsp.flex_algorithm.metric_type", "Metric", 8)
        .codes(&[
            (0, "routing metric"),
            (1, "least delay"),
            (2, "traffic engineering metric"),
        ])
        .doc("What is added up along the paths.", FLEXIBLE),
    FieldSpec::uint("isis.lsp.flex_algorithm.calculation_type", "Calculation", 8)
        .codes(ALGORITHMS)
        .doc("How the paths are computed.", FLEXIBLE),
    FieldSpec::uint("isis.lsp.flex_algorithm.priority", "Priority", 8).doc(
        "Of several definitions the one with the highest counts.",
        FLEXIBLE,
    ),
];

crate::fields! {
    ONE = FieldSpec::uint("isis.lsp.sr_alg", "Algorithm", 8).codes(ALGORITHMS)
        .doc("An algorithm that the router computes paths with.", SEGMENT_SECTION);
    BLOCK_FLAGS = FieldSpec::hex("isis.lsp.sr_local_block.flags", "Flags", 8)
        .doc("Zero.", SEGMENT_SECTION);
    RANGE = FieldSpec::uint("isis.lsp.sr_cap.range", "Range", 24)
        .doc("How many labels the block has.", SEGMENT_SECTION);
    PART_TYPE = FieldSpec::uint("", "Type", 8)
        .doc("1: the first label of the block.", SEGMENT_SECTION);
    PART_LENGTH = FieldSpec::uint("", "Length", 8).unit("bytes")
        .doc("3 for a label, 4 for a number.", SEGMENT_SECTION);
    LABEL = FieldSpec::uint("isis.lsp.sr_cap.label", "First label", 24)
        .doc("The first label of the block.", SEGMENT_SECTION);
    NUMBER = FieldSpec::uint("isis.lsp.sr_cap.sid", "First number", 32)
        .doc("The first number of the block.", SEGMENT_SECTION);
}

/// Reads a router's capabilities.
pub(super) fn router(p: &mut Peel<'_>) -> Peeled {
    p.rows(HEAD)?;
    parts(p, None, |p, kind, len| match (kind, len) {
        (1, 1..) => p.rows(ENGINEERING).map(drop),
        (2, 1..) => {
            p.rows(SEGMENTS)?;
            blocks(p)
        }
        (12, 16) => p.field(&TE_ROUTER_6, 16).map(drop),
        (19, _) => all(p, &ONE, 1),
        (22, 1..) => {
            p.uint(&BLOCK_FLAGS)?;
            blocks(p)
        }
        (23, _) => depths(p),
        (25, 2..) => p.rows(SEGMENTS_6).map(drop),
        (26, 4..) => p.rows(ALGORITHM).map(drop),
        _ => Ok(()),
    })
}

/// Blocks of labels: how many, and the first.
fn blocks(p: &mut Peel<'_>) -> Peeled {
    while p.rest().len() >= 3 && !p.is_full() {
        p.uint(&RANGE)?;
        p.uint(&PART_TYPE)?;
        let len = p.uint(&PART_LENGTH)? as usize;
        p.within(len, "part length", |p| match len {
            3 => p.uint(&LABEL).map(drop),
            4 => p.uint(&NUMBER).map(drop),
            _ => super::common::unknown(p),
        })?;
    }
    Ok(())
}
