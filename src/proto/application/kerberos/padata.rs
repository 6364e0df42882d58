//! Pre-authentication data: proofs and hints (RFC 4120 §5.2.7).

use super::message::ap_request;
use super::names;
use super::parts::{self, number, structure, value};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::ber;

const SECTION: &str = "RFC 4120 §5.2.7";

const TGS_REQUEST: i64 = 1;
const ENCRYPTED_TIME: i64 = 2;
const TYPES_AND_SALTS: i64 = 11;
const TYPES_AND_SALTS_2: i64 = 19;
const PAC_REQUEST: i64 = 128;
const FAST: i64 = 136;
const SUPPORTED_TYPES: i64 = 165;

/// Context tags of the two kinds of armoured messages.
const CHOICE_0: u8 = 0xa0;

crate::fields! {
    ITEM = FieldSpec::group("kerberos.PA_DATA_element", "Item").doc("A proof or a hint.", SECTION);
    KIND = FieldSpec::int("kerberos.padata_type", "Type", 32).codes(names::PA_TYPES).doc("What it is.", SECTION);
    VALUE = FieldSpec::bytes("kerberos.padata_value", "Value").doc("In a form that depends on the type.", SECTION);
    ENTRY = FieldSpec::group("kerberos.ETYPE_INFO_ENTRY_element", "Encryption").doc("One that the server can do, and the salt for the password.", "RFC 4120 §5.2.7.4");
    ENTRY_2 = FieldSpec::group("kerberos.ETYPE_INFO2_ENTRY_element", "Encryption").doc("One that the server can do, and the salt for the password.", "RFC 4120 §5.2.7.5");
    SALT = FieldSpec::bytes("kerberos.info_salt", "Salt").doc("Is mixed with the password, so that equal passwords make different keys.", "RFC 4120 §5.2.7.4");
    SALT_2 = FieldSpec::text("kerberos.info2_salt", "Salt").doc("Is mixed with the password, so that equal passwords make different keys.", "RFC 4120 §5.2.7.5");
    S2K = FieldSpec::bytes("kerberos.s2kparams", "Parameters").doc("For making a key of the password, such as how many rounds.", "RFC 3962 §4");
    PAC = FieldSpec::uint("kerberos.include_pac", "Include PAC", 8).doc("Whether the ticket shall say in which Windows groups the user is.", "MS-KILE §2.2.3");
    ARMORED = FieldSpec::group("kerberos.armored_data_element", "Armoured data").doc("The real request, protected by another ticket.", "RFC 6113 §5.4.2");
    ARMOR = FieldSpec::group("kerberos.armor_element", "Armour").doc("The ticket that protects.", "RFC 6113 §5.4.1");
    ARMOR_TYPE = FieldSpec::int("kerberos.armor_type", "Type", 32).codes(&[(1, "AP request")]).doc("What the armour is.", "RFC 6113 §5.4.1");
    ARMOR_VALUE = FieldSpec::bytes("kerberos.armor_value", "Value").doc("The armour.", "RFC 6113 §5.4.1");
    REQUEST_CHECKSUM = FieldSpec::group("kerberos.req_checksum_element", "Checksum").doc("Over the outer request.", "RFC 6113 §5.4.2");
    FAST_REQUEST = FieldSpec::group("kerberos.enc_fast_req_element", "Encrypted request").doc("Only the server can read it.", "RFC 6113 §5.4.2");
    FAST_REPLY = FieldSpec::group("kerberos.enc_fast_rep_element", "Encrypted reply").doc("Only the client can read it.", "RFC 6113 §5.4.3");
    SUPPORTED = FieldSpec::hex("kerberos.supported_entypes", "Supported encryptions", 32)
        .little()
        .doc("One bit each: 1 DES-CRC, 2 DES-MD5, 4 RC4, 8 AES-128, 16 AES-256.", "MS-KILE §2.2.7");
}

/// Reads one item.
pub(super) fn item(p: &mut Peel<'_>) -> Peeled {
    let mut kind = 0;
    structure(p, &ITEM, |p, tag| match tag {
        1 => {
            kind = number(p, &KIND)?;
            Ok(())
        }
        2 => {
            let element = ber::header(p)?;
            ber::contents(p, &element, |p| {
                p.mark(&VALUE, p.pos()..p.bytes().len());
                inside(p, kind)
            })
        }
        _ => Ok(()),
    })
}

fn inside(p: &mut Peel<'_>, kind: i64) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    match kind {
        TGS_REQUEST => {
            let tag = ber::header(p)?;
            ber::contents(p, &tag, ap_request)
        }
        ENCRYPTED_TIME => parts::bare_encrypted(p),
        TYPES_AND_SALTS => entries(p, &ENTRY, &SALT),
        TYPES_AND_SALTS_2 => entries(p, &ENTRY_2, &SALT_2),
        PAC_REQUEST => parts::sequence(p, |p, tag| match tag {
            0 => pac(p),
            _ => Ok(()),
        }),
        FAST if p.rest().first() == Some(&CHOICE_0) => fast(p),
        SUPPORTED_TYPES if p.rest().len() == 4 => p.uint(&SUPPORTED).map(drop),
        _ => Ok(()),
    }
}

fn entries(p: &mut Peel<'_>, entry: &'static FieldSpec, salt: &'static FieldSpec) -> Peeled {
    let list = ber::expect(p, ber::SEQUENCE)?;
    ber::contents(p, &list, |p| {
        while !p.rest().is_empty() && !p.is_full() {
            structure(p, entry, |p, tag| match tag {
                0 => number(p, &parts::ENCRYPTION).map(drop),
                1 => value(p, salt).map(drop),
                2 => value(p, &S2K).map(drop),
                _ => Ok(()),
            })?;
        }
        Ok(())
    })
}

fn pac(p: &mut Peel<'_>) -> Peeled {
    let element = ber::header(p)?;
    let bytes = p.skip(element.len)?;
    let is_set = bytes.iter().any(|byte| *byte != 0);
    let at = element.start..element.end;
    p.mark_as(&PAC, at, crate::model::Value::Uint(is_set.into()));
    Ok(())
}

/// An armoured request or reply.
fn fast(p: &mut Peel<'_>) -> Peeled {
    let choice = ber::header(p)?;
    ber::contents(p, &choice, |p| {
        structure(p, &ARMORED, |p, tag| match tag {
            0 if holds_armor(p) => armor(p),
            0 => parts::encrypted(p, &FAST_REPLY),
            1 => parts::checksum(p, &REQUEST_CHECKSUM),
            2 => parts::encrypted(p, &FAST_REQUEST),
            _ => Ok(()),
        })
    })
}

/// Armour has a type and an octet string under tag 1; encrypted data end with one under tag 2.
fn holds_armor(p: &Peel<'_>) -> bool {
    let bytes = p.bytes();
    let second = ber::element(bytes, p.pos())
        .and_then(|sequence| ber::element(bytes, sequence.start))
        .and_then(|first| ber::element(bytes, first.end));
    second.is_ok_and(|second| {
        second.id == 0xa1 && bytes.get(second.start) == Some(&ber::OCTET_STRING)
    })
}

fn armor(p: &mut Peel<'_>) -> Peeled {
    structure(p, &ARMOR, |p, tag| match tag {
        0 => number(p, &ARMOR_TYPE).map(drop),
        1 => value(p, &ARMOR_VALUE).map(drop),
        _ => Ok(()),
    })
}
