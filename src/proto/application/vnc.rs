//! VNC: a screen shown on another host, and its keyboard and mouse (RFC 6143).

mod client;
mod codes;
mod encodings;
mod handshake;
mod reader;
mod server;
mod tight;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};
use handshake::Phase;
use reader::{Cut, Reader};

/// What both ends begin with; behind it stands a version.
const GREETING: &[u8] = b"RFB ";

/// Length of a greeting in bytes.
const GREETING_LEN: usize = 12;

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
        return Match::short_if(bytes.len() > 1);
    }
    match bytes {
        // The security types that begin TLS give the connection over to it.
        [0x14..=0x17, 3, 0..=4, ..] => Match::No,
        _ => Match::Known,
    }
}

/// What of the stream is read as one layer: all messages that are whole. Of what several segments
/// carried, only the first.
fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let mut start = 0;
    while start < bytes.len() {
        let phase = Phase::of(p);
        match next(p, phase, start) {
            Ok(len) => start += len,
            Err(Cut::Needs(len)) if start == 0 => {
                p.wait_for(len)?;
                show(p, phase, 0);
                p.seek(bytes.len());
                return p.require(len.saturating_sub(bytes.len()).max(1));
            }
            Err(Cut::Needs(_)) => break,
            Err(Cut::Unknown) => {
                let spec = match phase {
                    Phase::Sealed => &SEALED,
                    _ => &UNREAD,
                };
                p.mark(spec, start..bytes.len());
                if start == 0 {
                    p.summary(format_args!("{} bytes", bytes.len()));
                }
                start = bytes.len();
            }
        }
        if p.is_joined() {
            break;
        }
    }
    p.seek(start);
    p.ends_at(start);
    Ok(())
}

/// Reads the message at `start`, if it is whole.
fn next(p: &mut Peel<'_>, phase: Phase, start: usize) -> Result<usize, Cut> {
    let mut measure = Reader::new(None, p.bytes(), start);
    let heard = message(&mut measure, &View::of(p), phase)?;
    let len = measure.pos() - start;
    show(p, phase, start);
    heard.keep(p);
    Ok(len.max(1))
}

/// Adds the fields of the message at `start`, as far as it is there.
fn show(p: &mut Peel<'_>, phase: Phase, start: usize) {
    if !p.wants_fields() {
        return;
    }
    let view = View::of(p);
    p.seek(start);
    let shown = p.group(&MESSAGE, |p| {
        let bytes = p.bytes();
        let mut reader = Reader::new(Some(p), bytes, start);
        let heard = message(&mut reader, &view, phase);
        let pos = reader.pos();
        p.seek(pos);
        Ok(heard.ok())
    });
    if let Ok(Some(heard)) = shown
        && let Some(said) = heard.said
        && start == 0
    {
        p.summary(format_args!("{said}"));
    }
}

/// What is known of the conversation when a message is read.
#[derive(Debug, Clone, Copy, Default)]
struct View {
    /// True for what the host with the screen sends.
    from_server: bool,
    /// Minor version: 3, 7 or 8.
    minor: u64,
    /// The security type that was chosen.
    security: u64,
    pixel: Pixel,
    /// Width and height of the screen; 0 if they are not known.
    screen: (u64, u64),
}

impl View {
    fn of(p: &Peel<'_>) -> View {
        let fact = |name| {
            p.connection()
                .and_then(|connection| p.fact(name, connection))
                .unwrap_or_default()
        };
        let screen = fact(SCREEN);
        View {
            from_server: fact(SERVER) == u64::from(p.side()),
            minor: fact(MINOR),
            security: fact(SECURITY),
            pixel: Pixel::unpack(fact(PIXEL)),
            screen: (screen >> 16 & 0xffff, screen & 0xffff),
        }
    }
}

/// Facts of a connection: what comes next, and what was agreed on.
const PHASE: &str = "vnc phase";
const SERVER: &str = "vnc server";
const MINOR: &str = "vnc minor";
const SECURITY: &str = "vnc security";
const PIXEL: &str = "vnc pixel";
const SCREEN: &str = "vnc screen";

/// How a pixel is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Pixel {
    /// Bytes of a pixel: 1, 2 or 4; 0 if that is not known.
    bytes: usize,
    /// Bytes of a pixel where an encoding leaves out the byte without colour (RFC 6143 §7.7.5).
    packed: usize,
}

impl Pixel {
    /// From bits per pixel, depth, and the greatest values of the three colours.
    fn new(bits: u64, depth: u64, colours: [u64; 3]) -> Pixel {
        let bytes = match bits {
            8 | 16 | 32 => (bits / 8) as usize,
            _ => 0,
        };
        let packed = match (bytes, depth, colours) {
            (4, 24, [255, 255, 255]) => 3,
            _ => bytes,
        };
        Pixel { bytes, packed }
    }

    fn pack(self) -> u64 {
        (self.bytes as u64) << 8 | self.packed as u64
    }

    fn unpack(packed: u64) -> Pixel {
        Pixel {
            bytes: (packed >> 8 & 7) as usize,
            packed: (packed & 7) as usize,
        }
    }
}

/// What a message leaves behind for those after it.
#[derive(Debug, Default)]
struct Heard {
    facts: Vec<(&'static str, u64)>,
    /// The line that sums it up.
    said: Option<String>,
    /// True if the sender is the server, which its greeting tells.
    greets: bool,
}

impl Heard {
    fn said(text: impl Into<String>) -> Heard {
        Heard {
            said: Some(text.into()),
            ..Heard::default()
        }
    }

    fn then(mut self, phase: Phase) -> Heard {
        self.facts.push((PHASE, phase as u64));
        self
    }

    fn with(mut self, name: &'static str, value: u64) -> Heard {
        self.facts.push((name, value));
        self
    }

    fn keep(self, p: &mut Peel<'_>) {
        let Some(connection) = p.connection() else {
            return;
        };
        if self.greets {
            p.note(SERVER, connection, u64::from(p.side()));
        }
        for (name, value) in self.facts {
            if p.fact(name, connection) != Some(value) {
                p.note(name, connection, value);
            }
        }
    }
}

fn message(r: &mut Reader<'_, '_>, view: &View, phase: Phase) -> Result<Heard, Cut> {
    match phase {
        Phase::Running if view.from_server => server::message(r, view),
        Phase::Running => client::message(r),
        _ => handshake::message(r, view, phase),
    }
}

#[cfg(test)]
mod tests;
