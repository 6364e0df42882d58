//! Bytes that will not come any more: gaps that are given up, and what is left of the message that
//! they tear.

use super::{Half, MAX_EARLY, MAX_EARLY_BYTES, distance};
use crate::decode::{Match, Middle, Part, Protocol};

/// After so many gaps in a row that only the capture has, the next ones are not waited for.
pub const HOLES: u8 = 3;

/// Sequence numbers farther away are taken for earlier ones.
const FARTHEST: u32 = 1 << 31;

/// The rest of a message of which bytes are missing. Its head said where it ends.
#[derive(Debug, Clone)]
pub struct Tail {
    protocol: &'static Protocol,
    began: u64,
    so_far: u64,
    /// How long the message is, and the sequence number behind it; `None` if it goes on until the
    /// stream is closed.
    whole: Option<(u64, u32)>,
}

impl Tail {
    /// How many of `len` bytes from `seq` on belong to it.
    pub fn share(&mut self, seq: u32, len: usize) -> usize {
        let share = self.whole.map_or(len, |(_, end)| {
            len.min(usize::try_from(distance(seq, end)).unwrap_or_default())
        });
        self.so_far += share as u64;
        share
    }

    /// True if the byte at `seq` belongs to it.
    fn has(&self, seq: u32) -> bool {
        self.whole.is_none_or(|(_, end)| distance(seq, end) > 0)
    }

    /// How a segment is read that belongs to it as a whole.
    pub fn part(&self) -> Part {
        Part::Middle(Middle {
            protocol: Some(&self.protocol.info),
            began: self.began,
            so_far: self.so_far,
            whole: self.whole.map(|(whole, _)| whole),
            bare: false,
        })
    }
}

impl Half {
    /// Gives up the bytes before the segments that wait, or before `seq`, if they will not come any
    /// more: the other end has them, or is not to be heard, or too much waits, or the capture has
    /// shown that it misses what the other end has.
    pub(super) fn give_up_lost(&mut self, seq: u32, heard: bool) {
        while let Some(hole) = self.gap_before(seq) {
            let has_arrived = self.acked.is_some_and(|acked| distance(hole.1, acked) >= 0);
            let is_full = self.held.as_deref().is_some_and(|held| {
                held.early.len() >= MAX_EARLY || held.early_bytes >= MAX_EARLY_BYTES
            });
            if !(has_arrived || is_full || !heard || self.holes >= HOLES) {
                return;
            }
            self.holes = self.holes.saturating_add(has_arrived.into());
            self.hole = Some(hole);
            self.keep_tail(hole.0);
            self.next = Some(hole.1);
            self.tear();
            self.given_up.get_or_insert_default().lost = true;
            self.drain();
        }
    }

    /// Remembers where the message ends that waits for the bytes from `next` on, if it has said so.
    fn keep_tail(&mut self, next: u32) {
        let Some(held) = self.held.as_deref().filter(|held| !held.bytes.is_empty()) else {
            return;
        };
        let Some(protocol) = held.protocol else {
            return;
        };
        let so_far = held.bytes.len() as u64;
        let whole = match held.whole {
            Some(whole) => {
                let left = u32::try_from(whole.saturating_sub(so_far)).unwrap_or(u32::MAX);
                if left >= FARTHEST {
                    return;
                }
                Some((whole, next.wrapping_add(left)))
            }
            None if held.needed == u32::MAX => None,
            None => return,
        };
        self.tail = Some(Box::new(Tail {
            protocol,
            began: held.slices.first().map_or(0, |slice| slice.frame),
            so_far,
            whole,
        }));
    }

    /// True if the byte at `seq` may belong to a message that has begun: one that waits for its rest,
    /// or one of which bytes are missing.
    pub(super) fn is_within_message(&self, seq: u32) -> bool {
        let waits = self
            .next
            .zip(self.held.as_ref())
            .is_some_and(|(next, held)| {
                let has_head = held
                    .protocol
                    .is_some_and(|protocol| protocol.recognises(&held.bytes) > Match::Rest);
                let end = match held.whole {
                    Some(whole) => whole,
                    None if has_head => u64::MAX,
                    None => held.needed.into(),
                };
                let missing = end.saturating_sub(held.bytes.len() as u64);
                !held.bytes.is_empty()
                    && u64::try_from(distance(next, seq)).is_ok_and(|offset| offset < missing)
            });
        waits || self.tail.as_ref().is_some_and(|tail| tail.has(seq))
    }

    /// True if bytes behind the one at `seq` have arrived before it.
    pub(super) fn is_passed(&self, seq: u32) -> bool {
        let last = self.held.as_ref().and_then(|held| held.early.last());
        last.is_some_and(|last| distance(seq, last.seq) > 0)
    }

    /// The gap before the first segment that waits, or before `seq`, if there is one.
    fn gap_before(&self, seq: u32) -> Option<(u32, u32)> {
        let next = self.next?;
        let first = self.held.as_deref().and_then(|held| held.early.first());
        let lowest = match first {
            Some(early) if distance(early.seq, seq) > 0 => early.seq,
            _ => seq,
        };
        (distance(next, lowest) > 0).then_some((next, lowest))
    }

    /// True if all these bytes belong to the gap that was given up last.
    pub(super) fn is_in_hole(&self, seq: u32, len: usize) -> bool {
        self.hole.is_some_and(|(from, to)| {
            distance(from, seq) >= 0 && distance(seq, to) >= i64::try_from(len).unwrap_or(i64::MAX)
        })
    }
}
