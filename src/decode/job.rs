//! Bytes that wait to be peeled, and the memory of the loop that peels them.

use std::ops::Range;

use super::Protocol;
use super::context::{Part, Ticket};
use super::gather::JoinSpecs;
use crate::model::{Addressed, Bound, ByteRange, Piece, Role, Source};

/// Bytes of a buffer and what is known of them before they are peeled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Job {
    pub protocol: Option<&'static Protocol>,
    pub role: Role,
    /// Index of the job of the layer around these bytes.
    pub parent: Option<u32>,
    /// Index of the layer, once it is opened.
    pub layer: Option<u16>,
    pub source: Source,
    pub range: ByteRange,
    pub bound: Bound,
    /// True if the outer header counts more bytes than are there.
    pub cut: bool,
    /// How many more.
    pub missing: u32,
    /// True if the inner protocol decides where it ends, not the outer one.
    pub open: bool,
    /// True for a piece of a byte stream: several messages may stand in it.
    pub stream: bool,
    pub level: u8,
    /// Which stretch of the frame's streams it belongs to; 0 if it belongs to none.
    pub stretch: u8,
    /// True if they are too few to tell what they are, and more may come.
    pub undecided: bool,
    /// Why these bytes are not read.
    pub part: Option<Part>,
    /// A protocol that has no bytes of its own here, and what there is to say of it: who opened the
    /// way that these come through, or what they are part of.
    pub around: Option<(&'static Protocol, &'static str)>,
    /// True if the protocol is worth a layer already where its message begins.
    pub begins: bool,
    /// True if its message has no header.
    pub bare: bool,
    /// True for the layer of such a way: it has no bytes of its own.
    pub passes: bool,
}

/// Bytes of a stream that follow one another.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    /// The buffer that it begins in.
    pub source: Source,
    /// Where it begins there.
    pub start: u32,
    /// For a joined buffer: from where on it holds bytes of the frame at hand, and where those
    /// stand in which buffer.
    pub own: Option<(u32, Source, ByteRange)>,
    /// True if nothing comes behind it.
    pub closed: bool,
    /// Which connection it belongs to.
    pub connection: u32,
    /// What the conversation calls it.
    pub ticket: Ticket,
    /// How to say what it was put together of; taken when it is said.
    pub specs: Option<&'static JoinSpecs>,
    /// Which frame carried which bytes.
    pub pieces: Vec<Piece>,
}

/// A job of which nothing is known yet. Jobs are written field by field into their place, and read
/// there: putting one together elsewhere and copying it costs more than peeling a header.
pub(super) const BLANK: Job = Job {
    protocol: None,
    role: Role::Header,
    parent: None,
    layer: None,
    source: Source::FRAME,
    range: ByteRange { start: 0, end: 0 },
    bound: Bound::Frame,
    cut: false,
    missing: 0,
    open: false,
    stream: false,
    level: 0,
    stretch: 0,
    undecided: false,
    part: None,
    around: None,
    begins: false,
    bare: false,
    passes: false,
};

/// Memory of the loop, kept from frame to frame.
#[derive(Debug, Default, Clone)]
pub(super) struct Work {
    /// All jobs of the frame, done or not.
    pub jobs: Vec<Job>,
    /// Index of the job that comes next: the first payload of the layer peeled last.
    pub next: Option<u32>,
    /// Indices of those that come after it; the last one is the first of them.
    pub pending: Vec<u32>,
    /// Bytes of buffers that several frames carried.
    pub joined_bytes: usize,
    /// The ends that a quoted packet names: nothing travels between them in this frame.
    pub quoted: Option<Addressed>,
    /// The stretches of streams met so far.
    pub stretches: Vec<Stretch>,
    /// Fields that keep their names in [`super::Peel::spelled`], by index.
    pub kept: Vec<Range<usize>>,
}

impl Work {
    /// Forgets the last frame and keeps the memory.
    pub fn clear(&mut self) {
        self.jobs.clear();
        self.next = None;
        self.pending.clear();
        self.stretches.clear();
        self.kept.clear();
        self.quoted = None;
        self.joined_bytes = 0;
    }

    /// Adds a job behind those that the layer at work has added; the caller fills it in.
    #[inline(always)]
    pub fn add(&mut self) -> &mut Job {
        let index = self.jobs.len();
        if self.next.is_none() {
            self.next = Some(index as u32);
        } else {
            self.pending.push(index as u32);
        }
        self.jobs.push(BLANK);
        &mut self.jobs[index]
    }

    /// The job that comes next.
    #[inline(always)]
    pub fn take(&mut self) -> Option<usize> {
        let next = self.next.take().or_else(|| self.pending.pop());
        next.map(|index| index as usize)
    }
}
