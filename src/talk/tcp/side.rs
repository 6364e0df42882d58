//! What is remembered of one direction of a connection: what its sender has said.

use super::order::{before, until};
use crate::model::{Marks, Segment, Since, TcpFlags, TcpState, WindowScale};

/// Segments without an acknowledgment that are remembered in one direction; further ones are not.
pub(super) const MAX_UNACKED: usize = 1_000;

/// Room for segments that is kept when all are acknowledged.
const MIN_KEPT: usize = 16;

/// A span that nothing is in.
const NOTHING: (u32, u32) = (u32::MAX, 0);

/// A segment that was sent and not acknowledged yet.
#[derive(Debug, Clone, Copy)]
struct Unacked {
    seq: u32,
    next: u32,
    frame: u64,
    time: i64,
}

impl Unacked {
    /// The span of numbers with this segment in it, counted from `base`.
    fn widen(self, (first, last): (u32, u32), base: Option<u32>) -> (u32, u32) {
        let base = base.unwrap_or_default();
        let (seq, next) = (self.seq.wrapping_sub(base), self.next.wrapping_sub(base));
        (first.min(seq), last.max(next))
    }
}

/// One direction. Numbers are 0 until they are known, as `tshark` has it.
#[derive(Debug, Clone, Default)]
pub(super) struct Side {
    /// Segments on their way, oldest first.
    unacked: Vec<Unacked>,
    /// From the first number among them, if there are any, to behind the last one, counted from
    /// `base`.
    span: (u32, u32),
    /// The sequence number that counts as 0.
    pub base: Option<u32>,
    /// Behind the highest byte seen.
    pub next: u32,
    /// Behind the last byte up to which nothing is missing: no acknowledgment should go beyond.
    pub whole_until: u32,
    /// The frame that reached `next`.
    pub next_frame: u64,
    /// When that was, in nanoseconds since 1970.
    pub next_time: i64,
    /// The last acknowledgment number sent.
    pub last_ack: u32,
    /// When that was.
    pub last_ack_time: i64,
    /// The frame that first sent this acknowledgment number.
    pub first_ack_frame: u64,
    /// How often it was repeated.
    pub repeats: Repeats,
    /// Bytes sent since the last push.
    since_push: u32,
    /// Bytes that the last selective acknowledgments cover.
    pub sacked: u32,
    /// The sequence number of the FIN.
    pub fin: Option<u32>,
    /// The last window sent, unscaled.
    pub window: u16,
    /// By how much it is shifted.
    pub scale: WindowScale,
    /// What stood out about the last segment.
    pub last_marks: Marks,
    /// The state of the sender.
    pub state: TcpState,
    /// True while a gap makes it impossible to say what is on its way.
    pub gap: bool,
    /// True between a SYN and the acknowledgment after it: its window is not scaled.
    pub window_is_first: bool,
    /// True if the last segment with bytes pushed.
    pushed: bool,
    /// True if it has acknowledged anything: it has heard from the other end.
    pub has_heard: bool,
    /// True if its FIN came after it knew the FIN of the other end.
    pub closed_second: bool,
}

/// How often an acknowledgment number was repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeats {
    /// So many times.
    Times(u32),
    /// The other end has acknowledged bytes that were not seen: no use counting.
    Unseen,
}

impl Default for Repeats {
    fn default() -> Repeats {
        Repeats::Times(0)
    }
}

impl Repeats {
    /// One more; which one it is.
    pub fn count(&mut self) -> u32 {
        let times = match *self {
            Repeats::Times(times) => times.saturating_add(1),
            Repeats::Unseen => 1,
        };
        *self = Repeats::Times(times);
        times
    }

    /// True if a sender takes them as a sign of loss.
    pub fn ask_for_more(self) -> bool {
        self == Repeats::Unseen || matches!(self, Repeats::Times(2..))
    }
}

/// Nanoseconds from one time to another; 0 if they run backwards.
pub(super) fn elapsed(from: i64, to: i64) -> u64 {
    to.checked_sub(from)
        .and_then(|ns| u64::try_from(ns).ok())
        .unwrap_or_default()
}

impl Side {
    /// Takes in a segment of this direction, of which `marks` stand out.
    pub fn send(&mut self, frame: u64, now: i64, segment: &Segment, marks: Marks) {
        let closes = segment.flags.has(TcpFlags::SYN | TcpFlags::FIN);
        let next = (segment.seq.wrapping_add(segment.len)).wrapping_add(u32::from(closes));
        if (segment.len > 0 || closes) && self.unacked.len() < MAX_UNACKED {
            let sent = Unacked {
                seq: segment.seq,
                next,
                frame,
                time: now,
            };
            let span = match self.unacked.is_empty() {
                true => NOTHING,
                false => self.span,
            };
            self.span = sent.widen(span, self.base);
            if self.unacked.capacity() == 0 {
                // A connection that stays half open never needs more.
                self.unacked.reserve_exact(1);
            }
            self.unacked.push(sent);
        }
        if !marks.has(Marks::ZERO_WINDOW_PROBE) {
            if self.next == 0 || before(self.next, next) {
                self.next = next;
                self.next_frame = frame;
                self.next_time = now;
            }
            if self.whole_until == 0 || segment.seq == self.whole_until {
                self.whole_until = self.next;
            }
        }
        self.window = segment.window;
        self.last_ack = segment.ack;
        self.last_ack_time = now;
        self.last_marks = marks;
    }

    /// Counts from another number.
    pub fn rebase(&mut self, base: u32) {
        self.base = Some(base);
        let widen = |span, sent: &Unacked| sent.widen(span, Some(base));
        self.span = self.unacked.iter().fold(NOTHING, widen);
    }

    /// Takes in an acknowledgment by the other end; the frame that it acknowledges, if it ends where
    /// a segment ended.
    pub fn acknowledge(&mut self, ack: u32, now: i64) -> Option<Since> {
        let mut acked = None;
        let mut span = NOTHING;
        self.unacked.retain_mut(|sent| {
            if ack == sent.next {
                acked.get_or_insert(Since {
                    frame: sent.frame,
                    ns: elapsed(sent.time, now),
                });
                return false;
            }
            if before(sent.seq, ack) && until(ack, sent.next) {
                sent.seq = ack;
            }
            let stays = before(ack, sent.next);
            if stays {
                span = sent.widen(span, self.base);
            }
            stays
        });
        self.span = span;
        if self.unacked.is_empty() {
            self.unacked.shrink_to(MIN_KEPT);
        }
        acked
    }

    /// The oldest segment on its way, which a repeated one is taken to repeat.
    pub fn oldest(&self, now: i64) -> Option<Since> {
        let sent = self.unacked.first()?;
        Some(Since {
            frame: sent.frame,
            ns: elapsed(sent.time, now),
        })
    }

    /// Bytes on their way after a segment with bytes was sent, of which the other end has `sacked`;
    /// [`None`] if a gap hides it.
    pub fn in_flight(&self, sacked: u32) -> Option<u32> {
        if self.gap || self.unacked.is_empty() {
            return None;
        }
        let (first, last) = self.span;
        Some(last.wrapping_sub(first).wrapping_sub(sacked))
    }

    /// Bytes of memory that it takes besides itself.
    pub fn weight(&self) -> usize {
        self.unacked.capacity() * size_of::<Unacked>()
    }

    /// Counts bytes since the last push.
    pub fn count_push(&mut self, segment: &Segment) -> u32 {
        let before = if self.pushed { 0 } else { self.since_push };
        self.pushed = segment.flags.has(TcpFlags::PSH);
        self.since_push = before.wrapping_add(segment.len);
        self.since_push
    }
}
