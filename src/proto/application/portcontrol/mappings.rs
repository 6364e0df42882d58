//! The bodies of PCP's requests and answers.

use crate::model::{FieldSpec, names};

fn protocol(code: u64) -> Option<&'static str> {
    names::ip_protocol(u8::try_from(code).ok()?)
}

/// What stands in front of a mapping since version 2.
pub(super) const MAP_NONCE: &[FieldSpec] = &[FieldSpec::bytes("portcontrol.map.nonce", "Nonce")
    .wide(12)
    .doc(
        "A number that only who made the mapping knows: others cannot change it.",
        "RFC 6887 §11.1",
    )];

/// What stands in front of a mapping to one peer since version 2.
pub(super) const PEER_NONCE: &[FieldSpec] = &[FieldSpec::bytes("portcontrol.peer.nonce", "Nonce")
    .wide(12)
    .doc(
        "A number that only who made the mapping knows: others cannot change it.",
        "RFC 6887 §12.1",
    )];

/// A mapping, as the request has it.
pub(super) const MAP_REQUEST: &[FieldSpec] = &[
    FieldSpec::uint("portcontrol.map.protocol", "Protocol", 8)
        .lookup(protocol)
        .doc(
            "The transport protocol by its IP protocol number; 0 for all.",
            "RFC 6887 §11.1",
        ),
    FieldSpec::uint("portcontrol.map.reserved", "Reserved", 24).doc(
        "Senders set these bits to zero and receivers do not look at them.",
        "RFC 6887 §11.1",
    ),
    FieldSpec::uint("portcontrol.map.internal_port", "Internal port", 16)
        .doc("The port of the host inside.", "RFC 6887 §11.1"),
    FieldSpec::uint(
        "portcontrol.map.req_sug_external_port",
        "Suggested external port",
        16,
    )
    .doc(
        "The port that the host would like to be reached by; 0 for any.",
        "RFC 6887 §11.1",
    ),
    FieldSpec::ipv6(
        "portcontrol.map.req_sug_external_ip",
        "Suggested external address",
    )
    .doc(
        "The address that the host would like to be reached by.",
        "RFC 6887 §11.1",
    ),
];

/// A mapping, as the answer has it.
pub(super) const MAP_ANSWER: &[FieldSpec] = &[
    FieldSpec::uint("portcontrol.map.protocol", "Protocol", 8)
        .lookup(protocol)
        .doc(
            "The transport protocol by its IP protocol number; 0 for all.",
            "RFC 6887 §11.1",
        ),
    FieldSpec::uint("portcontrol.map.reserved", "Reserved", 24).doc(
        "Senders set these bits to zero and receivers do not look at them.",
        "RFC 6887 §11.1",
    ),
    FieldSpec::uint("portcontrol.map.internal_port", "Internal port", 16)
        .doc("The port of the host inside.", "RFC 6887 §11.1"),
    FieldSpec::uint(
        "portcontrol.map.rsp_assigned_external_port",
        "Assigned external port",
        16,
    )
    .doc("The port that others reach the host by.", "RFC 6887 §11.1"),
    FieldSpec::ipv6(
        "portcontrol.map.rsp_assigned_ext_ip",
        "Assigned external address",
    )
    .doc(
        "The address that others reach the host by.",
        "RFC 6887 §11.1",
    ),
];

/// A mapping to one peer, as the request has it.
pub(super) const PEER_REQUEST: &[FieldSpec] = &[
    FieldSpec::uint("portcontrol.peer.protocol", "Protocol", 8)
        .lookup(protocol)
        .doc(
            "The transport protocol by its IP protocol number; 0 for all.",
            "RFC 6887 §12.1",
        ),
    FieldSpec::bytes("portcontrol.peer.reserved", "Reserved")
        .wide(3)
        .doc(
            "Senders set these bits to zero and receivers do not look at them.",
            "RFC 6887 §12.1",
        ),
    FieldSpec::uint("portcontrol.peer.internal_port", "Internal port", 16)
        .doc("The port of the host inside.", "RFC 6887 §12.1"),
    FieldSpec::uint(
        "portcontrol.peer.req_sug_external_port",
        "Suggested external port",
        16,
    )
    .doc(
        "The port that the host would like to be reached by; 0 for any.",
        "RFC 6887 §12.1",
    ),
    FieldSpec::ipv6(
        "portcontrol.peer.req_sug_external_ip",
        "Suggested external address",
    )
    .doc(
        "The address that the host would like to be reached by.",
        "RFC 6887 §12.1",
    ),
    FieldSpec::uint("portcontrol.peer.remote_peer_port", "Remote port", 16)
        .doc("The port of the host outside.", "RFC 6887 §12.1"),
    FieldSpec::bytes("portcontrol.peer.reserved", "Reserved")
        .wide(2)
        .doc(
            "Senders set these bits to zero and receivers do not look at them.",
            "RFC 6887 §12.1",
        ),
    FieldSpec::ipv6("portcontrol.peer.remote_peer_ip", "Remote address")
        .doc("The address of the host outside.", "RFC 6887 §12.1"),
];

/// A mapping to one peer, as the answer has it.
pub(super) const PEER_ANSWER: &[FieldSpec] = &[
    FieldSpec::uint("portcontrol.peer.protocol", "Protocol", 8)
        .lookup(protocol)
        .doc(
            "The transport protocol by its IP protocol number; 0 for all.",
            "RFC 6887 §12.1",
        ),
    FieldSpec::bytes("portcontrol.peer.reserved", "Reserved")
        .wide(3)
        .doc(
            "Senders set these bits to zero and receivers do not look at them.",
            "RFC 6887 §12.1",
        ),
    FieldSpec::uint("portcontrol.peer.internal_port", "Internal port", 16)
        .doc("The port of the host inside.", "RFC 6887 §12.1"),
    FieldSpec::uint(
        "portcontrol.peer.rsp_assigned_external_port",
        "Assigned external port",
        16,
    )
    .doc("The port that others reach the host by.", "RFC 6887 §12.1"),
    FieldSpec::ipv6(
        "portcontrol.peer.rsp_assigned_ext_ip",
        "Assigned external address",
    )
    .doc(
        "The address that others reach the host by.",
        "RFC 6887 §12.1",
    ),
    FieldSpec::uint("portcontrol.peer.remote_peer_port", "Remote port", 16)
        .doc("The port of the host outside.", "RFC 6887 §12.1"),
    FieldSpec::bytes("portcontrol.peer.reserved", "Reserved")
        .wide(2)
        .doc(
            "Senders set these bits to zero and receivers do not look at them.",
            "RFC 6887 §12.1",
        ),
    FieldSpec::ipv6("portcontrol.peer.remote_peer_ip", "Remote address")
        .doc("The address of the host outside.", "RFC 6887 §12.1"),
];
