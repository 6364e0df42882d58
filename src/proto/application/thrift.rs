//! Apache Thrift: calls of methods between programs, in its binary and its compact encoding.

mod binary;
mod compact;
#[cfg(test)]
mod tests;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, Stop};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport};

const SOURCE: &str = "Apache Thrift specification";

const CALL: u8 = 1;
const EXCEPTION: u8 = 3;

const KINDS: Codes = &[
    (CALL as u64, "call"),
    (2, "reply"),
    (EXCEPTION as u64, "exception"),
    (4, "oneway call"),
];

/// What the first byte says.
const PROTOCOLS: Codes = &[(0x80, "strict binary"), (0x82, "compact")];

/// What went wrong with a call itself.
const EXCEPTIONS: Codes = &[
    (0, "unknown"),
    (1, "unknown method"),
    (2, "invalid message type"),
    (3, "wrong method name"),
    (4, "bad sequence ID"),
    (5, "missing result"),
    (6, "internal error"),
    (7, "protocol error"),
    (8, "invalid transform"),
    (9, "invalid protocol"),
    (10, "unsupported client type"),
];

crate::fields! {
    FRAME_LEN = FieldSpec::int("thrift.frame_len", "Frame length", 32)
        .unit("bytes").doc("Length of the message behind it, if messages travel in frames.", SOURCE);
    PROTOCOL_ID = FieldSpec::hex("thrift.protocol_id", "Protocol", 8)
        .codes(PROTOCOLS).doc("How the message is encoded.", SOURCE);
    KIND = FieldSpec::hex("thrift.mtype", "Message type", 8)
        .codes(KINDS).doc("A call, or what becomes of it.", SOURCE);
    STR_LEN = FieldSpec::int("thrift.str_len", "Length", 32)
        .unit("bytes").doc("Length of the text or the bytes that follow.", SOURCE);
    METHOD = FieldSpec::text("thrift.method", "Method")
        .doc("The name of the method that is called.", SOURCE);
    SEQUENCE = FieldSpec::int("thrift.seq_id", "Sequence ID", 32)
        .doc("The reply has the number of its call.", SOURCE);
    FID = FieldSpec::int("thrift.fid", "Field ID", 16)
        .doc("Which field of the structure: the interface definition gives it a name.", SOURCE);
    BOOL = FieldSpec::uint("thrift.bool", "Truth value", 8)
        .doc("1 is true.", SOURCE);
    I8 = FieldSpec::int("thrift.i8", "Integer of 8 bits", 8)
        .doc("A number.", SOURCE);
    I16 = FieldSpec::int("thrift.i16", "Integer of 16 bits", 16)
        .doc("A number.", SOURCE);
    I32 = FieldSpec::int("thrift.i32", "Integer of 32 bits", 32)
        .doc("A number, or a name of an enumeration.", SOURCE);
    I64 = FieldSpec::int("thrift.i64", "Integer of 64 bits", 64)
        .doc("A number.", SOURCE);
    DOUBLE = FieldSpec::computed("thrift.double", "Floating point number")
        .doc("A number with a fraction.", SOURCE);
    BINARY = FieldSpec::bytes("thrift.binary", "Bytes")
        .doc("Bytes that are no text.", SOURCE);
    STRING = FieldSpec::text("thrift.string", "Text")
        .doc("Text.", SOURCE);
    UUID = FieldSpec::bytes("thrift.uuid", "UUID")
        .doc("An identifier of 128 bits.", SOURCE);
    STRUCT = FieldSpec::group("thrift.struct", "Structure")
        .doc("Fields in a row, up to a zero byte.", SOURCE);
    LIST = FieldSpec::group("thrift.list", "List")
        .doc("Items of one type in an order.", SOURCE);
    SET = FieldSpec::group("thrift.set", "Set")
        .doc("Items of one type, each once.", SOURCE);
    MAP = FieldSpec::group("thrift.map", "Map")
        .doc("Keys and their values.", SOURCE);
    LIST_LEN = FieldSpec::int("thrift.num_list_item", "Items", 32)
        .doc("How many items the list has.", SOURCE);
    SET_LEN = FieldSpec::int("thrift.num_set_item", "Items", 32)
        .doc("How many items the set has.", SOURCE);
    MAP_LEN = FieldSpec::int("thrift.num_map_item", "Pairs", 32)
        .doc("How many keys the map has.", SOURCE);
    FAILED = FieldSpec::group("thrift.exception", "Exception")
        .doc("The call could not be made.", SOURCE);
    FAILED_TEXT = FieldSpec::text("thrift.exception.message", "Reason")
        .doc("What went wrong, for people.", SOURCE);
    FAILED_TYPE = FieldSpec::int("thrift.exception.type", "Reason code", 32)
        .codes(EXCEPTIONS).doc("What went wrong.", SOURCE);
}

