//! Which column of the picture is where.

use super::{Line, Options, Tone};

/// Narrower than this there is no room for a picture; it is drawn so wide and cut.
const MIN_WIDTH: u16 = 60;
/// From this width on, the time since the step before has a column.
const WITH_DELTA: u16 = 96;
/// From this width on, bytes in flight, window and round-trip time have columns.
const WITH_MORE: u16 = 150;
/// Width of each of these.
pub const MORE: u16 = 10;

/// Where everything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    /// Behind the frame's number.
    pub number_end: u16,
    /// Behind the time.
    pub time_end: u16,
    /// Behind the time since the step before, if it is shown.
    pub delta_end: Option<u16>,
    /// Where the left end's name may begin.
    pub name_start: u16,
    /// The line of the left end.
    pub left: u16,
    /// The line of the right end.
    pub right: u16,
    /// Behind the room of the right end.
    pub end: u16,
    /// The three columns of numbers behind it, if there is room.
    pub more: Option<u16>,
}

impl Columns {
    /// The columns of a picture whose last frame has this number.
    pub fn of(options: &Options, last: u64) -> Columns {
        let width = options.width.max(MIN_WIDTH);
        let digits = last.checked_ilog10().unwrap_or(0) as u16 + 1;
        let number_end = 1 + digits.max(5);
        let time_end = number_end + 10;
        let delta_end = (width >= WITH_DELTA).then_some(time_end + 10);
        let name_start = delta_end.unwrap_or(time_end) + 2;
        let more = (width >= WITH_MORE).then(|| width - 3 * MORE);
        let end = more.unwrap_or(width);
        // "SYN-RECEIVED" is the longest state; calls want more.
        let (left, right) = match options.acts {
            true => (13, (end / 5).clamp(18, 30)),
            false => (13, 14),
        };
        let left_more = if options.acts && more.is_some() {
            12
        } else {
            0
        };
        Columns {
            number_end,
            time_end,
            delta_end,
            name_start,
            left: name_start + left + left_more - 1,
            right: end - right,
            end,
            more,
        }
    }

    /// Columns between the two lines.
    pub fn between(&self) -> u16 {
        self.right.saturating_sub(self.left + 1)
    }

    /// Columns beside the lines of both ends, on a line without a number and a time.
    pub fn rooms(&self) -> [u16; 2] {
        let right = self.end.saturating_sub(self.right + 2);
        [self.left.saturating_sub(2), right]
    }

    /// Columns beside an arrow.
    pub fn beside(&self) -> [u16; 2] {
        let [_, right] = self.rooms();
        [self.left.saturating_sub(self.name_start), right]
    }

    /// The headings, in two lines.
    pub fn headings(&self, above: &mut Line, below: &mut Line) {
        below.put_right(self.number_end, "No.", Tone::Dim);
        below.put_right(self.time_end, "Time", Tone::Dim);
        if let Some(end) = self.delta_end {
            below.put_right(end, "Δ", Tone::Dim);
        }
        if let Some(more) = self.more {
            let headings = [
                ("bytes", "in flight"),
                ("window", "left"),
                ("round", "trip"),
            ];
            for ((one, two), place) in headings.into_iter().zip(1..) {
                above.put_right(more + place * MORE, one, Tone::Dim);
                below.put_right(more + place * MORE, two, Tone::Dim);
            }
        }
    }
}
