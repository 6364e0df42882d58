//! Bencode: the form in which BitTorrent writes numbers, texts, lists and dictionaries (BEP 3).

use std::ops::Range;

use crate::decode::{Peel, Peeled, Protocol, Stop};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Value, text};

const SOURCE: &str = "BEP 3, bencoding";

/// Lists and dictionaries inside one another; what is deeper is not read.
const MAX_DEPTH: u8 = 10;

/// The longest number that is read, in digits: what fits into 64 bits.
const MAX_DIGITS: usize = 18;

crate::fields! {
    DICTIONARY = FieldSpec::group("bencode.dict", "Dictionary")
        .doc("Keys with their values, sorted by key, between d and e.", SOURCE);
    ENTRY = FieldSpec::group("bencode.dict.entry", "Entry")
        .doc("A key, and behind it its value.", SOURCE);
    LIST = FieldSpec::group("bencode.list", "List")
        .doc("Values in their order, between l and e.", SOURCE);
    INTEGER = FieldSpec::int("bencode.int", "Integer", 32)
        .doc("A number in decimal digits, between i and e.", SOURCE);
    TEXT_LENGTH = FieldSpec::uint("bencode.str.length", "String length", 32)
        .unit("bytes")
        .doc("How long the string is, in decimal digits and with a colon behind them.", SOURCE);
    TEXT = FieldSpec::text("bencode.str", "String")
        .doc("Bytes that may be text: a name, an address, a hash.", SOURCE);
}

/// Bencode.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bencode",
        short: "Bencode",
        title: "Bencode",
        osi: OsiLayer::Presentation,
        why: "It says how values are written as bytes, whatever they mean.",
        reference: "BEP 3",
    },
    claims: &[],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"d1:md6:ut_pexi1ee1:pi6881e4:listl1:aee",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = match p.bytes().first() {
        Some(b'd') => "dictionary",
        Some(b'l') => "list",
        Some(b'i') => "integer",
        _ => "string",
    };
    value(p, 0)?;
    p.summary(format_args!("{kind} of {} bytes", p.pos()));
    p.ends_at(p.pos());
    Ok(())
}

fn value(p: &mut Peel<'_>, depth: u8) -> Peeled {
    p.require(1)?;
    match p.rest().first() {
        Some(b'd' | b'l') if depth >= MAX_DEPTH => Err(wrong(p, "nested too deep to be read")),
        Some(b'd') => p.group(&DICTIONARY, |p| {
            items(p, |p| {
                let key = string_at(p.bytes(), p.pos()).ok();
                let key = key.map_or(&b""[..], |key| p.bytes().get(key).unwrap_or_default());
                let name = || text::clean_bytes(key);
                p.group_made(&ENTRY, name, |p| {
                    string(p)?;
                    value(p, depth + 1)
                })
            })
        }),
        Some(b'l') => p.group(&LIST, |p| items(p, |p| value(p, depth + 1))),
        Some(b'i') => {
            let (at, digits) = integer_at(p)?;
            let number = p.bytes().get(digits).and_then(number);
            let number = number.ok_or_else(|| wrong(p, "no number stands where one should"))?;
            p.mark_as(&INTEGER, at.clone(), Value::Int(number));
            p.seek(at.end);
            Ok(())
        }
        _ => string(p).map(drop),
    }
}

/// What stands between the letter at the cursor and its `e`.
pub(super) fn items(p: &mut Peel<'_>, mut item: impl FnMut(&mut Peel<'_>) -> Peeled) -> Peeled {
    p.skip(1)?;
    while !p.is_full() {
        p.require(1)?;
        if p.rest().starts_with(b"e") {
            return p.skip(1).map(drop);
        }
        item(p)?;
    }
    Err(Stop)
}

fn string(p: &mut Peel<'_>) -> Result<Range<usize>, Stop> {
    let start = p.pos();
    let text = string_here(p)?;
    let len = text.len();
    p.mark_as(&TEXT_LENGTH, start..text.start, Value::Uint(len as u64));
    p.mark(&TEXT, text.clone());
    p.seek(text.end);
    Ok(text)
}

/// Where the text of the string at the cursor stands, which is all there. The cursor stays.
pub(super) fn string_here(p: &mut Peel<'_>) -> Result<Range<usize>, Stop> {
    match string_at(p.bytes(), p.pos()) {
        Ok(text) => {
            p.require(text.end - p.pos())?;
            Ok(text)
        }
        Err(Some(needed)) => {
            p.require(needed)?;
            Err(Stop)
        }
        Err(None) => Err(wrong(p, "no length of a string stands where one should")),
    }
}

/// Where the text of the string at `at` stands, by its length: `4:spam`. An error says how many
/// bytes more are needed to read the length, or that there is none.
pub(super) fn string_at(bytes: &[u8], at: usize) -> Result<Range<usize>, Option<usize>> {
    let rest = bytes.get(at..).unwrap_or_default();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match rest.get(digits) {
        None if digits <= MAX_DIGITS => Err(Some(digits + 1)),
        Some(b':') if (1..=MAX_DIGITS).contains(&digits) => {
            let len = number(rest.get(..digits).unwrap_or_default()).ok_or(None)?;
            let start = at + digits + 1;
            Ok(start..start.saturating_add(usize::try_from(len).map_err(|_| None)?))
        }
        _ => Err(None),
    }
}

/// Where the integer at the cursor stands, and its digits. The cursor stays.
pub(super) fn integer_at(p: &mut Peel<'_>) -> Result<(Range<usize>, Range<usize>), Stop> {
    let start = p.pos();
    match memchr::memchr(b'e', p.rest()) {
        Some(end) => Ok((start..start + end + 1, start + 1..start + end)),
        None => {
            p.require(p.rest().len() + 1)?;
            Err(Stop)
        }
    }
}

/// A number in decimal digits, with a sign if it is negative.
fn number(digits: &[u8]) -> Option<i64> {
    let (sign, digits) = match digits {
        [b'-', digits @ ..] => (-1, digits),
        digits => (1, digits),
    };
    let fits = (1..=MAX_DIGITS).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    let add = |number: i64, digit: &u8| number * 10 + i64::from(digit - b'0');
    fits.then(|| sign * digits.iter().fold(0, add))
}

/// Says what is wrong at the cursor, where reading ends.
pub(super) fn wrong(p: &mut Peel<'_>, what: &'static str) -> Stop {
    p.fault(FaultKind::Malformed(what), p.pos()..p.bytes().len());
    Stop
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn values_stand_in_one_another() {
        let bytes = b"d1:ai-12e1:bl0:4:spamee";
        let out = peeled(bytes);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        assert_eq!(all(&out, bytes, "bencode.int"), [(4, 5, "-12".into())]);
        assert_eq!(all(&out, bytes, "bencode.str")[3], (17, 4, "spam".into()));
        let entries = all(&out, bytes, "bencode.dict.entry");
        assert_eq!(entries, [(1, 8, "a".into()), (9, 13, "b".into())]);
        assert_eq!(out.layers[0].summary, "dictionary of 23 bytes");
    }

    #[test]
    fn what_lies_is_told() {
        let cut: &[&[u8]] = &[b"d9999999:x", b"i12", b"", b"d1:a", b"12"];
        let wrong: &[&[u8]] = &[
            b"i1x2e",
            b"x",
            b"di1ei1ee",
            b"99999999999999999999:a",
            b"lllllllllllllll",
        ];
        for bytes in cut.iter().chain(wrong) {
            assert_eq!(peeled(bytes).faults.len(), 1, "{}", bytes.escape_ascii());
        }
    }
}
