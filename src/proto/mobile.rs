//! Numbers of mobile networks: telephone numbers and network codes in half bytes, low half first
//! (3GPP TS 23.003, TS 29.002).

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};

const RFC: &str = "ITU-T E.212";

/// A label is no longer (RFC 1035 §2.3.4).
const MAX_LABEL: u8 = 63;

/// The country of a network.
pub const fn country(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Country code", 0)
        .doc("The country of the mobile network, in three digits.", RFC)
}

/// The network within the country.
pub const fn network(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Network code", 0).doc(
        "The mobile network within the country, in two or three digits.",
        RFC,
    )
}

/// Decimal digits; a half byte of 15 ends them. What is no digit is written as in hexadecimal.
pub fn digits(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte & 15, byte >> 4]);
    let used = halves.take_while(|half| *half != 15);
    used.filter_map(|half| char::from_digit(half.into(), 16))
        .collect()
}

/// Reads the three bytes of a country and a network code; nothing is added where they are no digits.
///
/// # Errors
/// [`crate::decode::Stop`] if they are not all there.
pub fn plmn(p: &mut Peel<'_>, country: &'static FieldSpec, network: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let [a, b, c] = *p.skip(3)?.first_chunk().ok_or(crate::decode::Stop)?;
    let decimal = |halves: &[u8]| {
        let valid = halves.iter().all(|half| *half <= 9);
        valid.then(|| {
            halves
                .iter()
                .fold(0, |number, half| number * 10 + u64::from(*half))
        })
    };
    let own = match b >> 4 {
        15 => decimal(&[c & 15, c >> 4]),
        third => decimal(&[c & 15, c >> 4, third]),
    };
    if let (Some(home), Some(own)) = (decimal(&[a & 15, a >> 4, b & 15]), own) {
        p.mark_as(country, at..at + 2, Value::Uint(home));
        p.mark_as(network, at + 1..at + 3, Value::Uint(own));
    }
    Ok(())
}

/// The name of an access point: labels, each behind its length; or text, as some nodes send it.
pub fn access_point(bytes: &[u8]) -> String {
    if bytes.first().is_some_and(|first| *first > MAX_LABEL) {
        return crate::model::text::clean_bytes(bytes);
    }
    let mut name = String::new();
    let mut rest = bytes;
    while let [len, tail @ ..] = rest {
        let (label, after) = tail.split_at(tail.len().min(usize::from(*len)));
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(&crate::model::text::clean_bytes(label));
        rest = after;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_low_half_first() {
        assert_eq!(digits(b"\x21\x43\xf5"), "12345");
        assert_eq!(digits(b"\xf1\x99"), "1");
        assert_eq!(access_point(b"\x08internet\x02de"), "internet.de");
        assert_eq!(access_point(b"\x20x"), "x");
        assert_eq!(access_point(b""), "");
    }
}
