//! Round numbers, and numbers with units.

/// The next number up that is 1, 2 or 5 times a power of ten.
pub fn nice(number: u64) -> u64 {
    let mut power = 1_u64;
    loop {
        for digit in [1, 2, 5] {
            let candidate = power.saturating_mul(digit);
            if candidate >= number {
                return candidate;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// A length of time with three digits at most before its unit: `46 µs`, `1.25 ms`, `203 ms`, `12.3 s`.
pub fn duration(ns: u64) -> String {
    match ns {
        0 => "0".into(),
        1..1_000 => format!("{ns} ns"),
        1_000..1_000_000 => three(ns, 1_000, "µs"),
        1_000_000..1_000_000_000 => three(ns, 1_000_000, "ms"),
        _ => three(ns, 1_000_000_000, "s"),
    }
}

/// A number of bytes with a metric prefix: `843 B`, `1.45 kB`, `300 kB`.
pub fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} B"),
        1_000..1_000_000 => three(count, 1_000, "kB"),
        1_000_000..1_000_000_000 => three(count, 1_000_000, "MB"),
        _ => three(count, 1_000_000_000, "GB"),
    }
}

fn three(value: u64, unit: u64, name: &str) -> String {
    let scale = match value / unit {
        0..10 => 100,
        10..100 => 10,
        _ => 1,
    };
    let rounded = (u128::from(value) * scale + u128::from(unit) / 2) / u128::from(unit);
    let (whole, part) = (rounded / scale, rounded % scale);
    let text = match scale {
        100 => format!("{whole}.{part:02}"),
        10 => format!("{whole}.{part}"),
        _ => return format!("{whole} {name}"),
    };
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_are_enough() {
        assert_eq!(duration(0), "0");
        assert_eq!(duration(999), "999 ns");
        assert_eq!(duration(1_250_000), "1.25 ms");
        assert_eq!(duration(203_400_000), "203 ms");
        assert_eq!(duration(u64::MAX), "18446744074 s");
        assert_eq!(bytes(1448), "1.45 kB");
        assert_eq!(bytes(9_999), "10 kB");
        assert_eq!(bytes(10_000), "10 kB");
        assert_eq!(bytes(300_000), "300 kB");
    }

    #[test]
    fn round_numbers_are_not_below_what_they_stand_for() {
        let nice: Vec<u64> = [0, 1, 3, 6, 11, 499, 501, u64::MAX].map(nice).to_vec();
        assert_eq!(nice, [1, 1, 5, 10, 20, 500, 1000, u64::MAX]);
    }
}
