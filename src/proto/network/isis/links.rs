//! What is said of links: tables of the parts of extended neighbours.

use crate::model::{Codes, FieldSpec};
use crate::proto::reserved::reserved;

pub(super) const SEGMENTS: &str = "RFC 8667 §2.2";
pub(super) const DELAYS: &str = "RFC 8570 §4";
pub(super) const SRV6: &str = "RFC 9352 §8";
pub(super) const BRIDGES: &str = "RFC 6329 §14.1";
pub(super) const APPLICATIONS: &str = "RFC 9479 §4.1";

/// Algorithms of segment routing.
pub(super) const ALGORITHMS: Codes = &[(0, "shortest path"), (1, "strict shortest path")];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SEGMENTS)
}

pub(super) const ADJACENCY: &[FieldSpec] = &[
    FieldSpec::hex("isis.lsp.adj_sid.flags", "Flags", 8)
        .parts_follow()
        .doc("What the segment is for.", SEGMENTS),
    flag(
        "isis.lsp.adj_sid.flags.f",
        "Family",
        "Set: for packets of IPv6.",
    ),
    flag(
        "isis.lsp.adj_sid.flags.b",
        "Backup",
        "Set: the segment is protected.",
    ),
    flag(
        "isis.lsp.adj_sid.flags.v",
        "Value",
        "Set: a label. Not set: an index into a block of labels.",
    ),
    flag(
        "isis.lsp.adj_sid.flags.l",
        "Local",
        "Set: counts at this router only.",
    ),
    flag("isis.lsp.adj_sid.flags.s", "Set", "Set: for several links."),
    FieldSpec::gap(3).part(),
    FieldSpec::hex("isis.lsp.adj_sid.weight", "Weight", 8)
        .doc("How large a share of the traffic the link takes.", SEGMENTS),
];

pub(super) const LABEL: &[FieldSpec] = &[
    reserved(4, SEGMENTS),
    FieldSpec::uint("isis.lsp.sid.sli_label", "Label", 20)
        .doc("The MPLS label of the segment.", SEGMENTS),
];

const ANOMALOUS: [FieldSpec; 3] = [
    FieldSpec::hex(
        "isis.lsp.ext_is_reachability.unidirectional_link_flags",
        "Flags",
        8,
    )
    .parts_follow()
    .doc("Whether the value is unusual.", DELAYS),
    FieldSpec::flag(
        "isis.lsp.ext_is_reachability.unidirectional_link_flags.a",
        "Anomalous",
    )
    .part()
    .doc("Set: beyond the limit that was set.", DELAYS),
    FieldSpec::gap(7).part(),
];

const RESERVED: FieldSpec = FieldSpec::hex(
    "isis.lsp.ext_is_reachability.unidirectional_link_reserved",
    "Reserved",
    8,
)
.doc("Zero.", DELAYS);

const fn time(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 24).unit("µs").doc(doc, DELAYS)
}

pub(super) const DELAY: &[FieldSpec] = &[
    ANOMALOUS[0],
    ANOMALOUS[1],
    ANOMALOUS[2],
    time(
        "isis.lsp.ext_is_reachability.unidirectional_link_delay",
        "Delay",
        "How long packets take on average.",
    ),
];

pub(super) const MIN_MAX_DELAY: &[FieldSpec] = &[
    ANOMALOUS[0],
    ANOMALOUS[1],
    ANOMALOUS[2],
    time(
        "isis.lsp.ext_is_reachability.unidirectional_link_delay_min",
        "Least delay",
        "How long packets take at least.",
    ),
    RESERVED,
    time(
        "isis.lsp.ext_is_reachability.unidirectional_link_delay_max",
        "Greatest delay",
        "How long packets take at most.",
    ),
];

pub(super) const VARIATION: &[FieldSpec] = &[
    RESERVED,
    time(
        "isis.lsp.ext_is_reachability.unidirectional_delay_variation",
        "Variation",
        "How much the delay varies.",
    ),
];

