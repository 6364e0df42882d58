//! The flags of frames: each kind has its own (RFC 9113 §6).

use crate::model::FieldSpec;

pub(super) const ACK: u8 = 0x01;
pub(super) const END_HEADERS: u8 = 0x04;
pub(super) const PADDED: u8 = 0x08;
pub(super) const HAS_PRIORITY: u8 = 0x20;

const FLAGS: FieldSpec = FieldSpec::hex("http2.flags", "Flags", 8)
    .parts_follow()
    .doc("What is special about the frame.", "RFC 9113 §4.1");
const HAS_PRIORITY_BIT: FieldSpec = FieldSpec::flag("http2.flags.priority", "Priority")
    .part()
    .doc(
        "The frame also says what the stream depends on.",
        "RFC 9113 §6.2",
    );
const PADDED_BIT: FieldSpec = FieldSpec::flag("http2.flags.padded", "Padded")
    .part()
    .doc("The frame ends with padding.", "RFC 9113 §6.1");
const END_HEADERS_BIT: FieldSpec = FieldSpec::flag("http2.flags.eh", "End of headers")
    .part()
    .doc("No frame with more header fields follows.", "RFC 9113 §6.2");
const END_STREAM_BIT: FieldSpec = FieldSpec::flag("http2.flags.end_stream", "End of stream")
    .part()
    .doc(
        "The sender has nothing more to send on this stream.",
        "RFC 9113 §6.1",
    );

const fn gap(bits: u32) -> FieldSpec {
    FieldSpec::gap(bits).part()
}

pub(super) const DATA: &[FieldSpec] = &[FLAGS, gap(4), PADDED_BIT, gap(2), END_STREAM_BIT];
pub(super) const HEADERS: &[FieldSpec] = &[
    FLAGS,
    gap(2),
    HAS_PRIORITY_BIT,
    gap(1),
    PADDED_BIT,
    END_HEADERS_BIT,
    gap(1),
    END_STREAM_BIT,
];
pub(super) const SETTINGS: &[FieldSpec] = &[
    FLAGS,
    gap(7),
    FieldSpec::flag("http2.flags.ack.settings", "Acknowledgment")
        .part()
        .doc("The peer's settings are in effect.", "RFC 9113 §6.5"),
];
pub(super) const PING: &[FieldSpec] = &[
    FLAGS,
    gap(7),
    FieldSpec::flag("http2.flags.ack.ping", "Acknowledgment")
        .part()
        .doc("The frame answers a ping.", "RFC 9113 §6.7"),
];
pub(super) const PROMISE: &[FieldSpec] = &[FLAGS, gap(4), PADDED_BIT, END_HEADERS_BIT, gap(2)];
pub(super) const CONTINUATION: &[FieldSpec] = &[FLAGS, gap(5), END_HEADERS_BIT, gap(2)];
pub(super) const NONE: &[FieldSpec] = &[FLAGS, gap(8)];

/// The flags of a kind of frame.
pub(super) fn of(kind: u8) -> &'static [FieldSpec] {
    match kind {
        super::DATA => DATA,
        super::HEADERS => HEADERS,
        super::SETTINGS => SETTINGS,
        super::PUSH_PROMISE => PROMISE,
        super::PING => PING,
        super::CONTINUATION => CONTINUATION,
        _ => NONE,
    }
}
