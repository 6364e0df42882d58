//! What the client says.

use super::{
    ATTRIBUTES, CAPABILITIES, PLUGIN, PROTOCOL_41, REST, SOURCE, STATEMENT, State, TLS, UNREAD,
    WITH_DATABASE, counted, enter, flags, number, rest, state, zero_ended,
};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, text};

const COMMANDS: Codes = &[
    (0, "sleep"),
    (1, "quit"),
    (2, "use database"),
    (3, "query"),
    (4, "show columns"),
    (5, "create database"),
    (6, "drop database"),
    (7, "refresh"),
    (8, "shut down"),
    (9, "statistics"),
    (10, "list processes"),
    (11, "connect"),
    (12, "kill a process"),
    (13, "debug"),
    (14, "ping"),
    (15, "time"),
    (16, "delayed insert"),
    (17, "change user"),
    (18, "send the binary log"),
    (19, "send a table"),
    (20, "connect to the master"),
    (21, "register a replica"),
    (22, "prepare a statement"),
    (23, "execute a statement"),
    (24, "send a long value"),
    (25, "close a statement"),
    (26, "reset a statement"),
    (27, "set an option"),
    (28, "fetch rows"),
    (29, "daemon"),
    (30, "send the binary log by transactions"),
    (31, "reset the connection"),
    (250, "execute a statement for many rows"),
];

crate::fields! {
    REQUEST = FieldSpec::group("mysql.request", "Command").doc("What the client wants.", SOURCE);
    COMMAND = FieldSpec::uint("mysql.command", "Command", 8).codes(COMMANDS).doc("What the client wants.", SOURCE);
    QUERY = FieldSpec::text("mysql.query", "Query").doc("In SQL.", SOURCE);
    SCHEMA = FieldSpec::text("mysql.schema", "Database").doc("Its name.", SOURCE);
    TABLE_NAME = FieldSpec::text("mysql.table_name", "Table").doc("Whose columns are wanted.", SOURCE);
    THREAD = FieldSpec::uint("mysql.thread_id", "Process", 32).little().doc("Which shall end.", SOURCE);
    EXEC_FLAGS = FieldSpec::uint("mysql.exec_flags", "Flags", 8).codes(&[(0, "no cursor"), (1, "read-only cursor"), (2, "cursor for update"), (4, "scrollable cursor")]).doc("Whether rows come at once or are fetched.", SOURCE);
    ITERATIONS = FieldSpec::uint("mysql.exec_iter", "Iterations", 32).little().doc("Always 1.", SOURCE);
    ROWS = FieldSpec::uint("mysql.num_rows", "Rows", 32).little().doc("How many are fetched.", SOURCE);
    OPTION = FieldSpec::uint("mysql.option", "Option", 16).little().codes(&[(0, "several statements on"), (1, "several statements off")]).doc("Whether a query may hold several statements.", SOURCE);
    PARAMETER = FieldSpec::uint("mysql.param", "Parameter", 16).little().doc("Whose value is sent.", SOURCE);
    LOGIN = FieldSpec::group("mysql.login_request", "Login").doc("Who the client is, and what it can do.", SOURCE);
    MAX_PACKET = FieldSpec::uint("mysql.max_packet", "Longest packet", 32).little().unit("bytes").doc("That the client will send.", SOURCE);
    CHARSET = FieldSpec::uint("mariadb.charset", "Character set", 8).doc("And how text is sorted: 8 is latin1, 33 is utf8, 45 and 255 are utf8mb4.", SOURCE);
    UNUSED = FieldSpec::bytes("mysql.unused", "Unused").doc("Zeros.", SOURCE);
    USER = FieldSpec::text("mysql.user", "User").doc("Who logs in.", SOURCE);
    PASSWORD = FieldSpec::bytes("mysql.passwd", "Password").doc("Hashed with the server's salt.", SOURCE);
    PLUGIN_NAME = FieldSpec::text("mysql.client_auth_plugin", "Login plugin").doc("How the password was hashed.", SOURCE);
    ATTRIBUTE_LIST = FieldSpec::group("mysql.connattrs", "Attributes").doc("What the client says about itself.", SOURCE);
    LIST_LEN = FieldSpec::uint("mysql.connattrs.length", "Length", 0).unit("bytes").doc("Of all attributes.", SOURCE);
    ATTRIBUTE = FieldSpec::group("mysql.connattrs.attr", "Attribute").doc("A name and a value.", SOURCE);
    NAME_LEN = FieldSpec::uint("mysql.connattrs.name.length", "Name length", 0).unit("bytes").doc("Of the name.", SOURCE);
    NAME = FieldSpec::text("mysql.connattrs.name", "Name").doc("Of the attribute.", SOURCE);
    VALUE_LEN = FieldSpec::uint("mysql.connattrs.value.length", "Value length", 0).unit("bytes").doc("Of the value.", SOURCE);
    VALUE = FieldSpec::text("mysql.connattrs.value", "Value").doc("Of the attribute.", SOURCE);
}

