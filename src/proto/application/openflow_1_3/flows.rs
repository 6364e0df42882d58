//! Layouts of messages about flows, groups and packets (OpenFlow 1.3).

use super::names;
use crate::model::FieldSpec;

const SECTION: &str = "OpenFlow 1.3.5 §7.1";
const SYMMETRIC_SECTION: &str = "OpenFlow 1.3.5 §7.5";
const ASYNC_SECTION: &str = "OpenFlow 1.3.5 §7.4";
const PACKET_OUT_SECTION: &str = "OpenFlow 1.3.5 §7.3.7";
const FLOW_SECTION: &str = "OpenFlow 1.3.5 §7.3.4.1";
const MODIFY_SECTION: &str = "OpenFlow 1.3.5 §7.3.4";
const ROLE_SECTION: &str = "OpenFlow 1.3.5 §7.3.9";

pub(super) const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("openflow_v4.version", "Version", 8)
        .codes(&[(4, "1.3")])
        .doc("Version of the protocol.", SECTION),
    FieldSpec::uint("openflow_v4.type", "Type", 8)
        .codes(names::TYPES)
        .doc("What the message is for.", SECTION),
    FieldSpec::uint("openflow_v4.length", "Length", 16)
        .unit("bytes")
        .doc("Length of the message, this header included.", SECTION),
    FieldSpec::uint("openflow_v4.xid", "Transaction", 32)
        .doc("A reply has the same number as its request.", SECTION),
];

pub(super) const HELLO: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.hello_element.type", "Kind", 16)
        .codes(&[(1, "versions")])
        .doc("1: versions.", SYMMETRIC_SECTION),
    FieldSpec::uint("openflow_v4.hello_element.length", "Length", 16)
        .unit("bytes")
        .doc("Length of the element.", SYMMETRIC_SECTION),
];

pub(super) const ERROR: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.error.type", "Kind", 16)
        .codes(names::ERRORS)
        .doc("What was wrong.", ASYNC_SECTION),
    FieldSpec::uint("openflow_v4.error.code", "Code", 16)
        .doc("More exactly, for each kind.", ASYNC_SECTION),
];

pub(super) const EXPERIMENTER: &[FieldSpec] = &[
    FieldSpec::hex("openflow_v4.experimenter.experimenter", "Experimenter", 32)
        .doc("Who gave a meaning to it.", SYMMETRIC_SECTION),
    FieldSpec::uint("openflow_v4.experimenter.exp_type", "Kind", 32)
        .doc("Which of their messages.", SYMMETRIC_SECTION),
];

pub(super) const PACKET_IN: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.packet_in.buffer_id", "Buffer", 32).doc(
        "Where the switch keeps the packet; all bits set: nowhere.",
        ASYNC_SECTION,
    ),
    FieldSpec::uint("openflow_v4.packet_in.total_len", "Length", 16)
        .unit("bytes")
        .doc("Length of the packet.", ASYNC_SECTION),
    FieldSpec::uint("openflow_v4.packet_in.reason", "Reason", 8)
        .codes(&[(0, "no match"), (1, "action"), (2, "TTL")])
        .doc("Why the controller gets it.", ASYNC_SECTION),
    FieldSpec::uint("openflow_v4.packet_in.table_id", "Table", 8)
        .doc("The table in which it was looked up.", ASYNC_SECTION),
    FieldSpec::hex("openflow_v4.packet_in.cookie", "Cookie", 64)
        .doc("Of the entry that it matched.", ASYNC_SECTION),
];

