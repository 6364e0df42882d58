//! Peeling a frame once more: what the conversations said when it was heard is said again.

use super::memory::Memory;
use crate::decode::{ArrivingPiece, ArrivingSegment, Conversations, Gathered, Heard, Reading};
use crate::model::{Flow, ProtoInfo};

/// An answer to a frame that was heard.
#[derive(Debug, Clone)]
pub(super) enum Said {
    /// To a segment.
    Segment(Heard),
    /// To a piece of something larger.
    Piece(Gathered),
}

/// The conversations as a frame found them that was heard. It asks the same questions in the same
/// order, and gets the same answers.
pub(super) struct Echo<'t> {
    pub memory: &'t Memory,
    pub number: u64,
    /// What was known before this frame counts.
    pub as_of: u64,
    pub said: std::slice::Iter<'t, Said>,
    pub limit: u32,
}

impl Conversations for Echo<'_> {
    fn speaks(&self, flow: &Flow) -> Option<&'static ProtoInfo> {
        self.memory.before(self.as_of).speaks(flow)
    }

    fn fact(&self, flow: &Flow, name: &'static str, index: u32) -> Option<u64> {
        self.memory.before(self.as_of).fact(flow, name, index)
    }

    fn segment(&mut self, arriving: &ArrivingSegment<'_>) -> Option<Heard> {
        if arriving.quoted {
            return None;
        }
        match self.said.next()? {
            Said::Segment(heard) => {
                self.as_of = match heard.reading {
                    Reading::Again(frame) => frame,
                    _ => self.number,
                };
                Some(heard.clone())
            }
            Said::Piece(_) => None,
        }
    }

    fn gather(&mut self, _piece: &ArrivingPiece<'_>) -> Gathered {
        match self.said.next() {
            Some(Said::Piece(gathered)) => gathered.clone(),
            _ => Gathered::Alone,
        }
    }

    fn message_limit(&self) -> u32 {
        self.limit
    }
}
