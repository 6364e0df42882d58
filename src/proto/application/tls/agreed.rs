//! What the two ends of a connection have agreed on, for the messages that do not say it again.

use super::handshake::{CLIENT_HELLO, SERVER_HELLO};
use crate::decode::Peel;

/// The version and the cipher suite that the server has chosen; 0 as long as it has not.
const VERSION: &str = "tls version";
const SUITE: &str = "tls cipher suite";
/// By side: 1 once it encrypts its handshake messages.
const SEALED: &str = "tls sealed";

const SUPPORTED_VERSIONS: u16 = 43;

/// True if the handshake messages of this side are encrypted.
pub(super) fn is_sealed(p: &Peel<'_>) -> bool {
    p.fact(SEALED, p.side()) == Some(1)
}

/// True if the two ends speak TLS 1.3, or one of its drafts, which have numbers of their own.
pub(super) fn is_1_3(p: &Peel<'_>) -> bool {
    matches!(
        p.fact(VERSION, 0),
        Some(0x0304 | 0x7f00..=0x7fff | 0xfb17 | 0xfb1a)
    )
}

/// The cipher suite, once the server has chosen it.
pub(super) fn suite(p: &Peel<'_>) -> Option<u16> {
    let suite = p.fact(SUITE, 0).filter(|suite| *suite != 0)?;
    u16::try_from(suite).ok()
}

/// This side has said that it encrypts from here on.
pub(super) fn seal(p: &mut Peel<'_>) {
    if !is_sealed(p) {
        p.note(SEALED, p.side(), 1);
    }
}

/// Learns from a whole handshake message in the clear.
pub(super) fn learn(p: &mut Peel<'_>, message: &[u8]) {
    match message {
        // A new connection may use the same ports.
        [CLIENT_HELLO, ..] => {
            for (name, index) in [(VERSION, 0), (SUITE, 0), (SEALED, 0), (SEALED, 1)] {
                if p.fact(name, index).is_some_and(|value| value != 0) {
                    p.note(name, index, 0);
                }
            }
        }
        [SERVER_HELLO, ..] => {
            if let Some((version, suite)) = chosen(message) {
                p.note(VERSION, 0, version.into());
                p.note(SUITE, 0, suite.into());
            }
        }
        _ => {}
    }
}

/// Version and cipher suite of a server hello (RFC 8446 §4.1.3).
fn chosen(message: &[u8]) -> Option<(u16, u16)> {
    let short = |at: usize| {
        let two = message.get(at..at + 2)?;
        Some(u16::from_be_bytes([two[0], two[1]]))
    };
    let session = 4 + 2 + 32;
    let suite_at = session + 1 + usize::from(*message.get(session)?);
    let (mut version, suite) = (short(4)?, short(suite_at)?);
    // Behind suite and compression method: the length of all extensions, then each with its own.
    let mut at = suite_at + 2 + 1 + 2;
    while let (Some(kind), Some(len)) = (short(at), short(at + 2)) {
        if kind == SUPPORTED_VERSIONS {
            version = short(at + 4)?;
        }
        at += 4 + usize::from(len);
    }
    Some((version, suite))
}
