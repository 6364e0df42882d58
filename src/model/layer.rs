//! One header of a frame, and what it wraps.

use super::{ProtoInfo, Source};

/// Bytes from `start` up to but not including `end`, counted in one buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ByteRange {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl ByteRange {
    /// From `start` to `end`; empty if they are out of order.
    pub const fn new(start: u32, end: u32) -> ByteRange {
        ByteRange {
            start,
            end: if end < start { start } else { end },
        }
    }

    /// Number of bytes.
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// True if there are no bytes.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// True if byte `offset` is inside.
    pub const fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// The bytes themselves; empty where the buffer is shorter than the range says.
    pub fn of(self, buffer: &[u8]) -> &[u8] {
        buffer
            .get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// What part a layer plays in its frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A header on the way to the innermost content.
    Header,
    /// Bytes that nothing claims.
    Opaque,
    /// A slice of something larger: an IP fragment or a TCP segment's share of a message.
    Continuation,
    /// A copy of another packet's start, quoted by an error message. It travels nowhere.
    Quoted,
}

/// One layer of a frame.
#[derive(Debug, Clone)]
pub struct Layer {
    /// The protocol.
    pub info: &'static ProtoInfo,
    /// Index of the layer that wraps this one; `None` for the outermost.
    pub parent: Option<u16>,
    /// The buffer that `header`, `payload` and `trailer` count in.
    pub source: Source,
    /// The layer's own bytes in front of what it wraps.
    pub header: ByteRange,
    /// What it wraps, as its own lengths say, cut to what was captured.
    pub payload: ByteRange,
    /// The layer's own bytes behind what it wraps: padding, trailer, frame check sequence.
    pub trailer: ByteRange,
    /// Indices of its fields in [`super::Dissection::fields`].
    pub fields: ByteRange,
    /// One line that says what this header says. Empty in a skim.
    pub summary: String,
    /// What the header told the receiver about what comes next ("EtherType 0x0800: IPv4").
    /// Empty in a skim and at the innermost layer.
    pub hand_over: String,
    /// True if no length of its own ends the payload: what it wraps decides.
    pub open_end: bool,
    /// The part it plays.
    pub role: Role,
}
