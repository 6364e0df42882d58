//! What is decided about a frame before it gets to the sink: its turn, and whether it is wanted.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::READ_TIMEOUT;
use super::batch::{Batch, Taken};
use super::merge::Merge;
use super::status::{EndReason, LiveStatus};
use crate::capture::{DropCounts, FrameSink};

/// How late the kernel may hand a frame over: the time for which it keeps a block of frames back,
/// and some for the timer that ends this time.
const DELAY: Duration = READ_TIMEOUT.saturating_add(Duration::from_millis(10));

/// The longest that the recording thread sleeps.
const SLEEP: Duration = Duration::from_secs(1);

/// The sink with everything in front of it.
pub(super) struct Delivery {
    outlet: Outlet,
    /// Present where several interfaces have to be brought into one order.
    merge: Option<Merge>,
    open: usize,
    spent: Vec<Batch>,
}

struct Outlet {
    sink: Box<dyn FrameSink>,
    /// The sink's numbers of the interfaces.
    numbers: Vec<u32>,
    status: Arc<LiveStatus>,
    /// Frames still wanted.
    remaining: Option<u64>,
    /// Whether there are frames that readers cannot see yet.
    unflushed: bool,
    /// When readers may see the next frames.
    flush_at: Instant,
    /// Set when no more frames are wanted, or can be taken.
    ended: Option<EndReason>,
    error: Option<io::Error>,
}

impl Delivery {
    pub fn new(
        sink: Box<dyn FrameSink>,
        numbers: Vec<u32>,
        status: Arc<LiveStatus>,
        count: Option<u64>,
    ) -> Delivery {
        let lanes = numbers.len();
        let now = Instant::now();
        Delivery {
            outlet: Outlet {
                sink,
                numbers,
                status,
                remaining: count,
                unflushed: false,
                flush_at: now,
                ended: (count == Some(0)).then_some(EndReason::CountReached),
                error: None,
            },
            merge: (lanes > 1).then(|| Merge::new(lanes, DELAY, now)),
            open: lanes,
            spent: Vec::new(),
        }
    }

    /// Takes frames of an interface; `complete` if it had no others when they arrived.
    pub fn take(&mut self, lane: usize, mut batch: Batch, complete: bool) {
        if self.outlet.ended.is_some() {
            self.spent.push(batch);
        } else if let Some(merge) = &mut self.merge {
            let arrival = batch.arrival();
            self.spent.extend(merge.push(lane, batch));
            if complete {
                merge.found_empty(lane, arrival);
            }
        } else {
            while let Some(frame) = batch.pop() {
                if !self.outlet.deliver(lane, frame) {
                    break;
                }
            }
            self.spent.push(batch);
        }
    }

    /// Passes on what is due and lets readers see it, at most once in a read timeout.
    pub fn settle(&mut self, now: Instant) {
        let outlet = &mut self.outlet;
        if let Some(merge) = &mut self.merge
            && outlet.ended.is_none()
        {
            merge.release(now, &mut self.spent, |lane, frame| {
                outlet.deliver(lane, frame)
            });
        }
        if outlet.unflushed && outlet.flush_at <= now {
            outlet.flush(now);
        }
    }

    /// When [`Delivery::settle`] is to be called again at the latest.
    pub fn due(&self, now: Instant) -> Instant {
        match self.outlet.unflushed {
            true => self.outlet.flush_at,
            false => now + SLEEP,
        }
    }

