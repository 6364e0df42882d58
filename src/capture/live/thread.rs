//! The thread of one interface: wait, take frames, hand them on.

use std::io;
use std::ops::ControlFlow;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::READ_TIMEOUT;
use super::batch::Taken;
use super::open::{Device, plain};
use super::queue::{Message, Queue};
use super::session::StopHandle;
use super::status::{EndReason, InterfaceStatus, LiveStatus};
use crate::capture::interfaces;
use crate::model::Timestamp;

/// The most frames taken before something else is looked at.
const BATCH: usize = 4_096;

/// The longest sleep where several interfaces wait for each other's frames: each is looked at as
/// often as the kernel hands frames over.
const SLEEP_AMONG_OTHERS: Duration = READ_TIMEOUT;

/// How often the kernel is asked for its counts of lost frames.
const STATS_PERIOD: Duration = Duration::from_secs(1);

/// How often a device without a descriptor to wait for is asked for frames.
const BLIND_PERIOD: Duration = Duration::from_millis(20);

/// The system's words for `EAGAIN`: libpcap reports as an error that netfilter's log has nothing.
const NOTHING_YET: &str = "temporarily unavailable";

/// How long frames from before the end are waited for. The kernel hands a block of frames over
/// one read timeout after its first frame; the rest is for the scheduler.
const DRAIN: Duration = READ_TIMEOUT.saturating_add(Duration::from_millis(30));

/// One interface of a running capture.
pub(super) struct Lane {
    number: usize,
    device: Device,
    shared: Shared,
    wake: UnixStream,
    counts: Counts,
    stats_due: Instant,
    down: bool,
    ending: Option<Ending>,
}

/// What the threads of a capture have in common.
#[derive(Clone)]
pub(super) struct Shared {
    pub queue: Arc<Queue>,
    pub status: Arc<LiveStatus>,
    pub stop: StopHandle,
}

/// The end is near: frames stamped after `last` are not taken, and from `until` on none are waited
/// for.
struct Ending {
    reason: EndReason,
    last: Timestamp,
    until: Instant,
}

/// Tells the recording thread that this interface is at its end, even when its thread panics.
struct Closing {
    number: usize,
    queue: Arc<Queue>,
    reason: EndReason,
}

impl Drop for Closing {
    fn drop(&mut self) {
        self.queue.push(Message::Closed {
            lane: self.number,
            reason: self.reason.clone(),
        });
    }
}

impl Lane {
    pub fn new(number: usize, device: Device, shared: Shared, wake: UnixStream) -> Lane {
        Lane {
            number,
            device,
            shared,
            wake,
            counts: Counts::default(),
            stats_due: Instant::now(),
            down: false,
            ending: None,
        }
    }

    /// Takes frames until the end.
    pub fn run(mut self) {
        let mut closing = Closing {
            number: self.number,
            queue: Arc::clone(&self.shared.queue),
            reason: EndReason::Failed,
        };
        self.note(InterfaceStatus::set_running);
        closing.reason = self.take_frames();
        self.poll_stats();
    }

    fn take_frames(&mut self) -> EndReason {
        loop {
            let now = Instant::now();
            if self.ending.is_none() && self.shared.stop.is_requested() {
                self.end_soon(EndReason::Stopped, wall_clock(), now);
            }
            if let Some(ending) = self.ending.take_if(|ending| ending.until <= now) {
                return ending.reason;
            }
            if self.stats_due <= now {
                self.poll_stats();
                if self.down {
                    self.look_whether_up(now);
                }
                self.stats_due = now + STATS_PERIOD;
            }
            let ready = match self.wait(now) {
                Ok(ready) => ready,
                Err(error) => return EndReason::Device(error.to_string()),
            };
            if let ControlFlow::Break(reason) = self.take_batch(ready) {
                return reason;
            }
        }
    }

    fn end_soon(&mut self, reason: EndReason, last: Timestamp, now: Instant) {
        self.ending.get_or_insert(Ending {
            reason,
            last,
            until: now + DRAIN,
        });
    }

