//! What a switch says of itself and of its ports.

use super::rest;
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const SECTION: &str = "OpenFlow 1.0.0 §5.3.1";
const PORT_SECTION: &str = "OpenFlow 1.0.0 §5.2.1";

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const fn word(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 32).doc(doc, PORT_SECTION)
}

pub(super) const FEATURES: &[FieldSpec] = &[
    FieldSpec::hex("openflow.datapath_id", "Datapath", 64)
        .parts_follow()
        .doc("Names the switch.", SECTION),
    FieldSpec::hex("openflow.datapath_imp", "Implementer's part", 16)
        .part()
        .doc("Whatever the maker likes.", SECTION),
    FieldSpec::mac("openflow.datapath_mac", "MAC address")
        .part()
        .doc("A MAC address of the switch.", SECTION),
    FieldSpec::uint("openflow.n_buffers", "Buffers", 32)
        .doc("How many packets can wait in the switch.", SECTION),
    FieldSpec::uint("openflow.n_tables", "Tables", 8)
        .doc("How many tables of flows it has.", SECTION),
    FieldSpec::bytes("openflow.features_reply.pad", "Padding")
        .wide(3)
        .doc("Zero.", SECTION),
    FieldSpec::hex("openflow.capabilities", "Capabilities", 32)
        .parts_follow()
        .doc("What the switch can do.", SECTION),
    FieldSpec::gap(23).part(),
    flag(
        "openflow.port_blocked",
        "Blocks loops",
        "Set: it blocks ports that make loops.",
    ),
    FieldSpec::gap(1).part(),
    flag(
        "openflow.queue_stats",
        "Queue statistics",
        "Set: it counts per queue.",
    ),
    flag(
        "openflow.ip_reasm",
        "Reassembly",
        "Set: it can put IP fragments together.",
    ),
    FieldSpec::gap(1).part(),
    flag(
        "openflow.group_stats",
        "Spanning tree",
        "Set: it runs a spanning tree protocol.",
    ),
    flag(
        "openflow.port_stats",
        "Port statistics",
        "Set: it counts per port.",
    ),
    flag(
        "openflow.table_stats",
        "Table statistics",
        "Set: it counts per table.",
    ),
    flag(
        "openflow.flow_stats",
        "Flow statistics",
        "Set: it counts per flow.",
    ),
    FieldSpec::hex("openflow.actions", "Actions", 32)
        .parts_follow()
        .doc("Which actions the switch knows.", SECTION),
    FieldSpec::gap(20).part(),
    flag(
        "openflow.enqueue",
        "Put into a queue",
        "Set: it can use queues.",
    ),
    flag(
        "openflow.set_tp_dst",
        "Set destination port",
        "Set: it can change the destination port.",
    ),
    flag(
        "openflow.set_tp_src",
        "Set source port",
        "Set: it can change the source port.",
    ),
    flag(
        "openflow.set_nw_tos",
        "Set type of service",
        "Set: it can change the class of service.",
    ),
    flag(
        "openflow.set_nw_ds",
        "Set IP destination",
        "Set: it can change the destination address.",
    ),
    flag(
        "openflow.set_nw_src",
        "Set IP source",
        "Set: it can change the source address.",
    ),
    flag(
        "openflow.set_dl_ds",
        "Set Ethernet destination",
        "Set: it can change the receiver.",
    ),
    flag(
        "openflow.set_dl_src",
        "Set Ethernet source",
        "Set: it can change the sender.",
    ),
    flag(
        "openflow.strip_vlan",
        "Strip VLAN",
        "Set: it can take the tag off.",
    ),
    flag(
        "openflow.set_vlan_pcp",
        "Set VLAN priority",
        "Set: it can change the priority.",
    ),
    flag(
        "openflow.set_vlan_vid",
        "Set VLAN",
        "Set: it can change the VLAN.",
    ),
    flag("openflow.output", "Output", "Set: it can put packets out."),
];

