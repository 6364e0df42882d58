//! One direction of a byte stream: its segments put in order, and the message that waits for its
//! end.

mod lost;
mod slices;
mod starts;

use std::sync::Arc;

use crate::decode::{ArrivingSegment, Early, Joined, Middle, Part, Protocol, Reading, Unfinished};
use crate::model::{Flow, TcpFlags};

use lost::Tail;
use slices::behind;
pub use slices::{Slice, pieces};
use starts::Starts;

/// Segments that wait for a gap to be filled: at most so many, with at most so many bytes.
const MAX_EARLY: usize = 1024;
const MAX_EARLY_BYTES: usize = 4 << 20;

/// A message whose length is unknown is tried anew with every segment, until so many times the
/// bytes it has, and these, were looked at.
const PATIENCE: usize = 64;
const FREE_TRIES: usize = 64 << 20;

/// A segment that waits for bytes before it.
#[derive(Debug, Clone)]
struct Segment {
    seq: u32,
    slice: Slice,
    bytes: Box<[u8]>,
}

/// The message that waits for its end, and the segments that wait for a gap.
#[derive(Debug, Clone, Default)]
struct Held {
    bytes: Vec<u8>,
    slices: Vec<Slice>,
    protocol: Option<&'static Protocol>,
    /// Bytes that must be there before it is worth a try.
    needed: u32,
    /// Bytes that its head says it has at least.
    whole: Option<u64>,
    /// True if it has no head.
    bare: bool,
    early: Vec<Segment>,
    early_bytes: usize,
    looked_at: usize,
    /// More bytes of a message than this are not kept.
    limit: usize,
}

/// A message whose rest is missing.
#[derive(Debug, Clone)]
pub struct Torn {
    /// From where to where it travelled.
    pub flow: Flow,
    /// What it is.
    pub protocol: &'static Protocol,
    /// What there is of it.
    pub bytes: Vec<u8>,
    /// The frame in which it began.
    pub began: u64,
}

/// What will not come any more.
#[derive(Debug, Clone, Default)]
pub struct GivenUp {
    /// True if bytes of the stream are missing.
    pub lost: bool,
    message: Option<(&'static Protocol, Vec<u8>, u64)>,
}

impl GivenUp {
    /// The message that was waiting for its rest, if one was.
    pub fn torn(self, flow: Flow) -> Option<Torn> {
        self.message.map(|(protocol, bytes, began)| Torn {
            flow,
            protocol,
            bytes,
            began,
        })
    }
}

/// One direction of a stream.
#[derive(Debug, Clone, Default)]
pub struct Half {
    /// The sequence number of the byte that comes next.
    next: Option<u32>,
    /// The highest acknowledgment that the other end sent.
    acked: Option<u32>,
    /// The sequence number of the end of the stream.
    end: Option<u32>,
    /// Gaps that the other end does not have, since one was filled.
    holes: u8,
    /// The gap that was given up last: its first byte, and the first one behind it.
    hole: Option<(u32, u32)>,
    held: Option<Box<Held>>,
    tail: Option<Box<Tail>>,
    given_up: Option<Box<GivenUp>>,
    starts: Option<Box<Starts>>,
}

/// How a segment's payload is read, and of what it was put together.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// How it is read.
    pub reading: Reading,
    /// True if the stream ends with it.
    pub closed: bool,
    /// The slices of what is read, in the order of the stream.
    pub slices: Vec<Slice>,
}

impl Arrival {
    fn of(reading: Reading) -> Arrival {
        Arrival {
            reading,
            closed: false,
            slices: Vec::new(),
        }
    }
}

/// How far `seq` is behind `from`; negative if it is before it.
fn distance(from: u32, seq: u32) -> i64 {
    i64::from(seq.wrapping_sub(from) as i32)
}

impl Half {
    /// Bytes of memory behind it, besides itself.
    pub fn weight(&self) -> usize {
        self.held.as_ref().map_or(0, |held| {
            held.bytes.capacity() + held.early_bytes + held.slices.capacity() * size_of::<Slice>()
        })
    }

    /// Gives up what waits. What comes is read as far as it goes.
    pub fn forget(&mut self) {
        self.tear();
        self.held = None;
        self.tail = None;
    }

