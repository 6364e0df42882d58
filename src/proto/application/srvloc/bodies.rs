//! What stands in each message behind its head.

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec, Timestamp, Value};
use crate::proto::lines;

use super::texts::*;

const ERRORS_1: Codes = &[
    (0, "no error"),
    (1, "language not supported"),
    (2, "message could not be parsed"),
    (3, "invalid registration"),
    (4, "scope not supported"),
    (5, "character set not understood"),
    (6, "authentication absent"),
    (7, "authentication failed"),
];

const ERRORS_2: Codes = &[
    (0, "no error"),
    (1, "language not supported"),
    (2, "message could not be parsed"),
    (3, "invalid registration"),
    (4, "scope not supported"),
    (5, "unknown security parameters"),
    (6, "authentication absent"),
    (7, "authentication failed"),
    (9, "version not supported"),
    (10, "internal error"),
    (11, "busy, try again later"),
    (12, "option not understood"),
    (13, "invalid update"),
    (14, "message not supported"),
    (15, "registered too soon again"),
];

const fn count(name: &'static str, section: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Number of signatures", 8).doc("How many follow.", section)
}

crate::fields! {
    ERROR_1 = FieldSpec::uint("srvloc.err", "Error", 16)
        .codes(ERRORS_1)
        .doc("How the request turned out.", "RFC 2165 §5");
    ERROR_2 = FieldSpec::uint("srvloc.errv2", "Error", 16)
        .codes(ERRORS_2)
        .doc("How the request turned out.", "RFC 2608 §7");
    LANGUAGE_LEN = FieldSpec::uint("srvloc.langtaglen", "Length", 16)
        .unit("bytes")
        .doc("Of the language behind it.", "RFC 2608 §8");
    LANGUAGE = FieldSpec::text("srvloc.langtag", "Language")
        .doc("The language of the texts, such as en.", "RFC 2608 §8");
    URL_RESERVED = FieldSpec::hex("srvloc.url.reserved", "Reserved", 8)
        .doc("Senders set these bits to zero and receivers do not look at them.", "RFC 2608 §4.3");
    LIFETIME = FieldSpec::uint("srvloc.url.lifetime", "Lifetime", 16)
        .unit("s")
        .doc("How long the service may be remembered.", "RFC 2608 §4.3");
    URL_SIGNATURES = count("srvloc.url.numauths", "RFC 2608 §4.3");
    URL_COUNT = FieldSpec::uint("srvloc.srvreq.urlcount", "Number of URLs", 16)
        .doc("How many services follow.", "RFC 2608 §8.2");
    ATTRIBUTE_SIGNATURES = count("srvloc.srvreq.attrauthcount", "RFC 2608 §8.3");
    DIRECTORY_SIGNATURES = count("srvloc.daadvert.authcount", "RFC 2608 §8.5");
    AGENT_SIGNATURES = count("srvloc.saadvert.authcount", "RFC 2608 §8.6");
    DIRECTORY_TIME = FieldSpec::computed("srvloc.daadvert.timestamp", "Started")
        .doc("When the directory agent started: newer than before means that it has forgotten everything. 0: it is going down.", "RFC 2608 §8.5");
    TYPE_COUNT = FieldSpec::uint("srvloc.service_type_count", "Number of service types", 16)
        .doc("How many follow.", "RFC 2165 §5.9");
    ITEM = FieldSpec::text("srvloc.item", "Attribute")
        .doc("A name, mostly with values.", "RFC 2608 §5");
    OTHER_ATTRIBUTES = FieldSpec::bytes("", "Attributes")
        .doc("Attributes in a character set of two bytes a letter, or in the form of NetWare.", "RFC 2165 §5.10");
    SIGNATURE = FieldSpec::group("", "Signature")
        .doc("Proves who wrote the URL or the attributes.", "RFC 2608 §9.2");
    SIGNATURE_KIND = FieldSpec::hex("srvloc.authblkv2_bsd", "Block structure", 16)
        .doc("How the signature was made; 2 is DSA with SHA-1.", "RFC 2608 §9.2");
    SIGNATURE_LEN = FieldSpec::uint("srvloc.authblkv2_len", "Length", 16)
        .unit("bytes")
        .doc("Of the whole block.", "RFC 2608 §9.2");
    SIGNATURE_TIME = FieldSpec::computed("srvloc.authblkv2.timestamp", "Valid until")
        .doc("Behind that time the signature counts no more.", "RFC 2608 §9.2");
    SIGNATURE_DATA = FieldSpec::bytes("", "Signature data")
        .doc("The signature itself.", "RFC 2608 §9.2");
    BLOCK_TIME = FieldSpec::computed("srvloc.timestamp", "Signed until")
        .doc("Behind that time the signature counts no more.", "RFC 2165 §4.3");
    BLOCK_KIND = FieldSpec::uint("srvloc.block_structure_descriptor", "Block structure", 16)
        .doc("How the signature was made.", "RFC 2165 §4.3");
    BLOCK_LEN = FieldSpec::uint("srvloc.authenticator_length", "Length", 16)
        .unit("bytes")
        .doc("Of the signature.", "RFC 2165 §4.3");
    BLOCK = FieldSpec::text("srvloc.authentication_block", "Signature")
        .doc("The signature itself.", "RFC 2165 §4.3");
    pub(super) EXTENSION_DATA = FieldSpec::bytes("", "Extension data")
        .doc("What the extension says.", "RFC 2608 §9.1");
}

