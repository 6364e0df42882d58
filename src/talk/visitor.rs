//! Looking at some frames of a capture in order, which says little of the others.

use std::cell::Cell;

use super::Tracker;
use crate::decode::{ArrivingPiece, ArrivingSegment, Conversations, Gathered, Heard, Peeler, Want};
use crate::model::{Dissection, Flow, Frame, FrameView, ProtoInfo};
use crate::store::{Store, StoreError};

/// Peels the frames of a capture that are wanted, in order. Conversations are followed from the first
/// wanted frame on that asks for them: one that asks nothing looks the same without.
#[derive(Debug)]
pub struct Visitor {
    store: Store,
    peeler: Peeler<'static>,
    /// `None` until a frame asks.
    tracker: Option<Tracker>,
    out: Dissection,
}

impl Visitor {
    /// One that has seen nothing yet.
    pub fn new(store: Store, peeler: Peeler<'static>) -> Visitor {
        Visitor {
            store,
            peeler,
            tracker: None,
            out: Dissection::default(),
        }
    }

    /// Peels the next frame, which is wanted.
    ///
    /// # Errors
    /// When frames before it, which have to be heard first, could not be read.
    pub fn visit<'f>(
        &'f mut self,
        frame: &'f Frame,
        want: Want,
    ) -> Result<FrameView<'f>, StoreError> {
        if self.tracker.is_none() {
            let mut nobody = Nobody::default();
            self.peeler.peel(frame, want, &mut nobody, &mut self.out);
            if nobody.was_asked.get() {
                self.tracker = Some(self.heard_until(frame.info.number)?);
            }
        }
        if let Some(tracker) = &mut self.tracker {
            tracker.hear(&mut self.peeler, frame, want, &mut self.out);
        }
        Ok(FrameView {
            frame,
            dissection: &self.out,
        })
    }

    /// Takes notice of the next frame, which is not wanted.
    pub fn pass_by(&mut self, frame: &Frame) {
        if let Some(tracker) = &mut self.tracker {
            tracker.hear(&mut self.peeler, frame, Want::Skim, &mut self.out);
        }
    }

    /// A tracker that has heard all frames before frame `number`.
    fn heard_until(&mut self, number: u64) -> Result<Tracker, StoreError> {
        let mut tracker = Tracker::new();
        let (mut frames, mut frame) = (self.store.frames(1..number), Frame::empty());
        while frames.read(&mut frame)? {
            tracker.hear(&mut self.peeler, &frame, Want::Skim, &mut self.out);
        }
        Ok(tracker)
    }
}

/// No conversations, and whether anybody asked for them.
#[derive(Debug, Default)]
struct Nobody {
    was_asked: Cell<bool>,
}

impl Conversations for Nobody {
    fn speaks(&self, _flow: &Flow) -> Option<&'static ProtoInfo> {
        self.was_asked.set(true);
        None
    }

    fn fact(&self, _flow: &Flow, _name: &'static str, _index: u32) -> Option<u64> {
        self.was_asked.set(true);
        None
    }

    fn segment(&mut self, _arriving: &ArrivingSegment<'_>) -> Option<Heard> {
        self.was_asked.set(true);
        None
    }

    fn gather(&mut self, _piece: &ArrivingPiece<'_>) -> Gathered {
        self.was_asked.set(true);
        Gathered::Alone
    }
}
