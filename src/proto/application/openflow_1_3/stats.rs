//! Layouts of statistics (OpenFlow 1.3).

use super::names;
use crate::model::FieldSpec;

const STATS_SECTION: &str = "OpenFlow 1.3.5 §7.3.5";

pub(super) const MULTIPART_REQUEST: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.multipart_request.type", "Kind", 16)
        .codes(names::MULTIPARTS)
        .doc("What is asked for.", STATS_SECTION),
    FieldSpec::hex("openflow_v4.multipart_request.flags", "Flags", 16)
        .parts_follow()
        .doc("Whether more follows.", STATS_SECTION),
    FieldSpec::gap(15).part(),
    FieldSpec::hex("openflow_v4.multipart_request.flags.more", "More", 1)
        .part()
        .doc("1: more of the same follows.", STATS_SECTION),
    FieldSpec::bytes("openflow_v4.multipart_request.pad", "Padding")
        .wide(4)
        .doc("Fills up.", STATS_SECTION),
];

pub(super) const MULTIPART_REPLY: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.multipart_reply.type", "Kind", 16)
        .codes(names::MULTIPARTS)
        .doc("What is asked for.", STATS_SECTION),
    FieldSpec::hex("openflow_v4.multipart_reply.flags", "Flags", 16)
        .parts_follow()
        .doc("Whether more follows.", STATS_SECTION),
    FieldSpec::gap(15).part(),
    FieldSpec::hex("openflow_v4.multipart_reply.flags.more", "More", 1)
        .part()
        .doc("1: more of the same follows.", STATS_SECTION),
    FieldSpec::bytes("openflow_v4.multipart_reply.pad", "Padding")
        .wide(4)
        .doc("Fills up.", STATS_SECTION),
];

pub(super) const DESCRIPTION: &[FieldSpec] = &[
    FieldSpec::text("openflow_v4.switch_description.mfr_desc", "Maker")
        .wide(256)
        .doc("Who made the switch.", STATS_SECTION),
    FieldSpec::text("openflow_v4.switch_description.hw_desc", "Hardware")
        .wide(256)
        .doc("What it is.", STATS_SECTION),
    FieldSpec::text("openflow_v4.switch_description.sw_desc", "Software")
        .wide(256)
        .doc("What runs on it.", STATS_SECTION),
    FieldSpec::text("openflow_v4.switch_description.serial_num", "Serial number")
        .wide(32)
        .doc("Of the switch.", STATS_SECTION),
    FieldSpec::text("openflow_v4.switch_description.dp_desc", "Datapath")
        .wide(256)
        .doc("Its name for people.", STATS_SECTION),
];

pub(super) const FLOW_ASKED: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.flow_stats_request.table_id", "Table", 8)
        .doc("Which table; 255: all.", STATS_SECTION),
    FieldSpec::bytes("openflow_v4.flow_stats_request.pad", "Padding")
        .wide(3)
        .doc("Fills up.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.flow_stats_request.out_port", "Out port", 32)
        .lookup(names::port)
        .doc("Only entries with this port.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.flow_stats_request.out_group", "Out group", 32)
        .doc("Only entries with this group.", STATS_SECTION),
    FieldSpec::bytes("openflow_v4.flow_stats_request.pad2", "Padding")
        .wide(4)
        .doc("Fills up.", STATS_SECTION),
    FieldSpec::hex("openflow_v4.flow_stats_request.cookie", "Cookie", 64)
        .doc("Only entries with this mark.", STATS_SECTION),
    FieldSpec::hex(
        "openflow_v4.flow_stats_request.cookie_mask",
        "Cookie mask",
        64,
    )
    .doc("Which bits of it must agree.", STATS_SECTION),
];

pub(super) const AGGREGATE_ASKED: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.aggregate_stats_request.table_id", "Table", 8)
        .doc("Which table; 255: all.", STATS_SECTION),
    FieldSpec::bytes("openflow_v4.aggregate_stats_request.pad", "Padding")
        .wide(3)
        .doc("Fills up.", STATS_SECTION),
    FieldSpec::uint(
        "openflow_v4.aggregate_stats_request.out_port",
        "Out port",
        32,
    )
    .lookup(names::port)
    .doc("Only entries with this port.", STATS_SECTION),
    FieldSpec::uint(
        "openflow_v4.aggregate_stats_request.out_group",
        "Out group",
        32,
    )
    .doc("Only entries with this group.", STATS_SECTION),
    FieldSpec::bytes("openflow_v4.aggregate_stats_request.pad2", "Padding")
        .wide(4)
        .doc("Fills up.", STATS_SECTION),
    FieldSpec::hex("openflow_v4.aggregate_stats_request.cookie", "Cookie", 64)
        .doc("Only entries with this mark.", STATS_SECTION),
    FieldSpec::hex(
        "openflow_v4.aggregate_stats_request.cookie_mask",
        "Cookie mask",
        64,
    )
    .doc("Which bits of it must agree.", STATS_SECTION),
];

