//! Following a TCP connection from step to step: which segments are not acknowledged yet, and what
//! is missing.

use std::collections::VecDeque;

use super::ends::Side;
use super::step::{Fate, Gap, GapEnd, TcpStep};
use crate::model::{Analysis, Marks, Segment, TcpFlags, TcpState};

/// Segments without an acknowledgment that are remembered in one direction.
const MAX_OPEN: usize = 1024;
/// Gaps that are remembered in one direction.
const MAX_GAPS: usize = 64;

/// A segment that is not acknowledged yet.
#[derive(Debug, Clone, Copy)]
struct Open {
    seq: u32,
    next: u32,
    step: u64,
}

/// What is known of one direction.
#[derive(Debug, Clone, Default)]
struct Way {
    /// Behind the highest byte seen.
    next: Option<u32>,
    open: VecDeque<Open>,
    gaps: VecDeque<Open>,
    /// The last acknowledgment for it, and whether it was repeated.
    asked: Option<u32>,
    /// True if its last segment with bytes had no push.
    is_unpushed: bool,
}

/// A segment as a step, and what follows from it.
#[derive(Debug)]
pub(super) struct Followed {
    /// The segment.
    pub step: TcpStep,
    /// What it tells about earlier steps.
    pub changes: Vec<Change>,
    /// What the receiver's process gets to read.
    pub reading: Reading,
    /// True if its bytes go on from a segment before, without a push between them.
    pub goes_on: bool,
}

/// What a receiving process gets to read of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As its marks say.
    Usual,
    /// Nothing: bytes before it are missing.
    Waits,
    /// Its bytes and all that waited for them.
    All,
}

/// What a later step tells about an earlier one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    /// The earlier step.
    pub step: u64,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Acknowledged,
    Repeated { asked: bool },
    GapLate,
    GapSentAgain,
    GapAcknowledged,
}

impl Change {
    /// True if the receiver cannot have read the bytes of the earlier step, nor those behind them.
    pub const fn is_loss(self) -> bool {
        matches!(self.kind, Kind::Repeated { .. })
    }

    /// Writes it down; `frame` is the later frame.
    pub fn apply(self, tcp: &mut TcpStep, frame: u64) {
        let is_open = |gap: &&mut Gap| gap.end == GapEnd::Open;
        match self.kind {
            Kind::Acknowledged if tcp.fate == Fate::Unknown => tcp.fate = Fate::Acknowledged,
            Kind::Repeated { asked } if tcp.fate == Fate::Unknown => {
                tcp.fate = Fate::Repeated { by: frame, asked };
            }
            Kind::Acknowledged | Kind::Repeated { .. } => {}
            Kind::GapLate | Kind::GapSentAgain | Kind::GapAcknowledged => {
                if let Some(gap) = tcp.gap.as_mut().filter(is_open) {
                    gap.end = match self.kind {
                        Kind::GapLate => GapEnd::Late(frame),
                        Kind::GapSentAgain => GapEnd::SentAgain(frame),
                        _ => GapEnd::Acknowledged(frame),
                    };
                }
            }
        }
    }
}

/// Both directions of a connection, and the states of both ends.
#[derive(Debug, Clone, Default)]
pub(super) struct Following {
    ways: [Way; 2],
    states: [TcpState; 2],
}

/// How far `b` is behind `a`; negative if it is before it.
const fn distance(a: u32, b: u32) -> i32 {
    b.wrapping_sub(a) as i32
}

impl Following {
    /// Takes in the next segment, the step of this number.
    pub fn follow(
        &mut self,
        number: u64,
        from: Side,
        segment: &Segment,
        analysis: &Analysis,
    ) -> Followed {
        let (mine, theirs) = (from as usize, from.other() as usize);
        let marks = analysis.marks;
        let mut changes = Vec::new();
        if segment.flags.opens() && marks.has(Marks::REUSED_PORTS) {
            self.ways = Default::default();
        }
        let had_gaps = !self.ways[mine].gaps.is_empty();
        let goes_on = self.ways[mine].is_unpushed && segment.len > 0;
        let sent_again = Marks::RETRANSMISSION | Marks::FAST_RETRANSMISSION;
        if segment.sequence_len() > 0 {
            if marks.has(sent_again) && !marks.has(Marks::SPURIOUS_RETRANSMISSION) {
                let fast = marks.has(Marks::FAST_RETRANSMISSION);
                self.ways[mine].repeat(segment, fast, &mut changes);
            }
            self.ways[mine].fill(segment, marks.has(sent_again), &mut changes);
        }
        let mut unseen = 0;
        if segment.flags.has(TcpFlags::ACK) {
            let way = &mut self.ways[theirs];
            if marks.has(Marks::ACKED_UNSEEN) {
                unseen = way.beyond(segment.ack);
            }
            way.acknowledge(segment.ack, marks.has(Marks::DUPLICATE_ACK), &mut changes);
        }
        let gap = marks
            .has(Marks::LOST_SEGMENT)
            .then(|| self.ways[mine].gap_before(segment))
            .flatten();
        self.ways[mine].send(number, segment, gap.as_ref());
        let before = [self.states[mine], self.states[theirs]];
        self.states[mine] = analysis.states[0];
        self.states[theirs] = analysis.states[1];
        let step = TcpStep {
            segment: *segment,
            analysis: *analysis,
            before,
            gap,
            unseen,
            fate: Fate::Unknown,
        };
        let way = &self.ways[mine];
        let is_filled = had_gaps || changes.iter().any(|change| change.is_loss());
        let reading = match (way.gaps.is_empty(), is_filled) {
            (false, _) => Reading::Waits,
            (true, true) => Reading::All,
            (true, false) => Reading::Usual,
        };
        Followed {
            step,
            changes,
            reading,
            goes_on,
        }
    }
}

