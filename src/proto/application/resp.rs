//! RESP: the commands and answers of Redis, as values that say what they are (RESP 2 and 3).

use std::ops::Range;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, Stop};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, text};
use crate::proto::lines::{Line, line_at};

const SOURCE: &str = "Redis serialization protocol";

/// Values inside one another are followed so deep.
const MAX_DEPTH: u32 = 32;

/// A longer string is not believed: no Redis stores one.
const MAX_STRING: i64 = 512 << 20;

/// A line that is not a value may be so long.
const MAX_LINE: usize = 64 * 1024;

/// The shortest value: a sign and a line end.
const MIN_VALUE: usize = 3;

/// The list shows so many words of a command.
const MAX_WORDS: usize = 5;

crate::fields! {
    STRING = FieldSpec::text("resp.string", "String").doc("A short answer, such as OK.", SOURCE);
    ERROR = FieldSpec::text("resp.error", "Error").doc("What went wrong; the first word says of which kind it is.", SOURCE);
    INTEGER = FieldSpec::int("resp.integer", "Integer", 0).doc("A number, in decimal digits.", SOURCE);
    BULK = FieldSpec::group("resp.bulk_string", "Bulk string").doc("Any bytes behind their length.", SOURCE);
    BULK_LEN = FieldSpec::int("resp.bulk_string.length", "Length", 0).doc("Bytes of the string; -1 stands for no value at all.", SOURCE);
    BULK_VALUE = FieldSpec::bytes("resp.bulk_string.value", "Value").doc("The bytes.", SOURCE);
    ARRAY = FieldSpec::group("resp.array", "Array").doc("Values one after the other. A command is an array of strings: its name and what it works on.", SOURCE);
    ARRAY_LEN = FieldSpec::int("resp.array.length", "Length", 0).doc("How many values; -1 stands for no array at all.", SOURCE);
    OTHER = FieldSpec::text("resp.fragment", "Other value").doc("A kind of value that version 3 has added, such as a truth value, or the head of a map or set, whose parts follow; or a command as a person types it.", SOURCE);
    OTHER_VALUE = FieldSpec::text("", "Value").doc("Text behind its length: an error, or text that says of which kind it is.", SOURCE);
}

/// RESP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "resp",
        short: "RESP",
        title: "Redis Serialization Protocol",
        osi: OsiLayer::Application,
        why: "It is what a program wants a Redis database to do, and what the database answers.",
        reference: "RESP 2, RESP 3",
    },
    claims: &[Claim::Port(Transport::Tcp, 6379)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"*3\r\n$3\r\nSET\r\n$1\r\na\r\n:1\r\n",
};

/// A value's first line, or words.
fn recognise(bytes: &[u8]) -> Match {
    let Some(kind) = bytes.first() else {
        return Match::Short;
    };
    let line = line_at(bytes, 0);
    let head = match &line {
        Some(line) => &bytes[1..line.text_end.max(1)],
        None => &bytes[1..bytes.len().min(64)],
    };
    let is_number = |text: &[u8]| {
        let digits = text.strip_prefix(b"-").unwrap_or(text);
        digits.len() < 20 && digits.iter().all(u8::is_ascii_digit)
    };
    let is_text = |text: &[u8]| {
        text.iter()
            .all(|byte| *byte >= b' ' && *byte != 0x7f || *byte == b'\t')
    };
    match kind {
        b'*' | b'$' | b'%' | b'~' | b'>' | b'|' | b'=' | b'!' | b':' => {
            let number = head.strip_suffix(b"\r").unwrap_or(head);
            if !is_number(number) {
                return Match::No;
            }
            match line.and_then(|line| bytes.get(line.end)) {
                Some(b'$') if *kind == b'*' => Match::Yes,
                _ => Match::Maybe,
            }
        }
        b'+' | b'-' | b'_' | b'#' | b',' | b'(' | b'A'..=b'Z' | b'a'..=b'z' => {
            Match::maybe_if(is_text(head.strip_suffix(b"\r").unwrap_or(head)))
        }
        _ => Match::No,
    }
}

/// The first line of a value: its sign, its number if it has one, and where it ends.
struct Head {
    kind: u8,
    number: Option<i64>,
    line: Line,
}

