//! Times as people read them, in the formats of tshark's `-t`.

use std::fmt::Write as _;
use std::sync::LazyLock;

use jiff::tz::TimeZone;

use crate::model::Timestamp;

/// The zone that this machine lives in.
static HERE: LazyLock<TimeZone> = LazyLock::new(TimeZone::system);

/// What a time is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TimeFormat {
    /// Seconds since the first frame.
    #[default]
    Relative,
    /// Seconds since the frame before, as they were captured.
    Delta,
    /// Seconds since the frame that is shown before.
    DeltaDisplayed,
    /// Time of day where this machine is.
    Absolute,
    /// The same with the date.
    AbsoluteDate,
    /// The same with the year and the day of the year.
    AbsoluteDay,
    /// Seconds since 1970-01-01 00:00:00 UTC.
    Epoch,
    /// Time of day, UTC.
    Utc,
    /// The same with the date.
    UtcDate,
    /// The same with the year and the day of the year.
    UtcDay,
}

impl TimeFormat {
    /// All formats, with the names that tshark gives them, in the order in which a key goes through
    /// them.
    pub const ALL: [(&'static str, TimeFormat); 10] = [
        ("r", TimeFormat::Relative),
        ("d", TimeFormat::Delta),
        ("dd", TimeFormat::DeltaDisplayed),
        ("a", TimeFormat::Absolute),
        ("ad", TimeFormat::AbsoluteDate),
        ("adoy", TimeFormat::AbsoluteDay),
        ("u", TimeFormat::Utc),
        ("ud", TimeFormat::UtcDate),
        ("udoy", TimeFormat::UtcDay),
        ("e", TimeFormat::Epoch),
    ];

    /// What it is, in a few words.
    pub const fn words(self) -> &'static str {
        match self {
            TimeFormat::Relative => "seconds since the first frame",
            TimeFormat::Delta => "seconds since the frame captured before",
            TimeFormat::DeltaDisplayed => "seconds since the frame shown before",
            TimeFormat::Absolute => "local time",
            TimeFormat::AbsoluteDate => "local date and time",
            TimeFormat::AbsoluteDay => "local time with the day of the year",
            TimeFormat::Epoch => "seconds since 1970",
            TimeFormat::Utc => "time, UTC",
            TimeFormat::UtcDate => "date and time, UTC",
            TimeFormat::UtcDay => "time with the day of the year, UTC",
        }
    }

    /// The heading of a column of such times.
    pub const fn heading(self) -> &'static str {
        match self {
            TimeFormat::Relative => "Time",
            TimeFormat::Delta => "Delta",
            TimeFormat::DeltaDisplayed => "Delta shown",
            TimeFormat::Absolute => "Local time",
            TimeFormat::AbsoluteDate => "Local date and time",
            TimeFormat::AbsoluteDay => "Local day and time",
            TimeFormat::Epoch => "Since 1970",
            TimeFormat::Utc => "UTC",
            TimeFormat::UtcDate => "Date and time UTC",
            TimeFormat::UtcDay => "Day and time UTC",
        }
    }

    /// Characters before the decimal point, as a rule.
    const fn whole(self) -> usize {
        match self {
            TimeFormat::Relative | TimeFormat::Delta | TimeFormat::DeltaDisplayed => 4,
            TimeFormat::Absolute | TimeFormat::Utc => 8,
            TimeFormat::AbsoluteDate | TimeFormat::UtcDate => 19,
            TimeFormat::AbsoluteDay | TimeFormat::UtcDay => 17,
            TimeFormat::Epoch => 10,
        }
    }
}

/// A format of times with a number of decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeStyle {
    /// The format.
    pub format: TimeFormat,
    /// Digits behind the decimal point, 0 to 9.
    pub decimals: u8,
}

impl Default for TimeStyle {
    fn default() -> TimeStyle {
        TimeStyle {
            format: TimeFormat::default(),
            decimals: 6,
        }
    }
}

