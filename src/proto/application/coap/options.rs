//! Options: what a request or an answer says beside its code, each numbered from the one before.

use super::{names, number};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec, Value, text};

/// Ends the options.
pub(super) const MARKER: u8 = 0xff;

/// Options of signalling messages have meanings of their own (RFC 8323 §5.2).
const SIGNALLING: u8 = 7;

const CONTENT_FORMAT: u32 = 12;

/// No option that is a number has more bytes.
const MAX_NUMBER: usize = 4;

/// The first byte of the option for encryption (RFC 8613 §6.1).
pub(super) const SECURITY: &[FieldSpec] = &[
    FieldSpec::uint("coap.opt.object_security_reserved", "Reserved", 3)
        .doc("Zero.", "RFC 8613 §6.1"),
    FieldSpec::flag(
        "coap.opt.object_security_kid_context_present",
        "Key context",
    )
    .doc("Set: the context of the key follows.", "RFC 8613 §6.1"),
    FieldSpec::flag("coap.opt.object_security_kid_present", "Key identifier")
        .doc("Set: the rest names the key.", "RFC 8613 §6.1"),
    FieldSpec::uint("coap.opt.object_security_piv_len", "Partial IV length", 3)
        .unit("bytes")
        .doc(
            "Of the sender's sequence number, which follows.",
            "RFC 8613 §6.1",
        ),
];

const fn text_of(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, "RFC 7252 §5.10")
}

const fn bytes_of(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    reference: &'static str,
) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, reference)
}

const fn block_number(bits: u32) -> FieldSpec {
    FieldSpec::uint("coap.opt.block_number", "Block number", bits).doc(
        "Which block, in blocks of this size, from 0 on.",
        "RFC 7959 §2.2",
    )
}

crate::fields! {
    OPTION = FieldSpec::text("coap.opt.name", "Option").doc("Which one; its number is that of the option before plus the delta.", "RFC 7252 §3.1");
    CLASS = FieldSpec::text("coap.opt.desc", "Class").doc("What the bits of the number say: a critical option must be understood by who answers, an unsafe one by a proxy, too.", "RFC 7252 §5.4.6");
    DELTA = FieldSpec::uint("coap.opt.delta", "Delta", 4).doc("How much higher the number is than that of the option before. 13 and 14 say that it follows in one or two bytes.", "RFC 7252 §3.1");
    LENGTH = FieldSpec::uint("coap.opt.length", "Length", 4).doc("Of the value in bytes. 13 and 14 say that it follows in one or two bytes.", "RFC 7252 §3.1");
    DELTA_MORE = FieldSpec::uint("coap.opt.delta_ext", "Extended delta", 0).doc("The delta less 13, in two bytes less 269.", "RFC 7252 §3.1");
    LENGTH_MORE = FieldSpec::uint("coap.opt.length_ext", "Extended length", 0).doc("The length less 13, in two bytes less 269.", "RFC 7252 §3.1");
    IF_MATCH = bytes_of("coap.opt.if_match", "If-Match", "Only if the resource still is in this version.", "RFC 7252 §5.10.8.1");
    HOST = text_of("coap.opt.uri_host", "Host", "Which of the server's hosts is meant.");
    ETAG = bytes_of("coap.opt.etag", "Entity tag", "Names a version of the resource.", "RFC 7252 §5.10.6");
    OBSERVE = FieldSpec::uint("coap.opt.observe", "Observe", 0).doc("In a request 0 asks for news from now on, and 1 ends that; in an answer it counts the news.", "RFC 7641 §2");
    PORT = FieldSpec::uint("coap.opt.uri_port", "Port", 0).doc("Of the server.", "RFC 7252 §5.10.1");
    LOCATION_PATH = text_of("coap.opt.location_path", "Location path", "A part of the path of what was created.");
    PATH = text_of("coap.opt.uri_path", "Path", "A part of the path of the resource: what stands between two slashes.");
    FORMAT = text_of("coap.opt.ctype", "Content format", "A number that stands for the media type of the payload.");
    MAX_AGE = FieldSpec::uint("coap.opt.max_age", "Max age", 0).unit("seconds").doc("So long the answer may be kept for others who ask.", "RFC 7252 §5.10.5");
    QUERY = text_of("coap.opt.uri_query", "Query", "A parameter of the request.");
    HOP_LIMIT = FieldSpec::uint("coap.opt.hop_limit", "Hop limit", 0).doc("How many proxies more may pass it on.", "RFC 8768 §3");
    ACCEPT = text_of("coap.opt.accept", "Accept", "The media type that the client wants, as a number.");
    LOCATION_QUERY = text_of("coap.opt.location_query", "Location query", "A parameter of what was created.");
    BLOCK_NUMBER_4 = block_number(4);
    BLOCK_NUMBER_12 = block_number(12);
    BLOCK_NUMBER_20 = block_number(20);
    BLOCK_MORE = FieldSpec::uint("coap.opt.block_mflag", "More", 1).doc("1: more blocks follow.", "RFC 7959 §2.2");
    BLOCK_SIZE = FieldSpec::uint("coap.opt.block_size", "Block size", 3).codes(&[(0, "16 bytes"), (1, "32 bytes"), (2, "64 bytes"), (3, "128 bytes"), (4, "256 bytes"), (5, "512 bytes"), (6, "1024 bytes")]).doc("As a power of two, from 16 bytes on.", "RFC 7959 §2.2");
    SIZE_2 = FieldSpec::uint("", "Size of the answer", 0).unit("bytes").doc("Of the whole payload.", "RFC 7959 §4");
    PROXY_URI = text_of("coap.opt.proxy_uri", "Proxy URI", "What a proxy shall ask for.");
    PROXY_SCHEME = text_of("coap.opt.proxy_scheme", "Proxy scheme", "In which protocol a proxy shall ask.");
    SIZE_1 = FieldSpec::uint("coap.opt.size1", "Size of the request", 0).unit("bytes").doc("Of the whole payload.", "RFC 7959 §4");
    PARTIAL_IV = bytes_of("coap.opt.object_security_piv", "Partial IV", "The sender's sequence number, of which the nonce is made.", "RFC 8613 §6.1");
    CONTEXT_LEN = FieldSpec::uint("coap.opt.object_security_kid_context_len", "Key context length", 8).unit("bytes").doc("Of the context.", "RFC 8613 §6.1");
    CONTEXT = bytes_of("coap.opt.object_security_kid_context", "Key context", "In which the key is known.", "RFC 8613 §6.1");
    KEY_ID = bytes_of("coap.opt.object_security_kid", "Key identifier", "Whose key encrypts the message.", "RFC 8613 §6.1");
    UNKNOWN = bytes_of("coap.opt.unknown", "Value", "Of an option that is not known here.", "RFC 7252 §5.4.1");
}

