//! Names of the object identifiers that certificates have.

use crate::proto::ber::{self, OBJECT_IDENTIFIER};

/// Dotted form and name, sorted by the dotted form as text.
const NAMES: &[(&str, &str)] = &[
    ("0.9.2342.19200300.100.1.1", "user"),
    ("0.9.2342.19200300.100.1.25", "domain component"),
    ("1.2.840.10040.4.1", "DSA"),
    ("1.2.840.10040.4.3", "DSA with SHA-1"),
    ("1.2.840.10045.2.1", "elliptic curve"),
    ("1.2.840.10045.3.1.1", "P-192"),
    ("1.2.840.10045.3.1.7", "P-256"),
    ("1.2.840.10045.4.1", "ECDSA with SHA-1"),
    ("1.2.840.10045.4.3.2", "ECDSA with SHA-256"),
    ("1.2.840.10045.4.3.3", "ECDSA with SHA-384"),
    ("1.2.840.10045.4.3.4", "ECDSA with SHA-512"),
    ("1.2.840.113549.1.1.1", "RSA"),
    ("1.2.840.113549.1.1.10", "RSA-PSS"),
    ("1.2.840.113549.1.1.11", "RSA with SHA-256"),
    ("1.2.840.113549.1.1.12", "RSA with SHA-384"),
    ("1.2.840.113549.1.1.13", "RSA with SHA-512"),
    ("1.2.840.113549.1.1.2", "RSA with MD2"),
    ("1.2.840.113549.1.1.4", "RSA with MD5"),
    ("1.2.840.113549.1.1.5", "RSA with SHA-1"),
    ("1.2.840.113549.1.9.1", "e-mail address"),
    ("1.2.840.113549.1.9.2", "unstructured name"),
    ("1.3.101.110", "X25519"),
    ("1.3.101.112", "Ed25519"),
    ("1.3.101.113", "Ed448"),
    ("1.3.132.0.10", "secp256k1"),
    ("1.3.132.0.34", "P-384"),
    ("1.3.132.0.35", "P-521"),
    ("1.3.6.1.4.1.11129.2.4.2", "signed certificate timestamps"),
    ("1.3.6.1.4.1.11129.2.4.3", "precertificate"),
    ("1.3.6.1.4.1.311.20.2", "certificate template name"),
    ("1.3.6.1.4.1.311.20.2.2", "smart card logon"),
    ("1.3.6.1.4.1.311.20.2.3", "user principal name"),
    (
        "1.3.6.1.4.1.311.21.1",
        "version of the authority's certificate",
    ),
    ("1.3.6.1.4.1.311.60.2.1.1", "locality of registration"),
    ("1.3.6.1.4.1.311.60.2.1.2", "state of registration"),
    ("1.3.6.1.4.1.311.60.2.1.3", "country of registration"),
    ("1.3.6.1.5.5.7.1.1", "authority information access"),
    ("1.3.6.1.5.5.7.1.24", "TLS features"),
    ("1.3.6.1.5.5.7.1.3", "qualified certificate statements"),
    ("1.3.6.1.5.5.7.2.1", "certification practice statement"),
    ("1.3.6.1.5.5.7.2.2", "user notice"),
    ("1.3.6.1.5.5.7.3.1", "TLS server"),
    ("1.3.6.1.5.5.7.3.2", "TLS client"),
    ("1.3.6.1.5.5.7.3.3", "code signing"),
    ("1.3.6.1.5.5.7.3.4", "e-mail protection"),
    ("1.3.6.1.5.5.7.3.8", "time stamping"),
    ("1.3.6.1.5.5.7.3.9", "OCSP signing"),
    ("1.3.6.1.5.5.7.48.1", "OCSP"),
    ("1.3.6.1.5.5.7.48.2", "the issuer's certificate"),
    ("2.16.840.1.113730.1.1", "Netscape certificate type"),
    ("2.16.840.1.113730.1.13", "Netscape comment"),
    (
        "2.16.840.1.113730.4.1",
        "Netscape server gated cryptography",
    ),
    ("2.23.140.1.1", "extended validation"),
    ("2.23.140.1.2.1", "domain validated"),
    ("2.23.140.1.2.2", "organization validated"),
    ("2.23.140.1.2.3", "individual validated"),
    ("2.5.29.14", "subject key identifier"),
    ("2.5.29.15", "key usage"),
    ("2.5.29.16", "private key usage period"),
    ("2.5.29.17", "subject alternative name"),
    ("2.5.29.18", "issuer alternative name"),
    ("2.5.29.19", "basic constraints"),
    ("2.5.29.30", "name constraints"),
    ("2.5.29.31", "CRL distribution points"),
    ("2.5.29.32", "certificate policies"),
    ("2.5.29.32.0", "any policy"),
    ("2.5.29.35", "authority key identifier"),
    ("2.5.29.37", "extended key usage"),
    ("2.5.29.37.0", "any purpose"),
    ("2.5.4.10", "organization"),
    ("2.5.4.11", "organizational unit"),
    ("2.5.4.12", "title"),
    ("2.5.4.13", "description"),
    ("2.5.4.15", "business category"),
    ("2.5.4.17", "postal code"),
    ("2.5.4.3", "common name"),
    ("2.5.4.4", "surname"),
    ("2.5.4.41", "name"),
    ("2.5.4.42", "given name"),
    ("2.5.4.46", "distinguished name qualifier"),
    ("2.5.4.5", "serial number"),
    ("2.5.4.6", "country"),
    ("2.5.4.7", "locality"),
    ("2.5.4.8", "state or province"),
    ("2.5.4.9", "street"),
];

/// The name of an object identifier in dotted form.
pub(super) fn name(dotted: &str) -> Option<&'static str> {
    NAMES
        .binary_search_by_key(&dotted, |entry| entry.0)
        .ok()
        .map(|index| NAMES[index].1)
}

/// The name of an object identifier, or itself if it has none here.
pub(super) fn name_or_dotted(dotted: &str) -> String {
    name(dotted).unwrap_or(dotted).to_owned()
}

/// The object identifier, in dotted form, with which the element at the first byte begins.
pub(super) fn first_in(bytes: &[u8]) -> Option<String> {
    let outer = ber::element(bytes, 0).ok()?;
    let oid = ber::element(bytes, outer.start).ok()?;
    let is_inside = oid.id == OBJECT_IDENTIFIER && oid.end <= outer.end;
    let contents = bytes.get(oid.start..oid.end).filter(|_| is_inside)?;
    Some(ber::object_identifier(contents))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(NAMES.windows(2).all(|two| two[0].0 < two[1].0));
        assert_eq!(name("2.5.4.3"), Some("common name"));
        assert_eq!(name("2.5.4"), None);
    }
}
