//! Financial Information eXchange: orders and trades between banks, brokers and exchanges.
//!
//! A message is a row of `tag=value`, each ended by the character SOH (1). The first three tags are
//! always 8 (version), 9 (length) and 35 (kind of message), the last one is 10 (check sum).

use std::ops::Range;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Value};

mod kinds;
mod tags;

/// Ends every value.
const SOH: u8 = 1;
/// Every message begins with the version of the protocol.
const BEGIN: &[u8] = b"8=FIX";
/// The length of the last field: `10=`, three digits, SOH.
const TRAILER_LEN: usize = 7;
/// More than this no message holds; its length is damaged.
const MAX_LEN: usize = 1 << 20;

crate::fields! {
    OTHER = FieldSpec::bytes("fix.data", "Other message")
        .doc("A message on this connection that is not written as tags and values: some venues have shorter forms of their own.", "FIX 4.4, volume 2");
    SUM_GOOD = FieldSpec::uint("fix.checksum_good", "Sum is right", 8)
        .codes(&[(0, "no"), (1, "yes")])
        .doc("The sum of all bytes in front of it, modulo 256, is what the sender counted.", "FIX 4.4, volume 2");
    SUM_BAD = FieldSpec::uint("fix.checksum_bad", "Sum is wrong", 8)
        .codes(&[(0, "no"), (1, "yes")])
        .doc("The bytes are not those that were sent.", "FIX 4.4, volume 2");
    TAG = FieldSpec::group("", "Tag of this venue")
        .doc("A tag that the dictionary does not have; the two ends agreed on it.", "FIX 4.4, volume 1");
    TAG_NUMBER = FieldSpec::text("fix.field.tag", "Tag")
        .doc("Its number.", "FIX 4.4, volume 1");
    TAG_VALUE = FieldSpec::text("fix.field.value", "Value")
        .doc("What stands behind the equals sign.", "FIX 4.4, volume 1");
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + tags::FIELDS.len()] =
    join_fields(&[FIELDS, &tags::FIELDS]);

/// FIX.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "fix",
        short: "FIX",
        title: "Financial Information eXchange",
        osi: OsiLayer::Application,
        why: "It is what trading programs say to each other; its numbered messages, heartbeats and resend requests are a session of their own above TCP.",
        reference: "FIX 4.4",
    },
    claims: &[Claim::Heuristic(Transport::Tcp, 2)],
    headers: &[],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"8=FIX.4.4\x019=50\x0135=0\x0149=BUYER\x0156=BROKER\x0134=7\x0152=20260102-09:30:00\x0110=078\x01",
};

/// The version says it; on a connection that is known, messages of a venue's own are told by their
/// first tag.
fn recognise(bytes: &[u8]) -> Match {
    match bytes.strip_prefix(BEGIN) {
        Some([b'.' | b'T', ..]) => Match::Yes,
        // Compressed messages have no form that is written down.
        Some([_, ..]) => Match::Known,
        Some([]) => Match::Short,
        None if BEGIN.starts_with(bytes) => Match::short_if(!bytes.is_empty()),
        None if bytes.starts_with(b"8=") => Match::Known,
        None => Match::No,
    }
}

/// One `tag=value`, as offsets from the start of the message.
struct Item {
    tag: u16,
    /// Tag, value and the SOH behind it.
    all: Range<usize>,
    value: Range<usize>,
}

/// The item at `at`. `data_len` says how many bytes the value has, where the item in front of it
/// told; else it goes to the next SOH.
fn item(bytes: &[u8], at: usize, data_len: Option<usize>) -> Option<Item> {
    let rest = bytes.get(at..)?;
    let equals = rest.iter().take(6).position(|byte| *byte == b'=')?;
    let start = equals + 1;
    let len = match data_len {
        Some(len) if rest.get(start.checked_add(len)?) == Some(&SOH) => len,
        _ => memchr::memchr(SOH, &rest[start..])?,
    };
    Some(Item {
        tag: number(&rest[..equals])?,
        all: at..at + start + len + 1,
        value: at + start..at + start + len,
    })
}

