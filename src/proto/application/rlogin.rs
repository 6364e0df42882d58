//! Rlogin: a terminal on another host (RFC 1282).

use std::ops::Range;

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value, text};
use crate::proto::dialogue::{Speaker, speaker};

const PORT: u16 = 513;

/// What the client has sent, and whether the server has answered.
const CLIENT: &str = "rlogin client";
const SERVER: &str = "rlogin server";

const NOTHING: u64 = 0;
const FLAG: u64 = 1;
const ALL: u64 = 2;

/// The texts at the beginning have not more bytes.
const MAX_INFO: usize = 4096;

/// A window's size begins so, and has so many bytes.
const WINDOW: &[u8] = b"\xff\xffss";
const WINDOW_LEN: usize = 12;

crate::fields! {
    CLIENT_FLAG = FieldSpec::hex("rlogin.client_startup_flag", "Client begins", 8)
        .doc("A zero.", "RFC 1282");
    INFO = FieldSpec::group("rlogin.user_info", "Who logs in")
        .doc("Three texts, each with a zero behind it.", "RFC 1282");
    CLIENT_USER = FieldSpec::text("rlogin.client_user_name", "User on the client")
        .doc("Who says it; a server may believe it and ask for no password.", "RFC 1282");
    SERVER_USER = FieldSpec::text("rlogin.server_user_name", "User on the server")
        .doc("As whom the client logs in.", "RFC 1282");
    TERMINAL = FieldSpec::text("rlogin.terminal_type", "Terminal")
        .doc("What kind of terminal the user has.", "RFC 1282");
    SPEED = FieldSpec::computed("rlogin.terminal_speed", "Speed of the terminal")
        .doc("In bits per second.", "RFC 1282");
    SERVER_FLAG = FieldSpec::hex("rlogin.startup_info_received_flag", "Server goes on", 8)
        .doc("A zero: the server has read who logs in.", "RFC 1282");
    SIZE = FieldSpec::group("rlogin.window_size", "Size of the window")
        .doc("Sent when the server asks for it, and when it changes.", "RFC 1282");
    COOKIE = SIZE_ROWS[0];
    MARKER = SIZE_ROWS[1];
    ROWS = SIZE_ROWS[2];
    COLUMNS = SIZE_ROWS[3];
    X_PIXELS = SIZE_ROWS[4];
    Y_PIXELS = SIZE_ROWS[5];
    DATA = FieldSpec::text("rlogin.data", "Characters")
        .doc("What the user types, or what is shown.", "RFC 1282");
}

const SIZE_ROWS: &[FieldSpec] = &[
    FieldSpec::hex("rlogin.magic_cookie", "Mark", 16)
        .doc("Two bytes that nobody types.", "RFC 1282"),
    FieldSpec::text("rlogin.window_size.ss", "Kind")
        .wide(2)
        .doc("ss: the size of the window.", "RFC 1282"),
    FieldSpec::uint("rlogin.window_size.rows", "Rows", 16).doc("Lines of characters.", "RFC 1282"),
    FieldSpec::uint("rlogin.window_size.cols", "Columns", 16)
        .doc("Characters in a line.", "RFC 1282"),
    FieldSpec::uint("rlogin.window_size.x_pixels", "Width", 16)
        .unit("pixels")
        .doc("Width of the window.", "RFC 1282"),
    FieldSpec::uint("rlogin.window_size.y_pixels", "Height", 16)
        .unit("pixels")
        .doc("Height of the window.", "RFC 1282"),
];

/// Rlogin.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rlogin",
        short: "Rlogin",
        title: "Rlogin",
        osi: OsiLayer::Application,
        why: "It carries what a user types and sees on another host.",
        reference: "RFC 1282",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: true,
    sample: b"\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    match speaker(p, &[PORT]) {
        Speaker::Server => from_server(p),
        Speaker::Client => from_client(p),
    }
}

