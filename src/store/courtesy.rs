//! Who works in the background gives way to the user.
//!
//! Threads that go through a whole capture take all cores. While a key is being answered they pause:
//! it takes a millisecond, and is what a person notices. There is one user before the program, so
//! this is one place for all captures.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// Work goes on after so long, even if the user still waits: for a terminal that does not take what
/// is drawn, for instance.
const LONGEST: Duration = Duration::from_millis(20);

/// The one waiting room.
static ROOM: Room = Room::new();

/// From here on, the user waits for the answer to a key.
pub fn user_waits() {
    ROOM.close();
}

/// The user has what was waited for.
pub fn user_is_served() {
    ROOM.open();
}

/// True if the user waits, so that locks that the answer needs should be given up before
/// [`give_way`] is called.
#[inline]
pub fn is_asked_for() -> bool {
    ROOM.is_closed()
}

/// Pauses as long as the user waits. Whoever works through a capture calls it every few frames; it
/// costs as much as reading a number.
#[inline]
pub fn give_way() {
    if ROOM.is_closed() {
        ROOM.wait();
    }
}

/// A room in which work waits while it is closed, though not for long.
struct Room {
    epoch: OnceLock<Instant>,
    /// Nanoseconds from the epoch until when it is closed; 0 if it is open.
    until: AtomicU64,
    gate: Mutex<()>,
    opened: Condvar,
}

impl Room {
    const fn new() -> Room {
        Room {
            epoch: OnceLock::new(),
            until: AtomicU64::new(0),
            gate: Mutex::new(()),
            opened: Condvar::new(),
        }
    }

    fn now(&self) -> u64 {
        let epoch = self.epoch.get_or_init(Instant::now);
        u64::try_from(epoch.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    fn close(&self) {
        let until = self.now().saturating_add(LONGEST.as_nanos() as u64);
        self.until.store(until, Ordering::Release);
    }

    fn open(&self) {
        if self.until.swap(0, Ordering::AcqRel) != 0 {
            // Whoever holds the gate may be about to wait.
            drop(self.gate.lock().unwrap_or_else(PoisonError::into_inner));
            self.opened.notify_all();
        }
    }

    #[inline]
    fn is_closed(&self) -> bool {
        self.until.load(Ordering::Acquire) != 0
    }

    #[cold]
    fn wait(&self) {
        let mut gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let until = self.until.load(Ordering::Acquire);
            let left = until.saturating_sub(self.now());
            if left == 0 {
                // Too long, or open: the next ones need not look at the clock.
                let _ = self
                    .until
                    .compare_exchange(until, 0, Ordering::AcqRel, Ordering::Relaxed);
                return;
            }
            let woken = self.opened.wait_timeout(gate, Duration::from_nanos(left));
            gate = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn work_waits_until_the_user_is_served() {
        let room = Arc::new(Room::new());
        room.close();
        let worker = {
            let room = Arc::clone(&room);
            std::thread::spawn(move || room.wait())
        };
        let begin = Instant::now();
        room.open();
        worker.join().unwrap();
        assert!(begin.elapsed() < LONGEST * 10);
        assert!(!room.is_closed());
        // It does not wait any more.
        room.wait();
    }

    #[test]
    fn nobody_waits_for_ever() {
        let room = Room::new();
        let begin = Instant::now();
        room.close();
        assert!(room.is_closed());
        room.wait();
        assert!(begin.elapsed() >= LONGEST);
        assert!(!room.is_closed());
    }
}
