//! Basic Encoding Rules (ITU-T X.690): identifier, length and contents of ASN.1 values.
//!
//! Every element says its length; one of indefinite length is searched for its end, through at most
//! [`MAX_DEPTH`] such elements inside one another.

use std::fmt::Write;

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec, Kind, Value};

/// Identifier octets of the universal class (X.680 §8.6).
pub const INTEGER: u8 = 0x02;
/// A string of bytes.
pub const OCTET_STRING: u8 = 0x04;
/// No value.
pub const NULL: u8 = 0x05;
/// An object identifier.
pub const OBJECT_IDENTIFIER: u8 = 0x06;
/// A sequence of elements.
pub const SEQUENCE: u8 = 0x30;

/// Bit of the identifier that says: the contents are elements again.
pub const CONSTRUCTED: u8 = 0x20;

/// Elements of indefinite length inside one another.
pub const MAX_DEPTH: usize = 16;

/// Bytes of a tag number or of a length that can be held here.
const MAX_BYTES: usize = 4;

const WRONG_TYPE: &str = "an element of another type stands here";

/// An element's header: what it is and where its contents are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element {
    /// The identifier octet: class, constructed or primitive, and tags up to 30.
    pub id: u8,
    /// The tag number.
    pub tag: u32,
    /// First byte of the contents.
    pub start: usize,
    /// Bytes of the contents, as the header says or as the end was found.
    pub len: usize,
    /// One past the element's last byte, marks of its end included.
    pub end: usize,
}

/// Why an element cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bad {
    /// So many bytes are needed from the element's first one on.
    Cut(usize),
    /// The rules forbid it, or it is larger than anything real.
    Wrong(&'static str),
}

/// The header of the element at `at`. The contents need not all be there, unless their length is
/// indefinite.
///
/// # Errors
/// If the header is not all there or not valid.
pub fn element(bytes: &[u8], at: usize) -> Result<Element, Bad> {
    element_at(bytes, at, 0)
}

fn element_at(bytes: &[u8], at: usize, depth: usize) -> Result<Element, Bad> {
    let mut pos = at;
    let mut next = || {
        let byte = bytes.get(pos).copied();
        pos += 1;
        byte.ok_or(Bad::Cut(pos - at))
    };
    let id = next()?;
    let mut tag = u32::from(id & 0x1f);
    if tag == 0x1f {
        tag = 0;
        for count in 1.. {
            let byte = next()?;
            tag = tag << 7 | u32::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                break;
            }
            if count == MAX_BYTES {
                return Err(Bad::Wrong("the tag number is too large"));
            }
        }
    }
    let first = next()?;
    let len = match first {
        0..=0x7f => usize::from(first),
        0x80 => return indefinite(bytes, at, (id, tag, pos), depth),
        _ => {
            let count = usize::from(first & 0x7f);
            if count > MAX_BYTES {
                return Err(Bad::Wrong("the length has too many bytes"));
            }
            let mut len = 0;
            for _ in 0..count {
                len = len << 8 | usize::from(next()?);
            }
            len
        }
    };
    let end = pos.saturating_add(len);
    Ok(Element {
        id,
        tag,
        start: pos,
        len,
        end,
    })
}

/// An element that ends with two zero bytes behind its last part (X.690 §8.1.3.6).
fn indefinite(
    bytes: &[u8],
    at: usize,
    (id, tag, start): (u8, u32, usize),
    depth: usize,
) -> Result<Element, Bad> {
    if id & CONSTRUCTED == 0 {
        return Err(Bad::Wrong(
            "only constructed elements may have an indefinite length",
        ));
    }
    if depth >= MAX_DEPTH {
        return Err(Bad::Wrong(
            "too many elements of indefinite length inside one another",
        ));
    }
    let mut pos = start;
    loop {
        match bytes.get(pos..pos.saturating_add(2)) {
            None => return Err(Bad::Cut(pos.saturating_add(2) - at)),
            Some([0, 0]) => break,
            Some(_) => pos = element_at(bytes, pos, depth + 1)?.end,
        }
    }
    Ok(Element {
        id,
        tag,
        start,
        len: pos - start,
        end: pos + 2,
    })
}