/// A block option.
#[derive(Clone, Copy)]
pub(super) struct Block {
    /// Which block, from 0 on.
    pub number: u32,
    /// True if more follow.
    pub more: bool,
    /// Bytes of a block.
    pub size: u32,
    /// True for blocks of a request, false for those of an answer.
    pub of_request: bool,
}

/// What the options said.
#[derive(Default)]
pub(super) struct Said {
    parts: Vec<String>,
    /// The media type of the payload.
    pub format: Option<String>,
    /// Which block of the payload the message holds.
    pub block: Option<Block>,
    /// True if the payload is encrypted.
    pub is_sealed: bool,
}

impl Said {
    /// The path of the resource.
    pub fn path(&self) -> String {
        self.parts.iter().map(|part| format!("/{part}")).collect()
    }
}

/// Reads all options up to the marker of the payload or to the end.
pub(super) fn read(p: &mut Peel<'_>, code: u8) -> Result<Said, Stop> {
    let mut said = Said::default();
    let (mut before, mut count) = (0_u32, 0);
    while let Some(first) = p.rest().first().filter(|first| **first != MARKER) {
        if p.is_full() {
            return Err(Stop);
        }
        count += 1;
        let start = p.pos();
        if first >> 4 == 15 || first & 0x0f == 15 {
            p.fault(
                FaultKind::Malformed("15 is no delta and no length of an option"),
                start..start + 1,
            );
            return Err(Stop);
        }
        let delta = extended(p.rest(), first >> 4, 1);
        let id = before.saturating_add(delta);
        before = id;
        let signal = code >> 5 == SIGNALLING;
        let name = || match names::option(id, signal.then_some(code)) {
            Some(name) => format!("#{count}: {name}"),
            None => format!("#{count}: Unknown Option ({id})"),
        };
        p.group_made(&OPTION, name, |p| {
            one(p, (!signal).then_some(id), &mut said)?;
            p.mark_made(&CLASS, start..p.pos(), || class(id));
            Ok(())
        })?;
    }
    Ok(said)
}

/// What the bits of an option's number say.
fn class(id: u32) -> String {
    let critical = if id & 1 == 0 { "Elective" } else { "Critical" };
    let safe = match id {
        _ if id & 2 != 0 => "Unsafe",
        _ if id & 0x1e == 0x1c => "Safe, NoCacheKey",
        _ => "Safe",
    };
    format!("Type {id}, {critical}, {safe}")
}

/// Bytes that a nibble announces.
fn more(nibble: u8) -> usize {
    match nibble {
        13 => 1,
        14 => 2,
        _ => 0,
    }
}

/// The number that a nibble and the bytes behind it make.
fn extended(bytes: &[u8], nibble: u8, at: usize) -> u32 {
    let byte = |at| u32::from(bytes.get(at).copied().unwrap_or(0));
    match nibble {
        13 => 13 + byte(at),
        14 => 269 + (byte(at) << 8 | byte(at + 1)),
        nibble => nibble.into(),
    }
}

