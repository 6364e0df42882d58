//! The parts of extended communities that are laid out in tables.

use super::bit;
use crate::model::{Codes, FieldSpec};

const SECTION: &str = "RFC 4360 §2";
const COST_SECTION: &str = "draft-ietf-idr-custom-decision §3";
const OSPF_SECTION: &str = "RFC 4577 §4.2.6";
const QOS_SECTION: &str = "draft-knoll-idr-qos-attribute";
const COS_SECTION: &str = "draft-knoll-idr-cos-interconnect";
const LAYER_2_SECTION: &str = "RFC 8214 §3.1";
const TREE_SECTION: &str = "RFC 8317 §6.1";
const VPLS_SECTION: &str = "RFC 4761 §3.2.4";
const EIGRP_SECTION: &str = "RFC 7868";

const TYPES: Codes = &[
    (0x00, "2-byte AS, transitive"),
    (0x01, "IPv4 address, transitive"),
    (0x02, "4-byte AS, transitive"),
    (0x03, "opaque, transitive"),
    (0x04, "QoS marking, transitive"),
    (0x05, "class of service, transitive"),
    (0x06, "EVPN, transitive"),
    (0x08, "flow specification, transitive"),
    (0x40, "2-byte AS"),
    (0x41, "IPv4 address"),
    (0x42, "4-byte AS"),
    (0x43, "opaque"),
    (0x44, "QoS marking"),
    (0x80, "experimental, transitive"),
    (0x81, "experimental 2, transitive"),
    (0x82, "experimental 3, transitive"),
    (0x88, "EIGRP"),
];

const OWNER: &[FieldSpec] = &[
    bit(
        "bgp.ext_com.type.auth",
        "Experimental",
        "Set: for experiments and private use.",
        SECTION,
    ),
    bit(
        "bgp.ext_com.type.tran",
        "Not transitive",
        "Set: it does not leave the network.",
        SECTION,
    ),
];

/// The type.
pub(super) const TYPE: &[FieldSpec] = &[
    FieldSpec::hex("bgp.ext_com.type", "Type", 8)
        .parts_follow()
        .codes(TYPES)
        .doc("What the community is made of.", SECTION),
    OWNER[0],
    OWNER[1],
    FieldSpec::gap(6).part(),
];

/// A cost.
pub(super) const COST: &[FieldSpec] = &[
    FieldSpec::uint("bgp.ext_com_cost.poi", "Point of insertion", 8)
        .doc("At which step of the choice it counts.", COST_SECTION),
    FieldSpec::uint("bgp.ext_com_cost.cid", "Number", 8)
        .parts_follow()
        .doc(
            "Of several costs the lowest number counts first.",
            COST_SECTION,
        ),
    bit(
        "bgp.ext_com_cost.cid.use",
        "Replaces",
        "Set: it replaces the value of that step.",
        COST_SECTION,
    ),
    FieldSpec::gap(7).part(),
    FieldSpec::uint("bgp.ext_com_cost.cost", "Cost", 32).doc("The lowest is best.", COST_SECTION),
];

/// Where a route of OSPF came from.
pub(super) const ROUTE_TYPE: &[FieldSpec] = &[
    FieldSpec::ipv4("bgp.ext_com.value_ospf_rtype.area", "Area")
        .doc("OSPF's area at the other site.", OSPF_SECTION),
    FieldSpec::uint("bgp.ext_com.value_ospf_rtype.type", "Route type", 8)
        .codes(&[
            (1, "router"),
            (2, "network"),
            (3, "summary"),
            (5, "external"),
            (7, "external to a not-so-stubby area"),
            (129, "sham link"),
        ])
        .doc("The LSA that carried it.", OSPF_SECTION),
    FieldSpec::hex("bgp.ext_com.value_ospf_rtype.options", "Options", 8)
        .parts_follow()
        .doc("How its metric counts.", OSPF_SECTION),
    FieldSpec::gap(7).part(),
    bit(
        "bgp.ext_com.value_ospf_rtype.options.mt",
        "Type 2",
        "Set: the metric outweighs any way inside.",
        OSPF_SECTION,
    ),
];

