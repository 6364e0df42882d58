//! X11: windows, keys and the mouse of a screen, for programs on any host (X protocol, version 11).

mod codes;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value};
use crate::proto::dialogue::{Speaker, speaker};

/// Facts of a connection: the byte order that the client chose, and that the server has answered.
const ORDER: &str = "x11 order";
const ANSWERED: &str = "x11 answered";

const REFERENCE: &str = "X Window System Protocol";

/// Errors, events, and the heads of replies.
const UNIT: usize = 32;

/// Requests and replies are not longer.
const MAX_MESSAGE: usize = 16 << 20;

crate::fields! {
    MESSAGE = FieldSpec::group("", "Message")
        .doc("A request, a reply, an event or an error. Several may travel together.", REFERENCE);
    BYTE_ORDER = FieldSpec::text("x11.byte-order", "Byte order")
        .doc("l: least significant byte first, B: most significant byte first. The server follows.", REFERENCE);
    MAJOR = FieldSpec::uint("x11.protocol-major-version", "Version", 16).doc("11.", REFERENCE);
    MINOR = FieldSpec::uint("x11.protocol-minor-version", "Minor version", 16).doc("0.", REFERENCE);
    NAME_LEN = FieldSpec::uint("x11.authorization-protocol-name-length", "Length of the name", 16)
        .unit("bytes")
        .doc("Length of the name of the way to log in.", REFERENCE);
    DATA_LEN = FieldSpec::uint("x11.authorization-protocol-data-length", "Length of the key", 16)
        .unit("bytes")
        .doc("Length of what proves that the client may.", REFERENCE);
    NAME = FieldSpec::text("x11.authorization-protocol-name", "Way to log in")
        .doc("Mostly MIT-MAGIC-COOKIE-1.", REFERENCE);
    KEY = FieldSpec::bytes("x11.authorization-protocol-data", "Key")
        .doc("What proves that the client may; everybody on the way can read it.", REFERENCE);
    SUCCESS = FieldSpec::uint("x11.success", "Success", 8)
        .codes(&[(0, "refused"), (1, "welcome"), (2, "log in further")])
        .doc("Whether the client may go on.", REFERENCE);
    REPLY_LEN = FieldSpec::uint("x11.replylength", "Length", 0)
        .doc("Length of what follows behind the head, in units of four bytes.", REFERENCE);
    OPCODE = FieldSpec::uint("x11.opcode", "Request", 8)
        .codes(codes::REQUESTS)
        .doc("What the client wants. Numbers from 128 on belong to extensions.", REFERENCE);
    REQUEST_LEN = FieldSpec::uint("x11.request-length", "Length", 0)
        .doc("Length of the request in units of four bytes.", REFERENCE);
    REPLY = FieldSpec::uint("x11.reply", "Reply", 8).doc("1: a reply.", REFERENCE);
    REPLY_NUMBER = FieldSpec::uint("x11.reply-sequencenumber", "Answers request", 16)
        .doc("The requests of a client are counted; this is the one that is answered.", REFERENCE);
    EVENT = FieldSpec::uint("x11.eventcode", "Event", 8)
        .codes(codes::EVENTS)
        .doc("What happened: a key, the mouse, a window that must be drawn. The highest bit says that another client sent it.", REFERENCE);
    EVENT_NUMBER = FieldSpec::uint("x11.event-sequencenumber", "Behind request", 16)
        .doc("The last request of the client that the server had read.", REFERENCE);
    ERROR = FieldSpec::uint("x11.error", "Error", 8).doc("0: an error.", REFERENCE);
    ERROR_CODE = FieldSpec::uint("x11.errorcode", "Kind of error", 8)
        .codes(codes::ERRORS)
        .doc("What was wrong with the request.", REFERENCE);
    ERROR_NUMBER = FieldSpec::uint("x11.error_sequencenumber", "Caused by request", 16)
        .doc("The requests of a client are counted; this is the one that failed.", REFERENCE);
    BAD_VALUE = FieldSpec::uint("", "Wrong value", 32)
        .doc("What the request named wrongly, for some kinds of errors.", REFERENCE);
    ERROR_MINOR = FieldSpec::uint("x11.minor-opcode", "Request of the extension", 16)
        .doc("Which of an extension's requests failed.", REFERENCE);
    ERROR_MAJOR = FieldSpec::uint("x11.major-opcode", "Failed request", 8)
        .codes(codes::REQUESTS)
        .doc("The kind of request that failed.", REFERENCE);
    REST = FieldSpec::bytes("", "Content")
        .doc("What belongs to the message.", REFERENCE);
}

/// The ports of the first 64 displays.
static PORTS: [u16; 64] = {
    let mut ports = [6000; 64];
    let mut display = 0;
    while display < ports.len() {
        ports[display] += display as u16;
        display += 1;
    }
    ports
};

