//! The pass over a capture, in the background and on all cores.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use super::columns::Columns;
use super::figures::Figures;
use super::series::Width;
use crate::capture::privilege::unprivileged_thread;
use crate::decode::{FRAGMENT, NoConversations, Peeler, Want};
use crate::model::{Dissection, Frame, Timestamp};
use crate::store::{Store, StoreError, courtesy};
use crate::talk::Tracker;

/// Frames of a chunk.
const CHUNK: u64 = 8192;
/// Chunks for each thread that may be done before the one whose turn it is.
const AHEAD: u64 = 4;
/// How long a thread waits for frames before it looks again.
const PATIENCE: Duration = Duration::from_millis(200);
/// Threads at most.
const MAX_THREADS: usize = 8;

/// What a pass is to find out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plan {
    /// Read headers, for conversations and endpoints; else only lengths and times are counted.
    pub headers: bool,
    /// How wide the intervals of the series are.
    pub width: Width,
    /// Keep time and length of every frame.
    pub columns: bool,
}

/// How far a pass is.
#[derive(Debug, Clone)]
pub struct Progress {
    /// Frames that were counted, from the first one on.
    pub counted: u64,
    /// Frames that are known of.
    pub known: u64,
    /// True while more will be counted.
    pub is_running: bool,
    /// Why the pass ended early.
    pub error: Option<StoreError>,
}

/// A pass over a store. It ends with the capture, when it is cancelled, or when it is dropped; what
/// it has counted can be looked at at any time.
pub struct Pass {
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    plan: Plan,
    /// The time of the first frame, once it is known.
    start: OnceLock<Option<Timestamp>>,
    threads: u64,
    /// Frames of a chunk.
    chunk: u64,
    cancelled: AtomicBool,
    found: RwLock<Found>,
    desk: Mutex<Desk>,
    /// Told when the desk changes, and when the store does.
    news: Condvar,
    merger: Mutex<Merger>,
}

/// What was counted.
struct Found {
    figures: Figures,
    columns: Columns,
    counted: u64,
    error: Option<StoreError>,
    /// True once a chunk was not counted to its end: what comes behind does not follow on.
    is_closed: bool,
}

/// Who does what.
struct Desk {
    /// The next frame that nobody has taken.
    next: u64,
    /// The number of the next chunk, and of the one that is to be merged next.
    chunk: u64,
    turn: u64,
    working: u64,
}

/// What chunks found, and who settles what a chunk alone cannot tell.
struct Merger {
    waiting: BTreeMap<u64, Chunk>,
    turn: u64,
    tracker: Tracker,
    peeler: Peeler<'static>,
}

struct Chunk {
    figures: Figures,
    columns: Vec<(Option<Timestamp>, u32)>,
    /// Fragments: which ports they belong to, only those before them tell.
    unsettled: Vec<u64>,
    counted: u64,
    is_cut: bool,
    error: Option<StoreError>,
}

impl Pass {
    /// Starts a pass over the frames of `store`, those that are still to come included.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(store: &Store, peeler: &Peeler<'static>, plan: Plan) -> io::Result<Pass> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Pass::start_on(store, peeler, plan, (cores.min(MAX_THREADS), CHUNK))
    }

    pub(super) fn start_on(
        store: &Store,
        peeler: &Peeler<'static>,
        plan: Plan,
        (threads, chunk): (usize, u64),
    ) -> io::Result<Pass> {
        let figures = Figures::new(None, plan.width);
        let shared = Arc::new(Shared {
            store: store.clone(),
            plan,
            start: OnceLock::new(),
            threads: threads as u64,
            chunk,
            cancelled: AtomicBool::new(false),
            found: RwLock::new(Found {
                figures,
                columns: Columns::default(),
                counted: 0,
                error: None,
                is_closed: false,
            }),
            desk: Mutex::new(Desk {
                next: 1,
                chunk: 0,
                turn: 0,
                working: threads as u64,
            }),
            news: Condvar::new(),
            merger: Mutex::new(Merger {
                waiting: BTreeMap::new(),
                turn: 0,
                tracker: Tracker::new(),
                peeler: peeler.clone(),
            }),
        });
        let pass = Pass { shared };
        let weak = Arc::downgrade(&pass.shared);
        store.subscribe(move || {
            if let Some(shared) = weak.upgrade() {
                // Whoever holds the desk may be about to wait.
                drop(lock(&shared.desk));
                shared.news.notify_all();
            }
        });
        for _ in 0..threads {
            let (shared, peeler) = (Arc::clone(&pass.shared), peeler.clone());
            unprivileged_thread("statistics", move || Worker::new(shared, peeler).run())?;
        }
        Ok(pass)
    }
}

impl Pass {
    /// Calls `ask` with what is counted so far. Counting pauses meanwhile.
    pub fn look<T>(&self, ask: impl FnOnce(&Figures, &Columns) -> T) -> T {
        let found = self.shared.found.read();
        let found = found.unwrap_or_else(PoisonError::into_inner);
        ask(&found.figures, &found.columns)
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let is_running = lock(&self.shared.desk).working > 0;
        let found = self.shared.found.read();
        let found = found.unwrap_or_else(PoisonError::into_inner);
        Progress {
            counted: found.counted,
            known: self.shared.store.len(),
            is_running,
            error: found.error.clone(),
        }
    }

    /// Ends the pass; what it has counted stays.
    pub fn cancel(&self) {
        self.shared.cancelled.store(true, Ordering::Release);
        drop(lock(&self.shared.desk));
        self.shared.news.notify_all();
    }