fn state(p: &Peel<'_>, name: &'static str) -> u64 {
    let connection = p.connection();
    connection
        .and_then(|connection| p.fact(name, connection))
        .unwrap_or(NOTHING)
}

fn note(p: &mut Peel<'_>, name: &'static str, value: u64) {
    if let Some(connection) = p.connection() {
        p.note(name, connection, value);
    }
}

fn from_server(p: &mut Peel<'_>) -> Peeled {
    if state(p, SERVER) == NOTHING && p.bytes().first() == Some(&0) {
        p.uint(&SERVER_FLAG)?;
        p.summary(format_args!("server goes on"));
        note(p, SERVER, ALL);
        p.ends_at(1);
        return Ok(());
    }
    characters(p)
}

fn from_client(p: &mut Peel<'_>) -> Peeled {
    match (state(p, CLIENT), p.bytes()) {
        (NOTHING, [0, ..]) => {
            p.uint(&CLIENT_FLAG)?;
            p.summary(format_args!("client begins"));
            note(p, CLIENT, FLAG);
            p.ends_at(1);
            Ok(())
        }
        (FLAG, _) => info(p),
        (_, bytes) if bytes.starts_with(WINDOW) => {
            p.wait_for(WINDOW_LEN)?;
            p.group(&SIZE, |p| p.rows(SIZE_ROWS).map(drop))?;
            p.summary(format_args!("size of the window"));
            p.ends_at(WINDOW_LEN);
            Ok(())
        }
        _ => characters(p),
    }
}

fn characters(p: &mut Peel<'_>) -> Peeled {
    let len = p.bytes().len();
    p.summary(format_args!("{len} characters"));
    p.field(&DATA, len).map(drop)
}

/// Who logs in from where to where, on what terminal.
fn info(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let ends: Vec<usize> = memchr::memchr_iter(0, bytes).take(3).collect();
    let [client, server, terminal] = ends.as_slice() else {
        if bytes.len() < MAX_INFO {
            p.wait_for(bytes.len() + 1)?;
        }
        return characters(p);
    };
    p.group(&INFO, |p| {
        p.mark_as(&CLIENT_USER, 0..client + 1, said(bytes, 0..*client));
        let name = client + 1..*server;
        p.mark_as(&SERVER_USER, name.start..server + 1, said(bytes, name));
        let kind = server + 1..*terminal;
        match memchr::memchr(b'/', &bytes[kind.clone()]) {
            Some(slash) => {
                let slash = kind.start + slash;
                p.mark_as(&TERMINAL, kind.start..slash, said(bytes, kind.start..slash));
                let digits = std::str::from_utf8(&bytes[slash + 1..kind.end]);
                if let Some(speed) = digits.ok().and_then(|digits| digits.parse().ok()) {
                    p.mark_as(&SPEED, slash + 1..terminal + 1, Value::Uint(speed));
                }
            }
            None => p.mark_as(
                &TERMINAL,
                kind.start..terminal + 1,
                said(bytes, kind.clone()),
            ),
        }
        p.seek(terminal + 1);
        Ok(())
    })?;
    let (from, to) = (&bytes[..*client], &bytes[client + 1..*server]);
    if p.wants_fields() {
        let (from, to) = (text::clean_bytes(from), text::clean_bytes(to));
        p.summary(format_args!("{from} logs in as {to}"));
    }
    note(p, CLIENT, ALL);
    p.ends_at(terminal + 1);
    Ok(())
}

fn said(bytes: &[u8], at: Range<usize>) -> Value {
    Value::Made(text::clean_bytes(&bytes[at]).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;

    #[test]
    fn without_a_conversation_a_zero_begins_it() {
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, b"\0", Want::Full, &mut out);
        assert!(out.field("rlogin.startup_info_received_flag").is_some());
        out.clear();
        Peeler::new(registry()).peel_as(&PROTOCOL, b"login: ", Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "7 characters");
    }
}
