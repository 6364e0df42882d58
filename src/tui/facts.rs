//! What the capture says about a frame, apart from its bytes.

use super::frames::Frames;
use crate::model::{Frame, names, text};

/// One thing that the capture says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is about.
    pub label: &'static str,
    /// What it says; clean for a terminal.
    pub value: String,
    /// What it means.
    pub doc: &'static str,
}

/// All that the capture says about a frame.
pub fn facts(frame: &Frame, frames: &dyn Frames) -> Vec<Fact> {
    let info = &frame.info;
    let mut facts = vec![Fact {
        label: "Frame",
        value: format!("number {}", info.number),
        doc: "Its position in the capture. The number is not part of the frame.",
    }];
    facts.push(Fact {
        label: "Captured at",
        value: info.time.map_or_else(
            || "not recorded".into(),
            |time| format!("{} UTC", time.utc()),
        ),
        doc: "When the capturing host saw the frame, by its own clock. No frame carries this time.",
    });
    facts.push(Fact {
        label: "On the wire",
        value: format!("{} bytes", info.original_len),
        doc: "How long the frame was on the link, as the capture counts it: without preamble and, as a rule, without the frame check sequence, which the network card keeps to itself.",
    });
    facts.push(Fact {
        label: "Captured",
        value: captured(frame),
        doc: "How many of these bytes the capture kept. A snapshot length cuts long frames to save room.",
    });
    let interface = frames.interface(info.interface);
    facts.push(Fact {
        label: "Interface",
        value: interface.map_or_else(
            || format!("number {}", info.interface),
            |name| text::clean(&name).into_owned(),
        ),
        doc: "The network interface of the capturing host that saw the frame.",
    });
    facts.push(Fact {
        label: "Link type",
        value: link_type(info.link_type.0),
        doc: "Tells how the first header is to be read. It stands in the capture file, once for each interface, not in the frame.",
    });
    facts.push(Fact {
        label: "Check sequence",
        value: fcs(info.fcs_len).into(),
        doc: "A CRC behind the frame, checked and taken off by the network card: a damaged frame is dropped there and never seen.",
    });
    let comments = frame.comments.iter().take(16).map(|comment| Fact {
        label: "Comment",
        value: text::clean(comment).into_owned(),
        doc: "A note that somebody left in the capture file.",
    });
    facts.extend(comments);
    facts
}

/// A comment that the user wrote.
pub fn own_comment(comment: &str) -> Fact {
    Fact {
        label: "Your comment",
        value: text::clean(comment).into_owned(),
        doc: "A note of yours. It is kept in what you save from here as pcapng, not in the capture that is open.",
    }
}

fn captured(frame: &Frame) -> String {
    let (kept, all) = (frame.bytes.len(), frame.info.original_len as usize);
    if kept < all {
        format!("{kept} bytes, {} are missing", all - kept)
    } else {
        format!("{kept} bytes, the whole frame")
    }
}

fn link_type(number: u16) -> String {
    let name = names::link_type(u32::from(number));
    format!("{} ({number})", name.unwrap_or("unknown"))
}

/// What is known about the frame check sequence.
const fn fcs(len: Option<u8>) -> &'static str {
    match len {
        Some(0) => "not in the capture",
        Some(_) => "in the capture",
        None => "not in the capture, as far as the file says",
    }
}
