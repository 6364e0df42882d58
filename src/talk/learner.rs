//! Learning from a capture in the background, while the user looks at any frame of it.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use parking_lot::{RwLock, RwLockWriteGuard};

use super::{Recall, Tracker};
use crate::capture::privilege::unprivileged_thread;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Frame, FrameInfo};
use crate::store::{Store, courtesy};

/// Bytes that are made of a frame's bytes at most where its bodies are wanted to their end.
pub const MAX_BODIES: usize = 64 << 20;

/// Frames learned from before it is told.
const BATCH: u32 = 256;

/// Frames learned from before whoever waits for the memory gets it: the screen waits for no more.
const TURN: u32 = 8;

/// What is known of conversations, filled by a thread, frame after frame, as the store finds them.
#[derive(Clone)]
pub struct Learner {
    shared: Arc<Shared>,
    store: Store,
}

struct Shared {
    tracker: RwLock<Tracker>,
    learned: AtomicU64,
    generation: AtomicU64,
    listeners: Mutex<Vec<Box<dyn Fn() + Send + Sync>>>,
}

impl Shared {
    fn tell(&self) {
        self.generation.fetch_add(1, Ordering::Release);
        let listeners = self
            .listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        listeners.iter().for_each(|notify| notify());
    }
}

impl Learner {
    /// Starts to learn from the frames of `store`. The thread that does it ends with the capture,
    /// or with the last learner.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(store: Store, peeler: Peeler<'static>) -> io::Result<Learner> {
        Learner::start_with(
            store,
            peeler,
            |_: &FrameInfo, _: &Dissection, _: &Tracker| {},
        )
    }

    /// The same; `observe` is called with every frame that was heard and what a skim finds in it, in
    /// order, on the learning thread.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start_with(
        store: Store,
        peeler: Peeler<'static>,
        observe: impl FnMut(&FrameInfo, &Dissection, &Tracker) + Send + 'static,
    ) -> io::Result<Learner> {
        let shared = Arc::new(Shared {
            tracker: RwLock::new(Tracker::with_journal().with_objects()),
            learned: AtomicU64::new(0),
            generation: AtomicU64::new(0),
            listeners: Mutex::default(),
        });
        let student = Student {
            shared: Arc::downgrade(&shared),
            store: store.clone(),
            // What files are worth is in their bodies.
            peeler: peeler.whole_bodies(MAX_BODIES),
            observe,
        };
        unprivileged_thread("learner", move || student.run())?;
        Ok(Learner { shared, store })
    }

    /// Calls `notify` whenever something was learned, on the learning thread. It must be quick.
    pub fn subscribe(&self, notify: impl Fn() + Send + Sync + 'static) {
        let mut listeners = self
            .shared
            .listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        listeners.push(Box::new(notify));
    }

    /// Calls `ask` with what was known before frame `number`, and what was said when it was heard.
    pub fn before<T>(&self, number: u64, ask: impl FnOnce(&mut Recall<'_>) -> T) -> T {
        self.look(|tracker| ask(&mut Recall::new(tracker, &self.store, number)))
    }

    /// Calls `ask` with all that is known so far.
    pub fn look<T>(&self, ask: impl FnOnce(&Tracker) -> T) -> T {
        ask(&self.shared.tracker.read())
    }

    /// The last frame that was learned from: what is said of frames up to it does not change any more.
    pub fn learned(&self) -> u64 {
        self.shared.learned.load(Ordering::Acquire)
    }

    /// A number that grows when something was learned, so that frames may look different.
    pub fn generation(&self) -> u64 {
        self.shared.generation.load(Ordering::Acquire)
    }
}

struct Student<F> {
    shared: Weak<Shared>,
    store: Store,
    peeler: Peeler<'static>,
    observe: F,
}

impl<F: FnMut(&FrameInfo, &Dissection, &Tracker)> Student<F> {
    fn run(mut self) {
        let mut frames = self.store.frames(1..);
        let (mut frame, mut out) = (Frame::empty(), Dissection::default());
        loop {
            let next = frames.position();
            let is_end = self.store.wait_frames(next) < next;
            let Some(shared) = self.shared.upgrade() else {
                return;
            };
            if is_end {
                shared.tracker.write().end(&mut self.peeler);
                return shared.tell();
            }
            let mut heard = false;
            let mut tracker = shared.tracker.write();
            for count in 1..=BATCH {
                // A frame that cannot be read teaches nothing; whoever looks at it is told why.
                if !matches!(frames.read(&mut frame), Ok(true)) {
                    break;
                }
                tracker.hear(&mut self.peeler, &frame, Want::Skim, &mut out);
                (self.observe)(&frame.info, &out, &tracker);
                heard = true;
                if courtesy::is_asked_for() {
                    RwLockWriteGuard::unlocked(&mut tracker, courtesy::give_way);
                } else if count.is_multiple_of(TURN) {
                    RwLockWriteGuard::bump(&mut tracker);
                }
            }
            shared.learned.store(tracker.learned(), Ordering::Release);
            tracker.forget_before(self.store.first());
            drop(tracker);
            if frames.position() == next {
                return;
            }
            if heard {
                shared.tell();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::demo;
    use crate::decode::Conversations;
    use crate::model::{Address, Flow, Transport};

    #[test]
    fn the_demonstration_teaches_its_file_transfer() {
        let store = Store::from_bytes(demo::NAME, demo::CAPTURE).unwrap();
        let registry = crate::proto::registry();
        let learner = Learner::start(store.clone(), Peeler::new(registry)).unwrap();
        while learner.before(1, |known| known.learned()) < store.len() {
            std::thread::yield_now();
        }
        let is_transfer = |flow: &Flow| {
            let known = learner.before(store.len() + 1, |known| known.speaks(flow));
            known.is_some_and(|info| info.name == "tftp")
        };
        let mut found = false;
        let (mut frame, mut out) = (Frame::empty(), Dissection::default());
        for number in 1..=store.len() {
            store.frame(number, &mut frame).unwrap();
            let peeler = &mut Peeler::new(registry);
            learner.before(number, |known| {
                peeler.peel(&frame, Want::Skim, known, &mut out)
            });
            let flow = out
                .addresses
                .iter()
                .find_map(|ends| match (ends.from, ends.flow()) {
                    (Address::Ip(_), Some(flow)) if flow.transport == Transport::Udp => Some(flow),
                    _ => None,
                });
            found |= flow.as_ref().is_some_and(is_transfer);
        }
        assert!(found);
        // It is told once the batch is heard.
        while learner.generation() == 0 {
            std::thread::yield_now();
        }
    }
}
