//! Replaying a capture: the frames so far, moved by a clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use super::frames::{CaptureStatus, Frames, Progress, Wake};
use super::state::ReplayBar;
use crate::capture::replay::{Next, Play, ReplayClock};
use crate::model::{Frame, Timestamp};

/// Most frames that one turn of the event loop shows.
const MOST_AT_ONCE: u64 = 20_000;

/// Frames that are looked at to draw the density of traffic, at most.
const SAMPLES: u64 = 4096;

/// Columns of the density of traffic.
const BUCKETS: usize = 512;

/// What the user wants of a replay. Places are in thousandths of the capture's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Start one, or end it.
    Toggle,
    /// Stop or go on.
    Pause,
    /// Show one frame more.
    Step,
    /// Take the last frame back.
    Back,
    /// Twice as fast.
    Faster,
    /// Half as fast.
    Slower,
    /// Go to a place.
    JumpTo(u16),
    /// Go so far.
    JumpBy(i16),
}

/// The frames that were shown so far, of all frames of a capture.
pub struct Shown {
    whole: Arc<dyn Frames>,
    len: AtomicU64,
}

impl Frames for Shown {
    fn len(&self) -> u64 {
        self.len.load(Ordering::Acquire).min(self.whole.len())
    }

    fn frame(&self, index: u64, out: &mut Frame) -> Result<(), String> {
        if index >= self.len() {
            return Err(format!(
                "frame {} has not been replayed yet",
                index.saturating_add(1)
            ));
        }
        self.whole.frame(index, out)
    }

    fn status(&self) -> CaptureStatus {
        CaptureStatus {
            progress: Progress::Replay,
            ..self.whole.status()
        }
    }

    fn interface(&self, index: u32) -> Option<String> {
        self.whole.interface(index)
    }

    fn subscribe(&self, wake: Wake) {
        self.whole.subscribe(wake);
    }
}

/// A replay.
pub struct Replay {
    whole: Arc<dyn Frames>,
    shown: Arc<Shown>,
    clock: ReplayClock,
    frame: Frame,
    density: Arc<[u64]>,
    span: Option<(Timestamp, Timestamp)>,
}

impl Replay {
    /// Starts with the first frame.
    pub fn new(whole: Arc<dyn Frames>, speed: f64, now: Instant) -> Replay {
        let mut replay = Replay {
            shown: Arc::new(Shown {
                whole: Arc::clone(&whole),
                len: AtomicU64::new(0),
            }),
            whole,
            clock: ReplayClock::new(speed, now),
            frame: Frame::empty(),
            density: Arc::new([]),
            span: None,
        };
        replay.measure();
        replay
    }

    /// The frames shown so far.
    pub fn shown(&self) -> Arc<dyn Frames> {
        self.shown.clone()
    }

    /// All frames.
    pub fn whole(&self) -> Arc<dyn Frames> {
        Arc::clone(&self.whole)
    }

    /// Shows what is due; returns when more is, and whether anything was shown.
    pub fn advance(&mut self, now: Instant) -> (Option<Instant>, bool) {
        let before = self.clock.frame();
        let (whole, frame) = (&self.whole, &mut self.frame);
        let next = self
            .clock
            .advance(now, MOST_AT_ONCE, |number| time_of(&**whole, frame, number));
        self.publish();
        let due = match next {
            Next::Now => Some(now),
            Next::At(due) => Some(due),
            Next::Paused | Next::End => None,
        };
        (due, self.clock.frame() != before)
    }

    /// Does what the user wants; starting and ending is not its business.
    pub fn obey(&mut self, order: Order, now: Instant) {
        match order {
            Order::Toggle => {}
            Order::Pause if self.clock.play() == Play::Playing => self.clock.pause(now),
            Order::Pause => self.clock.resume(now),
            Order::Step => {
                if let Some(time) = self.time_of(self.clock.frame() + 1) {
                    self.clock.step(time);
                }
            }
            Order::Back => {
                self.clock.pause(now);
                self.go_to(self.clock.frame().saturating_sub(1), now);
            }
            Order::Faster => self.clock.set_speed(self.clock.speed() * 2.0, now),
            Order::Slower => self.clock.set_speed(self.clock.speed() / 2.0, now),
            Order::JumpTo(place) => self.go_to_place(i64::from(place), now),
            Order::JumpBy(by) => {
                let place = self.place().saturating_add(i64::from(by));
                self.go_to_place(place, now);
            }
        }
        self.publish();
    }

    /// What the bar shows.
    pub fn bar(&mut self) -> ReplayBar {
        let number = self.clock.frame();
        ReplayBar {
            playing: self.clock.play() == Play::Playing,
            at_end: number >= self.whole.len(),
            speed: self.clock.speed(),
            time: self.time_of(number.max(1)).flatten(),
            span: self.span,
            density: Arc::clone(&self.density),
        }
    }

    fn publish(&self) {
        self.shown.len.store(self.clock.frame(), Ordering::Release);
    }

    fn time_of(&mut self, number: u64) -> Option<Option<Timestamp>> {
        time_of(&*self.whole, &mut self.frame, number)
    }

    fn go_to(&mut self, number: u64, now: Instant) {
        let number = number.clamp(1, self.whole.len().max(1));
        let time = self.time_of(number).flatten();
        self.clock.jump(number, time, now);
    }

