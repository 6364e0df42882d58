//! From an interface's clock ticks to nanoseconds.

use crate::model::Timestamp;

/// The unit of an interface's time stamps (`if_tsresol`) and what is to be added to them
/// (`if_tsoffset`). draft-ietf-opsawg-pcapng, Interface Description Block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeUnits {
    scale: Scale,
    offset_ns: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// A tick is this many nanoseconds.
    Times(u64),
    /// This many ticks are a nanosecond.
    Per(u128),
    /// A tick is 2 to the minus this many seconds.
    Binary(u32),
}

impl TimeUnits {
    /// Microseconds since 1970: what holds where a file says nothing.
    pub const MICROSECONDS: TimeUnits = TimeUnits {
        scale: Scale::Times(1000),
        offset_ns: 0,
    };

    /// Nanoseconds since 1970.
    pub const NANOSECONDS: TimeUnits = TimeUnits {
        scale: Scale::Times(1),
        offset_ns: 0,
    };

    /// From the two options. The top bit of `resolution` chooses between a negative power of two
    /// and of ten; `offset_seconds` is added to every time.
    pub fn new(resolution: u8, offset_seconds: i64) -> TimeUnits {
        let exponent = u32::from(resolution & 0x7f);
        let scale = match (resolution & 0x80, exponent) {
            (0, 0..=9) => Scale::Times(10u64.pow(9 - exponent)),
            // 10^38 is the largest power of ten below 2^128; no tick count reaches it.
            (0, _) => Scale::Per(10u128.pow((exponent - 9).min(38))),
            _ => Scale::Binary(exponent),
        };
        TimeUnits {
            scale,
            offset_ns: offset_seconds.saturating_mul(1_000_000_000),
        }
    }

    /// The time of `ticks`, rounded down to nanoseconds, saturating at what 64 bits can hold.
    #[inline]
    pub fn timestamp(self, ticks: u64) -> Timestamp {
        let ns = match self.scale {
            Scale::Times(factor) => u128::from(ticks) * u128::from(factor),
            Scale::Per(divisor) => u128::from(ticks) / divisor,
            Scale::Binary(shift) => (u128::from(ticks) * 1_000_000_000) >> shift,
        };
        // 2^64 ticks of a second each, in nanoseconds, lie far below 2^127.
        let ns = ns as i128 + i128::from(self.offset_ns);
        Timestamp(ns.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_ten() {
        assert_eq!(TimeUnits::new(6, 0), TimeUnits::MICROSECONDS);
        assert_eq!(TimeUnits::new(0, 0).timestamp(3), Timestamp(3_000_000_000));
        assert_eq!(TimeUnits::new(9, 0).timestamp(3), Timestamp(3));
        assert_eq!(TimeUnits::new(12, 0).timestamp(3_999), Timestamp(3));
        assert_eq!(TimeUnits::new(127, 0).timestamp(u64::MAX), Timestamp(0));
    }

    #[test]
    fn powers_of_two() {
        assert_eq!(
            TimeUnits::new(0x80 | 10, 0).timestamp(1024 + 512),
            Timestamp(1_500_000_000)
        );
        assert_eq!(
            TimeUnits::new(0x80 | 63, 0).timestamp(1 << 62),
            Timestamp(500_000_000)
        );
        assert_eq!(TimeUnits::new(0xff, 0).timestamp(u64::MAX), Timestamp(0));
    }

    #[test]
    fn the_offset_is_whole_seconds_and_may_be_negative() {
        assert_eq!(
            TimeUnits::new(3, -2).timestamp(1500),
            Timestamp(-500_000_000)
        );
        assert_eq!(
            TimeUnits::new(3, i64::MAX).timestamp(u64::MAX),
            Timestamp(i64::MAX)
        );
        assert_eq!(
            TimeUnits::new(3, i64::MIN).timestamp(0),
            Timestamp(i64::MIN)
        );
    }
}
