//! The text form: commands and answers in lines, values behind them.

use std::ops::Range;

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec, Value, text};
use crate::proto::lines::{Line, line_at, split};

pub(super) const SOURCE: &str = "memcached text protocol";

/// A line is not longer: a key has up to 250 bytes, but a get may name many.
const MAX_LINE: usize = 64 * 1024;

/// First words of commands and answers.
pub(super) const WORDS: &[&str] = &[
    "get",
    "gets",
    "gat",
    "gats",
    "set",
    "add",
    "replace",
    "append",
    "prepend",
    "cas",
    "incr",
    "decr",
    "delete",
    "touch",
    "stats",
    "flush_all",
    "version",
    "verbosity",
    "quit",
    "slabs",
    "lru",
    "watch",
    "mg",
    "ms",
    "md",
    "ma",
    "mn",
    "me",
    "VALUE",
    "STAT",
    "END",
    "STORED",
    "NOT_STORED",
    "EXISTS",
    "NOT_FOUND",
    "DELETED",
    "TOUCHED",
    "OK",
    "RESET",
    "VERSION",
    "ERROR",
    "CLIENT_ERROR",
    "SERVER_ERROR",
    "HD",
    "EN",
    "VA",
    "MN",
    "NF",
    "NS",
    "EX",
];

const fn digits(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 0).doc(doc, SOURCE)
}

crate::fields! {
    COMMAND = FieldSpec::text("memcache.command", "Command").doc("What is asked, or which kind of answer the line is.", SOURCE);
    SUBCOMMAND = FieldSpec::text("memcache.subcommand", "Subcommand").doc("Which statistics.", SOURCE);
    KEY = FieldSpec::text("memcache.key", "Key").doc("The name of the value.", SOURCE);
    FLAGS = digits("memcache.flags", "Flags", "Kept with the value for the client: how the value is written.");
    EXPIRATION = digits("memcache.expiration", "Expiration", "When the value is forgotten: in so many seconds, or at that time if it is more than 30 days; 0 is never.");
    VALUE_LEN = digits("memcache.value.length", "Value length", "Bytes of the value in the next line.");
    CAS = digits("memcache.cas", "Version of the value", "Changes with the value: a client can store only if nobody else did.");
    NOREPLY = FieldSpec::text("memcache.noreply", "No reply").doc("The client wants no answer.", SOURCE);
    VALUE = FieldSpec::text("memcache.value", "Value").doc("What is stored: any bytes; or by how much a number changes.", SOURCE);
    RESPONSE = FieldSpec::text("memcache.response", "Response").doc("How it went.", SOURCE);
    VERSION = FieldSpec::text("memcache.version", "Version").doc("Of the server.", SOURCE);
    SLAB = digits("memcache.slabclass", "Slab class", "Values of about the same size share a part of the memory: this one.");
    NAME = FieldSpec::text("memcache.name", "Statistic").doc("What was counted.", SOURCE);
    NAME_VALUE = FieldSpec::text("memcache.name_value", "Statistic's value").doc("How much.", SOURCE);
    OTHER = FieldSpec::text("", "Line").doc("Of a command or an answer.", SOURCE);
}

/// Reads a command, or an answer with all values and statistics that are there.
pub(super) fn read(p: &mut Peel<'_>) -> Peeled {
    let first = p.pos();
    let mut said = false;
    loop {
        let start = p.pos();
        let bytes = p.bytes();
        let Some(line) = line_at(bytes, start) else {
            if start > first || bytes.len() > MAX_LINE {
                break;
            }
            let missing = bytes.len() - start + 1;
            p.wait_for(missing)?;
            p.mark(&OTHER, start..bytes.len());
            return p.require(missing);
        };
        if !said && p.wants_fields() {
            let line = text::clean_bytes(&bytes[line.text()]);
            p.summary(format_args!("{}", text::ellipsis(&line, 120)));
            said = true;
        }
        let words = words(bytes, &line);
        let value_len = words_of(p, &line, &words);
        if let Some(len) = value_len {
            let end = line.end.saturating_add(len).saturating_add(2);
            if end > bytes.len() && start > first && p.goes_on() {
                // The value goes on: it is read with its own line.
                break;
            }
            p.wait_for(end - start)?;
        }
        p.seek(line.end);
        if let Some(len) = value_len {
            value(p, len)?;
        }
        let name = words.first().and_then(|word| bytes.get(word.clone()));
        let goes_on = matches!(name, Some(b"VALUE" | b"STAT"));
        if !goes_on || p.rest().is_empty() || p.is_full() {
            break;
        }
    }
    p.ends_at(p.pos());
    Ok(())
}

fn value(p: &mut Peel<'_>, len: usize) -> Result<(), Stop> {
    if len > 0 {
        p.field(&VALUE, len)?;
    }
    if p.skip(2)? != b"\r\n" {
        let at = p.pos() - 2..p.pos();
        p.fault(
            FaultKind::Malformed("the value is longer than its length says"),
            at,
        );
    }
    Ok(())
}

/// The words of a line.
fn words(bytes: &[u8], line: &Line) -> Vec<Range<usize>> {
    let mut words = split(bytes, line.text(), b' ');
    words.retain(|word| !word.is_empty());
    words
}