pub(super) const REMOVED: &[FieldSpec] = &[
    FieldSpec::hex("openflow_v4.flow_removed.cookie", "Cookie", 64)
        .doc("What the controller gave to the entry.", ASYNC_SECTION),
    FieldSpec::uint("openflow_v4.flow_removed.priority", "Priority", 16)
        .doc("Of the entry.", ASYNC_SECTION),
    FieldSpec::uint("openflow_v4.flow_removed.reason", "Reason", 8)
        .codes(&[
            (0, "idle timeout"),
            (1, "hard timeout"),
            (2, "deleted"),
            (3, "group deleted"),
        ])
        .doc("Why it is gone.", ASYNC_SECTION),
    FieldSpec::uint("openflow_v4.flow_removed.table_id", "Table", 8)
        .doc("Where it was.", ASYNC_SECTION),
    FieldSpec::uint("openflow_v4.flow_removed.duration_sec", "Seconds", 32)
        .unit("s")
        .doc("How long it was there.", ASYNC_SECTION),
    FieldSpec::uint("openflow_v4.flow_removed.duration_nsec", "Nanoseconds", 32)
        .unit("ns")
        .doc("And this much longer.", ASYNC_SECTION),
    FieldSpec::uint("openflow_v4.flow_removed.idle_timeout", "Idle timeout", 16)
        .unit("s")
        .doc("After so long without a packet.", ASYNC_SECTION),
    FieldSpec::uint("openflow_v4.flow_removed.hard_timeout", "Hard timeout", 16)
        .unit("s")
        .doc("After so long in any case.", ASYNC_SECTION),
    FieldSpec::uint("openflow_v4.flow_removed.packet_count", "Packets", 64)
        .doc("How many matched.", ASYNC_SECTION),
    FieldSpec::uint("openflow_v4.flow_removed.byte_count", "Bytes", 64)
        .doc("How many bytes these had.", ASYNC_SECTION),
];

pub(super) const PORT_STATUS: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.port_status.reason", "Reason", 8)
        .codes(&[(0, "added"), (1, "deleted"), (2, "modified")])
        .doc("What happened to the port.", ASYNC_SECTION),
    FieldSpec::bytes("openflow_v4.port_status.pad", "Padding")
        .wide(7)
        .doc("Fills up.", ASYNC_SECTION),
];

pub(super) const PACKET_OUT: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.packet_out.buffer_id", "Buffer", 32).doc(
        "Which packet that the switch keeps; all bits set: the one here.",
        PACKET_OUT_SECTION,
    ),
    FieldSpec::uint("openflow_v4.packet_out.in_port", "In port", 32)
        .lookup(names::port)
        .doc(
            "The packet is treated as if it came from there.",
            PACKET_OUT_SECTION,
        ),
    FieldSpec::uint("openflow_v4.packet_out.acts_len", "Length of actions", 16)
        .unit("bytes")
        .doc("Bytes of actions.", PACKET_OUT_SECTION),
    FieldSpec::bytes("openflow_v4.packet_out.pad", "Padding")
        .wide(6)
        .doc("Fills up.", PACKET_OUT_SECTION),
];

pub(super) const FLOW_MOD: &[FieldSpec] = &[
    FieldSpec::hex("openflow_v4.flowmod.cookie", "Cookie", 64)
        .doc("The controller's own mark on the entry.", FLOW_SECTION),
    FieldSpec::hex("openflow_v4.flowmod.cookie_mask", "Cookie mask", 64)
        .doc("Which bits of the mark must agree.", FLOW_SECTION),
    FieldSpec::uint("openflow_v4.flowmod.table_id", "Table", 8)
        .doc("Where the entry belongs.", FLOW_SECTION),
    FieldSpec::uint("openflow_v4.flowmod.command", "Command", 8)
        .codes(&[
            (0, "add"),
            (1, "modify"),
            (2, "modify strictly"),
            (3, "delete"),
            (4, "delete strictly"),
        ])
        .doc("What happens to the entry.", FLOW_SECTION),
    FieldSpec::uint("openflow_v4.flowmod.idle_timeout", "Idle timeout", 16)
        .unit("s")
        .doc(
            "The entry goes after so long without a packet; 0: never.",
            FLOW_SECTION,
        ),
    FieldSpec::uint("openflow_v4.flowmod.hard_timeout", "Hard timeout", 16)
        .unit("s")
        .doc("The entry goes after so long; 0: never.", FLOW_SECTION),
    FieldSpec::uint("openflow_v4.flowmod.priority", "Priority", 16)
        .doc("Of entries that match the highest is taken.", FLOW_SECTION),
    FieldSpec::uint("openflow_v4.flowmod.buffer_id", "Buffer", 32).doc(
        "A packet that is treated at once; all bits set: none.",
        FLOW_SECTION,
    ),
    FieldSpec::uint("openflow_v4.flowmod.out_port", "Out port", 32)
        .lookup(names::port)
        .doc("Deletes only entries with this port.", FLOW_SECTION),
    FieldSpec::uint("openflow_v4.flowmod.out_group", "Out group", 32)
        .doc("Deletes only entries with this group.", FLOW_SECTION),
    FieldSpec::hex("openflow_v4.flowmod.flags", "Flags", 16)
        .parts_follow()
        .doc("How the entry is treated.", FLOW_SECTION),
    FieldSpec::gap(11).part(),
    FieldSpec::flag("openflow_v4.flowmod.flags.no_byte_counts", "No byte counts")
        .part()
        .doc("Bytes are not counted.", FLOW_SECTION),
    FieldSpec::flag(
        "openflow_v4.flowmod.flags.no_packet_counts",
        "No packet counts",
    )
    .part()
    .doc("Packets are not counted.", FLOW_SECTION),
    FieldSpec::flag("openflow_v4.flowmod.flags.reset_counts", "Reset counts")
        .part()
        .doc("Its counters begin at zero.", FLOW_SECTION),
    FieldSpec::flag("openflow_v4.flowmod.flags.check_overlap", "Check overlap")
        .part()
        .doc("Not if it overlaps with another one.", FLOW_SECTION),
    FieldSpec::flag("openflow_v4.flowmod.flags.send_flow_rem", "Tell removal")
        .part()
        .doc("The switch tells when the entry goes.", FLOW_SECTION),
    FieldSpec::bytes("openflow_v4.flowmod.pad", "Padding")
        .wide(2)
        .doc("Fills up.", FLOW_SECTION),
];

