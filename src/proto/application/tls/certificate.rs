//! Certificates, and what is asked and proved with them (RFC 5246 §7.4.2, §7.4.4, §7.4.8;
//! RFC 6066 §8). TLS 1.3 encrypts all of this.

use std::fmt::Write;

use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::x509::{self, Holder, ocsp};

crate::fields! {
    LIST_LENGTH = FieldSpec::uint("tls.handshake.certificates_length", "Certificates length", 24)
        .unit("bytes")
        .doc("Length of all certificates together.", "RFC 5246 §7.4.2");
    LIST = FieldSpec::group("tls.handshake.certificates", "Certificates")
        .doc("The sender's own certificate first, then those that vouch for the one before.", "RFC 5246 §7.4.2");
    LENGTH = FieldSpec::uint("tls.handshake.certificate_length", "Certificate length", 24)
        .unit("bytes")
        .doc("Length of one certificate.", "RFC 5246 §7.4.2");
    CERTIFICATE = FieldSpec::bytes("tls.handshake.certificate", "Certificate")
        .doc("Binds a name to a public key; a certification authority has signed it.", "RFC 5280 §4.1");
    TYPES_COUNT = FieldSpec::uint("tls.handshake.cert_types_count", "Number of types", 8)
        .doc("One byte for each type.", "RFC 5246 §7.4.4");
    TYPES = FieldSpec::group("tls.handshake.cert_types", "Certificate types")
        .doc("The kinds of certificate that the server takes from the client.", "RFC 5246 §7.4.4");
    TYPE = FieldSpec::uint("tls.handshake.cert_type", "Certificate type", 8)
        .codes(&[(1, "RSA, signing"), (2, "DSA, signing"), (3, "RSA, fixed Diffie-Hellman"), (4, "DSA, fixed Diffie-Hellman"), (64, "ECDSA, signing"), (65, "RSA, fixed ECDH"), (66, "ECDSA, fixed ECDH")])
        .doc("The kind of key, and what it does.", "RFC 5246 §7.4.4");
    SCHEMES_LENGTH = FieldSpec::uint("tls.handshake.sig_hash_alg_len", "Algorithms length", 16)
        .unit("bytes").doc("Two bytes for each algorithm.", "RFC 5246 §7.4.4");
    SCHEMES = FieldSpec::group("tls.handshake.sig_hash_algs", "Signature algorithms")
        .doc("Signatures that the server can check.", "RFC 5246 §7.4.4");
    NAMES_LENGTH = FieldSpec::uint("tls.handshake.dnames_len", "Authorities length", 16)
        .unit("bytes").doc("Length of all names together.", "RFC 5246 §7.4.4");
    NAMES = FieldSpec::group("tls.handshake.dnames", "Authorities")
        .doc("The certification authorities that the server trusts.", "RFC 5246 §7.4.4");
    NAME_LENGTH = FieldSpec::uint("tls.handshake.dname_len", "Name length", 16)
        .unit("bytes").doc("Length of one name.", "RFC 5246 §7.4.4");
    NAME = FieldSpec::group("tls.handshake.dname", "Authority")
        .doc("The name of a certification authority, as its certificate has it.", "RFC 5246 §7.4.4");
    PROOF_LENGTH = FieldSpec::uint("tls.handshake.client_cert_vrfy.sig_len", "Signature length", 16)
        .unit("bytes").doc("Length of the signature.", "RFC 5246 §7.4.8");
    PROOF = FieldSpec::bytes("tls.handshake.client_cert_vrfy.sig", "Signature")
        .doc("Signs all messages so far: the client has the key that belongs to its certificate.", "RFC 5246 §7.4.8");
    STATUS_TYPE = FieldSpec::uint("tls.handshake.extensions_status_request_type", "Kind of status", 8)
        .codes(&[(1, "OCSP")])
        .doc("In which form it is proved that the certificate was not revoked.", "RFC 6066 §8");
    OCSP_LENGTH = FieldSpec::uint("tls.handshake.ocsp_response_len", "Response length", 24)
        .unit("bytes").doc("Length of the response.", "RFC 6066 §8");
    OCSP = FieldSpec::group("", "OCSP response")
        .doc("The authority's signed and dated word that the certificate is not revoked.", "RFC 6960 §4.2");
}