    /// Takes the bytes away from the message that waits, if one does.
    fn tear(&mut self) {
        let Some(held) = &mut self.held else {
            return;
        };
        let began = held.slices.first().map_or(0, |slice| slice.frame);
        let bytes = std::mem::take(&mut held.bytes);
        held.slices.clear();
        held.needed = 0;
        if let Some(protocol) = held.protocol.take()
            && !bytes.is_empty()
        {
            let given_up = self.given_up.get_or_insert_default();
            given_up.message = Some((protocol, bytes, began));
        }
    }

    /// What was given up since this was asked last.
    pub fn take_given_up(&mut self) -> Option<GivenUp> {
        self.given_up.take().map(|given_up| *given_up)
    }

    /// The other end has acknowledged all bytes before `ack`.
    pub fn acknowledge(&mut self, ack: u32) {
        if self.acked.is_none_or(|acked| distance(acked, ack) > 0) {
            self.acked = Some(ack);
        }
    }

    /// Takes in the next segment of frame `frame`; `heard` is true if the other end has been heard
    /// of, so that its acknowledgments tell what was lost.
    pub fn arrive(&mut self, frame: u64, arriving: &ArrivingSegment<'_>, heard: bool) -> Arrival {
        let segment = &arriving.segment;
        let payload = arriving.payload;
        if segment.flags.has(TcpFlags::SYN) {
            self.forget();
            self.starts = None;
            self.end = None;
            (self.holes, self.hole) = (0, None);
            self.next = Some(segment.seq.wrapping_add(1).wrapping_add(segment.len));
            return Arrival::of(Reading::Next(0));
        }
        let behind = segment.seq.wrapping_add(segment.len);
        let next = *self.next.get_or_insert(segment.seq);
        if segment.flags.has(TcpFlags::RST) || payload.len() < segment.len as usize {
            self.forget();
            if distance(next, behind) > 0 {
                self.next = Some(behind);
            }
            return Arrival::of(Reading::Alone);
        }
        if segment.flags.has(TcpFlags::FIN) {
            self.end = Some(behind);
        }
        self.give_up_lost(segment.seq, heard);
        let next = self.next.unwrap_or(segment.seq);
        let offset = distance(next, segment.seq);
        if offset > 0 && !payload.is_empty() {
            self.keep_early(frame, arriving);
            let early = Early {
                missing: u32::try_from(offset).unwrap_or_default(),
                within: self.is_within_message(segment.seq) || self.is_passed(segment.seq),
            };
            return Arrival::of(Reading::Part(Part::Early(early)));
        }
        let done = usize::try_from(-offset).unwrap_or_default();
        let ends_here = self.end == Some(next);
        if done >= payload.len() && !(ends_here && segment.flags.has(TcpFlags::FIN)) {
            return Arrival::of(match payload.is_empty() {
                true => Reading::Next(0),
                false if self.is_in_hole(segment.seq, payload.len()) => {
                    self.holes = 0;
                    Reading::Alone
                }
                false => Reading::Part(Part::Repeat),
            });
        }
        self.take(frame, arriving, done.min(payload.len()))
    }

    /// The frame in which these bytes were read by themselves, if that was not long ago: whole
    /// messages, the first of which begins with them.
    pub fn read_in(&self, seq: u32, len: u32) -> Option<u64> {
        self.starts.as_ref()?.frame_of(seq, len)
    }

    /// Keeps a segment until the bytes before it are there.
    fn keep_early(&mut self, frame: u64, arriving: &ArrivingSegment<'_>) {
        let held = self.held.get_or_insert_default();
        let seq = arriving.segment.seq;
        let place = held
            .early
            .partition_point(|early| distance(early.seq, seq) > 0);
        let same = held
            .early
            .get(place)
            .is_some_and(|early| early.seq == seq && early.bytes.len() >= arriving.payload.len());
        if same {
            return;
        }
        held.early_bytes += arriving.payload.len();
        let slice = Slice {
            frame,
            at: arriving.at,
            len: arriving.segment.len,
        };
        let bytes = arriving.payload.into();
        held.early.insert(place, Segment { seq, slice, bytes });
    }

    /// Moves the segments that no longer wait behind the bytes held.
    fn drain(&mut self) {
        let (Some(held), Some(next)) = (&mut self.held, &mut self.next) else {
            return;
        };
        let mut ready = 0;
        for early in &held.early {
            let offset = distance(*next, early.seq);
            if offset > 0 {
                break;
            }
            ready += 1;
            held.early_bytes -= early.bytes.len();
            let done = usize::try_from(-offset).unwrap_or_default();
            let Some(rest) = early.bytes.get(done..).filter(|rest| !rest.is_empty()) else {
                continue;
            };
            let share = self
                .tail
                .as_mut()
                .map_or(0, |tail| tail.share(*next, rest.len()));
            *next = next.wrapping_add(rest.len() as u32);
            let rest = &rest[share..];
            if rest.is_empty() {
                continue;
            }
            held.bytes.extend_from_slice(rest);
            held.slices.push(Slice {
                frame: early.slice.frame,
                at: early.slice.at.map(|at| at + (done + share) as u32),
                len: rest.len() as u32,
            });
        }
        held.early.drain(..ready);
    }

