//! One direction of a stream in order, with its gaps.

use super::What;
use crate::model::{ByteRange, Segment, Source, TcpFlags};

/// Segments that wait for bytes before them. Those that do not stand in their frame as they are
/// (an average of 1.5 kB each) are kept, the others are looked up again.
const MAX_EARLY: usize = 4096;

/// A segment that waits for bytes before it.
#[derive(Debug)]
struct Early {
    seq: u32,
    len: u32,
    frame: u64,
    what: What,
}

/// Where a segment's payload stands.
pub(super) struct Place<'b> {
    /// The frame.
    pub frame: u64,
    /// Its buffer.
    pub source: Source,
    /// The place there.
    pub at: ByteRange,
    /// The bytes.
    pub bytes: &'b [u8],
}

/// One direction.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// The sequence number of the byte that comes next.
    next: Option<u32>,
    /// By sequence number, lowest first.
    early: Vec<Early>,
}

/// How far `seq` is behind `from`; negative if it is before it.
fn distance(from: u32, seq: u32) -> i64 {
    i64::from(seq.wrapping_sub(from) as i32)
}

impl Order {
    /// True if the sender has been heard.
    pub fn is_heard(&self) -> bool {
        self.next.is_some()
    }

    /// The other end has all bytes before `ack`: those that are not here will not come any more.
    pub fn acknowledge(&mut self, ack: u32, out: &mut Vec<(u64, What)>) {
        while let Some(first) = self.early.first() {
            if distance(first.seq, ack) < 0 {
                return;
            }
            self.skip_gap(out);
        }
    }

    /// Takes in a segment. `heard` is true if the other end is heard, so that it will tell what it has.
    pub fn arrive(
        &mut self,
        segment: &Segment,
        place: Place<'_>,
        heard: bool,
        out: &mut Vec<(u64, What)>,
    ) {
        let mut seq = segment.seq;
        if segment.flags.has(TcpFlags::SYN) {
            seq = seq.wrapping_add(1);
            if self.next.is_none() {
                self.next = Some(seq);
            }
        }
        let next = *self.next.get_or_insert(seq);
        // What a reset carries is a diagnosis, and no byte of the stream (RFC 9293 §3.5.3).
        if segment.len == 0 || segment.flags.has(TcpFlags::RST) {
            return;
        }
        if distance(next, seq) > 0 {
            self.keep(seq, segment.len, place);
            if !heard || self.early.len() > MAX_EARLY {
                self.skip_gap(out);
            }
            return;
        }
        let captured = place.at.len().min(segment.len);
        let what = What::At(
            place.source,
            ByteRange::new(place.at.start, place.at.start + captured),
        );
        let arrived = Early {
            seq,
            len: segment.len,
            frame: place.frame,
            what,
        };
        self.give(&arrived, out);
        self.drain(out);
    }

    /// Nothing follows.
    pub fn end(&mut self, out: &mut Vec<(u64, What)>) {
        while !self.early.is_empty() {
            self.skip_gap(out);
        }
    }

    fn keep(&mut self, seq: u32, len: u32, place: Place<'_>) {
        let captured = place.at.len().min(len);
        let at = ByteRange::new(place.at.start, place.at.start + captured);
        let what = match place.source.is_derived() {
            true => What::These(
                place
                    .bytes
                    .get(..captured as usize)
                    .unwrap_or_default()
                    .into(),
            ),
            false => What::At(place.source, at),
        };
        let before = |early: &Early| distance(early.seq, seq) > 0;
        let index = self.early.partition_point(before);
        let again = |early: &Early| early.seq == seq && early.len >= len;
        if !self.early.get(index).is_some_and(again) {
            let frame = place.frame;
            self.early.insert(
                index,
                Early {
                    seq,
                    len,
                    frame,
                    what,
                },
            );
        }
    }

    /// Gives up the bytes before the first segment that waits.
    fn skip_gap(&mut self, out: &mut Vec<(u64, What)>) {
        let (Some(first), Some(next)) = (self.early.first(), self.next) else {
            return;
        };
        let missing = distance(next, first.seq);
        if missing > 0 {
            out.push((first.frame, What::Missing(missing.unsigned_abs())));
            self.next = Some(first.seq);
        }
        self.drain(out);
    }

    /// Gives out the segments that no longer wait.
    fn drain(&mut self, out: &mut Vec<(u64, What)>) {
        let Some(mut next) = self.next else {
            return;
        };
        let mut ready = 0;
        for early in &self.early {
            if distance(next, early.seq) > 0 {
                break;
            }
            let behind = early.seq.wrapping_add(early.len);
            if distance(next, behind) > 0 {
                next = behind;
            }
            ready += 1;
        }
        for early in self.early.drain(..ready).collect::<Vec<Early>>() {
            self.give(&early, out);
        }
    }

    /// Gives out what of a segment is new, which begins at the next byte or before it.
    fn give(&mut self, arrived: &Early, out: &mut Vec<(u64, What)>) {
        let next = self.next.unwrap_or(arrived.seq);
        let done = u32::try_from(-distance(next, arrived.seq)).unwrap_or(0);
        if done >= arrived.len {
            return;
        }
        let captured = match &arrived.what {
            What::At(_, at) => at.len(),
            What::These(bytes) => u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            What::Missing(_) => 0,
        };
        if done < captured {
            let new = match &arrived.what {
                What::At(source, at) => What::At(*source, ByteRange::new(at.start + done, at.end)),
                What::These(bytes) => What::These(bytes[done as usize..].into()),
                missing => missing.clone(),
            };
            out.push((arrived.frame, new));
        }
        // The rest was on the wire, but not captured.
        let cut = arrived.len - captured.max(done).min(arrived.len);
        if cut > 0 {
            out.push((arrived.frame, What::Missing(cut.into())));
        }
        self.next = Some(arrived.seq.wrapping_add(arrived.len));
    }
}
