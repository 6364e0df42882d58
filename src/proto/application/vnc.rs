//! VNC: a screen shown on another host, and its keyboard and mouse (RFC 6143).

mod client;
mod codes;
mod encodings;
mod handshake;
mod reader;
mod server;
mod state;
mod tight;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};
use handshake::Phase;
use reader::{Cut, Reader};
use state::{Picture, State};

/// What both ends begin with; behind it stands a version.
const GREETING: &[u8] = b"RFB ";

/// Length of a greeting in bytes.
const GREETING_LEN: usize = 12;

/// The line that sums a layer up names so many messages.
const MAX_SAID: usize = 4;

static MESSAGE: FieldSpec = FieldSpec::group("", "Message").doc(
    "A type, and what follows from it. Several messages may travel together.",
    "RFC 6143 §7",
);
static SEALED: FieldSpec = FieldSpec::bytes("", "Bytes of a private agreement").doc(
    "The security type that both ends chose decides what follows: mostly it is encrypted.",
    "RFC 6143 §7.1.2",
);
static UNREAD: FieldSpec = FieldSpec::bytes("", "Bytes that cannot be read").doc(
    "No known message begins here: it is unknown, or a part of the stream is missing.",
    "RFC 6143 §7",
);

const OWN: &[&FieldSpec] = &[&MESSAGE, &SEALED, &UNREAD, &PADDING];

static PADDING: FieldSpec =
    FieldSpec::bytes("vnc.padding", "Padding").doc("Means nothing.", "RFC 6143 §7");

const COUNT: usize = OWN.len()
    + handshake::FIELDS.len()
    + client::FIELDS.len()
    + server::FIELDS.len()
    + encodings::FIELDS.len()
    + tight::FIELDS.len();
static FIELDS: &[&FieldSpec] = &join_fields::<COUNT>(&[
    OWN,
    handshake::FIELDS,
    client::FIELDS,
    server::FIELDS,
    encodings::FIELDS,
    tight::FIELDS,
]);

/// VNC.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "vnc",
        short: "VNC",
        title: "Virtual Network Computing",
        osi: OsiLayer::Application,
        why: "It is what a program that shows a distant screen and the host of that screen say to each other.",
        reference: "RFC 6143",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 5500),
        Claim::Port(Transport::Tcp, 5501),
        Claim::Port(Transport::Tcp, 5900),
        Claim::Port(Transport::Tcp, 5901),
        Claim::Heuristic(Transport::Tcp, 3),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"RFB 003.008\n",
};

/// A greeting is unmistakable. Messages are numbers, which only who heard the greeting can read.
fn recognise(bytes: &[u8]) -> Match {
    if let Some(greeting) = bytes.first_chunk::<GREETING_LEN>() {
        if handshake::is_greeting(greeting) {
            return Match::Yes;
        }
    } else if GREETING.starts_with(bytes) || bytes.starts_with(GREETING) {
        return Match::Short;
    }
    match bytes {
        // The security types that begin TLS give the connection over to it.
        [0x14..=0x17, 3, 0..=4, ..] => Match::No,
        _ => Match::Known,
    }
}

/// What of the stream is read as one layer: all that is whole. Of what several segments carried, only
/// the first message.
fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let known = State::of(p);
    let (mut state, mut start) = (known, 0);
    let mut said = Vec::new();
    while start < bytes.len() {
        let mut after = state;
        let mut measure = Reader::new(None, bytes, start);
        match message(&mut measure, &mut after) {
            Ok(text) => {
                let len = measure.pos() - start;
                show(p, state, start);
                said.extend(text);
                state = after;
                start += len.max(1);
            }
            Err(Cut::Needs(len)) if start == 0 => {
                p.wait_for(len)?;
                show(p, state, 0);
                p.seek(bytes.len());
                return p.require(len.saturating_sub(bytes.len()).max(1));
            }
            Err(Cut::Needs(_)) => break,
            Err(Cut::Unknown) => {
                let sealed = state.phase == Phase::Sealed;
                p.mark(if sealed { &SEALED } else { &UNREAD }, start..bytes.len());
                said.push(format!("{} bytes", bytes.len() - start));
                state.picture = Picture::default();
                start = bytes.len();
            }
        }
        if p.is_joined() {
            break;
        }
    }
    said.dedup();
    said.truncate(MAX_SAID);
    p.summary(format_args!("{}", said.join(", ")));
    state.keep(p, &known);
    p.seek(start);
    p.ends_at(start);
    Ok(())
}

/// Adds the fields of the message at `start`, as far as it is there.
fn show(p: &mut Peel<'_>, mut state: State, start: usize) {
    if !p.wants_fields() || p.is_full() {
        return;
    }
    let bytes = p.bytes();
    p.seek(start);
    let _ = p.group(&MESSAGE, |p| {
        let mut reader = Reader::new(Some(&mut *p), bytes, start);
        // What is cut was measured before.
        let _ = message(&mut reader, &mut state);
        let pos = reader.pos();
        p.seek(pos);
        Ok(())
    });
}

/// A message, or a part of a picture that is worth showing by itself.
fn message(r: &mut Reader<'_, '_>, state: &mut State) -> Result<Option<String>, Cut> {
    match state.phase {
        Phase::Running if !state.from_server => client::message(r, state).map(Some),
        Phase::Running if state.picture.goes_on() => encodings::go_on(r, state).map(|()| None),
        Phase::Running => server::message(r, state).map(Some),
        _ => handshake::message(r, state).map(Some),
    }
}

#[cfg(test)]
mod tests;
