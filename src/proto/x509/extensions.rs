//! Extensions of certificates (RFC 5280 §4.2).

use super::{BIT_STRING, BOOLEAN, CONTEXT, CONTEXT_CONSTRUCTED, Holder, PADDING};
use super::{boolean, counted, element, general_name, list, oids, policy, sct};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::ber::{self, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE};

const AUTHORITY_SECTION: &str = "RFC 5280 §4.2.1.1";
const BASIC_SECTION: &str = "RFC 5280 §4.2.1.9";

crate::fields! {
    LIST = FieldSpec::uint("x509af.extensions", "Extensions", 32)
        .doc("What version 3 added to certificates.", "RFC 5280 §4.1.2.9");
    EXTENSION = FieldSpec::group("x509af.Extension_element", "Extension")
        .doc("One of them: its identifier and its value.", "RFC 5280 §4.2");
    ID = FieldSpec::computed("x509af.extension.id", "Extension's identifier")
        .doc("Which extension.", "RFC 5280 §4.2");
    CRITICAL = FieldSpec::flag("x509af.critical", "Critical")
        .doc("Whoever does not understand a critical extension must reject the certificate.", "RFC 5280 §4.2");
    VALUE = FieldSpec::bytes("", "Value")
        .doc("The extension's value.", "RFC 5280 §4.2");
    SUBJECT_KEY = FieldSpec::bytes("x509ce.SubjectKeyIdentifier", "Subject's key identifier")
        .doc("Names the key, mostly by a hash of it.", "RFC 5280 §4.2.1.2");
    AUTHORITY_KEY = FieldSpec::group("x509ce.AuthorityKeyIdentifier_element", "Authority's key")
        .doc("Which of the issuer's keys signed.", AUTHORITY_SECTION);
    KEY_ID = FieldSpec::bytes("x509ce.keyIdentifier", "Key identifier")
        .doc("The subject key identifier in the issuer's own certificate.", AUTHORITY_SECTION);
    AUTHORITY_ISSUER = FieldSpec::uint("x509ce.authorityCertIssuer", "Issuer's issuer", 32)
        .doc("Who signed the issuer's own certificate.", AUTHORITY_SECTION);
    AUTHORITY_SERIAL = FieldSpec::bytes("x509ce.authorityCertSerialNumber", "Issuer's serial number")
        .doc("The serial number of the issuer's own certificate.", AUTHORITY_SECTION);
    USAGE = FieldSpec::bytes("x509ce.KeyUsage", "Key usage")
        .doc("What the key may be used for.", "RFC 5280 §4.2.1.3");
    NAMES = FieldSpec::uint("x509ce.GeneralNames", "Names", 32)
        .doc("The names that the certificate is for: a browser looks here, not at the common name.", "RFC 5280 §4.2.1.6");
    BASIC = FieldSpec::group("x509ce.BasicConstraintsSyntax_element", "Basic constraints")
        .doc("Empty if the subject is no certification authority.", BASIC_SECTION);
    AUTHORITY = FieldSpec::flag("x509ce.cA", "Certification authority")
        .doc("The subject may sign certificates.", BASIC_SECTION);
    PATH = FieldSpec::int("x509ce.pathLenConstraint", "Longest path", 32)
        .doc("How many authorities may stand below this one.", BASIC_SECTION);
    PURPOSES = FieldSpec::uint("x509ce.KeyPurposeIDs", "Purposes", 32)
        .doc("What the key may be used for, in terms of applications.", "RFC 5280 §4.2.1.12");
    PURPOSE = FieldSpec::group("", "Purpose")
        .doc("One purpose.", "RFC 5280 §4.2.1.12");
    PURPOSE_ID = FieldSpec::computed("x509ce.KeyPurposeId", "Purpose's identifier")
        .doc("The purpose, by its object identifier.", "RFC 5280 §4.2.1.12");
}

/// What a key may be used for, one bit each; a ninth bit, for deciphering, is rarely there.
pub const USAGES: &[FieldSpec] = &[
    FieldSpec::flag("x509ce.KeyUsage.digitalSignature", "Digital signature").doc(
        "The key may sign, for example a key exchange.",
        "RFC 5280 §4.2.1.3",
    ),
    FieldSpec::flag("x509ce.KeyUsage.contentCommitment", "Content commitment").doc(
        "The key may sign what the signer shall not be able to deny.",
        "RFC 5280 §4.2.1.3",
    ),
    FieldSpec::flag("x509ce.KeyUsage.keyEncipherment", "Key encipherment").doc(
        "Others may encrypt keys with it, as the RSA key exchange did.",
        "RFC 5280 §4.2.1.3",
    ),
    FieldSpec::flag("x509ce.KeyUsage.dataEncipherment", "Data encipherment")
        .doc("Others may encrypt data with it.", "RFC 5280 §4.2.1.3"),
    FieldSpec::flag("x509ce.KeyUsage.keyAgreement", "Key agreement").doc(
        "The key may take part in a key exchange.",
        "RFC 5280 §4.2.1.3",
    ),
    FieldSpec::flag("x509ce.KeyUsage.keyCertSign", "Signing certificates").doc(
        "The key may sign certificates: an authority's key.",
        "RFC 5280 §4.2.1.3",
    ),
    FieldSpec::flag("x509ce.KeyUsage.cRLSign", "Signing revocations").doc(
        "The key may sign lists of revoked certificates.",
        "RFC 5280 §4.2.1.3",
    ),
    FieldSpec::flag("x509ce.KeyUsage.encipherOnly", "Enciphering only").doc(
        "In a key exchange the key may only encrypt.",
        "RFC 5280 §4.2.1.3",
    ),
];