    /// Batches whose frames have all been passed on.
    pub fn spent(&mut self) -> impl Iterator<Item = Batch> + '_ {
        self.spent.drain(..)
    }

    /// Why no more frames are taken, once that is so.
    pub fn ended(&self) -> Option<&EndReason> {
        self.outlet.ended.as_ref()
    }

    /// Number of interfaces that may still give frames.
    pub fn open(&self) -> usize {
        self.open
    }

    /// Passes on counts of lost frames.
    pub fn drops(&mut self, lane: usize, received: u64, kernel: u64, device: u64) {
        if let Some(&interface) = self.outlet.numbers.get(lane) {
            self.outlet.sink.drops(DropCounts {
                interface,
                received,
                kernel,
                device,
            });
            self.outlet.status.set_given_up(self.outlet.sink.given_up());
            if self.outlet.ended.is_none() && self.outlet.sink.is_full() {
                self.outlet.ended = Some(EndReason::Full);
            }
        }
    }

    /// An interface gives no more frames; the last one ends the recording.
    pub fn close(&mut self, lane: usize, now: Instant) {
        if let Some(merge) = &mut self.merge {
            merge.close(lane);
        }
        self.settle(now);
        self.open = self.open.saturating_sub(1);
        if self.open == 0 {
            self.outlet.flush(now);
            if let Err(error) = self.outlet.sink.finish() {
                self.outlet.fail(error);
            }
        }
    }

    /// The first error of the sink.
    pub fn take_error(&mut self) -> Option<io::Error> {
        self.outlet.error.take()
    }
}

impl Outlet {
    /// Hands a frame to the sink; false when no more are wanted.
    fn deliver(&mut self, lane: usize, frame: Taken<'_>) -> bool {
        if self.ended.is_some() {
            return false;
        }
        let Some(&interface) = self.numbers.get(lane) else {
            return true;
        };
        let Taken {
            time,
            original_len,
            bytes,
        } = frame;
        if let Err(error) = self.sink.push(interface, time, original_len, bytes) {
            self.fail(error);
            return false;
        }
        self.unflushed = true;
        if let Some(status) = self.status.interfaces().get(lane) {
            status.count_frame(bytes.len());
        }
        if let Some(remaining) = &mut self.remaining {
            *remaining = remaining.saturating_sub(1);
            if *remaining == 0 {
                self.ended = Some(EndReason::CountReached);
            }
        }
        if self.ended.is_none() && self.sink.is_full() {
            self.ended = Some(EndReason::Full);
        }
        self.ended.is_none()
    }

    fn flush(&mut self, now: Instant) {
        if !std::mem::take(&mut self.unflushed) {
            return;
        }
        self.flush_at = now.checked_add(READ_TIMEOUT).unwrap_or(now);
        if let Err(error) = self.sink.flush() {
            self.fail(error);
        }
        self.status.set_given_up(self.sink.given_up());
    }

    fn fail(&mut self, error: io::Error) {
        self.ended
            .get_or_insert_with(|| EndReason::Sink(error.to_string()));
        self.error.get_or_insert(error);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, MutexGuard};

    use super::*;
    use crate::capture::InterfaceDescription;
    use crate::model::{LinkType, Timestamp};

    /// Notes every call.
    #[derive(Clone, Default)]
    struct Notes {
        calls: Arc<Mutex<Vec<String>>>,
        room: Option<usize>,
    }

    impl Notes {
        fn calls(&self) -> MutexGuard<'_, Vec<String>> {
            self.calls.lock().unwrap()
        }

