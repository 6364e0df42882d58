//! Looking through all frames, a slice at a time, so that keys are heard meanwhile.

use std::time::{Duration, Instant};

use super::desk::Desk;
use super::state::Pattern;

/// A search through the frames, on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// What is looked for.
    pub pattern: Pattern,
    /// The frame looked at next.
    at: u64,
    /// Frames left to look at.
    left: u64,
    /// Number of frames.
    len: u64,
    forward: bool,
    looked_at: u64,
}

/// How a search stands.
pub enum Step {
    /// It goes on; so many frames were looked at.
    Going(u64),
    /// In this frame.
    Found(u64),
    /// In no frame.
    Nowhere,
}

/// How long a slice takes at most: a key waits for its end.
const SLICE: Duration = Duration::from_millis(1);

impl Search {
    /// A search that starts behind (or before) frame `from`, goes around the end, and looks at
    /// `from` last.
    pub fn new(pattern: Pattern, from: u64, len: u64, forward: bool) -> Search {
        let mut search = Search {
            pattern,
            at: from.min(len.saturating_sub(1)),
            left: len,
            len,
            forward,
            looked_at: 0,
        };
        search.advance();
        search
    }

    fn advance(&mut self) {
        self.at = match (self.forward, self.at) {
            (true, at) if at + 1 >= self.len => 0,
            (true, at) => at + 1,
            (false, 0) => self.len.saturating_sub(1),
            (false, at) => at - 1,
        };
    }

    /// Looks at as many frames as a slice of time allows.
    pub fn step(&mut self, desk: &mut Desk) -> Step {
        let start = Instant::now();
        while self.left > 0 {
            let here = self.at;
            self.advance();
            self.left -= 1;
            self.looked_at += 1;
            if self.is_in(desk, here) {
                return Step::Found(here);
            }
            if start.elapsed() > SLICE {
                return Step::Going(self.looked_at);
            }
        }
        Step::Nowhere
    }

    fn is_in(&self, desk: &mut Desk, index: u64) -> bool {
        let (row, bytes) = desk.words_and_bytes(index);
        if row.shows(&self.pattern.lower) {
            return true;
        }
        let binary = self
            .pattern
            .bytes
            .as_deref()
            .filter(|bytes| bytes.len() > 1);
        binary.is_some_and(|binary| memchr::memmem::find(bytes, binary).is_some())
    }
}
