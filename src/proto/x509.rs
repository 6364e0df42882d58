//! X.509 certificates (RFC 5280), as TLS and others carry them: fields for the layer that does.

mod extensions;
mod general_name;
mod key;
mod name;
pub mod ocsp;
mod oids;
mod policy;
mod scheme;
pub mod sct;
#[cfg(test)]
mod tests;

use super::ber::{self, CONSTRUCTED, INTEGER, OBJECT_IDENTIFIER, SEQUENCE};
use crate::decode::{Peel, Peeled, join_fields};
use crate::model::{Codes, FieldSpec, Timestamp, Value};

pub use extensions::USAGES;
pub use name::distinguished;
pub use scheme::scheme;

/// Identifier octets of the universal class that certificates use (X.680 §8.6).
const BOOLEAN: u8 = 0x01;
const BIT_STRING: u8 = 0x03;
const SET: u8 = 0x31;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// Identifier octets of the context class: bits for the class, and the number of the part.
const CONTEXT: u8 = 0x80;
const CONTEXT_CONSTRUCTED: u8 = CONTEXT | CONSTRUCTED;

/// Whom a certificate is for.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The subject's common name.
    pub common_name: Option<String>,
    /// The first host name among the alternative names.
    pub host: Option<String>,
}

const CERTIFICATE: &str = "RFC 5280 §4.1";
const TIMES: Codes = &[(0, "UTC time"), (1, "generalized time")];

static OWN: &[&FieldSpec] = &[
    &SIGNED,
    &VERSION,
    &SERIAL,
    &SIGNATURE,
    &ALGORITHM_ID,
    &ISSUER,
    &VALIDITY,
    &NOT_BEFORE,
    &NOT_AFTER,
    &UTC,
    &GENERALIZED,
    &SUBJECT,
    &SIGNED_WITH,
    &PADDING,
    &ENCRYPTED,
];

static SIGNED: FieldSpec = FieldSpec::group("x509af.signedCertificate_element", "What is signed")
    .doc(
        "All that the certification authority vouches for with its signature.",
        CERTIFICATE,
    );
static VERSION: FieldSpec = FieldSpec::int("x509af.version", "Version", 32)
    .codes(&[(0, "version 1"), (1, "version 2"), (2, "version 3")])
    .doc(
        "Version 3 has extensions; today all certificates are of version 3.",
        "RFC 5280 §4.1.2.1",
    );
static SERIAL: FieldSpec = FieldSpec::bytes("x509af.serialNumber", "Serial number").doc(
    "Unique among the certificates of its issuer; a revocation names it.",
    "RFC 5280 §4.1.2.2",
);
static SIGNATURE: FieldSpec = FieldSpec::group("x509af.signature_element", "Signature algorithm")
    .doc(
        "How the issuer signed; the same stands again in front of the signature.",
        "RFC 5280 §4.1.2.3",
    );
static ALGORITHM_ID: FieldSpec =
    FieldSpec::computed("x509af.algorithm.id", "Algorithm's identifier").doc(
        "The object identifier of an algorithm for signatures or keys.",
        "RFC 5280 §4.1.1.2",
    );
static ISSUER: FieldSpec = FieldSpec::uint("x509af.issuer", "Issuer", 32)
    .codes(name::FORMS)
    .doc(
        "The certification authority that signed.",
        "RFC 5280 §4.1.2.4",
    );
static VALIDITY: FieldSpec = FieldSpec::group("x509af.validity_element", "Validity").doc(
    "The time in which the certificate may be used.",
    "RFC 5280 §4.1.2.5",
);
static NOT_BEFORE: FieldSpec = FieldSpec::uint("x509af.notBefore", "Not before", 32)
    .codes(TIMES)
    .doc(
        "The certificate is not valid before this time.",
        "RFC 5280 §4.1.2.5",
    );
static NOT_AFTER: FieldSpec = FieldSpec::uint("x509af.notAfter", "Not after", 32)
    .codes(TIMES)
    .doc(
        "The certificate is not valid after this time.",
        "RFC 5280 §4.1.2.5",
    );
