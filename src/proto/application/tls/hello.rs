//! The hellos, with which a handshake begins (RFC 8446 §4.1, RFC 5246 §7.4.1).

use std::fmt::Write;

use super::extensions::{self, Learned};
use super::handshake::Cookie;
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Timestamp, Value, names, text};

/// The random bytes of a server hello that really asks the client to try again (RFC 8446 §4.1.3):
/// the SHA-256 of "HelloRetryRequest".
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

crate::fields! {
    VERSION = FieldSpec::hex("tls.handshake.version", "Version", 16)
        .lookup(|code| names::tls_version(code as u16))
        .doc("The version offered or chosen; TLS 1.3 leaves 1.2 here and says the truth in an extension.", "RFC 8446 §4.1.2");
    RANDOM = FieldSpec::bytes("tls.handshake.random", "Random")
        .doc("Fresh random bytes, so that no two handshakes are alike.", "RFC 8446 §4.1.2");
    RANDOM_TIME = FieldSpec::computed("tls.handshake.random_time", "Random, first four bytes")
        .doc("Old implementations put the time here; newer ones put random bytes, which make a meaningless date.", "RFC 5246 §7.4.1.2");
    RANDOM_BYTES = FieldSpec::bytes("tls.handshake.random_bytes", "Random, the rest")
        .doc("Random bytes.", "RFC 5246 §7.4.1.2");
    SESSION_LENGTH = FieldSpec::uint("tls.handshake.session_id_length", "Session number length", 8)
        .unit("bytes")
        .doc("Length of the session number.", "RFC 5246 §7.4.1.2");
    SESSION = FieldSpec::bytes("tls.handshake.session_id", "Session number")
        .doc("Names an earlier session to go on with; TLS 1.3 only echoes it.", "RFC 5246 §7.4.1.2");
    SUITES_LENGTH = FieldSpec::uint("tls.handshake.cipher_suites_length", "Cipher suites length", 16)
        .unit("bytes")
        .doc("Two bytes for each suite.", "RFC 8446 §4.1.2");
    SUITES = FieldSpec::group("tls.handshake.ciphersuites", "Cipher suites")
        .doc("What the client can do, the preferred one first.", "RFC 8446 §4.1.2");
    SUITE = FieldSpec::hex("tls.handshake.ciphersuite", "Cipher suite", 16)
        .lookup(|code| names::tls_cipher_suite(code as u16))
        .doc("A cipher with its hash; before TLS 1.3 also the key exchange and the kind of certificate.", "RFC 8446 §B.4");
    METHODS_LENGTH = FieldSpec::uint("tls.handshake.comp_methods_length", "Compression methods length", 8)
        .unit("bytes")
        .doc("One byte for each method.", "RFC 5246 §7.4.1.2");
    METHODS = FieldSpec::group("tls.handshake.comp_methods", "Compression methods")
        .doc("What the client can do; today always none, because compression gives secrets away.", "RFC 8446 §4.1.2");
    METHOD = FieldSpec::uint("tls.handshake.comp_method", "Compression", 8)
        .codes(&[(0, "none"), (1, "DEFLATE")])
        .doc("How the data is compressed before encryption.", "RFC 3749");
}

/// A client hello; `said` becomes what the list shows of it.
pub(super) fn client(p: &mut Peel<'_>, said: &mut String, cookie: Option<Cookie>) -> Peeled {
    let version = opening(p, said)?;
    if let Some(cookie) = cookie {
        cookie(p)?;
    }
    let len = p.uint(&SUITES_LENGTH)? as usize;
    p.within(len, "cipher suites length", |p| {
        p.group(&SUITES, |p| {
            while !p.rest().is_empty() {
                p.uint(&SUITE)?;
            }
            Ok(())
        })
    })?;
    let len = p.uint(&METHODS_LENGTH)? as usize;
    p.within(len, "compression methods length", |p| {
        p.group(&METHODS, |p| {
            while !p.rest().is_empty() {
                p.uint(&METHOD)?;
            }
            Ok(())
        })
    })?;
    let mut learned = Learned::of(cookie.is_some());
    let result = extensions::list(p, super::handshake::CLIENT_HELLO, &mut learned);
    if let Some(name) = &learned.server_name {
        let _ = write!(said, " to {}", text::clean(name));
    }
    say_version(said, learned.version.unwrap_or(version));
    result
}

/// A server hello.
pub(super) fn server(p: &mut Peel<'_>, said: &mut String, over_datagrams: bool) -> Peeled {
    let version = opening(p, said)?;
    let suite = p.uint(&SUITE)? as u16;
    p.uint(&METHOD)?;
    let mut learned = Learned::of(over_datagrams);
    let result = extensions::list(p, super::handshake::SERVER_HELLO, &mut learned);
    say_version(said, learned.version.unwrap_or(version));
    if let Some(name) = names::tls_cipher_suite(suite) {
        let _ = write!(said, ", {name}");
    }
    result
}

fn say_version(said: &mut String, version: u16) {
    if let Some(name) = names::tls_version(version) {
        let _ = write!(said, ", {name}");
    }
}

/// What both hellos begin with: version, random, session.
fn opening(p: &mut Peel<'_>, said: &mut String) -> Result<u16, crate::decode::Stop> {
    let version = p.uint(&VERSION)? as u16;
    let is_retry = p.rest().starts_with(&RETRY);
    if is_retry {
        *said = "Hello retry request".into();
    }
    p.group(&RANDOM, |p| {
        p.require(32)?;
        // QUIC was never spoken with a version that put the time there.
        if is_retry || p.outer() == "quic" {
            return p.skip(32).map(drop);
        }
        let at = p.pos();
        let time = p
            .skip(4)?
            .iter()
            .fold(0i64, |time, byte| time << 8 | i64::from(*byte));
        p.mark_as(
            &RANDOM_TIME,
            at..at + 4,
            Value::Time(Timestamp::from_parts(time, 0)),
        );
        p.field(&RANDOM_BYTES, 28).map(drop)
    })?;
    let len = p.uint(&SESSION_LENGTH)? as usize;
    if len > 0 {
        p.field(&SESSION, len)?;
    }
    Ok(version)
}
