//! The layouts of objects that are always the same.

use crate::model::{FieldSpec, names};
use crate::proto::reserved::reserved;

const SECTION: &str = "RFC 2205 §A";
const TUNNELS: &str = "RFC 3209 §4";

const fn ipv4(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::ipv4(name, label).doc("An address that tells who is meant.", SECTION)
}

const fn ipv6(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::ipv6(name, label).doc("An address that tells who is meant.", SECTION)
}

const fn uint(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, TUNNELS)
}

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, TUNNELS)
}

pub(super) const INTEGRITY: &[FieldSpec] = &[
    FieldSpec::hex("rsvp.integrity.flags", "Flags", 8)
        .parts_follow()
        .doc("What the sender can do.", "RFC 2747 §2"),
    reserved(7, "RFC 2747 §2").part(),
    FieldSpec::flag("rsvp.integrity.flags.handshake", "Handshake")
        .part()
        .doc("Set: the sender answers challenges.", "RFC 2747 §2"),
    reserved(8, "RFC 2747 §2"),
    FieldSpec::bytes("rsvp.integrity.key_identifier", "Key")
        .wide(6)
        .doc("Which key was used.", "RFC 2747 §2"),
    FieldSpec::uint("rsvp.integrity.sequence_number", "Sequence number", 64)
        .doc("Grows, so that no message can be repeated.", "RFC 2747 §2"),
];

pub(super) const LIST: &[FieldSpec] = &[
    FieldSpec::hex("rsvp.message_id_list.flags", "Flags", 8).doc("Zero.", "RFC 2961 §5.1"),
    FieldSpec::uint("rsvp.message_id_list.epoch", "Epoch", 24)
        .doc("Changes when the sender starts again.", "RFC 2961 §5.1"),
];

pub(super) const AFFINITIES: &[FieldSpec] = &[
    FieldSpec::hex("rsvp.session_attribute.exclude_any", "Exclude any", 32).doc(
        "Links with one of these colours are not taken.",
        "RFC 3209 §4.7",
    ),
    FieldSpec::hex("rsvp.session_attribute.include_any", "Include any", 32)
        .doc("Links need one of these colours.", "RFC 3209 §4.7"),
    FieldSpec::hex("rsvp.session_attribute.include_all", "Include all", 32)
        .doc("Links need all of these colours.", "RFC 3209 §4.7"),
];

pub(super) const ATTRIBUTES: &[FieldSpec] = &[
    uint(
        "rsvp.session_attribute.setup_priority",
        "Setup priority",
        8,
        "0 is the highest: may take from others to be set up.",
    ),
    uint(
        "rsvp.session_attribute.hold_priority",
        "Hold priority",
        8,
        "0 is the highest: others may not take from it.",
    ),
    FieldSpec::hex("rsvp.session_attribute.flags", "Flags", 8)
        .parts_follow()
        .doc("What is wished for the path.", "RFC 3209 §4.7"),
    reserved(3, TUNNELS).part(),
    flag(
        "rsvp.sa.flags.node",
        "Node protection",
        "Set: a detour around the next router is wanted.",
    ),
    flag(
        "rsvp.sa.flags.bandwidth",
        "Bandwidth protection",
        "Set: a detour with the same bandwidth is wanted.",
    ),
    flag(
        "rsvp.sa.flags.se_style",
        "Shared",
        "Set: a new path may share with the old one while it is changed.",
    ),
    flag(
        "rsvp.sa.flags.label",
        "Label recording",
        "Set: the recorded route shall have labels.",
    ),
    flag(
        "rsvp.sa.flags.local",
        "Local protection",
        "Set: routers may use detours.",
    ),
    uint(
        "rsvp.session_attribute.name_length",
        "Name length",
        8,
        "Bytes of the name.",
    ),
];

