//! Integers of variable length, as QUIC writes them (RFC 9000 §16): the first two bits say in how
//! many bytes.

use crate::decode::{Peel, Stop};
use crate::model::{FieldSpec, Value};

/// The number at the start of the bytes, and its length in bytes.
pub fn read(bytes: &[u8]) -> Option<(u64, usize)> {
    let len = 1_usize << (bytes.first()? >> 6);
    let number = bytes.get(..len)?.iter();
    let number = number.fold(0, |number, byte| number << 8 | u64::from(*byte));
    Some((number & (u64::MAX >> (66 - 8 * len)), len))
}

/// Reads the number at the cursor, adds the field, and moves behind it.
///
/// # Errors
/// [`Stop`] if it is not all there.
pub fn field(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<u64, Stop> {
    let len = p.rest().first().map_or(1, |first| 1 << (first >> 6));
    let at = p.pos();
    let bytes = p.skip(len)?;
    let number = read(bytes).map_or(0, |(number, _)| number);
    p.mark_as(spec, at..at + len, Value::Uint(number));
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn the_examples_of_the_specification() {
        // RFC 9000 §A.1
        let eight = [0xc2, 0x19, 0x7c, 0x5e, 0xff, 0x14, 0xe8, 0x8c];
        assert_eq!(read(&eight), Some((151_288_809_941_952_652, 8)));
        assert_eq!(read(&[0x9d, 0x7f, 0x3e, 0x7d]), Some((494_878_333, 4)));
        assert_eq!(read(&[0x7b, 0xbd]), Some((15_293, 2)));
        assert_eq!(read(&[0x25, 0xff]), Some((37, 1)));
        assert_eq!(read(&[0x40, 0x25]), Some((37, 2)));
        assert_eq!(read(&[0x40]), None);
        assert_eq!(read(&[]), None);
    }
}
