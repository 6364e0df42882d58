//! Words with their low byte first whose bits have names: IEEE 802.11, IEEE 802.15.4 and what
//! capture programs put in front of them are made of such words.
//!
//! A table begins with the word itself; its parts follow from the least significant bit up. A word
//! without a name is not shown, only its parts are.

use std::ops::Range;

use crate::decode::{Peel, Stop};
use crate::model::{FieldSpec, Kind, Value};
use crate::proto::layout::little;

/// The word that a table describes.
pub const fn word(
    bits: u32,
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::hex(name, label, bits)
        .little()
        .parts_follow()
        .doc(doc, section)
}

/// One part of a word; without a name, bits that it passes over.
pub const fn part(
    bits: u32,
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    let spec = match bits {
        _ if name.is_empty() => return FieldSpec::gap(bits).part(),
        1 => FieldSpec::flag(name, label),
        _ => FieldSpec::uint(name, label, bits),
    };
    spec.part().doc(doc, section)
}

/// Declares tables of words, and `TABLES`, the list of all of them:
///
/// ```ignore
/// low_words! {
///     SEQUENCE in "IEEE 802.11 §9.2.4.4": 16 "" "Sequence control" "Which frame this is." {
///         4 "wlan.frag" "Fragment number" "Counts the pieces of a frame from 0.";
///         12 "wlan.seq" "Sequence number" "Counts the frames of a sender.";
///     }
/// }
/// ```
macro_rules! low_words {
    ($($vis:vis $table:ident in $section:literal: $bits:literal $word:literal $title:literal $what:literal {
        $($width:literal $name:literal $label:literal $doc:literal $([$codes:expr])?;)*
    })*) => {
        $($vis const $table: &[$crate::model::FieldSpec] = &[
            $crate::proto::low_words::word($bits, $word, $title, $what, $section),
            $($crate::proto::low_words::part($width, $name, $label, $doc, $section)$(.codes($codes))?,)*
        ];)*
        /// All tables of this file.
        pub(in crate::proto) const TABLES: &[&[$crate::model::FieldSpec]] = &[$($table),*];
    };
}
pub(in crate::proto) use low_words;

/// One list of what is in `lists`; `N` is the sum of their lengths.
///
/// # Panics
/// When compiling, if it is not.
pub const fn join<T: Copy, const N: usize>(lists: &[&[T]]) -> [T; N] {
    let mut joined = [lists[0][0]; N];
    let (mut list, mut row, mut at) = (0, 0, 0);
    while list < lists.len() {
        if row < lists[list].len() {
            joined[at] = lists[list][row];
            (row, at) = (row + 1, at + 1);
        } else {
            (list, row) = (list + 1, 0);
        }
    }
    assert!(at == N, "N is the length of all lists");
    joined
}

/// Reads the word at the cursor, adds it and its parts, and moves behind it.
///
/// # Errors
/// [`Stop`] if it is not all there.
pub fn read(p: &mut Peel<'_>, table: &'static [FieldSpec]) -> Result<u64, Stop> {
    let Some((spec, parts)) = table.split_first() else {
        return Ok(0);
    };
    let (at, len) = (p.pos(), (spec.bits / 8) as usize);
    p.require(len)?;
    let number = little(&p.rest()[..len]);
    if !p.wants_fields() {
        p.skip(len)?;
    } else if spec.name.is_empty() {
        add(p, parts, at..at + len, number);
        p.skip(len)?;
    } else {
        p.group(spec, |p| {
            add(p, parts, at..at + len, number);
            p.skip(len)
        })?;
    }
    Ok(number)
}

/// Adds the parts of the word `number`, which stands at `at`.
fn add(p: &mut Peel<'_>, parts: &'static [FieldSpec], at: Range<usize>, number: u64) {
    let mut low = 0;
    for spec in parts {
        if spec.kind != Kind::Gap {
            let unused = 64 - spec.bits.clamp(1, 64);
            let raw = (number >> low) << unused;
            let value = match spec.kind {
                Kind::Int => Value::Int(raw as i64 >> unused),
                _ => Value::Uint(raw >> unused),
            };
            p.mark_low_bits(spec, at.clone(), low, value);
        }
        low += spec.bits;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_joined_in_order() {
        assert_eq!(join::<u8, 3>(&[&[1], &[2, 3]]), [1, 2, 3]);
    }
}
