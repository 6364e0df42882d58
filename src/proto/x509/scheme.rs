//! Signature schemes, which TLS 1.2 read as two numbers (RFC 8446 §4.2.3, RFC 5246 §7.4.1.4.1).

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, names};

crate::fields! {
    SCHEME = FieldSpec::hex("tls.handshake.sig_hash_alg", "Signature algorithm", 16)
        .lookup(|code| names::tls_signature_scheme(code as u16))
        .doc("A way to sign: kind of key, and hash.", "RFC 8446 §4.2.3");
    HASH = FieldSpec::uint("tls.handshake.sig_hash_hash", "Hash", 8)
        .codes(&[(0, "none"), (1, "MD5"), (2, "SHA-1"), (3, "SHA-224"), (4, "SHA-256"), (5, "SHA-384"), (6, "SHA-512"), (8, "part of the algorithm")])
        .doc("The hash that is signed, as TLS 1.2 reads the number.", "RFC 5246 §7.4.1.4.1");
    KEY = FieldSpec::uint("tls.handshake.sig_hash_sig", "Kind of key", 8)
        .doc("The kind of key that signs, as TLS 1.2 reads the number: 1 is RSA, 2 DSA, 3 ECDSA behind the old hashes.", "RFC 5246 §7.4.1.4.1");
}

/// A signature scheme and its two parts.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub fn scheme(p: &mut Peel<'_>) -> Peeled {
    p.group(&SCHEME, |p| {
        p.uint(&HASH)?;
        p.uint(&KEY).map(drop)
    })
}
