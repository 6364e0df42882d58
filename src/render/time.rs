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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_runs_from_the_first_frame() {
        let at = |nanos| Some(Timestamp(nanos));
        assert_eq!(relative(at(1_500_000_000), at(1_000_000_000)), "0.500000");
        assert_eq!(relative(at(0), at(1_500)), "-0.000001");
        assert_eq!(relative(None, at(0)), "-");
    }
}
