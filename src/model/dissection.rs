//! What peeling a frame brought to light.

use std::fmt;
use std::sync::Arc;

use super::{
    Addressed, ByteRange, Endpoint, Fault, Field, Flow, Frame, Layer, Mentioned, ProtoInfo,
    Segment, Transport,
};

/// The buffer that a span counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Source(pub u8);

impl Source {
    /// The captured frame itself.
    pub const FRAME: Source = Source(0);

    /// True if the bytes do not stand in the frame as they are: reassembled, decompressed, decrypted.
    pub const fn is_derived(self) -> bool {
        self.0 != 0
    }
}

/// What a frame teaches about its conversation, for the frames that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lesson {
    /// Both directions of this flow speak the protocol.
    Speaks(Flow, &'static ProtoInfo),
    /// The next datagrams or segments to this endpoint, from whatever port of that host, will
    /// speak the protocol (TFTP's transfer port, FTP's data port).
    Expect {
        /// Which transport.
        transport: Transport,
        /// The end that waits.
        at: Endpoint,
        /// What it waits for.
        proto: &'static ProtoInfo,
    },
    /// The two ends of this flow have agreed on something, or counted something: a version, a block
    /// size, the method of a request.
    Knows {
        /// The flow, in either direction.
        flow: Flow,
        /// What it is called, beginning with the protocol's name.
        name: &'static str,
        /// Which one of its kind.
        index: u32,
        /// What it is.
        value: u64,
    },
}

/// Bytes of a buffer that another frame carried, or this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The frame that carried them.
    pub frame: u64,
    /// Where they stand in the buffer.
    pub at: ByteRange,
}

/// The layers and fields of one frame. Reused from frame to frame, so that a skim allocates nothing.
#[derive(Debug, Clone, Default)]
pub struct Dissection {
    /// Layers, outermost first; every layer stands behind the one that wraps it.
    pub layers: Vec<Layer>,
    /// Fields of all layers, each layer's together. Empty in a skim.
    pub fields: Vec<Field>,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// Addresses and ports, outermost first.
    pub addresses: Vec<Addressed>,
    /// Buffers that do not stand in the frame as they are; `Source(1)` is the first.
    pub buffers: Vec<Arc<[u8]>>,
    /// Which frame carried which bytes of such a buffer, where several did.
    pub pieces: Vec<(Source, Vec<Piece>)>,
    /// What the frame teaches about its conversation.
    pub lessons: Vec<Lesson>,
    /// What its messages say about files.
    pub mentions: Vec<Mentioned>,
    /// TCP segments that belong to a conversation, with their layers.
    pub segments: Vec<(u16, Segment)>,
    /// The earlier frame of whose segment this one has a copy, if the copy is read as well. What it
    /// says was said there, and counts once.
    pub repeats: Option<u64>,
    /// Memory of texts of earlier frames.
    spare: Vec<String>,
}

/// Texts whose memory is kept for the next frame, and the longest of them in bytes.
const MAX_SPARE: usize = 64;
const MAX_SPARE_LEN: usize = 1024;

impl Dissection {
    /// Forgets the last frame and keeps the memory.
    pub fn clear(&mut self) {
        for layer in self.layers.drain(..) {
            for text in [layer.summary, layer.hand_over] {
                let fits = (1..=MAX_SPARE_LEN).contains(&text.capacity());
                if fits && self.spare.len() < MAX_SPARE {
                    self.spare.push(text);
                }
            }
        }
        self.fields.clear();
        self.faults.clear();
        self.addresses.clear();
        self.buffers.clear();
        self.pieces.clear();
        self.lessons.clear();
        self.mentions.clear();
        self.segments.clear();
        self.repeats = None;
    }

    /// An empty text, if possible in memory that an earlier frame's texts took.
    pub fn new_text(&mut self) -> String {
        let mut text = self.spare.pop().unwrap_or_default();
        text.clear();
        text
    }

    /// The fields of one layer.
    pub fn fields_of(&self, layer: &Layer) -> &[Field] {
        self.fields
            .get(layer.fields.start as usize..layer.fields.end as usize)
            .unwrap_or_default()
    }

    /// The addresses that a user cares about most: the outermost with ports, else the outermost
    /// network addresses, else the outermost of any kind.
    pub fn ends(&self) -> Option<&Addressed> {
        let with_ports = self.addresses.iter().find(|ends| ends.ports.is_some());
        let network = || {
            self.addresses
                .iter()
                .find(|ends| matches!(ends.from, super::Address::Ip(_)))
        };
        with_ports
            .or_else(network)
            .or_else(|| self.addresses.first())
    }

    /// Which frame carried which bytes of a buffer; empty if it was not put together.
    pub fn pieces_of(&self, source: Source) -> &[Piece] {
        let mut joined = self.pieces.iter();
        let found = joined.find(|(buffer, _)| *buffer == source);
        found.map_or(&[], |(_, pieces)| pieces)
    }

    /// Says which frame carried which bytes of a buffer.
    pub fn set_pieces(&mut self, source: Source, pieces: Vec<Piece>) {
        self.pieces.push((source, pieces));
    }

    /// Forgets all buffers but the first `count`.
    pub fn drop_buffers(&mut self, count: usize) {
        self.buffers.truncate(count);
        self.pieces
            .retain(|(source, _)| usize::from(source.0) <= count);
    }

    /// The first field with this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.spec.name == name)
    }

    /// The innermost layer.
    pub fn innermost(&self) -> Option<&Layer> {
        self.layers.last()
    }
}

/// A frame beside its dissection: all that a view needs, read-only.
#[derive(Debug, Clone, Copy)]
pub struct FrameView<'a> {
    /// The frame.
    pub frame: &'a Frame,
    /// What is in it.
    pub dissection: &'a Dissection,
}

impl<'a> FrameView<'a> {
    /// The bytes of a buffer.
    pub fn buffer(&self, source: Source) -> &'a [u8] {
        match source.0 {
            0 => &self.frame.bytes,
            n => self
                .dissection
                .buffers
                .get(usize::from(n) - 1)
                .map_or(&[], |buffer| buffer),
        }
    }

    /// The field's value as text, as a filter or JSON has it (numbers without names).
    pub fn value(&self, field: &Field) -> String {
        field.raw_text(self.buffer(field.source))
    }

    /// Appends what [`FrameView::value`] returns.
    ///
    /// # Errors
    /// What the writer returns.
    pub fn write_value(&self, field: &Field, out: &mut impl fmt::Write) -> fmt::Result {
        field.write_raw(self.buffer(field.source), out)
    }

    /// The field's value as a person reads it: with the code point's name and the unit.
    pub fn text(&self, field: &Field) -> String {
        field.display_text(self.buffer(field.source))
    }
}
