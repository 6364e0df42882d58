//! MySQL and MariaDB: queries and their rows (client/server protocol).

mod client;
mod flags;
mod result;
mod server;
#[cfg(test)]
mod tests;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value, text};
use crate::proto::dialogue::{Speaker, speaker};

const SOURCE: &str = "MySQL client/server protocol";

const PORTS: [u16; 1] = [3306];

/// What the next packet of the connection is ([`State`]).
const STATE: &str = "mysql.state";

/// The capabilities that the client asked for, all 32 bits.
const CAPABILITIES: &str = "mysql.capabilities";

/// Columns, or parameters and columns, that a result still has to describe.
const LEFT: &str = "mysql.left";

/// The newer protocol.
const PROTOCOL_41: u64 = 1 << 9;
/// The login names a database.
const WITH_DATABASE: u64 = 1 << 3;
/// The connection goes on in TLS.
const TLS: u64 = 1 << 11;
/// The login names a plugin.
const PLUGIN: u64 = 1 << 19;
/// The login has attributes.
const ATTRIBUTES: u64 = 1 << 20;
/// Answers say what has changed in the session.
const SESSION_TRACK: u64 = 1 << 23;
/// Results have no EOF packets.
const NO_EOF: u64 = 1 << 24;

/// Columns say more about their types: MariaDB's own, behind the 32 bits of all.
const MORE_METADATA: u64 = 1 << 35;
/// Columns are described only if they have changed: MariaDB's own.
const CACHED_METADATA: u64 = 1 << 36;

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// A command of the client.
    Idle = 1,
    /// The client's login.
    Login,
    /// The server's word on the login.
    LoggingIn,
    /// The answer to a query.
    Query,
    /// The answer to the execution of a prepared statement.
    Execution,
    /// The answer to the preparation of a statement.
    Preparation,
    /// Text about the server.
    Statistics,
    /// Columns of a table.
    TableColumns,
    /// Columns of a query's result.
    Columns,
    /// Columns of a prepared statement's result.
    BinaryColumns,
    /// Parameters and columns of a prepared statement.
    Descriptions,
    /// Rows in text.
    Rows,
    /// Rows in binary form.
    BinaryRows,
    /// A file of the client.
    File,
}

const STATES: [State; 14] = [
    State::Idle,
    State::Login,
    State::LoggingIn,
    State::Query,
    State::Execution,
    State::Preparation,
    State::Statistics,
    State::TableColumns,
    State::Columns,
    State::BinaryColumns,
    State::Descriptions,
    State::Rows,
    State::BinaryRows,
    State::File,
];

fn state(p: &Peel<'_>) -> Option<State> {
    let number = p.fact(STATE, 0)?;
    STATES.iter().copied().find(|state| *state as u64 == number)
}

fn enter(p: &mut Peel<'_>, state: State) {
    p.note(STATE, 0, state as u64);
}

fn can(p: &Peel<'_>, capability: u64) -> bool {
    p.fact(CAPABILITIES, 0)
        .is_some_and(|all| all & capability != 0)
}

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("mysql.packet_length", "Length", 24)
        .little()
        .unit("bytes")
        .doc("Of the packet behind this header.", SOURCE),
    FieldSpec::uint("mysql.packet_number", "Packet number", 8).doc(
        "Counts the packets of a command and its answer, from 0 on.",
        SOURCE,
    ),
];

const HEADER_LEN: usize = crate::model::bytes_of(HEADER);

crate::fields! {
    PREFIX = FieldSpec::uint("mariadb.prefix", "Prefix", 8).codes(&[(251, "NULL"), (252, "two bytes follow"), (253, "three bytes follow"), (254, "eight bytes follow")]).doc("Up to 250 the number itself; else how many bytes it has.", SOURCE);
    NUMBER = FieldSpec::uint("mariadb.length", "Number", 0).doc("Of variable length.", SOURCE);
    STATEMENT = FieldSpec::uint("mysql.stmt_id", "Statement", 32).little().doc("The number of a prepared statement.", SOURCE);
    REST = FieldSpec::bytes("mysql.payload", "Rest").doc("What is not read further.", SOURCE);
    UNREAD = FieldSpec::bytes("", "Rest").doc("What is not read further.", SOURCE);
}

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len() + client::FIELDS.len() + result::FIELDS.len() + server::FIELDS.len()] =
    join_fields(&[FIELDS, client::FIELDS, result::FIELDS, server::FIELDS]);

