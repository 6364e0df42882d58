//! Pieces that say at which byte they begin: fragments of IP packets.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use super::{Held, Outcome, PIECE_COST, alone, conflict, repeat, whole};
use crate::decode::{ArrivingPiece, Gathered, Place, Waiting};
use crate::model::Timestamp;

/// The longest packet in bytes: its length has 16 bits.
const MAX_LEN: u32 = 65_535;
/// Pieces of one packet: fragments hold 8 bytes at least.
const MAX_PIECES: usize = 8192;
/// How long after a packet's first piece the others may come, in nanoseconds (RFC 8200 §4.5; RFC
/// 1122 §3.3.2 allows up to 120 s). What comes later belongs to a packet that has the
/// identification again.
const PATIENCE: i64 = 60_000_000_000;

/// A packet, as far as its fragments are there.
#[derive(Debug, Default)]
pub(super) struct Span {
    /// In order, without overlap.
    parts: Vec<Part>,
    /// Where the whole ends, if its last piece has come.
    end: Option<u32>,
    so_far: u32,
    /// The first frame that carried one of them.
    frame: Option<u64>,
    /// When the first piece came.
    began: Option<Timestamp>,
    /// True if pieces contradict each other: then nothing is put together of them.
    spoiled: bool,
    /// The pieces of the packet that was whole last: they may have been captured twice.
    done: Vec<Done>,
    hashes: RandomState,
    cost: usize,
}

#[derive(Debug)]
struct Part {
    start: u32,
    end: u32,
    held: Held,
}

/// A piece that is known by a hash of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Done {
    start: u32,
    end: u32,
    hash: u64,
}

/// A piece and where it belongs.
struct Arriving<'a> {
    frame: u64,
    piece: &'a ArrivingPiece<'a>,
    start: u32,
    end: u32,
    /// Where the whole ends, if the piece says so.
    whole: Option<u32>,
    may_overlap: bool,
}

impl Span {
    pub fn weight(&self) -> usize {
        self.cost + self.done.len() * size_of::<Done>()
    }

    pub fn take(
        &mut self,
        frame: u64,
        time: Option<Timestamp>,
        piece: &ArrivingPiece<'_>,
    ) -> Outcome {
        let (offset, may_overlap) = match piece.place {
            Place::Byte {
                offset,
                may_overlap,
                ..
            } => (offset, may_overlap),
            Place::Stretch { offset, .. } => (offset, true),
            _ => return alone(),
        };
        let end = (offset as usize).saturating_add(piece.bytes.len());
        if piece.bytes.is_empty() || end > MAX_LEN as usize {
            return alone();
        }
        let arriving = Arriving {
            frame,
            piece,
            start: offset,
            end: end as u32,
            whole: match piece.place {
                Place::Byte { last: true, .. } => Some(end as u32),
                Place::Stretch { whole, .. } => whole,
                _ => None,
            },
            may_overlap,
        };
        let late =
            |began: Timestamp, now: Timestamp| now.since(began).unsigned_abs() > PATIENCE as u64;
        let is_late = self
            .began
            .zip(time)
            .is_some_and(|(began, now)| late(began, now));
        let again = !is_late && self.was_there(&arriving);
        if is_late || !(again || self.done.is_empty()) {
            *self = Span::default();
        }
        if self.spoiled {
            return alone();
        }
        self.began = self.began.or(time);
        match self.add(&arriving) {
            Ok(true) if self.end == Some(self.so_far) => self.finish(frame),
            Ok(true) if !again => (Gathered::Waits(self.waiting()), Vec::new()),
            Ok(_) => repeat(),
            Err(Contradiction) => {
                self.spoil();
                conflict()
            }
        }
    }

    /// True if this piece was one of the packet that was whole last.
    fn was_there(&self, arriving: &Arriving<'_>) -> bool {
        let found = self
            .done
            .binary_search_by_key(&arriving.start, |done| done.start);
        let done = found.ok().and_then(|index| self.done.get(index));
        done.is_some_and(|done| {
            done.end == arriving.end && done.hash == self.hashes.hash_one(arriving.piece.bytes)
        })
    }

