//! Handshake messages (RFC 8446 §4, RFC 5246 §7.4).

use super::{Reader, agreed, certificate, exchange, hello};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};

pub(super) const CLIENT_HELLO: u8 = 1;
pub(super) const SERVER_HELLO: u8 = 2;
const HELLO_REQUEST: u8 = 0;
const NEW_SESSION_TICKET: u8 = 4;
const ENCRYPTED_EXTENSIONS: u8 = 8;
const CERTIFICATE: u8 = 11;
const SERVER_KEY_EXCHANGE: u8 = 12;
const CERTIFICATE_REQUEST: u8 = 13;
const CERTIFICATE_VERIFY: u8 = 15;
const CLIENT_KEY_EXCHANGE: u8 = 16;
const FINISHED: u8 = 20;
const CERTIFICATE_STATUS: u8 = 22;
const KEY_UPDATE: u8 = 24;

const TYPES: Codes = &[
    (HELLO_REQUEST as u64, "Hello request"),
    (CLIENT_HELLO as u64, "Client hello"),
    (SERVER_HELLO as u64, "Server hello"),
    (NEW_SESSION_TICKET as u64, "New session ticket"),
    (5, "End of early data"),
    (ENCRYPTED_EXTENSIONS as u64, "Encrypted extensions"),
    (CERTIFICATE as u64, "Certificate"),
    (SERVER_KEY_EXCHANGE as u64, "Server key exchange"),
    (CERTIFICATE_REQUEST as u64, "Certificate request"),
    (14, "Server hello done"),
    (CERTIFICATE_VERIFY as u64, "Certificate verify"),
    (CLIENT_KEY_EXCHANGE as u64, "Client key exchange"),
    (FINISHED as u64, "Finished"),
    (21, "Certificate URL"),
    (CERTIFICATE_STATUS as u64, "Certificate status"),
    (23, "Supplemental data"),
    (KEY_UPDATE as u64, "Key update"),
    (25, "Compressed certificate"),
];

/// Longer messages than this are not met; a number beyond it means that the bytes are encrypted.
const MAX_MESSAGE: usize = 0x01_ffff;

crate::fields! {
    MESSAGE = FieldSpec::group("tls.handshake", "Handshake message")
        .doc("A step of the handshake, in which both ends agree on version, cipher and keys, and the server proves who it is.", "RFC 8446 §4");
    PART = FieldSpec::bytes("tls.handshake", "Part of a handshake message")
        .doc("A message may be longer than a record, or begin in the rest of one: the record that ends it shows it.", "RFC 8446 §5.1");
    SEALED = FieldSpec::bytes("tls.handshake", "Encrypted handshake message")
        .doc("A step of the handshake that only the two ends can read.", "RFC 8446 §2");
    TYPE = FieldSpec::uint("tls.handshake.type", "Message", 8)
        .codes(TYPES)
        .doc("Which step of the handshake.", "RFC 8446 §4");
    LENGTH = FieldSpec::uint("tls.handshake.length", "Length", 24)
        .unit("bytes")
        .doc("Length of the message behind this field; a message may be longer than a record.", "RFC 8446 §4");
    LIFETIME = FieldSpec::uint("tls.handshake.session_ticket_lifetime_hint", "Ticket lifetime", 32)
        .unit("seconds")
        .doc("How long the client may use the ticket.", "RFC 5077 §3.3; RFC 8446 §4.6.1");
    TICKET_LENGTH = FieldSpec::uint("tls.handshake.session_ticket_length", "Ticket length", 16)
        .unit("bytes")
        .doc("Length of the ticket.", "RFC 5077 §3.3");
    TICKET = FieldSpec::bytes("tls.handshake.session_ticket", "Ticket")
        .doc("The session's keys, encrypted by the server for itself: with it the next handshake is shorter.", "RFC 5077 §4");
}

/// True if a record's content begins with a whole or cut hello message.
pub(super) fn is_hello(content: &[u8], record: usize) -> bool {
    let Some([kind, a, b, c, major, _]) = content.first_chunk::<6>() else {
        return false;
    };
    let length = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
    matches!(*kind, CLIENT_HELLO | SERVER_HELLO)
        && *major == 3
        && (38..=MAX_MESSAGE).contains(&length)
        && record >= 38
}

/// What bytes begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begin {
    /// Less than the header of a message.
    Cut,
    /// Encrypted noise.
    Noise,
    /// The header of a message, with the length of what follows it.
    Message(usize),
}

/// What a header says, of which these are the first bytes; `last`: the record ends behind it.
/// Noise fits neither type nor length. What encryption adds in front may be zero: that is no hello
/// request.
pub(super) fn begin(header: &[u8], last: bool) -> Begin {
    let known = |kind: u8| TYPES.iter().any(|known| known.0 == u64::from(kind));
    let Some([kind, a, b, c]) = header.first_chunk::<4>() else {
        return match header.first() {
            Some(&kind) if kind != HELLO_REQUEST && known(kind) => Begin::Cut,
            _ => Begin::Noise,
        };
    };
    let length = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
    let fits = match *kind {
        HELLO_REQUEST => length == 0 && last,
        kind => known(kind) && length <= MAX_MESSAGE,
    };
    if fits {
        Begin::Message(length)
    } else {
        Begin::Noise
    }
}

