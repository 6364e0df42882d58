//! What all handles of a store share, and how it grows.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::cursor::Cursor;
use super::{Drops, Interface, Secret, SectionInfo, State, Status};
use crate::capture::file::{ByteOrder, ByteSource, Format, Record};
use crate::model::Timestamp;

/// An offset is kept for one in so many frames.
pub(super) const STRIDE: u64 = 32;

type Listener = Box<dyn Fn() + Send + Sync>;

/// The common state of a store's handles and its indexing thread.
pub(super) struct Shared {
    pub(super) name: String,
    pub(super) source: Arc<ByteSource>,
    /// A cursor for single frames, kept because they are mostly neighbours.
    pub(super) cursor: Mutex<Option<Cursor>>,
    frames: AtomicU64,
    /// Number of the first frame that is not given up.
    first: AtomicU64,
    generation: AtomicU64,
    inner: Mutex<Inner>,
    changed: Condvar,
    listeners: Mutex<Vec<Listener>>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared")
            .field("name", &self.name)
            .field("frames", &self.frames)
            .finish_non_exhaustive()
    }
}

/// What grows.
#[derive(Debug)]
pub(super) struct Inner {
    pub(super) format: Option<Format>,
    /// Offsets of frames 1, 33, 65, ..., without those given up.
    pub(super) checkpoints: Vec<u64>,
    /// How many of them are given up.
    checkpoints_gone: u64,
    pub(super) sections: Vec<Section>,
    pub(super) interfaces: Vec<Interface>,
    pub(super) secrets: Vec<Secret>,
    pub(super) span: Option<(Timestamp, Timestamp)>,
    pub(super) state: State,
    pub(super) bytes_indexed: u64,
    pub(super) bytes_total: Option<u64>,
    pub(super) omitted: u64,
    /// Offset before which everything is given up.
    pub(super) kept_from: u64,
    /// Bytes taken from a compressed file or pipe; where set, it stands for `bytes_indexed`.
    pub(super) consumed: Option<Arc<AtomicU64>>,
    /// What became of the file since it was opened, in words.
    pub(super) changed: Option<String>,
}

/// A section of a pcapng file.
#[derive(Debug, Clone)]
pub(super) struct Section {
    /// Offset of its header.
    pub(super) offset: u64,
    pub(super) order: ByteOrder,
    /// Index of its first interface.
    pub(super) first_interface: u32,
    pub(super) info: SectionInfo,
}

/// What was found since the last publication.
#[derive(Debug, Default)]
pub(super) struct Batch {
    frames: u64,
    checkpoints: Vec<u64>,
    span: Option<(Timestamp, Timestamp)>,
    pub(super) sections: Vec<Section>,
    pub(super) interfaces: Vec<Interface>,
    pub(super) drops: Vec<(u32, Drops)>,
    pub(super) secrets: Vec<Secret>,
    pub(super) omitted: u64,
}

impl Batch {
    /// Adds a frame whose record begins at `offset`; `before` frames were published already.
    #[inline]
    pub(super) fn add(&mut self, before: u64, offset: u64, time: Option<Timestamp>) {
        if (before + self.frames).is_multiple_of(STRIDE) {
            self.checkpoints.push(offset);
        }
        self.frames += 1;
        if let Some(time) = time {
            self.span = widen(self.span, time, time);
        }
    }

    /// Adds the frame of a record that begins at `offset`.
    #[inline]
    pub(super) fn add_record(&mut self, before: u64, offset: u64, record: &Record) {
        self.add(before, offset, record.time);
    }

    pub(super) fn frames(&self) -> u64 {
        self.frames
    }

    /// As if all frames before the last of these checkpoints had been added.
    pub(super) fn resume(
        &mut self,
        mut checkpoints: Vec<u64>,
        span: Option<(Timestamp, Timestamp)>,
    ) {
        // The frame there is the next one to be added.
        checkpoints.pop();
        self.frames = checkpoints.len() as u64 * STRIDE;
        self.checkpoints = checkpoints;
        self.span = span;
    }
}

fn widen(
    span: Option<(Timestamp, Timestamp)>,
    first: Timestamp,
    last: Timestamp,
) -> Option<(Timestamp, Timestamp)> {
    Some(match span {
        Some((earliest, latest)) => (earliest.min(first), latest.max(last)),
        None => (first, last),
    })
}

