//! Peeling frames in order, each with what the frames before it taught.

use super::Memory;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Frame, FrameView};

/// A peeler with a memory.
#[derive(Debug)]
pub struct Listener<'r> {
    peeler: Peeler<'r>,
    memory: Memory,
    dissection: Dissection,
}

impl<'r> Listener<'r> {
    /// A listener that has heard nothing yet.
    pub fn new(peeler: Peeler<'r>) -> Listener<'r> {
        Listener {
            peeler,
            memory: Memory::new(),
            dissection: Dissection::default(),
        }
    }

    /// Peels the next frame of the capture and learns from it.
    pub fn hear<'f>(&'f mut self, frame: &'f Frame, want: Want) -> FrameView<'f> {
        let number = frame.info.number;
        self.peeler.peel(
            frame,
            want,
            &self.memory.before(number),
            &mut self.dissection,
        );
        self.memory.learn(number, &self.dissection.lessons);
        FrameView {
            frame,
            dissection: &self.dissection,
        }
    }
}
