//! The parts of link state attributes that are laid out in tables.

use super::bit;
use crate::model::FieldSpec;

const SECTION: &str = "RFC 9552 §5.3";
const SEGMENT_SECTION: &str = "RFC 9085 §2";
const DELAY_SECTION: &str = "RFC 8571 §2";
const APPLICATION_SECTION: &str = "RFC 9294 §2";

/// What a router says of itself.
pub(super) const NODE_FLAGS: &[FieldSpec] = &[
    FieldSpec::flag("bgp.ls.node_flag_bits.overload", "Overload")
        .doc("Set: nothing is to be sent through it.", SECTION),
    FieldSpec::flag("bgp.ls.node_flag_bits.attached", "Attached")
        .doc("Set: it knows the way to other areas.", SECTION),
    FieldSpec::flag("bgp.ls.node_flag_bits.external", "External")
        .doc("Set: it brings in routes from outside.", SECTION),
    FieldSpec::flag("bgp.ls.node_flag_bits.abr", "Border")
        .doc("Set: it stands in several areas.", SECTION),
    FieldSpec::gap(4),
];

/// What a router can do with segments.
pub(super) const CAPABILITY_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("bgp.ls.sr.tlv.capabilities.flags", "Flags", 8)
        .parts_follow()
        .doc("Over what.", SEGMENT_SECTION),
    bit(
        "bgp.ls.sr.tlv.capabilities.flags.i",
        "IPv4",
        "Set: with MPLS for IPv4.",
        SEGMENT_SECTION,
    ),
    bit(
        "bgp.ls.sr.tlv.capabilities.flags.v",
        "IPv6",
        "Set: with MPLS for IPv6.",
        SEGMENT_SECTION,
    ),
    bit(
        "bgp.ls.sr.tlv.capabilities.flags.h",
        "SRv6",
        "Set: with IPv6 alone.",
        SEGMENT_SECTION,
    ),
    FieldSpec::hex("bgp.ls.sr.tlv.capabilities.flags.reserved", "Reserved", 5)
        .part()
        .doc("Zero.", SEGMENT_SECTION),
];

/// How a link is protected.
pub(super) const PROTECTION: &[FieldSpec] = &[
    FieldSpec::hex("bgp.ls.tlv.link_protection_type_value", "Protection", 8)
        .parts_follow()
        .doc("Whether another link takes over.", SECTION),
    FieldSpec::gap(2).part(),
    bit(
        "bgp.ls.link_protection_type.enhanced",
        "Enhanced",
        "Set: better than 1+1.",
        SECTION,
    ),
    bit(
        "bgp.ls.link_protection_type.dedicated_1plus1",
        "1+1",
        "Set: traffic goes over two links.",
        SECTION,
    ),
    bit(
        "bgp.ls.link_protection_type.dedicated_1colon1",
        "1:1",
        "Set: one link stands by.",
        SECTION,
    ),
    bit(
        "bgp.ls.link_protection_type.shared",
        "Shared",
        "Set: several links share one.",
        SECTION,
    ),
    bit(
        "bgp.ls.link_protection_type.unprotected",
        "Unprotected",
        "Set: none takes over.",
        SECTION,
    ),
    bit(
        "bgp.ls.link_protection_type.extra_traffic",
        "Extra traffic",
        "Set: it protects others.",
        SECTION,
    ),
];

/// Who hands out labels.
pub(super) const MPLS_MASK: &[FieldSpec] = &[
    FieldSpec::flag("bgp.ls.protocol_mask_tlv.mpls_protocol.l", "LDP")
        .doc("Set: LDP does.", SECTION),
    FieldSpec::flag("bgp.ls.protocol_mask_tlv.mpls_protocol.r", "RSVP-TE")
        .doc("Set: RSVP-TE does.", SECTION),
    FieldSpec::gap(6),
];

