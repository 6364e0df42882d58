//! Reading bits and making fields of them.

use crate::model::{ByteRange, Field, FieldSpec, Kind, Source, Span, Value, Word};

/// The `bits` (at most 64) bits from bit `at` on; 0 where the bytes end before.
pub(super) fn read_bits(bytes: &[u8], at: u32, bits: u32) -> u64 {
    let end = at.saturating_add(bits);
    let first = (at / 8) as usize;
    let last = end.div_ceil(8) as usize;
    let Some(window) = bytes.get(first..last) else {
        return 0;
    };
    let wide = window
        .iter()
        .fold(0u128, |wide, byte| wide << 8 | u128::from(*byte));
    let shifted = wide >> (last as u32 * 8 - end);
    let mask = if bits >= 64 {
        u128::from(u64::MAX)
    } else {
        (1 << bits) - 1
    };
    (shifted & mask) as u64
}

/// The integer in whole bytes, least significant first.
fn read_little(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .take(8)
        .rev()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The unscaled integer that a spec finds at a span.
pub(super) fn integer(spec: &FieldSpec, bytes: &[u8], span: Span) -> u64 {
    if spec.little && span.is_whole_bytes() {
        read_little(span.byte_range().of(bytes))
    } else {
        read_bits(bytes, span.bit, span.bits.min(64))
    }
}

/// The value that a spec finds at a span of `bytes`, which must hold it.
pub(super) fn value(spec: &FieldSpec, bytes: &[u8], span: Span) -> Value {
    let raw = span.byte_range().of(bytes);
    match spec.kind {
        Kind::Uint | Kind::Flag if span.bits <= 64 => {
            Value::Uint(integer(spec, bytes, span).saturating_mul(u64::from(spec.scale)))
        }
        Kind::Int if span.bits <= 64 => {
            Value::Int(sign_extend(integer(spec, bytes, span), span.bits))
        }
        Kind::Mac => raw.try_into().map_or(Value::Bytes, Value::Mac),
        Kind::Ipv4 => {
            <[u8; 4]>::try_from(raw).map_or(Value::Bytes, |octets| Value::Ipv4(octets.into()))
        }
        Kind::Ipv6 => {
            <[u8; 16]>::try_from(raw).map_or(Value::Bytes, |octets| Value::Ipv6(octets.into()))
        }
        Kind::Text => Value::Text,
        Kind::Group | Kind::Gap | Kind::Computed => Value::None,
        Kind::Uint | Kind::Flag | Kind::Int | Kind::Bytes => Value::Bytes,
    }
}

fn sign_extend(raw: u64, bits: u32) -> i64 {
    let unused = 64 - bits.clamp(1, 64);
    (raw << unused) as i64 >> unused
}

/// Where rows of a table are read and how their fields are placed.
pub(super) struct Place<'a> {
    /// The layer's bytes.
    pub bytes: &'a [u8],
    /// Offset of the rows in them.
    pub at: usize,
    /// Offset of the layer in its buffer.
    pub base: u32,
    /// The buffer.
    pub source: Source,
    /// Nesting of the rows.
    pub depth: u8,
    /// The little-endian number in the buffer that the rows are parts of, if they are.
    pub word: Option<Span>,
}

/// The word that these bits are part of, if `number` is one of more than a byte and they lie in one of its bytes.
fn word_of(bits: Span, number: Span) -> Option<Word> {
    let (at, around) = (bits.byte_range(), number.byte_range());
    let is_part = number.is_whole_bytes() && around.start <= at.start && at.end <= around.end;
    if !is_part || bits.is_whole_bytes() || at.len() != 1 || !(2..=8).contains(&around.len()) {
        return None;
    }
    let before = at.start - around.start;
    Some(Word {
        before: before as u8,
        bytes: around.len() as u8,
        low: (before * 8 + at.end * 8 - bits.end()) as u8,
    })
}

/// Appends the wanted rows of a table. Bytes that are not there read as zero, so check before.
pub(super) fn append_header(
    fields: &mut Vec<Field>,
    table: &'static [FieldSpec],
    place: &Place<'_>,
    wanted: impl Fn(&FieldSpec) -> bool,
) {
    let base = place.base.saturating_mul(8);
    let mut bit = (place.at as u32).saturating_mul(8);
    let mut part = bit;
    let mut number = place.word;
    for spec in table {
        let local = Span {
            bit: if spec.depth == 0 { bit } else { part },
            bits: spec.bits,
        };
        let span = Span {
            bit: base.saturating_add(local.bit),
            bits: spec.bits,
        };
        let around = if spec.depth == 0 { place.word } else { number };
        if spec.depth == 0 {
            number = spec.little.then_some(span);
        }
        if spec.kind != Kind::Gap && wanted(spec) {
            fields.push(Field {
                spec,
                span,
                word: around.and_then(|number| word_of(span, number)),
                source: place.source,
                value: value(spec, place.bytes, local),
                depth: place.depth + spec.depth,
            });
        }
        if spec.depth > 0 {
            part = local.end();
        } else {
            part = bit;
            bit = local.end();
        }
    }
}

/// The range of bytes from `start` to `end`, clamped to what 32 bits hold.
pub(super) fn byte_span(start: usize, end: usize) -> ByteRange {
    let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    ByteRange::new(clamp(start), clamp(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_read_across_byte_borders() {
        assert_eq!(read_bits(&[0b0100_0101, 0xff], 0, 4), 4);
        assert_eq!(read_bits(&[0b0100_0101, 0xff], 4, 12), 0x5ff);
        assert_eq!(read_bits(&[0xff; 9], 4, 64), u64::MAX);
        assert_eq!(read_bits(&[1], 4, 8), 0);
    }

    #[test]
    fn integers_have_signs_and_byte_orders() {
        static SIGNED: FieldSpec = FieldSpec::int("t.i", "I", 16);
        static LITTLE: FieldSpec = FieldSpec::uint("t.l", "L", 32).little();
        assert_eq!(
            value(&SIGNED, &[0xff, 0xfe], Span::bytes(0, 2)),
            Value::Int(-2)
        );
        assert_eq!(
            value(&LITTLE, &[1, 2, 0, 0], Span::bytes(0, 4)),
            Value::Uint(0x201)
        );
    }

    #[test]
    fn bits_know_their_word() {
        let word =
            |bit, bits| word_of(Span { bit, bits }, Span::bytes(2, 2)).map(|word| word.mask(bits));
        assert_eq!(word(16, 1), Some(0x0080), "the first bit of the low byte");
        assert_eq!(word(24, 1), Some(0x8000));
        assert_eq!(word(30, 2), Some(0x0300));
        assert_eq!(word(32, 1), None, "behind the word");
        assert_eq!(word(16, 8), None, "a byte needs no word");
    }
}
