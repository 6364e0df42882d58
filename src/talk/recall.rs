//! Peeling any frame again, with the answers that it got when the capture was heard in order.

use super::journal::{Answer, Bytes, How, protocol_at};
use super::tcp::{Slice, pieces};
use super::{Memory, Tracker};
use crate::decode::{
    ArrivingPiece, ArrivingSegment, Conversations, Gathered, Heard, Joined, Reading, Ticket,
};
use crate::model::{Flow, Frame, ProtoInfo};
use crate::store::Store;

/// What was known before one frame, and what was said when it was heard.
pub struct Recall<'t> {
    memory: &'t Memory,
    store: &'t Store,
    number: u64,
    /// What was known before this frame counts.
    as_of: u64,
    answers: std::vec::IntoIter<Answer>,
    given: u8,
}

impl<'t> Recall<'t> {
    /// What `tracker` said when frame `number` of `store` was heard; nothing if it was not yet.
    pub fn new(tracker: &'t Tracker, store: &'t Store, number: u64) -> Recall<'t> {
        let answers = tracker.journal().map(|journal| journal.read(number));
        Recall {
            memory: tracker.memory(),
            store,
            number,
            as_of: number,
            answers: answers.unwrap_or_default().into_iter(),
            given: 0,
        }
    }

    /// The number of the last frame that was learned from.
    pub fn learned(&self) -> u64 {
        self.memory.learned()
    }

    /// Bytes that several frames carried, read from these.
    fn joined(&self, bytes: Bytes, own: u32, protocol: u32) -> Option<Joined> {
        let all = match bytes.copy.is_empty() {
            true => self.read(&bytes.slices)?,
            false => bytes.copy,
        };
        Some(Joined {
            bytes: all.into(),
            pieces: pieces(&bytes.slices),
            own,
            protocol: protocol_at(protocol),
        })
    }

    fn read(&self, slices: &[Slice]) -> Option<Vec<u8>> {
        let mut frame = Frame::empty();
        let mut all = Vec::new();
        let mut there = None;
        for slice in slices.iter().filter(|slice| slice.len > 0) {
            if there != Some(slice.frame) {
                self.store.frame(slice.frame, &mut frame).ok()?;
                there = Some(slice.frame);
            }
            let start = slice.at? as usize;
            let range = start..start.checked_add(slice.len as usize)?;
            all.extend_from_slice(frame.bytes.get(range)?);
        }
        Some(all)
    }
}

impl Conversations for Recall<'_> {
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
        let Answer::Segment {
            analysis,
            how,
            closed,
            ..
        } = self.answers.next()?
        else {
            return None;
        };
        self.as_of = self.number;
        let reading = match how {
            How::Alone => Reading::Alone,
            How::Next(from) => Reading::Next(from),
            How::Again(frame) => {
                self.as_of = frame;
                Reading::Again(frame)
            }
            How::Part(part) => Reading::Part(part),
            How::Joined {
                bytes,
                own,
                protocol,
            } => match self.joined(bytes, own, protocol) {
                Some(joined) => Reading::Joined(joined),
                None => Reading::Alone,
            },
        };
        self.given = self.given.saturating_add(1);
        Some(Heard {
            analysis: *analysis,
            reading,
            closed,
            ticket: Ticket(self.given),
        })
    }

    fn gather(&mut self, _piece: &ArrivingPiece<'_>) -> Gathered {
        match self.answers.next() {
            Some(Answer::Piece(waiting)) => Gathered::Waits(waiting),
            Some(Answer::Repeat) => Gathered::Repeat,
            Some(Answer::Conflict) => Gathered::Conflict,
            Some(Answer::Whole { bytes, own }) => {
                let joined = self.joined(bytes, own, 0);
                joined.map_or(Gathered::Alone, Gathered::Whole)
            }
            _ => Gathered::Alone,
        }
    }
}
