//! The list of frames.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::Timestamp;
use crate::render::TimeStyle;
use crate::store::Selection;
use crate::tui::columns::Column;
use crate::tui::order::{By, Sorted};
use crate::tui::row::Row;

/// Rows kept beyond those on the screen.
const KEPT: usize = 600;

/// The list of frames: what is selected, what is in view, what is known of the rows there.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// Number of frames.
    pub len: u64,
    /// The selected frame, counted from 0.
    pub selected: u64,
    /// First frame in view.
    pub top: u64,
    /// True if the newest frame is selected whenever there is a new one.
    pub follow: bool,
    /// Frames that came since the user stopped following.
    pub unseen: u64,
    /// True if the selected frame has to be brought into view.
    pub bring: bool,
    /// Rows in view.
    pub height: u16,
    /// The frames that the list shows, if not all; what counts from 0 here are places among them.
    pub chosen: Option<Arc<Selection>>,
    /// The order that the list has, if it is not that of the capture.
    pub order: Option<Arc<Sorted>>,
    /// The order that it will have, and how much of the work is done, in percent.
    pub sorting: Option<(By, u8)>,
    /// Numbers of the marked frames.
    pub marks: BTreeSet<u64>,
    /// Numbers of the frames where jumps began, the last one at the end.
    pub trail: Vec<u64>,
    /// Time of the first frame.
    pub start: Option<Timestamp>,
    /// Numbers of the frames from whose time later ones count, with it.
    pub references: BTreeMap<u64, Timestamp>,
    /// Number of the frame that is to be selected once it is known whether the list shows it.
    pub wanted: Option<u64>,
    /// Why frames are missing in the list, once it was told.
    pub trouble: Option<String>,
    /// How times are shown.
    pub time: TimeStyle,
    /// Rows taken apart so far, those in view among them.
    pub rows: BTreeMap<u64, Row>,
    /// Columns of the addresses seen so far; they only grow, so that the list stands still.
    pub ends_width: u16,
    /// Columns of the chains seen so far.
    pub chain_width: u16,
    /// Columns of the fields seen so far, in the order of their columns.
    pub field_widths: Vec<u16>,
    /// The columns.
    pub columns: Vec<Column>,
}

impl List {
    /// The number, counted from 1, of the selected frame.
    pub fn number(&self) -> u64 {
        self.number_at(self.selected)
    }

    /// The number, counted from 1, of the frame at a place.
    pub fn number_at(&self, place: u64) -> u64 {
        let place = self
            .order
            .as_ref()
            .map_or(place, |order| order.place(place));
        let chosen = self.chosen.as_ref();
        chosen
            .and_then(|chosen| chosen.number_at(place))
            .unwrap_or_else(|| place.saturating_add(1))
    }

    /// The place of the frame with this number, if the list shows it.
    pub fn place_of(&self, number: u64) -> Option<u64> {
        let place = match &self.chosen {
            Some(chosen) => chosen.place_of(number),
            None => number.checked_sub(1),
        };
        let place = place.map(|place| {
            let order = self.order.as_ref();
            order.map_or(place, |order| order.position(place))
        });
        place.filter(|place| *place < self.len)
    }

    /// Selects a frame, as far as there are frames, and brings it into view.
    pub fn select(&mut self, index: u64) {
        self.selected = index.min(self.len.saturating_sub(1));
        self.bring = true;
    }

    /// The frame `by` places away from the selected one.
    pub fn away(&self, by: i64) -> u64 {
        self.selected
            .saturating_add_signed(by)
            .min(self.len.saturating_sub(1))
    }

    /// Puts the view where the selected frame is in it, if that is wanted, and nowhere beyond the
    /// end. `height` is in rows.
    pub fn settle(&mut self, height: u16) {
        self.bring |= height != self.height;
        self.height = height;
        let height = u64::from(height);
        if self.bring && height > 0 {
            let last = self.selected.saturating_sub(height - 1);
            self.top = self.top.clamp(last, self.selected);
            self.bring = false;
        }
        self.top = self.top.min(self.len.saturating_sub(height));
    }

    /// Forgets the rows farthest from view when there are too many.
    pub fn trim(&mut self, height: u16) {
        let bound = KEPT + usize::from(height);
        if self.rows.len() > 2 * bound {
            let near = bound as u64 / 2;
            let (from, to) = (self.top.saturating_sub(near), self.top.saturating_add(near));
            self.rows.retain(|index, _| (from..=to).contains(index));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_view_moves_no_farther_than_it_must() {
        let mut list = List {
            len: 100,
            ..List::default()
        };
        list.select(30);
        list.settle(10);
        assert_eq!(list.top, 21);
        list.select(25);
        list.settle(10);
        assert_eq!(list.top, 21);
        list.top = 95;
        list.settle(10);
        assert_eq!(list.top, 90);
        list.select(u64::MAX);
        list.settle(0);
        assert_eq!(list.selected, 99);
    }
}
