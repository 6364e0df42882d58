//! What is not taken apart: data, IP fragments, segments that go on with a message.

use super::Peel;
use super::context::{Early, Part};
use crate::model::{Field, FieldSpec, OsiLayer, ProtoInfo, Role, Span, Value};

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

impl Peel<'_> {
    /// Says of a part of a message what it is part of.
    pub(super) fn say_part(&mut self, index: usize, part: Part) {
        let job = self.work.jobs[index];
        let layer = self.out.layers.len() - 1;
        if self.want.has_lines() {
            let summary = said_of(part, job.range.len(), self.out.layers[layer].info);
            self.out.layers[layer].summary = summary;
        }
        if let (Part::Middle(middle), true) = (part, self.want.has_fields()) {
            let mut add = |spec: &'static FieldSpec, value: Value| {
                self.out.fields.push(Field {
                    spec,
                    span: Span::bytes(job.range.start, 0),
                    word: None,
                    source: job.source,
                    value,
                    depth: 0,
                });
            };
            add(&BEGAN_IN, Value::Frame(middle.began));
            add(&SO_FAR, Value::Uint(middle.so_far));
            if let Some(whole) = middle.whole {
                add(&MESSAGE_LEN, Value::Uint(whole));
            }
            self.out.layers[layer].fields.end = self.out.fields.len() as u32;
        }
    }
}

/// What is said of a part of a message, `bytes` long, that is shown as `info`.
fn said_of(part: Part, bytes: u32, info: &'static ProtoInfo) -> String {
    match part {
        Part::Repeat => format!("{bytes} bytes that arrived before"),
        Part::Early(Early { missing, .. }) => {
            format!("{bytes} bytes too early, {missing} are missing before them")
        }
        Part::Middle(middle) => {
            let what = middle.protocol.map(|info| info.short);
            let what = what.unwrap_or_else(|| piece_of(info));
            let (so_far, whole) = (middle.so_far, middle.whole);
            let of = whole
                .map(|whole| format!(" of {whole}"))
                .unwrap_or_default();
            format!("part of {what}, {so_far}{of} bytes so far")
        }
    }
}
