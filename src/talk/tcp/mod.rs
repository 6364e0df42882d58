//! TCP connections as they happen: what each segment does, seen against those before it.
//!
//! The verdicts are those of Wireshark, so that both tools say the same about a capture.
//! `docs/fidelity.md` names what differs.

mod calls;
mod clock;
mod half;
mod order;
mod side;
mod state;
mod verdict;

pub use calls::{At, Call, SocketCall, calls};
pub use half::{Arrival, Half, Slice, Torn, pieces};

use crate::model::{Analysis, Completeness, Marks, Segment, TcpFlags, Timestamp, WindowScale};
use clock::Clock;
use side::Side;
use verdict::Verdict;

/// More bytes than can be on their way: a sign that the numbers do not belong together.
const IMPOSSIBLE: u32 = 2_000_000_000;

/// One connection, or what the capture has of it.
#[derive(Debug, Clone)]
pub struct Stream {
    number: u32,
    completeness: Completeness,
    /// What the lower end of the flow's key has said, and the other.
    sides: [Side; 2],
    clock: Clock,
}

impl Stream {
    /// A connection of which nothing has been seen; `number` is its place in the capture.
    pub fn new(number: u32) -> Stream {
        Stream {
            number,
            completeness: Completeness::default(),
            sides: Default::default(),
            clock: Clock::default(),
        }
    }

    /// Which connection of the capture this is, counted from 0.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Bytes of memory that it takes besides itself; bounded, however long the connection is.
    pub fn weight(&self) -> usize {
        self.sides.iter().map(Side::weight).sum()
    }

    /// True if the segment opens a new connection between the ends of this one: a SYN with another
    /// sequence number.
    pub fn is_followed_by(&self, segment: &Segment) -> bool {
        let base = self.sides[side(segment)].base;
        segment.flags.opens() && base.is_some_and(|base| base != segment.seq)
    }

    /// Takes in the next segment in the order of the capture, and says what it does.
    pub fn observe(&mut self, frame: u64, time: Option<Timestamp>, segment: &Segment) -> Analysis {
        let now = time.map_or(0, |time| time.0);
        let flags = segment.flags;
        let [low, high] = &mut self.sides;
        let (mine, theirs) = match side(segment) {
            0 => (low, high),
            _ => (high, low),
        };
        let mut verdict = Verdict::new(frame, now, segment);
        verdict.marks.add(set_bases(mine, theirs, segment));
        verdict.judge(mine, theirs, self.clock.handshake());
        self.clock.shake(now, flags);
        mine.send(frame, now, segment, verdict.marks);
        let mut analysis = Analysis {
            stream: self.number,
            seq_base: mine.base.unwrap_or_default(),
            ack_base: theirs.base.unwrap_or_default(),
            marks: verdict.marks,
            acked: theirs.acknowledge(segment.ack, now),
            scale: match flags.has(TcpFlags::SYN) {
                true => WindowScale::None,
                false => mine.scale,
            },
            duplicate_ack: verdict.duplicate,
            timeout: verdict.timeout,
            completeness: self.completeness,
            ..Analysis::default()
        };
        let told = fill_pipe(mine, theirs, segment, &mut analysis)
            || verdict.told
            || analysis.acked.is_some()
            || !analysis.marks.is_empty();
        analysis.initial_rtt = self.clock.handshake().filter(|_| told);
        mine.sacked = sacked(segment);
        agree_on_windows(mine, theirs, segment);
        state::advance(mine, theirs, segment);
        analysis.states = [mine.state, theirs.state];
        self.complete(segment);
        [analysis.since_first, analysis.since_previous] = self.clock.tick(time);
        analysis
    }

    /// Notes what the capture has of the connection.
    fn complete(&mut self, segment: &Segment) {
        let flags = segment.flags;
        let first = self.clock.is_new();
        let mut seen = 0;
        if first {
            if flags.opens() {
                seen = Completeness::SYN;
                seen |= Completeness::DATA * u8::from(segment.len > 0);
            }
            self.completeness.0 |= seen;
            return;
        }
        if flags.has(TcpFlags::ACK) {
            seen |= match (flags.has(TcpFlags::SYN), segment.len) {
                (true, _) => Completeness::SYN_ACK,
                (false, 0) => Completeness::ACK,
                (false, _) => Completeness::DATA,
            };
            seen |= Completeness::FIN * u8::from(flags.has(TcpFlags::FIN));
        }
        seen |= Completeness::RST * u8::from(flags.has(TcpFlags::RST));
        self.completeness.0 |= seen;
    }
}

/// 0 if the segment comes from the lower end of its flow's key, else 1.
fn side(segment: &Segment) -> usize {
    usize::from(!segment.flow.is_key())
}

/// Sets the sequence numbers that count as 0, and says whether a SYN and ACK changes one.
fn set_bases(mine: &mut Side, theirs: &mut Side, segment: &Segment) -> u16 {
    let flags = segment.flags;
    let mut marks = 0;
    let answers = flags.has(TcpFlags::SYN) && flags.has(TcpFlags::ACK);
    if answers && mine.base.is_some_and(|base| base != segment.seq) {
        marks = Marks::REUSED_PORTS;
        mine.rebase(segment.seq);
    }
    // Without the SYN, the first byte seen counts as 1, as if a SYN had come before it.
    let unseen = u32::from(!flags.has(TcpFlags::SYN));
    mine.base.get_or_insert(segment.seq.wrapping_sub(unseen));
    if flags.has(TcpFlags::ACK) {
        theirs.base.get_or_insert(segment.ack.wrapping_sub(1));
        theirs.gap = false;
    }
    marks
}

/// Says how much is on its way; false if there is nothing to say.
fn fill_pipe(mine: &mut Side, theirs: &Side, segment: &Segment, analysis: &mut Analysis) -> bool {
    if segment.len == 0 {
        return false;
    }
    let Some(bytes) = mine.in_flight(theirs.sacked) else {
        return false;
    };
    let pushed = mine.count_push(segment);
    let closes = segment.flags.has(TcpFlags::SYN | TcpFlags::FIN);
    // A SYN and a FIN take up a number, but are no bytes.
    let bytes = match bytes < IMPOSSIBLE {
        true => bytes.saturating_sub(u32::from(closes)),
        false => 0,
    };
    if bytes > 0 {
        analysis.in_flight = Some(bytes);
        analysis.since_push = Some(pushed);
    }
    true
}

/// Bytes that the selective acknowledgments of a segment cover.
fn sacked(segment: &Segment) -> u32 {
    let blocks = segment.options.sack_blocks().iter();
    let lens = blocks.map(|(first, behind)| behind.wrapping_sub(*first));
    lens.fold(0, u32::wrapping_add)
}

/// Notes what a SYN says about the scale of windows, which counts if both ends offer it
/// (RFC 7323 §2.2).
fn agree_on_windows(mine: &mut Side, theirs: &mut Side, segment: &Segment) {
    let flags = segment.flags;
    if !flags.has(TcpFlags::SYN) {
        mine.window_is_first &= !flags.has(TcpFlags::ACK);
        return;
    }
    mine.window_is_first = true;
    if let Some(shift) = segment.options.window_scale {
        mine.scale = WindowScale::Shift(shift.min(14));
    }
    if mine.scale == WindowScale::Unknown {
        mine.scale = WindowScale::None;
        theirs.scale = WindowScale::None;
    } else if flags.has(TcpFlags::ACK) && theirs.scale == WindowScale::None {
        mine.scale = WindowScale::None;
    }
}

#[cfg(test)]
mod tests;
