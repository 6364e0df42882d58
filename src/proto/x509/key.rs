//! The holder's public key (RFC 5280 §4.1.2.7, RFC 3279 §2.3).

use super::{PADDING, algorithm, bits, oids};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};
use crate::proto::ber::{self, INTEGER, OBJECT_IDENTIFIER, SEQUENCE};

const RSA: &str = "1.2.840.113549.1.1.1";
const ELLIPTIC: &str = "1.2.840.10045.2.1";

crate::fields! {
    INFO = FieldSpec::group("x509af.subjectPublicKeyInfo_element", "Public key")
        .doc("The key that the certificate binds to the subject's name.", "RFC 5280 §4.1.2.7");
    ALGORITHM = FieldSpec::group("x509af.algorithm_element", "Kind of key")
        .doc("What the key is used with.", "RFC 5280 §4.1.2.7");
    PARAMETERS = FieldSpec::uint("pkcs1.ECParameters", "Curve", 32)
        .codes(&[(0, "given by its numbers"), (1, "given by its name"), (2, "the issuer's")])
        .doc("How the elliptic curve is given.", "RFC 5480 §2.1.1");
    CURVE = FieldSpec::computed("pkcs1.namedCurve", "Curve's identifier")
        .doc("The curve of the key.", "RFC 5480 §2.1.1.1");
    KEY = FieldSpec::bytes("x509af.subjectPublicKey", "Key")
        .doc("The key itself: for an elliptic curve a point on it.", "RFC 5280 §4.1.2.7");
    RSA_PADDING = FieldSpec::uint("", "Unused bits", 8)
        .unit("bits")
        .doc("Always 0: the key behind it fills whole bytes.", "RFC 3279 §2.3.1");
    MODULUS = FieldSpec::bytes("pkcs1.modulus", "Modulus")
        .doc("The product of two secret primes; who could find them could read and sign.", "RFC 8017 §A.1.1");
    EXPONENT = FieldSpec::int("pkcs1.publicExponent", "Public exponent", 32)
        .doc("The power to which the key's user raises numbers, mostly 65537.", "RFC 8017 §A.1.1");
}

/// The key, with what it is used with.
pub(super) fn info(p: &mut Peel<'_>) -> Peeled {
    let rest = p.rest();
    let kind = ber::element(rest, 0)
        .ok()
        .and_then(|info| oids::first_in(rest.get(info.start..)?))
        .unwrap_or_default();
    p.group_made(
        &INFO,
        || describe(rest, &kind),
        |p| {
            let sequence = ber::expect(p, SEQUENCE)?;
            ber::contents(p, &sequence, |p| {
                algorithm(p, &ALGORITHM, parameters)?;
                let padding = if kind == RSA { &RSA_PADDING } else { &PADDING };
                bits(p, padding, |p| p.group(&KEY, |p| key(p, &kind)))
            })
        },
    )
}

fn parameters(p: &mut Peel<'_>, kind: &str) -> Peeled {
    if kind != ELLIPTIC || p.rest().first() != Some(&OBJECT_IDENTIFIER) {
        return Ok(());
    }
    p.group_as(
        &PARAMETERS,
        || Value::Uint(1),
        |p| ber::field(p, &CURVE, OBJECT_IDENTIFIER).map(drop),
    )
}

fn key(p: &mut Peel<'_>, kind: &str) -> Peeled {
    let end = p.bytes().len();
    if kind == RSA {
        let sequence = ber::expect(p, SEQUENCE)?;
        ber::contents(p, &sequence, |p| {
            ber::field(p, &MODULUS, INTEGER)?;
            ber::field(p, &EXPONENT, INTEGER).map(drop)
        })?;
    }
    p.seek(end);
    Ok(())
}

/// Kind and size of the key.
fn describe(info: &[u8], kind: &str) -> String {
    let name = oids::name_or_dotted(kind);
    let detail = match kind {
        RSA => modulus_bits(info).map(|bits| format!("{bits} bits")),
        ELLIPTIC => curve(info),
        _ => None,
    };
    match detail {
        Some(detail) => format!("{name}, {detail}"),
        None => name,
    }
}

fn curve(info: &[u8]) -> Option<String> {
    let outer = ber::element(info, 0).ok()?;
    let algorithm = ber::element(info, outer.start).ok()?;
    let kind = ber::element(info, algorithm.start).ok()?;
    let curve = ber::element(info, kind.end).ok()?;
    let oid = info.get(curve.start..curve.end)?;
    (curve.id == OBJECT_IDENTIFIER).then(|| oids::name_or_dotted(&ber::object_identifier(oid)))
}

fn modulus_bits(info: &[u8]) -> Option<usize> {
    let outer = ber::element(info, 0).ok()?;
    let algorithm = ber::element(info, outer.start).ok()?;
    let string = ber::element(info, algorithm.end).ok()?;
    // The number of unused bits stands in front of the key.
    let key = ber::element(info, string.start.checked_add(1)?).ok()?;
    let modulus = ber::element(info, key.start).ok()?;
    let digits = info.get(modulus.start..modulus.end)?;
    let zeros = digits.iter().take_while(|byte| **byte == 0).count();
    let first = digits.get(zeros)?;
    Some((digits.len() - zeros) * 8 - first.leading_zeros() as usize)
}