    /// Where the replay is, in thousandths of the capture's time.
    fn place(&mut self) -> i64 {
        let (number, span) = (self.clock.frame().max(1), self.span);
        match (self.time_of(number).flatten(), span) {
            (Some(time), Some((first, last))) if last > first => {
                (i128::from(time.since(first)) * 1000 / i128::from(last.since(first))) as i64
            }
            _ => 0,
        }
    }

    /// Goes to the first frame at or behind a place.
    fn go_to_place(&mut self, place: i64, now: Instant) {
        let Some((first, last)) = self.span else {
            return;
        };
        let place = place.clamp(0, 1000);
        let offset = i128::from(last.since(first)) * i128::from(place) / 1000;
        let wanted = Timestamp(first.0.saturating_add(offset as i64));
        let (mut low, mut high) = (1, self.whole.len().max(1));
        // Times mostly rise; where they do not, a neighbour is found.
        while low < high {
            let middle = low + (high - low) / 2;
            if self
                .time_of(middle)
                .flatten()
                .is_some_and(|time| time < wanted)
            {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        self.go_to(low, now);
    }

    /// Counts frames over time, from a sample of them.
    fn measure(&mut self) {
        let status = self.whole.status();
        let (Some(first), Some(last)) = (status.first, status.last) else {
            return;
        };
        self.span = Some((first, last));
        let length = i128::from(last.since(first)).max(1);
        let mut density = vec![0; BUCKETS];
        let step = self.whole.len().div_ceil(SAMPLES).max(1);
        for number in (1..=self.whole.len()).step_by(usize::try_from(step).unwrap_or(usize::MAX)) {
            if let Some(Some(time)) = self.time_of(number) {
                let at = i128::from(time.since(first)) * (BUCKETS as i128 - 1) / length;
                density[at.clamp(0, BUCKETS as i128 - 1) as usize] += step;
            }
        }
        self.density = density.into();
    }
}

/// The time of a frame, counted from 1; `None` if there is no such frame.
fn time_of(whole: &dyn Frames, frame: &mut Frame, number: u64) -> Option<Option<Timestamp>> {
    whole.frame(number.checked_sub(1)?, frame).ok()?;
    Some(frame.info.time)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::FrameInfo;
    use crate::tui::frames::VecFrames;

    /// Frames 100 ms apart.
    fn capture(frames: u64) -> Arc<dyn Frames> {
        let frame = |number: u64| Frame {
            info: FrameInfo {
                number: number + 1,
                time: Some(Timestamp(number as i64 * 100_000_000)),
                ..FrameInfo::default()
            },
            ..Frame::empty()
        };
        Arc::new(VecFrames::new("test", (0..frames).map(frame).collect()))
    }

    #[test]
    fn frames_come_at_their_pace() {
        let start = Instant::now();
        let mut replay = Replay::new(capture(11), 2.0, start);
        replay.advance(start);
        assert_eq!(replay.shown().len(), 1);
        let (due, _) = replay.advance(start + Duration::from_millis(120));
        assert_eq!(replay.shown().len(), 3);
        assert_eq!(due, Some(start + Duration::from_millis(150)));
        let (due, _) = replay.advance(start + Duration::from_secs(9));
        assert_eq!((replay.shown().len(), due), (11, None));
        assert!(replay.bar().at_end);
    }

    #[test]
    fn what_was_not_shown_cannot_be_seen() {
        let start = Instant::now();
        let mut replay = Replay::new(capture(3), 1.0, start);
        replay.advance(start);
        let shown = replay.shown();
        assert!(shown.frame(0, &mut Frame::empty()).is_ok());
        assert!(shown.frame(1, &mut Frame::empty()).is_err());
        assert_eq!(shown.status().progress, Progress::Replay);
    }

    #[test]
    fn orders_step_jump_and_change_the_pace() {
        let start = Instant::now();
        let mut replay = Replay::new(capture(11), 1.0, start);
        replay.advance(start);
        replay.obey(Order::Step, start);
        assert_eq!((replay.shown().len(), replay.bar().playing), (2, false));
        replay.obey(Order::JumpTo(500), start);
        assert_eq!(replay.shown().len(), 6);
        replay.obey(Order::JumpBy(200), start);
        assert_eq!(replay.shown().len(), 8);
        replay.obey(Order::Back, start);
        assert_eq!(replay.shown().len(), 7);
        replay.obey(Order::JumpBy(-5000), start);
        assert_eq!(replay.shown().len(), 1);
        replay.obey(Order::Faster, start);
        assert_eq!(replay.bar().speed, 2.0);
        replay.obey(Order::Pause, start);
        assert!(replay.bar().playing);
    }

    #[test]
    fn the_density_counts_every_frame() {
        let mut replay = Replay::new(capture(1000), 1.0, Instant::now());
        assert_eq!(replay.bar().density.iter().sum::<u64>(), 1000);
    }

    #[test]
    fn an_empty_capture_has_nothing_to_replay() {
        let mut replay = Replay::new(capture(0), 1.0, Instant::now());
        assert_eq!(replay.advance(Instant::now()).0, None);
        for order in [Order::Step, Order::Back, Order::JumpTo(1000), Order::Pause] {
            replay.obey(order, Instant::now());
        }
        assert_eq!(replay.shown().len(), 0);
    }
}