impl TimeStyle {
    /// Reads `ad`, `r.3` or `.9`: a format, a number of decimals, or both.
    ///
    /// # Errors
    /// What would be right.
    pub fn parse(text: &str) -> Result<TimeStyle, String> {
        let (name, decimals) = text
            .split_once('.')
            .map_or((text, None), |(name, digits)| (name, Some(digits)));
        let mut style = TimeStyle::default();
        if let Some(digits) = decimals {
            style.decimals = match digits.as_bytes() {
                [digit @ b'0'..=b'9'] => digit - b'0',
                _ => return Err("behind the point stands one digit: how many decimals".into()),
            };
        }
        let found = TimeFormat::ALL.iter().find(|entry| entry.0 == name);
        match found {
            Some((_, format)) => style.format = *format,
            None if name.is_empty() && decimals.is_some() => {}
            None => {
                let names = TimeFormat::ALL.map(|entry| entry.0).join(", ");
                return Err(format!("a time format is one of {names}"));
            }
        }
        Ok(style)
    }

    /// The style that follows when the user goes through them.
    pub fn next(self) -> TimeStyle {
        let all = TimeFormat::ALL;
        let here = all.iter().position(|entry| entry.1 == self.format);
        let next = (here.unwrap_or(0) + 1) % all.len();
        TimeStyle {
            format: all[next].1,
            ..self
        }
    }

    /// Columns that such times take as a rule.
    pub fn width(self) -> usize {
        let point = usize::from(self.decimals > 0);
        self.format.whole() + point + usize::from(self.decimals)
    }

    /// A time; [`None`] where it, or the time that it is counted from, is not recorded.
    pub fn text(self, time: Option<Timestamp>, moments: &Moments) -> Option<String> {
        self.text_in(time?, moments, &HERE)
    }

    fn text_in(self, time: Timestamp, moments: &Moments, here: &TimeZone) -> Option<String> {
        let from = match self.format {
            TimeFormat::Relative => moments.start?,
            TimeFormat::Delta => moments.captured.unwrap_or(time),
            TimeFormat::DeltaDisplayed => moments.displayed.unwrap_or(time),
            TimeFormat::Epoch => Timestamp(0),
            TimeFormat::Absolute | TimeFormat::AbsoluteDate | TimeFormat::AbsoluteDay => {
                return self.calendar(time, here);
            }
            TimeFormat::Utc | TimeFormat::UtcDate | TimeFormat::UtcDay => {
                return self.calendar(time, &TimeZone::UTC);
            }
        };
        Some(seconds(time.since(from), self.decimals))
    }

    /// Date, day of the year or neither, and the time of day.
    fn calendar(self, time: Timestamp, zone: &TimeZone) -> Option<String> {
        let moment = jiff::Timestamp::from_nanosecond(i128::from(time.0)).ok()?;
        let at = zone.to_datetime(moment);
        let mut text = match self.format {
            TimeFormat::AbsoluteDate | TimeFormat::UtcDate => {
                format!("{:04}-{:02}-{:02} ", at.year(), at.month(), at.day())
            }
            TimeFormat::AbsoluteDay | TimeFormat::UtcDay => {
                format!("{:04}/{:03} ", at.year(), at.day_of_year())
            }
            _ => String::new(),
        };
        // A String takes all that is written to it.
        let _ = write!(
            text,
            "{:02}:{:02}:{:02}",
            at.hour(),
            at.minute(),
            at.second()
        );
        push_decimals(&mut text, time.subsec_nanos(), self.decimals);
        Some(text)
    }
}

/// The times that others are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moments {
    /// That of the first frame, or of the reference that the user chose.
    pub start: Option<Timestamp>,
    /// That of the frame captured before; the first one has none.
    pub captured: Option<Timestamp>,
    /// That of the frame shown before; the first one has none.
    pub displayed: Option<Timestamp>,
}

impl Moments {
    /// Takes in the time of a frame before it is shown: the first one starts the clock.
    pub fn begin(&mut self, time: Option<Timestamp>) {
        self.start = self.start.or(time);
    }

    /// Takes in that a frame went by; `displayed` is true if it was shown.
    pub fn went_by(&mut self, time: Option<Timestamp>, displayed: bool) {
        self.captured = time.or(self.captured);
        if displayed {
            self.displayed = time.or(self.displayed);
        }
    }
}