impl Way {
    /// The segment sends bytes again: those that first did so did not get through, or the answer
    /// did not. From now on it is the segment that is to be acknowledged.
    fn repeat(&mut self, segment: &Segment, fast: bool, changes: &mut Vec<Change>) {
        let end = segment.next_seq();
        let asked = self.asked;
        self.open.retain(|open| {
            let again = distance(open.seq, end) > 0 && distance(segment.seq, open.next) > 0;
            if again {
                let asked = fast || asked == Some(open.seq);
                changes.push(Change {
                    step: open.step,
                    kind: Kind::Repeated { asked },
                });
            }
            !again
        });
    }

    /// The segment may bring what was missing.
    fn fill(&mut self, segment: &Segment, again: bool, changes: &mut Vec<Change>) {
        let kind = match again {
            true => Kind::GapSentAgain,
            false => Kind::GapLate,
        };
        let end = segment.next_seq();
        self.gaps.retain(|gap| {
            let fills = distance(segment.seq, gap.next) > 0 && distance(gap.seq, end) > 0;
            if fills {
                changes.push(Change {
                    step: gap.step,
                    kind,
                });
            }
            !fills
        });
    }

    /// All bytes before `ack` have arrived.
    fn acknowledge(&mut self, ack: u32, again: bool, changes: &mut Vec<Change>) {
        let mut settle = |list: &mut VecDeque<Open>, kind: Kind| {
            list.retain(|open| {
                let is_done = distance(open.next, ack) >= 0;
                if is_done {
                    changes.push(Change {
                        step: open.step,
                        kind,
                    });
                }
                !is_done
            });
        };
        settle(&mut self.gaps, Kind::GapAcknowledged);
        // Segments are sent in order, mostly: nothing to look for if the first one still waits.
        let first_is_done = self
            .open
            .front()
            .is_some_and(|open| distance(open.next, ack) >= 0);
        if first_is_done {
            settle(&mut self.open, Kind::Acknowledged);
        }
        self.asked = again.then_some(ack);
    }

    /// Bytes before `ack` that were never seen.
    fn beyond(&mut self, ack: u32) -> u32 {
        let next = *self.next.get_or_insert(ack);
        let missing = distance(next, ack).max(0);
        if missing > 0 {
            self.next = Some(ack);
        }
        missing.unsigned_abs()
    }

    /// What is missing between the highest byte seen and the segment.
    fn gap_before(&self, segment: &Segment) -> Option<Gap> {
        let seq = self.next?;
        let len = distance(seq, segment.seq);
        (len > 0).then_some(Gap {
            len: len.unsigned_abs(),
            seq,
            end: GapEnd::Open,
        })
    }

    /// The segment is on its way.
    fn send(&mut self, step: u64, segment: &Segment, gap: Option<&Gap>) {
        let (seq, next) = (segment.seq, segment.next_seq());
        if let Some(gap) = gap {
            self.gaps.push_back(Open {
                seq: gap.seq,
                next: segment.seq,
                step,
            });
            self.gaps.truncate(MAX_GAPS);
        }
        if segment.len > 0 {
            self.is_unpushed = !segment.flags.has(TcpFlags::PSH);
        }
        if segment.sequence_len() > 0 {
            self.open.push_back(Open { seq, next, step });
            if self.open.len() > MAX_OPEN {
                self.open.pop_front();
            }
        }
        if self.next.is_none_or(|highest| distance(highest, next) > 0) {
            self.next = Some(next);
        }
    }
}
