//! Distinguished names (RFC 5280 §4.1.2.4): who signed, and for whom.

use super::{Holder, SET, counted, list, oids};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value, text};
use crate::proto::ber::{self, OBJECT_IDENTIFIER, SEQUENCE};

/// Identifier octets of strings (X.680 §8.6).
pub(super) const UTF8: u8 = 0x0c;
pub(super) const PRINTABLE: u8 = 0x13;
pub(super) const TELETEX: u8 = 0x14;
pub(super) const IA5: u8 = 0x16;
pub(super) const VISIBLE: u8 = 0x1a;
pub(super) const UNIVERSAL: u8 = 0x1c;
pub(super) const BMP: u8 = 0x1e;

/// The forms of a name; there has never been another.
pub(super) const FORMS: Codes = &[(0, "distinguished name")];

const ENCODINGS: Codes = &[
    (0, "Teletex string"),
    (1, "printable string"),
    (2, "UTF-32 string"),
    (3, "UTF-16 string"),
    (4, "UTF-8 string"),
];

const COMMON_NAME: &str = "2.5.4.3";
const NAMES: &str = "RFC 5280 §4.1.2.4";

crate::fields! {
    pub(super) PARTS = FieldSpec::uint("x509if.rdnSequence", "Parts of the name", 32)
        .doc("How many parts the name has, the most general one first.", NAMES);
    pub(super) SUBJECT_PARTS = FieldSpec::uint("x509af.rdnSequence", "Parts of the name", 32)
        .doc("How many parts the name has, the most general one first.", NAMES);
    PART = FieldSpec::uint("x509if.RDNSequence_item", "Part of the name", 32)
        .doc("How many attributes this part has: mostly one.", NAMES);
    ATTRIBUTE = FieldSpec::group("x509if.RelativeDistinguishedName_item_element", "Attribute")
        .doc("What the part says: its type and its text.", NAMES);
    TYPE = FieldSpec::computed("x509if.oid", "Type")
        .doc("What the text is: a country, an organization, a common name.", NAMES);
    COUNTRY = FieldSpec::text("x509sat.CountryName", "Country")
        .doc("Two letters of ISO 3166.", "X.520 §6.3.1");
    PRINTABLE_ALONE = FieldSpec::text("x509sat.PrintableString", "Text")
        .doc("A serial number or another attribute that has plain letters and digits only.", "X.520 §6.2.9");
    IA5_ALONE = FieldSpec::text("x509sat.IA5String", "Text")
        .doc("An attribute in ASCII: an e-mail address or a part of a domain name.", "RFC 5280 §4.1.2.6");
    TEXT = FieldSpec::uint("x509sat.DirectoryString", "Encoding", 32)
        .codes(ENCODINGS)
        .doc("How the text is encoded.", NAMES);
    TELETEX_TEXT = FieldSpec::text("x509sat.teletexString", "Text")
        .doc("Text in an old character set of the telephone companies.", NAMES);
    PRINTABLE_TEXT = FieldSpec::text("x509sat.printableString", "Text")
        .doc("Text of letters, digits and a few marks.", NAMES);
    UNIVERSAL_TEXT = FieldSpec::bytes("x509sat.universalString", "Text")
        .doc("Text with four bytes for each character.", NAMES);
    BMP_TEXT = FieldSpec::computed("x509sat.bmpString", "Text")
        .doc("Text with two bytes for each character.", NAMES);
    UTF8_TEXT = FieldSpec::text("x509sat.uTF8String", "Text")
        .doc("Text in UTF-8, as new certificates have it.", NAMES);
}

/// A name as requests for certificates list them; `spec` covers its parts.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there or no name.
pub fn distinguished(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let sequence = ber::expect(p, SEQUENCE)?;
    ber::contents(p, &sequence, |p| {
        p.group(spec, |p| {
            counted(p, &PARTS, |p| {
                list(p, SET, &PART, |p| attribute(p, &mut Holder::default()))
            })
        })
    })
}

/// A name; `form` is the field around it, `sequence` the one that counts its parts.
pub(super) fn name(
    p: &mut Peel<'_>,
    form: &'static FieldSpec,
    sequence: &'static FieldSpec,
    holder: &mut Holder,
) -> Peeled {
    p.group_as(form, || Value::Uint(0), |p| parts(p, sequence, holder))
}

fn parts(p: &mut Peel<'_>, sequence: &'static FieldSpec, holder: &mut Holder) -> Peeled {
    list(p, SEQUENCE, sequence, |p| {
        list(p, SET, &PART, |p| attribute(p, holder))
    })
}

fn attribute(p: &mut Peel<'_>, holder: &mut Holder) -> Peeled {
    let (oid, said) = peek(p.rest()).unwrap_or_default();
    if oid == COMMON_NAME {
        holder.common_name = Some(said.clone());
    }
    p.group_made(
        &ATTRIBUTE,
        || format!("{}: {said}", oids::name_or_dotted(&oid)),
        |p| {
            let sequence = ber::expect(p, SEQUENCE)?;
            ber::contents(p, &sequence, |p| {
                ber::field(p, &TYPE, OBJECT_IDENTIFIER)?;
                value(p, &oid)
            })
        },
    )
}

/// An attribute's type in dotted form, and its text.
fn peek(bytes: &[u8]) -> Option<(String, String)> {
    let sequence = ber::element(bytes, 0).ok()?;
    let inner = bytes.get(sequence.start..sequence.end)?;
    let oid = oids::first_in(bytes)?;
    let kind = ber::element(inner, 0).ok()?;
    let value = ber::element(inner, kind.end).ok()?;
    let raw = inner.get(value.start..value.end)?;
    let said = if value.id == BMP {
        utf16(raw)
    } else {
        String::from_utf8_lossy(raw).into_owned()
    };
    Some((oid, text::clean(&said).into_owned()))
}

fn value(p: &mut Peel<'_>, oid: &str) -> Peeled {
    let Some(id) = p.rest().first().copied() else {
        return Ok(());
    };
    let alone = match (oid, id) {
        // The country, and the one in which a company is registered.
        ("2.5.4.6" | "1.3.6.1.4.1.311.60.2.1.3", PRINTABLE) => Some(&COUNTRY),
        // A serial number, or what tells equal names apart.
        ("2.5.4.5" | "2.5.4.46", PRINTABLE) => Some(&PRINTABLE_ALONE),
        (_, IA5) => Some(&IA5_ALONE),
        _ => None,
    };
    if let Some(spec) = alone {
        return ber::field(p, spec, id).map(drop);
    }
    let (code, spec) = match id {
        TELETEX => (0, &TELETEX_TEXT),
        PRINTABLE => (1, &PRINTABLE_TEXT),
        UNIVERSAL => (2, &UNIVERSAL_TEXT),
        BMP => (3, &BMP_TEXT),
        UTF8 => (4, &UTF8_TEXT),
        _ => return Ok(()),
    };
    p.group_as(&TEXT, || Value::Uint(code), |p| string(p, spec))
}

/// A string of any encoding as a field.
pub(super) fn string(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let element = ber::header(p)?;
    if element.id != BMP {
        return ber::value(p, spec, &element).map(drop);
    }
    let raw = p.skip(element.len)?;
    p.mark_made(spec, element.start..element.end, || utf16(raw));
    Ok(())
}

/// Text with two bytes for each character.
fn utf16(raw: &[u8]) -> String {
    let units = raw
        .chunks_exact(2)
        .map(|two| u16::from_be_bytes([two[0], two[1]]));
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}
