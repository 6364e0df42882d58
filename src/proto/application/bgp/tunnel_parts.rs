//! The parts of tunnel attributes that are laid out in tables.

use super::bit;
use crate::model::FieldSpec;

const ENCAPSULATION_SECTION: &str = "RFC 9012 §3.2";
const POLICY_SECTION: &str = "RFC 9830 §2.4";
const SPECIFIC_SECTION: &str = "draft-nalawade-kapoor-tunnel-safi";

/// How VXLAN is to be used.
pub(super) const VXLAN: &[FieldSpec] = &[
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.vxlan.flags",
        "Flags",
        8,
    )
    .parts_follow()
    .doc("What of the rest counts.", "RFC 9012 §3.2.1"),
    bit(
        "bgp.update.encaps_tunnel_tlv_subtlv.vxlan.flags.valid_vnid",
        "Network",
        "Set: the network's number counts.",
        "RFC 9012 §3.2.1",
    ),
    bit(
        "bgp.update.encaps_tunnel_tlv_subtlv.vxlan.flags.valid_mac",
        "MAC",
        "Set: the MAC address counts.",
        "RFC 9012 §3.2.1",
    ),
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.vxlan.flags.reserved",
        "Reserved",
        6,
    )
    .part()
    .doc("Zero.", "RFC 9012 §3.2.1"),
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.vxlan.vnid",
        "Virtual network",
        24,
    )
    .doc("Which virtual network.", "RFC 9012 §3.2.1"),
    FieldSpec::mac(
        "bgp.update.encaps_tunnel_tlv_subtlv.vxlan.mac",
        "MAC address",
    )
    .doc("The inner frame's destination.", "RFC 9012 §3.2.1"),
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.vxlan.reserved",
        "Reserved",
        16,
    )
    .doc("Zero.", "RFC 9012 §3.2.1"),
];

/// How VXLAN-GPE is to be used.
pub(super) const VXLAN_GPE: &[FieldSpec] = &[
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.vxlan_gpe.flags",
        "Flags",
        8,
    )
    .parts_follow()
    .doc("What of the rest counts.", ENCAPSULATION_SECTION),
    FieldSpec::uint(
        "bgp.update.encaps_tunnel_tlv_subtlv.vxlan_gpe.flags.version",
        "Version",
        2,
    )
    .part()
    .doc("0.", ENCAPSULATION_SECTION),
    bit(
        "bgp.update.encaps_tunnel_tlv_subtlv.vxlan_gpe.flags.valid_vnid",
        "Network",
        "Set: the network's number counts.",
        ENCAPSULATION_SECTION,
    ),
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.vxlan_gpe.flags.reserved",
        "Reserved",
        5,
    )
    .part()
    .doc("Zero.", ENCAPSULATION_SECTION),
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.vxlan_gpe.reserved",
        "Reserved",
        16,
    )
    .doc("Zero.", ENCAPSULATION_SECTION),
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.vxlan_gpe.vnid",
        "Virtual network",
        24,
    )
    .doc("Which virtual network.", ENCAPSULATION_SECTION),
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.vxlan_gpe.reserved",
        "Reserved",
        8,
    )
    .doc("Zero.", ENCAPSULATION_SECTION),
];

/// How NVGRE is to be used.
pub(super) const NVGRE: &[FieldSpec] = &[
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.nvgre.flags",
        "Flags",
        8,
    )
    .parts_follow()
    .doc("What of the rest counts.", "RFC 9012 §3.2.2"),
    bit(
        "bgp.update.encaps_tunnel_tlv_subtlv.nvgre.flags.valid_vnid",
        "Network",
        "Set: the network's number counts.",
        "RFC 9012 §3.2.2",
    ),
    bit(
        "bgp.update.encaps_tunnel_tlv_subtlv.nvgre.flags.valid_mac",
        "MAC",
        "Set: the MAC address counts.",
        "RFC 9012 §3.2.2",
    ),
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.nvgre.flags.reserved",
        "Reserved",
        6,
    )
    .part()
    .doc("Zero.", "RFC 9012 §3.2.2"),
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.nvgre.vnid",
        "Virtual network",
        24,
    )
    .doc("Which virtual network.", "RFC 9012 §3.2.2"),
    FieldSpec::mac(
        "bgp.update.encaps_tunnel_tlv_subtlv.nvgre.mac",
        "MAC address",
    )
    .doc("The inner frame's destination.", "RFC 9012 §3.2.2"),
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.nvgre.reserved",
        "Reserved",
        16,
    )
    .doc("Zero.", "RFC 9012 §3.2.2"),
];

