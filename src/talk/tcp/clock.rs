//! The times of a connection.

use super::side::elapsed;
use crate::model::{TcpFlags, Timestamp};

/// When things happened, in nanoseconds since 1970.
#[derive(Debug, Clone, Default)]
pub(super) struct Clock {
    /// The first segment and the last one.
    span: Option<(i64, i64)>,
    /// The last SYN.
    asked: Option<i64>,
    /// Round-trip time of the handshake, 0 until it is known.
    handshake: u64,
}

impl Clock {
    /// True until the first segment is counted.
    pub fn is_new(&self) -> bool {
        self.span.is_none()
    }

    /// Round-trip time of the handshake in nanoseconds, once it is known.
    pub fn handshake(&self) -> Option<u64> {
        (self.handshake > 0).then_some(self.handshake)
    }

    /// Takes the time of the handshake: from the last SYN to the first segment that only
    /// acknowledges.
    pub fn shake(&mut self, now: i64, flags: TcpFlags) {
        let acknowledges = flags.has(TcpFlags::ACK) && !flags.has(TcpFlags::SYN);
        if flags.opens() {
            self.asked = Some(now);
        } else if acknowledges && self.handshake == 0 {
            self.handshake = self.asked.map_or(0, |asked| elapsed(asked, now));
        }
    }

    /// Counts a segment: nanoseconds since the first one and since the one before it, negative if
    /// the times of the capture run backwards.
    pub fn tick(&mut self, time: Option<Timestamp>) -> [Option<i64>; 2] {
        let now = time.map_or(0, |time| time.0);
        let (first, previous) = self.span.unwrap_or((now, now));
        self.span = Some((first, now));
        let since = |then: i64| time.map(|_| now.saturating_sub(then));
        [since(first), since(previous)]
    }
}