/// Nanoseconds as seconds with so many decimals, those behind them cut off.
pub fn seconds(nanos: i64, decimals: u8) -> String {
    let mut text = String::from(if nanos < 0 { "-" } else { "" });
    let nanos = nanos.unsigned_abs();
    // A String takes all that is written to it.
    let _ = write!(text, "{}", nanos / 1_000_000_000);
    push_decimals(&mut text, (nanos % 1_000_000_000) as u32, decimals);
    text
}

fn push_decimals(text: &mut String, nanos: u32, decimals: u8) {
    let decimals = decimals.min(9);
    if decimals > 0 {
        let width = usize::from(decimals);
        let shown = nanos / 10u32.pow(9 - u32::from(decimals));
        // A String takes all that is written to it.
        let _ = write!(text, ".{shown:0width$}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-20 07:41:52.984837702 UTC, as tshark prints it in the formats of `-t`.
    const TIME: Timestamp = Timestamp(1_795_160_512_984_837_702);

    fn shown(style: &str, moments: &Moments) -> String {
        let style = TimeStyle::parse(style).unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(-8));
        style.text_in(TIME, moments, &zone).unwrap()
    }

    #[test]
    fn every_format_reads_as_in_tshark() {
        let before = |nanos: i64| Some(Timestamp(TIME.0 - nanos));
        let moments = Moments {
            start: before(1_500_000_000),
            captured: before(1_000),
            displayed: before(-1_000),
        };
        for (style, text) in [
            ("r", "1.500000"),
            ("r.0", "1"),
            ("d.9", "0.000001000"),
            ("dd", "-0.000001"),
            ("e.9", "1795160512.984837702"),
            ("a", "23:41:52.984837"),
            ("ad", "2026-11-19 23:41:52.984837"),
            ("adoy.3", "2026/323 23:41:52.984"),
            ("u.0", "07:41:52"),
            ("ud.9", "2026-11-20 07:41:52.984837702"),
            ("udoy.9", "2026/324 07:41:52.984837702"),
        ] {
            assert_eq!(shown(style, &moments), text, "{style}");
            let style = TimeStyle::parse(style).unwrap();
            assert!(text.len() <= style.width() || text.starts_with('-'));
        }
    }

    #[test]
    fn the_first_frame_is_no_time_behind_itself() {
        assert_eq!(shown("d", &Moments::default()), "0.000000");
        assert_eq!(shown("dd", &Moments::default()), "0.000000");
        let relative = TimeStyle::default();
        assert_eq!(relative.text(Some(TIME), &Moments::default()), None);
        assert_eq!(relative.text(None, &Moments::default()), None);
    }

    #[test]
    fn the_ends_of_the_calendar_are_survived() {
        for (_, format) in TimeFormat::ALL {
            let style = TimeStyle {
                format,
                decimals: 9,
            };
            for time in [i64::MIN, -1, 0, i64::MAX] {
                let moments = Moments {
                    start: Some(Timestamp(i64::MAX)),
                    ..Moments::default()
                };
                assert!(style.text(Some(Timestamp(time)), &moments).is_some());
            }
        }
        assert_eq!(seconds(i64::MIN, 6), "-9223372036.854775");
    }

    #[test]
    fn what_is_no_format_is_refused() {
        for text in ["", "x", "r.", "r.10", "r.a", "."] {
            assert!(TimeStyle::parse(text).is_err(), "{text:?}");
        }
        assert_eq!(TimeStyle::parse(".3").unwrap().decimals, 3);
        let all = TimeFormat::ALL.len();
        let around = (0..all).fold(TimeStyle::default(), |style, _| style.next());
        assert_eq!(around, TimeStyle::default());
    }

    #[test]
    fn only_shown_frames_count_as_shown() {
        let at = |nanos| Some(Timestamp(nanos));
        let mut moments = Moments::default();
        for (time, displayed) in [(5, true), (7, false)] {
            moments.begin(at(time));
            moments.went_by(at(time), displayed);
        }
        assert_eq!((moments.start, moments.displayed), (at(5), at(5)));
        assert_eq!(moments.captured, at(7));
    }
}