/// Flags of a QoS marking, which stand in the type's byte.
pub(super) const QOS_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("bgp.ext_com_qos.flags", "Flags", 8)
        .parts_follow()
        .doc("What happens to marks on the way.", QOS_SECTION),
    FieldSpec::gap(3).part(),
    bit(
        "bgp.ext_com_qos.flags.remarking",
        "Remarking",
        "Set: marks are changed.",
        QOS_SECTION,
    ),
    bit(
        "bgp.ext_com_qos.flags.ignore_remarking",
        "Ignored",
        "Set: changes are ignored.",
        QOS_SECTION,
    ),
    bit(
        "bgp.ext_com_qos.flags.agg_marking",
        "Aggregated",
        "Set: marks are put together.",
        QOS_SECTION,
    ),
    FieldSpec::gap(2).part(),
];

/// A QoS marking.
pub(super) const QOS: &[FieldSpec] = &[
    FieldSpec::hex("bgp.ext_com_qos.set_number", "Set", 8)
        .doc("Marks that belong together.", QOS_SECTION),
    FieldSpec::hex("bgp.ext_com_qos.tech_type", "Technology", 8)
        .doc("What kind of marks.", QOS_SECTION),
    FieldSpec::hex("bgp.ext_com_qos.marking_o", "Original mark", 16)
        .doc("Where the route comes from.", QOS_SECTION),
    FieldSpec::hex("bgp.ext_com_qos.marking_a", "Actual mark", 8)
        .doc("In the sender's network.", QOS_SECTION),
    FieldSpec::hex("bgp.ext_com_qos.default_to_zero", "Unused", 8).doc("Zero.", QOS_SECTION),
];

/// Classes of service that a network supports.
pub(super) const COS: &[FieldSpec] = &[
    FieldSpec::hex("bgp.ext_com_cos.flags", "Classes", 8)
        .parts_follow()
        .doc("Classes of service that are supported.", COS_SECTION),
    bit(
        "bgp.ext_com_cos.flags.be",
        "Best effort",
        "Set: supported.",
        COS_SECTION,
    ),
    bit(
        "bgp.ext_com_cos.flags.ef",
        "Expedited",
        "Set: supported.",
        COS_SECTION,
    ),
    bit(
        "bgp.ext_com_cos.flags.af",
        "Assured",
        "Set: supported.",
        COS_SECTION,
    ),
    bit(
        "bgp.ext_com_cos.flags.le",
        "Lower effort",
        "Set: supported.",
        COS_SECTION,
    ),
    FieldSpec::gap(4).part(),
];

/// A MAC address that moves.
pub(super) const MOBILITY: &[FieldSpec] = &[
    FieldSpec::hex("bgp.ext_com_evpn.mmac.flags", "Flags", 8)
        .parts_follow()
        .doc("Whether the address may move.", "RFC 7432 §7.7"),
    FieldSpec::gap(7).part(),
    bit(
        "bgp.ext_com_evpn.mmac.flags.sticky",
        "Sticky",
        "Set: it may not move.",
        "RFC 7432 §7.7",
    ),
    FieldSpec::gap(8),
    FieldSpec::uint("bgp.ext_com_evpn.mmac.seq", "Sequence number", 32).doc(
        "Counts the moves: the highest is where the station is now.",
        "RFC 7432 §7.7",
    ),
];

/// The label of an Ethernet segment.
pub(super) const ESI_LABEL: &[FieldSpec] = &[
    FieldSpec::gap(7),
    FieldSpec::flag("bgp.ext_com_l2.esi_label_flag", "Single active").doc(
        "Set: one of the routers forwards at a time.",
        "RFC 7432 §7.5",
    ),
    FieldSpec::gap(16),
    FieldSpec::uint(
        "bgp.update.path_attribute.mpls_label_value",
        "Label entry",
        24,
    )
    .doc(
        "Frames with this label came from the segment and must not go back.",
        "RFC 7432 §7.5",
    ),
];