/// Reads the header of the element at the cursor and moves to its contents.
///
/// # Errors
/// [`Stop`] if it is not all there or not valid.
pub fn header(p: &mut Peel<'_>) -> Result<Element, Stop> {
    let at = p.pos();
    match element(p.bytes(), at) {
        Ok(element) => {
            p.seek(element.start);
            Ok(element)
        }
        Err(Bad::Cut(len)) => p.require(len).and(Err(Stop)),
        Err(Bad::Wrong(why)) => {
            p.fault(FaultKind::Malformed(why), at..p.bytes().len().min(at + 2));
            Err(Stop)
        }
    }
}

/// Reads the header of an element with identifier octet `id` and moves to its contents.
///
/// # Errors
/// [`Stop`] if it is not all there or another one.
pub fn expect(p: &mut Peel<'_>, id: u8) -> Result<Element, Stop> {
    let at = p.pos();
    let element = header(p)?;
    if element.id == id {
        return Ok(element);
    }
    p.fault(FaultKind::Malformed(WRONG_TYPE), at..element.start);
    p.seek(at);
    Err(Stop)
}

/// Reads the contents of an element whose header was read last; `parts` cannot read past them.
///
/// # Errors
/// [`Stop`] if they are not all there.
pub fn contents(
    p: &mut Peel<'_>,
    element: &Element,
    parts: impl FnOnce(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    p.within(element.len, "element's length", parts)?;
    p.seek(element.end);
    Ok(())
}

/// Reads an element with identifier octet `id` whose contents are the field: an integer, text,
/// bytes, an address, or, as a computed field, an object identifier.
///
/// # Errors
/// [`Stop`] if it is not all there or another one.
pub fn field<'a>(p: &mut Peel<'a>, spec: &'static FieldSpec, id: u8) -> Result<&'a [u8], Stop> {
    let element = expect(p, id)?;
    value(p, spec, &element)
}

/// Reads the contents of an element whose header was read last as a field.
///
/// # Errors
/// [`Stop`] if they are not all there.
pub fn value<'a>(
    p: &mut Peel<'a>,
    spec: &'static FieldSpec,
    element: &Element,
) -> Result<&'a [u8], Stop> {
    let bytes = p.skip(element.len)?;
    let at = element.start..element.start + element.len;
    match spec.kind {
        Kind::Uint | Kind::Int => p.mark_as(spec, at, number(bytes)),
        Kind::Computed => p.mark_made(spec, at, || object_identifier(bytes)),
        _ => p.mark(spec, at),
    }
    p.seek(element.end);
    Ok(bytes)
}

/// An integer in two's complement, most significant byte first (X.690 §8.3). More bytes than 64
/// bits need stay bytes.
pub fn number(bytes: &[u8]) -> Value {
    let digits = match bytes {
        [] => return Value::None,
        // Unsigned numbers of 64 bits need a zero byte in front.
        [0, digits @ ..] if digits.len() == 8 => digits,
        _ if bytes.len() > 8 => return Value::Bytes,
        _ => bytes,
    };
    let is_negative = bytes[0] & 0x80 != 0;
    let fill = if is_negative { u64::MAX } else { 0 };
    let value = digits
        .iter()
        .fold(fill, |value, byte| value << 8 | u64::from(*byte));
    if is_negative {
        Value::Int(value as i64)
    } else {
        Value::Uint(value)
    }
}

