//! Frames of one interface on their way to the sink.

use std::collections::VecDeque;
use std::time::Instant;

use crate::model::Timestamp;

/// A batch is handed on when it holds so many bytes.
const FULL: usize = 256 << 10;

/// Bytes that a small frame takes, with its head.
const LEAST: usize = size_of::<Head>() + 60;

/// Frames taken from one interface at one moment, oldest first: what is known of each, and the
/// bytes of all in a row. Its memory is used again for the next batch.
#[derive(Debug)]
pub(super) struct Batch {
    heads: VecDeque<Head>,
    data: Vec<u8>,
    /// Bytes of the frames that were taken out.
    done: usize,
    arrival: Instant,
}

#[derive(Debug, Clone, Copy)]
struct Head {
    time: Timestamp,
    original_len: u32,
    len: usize,
}

/// A frame in a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Taken<'a> {
    pub time: Timestamp,
    pub original_len: u32,
    pub bytes: &'a [u8],
}

impl Batch {
    /// An empty batch for frames that arrive now.
    pub fn new(now: Instant) -> Batch {
        Batch {
            // At once as much as it will need: memory that grows by and by leaves holes behind, and
            // what is not written to takes none.
            heads: VecDeque::with_capacity(FULL / LEAST),
            data: Vec::with_capacity(FULL),
            done: 0,
            arrival: now,
        }
    }

    /// The same memory, for frames that arrive now.
    pub fn renew(&mut self, now: Instant) {
        self.heads.clear();
        self.data.clear();
        self.done = 0;
        self.arrival = now;
    }

    /// When its frames were taken from the kernel, or a moment before.
    pub fn arrival(&self) -> Instant {
        self.arrival
    }

    /// Appends a frame.
    pub fn push(&mut self, frame: Taken<'_>) {
        self.heads.push_back(Head {
            time: frame.time,
            original_len: frame.original_len,
            len: frame.bytes.len(),
        });
        self.data.extend_from_slice(frame.bytes);
    }

    /// Takes out the first frame.
    pub fn pop(&mut self) -> Option<Taken<'_>> {
        let head = self.heads.pop_front()?;
        let start = self.done;
        self.done = start.saturating_add(head.len);
        Some(Taken {
            time: head.time,
            original_len: head.original_len,
            bytes: self.data.get(start..self.done).unwrap_or_default(),
        })
    }

    /// The time of the first frame.
    pub fn first(&self) -> Option<Timestamp> {
        self.heads.front().map(|head| head.time)
    }

    /// True if it is time to hand it on.
    pub fn is_full(&self) -> bool {
        self.cost() >= FULL
    }

    /// Bytes of memory that it stands for.
    pub fn cost(&self) -> usize {
        self.data.len() + self.heads.len() * size_of::<Head>() + size_of::<Batch>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_out_as_they_went_in() {
        let mut batch = Batch::new(Instant::now());
        for round in 0..2 {
            for number in 0..100u8 {
                let bytes = vec![number; usize::from(number)];
                batch.push(Taken {
                    time: Timestamp(i64::from(number) - round),
                    original_len: 2_000,
                    bytes: &bytes,
                });
            }
            for number in 0..100u8 {
                assert_eq!(batch.first(), Some(Timestamp(i64::from(number) - round)));
                let frame = batch.pop().unwrap();
                assert_eq!(frame.bytes, vec![number; usize::from(number)]);
            }
            assert_eq!(batch.pop(), None);
            assert_eq!(batch.first(), None);
            batch.renew(Instant::now());
        }
    }

    #[test]
    fn small_frames_fill_a_batch_too() {
        let mut batch = Batch::new(Instant::now());
        let mut frames = 0;
        while !batch.is_full() {
            batch.push(Taken {
                time: Timestamp(0),
                original_len: 0,
                bytes: b"",
            });
            frames += 1;
        }
        assert!((1_000..100_000).contains(&frames));
    }
}