/// All extensions; `holder` learns the first host name.
pub(super) fn all(p: &mut Peel<'_>, holder: &mut Holder) -> Peeled {
    list(p, SEQUENCE, &LIST, |p| {
        let oid = oids::first_in(p.rest()).unwrap_or_default();
        p.group_made(
            &EXTENSION,
            || oids::name_or_dotted(&oid),
            |p| {
                let sequence = ber::expect(p, SEQUENCE)?;
                ber::contents(p, &sequence, |p| {
                    ber::field(p, &ID, OBJECT_IDENTIFIER)?;
                    if p.rest().first() == Some(&BOOLEAN) {
                        boolean(p, &CRITICAL)?;
                    }
                    let string = ber::expect(p, OCTET_STRING)?;
                    ber::contents(p, &string, |p| value(p, &oid, holder))
                })
            },
        )
    })
}

fn value(p: &mut Peel<'_>, oid: &str, holder: &mut Holder) -> Peeled {
    match oid {
        "1.3.6.1.4.1.11129.2.4.2" => {
            let string = ber::expect(p, OCTET_STRING)?;
            ber::contents(p, &string, sct::list)
        }
        "1.3.6.1.5.5.7.1.1" => policy::accesses(p),
        "2.5.29.14" => ber::field(p, &SUBJECT_KEY, OCTET_STRING).map(drop),
        "2.5.29.15" => usage(p),
        "2.5.29.17" => list(p, SEQUENCE, &NAMES, |p| general_name::name(p, holder)),
        "2.5.29.18" => list(p, SEQUENCE, &NAMES, |p| {
            general_name::name(p, &mut Holder::default())
        }),
        "2.5.29.19" => element(p, &BASIC, basic),
        "2.5.29.31" => policy::points(p),
        "2.5.29.32" => policy::policies(p),
        "2.5.29.35" => element(p, &AUTHORITY_KEY, authority_key),
        "2.5.29.37" => list(p, SEQUENCE, &PURPOSES, |p| {
            let oid = own_oid(p.rest());
            p.group_made(
                &PURPOSE,
                || oids::name_or_dotted(&oid),
                |p| ber::field(p, &PURPOSE_ID, OBJECT_IDENTIFIER).map(drop),
            )
        }),
        _ => {
            let len = p.rest().len();
            p.field(&VALUE, len).map(drop)
        }
    }
}

/// The object identifier that the bytes begin with, in dotted form.
fn own_oid(bytes: &[u8]) -> String {
    ber::element(bytes, 0)
        .ok()
        .and_then(|oid| bytes.get(oid.start..oid.end))
        .map(ber::object_identifier)
        .unwrap_or_default()
}

fn usage(p: &mut Peel<'_>) -> Peeled {
    let string = ber::expect(p, BIT_STRING)?;
    ber::contents(p, &string, |p| {
        p.uint(&PADDING)?;
        let (at, len) = (p.pos(), p.rest().len());
        p.field(&USAGE, len)?;
        if len > 0 {
            p.bits(USAGES, at);
        }
        Ok(())
    })
}

fn basic(p: &mut Peel<'_>) -> Peeled {
    if p.rest().first() == Some(&BOOLEAN) {
        boolean(p, &AUTHORITY)?;
    }
    if p.rest().is_empty() {
        return Ok(());
    }
    ber::field(p, &PATH, INTEGER).map(drop)
}

fn authority_key(p: &mut Peel<'_>) -> Peeled {
    const ISSUER: u8 = CONTEXT_CONSTRUCTED | 1;
    const SERIAL: u8 = CONTEXT | 2;
    while let Some(id) = p.rest().first() {
        let part = ber::header(p)?;
        match *id {
            CONTEXT => ber::value(p, &KEY_ID, &part).map(drop)?,
            SERIAL => ber::value(p, &AUTHORITY_SERIAL, &part).map(drop)?,
            ISSUER => ber::contents(p, &part, |p| {
                counted(p, &AUTHORITY_ISSUER, |p| {
                    general_name::name(p, &mut Holder::default())
                })
            })?,
            _ => {
                p.skip(part.len)?;
                p.seek(part.end);
            }
        }
    }
    Ok(())
}
