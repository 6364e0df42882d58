//! Which segments of a stream were read as they came, so that copies of them can be read like them.

/// So many segments are remembered.
const KEPT: usize = 16;

/// The segments that were read last by themselves, with whole messages from their first byte on.
#[derive(Debug, Clone, Default)]
pub(super) struct Starts {
    ring: [Start; KEPT],
    next: usize,
}

/// A segment: its frame, its sequence number, and the bytes it has.
#[derive(Debug, Clone, Copy, Default)]
struct Start {
    frame: u64,
    seq: u32,
    len: u32,
}

impl Starts {
    /// Remembers a segment, and forgets the oldest one.
    pub fn add(&mut self, frame: u64, seq: u32, len: u32) {
        if let Some(place) = self.ring.get_mut(self.next) {
            *place = Start { frame, seq, len };
        }
        self.next = (self.next + 1) % KEPT;
    }

    /// Forgets what frame `frame` carried.
    pub fn remove(&mut self, frame: u64) {
        let starts = self.ring.iter_mut();
        for start in starts.filter(|start| start.frame == frame) {
            *start = Start::default();
        }
    }

    /// The frame of the segment with these numbers.
    pub fn frame_of(&self, seq: u32, len: u32) -> Option<u64> {
        let is_it = |start: &&Start| start.seq == seq && start.len == len;
        let found = self.ring.iter().find(is_it)?;
        (found.frame > 0).then_some(found.frame)
    }
}
