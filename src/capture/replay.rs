//! The pace of a replay: which frame is "now".
//!
//! Pure logic: nothing here sleeps or asks for the time. Whoever drives a [`ReplayClock`] tells it
//! the time of the next frame and what time it is, and learns when to come back.

use std::time::{Duration, Instant};

use crate::model::Timestamp;

/// The longest gap between two frames that is kept. Longer ones (a capture paused over night) are
/// cut to this.
pub const MAX_GAP: Duration = Duration::from_secs(3600);

/// Slowest and fastest pace.
const SPEEDS: (f64, f64) = (1e-3, 1e6);

/// Whether the replay moves by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Play {
    /// Frames come at their pace.
    Playing,
    /// Frames come only by stepping and jumping.
    Paused,
}

/// Tells which frame of a recording is the newest "now".
///
/// Time in the recording runs `speed` times as fast as the clock on the wall. The replay is
/// anchored at a frame and an instant; the anchor moves on with each frame shown, so that gaps are
/// measured from frame to frame and a change of pace does not jump.
#[derive(Debug, Clone)]
pub struct ReplayClock {
    /// Number of the newest frame shown; 0 before the first.
    frame: u64,
    /// Its time in the recording; `None` before the first frame with a time.
    time: Option<Timestamp>,
    /// When it was (due to be) shown, while playing; how long ago, while paused.
    since: Since,
    speed: f64,
}

#[derive(Debug, Clone, Copy)]
enum Since {
    Playing(Instant),
    Paused(Duration),
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The frame is due: show it with [`ReplayClock::show`], and ask for the one after it.
    Due,
    /// Come back then.
    At(Instant),
    /// Paused: come back when something is pressed.
    Never,
}

impl ReplayClock {
    /// A replay that starts playing now with its first frame, `speed` times as fast as recorded.
    pub fn new(speed: f64, now: Instant) -> ReplayClock {
        ReplayClock {
            frame: 0,
            time: None,
            since: Since::Playing(now),
            speed: limit(speed),
        }
    }

    /// Number of the newest frame shown; 0 before the first.
    pub fn frame(&self) -> u64 {
        self.frame
    }

    /// How many times as fast as recorded.
    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// Whether the replay moves by itself.
    pub fn play(&self) -> Play {
        match self.since {
            Since::Playing(_) => Play::Playing,
            Since::Paused(_) => Play::Paused,
        }
    }

    /// Whether the frame after [`ReplayClock::frame`], captured at `time`, is due. A frame without
    /// a time, or with an earlier time than the one before it, is due at once.
    pub fn next(&self, time: Option<Timestamp>, now: Instant) -> Next {
        let Since::Playing(shown) = self.since else {
            return Next::Never;
        };
        match shown.checked_add(self.wait(time)) {
            Some(due) if due > now => Next::At(due),
            _ => Next::Due,
        }
    }

    /// Shows the frame after the last, captured at `time`, because it is due.
    pub fn show(&mut self, time: Option<Timestamp>, now: Instant) {
        if let Since::Playing(shown) = self.since {
            // The next gap counts from when this frame was due, not from when someone came to
            // look: small delays do not add up.
            let due = shown.checked_add(self.wait(time)).unwrap_or(now);
            self.since = Since::Playing(due.min(now));
        }
        self.frame += 1;
        self.time = time.or(self.time);
    }

    /// Shows one frame more, captured at `time`, and pauses.
    pub fn step(&mut self, time: Option<Timestamp>) {
        self.jump(self.frame + 1, time);
        self.since = Since::Paused(Duration::ZERO);
    }

    /// Goes to frame `number`, captured at `time`, forwards or backwards; plays on from there, or
    /// stays paused there.
    pub fn jump(&mut self, number: u64, time: Option<Timestamp>) {
        self.frame = number;
        self.time = time;
        if let Since::Paused(waited) = &mut self.since {
            *waited = Duration::ZERO;
        }
    }

    /// As [`ReplayClock::jump`] while playing: the wait for the next frame begins now.
    pub fn jump_at(&mut self, number: u64, time: Option<Timestamp>, now: Instant) {
        self.jump(number, time);
        if let Since::Playing(shown) = &mut self.since {
            *shown = now;
        }
    }

    /// Stops. What has passed of the gap to the next frame is remembered.
    pub fn pause(&mut self, now: Instant) {
        if let Since::Playing(shown) = self.since {
            self.since = Since::Paused(now.saturating_duration_since(shown));
        }
    }

    /// Goes on where [`ReplayClock::pause`] stopped.
    pub fn resume(&mut self, now: Instant) {
        if let Since::Paused(waited) = self.since {
            self.since = Since::Playing(now.checked_sub(waited).unwrap_or(now));
        }
    }

    /// Changes the pace. What has passed of the gap to the next frame keeps its share of it.
    pub fn set_speed(&mut self, speed: f64, now: Instant) {
        let speed = limit(speed);
        let share = self.speed / speed;
        let scaled = |waited: Duration| {
            Duration::try_from_secs_f64(waited.as_secs_f64() * share).unwrap_or(MAX_GAP)
        };
        self.since = match self.since {
            Since::Paused(waited) => Since::Paused(scaled(waited)),
            Since::Playing(shown) => {
                let waited = scaled(now.saturating_duration_since(shown));
                Since::Playing(now.checked_sub(waited).unwrap_or(now))
            }
        };
        self.speed = speed;
    }

    /// How long the frame captured at `time` comes after the last.
    fn wait(&self, time: Option<Timestamp>) -> Duration {
        let (Some(last), Some(time)) = (self.time, time) else {
            return Duration::ZERO;
        };
        let gap = Duration::from_nanos(u64::try_from(time.since(last)).unwrap_or(0));
        let gap = gap.min(MAX_GAP).as_secs_f64() / self.speed;
        // An hour a thousand times slower still fits by far.
        Duration::try_from_secs_f64(gap).unwrap_or(MAX_GAP)
    }
}

/// A pace that can be kept; what is no number is the recorded pace.
fn limit(speed: f64) -> f64 {
    match speed.is_nan() {
        true => 1.0,
        false => speed.clamp(SPEEDS.0, SPEEDS.1),
    }
}
