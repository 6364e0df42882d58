//! Filtering a capture in the background.
//!
//! Where a frame alone tells whether it matches, threads take chunks of frames from one counter;
//! what they find is put together in the order of the frames. Pieces of packets are asked once more
//! at the end, put together. Where conversations matter, the frames are followed in order.

mod work;

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use roaring::RoaringTreemap;

use super::{Filter, Scope};
use crate::capture::privilege::unprivileged_thread;
use crate::decode::{Peeler, Wanted};
use crate::store::{Store, StoreError};
use crate::talk::Learner;

/// Frames that are asked before their matches are told.
const CHUNK: u64 = 4096;
/// Threads at most.
const MAX_THREADS: usize = 64;

/// A filter at work on a capture. It is cancelled when the last handle is gone.
#[derive(Clone)]
pub struct Scan {
    handle: Arc<Handle>,
}

struct Handle(Arc<Shared>);

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.cancelled.store(true, Ordering::Release);
    }
}

/// How far a scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Frames that were asked, all up to this number.
    pub asked: u64,
    /// Frames that are known so far.
    pub of: u64,
    /// Frames that match.
    pub matched: u64,
    /// True if it is over.
    pub done: bool,
}

/// What the threads of a scan share.
struct Shared {
    store: Store,
    filter: Filter,
    /// Only these frames are asked.
    within: Option<RoaringTreemap>,
    /// The next chunk to be taken.
    next: AtomicU64,
    cancelled: AtomicBool,
    /// Frames alone do not tell: a stream of the capture may carry frames with headers of their own.
    carries: AtomicBool,
    /// Who follows conversations where frames alone do not tell: this scan, or nobody.
    follows: bool,
    generation: AtomicU64,
    inner: Mutex<Inner>,
    ended: Condvar,
    listeners: Mutex<Vec<Box<dyn Fn() + Send + Sync>>>,
}

#[derive(Default)]
struct Inner {
    found: RoaringTreemap,
    /// Frames that cannot be judged alone.
    pieces: Vec<u64>,
    /// Chunks that are done before one in front of them.
    waiting: BTreeMap<u64, Chunk>,
    merged: u64,
    asked: u64,
    threads: usize,
    done: bool,
    error: Option<StoreError>,
}

/// What was found in a chunk of frames.
#[derive(Default)]
struct Chunk {
    found: Vec<u64>,
    pieces: Vec<u64>,
    last: u64,
}

impl Scan {
    /// Starts to ask the frames of `store`; only those of `within`, if it is given, which narrows an
    /// earlier result. `peeler` has the user's rules.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        store: Store,
        peeler: Peeler<'static>,
        filter: Filter,
        within: Option<RoaringTreemap>,
    ) -> io::Result<Scan> {
        let alone = is_told_alone(&filter, &peeler);
        let scan = Scan::new(store, filter, within, true);
        let shared = &scan.handle.0;
        let peeler = needing(&shared.filter, peeler);
        let threads = match alone {
            true => cores(),
            false => 1,
        };
        shared.lock().threads = threads;
        for _ in 0..threads {
            let (shared, peeler) = (Arc::clone(shared), peeler.clone());
            unprivileged_thread("filter", move || match alone {
                true => work::alone(&shared, peeler),
                false => work::follow(&shared, peeler),
            })?;
        }
        Ok(scan)
    }

    /// Asks the frames on all cores and waits for the answer: what matches, or `None` if frames alone
    /// do not tell, so that the conversations have to be followed.
    ///
    /// # Errors
    /// When a frame could not be read.
    pub fn alone(
        store: &Store,
        peeler: &Peeler<'static>,
        filter: &Filter,
        within: Option<RoaringTreemap>,
    ) -> Result<Option<RoaringTreemap>, StoreError> {
        if !is_told_alone(filter, peeler) {
            return Ok(None);
        }
        let scan = Scan::new(store.clone(), filter.clone(), within, false);
        let shared = &scan.handle.0;
        let peeler = needing(filter, peeler.clone());
        // The first thread that comes to work is this one.
        let threads = cores();
        shared.lock().threads = threads;
        for _ in 1..threads {
            let (helper, peeler) = (Arc::clone(shared), peeler.clone());
            if unprivileged_thread("filter", move || work::alone(&helper, peeler)).is_err() {
                shared.leave();
            }
        }
        work::alone(shared, peeler);
        let found = scan.wait()?;
        Ok((!shared.carries()).then_some(found))
    }

    /// The same with what `learner` knows of the conversations: on all cores, as far as it has
    /// learned.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn recalled(
        store: Store,
        peeler: Peeler<'static>,
        filter: Filter,
        within: Option<RoaringTreemap>,
        learner: &Learner,
    ) -> io::Result<Scan> {
        let needs = filter.needs();
        if needs.scope < Scope::Conversations || needs.in_order {
            return Scan::start(store, peeler, filter, within);
        }
        let peeler = needing(&filter, peeler);
        let scan = Scan::new(store, filter, within, true);
        let shared = &scan.handle.0;
        let threads = cores();
        shared.lock().threads = threads;
        for _ in 0..threads {
            let (shared, peeler, learner) = (Arc::clone(shared), peeler.clone(), learner.clone());
            unprivileged_thread("filter", move || work::recall(&shared, peeler, &learner))?;
        }
        Ok(scan)
    }

    fn new(store: Store, filter: Filter, within: Option<RoaringTreemap>, follows: bool) -> Scan {
        Scan {
            handle: Arc::new(Handle(Arc::new(Shared {
                store,
                filter,
                within,
                next: AtomicU64::new(0),
                cancelled: AtomicBool::new(false),
                carries: AtomicBool::new(false),
                follows,
                generation: AtomicU64::new(0),
                inner: Mutex::default(),
                ended: Condvar::new(),
                listeners: Mutex::default(),
            }))),
        }
    }

    /// Calls `notify` whenever more frames were asked, on the thread that asked. It must be quick.
    pub fn subscribe(&self, notify: impl Fn() + Send + Sync + 'static) {
        let listeners = self.handle.0.listeners.lock();
        listeners
            .unwrap_or_else(PoisonError::into_inner)
            .push(Box::new(notify));
    }

    /// A number that grows when more frames were asked.
    pub fn generation(&self) -> u64 {
        self.handle.0.generation.load(Ordering::Acquire)
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let inner = self.handle.0.lock();
        Progress {
            asked: inner.asked,
            of: self.handle.0.store.len(),
            matched: inner.found.len(),
            done: inner.done,
        }
    }

    /// Calls `look` with the numbers of the frames that match so far.
    pub fn look<T>(&self, look: impl FnOnce(&RoaringTreemap) -> T) -> T {
        look(&self.handle.0.lock().found)
    }

    /// Ends it: nothing more is found.
    pub fn cancel(&self) {
        self.handle.0.cancelled.store(true, Ordering::Release);
    }

    /// Waits for its end, and gives the numbers of the frames that match.
    ///
    /// # Errors
    /// When a frame could not be read.
    pub fn wait(&self) -> Result<RoaringTreemap, StoreError> {
        let mut inner = self.handle.0.lock();
        while !inner.done {
            let woken = self.handle.0.ended.wait(inner);
            inner = woken.unwrap_or_else(PoisonError::into_inner);
        }
        match &inner.error {
            Some(error) => Err(error.clone()),
            None => Ok(inner.found.clone()),
        }
    }
}

