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
        0..1_000 => format!("{ns} ns"),
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
    let whole = value / unit;
    let places = match whole {
        0..10 => 2,
        10..100 => 1,
        _ => return format!("{whole} {name}"),
    };
    let scale = 10_u64.pow(places);
    let part = value % unit * scale / unit;
    let text = format!("{whole}.{part:0width$}", width = places as usize);
    format!("{} {name}", text.trim_end_matches('0').trim_end_matches('.'))
}
