//! Certificates (RFC 5246 §7.4.2, RFC 8446 §4.4.2).

use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

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
}

/// The list as TLS up to 1.2 sends it; TLS 1.3 encrypts its certificates.
pub(super) fn chain(p: &mut Peel<'_>) -> Peeled {
    let len = p.uint(&LIST_LENGTH)? as usize;
    p.within(len, "certificates length", |p| {
        p.group(&LIST, |p| {
            while !p.rest().is_empty() {
                let len = p.uint(&LENGTH)? as usize;
                p.field(&CERTIFICATE, len)?;
            }
            Ok(())
        })
    })
}