    /// Blocks until the pass has ended.
    pub fn wait(&self) -> Progress {
        let mut desk = lock(&self.shared.desk);
        while desk.working > 0 {
            let woken = self.shared.news.wait(desk);
            desk = woken.unwrap_or_else(PoisonError::into_inner);
        }
        drop(desk);
        self.progress()
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl Shared {
    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    /// The next chunk and its number; waits for frames. `None` if there is nothing more to do.
    fn take_chunk(&self) -> Option<(u64, Range<u64>)> {
        let mut desk = lock(&self.desk);
        loop {
            if self.is_cancelled() {
                return None;
            }
            // Asked before the number of frames: none can come after the last state.
            let is_growing = self.store.status().state.is_growing();
            let known = self.store.len();
            if desk.next > known && !is_growing {
                return None;
            }
            if desk.next <= known && desk.chunk - desk.turn < self.threads * AHEAD {
                let (first, number) = (desk.next, desk.chunk);
                desk.next = (first + self.chunk).min(known + 1);
                desk.chunk += 1;
                return Some((number, first..desk.next));
            }
            let woken = self.news.wait_timeout(desk, PATIENCE);
            desk = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The time of the first frame, from which all others are counted.
    fn start(&self) -> Option<Timestamp> {
        *self.start.get_or_init(|| {
            let mut first = Frame::empty();
            let read = self.store.frame(1, &mut first);
            let time = read.ok().and(first.info.time);
            time.or_else(|| Some(self.store.time_span()?.0))
        })
    }

    /// Merges the chunk if it is its turn, and those that have waited for it.
    fn hand_in(&self, number: u64, chunk: Chunk) {
        let mut merger = lock(&self.merger);
        merger.waiting.insert(number, chunk);
        loop {
            let turn = merger.turn;
            let Some(chunk) = merger.waiting.remove(&turn) else {
                break;
            };
            merger.turn += 1;
            self.merge(&mut merger, chunk);
        }
        lock(&self.desk).turn = merger.turn;
        self.news.notify_all();
    }

    fn merge(&self, merger: &mut Merger, chunk: Chunk) {
        let settled = merger.settle(&self.store, &chunk.unsettled);
        let mut found = self.found.write().unwrap_or_else(PoisonError::into_inner);
        if found.is_closed {
            return;
        }
        found.figures.merge(chunk.figures);
        if let Some(settled) = settled {
            found.figures.merge_ends(settled);
        }
        for (time, len) in chunk.columns {
            found.columns.push(time, len);
        }
        found.counted += chunk.counted;
        found.is_closed = chunk.is_cut;
        if chunk.error.is_some() {
            found.error = chunk.error;
            self.cancelled.store(true, Ordering::Release);
        }
    }
}

impl Merger {
    /// Who speaks in these fragments: the last one of a packet tells what all of them carry.
    fn settle(&mut self, store: &Store, numbers: &[u64]) -> Option<Figures> {
        if numbers.is_empty() {
            return None;
        }
        let mut figures = Figures::new(None, Width::Fitting);
        let (mut frame, mut out) = (Frame::empty(), Dissection::default());
        for number in numbers {
            if store.frame(*number, &mut frame).is_ok() {
                let peeler = &mut self.peeler;
                self.tracker.hear(peeler, &frame, Want::Ends, &mut out);
                figures.take_ends(&frame.info, &out);
            }
        }
        Some(figures)
    }
}

/// One of the threads that count.
struct Worker {
    shared: Arc<Shared>,
    peeler: Peeler<'static>,
    frame: Frame,
    out: Dissection,
}

impl Worker {
    fn new(shared: Arc<Shared>, peeler: Peeler<'static>) -> Worker {
        Worker {
            shared,
            peeler,
            frame: Frame::empty(),
            out: Dissection::default(),
        }
    }

    fn run(mut self) {
        while let Some((number, frames)) = self.shared.take_chunk() {
            let chunk = self.count(frames);
            self.shared.hand_in(number, chunk);
        }
        lock(&self.shared.desk).working -= 1;
        self.shared.news.notify_all();
    }

    fn count(&mut self, frames: Range<u64>) -> Chunk {
        let plan = self.shared.plan;
        let mut chunk = Chunk {
            figures: Figures::new(self.shared.start(), plan.width),
            columns: Vec::new(),
            unsettled: Vec::new(),
            counted: 0,
            is_cut: false,
            error: None,
        };
        let mut reader = self.shared.store.frames(frames);
        loop {
            if self.shared.is_cancelled() {
                chunk.is_cut = true;
                break;
            }
            courtesy::give_way();
            match reader.read(&mut self.frame) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    chunk.is_cut = true;
                    chunk.error = Some(error);
                    break;
                }
            }
            let info = &self.frame.info;
            chunk.counted += 1;
            chunk.figures.take(info);
            if plan.columns {
                chunk.columns.push((info.time, info.original_len));
            }
            if plan.headers {
                let known = &mut NoConversations;
                self.peeler
                    .peel(&self.frame, Want::Ends, known, &mut self.out);
                if has_fragment(&self.out) {
                    chunk.unsettled.push(info.number);
                } else {
                    chunk.figures.take_ends(info, &self.out);
                }
            }
        }
        chunk
    }
}

/// True if a slice of a packet is all that is there of what an IP header carries.
fn has_fragment(out: &Dissection) -> bool {
    let mut layers = out.layers.iter();
    layers.any(|layer| std::ptr::eq(layer.info, &FRAGMENT))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
