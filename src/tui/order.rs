//! The list in another order than that of the capture.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use roaring::RoaringTreemap;

use super::frames::Wake;
use super::session::Session;
use super::state::Tone;
use crate::capture::privilege::unprivileged_thread;
use crate::model::Timestamp;
use crate::store::{InfoReader, Store, courtesy};

/// Frames that are sorted at most: while that goes on, they take a gigabyte.
const MOST: u64 = 1 << 26;

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

/// An order of frames; equal ones stay as they were captured, or turn around with the others.
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

/// The list in another order. Turning it around costs nothing, and an order that is that of the
/// capture takes no memory.
#[derive(Debug, Clone)]
pub struct Sorted {
    /// By what.
    pub by: By,
    order: Arc<Order>,
}

#[derive(Debug)]
struct Order {
    len: u64,
    /// The place of each frame before it was sorted; `None` if it has its place.
    places: Option<Vec<u32>>,
    keys: Mutex<Keys>,
}

impl Sorted {
    /// The same, turned around.
    fn turned(&self, down: bool) -> Sorted {
        Sorted {
            by: By { down, ..self.by },
            order: Arc::clone(&self.order),
        }
    }

    /// From the one end or the other.
    fn turn(&self, at: u64) -> u64 {
        match self.by.down {
            true => self.order.len - 1 - at,
            false => at,
        }
    }

    /// The place before sorting; frames that came later stand at the end.
    pub fn place(&self, place: u64) -> u64 {
        if place >= self.order.len {
            return place;
        }
        let at = self.turn(place);
        let places = self.order.places.as_ref();
        let found = places.and_then(|places| places.get(at as usize).copied());
        found.map_or(at, u64::from)
    }

    /// Where the frame stands whose place was this one. What it is sorted by is read again, and looked
    /// for in the order.
    pub fn position(&self, place: u64) -> u64 {
        let Some(old) = u32::try_from(place).ok().filter(|_| place < self.order.len) else {
            return place;
        };
        let Some(places) = &self.order.places else {
            return self.turn(place);
        };
        let mut keys = lock(&self.order.keys);
        let wanted = (keys.of(old), old);
        let at = places.partition_point(|old| (keys.of(*old), *old) < wanted);
        self.turn(at as u64)
    }
}

/// What frames are sorted by. A frame that cannot be read, or has no time, comes before all others.
#[derive(Debug)]
struct Keys {
    key: Key,
    /// The frames that are sorted, if not all.
    chosen: Option<RoaringTreemap>,
    infos: InfoReader,
    /// Number and time of the frame read last.
    before: Option<(u64, Option<Timestamp>)>,
}

impl Keys {
    fn new(key: Key, store: &Store, chosen: Option<RoaringTreemap>, len: u64) -> Keys {
        let in_order = len >= store.len() / 32;
        Keys {
            key,
            chosen,
            infos: store.infos(in_order),
            before: None,
        }
    }

    /// Of the frame at this place.
    fn of(&mut self, place: u32) -> i64 {
        let place = u64::from(place);
        let number = match &self.chosen {
            Some(chosen) => chosen.select(place),
            None => Some(place + 1),
        };
        number.map_or(i64::MIN, |number| self.of_frame(number))
    }

    fn of_frame(&mut self, number: u64) -> i64 {
        let previous = match (self.key, self.before) {
            (Key::Delta, Some((last, time))) if last + 1 == number => time,
            (Key::Delta, _) => number
                .checked_sub(1)
                .and_then(|before| self.infos.read(before).ok()?.time),
            (Key::Time | Key::Length, _) => None,
        };
        let info = self.infos.read(number).ok();
        let time = info.and_then(|info| info.time);
        self.before = Some((number, time));
        match self.key {
            Key::Length => info.map_or(i64::MIN, |info| i64::from(info.original_len)),
            Key::Time => time.map_or(i64::MIN, |time| time.0),
            Key::Delta => time.map_or(i64::MIN, |time| {
                previous.map_or(0, |previous| time.since(previous))
            }),
        }
    }

