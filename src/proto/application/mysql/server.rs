//! What the server says: its greeting, and how commands went.

use super::{
    REST, SESSION_TRACK, SOURCE, STATEMENT, State, UNREAD, can, enter, flags, number, rest, result,
    state, zero_ended,
};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, text};

/// Another result follows.
const MORE_RESULTS: u16 = 8;

crate::fields! {
    GREETING = FieldSpec::group("mysql.server_greeting", "Greeting").doc("Who the server is, and what it can do.", SOURCE);
    PROTOCOL_VERSION = FieldSpec::uint("mysql.protocol", "Protocol", 8).doc("Always 10 today.", SOURCE);
    VERSION = FieldSpec::text("mysql.version", "Version").doc("Of the server. MariaDB puts 5.5.5- in front, for old clients.", SOURCE);
    THREAD = FieldSpec::uint("mysql.thread_id", "Process", 32).little().doc("The number of this connection.", SOURCE);
    SALT = FieldSpec::text("mysql.salt", "Salt").doc("Hashed with the password, so that the hash is another one next time.", SOURCE);
    LANGUAGE = FieldSpec::uint("mariadb.server_language", "Character set", 8).doc("And how text is sorted: 8 is latin1, 33 is utf8, 45 and 255 are utf8mb4.", SOURCE);
    LANGUAGE_MYSQL = FieldSpec::uint("mysql.server_language", "Character set", 8).doc("And how text is sorted: 8 is latin1, 33 is utf8, 255 is utf8mb4.", SOURCE);
    PLUGIN_LEN = FieldSpec::uint("mysql.auth_plugin.length", "Salt length", 8).unit("bytes").doc("Of both parts of the salt.", SOURCE);
    UNUSED = FieldSpec::bytes("mysql.unused", "Unused").doc("Zeros.", SOURCE);
    SALT_2 = FieldSpec::text("mysql.salt2", "Salt, second part").doc("The rest of it.", SOURCE);
    PLUGIN = FieldSpec::text("mysql.auth_plugin", "Login plugin").doc("How the password shall be hashed.", SOURCE);
    CODE = FieldSpec::hex("mysql.response_code", "Response", 8).codes(&[(0x00, "OK"), (0xfb, "send a file"), (0xfe, "EOF"), (0xff, "error")]).doc("How it went.", SOURCE);
    ERROR_CODE = FieldSpec::uint("mysql.error_code", "Error", 16).little().doc("The server's number for it.", SOURCE);
    SQL_STATE = FieldSpec::text("mysql.sqlstate", "SQL state").wide(5).doc("The error in five characters that all databases share.", SOURCE);
    ERROR = FieldSpec::text("mysql.error.message", "Message").doc("What went wrong.", SOURCE);
    AFFECTED = FieldSpec::uint("mysql.affected_rows", "Affected rows", 0).doc("How many rows were changed.", SOURCE);
    INSERTED = FieldSpec::uint("mysql.insert_id", "Inserted number", 0).doc("That a new row got.", SOURCE);
    WARNINGS = FieldSpec::uint("mysql.warnings", "Warnings", 16).little().doc("How many there were.", SOURCE);
    MESSAGE = FieldSpec::text("mysql.message", "Message").doc("What the server says about it.", SOURCE);
    EOF = FieldSpec::uint("mysql.eof", "End mark", 8).doc("Ends columns or rows.", SOURCE);
    COLUMNS = FieldSpec::uint("mysql.num_fields", "Columns", 16).little().doc("Of the result.", SOURCE);
    PARAMETERS = FieldSpec::uint("mysql.num_params", "Parameters", 16).little().doc("Question marks in the statement.", SOURCE);
    SWITCH = FieldSpec::hex("mysql.auth_switch_request.status", "Response", 8).doc("254: the login goes on with another plugin.", SOURCE);
    SWITCH_NAME = FieldSpec::text("mysql.auth_switch_request.name", "Login plugin").doc("The other one.", SOURCE);
    SWITCH_DATA = FieldSpec::bytes("mysql.auth_switch_request.data", "Data").doc("For the plugin: mostly a salt.", SOURCE);
}

/// Reads a packet.
pub(super) fn read(p: &mut Peel<'_>, packet: u8) -> Peeled {
    let Some(first) = p.rest().first().copied() else {
        return Ok(());
    };
    if packet == 0 && first != 0xff {
        return p.group(&GREETING, greeting);
    }
    let len = p.rest().len();
    match (state(p), first) {
        (_, 0xff) => error(p),
        (Some(State::Statistics), _) => {
            p.summary(format_args!("Statistics"));
            enter(p, State::Idle);
            p.field(&MESSAGE, len).map(drop)
        }
        (Some(State::LoggingIn), 0xfe) => switch(p),
        (Some(State::LoggingIn), 0x01) => {
            p.summary(format_args!("More about the login"));
            rest(p, &UNREAD)
        }
        (Some(State::Preparation), 0) => prepared(p),
        (Some(State::Query | State::Execution | State::LoggingIn), 0) => ok(p),
        (Some(State::Query), 0xfb) => {
            p.summary(format_args!("Asks for a file"));
            enter(p, State::File);
            p.uint(&CODE)?;
            rest(p, &REST)
        }
        (Some(State::Idle | State::Login | State::File) | None, _) => {
            p.summary(format_args!("Packet {packet} of an answer"));
            rest(p, &UNREAD)
        }
        (Some(state), 0xfe) if len < 9 => eof(p, state),
        (Some(state), _) => result::read(p, state),
    }
}