const SHORT_CALL: FieldSpec = uint(
    "rsvp.session.short_call_id",
    "Short call",
    16,
    "Zero, or a call that the path belongs to.",
);
const TUNNEL: FieldSpec = uint(
    "rsvp.session.tunnel_id",
    "Tunnel",
    16,
    "Stays the same when the path changes.",
);
const SESSION_FLAGS: FieldSpec = FieldSpec::hex("rsvp.session.flags", "Flags", 8)
    .doc("1: nobody before has policed the traffic.", SECTION);

pub(super) const SESSION_IPV4: &[FieldSpec] = &[
    ipv4("rsvp.session.ip", "Destination"),
    FieldSpec::uint("rsvp.session.proto", "Protocol", 8)
        .lookup(|code| names::ip_protocol(code as u8))
        .doc("The protocol of the stream.", SECTION),
    SESSION_FLAGS,
    FieldSpec::uint("rsvp.session.port", "Destination port", 16).doc("The stream's port.", SECTION),
];
pub(super) const SESSION_IPV6: &[FieldSpec] = &[
    ipv6("rsvp.session.destination_address", "Destination"),
    FieldSpec::uint("rsvp.session.protocol", "Protocol", 8)
        .lookup(|code| names::ip_protocol(code as u8))
        .doc("The protocol of the stream.", SECTION),
    SESSION_FLAGS,
    FieldSpec::uint("rsvp.session.destination_port", "Destination port", 16)
        .doc("The stream's port.", SECTION),
];
pub(super) const SESSION_TUNNEL: &[FieldSpec] = &[
    ipv4("rsvp.session.ip", "End of the tunnel"),
    SHORT_CALL,
    TUNNEL,
    uint(
        "rsvp.extended_tunnel_id",
        "Extended tunnel",
        32,
        "Mostly the address of the tunnel's beginning.",
    ),
];
pub(super) const HOP_IPV4: &[FieldSpec] = &[
    ipv4("rsvp.hop.neighbor_address_ipv4", "Neighbour"),
    FieldSpec::uint("rsvp.hop.logical_interface", "Logical interface", 32)
        .doc("The sender's interface, for its own use.", SECTION),
];
pub(super) const TIME: &[FieldSpec] =
    &[
        FieldSpec::uint("rsvp.refresh_interval", "Refresh interval", 32)
            .unit("ms")
            .doc(
                "How often the message is repeated: what is not repeated is forgotten.",
                SECTION,
            ),
    ];
const ERROR_FLAGS: FieldSpec = FieldSpec::hex("rsvp.error_flags", "Flags", 8)
    .parts_follow()
    .doc("What has become of the reservation.", SECTION);
