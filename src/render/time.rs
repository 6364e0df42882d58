//! Times as people read them.

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