    /// Adds what is new of a piece; false if nothing is.
    fn add(&mut self, arriving: &Arriving<'_>) -> Result<bool, Contradiction> {
        let highest = self.parts.last().map_or(0, |part| part.end);
        let fits = match (self.end, arriving.whole) {
            (Some(end), Some(whole)) => end == whole && arriving.end <= end,
            (Some(end), None) => arriving.end <= end,
            (None, Some(whole)) => highest.max(arriving.end) <= whole,
            (None, None) => true,
        };
        if !fits {
            return Err(Contradiction);
        }
        let first = self
            .parts
            .partition_point(|part| part.end <= arriving.start);
        let after = self.parts.partition_point(|part| part.start < arriving.end);
        let over = self.parts.get(first..after).unwrap_or_default();
        let is_same = |part: &Part| part.start == arriving.start && part.end == arriving.end;
        let may_stand = arriving.may_overlap || over.iter().all(is_same);
        if !may_stand || !over.iter().all(|part| arriving.agrees(part)) {
            return Err(Contradiction);
        }
        let fresh = arriving.without(over);
        if self.parts.len() + fresh.len() > MAX_PIECES {
            return Err(Contradiction);
        }
        self.end = self.end.or(arriving.whole);
        let is_new = !fresh.is_empty();
        for part in fresh {
            self.so_far += part.end - part.start;
            self.cost += part.held.cost();
            self.frame.get_or_insert(arriving.frame);
            let place = self.parts.partition_point(|other| other.start < part.start);
            self.parts.insert(place, part);
        }
        Ok(is_new)
    }

    fn waiting(&self) -> Waiting {
        Waiting {
            began: self.frame.unwrap_or_default(),
            so_far: self.so_far.into(),
            whole: self.end.map(u64::from),
        }
    }

    fn finish(&mut self, frame: u64) -> Outcome {
        let outcome = whole(frame, self.parts.iter().map(|part| &part.held));
        let done = |part: &Part| Done {
            start: part.start,
            end: part.end,
            hash: self.hashes.hash_one(&*part.held.bytes),
        };
        self.done = self.parts.iter().map(done).collect();
        self.clear();
        outcome
    }

    fn spoil(&mut self) {
        self.clear();
        self.spoiled = true;
    }

    fn clear(&mut self) {
        self.parts = Vec::new();
        (self.end, self.so_far, self.frame, self.cost) = (None, 0, None, 0);
    }
}

/// A piece does not agree with those before it.
struct Contradiction;

impl Arriving<'_> {
    /// True if the bytes are the same where the two overlap.
    fn agrees(&self, part: &Part) -> bool {
        let (start, end) = (self.start.max(part.start), self.end.min(part.end));
        let of = |bytes: &[u8], from: u32| {
            let range = (start - from) as usize..(end - from) as usize;
            bytes.get(range).map(<[u8]>::to_vec)
        };
        of(self.piece.bytes, self.start) == of(&part.held.bytes, part.start)
    }

    /// What of the piece lies beside the parts that overlap it.
    fn without(&self, over: &[Part]) -> Vec<Part> {
        let mut fresh = Vec::new();
        let mut from = self.start;
        let ends = over.iter().map(|part| (part.start, part.end));
        for (start, end) in ends.chain([(self.end, self.end)]) {
            let range = (from - self.start) as usize..(start.max(from) - self.start) as usize;
            if let Some(bytes) = self
                .piece
                .bytes
                .get(range)
                .filter(|bytes| !bytes.is_empty())
            {
                fresh.push(Part {
                    start: from,
                    end: start,
                    held: Held::part(self.frame, self.piece, from - self.start, bytes),
                });
            }
            from = end.max(from);
        }
        fresh
    }
}

const _: () = assert!(size_of::<Part>() <= PIECE_COST);
