//! The queue between the capture threads and the recording thread, bounded in bytes.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::batch::Batch;
use super::status::EndReason;

/// The most that may wait, in bytes. It is reached only while the disk stalls; the capture threads
/// then stop fetching, the kernel's buffers fill, and after that frames are lost and counted.
const LIMIT: usize = 128 << 20;

/// Empty batches that are kept to be used again.
const SPARE: usize = 16;

/// What a capture thread has to say. `lane` numbers the interfaces of the capture.
#[derive(Debug)]
pub(super) enum Message {
    /// Frames; `complete` if at their arrival the interface had no others.
    Frames {
        lane: usize,
        batch: Batch,
        complete: bool,
    },
    /// Counts of lost frames.
    Drops {
        lane: usize,
        received: u64,
        kernel: u64,
        device: u64,
    },
    /// No more frames will come.
    Closed { lane: usize, reason: EndReason },
}

impl Message {
    fn cost(&self) -> usize {
        match self {
            Message::Frames { batch, .. } => batch.cost(),
            _ => 0,
        }
    }
}

/// The queue itself.
#[derive(Debug)]
pub(super) struct Queue {
    inner: Mutex<Inner>,
    filled: Condvar,
    drained: Condvar,
    limit: usize,
}

#[derive(Debug, Default)]
struct Inner {
    messages: VecDeque<Message>,
    /// Bytes that wait.
    held: usize,
    spare: Vec<Batch>,
    /// Why frames are not wanted any more.
    over: Option<EndReason>,
}

impl Queue {
    pub fn new() -> Queue {
        Queue::bounded(LIMIT)
    }

    fn bounded(limit: usize) -> Queue {
        Queue {
            inner: Mutex::new(Inner::default()),
            filled: Condvar::new(),
            drained: Condvar::new(),
            limit,
        }
    }

    /// Appends a message. Frames wait until there is room for them, unless they are not wanted
    /// any more.
    pub fn push(&self, message: Message) {
        let mut inner = self.lock();
        let cost = message.cost();
        if matches!(message, Message::Frames { .. }) {
            while inner.held > 0 && inner.held + cost > self.limit && inner.over.is_none() {
                inner = self
                    .drained
                    .wait(inner)
                    .unwrap_or_else(PoisonError::into_inner);
            }
            if inner.over.is_some() {
                return;
            }
        }
        inner.held += cost;
        inner.messages.push_back(message);
        drop(inner);
        self.filled.notify_one();
    }

    /// The next message, or `None` if none comes until then.
    pub fn pop(&self, until: Instant) -> Option<Message> {
        let mut inner = self.lock();
        loop {
            if let Some(message) = inner.messages.pop_front() {
                inner.held = inner.held.saturating_sub(message.cost());
                drop(inner);
                self.drained.notify_all();
                return Some(message);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            let waited = self.filled.wait_timeout(inner, left);
            inner = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// A batch for frames that arrive now, in used memory if there is some: fresh memory costs the
    /// time of page faults, just when time is short.
    pub fn batch(&self, now: Instant) -> Batch {
        let spare = self.lock().spare.pop();
        spare.map_or_else(
            || Batch::new(now),
            |mut batch| {
                batch.renew(now);
                batch
            },
        )
    }

    /// Gives back the memory of a batch.
    pub fn give_back(&self, batch: Batch) {
        let mut inner = self.lock();
        if inner.spare.len() < SPARE {
            inner.spare.push(batch);
        }
    }

    /// From now on frames are not wanted; the first reason stays.
    pub fn end(&self, reason: EndReason) {
        self.lock().over.get_or_insert(reason);
        self.drained.notify_all();
    }

    /// Why frames are not wanted any more, if that is so.
    pub fn over(&self) -> Option<EndReason> {
        self.lock().over.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::capture::live::batch::Taken;
    use crate::model::Timestamp;

    fn frames(bytes: usize) -> Message {
        let mut batch = Batch::new(Instant::now());
        batch.push(Taken {
            time: Timestamp(0),
            original_len: 0,
            bytes: &vec![0; bytes],
        });
        Message::Frames {
            lane: 0,
            batch,
            complete: true,
        }
    }

    #[test]
    fn a_full_queue_makes_its_writers_wait_and_loses_nothing() {
        let queue = Arc::new(Queue::bounded(10_000));
        let writers: Vec<_> = (0..2)
            .map(|_| {
                let queue = Arc::clone(&queue);
                std::thread::spawn(move || (0..100).for_each(|_| queue.push(frames(3_000))))
            })
            .collect();
        for _ in 0..200 {
            let late = Instant::now() + Duration::from_secs(60);
            assert!(matches!(queue.pop(late), Some(Message::Frames { .. })));
            assert!(queue.lock().held <= 10_000);
        }
        for writer in writers {
            writer.join().unwrap();
        }
        assert!(queue.pop(Instant::now()).is_none());
        assert_eq!(queue.lock().held, 0);
    }

    #[test]
    fn a_batch_that_is_larger_than_the_queue_passes() {
        let queue = Queue::bounded(1_000);
        queue.push(frames(5_000));
        assert!(queue.pop(Instant::now()).is_some());
    }

    #[test]
    fn what_is_not_wanted_does_not_wait_and_the_end_is_still_told() {
        let queue = Arc::new(Queue::bounded(1_000));
        queue.push(frames(900));
        let writer = {
            let queue = Arc::clone(&queue);
            std::thread::spawn(move || queue.push(frames(900)))
        };
        queue.end(EndReason::CountReached);
        queue.end(EndReason::Failed);
        writer.join().unwrap();
        assert_eq!(queue.over(), Some(EndReason::CountReached));
        queue.push(Message::Closed {
            lane: 0,
            reason: EndReason::Stopped,
        });
        assert!(matches!(
            queue.pop(Instant::now()),
            Some(Message::Frames { .. })
        ));
        assert!(matches!(
            queue.pop(Instant::now()),
            Some(Message::Closed { .. })
        ));
    }

    #[test]
    fn memory_is_used_again_but_not_hoarded() {
        let queue = Queue::new();
        let now = Instant::now();
        for _ in 0..2 * SPARE {
            queue.give_back(Batch::new(now));
        }
        assert_eq!(queue.lock().spare.len(), SPARE);
        let _ = queue.batch(now);
        assert_eq!(queue.lock().spare.len(), SPARE - 1);
    }
}