static UTC: FieldSpec = FieldSpec::computed("x509af.utcTime", "Time").doc(
    "Its year has two digits: from 50 on they mean 19xx, below 20xx.",
    "RFC 5280 §4.1.2.5.1",
);
static GENERALIZED: FieldSpec = FieldSpec::computed("x509af.generalizedTime", "Time").doc(
    "Its year has four digits, which is needed from 2050 on.",
    "RFC 5280 §4.1.2.5.2",
);
static SUBJECT: FieldSpec = FieldSpec::uint("x509af.subject", "Subject", 32)
    .codes(name::FORMS)
    .doc(
        "Whom the certificate is for: the holder of the key.",
        "RFC 5280 §4.1.2.6",
    );
static SIGNED_WITH: FieldSpec =
    FieldSpec::group("x509af.algorithmIdentifier_element", "Signature algorithm")
        .doc("How the signature was made.", "RFC 5280 §4.1.1.2");
static PADDING: FieldSpec = FieldSpec::uint("ber.bitstring.padding", "Unused bits", 8)
    .unit("bits")
    .doc(
        "How many bits of the last byte do not count.",
        "X.690 §8.6.2",
    );
static ENCRYPTED: FieldSpec = FieldSpec::bytes("x509af.encrypted", "Signature").doc(
    "Whoever knows the issuer's public key can check it; only the issuer could make it.",
    "RFC 5280 §4.1.1.3",
);

const COUNT: usize = OWN.len()
    + name::FIELDS.len()
    + key::FIELDS.len()
    + general_name::FIELDS.len()
    + policy::FIELDS.len()
    + extensions::FIELDS.len()
    + scheme::FIELDS.len()
    + sct::FIELDS.len()
    + ocsp::FIELDS.len();
/// All fields that a certificate, or what is said of one, may have, for the list of the protocol that carries it.
pub static FIELDS: &[&FieldSpec] = &join_fields::<COUNT>(&[
    OWN,
    name::FIELDS,
    key::FIELDS,
    general_name::FIELDS,
    policy::FIELDS,
    extensions::FIELDS,
    scheme::FIELDS,
    sct::FIELDS,
    ocsp::FIELDS,
]);

/// A certificate from the cursor on; `holder` learns whom it is for.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there or no certificate.
pub fn certificate(p: &mut Peel<'_>, holder: &mut Holder) -> Peeled {
    let whole = ber::expect(p, SEQUENCE)?;
    ber::contents(p, &whole, |p| {
        element(p, &SIGNED, |p| signed(p, holder))?;
        algorithm(p, &SIGNED_WITH, |_, _| Ok(()))?;
        bits(p, &PADDING, |p| {
            let len = p.rest().len();
            p.field(&ENCRYPTED, len).map(drop)
        })
    })
}

fn signed(p: &mut Peel<'_>, holder: &mut Holder) -> Peeled {
    // Version 1 is not written down.
    if p.rest().first() == Some(&CONTEXT_CONSTRUCTED) {
        let version = ber::header(p)?;
        ber::contents(p, &version, |p| ber::field(p, &VERSION, INTEGER).map(drop))?;
    }
    ber::field(p, &SERIAL, INTEGER)?;
    algorithm(p, &SIGNATURE, |_, _| Ok(()))?;
    name::name(p, &ISSUER, &name::PARTS, &mut Holder::default())?;
    element(p, &VALIDITY, |p| {
        time(p, &NOT_BEFORE)?;
        time(p, &NOT_AFTER)
    })?;
    name::name(p, &SUBJECT, &name::SUBJECT_PARTS, holder)?;
    key::info(p)?;
    // Unique identifiers [1] and [2] are of the past.
    while let Some(id) = p.rest().first() {
        let part = ber::header(p)?;
        if *id == CONTEXT_CONSTRUCTED | 3 {
            ber::contents(p, &part, |p| extensions::all(p, holder))?;
        } else {
            p.skip(part.len)?;
            p.seek(part.end);
        }
    }
    Ok(())
}