/// What a layer 2 service can do.
pub(super) const LAYER_2: &[FieldSpec] = &[
    FieldSpec::hex("bgp.ext_com_evpn.l2attr.flags", "Flags", 16)
        .parts_follow()
        .doc("What the service does.", LAYER_2_SECTION),
    FieldSpec::hex("bgp.ext_com_evpn.l2attr.flag_reserved", "Reserved", 11)
        .part()
        .doc("Zero.", LAYER_2_SECTION),
    bit(
        "bgp.ext_com_evpn.l2attr.flag_ci",
        "Control word indicator",
        "Set: frames have a control word.",
        LAYER_2_SECTION,
    ),
    bit(
        "bgp.ext_com_evpn.l2attr.flag_f",
        "Flow label",
        "Set: frames have a flow label.",
        LAYER_2_SECTION,
    ),
    bit(
        "bgp.ext_com_evpn.l2attr.flag_c",
        "Control word",
        "Set: a control word must be there.",
        LAYER_2_SECTION,
    ),
    bit(
        "bgp.ext_com_evpn.l2attr.flag_p",
        "Primary",
        "Set: the router is the primary one.",
        LAYER_2_SECTION,
    ),
    bit(
        "bgp.ext_com_evpn.l2attr.flag_b",
        "Backup",
        "Set: the router stands by.",
        LAYER_2_SECTION,
    ),
    FieldSpec::uint("bgp.ext_com_evpn.l2attr.l2_mtu", "MTU", 16)
        .unit("bytes")
        .doc("The longest frame; 0: not said.", LAYER_2_SECTION),
    FieldSpec::bytes("bgp.ext_com_evpn.l2attr.reserved", "Reserved")
        .wide(2)
        .doc("Zero.", LAYER_2_SECTION),
];

/// A tree, where leaves do not hear one another.
pub(super) const TREE: &[FieldSpec] = &[
    FieldSpec::hex("bgp.ext_com_evpn.etree.flags", "Flags", 8)
        .parts_follow()
        .doc("Root or leaf.", TREE_SECTION),
    FieldSpec::hex("bgp.ext_com_evpn.etree.flag_reserved", "Reserved", 7)
        .part()
        .doc("Zero.", TREE_SECTION),
    bit(
        "bgp.ext_com_evpn.etree.flag_l",
        "Leaf",
        "Set: a leaf.",
        TREE_SECTION,
    ),
    FieldSpec::bytes("bgp.ext_com_evpn.etree.reserved", "Reserved")
        .wide(2)
        .doc("Zero.", TREE_SECTION),
    FieldSpec::uint(
        "bgp.update.path_attribute.mpls_label_value_20bits",
        "Label",
        20,
    )
    .doc("Frames of leaves have this label.", TREE_SECTION),
    FieldSpec::hex(
        "bgp.update.path_attribute.mpls_traffic_class",
        "Traffic class",
        3,
    )
    .doc("Not used here.", TREE_SECTION),
    FieldSpec::flag("bgp.update.path_attribute.mpls_bottom_stack", "Bottom")
        .doc("Set: the last label.", TREE_SECTION),
];

/// What is to be done with traffic besides its rate.
pub(super) const ACTION: &[FieldSpec] = &[
    FieldSpec::bytes("bgp.flowspec_ext_com.emptybytes", "Unused")
        .wide(5)
        .doc("Zero.", "RFC 8955 §7.3"),
    FieldSpec::gap(6),
    FieldSpec::flag("bgp.ext_com_flow.sample", "Sample")
        .doc("Set: samples are taken.", "RFC 8955 §7.3"),
    FieldSpec::flag("bgp.ext_com_flow.traff_act", "Terminal")
        .doc("Set: later rules count as well.", "RFC 8955 §7.3"),
];