fn greeting(p: &mut Peel<'_>) -> Peeled {
    let version = p.uint(&PROTOCOL_VERSION)?;
    let server = zero_ended(p, &VERSION)?;
    p.summary(format_args!("Greeting of a server, version {server}"));
    enter(p, State::Login);
    p.uint(&THREAD)?;
    zero_ended(p, &SALT)?;
    if version != 10 || p.rest().len() < 2 {
        return rest(p, &UNREAD);
    }
    let is_mariadb = p.rows(flags::SERVER)?[0] & 1 == 0;
    if p.rest().is_empty() {
        return Ok(());
    }
    let named_so = server.contains("MariaDB");
    p.uint(if named_so { &LANGUAGE } else { &LANGUAGE_MYSQL })?;
    p.rows(flags::STATUS)?;
    p.rows(flags::SERVER_MORE)?;
    p.uint(&PLUGIN_LEN)?;
    if is_mariadb {
        p.field(&UNUSED, 6)?;
        p.rows(flags::MARIADB_SERVER)?;
    } else {
        p.field(&UNUSED, 10)?;
    }
    if !p.rest().is_empty() {
        zero_ended(p, &SALT_2)?;
    }
    if !p.rest().is_empty() {
        zero_ended(p, &PLUGIN)?;
    }
    Ok(())
}

fn error(p: &mut Peel<'_>) -> Peeled {
    enter(p, State::Idle);
    p.uint(&CODE)?;
    let code = p.uint(&ERROR_CODE)?;
    if p.rest().first() == Some(&b'#') {
        p.skip(1)?;
        p.field(&SQL_STATE, 5)?;
    }
    let len = p.rest().len();
    let said = text::clean_bytes(p.rest());
    p.summary(format_args!("Error {code}: {said}"));
    if len > 0 {
        p.field(&ERROR, len)?;
    }
    Ok(())
}

/// What goes on behind a packet that ends something.
fn after(p: &mut Peel<'_>, status: u16) {
    let next = if status & MORE_RESULTS != 0 {
        State::Query
    } else {
        State::Idle
    };
    enter(p, next);
}

fn status(p: &mut Peel<'_>) -> Result<u16, Stop> {
    let bytes = p.rows(flags::STATUS)?;
    Ok(u16::from_le_bytes([bytes[0], bytes[1]]))
}

/// All went well.
pub(super) fn ok(p: &mut Peel<'_>) -> Peeled {
    p.uint(&CODE)?;
    let affected = number(p, Some(&AFFECTED))?.unwrap_or(0);
    p.summary(format_args!("OK, {affected} rows affected"));
    let inserted = super::variable(p.rest()).and_then(|(number, _)| number);
    number(p, (inserted != Some(0)).then_some(&INSERTED))?;
    let status = status(p)?;
    after(p, status);
    p.uint(&WARNINGS)?;
    let len = p.rest().len();
    if len > 0 && !can(p, SESSION_TRACK) {
        return p.field(&MESSAGE, len).map(drop);
    }
    rest(p, &UNREAD)
}

fn eof(p: &mut Peel<'_>, state: State) -> Peeled {
    let at = p.pos();
    p.uint(&CODE)?;
    p.mark(&EOF, at..at + 1);
    p.uint(&WARNINGS)?;
    let status = status(p)?;
    match state {
        State::Columns => enter(p, State::Rows),
        State::BinaryColumns => enter(p, State::BinaryRows),
        State::Descriptions if result::left(p) > 0 => {}
        _ => after(p, status),
    }
    p.summary(format_args!("End"));
    Ok(())
}

fn prepared(p: &mut Peel<'_>) -> Peeled {
    p.uint(&CODE)?;
    let statement = p.uint(&STATEMENT)?;
    let columns = p.uint(&COLUMNS)?;
    let parameters = p.uint(&PARAMETERS)?;
    p.skip(1)?;
    p.uint(&WARNINGS)?;
    p.summary(format_args!(
        "Statement {statement}: {parameters} parameters, {columns} columns"
    ));
    result::expect(p, columns + parameters, State::Descriptions, State::Idle);
    rest(p, &UNREAD)
}

fn switch(p: &mut Peel<'_>) -> Peeled {
    p.uint(&SWITCH)?;
    let plugin = zero_ended(p, &SWITCH_NAME)?;
    p.summary(format_args!("Log in with {plugin}"));
    rest(p, &SWITCH_DATA)
}
