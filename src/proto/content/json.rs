//! JSON: objects, arrays and values as text (RFC 8259).

use std::ops::Range;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, Stop};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo};

#[cfg(test)]
mod tests;

/// Objects and arrays inside one another are followed so deep.
const MAX_DEPTH: u32 = 64;

/// So many bytes are looked at to tell JSON from other text.
const LOOK: usize = 256;

crate::fields! {
    OBJECT = FieldSpec::group("json.object", "Object")
        .doc("Members between braces: names, each with a value.", "RFC 8259 §4");
    ARRAY = FieldSpec::group("json.array", "Array")
        .doc("Values between brackets, one after another.", "RFC 8259 §5");
    MEMBER = FieldSpec::text("json.member", "Member")
        .doc("A name, a colon and a value.", "RFC 8259 §4");
    KEY = FieldSpec::text("json.key", "Name")
        .doc("The member's name, a string.", "RFC 8259 §4");
    STRING = FieldSpec::text("json.value.string", "String")
        .doc("Text between quotation marks; a backslash begins an escape, such as \\n for a new line.", "RFC 8259 §7");
    NUMBER = FieldSpec::text("json.value.number", "Number")
        .doc("In decimal, perhaps with a fraction and a power of ten.", "RFC 8259 §6");
    TRUE = FieldSpec::group("json.value.true", "True")
        .doc("One of the two truth values.", "RFC 8259 §3");
    FALSE = FieldSpec::group("json.value.false", "False")
        .doc("One of the two truth values.", "RFC 8259 §3");
    NULL = FieldSpec::group("json.value.null", "Null")
        .doc("No value.", "RFC 8259 §3");
}

/// JSON.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "json",
        short: "JSON",
        title: "JavaScript Object Notation",
        osi: OsiLayer::Presentation,
        why: "It is a form that the data of any program can be put into: text that another program can read back.",
        reference: "RFC 8259",
    },
    claims: &[
        Claim::MediaType("application/json"),
        Claim::MediaType("application/json-rpc"),
        Claim::MediaType("application/x-json"),
        Claim::MediaType("text/json"),
        Claim::Content(5),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"{\"name\": \"Ada\", \"born\": 1815, \"tags\": [true, false, null, -1.5e3], \"note\": \"a\\u00e9\\n\"}\n",
};

/// An object with a name in quotation marks and a colon behind it is sure; the start of any value
/// may be JSON.
fn recognise(bytes: &[u8]) -> Match {
    let window = bytes[..bytes.len().min(LOOK)].trim_ascii_start();
    match window {
        [b'{', rest @ ..] => match rest.trim_ascii_start() {
            [b'"', name @ ..] => named(name),
            [b'}', ..] => Match::Maybe,
            _ => Match::No,
        },
        [b'[', rest @ ..] => match rest.trim_ascii_start() {
            []
            | [
                b']' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n',
                ..,
            ] => Match::Maybe,
            rest @ [b'{', ..] => recognise_object(rest),
            _ => Match::No,
        },
        [b'"' | b'-' | b'0'..=b'9', ..] => Match::Maybe,
        _ => Match::maybe_if([&b"true"[..], b"false", b"null"].contains(&window.trim_ascii_end())),
    }
}

/// An object inside an array.
fn recognise_object(bytes: &[u8]) -> Match {
    match bytes.get(1..).unwrap_or_default().trim_ascii_start() {
        [b'"', name @ ..] => named(name),
        [b'}', ..] => Match::Maybe,
        _ => Match::No,
    }
}

/// What follows the opening quotation mark of a name.
fn named(name: &[u8]) -> Match {
    match string_len(name) {
        Some(len) => match name[len..].trim_ascii_start() {
            [b':', ..] => Match::Yes,
            [] => Match::Maybe,
            _ => Match::No,
        },
        None => Match::Maybe,
    }
}

/// Length of a string from behind its opening quotation mark to behind its closing one.
fn string_len(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        match bytes[at] {
            b'"' => return Some(at + 1),
            _ => at += 2,
        }
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if !p.wants_fields() {
        return Ok(());
    }
    let mut count = 0;
    loop {
        space(p)?;
        if p.rest().is_empty() {
            break;
        }
        let what = value(p, 0)?;
        count += 1;
        match (count, what) {
            // Lines of JSON: one value after another.
            (2.., _) => p.summary(format_args!("{count} values")),
            (_, What::Object(1)) => p.summary(format_args!("object, 1 member")),
            (_, What::Object(members)) => p.summary(format_args!("object, {members} members")),
            (_, What::Array(1)) => p.summary(format_args!("array, 1 value")),
            (_, What::Array(values)) => p.summary(format_args!("array, {values} values")),
            (_, What::Scalar(kind)) => p.summary(format_args!("{kind}")),
        }
    }
    Ok(())
}

/// Skips white space (RFC 8259 §2).
fn space(p: &mut Peel<'_>) -> Peeled {
    let is_space = |byte: &&u8| b" \t\r\n".contains(byte);
    let len = p.rest().iter().take_while(is_space).count();
    p.skip(len).map(drop)
}

/// Records a fault at the cursor and ends the peel.
fn broken<T>(p: &mut Peel<'_>, what: &'static str) -> Result<T, Stop> {
    let at = p.pos();
    p.fault(FaultKind::Malformed(what), at..at + 1);
    Err(Stop)
}

