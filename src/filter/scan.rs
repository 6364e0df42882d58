//! Filtering a capture in the background.
//!
//! Where a frame alone tells whether it matches, threads take chunks of frames one after the other;
//! what they find is put together in the order of the frames. Pieces of packets are asked with what a
//! [`Learner`] knows of them, or without one once more at the end, put together. Where conversations
//! matter, the learner is asked about every frame; without one, the frames are followed in order.

mod within;
mod work;

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use roaring::RoaringTreemap;

use super::{Filter, Scope};
use crate::capture::privilege::unprivileged_thread;
use crate::decode::Peeler;
use crate::store::{Choosing, Selection, Store, StoreError};
use crate::talk::Learner;
pub use within::Within;

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
    within: Within,
    /// What matches.
    found: Arc<Selection>,
    /// The next chunk to be taken; whoever waits for its frames keeps it.
    next: Mutex<Next>,
    /// What is done where frames alone do not tell.
    otherwise: Else,
    /// They do not: a stream of the capture may carry frames with headers of their own.
    carries: AtomicBool,
    cancelled: AtomicBool,
    inner: Mutex<Inner>,
    ended: Condvar,
}

/// What is done where frames alone do not tell whether they match.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Else {
    /// The conversations are followed in order.
    Follow,
    /// A learner is asked about them.
    Recall,
    /// The scan ends.
    End,
}

/// Where the frames are that were given to no thread yet.
#[derive(Clone, Copy)]
struct Next {
    /// How often the scan began anew.
    round: u32,
    /// The number of the chunk in that round.
    chunk: u64,
    /// Its first frame.
    frame: u64,
    /// True if streams carry frames that have headers of their own: no frame can be judged alone.
    carries: bool,
}

#[derive(Default)]
struct Inner {
    round: u32,
    /// Frames that cannot be judged alone.
    pieces: Vec<u64>,
    /// Chunks that are done before one in front of them.
    waiting: BTreeMap<u64, Chunk>,
    merged: u64,
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
    may_carry: bool,
}

impl Scan {
    /// Starts to ask the frames of `store`; only those of `within`, if it is given. `peeler` has the
    /// user's rules.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        store: Store,
        peeler: Peeler<'static>,
        filter: Filter,
        within: Option<Within>,
    ) -> io::Result<Scan> {
        let alone = is_told_alone(&filter, &peeler);
        let scan = Scan::new(store, filter, within, Else::Follow);
        let shared = &scan.handle.0;
        let peeler = shared.filter.asking(peeler);
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
        within: Option<Within>,
    ) -> Result<Option<RoaringTreemap>, StoreError> {
        if !is_told_alone(filter, peeler) {
            return Ok(None);
        }
        let scan = Scan::new(store.clone(), filter.clone(), within, Else::End);
        let shared = &scan.handle.0;
        let peeler = filter.asking(peeler.clone());
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

    /// The same with what `learner` knows of the conversations: always on all cores, and as far as it
    /// has learned where conversations matter.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn recalled(
        store: Store,
        peeler: Peeler<'static>,
        filter: Filter,
        within: Option<Within>,
        learner: &Learner,
    ) -> io::Result<Scan> {
        if filter.needs().in_order {
            return Scan::start(store, peeler, filter, within);
        }
        let alone = is_told_alone(&filter, &peeler);
        let peeler = filter.asking(peeler);
        let scan = Scan::new(store, filter, within, Else::Recall);
        let shared = &scan.handle.0;
        let threads = cores();
        shared.lock().threads = threads;
        shared.next().carries = !alone;
        for _ in 0..threads {
            let (shared, peeler, learner) = (Arc::clone(shared), peeler.clone(), learner.clone());
            unprivileged_thread("filter", move || work::recall(&shared, peeler, &learner))?;
        }
        Ok(scan)
    }

    fn new(store: Store, filter: Filter, within: Option<Within>, otherwise: Else) -> Scan {
        Scan {
            handle: Arc::new(Handle(Arc::new(Shared {
                found: Arc::new(Selection::new(format!("filter: {}", filter.text()))),
                store,
                filter,
                within: within.unwrap_or_default(),
                next: Mutex::new(Next {
                    round: 0,
                    chunk: 0,
                    frame: 1,
                    carries: false,
                }),
                otherwise,
                carries: AtomicBool::new(false),
                cancelled: AtomicBool::new(false),
                inner: Mutex::default(),
                ended: Condvar::new(),
            }))),
        }
    }

    /// The frames that match so far. Without a learner, pieces of packets are added at the end.
    pub fn found(&self) -> &Arc<Selection> {
        &self.handle.0.found
    }

    /// The filter.
    pub fn filter(&self) -> &Filter {
        &self.handle.0.filter
    }

    /// What a filter has to ask that narrows this one: of the frames asked so far those that match, or
    /// may do so yet, and all behind them.
    pub fn rest(&self) -> Within {
        let (mut frames, up_to) = self.handle.0.found.frames_up_to();
        frames.extend(&self.handle.0.lock().pieces);
        self.handle.0.within.clone().narrowed(frames, up_to)
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let found = &self.handle.0.found;
        Progress {
            asked: found.looked_at(),
            of: self.handle.0.store.len(),
            matched: found.len(),
            done: self.handle.0.lock().done,
        }
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
            None => Ok(self.handle.0.found.frames()),
        }
    }
}

/// True if headers tell what matches. Who has rules may make any port one that carries packets.
fn is_told_alone(filter: &Filter, peeler: &Peeler<'_>) -> bool {
    filter.needs().scope < Scope::Conversations && !peeler.has_rules()
}

fn cores() -> usize {
    let cores = std::thread::available_parallelism();
    cores.map_or(1, usize::from).min(MAX_THREADS)
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> MutexGuard<'_, Next> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    fn carries(&self) -> bool {
        self.carries.load(Ordering::Acquire)
    }

    /// True if the frame is among those that are asked.
    fn is_asked(&self, number: u64) -> bool {
        let asked = self.within.of(number..=number, || self.is_cancelled());
        asked.is_none_or(|asked| !asked.is_empty())
    }

    /// Takes what was found in a chunk; it is told once all chunks before it are done.
    fn merge(&self, taken: Next, chunk: Chunk) {
        let mut inner = self.lock();
        if taken.round != inner.round {
            return;
        }
        inner.waiting.insert(taken.chunk, chunk);
        let (mut next, mut found, mut last) = (inner.merged, Vec::new(), 0);
        while let Some(chunk) = inner.waiting.remove(&next) {
            found.extend(chunk.found);
            inner.pieces.extend(chunk.pieces);
            last = chunk.last;
            next += 1;
        }
        inner.merged = next;
        // The lock is kept, so that chunks are told in the order of their frames.
        if last > 0 {
            self.found.extend(found, last);
        }
    }

    /// Begins anew; from here on, every frame is asked with what is known of its conversation.
    fn start_anew(&self) {
        let mut next = self.next();
        if next.carries {
            return;
        }
        let mut inner = self.lock();
        inner.round += 1;
        inner.pieces.clear();
        inner.waiting.clear();
        inner.merged = 0;
        *next = Next {
            round: inner.round,
            chunk: 0,
            frame: 1,
            carries: true,
        };
        self.found.start_anew();
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
        let mut inner = self.lock();
        inner.done = true;
        let error = inner.error.as_ref().map(ToString::to_string);
        drop(inner);
        self.ended.notify_all();
        self.found
            .finish(error.map_or(Choosing::Done, Choosing::Failed));
    }
}