/// MySQL.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mysql",
        short: "MySQL",
        title: "MySQL client/server protocol",
        osi: OsiLayer::Application,
        why: "It is what a program asks a database, and the rows that the database finds.",
        reference: "MySQL client/server protocol",
    },
    claims: &[Claim::Port(Transport::Tcp, PORTS[0])],
    headers: &[
        HEADER,
        flags::SERVER,
        flags::SERVER_MORE,
        flags::CLIENT,
        flags::CLIENT_MORE,
        flags::STATUS,
        flags::COLUMN,
        flags::MARIADB_SERVER,
        flags::MARIADB_CLIENT,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x0f\x00\x00\x01\xff\x15\x04#28000Denied",
};

/// The length of a packet and its number leave little to tell them by: a greeting is sure.
fn recognise(bytes: &[u8]) -> Match {
    let Some([low, middle, high, number]) = bytes.first_chunk() else {
        return Match::Short;
    };
    let len = u32::from_le_bytes([*low, *middle, *high, 0]);
    let is_tls = matches!(bytes, [0x14..=0x17, 3, 0..=4, ..]);
    match bytes.get(4..) {
        Some([10, b'0'..=b'9', ..]) if *number == 0 && len > 40 => Match::Yes,
        _ => Match::maybe_if(!is_tls && (len > 0 || *number > 0)),
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let len = u32::from_le_bytes([header[0], header[1], header[2], 0]) as usize;
    let number = header[3];
    p.wait_for(len)?;
    p.ends_at(HEADER_LEN + len);
    p.within(len, "MySQL packet length", |p| {
        if speaker(p, &PORTS) == Speaker::Client {
            client::read(p, number)
        } else {
            server::read(p, number)
        }
    })
}

/// A number of variable length: `None` is NULL.
fn variable(bytes: &[u8]) -> Option<(Option<u64>, usize)> {
    let width = match bytes.first()? {
        251 => return Some((None, 1)),
        252 => 2,
        253 => 3,
        254 => 8,
        number => return Some((Some(u64::from(*number)), 1)),
    };
    let number = bytes.get(1..1 + width)?.iter().rev();
    Some((
        Some(number.fold(0, |sum, byte| sum << 8 | u64::from(*byte))),
        1 + width,
    ))
}

/// Reads such a number, whose parts and whole are fields.
fn number(p: &mut Peel<'_>, spec: Option<&'static FieldSpec>) -> Result<Option<u64>, Stop> {
    let Some((number, len)) = variable(p.rest()) else {
        let width = p
            .rest()
            .first()
            .map_or(1, |first| [3, 4, 9][usize::from(first - 252).min(2)]);
        p.require(width)?;
        return Err(Stop);
    };
    let at = p.pos();
    p.uint(&PREFIX)?;
    p.seek(at + len);
    if let Some(number) = number {
        let digits = if len > 1 {
            at + 1..at + len
        } else {
            at..at + 1
        };
        p.mark_as(&NUMBER, digits, Value::Uint(number));
        if let Some(spec) = spec {
            p.mark_as(spec, at..at + len, Value::Uint(number));
        }
    }
    Ok(number)
}

/// Text behind such a number.
fn counted(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    len: Option<&'static FieldSpec>,
) -> Result<String, Stop> {
    let len = number(p, len)?.unwrap_or(0);
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    if len == 0 {
        return Ok(String::new());
    }
    p.require(len)?;
    Ok(text::clean_bytes(p.field(spec, len)?))
}

/// Text up to a zero or the end, whose field has the zero, too.
fn zero_ended(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<String, Stop> {
    let (start, rest) = (p.pos(), p.rest());
    let text = memchr::memchr(0, rest);
    let len = text.map_or(rest.len(), |len| len + 1);
    let said = text::clean_bytes(&rest[..text.unwrap_or(rest.len())]);
    p.skip(len)?;
    p.mark_as(spec, start..start + len, Value::Made(said.clone().into()));
    Ok(said)
}

/// What is left, not read further.
fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}
