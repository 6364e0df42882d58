//! Frames of several interfaces, put in the order of their time stamps.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::batch::{Batch, Taken};

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
    /// Cost of the batches that are held.
    held: usize,
}

/// The waiting frames of one interface; no batch is empty.
#[derive(Debug)]
struct Lane {
    batches: VecDeque<(Batch, usize)>,
    /// When it was last found to have no more frames for the moment.
    empty_at: Instant,
    closed: bool,
}

impl Merge {
    /// For this many interfaces, whose frames arrive up to `delay` late.
    pub fn new(lanes: usize, delay: Duration, now: Instant) -> Merge {
        let lane = |_| Lane {
            batches: VecDeque::new(),
            empty_at: now,
            closed: false,
        };
        Merge {
            lanes: (0..lanes).map(lane).collect(),
            delay,
            limit: LIMIT,
            held: 0,
        }
    }

    /// Takes frames of an interface; gives the batch back if it holds none.
    pub fn push(&mut self, lane: usize, batch: Batch) -> Option<Batch> {
        let Some(lane) = self.lanes.get_mut(lane) else {
            return Some(batch);
        };
        if batch.first().is_none() {
            return Some(batch);
        }
        let cost = batch.cost();
        self.held += cost;
        lane.batches.push_back((batch, cost));
        None
    }

    /// At this moment the interface had no frame that was not pushed.
    pub fn found_empty(&mut self, lane: usize, at: Instant) {
        if let Some(lane) = self.lanes.get_mut(lane) {
            lane.empty_at = at;
        }
    }

    /// No more frames will come from this interface.
    pub fn close(&mut self, lane: usize) {
        if let Some(lane) = self.lanes.get_mut(lane) {
            lane.closed = true;
        }
    }

    /// Passes on the frames whose turn it is, with the number of their interface, until `take`
    /// returns false. Batches that became empty are put into `spent`.
    pub fn release(
        &mut self,
        now: Instant,
        spent: &mut Vec<Batch>,
        mut take: impl FnMut(usize, Taken<'_>) -> bool,
    ) {
        while let Some((index, arrival)) = self.oldest() {
            let safe = self
                .lanes
                .iter()
                .all(|lane| lane.has_nothing_before(arrival, self.delay));
            let waited = now.saturating_duration_since(arrival) >= PATIENCE;
            if !(safe || waited || self.held > self.limit) {
                return;
            }
            let Some(lane) = self.lanes.get_mut(index) else {
                return;
            };
            let frame = lane.batches.front_mut().and_then(|(batch, _)| batch.pop());
            let go_on = frame.is_some_and(|frame| take(index, frame));
            let is_spent = |(batch, _): &(Batch, usize)| batch.first().is_none();
            if lane.batches.front().is_some_and(is_spent)
                && let Some((batch, cost)) = lane.batches.pop_front()
            {
                self.held = self.held.saturating_sub(cost);
                spent.push(batch);
            }
            if !go_on {
                return;
            }
        }
    }

    /// The interface whose first frame is the oldest, and when that arrived.
    fn oldest(&self) -> Option<(usize, Instant)> {
        self.lanes
            .iter()
            .enumerate()
            .filter_map(|(index, lane)| {
                let (batch, _) = lane.batches.front()?;
                Some((batch.first()?, index, batch.arrival()))
            })
            .min_by_key(|&(time, ..)| time)
            .map(|(_, index, arrival)| (index, arrival))
    }
}

impl Lane {
    /// True if no frame can come any more that is older than the oldest of all that wait, which
    /// arrived at this moment.
    fn has_nothing_before(&self, arrival: Instant, delay: Duration) -> bool {
        let quiet = self.empty_at.saturating_duration_since(arrival);
        self.closed || !self.batches.is_empty() || quiet >= delay
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Timestamp;

    const DELAY: Duration = Duration::from_millis(60);

    fn merge(lanes: usize) -> (Merge, Instant) {
        let now = Instant::now();
        (Merge::new(lanes, DELAY, now), now)
    }

    /// A batch of frames with these times; each holds its own time as a byte.
    fn batch(now: Instant, times: &[u8]) -> Batch {
        let mut batch = Batch::new(now);
        for time in times {
            batch.push(Taken {
                time: Timestamp(i64::from(*time)),
                original_len: 1,
                bytes: std::slice::from_ref(time),
            });
        }
        batch
    }

    fn released(merge: &mut Merge, now: Instant) -> Vec<(usize, u8)> {
        let mut out = Vec::new();
        merge.release(now, &mut Vec::new(), |lane, frame| {
            assert_eq!(frame.time.0, i64::from(frame.bytes[0]));
            out.push((lane, frame.bytes[0]));
            true
        });
        out
    }

    #[test]
    fn two_interfaces_are_interleaved_by_time() {
        let (mut merge, now) = merge(2);
        assert!(merge.push(0, batch(now, &[10, 30])).is_none());
        assert_eq!(released(&mut merge, now), []);
        assert!(merge.push(1, batch(now, &[20])).is_none());
        assert_eq!(released(&mut merge, now), [(0, 10), (1, 20)]);
        merge.found_empty(1, now + DELAY / 2);
        assert_eq!(released(&mut merge, now + DELAY), []);
        merge.found_empty(1, now + DELAY);
        assert_eq!(released(&mut merge, now + DELAY), [(0, 30)]);
        assert_eq!(merge.held, 0);
    }

    #[test]
    fn an_interface_that_nobody_looks_after_is_not_waited_for_for_ever() {
        let (mut merge, now) = merge(2);
        merge.push(0, batch(now, &[10]));
        assert_eq!(released(&mut merge, now + DELAY * 2), []);
        assert_eq!(released(&mut merge, now + PATIENCE), [(0, 10)]);
    }

    #[test]
    fn a_closed_interface_is_not_waited_for_and_loses_nothing() {
        let (mut merge, now) = merge(2);
        merge.push(1, batch(now, &[5]));
        merge.push(0, batch(now, &[7]));
        merge.close(1);
        assert_eq!(released(&mut merge, now), [(1, 5), (0, 7)]);
        merge.push(0, batch(now, &[9]));
        assert_eq!(released(&mut merge, now), [(0, 9)]);
    }

    #[test]
    fn memory_is_bounded() {
        let (mut merge, now) = merge(2);
        let cost = batch(now, &[1]).cost();
        merge.limit = 10 * cost;
        let mut out = 0;
        for _ in 0..100 {
            merge.push(0, batch(now, &[1]));
            out += released(&mut merge, now).len();
            assert!(merge.held <= 10 * cost);
        }
        assert_eq!(out, 90);
    }

    #[test]
    fn a_taker_that_has_enough_is_given_no_more() {
        let (mut merge, now) = merge(1);
        merge.push(0, batch(now, &[1, 2, 3, 4]));
        let mut taken = 0;
        merge.release(now, &mut Vec::new(), |_, _| {
            taken += 1;
            taken < 3
        });
        assert_eq!(taken, 3);
    }

    #[test]
    fn empty_batches_are_given_back() {
        let (mut merge, now) = merge(1);
        assert!(merge.push(0, batch(now, &[])).is_some());
        merge.push(0, batch(now, &[1, 2]));
        merge.push(0, batch(now, &[3]));
        let mut spent = Vec::new();
        merge.release(now, &mut spent, |_, frame| frame.time.0 < 2);
        assert_eq!(spent.len(), 1);
        assert_eq!(released(&mut merge, now), [(0, 3)]);
    }
}
