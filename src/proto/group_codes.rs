//! What IGMP and MLD share: record types, and times written with an exponent.

use crate::model::Codes;

/// Types of records in reports (RFC 3376 §4.2.12, RFC 3810 §5.2.12).
pub const RECORD_TYPES: Codes = &[
    (1, "only these sources are wanted"),
    (2, "all but these sources are wanted"),
    (3, "now only these sources are wanted"),
    (4, "now all but these sources are wanted"),
    (5, "these sources are wanted too"),
    (6, "these sources are not wanted any more"),
];

/// What an 8-bit code means: itself, or from 128 on 3 bits of exponent and 4 of mantissa
/// (RFC 3376 §4.1.1).
pub const fn narrow(code: u8) -> u16 {
    if code < 0x80 {
        return code as u16;
    }
    let (exponent, mantissa) = (code >> 4 & 0x07, code & 0x0f);
    (mantissa as u16 | 0x10) << (exponent + 3)
}

/// What a 16-bit code means: itself, or from 32768 on 3 bits of exponent and 12 of mantissa
/// (RFC 3810 §5.1.3).
pub const fn wide(code: u16) -> u32 {
    if code < 0x8000 {
        return code as u32;
    }
    let (exponent, mantissa) = (code >> 12 & 0x07, code & 0x0fff);
    (mantissa as u32 | 0x1000) << (exponent + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_grow_without_a_gap() {
        assert_eq!(
            (narrow(0x7f), narrow(0x80), narrow(0xff)),
            (127, 128, 31_744)
        );
        assert_eq!(
            (wide(0x7fff), wide(0x8000), wide(0xffff)),
            (32_767, 32_768, 8_387_584)
        );
    }
}
