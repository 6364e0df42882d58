//! CQL: programs and an Apache Cassandra database, in the native protocol.

mod query;
mod result;
#[cfg(test)]
mod tests;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport};

const PORT: u16 = 9042;

const SOURCE: &str = "CQL binary protocol v4";

const ERROR: u8 = 0;
const STARTUP: u8 = 1;
const AUTHENTICATE: u8 = 3;
const QUERY: u8 = 7;
const RESULT: u8 = 8;
const PREPARE: u8 = 9;
const EXECUTE: u8 = 10;
const REGISTER: u8 = 11;
const BATCH: u8 = 13;

const OPCODES: Codes = &[
    (ERROR as u64, "ERROR"),
    (STARTUP as u64, "STARTUP"),
    (2, "READY"),
    (AUTHENTICATE as u64, "AUTHENTICATE"),
    (4, "CREDENTIALS"),
    (5, "OPTIONS"),
    (6, "SUPPORTED"),
    (QUERY as u64, "QUERY"),
    (RESULT as u64, "RESULT"),
    (PREPARE as u64, "PREPARE"),
    (EXECUTE as u64, "EXECUTE"),
    (REGISTER as u64, "REGISTER"),
    (12, "EVENT"),
    (BATCH as u64, "BATCH"),
    (14, "AUTH_CHALLENGE"),
    (15, "AUTH_RESPONSE"),
    (16, "AUTH_SUCCESS"),
];

/// Those that servers send.
const RESPONSES: &[u8] = &[ERROR, 2, AUTHENTICATE, 6, RESULT, 12, 14, 16];

const ERRORS: Codes = &[
    (0x0000, "server error"),
    (0x000a, "protocol error"),
    (0x0100, "wrong user or password"),
    (0x1000, "not enough replicas"),
    (0x1001, "overloaded"),
    (0x1002, "bootstrapping"),
    (0x1003, "truncating failed"),
    (0x1100, "writing took too long"),
    (0x1200, "reading took too long"),
    (0x1300, "reading failed"),
    (0x1400, "function failed"),
    (0x1500, "writing failed"),
    (0x2000, "syntax error"),
    (0x2100, "not authorized"),
    (0x2200, "invalid query"),
    (0x2300, "configuration error"),
    (0x2400, "already exists"),
    (0x2500, "not prepared"),
];

const DIRECTIONS: Codes = &[(0, "request"), (8, "response")];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SOURCE)
}

const HEAD: &[FieldSpec] = &[
    FieldSpec::hex("cql.version", "Version", 8)
        .parts_follow()
        .doc("Direction and version.", SOURCE),
    FieldSpec::hex("cql.direction", "Direction", 4)
        .part()
        .codes(DIRECTIONS)
        .doc("Who sends: requests come from clients.", SOURCE),
    FieldSpec::uint("cql.protocol_version", "Protocol version", 4)
        .part()
        .doc("Version of the protocol.", SOURCE),
    FieldSpec::hex("cql.flags", "Flags", 8)
        .parts_follow()
        .doc("How to read the body.", SOURCE),
    FieldSpec::hex("cql.flags.reserved", "Reserved", 4)
        .part()
        .doc("Not used.", SOURCE),
    flag(
        "cql.flags.warning",
        "Warnings",
        "Warnings stand in front of the body.",
    ),
    flag(
        "cql.flags.custom_payload",
        "Custom payload",
        "Something of the implementation's own stands in front of the body.",
    ),
    flag(
        "cql.flags.tracing",
        "Tracing",
        "The request shall be traced, or its trace's number stands in front.",
    ),
    flag(
        "cql.flags.compression",
        "Compression",
        "The body is compressed.",
    ),
];

const COMPRESSED: u8 = 1;

/// Something stands in front of the body.
const IN_FRONT: u8 = 0x0e;

const OPCODE: &[FieldSpec] = &[
    FieldSpec::gap(1),
    FieldSpec::uint("cql.opcode", "Message", 7)
        .codes(OPCODES)
        .doc("What the message is.", SOURCE),
];

crate::fields! {
    STREAM = FieldSpec::int("cql.stream", "Stream", 16)
        .doc("The response has the number of its request; events have -1.", SOURCE);
    SHORT_STREAM = FieldSpec::int("cql.stream", "Stream", 8)
        .doc("The response has the number of its request; events have -1.", SOURCE);
    LENGTH = FieldSpec::uint("cql.message_length", "Length", 32)
        .unit("bytes").doc("Length of the body.", SOURCE);
    PACKED = FieldSpec::bytes("cql.raw_compressed_bytes", "Compressed body")
        .doc("The body in the compression that was agreed on.", SOURCE);
    BODY = FieldSpec::group("", "Body")
        .doc("What the message says.", SOURCE);
    MAP_LEN = FieldSpec::uint("cql.string_map_size", "Options", 16)
        .doc("How many options follow, each with its value.", SOURCE);
    LIST_LEN = FieldSpec::uint("cql.string_list_size", "Texts", 16)
        .doc("How many texts follow.", SOURCE);
    SHORT_LEN = FieldSpec::uint("cql.string_length", "Length", 16)
        .unit("bytes").doc("Length of the text.", SOURCE);
    LONG_LEN = FieldSpec::uint("cql.string_length", "Length", 32)
        .unit("bytes").doc("Length of the text.", SOURCE);
    TEXT = FieldSpec::text("cql.string", "Text")
        .doc("A query, a name, an option.", SOURCE);
    ERROR_CODE = FieldSpec::int("cql.error_code", "Error", 32)
        .codes(ERRORS).doc("What went wrong.", SOURCE);
    ANYTHING = FieldSpec::bytes("", "Body")
        .doc("What is not read further here.", SOURCE);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + query::SPECS.len() + result::SPECS.len()] =
    join_fields(&[FIELDS, query::SPECS, result::SPECS]);

