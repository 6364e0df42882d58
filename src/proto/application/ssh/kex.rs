//! The offers that open a key exchange (RFC 4253 §7.1): lists of names, preferred ones first.

use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const SECTION: &str = "RFC 4253 §7.1";

const fn list(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, SECTION)
}

const fn length(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Length of the list", 32)
        .unit("bytes")
        .doc(
            "How many bytes the list of names behind it has.",
            "RFC 4251 §5",
        )
}

/// The cookie, then the lists: of each its length and its names.
pub(super) static OFFERS: &[FieldSpec] = &[
    FieldSpec::bytes("ssh.cookie", "Cookie").wide(16).doc(
        "Random bytes, so that neither side alone decides the keys.",
        SECTION,
    ),
    length("ssh.kex_algorithms_length"),
    list(
        "ssh.kex_algorithms",
        "Key exchange",
        "Ways to agree on a secret, the preferred one first.",
    ),
    length("ssh.server_host_key_algorithms_length"),
    list(
        "ssh.server_host_key_algorithms",
        "Host keys",
        "Kinds of keys by which the server may prove who it is.",
    ),
    length("ssh.encryption_algorithms_client_to_server_length"),
    list(
        "ssh.encryption_algorithms_client_to_server",
        "Ciphers to the server",
        "Ciphers for what the client sends.",
    ),
    length("ssh.encryption_algorithms_server_to_client_length"),
    list(
        "ssh.encryption_algorithms_server_to_client",
        "Ciphers to the client",
        "Ciphers for what the server sends.",
    ),
    length("ssh.mac_algorithms_client_to_server_length"),
    list(
        "ssh.mac_algorithms_client_to_server",
        "Check codes to the server",
        "How what the client sends is protected against changes.",
    ),
    length("ssh.mac_algorithms_server_to_client_length"),
    list(
        "ssh.mac_algorithms_server_to_client",
        "Check codes to the client",
        "How what the server sends is protected against changes.",
    ),
    length("ssh.compression_algorithms_client_to_server_length"),
    list(
        "ssh.compression_algorithms_client_to_server",
        "Compression to the server",
        "How what the client sends may be compressed.",
    ),
    length("ssh.compression_algorithms_server_to_client_length"),
    list(
        "ssh.compression_algorithms_server_to_client",
        "Compression to the client",
        "How what the server sends may be compressed.",
    ),
    length("ssh.languages_client_to_server_length"),
    list(
        "ssh.languages_client_to_server",
        "Languages to the server",
        "Languages of messages for people; mostly empty.",
    ),
    length("ssh.languages_server_to_client_length"),
    list(
        "ssh.languages_server_to_client",
        "Languages to the client",
        "Languages of messages for people; mostly empty.",
    ),
];

/// What stands behind the lists.
pub(super) const FOLLOWS: &[FieldSpec] = &[
    FieldSpec::uint("ssh.first_kex_packet_follows", "First packet follows", 8)
        .codes(&[(0, "no"), (1, "yes")])
        .doc(
            "The sender guesses which way will be agreed on and goes on without waiting.",
            SECTION,
        ),
    FieldSpec::bytes("ssh.kex.reserved", "Reserved")
        .wide(4)
        .doc("Zero, for later versions.", SECTION),
];

/// Reads the offers from the cookie on.
pub(super) fn offers(p: &mut Peel<'_>) -> Peeled {
    let [cookie, lists @ ..] = OFFERS else {
        return Ok(());
    };
    p.field(cookie, 16)?;
    for [length, names] in lists.as_chunks::<2>().0 {
        let len = p.uint(length)? as usize;
        p.field(names, len)?;
    }
    p.rows(FOLLOWS)?;
    Ok(())
}