static CLAIMS: [Claim; PORTS.len()] = {
    let mut claims = [Claim::Port(Transport::Tcp, 0); PORTS.len()];
    let mut display = 0;
    while display < claims.len() {
        claims[display] = Claim::Port(Transport::Tcp, PORTS[display]);
        display += 1;
    }
    claims
};

/// X11.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "x11",
        short: "X11",
        title: "X Window System",
        osi: OsiLayer::Application,
        why: "It is what a program says to the screen that shows its windows.",
        reference: REFERENCE,
    },
    claims: &CLAIMS,
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"l\0\x0b\0\0\0\0\0\0\0\0\0",
};

/// The first message names byte order and version; all others are numbers that only who saw it can
/// read.
fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [b'l', _, 11, 0, ..] | [b'B', _, 0, 11, ..] => Match::Yes,
        [b'l' | b'B'] | [b'l', _] | [b'B', _] | [b'l', _, 11] | [b'B', _, 0] => Match::Short,
        _ => Match::Known,
    }
}

/// The message at hand: its bytes from where it begins, and the byte order.
struct Head<'a> {
    bytes: &'a [u8],
    start: usize,
    little: bool,
}

impl Head<'_> {
    /// The number at `at` of `len` bytes; 0 where they are not there.
    fn number(&self, at: usize, len: usize) -> u64 {
        let bytes = self.bytes.get(at..at + len).unwrap_or_default();
        let add = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        match self.little {
            true => bytes.iter().rev().fold(0, add),
            false => bytes.iter().fold(0, add),
        }
    }

    fn show(&self, p: &mut Peel<'_>, spec: &'static FieldSpec, at: usize, len: usize) {
        if len > 0 && at + len <= self.bytes.len() {
            let value = match spec.kind {
                crate::model::Kind::Uint => Value::Uint(self.number(at, len)),
                crate::model::Kind::Text => Value::Text,
                _ => Value::Bytes,
            };
            p.mark_as(spec, self.start + at..self.start + at + len, value);
        }
    }
}

/// What kind of message stands at the cursor.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Setup,
    Answer,
    Request,
    FromServer,
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let order = fact(p, ORDER);
    let setup = matches!(bytes, [b'l', _, 11, 0, ..] | [b'B', _, 0, 11, ..]);
    let from_client = speaker(p, &PORTS) == Speaker::Client;
    let mut start = 0;
    while start < bytes.len() && !p.is_full() {
        let kind = match order {
            None if setup && start == 0 => Kind::Setup,
            Some(_) if from_client => Kind::Request,
            Some(_) if fact(p, ANSWERED).is_none() => Kind::Answer,
            Some(_) => Kind::FromServer,
            None => {
                // The beginning of the conversation is missing.
                return p.field(&REST, bytes.len()).map(drop);
            }
        };
        let order = order.or_else(|| bytes.first().map(|byte| u64::from(*byte)));
        let head = Head {
            bytes: &bytes[start..],
            start,
            little: order == Some(u64::from(b'l')),
        };
        let len = length(kind, &head);
        if head.bytes.len() < len {
            if start > 0 {
                break;
            }
            p.wait_for(len)?;
            return p.require(len.min(MAX_MESSAGE));
        }
        message(p, kind, &head, len)?;
        start += len;
        if p.is_joined() || kind == Kind::Setup {
            break;
        }
    }
    p.ends_at(start);
    Ok(())
}

fn fact(p: &Peel<'_>, name: &'static str) -> Option<u64> {
    p.fact(name, p.connection()?)
}

fn note(p: &mut Peel<'_>, name: &'static str, value: u64) {
    if let Some(connection) = p.connection() {
        p.note(name, connection, value);
    }
}

/// How long the message is, as far as its head tells; never nothing.
fn length(kind: Kind, head: &Head<'_>) -> usize {
    let units = |at: usize, len: usize| 4 * head.number(at, len) as usize;
    match kind {
        Kind::Setup => {
            let padded = |at| (head.number(at, 2) as usize).next_multiple_of(4);
            12 + padded(6) + padded(8)
        }
        Kind::Answer => 8 + units(6, 2),
        // A request of more than 256 kB has its length behind a zero.
        Kind::Request if head.bytes.len() < 4 => 4,
        Kind::Request if head.number(2, 2) == 0 => units(4, 4).clamp(8, MAX_MESSAGE),
        Kind::Request => units(2, 2),
        Kind::FromServer => match head.bytes.first() {
            // Replies, and the generic event of extensions.
            Some(1 | 35 | 0xa3) => (UNIT + units(4, 4)).min(MAX_MESSAGE),
            _ => UNIT,
        },
    }
}