fn head(bytes: &[u8], at: usize) -> Option<Head> {
    let line = line_at(bytes, at)?;
    let digits = bytes.get(at + 1..line.text_end).unwrap_or_default();
    let number = str::from_utf8(digits)
        .ok()
        .and_then(|digits| digits.parse().ok());
    Some(Head {
        kind: bytes[at],
        number,
        line,
    })
}

impl Head {
    /// How many values belong inside.
    fn inner(&self) -> u64 {
        let count = self.number.unwrap_or(0).max(0).unsigned_abs();
        match self.kind {
            b'*' | b'~' | b'>' => count,
            b'%' | b'|' => count.saturating_mul(2),
            _ => 0,
        }
    }

    /// Where the bytes of a string stand; `None` if it is not one, or none at all.
    fn string(&self) -> Option<Range<usize>> {
        let is_string = matches!(self.kind, b'$' | b'=' | b'!');
        let len = self
            .number
            .filter(|len| is_string && (0..=MAX_STRING).contains(len))?;
        Some(self.line.end..self.line.end + len as usize)
    }
}

/// Where the value ends that the bytes begin with, or how many bytes are needed at least to tell.
fn extent(bytes: &[u8]) -> Result<usize, usize> {
    let (mut at, mut open) = (0_usize, 1_u64);
    while open > 0 {
        let more = usize::try_from(open)
            .unwrap_or(usize::MAX)
            .saturating_mul(MIN_VALUE);
        let Some(head) = head(bytes, at) else {
            return Err(at.saturating_add(more).max(bytes.len() + 1));
        };
        // Attributes stand in front of the value that they say something about.
        open = open - u64::from(head.kind != b'|') + head.inner().min(u64::from(u32::MAX));
        at = match head.string() {
            Some(string) => string.end + 2,
            None => head.line.end,
        };
        if at > bytes.len() {
            return Err(at);
        }
    }
    Ok(at)
}

/// All whole values that are there. Of what several segments carried only the first is read: the
/// others stand in the last of them.
fn peel(p: &mut Peel<'_>) -> Peeled {
    let mut start = 0;
    let mut said = Vec::new();
    while start < p.bytes().len() && !p.is_full() {
        match extent(&p.bytes()[start..]) {
            Ok(_) => {}
            Err(_) if start > 0 => break,
            Err(needed) => {
                let is_value = !p.bytes()[0].is_ascii_alphabetic();
                if is_value || p.bytes().len() < MAX_LINE {
                    p.is_bare();
                    p.wait_for(needed)?;
                }
            }
        }
        p.seek(start);
        let result = value(p, 0, &mut said);
        let words = said.join(" ");
        let more = if said.len() >= MAX_WORDS { " ..." } else { "" };
        p.summary(format_args!("{words}{more}"));
        if result.is_err() {
            p.ends_at(p.bytes().len());
            return result;
        }
        start = p.pos();
        if p.is_joined() {
            break;
        }
    }
    p.ends_at(start);
    Ok(())
}

fn value(p: &mut Peel<'_>, depth: u32, said: &mut Vec<String>) -> Peeled {
    let (start, bytes) = (p.pos(), p.bytes());
    let Some(head) = head(bytes, start) else {
        let len = p.rest().len();
        p.require(1)?;
        p.mark(&OTHER, start..start + len);
        return p.require(len + 1);
    };
    let all = head.line.all();
    let text = || {
        Value::Made(
            text::clean_bytes(bytes.get(start + 1..head.line.text_end).unwrap_or_default()).into(),
        )
    };
    if depth > MAX_DEPTH || p.is_full() {
        p.fault(
            FaultKind::Malformed("values stand too deep in one another"),
            all,
        );
        return Err(Stop);
    }
    match head.kind {
        b'$' => return p.group(&BULK, |p| bulk(p, &head, said)),
        b'*' => return p.group(&ARRAY, |p| array(p, &head, depth, said)),
        b'+' => p.mark_as(&STRING, all, text()),
        b'-' => p.mark_as(&ERROR, all, text()),
        b':' => match head.number {
            Some(number) => p.mark_as(&INTEGER, all, Value::Int(number)),
            None => p.fault(FaultKind::Malformed("this is no number"), all),
        },
        _ => return other(p, &head, depth, said),
    }
    say(said, &bytes[start + 1..head.line.text_end]);
    p.seek(head.line.end);
    Ok(())
}