/// Thrift.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "thrift",
        short: "Thrift",
        title: "Apache Thrift",
        osi: OsiLayer::Application,
        why: "A program calls methods of another one, perhaps written in another language.",
        reference: SOURCE,
    },
    claims: &[
        Claim::Heuristic(Transport::Tcp, 4),
        Claim::Heuristic(Transport::Udp, 4),
    ],
    headers: &[
        binary::VERSION,
        binary::TYPE,
        binary::PAIR,
        compact::VERSION,
        compact::FIELD,
        compact::STOP,
        compact::LIST_HEAD,
        compact::LONG_LIST_HEAD,
        compact::SET_HEAD,
        compact::PAIR,
    ],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x80\x01\0\x01\0\0\0\x03add\0\0\0\x07\x08\0\x01\0\0\0\x2a\x0b\0\x02\0\0\0\x02hi\0",
};

/// Structures in structures are read to this depth.
const MAX_DEPTH: u8 = 24;

/// A name of a method is hardly longer.
const MAX_NAME: usize = 255;

/// A frame is hardly longer; more is refused by default (16 MiB).
const MAX_FRAME: usize = 16 << 20;

/// Length of the length in front of a frame.
const FRAME_HEAD: usize = 4;

/// How a message is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Binary, with the version in front.
    Strict,
    /// Binary, of the time before there was a version.
    Old,
    Compact,
}

fn number(bytes: &[u8]) -> Option<usize> {
    let number = i32::from_be_bytes(*bytes.first_chunk()?);
    usize::try_from(number).ok()
}

/// True if the start of a method's name, or all of it, can be one.
fn is_name(bytes: &[u8], len: usize) -> bool {
    let name = bytes.get(..len).unwrap_or(bytes);
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.:-/$".contains(byte);
    (1..=MAX_NAME).contains(&len) && name.iter().all(is_part)
}

/// The form of the message that begins here; `Err(true)` if there are too few bytes to tell.
fn marked(bytes: &[u8]) -> Result<Form, bool> {
    match bytes {
        [0x80, 0x01, _, kind, len @ ..] if (1..=4).contains(kind) => {
            let Some(name) = number(len) else {
                return Err(len.len() < 4);
            };
            is_name(&len[4..], name)
                .then_some(Form::Strict)
                .ok_or(false)
        }
        // The sequence ID is mostly short; the name's length is one byte.
        [0x82, kind, rest @ ..] if kind & 0x1f == 1 && (1..=4).contains(&(kind >> 5)) => {
            let id = rest.iter().take(5).position(|byte| byte & 0x80 == 0);
            match id.map(|id| &rest[id + 1..]) {
                Some([len, name @ ..]) if is_name(name, usize::from(*len)) => Ok(Form::Compact),
                Some([]) => Err(true),
                None if rest.len() < 5 => Err(true),
                _ => Err(false),
            }
        }
        [0x80] | [0x80, 0x01] | [0x80, 0x01, _] | [0x82] => Err(true),
        _ => Err(false),
    }
}

/// True for a message without a version: a name, and the type behind it.
fn is_old(bytes: &[u8]) -> bool {
    let Some(len) = number(bytes) else {
        return false;
    };
    let kind = bytes.get(4 + len).copied().unwrap_or_default();
    is_name(&bytes[4..], len) && (1..=4).contains(&kind)
}

