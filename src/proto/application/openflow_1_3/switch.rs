//! Layouts of ports, and of what changes them (OpenFlow 1.3).

use super::names;
use crate::model::FieldSpec;

const FEATURES_SECTION: &str = "OpenFlow 1.3.5 §7.3.1";
const PORT_SECTION: &str = "OpenFlow 1.3.5 §7.2.1";

pub(super) const FEATURES: &[FieldSpec] = &[
    FieldSpec::hex("openflow_v4.switch_features.datapath_id", "Datapath", 64)
        .doc("Names the switch.", FEATURES_SECTION),
    FieldSpec::uint("openflow_v4.switch_features.n_buffers", "Buffers", 32).doc(
        "How many packets the switch can keep for the controller.",
        FEATURES_SECTION,
    ),
    FieldSpec::uint("openflow_v4.switch_features.n_tables", "Tables", 8)
        .doc("How many flow tables it has.", FEATURES_SECTION),
    FieldSpec::uint(
        "openflow_v4.switch_features.auxiliary_id",
        "Auxiliary connection",
        8,
    )
    .doc("0: the main connection.", FEATURES_SECTION),
    FieldSpec::uint("openflow_v4.switch_features.pad", "Padding", 16)
        .doc("Fills up.", FEATURES_SECTION),
    FieldSpec::hex(
        "openflow_v4.switch_features.capabilities",
        "Capabilities",
        32,
    )
    .parts_follow()
    .doc("What the switch can do.", FEATURES_SECTION),
    FieldSpec::gap(23).part(),
    FieldSpec::flag(
        "openflow_v4.switch_features.capabilities.port_blocked",
        "Blocks loops",
    )
    .part()
    .doc("Blocks ports that would make loops.", FEATURES_SECTION),
    FieldSpec::gap(1).part(),
    FieldSpec::flag(
        "openflow_v4.switch_features.capabilities.queue_stats",
        "Queue statistics",
    )
    .part()
    .doc("Counts for each queue.", FEATURES_SECTION),
    FieldSpec::flag(
        "openflow_v4.switch_features.capabilities.ip_reasm",
        "IP reassembly",
    )
    .part()
    .doc("Puts IP fragments together.", FEATURES_SECTION),
    FieldSpec::gap(1).part(),
    FieldSpec::flag(
        "openflow_v4.switch_features.capabilities.group_stats",
        "Group statistics",
    )
    .part()
    .doc("Counts for each group.", FEATURES_SECTION),
    FieldSpec::flag(
        "openflow_v4.switch_features.capabilities.port_stats",
        "Port statistics",
    )
    .part()
    .doc("Counts for each port.", FEATURES_SECTION),
    FieldSpec::flag(
        "openflow_v4.switch_features.capabilities.table_stats",
        "Table statistics",
    )
    .part()
    .doc("Counts for each table.", FEATURES_SECTION),
    FieldSpec::flag(
        "openflow_v4.switch_features.capabilities.flow_stats",
        "Flow statistics",
    )
    .part()
    .doc("Counts for each flow.", FEATURES_SECTION),
    FieldSpec::hex("openflow_v4.switch_features_reserved", "Reserved", 32)
        .doc("Not used.", FEATURES_SECTION),
];

pub(super) const CONFIG: &[FieldSpec] = &[
    FieldSpec::hex("openflow_v4.switch_config.flags", "Flags", 16)
        .parts_follow()
        .doc("How the switch treats packets.", FEATURES_SECTION),
    FieldSpec::gap(14).part(),
    FieldSpec::uint("openflow_v4.switch_config.flags.fragments", "Fragments", 2)
        .codes(&[(0, "like others"), (1, "thrown away"), (2, "put together")])
        .part()
        .doc("What happens to IP fragments.", FEATURES_SECTION),
    FieldSpec::uint(
        "openflow_v4.switch_config.miss_send_len",
        "Bytes for the controller",
        16,
    )
    .doc(
        "How much of a packet the controller gets; 65535: all.",
        FEATURES_SECTION,
    ),
];