/// What a value is.
enum What {
    /// An object with so many members.
    Object(usize),
    /// An array of so many values.
    Array(usize),
    /// Another value, by the name of its kind.
    Scalar(&'static str),
}

/// One value.
fn value(p: &mut Peel<'_>, depth: u32) -> Result<What, Stop> {
    if p.is_full() {
        return Err(Stop);
    }
    if depth == MAX_DEPTH {
        let at = p.pos();
        p.fault(FaultKind::TooDeep, at..at);
        return Err(Stop);
    }
    p.require(1)?;
    let literal = |p: &mut Peel<'_>, spec, text: &'static str| {
        if !p.rest().starts_with(text.as_bytes()) {
            return broken(p, "neither a value nor a name of one");
        }
        p.group(spec, |p| p.skip(text.len()))?;
        Ok(What::Scalar(text))
    };
    match p.rest()[0] {
        b'{' => {
            let count = p.group(&OBJECT, |p| row(p, b'}', |p| member(p, depth)))?;
            Ok(What::Object(count))
        }
        b'[' => {
            let count = p.group(&ARRAY, |p| row(p, b']', |p| value(p, depth + 1).map(drop)))?;
            Ok(What::Array(count))
        }
        b'"' => {
            let (at, text) = string(p)?;
            p.mark_made(&STRING, at, || text);
            Ok(What::Scalar("string"))
        }
        b'-' | b'0'..=b'9' => {
            let is_part = |byte: &&u8| b"+-.eE0123456789".contains(byte);
            let len = p.rest().iter().take_while(is_part).count();
            p.field(&NUMBER, len)?;
            Ok(What::Scalar("number"))
        }
        b't' => literal(p, &TRUE, "true"),
        b'f' => literal(p, &FALSE, "false"),
        b'n' => literal(p, &NULL, "null"),
        _ => broken(p, "no value can begin with this character"),
    }
}

/// What stands between two braces or brackets, with commas between; returns how many.
fn row(
    p: &mut Peel<'_>,
    close: u8,
    mut one: impl FnMut(&mut Peel<'_>) -> Peeled,
) -> Result<usize, Stop> {
    p.skip(1)?;
    let mut count = 0;
    loop {
        space(p)?;
        p.require(1)?;
        if p.rest()[0] == close && count == 0 {
            break;
        }
        one(p)?;
        count += 1;
        space(p)?;
        p.require(1)?;
        match p.rest()[0] {
            b',' => p.skip(1).map(drop)?,
            byte if byte == close => break,
            _ => return broken(p, "a comma or the closing bracket must stand here"),
        }
    }
    p.skip(1)?;
    Ok(count)
}

fn member(p: &mut Peel<'_>, depth: u32) -> Peeled {
    let bytes = p.bytes();
    let name = p.pos();
    let Some(b'"') = bytes.get(name) else {
        return broken(p, "a member must begin with its name in quotation marks");
    };
    let text = || {
        let rest = &bytes[name + 1..];
        let len = string_len(rest).unwrap_or(rest.len() + 1) - 1;
        unescaped(&rest[..len])
    };
    p.group_made(&MEMBER, text, |p| {
        let (at, text) = string(p)?;
        p.mark_made(&KEY, at, || text);
        space(p)?;
        p.require(1)?;
        if p.rest()[0] != b':' {
            return broken(p, "a colon must stand between name and value");
        }
        p.skip(1)?;
        space(p)?;
        value(p, depth + 1).map(drop)
    })
}

/// Moves over a string; returns where it is, with its quotation marks, and what it says.
fn string(p: &mut Peel<'_>) -> Result<(Range<usize>, String), Stop> {
    let start = p.pos();
    let rest = p.rest().get(1..).unwrap_or_default();
    let Some(len) = string_len(rest) else {
        p.seek(p.bytes().len());
        p.require(1)?;
        return Err(Stop);
    };
    p.skip(1 + len)?;
    Ok((start..p.pos(), unescaped(&rest[..len - 1])))
}

/// What the escapes of a string stand for (RFC 8259 §7).
fn unescaped(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    if !text.contains('\\') {
        return text.into_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some((before, escape)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = escape.chars();
        match chars.next() {
            Some('u') => {
                let (c, len) = code_point(escape);
                out.push(c);
                rest = &escape[len..];
                continue;
            }
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some(other) => out.push(other),
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out
}

/// The character that `uXXXX`, or two of them for a surrogate pair, stands for, and the length of
/// what was read behind the backslash.
fn code_point(escape: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = escape.get(at..at + 4)?;
        let plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        plain
            .then(|| u16::from_str_radix(digits, 16).ok())
            .flatten()
    };
    let Some(first) = unit(1) else {
        return ('\u{fffd}', 1);
    };
    let second = escape
        .get(5..7)
        .filter(|mark| *mark == "\\u")
        .and_then(|_| unit(7));
    let decoded = |units: &[u16]| char::decode_utf16(units.iter().copied()).next();
    if let Some(second) = second
        && let Some(Ok(c)) = decoded(&[first, second])
        && c.len_utf16() == 2
    {
        return (c, 11);
    }
    (char::from_u32(u32::from(first)).unwrap_or('\u{fffd}'), 5)
}
