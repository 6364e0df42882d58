//! Pieces of something larger: IP fragments, chunks of messages, blocks of files.

use super::tcp::Slice;
use crate::decode::{ArrivingPiece, Gathered};

/// Puts pieces together.
#[derive(Debug, Default)]
pub(super) struct Gatherer {}

impl Gatherer {
    /// Takes in a piece that frame `frame` carried. Returns what became of it, and, if the whole is
    /// there, where its pieces stand.
    pub fn take(&mut self, _frame: u64, _piece: &ArrivingPiece<'_>) -> (Gathered, Vec<Slice>) {
        (Gathered::Alone, Vec::new())
    }
}
