//! PostgreSQL: queries and their rows (frontend/backend protocol 3.0).

mod backend;
mod error;
mod frontend;
#[cfg(test)]
mod tests;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value, text};
use crate::proto::dialogue::{Speaker, speaker};

const SOURCE: &str = "PostgreSQL documentation, Message Formats";

const PORTS: [u16; 1] = [5432];

/// How the client is asked to prove who it is: the answer's kind has no number of its own.
const ASKED: &str = "pgsql.auth";

/// What stands in the place of a version for other first messages.
const CANCEL: u32 = 80_877_102;
const SSL: u32 = 80_877_103;
const GSSAPI: u32 = 80_877_104;

/// A longer message is not believed.
const MAX_LEN: usize = 1 << 30;

crate::fields! {
    TYPE = FieldSpec::text("pgsql.type", "Type").doc("What the message is: a letter, which means one thing from the client and another from the server. The client's first message has none.", SOURCE);
    LENGTH = FieldSpec::uint("pgsql.length", "Length", 32).unit("bytes").doc("Of the message without the letter.", SOURCE);
    FORMAT = FieldSpec::uint("pgsql.format", "Format", 16).codes(FORMATS).doc("Whether values are written as text or as the server stores them.", SOURCE);
    FORMAT_8 = FieldSpec::uint("pgsql.format", "Format", 8).codes(FORMATS).doc("Whether the whole copy is text or binary.", SOURCE);
    VALUE_LEN = FieldSpec::int("pgsql.val.length", "Length", 32).doc("Bytes of the value; -1 stands for NULL.", SOURCE);
    VALUE = FieldSpec::bytes("pgsql.val.data", "Value").doc("As text or in binary form.", SOURCE);
    STATEMENT = FieldSpec::text("pgsql.statement", "Statement").doc("The name of a prepared statement; empty for the one without a name.", SOURCE);
    PORTAL = FieldSpec::text("pgsql.portal", "Portal").doc("The name of a statement with its values; empty for the one without a name.", SOURCE);
    PARAMETER = FieldSpec::text("pgsql.parameter_name", "Parameter").doc("What is set.", SOURCE);
    PARAMETER_VALUE = FieldSpec::text("pgsql.parameter_value", "Parameter's value").doc("What it is set to.", SOURCE);
    PID = FieldSpec::uint("pgsql.pid", "Process", 32).doc("Of the server, for this connection.", SOURCE);
    KEY = FieldSpec::uint("pgsql.key", "Secret key", 32).doc("Who knows it may cancel the connection's query.", SOURCE);
    COPY = FieldSpec::bytes("pgsql.copydata", "Rows").doc("Part of what is copied into a table or out of it.", SOURCE);
    OID_TYPE = FieldSpec::uint("pgsql.oid.type", "Type", 32).doc("The number of a data type: 23 is a 4-byte integer, 25 is text.", SOURCE);
    COUNT = FieldSpec::uint("", "How many", 16).doc("Of those that follow.", SOURCE);
    KIND = FieldSpec::text("", "Kind").wide(1).doc("S: a statement, P: a portal.", SOURCE);
    STATUS_BYTE = FieldSpec::text("", "Answer").wide(1).doc("S or G: encryption begins with the next byte; N: it does not.", SOURCE);
}

const FORMATS: crate::model::Codes = &[(0, "text"), (1, "binary")];

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len() + backend::FIELDS.len() + error::FIELDS.len() + frontend::FIELDS.len()] =
    join_fields(&[FIELDS, backend::FIELDS, error::FIELDS, frontend::FIELDS]);

/// PostgreSQL.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "pgsql",
        short: "PostgreSQL",
        title: "PostgreSQL frontend/backend protocol",
        osi: OsiLayer::Application,
        why: "It is what a program asks a database, and the rows that the database finds.",
        reference: "PostgreSQL documentation, Frontend/Backend Protocol",
    },
    claims: &[Claim::Port(Transport::Tcp, PORTS[0])],
    headers: &[],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"Z\x00\x00\x00\x05IE\x00\x00\x00\x0dCX00000\x00\x00D\x00\x00\x00\x0b\x00\x01\x00\x00\x00\x01a",
};

fn length(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..)?
        .first_chunk()
        .map(|len| u32::from_be_bytes(*len))
}

