//! The list in another order than that of the capture.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::frames::{Frames, Wake};
use super::session::Session;
use super::state::Tone;
use crate::capture::privilege::unprivileged_thread;
use crate::model::Frame;

/// What frames are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// When they were captured, by the clock.
    Time,
    /// Bytes on the wire.
    Length,
    /// The time since the frame captured before.
    Delta,
}

/// An order of frames; equal ones stay as they were captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By {
    /// What they are sorted by.
    pub key: Key,
    /// True if the largest is first.
    pub down: bool,
}

impl By {
    /// In words and with a sign of the direction.
    pub fn words(self) -> String {
        let key = match self.key {
            Key::Time => "time",
            Key::Length => "length",
            Key::Delta => "delta",
        };
        format!("by {key} {}", if self.down { "▼" } else { "▲" })
    }
}

/// The list in another order: the place of each frame before it was sorted.
#[derive(Debug, PartialEq, Eq)]
pub struct Sorted {
    /// By what.
    pub by: By,
    places: Vec<u32>,
}

impl Sorted {
    fn new(by: By, keys: &[i64]) -> Sorted {
        let len = u32::try_from(keys.len()).unwrap_or(u32::MAX);
        let mut places: Vec<u32> = (0..len).collect();
        let key = |place: &u32| keys.get(*place as usize).copied();
        if by.down {
            places.sort_unstable_by_key(|place| (Reverse(key(place)), *place));
        } else {
            places.sort_unstable_by_key(|place| (key(place), *place));
        }
        Sorted { by, places }
    }

    /// The place before sorting; frames that came later stand at the end.
    pub fn place(&self, place: u64) -> u64 {
        let found = usize::try_from(place)
            .ok()
            .and_then(|at| self.places.get(at));
        found.map_or(place, |place| u64::from(*place))
    }

    /// Where the frame stands whose place was this one.
    pub fn position(&self, place: u64) -> u64 {
        let found = self.places.iter().position(|old| u64::from(*old) == place);
        found.map_or(place, |at| at as u64)
    }
}

/// Sorting on a thread of its own; dropping it ends the work.
pub struct Sorting {
    shared: Arc<Shared>,
    len: u64,
}

#[derive(Default)]
struct Shared {
    read: AtomicU64,
    cancelled: AtomicBool,
    result: Mutex<Option<Sorted>>,
}

impl Drop for Sorting {
    fn drop(&mut self) {
        self.shared.cancelled.store(true, Ordering::Relaxed);
    }
}

impl Sorting {
    /// Sorts the frames that there are now. `whole` are those of the capture, `shown` those of the list.
    fn begin(
        by: By,
        whole: Arc<dyn Frames>,
        shown: Arc<dyn Frames>,
        wake: Wake,
    ) -> std::io::Result<Sorting> {
        let shared = Arc::new(Shared::default());
        let len = shown.len();
        let work = Arc::clone(&shared);
        unprivileged_thread("sort", move || {
            let Some(keys) = keys(by.key, &*whole, &*shown, len, &work, &wake) else {
                return;
            };
            let sorted = Sorted::new(by, &keys);
            *work.result.lock().unwrap_or_else(PoisonError::into_inner) = Some(sorted);
            wake();
        })?;
        Ok(Sorting { shared, len })
    }

    /// How many percent of the frames were read.
    fn percent(&self) -> u8 {
        let read = u128::from(self.shared.read.load(Ordering::Relaxed));
        (read * 100 / u128::from(self.len.max(1))).min(99) as u8
    }

    fn take(&self) -> Option<Sorted> {
        let mut result = self
            .shared
            .result
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        result.take()
    }
}

/// What each frame is sorted by; `None` if nobody waits for it any more. A frame that cannot be
/// read, or has no time, comes before all others.
fn keys(
    key: Key,
    whole: &dyn Frames,
    shown: &dyn Frames,
    len: u64,
    work: &Shared,
    wake: &Wake,
) -> Option<Vec<i64>> {
    let mut keys = Vec::new();
    let (mut frame, mut earlier) = (Frame::empty(), Frame::empty());
    let mut before = None;
    for place in 0..len {
        if place.is_multiple_of(4096) {
            if work.cancelled.load(Ordering::Relaxed) {
                return None;
            }
            work.read.store(place, Ordering::Relaxed);
            if place.is_multiple_of(1 << 18) {
                wake();
            }
        }
        let read = shown.frame(place, &mut frame).is_ok();
        let info = &frame.info;
        let time = info.time.filter(|_| read);
        keys.push(match key {
            Key::Length if read => i64::from(info.original_len),
            Key::Length => i64::MIN,
            Key::Time => time.map_or(i64::MIN, |time| time.0),
            Key::Delta => {
                let number = info.number;
                let last = match before {
                    Some((last, time)) if last + 1 == number => time,
                    _ => number.checked_sub(2).and_then(|index| {
                        whole.frame(index, &mut earlier).ok()?;
                        earlier.info.time
                    }),
                };
                before = read.then_some((number, time));
                time.map_or(i64::MIN, |time| last.map_or(0, |last| time.since(last)))
            }
        });
    }
    Some(keys)
}

impl Session {
    /// Puts the list in this order, or in that of the capture.
    pub(super) fn sort(&mut self, by: Option<By>) {
        self.sorting = None;
        self.state.list.sorting = None;
        let Some(by) = by else {
            return self.take_order(None);
        };
        if self.state.replay.is_some() {
            let why = "a replay cannot be sorted: r ends it";
            return self.state.say(Tone::Warning, why);
        }
        let shown = self.desk.shown_handle();
        if u32::try_from(shown.len()).is_err() {
            let why = "more than 4,294,967,295 frames cannot be sorted: filter them first";
            return self.state.say(Tone::Warning, why);
        }
        let wake = Arc::clone(&self.stage.wake);
        match Sorting::begin(by, self.desk.frames_handle(), shown, wake) {
            Ok(sorting) => {
                self.state.list.sorting = Some((by, 0));
                self.sorting = Some((by, sorting));
            }
            Err(error) => {
                let why = format!("sorting cannot begin: {error}");
                self.state.say(Tone::Warning, why);
            }
        }
    }

    /// Takes in how far sorting is.
    pub(super) fn refresh_order(&mut self) {
        let Some((by, sorting)) = &self.sorting else {
            return;
        };
        self.state.list.sorting = Some((*by, sorting.percent()));
        if let Some(sorted) = sorting.take() {
            self.sorting = None;
            self.state.list.sorting = None;
            self.take_order(Some(Arc::new(sorted)));
        }
    }

    /// Shows the list in this order, with the same frame selected.
    fn take_order(&mut self, order: Option<Arc<Sorted>>) {
        let number = self.state.list.number();
        self.desk.set_order(order.clone());
        let list = &mut self.state.list;
        list.order = order;
        list.rows.clear();
        if let Some(place) = list.place_of(number) {
            list.select(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_frames_stay_as_they_were() {
        let by = |key, down| By { key, down };
        let up = Sorted::new(by(Key::Length, false), &[5, 1, 5, 1]);
        assert_eq!(up.places, [1, 3, 0, 2]);
        let down = Sorted::new(by(Key::Length, true), &[5, 1, 5, 1]);
        assert_eq!(down.places, [0, 2, 1, 3]);
        assert_eq!((down.place(2), down.position(1)), (1, 2));
        assert_eq!((down.place(9), down.position(9)), (9, 9));
    }
}
