//! Values as they are written in a filter: numbers, addresses, bytes, times, names of code points.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::model::Timestamp;

/// A value of the filter, read in all ways in which it can be; the field that it is compared with
/// says which one counts.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Literal {
    /// As it stands in the filter, without quotation marks.
    pub text: Vec<u8>,
    pub number: Option<i128>,
    /// Numbers of the code points with this name.
    pub codes: Vec<i128>,
    pub bytes: Option<Vec<u8>>,
    /// Address and mask.
    pub ipv4: Option<(u32, u32)>,
    pub ipv6: Option<(u128, u128)>,
    /// Nanoseconds of a duration.
    pub nanos: Option<i128>,
    /// Nanoseconds since 1970.
    pub time: Option<i128>,
}

impl Literal {
    /// What a word without quotation marks may mean.
    pub fn word(word: &str) -> Literal {
        let number = number(word);
        Literal {
            text: word.as_bytes().to_vec(),
            number,
            codes: Vec::new(),
            bytes: bytes(word),
            ipv4: ipv4(word),
            ipv6: ipv6(word),
            nanos: seconds(word),
            time: time(word).or_else(|| seconds(word)),
        }
    }

    /// Text in quotation marks is text, and may be a time or the name of a code point.
    pub fn text(text: &[u8]) -> Literal {
        Literal {
            text: text.to_vec(),
            bytes: Some(text.to_vec()),
            time: std::str::from_utf8(text).ok().and_then(time),
            ..Literal::default()
        }
    }

    /// One character is its code.
    pub fn char(byte: u8) -> Literal {
        Literal {
            text: vec![byte],
            number: Some(byte.into()),
            bytes: Some(vec![byte]),
            ..Literal::default()
        }
    }

    /// The same, subtracted from zero.
    pub fn negative(mut self) -> Literal {
        self.text.insert(0, b'-');
        self.number = self.number.map(|number| -number);
        self.nanos = self.nanos.map(|nanos| -nanos);
        (self.bytes, self.time) = (None, None);
        self
    }
}

/// A number in decimal, hexadecimal (0x), octal (0) or binary (0b).
pub(super) fn unsigned(word: &str) -> Option<u64> {
    let (digits, radix) = match word.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&word[2..], 16),
        [b'0', b'b' | b'B', ..] => (&word[2..], 2),
        [b'0', _, ..] => (&word[1..], 8),
        _ => (word, 10),
    };
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    u64::from_str_radix(digits, radix).ok().filter(|_| is_plain)
}

fn number(word: &str) -> Option<i128> {
    let truth = match () {
        () if word.eq_ignore_ascii_case("true") => Some(1),
        () if word.eq_ignore_ascii_case("false") => Some(0),
        () => None,
    };
    truth.or_else(|| unsigned(word).map(i128::from))
}

/// Bytes in hexadecimal, together or with `:`, `-` or `.` between them.
fn bytes(word: &str) -> Option<Vec<u8>> {
    let separators = [':', '-', '.'];
    if let Some(hex) = word.strip_prefix("0x")
        && !hex.contains(separators)
    {
        return pairs(&format!(
            "{}{hex}",
            if hex.len() % 2 == 1 { "0" } else { "" }
        ));
    }
    let Some(separator) = separators.into_iter().find(|mark| word.contains(*mark)) else {
        let one = (word.len() == 1).then(|| format!("0{word}"));
        return pairs(one.as_deref().unwrap_or(word));
    };
    let mut all = Vec::new();
    // A separator may stand at the end: one byte and more follow (`00:`).
    let parts = word.strip_suffix(separator).unwrap_or(word);
    for part in parts.split(separator) {
        let one = (part.len() == 1).then(|| format!("0{part}"));
        all.extend(pairs(one.as_deref().unwrap_or(part))?);
    }
    Some(all)
}

fn pairs(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes();
    if digits.is_empty() || !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: &u8| char::from(*byte).to_digit(16).map(|digit| digit as u8);
    let pair = |pair: &[u8]| Some(digit(pair.first()?)? << 4 | digit(pair.get(1)?)?);
    digits.chunks(2).map(pair).collect()
}

/// An address, or a network with the length of its prefix or with a mask.
fn ipv4(word: &str) -> Option<(u32, u32)> {
    let (address, prefix) = match word.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (word, None),
    };
    let address = address.parse::<Ipv4Addr>().ok()?.to_bits();
    let len: u32 = prefix.map_or(Some(32), |prefix| prefix.parse().ok())?;
    let mask = u32::MAX.checked_shl(32_u32.checked_sub(len)?).unwrap_or(0);
    Some((address, mask))
}

