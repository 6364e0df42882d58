//! Items of type, length and value, as opaque LSAs and the blocks behind packets have them
//! (RFC 3630 §2.3.2).

use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const SECTION: &str = "RFC 3630 §2.3.2";

crate::fields! {
    /// An item without a name.
    pub(super) ITEM = FieldSpec::group("", "Item")
        .doc("One thing that is told, with a type and a length.", SECTION);
    /// The type of an item, where the list has no name of its own for it.
    pub(super) TYPE = FieldSpec::uint("ospf.tlv_type", "Type", 16)
        .doc("What the item tells; the numbers depend on the list it stands in.", SECTION);
    LENGTH = FieldSpec::uint("ospf.tlv_length", "Length", 16)
        .unit("bytes")
        .doc("Length of the value; zeros fill it up to a word of 4 bytes.", SECTION);
    /// The value of an item that is not taken apart.
    pub(super) VALUE = FieldSpec::bytes("ospf.tlv_value", "Value")
        .doc("An item that decap does not take apart.", SECTION);
    /// A number of a segment or a label of MPLS.
    pub(super) SID = FieldSpec::uint("ospf.tlv.sid_label", "Segment or label", 32)
        .doc("Stands for a way through the network: a number in a range, or in three bytes a label of MPLS.", "RFC 8665 §2.1");
}

/// Which row names an item, or its type, by that type.
pub(super) type TypeOf = fn(u16) -> &'static FieldSpec;

/// Reads the value of an item: its type, and its length as the item says it.
pub(super) type Value = fn(&mut Peel<'_>, u16, usize) -> Peeled;

/// Reads items until the bytes end.
pub(super) fn each(p: &mut Peel<'_>, type_of: TypeOf, value: Value) -> Peeled {
    each_in(p, |_| &ITEM, type_of, value)
}

/// Reads items that have names of their own until the bytes end.
pub(super) fn each_in(p: &mut Peel<'_>, item_of: TypeOf, type_of: TypeOf, value: Value) -> Peeled {
    while p.rest().len() >= 4 && !p.is_full() {
        let start = p.pos();
        let code = u16::from_be_bytes([p.rest()[0], p.rest()[1]]);
        let len = p.group(item_of(code), |p| {
            p.uint(type_of(code))?;
            let len = p.uint(&LENGTH)? as usize;
            p.within(len, "TLV length", |p| value(p, code, len))?;
            Ok(len)
        })?;
        p.seek(start + (4 + len).next_multiple_of(4));
    }
    Ok(())
}

/// Reads what is left as one field; nothing if nothing is.
pub(super) fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

/// Reads the same field of 4 bytes until the bytes end.
pub(super) fn words(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    while p.rest().len() >= 4 && !p.is_full() {
        p.field(spec, 4)?;
    }
    Ok(())
}