/// CQL.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "cql",
        short: "CQL",
        title: "Cassandra CQL Protocol",
        osi: OsiLayer::Application,
        why: "Programs ask a database questions and get rows.",
        reference: SOURCE,
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[
        HEAD,
        OPCODE,
        query::FLAGS,
        query::BATCH_FLAGS,
        result::ROWS_FLAGS,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x04\0\0\x01\x07\0\0\0\x0f\0\0\0\x08SELECT 1\0\x01\0",
};

/// From this version on a stream's number has two bytes.
const LONG_STREAMS: u8 = 3;

/// No body is longer (256 MiB).
const MAX_BODY: usize = 256 << 20;

/// Length of the header of this version.
const fn head_len(version: u8) -> usize {
    if version & 0x7f < LONG_STREAMS { 8 } else { 9 }
}

fn recognise(bytes: &[u8]) -> Match {
    let Some(version) = bytes.first() else {
        return Match::Short;
    };
    if !(1..=5).contains(&(version & 0x7f)) {
        return Match::No;
    }
    let len = head_len(*version);
    let Some(head) = bytes.get(..len) else {
        return Match::Short;
    };
    let opcode = head[len - 5];
    let is_response = RESPONSES.contains(&opcode);
    let body = u32::from_be_bytes([head[len - 4], head[len - 3], head[len - 2], head[len - 1]]);
    Match::maybe_if(opcode <= 16 && is_response == (*version >= 0x80) && body as usize <= MAX_BODY)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    let version = p.rest()[0] & 0x7f;
    p.require(head_len(version))?;
    let flags = p.rows(HEAD)?[1];
    p.uint(if version < LONG_STREAMS {
        &SHORT_STREAM
    } else {
        &STREAM
    })?;
    let opcode = p.rows(OPCODE)?[0];
    let len = p.uint(&LENGTH)? as usize;
    let name = OPCODES.iter().find(|known| known.0 == u64::from(opcode));
    let name = name.map_or("unknown message", |name| name.1);
    p.summary(format_args!("{name}"));
    p.wait_for(len)?;
    p.ends_at(head_len(version) + len);
    p.within(len, "CQL message length", |p| {
        if p.rest().is_empty() {
            return Ok(());
        }
        if flags & COMPRESSED != 0 {
            let len = p.rest().len();
            return p.field(&PACKED, len).map(drop);
        }
        p.group(&BODY, |p| {
            let is_response = RESPONSES.contains(&opcode);
            if flags & IN_FRONT == 0 || !is_response && flags & IN_FRONT == 2 {
                body(p, opcode, version)?;
            }
            match p.rest().len() {
                0 => Ok(()),
                len => p.field(&ANYTHING, len).map(drop),
            }
        })
    })
}

fn body(p: &mut Peel<'_>, opcode: u8, version: u8) -> Peeled {
    match opcode {
        ERROR => {
            p.uint(&ERROR_CODE)?;
            let text = short(p, &TEXT)?;
            say(p, "ERROR", text);
        }
        STARTUP => {
            for _ in 0..p.uint(&MAP_LEN)? {
                short(p, &TEXT)?;
                short(p, &TEXT)?;
            }
        }
        AUTHENTICATE => drop(short(p, &TEXT)?),
        REGISTER => {
            for _ in 0..p.uint(&LIST_LEN)? {
                short(p, &TEXT)?;
            }
        }
        QUERY => {
            let text = long(p)?;
            say(p, "QUERY", text);
            query::parameters(p, version)?;
        }
        PREPARE => {
            let text = long(p)?;
            say(p, "PREPARE", text);
        }
        EXECUTE => query::execute(p, version)?,
        BATCH => query::batch(p, version)?,
        RESULT => result::read(p)?,
        _ => {}
    }
    Ok(())
}

fn say(p: &mut Peel<'_>, name: &str, text: &[u8]) {
    if p.wants_fields() {
        let text = crate::model::text::clean_bytes(text);
        p.summary(format_args!("{name}: {text}"));
    }
}

/// Text with its length in two bytes.
fn short<'a>(p: &mut Peel<'a>, spec: &'static FieldSpec) -> Result<&'a [u8], crate::decode::Stop> {
    let len = p.uint(&SHORT_LEN)? as usize;
    if len == 0 {
        Ok(&[])
    } else {
        p.field(spec, len)
    }
}

/// Text with its length in four bytes.
fn long<'a>(p: &mut Peel<'a>) -> Result<&'a [u8], crate::decode::Stop> {
    let len = p.uint(&LONG_LEN)? as usize;
    if len == 0 {
        Ok(&[])
    } else {
        p.field(&TEXT, len)
    }
}
