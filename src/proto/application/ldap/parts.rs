//! What several operations are made of: lists, truth values, attributes.

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Value};
use crate::proto::ber::{self, Element};

/// Identifier octets of the universal class.
pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const ENUMERATED: u8 = 0x0a;
const SET: u8 = 0x31;

crate::fields! {
    TYPE = FieldSpec::text("ldap.type", "Type").doc("The attribute's name.", "RFC 4511 §4.1.7");
    VALUES = FieldSpec::uint("ldap.vals", "Values", 32).doc("Of the attribute; how many there are.", "RFC 4511 §4.1.7");
    VALUE = FieldSpec::bytes("ldap.AttributeValue", "Value").doc("One of them: text, or anything.", "RFC 4511 §4.1.5");
}

/// Reads a list whose header was read last: the field covers its contents, and says how many entries
/// there are.
pub(super) fn counted(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    list: &Element,
    mut entry: impl FnMut(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    let end = list.start.saturating_add(list.len).min(p.bytes().len());
    let (mut at, mut count) = (list.start, 0u64);
    while at < end
        && let Ok(element) = ber::element(p.bytes(), at)
    {
        at = element.end;
        count += 1;
    }
    ber::contents(p, list, |p| {
        p.group_as(
            spec,
            || Value::Uint(count),
            |p| {
                while !p.rest().is_empty() && !p.is_full() {
                    entry(p)?;
                }
                Ok(())
            },
        )
    })
}

/// Reads a list as [`counted`] does, from its header on.
pub(super) fn list(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    entry: impl FnMut(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    let element = ber::header(p)?;
    counted(p, spec, &element, entry)
}

/// Reads a truth value.
pub(super) fn boolean(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let element = ber::header(p)?;
    let bytes = p.skip(element.len)?;
    let is_set = bytes.iter().any(|byte| *byte != 0);
    p.mark_as(spec, element.start..element.end, Value::Uint(is_set.into()));
    Ok(())
}

/// Reads a primitive element of any type as a field.
pub(super) fn value<'a>(p: &mut Peel<'a>, spec: &'static FieldSpec) -> Result<&'a [u8], Stop> {
    let element = ber::header(p)?;
    ber::value(p, spec, &element)
}

/// Reads an attribute with its values as a structure.
pub(super) fn attribute(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    p.group(spec, |p| {
        let sequence = ber::expect(p, ber::SEQUENCE)?;
        ber::contents(p, &sequence, |p| {
            value(p, &TYPE)?;
            if p.rest().is_empty() {
                return Ok(());
            }
            let set = ber::expect(p, SET)?;
            counted(p, &VALUES, &set, |p| value(p, &VALUE).map(drop))
        })
    })
}
