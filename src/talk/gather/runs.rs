//! Pieces with serial numbers, the first and the last one of a whole marked: chunks of messages.

use std::collections::{BTreeMap, VecDeque};

use super::{Held, MAX_LEN, Outcome, PIECE_COST, alone, conflict, repeat, unwrap, whole};
use crate::decode::{ArrivingPiece, Gathered, Place, Waiting};

/// Ranges of numbers that were put together and are remembered.
const MAX_DONE: usize = 64;
/// Pieces of one message.
const MAX_PIECES: usize = 1 << 16;

/// Messages of which pieces are there. The numbers count on from message to message.
#[derive(Debug, Default)]
pub(super) struct Runs {
    /// The number that came last, counted on where the serial numbers wrap around.
    near: Option<i64>,
    /// Pieces that follow one another, by the number of the first.
    runs: BTreeMap<i64, Run>,
    /// Numbers of messages that were whole: first and last.
    done: VecDeque<(i64, i64)>,
    cost: usize,
}

#[derive(Debug)]
struct Run {
    held: VecDeque<Held>,
    bytes: usize,
    /// The first frame that carried one of them.
    frame: u64,
    /// True if nothing comes before it.
    begins: bool,
    /// True if nothing comes behind it.
    ends: bool,
}

impl Run {
    fn cost(&self) -> usize {
        self.bytes + self.held.len() * PIECE_COST
    }

    /// Puts `next` behind; the shorter one is moved.
    fn join(mut self, mut next: Run) -> Run {
        let held = if self.held.len() >= next.held.len() {
            self.held.append(&mut next.held);
            self.held
        } else {
            while let Some(held) = self.held.pop_back() {
                next.held.push_front(held);
            }
            next.held
        };
        Run {
            held,
            bytes: self.bytes + next.bytes,
            frame: self.frame.min(next.frame),
            begins: self.begins,
            ends: next.ends,
        }
    }
}

impl Runs {
    pub fn weight(&self) -> usize {
        self.cost + self.done.len() * size_of::<(i64, i64)>()
    }

    pub fn take(&mut self, frame: u64, piece: &ArrivingPiece<'_>) -> Outcome {
        let Place::Serial {
            number,
            first,
            last,
        } = piece.place
        else {
            return alone();
        };
        let number = unwrap(self.near.unwrap_or(number.into()), number, u32::BITS);
        self.near = Some(number);
        if self
            .done
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&number))
        {
            return repeat();
        }
        if let Some((start, held)) = self.find(number) {
            if held.bytes.as_ref() == piece.bytes {
                return repeat();
            }
            self.remove(start);
            return conflict();
        }
        let start = self.add(
            number,
            Run {
                bytes: piece.bytes.len(),
                frame,
                held: [Held::new(frame, piece)].into(),
                begins: first,
                ends: last,
            },
        );
        self.settle(frame, start)
    }

    /// The piece with this number, and the start of its run.
    fn find(&self, number: i64) -> Option<(i64, &Held)> {
        let (start, run) = self.runs.range(..=number).next_back()?;
        let held = run.held.get(usize::try_from(number - start).ok()?)?;
        Some((*start, held))
    }

    fn remove(&mut self, start: i64) -> Option<Run> {
        let run = self.runs.remove(&start)?;
        self.cost -= run.cost();
        Some(run)
    }

    /// Adds a run, joined with those on its sides. Returns where it starts.
    fn add(&mut self, number: i64, run: Run) -> i64 {
        let (mut start, mut run) = (number, run);
        let left = self.runs.range(..number).next_back();
        let left =
            left.filter(|(from, left)| **from + left.held.len() as i64 == number && !left.ends);
        if let Some(from) = left.map(|(from, _)| *from).filter(|_| !run.begins)
            && let Some(left) = self.remove(from)
        {
            (start, run) = (from, left.join(run));
        }
        let right = self
            .runs
            .get(&(number + 1))
            .is_some_and(|right| !right.begins);
        if right
            && !run.ends
            && let Some(right) = self.remove(number + 1)
        {
            run = run.join(right);
        }
        self.cost += run.cost();
        self.runs.insert(start, run);
        start
    }

    /// Takes the run out if it is a whole, or too long for one.
    fn settle(&mut self, frame: u64, start: i64) -> Outcome {
        let Some(run) = self.runs.get(&start) else {
            return alone();
        };
        if run.bytes > MAX_LEN || run.held.len() > MAX_PIECES {
            self.remove(start);
            return alone();
        }
        if !(run.begins && run.ends) {
            let waiting = Waiting {
                began: run.frame,
                so_far: run.bytes as u64,
                whole: None,
            };
            return (Gathered::Waits(waiting), Vec::new());
        }
        let outcome = whole(frame, run.held.iter());
        self.is_done(start, start + run.held.len() as i64 - 1);
        self.remove(start);
        outcome
    }

    fn is_done(&mut self, first: i64, last: i64) {
        match self.done.back_mut() {
            Some(done) if done.1 + 1 == first => done.1 = last,
            _ => self.done.push_back((first, last)),
        }
        if self.done.len() > MAX_DONE {
            self.done.pop_front();
        }
    }
}
