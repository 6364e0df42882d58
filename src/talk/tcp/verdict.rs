//! What stands out about a segment, seen against those before it: the rules of the Wireshark User's
//! Guide, section "TCP Analysis", in the order in which they count.

use super::order::{before, until};
use super::side::{Repeats, Side, elapsed};
use crate::model::{DuplicateAck, Marks, Segment, Since, TcpFlags, WindowScale};

/// A repeated segment within this time after a duplicate acknowledgment answers it.
const FAST: u64 = 20_000_000;

/// A segment this late may have been overtaken, if the round-trip time is not known.
const OVERTAKEN: u64 = 3_000_000;

/// Flags of segments that are more than bytes and acknowledgments.
const CONTROL: u8 = TcpFlags::SYN | TcpFlags::FIN | TcpFlags::RST;

/// A segment that is being judged.
#[derive(Debug)]
pub(super) struct Verdict<'s> {
    pub segment: &'s Segment,
    pub frame: u64,
    pub now: i64,
    pub marks: Marks,
    pub duplicate: Option<DuplicateAck>,
    pub timeout: Option<Since>,
    /// True if there is something to tell besides marks.
    pub told: bool,
}

impl<'s> Verdict<'s> {
    /// Nothing said yet.
    pub fn new(frame: u64, now: i64, segment: &'s Segment) -> Verdict<'s> {
        Verdict {
            segment,
            frame,
            now,
            marks: Marks::default(),
            duplicate: None,
            timeout: None,
            told: false,
        }
    }

    /// Judges the segment of `mine`, the direction of its sender, before either side took it in.
    /// `handshake` is the round-trip time of the handshake, if it is known.
    pub fn judge(&mut self, mine: &mut Side, theirs: &mut Side, handshake: Option<u64>) {
        self.window_and_acknowledgment(mine, theirs);
        if self.segment.ack != mine.last_ack {
            mine.first_ack_frame = self.frame;
            mine.repeats = Repeats::default();
        }
        self.acked_unseen(theirs);
        self.sent_again(mine, theirs, handshake.unwrap_or(OVERTAKEN));
    }

    fn mark(&mut self, mark: u16) {
        self.marks.add(mark);
    }

    fn window_and_acknowledgment(&mut self, mine: &mut Side, theirs: &Side) {
        let segment = self.segment;
        let control = segment.flags.has(CONTROL);
        let expected = mine.next != 0 && segment.seq == mine.next;
        if segment.len == 1 && expected && theirs.window == 0 {
            return self.mark(Marks::ZERO_WINDOW_PROBE);
        }
        if segment.window == 0 && !control {
            self.mark(Marks::ZERO_WINDOW);
        }
        let skipped = mine.next != 0 && before(mine.next, segment.seq);
        if skipped && !segment.flags.has(TcpFlags::RST) {
            self.mark(Marks::LOST_SEGMENT);
            mine.gap = true;
        }
        if control {
            return;
        }
        if segment.len <= 1 && segment.seq == mine.next.wrapping_sub(1) {
            self.mark(Marks::KEEP_ALIVE);
        }
        if segment.len > 0 {
            if fills_window(segment, theirs) {
                self.mark(Marks::WINDOW_FULL);
            }
            return;
        }
        if expected && segment.ack == mine.last_ack {
            self.same_again(mine, theirs);
        }
    }

    /// A segment without bytes that has the numbers of the one before it.
    fn same_again(&mut self, mine: &mut Side, theirs: &Side) {
        let window = self.segment.window;
        match (window == mine.window, window) {
            (true, 0) if theirs.last_marks.has(Marks::ZERO_WINDOW_PROBE) => {
                self.mark(Marks::ZERO_WINDOW_PROBE_ACK);
            }
            (_, 0) => {}
            (false, _) => self.mark(Marks::WINDOW_UPDATE),
            (true, _) if theirs.last_marks.has(Marks::KEEP_ALIVE) => {
                self.mark(Marks::KEEP_ALIVE_ACK);
            }
            (true, _) => {
                self.mark(Marks::DUPLICATE_ACK);
                self.duplicate = Some(DuplicateAck {
                    frame: mine.first_ack_frame,
                    number: mine.repeats.count(),
                });
            }
        }
    }

    fn acked_unseen(&mut self, theirs: &mut Side) {
        let known = theirs.whole_until != 0 && self.segment.flags.has(TcpFlags::ACK);
        if !known || !before(theirs.whole_until, self.segment.ack) {
            return;
        }
        if before(theirs.whole_until, theirs.next) {
            theirs.whole_until = theirs.next;
            self.mark(Marks::ACKED_UNSEEN);
            return;
        }
        self.told = true;
        // Said once while the other end sends nothing but acknowledgments.
        if theirs.repeats == Repeats::Times(0) {
            self.mark(Marks::ACKED_UNSEEN);
        }
        theirs.repeats = Repeats::Unseen;
    }

    /// Bytes, a SYN or a FIN that do not come after what was seen.
    fn sent_again(&mut self, mine: &Side, theirs: &Side, patience: u64) {
        let segment = self.segment;
        let closes = segment.flags.has(TcpFlags::SYN | TcpFlags::FIN);
        if (segment.len == 0 && !closes) || self.marks.has(Marks::KEEP_ALIVE) {
            return;
        }
        let end = segment.seq.wrapping_add(segment.len);
        if segment.len > 0 && theirs.last_ack != 0 && until(end, theirs.last_ack) {
            return self.mark(Marks::SPURIOUS_RETRANSMISSION);
        }
        // What seems to repeat one byte and brings new ones follows a window probe.
        let after_probe = segment.len > 1 && segment.seq == mine.next.wrapping_sub(1);
        if mine.next == 0 || !before(segment.seq, mine.next) || after_probe {
            return;
        }
        let asked = theirs.repeats.ask_for_more() && theirs.last_ack == segment.seq;
        if asked && self.is_within(FAST, theirs.last_ack_time) {
            return self.mark(Marks::FAST_RETRANSMISSION);
        }
        let last = mine.next == end.wrapping_add(u32::from(closes));
        if !last && self.is_within(patience, mine.next_time) {
            return self.mark(Marks::OUT_OF_ORDER);
        }
        self.mark(Marks::RETRANSMISSION);
        let since_next = Since {
            frame: mine.next_frame,
            ns: elapsed(mine.next_time, self.now),
        };
        self.timeout = Some(mine.oldest(self.now).unwrap_or(since_next));
    }

    /// True if less than `ns` nanoseconds have gone by since `then`.
    fn is_within(&self, ns: u64, then: i64) -> bool {
        let gone = self.now.checked_sub(then).map(u64::try_from);
        matches!(gone, Some(Ok(gone)) if gone < ns)
    }
}

/// True if the bytes reach exactly as far as the other end allows.
fn fills_window(segment: &Segment, theirs: &Side) -> bool {
    let window = match theirs.scale {
        WindowScale::Unknown => return false,
        _ if theirs.window_is_first => u32::from(theirs.window),
        scale => scale.apply(theirs.window),
    };
    segment.seq.wrapping_add(segment.len) == theirs.last_ack.wrapping_add(window)
}