        fn note(&self, call: String) -> io::Result<()> {
            self.calls().push(call);
            Ok(())
        }
    }

    impl FrameSink for Notes {
        fn add_interface(&mut self, _: &InterfaceDescription) -> io::Result<u32> {
            Ok(0)
        }

        fn push(&mut self, interface: u32, time: Timestamp, _: u32, _: &[u8]) -> io::Result<()> {
            if self.room.is_some_and(|room| self.calls().len() >= room) {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.note(format!("push {interface} {}", time.0))
        }

        fn flush(&mut self) -> io::Result<()> {
            self.note("flush".to_owned())
        }

        fn drops(&mut self, counts: DropCounts) {
            let _ = self.note(format!("drops {} {}", counts.interface, counts.kernel));
        }

        fn finish(&mut self) -> io::Result<()> {
            self.note("finish".to_owned())
        }
    }

    fn delivery(notes: &Notes, numbers: &[u32], count: Option<u64>) -> Delivery {
        let description = InterfaceDescription {
            name: "eth0".to_owned(),
            description: None,
            link_type: LinkType::ETHERNET,
            snaplen: 100,
            filter: None,
            resolution_ns: 1,
        };
        let status = LiveStatus::new(vec![description; numbers.len()]);
        Delivery::new(
            Box::new(notes.clone()),
            numbers.to_vec(),
            Arc::new(status),
            count,
        )
    }

    fn take(delivery: &mut Delivery, lane: usize, times: &[i64], now: Instant) {
        let mut batch = Batch::new(now);
        for time in times {
            batch.push(Taken {
                time: Timestamp(*time),
                original_len: 1,
                bytes: b"x",
            });
        }
        delivery.take(lane, batch, true);
    }

    #[test]
    fn readers_see_frames_at_once_but_not_oftener_than_a_read_timeout() {
        let notes = Notes::default();
        let mut delivery = delivery(&notes, &[4], None);
        let start = Instant::now();
        assert_eq!(delivery.due(start), start + SLEEP);
        take(&mut delivery, 0, &[1], start);
        delivery.settle(start);
        take(&mut delivery, 0, &[2], start);
        delivery.settle(start + READ_TIMEOUT / 2);
        assert_eq!(*notes.calls(), ["push 4 1", "flush", "push 4 2"]);
        assert_eq!(delivery.due(start), start + READ_TIMEOUT);
        delivery.settle(start + READ_TIMEOUT);
        assert_eq!(notes.calls().last().unwrap(), "flush");
        assert_eq!(delivery.due(start), start + SLEEP);
    }

    #[test]
    fn no_frame_follows_the_last_one_wanted() {
        let notes = Notes::default();
        let mut delivery = delivery(&notes, &[0, 1], Some(3));
        let now = Instant::now();
        take(&mut delivery, 0, &[0, 10, 20, 30], now);
        take(&mut delivery, 1, &[5, 15, 25, 35], now);
        delivery.settle(now);
        assert_eq!(delivery.ended(), Some(&EndReason::CountReached));
        delivery.drops(1, 9, 2, 0);
        delivery.close(0, now);
        delivery.close(1, now);
        let expected = [
            "push 0 0",
            "push 1 5",
            "push 0 10",
            "flush",
            "drops 1 2",
            "finish",
        ];
        assert_eq!(*notes.calls(), expected);
    }

    #[test]
    fn nothing_wanted_is_nothing_taken() {
        let notes = Notes::default();
        let mut delivery = delivery(&notes, &[0], Some(0));
        assert_eq!(delivery.ended(), Some(&EndReason::CountReached));
        take(&mut delivery, 0, &[1], Instant::now());
        delivery.close(0, Instant::now());
        assert_eq!(*notes.calls(), ["finish"]);
    }

    #[test]
    fn an_error_of_the_sink_is_kept_and_ends_the_capture() {
        let notes = Notes {
            room: Some(1),
            ..Notes::default()
        };
        let mut delivery = delivery(&notes, &[0], None);
        let now = Instant::now();
        take(&mut delivery, 0, &[0, 1, 2], now);
        assert!(matches!(delivery.ended(), Some(EndReason::Sink(_))));
        delivery.close(0, now);
        assert_eq!(*notes.calls(), ["push 0 0", "flush", "finish"]);
        let error = delivery.take_error().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn what_waits_for_its_turn_is_passed_on_in_the_end() {
        let notes = Notes::default();
        let mut delivery = delivery(&notes, &[7, 8], None);
        let now = Instant::now();
        take(&mut delivery, 1, &[2], now);
        take(&mut delivery, 1, &[3], now);
        delivery.close(1, now);
        take(&mut delivery, 0, &[1], now);
        delivery.close(0, now);
        let expected = ["push 7 1", "push 8 2", "push 8 3", "flush", "finish"];
        assert_eq!(*notes.calls(), expected);
    }
}