/// The flags of a peer's segment.
pub(super) const PEER_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("bgp.ls.sr.tlv.peer.sid.flags", "Flags", 8)
        .parts_follow()
        .doc("How it is to be used.", "RFC 9086 §5"),
    bit(
        "bgp.ls.sr.tlv.peer.sid.flags.v",
        "Value",
        "Set: a label.",
        "RFC 9086 §5",
    ),
    bit(
        "bgp.ls.sr.tlv.peer.sid.flags.l",
        "Local",
        "Set: of this router only.",
        "RFC 9086 §5",
    ),
    bit(
        "bgp.ls.sr.tlv.peer.sid.flags.b",
        "Backup",
        "Set: protected.",
        "RFC 9086 §5",
    ),
    bit(
        "bgp.ls.sr.tlv.peer.sid.flags.p",
        "Persistent",
        "Set: the same after a restart.",
        "RFC 9086 §5",
    ),
    FieldSpec::gap(4).part(),
];

/// Who may use attributes.
pub(super) const APPLICATIONS: &[FieldSpec] = &[
    FieldSpec::hex(
        "bgp.ls.tlv.application_specific_link_attributes.sabm",
        "Applications",
        32,
    )
    .parts_follow()
    .doc("Who may use the attributes.", APPLICATION_SECTION),
    bit(
        "bgp.ls.tlv.application_specific_link_attributes.sabm.r",
        "RSVP-TE",
        "Set: paths that RSVP reserves.",
        APPLICATION_SECTION,
    ),
    bit(
        "bgp.ls.tlv.application_specific_link_attributes.sabm.s",
        "Segment routing",
        "Set: policies of segment routing.",
        APPLICATION_SECTION,
    ),
    bit(
        "bgp.ls.tlv.application_specific_link_attributes.sabm.f",
        "Loop-free alternates",
        "Set: ways prepared for failures.",
        APPLICATION_SECTION,
    ),
    bit(
        "bgp.ls.tlv.application_specific_link_attributes.sabm.x",
        "Flexible algorithms",
        "Set: flexible algorithms.",
        APPLICATION_SECTION,
    ),
    FieldSpec::gap(28).part(),
];

/// What IS-IS says of a prefix.
pub(super) const PREFIX_FLAGS: &[FieldSpec] = &[
    FieldSpec::flag("bgp.ls.protocol_mask_tlv.igp_flags_flag_d.d", "Down").doc(
        "Set: it came down from level 2 and must not go back.",
        SECTION,
    ),
    FieldSpec::gap(7),
];

/// The flags of a delay.
pub(super) const DELAY_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("bgp.ls.igp_te_metric.flags", "Flags", 8)
        .parts_follow()
        .doc("Whether the value is what it should be.", DELAY_SECTION),
    bit(
        "bgp.ls.igp_te_metric.flags.a",
        "Anomalous",
        "Set: it is worse than it should be.",
        DELAY_SECTION,
    ),
    FieldSpec::hex("bgp.ls.igp_te_metric.flags.reserved", "Reserved", 7)
        .part()
        .doc("Zero.", DELAY_SECTION),
];

/// The head of a flexible algorithm's definition.
pub(super) const ALGORITHM: &[FieldSpec] = &[
    FieldSpec::uint("bgp.ls.sr.tlv.flex_algo.flex_algorithm", "Algorithm", 8)
        .doc("Its number.", "RFC 9351 §3"),
    FieldSpec::uint("bgp.ls.sr.tlv.flex_algo.metric_type", "Metric", 8)
        .doc("Which metric it adds up.", "RFC 9351 §3"),
    FieldSpec::uint("bgp.ls.sr.tlv.flex_algo.calculation_type", "Calculation", 8)
        .doc("How it finds the way.", "RFC 9351 §3"),
    FieldSpec::uint("bgp.ls.sr.tlv.flex_algo.priority", "Priority", 8)
        .doc("Of several definitions the highest counts.", "RFC 9351 §3"),
];
