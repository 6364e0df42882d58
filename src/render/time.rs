//! Times as people read them.

use std::fmt::Write;

use crate::model::Timestamp;

/// Seconds since `start` with six decimals, as the list's time column has them.
pub fn relative(time: Option<Timestamp>, start: Option<Timestamp>) -> String {
    match (time, start) {
        (Some(time), Some(start)) => {
            let nanos = time.since(start);
            let sign = if nanos < 0 { "-" } else { "" };
            let micros = nanos.unsigned_abs() / 1000;
            format!("{sign}{}.{:06}", micros / 1_000_000, micros % 1_000_000)
        }
        _ => "-".into(),
    }
}

/// Date and time of day in UTC with nanoseconds: `2026-11-20 06:20:29.123456789`.
pub fn utc(time: Timestamp) -> String {
    let seconds = time.seconds();
    let (year, month, day) = civil_date(seconds.div_euclid(86_400));
    let of_day = seconds.rem_euclid(86_400);
    let mut out = String::new();
    let _ = write!(
        out,
        "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}.{:09}",
        of_day / 3600,
        of_day / 60 % 60,
        of_day % 60,
        time.subsec_nanos()
    );
    out
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

/// A span of time in the unit that suits it: `310 ns`, `12.4 µs`, `1.24 s`, `2 min 5 s`.
pub fn duration(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let n = nanos.unsigned_abs();
    let tail = match n {
        0..1_000 => format!("{n} ns"),
        1_000..1_000_000 => format!("{:.1} µs", n as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} ms", n as f64 / 1e6),
        1_000_000_000..60_000_000_000 => format!("{:.2} s", n as f64 / 1e9),
        _ => {
            let seconds = n / 1_000_000_000;
            match seconds {
                0..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
                3600..86_400 => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
                _ => format!("{} d {} h", seconds / 86_400, seconds / 3600 % 24),
            }
        }
    };
    format!("{sign}{tail}")
}

/// A count of bytes in the unit that suits it: `843 B`, `48.2 kB`, `1.0 GB` (powers of 1000).
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut scaled = bytes as f64 / 1000.0;
    let mut unit = 0;
    while scaled >= 999.95 && unit + 1 < UNITS.len() {
        scaled /= 1000.0;
        unit += 1;
    }
    format!("{scaled:.1} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(utc(Timestamp(0)), "1970-01-01 00:00:00.000000000");
        assert_eq!(
            utc(Timestamp::from_parts(951_782_400, 7)),
            "2000-02-29 00:00:00.000000007"
        );
        assert_eq!(
            utc(Timestamp::from_parts(-1, 0)),
            "1969-12-31 23:59:59.000000000"
        );
        assert_eq!(utc(Timestamp(i64::MAX)), "2262-04-11 23:47:16.854775807");
    }

    #[test]
    fn spans_take_the_unit_that_suits_them() {
        assert_eq!(duration(310), "310 ns");
        assert_eq!(duration(-12_400), "-12.4 µs");
        assert_eq!(duration(125_000_000_000), "2 min 5 s");
        assert_eq!(size(999), "999 B");
        assert_eq!(size(48_200), "48.2 kB");
        assert_eq!(size(999_990), "1.0 MB");
    }

    #[test]
    fn time_runs_from_the_first_frame() {
        let at = |nanos| Some(Timestamp(nanos));
        assert_eq!(relative(at(1_500_000_000), at(1_000_000_000)), "0.500000");
        assert_eq!(relative(at(0), at(1_500)), "-0.000001");
        assert_eq!(relative(None, at(0)), "-");
    }
}
