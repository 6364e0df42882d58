//! Handshake messages (RFC 8446 §4, RFC 5246 §7.4).

use super::{certificate, hello};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, names};

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
    CURVE_TYPE = FieldSpec::hex("tls.handshake.server_curve_type", "Curve type", 8)
        .codes(&[(1, "explicit prime"), (2, "explicit characteristic 2"), (3, "named curve")])
        .doc("How the elliptic curve is given.", "RFC 8422 §5.4");
    CURVE = FieldSpec::hex("tls.handshake.server_named_curve", "Curve", 16)
        .lookup(|code| names::tls_group(code as u16))
        .doc("The curve on which the keys are exchanged.", "RFC 8422 §5.4");
    POINT_LENGTH = FieldSpec::uint("tls.handshake.server_point_len", "Share length", 8)
        .unit("bytes")
        .doc("Length of the server's public share.", "RFC 8422 §5.4");
    POINT = FieldSpec::bytes("tls.handshake.server_point", "Server's share")
        .doc("The server's public share of the key exchange.", "RFC 8422 §5.4");
    SIGNATURE_ALGORITHM = FieldSpec::hex("tls.handshake.sig_hash_alg", "Signature algorithm", 16)
        .lookup(|code| names::tls_signature_scheme(code as u16))
        .doc("How the signature was made.", "RFC 8446 §4.2.3");
    SIGNATURE_LENGTH = FieldSpec::uint("tls.handshake.sig_len", "Signature length", 16)
        .unit("bytes")
        .doc("Length of the signature.", "RFC 5246 §7.4.3");
    SIGNATURE = FieldSpec::bytes("tls.handshake.sig", "Signature")
        .doc("Proves that the share comes from the holder of the certificate's key.", "RFC 5246 §7.4.3");
    CLIENT_POINT_LENGTH = FieldSpec::uint("tls.handshake.client_point_len", "Share length", 8)
        .unit("bytes")
        .doc("Length of the client's public share.", "RFC 8422 §5.7");
    CLIENT_POINT = FieldSpec::bytes("tls.handshake.client_point", "Client's share")
        .doc("The client's public share of the key exchange.", "RFC 8422 §5.7");
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

/// The messages of one record, or one that is encrypted.
pub(super) fn messages(p: &mut Peel<'_>, said: &mut Vec<String>) -> Peeled {
    while !p.rest().is_empty() {
        if !is_plain(p.rest()) {
            said.push("Encrypted handshake message".into());
            let len = p.rest().len();
            p.field(&SEALED, len)?;
            return Ok(());
        }
        p.group(&MESSAGE, |p| message(p, said))?;
    }
    Ok(())
}

/// True if the bytes begin with a message's type and length, and not with encrypted noise, which
/// fits neither. What encryption adds in front may be zero: that is no hello request.
fn is_plain(bytes: &[u8]) -> bool {
    let Some([kind, a, b, c]) = bytes.first_chunk::<4>() else {
        return false;
    };
    let length = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
    match *kind {
        HELLO_REQUEST => length == 0 && bytes.len() == 4,
        kind => TYPES.iter().any(|known| known.0 == u64::from(kind)) && length <= MAX_MESSAGE,
    }
}

fn message(p: &mut Peel<'_>, said: &mut Vec<String>) -> Peeled {
    let kind = p.uint(&TYPE)? as u8;
    let length = p.uint(&LENGTH)? as usize;
    let name = TYPES
        .iter()
        .find(|known| known.0 == u64::from(kind))
        .map_or("", |known| known.1);
    let index = said.len();
    said.push(name.into());
    p.within(length, "handshake message length", |p| {
        match kind {
            CLIENT_HELLO => hello::client(p, &mut said[index]),
            SERVER_HELLO => hello::server(p, &mut said[index]),
            CERTIFICATE => certificate::chain(p),
            NEW_SESSION_TICKET => ticket(p),
            SERVER_KEY_EXCHANGE => server_share(p),
            CLIENT_KEY_EXCHANGE => client_share(p),
            // The rest depends on what was agreed before, or is encrypted by now.
            _ => Ok(()),
        }
    })
}

/// TLS 1.2's ticket; TLS 1.3's is never seen in the clear.
fn ticket(p: &mut Peel<'_>) -> Peeled {
    p.uint(&LIFETIME)?;
    let len = p.uint(&TICKET_LENGTH)? as usize;
    p.field(&TICKET, len)?;
    Ok(())
}

/// The form that named curves have; which form it is depends on the cipher suite, so the numbers
/// must fit to the last byte.
fn server_share(p: &mut Peel<'_>) -> Peeled {
    let rest = p.rest();
    let fits = |point: usize| {
        let at = 4 + point + 2;
        let len = rest
            .get(at..at + 2)
            .map(|two| usize::from(u16::from_be_bytes([two[0], two[1]])));
        len.is_some_and(|len| at + 2 + len == rest.len())
    };
    if !matches!(rest, [3, _, _, point, ..] if fits(usize::from(*point))) {
        return Ok(());
    }
    p.uint(&CURVE_TYPE)?;
    p.uint(&CURVE)?;
    let len = p.uint(&POINT_LENGTH)? as usize;
    p.field(&POINT, len)?;
    p.uint(&SIGNATURE_ALGORITHM)?;
    let len = p.uint(&SIGNATURE_LENGTH)? as usize;
    p.field(&SIGNATURE, len)?;
    Ok(())
}

/// A point of a curve, if its length fits to the last byte.
fn client_share(p: &mut Peel<'_>) -> Peeled {
    let fits = matches!(p.rest(), [len, point @ ..] if usize::from(*len) == point.len());
    if fits {
        let len = p.uint(&CLIENT_POINT_LENGTH)? as usize;
        p.field(&CLIENT_POINT, len)?;
    }
    Ok(())
}
