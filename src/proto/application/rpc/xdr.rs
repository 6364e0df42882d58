//! XDR: how arguments and results are written (RFC 4506): everything in words of four bytes.

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Kind};

const SECTION: &str = "RFC 4506";

crate::fields! {
    LENGTH = FieldSpec::uint("rpc.opaque_length", "Length", 32).unit("bytes").doc("Of the bytes behind it, without what fills them up.", "RFC 4506 §4.10");
    FILL = FieldSpec::bytes("rpc.fill_bytes", "Fill bytes").doc("Make the length a multiple of four.", "RFC 4506 §4.10");
    STRING = FieldSpec::group("", "String").doc("Bytes behind their length.", "RFC 4506 §4.11");
    pub(in super::super) FOLLOWS = FieldSpec::uint("rpc.value_follows", "Value follows", 32).codes(&[(0, "no"), (1, "yes")]).doc("Whether an entry of the list follows, or it ends here.", "RFC 4506 §4.19");
    pub(in super::super) ARRAY_LEN = FieldSpec::uint("rpc.array.len", "Count", 32).doc("Entries of the array.", "RFC 4506 §4.13");
    STRUCTURE = FieldSpec::group("", "Structure").doc("What belongs together.", SECTION);
}

/// One part of arguments or results.
pub(in super::super) enum Part {
    /// A number; or, for text and bytes of a fixed width, those.
    One(&'static FieldSpec),
    /// Text or bytes behind their length.
    Opaque(&'static FieldSpec),
    /// A structure.
    Group(&'static FieldSpec, &'static [Part]),
    /// A truth value, and what follows if it is true.
    If(&'static FieldSpec, &'static [Part]),
    /// Entries, each behind a mark that it is there.
    List(&'static FieldSpec, &'static [Part]),
    /// What is read by a function.
    Read(fn(&mut Peel<'_>) -> Peeled),
}

/// Reads parts.
pub(in super::super) fn read(p: &mut Peel<'_>, parts: &'static [Part]) -> Peeled {
    for part in parts {
        match part {
            Part::One(spec) => one(p, spec)?,
            Part::Opaque(spec) => opaque(p, spec)?,
            Part::Group(spec, inner) => p.group(spec, |p| read(p, inner))?,
            Part::If(spec, inner) => {
                if p.uint(spec)? != 0 {
                    read(p, inner)?;
                }
            }
            Part::List(spec, inner) => {
                while p.uint(&FOLLOWS)? != 0 && !p.is_full() {
                    p.group(spec, |p| read(p, inner))?;
                }
            }
            Part::Read(function) => function(p)?,
        }
    }
    Ok(())
}

fn one(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match spec.kind {
        Kind::Bytes | Kind::Text => p.field(spec, (spec.bits / 8) as usize).map(drop),
        _ => p.uint(spec).map(drop),
    }
}

/// Reads text or bytes behind their length, and what fills them up.
pub(in super::super) fn opaque(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    p.group(&STRING, |p| bare_opaque(p, &LENGTH, spec))
}

/// The same with a length of another name, and no structure around it.
pub(in super::super) fn bare_opaque(
    p: &mut Peel<'_>,
    length: &'static FieldSpec,
    spec: &'static FieldSpec,
) -> Peeled {
    let len = p.uint(length)? as usize;
    p.field(spec, len)?;
    let fill = (4 - len % 4) % 4;
    if fill > 0 {
        p.field(&FILL, fill)?;
    }
    Ok(())
}

/// Reads the count of an array; no more than the bytes can hold.
pub(in super::super) fn count(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
) -> Result<u64, crate::decode::Stop> {
    let count = p.uint(spec)?;
    Ok(count.min(p.rest().len() as u64 / 4))
}
