//! Layouts of what changes ports and tables (OpenFlow 1.3).

use crate::model::FieldSpec;

const MODIFY_SECTION: &str = "OpenFlow 1.3.5 §7.3.4";

pub(super) const PORT_MOD: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.portmod.port_no", "Port", 32).doc("Which port.", MODIFY_SECTION),
    FieldSpec::bytes("openflow_v4.portmod.pad", "Padding")
        .wide(4)
        .doc("Fills up.", MODIFY_SECTION),
    FieldSpec::mac("openflow_v4.portmod.hw_addr", "Address").doc("Of the port.", MODIFY_SECTION),
    FieldSpec::bytes("openflow_v4.portmod.pad2", "Padding")
        .wide(2)
        .doc("Fills up.", MODIFY_SECTION),
    FieldSpec::hex("openflow_v4.portmod.config", "Settings", 32)
        .parts_follow()
        .doc("What is set.", MODIFY_SECTION),
    FieldSpec::gap(25).part(),
    FieldSpec::flag("openflow_v4.portmod.config.no_packet_in", "No packet-in")
        .part()
        .doc(
            "What arrives is not told to the controller.",
            MODIFY_SECTION,
        ),
    FieldSpec::flag("openflow_v4.portmod.config.no_fwd", "No sending")
        .part()
        .doc("Nothing is sent out.", MODIFY_SECTION),
    FieldSpec::gap(2).part(),
    FieldSpec::flag("openflow_v4.portmod.config.no_recv", "No receiving")
        .part()
        .doc("What arrives is thrown away.", MODIFY_SECTION),
    FieldSpec::gap(1).part(),
    FieldSpec::flag("openflow_v4.portmod.config.port_down", "Down")
        .part()
        .doc("The port is switched off.", MODIFY_SECTION),
    FieldSpec::hex("openflow_v4.portmod.mask", "Changed", 32)
        .parts_follow()
        .doc("Which settings change.", MODIFY_SECTION),
    FieldSpec::gap(25).part(),
    FieldSpec::flag("openflow_v4.portmod.mask.no_packet_in", "No packet-in")
        .part()
        .doc(
            "What arrives is not told to the controller.",
            MODIFY_SECTION,
        ),
    FieldSpec::flag("openflow_v4.portmod.mask.no_fwd", "No sending")
        .part()
        .doc("Nothing is sent out.", MODIFY_SECTION),
    FieldSpec::gap(2).part(),
    FieldSpec::flag("openflow_v4.portmod.mask.no_recv", "No receiving")
        .part()
        .doc("What arrives is thrown away.", MODIFY_SECTION),
    FieldSpec::gap(1).part(),
    FieldSpec::flag("openflow_v4.portmod.mask.port_down", "Down")
        .part()
        .doc("The port is switched off.", MODIFY_SECTION),
    FieldSpec::hex("openflow_v4.portmod.advertise", "Advertised", 32)
        .parts_follow()
        .doc("What the port offers to its neighbour.", MODIFY_SECTION),
    FieldSpec::gap(16).part(),
    FieldSpec::flag(
        "openflow_v4.portmod.advertise.pause_asym",
        "Pause in one direction",
    )
    .part()
    .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::flag("openflow_v4.portmod.advertise.pause", "Pause")
        .part()
        .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::flag("openflow_v4.portmod.advertise.autoneg", "Negotiates")
        .part()
        .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::flag("openflow_v4.portmod.advertise.fiber", "Fibre")
        .part()
        .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::flag("openflow_v4.portmod.advertise.copper", "Copper")
        .part()
        .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::flag("openflow_v4.portmod.advertise.other", "Another speed")
        .part()
        .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::flag("openflow_v4.portmod.advertise.1tb_fd", "1 Tb")
        .part()
        .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::flag("openflow_v4.portmod.advertise.100_gb_fd", "100 Gb")
        .part()
        .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::flag("openflow_v4.portmod.advertise.40gb_fd", "40 Gb")
        .part()
        .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::flag("openflow_v4.portmod.advertise.10gb_fd", "10 Gb")
        .part()
        .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::flag("openflow_v4.portmod.advertise.1gb_fd", "1 Gb full duplex")
        .part()
        .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::flag("openflow_v4.portmod.advertise.1gb_hd", "1 Gb half duplex")
        .part()
        .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::flag(
        "openflow_v4.portmod.advertise.100mb_fd",
        "100 Mb full duplex",
    )
    .part()
    .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::flag(
        "openflow_v4.portmod.advertise.100mb_hd",
        "100 Mb half duplex",
    )
    .part()
    .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::flag("openflow_v4.portmod.advertise.10mb_fd", "10 Mb full duplex")
        .part()
        .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::flag("openflow_v4.portmod.advertise.10mb_hd", "10 Mb half duplex")
        .part()
        .doc("Whether the port has it.", MODIFY_SECTION),
    FieldSpec::bytes("openflow_v4.portmod.pad3", "Padding")
        .wide(4)
        .doc("Fills up.", MODIFY_SECTION),
];

pub(super) const TABLE_MOD: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.tablemod.table_id", "Table", 8)
        .doc("Which table.", MODIFY_SECTION),
    FieldSpec::bytes("openflow_v4.tablemod.pad", "Padding")
        .wide(3)
        .doc("Fills up.", MODIFY_SECTION),
    FieldSpec::bytes("openflow_v4.tablemod.config", "Settings")
        .wide(4)
        .doc("Not used in this version.", MODIFY_SECTION),
];

/// All tables of this file.
pub(super) const TABLES: &[&[FieldSpec]] = &[PORT_MOD, TABLE_MOD];
