//! The fields of STUN's header and of TURN's channels.

use crate::model::{Codes, FieldSpec};

const HEAD: &str = "RFC 8489 §5";
const CHANNELS: &str = "RFC 8656 §12.4";

pub(super) const CLASS_REQUEST: u64 = 0;
pub(super) const CLASS_SUCCESS: u64 = 0x10;
pub(super) const CLASS_ERROR: u64 = 0x11;

/// Methods, as their bits stand in the type.
const METHODS: Codes = &[
    (1, "Binding"),
    (2, "SharedSecret"),
    (3, "Allocate"),
    (4, "Refresh"),
    (6, "Send"),
    (7, "Data"),
    (8, "CreatePermission"),
    (9, "ChannelBind"),
    (10, "Connect"),
    (11, "ConnectionBind"),
    (12, "ConnectionAttempt"),
    (0x80, "GOOG-PING"),
];

crate::fields! {
    pub(super) FRAME_LENGTH = FieldSpec::uint("stun.tcp_frame_length", "Frame length", 16)
        .unit("bytes")
        .doc("On a TCP connection between two peers every message has its length in front of it, as media packets have there.", "RFC 4571 §2; RFC 6544 §3");
    pub(super) TYPE = FieldSpec::hex("stun.type", "Message type", 16)
        .doc("Method and class, with their bits mixed; the first two bits are zero, which tells STUN from most other protocols on the same port.", HEAD);
    pub(super) CLASS = FieldSpec::hex("stun.type.class", "Class", 16)
        .codes(&[
            (CLASS_REQUEST, "request"),
            (1, "indication"),
            (CLASS_SUCCESS, "success response"),
            (CLASS_ERROR, "error response"),
        ])
        .doc("A request is answered with success or an error; an indication is not answered. The two bits stand apart in the type.", HEAD);
    pub(super) METHOD = FieldSpec::hex("stun.type.method", "Method", 16)
        .codes(METHODS)
        .doc("What is asked for. Binding: how am I seen from outside? Allocate: give me an address on the relay.", HEAD);
    pub(super) ATTRIBUTES = FieldSpec::group("stun.attributes", "Attributes")
        .doc("What the message says, one thing after the other: each with its type and its length.", "RFC 8489 §14");
    pub(super) RESPONSE_TO = FieldSpec::uint("stun.response-to", "Answers", 0)
        .doc("The frame of the request with the same transaction identifier.", "RFC 8489 §6.3.3");
    pub(super) SESSION = FieldSpec::hex("stun.att.ms.turn_session_id", "Session", 64)
        .doc("Which session of a Microsoft relay the data belongs to; many share one connection.", "[MS-TURN]");
}

/// The bit of the type that tells by whom the method was assigned.
pub(super) const METHOD_ASSIGNMENT: &[FieldSpec] = &[
    FieldSpec::gap(2),
    FieldSpec::hex("stun.type.method-assignment", "Assigned by", 1)
        .codes(&[(0, "IETF review"), (1, "designated expert")])
        .doc(
            "By which procedure the method got its number.",
            "RFC 8489 §18.2",
        ),
    FieldSpec::gap(13),
];

pub(super) const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("stun.length", "Message length", 16)
        .unit("bytes")
        .doc("Length of the attributes; without the header's 20 bytes.", HEAD),
    FieldSpec::bytes("stun.cookie", "Magic cookie").wide(4).doc(
        "Always 2112a442. It tells STUN from other protocols on the same port, and hides addresses from translators that would change them.",
        HEAD,
    ),
    FieldSpec::bytes("stun.id", "Transaction identifier")
        .wide(12)
        .doc("Chosen at random; the answer repeats it.", HEAD),
];

pub(super) const CHANNEL: &[FieldSpec] = &[
    FieldSpec::hex("stun.channel", "Channel", 16).doc(
        "Stands for the peer with whom the relay talks for the client. This short header saves bytes for every packet of a call.",
        CHANNELS,
    ),
    FieldSpec::uint("stun.length", "Length", 16)
        .unit("bytes")
        .doc("Bytes of data behind this header.", CHANNELS),
];
