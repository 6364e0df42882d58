//! What is not taken apart: data, IP fragments, segments that go on with a message.

use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Role};

/// Bytes that nothing claims.
pub static DATA: ProtoInfo = ProtoInfo {
    name: "data",
    short: "DATA",
    title: "Data",
    osi: OsiLayer::Application,
    why: "No header says what these bytes are, so they belong to whoever uses the layer below.",
    reference: "",
};

/// A slice of an IP packet.
pub static FRAGMENT: ProtoInfo = ProtoInfo {
    name: "data",
    short: "FRAGMENT",
    title: "Fragment of an IP packet",
    osi: OsiLayer::Network,
    why: "The network layer cut a packet that was too large for a link; the receiving host joins the slices.",
    reference: "RFC 791 §3.2",
};

/// A slice of a message that is spread over several segments.
pub static SEGMENT: ProtoInfo = ProtoInfo {
    name: "data",
    short: "SEGMENT",
    title: "Part of a message",
    osi: OsiLayer::Transport,
    why: "The transport layer cut the sender's byte stream into segments; this one has only a part of a message.",
    reference: "RFC 9293 §3.8",
};

/// The bytes of a part of a message.
pub static SEGMENT_BYTES: FieldSpec = FieldSpec::bytes("tcp.segment_data", "Bytes")
    .doc("Bytes of a message that other segments carry as well. The frame in which it is complete shows it.", "RFC 9293 §3.8");

/// Where a message began.
pub static BEGAN_IN: FieldSpec = FieldSpec::uint("", "Began in frame", 0)
    .doc("The frame that carried the first byte of the message.", "");

/// How much of a message is there.
pub static SO_FAR: FieldSpec = FieldSpec::uint("", "Arrived so far", 0).unit("bytes").doc(
    "Bytes of the message that have arrived, these included.",
    "",
);

/// How long a message is.
pub static MESSAGE_LEN: FieldSpec = FieldSpec::uint("", "Needed", 0)
    .unit("bytes")
    .doc("Bytes that the message has at least, as its head says.", "");

/// The bytes of any of these.
pub static DATA_BYTES: FieldSpec = FieldSpec::bytes("data.data", "Bytes")
    .doc("Bytes that decap does not take apart any further.", "");

/// Which of them plays this role.
pub(super) fn info_of(role: Role, fragment: bool) -> &'static ProtoInfo {
    match role {
        Role::Continuation if fragment => &FRAGMENT,
        Role::Continuation => &SEGMENT,
        _ => &DATA,
    }
}

/// What a layer of bytes that were not read is a part of.
pub(super) fn piece_of(info: &'static ProtoInfo) -> &'static str {
    if std::ptr::eq(info, &FRAGMENT) {
        "a packet"
    } else if std::ptr::eq(info, &SEGMENT) {
        "a message"
    } else {
        "a file"
    }
}