/// True if headers tell what matches. Who has rules may make any port one that carries packets.
fn is_told_alone(filter: &Filter, peeler: &Peeler<'_>) -> bool {
    filter.needs().scope < Scope::Conversations && !peeler.has_rules()
}

/// A peeler that reads no more than the filter asks for.
pub(super) fn needing(filter: &Filter, peeler: Peeler<'static>) -> Peeler<'static> {
    let needs = filter.needs();
    match needs.fields.is_empty() {
        true => peeler,
        false => {
            let wanted = Wanted::new(&needs.fields, peeler.registry());
            peeler.only(wanted)
        }
    }
}

fn cores() -> usize {
    let cores = std::thread::available_parallelism();
    cores.map_or(1, usize::from).min(MAX_THREADS)
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    fn carries(&self) -> bool {
        self.carries.load(Ordering::Acquire)
    }

    /// Forgets all that was found.
    fn begin_anew(&self) {
        let mut inner = self.lock();
        inner.found.clear();
        inner.pieces.clear();
        inner.waiting.clear();
        inner.asked = 0;
        inner.merged = 0;
    }

    /// True if the frame is among those that are asked.
    fn is_asked(&self, number: u64) -> bool {
        self.within
            .as_ref()
            .is_none_or(|within| within.contains(number))
    }

    /// Takes what was found in a chunk; it is told once all chunks before it are done.
    fn merge(&self, number: u64, chunk: Chunk) {
        let mut inner = self.lock();
        inner.waiting.insert(number, chunk);
        let mut next = inner.merged;
        while let Some(chunk) = inner.waiting.remove(&next) {
            // They come in the order of their numbers.
            inner.found.extend(chunk.found);
            inner.pieces.extend(chunk.pieces);
            inner.asked = inner.asked.max(chunk.last);
            next += 1;
        }
        inner.merged = next;
        drop(inner);
        self.tell();
    }

    fn tell(&self) {
        self.generation.fetch_add(1, Ordering::Release);
        let listeners = self.listeners.lock();
        let listeners = listeners.unwrap_or_else(PoisonError::into_inner);
        listeners.iter().for_each(|notify| notify());
    }

    fn fail(&self, error: StoreError) {
        self.lock().error.get_or_insert(error);
        self.cancelled.store(true, Ordering::Release);
    }

    /// A thread has nothing more to do; true if it is the last one.
    fn leave(&self) -> bool {
        let mut inner = self.lock();
        inner.threads = inner.threads.saturating_sub(1);
        inner.threads == 0
    }

    fn end(&self) {
        self.lock().done = true;
        self.ended.notify_all();
        self.tell();
    }
}
