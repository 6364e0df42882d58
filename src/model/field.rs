//! A field: what is known of it, where its bits are and what they say.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{ByteRange, FieldSpec, Source, Timestamp};

/// Where bits are in their buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// Offset of the first bit, counted from the most significant bit of byte 0.
    pub bit: u32,
    /// Width in bits; 0 for computed values.
    pub bits: u32,
}

impl Span {
    /// Whole bytes.
    pub const fn bytes(offset: u32, len: u32) -> Span {
        Span {
            bit: offset.saturating_mul(8),
            bits: len.saturating_mul(8),
        }
    }

    /// True if the span starts and ends at byte boundaries.
    pub const fn is_whole_bytes(self) -> bool {
        self.bit.is_multiple_of(8) && self.bits.is_multiple_of(8)
    }

    /// The bytes that hold these bits.
    pub const fn byte_range(self) -> ByteRange {
        let start = self.bit / 8;
        let end = if self.bits == 0 {
            start
        } else {
            self.bit.saturating_add(self.bits).div_ceil(8)
        };
        ByteRange { start, end }
    }

    /// One past the last bit.
    pub const fn end(self) -> u32 {
        self.bit.saturating_add(self.bits)
    }
}

/// A word with its low byte first, of which a field is some of the bits. Such bits may lie in several bytes
/// without standing side by side; only the word's value has them in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Word {
    /// How many of the word's bytes stand before the first byte of the field's span.
    pub before: u8,
    /// Bytes of the word, at most 8.
    pub bytes: u8,
    /// The field's lowest bit, counted from the word's lowest one.
    pub low: u8,
}

impl Word {
    /// The bits of a field in the word's value, of the field's width.
    pub fn mask(self, bits: u32) -> u64 {
        let ones = u64::MAX >> (64 - bits.clamp(1, 64));
        ones.checked_shl(self.low.into()).unwrap_or_default()
    }
}

/// What a checksum turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It matches the bytes.
    Good,
    /// It does not; this is what it should be.
    Bad(u32),
    /// Only the pseudo-header's sum is there: the network card of the capturing host fills in the
    /// rest after the capture saw the frame. This is what the finished checksum would be.
    Offloaded(u32),
    /// The sender left it out, where the protocol allows that.
    Absent,
    /// Not all the bytes it covers were captured, or they are in other fragments.
    Unverifiable,
}

/// What the bits of a field say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A structure whose parts follow; no value of its own.
    None,
    /// An unsigned integer, a flag or a code point, scaled by [`FieldSpec::scale`].
    Uint(u64),
    /// A signed integer.
    Int(i64),
    /// A MAC address.
    Mac([u8; 6]),
    /// An IPv4 address.
    Ipv4(Ipv4Addr),
    /// An IPv6 address.
    Ipv6(Ipv6Addr),
    /// The bytes of the span, shown in hexadecimal.
    Bytes,
    /// The bytes of the span, shown as text.
    Text,
    /// Text that does not stand in the frame in this form.
    Made(Box<str>),
    /// A point in time.
    Time(Timestamp),
    /// A time that has gone by, in nanoseconds; negative where the clock ran backwards.
    Elapsed(i64),
    /// The number of another frame of the capture.
    Frame(u64),
    /// A checksum and whether it is right.
    Checksum(u32, Verdict),
}

impl Value {
    /// The number, if the value is one.
    pub const fn as_uint(&self) -> Option<u64> {
        match self {
            Value::Uint(number) | Value::Frame(number) => Some(*number),
            Value::Checksum(number, _) => Some(*number as u64),
            _ => None,
        }
    }
}

/// One field of a layer.
#[derive(Debug, Clone)]
pub struct Field {
    /// Name, label, width, format, explanation.
    pub spec: &'static FieldSpec,
    /// Its bits, in the buffer named by `source`.
    pub span: Span,
    /// The little-endian word whose bits they are, if they are part of one.
    pub word: Option<Word>,
    /// The buffer that holds the bits.
    pub source: Source,
    /// What they say.
    pub value: Value,
    /// Nesting below the layer: the parts of a field follow it with a greater depth.
    pub depth: u8,
}

impl Field {
    /// The bytes of the little-endian word whose bits the field is, and which ones of its value.
    pub fn masked(&self) -> Option<(ByteRange, u64)> {
        let word = self.word?;
        let start = self.span.bit / 8 - u32::from(word.before).min(self.span.bit / 8);
        let end = start.saturating_add(word.bytes.into());
        Some((ByteRange { start, end }, word.mask(self.span.bits)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_lie_in_the_bytes_that_hold_them() {
        let span = Span { bit: 51, bits: 13 };
        assert_eq!(span.byte_range(), ByteRange { start: 6, end: 8 });
        assert!(!span.is_whole_bytes());
        let word = Word {
            before: 0,
            bytes: 2,
            low: 4,
        };
        assert_eq!(word.mask(12), 0xfff0);
        assert_eq!(
            Span::bytes(4, 0).byte_range(),
            ByteRange { start: 4, end: 4 }
        );
    }
}