pub(super) const PORT: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.port.port_no", "Port", 32)
        .lookup(names::port)
        .doc("Its number.", PORT_SECTION),
    FieldSpec::bytes("openflow_v4.port.pad", "Padding")
        .wide(4)
        .doc("Fills up.", PORT_SECTION),
    FieldSpec::mac("openflow_v4.port.hw_addr", "Address").doc("Its address.", PORT_SECTION),
    FieldSpec::bytes("openflow_v4.port.pad2", "Padding")
        .wide(2)
        .doc("Fills up.", PORT_SECTION),
    FieldSpec::text("openflow_v4.port.name", "Name")
        .wide(16)
        .doc("Its name for people.", PORT_SECTION),
    FieldSpec::hex("openflow_v4.port.config", "Settings", 32)
        .parts_follow()
        .doc("What the controller has set.", PORT_SECTION),
    FieldSpec::gap(25).part(),
    FieldSpec::flag("openflow_v4.port.config.no_packet_in", "No packet-in")
        .part()
        .doc("What arrives is not told to the controller.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.config.no_fwd", "No sending")
        .part()
        .doc("Nothing is sent out.", PORT_SECTION),
    FieldSpec::gap(2).part(),
    FieldSpec::flag("openflow_v4.port.config.no_recv", "No receiving")
        .part()
        .doc("What arrives is thrown away.", PORT_SECTION),
    FieldSpec::gap(1).part(),
    FieldSpec::flag("openflow_v4.port.config.port_down", "Down")
        .part()
        .doc("The port is switched off.", PORT_SECTION),
    FieldSpec::hex("openflow_v4.port.sate", "State", 32)
        .parts_follow()
        .doc("How the port is.", PORT_SECTION),
    FieldSpec::gap(29).part(),
    FieldSpec::flag("openflow_v4.port.state.live", "Alive")
        .part()
        .doc("It can be used in groups.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.state.blocked", "Blocked")
        .part()
        .doc("A protocol of the switch blocks it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.state.link_down", "No link")
        .part()
        .doc("There is no link.", PORT_SECTION),
    FieldSpec::hex("openflow_v4.port.current", "Now", 32)
        .parts_follow()
        .doc("How it runs.", PORT_SECTION),
    FieldSpec::gap(16).part(),
    FieldSpec::flag(
        "openflow_v4.port.current.pause_asym",
        "Pause in one direction",
    )
    .part()
    .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.current.pause", "Pause")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.current.autoneg", "Negotiates")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.current.fiber", "Fibre")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.current.copper", "Copper")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.current.other", "Another speed")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.current.1tb_fd", "1 Tb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.current.100_gb_fd", "100 Gb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.current.40gb_fd", "40 Gb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.current.10gb_fd", "10 Gb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.current.1gb_fd", "1 Gb full duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.current.1gb_hd", "1 Gb half duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.current.100mb_fd", "100 Mb full duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.current.100mb_hd", "100 Mb half duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.current.10mb_fd", "10 Mb full duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.current.10mb_hd", "10 Mb half duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::hex("openflow_v4.port.advertised", "Advertised", 32)
        .parts_follow()
        .doc("What it offers to its neighbour.", PORT_SECTION),
    FieldSpec::gap(16).part(),
    FieldSpec::flag(
        "openflow_v4.port.advertised.pause_asym",
        "Pause in one direction",
    )
    .part()
    .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.advertised.pause", "Pause")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.advertised.autoneg", "Negotiates")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.advertised.fiber", "Fibre")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.advertised.copper", "Copper")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.advertised.other", "Another speed")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.advertised.1tb_fd", "1 Tb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.advertised.100gb_fd", "100 Gb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.advertised.40gb_fd", "40 Gb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.advertised.10gb_fd", "10 Gb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.advertised.1gb_fd", "1 Gb full duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.advertised.1gb_hd", "1 Gb half duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.advertised.100mb_fd", "100 Mb full duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.advertised.100mb_hd", "100 Mb half duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.advertised.10mb_fd", "10 Mb full duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.advertised.10mb_hd", "10 Mb half duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::hex("openflow_v4.port.supported", "Supported", 32)
        .parts_follow()
        .doc("What it can do.", PORT_SECTION),
    FieldSpec::gap(16).part(),
    FieldSpec::flag(
        "openflow_v4.port.supported.pause_asym",
        "Pause in one direction",
    )
    .part()
    .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.supported.pause", "Pause")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.supported.autoneg", "Negotiates")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.supported.fiber", "Fibre")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.supported.copper", "Copper")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.supported.other", "Another speed")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.supported.1tb_fd", "1 Tb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.supported.100gb_fd", "100 Gb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.supported.40gb_fd", "40 Gb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.supported.10gb_fd", "10 Gb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.supported.1gb_fd", "1 Gb full duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.supported.1gb_hd", "1 Gb half duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.supported.100mb_fd", "100 Mb full duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.supported.100mb_hd", "100 Mb half duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.supported.10mb_fd", "10 Mb full duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.supported.10mb_hd", "10 Mb half duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::hex("openflow_v4.port.peer", "Neighbour", 32)
        .parts_follow()
        .doc("What its neighbour offers.", PORT_SECTION),
    FieldSpec::gap(16).part(),
    FieldSpec::flag("openflow_v4.port.peer.pause_asym", "Pause in one direction")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.peer.pause", "Pause")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.peer.autoneg", "Negotiates")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.peer.fiber", "Fibre")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.peer.copper", "Copper")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.peer.other", "Another speed")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.peer.1tb_fd", "1 Tb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.peer.100gb_fd", "100 Gb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.peer.40gb_fd", "40 Gb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.peer.10gb_fd", "10 Gb")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.peer.1gb_fd", "1 Gb full duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.peer.1gb_hd", "1 Gb half duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.peer.100mb_fd", "100 Mb full duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.peer.100mb_hd", "100 Mb half duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.peer.10mb_fd", "10 Mb full duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::flag("openflow_v4.port.peer.10mb_hd", "10 Mb half duplex")
        .part()
        .doc("Whether the port has it.", PORT_SECTION),
    FieldSpec::uint("openflow_v4.port.curr_speed", "Speed", 32)
        .unit("kbit/s")
        .doc("The bit rate now.", PORT_SECTION),
    FieldSpec::uint("openflow_v4.port.max_speed", "Highest speed", 32)
        .unit("kbit/s")
        .doc("The highest bit rate.", PORT_SECTION),
];

/// All tables of this file.
pub(super) const TABLES: &[&[FieldSpec]] = &[FEATURES, CONFIG, PORT];
