//! Numbers in the byte order that each submessage chooses.

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Value, text};

/// The byte order of a submessage, or of the data in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    /// True if numbers begin with their lowest byte.
    pub(super) little: bool,
}

impl Order {
    /// The number in up to eight bytes.
    pub(super) fn number(self, bytes: &[u8]) -> u64 {
        let add = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        match self.little {
            true => bytes.iter().rev().fold(0, add),
            false => bytes.iter().fold(0, add),
        }
    }

    /// Reads a number of as many bytes as the spec has bits for.
    pub(super) fn uint(self, p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<u64, Stop> {
        let (at, len) = (p.pos(), (spec.bits / 8) as usize);
        let number = self.number(p.skip(len)?);
        p.mark_as(spec, at..at + len, Value::Uint(number));
        Ok(number)
    }

    /// Reads a signed number of four bytes.
    pub(super) fn int(self, p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
        let at = p.pos();
        let number = self.number(p.skip(4)?) as u32 as i32;
        p.mark_as(spec, at..at + 4, Value::Int(number.into()));
        Ok(())
    }

    /// A number that is needed and has no row of its own.
    pub(super) fn bare(self, p: &mut Peel<'_>, len: usize) -> Result<u64, Stop> {
        Ok(self.number(p.skip(len)?))
    }

    /// Two words of four bytes, the high one first (DDSI-RTPS §9.3.2.1).
    pub(super) fn pair(self, p: &mut Peel<'_>) -> Result<(u32, u32), Stop> {
        let bytes = p.skip(8)?;
        let (high, low) = bytes.split_at(4);
        Ok((self.number(high) as u32, self.number(low) as u32))
    }

    /// A number of eight bytes whose high word comes first in either order.
    pub(super) fn sequence(self, p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
        let at = p.pos();
        let (high, low) = self.pair(p)?;
        let number = (u64::from(high) << 32 | u64::from(low)) as i64;
        p.mark_as(spec, at..at + 8, Value::Int(number));
        Ok(())
    }

    /// Text behind its length, with a zero at its end, filled up to a multiple of four bytes. The row
    /// covers length and text, and with `filled` what fills it up too.
    pub(super) fn text(self, p: &mut Peel<'_>, spec: &'static FieldSpec, filled: bool) -> Peeled {
        let at = p.pos();
        let len = self.bare(p, 4)? as usize;
        let bytes = p.skip(len)?;
        let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        let end = p.pos();
        // The last part of a parameter need not be filled up.
        let next = (end - at).next_multiple_of(4) + at;
        p.seek(next);
        let shown = if filled { p.pos() } else { end };
        p.mark_made(spec, at..shown, || text::clean_bytes(text));
        Ok(())
    }

    /// Reads a number of as many bytes as the spec has bits for, and its named bits.
    pub(super) fn word(self, p: &mut Peel<'_>, spec: &'static FieldSpec, named: &[Bit]) -> Peeled {
        let (at, len) = (p.pos(), (spec.bits / 8) as usize);
        p.require(len)?;
        let number = self.number(&p.rest()[..len]);
        p.group_as(
            spec,
            || Value::Uint(number),
            |p| {
                for (spec, low) in named {
                    let value = Value::Uint(number >> low & ((1 << spec.bits) - 1));
                    match self.little {
                        true => p.mark_low_bits(spec, at..at + len, *low, value),
                        false => {
                            let bit = (at + len) * 8 - (*low + spec.bits) as usize;
                            p.mark_bits(spec, bit, value);
                        }
                    }
                }
                p.skip(len).map(drop)
            },
        )
    }
}

/// Some bits of a word: their spec, and how many bits are below them.
pub(super) type Bit = (&'static FieldSpec, u32);
