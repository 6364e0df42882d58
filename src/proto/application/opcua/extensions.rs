//! Structures that say themselves what they are (OPC 10000-6 §5.2.2.15).

use super::parts::{self, Part};
use super::{basic, items, sessions, value};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::layout;

const SECTION: &str = "OPC 10000-6 §5.2.2.15";

pub(super) const MASK: &[FieldSpec] = &[
    FieldSpec::hex("opcua.extobj.mask", "Encoding", 8)
        .parts_follow()
        .doc("Whether a body follows, and in which form.", SECTION),
    FieldSpec::gap(6).part(),
    FieldSpec::flag("opcua.extobj.has_xml_body", "XML")
        .part()
        .doc("Set: the body is XML.", SECTION),
    FieldSpec::flag("opcua.extobj.has_binary_body", "Binary")
        .part()
        .doc("Set: the body is in the binary encoding.", SECTION),
];

/// Reads a structure of a type that it names.
pub(super) fn object(p: &mut Peel<'_>, depth: u8) -> Peeled {
    let at = p.pos();
    basic::expanded(p)?;
    let id = p.bytes().get(at..p.pos()).unwrap_or_default();
    let number = match id {
        [1, 0, low, high] => u16::from_le_bytes([*low, *high]),
        _ => 0,
    };
    let mask = p.rows(MASK)?[0];
    match (mask & 3, body(number)) {
        (0, _) => Ok(()),
        (1, Some(members)) => {
            let len = layout::little(p.skip(4)?) as usize;
            p.within(len, "body length", |p| parts::read(p, members, depth))
        }
        _ => basic::bytes(p, &value::BYTE_STRING),
    }
}

/// What the bodies of the types of OPC UA itself hold.
fn body(number: u16) -> Option<&'static [Part]> {
    Some(match number {
        321 => sessions::ANONYMOUS,
        324 => sessions::USER_NAME,
        327 => sessions::CERTIFICATE,
        724 => items::CHANGE_FILTER,
        811 => items::CHANGES,
        820 => items::STATUS_CHANGE,
        916 => items::EVENTS,
        940 => sessions::ISSUED,
        _ => return None,
    })
}
