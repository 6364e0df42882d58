//! The key exchange of TLS up to 1.2 (RFC 5246 §7.4.3, §7.4.7; RFC 8422 §5.4, §5.7).
//!
//! Which form a message has depends on the cipher suite, which the server's hello has chosen. Where
//! that was not seen, a form is read if its lengths fit to the last byte, and those of no other do.

use super::agreed;
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, names};
use crate::proto::x509;

crate::fields! {
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
    PRIME_LENGTH = FieldSpec::uint("tls.handshake.p_len", "Prime length", 16)
        .unit("bytes").doc("Length of the prime.", "RFC 5246 §7.4.3");
    PRIME = FieldSpec::bytes("tls.handshake.p", "Prime")
        .doc("The prime by which both sides calculate.", "RFC 5246 §7.4.3");
    GENERATOR_LENGTH = FieldSpec::uint("tls.handshake.g_len", "Generator length", 16)
        .unit("bytes").doc("Length of the generator.", "RFC 5246 §7.4.3");
    GENERATOR = FieldSpec::bytes("tls.handshake.g", "Generator")
        .doc("The number whose secret power each side sends.", "RFC 5246 §7.4.3");
    SHARE_LENGTH = FieldSpec::uint("tls.handshake.ys_len", "Share length", 16)
        .unit("bytes").doc("Length of the server's public share.", "RFC 5246 §7.4.3");
    SHARE = FieldSpec::bytes("tls.handshake.ys", "Server's share")
        .doc("The server's public share of the key exchange.", "RFC 5246 §7.4.3");
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
    CLIENT_SHARE_LENGTH = FieldSpec::uint("tls.handshake.yc_len", "Share length", 16)
        .unit("bytes")
        .doc("Length of the client's public share.", "RFC 5246 §7.4.7.2");
    CLIENT_SHARE = FieldSpec::bytes("tls.handshake.yc", "Client's share")
        .doc("The client's public share of the key exchange.", "RFC 5246 §7.4.7.2");
    PREMASTER_LENGTH = FieldSpec::uint("tls.handshake.epms_len", "Secret length", 16)
        .unit("bytes")
        .doc("Length of the encrypted secret.", "RFC 5246 §7.4.7.1");
    PREMASTER = FieldSpec::bytes("tls.handshake.epms", "Encrypted secret")
        .doc("The secret that all keys are made of, encrypted with the key of the server's certificate. Who has that key later can read what was recorded today.", "RFC 5246 §7.4.7.1");
    SECRET_LENGTH = FieldSpec::uint("", "Length", 16)
        .unit("bytes")
        .doc("Length of what follows.", "RFC 5246 §7.4.7");
    SECRET = FieldSpec::bytes("", "Encrypted secret or client's share")
        .doc("With the RSA key exchange a secret for the server's key alone, with Diffie-Hellman the client's public share: the cipher suite says which.", "RFC 5246 §7.4.7");
}

/// How the two ends agree on a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exchange {
    /// The client makes it up, and encrypts it for the server.
    Rsa,
    /// Shares are numbers.
    Numbers,
    /// Shares are points of a curve.
    Curve,
    /// The hello was not seen, or the suite is not known.
    Unknown,
}

impl Exchange {
    fn of(suite: Option<u16>) -> Exchange {
        let name = suite.and_then(names::tls_cipher_suite).unwrap_or_default();
        let exchanges = [
            ("TLS_RSA_WITH_", Exchange::Rsa),
            ("TLS_DHE_RSA_", Exchange::Numbers),
            ("TLS_DHE_DSS_", Exchange::Numbers),
            ("TLS_DH_", Exchange::Numbers),
            ("TLS_ECDHE_RSA_", Exchange::Curve),
            ("TLS_ECDHE_ECDSA_", Exchange::Curve),
            ("TLS_ECDH_", Exchange::Curve),
        ];
        let found = exchanges.iter().find(|known| name.starts_with(known.0));
        found.map_or(Exchange::Unknown, |known| known.1)
    }
}

/// What stands behind the server's share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signed {
    /// Nothing: the exchange is anonymous.
    Not,
    /// A signature alone, as before TLS 1.2.
    Plain,
    /// An algorithm and a signature.
    WithScheme,
}

/// The number in two bytes at `at`.
fn length(bytes: &[u8], at: usize) -> Option<usize> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(usize::from(u16::from_be_bytes([two[0], two[1]])))
}

/// How the message ends behind its first `at` bytes, if its lengths fit in just one way.
fn signed(message: &[u8], at: usize) -> Option<Signed> {
    if at == message.len() {
        return Some(Signed::Not);
    }
    let fits = |at: usize| length(message, at).is_some_and(|len| at + 2 + len == message.len());
    match (fits(at), fits(at + 2)) {
        (true, false) => Some(Signed::Plain),
        (false, true) => Some(Signed::WithScheme),
        _ => None,
    }
}

/// The server's share.
pub(super) fn server(p: &mut Peel<'_>) -> Peeled {
    let message = p.rest();
    let curve = match message {
        [3, _, _, len, ..] => signed(message, 4 + usize::from(*len)),
        _ => None,
    };
    let numbers = (0..3)
        .try_fold(0, |at, _| Some(at + 2 + length(message, at)?))
        .and_then(|at| signed(message, at));
    let (curve, numbers) = match Exchange::of(agreed::suite(p)) {
        Exchange::Curve => (curve, None),
        Exchange::Numbers => (None, numbers),
        Exchange::Rsa => (None, None),
        Exchange::Unknown => (curve, numbers),
    };
    match (curve, numbers) {
        (Some(how), None) => {
            p.uint(&CURVE_TYPE)?;
            p.uint(&CURVE)?;
            let len = p.uint(&POINT_LENGTH)? as usize;
            p.field(&POINT, len)?;
            signature(p, how)
        }
        (None, Some(how)) => {
            let numbers = [
                (&PRIME_LENGTH, &PRIME),
                (&GENERATOR_LENGTH, &GENERATOR),
                (&SHARE_LENGTH, &SHARE),
            ];
            for (length, number) in numbers {
                let len = p.uint(length)? as usize;
                p.field(number, len)?;
            }
            signature(p, how)
        }
        _ => Ok(()),
    }
}

fn signature(p: &mut Peel<'_>, how: Signed) -> Peeled {
    if how == Signed::Not {
        return Ok(());
    }
    if how == Signed::WithScheme {
        x509::scheme(p)?;
    }
    let len = p.uint(&SIGNATURE_LENGTH)? as usize;
    p.field(&SIGNATURE, len).map(drop)
}

/// The client's share: a point of a curve, or a number.
pub(super) fn client(p: &mut Peel<'_>) -> Peeled {
    let message = p.rest();
    let is_point = matches!(message, [len, point @ ..] if usize::from(*len) == point.len());
    let is_number = length(message, 0).is_some_and(|len| 2 + len == message.len());
    let (length, share) = match (Exchange::of(agreed::suite(p)), is_point, is_number) {
        (Exchange::Curve, true, _) => (&CLIENT_POINT_LENGTH, &CLIENT_POINT),
        (Exchange::Numbers, _, true) => (&CLIENT_SHARE_LENGTH, &CLIENT_SHARE),
        (Exchange::Rsa, _, true) => (&PREMASTER_LENGTH, &PREMASTER),
        (Exchange::Unknown, true, false) => (&CLIENT_POINT_LENGTH, &CLIENT_POINT),
        (Exchange::Unknown, false, true) => (&SECRET_LENGTH, &SECRET),
        _ => return Ok(()),
    };
    let len = p.uint(length)? as usize;
    p.field(share, len).map(drop)
}