pub(super) const ERROR_IPV4: &[FieldSpec] = &[
    ipv4("rsvp.error.error_node_ipv4", "Found by"),
    ERROR_FLAGS,
    reserved(5, SECTION).part(),
    flag(
        "rsvp.error_flags.path_state_removed",
        "Path removed",
        "Set: the router has forgotten the path.",
    ),
    flag(
        "rsvp.error_flags.not_guilty",
        "Not guilty",
        "Set: others have asked for too much.",
    ),
    flag(
        "rsvp.error_flags.in_place",
        "In place",
        "Set: an earlier reservation is still there.",
    ),
    FieldSpec::uint("rsvp.error.error_code", "Error", 8)
        .codes(&[
            (0, "confirmation"),
            (1, "admission control failure"),
            (2, "policy control failure"),
            (3, "no path"),
            (4, "no sender"),
            (5, "conflicting style"),
            (6, "unknown style"),
            (7, "conflicting ports"),
            (12, "service preempted"),
            (13, "unknown class"),
            (14, "unknown kind"),
            (21, "traffic control error"),
            (22, "traffic control system error"),
            (23, "system error"),
            (24, "routing problem"),
            (25, "notification"),
        ])
        .doc("What is wrong.", "RFC 2205 §B"),
    FieldSpec::uint("rsvp.error_value", "Error value", 16).doc("More about it.", "RFC 2205 §B"),
];
pub(super) const STYLE: &[FieldSpec] = &[
    FieldSpec::hex("rsvp.style.flags", "Flags", 8).doc("Zero.", SECTION),
    FieldSpec::hex("rsvp.style.style", "Style", 24)
        .codes(&[
            (10, "fixed filter"),
            (17, "wildcard filter"),
            (18, "shared explicit"),
        ])
        .doc("Whether senders share the reservation, and which.", SECTION),
];
pub(super) const SENDER_IPV4: &[FieldSpec] = &[
    ipv4("rsvp.sender.ip", "Sender"),
    reserved(16, SECTION),
    FieldSpec::uint("rsvp.sender.port", "Port", 16).doc("The sender's port.", SECTION),
];
pub(super) const SENDER_TUNNEL: &[FieldSpec] = &[
    ipv4("rsvp.sender.ip", "Sender"),
    uint(
        "rsvp.sender.short_call_id",
        "Short call",
        16,
        "Zero, or a call that the path belongs to.",
    ),
    uint(
        "rsvp.sender.lsp_id",
        "Path",
        16,
        "Tells the paths of a tunnel apart.",
    ),
];
/// A filter has no call.
pub(super) const FILTER_TUNNEL: &[FieldSpec] = &[
    ipv4("rsvp.sender.ip", "Sender"),
    reserved(16, TUNNELS),
    uint(
        "rsvp.sender.lsp_id",
        "Path",
        16,
        "Tells the paths of a tunnel apart.",
    ),
];
pub(super) const CONFIRM: &[FieldSpec] = &[ipv4("rsvp.confirm.receiver_address_ipv4", "Receiver")];
pub(super) const LABEL: &[FieldSpec] = &[uint(
    "rsvp.label.label",
    "Label",
    32,
    "Packets of the path shall carry it; a label of MPLS fills the last 20 bits.",
)];
pub(super) const GENERALIZED: &[FieldSpec] = &[uint(
    "rsvp.label.generalized_label",
    "Label",
    32,
    "A label, a wavelength, a time slot: by the kind of path.",
)];
pub(super) const REQUEST: &[FieldSpec] = &[
    reserved(16, TUNNELS),
    FieldSpec::hex("rsvp.label_request.l3pid", "Protocol", 16)
        .lookup(|code| names::ethertype(code as u16))
        .doc("What the path will carry, as an EtherType.", TUNNELS),
];
pub(super) const GENERALIZED_REQUEST: &[FieldSpec] = &[
    uint(
        "rsvp.label_request.lsp_encoding_type",
        "Encoding",
        8,
        "What the path is made of: packets, Ethernet, light.",
    ),
    uint(
        "rsvp.label_request.switching_type",
        "Switching",
        8,
        "How it is switched.",
    ),
    FieldSpec::hex("rsvp.label_request.g_pid", "Payload", 16)
        .doc("What it will carry.", "RFC 3471 §3.1"),
];
pub(super) const HELLO: &[FieldSpec] = &[
    FieldSpec::hex("rsvp.hello.source_instance", "Source instance", 32)
        .doc("Changes when the sender starts again.", "RFC 3209 §5.2"),
    FieldSpec::hex(
        "rsvp.hello.destination_instance",
        "Destination instance",
        32,
    )
    .doc(
        "The neighbour's, as last heard; 0: nothing heard.",
        "RFC 3209 §5.2",
    ),
];
pub(super) const MESSAGE_ID: &[FieldSpec] = &[
    FieldSpec::uint("rsvp.message_id.flags", "Flags", 8)
        .doc("1: please acknowledge.", "RFC 2961 §4.2"),
    FieldSpec::uint("rsvp.message_id.epoch", "Epoch", 24)
        .doc("Changes when the sender starts again.", "RFC 2961 §4.2"),
    FieldSpec::uint("rsvp.message_id.message_id", "Message", 32)
        .doc("Counts messages.", "RFC 2961 §4.2"),
];
pub(super) const MESSAGE_ACK: &[FieldSpec] = &[
    FieldSpec::uint("rsvp.message_id_ack.flags", "Flags", 8).doc("Zero.", "RFC 2961 §4.3"),
    FieldSpec::uint("rsvp.message_id_ack.epoch", "Epoch", 24)
        .doc("Of the message.", "RFC 2961 §4.3"),
    FieldSpec::uint("rsvp.message_id_ack.message_id", "Message", 32)
        .doc("Which message is acknowledged.", "RFC 2961 §4.3"),
];
pub(super) const RESTART: &[FieldSpec] = &[
    FieldSpec::uint("rsvp.restart_cap.restart_time", "Restart time", 32)
        .unit("ms")
        .doc("How long the sender needs to start again.", "RFC 3473 §9"),
    FieldSpec::uint("rsvp.restart_cap.recovery_time", "Recovery time", 32)
        .unit("ms")
        .doc("How long it keeps what was before.", "RFC 3473 §9"),
];
pub(super) const STATUS: &[FieldSpec] = &[
    FieldSpec::hex("rsvp.admin_status.bits", "Status", 32)
        .parts_follow()
        .doc("What shall be done with the path.", "RFC 3473 §7"),
    flag(
        "rsvp.admin_status.reflect",
        "Reflect",
        "Set: please send this back.",
    ),
    reserved(24, "RFC 3473 §7").part(),
    flag(
        "rsvp.admin_status.handover",
        "Handover",
        "Set: the path changes from one control to another.",
    ),
    flag(
        "rsvp.admin_status.lockout",
        "Lockout",
        "Set: do not switch over to it.",
    ),
    flag(
        "rsvp.admin_status.inhibit",
        "Inhibit alarms",
        "Set: no alarms.",
    ),
    flag(
        "rsvp.admin_status.callmgmt",
        "Call",
        "Set: about a call, not a path.",
    ),
    flag(
        "rsvp.admin_status.testing",
        "Testing",
        "Set: the path is tested.",
    ),
    flag(
        "rsvp.admin_status.down",
        "Down",
        "Set: the path is taken out of service.",
    ),
    flag(
        "rsvp.admin_status.delete",
        "Delete",
        "Set: the path will be deleted.",
    ),
];
pub(super) const ASSOCIATION: &[FieldSpec] = &[
    FieldSpec::uint("rsvp.association.type", "Type", 16)
        .codes(&[(1, "recovery"), (2, "shared resources")])
        .doc("What the paths have to do with each other.", "RFC 4872 §16"),
    FieldSpec::uint("rsvp.association.id", "Association", 16)
        .doc("Paths with the same belong together.", "RFC 4872 §16"),
    FieldSpec::ipv4("rsvp.association.source_ipv4", "Source")
        .doc("Who gave the number.", "RFC 4872 §16"),
];

/// The layout of an object that is always the same.
pub(super) fn layout(class: u8, kind: u8) -> Option<&'static [FieldSpec]> {
    Some(match (class, kind) {
        (1, 1) => SESSION_IPV4,
        (1, 2) => SESSION_IPV6,
        (1, 7) => SESSION_TUNNEL,
        (3, 1) => HOP_IPV4,
        (5, 1) => TIME,
        (6, 1) => ERROR_IPV4,
        (8, 1) => STYLE,
        (10 | 11, 1) => SENDER_IPV4,
        (10, 7) => FILTER_TUNNEL,
        (11, 7) => SENDER_TUNNEL,
        (15, 1) => CONFIRM,
        (16 | 34 | 35 | 129, 1) => LABEL,
        (16 | 34 | 35 | 129, 2) => GENERALIZED,
        (19, 1) => REQUEST,
        (19, 4) => GENERALIZED_REQUEST,
        (22, 1 | 2) => HELLO,
        (23, 1) => MESSAGE_ID,
        (24, 1 | 2) => MESSAGE_ACK,
        (131, 1) => RESTART,
        (196, 1) => STATUS,
        (199, 1) => ASSOCIATION,
        _ => return None,
    })
}