/// Keeps a word for the list.
fn say(said: &mut Vec<String>, word: &[u8]) {
    if said.len() < MAX_WORDS {
        let word = text::clean_bytes(&word[..word.len().min(64)]);
        said.push(text::ellipsis(&word, 24).into_owned());
    }
}

/// The number behind a sign.
fn length(p: &mut Peel<'_>, head: &Head, spec: &'static FieldSpec) -> Result<i64, Stop> {
    let Some(number) = head.number.filter(|number| *number >= -1) else {
        p.fault(FaultKind::Malformed("this is no length"), head.line.all());
        return Err(Stop);
    };
    p.mark_as(spec, head.line.all(), Value::Int(number));
    p.seek(head.line.end);
    Ok(number)
}

fn bulk(p: &mut Peel<'_>, head: &Head, said: &mut Vec<String>) -> Peeled {
    let len = length(p, head, &BULK_LEN)?;
    if len < 0 {
        say(said, b"nothing");
        return Ok(());
    }
    let Some(string) = head.string() else {
        p.fault(
            FaultKind::Malformed("no string is so long"),
            head.line.all(),
        );
        return Err(Stop);
    };
    if !string.is_empty() {
        say(said, p.field(&BULK_VALUE, string.len())?);
    }
    p.skip(2).map(drop)
}

fn array(p: &mut Peel<'_>, head: &Head, depth: u32, said: &mut Vec<String>) -> Peeled {
    length(p, head, &ARRAY_LEN)?;
    values(p, head.inner(), depth, said)
}

fn values(p: &mut Peel<'_>, count: u64, depth: u32, said: &mut Vec<String>) -> Peeled {
    for _ in 0..count {
        p.require(1)?;
        value(p, depth + 1, said)?;
    }
    Ok(())
}

/// What version 3 has added, and commands in words.
fn other(p: &mut Peel<'_>, head: &Head, depth: u32, said: &mut Vec<String>) -> Peeled {
    let start = head.line.start;
    if let Some(string) = head.string() {
        p.require(string.end + 2 - start)?;
        say(said, &p.bytes()[string.clone()]);
        p.mark(&OTHER, head.line.all());
        p.mark(&OTHER_VALUE, string.clone());
        p.seek(string.end + 2);
        return Ok(());
    }
    p.mark(&OTHER, head.line.all());
    p.seek(head.line.end);
    if matches!(head.kind, b'~' | b'>' | b'%' | b'|') {
        return values(p, head.inner(), depth, said);
    }
    say(said, &p.bytes()[head.line.text()]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_command_is_an_array_of_strings() {
        let bytes = b"*3\r\n$3\r\nSET\r\n$1\r\na\r\n$2\r\n\r\n\r\n:-5\r\n$-1\r\n";
        let out = peeled(bytes);
        let one = |name| all(&out, bytes, name);
        assert_eq!(one("resp.array.length"), [(0, 4, "3".into())]);
        assert_eq!(one("resp.bulk_string.value")[2].0, 24);
        assert_eq!(one("resp.integer"), [(28, 5, "-5".into())]);
        assert_eq!(one("resp.bulk_string.length")[3].2, "-1");
        assert!(out.layers[0].summary.starts_with("SET a "));
    }

    #[test]
    fn maps_and_words_are_read() {
        let bytes = b"%1\r\n+a\r\n#t\r\nPING\r\n";
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "resp.fragment").len(), 3);
        assert_eq!(all(&out, bytes, "resp.string"), [(4, 4, "a".into())]);
        assert_eq!(extent(b"%1\r\n+a\r\n#t\r\nPING\r\n"), Ok(12));
        assert_eq!(extent(b"*2\r\n$3\r\nab"), Err(13));
        assert_eq!(extent(b"*1000000\r\n"), Err(3_000_010));
    }

    #[test]
    fn numbers_that_lie_are_survived() {
        let deep = b"*1\r\n".repeat(500);
        for bytes in [
            &b"*-7\r\n"[..],
            b"$99999999999999\r\nab\r\n",
            b"*4000000000\r\n*4000000000\r\n",
            b"$5\r\nab",
            b"*9223372036854775807\r\n",
            &deep,
        ] {
            assert!(!peeled(bytes).faults.is_empty(), "{bytes:?}");
        }
        assert_eq!(recognise(b"*2\r\n$4\r\n"), Match::Yes);
        assert_eq!(recognise(b"\x16\x03\x01"), Match::No);
    }
}
