//! Times and lengths of all frames, for lists that are sorted by them.

use crate::model::Timestamp;

/// Frames of a block.
const BLOCK: usize = 4096;
/// Frames that are kept at most: 64 million of them take 640 MiB.
const MAX_FRAMES: u64 = 1 << 26;
/// In place of a time that is not known.
const NO_TIME: u64 = (1 << 48) - 1;
/// The same where times are kept as they are.
const NO_TIME_FAR: i64 = i64::MIN;

/// The time and the length of every frame, from the first one on: 10 bytes a frame as long as the
/// times of 4096 frames lie within three days, 12 bytes where they do not.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    blocks: Vec<Block>,
    len: u64,
    left_out: u64,
}

#[derive(Debug, Clone)]
struct Block {
    lengths: Vec<u32>,
    times: Times,
}

#[derive(Debug, Clone)]
enum Times {
    /// Nanoseconds from a base, in 48 bits.
    Near { base: i64, after: Vec<[u16; 3]> },
    /// As they are.
    Far(Vec<i64>),
}

impl Columns {
    /// Frames that are kept, beginning with frame 1.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Frames behind them that are not kept, because they are too many.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// The length of a frame on the wire, counted from 1; `None` if it is not kept.
    pub fn length(&self, frame: u64) -> Option<u32> {
        let (block, index) = self.place(frame)?;
        block.lengths.get(index).copied()
    }

    /// The time of a frame, counted from 1; `None` if it is not kept or has none.
    pub fn time(&self, frame: u64) -> Option<Timestamp> {
        let (block, index) = self.place(frame)?;
        match &block.times {
            Times::Near { base, after } => {
                let after = unpack(*after.get(index)?);
                (after != NO_TIME).then(|| Timestamp(base.saturating_add(after as i64)))
            }
            Times::Far(times) => {
                let time = *times.get(index)?;
                (time != NO_TIME_FAR).then_some(Timestamp(time))
            }
        }
    }

    /// Bytes of memory that they take.
    pub fn weight(&self) -> usize {
        let blocks = self.blocks.iter().map(|block| {
            let times = match &block.times {
                Times::Near { after, .. } => after.capacity() * size_of::<[u16; 3]>(),
                Times::Far(times) => times.capacity() * size_of::<i64>(),
            };
            times + block.lengths.capacity() * size_of::<u32>()
        });
        blocks.sum::<usize>() + self.blocks.capacity() * size_of::<Block>()
    }

    /// Adds the next frame.
    pub fn push(&mut self, time: Option<Timestamp>, length: u32) {
        if self.len >= MAX_FRAMES {
            self.left_out += 1;
            return;
        }
        if self.len % BLOCK as u64 == 0 {
            self.blocks.push(Block {
                lengths: Vec::new(),
                times: Times::Near {
                    base: time.unwrap_or_default().0,
                    after: Vec::new(),
                },
            });
        }
        self.len += 1;
        if let Some(block) = self.blocks.last_mut() {
            block.lengths.push(length);
            block.times.push(time);
        }
    }

    fn place(&self, frame: u64) -> Option<(&Block, usize)> {
        let index = usize::try_from(frame.checked_sub(1)?).ok()?;
        Some((self.blocks.get(index / BLOCK)?, index % BLOCK))
    }
}

impl Times {
    fn push(&mut self, time: Option<Timestamp>) {
        match self {
            Times::Far(times) => times.push(time.map_or(NO_TIME_FAR, |time| time.0)),
            Times::Near { base, after } => {
                let packed = match time {
                    None => Some(NO_TIME),
                    // The first time in a block that begins without one is its base.
                    Some(time) if after.iter().all(|time| unpack(*time) == NO_TIME) => {
                        *base = time.0.saturating_sub(i64::from(u32::MAX));
                        u64::try_from(time.0.saturating_sub(*base)).ok()
                    }
                    Some(time) => {
                        let offset = time.0.checked_sub(*base);
                        let offset = offset.and_then(|offset| u64::try_from(offset).ok());
                        offset.filter(|offset| *offset < NO_TIME)
                    }
                };
                match packed {
                    Some(packed) => after.push(pack(packed)),
                    None => self.widen(time),
                }
            }
        }
    }

    /// Keeps times as they are from here on, beginning with this one.
    fn widen(&mut self, next: Option<Timestamp>) {
        let Times::Near { base, after } = self else {
            return;
        };
        let time = |packed: &[u16; 3]| match unpack(*packed) {
            NO_TIME => NO_TIME_FAR,
            after => base.saturating_add(after as i64),
        };
        let mut times: Vec<i64> = after.iter().map(time).collect();
        times.push(next.map_or(NO_TIME_FAR, |time| time.0));
        *self = Times::Far(times);
    }
}

fn pack(number: u64) -> [u16; 3] {
    [number as u16, (number >> 16) as u16, (number >> 32) as u16]
}

fn unpack([low, middle, high]: [u16; 3]) -> u64 {
    u64::from(low) | u64::from(middle) << 16 | u64::from(high) << 32
}