/// A sequence with its header as a field.
fn element(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    parts: impl FnOnce(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    p.group(spec, |p| {
        let sequence = ber::expect(p, SEQUENCE)?;
        ber::contents(p, &sequence, parts)
    })
}

/// A sequence or set whose contents are a field, with their number as its value.
fn list(
    p: &mut Peel<'_>,
    id: u8,
    spec: &'static FieldSpec,
    one: impl FnMut(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    let sequence = ber::expect(p, id)?;
    ber::contents(p, &sequence, |p| counted(p, spec, one))
}

/// All elements that are left as one field, with their number as its value.
fn counted(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    mut one: impl FnMut(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    let rest = p.rest();
    let (mut count, mut at) = (0, 0);
    while let Ok(element) = ber::element(rest, at) {
        (count, at) = (count + 1, element.end);
    }
    p.group_as(
        spec,
        || Value::Uint(count),
        |p| {
            while !p.rest().is_empty() {
                one(p)?;
            }
            Ok(())
        },
    )
}

/// An algorithm and its parameters; `parameters` gets its identifier in dotted form.
fn algorithm(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    parameters: impl FnOnce(&mut Peel<'_>, &str) -> Peeled,
) -> Peeled {
    let named = oids::first_in(p.rest()).unwrap_or_default();
    p.group_made(
        spec,
        || oids::name_or_dotted(&named),
        |p| {
            let sequence = ber::expect(p, SEQUENCE)?;
            ber::contents(p, &sequence, |p| {
                ber::field(p, &ALGORITHM_ID, OBJECT_IDENTIFIER)?;
                if p.rest().is_empty() {
                    return Ok(());
                }
                parameters(p, &named)
            })
        },
    )
}

/// A string of bits: how many of them do not count, and the bytes.
fn bits(
    p: &mut Peel<'_>,
    padding: &'static FieldSpec,
    contents: impl FnOnce(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    let string = ber::expect(p, BIT_STRING)?;
    ber::contents(p, &string, |p| {
        p.uint(padding)?;
        contents(p)
    })
}

/// True or false; anything but zero is true (X.690 §8.2.2).
fn boolean(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let element = ber::expect(p, BOOLEAN)?;
    let bytes = p.skip(element.len)?;
    let is_true = bytes.iter().any(|byte| *byte != 0);
    p.mark_as(
        spec,
        element.start..element.end,
        Value::Uint(u64::from(is_true)),
    );
    Ok(())
}

/// A time in one of its two forms.
fn time(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let is_long = p.rest().first() == Some(&GENERALIZED_TIME);
    p.group_as(
        spec,
        || Value::Uint(u64::from(is_long)),
        |p| {
            let (id, spec) = if is_long {
                (GENERALIZED_TIME, &GENERALIZED)
            } else {
                (UTC_TIME, &UTC)
            };
            let element = ber::expect(p, id)?;
            let text = p.skip(element.len)?;
            p.mark_as(spec, element.start..element.end, moment(text, is_long));
            Ok(())
        },
    )
}

/// A time like `261120074102Z`, or with four digits for the year. What is written otherwise is
/// shown as it is.
fn moment(text: &[u8], is_long: bool) -> Value {
    let pair = |at: usize| match text.get(at..at + 2) {
        Some([a @ b'0'..=b'9', b @ b'0'..=b'9']) => {
            Some(u32::from(a - b'0') * 10 + u32::from(b - b'0'))
        }
        _ => None,
    };
    let read = || {
        let (year, at) = if is_long {
            (pair(0)? * 100 + pair(2)?, 4)
        } else {
            let year = pair(0)?;
            (year + if year >= 50 { 1900 } else { 2000 }, 2)
        };
        let parts = [
            pair(at)?,
            pair(at + 2)?,
            pair(at + 4)?,
            pair(at + 6)?,
            pair(at + 8)?,
        ];
        (text.get(at + 10..) == Some(b"Z")).then_some((year, parts))
    };
    let Some((year, [month, day, hour, minute, second])) = read() else {
        return Value::Text;
    };
    if is_long && let Some(time) = Timestamp::from_utc(year, month, day, (hour, minute, second)) {
        return Value::Time(time);
    }
    Value::Made(
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} (UTC)").into(),
    )
}
