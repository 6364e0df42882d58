//! Pieces of something larger: IP fragments, chunks of messages, blocks of files.
//!
//! What is in progress is bounded: so many wholes, so many bytes; those untouched longest are given
//! up first.

mod blocks;
mod runs;
mod span;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use self::blocks::Blocks;
use self::runs::Runs;
use self::span::Span;
use super::map::Map;
use super::tcp::{Slice, pieces};
use crate::decode::{ArrivingPiece, GatherKey, Gathered, Joined, Place};
use crate::model::Timestamp;

/// Wholes that are in progress, or were there not long ago.
const MAX_WHOLES: usize = 4096;
/// Bytes of all of them.
const MAX_HELD: usize = 32 << 20;
/// Bytes of a message or a file.
const MAX_LEN: usize = 16 << 20;
/// What a piece costs besides its bytes.
const PIECE_COST: usize = 96;

/// Puts pieces together.
#[derive(Debug, Default)]
pub(super) struct Gatherer {
    wholes: Map<GatherKey, Entry>,
    /// Every key with the count of pieces when it was put here, oldest first.
    order: VecDeque<(GatherKey, u64)>,
    /// Pieces so far.
    count: u64,
    held: usize,
}

/// What was gathered under a key.
#[derive(Debug)]
struct Entry {
    whole: Whole,
    /// Which piece was its last.
    touched: u64,
}

#[derive(Debug)]
enum Whole {
    Span(Span),
    Runs(Runs),
    Blocks(Box<Blocks>),
}

impl Whole {
    fn new(place: &Place) -> Whole {
        match place {
            Place::Byte { .. } | Place::Stretch { .. } => Whole::Span(Span::default()),
            Place::Serial { .. } => Whole::Runs(Runs::default()),
            Place::Block { .. } | Place::Acknowledged { .. } => Whole::Blocks(Box::default()),
        }
    }

    fn weight(&self) -> usize {
        match self {
            Whole::Span(span) => span.weight(),
            Whole::Runs(runs) => runs.weight(),
            Whole::Blocks(blocks) => blocks.weight(),
        }
    }
}

/// What became of a piece, and where those of the whole stand.
type Outcome = (Gathered, Vec<Slice>);

fn alone() -> Outcome {
    (Gathered::Alone, Vec::new())
}

fn repeat() -> Outcome {
    (Gathered::Repeat, Vec::new())
}

fn conflict() -> Outcome {
    (Gathered::Conflict, Vec::new())
}

/// Bytes of a piece that waits for others.
#[derive(Debug)]
struct Held {
    slice: Slice,
    bytes: Box<[u8]>,
}

impl Held {
    fn new(frame: u64, piece: &ArrivingPiece<'_>) -> Held {
        Held::part(frame, piece, 0, piece.bytes)
    }

    /// Holds `bytes`, which stand at `skipped` in the piece.
    fn part(frame: u64, piece: &ArrivingPiece<'_>, skipped: u32, bytes: &[u8]) -> Held {
        Held {
            slice: Slice {
                frame,
                at: piece.at.map(|at| at + skipped),
                len: bytes.len() as u32,
            },
            bytes: bytes.into(),
        }
    }

    fn cost(&self) -> usize {
        self.bytes.len() + PIECE_COST
    }
}

/// Puts the pieces together, of which frame `frame` carried the last one, or the last ones.
fn whole<'h>(frame: u64, held: impl Iterator<Item = &'h Held>) -> Outcome {
    let (mut bytes, mut slices, mut own) = (Vec::new(), Vec::new(), None);
    for piece in held {
        if piece.slice.frame == frame {
            own = own.or(Some(bytes.len() as u32));
        }
        bytes.extend_from_slice(&piece.bytes);
        slices.push(piece.slice.clone());
    }
    let joined = Joined {
        bytes: bytes.into(),
        pieces: pieces(&slices),
        own: own.unwrap_or_default(),
        protocol: None,
    };
    (Gathered::Whole(joined), slices)
}

/// The number nearest to `near` whose lowest `bits` bits are these.
fn unwrap(near: i64, number: u32, bits: u32) -> i64 {
    let span = 1_i64 << bits;
    let ahead = (i64::from(number) - near).rem_euclid(span);
    match ahead < span / 2 {
        true => near + ahead,
        false => near + ahead - span,
    }
}

impl Gatherer {
    /// Takes in a piece that frame `frame` carried at `time`. Returns what became of it, and, if
    /// the whole is there, where its pieces stand.
    pub fn take(
        &mut self,
        frame: u64,
        time: Option<Timestamp>,
        piece: &ArrivingPiece<'_>,
    ) -> (Gathered, Vec<Slice>) {
        self.count += 1;
        let (count, order) = (self.count, &mut self.order);
        let entry = self.wholes.entry(piece.key).or_insert_with(|| {
            order.push_back((piece.key, count));
            Entry {
                whole: Whole::new(&piece.place),
                touched: count,
            }
        });
        entry.touched = count;
        let before = entry.whole.weight();
        let outcome = match (&mut entry.whole, piece.place) {
            (Whole::Span(span), Place::Byte { .. } | Place::Stretch { .. }) => {
                span.take(frame, time, piece)
            }
            (Whole::Runs(runs), Place::Serial { .. }) => runs.take(frame, piece),
            (Whole::Blocks(blocks), Place::Block { number, last }) => {
                blocks.take(frame, piece, number, last)
            }
            (Whole::Blocks(blocks), Place::Acknowledged { number }) => blocks.acknowledge(number),
            _ => alone(),
        };
        self.held = self.held + entry.whole.weight() - before;
        self.shrink();
        outcome
    }

    /// Bytes of memory that pieces take that wait for others.
    pub fn held_bytes(&self) -> usize {
        self.held
    }

    /// Gives up wholes, those untouched longest first, until all bounds hold.
    fn shrink(&mut self) {
        while self.wholes.len() > MAX_WHOLES || self.held > MAX_HELD {
            let Some((key, touched)) = self.order.pop_front() else {
                return;
            };
            match self.wholes.get(&key) {
                Some(entry) if entry.touched != touched => {
                    self.order.push_back((key, entry.touched));
                }
                Some(entry) => {
                    self.held -= entry.whole.weight();
                    self.wholes.remove(&key);
                }
                None => {}
            }
        }
    }
}