/// An object identifier in dotted form (X.690 §8.19). A part that does not fit 64 bits is `?`.
pub fn object_identifier(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut part = Some(0u64);
    let mut is_first = true;
    for byte in bytes {
        part = part
            .filter(|part| *part <= u64::MAX >> 7)
            .map(|part| part << 7 | u64::from(byte & 0x7f));
        if byte & 0x80 != 0 {
            continue;
        }
        match part {
            Some(first) if is_first => {
                // The first two parts share a number.
                let root = (first / 40).min(2);
                let _ = write!(text, "{root}.{}", first - root * 40);
            }
            Some(part) => {
                let _ = write!(text, ".{part}");
            }
            None => text.push_str(if is_first { "?" } else { ".?" }),
        }
        (part, is_first) = (Some(0), false);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: usize, len: usize, end: usize) -> Element {
        Element {
            id: 0x30,
            tag: 16,
            start,
            len,
            end,
        }
    }

    #[test]
    fn lengths_have_short_and_long_forms() {
        assert_eq!(element(b"\x30\x03abc", 0), Ok(at(2, 3, 5)));
        assert_eq!(element(b"\x30\x81\x03abc", 0), Ok(at(3, 3, 6)));
        assert_eq!(element(b"\x30\x84\x00\x00\x00\x03abc", 0), Ok(at(6, 3, 9)));
        assert_eq!(element(b"\x30\x82\x00", 0), Err(Bad::Cut(4)));
        assert!(matches!(element(b"\x30\x89", 0), Err(Bad::Wrong(_))));
    }

    #[test]
    fn tags_may_be_larger_than_their_first_byte() {
        let large = element(b"\x7f\x81\x01\x02ab", 0).unwrap();
        assert_eq!((large.tag, large.start, large.len), (129, 4, 2));
        assert!(matches!(
            element(b"\x1f\xff\xff\xff\xff\xff\x01\x00", 0),
            Err(Bad::Wrong(_))
        ));
    }

    #[test]
    fn an_indefinite_length_ends_with_zeros() {
        assert_eq!(
            element(b"\x30\x80\x02\x01\x00\x00\x00\xff", 0),
            Ok(at(2, 3, 7))
        );
        // An inner one has an end of its own.
        let nested = b"\x30\x80\x30\x80\x04\x02\x00\x00\x00\x00\x00\x00";
        assert_eq!(element(nested, 0), Ok(at(2, 8, 12)));
        assert_eq!(element(b"\x30\x80\x02\x01\x00", 0), Err(Bad::Cut(7)));
        assert!(matches!(
            element(b"\x04\x80\x00\x00", 0),
            Err(Bad::Wrong(_))
        ));
        assert!(matches!(
            element(&[0x30, 0x80].repeat(100), 0),
            Err(Bad::Wrong(_))
        ));
    }

    #[test]
    fn integers_have_a_sign() {
        assert_eq!(number(b"\x00"), Value::Uint(0));
        assert_eq!(number(b"\x00\xff\xe3"), Value::Uint(65_507));
        assert_eq!(number(b"\xff"), Value::Int(-1));
        assert_eq!(number(b"\x80\x00"), Value::Int(-32_768));
        assert_eq!(
            number(b"\x00\xff\xff\xff\xff\xff\xff\xff\xff"),
            Value::Uint(u64::MAX)
        );
        assert_eq!(
            number(b"\x01\xff\xff\xff\xff\xff\xff\xff\xff"),
            Value::Bytes
        );
        assert_eq!(
            number(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
            Value::Bytes
        );
        assert_eq!(number(b""), Value::None);
    }

    #[test]
    fn object_identifiers_are_dotted() {
        assert_eq!(
            object_identifier(b"\x2b\x06\x01\x02\x01\x01\x05\x00"),
            "1.3.6.1.2.1.1.5.0"
        );
        assert_eq!(object_identifier(b"\x88\x37\x03"), "2.999.3");
        assert_eq!(object_identifier(b"\x2b\x86\x48"), "1.3.840");
        assert_eq!(object_identifier(&[0xff; 20]), "");
        assert_eq!(
            object_identifier(b"\x2b\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"),
            "1.3.?"
        );
        assert_eq!(object_identifier(b""), "");
    }
}