    /// Sleeps until there are frames, something is due, or the end is asked for; true when the
    /// device may have frames.
    fn wait(&self, now: Instant) -> io::Result<bool> {
        let mut until = self.stats_due;
        if self.is_among_others() {
            until = until.min(now + SLEEP_AMONG_OTHERS);
        }
        if let Some(ending) = &self.ending {
            until = until.min(ending.until);
        }
        if !self.device.pollable {
            until = until.min(now + BLIND_PERIOD);
        }
        // Rounded up, so that what is due is due when the sleep is over.
        let sleep = until.saturating_duration_since(now) + Duration::from_micros(999);
        let timeout = PollTimeout::try_from(sleep).unwrap_or(PollTimeout::ZERO);
        let mut waited_for = Vec::with_capacity(2);
        // The byte that asks for the end is never read: it need not wake twice.
        if self.ending.is_none() {
            waited_for.push(PollFd::new(self.wake.as_fd(), PollFlags::POLLIN));
        }
        if self.device.pollable {
            waited_for.push(PollFd::new(self.device.capture.as_fd(), PollFlags::POLLIN));
        }
        match poll(&mut waited_for, timeout) {
            Ok(_) | Err(Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
        let last = waited_for.last().and_then(PollFd::any).unwrap_or(false);
        Ok(last || !self.device.pollable)
    }

    fn is_among_others(&self) -> bool {
        self.shared.status.interfaces().len() > 1
    }

    /// Hands on what the device has, up to a number of frames; `ready` says whether it announced
    /// something.
    fn take_batch(&mut self, ready: bool) -> ControlFlow<EndReason> {
        let last = self.ending.as_ref().map(|ending| ending.last);
        let mut past_end = false;
        let (lane, queue) = (self.number, &self.shared.queue);
        let resolution = self.device.description.resolution_ns;
        let now = Instant::now();
        let mut batch = queue.batch(now);
        let taken = self.device.capture.dispatch(Some(BATCH), |packet| {
            let time = stamp(&packet, resolution);
            if last.is_some_and(|last| time > last) {
                past_end = true;
                return;
            }
            batch.push(Taken {
                time,
                original_len: packet.header.len,
                bytes: packet.data,
            });
            if batch.is_full() {
                queue.push(Message::Frames {
                    lane,
                    batch: std::mem::replace(&mut batch, queue.batch(now)),
                    complete: false,
                });
            }
        });
        let complete = taken.as_ref().is_ok_and(|taken| *taken < BATCH);
        if batch.first().is_some() || (complete && self.is_among_others()) {
            queue.push(Message::Frames {
                lane,
                batch,
                complete,
            });
        } else {
            queue.give_back(batch);
        }
        if let Some(reason) = queue.over() {
            return ControlFlow::Break(reason);
        }
        match taken {
            Err(error) => self.judge(&error),
            Ok(_) if past_end => ControlFlow::Break(EndReason::Stopped),
            Ok(0) if ready && self.device.pollable => self.look_after_false_alarm(),
            Ok(_) => ControlFlow::Continue(()),
        }
    }

    /// libpcap reports an error: the interface is gone, or off, or something is wrong with it.
    fn judge(&mut self, error: &pcap::Error) -> ControlFlow<EndReason> {
        if !self.device.pollable && plain(error).contains(NOTHING_YET) {
            return ControlFlow::Continue(());
        }
        match self.device.index.map(interfaces::is_up) {
            Some(None) => self.end_soon(EndReason::Vanished, Timestamp(i64::MAX), Instant::now()),
            Some(Some(false)) => self.set_down(true),
            _ if self.ending.is_some() => {}
            _ => return ControlFlow::Break(EndReason::Device(plain(error))),
        }
        ControlFlow::Continue(())
    }

    /// The device was said to have something and had no frame: some versions of libpcap keep
    /// quiet about an interface that is gone or off.
    fn look_after_false_alarm(&mut self) -> ControlFlow<EndReason> {
        self.look_whether_up(Instant::now());
        ControlFlow::Continue(())
    }

    fn look_whether_up(&mut self, now: Instant) {
        match self.device.index.map(interfaces::is_up) {
            Some(None) => self.end_soon(EndReason::Vanished, Timestamp(i64::MAX), now),
            Some(Some(up)) => self.set_down(!up),
            None => {}
        }
    }

    fn set_down(&mut self, down: bool) {
        if self.down != down {
            self.down = down;
            self.note(|status| status.set_down(down));
        }
    }

    fn poll_stats(&mut self) {
        let Ok(stat) = self.device.capture.stats() else {
            return;
        };
        self.counts.update(stat);
        let Counts {
            received,
            kernel,
            device,
            ..
        } = self.counts;
        self.note(|status| status.set_drops(kernel, device));
        self.shared.queue.push(Message::Drops {
            lane: self.number,
            received,
            kernel,
            device,
        });
    }

    fn note(&self, change: impl FnOnce(&InterfaceStatus)) {
        if let Some(status) = self.shared.status.interfaces().get(self.number) {
            change(status);
        }
    }
}

/// The system's clock, which stamps the frames too.
fn wall_clock() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

/// The time of a frame; libpcap keeps nanoseconds, where it has them, in the field for
/// microseconds.
fn stamp(packet: &pcap::Packet<'_>, resolution_ns: u32) -> Timestamp {
    let time = packet.header.ts;
    Timestamp(
        time.tv_sec
            .saturating_mul(1_000_000_000)
            .saturating_add(time.tv_usec.saturating_mul(i64::from(resolution_ns))),
    )
}

/// libpcap's counters, which wrap at 32 bits, added up.
#[derive(Debug, Default)]
struct Counts {
    seen: Option<pcap::Stat>,
    received: u64,
    kernel: u64,
    device: u64,
}

impl Counts {
    fn update(&mut self, now: pcap::Stat) {
        let before = self.seen.unwrap_or(pcap::Stat {
            received: 0,
            dropped: 0,
            if_dropped: 0,
        });
        let grown = |now: u32, before: u32| u64::from(now.wrapping_sub(before));
        self.received += grown(now.received, before.received);
        self.kernel += grown(now.dropped, before.dropped);
        self.device += grown(now.if_dropped, before.if_dropped);
        self.seen = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_go_on_when_libpcaps_wrap() {
        let stat = |received, dropped, if_dropped| pcap::Stat {
            received,
            dropped,
            if_dropped,
        };
        let mut counts = Counts::default();
        counts.update(stat(u32::MAX, 7, 0));
        counts.update(stat(4, 9, 2));
        assert_eq!(counts.received, u64::from(u32::MAX) + 5);
        assert_eq!((counts.kernel, counts.device), (9, 2));
    }
}