impl Shared {
    pub(super) fn new(name: String, source: Arc<ByteSource>, state: State) -> Shared {
        Shared {
            name,
            source,
            cursor: Mutex::new(None),
            frames: AtomicU64::new(0),
            first: AtomicU64::new(1),
            generation: AtomicU64::new(0),
            inner: Mutex::new(Inner {
                format: None,
                checkpoints: Vec::new(),
                checkpoints_gone: 0,
                sections: Vec::new(),
                interfaces: Vec::new(),
                secrets: Vec::new(),
                span: None,
                state,
                bytes_indexed: 0,
                bytes_total: None,
                omitted: 0,
                kept_from: 0,
                consumed: None,
                changed: None,
            }),
            changed: Condvar::new(),
            listeners: Mutex::new(Vec::new()),
        }
    }

    #[inline]
    pub(super) fn frames(&self) -> u64 {
        self.frames.load(Ordering::Acquire)
    }

    pub(super) fn first(&self) -> u64 {
        self.first.load(Ordering::Acquire)
    }

    /// Gives up the frames before this one, whose section begins at `offset`.
    pub(super) fn give_up_before(&self, first: u64, offset: u64) {
        self.change(|inner| {
            self.first.store(first, Ordering::Release);
            inner.kept_from = offset;
            inner.sections.retain(|section| section.offset >= offset);
            let gone = (first - 1).div_ceil(STRIDE);
            let most = inner.checkpoints.len();
            let count = usize::try_from(gone.saturating_sub(inner.checkpoints_gone))
                .map_or(most, |n| n.min(most));
            inner.checkpoints.drain(..count);
            inner.checkpoints_gone += count as u64;
        });
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    pub(super) fn subscribe(&self, listener: Listener) {
        lock(&self.listeners).push(listener);
    }

    /// Looks at what is known.
    pub(super) fn with<T>(&self, look: impl FnOnce(&Inner) -> T) -> T {
        look(&lock(&self.inner))
    }

    /// Changes what is known and tells everyone.
    pub(super) fn change(&self, change: impl FnOnce(&mut Inner)) {
        change(&mut lock(&self.inner));
        self.notify();
    }

    /// Makes a batch known and empties it; indexing stands at `offset`.
    pub(super) fn publish(&self, batch: &mut Batch, offset: u64) {
        let mut inner = lock(&self.inner);
        inner.checkpoints.append(&mut batch.checkpoints);
        inner.sections.append(&mut batch.sections);
        inner.interfaces.append(&mut batch.interfaces);
        inner.secrets.append(&mut batch.secrets);
        for (interface, drops) in batch.drops.drain(..) {
            if let Some(interface) = inner.interfaces.get_mut(interface as usize) {
                interface.drops = drops;
            }
        }
        if let Some((first, last)) = batch.span.take() {
            inner.span = widen(inner.span, first, last);
        }
        inner.bytes_indexed = offset;
        if inner.consumed.is_none() {
            // The file may have grown since it was opened.
            inner.bytes_total = inner.bytes_total.map(|total| total.max(offset));
        }
        inner.omitted += std::mem::take(&mut batch.omitted);
        // Frames count only now, when all that is needed to read them is known.
        let frames = std::mem::take(&mut batch.frames);
        self.frames.fetch_add(frames, Ordering::Release);
        drop(inner);
        self.notify();
    }

    fn notify(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.changed.notify_all();
        for listener in lock(&self.listeners).iter() {
            listener();
        }
    }

    /// Blocks until `enough`, or until nothing more will come.
    pub(super) fn wait(&self, enough: impl Fn(&Inner) -> bool) {
        let mut inner = lock(&self.inner);
        while inner.state.is_growing() && !enough(&inner) {
            inner = self
                .changed
                .wait(inner)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    pub(super) fn status(&self) -> Status {
        let inner = lock(&self.inner);
        let mut drops = Drops::default();
        for interface in &inner.interfaces {
            drops.add(interface.drops);
        }
        let consumed = inner.consumed.as_ref();
        Status {
            state: inner.state.clone(),
            frames: self.frames(),
            bytes_indexed: consumed
                .map_or(inner.bytes_indexed, |count| count.load(Ordering::Relaxed)),
            bytes_total: inner.bytes_total,
            omitted: inner.omitted,
            format: inner.format,
            drops,
            changed: inner.changed.clone(),
        }
    }
}

impl Inner {
    /// The offset of frame `index * STRIDE + 1`; `None` if it is not known, or given up.
    pub(super) fn checkpoint(&self, index: u64) -> Option<u64> {
        let place = index.checked_sub(self.checkpoints_gone)?;
        self.checkpoints.get(usize::try_from(place).ok()?).copied()
    }

    /// The section that holds `offset`.
    pub(super) fn section_at(&self, offset: u64) -> Option<&Section> {
        let after = self
            .sections
            .partition_point(|section| section.offset <= offset);
        self.sections.get(after.checked_sub(1)?)
    }
}

/// Locks, whatever became of the thread that held the lock before: all that is guarded here is
/// valid between any two statements.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