fn message(p: &mut Peel<'_>, kind: Kind, head: &Head<'_>, len: usize) -> Peeled {
    let first = head.bytes.first().copied().unwrap_or_default();
    if p.wants_fields() {
        p.seek(head.start);
        p.group(&MESSAGE, |p| {
            let shown = fields(p, kind, head, first);
            head.show(p, &REST, shown, len - shown);
            p.seek(head.start + len);
            Ok(())
        })?;
        if head.start == 0 {
            let name = |names: crate::model::Codes, code: u8| {
                let place = names.binary_search_by_key(&u64::from(code), |entry| entry.0);
                place.map_or("of an extension", |place| names[place].1)
            };
            match (kind, first) {
                (Kind::Setup, _) => p.summary(format_args!("client begins")),
                (Kind::Answer, _) => p.summary(format_args!("server answers")),
                (Kind::Request, code) => {
                    p.summary(format_args!("request {}", name(codes::REQUESTS, code)));
                }
                (_, 0) => p.summary(format_args!("error")),
                (_, 1) => p.summary(format_args!("reply")),
                (_, code) => {
                    p.summary(format_args!("event {}", name(codes::EVENTS, code & 0x7f)));
                }
            }
        }
    }
    match kind {
        Kind::Setup => note(p, ORDER, u64::from(first)),
        Kind::Answer => note(p, ANSWERED, u64::from(first)),
        _ => {}
    }
    p.seek(head.start + len);
    Ok(())
}

/// The fields of a message's head. Returns how many bytes of it they fill.
fn fields(p: &mut Peel<'_>, kind: Kind, head: &Head<'_>, first: u8) -> usize {
    match (kind, first) {
        (Kind::Setup, _) => {
            let (name, key) = (head.number(6, 2) as usize, head.number(8, 2) as usize);
            p.mark_made(&BYTE_ORDER, head.start..head.start + 1, || {
                format!("'{}'", char::from(first))
            });
            for (place, spec) in [&MAJOR, &MINOR, &NAME_LEN, &DATA_LEN]
                .into_iter()
                .enumerate()
            {
                head.show(p, spec, 2 + 2 * place, 2);
            }
            head.show(p, &NAME, 12, name);
            let start = 12 + name.next_multiple_of(4);
            head.show(p, &KEY, start, key);
            start + key.next_multiple_of(4)
        }
        (Kind::Answer, _) => {
            head.show(p, &SUCCESS, 0, 1);
            head.show(p, &MAJOR, 2, 2);
            head.show(p, &MINOR, 4, 2);
            head.show(p, &REPLY_LEN, 6, 2);
            8
        }
        (Kind::Request, _) => {
            head.show(p, &OPCODE, 0, 1);
            head.show(p, &REQUEST_LEN, 2, 2);
            4
        }
        (_, 0) => {
            head.show(p, &ERROR, 0, 1);
            head.show(p, &ERROR_CODE, 1, 1);
            head.show(p, &ERROR_NUMBER, 2, 2);
            head.show(p, &BAD_VALUE, 4, 4);
            head.show(p, &ERROR_MINOR, 8, 2);
            head.show(p, &ERROR_MAJOR, 10, 1);
            11
        }
        (_, 1) => {
            head.show(p, &REPLY, 0, 1);
            head.show(p, &REPLY_NUMBER, 2, 2);
            head.show(p, &REPLY_LEN, 4, 4);
            8
        }
        _ => {
            head.show(p, &EVENT, 0, 1);
            head.show(p, &EVENT_NUMBER, 2, 2);
            4
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;
    use crate::proto::testing::all;

    #[test]
    fn the_client_begins_with_its_byte_order() {
        let bytes = b"B\0\x00\x0b\0\0\0\x03\0\x02\0\0abc\0xy\0\0";
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(
            all(&out, bytes, "x11.authorization-protocol-name"),
            [(12, 3, "abc".into())]
        );
        assert_eq!(all(&out, bytes, "x11.protocol-major-version")[0].2, "11");
        assert!(out.faults.is_empty());
    }

    #[test]
    fn lengths_follow_from_heads() {
        let head = |bytes: &'static [u8]| Head {
            bytes,
            start: 0,
            little: true,
        };
        assert_eq!(length(Kind::Request, &head(b"\x62\0\x05\0")), 20);
        assert_eq!(
            length(Kind::Request, &head(b"\x62\0\0\0\xff\xff\xff\xff")),
            MAX_MESSAGE
        );
        assert_eq!(length(Kind::FromServer, &head(b"\x01\0\0\0\x02\0\0\0")), 40);
        assert_eq!(length(Kind::FromServer, &head(b"\x02")), 32);
    }
}
