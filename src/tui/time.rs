//! Times as a person reads them.

use crate::model::Timestamp;

/// How the list shows times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TimeFormat {
    /// Seconds since the first frame.
    #[default]
    SinceStart,
    /// Seconds since the frame before.
    SincePrevious,
    /// Time of day, UTC.
    Utc,
}

impl TimeFormat {
    /// The next one.
    pub const fn next(self) -> TimeFormat {
        match self {
            TimeFormat::SinceStart => TimeFormat::SincePrevious,
            TimeFormat::SincePrevious => TimeFormat::Utc,
            TimeFormat::Utc => TimeFormat::SinceStart,
        }
    }

    /// Its column's heading.
    pub const fn heading(self) -> &'static str {
        match self {
            TimeFormat::SinceStart => "Time",
            TimeFormat::SincePrevious => "Delta",
            TimeFormat::Utc => "UTC",
        }
    }
}

/// A difference in nanoseconds as seconds with six decimals, rounded down.
pub fn seconds(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let nanos = nanos.unsigned_abs();
    format!(
        "{sign}{}.{:06}",
        nanos / 1_000_000_000,
        nanos % 1_000_000_000 / 1000
    )
}

/// Time of day with microseconds, UTC.
pub fn time_of_day(time: Timestamp) -> String {
    let second = time.seconds().rem_euclid(86_400);
    let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
    format!(
        "{hours:02}:{minutes:02}:{seconds:02}.{:06}",
        time.subsec_nanos() / 1000
    )
}

/// Date and time of day with nanoseconds, UTC.
pub fn date_time(time: Timestamp) -> String {
    let (year, month, day) = civil(time.seconds().div_euclid(86_400));
    let second = time.seconds().rem_euclid(86_400);
    let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
    let nanos = time.subsec_nanos();
    format!("{year:04}-{month:02}-{day:02} {hours:02}:{minutes:02}:{seconds:02}.{nanos:09} UTC")
}

/// The Gregorian date of a day counted from 1970-01-01. Years are counted from March on, so that
/// the leap day is the last day of its year; 400 years have 146,097 days.
fn civil(day: i64) -> (i64, i64, i64) {
    let since_march_0 = day + 719_468;
    let era = since_march_0.div_euclid(146_097);
    let day_of_era = since_march_0.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// A length of time in nanoseconds, in the unit that suits it.
pub fn span(nanos: i64) -> String {
    let seconds = nanos as f64 / 1e9;
    match nanos.abs() {
        0..1_000_000 => format!("{:.1} µs", seconds * 1e6),
        1_000_000..1_000_000_000 => format!("{:.1} ms", seconds * 1e3),
        1_000_000_000..120_000_000_000 => format!("{seconds:.2} s"),
        120_000_000_000..7_200_000_000_000 => format!("{:.1} min", seconds / 60.0),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}

/// A number of bytes, in the unit that suits it (powers of 1000).
pub fn size(bytes: u64) -> String {
    let number = bytes as f64;
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{:.1} kB", number / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", number / 1e6),
        _ => format!("{:.2} GB", number / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_calendar() {
        let date = |seconds| date_time(Timestamp::from_parts(seconds, 7));
        assert_eq!(date(0), "1970-01-01 00:00:00.000000007 UTC");
        assert_eq!(date(951_782_400), "2000-02-29 00:00:00.000000007 UTC");
        assert_eq!(date(1_700_000_000), "2023-11-14 22:13:20.000000007 UTC");
        assert_eq!(date(-1), "1969-12-31 23:59:59.000000007 UTC");
        assert_eq!(
            date_time(Timestamp(i64::MAX)),
            "2262-04-11 23:47:16.854775807 UTC"
        );
        assert!(date_time(Timestamp(i64::MIN)).starts_with("1677-09-21"));
    }

    #[test]
    fn differences_and_sizes_read_well() {
        assert_eq!(seconds(-1_500_000), "-0.001500");
        assert_eq!(seconds(i64::MIN), "-9223372036.854775");
        assert_eq!(span(1_240_000_000), "1.24 s");
        assert_eq!(size(48_230), "48.2 kB");
    }
}
