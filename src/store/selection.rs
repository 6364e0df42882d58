//! Frames chosen out of a capture, while they are being chosen.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use roaring::RoaringTreemap;

use super::shared::lock;

/// A set of frames that grows at its end: a scan in the background adds to it, and views show what
/// it holds so far. Frames keep the numbers that they have in the capture.
pub struct Selection {
    name: String,
    inner: RwLock<Inner>,
    generation: AtomicU64,
    listeners: Mutex<Vec<Box<dyn Fn() + Send + Sync>>>,
}

#[derive(Debug, Default)]
struct Inner {
    frames: RoaringTreemap,
    looked_at: u64,
    progress: Choosing,
    revision: u64,
}

/// How far choosing is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Choosing {
    /// More frames are looked at.
    #[default]
    Going,
    /// All frames were looked at.
    Done,
    /// It stopped before the end, or left frames out, and why.
    Failed(String),
}

impl std::fmt::Debug for Selection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Selection")
            .field("name", &self.name)
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}

impl Selection {
    /// An empty selection; `name` is what the user chose by.
    pub fn new(name: impl Into<String>) -> Selection {
        Selection {
            name: name.into(),
            inner: RwLock::default(),
            generation: AtomicU64::new(0),
            listeners: Mutex::default(),
        }
    }

    /// What the user chose by, such as the text of a filter.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many frames are chosen so far.
    pub fn len(&self) -> u64 {
        self.read().frames.len()
    }

    /// True if no frame is chosen so far.
    pub fn is_empty(&self) -> bool {
        self.read().frames.is_empty()
    }

    /// The number of the chosen frame at `place`, counted from 0.
    pub fn number_at(&self, place: u64) -> Option<u64> {
        self.read().frames.select(place)
    }

    /// The place, counted from 0, of frame `number`; `None` if it is not chosen (yet).
    pub fn place_of(&self, number: u64) -> Option<u64> {
        let inner = self.read();
        let is_chosen = inner.frames.contains(number);
        is_chosen.then(|| inner.frames.rank(number).saturating_sub(1))
    }

    /// How many chosen frames have this number or a lower one: the place of the first behind it.
    pub fn up_to(&self, number: u64) -> u64 {
        self.read().frames.rank(number)
    }

    /// The last frame that was looked at; all before it were as well.
    pub fn looked_at(&self) -> u64 {
        self.read().looked_at
    }

    /// How far choosing is.
    pub fn progress(&self) -> Choosing {
        self.read().progress.clone()
    }

    /// The chosen frames so far.
    pub fn frames(&self) -> RoaringTreemap {
        self.read().frames.clone()
    }

    /// The chosen frames so far, and the last frame that was looked at for them.
    pub fn frames_up_to(&self) -> (RoaringTreemap, u64) {
        let inner = self.read();
        (inner.frames.clone(), inner.looked_at)
    }

    /// Takes those out of `numbers` that are not chosen (yet).
    pub fn keep_chosen(&self, numbers: &mut RoaringTreemap) {
        *numbers &= &self.read().frames;
    }

    /// A number that grows when frames may have changed their places.
    pub fn revision(&self) -> u64 {
        self.read().revision
    }

    /// Adds what was found in all frames up to `looked_at`. What a scan finds on several threads is
    /// handed over in the order of the capture: numbers that are not behind the last one are left out,
    /// so that no frame ever changes its place.
    pub fn extend(&self, numbers: impl IntoIterator<Item = u64>, looked_at: u64) {
        let mut inner = self.write();
        let mut last = inner.frames.max().unwrap_or(0);
        for number in numbers {
            if number > last {
                inner.frames.insert(number);
                last = number;
            }
        }
        inner.looked_at = inner.looked_at.max(looked_at);
        drop(inner);
        self.tell();
    }

    /// Adds frames in front of others, for a scan that can judge them only when it has seen all: frames
    /// behind them change their places.
    pub fn insert_late(&self, numbers: impl IntoIterator<Item = u64>) {
        let mut inner = self.write();
        let before = inner.frames.len();
        for number in numbers {
            inner.frames.insert(number);
        }
        inner.revision += u64::from(inner.frames.len() != before);
        drop(inner);
        self.tell();
    }

    /// Forgets what was chosen, for a scan that begins anew.
    pub fn start_anew(&self) {
        let mut inner = self.write();
        inner.frames.clear();
        inner.looked_at = 0;
        inner.revision += 1;
        drop(inner);
        self.tell();
    }

    /// Says that no more comes.
    pub fn finish(&self, progress: Choosing) {
        self.write().progress = progress;
        self.tell();
    }

    /// Calls `notify` whenever it grew or is finished, on the thread that chooses. It must be quick.
    pub fn subscribe(&self, notify: impl Fn() + Send + Sync + 'static) {
        lock(&self.listeners).push(Box::new(notify));
    }

    /// A number that grows with every change.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    fn tell(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        lock(&self.listeners).iter().for_each(|notify| notify());
    }

    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Inner> {
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_numbers_agree_and_never_change() {
        let selection = Selection::new("every third");
        selection.extend([3, 6, 9], 10);
        assert_eq!(selection.number_at(1), Some(6));
        assert_eq!(selection.place_of(6), Some(1));
        assert_eq!(selection.place_of(7), None);
        assert_eq!(selection.up_to(7), 2);
        // A frame before the last one would move all behind it.
        selection.extend([7, 12], 12);
        assert_eq!(selection.place_of(9), Some(2));
        assert_eq!(selection.number_at(3), Some(12));
        assert_eq!((selection.len(), selection.looked_at()), (4, 12));
        assert_eq!(selection.number_at(4), None);
        assert_eq!(selection.revision(), 0);
        selection.insert_late([7]);
        assert_eq!((selection.place_of(9), selection.revision()), (Some(3), 1));
        let mut some = [2, 3, 12].into_iter().collect();
        selection.keep_chosen(&mut some);
        assert_eq!(some.iter().collect::<Vec<_>>(), [3, 12]);
        selection.finish(Choosing::Done);
        assert_eq!(selection.progress(), Choosing::Done);
        selection.start_anew();
        assert_eq!((selection.len(), selection.looked_at()), (0, 0));
    }
}