    /// Calls `take` with the key of each of the first `len` frames, until it returns false or nobody
    /// waits for it any more; true if it was called with all of them.
    fn all(&mut self, len: u64, work: &Shared, mut take: impl FnMut(i64) -> bool) -> bool {
        let chosen = self.chosen.take();
        let mut numbers: Box<dyn Iterator<Item = u64>> = match &chosen {
            Some(chosen) => Box::new(chosen.iter()),
            None => Box::new(1..),
        };
        let mut whole = true;
        for read in 0..len {
            if read.is_multiple_of(4096) {
                work.read.store(read, Ordering::Relaxed);
                whole &= !work.cancelled.load(Ordering::Relaxed);
            }
            courtesy::give_way();
            let key = numbers
                .next()
                .map_or(i64::MIN, |number| self.of_frame(number));
            whole &= take(key);
            if !whole {
                break;
            }
        }
        drop(numbers);
        self.chosen = chosen;
        whole
    }
}

/// The order of `len` frames; `None` if nobody waits for it any more. While it is made, it takes 16
/// bytes a frame, then 4.
fn order(mut keys: Keys, len: u64, work: &Shared) -> Option<Order> {
    let mut last = i64::MIN;
    let is_sorted = keys.key == Key::Time
        && keys.all(len, work, |key| std::mem::replace(&mut last, key) <= key);
    let mut places = None;
    if !is_sorted {
        let mut all: Vec<[u32; 3]> = Vec::with_capacity(len as usize);
        let whole = keys.all(len, work, |key| {
            // Signed numbers in the order of unsigned ones.
            let key = key.cast_unsigned() ^ (1 << 63);
            all.push([(key >> 32) as u32, key as u32, all.len() as u32]);
            true
        });
        if !whole {
            return None;
        }
        all.sort_unstable();
        places = Some(all.iter().map(|[_, _, place]| *place).collect());
    }
    // From here on, single frames are looked up.
    keys.infos = work.store.infos(false);
    Some(Order {
        len,
        places,
        keys: Mutex::new(keys),
    })
}

/// Sorting on a thread of its own; dropping it ends the work.
pub struct Sorting {
    shared: Arc<Shared>,
    len: u64,
}

struct Shared {
    store: Store,
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
    /// Sorts the first `len` frames of `store`, or of those that are chosen.
    fn begin(
        by: By,
        store: Store,
        chosen: Option<RoaringTreemap>,
        len: u64,
        wake: Wake,
    ) -> std::io::Result<Sorting> {
        let keys = Keys::new(by.key, &store, chosen, len);
        let shared = Arc::new(Shared {
            store,
            read: AtomicU64::new(0),
            cancelled: AtomicBool::new(false),
            result: Mutex::new(None),
        });
        let work = Arc::clone(&shared);
        unprivileged_thread("sort", move || {
            let Some(order) = order(keys, len, &work) else {
                return;
            };
            let order = Arc::new(order);
            *lock(&work.result) = Some(Sorted { by, order });
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
        lock(&self.shared.result).take()
    }
}

/// Locks, whatever became of the thread that held the lock before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
        let list = &self.state.list;
        if let Some(order) = list.order.as_ref().filter(|order| order.by.key == by.key) {
            return self.take_order(Some(Arc::new(order.turned(by.down))));
        }
        if list.len > MOST {
            let why = format!("more than {MOST} frames cannot be sorted: filter them first");
            return self.state.say(Tone::Warning, why);
        }
        let Some(store) = self.store() else {
            return self
                .state
                .say(Tone::Warning, "these frames cannot be sorted");
        };
        let chosen = list.chosen.as_ref().map(|chosen| chosen.frames());
        let wake = Arc::clone(&self.stage.wake);
        match Sorting::begin(by, store, chosen, list.len, wake) {
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