/// The class that packets get.
pub(super) const MARKING: &[FieldSpec] = &[
    FieldSpec::gap(2),
    FieldSpec::hex("bgp.ext_com.value_fs_dscp", "Marking", 6)
        .doc("The class that packets get.", "RFC 8955 §7.5"),
];

/// How a private LAN's frames travel.
pub(super) const LAYER_2_INFO: &[FieldSpec] = &[
    FieldSpec::uint("bgp.ext_com_l2.encaps_type", "Encapsulation", 8)
        .codes(&[
            (1, "Frame Relay"),
            (4, "Ethernet with VLAN"),
            (5, "Ethernet"),
            (6, "Cisco HDLC"),
            (7, "PPP"),
            (19, "VPLS"),
            (64, "IP"),
        ])
        .doc("What the pseudowires carry.", VPLS_SECTION),
    FieldSpec::hex("bgp.ext_com_l2.c_flags", "Control flags", 8)
        .parts_follow()
        .doc("How they carry it.", VPLS_SECTION),
    bit(
        "bgp.ext_com_l2.flag_d",
        "D",
        "Set: the circuits are down.",
        "draft-kompella-l2vpn-l2vpn",
    ),
    FieldSpec::uint("bgp.ext_com_l2.flag_z1", "Z", 1)
        .part()
        .doc("Zero.", VPLS_SECTION),
    bit(
        "bgp.ext_com_l2.flag_f",
        "F",
        "Set: addresses are to be forgotten.",
        "draft-ietf-bess-vpls-multihoming",
    ),
    FieldSpec::uint("bgp.ext_com_l2.flag_z345", "Z", 3)
        .part()
        .doc("Zero.", VPLS_SECTION),
    bit(
        "bgp.ext_com_l2.flag_c",
        "Control word",
        "Set: a control word must be there.",
        VPLS_SECTION,
    ),
    bit(
        "bgp.ext_com_l2.flag_s",
        "In sequence",
        "Set: frames must come in order.",
        VPLS_SECTION,
    ),
    FieldSpec::uint("bgp.ext_com_l2.l2_mtu", "MTU", 16)
        .unit("bytes")
        .doc("The longest frame.", VPLS_SECTION),
    FieldSpec::gap(16),
];

/// VLANs of roots and leaves.
pub(super) const VLANS: &[FieldSpec] = &[
    FieldSpec::gap(4),
    FieldSpec::uint("bgp.ext_com_etree.root_vlan", "Roots' VLAN", 12)
        .doc("Frames of roots.", "RFC 7796 §5.1"),
    FieldSpec::gap(4),
    FieldSpec::uint("bgp.ext_com_etree.leaf_vlan", "Leaves' VLAN", 12)
        .doc("Frames of leaves.", "RFC 7796 §5.1"),
    FieldSpec::hex("bgp.ext_com_etree.flags", "Flags", 16)
        .parts_follow()
        .doc("How they are told apart.", "RFC 7796 §5.1"),
    FieldSpec::hex("bgp.ext_com_etree.flag_reserved", "Reserved", 14)
        .part()
        .doc("Zero.", "RFC 7796 §5.1"),
    bit(
        "bgp.ext_com_etree.flag_p",
        "Leaves only",
        "Set: the router has no roots.",
        "RFC 7796 §5.1",
    ),
    bit(
        "bgp.ext_com_etree.flag_v",
        "Mapping",
        "Set: VLANs are mapped.",
        "RFC 7796 §5.1",
    ),
];

/// Where a route of EIGRP came from.
pub(super) const EIGRP_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("bgp.ext_com_eigrp.flags", "Flags", 16)
        .parts_follow()
        .doc("Where the route came from.", EIGRP_SECTION),
    bit(
        "bgp.ext_com_eigrp.flags.rt",
        "Internal",
        "Set: from EIGRP itself.",
        EIGRP_SECTION,
    ),
    FieldSpec::gap(15).part(),
    FieldSpec::uint("bgp.ext_com_eigrp.rtag", "Route tag", 32)
        .doc("A mark on the route.", EIGRP_SECTION),
];
