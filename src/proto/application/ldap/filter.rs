//! Which entries are searched for (RFC 4511 §4.5.1.7).

use super::parts::{boolean, counted, value};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FaultKind, FieldSpec, Value, text};
use crate::proto::ber;

const SECTION: &str = "RFC 4511 §4.5.1.7";

/// Filters inside one another.
const MAX_DEPTH: usize = 24;

/// The longest text of a filter in a summary.
const MAX_TEXT: usize = 120;

const KINDS: Codes = &[
    (0, "and"),
    (1, "or"),
    (2, "not"),
    (3, "equal"),
    (4, "substrings"),
    (5, "greater or equal"),
    (6, "less or equal"),
    (7, "present"),
    (8, "similar"),
    (9, "extensible"),
];

const fn kind(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32)
        .codes(KINDS)
        .doc("What an entry has to meet.", SECTION)
}

const fn group(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::group(name, label).doc(doc, SECTION)
}

crate::fields! {
    FILTER = kind("ldap.filter", "Filter");
    AND = FieldSpec::uint("ldap.and", "All of", 32).doc("All of these must be met; how many there are.", SECTION);
    AND_ITEM = kind("ldap.and_item", "Condition");
    OR = FieldSpec::uint("ldap.or", "One of", 32).doc("One of these must be met; how many there are.", SECTION);
    OR_ITEM = kind("ldap.or_item", "Condition");
    NOT = kind("ldap.not", "Not");
    EQUAL = group("ldap.equalityMatch_element", "Equal", "The attribute has this value.");
    SUBSTRINGS = group("ldap.substrings_element", "Substrings", "The attribute contains these.");
    GREATER = group("ldap.greaterOrEqual_element", "Greater or equal", "The attribute is at least this.");
    LESS = group("ldap.lessOrEqual_element", "Less or equal", "The attribute is at most this.");
    PRESENT = FieldSpec::text("ldap.present", "Present").doc("The entry has this attribute.", SECTION);
    SIMILAR = group("ldap.approxMatch_element", "Similar", "The attribute is like this.");
    EXTENSIBLE = group("ldap.extensibleMatch_element", "Extensible", "The attribute meets a rule.");
    pub(super) ATTRIBUTE = FieldSpec::text("ldap.attributeDesc", "Attribute").doc("The attribute's name.", "RFC 4511 §4.1.4");
    pub(super) ASSERTION = FieldSpec::text("ldap.assertionValue", "Value").doc("The value to compare with.", "RFC 4511 §4.1.6");
    TYPE = FieldSpec::text("ldap.type", "Attribute").doc("The attribute's name.", SECTION);
    PIECES = FieldSpec::uint("ldap.substrings", "Pieces", 32).doc("How many there are.", SECTION);
    PIECE = FieldSpec::uint("ldap.substrings_item", "Piece", 32).codes(&[(0, "initial"), (1, "any"), (2, "final")]).doc("Where it stands.", SECTION);
    INITIAL = FieldSpec::text("ldap.initial", "At the beginning").doc("A piece of the value.", SECTION);
    ANY = FieldSpec::text("ldap.any", "Somewhere").doc("A piece of the value.", SECTION);
    FINAL = FieldSpec::text("ldap.final", "At the end").doc("A piece of the value.", SECTION);
    RULE = FieldSpec::text("ldap.matchingRule", "Rule").doc("How to compare.", SECTION);
    MATCH_VALUE = FieldSpec::text("ldap.matchValue", "Value").doc("The value to compare with.", SECTION);
    DN_ATTRIBUTES = FieldSpec::uint("ldap.dnAttributes", "In the name", 8).doc("Whether attributes in the entry's name count.", SECTION);
}

/// Reads a filter; returns it as text.
pub(super) fn filter(p: &mut Peel<'_>) -> Result<String, crate::decode::Stop> {
    let mut said = String::new();
    item(p, &FILTER, 0, &mut said)?;
    Ok(said)
}

fn item(p: &mut Peel<'_>, spec: &'static FieldSpec, depth: usize, said: &mut String) -> Peeled {
    if depth > MAX_DEPTH {
        let at = p.pos()..p.bytes().len();
        p.fault(
            FaultKind::Malformed("too many filters inside one another"),
            at,
        );
        return Err(crate::decode::Stop);
    }
    let tag = p.rest().first().map_or(0, |id| id & 0x1f);
    let element = ber::header(p)?;
    p.group_as(
        spec,
        || Value::Uint(tag.into()),
        |p| match tag {
            0 => {
                add(said, "(&");
                counted(p, &AND, &element, |p| item(p, &AND_ITEM, depth + 1, said))?;
                add(said, ")");
                Ok(())
            }
            1 => {
                add(said, "(|");
                counted(p, &OR, &element, |p| item(p, &OR_ITEM, depth + 1, said))?;
                add(said, ")");
                Ok(())
            }
            2 => ber::contents(p, &element, |p| {
                add(said, "(!");
                item(p, &NOT, depth + 1, said)?;
                add(said, ")");
                Ok(())
            }),
            7 => {
                let bytes = ber::value(p, &PRESENT, &element)?;
                add(said, &format!("({}=*)", text::clean_bytes(bytes)));
                Ok(())
            }
            4 => p.group(&SUBSTRINGS, |p| {
                ber::contents(p, &element, |p| substrings(p, said))
            }),
            9 => p.group(&EXTENSIBLE, |p| ber::contents(p, &element, extensible)),
            3 => p.group(&EQUAL, |p| {
                ber::contents(p, &element, |p| assertion(p, "=", said))
            }),
            5 => p.group(&GREATER, |p| {
                ber::contents(p, &element, |p| assertion(p, ">=", said))
            }),
            6 => p.group(&LESS, |p| {
                ber::contents(p, &element, |p| assertion(p, "<=", said))
            }),
            8 => p.group(&SIMILAR, |p| {
                ber::contents(p, &element, |p| assertion(p, "~=", said))
            }),
            _ => p.skip(element.len).map(drop),
        },
    )
}

fn add(said: &mut String, more: &str) {
    if said.len() + more.len() <= MAX_TEXT {
        said.push_str(more);
    }
}

/// Reads an attribute and a value to compare it with.
pub(super) fn assertion(p: &mut Peel<'_>, sign: &str, said: &mut String) -> Peeled {
    let attribute = value(p, &ATTRIBUTE)?;
    let wanted = value(p, &ASSERTION)?;
    let (attribute, wanted) = (text::clean_bytes(attribute), text::clean_bytes(wanted));
    add(said, &format!("({attribute}{sign}{wanted})"));
    Ok(())
}

fn substrings(p: &mut Peel<'_>, said: &mut String) -> Peeled {
    let attribute = value(p, &TYPE)?;
    add(said, &format!("({}=*...*)", text::clean_bytes(attribute)));
    let pieces = ber::header(p)?;
    counted(p, &PIECES, &pieces, |p| {
        let tag = p.rest().first().map_or(0, |id| id & 0x1f);
        let element = ber::header(p)?;
        let spec = match tag {
            0 => &INITIAL,
            1 => &ANY,
            _ => &FINAL,
        };
        p.group_as(
            &PIECE,
            || Value::Uint(tag.into()),
            |p| ber::value(p, spec, &element).map(drop),
        )
    })
}

fn extensible(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() {
        match p.rest()[0] & 0x1f {
            1 => value(p, &RULE).map(drop)?,
            2 => value(p, &TYPE).map(drop)?,
            3 => value(p, &MATCH_VALUE).map(drop)?,
            _ => boolean(p, &DN_ATTRIBUTES)?,
        }
    }
    Ok(())
}