pub(super) const LOSS: &[FieldSpec] = &[
    ANOMALOUS[0],
    ANOMALOUS[1],
    ANOMALOUS[2],
    FieldSpec::uint(
        "isis.lsp.ext_is_reachability.unidirectional_link_loss",
        "Loss",
        24,
    )
    .unit("× 0.000003 %")
    .doc("How many packets are lost.", DELAYS),
];

pub(super) const CONSTRAINTS: &[FieldSpec] = &[
    FieldSpec::uint("isis.lsp.bw_ct.model", "Model", 8).doc(
        "How the constraints share out the bandwidth.",
        "RFC 4124 §5.1",
    ),
    FieldSpec::hex("isis.lsp.bw_ct.rsv", "Reserved", 24).doc("Zero.", "RFC 4124 §5.1"),
];

const fn flag6(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SRV6)
}

pub(super) const ENDPOINT: &[FieldSpec] = &[
    FieldSpec::hex("isis.lsp.srv6_endx_sid.flags", "Flags", 8)
        .parts_follow()
        .doc("What the segment is for.", SRV6),
    flag6(
        "isis.lsp.srv6_endx_sid.flags.b",
        "Backup",
        "Set: the segment is protected.",
    ),
    flag6(
        "isis.lsp.srv6_endx_sid.flags.s",
        "Set",
        "Set: for several links.",
    ),
    flag6(
        "isis.lsp.srv6_endx_sid.flags.p",
        "Persistent",
        "Set: stays the same when the router restarts.",
    ),
    FieldSpec::gap(5).part(),
    FieldSpec::uint("isis.lsp.srv6_endx_sid.algorithm", "Algorithm", 8)
        .codes(ALGORITHMS)
        .doc("How the paths are computed.", SRV6),
    FieldSpec::uint("isis.lsp.srv6_endx_sid.weight", "Weight", 8)
        .doc("How large a share of the traffic the link takes.", SRV6),
    FieldSpec::uint("isis.lsp.srv6_endx_sid.endpoint_function", "Behaviour", 16)
        .doc("What the router does with packets for this segment.", SRV6),
    FieldSpec::ipv6("isis.lsp.srv6_endx_sid.sid", "Segment")
        .doc("The address of the segment.", SRV6),
    FieldSpec::uint(
        "isis.lsp.srv6_endx_sid.subsubclvs_length",
        "Parts' length",
        8,
    )
    .unit("bytes")
    .doc("What else is said of the segment.", SRV6),
];

pub(super) const BRIDGE: &[FieldSpec] = &[
    FieldSpec::hex("isis.lsp.spb.link_metric", "Metric", 24).doc("What the link costs.", BRIDGES),
    FieldSpec::uint("isis.lsp.spb.port_count", "Ports", 8)
        .doc("How many ports the link has.", BRIDGES),
    FieldSpec::hex("isis.lsp.spb.port_id", "Port", 16).doc("The number of the port.", BRIDGES),
];

pub(super) const DEPTH: &[FieldSpec] = &[
    FieldSpec::uint("isis.lsp.igp_msd_type", "Kind of depth", 8)
        .codes(&[
            (1, "labels put on"),
            (41, "segments left"),
            (42, "taken off at the end"),
            (43, "inserted"),
            (44, "encapsulated"),
            (45, "decapsulated"),
        ])
        .doc("What is counted.", "RFC 8491 §2"),
    FieldSpec::uint("isis.lsp.igp_msd_value", "Depth", 8)
        .doc("The most that the router can do.", "RFC 8491 §2"),
];

pub(super) const MASKS: &[FieldSpec] = &[
    FieldSpec::flag("isis.lsp.application.sabm.legacy", "Legacy").doc(
        "Set: what is said of the link elsewhere is meant.",
        APPLICATIONS,
    ),
    FieldSpec::uint("isis.lsp.application.sabm.length", "Mask's length", 7)
        .unit("bytes")
        .doc("The mask of standard applications.", APPLICATIONS),
    FieldSpec::flag("isis.lsp.application.udabm.reserved", "Reserved").doc("Zero.", APPLICATIONS),
    FieldSpec::uint("isis.lsp.application.udabm.length", "Own mask's length", 7)
        .unit("bytes")
        .doc("The mask of other applications.", APPLICATIONS),
];