    /// Takes the bytes of a segment from `done` on, which come next in the stream.
    fn take(&mut self, frame: u64, arriving: &ArrivingSegment<'_>, done: usize) -> Arrival {
        let own = &arriving.payload[done..];
        let seq = self.next.unwrap_or_default();
        let next = seq.wrapping_add(own.len() as u32);
        self.next = Some(next);
        let share = self
            .tail
            .as_mut()
            .map_or(0, |tail| tail.share(seq, own.len()));
        if let Some(tail) = &self.tail
            && share > 0
            && share == own.len()
        {
            let part = tail.part();
            self.drain();
            return Arrival::of(Reading::Part(part));
        }
        self.tail = None;
        let (own, done) = (&own[share..], done + share);
        let slice = Slice {
            frame,
            at: arriving.at.map(|at| at + done as u32),
            len: own.len() as u32,
        };
        let nothing_waits = self.held.as_ref().is_none_or(|held| {
            held.bytes.is_empty()
                && held
                    .early
                    .first()
                    .is_none_or(|early| distance(next, early.seq) > 0)
        });
        if nothing_waits {
            if done == 0 && slice.len > 0 {
                let starts = self.starts.get_or_insert_default();
                starts.add(frame, seq, slice.len);
            }
            return Arrival {
                reading: Reading::Next(done as u32),
                closed: self.end == Some(next),
                slices: vec![slice],
            };
        }
        let held = self.held.get_or_insert_default();
        if !held.early.is_empty() {
            self.holes = 0;
        }
        let own_start = held.bytes.len() as u32;
        held.bytes.extend_from_slice(own);
        if !own.is_empty() {
            held.slices.push(slice);
        }
        self.drain();
        self.read(own_start)
    }

    /// Reads what is held, if all that its message needs is there.
    fn read(&mut self, own: u32) -> Arrival {
        let closed = self.end.is_some() && self.end == self.next;
        let Some(held) = &mut self.held else {
            return Arrival::of(Reading::Next(0));
        };
        let is_short = held.bytes.len() < held.needed as usize;
        if is_short && !closed && held.bytes.len() <= held.limit {
            let began = held.slices.first().map_or(0, |slice| slice.frame);
            return Arrival::of(Reading::Part(Part::Middle(Middle {
                protocol: held.protocol.map(|protocol| &protocol.info),
                began,
                so_far: held.bytes.len() as u64,
                whole: held.whole,
                bare: held.bare,
            })));
        }
        held.looked_at += held.bytes.len();
        let bytes: Arc<[u8]> = held.bytes.as_slice().into();
        held.bytes.clear();
        held.needed = 0;
        let slices = std::mem::take(&mut held.slices);
        let joined = Joined {
            bytes,
            pieces: pieces(&slices),
            own,
            protocol: held.protocol.take(),
        };
        if held.early.is_empty() && closed {
            self.held = None;
        }
        Arrival {
            reading: Reading::Joined(joined),
            closed,
            slices,
        }
    }

    /// What was read ends in the middle of a message; `slices` is where it stands.
    pub fn wait(&mut self, message: &Unfinished<'_>, slices: &[Slice], limit: usize) {
        if message.taken == 0
            && let Some(starts) = &mut self.starts
            && let Some(first) = slices.first()
        {
            starts.remove(first.frame);
        }
        if message.bytes.len() > limit {
            return self.forget();
        }
        let held = self.held.get_or_insert_default();
        held.bytes.clear();
        held.bytes.extend_from_slice(message.bytes);
        held.slices = behind(slices, message.taken);
        held.protocol = message.protocol;
        let len = message.bytes.len() as u32;
        held.needed = message.needed.max(len.saturating_add(1));
        held.limit = limit;
        held.whole = message.whole();
        held.bare = message.bare;
        let tired = held.looked_at > PATIENCE * message.bytes.len() + FREE_TRIES;
        if tired {
            held.needed = held.needed.max(len.saturating_add(len / 8));
        }
    }
}

#[cfg(test)]
mod tests;
