//! Who works in the background gives way to the user.
//!
//! Threads that go through a whole capture take all cores. While a key is being answered they pause:
//! it takes a millisecond, and is what a person notices. There is one user before the program, so
//! this is one place for all captures.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Work goes on after so long, even if the user still waits: for a terminal that does not take what
/// is drawn, for instance.
const LONGEST: Duration = Duration::from_millis(20);

/// Work rests so much longer: what was drawn is still on its way through the terminal, which needs a core
/// as well.
const REST: Duration = Duration::from_millis(1);

/// The one waiting room.
static ROOM: Room = Room::new();

/// From here on, the user waits for the answer to a key.
pub fn user_waits() {
    ROOM.close();
}

/// What the user waits for is drawn.
pub fn user_is_served() {
    ROOM.open_soon();
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
    /// Nanoseconds from the epoch until when it is closed; 0 if nobody has closed it since.
    until: AtomicU64,
}

impl Room {
    const fn new() -> Room {
        Room {
            epoch: OnceLock::new(),
            until: AtomicU64::new(0),
        }
    }

    /// Nanoseconds from the epoch to so much from now on.
    fn after(&self, time: Duration) -> u64 {
        let epoch = self.epoch.get_or_init(Instant::now);
        u64::try_from((epoch.elapsed() + time).as_nanos()).unwrap_or(u64::MAX)
    }

    fn close(&self) {
        self.until.store(self.after(LONGEST), Ordering::Release);
    }

    fn open_soon(&self) {
        self.until.fetch_min(self.after(REST), Ordering::AcqRel);
    }

    #[inline]
    fn is_closed(&self) -> bool {
        self.until.load(Ordering::Acquire) != 0
    }

    #[cold]
    fn wait(&self) {
        loop {
            let until = self.until.load(Ordering::Acquire);
            let left = Duration::from_nanos(until.saturating_sub(self.after(Duration::ZERO)));
            if left.is_zero() {
                // The next ones need not look at the clock.
                let _ = self
                    .until
                    .compare_exchange(until, 0, Ordering::AcqRel, Ordering::Relaxed);
                return;
            }
            // It may be opened sooner.
            std::thread::sleep(left.min(REST));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_waits_until_the_user_is_served() {
        let room = Room::new();
        let begin = Instant::now();
        room.close();
        assert!(room.is_closed());
        room.open_soon();
        room.wait();
        assert!(begin.elapsed() >= REST);
        assert!(!room.is_closed());
        // What is open stays open.
        room.open_soon();
        assert!(!room.is_closed());
    }

    #[test]
    fn nobody_waits_for_ever() {
        let room = Room::new();
        let begin = Instant::now();
        room.close();
        room.wait();
        assert!(begin.elapsed() >= LONGEST);
        assert!(!room.is_closed());
    }
}