/// The messages of one record, or one that is encrypted.
pub(super) fn messages(p: &mut Peel<'_>, reader: &mut Reader) -> Peeled {
    if agreed::is_sealed(p) && !is_hello(p.rest(), p.rest().len()) {
        return sealed(p, reader);
    }
    while !p.rest().is_empty() {
        if !reader.message.is_empty() {
            go_on(p, reader)?;
            continue;
        }
        let rest = p.rest();
        match begin(&rest[..rest.len().min(4)], rest.len() == 4) {
            Begin::Message(len) if len + 4 <= rest.len() => {
                agreed::learn(p, &rest[..len + 4]);
                p.group(&MESSAGE, |p| message(p, &mut reader.said))?;
            }
            Begin::Noise => return sealed(p, reader),
            Begin::Cut if p.connection().is_none() => return sealed(p, reader),
            // Without a stream, what is here is all there will be.
            Begin::Message(_) if p.connection().is_none() => {
                p.group(&MESSAGE, |p| message(p, &mut reader.said))?;
            }
            Begin::Cut | Begin::Message(_) => {
                reader.message.extend_from_slice(rest);
                p.field(&PART, rest.len())?;
            }
        }
    }
    Ok(())
}

fn sealed(p: &mut Peel<'_>, reader: &mut Reader) -> Peeled {
    reader.said.push("Encrypted handshake message".into());
    p.field(&SEALED, p.rest().len()).map(drop)
}

/// How many of `rest` belong to the message that `begun` begins, and whether it ends there; `None`
/// if it turns out to be none.
fn share(begun: &[u8], rest: &[u8]) -> Option<(usize, bool)> {
    let mut header = [0; 4];
    let mut both = begun.iter().chain(rest);
    let header_len = header
        .iter_mut()
        .zip(&mut both)
        .map(|(to, from)| *to = *from)
        .count();
    match begin(&header[..header_len], false) {
        Begin::Message(len) => {
            let missing = (4 + len).saturating_sub(begun.len());
            Some((missing.min(rest.len()), missing <= rest.len()))
        }
        Begin::Cut => Some((rest.len(), false)),
        Begin::Noise => None,
    }
}

/// Goes on with a message that an earlier record began.
fn go_on(p: &mut Peel<'_>, reader: &mut Reader) -> Peeled {
    let Some((len, ends)) = share(&reader.message, p.rest()) else {
        reader.message.clear();
        return sealed(p, reader);
    };
    let at = p.pos()..p.pos() + len;
    let part = p.field(&PART, len)?;
    reader.message.extend_from_slice(part);
    if ends {
        let whole = std::mem::take(&mut reader.message);
        agreed::learn(p, &whole);
        p.aside(whole, at, |p| {
            // A message that contradicts itself has recorded its fault.
            let _ = p.group(&MESSAGE, |p| message(p, &mut reader.said));
        });
    }
    Ok(())
}

/// Learns from the messages of one record, as [`messages`] does, without showing them.
pub(super) fn learn(p: &mut Peel<'_>, content: &[u8], reader: &mut Reader) {
    if agreed::is_sealed(p) && !is_hello(content, content.len()) {
        return;
    }
    let mut rest = content;
    while !rest.is_empty() {
        let begun = std::mem::take(&mut reader.message);
        if begun.is_empty() && begin(&rest[..rest.len().min(4)], rest.len() == 4) == Begin::Noise {
            return;
        }
        let Some((len, ends)) = share(&begun, rest) else {
            return;
        };
        let message = [&begun[..], &rest[..len]].concat();
        match ends {
            true => agreed::learn(p, &message),
            false => reader.message = message,
        }
        rest = &rest[len..];
    }
}

fn message(p: &mut Peel<'_>, said: &mut Vec<String>) -> Peeled {
    let kind = p.uint(&TYPE)? as u8;
    let length = p.uint(&LENGTH)? as usize;
    let index = said.len();
    said.push(name(kind).unwrap_or_default().into());
    p.within(length, "handshake message length", |p| {
        body(p, (kind, length), &mut said[index], None)
    })
}

/// Reads what DTLS has in a client hello in addition.
pub(super) type Cookie = fn(&mut Peel<'_>) -> Peeled;

/// What a message of this kind and length says.
pub(super) fn body(
    p: &mut Peel<'_>,
    (kind, length): (u8, usize),
    said: &mut String,
    cookie: Option<Cookie>,
) -> Peeled {
    match kind {
        CLIENT_HELLO => hello::client(p, said, cookie),
        SERVER_HELLO => hello::server(p, said, cookie.is_some()),
        CERTIFICATE => certificate::chain(p, length, said),
        NEW_SESSION_TICKET => ticket(p),
        SERVER_KEY_EXCHANGE => exchange::server(p),
        CLIENT_KEY_EXCHANGE => exchange::client(p),
        CERTIFICATE_REQUEST => certificate::request(p),
        CERTIFICATE_VERIFY => certificate::verify(p),
        CERTIFICATE_STATUS => certificate::status(p),
        // The rest depends on what was agreed before, or is encrypted by now.
        _ => Ok(()),
    }
}

/// What a message is called.
pub(super) fn name(kind: u8) -> Option<&'static str> {
    let known = TYPES.iter().find(|known| known.0 == u64::from(kind));
    known.map(|known| known.1)
}

/// TLS 1.2's ticket; TLS 1.3's is never seen in the clear.
fn ticket(p: &mut Peel<'_>) -> Peeled {
    p.uint(&LIFETIME)?;
    let len = p.uint(&TICKET_LENGTH)? as usize;
    p.field(&TICKET, len)?;
    Ok(())
}