/// Reads a packet.
pub(super) fn read(p: &mut Peel<'_>, packet: u8) -> Peeled {
    match (packet, state(p)) {
        (0, _) => p.group(&REQUEST, command),
        (_, Some(State::File)) => {
            p.summary(format_args!("Part of a file"));
            if p.rest().is_empty() {
                enter(p, State::Query);
            }
            rest(p, &REST)
        }
        (1, Some(State::Login) | None) if p.rest().len() >= 32 => p.group(&LOGIN, login),
        _ => {
            p.summary(format_args!("Goes on with the login"));
            rest(p, &UNREAD)
        }
    }
}

fn command(p: &mut Peel<'_>) -> Peeled {
    let code = p.uint(&COMMAND)?;
    let name = COMMAND.names.get(code).unwrap_or("unknown command");
    p.summary(format_args!("Command: {name}"));
    let answer = match code {
        1 | 24 | 25 => State::Idle,
        4 => State::TableColumns,
        9 => State::Statistics,
        17 => State::LoggingIn,
        22 => State::Preparation,
        23 => State::Execution,
        28 => State::BinaryRows,
        _ => State::Query,
    };
    enter(p, answer);
    let len = p.rest().len();
    match code {
        3 | 22 if len > 0 => {
            let query = text::clean_bytes(p.field(&QUERY, len)?);
            let verb = if code == 22 { "Prepare " } else { "" };
            p.summary(format_args!("{verb}{}", text::ellipsis(&query, 160)));
        }
        2 | 5 | 6 if len > 0 => drop(p.field(&SCHEMA, len)?),
        4 => drop(zero_ended(p, &TABLE_NAME)?),
        12 => drop(p.uint(&THREAD)?),
        25 | 26 => drop(p.uint(&STATEMENT)?),
        23 => {
            p.uint(&STATEMENT)?;
            p.uint(&EXEC_FLAGS)?;
            p.uint(&ITERATIONS)?;
        }
        24 => {
            p.uint(&STATEMENT)?;
            p.uint(&PARAMETER)?;
            return rest(p, &REST);
        }
        27 => drop(p.uint(&OPTION)?),
        28 => {
            p.uint(&STATEMENT)?;
            p.uint(&ROWS)?;
        }
        _ => {}
    }
    rest(p, &UNREAD)
}

fn login(p: &mut Peel<'_>) -> Peeled {
    let low = p.rows(flags::CLIENT)?;
    let low = u64::from(u16::from_le_bytes([low[0], low[1]]));
    if low & PROTOCOL_41 == 0 {
        p.summary(format_args!("Login of an old client"));
        return rest(p, &UNREAD);
    }
    let high = p.rows(flags::CLIENT_MORE)?;
    let all = low | u64::from(u16::from_le_bytes([high[0], high[1]])) << 16;
    p.uint(&MAX_PACKET)?;
    p.uint(&CHARSET)?;
    // A client of MariaDB leaves the first bit out, and has bits of its own.
    let own = if all & 1 == 0 && p.rest().len() >= 23 {
        p.field(&UNUSED, 19)?;
        let own = p.rows(flags::MARIADB_CLIENT)?;
        own.iter()
            .rev()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    } else {
        p.field(&UNUSED, 23)?;
        0
    };
    p.note(CAPABILITIES, 0, all | own << 32);
    if all & TLS != 0 && p.rest().is_empty() {
        p.summary(format_args!("Goes on in TLS"));
        return Ok(());
    }
    enter(p, State::LoggingIn);
    let user = zero_ended(p, &USER)?;
    p.summary(format_args!("Login of {user}"));
    let len = usize::from(p.skip(1)?[0]);
    if len > 0 {
        p.field(&PASSWORD, len)?;
    }
    if all & WITH_DATABASE != 0 && !p.rest().is_empty() {
        zero_ended(p, &SCHEMA)?;
    }
    if all & PLUGIN != 0 && !p.rest().is_empty() {
        zero_ended(p, &PLUGIN_NAME)?;
    }
    if all & ATTRIBUTES != 0 && !p.rest().is_empty() {
        p.group(&ATTRIBUTE_LIST, attributes)?;
    }
    Ok(())
}

fn attributes(p: &mut Peel<'_>) -> Peeled {
    let len = number(p, Some(&LIST_LEN))?.unwrap_or(0);
    p.within(
        usize::try_from(len).unwrap_or(usize::MAX),
        "length of the attributes",
        |p| {
            while !p.rest().is_empty() && !p.is_full() {
                p.group(&ATTRIBUTE, |p| {
                    counted(p, &NAME, Some(&NAME_LEN))?;
                    counted(p, &VALUE, Some(&VALUE_LEN)).map(drop)
                })?;
            }
            Ok(())
        },
    )
}