fn number<N: std::str::FromStr>(digits: &[u8]) -> Option<N> {
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(digits)
        .ok()
        .filter(|_| is_number)?
        .parse()
        .ok()
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if recognise(p.bytes()) != Match::Yes {
        let len = p.rest().len();
        p.field(&OTHER, len)?;
        p.summary(format_args!("{len} bytes in a form of the venue's own"));
        return Ok(());
    }
    let Some(len) = message_len(p)? else {
        let len = p.rest().len();
        p.field(&OTHER, len)?;
        return Ok(());
    };
    p.require(len)?;
    let message = &p.bytes()[..len];
    items(p, message)?;
    p.seek(len);
    p.ends_at(len);
    Ok(())
}

/// How long the message is, by its tag 9; `None` if that is no length.
fn message_len(p: &mut Peel<'_>) -> Result<Option<usize>, crate::decode::Stop> {
    let Some(version) = item(p.bytes(), 0, None) else {
        p.wait_for(p.bytes().len() + 1)?;
        return Ok(None);
    };
    let Some(length) = item(p.bytes(), version.all.end, None) else {
        p.wait_for(p.bytes().len() + 1)?;
        return Ok(None);
    };
    let body: Option<usize> = number(&p.bytes()[length.value]).filter(|_| length.tag == 9);
    let len = body.filter(|len| *len <= MAX_LEN);
    Ok(len.map(|len| length.all.end + len + TRAILER_LEN))
}

fn items(p: &mut Peel<'_>, message: &[u8]) -> Peeled {
    let mut at = 0;
    let mut data_len = None;
    let mut kind: &[u8] = b"";
    while let Some(item) = item(message, at, data_len.take()) {
        let value = &message[item.value.clone()];
        match item.tag {
            10 => checksum(p, message, &item, value),
            35 => {
                kind = value;
                mark(p, &item, value);
            }
            _ => mark(p, &item, value),
        }
        if tags::is_length(item.tag) {
            data_len = number(value);
        }
        at = item.all.end;
    }
    let text = String::from_utf8_lossy(kind);
    match kinds::name(&text) {
        Some(name) => p.summary(format_args!("{name}")),
        None => p.summary(format_args!("message type {text}")),
    }
    Ok(())
}

fn mark(p: &mut Peel<'_>, item: &Item, value: &[u8]) {
    let text = || String::from_utf8_lossy(value).into_owned();
    if let Some(spec) = tags::spec(item.tag) {
        return p.mark_made(spec, item.all.clone(), text);
    }
    p.seek(item.all.start);
    // What is made of bytes that are there cannot be cut.
    let _ = p.group(&TAG, |p| {
        p.mark(&TAG_NUMBER, item.all.start..item.value.start - 1);
        p.mark(&TAG_VALUE, item.value.clone());
        p.seek(item.all.end);
        Ok(())
    });
}

/// The sum of all bytes in front of the field, modulo 256, in three digits (FIX 4.4, volume 2).
fn checksum(p: &mut Peel<'_>, message: &[u8], item: &Item, value: &[u8]) {
    mark(p, item, value);
    let sum = message[..item.all.start]
        .iter()
        .fold(0, |sum: u8, byte| sum.wrapping_add(*byte));
    let is_right = number(value) == Some(sum);
    p.mark_as(&SUM_GOOD, item.all.clone(), Value::Uint(is_right.into()));
    p.mark_as(&SUM_BAD, item.all.clone(), Value::Uint((!is_right).into()));
    if !is_right {
        let (found, expected) = (number(value).unwrap_or_default(), sum.into());
        p.fault(FaultKind::BadChecksum { found, expected }, item.all.clone());
    }
}

#[cfg(test)]
mod tests;
