//! Frames of several interfaces, put in the order of their time stamps.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::model::Timestamp;

/// The most that may be held back, in bytes; beyond it the oldest frames go on out of order.
const LIMIT: usize = 32 << 20;

/// The longest that a frame is held back, even for an interface that nobody looks after.
const PATIENCE: Duration = Duration::from_secs(1);

/// A short queue for each interface. The oldest frame of all is passed on once no interface can
/// still come up with an older one. That is so for an interface that has a later frame waiting, and
/// for one that was found empty long enough after the frame came: whatever crossed it earlier, the
/// kernel would have handed over by then.
#[derive(Debug)]
pub(super) struct Merge {
    lanes: Vec<Lane>,
    delay: Duration,
    limit: usize,
    held: usize,
}

/// The waiting frames of one interface: what is known of each, and the bytes of all in a row.
#[derive(Debug)]
struct Lane {
    heads: VecDeque<Head>,
    data: Vec<u8>,
    /// Bytes at the beginning of `data` that have been passed on.
    done: usize,
    /// When it was last found to have no more frames for the moment.
    empty_at: Instant,
    closed: bool,
}

#[derive(Debug, Clone, Copy)]
struct Head {
    time: Timestamp,
    original_len: u32,
    len: usize,
    arrival: Instant,
}

impl Head {
    /// Bytes of memory that count against the limit.
    const fn cost(&self) -> usize {
        self.len + size_of::<Head>()
    }
}

/// A frame on its way through the queue.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Waiting<'a> {
    pub lane: usize,
    pub time: Timestamp,
    pub original_len: u32,
    pub bytes: &'a [u8],
}

impl Merge {
    /// For this many interfaces, whose frames arrive up to `delay` late.
    pub fn new(lanes: usize, delay: Duration, now: Instant) -> Merge {
        Merge {
            lanes: (0..lanes).map(|_| Lane::new(now)).collect(),
            delay,
            limit: LIMIT,
            held: 0,
        }
    }

    /// Takes a frame that arrived now.
    pub fn push(&mut self, frame: Waiting<'_>, now: Instant) {
        let Some(lane) = self.lanes.get_mut(frame.lane) else {
            return;
        };
        let head = Head {
            time: frame.time,
            original_len: frame.original_len,
            len: frame.bytes.len(),
            arrival: now,
        };
        self.held += head.cost();
        lane.heads.push_back(head);
        lane.data.extend_from_slice(frame.bytes);
    }

    /// No more frames will come from this interface.
    pub fn close(&mut self, lane: usize) {
        if let Some(lane) = self.lanes.get_mut(lane) {
            lane.closed = true;
        }
    }

    /// True when more is held than memory allows for.
    pub const fn is_full(&self) -> bool {
        self.held > self.limit
    }

    /// At this moment the interface had no frame that was not pushed.
    pub fn found_empty(&mut self, lane: usize, at: Instant) {
        if let Some(lane) = self.lanes.get_mut(lane) {
            lane.empty_at = at;
        }
    }