pub(super) const GROUP_MOD: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.groupmod.command", "Command", 16)
        .codes(&[(0, "add"), (1, "modify"), (2, "delete")])
        .doc("What happens to the group.", MODIFY_SECTION),
    FieldSpec::uint("openflow_v4.groupmod.type", "Kind", 8)
        .codes(&[
            (0, "all"),
            (1, "one of them"),
            (2, "the only one"),
            (3, "the first alive"),
        ])
        .doc("Which of its buckets are taken.", MODIFY_SECTION),
    FieldSpec::bytes("openflow_v4.groupmod.pad", "Padding")
        .wide(1)
        .doc("Fills up.", MODIFY_SECTION),
    FieldSpec::uint("openflow_v4.groupmod.group_id", "Group", 32)
        .doc("Which group.", MODIFY_SECTION),
];

pub(super) const BUCKET: &[FieldSpec] = &[
    FieldSpec::uint("openflow_v4.bucket.length", "Length", 16)
        .unit("bytes")
        .doc("Length of the bucket.", MODIFY_SECTION),
    FieldSpec::uint("openflow_v4.bucket.weight", "Weight", 16)
        .doc("How often it is taken.", MODIFY_SECTION),
    FieldSpec::uint("openflow_v4.bucket.watch_port", "Watched port", 32)
        .lookup(names::port)
        .doc("The bucket is alive while the port is.", MODIFY_SECTION),
    FieldSpec::uint("openflow_v4.bucket.watch_group", "Watched group", 32)
        .doc("The bucket is alive while the group is.", MODIFY_SECTION),
    FieldSpec::bytes("openflow_v4.bucket.pad", "Padding")
        .wide(4)
        .doc("Fills up.", MODIFY_SECTION),
];

pub(super) const ROLE_REQUEST: &[FieldSpec] = &[
    FieldSpec::hex("openflow_v4.role_request.role", "Role", 32)
        .codes(names::ROLES)
        .doc("What the controller is to this switch.", ROLE_SECTION),
    FieldSpec::bytes("openflow_v4.role_request.pad", "Padding")
        .wide(4)
        .doc("Fills up.", ROLE_SECTION),
    FieldSpec::hex("openflow_v4.role_request.generation_id", "Generation", 64)
        .doc("Tells old masters from new ones.", ROLE_SECTION),
];

pub(super) const ROLE_REPLY: &[FieldSpec] = &[
    FieldSpec::hex("openflow_v4.role_reply.role", "Role", 32)
        .codes(names::ROLES)
        .doc("What the controller is to this switch.", ROLE_SECTION),
    FieldSpec::bytes("openflow_v4.role_reply.pad", "Padding")
        .wide(4)
        .doc("Fills up.", ROLE_SECTION),
    FieldSpec::hex("openflow_v4.role_reply.generation_id", "Generation", 64)
        .doc("Tells old masters from new ones.", ROLE_SECTION),
];

/// All tables of this file.
pub(super) const TABLES: &[&[FieldSpec]] = &[
    HEADER,
    HELLO,
    ERROR,
    EXPERIMENTER,
    PACKET_IN,
    REMOVED,
    PORT_STATUS,
    PACKET_OUT,
    FLOW_MOD,
    GROUP_MOD,
    BUCKET,
    ROLE_REQUEST,
    ROLE_REPLY,
];