pub(super) const PORT: &[FieldSpec] = &[
    FieldSpec::uint("openflow.port_no", "Port", 16).doc("Number of the port.", PORT_SECTION),
    FieldSpec::mac("openflow.hw_add", "MAC address").doc("The port's own address.", PORT_SECTION),
    FieldSpec::text("openflow.port_name", "Name")
        .wide(16)
        .doc("The port's name.", PORT_SECTION),
    word(
        "openflow.port_config",
        "Configuration",
        "What the port is set to.",
    )
    .parts_follow(),
    FieldSpec::gap(25).part(),
    flag(
        "openflow.no_packet_in",
        "No packets to the controller",
        "Set: packets that no flow matches do not go to the controller.",
    ),
    flag(
        "openflow.no_fwd",
        "No sending",
        "Set: what should go out is dropped.",
    ),
    flag(
        "openflow.no_flood",
        "No flooding",
        "Set: floods leave the port out.",
    ),
    flag(
        "openflow.no_recv_stp",
        "No spanning tree received",
        "Set: frames of spanning trees are dropped.",
    ),
    flag(
        "openflow.no_recv",
        "No receiving",
        "Set: what comes in is dropped.",
    ),
    flag(
        "openflow.no_stp",
        "No spanning tree",
        "Set: spanning tree is off.",
    ),
    flag(
        "openflow.port_down",
        "Down",
        "Set: the port is switched off.",
    ),
    word("openflow.port_state", "State", "What state the port is in.").parts_follow(),
    FieldSpec::gap(31).part(),
    flag("openflow.link_down", "Link down", "Set: no link."),
    word(
        "openflow.port_curr",
        "Current features",
        "How the port runs.",
    )
    .parts_follow(),
    FieldSpec::gap(20).part(),
    flag(
        "openflow.pause_asym",
        "Asymmetric pause",
        "Set: the port runs so, or has it.",
    ),
    flag(
        "openflow.pause",
        "Pause",
        "Set: the port runs so, or has it.",
    ),
    flag(
        "openflow.autoneg",
        "Negotiation",
        "Set: the port runs so, or has it.",
    ),
    flag(
        "openflow.fiber",
        "Fiber",
        "Set: the port runs so, or has it.",
    ),
    flag(
        "openflow.copper",
        "Copper",
        "Set: the port runs so, or has it.",
    ),
    flag(
        "openflow.10gb_fd",
        "10 Gb/s",
        "Set: the port runs so, or has it.",
    ),
    flag(
        "openflow.1gb_fd",
        "1 Gb/s",
        "Set: the port runs so, or has it.",
    ),
    flag(
        "openflow.1gb_hd",
        "1 Gb/s, half duplex",
        "Set: the port runs so, or has it.",
    ),
    flag(
        "openflow.100mb_0fd",
        "100 Mb/s",
        "Set: the port runs so, or has it.",
    ),
    flag(
        "openflow.100mb_hd",
        "100 Mb/s, half duplex",
        "Set: the port runs so, or has it.",
    ),
    flag(
        "openflow.10mb_fd",
        "10 Mb/s",
        "Set: the port runs so, or has it.",
    ),
    flag(
        "openflow.10mb_hd",
        "10 Mb/s, half duplex",
        "Set: the port runs so, or has it.",
    ),
    word(
        "openflow.port_advertised",
        "Advertised features",
        "What the port offers to its neighbour.",
    ),
    word(
        "openflow.port_supported",
        "Supported features",
        "What the port can do.",
    ),
    word(
        "openflow.port_peer",
        "Neighbour's features",
        "What the neighbour offers.",
    ),
];

crate::fields! {
    PORT_GROUP = FieldSpec::group("", "Port").doc("A port of the switch.", PORT_SECTION);
    LEFT = FieldSpec::bytes("", "Rest").doc("Not a whole port.", PORT_SECTION);
}

/// Reads a features reply behind its header.
pub(super) fn features(p: &mut Peel<'_>) -> Peeled {
    p.rows(FEATURES)?;
    while p.rest().len() >= crate::model::bytes_of(PORT) {
        p.group(&PORT_GROUP, |p| p.rows(PORT).map(drop))?;
    }
    rest(p, &LEFT)
}