/// One part of a message behind its head.
enum Part {
    /// A length of two bytes and a text.
    Text(&'static FieldSpec, &'static FieldSpec),
    /// The same, and the text is a list of attributes.
    Attributes(&'static FieldSpec, &'static FieldSpec),
    /// A number of fixed width.
    Number(&'static FieldSpec),
    /// Seconds since 1970 in four bytes.
    Time(&'static FieldSpec),
    /// A URL with its lifetime.
    Url,
    /// A number of URLs, and these.
    Urls,
    /// A number of service types, and these (version 1).
    Types,
    /// A naming authority, which may be all.
    Naming,
    /// A number of signatures, and these.
    Signatures(&'static FieldSpec),
    /// A signature of version 1, if this flag is set.
    Signed(u8),
}

use Part::{Attributes, Naming, Number, Signatures, Signed, Text, Time, Types, Url, Urls};

const URL_SIGNED: u8 = 0x20;
const ATTRIBUTES_SIGNED: u8 = 0x10;

/// Two bytes a letter.
const UCS_2: u16 = 1000;
const UTF_8: u16 = 106;

/// What the parts of a message need to know of its head.
struct Head {
    version: u8,
    flags: u8,
    encoding: u16,
}

/// Reads the body of a message of version 1.
pub(super) fn version_1(p: &mut Peel<'_>, function: u8, flags: u8, encoding: u16) -> Peeled {
    let head = Head {
        version: 1,
        flags,
        encoding,
    };
    let parts: &[Part] = match function {
        1 => &[
            Text(&PREVIOUS_LEN, &PREVIOUS),
            Text(&PREDICATE_LEN, &PREDICATE),
        ],
        2 => &[Number(&ERROR_1), Urls],
        3 => &[
            Url,
            Text(&REGISTERED_LEN, &REGISTERED),
            Signed(ATTRIBUTES_SIGNED),
        ],
        4 => &[
            Text(&URL_LEN, &URL),
            Signed(URL_SIGNED),
            Text(&TAGS_LEN, &TAGS),
            Signed(ATTRIBUTES_SIGNED),
        ],
        5 => &[Number(&ERROR_1)],
        6 => &[
            Text(&ATTRIBUTE_PREVIOUS_LEN, &ATTRIBUTE_PREVIOUS),
            Text(&ATTRIBUTE_URL_LEN, &ATTRIBUTE_URL),
            Text(&ATTRIBUTE_SCOPES_LEN, &ATTRIBUTE_SCOPES),
            Text(&ATTRIBUTE_LIST_LEN, &ATTRIBUTE_LIST),
        ],
        7 => &[
            Number(&ERROR_2),
            Attributes(&ATTRIBUTES_LEN, &ATTRIBUTES),
            Signed(ATTRIBUTES_SIGNED),
        ],
        8 => &[
            Number(&ERROR_1),
            Text(&DIRECTORY_URL_LEN, &DIRECTORY_URL),
            Text(&DIRECTORY_SCOPES_LEN, &DIRECTORY_SCOPES),
        ],
        9 => &[
            Text(&TYPE_PREVIOUS_LEN, &TYPE_PREVIOUS),
            Naming,
            Text(&TYPE_SCOPES_LEN, &TYPE_SCOPES),
        ],
        10 => &[Number(&ERROR_1), Types],
        _ => &[],
    };
    read(p, parts, &head)
}

/// Reads language and body of a message of version 2.
pub(super) fn version_2(p: &mut Peel<'_>, function: u8) -> Peeled {
    let head = Head {
        version: 2,
        flags: 0,
        encoding: 0,
    };
    text(p, &LANGUAGE_LEN, &LANGUAGE)?;
    let parts: &[Part] = match function {
        1 => &[
            Text(&PREVIOUS_LEN, &PREVIOUS),
            Text(&SERVICE_TYPES_LEN, &SERVICE_TYPES),
            Text(&SCOPES_LEN, &SCOPES),
            Text(&PREDICATE_LEN, &PREDICATE),
            Text(&SPI_LEN, &SPI),
        ],
        2 => &[Number(&ERROR_2), Urls],
        3 => &[
            Url,
            Text(&SERVICE_TYPE_LEN, &SERVICE_TYPE),
            Text(&SCOPES_LEN, &SCOPES),
            Attributes(&REGISTERED_LEN, &REGISTERED),
            Signatures(&ATTRIBUTE_SIGNATURES),
        ],
        4 => &[
            Text(&LEAVING_SCOPES_LEN, &LEAVING_SCOPES),
            Url,
            Text(&TAGS_LEN, &TAGS),
        ],
        5 => &[Number(&ERROR_2)],
        6 => &[
            Text(&ATTRIBUTE_PREVIOUS_LEN, &ATTRIBUTE_PREVIOUS),
            Text(&ATTRIBUTE_URL_LEN, &ATTRIBUTE_URL),
            Text(&ATTRIBUTE_SCOPES_LEN, &ATTRIBUTE_SCOPES),
            Text(&ATTRIBUTE_TAGS_LEN, &ATTRIBUTE_TAGS),
            Text(&ATTRIBUTE_SPI_LEN, &ATTRIBUTE_SPI),
        ],
        7 => &[
            Number(&ERROR_2),
            Attributes(&ATTRIBUTES_LEN, &ATTRIBUTES),
            Signatures(&ATTRIBUTE_SIGNATURES),
        ],
        8 => &[
            Number(&ERROR_2),
            Time(&DIRECTORY_TIME),
            Text(&DIRECTORY_URL_LEN, &DIRECTORY_URL),
            Text(&DIRECTORY_SCOPES_LEN, &DIRECTORY_SCOPES),
            Text(&DIRECTORY_ATTRIBUTES_LEN, &DIRECTORY_ATTRIBUTES),
            Text(&DIRECTORY_SPI_LEN, &DIRECTORY_SPI),
            Signatures(&DIRECTORY_SIGNATURES),
        ],
        9 => &[
            Text(&TYPE_PREVIOUS_LEN, &TYPE_PREVIOUS),
            Naming,
            Text(&TYPE_SCOPES_LEN, &TYPE_SCOPES),
        ],
        10 => &[Number(&ERROR_2), Text(&TYPES_LEN, &TYPES)],
        11 => &[
            Text(&AGENT_URL_LEN, &AGENT_URL),
            Text(&AGENT_SCOPES_LEN, &AGENT_SCOPES),
            Text(&AGENT_ATTRIBUTES_LEN, &AGENT_ATTRIBUTES),
            Signatures(&AGENT_SIGNATURES),
        ],
        _ => &[],
    };
    read(p, parts, &head)
}

fn read(p: &mut Peel<'_>, parts: &[Part], head: &Head) -> Peeled {
    for part in parts {
        match part {
            Text(len, spec) => v1_text(p, len, spec, head)?,
            Attributes(len, spec) => attributes(p, len, spec, head)?,
            Number(spec) => drop(p.uint(spec)?),
            Time(spec) => seconds(p, spec)?,
            Url => url(p, head)?,
            Urls => {
                let count = p.uint(&URL_COUNT)?;
                repeat(p, count, |p| url(p, head))?;
            }
            Types => {
                let count = p.uint(&TYPE_COUNT)?;
                repeat(p, count, |p| v1_text(p, &ONE_TYPE_LEN, &ONE_TYPE, head))?;
            }
            Naming if p.rest().starts_with(&[0xff, 0xff]) => drop(p.uint(&NAMING_LEN)?),
            Naming => v1_text(p, &NAMING_LEN, &NAMING, head)?,
            Signatures(spec) => {
                let count = p.uint(spec)?;
                repeat(p, count, signature)?;
            }
            Signed(flag) if head.flags & flag != 0 => block(p)?,
            Signed(_) => {}
        }
    }
    Ok(())
}

/// Reads so many items, as far as there is room for them.
fn repeat(p: &mut Peel<'_>, count: u64, mut item: impl FnMut(&mut Peel<'_>) -> Peeled) -> Peeled {
    for _ in 0..count {
        if p.is_full() {
            break;
        }
        item(p)?;
    }
    Ok(())
}

/// Reads a text with its length before it; an empty one is no field.
fn text(p: &mut Peel<'_>, len: &'static FieldSpec, spec: &'static FieldSpec) -> Peeled {
    let len = p.uint(len)? as usize;
    if len > 0 {
        p.field(spec, len)?;
    }
    Ok(())
}

/// Reads a text that may be written with two bytes a letter.
fn v1_text(
    p: &mut Peel<'_>,
    len: &'static FieldSpec,
    spec: &'static FieldSpec,
    head: &Head,
) -> Peeled {
    if head.encoding != UCS_2 {
        return text(p, len, spec);
    }
    let len = p.uint(len)? as usize;
    let at = p.pos();
    let bytes = p.skip(len)?;
    if len > 0 {
        p.mark_made(spec, at..at + len, || {
            let units = bytes
                .chunks_exact(2)
                .map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
            char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        });
    }
    Ok(())
}

/// Reads a list of attributes; in version 2 each of them is a part of it.
fn attributes(
    p: &mut Peel<'_>,
    len: &'static FieldSpec,
    spec: &'static FieldSpec,
    head: &Head,
) -> Peeled {
    match (head.version, head.encoding) {
        (1, UCS_2 | UTF_8) => return text(p, len, &OTHER_ATTRIBUTES),
        (1, _) => return text(p, len, spec),
        _ => {}
    }
    let len = p.uint(len)? as usize;
    if len == 0 {
        return Ok(());
    }
    p.require(len)?;
    let (bytes, start) = (p.bytes(), p.pos());
    p.group(spec, |p| {
        for item in lines::split(bytes, start..start + len, b',') {
            if !item.is_empty() && !p.is_full() {
                p.mark(&ITEM, item);
            }
        }
        p.skip(len).map(drop)
    })
}

fn url(p: &mut Peel<'_>, head: &Head) -> Peeled {
    if head.version == 1 {
        p.uint(&LIFETIME)?;
        v1_text(p, &URL_LEN, &URL, head)?;
        return match head.flags & URL_SIGNED {
            0 => Ok(()),
            _ => block(p),
        };
    }
    p.uint(&URL_RESERVED)?;
    p.uint(&LIFETIME)?;
    text(p, &URL_LEN, &URL)?;
    let count = p.uint(&URL_SIGNATURES)?;
    repeat(p, count, signature)
}

/// Seconds since 1970.
fn seconds(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let seconds = number(p.skip(4)?);
    let time = Timestamp::from_parts(seconds as i64, 0);
    p.mark_as(spec, at..at + 4, Value::Time(time));
    Ok(())
}

fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// A signature of version 2, whose length covers its head.
fn signature(p: &mut Peel<'_>) -> Peeled {
    let len = p.rest().get(2..4).map_or(0, number) as usize;
    p.group(&SIGNATURE, |p| {
        p.within(len.max(4), "length of the signature", |p| {
            p.uint(&SIGNATURE_KIND)?;
            p.uint(&SIGNATURE_LEN)?;
            seconds(p, &SIGNATURE_TIME)?;
            text(p, &BLOCK_SPI_LEN, &BLOCK_SPI)?;
            let rest = p.rest().len();
            p.field(&SIGNATURE_DATA, rest).map(drop)
        })
    })
}

/// Seconds from 1900 to 1970.
const FROM_1900_TO_1970: i64 = 2_208_988_800;

/// A signature of version 1.
fn block(p: &mut Peel<'_>) -> Result<(), Stop> {
    let at = p.pos();
    let ticks = number(p.skip(8)?);
    let nanos = (((ticks & 0xffff_ffff) * 1_000_000_000) >> 32) as u32;
    let time = Timestamp::from_parts((ticks >> 32) as i64 - FROM_1900_TO_1970, nanos);
    p.mark_as(&BLOCK_TIME, at..at + 8, Value::Time(time));
    p.uint(&BLOCK_KIND)?;
    text(p, &BLOCK_LEN, &BLOCK)
}
