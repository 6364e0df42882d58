//! The place where the capture threads meet: frames, in order, to the sink.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::READ_TIMEOUT;
use super::merge::{Merge, Waiting};
use super::status::{EndReason, LiveStatus};
use crate::capture::{DropCounts, FrameSink};

/// How long a frame waits for frames of other interfaces that may be older: the time for which the
/// kernel keeps a block of frames back, and as much again for the thread that fetches it.
const HOLD: Duration = READ_TIMEOUT.saturating_mul(2);

/// The sink with everything that is decided about a frame before it gets there.
pub(super) struct Delivery {
    outlet: Outlet,
    merge: Option<Merge>,
    open: usize,
}

struct Outlet {
    sink: Box<dyn FrameSink>,
    /// The sink's numbers of the interfaces.
    numbers: Vec<u32>,
    status: Arc<LiveStatus>,
    /// Frames still wanted.
    remaining: Option<u64>,
    /// When the oldest frame that readers cannot see yet was pushed.
    unflushed: Option<Instant>,
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
        Delivery {
            outlet: Outlet {
                sink,
                numbers,
                status,
                remaining: count,
                unflushed: None,
                ended: (count == Some(0)).then_some(EndReason::CountReached),
                error: None,
            },
            merge: (lanes > 1).then(|| Merge::new(lanes, HOLD)),
            open: lanes,
        }
    }

    /// Takes a frame that arrived now.
    pub fn accept(&mut self, frame: Waiting<'_>, now: Instant) {
        if self.outlet.ended.is_some() {
            return;
        }
        match &mut self.merge {
            None => {
                self.outlet.deliver(frame, now);
            }
            Some(merge) => {
                merge.push(frame, now);
                if merge.is_full() {
                    let outlet = &mut self.outlet;
                    merge.release(now, |frame| outlet.deliver(frame, now));
                }
            }
        }
    }

    /// Passes on what is due and lets readers see it, at most once in a read timeout.
    pub fn settle(&mut self, now: Instant) {
        let outlet = &mut self.outlet;
        if let Some(merge) = &mut self.merge {
            merge.release(now, |frame| outlet.deliver(frame, now));
        }
        if outlet.flush_due().is_some_and(|due| due <= now) {
            outlet.flush();
        }
    }

    /// When [`Delivery::settle`] has something to do again.
    pub fn due(&self) -> Option<Instant> {
        if self.outlet.ended.is_some() {
            return None;
        }
        let merge = self.merge.as_ref().and_then(Merge::due);
        [merge, self.outlet.flush_due()].into_iter().flatten().min()
    }

    /// Why no more frames are taken, once that is so.
    pub fn ended(&self) -> Option<&EndReason> {
        self.outlet.ended.as_ref()
    }

    /// The most frames that are worth asking for.
    pub fn wanted(&self, most: usize) -> usize {
        self.outlet.remaining.map_or(most, |remaining| {
            usize::try_from(remaining).map_or(most, |remaining| remaining.min(most))
        })
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
            self.outlet.flush();
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
    fn deliver(&mut self, frame: Waiting<'_>, now: Instant) -> bool {
        if self.ended.is_some() {
            return false;
        }
        let Some(&interface) = self.numbers.get(frame.lane) else {
            return true;
        };
        let pushed = self
            .sink
            .push(interface, frame.time, frame.original_len, frame.bytes);
        if let Err(error) = pushed {
            self.fail(error);
            return false;
        }
        self.unflushed.get_or_insert(now);
        if let Some(status) = self.status.interfaces().get(frame.lane) {
            status.count_frame(frame.bytes.len());
        }
        if let Some(remaining) = &mut self.remaining {
            *remaining = remaining.saturating_sub(1);
            if *remaining == 0 {
                self.ended = Some(EndReason::CountReached);
            }
        }
        self.ended.is_none()
    }

    fn flush_due(&self) -> Option<Instant> {
        self.unflushed
            .map(|since| since.checked_add(READ_TIMEOUT).unwrap_or(since))
    }

    fn flush(&mut self) {
        if self.unflushed.take().is_some()
            && let Err(error) = self.sink.flush()
        {
            self.fail(error);
        }
    }

    fn fail(&mut self, error: io::Error) {
        self.ended
            .get_or_insert_with(|| EndReason::Sink(error.to_string()));
        self.error.get_or_insert(error);
    }
}
