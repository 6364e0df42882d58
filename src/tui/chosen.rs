//! Frames chosen out of others: what a filter leaves on the screen.

use std::sync::Arc;

use super::frames::{CaptureStatus, Choice, Frames, Wake};
use crate::model::Frame;
use crate::store::{Choosing, Selection};

/// The frames of a selection, under the numbers that they have in the whole.
pub struct Chosen {
    whole: Arc<dyn Frames>,
    selection: Arc<Selection>,
}

impl Chosen {
    /// Those of `whole` that are in `selection`, which may still grow.
    pub fn new(whole: Arc<dyn Frames>, selection: Arc<Selection>) -> Chosen {
        Chosen { whole, selection }
    }
}

impl Frames for Chosen {
    fn len(&self) -> u64 {
        // A replay has not come to all of them yet.
        self.selection.up_to(self.whole.len())
    }

    fn frame(&self, index: u64, out: &mut Frame) -> Result<(), String> {
        match self.selection.number_at(index) {
            Some(number) => self.whole.frame(number.saturating_sub(1), out),
            None => Err(format!(
                "only {} frames pass the filter",
                self.selection.len()
            )),
        }
    }

    fn status(&self) -> CaptureStatus {
        let progress = self.selection.progress();
        CaptureStatus {
            choice: Some(Choice {
                by: self.selection.name().to_string(),
                all: self.whole.len(),
                looked_at: self.selection.looked_at(),
                is_done: progress != Choosing::Going,
                trouble: match progress {
                    Choosing::Failed(why) => Some(why),
                    Choosing::Going | Choosing::Done => None,
                },
            }),
            ..self.whole.status()
        }
    }

    fn interface(&self, index: u32) -> Option<String> {
        self.whole.interface(index)
    }

    fn subscribe(&self, wake: Wake) {
        self.selection.subscribe(move || wake());
    }
}
