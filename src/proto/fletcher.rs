//! Fletcher's checksum as ISO's protocols use it (ISO 8473 annex C, RFC 1008).

use crate::model::Verdict;

/// Both sums modulo 255 over `bytes`, the two at `at` taken as zero.
fn sums(bytes: &[u8], at: usize) -> (i64, i64) {
    let (mut first, mut second) = (0, 0);
    for (index, byte) in bytes.iter().enumerate() {
        let is_field = index == at || index == at + 1;
        first = (first + if is_field { 0 } else { i64::from(*byte) }) % 255;
        second = (second + first) % 255;
    }
    (first, second)
}

/// The verdict on a checksum over `bytes` that is the two bytes at `at`; zero says that there is none.
pub fn verdict(bytes: &[u8], at: usize) -> Verdict {
    let Some(found) = bytes.get(at..at + 2) else {
        return Verdict::Unverifiable;
    };
    if found == [0, 0] {
        return Verdict::Absent;
    }
    let (first, second) = sums(bytes, at);
    let behind = (bytes.len() - at - 1) as i64;
    // Zero would mean that there is no checksum; 255 counts the same.
    let byte = |number: i64| match number.rem_euclid(255) {
        0 => 255,
        number => number as u32,
    };
    let expected = byte(behind * first - second) << 8 | byte(second - (behind + 1) * first);
    // 0 and 255 count the same here too.
    let counted = |byte: u8| if byte == 0 { 255 } else { u32::from(byte) };
    if counted(found[0]) << 8 | counted(found[1]) == expected {
        Verdict::Good
    } else {
        Verdict::Bad(expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_come_out_as_zero() {
        // The part that the checksum covers of a link state packet of IS-IS.
        let mut bytes =
            b"\x33\x33\x33\x33\x33\x33\x00\x00\x00\x00\x00\x0e\x00\x00\x0b\x81\x01\xcc".to_vec();
        let Verdict::Bad(expected) = ({
            bytes[12] = 1;
            verdict(&bytes, 12)
        }) else {
            panic!("1 cannot be right")
        };
        bytes[12..14].copy_from_slice(&(expected as u16).to_be_bytes());
        assert_eq!(verdict(&bytes, 12), Verdict::Good);
        let (mut first, mut second) = (0u32, 0u32);
        for byte in &bytes {
            first = (first + u32::from(*byte)) % 255;
            second = (second + first) % 255;
        }
        assert_eq!((first, second), (0, 0));
        bytes[12..14].fill(0);
        assert_eq!(verdict(&bytes, 12), Verdict::Absent);
        assert_eq!(verdict(&bytes[..13], 12), Verdict::Unverifiable);
    }
}