fn ipv6(word: &str) -> Option<(u128, u128)> {
    let (address, prefix) = match word.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (word, None),
    };
    let address = address.parse::<Ipv6Addr>().ok()?.to_bits();
    let len: u32 = prefix.map_or(Some(128), |prefix| prefix.parse().ok())?;
    let mask = u128::MAX
        .checked_shl(128_u32.checked_sub(len)?)
        .unwrap_or(0);
    Some((address, mask))
}

/// Seconds with at most nine decimals, as nanoseconds.
pub(super) fn seconds(word: &str) -> Option<i128> {
    let word = word.strip_suffix('s').unwrap_or(word);
    let (whole, part) = word.split_once('.').unwrap_or((word, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && part.is_empty()
        || !is_digits(whole)
        || !is_digits(part)
        || part.len() > 9
    {
        return None;
    }
    let whole: i128 = format!("0{whole}").parse::<u64>().ok()?.into();
    let part: i128 = format!("{part:0<9}").parse().ok()?;
    Some(whole * 1_000_000_000 + part)
}

/// A date with or without a time of day, in UTC: `2020-01-31 23:59:58.123`, `2020-01-31T23:59:58Z`,
/// `Jan 31, 2020 23:59:58`.
fn time(word: &str) -> Option<i128> {
    let text = word.trim();
    let text = text
        .strip_suffix("UTC")
        .or(text.strip_suffix('Z'))
        .unwrap_or(text)
        .trim_end();
    let (date, of_day) = match text.as_bytes().first()?.is_ascii_digit() {
        true => {
            let (day, rest) = text.split_once([' ', 'T']).unwrap_or((text, ""));
            let mut parts = day.split('-').map(|part| part.parse::<u32>().ok());
            let date = (parts.next()??, parts.next()??, parts.next()??);
            (date, rest)
        }
        false => {
            const MONTHS: &str = "janfebmaraprmayjunjulaugsepoctnovdec";
            let mut parts = text.splitn(3, ' ');
            let month = parts.next()?.to_ascii_lowercase();
            let place = MONTHS.find(month.as_str()).filter(|_| month.len() == 3)?;
            let day = parts.next()?.strip_suffix(',')?.parse().ok()?;
            let (year, rest) = parts.next()?.split_once(' ')?;
            ((year.parse().ok()?, place as u32 / 3 + 1, day), rest)
        }
    };
    let (of_day, fraction) = of_day.split_once('.').unwrap_or((of_day, "0"));
    let mut parts = of_day.trim().split(':').filter(|part| !part.is_empty());
    let mut part = || {
        parts
            .next()
            .map_or(Some(0), |part| part.parse::<u32>().ok())
    };
    let clock = (part()?, part()?, part()?);
    let (year, month, day) = date;
    let whole = Timestamp::from_utc(year, month, day, clock)?;
    Some(i128::from(whole.0) + seconds(&format!("0.{fraction}"))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_bases() {
        assert_eq!(
            ["10", "0x1F", "017", "0b11", "0"].map(unsigned),
            [10, 31, 15, 3, 0].map(Some)
        );
        assert_eq!(["", "1a", "0x", "08", "+1", "-1"].map(unsigned), [None; 6]);
    }

    #[test]
    fn bytes_have_many_forms() {
        for form in ["00:1a:2b", "00-1a-2b", "001a2b", "0:1a:2b", "0x001a2b"] {
            assert_eq!(bytes(form), Some(vec![0, 0x1a, 0x2b]), "{form}");
        }
        assert_eq!(bytes("001a.2b3c"), Some(vec![0, 0x1a, 0x2b, 0x3c]));
        assert_eq!(bytes("get"), None);
    }

    #[test]
    fn networks_have_masks() {
        assert_eq!(ipv4("10.0.0.0/8"), Some((10 << 24, 0xff00_0000)));
        assert_eq!(ipv4("10.0.0.0/0").map(|net| net.1), Some(0));
        assert_eq!(ipv4("10.0.0.0/33"), None);
        assert_eq!(ipv6("fe80::/10").map(|net| net.1.leading_ones()), Some(10));
    }

    #[test]
    fn times_are_read_in_several_forms() {
        let new_year = 1_577_836_800_000_000_000;
        for form in [
            "2020-01-01",
            "2020-01-01 00:00:00",
            "2020-01-01T00:00:00Z",
            "Jan 1, 2020 00:00:00.0",
        ] {
            assert_eq!(time(form), Some(new_year), "{form}");
        }
        assert_eq!(
            time("2020-01-01 00:00:01.5"),
            Some(new_year + 1_500_000_000)
        );
        assert_eq!(time("2020-13-01"), None);
        assert_eq!(seconds("1.5"), Some(1_500_000_000));
        assert_eq!(seconds("0.1s"), Some(100_000_000));
    }
}