/// Adds the fields of a line. Returns the length of the value behind it, if there is one.
fn words_of(p: &mut Peel<'_>, line: &Line, words: &[Range<usize>]) -> Option<usize> {
    let bytes = p.bytes();
    let name = words.first()?.clone();
    let rest = &words[1..];
    let keys = |p: &mut Peel<'_>, keys: &[Range<usize>]| {
        keys.iter().for_each(|key| p.mark(&KEY, key.clone()));
    };
    match &bytes[name.clone()] {
        b"set" | b"add" | b"replace" | b"append" | b"prepend" | b"cas" => {
            p.mark(&COMMAND, name.clone());
            let is_cas = &bytes[name] == b"cas";
            return stored(p, rest, is_cas);
        }
        b"VALUE" => return found(p, rest),
        b"get" | b"gets" => {
            p.mark(&COMMAND, name);
            keys(p, rest);
        }
        b"gat" | b"gats" => {
            p.mark(&COMMAND, name);
            number(p, &EXPIRATION, rest.first());
            keys(p, rest.get(1..).unwrap_or_default());
        }
        b"incr" | b"decr" | b"delete" | b"touch" => {
            p.mark(&COMMAND, name.clone());
            change(p, &bytes[name], rest);
        }
        b"stats" => {
            p.mark(&COMMAND, name);
            if let Some(kind) = rest.first() {
                p.mark(&SUBCOMMAND, kind.clone());
            }
        }
        b"flush_all" => {
            p.mark(&COMMAND, name);
            number(
                p,
                &EXPIRATION,
                rest.iter()
                    .find(|word| bytes[(*word).clone()].is_ascii_digit_run()),
            );
        }
        b"version" | b"quit" => p.mark(&COMMAND, name),
        b"VERSION" => {
            if let Some(version) = rest.first() {
                p.mark(&VERSION, version.start..line.text_end);
            }
        }
        b"STAT" => {
            p.mark(&COMMAND, name);
            statistic(p, line, rest);
        }
        b"STORED" | b"NOT_STORED" | b"EXISTS" | b"NOT_FOUND" | b"DELETED" | b"OK" | b"END"
        | b"TOUCHED" | b"RESET" | b"ERROR" => {
            p.mark(&RESPONSE, name);
        }
        _ => p.mark(&OTHER, line.text()),
    }
    None
}

/// Digits and nothing else.
trait DigitRun {
    fn is_ascii_digit_run(&self) -> bool;
}

impl DigitRun for [u8] {
    fn is_ascii_digit_run(&self) -> bool {
        !self.is_empty() && self.iter().all(u8::is_ascii_digit)
    }
}

/// A number in digits.
fn number(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    word: Option<&Range<usize>>,
) -> Option<usize> {
    let word = word?;
    let digits = p.bytes().get(word.clone())?;
    let number: u64 = str::from_utf8(digits).ok()?.parse().ok()?;
    p.mark_as(spec, word.clone(), Value::Uint(number));
    usize::try_from(number).ok()
}

fn stored(p: &mut Peel<'_>, words: &[Range<usize>], is_cas: bool) -> Option<usize> {
    p.mark(&KEY, words.first()?.clone());
    number(p, &FLAGS, words.get(1));
    number(p, &EXPIRATION, words.get(2));
    let len = number(p, &VALUE_LEN, words.get(3))?;
    let behind = if is_cas {
        number(p, &CAS, words.get(4));
        5
    } else {
        4
    };
    noreply(p, words.get(behind));
    Some(len)
}

fn noreply(p: &mut Peel<'_>, word: Option<&Range<usize>>) {
    if let Some(word) = word.filter(|word| p.bytes().get((*word).clone()) == Some(b"noreply")) {
        p.mark(&NOREPLY, word.clone());
    }
}

fn found(p: &mut Peel<'_>, words: &[Range<usize>]) -> Option<usize> {
    p.mark(&KEY, words.first()?.clone());
    number(p, &FLAGS, words.get(1));
    let len = number(p, &VALUE_LEN, words.get(2))?;
    number(p, &CAS, words.get(3));
    Some(len)
}

fn change(p: &mut Peel<'_>, name: &[u8], words: &[Range<usize>]) {
    let Some(key) = words.first() else {
        return;
    };
    p.mark(&KEY, key.clone());
    match (name, words.get(1)) {
        (b"incr" | b"decr", Some(by)) => p.mark(&VALUE, by.clone()),
        (b"touch", by) => drop(number(p, &EXPIRATION, by)),
        _ => {}
    }
    noreply(p, words.last());
}

/// `STAT items:1:number 5`, `STAT 1:chunk_size 96` or `STAT uptime 9`.
fn statistic(p: &mut Peel<'_>, line: &Line, words: &[Range<usize>]) {
    let Some(name) = words.first() else {
        return;
    };
    let bytes = p.bytes();
    let parts = split(bytes, name.clone(), b':');
    let slab = |at: usize| {
        parts
            .get(at)
            .filter(|part| bytes[(*part).clone()].is_ascii_digit_run())
    };
    let mut rest = name.start;
    if let (true, Some(class)) = (
        parts.len() > 2 && &bytes[parts[0].clone()] == b"items",
        slab(1),
    ) {
        p.mark(&SUBCOMMAND, parts[0].clone());
        number(p, &SLAB, Some(class));
        rest = class.end + 1;
    } else if let (true, Some(class)) = (parts.len() > 1, slab(0)) {
        number(p, &SLAB, Some(class));
        rest = class.end + 1;
    }
    p.mark(&NAME, rest..name.end);
    if let Some(value) = words.get(1) {
        p.mark(&NAME_VALUE, value.start..line.text_end);
    }
}