/// The list as TLS up to 1.2 sends it. Other layouts (a bare key, TLS 1.3's list after decryption)
/// have other lengths. `declared` is the length of the message, of which less may be there.
pub(super) fn chain(p: &mut Peel<'_>, declared: usize, said: &mut String) -> Peeled {
    if !fits(p.rest(), declared) {
        return Ok(());
    }
    let len = p.uint(&LIST_LENGTH)? as usize;
    let mut first = None;
    let result = p.within(len, "certificates length", |p| {
        p.group(&LIST, |p| {
            while !p.rest().is_empty() {
                let len = p.uint(&LENGTH)? as usize;
                let mut holder = Holder::default();
                let result = p.within(len, "certificate length", |p| {
                    p.group(&CERTIFICATE, |p| {
                        let end = p.bytes().len();
                        let result = p.unspelled(|p| x509::certificate(p, &mut holder));
                        p.seek(end);
                        result
                    })
                });
                first.get_or_insert(holder);
                result?;
            }
            Ok(())
        })
    });
    if let Some(name) = first
        .and_then(|holder| holder.common_name.or(holder.host))
        .filter(|name| !name.is_empty())
    {
        let _ = write!(said, " of {name}");
    }
    result
}

/// True if the lengths of the list and of its certificates fit to the last byte of the message, as
/// far as it is there.
fn fits(message: &[u8], declared: usize) -> bool {
    let length = |at: usize| {
        let three = message.get(at..at + 3)?;
        Some(
            three
                .iter()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte)),
        )
    };
    if length(0).is_none_or(|list| list + 3 != declared) {
        return false;
    }
    let mut at = 3;
    while let Some(len) = length(at) {
        at += 3 + len;
    }
    // The last length is that of a certificate which is not all there, or ends the message.
    at == declared || at < declared && at + 3 > message.len() && message.len() < declared
}

/// What the server wants to see of the client. Before TLS 1.2 the signature algorithms are not
/// there.
pub(super) fn request(p: &mut Peel<'_>) -> Peeled {
    let rest = p.rest();
    let length = |at: usize| {
        let two = rest.get(at..at + 2)?;
        Some(usize::from(u16::from_be_bytes([two[0], two[1]])))
    };
    let Some(names) = rest.first().map(|count| 1 + usize::from(*count)) else {
        return Ok(());
    };
    let is_old = length(names).is_some_and(|len| names + 2 + len == rest.len());
    let is_new = length(names)
        .and_then(|schemes| Some((schemes, length(names + 2 + schemes)?)))
        .is_some_and(|(schemes, len)| names + 4 + schemes + len == rest.len());
    if is_old == is_new {
        return Ok(());
    }
    let count = p.uint(&TYPES_COUNT)? as usize;
    p.within(count, "number of types", |p| {
        p.group(&TYPES, |p| {
            while !p.rest().is_empty() {
                p.uint(&TYPE)?;
            }
            Ok(())
        })
    })?;
    if is_new {
        let len = p.uint(&SCHEMES_LENGTH)? as usize;
        p.within(len, "algorithms length", |p| {
            p.group(&SCHEMES, |p| {
                while !p.rest().is_empty() {
                    x509::scheme(p)?;
                }
                Ok(())
            })
        })?;
    }
    let len = p.uint(&NAMES_LENGTH)? as usize;
    if len == 0 {
        return Ok(());
    }
    p.within(len, "authorities length", |p| p.group(&NAMES, authorities))
}

fn authorities(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() {
        let len = p.uint(&NAME_LENGTH)? as usize;
        p.within(len, "name length", |p| x509::distinguished(p, &NAME))?;
    }
    Ok(())
}

/// The client's proof that it has its certificate's key; before TLS 1.2 the algorithm is not there.
pub(super) fn verify(p: &mut Peel<'_>) -> Peeled {
    let rest = p.rest();
    let is_at = |at: usize| {
        rest.get(at..at + 2).is_some_and(|two| {
            at + 2 + usize::from(u16::from_be_bytes([two[0], two[1]])) == rest.len()
        })
    };
    match (is_at(0), is_at(2)) {
        (false, true) => x509::scheme(p)?,
        (true, false) => {}
        _ => return Ok(()),
    }
    let len = p.uint(&PROOF_LENGTH)? as usize;
    p.field(&PROOF, len).map(drop)
}

/// The proof that the certificate was not revoked, which the server brings along.
pub(super) fn status(p: &mut Peel<'_>) -> Peeled {
    if p.uint(&STATUS_TYPE)? != 1 {
        return Ok(());
    }
    let len = p.uint(&OCSP_LENGTH)? as usize;
    p.within(len, "response length", |p| {
        p.group(&OCSP, |p| {
            let end = p.bytes().len();
            let result = p.unspelled(|p| ocsp::response(p, &mut ocsp::Said::default()));
            p.seek(end);
            result
        })
    })
}