pub(super) const FLOW_STATS: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.flow_stats.length", "Length", 16)
        .unit("bytes")
        .doc("Length of the entry.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.flow_stats.table_id", "Table", 8)
        .doc("Where it is.", STATS_SECTION),
    FieldSpec::bytes("openflow_v4.flow_stats.pad", "Padding")
        .wide(1)
        .doc("Fills up.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.flow_stats.duration_sec", "Seconds", 32)
        .unit("s")
        .doc("How long it is there.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.flow_stats.duration_nsec", "Nanoseconds", 32)
        .unit("ns")
        .doc("And this much longer.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.flow_stats.priority", "Priority", 16)
        .doc("Of entries that match the highest is taken.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.flow_stats.idle_timeout", "Idle timeout", 16)
        .unit("s")
        .doc("It goes after so long without a packet.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.flow_stats.hard_timeout", "Hard timeout", 16)
        .unit("s")
        .doc("It goes after so long.", STATS_SECTION),
    FieldSpec::hex("openflow_v4.flow_stats.flags", "Flags", 16)
        .parts_follow()
        .doc("How the entry is treated.", STATS_SECTION),
    FieldSpec::gap(11).part(),
    FieldSpec::flag(
        "openflow_v4.flow_stats.flags.no_byte_counts",
        "No byte counts",
    )
    .part()
    .doc("Bytes are not counted.", STATS_SECTION),
    FieldSpec::flag(
        "openflow_v4.flow_stats.flags.no_packet_counts",
        "No packet counts",
    )
    .part()
    .doc("Packets are not counted.", STATS_SECTION),
    FieldSpec::flag("openflow_v4.flow_stats.flags.reset_counts", "Reset counts")
        .part()
        .doc("Its counters begin at zero.", STATS_SECTION),
    FieldSpec::flag(
        "openflow_v4.flow_stats.flags.check_overlap",
        "Check overlap",
    )
    .part()
    .doc("Not if it overlaps with another one.", STATS_SECTION),
    FieldSpec::flag("openflow_v4.flow_stats.flags.send_flow_rem", "Tell removal")
        .part()
        .doc("The switch tells when the entry goes.", STATS_SECTION),
    FieldSpec::bytes("openflow_v4.flow_stats.pad2", "Padding")
        .wide(4)
        .doc("Fills up.", STATS_SECTION),
    FieldSpec::hex("openflow_v4.flow_stats.cookie", "Cookie", 64)
        .doc("The controller's own mark on it.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.flow_stats.packet_count", "Packets", 64)
        .doc("How many matched.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.flow_stats.byte_count", "Bytes", 64)
        .doc("How many bytes these had.", STATS_SECTION),
];

pub(super) const AGGREGATE: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.aggregate_stats.packet_count", "Packets", 64)
        .doc("How many matched.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.aggregate_stats.byte_count", "Bytes", 64)
        .doc("How many bytes these had.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.aggregate_stats.flow_count", "Flows", 32)
        .doc("How many entries.", STATS_SECTION),
    FieldSpec::bytes("openflow_v4.aggregate_stats.pad", "Padding")
        .wide(4)
        .doc("Fills up.", STATS_SECTION),
];

pub(super) const TABLE_STATS: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.table_stats.table_id", "Table", 8)
        .doc("Which table.", STATS_SECTION),
    FieldSpec::bytes("openflow_v4.table_stats.pad", "Padding")
        .wide(3)
        .doc("Fills up.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.table_stats.active_count", "Entries", 32)
        .doc("How many it has.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.table_stats.lookup_count", "Lookups", 64)
        .doc("How many packets were looked up.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.table_stats.match_count", "Matches", 64)
        .doc("How many of them matched.", STATS_SECTION),
];

pub(super) const PORT_ASKED: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.port_stats_request.port_no", "Port", 32)
        .lookup(names::port)
        .doc("Which port; all bits set: all.", STATS_SECTION),
    FieldSpec::bytes("openflow_v4.port_stats_request.pad", "Padding")
        .wide(4)
        .doc("Fills up.", STATS_SECTION),
];

pub(super) const PORT_STATS: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.port_stats.port_no", "Port", 32)
        .lookup(names::port)
        .doc("Which port.", STATS_SECTION),
    FieldSpec::bytes("openflow_v4.port_stats.pad", "Padding")
        .wide(4)
        .doc("Fills up.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.port_stats.rx_packets", "Packets in", 64)
        .doc("Since the port is there.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.port_stats.tx_packets", "Packets out", 64)
        .doc("Since the port is there.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.port_stats.rx_bytes", "Bytes in", 64)
        .doc("Since the port is there.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.port_stats.tx_bytes", "Bytes out", 64)
        .doc("Since the port is there.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.port_stats.rx_dropped", "Dropped in", 64)
        .doc("Since the port is there.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.port_stats.tx_dropped", "Dropped out", 64)
        .doc("Since the port is there.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.port_stats.rx_errors", "Errors in", 64)
        .doc("Since the port is there.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.port_stats.tx_errors", "Errors out", 64)
        .doc("Since the port is there.", STATS_SECTION),
    FieldSpec::uint(
        "openflow_v4.port_stats.rx_frame_error",
        "Alignment errors",
        64,
    )
    .doc("Since the port is there.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.port_stats.rx_over_error", "Overruns", 64)
        .doc("Since the port is there.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.port_stats.rx_crc_error", "Checksum errors", 64)
        .doc("Since the port is there.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.port_stats.collisions", "Collisions", 64)
        .doc("Since the port is there.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.port_stats.duration_sec", "Seconds", 32)
        .unit("s")
        .doc("How long the port is there.", STATS_SECTION),
    FieldSpec::uint("openflow_v4.port_stats.duration_nsec", "Nanoseconds", 32)
        .unit("ns")
        .doc("And this much longer.", STATS_SECTION),
];

/// All tables of this file.
pub(super) const TABLES: &[&[FieldSpec]] = &[
    MULTIPART_REQUEST,
    MULTIPART_REPLY,
    DESCRIPTION,
    FLOW_ASKED,
    AGGREGATE_ASKED,
    FLOW_STATS,
    AGGREGATE,
    TABLE_STATS,
    PORT_ASKED,
    PORT_STATS,
];
