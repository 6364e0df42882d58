//! Peeling frames in order, each with what the frames before it taught.

use super::Tracker;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Frame, FrameView};

/// A peeler that follows the conversations.
#[derive(Debug)]
pub struct Listener<'r> {
    peeler: Peeler<'r>,
    tracker: Tracker,
    dissection: Dissection,
}

impl<'r> Listener<'r> {
    /// A listener that has heard nothing yet.
    pub fn new(peeler: Peeler<'r>) -> Listener<'r> {
        Listener::with(peeler, Tracker::new())
    }

    /// One that follows conversations with `tracker`.
    pub fn with(peeler: Peeler<'r>, tracker: Tracker) -> Listener<'r> {
        Listener {
            peeler,
            tracker,
            dissection: Dissection::default(),
        }
    }

    /// What is known of the conversations so far.
    pub fn tracker(&self) -> &Tracker {
        &self.tracker
    }

    /// Nothing follows: what still waits for its rest is incomplete.
    pub fn end(&mut self) {
        self.tracker.end(&mut self.peeler);
    }

    /// What was found in the frame heard last.
    pub fn dissection(&self) -> &Dissection {
        &self.dissection
    }

    /// Peels the next frame of the capture and learns from it.
    pub fn hear<'f>(&'f mut self, frame: &'f Frame, want: Want) -> FrameView<'f> {
        let out = &mut self.dissection;
        self.tracker.hear(&mut self.peeler, frame, want, out);
        FrameView {
            frame,
            dissection: &self.dissection,
        }
    }
}
