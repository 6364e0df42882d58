//! Structures as tables: services are described by their members.

use super::{basic, extensions, value};
use crate::decode::{Peel, Peeled};
use crate::model::{FaultKind, FieldSpec};

/// Structures may hold structures.
const MAX_DEPTH: u8 = 8;

crate::fields! {
    pub(super) ARRAY = FieldSpec::group("", "List").doc("Elements of one type, their number first.", "OPC 10000-6 §5.2.5");
    pub(super) ELEMENT = FieldSpec::group("", "Element").doc("One of several.", "OPC 10000-6 §5.2.5");
    pub(super) NODE = FieldSpec::group("", "Node").doc("Which node.", "OPC 10000-3 §8.2");
    pub(super) NAME = FieldSpec::group("", "Name").doc("A name and its namespace.", "OPC 10000-3 §8.3");
    pub(super) WORDS = FieldSpec::group("", "Text").doc("A text and its language.", "OPC 10000-3 §8.5");
    pub(super) EXTENSION = FieldSpec::group("", "Structure").doc("A structure that says itself of which type it is.", "OPC 10000-6 §5.2.2.15");
    pub(super) DIAGNOSTICS = FieldSpec::group("", "Diagnostics").doc("What the server has to say of an error.", "OPC 10000-4 §7.12");
}

/// One member of a structure.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// A field as wide as its spec says.
    One(&'static FieldSpec),
    Text(&'static FieldSpec),
    Bytes(&'static FieldSpec),
    Time(&'static FieldSpec),
    Double(&'static FieldSpec),
    /// 32 bits, low byte first, and the specs of the lowest of them.
    Flags(&'static FieldSpec, &'static [&'static FieldSpec]),
    Node,
    Expanded,
    Qualified,
    Localized,
    Extension,
    Diagnostics,
    Variant,
    Data,
    /// A structure in the structure.
    Struct(&'static FieldSpec, &'static [Part]),
    /// The number of elements, and the elements.
    Many(&'static Part),
    /// Elements that are structures.
    List(&'static [Part]),
}

/// Reads a structure at the cursor.
pub(super) fn read(p: &mut Peel<'_>, members: &[Part], depth: u8) -> Peeled {
    if depth >= MAX_DEPTH {
        let at = p.pos();
        p.fault(FaultKind::Malformed("structures nested too deep"), at..at);
        return Err(crate::decode::Stop);
    }
    for part in members {
        member(p, part, depth)?;
    }
    Ok(())
}

fn member(p: &mut Peel<'_>, part: &Part, depth: u8) -> Peeled {
    match *part {
        Part::One(spec) => p.field(spec, (spec.bits / 8) as usize).map(drop),
        Part::Text(spec) => basic::text(p, spec),
        Part::Bytes(spec) => basic::bytes(p, spec),
        Part::Time(spec) => basic::time(p, spec),
        Part::Double(spec) => basic::float(p, spec, 8),
        Part::Flags(spec, bits) => {
            let at = p.pos();
            p.group(spec, |p| {
                let number = crate::proto::layout::little(p.skip(4)?);
                basic::flags(p, at, number, bits);
                Ok(())
            })
        }
        Part::Node => p.group(&NODE, basic::node),
        Part::Expanded => p.group(&NODE, basic::expanded),
        Part::Qualified => p.group(&NAME, basic::qualified),
        Part::Localized => p.group(&WORDS, basic::localized),
        Part::Extension => p.group(&EXTENSION, |p| extensions::object(p, depth + 1)),
        Part::Diagnostics => p.group(&DIAGNOSTICS, |p| basic::diagnostics(p, 0)),
        Part::Variant => value::variant(p, depth + 1),
        Part::Data => p.group(&value::DATA, |p| value::data(p, depth + 1)),
        Part::Struct(spec, members) => p.group(spec, |p| read(p, members, depth + 1)),
        Part::Many(element) => many(p, |p| member(p, element, depth + 1)),
        Part::List(members) => many(p, |p| p.group(&ELEMENT, |p| read(p, members, depth + 1))),
    }
}

/// Reads the number of elements and each of them. Every element has bytes, so that a number that lies
/// ends with them.
fn many(p: &mut Peel<'_>, mut element: impl FnMut(&mut Peel<'_>) -> Peeled) -> Peeled {
    p.group(&ARRAY, |p| {
        let count = p.uint(&value::LENGTH)? as u32 as i32;
        for _ in 0..count {
            if p.is_full() {
                break;
            }
            element(p)?;
        }
        Ok(())
    })
}
