//! Numbers in as few bytes as they need: seven bits a byte, the lowest first, the highest bit set on
//! all bytes but the last.

/// Appends a number.
pub(super) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends a number that may be negative: the lowest bit says so.
pub(super) fn put_signed(out: &mut Vec<u8>, number: i64) {
    put(out, (number << 1 ^ number >> 63) as u64);
}

/// Reads numbers one after the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// The next number.
    pub fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// The next number, if it fits.
    pub fn small<T: TryFrom<u64>>(&mut self) -> Option<T> {
        self.number()?.try_into().ok()
    }

    /// The next number that may be negative.
    pub fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// The next bytes.
    pub fn bytes(&mut self, len: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 127, 128, 300, 1 << 32, u64::MAX];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|number| put(&mut bytes, *number));
        assert_eq!(bytes[..4], [0, 1, 127, 0x80]);
        let mut reader = Reader(&bytes);
        assert!(
            numbers
                .iter()
                .all(|number| reader.number() == Some(*number))
        );
        assert_eq!(reader.number(), None);
    }

    #[test]
    fn negative_numbers_come_back() {
        let numbers = [0, -1, 1, i64::MIN, i64::MAX];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|n| put_signed(&mut bytes, *n));
        assert_eq!(bytes[..3], [0, 1, 2]);
        let mut reader = Reader(&bytes);
        assert!(numbers.iter().all(|n| reader.signed() == Some(*n)));
    }

    #[test]
    fn endless_numbers_end() {
        assert_eq!(Reader(&[0xff; 32]).number(), None);
    }
}
