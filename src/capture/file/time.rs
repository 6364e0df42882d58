//! From an interface's clock ticks to nanoseconds.

use crate::model::Timestamp;

/// The unit of an interface's time stamps (`if_tsresol`) and what is to be added to them
/// (`if_tsoffset`). draft-ietf-opsawg-pcapng, Interface Description Block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeUnits {
    scale: Scale,
    offset_ns: i128,
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
            offset_ns: i128::from(offset_seconds) * 1_000_000_000,
        }
    }

    /// True if a tick may be no whole number of microseconds.
    pub fn is_finer_than_microseconds(self) -> bool {
        !matches!(self.scale, Scale::Times(ns) if ns % 1000 == 0)
    }

    /// The time of `ticks`, rounded down to nanoseconds; `None` for times outside the years 1677 to
    /// 2262, which 64 bits of nanoseconds cannot hold and no capture was made in.
    #[inline]
    pub fn timestamp(self, ticks: u64) -> Option<Timestamp> {
        let ns = match self.scale {
            Scale::Times(factor) => u128::from(ticks) * u128::from(factor),
            Scale::Per(divisor) => u128::from(ticks) / divisor,
            Scale::Binary(shift) => (u128::from(ticks) * 1_000_000_000) >> shift,
        };
        // 2^64 ticks of a second each, in nanoseconds, lie far below 2^127.
        let ns = ns as i128 + self.offset_ns;
        i64::try_from(ns).ok().map(Timestamp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(units: TimeUnits, ticks: u64) -> Option<i64> {
        units.timestamp(ticks).map(|time| time.0)
    }

    #[test]
    fn powers_of_ten() {
        assert_eq!(TimeUnits::new(6, 0), TimeUnits::MICROSECONDS);
        assert_eq!(at(TimeUnits::new(0, 0), 3), Some(3_000_000_000));
        assert_eq!(at(TimeUnits::new(9, 0), 3), Some(3));
        assert_eq!(at(TimeUnits::new(12, 0), 3_999), Some(3));
        assert_eq!(at(TimeUnits::new(127, 0), u64::MAX), Some(0));
    }

    #[test]
    fn fine_units_are_known() {
        let fine = |resolution| TimeUnits::new(resolution, 0).is_finer_than_microseconds();
        assert!(!fine(0) && !fine(6) && fine(7) && fine(9) && fine(12) && fine(0x80 | 10));
    }

    #[test]
    fn powers_of_two() {
        let units = TimeUnits::new(0x80 | 10, 0);
        assert_eq!(at(units, 1024 + 512), Some(1_500_000_000));
        assert_eq!(at(TimeUnits::new(0x80 | 63, 0), 1 << 62), Some(500_000_000));
        assert_eq!(at(TimeUnits::new(0xff, 0), u64::MAX), Some(0));
    }

    #[test]
    fn the_offset_is_whole_seconds_and_may_be_negative() {
        assert_eq!(at(TimeUnits::new(3, -2), 1500), Some(-500_000_000));
    }

    #[test]
    fn what_64_bits_cannot_hold_is_no_time() {
        assert_eq!(at(TimeUnits::NANOSECONDS, i64::MAX as u64), Some(i64::MAX));
        assert_eq!(at(TimeUnits::NANOSECONDS, i64::MAX as u64 + 1), None);
        assert_eq!(at(TimeUnits::new(0, i64::MAX), u64::MAX), None);
        assert_eq!(at(TimeUnits::new(3, i64::MIN), 0), None);
    }
}
