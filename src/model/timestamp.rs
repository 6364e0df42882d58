//! Points in time.

use std::fmt;

/// Nanoseconds since 1970-01-01 00:00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// From whole seconds and nanoseconds, saturating at the ends of what 64 bits can hold.
    pub const fn from_parts(seconds: i64, nanos: u32) -> Timestamp {
        Timestamp(
            seconds
                .saturating_mul(1_000_000_000)
                .saturating_add(nanos as i64),
        )
    }

    /// From a date and a time of day in UTC; [`None`] if they are not in the calendar, or later than
    /// 64 bits can hold.
    pub fn from_utc(
        year: u32,
        month: u32,
        day: u32,
        (hour, minute, second): (u32, u32, u32),
    ) -> Option<Timestamp> {
        if hour > 23 || minute > 59 || second > 60 || !(1..=12).contains(&month) {
            return None;
        }
        let days = days_since_1970(i64::from(year), month, day);
        if civil_date(days) != (i64::from(year), month, day) {
            return None;
        }
        let seconds = days * 86_400 + i64::from(hour * 3600 + minute * 60 + second);
        seconds.checked_mul(1_000_000_000).map(Timestamp)
    }

    /// Whole seconds, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000_000)
    }

    /// Nanoseconds within the second, 0 to 999,999,999.
    pub const fn subsec_nanos(self) -> u32 {
        self.0.rem_euclid(1_000_000_000) as u32
    }

    /// Date and time of day in UTC with nanoseconds: `2026-11-20 06:20:29.123456789`.
    pub fn utc(self) -> String {
        let seconds = self.seconds();
        let (year, month, day) = civil_date(seconds.div_euclid(86_400));
        let of_day = seconds.rem_euclid(86_400);
        let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
        let nanos = self.subsec_nanos();
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{nanos:09}")
    }

    /// Nanoseconds from `earlier` to `self`; negative when time ran backwards.
    pub const fn since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Seconds since 1970 with nine decimals, as capture tools print them.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, nanos) = if self.0 < 0 {
            ("-", self.0.unsigned_abs())
        } else {
            ("", self.0 as u64)
        };
        write!(
            f,
            "{sign}{}.{:09}",
            nanos / 1_000_000_000,
            nanos % 1_000_000_000
        )
    }
}

/// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar.
/// Years are counted from March here, so that a leap day is a year's last.
fn civil_date(days: i64) -> (i64, u32, u32) {
    const DAYS_IN_400_YEARS: i64 = 146_097;
    let from_march_0000 = days + 719_468;
    let era = from_march_0000.div_euclid(DAYS_IN_400_YEARS);
    let day_of_era = from_march_0000.rem_euclid(DAYS_IN_400_YEARS);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    } as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// Days from 1970-01-01 to a date, the inverse of [`civil_date`].
fn days_since_1970(year: i64, month: u32, day: u32) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_prints_with_nine_decimals() {
        assert_eq!(
            Timestamp::from_parts(1_700_000_000, 5).to_string(),
            "1700000000.000000005"
        );
        assert_eq!(Timestamp(-1).to_string(), "-0.000000001");
        assert_eq!(Timestamp(-1).seconds(), -1);
        assert_eq!(Timestamp(-1).subsec_nanos(), 999_999_999);
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(Timestamp(0).utc(), "1970-01-01 00:00:00.000000000");
        assert_eq!(
            Timestamp::from_parts(951_782_400, 7).utc(),
            "2000-02-29 00:00:00.000000007"
        );
        assert_eq!(
            Timestamp::from_parts(-1, 0).utc(),
            "1969-12-31 23:59:59.000000000"
        );
        assert_eq!(Timestamp(i64::MAX).utc(), "2262-04-11 23:47:16.854775807");
    }

    #[test]
    fn dates_become_times() {
        let time = Timestamp::from_utc(2000, 2, 29, (0, 0, 1));
        assert_eq!(time, Some(Timestamp::from_parts(951_782_401, 0)));
        assert_eq!(
            Timestamp::from_utc(1969, 12, 31, (23, 59, 59)),
            Some(Timestamp::from_parts(-1, 0))
        );
        assert_eq!(Timestamp::from_utc(2001, 2, 29, (0, 0, 0)), None);
        assert_eq!(Timestamp::from_utc(2001, 0, 1, (0, 0, 0)), None);
        assert_eq!(Timestamp::from_utc(2001, 1, 1, (24, 0, 0)), None);
        assert_eq!(Timestamp::from_utc(9999, 12, 31, (23, 59, 59)), None);
    }
}