/// A letter and a length, or the length and the version of a first message.
fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [] => Match::Short,
        // What a server says to the request for encryption.
        [b'S' | b'N' | b'G'] => Match::Maybe,
        [0, ..] => match (length(bytes, 0), length(bytes, 4)) {
            (Some(8 | 16), Some(CANCEL | SSL | GSSAPI)) => Match::Yes,
            (Some(8..=10_000), Some(version)) => Match::yes_if(version >> 16 == 3),
            (Some(len), None) => Match::short_if((8..=10_000).contains(&len)),
            (None, _) => Match::Short,
            _ => Match::No,
        },
        [letter, ..] if letter.is_ascii_alphabetic() || letter.is_ascii_digit() => {
            match length(bytes, 1) {
                Some(len) => Match::maybe_if((4..=MAX_LEN as u32).contains(&len)),
                None => Match::short_if(bytes.get(1).is_none_or(|byte| *byte < 0x40)),
            }
        }
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    if p.bytes()[0] == 0 {
        return first(p);
    }
    let letter = p.bytes()[0];
    if p.bytes().len() == 1 && matches!(letter, b'S' | b'N' | b'G') {
        // A lone letter may begin a message, too: only the answer to a request for encryption is one.
        if p.fact(ASKED, 1) != Some(1) {
            p.wait_for(5)?;
        }
        p.field(&STATUS_BYTE, 1)?;
        p.note(ASKED, 1, 0);
        p.summary(format_args!(
            "Encryption: {}",
            if letter == b'N' { "no" } else { "yes" }
        ));
        return Ok(());
    }
    let Some(len) = length(p.bytes(), 1) else {
        return p.require(5);
    };
    let end = 1 + len as usize;
    p.wait_for(end)?;
    p.ends_at(end);
    let from_client = speaker(p, &PORTS) == Speaker::Client;
    let name = if from_client {
        frontend::name(p, letter)
    } else {
        backend::name(letter)
    };
    p.mark_made(&TYPE, 0..1, || name.to_owned());
    p.seek(1);
    p.uint(&LENGTH)?;
    p.summary(format_args!("{name}"));
    p.within(
        (len as usize).saturating_sub(4),
        "PostgreSQL message length",
        |p| {
            if from_client {
                frontend::read(p, letter)
            } else {
                backend::read(p, letter)
            }
        },
    )
}

/// The first message of a connection, which has no letter.
fn first(p: &mut Peel<'_>) -> Peeled {
    let (Some(len), Some(code)) = (length(p.bytes(), 0), length(p.bytes(), 4)) else {
        return p.require(8);
    };
    p.wait_for(len as usize)?;
    p.ends_at(len as usize);
    let name = match code {
        CANCEL => "Cancel request",
        SSL => "SSL request",
        GSSAPI => "GSS encrypt request",
        _ => "Startup message",
    };
    p.mark_made(&TYPE, 0..0, || name.to_owned());
    p.uint(&LENGTH)?;
    p.summary(format_args!("{name}"));
    p.note(ASKED, 1, u64::from(code == SSL || code == GSSAPI));
    p.within(
        (len as usize).saturating_sub(4),
        "PostgreSQL message length",
        |p| frontend::startup(p, code),
    )
}

/// Text up to a zero, whose field has the zero, too.
fn zero_ended(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<String, Stop> {
    let Some(len) = memchr::memchr(0, p.rest()) else {
        p.require(p.rest().len() + 1)?;
        return Err(Stop);
    };
    let start = p.pos();
    let said = text::clean_bytes(p.skip(len + 1)?.get(..len).unwrap_or_default());
    p.mark_as(
        spec,
        start..start + len + 1,
        Value::Made(said.clone().into()),
    );
    Ok(said)
}

/// So many formats of values.
fn formats(p: &mut Peel<'_>) -> Peeled {
    for _ in 0..p.uint(&COUNT)? {
        p.uint(&FORMAT)?;
    }
    Ok(())
}

/// Values, each behind its length.
fn values(p: &mut Peel<'_>, count: u64) -> Peeled {
    for _ in 0..count {
        if p.is_full() {
            return Err(Stop);
        }
        let at = p.pos();
        p.uint(&VALUE_LEN)?;
        let len = length(p.bytes(), at).unwrap_or(0);
        if len != u32::MAX && len > 0 {
            p.field(&VALUE, len as usize)?;
        }
    }
    Ok(())
}
