//! Saving on a thread of its own.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use super::{Progress, SaveError, Saved, Saving};
use crate::capture::privilege::unprivileged_thread;
use crate::store::shared::lock;

/// How long is worked before the progress is told.
const SLICE: Duration = Duration::from_millis(50);

/// A capture being saved on a thread. Dropping it ends the work and waits for the end: there is no
/// file then, unless the work was done but for the last step.
pub struct Background {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    cancelled: AtomicBool,
    state: Mutex<(Progress, Option<Result<Saved, SaveError>>)>,
}

/// Leaves a result even if the thread panics.
struct Ending(Arc<Shared>);

impl Drop for Ending {
    fn drop(&mut self) {
        lock(&self.0.state)
            .1
            .get_or_insert(Err(SaveError::BrokeOff));
    }
}

impl Saving {
    /// Goes on with the work on a thread; `notify` is called on it whenever there is progress, and in the
    /// end.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn in_background(mut self, notify: impl Fn() + Send + 'static) -> io::Result<Background> {
        let shared = Arc::new(Shared::default());
        let ending = Ending(Arc::clone(&shared));
        let thread = unprivileged_thread("save", move || {
            let shared = &ending.0;
            while !shared.cancelled.load(Ordering::Acquire) {
                let result = self.advance(SLICE).transpose();
                let is_over = result.is_some();
                *lock(&shared.state) = (self.progress(), result);
                notify();
                if is_over {
                    break;
                }
            }
        })?;
        Ok(Background {
            shared,
            thread: Some(thread),
        })
    }
}

impl Background {
    /// How far the work is.
    pub fn progress(&self) -> Progress {
        lock(&self.shared.state).0
    }

    /// What came of it, once it is over.
    pub fn result(&self) -> Option<Result<Saved, SaveError>> {
        lock(&self.shared.state).1.clone()
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.shared.cancelled.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has left its result.
            let _ = thread.join();
        }
    }
}
