//! Blocks of a file, counted from 1, one after the other, each acknowledged.

use std::collections::BTreeMap;

use super::{Held, MAX_LEN, Outcome, PIECE_COST, alone, conflict, repeat, unwrap, whole};
use crate::decode::{ArrivingPiece, Gathered, Waiting};

/// A file, as far as its blocks are there. Their numbers have 16 bits; past 65,535 comes 0.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    blocks: BTreeMap<i64, Held>,
    bytes: usize,
    /// The highest number so far, counted on where the numbers wrap around.
    latest: i64,
    /// The number of the block that ends the file.
    last: Option<i64>,
    /// The highest number that was acknowledged.
    acknowledged: Option<i64>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// Blocks are missing.
    #[default]
    Incomplete,
    /// All blocks were there; they are not kept.
    Complete,
    /// The file is too long, or its blocks contradict each other: they are not kept.
    GivenUp,
}

impl Blocks {
    pub fn weight(&self) -> usize {
        self.bytes + self.blocks.len() * PIECE_COST
    }

    pub fn take(
        &mut self,
        frame: u64,
        piece: &ArrivingPiece<'_>,
        number: u16,
        last: bool,
    ) -> Outcome {
        let number = unwrap(self.latest, number.into(), u16::BITS);
        if number < 1 {
            return alone();
        }
        let is_latest = number == self.latest;
        match self.state {
            State::Complete if number <= self.latest => return repeat(),
            State::GivenUp if is_latest => return repeat(),
            State::Complete | State::GivenUp => {
                self.latest = self.latest.max(number);
                return alone();
            }
            State::Incomplete => {}
        }
        if let Some(held) = self.blocks.get(&number)
            && *held.bytes == *piece.bytes
        {
            return repeat();
        }
        let is_behind = self.last.is_some_and(|end| number > end || last);
        if is_behind || self.blocks.contains_key(&number) || last && number < self.latest {
            self.stop(State::GivenUp);
            return conflict();
        }
        self.add(frame, piece, number, last)
    }

    fn add(&mut self, frame: u64, piece: &ArrivingPiece<'_>, number: i64, last: bool) -> Outcome {
        self.latest = self.latest.max(number);
        self.bytes += piece.bytes.len();
        self.blocks.insert(number, Held::new(frame, piece));
        if last {
            self.last = Some(number);
        }
        if self.bytes > MAX_LEN {
            self.stop(State::GivenUp);
            return alone();
        }
        if self.last == Some(self.blocks.len() as i64) {
            let outcome = whole(frame, self.blocks.values());
            self.stop(State::Complete);
            return outcome;
        }
        let first = self.blocks.first_key_value();
        let waiting = Waiting {
            began: first.map_or(frame, |(_, held)| held.slice.frame),
            so_far: self.bytes as u64,
            whole: None,
        };
        (Gathered::Waits(waiting), Vec::new())
    }

    fn stop(&mut self, state: State) {
        self.state = state;
        self.blocks.clear();
        self.bytes = 0;
    }

    /// Counts an acknowledgment.
    pub fn acknowledge(&mut self, number: u16) -> Outcome {
        let number = unwrap(
            self.acknowledged.unwrap_or_default(),
            number.into(),
            u16::BITS,
        );
        if self.acknowledged.is_some_and(|before| number <= before) {
            return repeat();
        }
        self.acknowledged = Some(number);
        alone()
    }
}