    /// Passes on the frames whose turn it is, until `take` returns false.
    pub fn release(&mut self, now: Instant, mut take: impl FnMut(Waiting<'_>) -> bool) {
        while let Some((index, head)) = self.oldest() {
            let safe = self
                .lanes
                .iter()
                .all(|lane| lane.has_nothing_before(head, self.delay));
            let waited = now.saturating_duration_since(head.arrival) >= PATIENCE;
            if !(safe || waited || self.is_full()) || !self.pass_on(index, &mut take) {
                return;
            }
        }
    }

    /// Passes on the first frame of an interface; false when there is none or no more are wanted.
    fn pass_on(&mut self, index: usize, take: &mut impl FnMut(Waiting<'_>) -> bool) -> bool {
        let Some(lane) = self.lanes.get_mut(index) else {
            return false;
        };
        let Some(head) = lane.heads.pop_front() else {
            return false;
        };
        self.held = self.held.saturating_sub(head.cost());
        let end = lane.done.saturating_add(head.len);
        let go_on = take(Waiting {
            lane: index,
            time: head.time,
            original_len: head.original_len,
            bytes: lane.data.get(lane.done..end).unwrap_or_default(),
        });
        lane.done = end;
        lane.compact();
        go_on
    }

    /// The interface whose first frame is the oldest, and that frame.
    fn oldest(&self) -> Option<(usize, Head)> {
        self.lanes
            .iter()
            .enumerate()
            .filter_map(|(index, lane)| lane.heads.front().map(|head| (index, *head)))
            .min_by_key(|(_, head)| head.time)
    }
}

impl Lane {
    fn new(now: Instant) -> Lane {
        Lane {
            heads: VecDeque::new(),
            data: Vec::new(),
            done: 0,
            empty_at: now,
            closed: false,
        }
    }

    /// True if no frame from before `oldest`, the oldest of all that wait, can come any more.
    fn has_nothing_before(&self, oldest: Head, delay: Duration) -> bool {
        let quiet = self.empty_at.saturating_duration_since(oldest.arrival);
        self.closed || !self.heads.is_empty() || quiet >= delay
    }

    /// Gives back the room of what was passed on, at a cost of less than one move for each byte.
    fn compact(&mut self) {
        if self.done >= self.data.len() {
            self.data.clear();
            self.done = 0;
        } else if self.done > self.data.len() / 2 {
            self.data.drain(..self.done);
            self.done = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DELAY: Duration = Duration::from_millis(60);

    fn merge(lanes: usize) -> (Merge, Instant) {
        let now = Instant::now();
        (Merge::new(lanes, DELAY, now), now)
    }

    fn frame(lane: usize, time: i64, bytes: &[u8]) -> Waiting<'_> {
        Waiting {
            lane,
            time: Timestamp(time),
            original_len: bytes.len() as u32,
            bytes,
        }
    }

    fn released(merge: &mut Merge, now: Instant) -> Vec<(usize, i64, Vec<u8>)> {
        let mut out = Vec::new();
        merge.release(now, |frame| {
            out.push((frame.lane, frame.time.0, frame.bytes.to_vec()));
            true
        });
        out
    }

    #[test]
    fn two_interfaces_are_interleaved_by_time() {
        let (mut merge, now) = merge(2);
        merge.push(frame(0, 10, b"a"), now);
        merge.push(frame(0, 30, b"ccc"), now);
        assert_eq!(released(&mut merge, now), vec![]);
        merge.push(frame(1, 20, b"bb"), now);
        let first = released(&mut merge, now);
        assert_eq!(first, vec![(0, 10, b"a".to_vec()), (1, 20, b"bb".to_vec())]);
        let third = vec![(0, 30, b"ccc".to_vec())];
        merge.found_empty(1, now + DELAY / 2);
        assert_eq!(released(&mut merge, now + DELAY), vec![]);
        merge.found_empty(1, now + DELAY);
        assert_eq!(released(&mut merge, now + DELAY), third);
        assert_eq!(merge.held, 0);
    }

    #[test]
    fn an_interface_that_nobody_looks_after_is_not_waited_for_for_ever() {
        let (mut merge, now) = merge(2);
        merge.push(frame(0, 10, b"a"), now);
        assert_eq!(released(&mut merge, now + DELAY * 2), vec![]);
        assert_eq!(released(&mut merge, now + PATIENCE).len(), 1);
    }

    #[test]
    fn a_closed_interface_is_not_waited_for_and_loses_nothing() {
        let (mut merge, now) = merge(2);
        merge.push(frame(1, 5, b"last"), now);
        merge.push(frame(0, 7, b"next"), now);
        merge.close(1);
        assert_eq!(released(&mut merge, now).len(), 2);
        merge.push(frame(0, 9, b"alone"), now);
        assert_eq!(released(&mut merge, now).len(), 1);
    }

    #[test]
    fn memory_is_bounded() {
        let (mut merge, now) = merge(2);
        merge.limit = 4_000;
        let mut out = 0;
        for time in 0..1_000 {
            merge.push(frame(0, time, &[7; 100]), now);
            out += released(&mut merge, now).len();
            assert!(merge.held <= 4_000 && merge.lanes[0].data.len() <= 8_000);
        }
        assert!(out > 900);
    }

    #[test]
    fn a_taker_that_has_enough_is_given_no_more() {
        let (mut merge, now) = merge(1);
        merge.close(0);
        for time in 0..5 {
            merge.push(frame(0, time, b"x"), now);
        }
        let mut taken = 0;
        merge.release(now, |_| {
            taken += 1;
            taken < 3
        });
        assert_eq!(taken, 3);
    }

    #[test]
    fn bytes_survive_compaction() {
        let (mut merge, now) = merge(2);
        let mut expected = Vec::new();
        for n in 0..200u8 {
            let bytes = vec![n; usize::from(n) % 17];
            merge.push(frame(usize::from(n % 2), i64::from(n), &bytes), now);
            expected.push((usize::from(n % 2), i64::from(n), bytes));
        }
        let mut out = released(&mut merge, now);
        out.extend(released(&mut merge, now + PATIENCE));
        assert_eq!(out, expected);
    }
}
