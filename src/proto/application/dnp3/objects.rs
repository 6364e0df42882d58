//! Objects: what kind of points, which of them, and their values.

use super::points::{self, Point};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Value};
use crate::proto::layout;

const SECTION: &str = "IEEE 1815 §4.2.2.7";

/// Device attributes say themselves how long they are.
const ATTRIBUTES: u64 = 0;

pub(super) const QUALIFIER: &[FieldSpec] = &[
    FieldSpec::gap(1),
    FieldSpec::uint("dnp3.al.objq.prefix", "Prefix", 3)
        .codes(&[
            (0, "none"),
            (1, "index of one byte"),
            (2, "index of two bytes"),
            (3, "index of four bytes"),
            (4, "size of one byte"),
            (5, "size of two bytes"),
            (6, "size of four bytes"),
        ])
        .doc("What stands before each point.", SECTION),
    FieldSpec::uint("dnp3.al.objq.range", "Range", 4)
        .codes(&[
            (0, "first and last, one byte each"),
            (1, "first and last, two bytes each"),
            (2, "first and last, four bytes each"),
            (3, "address of one byte"),
            (4, "address of two bytes"),
            (5, "address of four bytes"),
            (6, "all"),
            (7, "number of one byte"),
            (8, "number of two bytes"),
            (9, "number of four bytes"),
            (11, "free format"),
        ])
        .doc("How it says which points are meant.", SECTION),
];

crate::fields! {
    OBJECT = FieldSpec::hex("dnp3.al.obj", "Object", 16).lookup(points::object_name)
        .doc("Group and variation: what kind of points, and how they are written.", SECTION);
    FIRST = FieldSpec::uint("dnp3.al.range.start", "First", 0).little().doc("The first point.", SECTION);
    LAST = FieldSpec::uint("dnp3.al.range.stop", "Last", 0).little().doc("The last point.", SECTION);
    ADDRESS = FieldSpec::uint("dnp3.al.range.abs", "Address", 0).little().doc("Where in the memory.", SECTION);
    QUANTITY = FieldSpec::uint("dnp3.al.range.quantity", "Number", 0).little().doc("How many points follow.", SECTION);
    INDEX = FieldSpec::uint("dnp3.al.index", "Index", 0).little().doc("Which point.", SECTION);
    SIZE = FieldSpec::uint("dnp3.al.size", "Size", 0).little().unit("bytes").doc("How long the object is.", SECTION);
    UNKNOWN = FieldSpec::bytes("", "Data").doc("Objects that decap does not take apart.", SECTION);
}

/// Reads a number of `len` bytes.
fn number(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Result<u64, Stop> {
    p.field(spec, len).map(layout::little)
}

/// Bytes of a number, by the low bits of its code.
const fn width(code: u8) -> usize {
    match code {
        0 => 1,
        1 => 2,
        _ => 4,
    }
}

/// Reads the header of an object and its points.
pub(super) fn object(p: &mut Peel<'_>, names_only: bool) -> Peeled {
    let code = p.bytes().get(p.pos()..p.pos() + 2).unwrap_or_default();
    let code = code
        .iter()
        .fold(0, |code, byte| code << 8 | u64::from(*byte));
    p.group_as(
        &OBJECT,
        || Value::Uint(code),
        |p| {
            p.skip(2)?;
            let qualifier = p.rows(QUALIFIER)?[0];
            let count = range(p, qualifier & 0x0f)?;
            let prefix = qualifier >> 4 & 7;
            match count {
                Some(count) if !names_only => values(p, code, prefix, count),
                _ => Ok(()),
            }
        },
    )
}

/// Reads which points are meant; returns how many, if it says so.
fn range(p: &mut Peel<'_>, code: u8) -> Result<Option<u64>, Stop> {
    Ok(match code {
        0..=2 => {
            let first = number(p, &FIRST, width(code))?;
            let last = number(p, &LAST, width(code))?;
            (last + 1).checked_sub(first)
        }
        3..=5 => {
            number(p, &ADDRESS, width(code - 3))?;
            None
        }
        7..=9 => Some(number(p, &QUANTITY, width(code - 7))?),
        11 => Some(number(p, &QUANTITY, 1)?),
        _ => None,
    })
}

fn values(p: &mut Peel<'_>, code: u64, prefix: u8, count: u64) -> Peeled {
    if code >> 8 == ATTRIBUTES && prefix == 0 {
        return points::attributes(p, count);
    }
    let point = match (points::of(code), prefix) {
        (Some(Point::Nothing), _) => return Ok(()),
        (Some(Point::Bits(bits)), 0) => return points::packed(p, bits, count),
        (Some(point), 0..=3) => point,
        _ => {
            let len = p.rest().len();
            return if len == 0 {
                Ok(())
            } else {
                p.field(&UNKNOWN, len).map(drop)
            };
        }
    };
    for _ in 0..count {
        if p.is_full() {
            break;
        }
        if prefix > 0 {
            number(p, &INDEX, width(prefix - 1))?;
        }
        points::read(p, point)?;
    }
    Ok(())
}