fn recognise(bytes: &[u8]) -> Match {
    match marked(bytes) {
        Ok(_) => return Match::Yes,
        Err(true) => return Match::Short,
        Err(false) => {}
    }
    if is_old(bytes) {
        return Match::Known;
    }
    let Some(len) = number(bytes) else {
        return match bytes {
            [0] | [0, _] | [0, _, _] => Match::Known,
            _ => Match::No,
        };
    };
    if !(2..=MAX_FRAME).contains(&len) {
        return Match::No;
    }
    let inner = &bytes[FRAME_HEAD..];
    match marked(inner) {
        Ok(_) => Match::Yes,
        Err(true) => Match::Short,
        Err(false) if inner.is_empty() || is_old(inner) => Match::Known,
        Err(false) => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(FRAME_HEAD)?;
    let bytes = p.bytes();
    if let Ok(form) = marked(bytes) {
        return bare(p, form);
    }
    if marked(bytes) == Err(true) {
        return p.require(bytes.len() + 1);
    }
    if is_old(bytes) {
        return bare(p, Form::Old);
    }
    let len = number(bytes).unwrap_or_default();
    if !(2..=MAX_FRAME).contains(&len) {
        p.fault(FaultKind::Malformed("this is no message"), 0..FRAME_HEAD);
        return Ok(());
    }
    p.wait_for(FRAME_HEAD + len)?;
    p.uint(&FRAME_LEN)?;
    p.ends_at(FRAME_HEAD + len);
    p.within(len, "Thrift frame length", |p| match marked(p.rest()) {
        Ok(form) => message(p, form),
        Err(_) if is_old(p.rest()) => message(p, Form::Old),
        Err(_) => {
            let at = p.pos()..p.bytes().len();
            p.fault(FaultKind::Malformed("this is no message"), at);
            Ok(())
        }
    })
}

/// A message that no frame ends: its structures do.
fn bare(p: &mut Peel<'_>, form: Form) -> Peeled {
    message(p, form)?;
    p.ends_at(p.pos());
    Ok(())
}

fn message(p: &mut Peel<'_>, form: Form) -> Peeled {
    match form {
        Form::Compact => compact::message(p),
        Form::Strict | Form::Old => binary::message(p, form == Form::Strict),
    }
}

/// The name of the method, whose length was read.
fn method(p: &mut Peel<'_>, len: usize, kind: u8) -> Peeled {
    let name = p.field(&METHOD, len)?;
    if p.wants_fields() {
        let kind = KINDS.iter().find(|known| known.0 == u64::from(kind));
        let kind = kind.map_or("message", |kind| kind.1);
        p.summary(format_args!("{kind}: {}", String::from_utf8_lossy(name)));
    }
    Ok(())
}

/// Text, or bytes that are none.
fn text(p: &mut Peel<'_>, len: usize) -> Peeled {
    p.require(len)?;
    if len == 0 {
        return Ok(());
    }
    let is_text = |text: &str| {
        let mut chars = text.chars();
        chars.all(|char| !char.is_control() || matches!(char, '\t' | '\r' | '\n'))
    };
    let spec = match std::str::from_utf8(&p.rest()[..len]) {
        Ok(text) if is_text(text) => &STRING,
        _ => &BINARY,
    };
    p.field(spec, len).map(drop)
}

/// A length that is negative, or whatever else cannot be read: nobody knows what follows.
fn refuse(p: &mut Peel<'_>, what: &'static str) -> Stop {
    let at = p.pos();
    p.fault(FaultKind::Malformed(what), at.saturating_sub(1)..at);
    Stop
}

/// Ends the reading where structures are nested too deeply, or too many fields are shown.
fn check(p: &mut Peel<'_>, depth: u8) -> Peeled {
    if depth > MAX_DEPTH {
        return Err(refuse(p, "structures are nested too deeply"));
    }
    if p.is_full() { Err(Stop) } else { Ok(()) }
}