/// A segment that stands for a policy.
pub(super) const BINDING: &[FieldSpec] = &[
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.binding_sid.flags",
        "Flags",
        8,
    )
    .parts_follow()
    .doc("How the segment is to be used.", POLICY_SECTION),
    bit(
        "bgp.update.encaps_tunnel_tlv_subtlv.binding_sid.flags.specified",
        "This one only",
        "Set: without this segment the policy is not used.",
        POLICY_SECTION,
    ),
    bit(
        "bgp.update.encaps_tunnel_tlv_subtlv.binding_sid.flags.invalid",
        "Drop",
        "Set: packets are dropped while there is no way.",
        POLICY_SECTION,
    ),
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.binding_sid.flags.reserved",
        "Reserved",
        6,
    )
    .part()
    .doc("Zero.", POLICY_SECTION),
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.binding_sid.reserved",
        "Reserved",
        8,
    )
    .doc("Zero.", POLICY_SECTION),
];

/// A label in a list of segments.
pub(super) const SEGMENT: &[FieldSpec] = &[
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.segment_list_subtlv.flags",
        "Flags",
        8,
    )
    .parts_follow()
    .doc("How the segment is to be used.", POLICY_SECTION),
    bit(
        "bgp.update.encaps_tunnel_tlv_subtlv.segment_list_subtlv.flags.verification",
        "Verify",
        "Set: it is checked before it is used.",
        POLICY_SECTION,
    ),
    bit(
        "bgp.update.encaps_tunnel_tlv_subtlv.segment_list_subtlv.flags.algorithm",
        "Algorithm",
        "Set: an algorithm is said.",
        POLICY_SECTION,
    ),
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.segment_list_subtlv.flags.reserved",
        "Reserved",
        6,
    )
    .part()
    .doc("Zero.", POLICY_SECTION),
    FieldSpec::bytes(
        "bgp.update.encaps_tunnel_tlv_subtlv.segment_list_subtlv.reserved",
        "Reserved",
    )
    .wide(1)
    .doc("Zero.", POLICY_SECTION),
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.segment_list_subtlv.mpls_label",
        "Label",
        20,
    )
    .doc("The label.", POLICY_SECTION),
    FieldSpec::hex(
        "bgp.update.encaps_tunnel_tlv_subtlv.segment_list_subtlv.traffic_class",
        "Traffic class",
        3,
    )
    .doc("The label's class.", POLICY_SECTION),
    FieldSpec::flag(
        "bgp.update.encaps_tunnel_tlv_subtlv.segment_list_subtlv.bottom_stack",
        "Bottom",
    )
    .doc("Set: the last label.", POLICY_SECTION),
    FieldSpec::uint(
        "bgp.update.encaps_tunnel_tlv_subtlv.segment_list_subtlv.ttl",
        "Time to live",
        8,
    )
    .doc("The label's time to live.", POLICY_SECTION),
];

/// How L2TPv3 is to be used.
pub(super) const L2TP: &[FieldSpec] = &[
    FieldSpec::uint("bgp.ssa_l2tpv3_pref", "Preference", 16)
        .doc("Which tunnel is used first.", SPECIFIC_SECTION),
    FieldSpec::flag("bgp.ssa_l2tpv3_s", "Sequenced")
        .doc("Set: packets are numbered.", SPECIFIC_SECTION),
    FieldSpec::gap(7),
    FieldSpec::uint("bgp.ssa_l2tpv3_cookie_len", "Cookie length", 8)
        .unit("bytes")
        .doc("Length of the cookie.", SPECIFIC_SECTION),
    FieldSpec::uint("bgp.ssa_l2tpv3_session_id", "Session", 32)
        .doc("L2TP's session.", SPECIFIC_SECTION),
];

/// An item about tunnels of one family.
pub(super) const SPECIFIC: &[FieldSpec] = &[
    FieldSpec::flag("bgp.ssa_t", "Transitive").doc("Set: it is passed on.", SPECIFIC_SECTION),
    FieldSpec::uint("bgp.ssa_type", "Type", 15)
        .codes(&[
            (1, "L2TPv3"),
            (2, "mGRE"),
            (3, "IPsec"),
            (4, "MPLS"),
            (5, "L2TPv3 in IPsec"),
            (6, "mGRE in IPsec"),
        ])
        .doc("What kind of tunnel.", SPECIFIC_SECTION),
    FieldSpec::uint("bgp.ssa_len", "Length", 16)
        .unit("bytes")
        .doc("Length of the value.", SPECIFIC_SECTION),
];