fn one(p: &mut Peel<'_>, id: Option<u32>, said: &mut Said) -> Peeled {
    let (start, first) = (p.pos(), p.rest()[0]);
    let (delta, len) = (first >> 4, first & 0x0f);
    p.mark_bits(&DELTA, start * 8, Value::Uint(delta.into()));
    p.mark_bits(&LENGTH, start * 8 + 4, Value::Uint(len.into()));
    p.skip(1)?;
    if delta >= 13 {
        number(p, &DELTA_MORE, more(delta))?;
    }
    let bytes = p.bytes();
    let value_len = extended(bytes, len, p.pos()) as usize;
    if len >= 13 {
        number(p, &LENGTH_MORE, more(len))?;
    }
    p.require(value_len)?;
    p.within(value_len, "CoAP option length", |p| value(p, id, said))
}

fn value(p: &mut Peel<'_>, id: Option<u32>, said: &mut Said) -> Peeled {
    let len = p.rest().len();
    match id {
        Some(CONTENT_FORMAT) => said.format = Some(format(p, &FORMAT)?),
        Some(17) => drop(format(p, &ACCEPT)?),
        Some(19 | 23 | 27 | 31) => return block(p, id, said),
        Some(9) => {
            said.is_sealed = true;
            return security(p);
        }
        _ if len == 0 => {}
        Some(11) => {
            let part = p.field(&PATH, len)?;
            said.parts.push(text::clean_bytes(part));
        }
        Some(6 | 7 | 14 | 16 | 28 | 60) if len > MAX_NUMBER => drop(p.field(&UNKNOWN, len)?),
        Some(6) => drop(number(p, &OBSERVE, len)?),
        Some(7) => drop(number(p, &PORT, len)?),
        Some(14) => drop(number(p, &MAX_AGE, len)?),
        Some(16) => drop(number(p, &HOP_LIMIT, len)?),
        Some(28) => drop(number(p, &SIZE_2, len)?),
        Some(60) => drop(number(p, &SIZE_1, len)?),
        _ => drop(p.field(spec_of(id), len)?),
    }
    Ok(())
}

/// The field of an option that is text or bytes.
fn spec_of(id: Option<u32>) -> &'static FieldSpec {
    match id {
        Some(1) => &IF_MATCH,
        Some(3) => &HOST,
        Some(4) => &ETAG,
        Some(8) => &LOCATION_PATH,
        Some(15) => &QUERY,
        Some(20) => &LOCATION_QUERY,
        Some(35) => &PROXY_URI,
        Some(39) => &PROXY_SCHEME,
        _ => &UNKNOWN,
    }
}

/// A media type as a number; none is 0 in no bytes.
fn format(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<String, Stop> {
    let (at, len) = (p.pos(), p.rest().len());
    let code = p
        .skip(len)?
        .iter()
        .take(8)
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    let name = names::format(code).map_or_else(|| format!("Unknown Type {code}"), str::to_owned);
    p.mark_as(spec, at..at + len, Value::Made(name.clone().into()));
    Ok(name)
}

fn block(p: &mut Peel<'_>, id: Option<u32>, said: &mut Said) -> Peeled {
    let (at, len) = (p.pos(), p.rest().len());
    let spec = match len {
        0 => None,
        1 => Some(&BLOCK_NUMBER_4),
        2 => Some(&BLOCK_NUMBER_12),
        3 => Some(&BLOCK_NUMBER_20),
        _ => return p.field(&UNKNOWN, len).map(drop),
    };
    let whole = p
        .skip(len)?
        .iter()
        .fold(0, |sum, byte| sum << 8 | u32::from(*byte));
    if let Some(spec) = spec {
        let last = (at + len) * 8;
        p.mark_bits(spec, at * 8, Value::Uint((whole >> 4).into()));
        p.mark_bits(&BLOCK_MORE, last - 4, Value::Uint((whole >> 3 & 1).into()));
        p.mark_bits(&BLOCK_SIZE, last - 3, Value::Uint((whole & 7).into()));
    }
    said.block = Some(Block {
        number: whole >> 4,
        more: whole & 8 != 0,
        size: 16 << (whole & 7).min(6),
        of_request: matches!(id, Some(19 | 27)),
    });
    Ok(())
}

/// What is in the clear of an encrypted message.
fn security(p: &mut Peel<'_>) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    let flags = p.rows(SECURITY)?[0];
    let iv_len = usize::from(flags & 7);
    if iv_len > 0 {
        p.field(&PARTIAL_IV, iv_len)?;
    }
    if flags & 0x10 != 0 {
        let len = p.uint(&CONTEXT_LEN)? as usize;
        p.field(&CONTEXT, len)?;
    }
    let rest = p.rest().len();
    if flags & 8 != 0 && rest > 0 {
        p.field(&KEY_ID, rest)?;
    }
    Ok(())
}
