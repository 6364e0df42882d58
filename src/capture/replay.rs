//! The pace of a replay: which frame is "now".
//!
//! Pure logic: nothing here sleeps or asks for the time. Whoever drives a [`ReplayClock`] tells it
//! the times of the frames and what time it is, and learns when to come back.

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
    /// The latest time shown, in the recording's own time; `None` before the first frame with a time.
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

/// When to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// At once: more frames are due than were asked for.
    Now,
    /// Then the next frame is due.
    At(Instant),
    /// When the replay plays again.
    Paused,
    /// When there are more frames than the recording has (so far).
    End,
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

    /// Shows the frames that are due at `now`, but no more than `most`, and says when the next is.
    ///
    /// `time_of` gives the time of a frame by its number: `None` if there is no such frame (yet),
    /// `Some(None)` if the recording does not say. A frame without a time, or with an earlier time
    /// than the one before it, is due at once.
    pub fn advance(
        &mut self,
        now: Instant,
        most: u64,
        mut time_of: impl FnMut(u64) -> Option<Option<Timestamp>>,
    ) -> Next {
        for shown in 0.. {
            let Since::Playing(since) = self.since else {
                return Next::Paused;
            };
            let Some(time) = time_of(self.frame + 1) else {
                return Next::End;
            };
            let due = since.checked_add(self.wait(time)).unwrap_or(now);
            if due > now {
                return Next::At(due);
            }
            if shown == most {
                break;
            }
            // The next gap counts from when this frame was due, not from when someone came to
            // look: small delays do not add up.
            self.since = Since::Playing(due);
            self.frame += 1;
            // Time that runs backwards does not stretch the gaps after it.
            self.time = self.time.max(time);
        }
        Next::Now
    }

    /// Shows one frame more, captured at `time`, and pauses.
    pub fn step(&mut self, time: Option<Timestamp>) {
        self.frame += 1;
        self.time = self.time.max(time);
        self.since = Since::Paused(Duration::ZERO);
    }

    /// Goes to frame `number`, captured at `time`, forwards or backwards. A replay that plays goes
    /// on from there; one that is paused stays so.
    pub fn jump(&mut self, number: u64, time: Option<Timestamp>, now: Instant) {
        self.frame = number;
        self.time = time;
        self.since = match self.since {
            Since::Playing(_) => Since::Playing(now),
            Since::Paused(_) => Since::Paused(Duration::ZERO),
        };
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

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Frames at 0, 1, 1.5, 11.5, 11 and 12 seconds; the fourth comes late, the fifth runs
    /// backwards.
    fn times(number: u64) -> Option<Option<Timestamp>> {
        let tenths = [0, 10, 15, 115, 110, 120];
        let tenths = tenths.get(number as usize - 1)?;
        Some(Some(Timestamp(
            1_700_000_000_000_000_000 + tenths * 100_000_000,
        )))
    }

    /// What is shown so many milliseconds after `start`.
    fn at(clock: &mut ReplayClock, start: Instant, ms: u64) -> (u64, Next) {
        let next = clock.advance(start + Duration::from_millis(ms), u64::MAX, times);
        (clock.frame(), next)
    }

    #[test]
    fn frames_come_at_their_recorded_pace() {
        let start = Instant::now();
        let mut clock = ReplayClock::new(1.0, start);
        assert_eq!(at(&mut clock, start, 0), (1, Next::At(start + SECOND)));
        assert_eq!(at(&mut clock, start, 999).0, 1);
        assert_eq!(at(&mut clock, start, 1000).0, 2);
        // Who comes late finds both, and the pace is still that of the recording.
        let due = start + SECOND * 23 / 2;
        assert_eq!(at(&mut clock, start, 7000), (3, Next::At(due)));
        // The frame whose time runs backwards is due at once, the next when its time has come.
        assert_eq!(
            at(&mut clock, start, 11_500),
            (5, Next::At(due + SECOND / 2))
        );
        assert_eq!(at(&mut clock, start, 99_000), (6, Next::End));
    }

    #[test]
    fn a_faster_pace_shrinks_the_gaps() {
        let start = Instant::now();
        let mut clock = ReplayClock::new(10.0, start);
        assert_eq!(at(&mut clock, start, 0).0, 1);
        assert_eq!(at(&mut clock, start, 100).0, 2);
        assert_eq!(at(&mut clock, start, 150).0, 3);
        assert_eq!(at(&mut clock, start, 1149).0, 3);
        assert_eq!(at(&mut clock, start, 1150).0, 5);
    }

    #[test]
    fn a_pause_keeps_what_has_passed_of_the_gap() {
        let start = Instant::now();
        let mut clock = ReplayClock::new(1.0, start);
        assert_eq!(at(&mut clock, start, 700).0, 1);
        clock.pause(start + Duration::from_millis(700));
        assert_eq!(clock.play(), Play::Paused);
        assert_eq!(at(&mut clock, start, 60_000), (1, Next::Paused));
        clock.resume(start + SECOND * 60);
        assert_eq!(at(&mut clock, start, 60_299).0, 1);
        assert_eq!(at(&mut clock, start, 60_300).0, 2);
    }

    #[test]
    fn a_change_of_pace_does_not_jump() {
        let start = Instant::now();
        let mut clock = ReplayClock::new(1.0, start);
        at(&mut clock, start, 0);
        // Half of the gap has passed; the other half takes a quarter of a second at twice the pace.
        clock.set_speed(2.0, start + SECOND / 2);
        assert_eq!(at(&mut clock, start, 749).0, 1);
        assert_eq!(at(&mut clock, start, 750).0, 2);
        clock.set_speed(f64::NAN, start + SECOND);
        assert_eq!(clock.speed(), 1.0);
        clock.set_speed(0.0, start + SECOND);
        assert_eq!(clock.speed(), SPEEDS.0);
    }

    #[test]
    fn steps_and_jumps() {
        let start = Instant::now();
        let mut clock = ReplayClock::new(1.0, start);
        at(&mut clock, start, 0);
        clock.step(times(2).flatten());
        assert_eq!((clock.frame(), clock.play()), (2, Play::Paused));
        clock.resume(start + SECOND * 5);
        assert_eq!(at(&mut clock, start, 5499).0, 2);
        assert_eq!(at(&mut clock, start, 5500).0, 3);
        clock.jump(1, times(1).flatten(), start + SECOND * 6);
        assert_eq!(at(&mut clock, start, 6999).0, 1);
        assert_eq!(at(&mut clock, start, 7000).0, 2);
    }

    #[test]
    fn no_more_frames_at_once_than_asked_for() {
        let start = Instant::now();
        let mut clock = ReplayClock::new(1.0, start);
        let next = clock.advance(start + SECOND * 60, 2, times);
        assert_eq!((clock.frame(), next), (2, Next::Now));
    }

    #[test]
    fn a_night_between_two_frames_is_cut() {
        let start = Instant::now();
        let mut clock = ReplayClock::new(1.0, start);
        let next = clock.advance(start, u64::MAX, |number| match number {
            1 => Some(Some(Timestamp(0))),
            2 => Some(Some(Timestamp(i64::MAX))),
            _ => None,
        });
        assert_eq!(next, Next::At(start + MAX_GAP));
    }
}
