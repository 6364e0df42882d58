//! The Internet checksum (RFC 1071) and what it says of a header.

use std::net::IpAddr;

use crate::decode::Peel;
use crate::model::{Address, Addressed, Verdict};

/// The ones' complement sum of `bytes` as 16-bit words, added to `start`, not yet complemented.
pub fn sum(bytes: &[u8], start: u32) -> u32 {
    let words = bytes.chunks_exact(2);
    let last = words
        .remainder()
        .first()
        .map_or(0, |byte| u64::from(*byte) << 8);
    let total = words.fold(u64::from(start) + last, |sum, word| {
        sum + u64::from(u16::from_be_bytes([word[0], word[1]]))
    });
    fold(total)
}

fn fold(mut total: u64) -> u32 {
    while total > 0xffff {
        total = (total & 0xffff) + (total >> 16);
    }
    total as u32
}

/// The sum of the pseudo-header that TCP, UDP and ICMPv6 checksums cover (RFC 9293 §3.1,
/// RFC 8200 §8.1): both addresses, the protocol number and the length in bytes.
pub fn pseudo_header(ends: &Addressed, protocol: u8, len: usize) -> Option<u32> {
    let addresses = match (ends.from, ends.to) {
        (Address::Ip(IpAddr::V4(from)), Address::Ip(IpAddr::V4(to))) => {
            sum(&to.octets(), sum(&from.octets(), 0))
        }
        (Address::Ip(IpAddr::V6(from)), Address::Ip(IpAddr::V6(to))) => {
            sum(&to.octets(), sum(&from.octets(), 0))
        }
        _ => return None,
    };
    Some(fold(
        u64::from(addresses) + u64::from(protocol) + len as u64,
    ))
}

/// The verdict on a checksum that covers all of `bytes`, where the field itself is the 16 bits at
/// byte `at`, on top of the sum of a pseudo-header (0 where there is none).
pub fn verdict(bytes: &[u8], at: usize, pseudo: u32) -> Verdict {
    let Some(found) = bytes
        .get(at..at + 2)
        .map(|two| u32::from(two[0]) << 8 | u32::from(two[1]))
    else {
        return Verdict::Unverifiable;
    };
    let with_field = sum(bytes, pseudo);
    if with_field == 0xffff {
        return Verdict::Good;
    }
    // Ones' complement subtraction: adding the complement takes the field out of the sum.
    let without = fold(u64::from(with_field) + u64::from(!found & 0xffff));
    let expected = !without & 0xffff;
    if pseudo != 0 && found == pseudo {
        Verdict::Offloaded(expected)
    } else {
        Verdict::Bad(expected)
    }
}

/// The verdict on a checksum at byte `at` that covers the pseudo-header of the nearest network
/// layer and `bytes`, the start of an upper layer of `len` bytes.
pub fn transport(p: &Peel<'_>, protocol: u8, len: usize, bytes: &[u8], at: usize) -> Verdict {
    let pseudo = p
        .addresses()
        .and_then(|ends| pseudo_header(ends, protocol, len));
    match pseudo {
        // The addresses around a quotation are those of the message that quotes.
        Some(pseudo) if !p.is_quoted() => verdict(bytes, at, pseudo),
        _ => Verdict::Unverifiable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of RFC 1071 §3: the words 0001 f203 f4f5 f6f7 sum to ddf2.
    const WORDS: [u8; 8] = [0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7];

    #[test]
    fn the_sum_is_the_one_of_the_specification() {
        assert_eq!(sum(&WORDS, 0), 0xddf2);
    }

    #[test]
    fn a_right_checksum_is_good_and_a_wrong_one_is_told() {
        let mut bytes = WORDS.to_vec();
        bytes.extend([0x22, 0x0d]);
        assert_eq!(verdict(&bytes, 8, 0), Verdict::Good);
        bytes[9] = 0x0e;
        assert_eq!(verdict(&bytes, 8, 0), Verdict::Bad(0x220d));
    }

    #[test]
    fn a_pseudo_header_sum_alone_means_offloading() {
        let mut bytes = WORDS.to_vec();
        bytes.extend([0x12, 0x34]);
        assert!(matches!(verdict(&bytes, 8, 0x1234), Verdict::Offloaded(_)));
    }
}
