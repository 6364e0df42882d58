//! Asking frames in order while their conversations are followed.

use super::{Around, Filter};
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Frame, FrameView};
use crate::talk::Tracker;

/// A filter that hears every frame of a capture.
#[derive(Debug)]
pub struct Following {
    filter: Filter,
    tracker: Tracker,
    /// Reads what the filter asks for.
    asking: Peeler<'static>,
    around: Around,
    out: Dissection,
}

impl Following {
    /// One that has heard nothing yet. `peeler` has the user's rules.
    pub fn new(filter: Filter, peeler: Peeler<'static>) -> Following {
        Following {
            asking: filter.asking(peeler),
            filter,
            tracker: Tracker::new(),
            around: Around::default(),
            out: Dissection::default(),
        }
    }

    /// Hears the next frame of the capture; true if it matches. With `asks` false it is not asked.
    pub fn hear(&mut self, frame: &Frame, asks: bool) -> bool {
        // What is measured from frames that matched needs them all.
        let asks = asks || self.filter.needs().in_order;
        let want = match asks {
            true => self.filter.wants(),
            false => Want::Skim,
        };
        let time = frame.info.time;
        self.around.first = self.around.first.or(time);
        self.tracker
            .hear(&mut self.asking, frame, want, &mut self.out);
        let view = FrameView {
            frame,
            dissection: &self.out,
        };
        let matches = asks && self.filter.matches_in(&view, &self.around);
        if matches {
            self.around.displayed = time;
        }
        self.around.previous = time;
        matches
    }
}
