//! Figures of a whole capture: who spoke with whom, what was wrapped in what, how long frames are,
//! how many came when.
//!
//! What headers alone tell is counted by a [`Pass`], which takes the frames in chunks on all cores:
//! every chunk makes [`Figures`] of its own, and these are merged in the order of the chunks, so
//! that the result is that of one walk. What only the conversations know, the true chain of
//! protocols, is counted where they are followed: [`Chains`] listens to the walk that follows them.
//!
//! All of it is bounded, whatever a capture holds. What is beyond a limit is counted as such.

mod chains;
mod columns;
mod conversations;
mod ends;
mod figures;
mod hierarchy;
mod lengths;
mod order;
mod pass;
mod series;
#[cfg(test)]
mod tests;

pub use chains::{Chains, Links};
pub use columns::Columns;
pub use conversations::{Conversation, Endpoint, MAX_CONVERSATIONS, Table};
pub use ends::{End, Kind};
pub use figures::Figures;
pub use hierarchy::{Hierarchy, Node};
pub use lengths::{Bucket, Lengths};
pub use order::{Order, Sorting};
pub use pass::{Pass, Plan, Progress};
pub use series::{Series, Width};

/// Frames, and their bytes on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// How many frames.
    pub frames: u64,
    /// Their lengths on the wire together.
    pub bytes: u64,
}

impl Count {
    /// Counts a frame of this length.
    pub fn add(&mut self, len: u32) {
        self.frames += 1;
        self.bytes += u64::from(len);
    }
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.frames += other.frames;
        self.bytes += other.bytes;
    }
}

impl std::ops::Add for Count {
    type Output = Count;

    fn add(mut self, other: Count) -> Count {
        self += other;
        self
    }
}
