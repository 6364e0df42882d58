//! HPACK: how HTTP/2 writes header fields (RFC 7541).
//!
//! Both ends also keep a table of fields that were sent before. It depends on everything since the
//! connection began, so what refers to it is shown as that.

use crate::model::text;

/// The fields that have numbers from the start, from 1 on (RFC 7541 §A).
const STATIC: [(&str, &str); 61] = [
    (":authority", ""),
    (":method", "GET"),
    (":method", "POST"),
    (":path", "/"),
    (":path", "/index.html"),
    (":scheme", "http"),
    (":scheme", "https"),
    (":status", "200"),
    (":status", "204"),
    (":status", "206"),
    (":status", "304"),
    (":status", "400"),
    (":status", "404"),
    (":status", "500"),
    ("accept-charset", ""),
    ("accept-encoding", "gzip, deflate"),
    ("accept-language", ""),
    ("accept-ranges", ""),
    ("accept", ""),
    ("access-control-allow-origin", ""),
    ("age", ""),
    ("allow", ""),
    ("authorization", ""),
    ("cache-control", ""),
    ("content-disposition", ""),
    ("content-encoding", ""),
    ("content-language", ""),
    ("content-length", ""),
    ("content-location", ""),
    ("content-range", ""),
    ("content-type", ""),
    ("cookie", ""),
    ("date", ""),
    ("etag", ""),
    ("expect", ""),
    ("expires", ""),
    ("from", ""),
    ("host", ""),
    ("if-match", ""),
    ("if-modified-since", ""),
    ("if-none-match", ""),
    ("if-range", ""),
    ("if-unmodified-since", ""),
    ("last-modified", ""),
    ("link", ""),
    ("location", ""),
    ("max-forwards", ""),
    ("proxy-authenticate", ""),
    ("proxy-authorization", ""),
    ("range", ""),
    ("referer", ""),
    ("refresh", ""),
    ("retry-after", ""),
    ("server", ""),
    ("set-cookie", ""),
    ("strict-transport-security", ""),
    ("transfer-encoding", ""),
    ("user-agent", ""),
    ("vary", ""),
    ("via", ""),
    ("www-authenticate", ""),
];

/// Bits of each byte's code (RFC 7541 §B). Codes of the same length follow one another in the order of
/// the bytes, and shorter ones come first.
const CODE_LENGTHS: [u8; 256] = [
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5,
    5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6,
    6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22,
    23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22,
    21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20,
    22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19,
    21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22,
    22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
];
const LONGEST_CODE: u8 = 30;

/// How a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// By the number of a field in the tables.
    Indexed,
    /// Written out, and added to the table.
    Added,
    /// Written out.
    Literal,
    /// Written out, never to be added by anyone.
    NeverAdded,
    /// No field: how large the table may be from here on.
    Resize,
}

impl Form {
    /// The form in words.
    pub fn name(self) -> &'static str {
        match self {
            Form::Indexed => "Indexed Header Field",
            Form::Added => "Literal Header Field with Incremental Indexing",
            Form::Literal => "Literal Header Field without Indexing",
            Form::NeverAdded => "Literal Header Field never Indexed",
            Form::Resize => "Dynamic Table Size Update",
        }
    }
}

/// A field as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// How.
    pub form: Form,
    /// The number of a field in the tables whose name, or name and value, are meant; 0 for none.
    pub index: u64,
    /// What it says, as far as that can be known here.
    pub says: String,
    /// Bytes that it takes.
    pub len: usize,
}

/// An integer that begins in the lower `bits` bits of a byte (RFC 7541 §5.1), and its length.
fn integer(bytes: &[u8], bits: u8) -> Option<(u64, usize)> {
    let most = (1_u64 << bits) - 1;
    let first = u64::from(*bytes.first()?) & most;
    if first < most {
        return Some((first, 1));
    }
    let mut value = most;
    for (at, byte) in bytes.iter().enumerate().skip(1).take(5) {
        value += u64::from(byte & 0x7f) << (7 * (at - 1));
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
    }
    None
}

/// A string (RFC 7541 §5.2), and its length in bytes.
fn string(bytes: &[u8]) -> Option<(String, usize)> {
    let (len, head) = integer(bytes, 7)?;
    let end = head.checked_add(usize::try_from(len).ok()?)?;
    let raw = bytes.get(head..end)?;
    let text = match bytes.first()? & 0x80 {
        0 => text::clean_bytes(raw),
        _ => text::clean_bytes(&unpack(raw)?),
    };
    Some((text, end))
}

/// Undoes the Huffman code; `None` if the bits are none.
fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut symbols: Vec<u8> = (0..=u8::MAX).collect();
    symbols.sort_by_key(|symbol| CODE_LENGTHS[usize::from(*symbol)]);
    let mut out = Vec::new();
    let mut left = Bits {
        bytes: packed,
        at: 0,
    };
    'symbols: loop {
        let start = left.at;
        // Among the codes of one length, the first has this value, and stands here in the order.
        let (mut code, mut first, mut place) = (0_u32, 0_u32, 0_usize);
        for len in 1..=LONGEST_CODE {
            let Some(bit) = left.next() else {
                // Ones fill the last byte.
                let fill = left.at - start;
                return (fill < 8 && code + 1 == 1 << fill).then_some(out);
            };
            (code, first) = (code << 1 | bit, first << 1);
            let same = symbols[place..].iter();
            let count = same
                .take_while(|symbol| CODE_LENGTHS[usize::from(**symbol)] == len)
                .count();
            if let Some(symbol) = code.checked_sub(first).and_then(|offset| {
                let offset = offset as usize;
                symbols.get(place + offset).filter(|_| offset < count)
            }) {
                out.push(*symbol);
                continue 'symbols;
            }
            (first, place) = (first + count as u32, place + count);
        }
        return None;
    }
}

/// Bits from the highest of the first byte on.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn next(&mut self) -> Option<u32> {
        let byte = self.bytes.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(u32::from(bit))
    }
}

/// The field that the bytes begin with; `None` if it is not all there, or none.
pub(super) fn read(bytes: &[u8]) -> Option<Written> {
    let (form, bits) = match *bytes.first()? {
        0x80.. => (Form::Indexed, 7),
        0x40.. => (Form::Added, 6),
        0x20.. => (Form::Resize, 5),
        0x10.. => (Form::NeverAdded, 4),
        _ => (Form::Literal, 4),
    };
    let (index, mut len) = integer(bytes, bits)?;
    let entry = usize::try_from(index)
        .ok()
        .and_then(|index| STATIC.get(index.checked_sub(1)?));
    let unknown = || format!("entry {index} of the table that the ends keep");
    let says = match (form, entry) {
        (Form::Resize, _) => format!("the table has {index} bytes"),
        (Form::Indexed, Some((name, value))) => format!("{name}: {value}"),
        (Form::Indexed, None) => unknown(),
        (_, entry) => {
            let name = match (index, entry) {
                (0, _) => {
                    let (name, name_len) = string(bytes.get(len..)?)?;
                    len += name_len;
                    name
                }
                (_, Some((name, _))) => (*name).to_owned(),
                (_, None) => unknown(),
            };
            let (value, value_len) = string(bytes.get(len..)?)?;
            len += value_len;
            format!("{name}: {value}")
        }
    };
    Some(Written {
        form,
        index,
        says,
        len,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut bytes: &[u8]) -> Vec<String> {
        let mut said = Vec::new();
        while let Some(field) = read(bytes) {
            said.push(field.says);
            bytes = &bytes[field.len..];
        }
        assert!(bytes.is_empty());
        said
    }

    #[test]
    fn the_examples_of_the_specification() {
        // RFC 7541 §C.4.1, with the Huffman code, and §C.2.1 without.
        let packed = b"\x82\x86\x84\x41\x8c\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff";
        let said = all(packed);
        assert_eq!(
            said,
            [
                ":method: GET",
                ":scheme: http",
                ":path: /",
                ":authority: www.example.com"
            ]
        );
        let plain = b"\x40\x0acustom-key\x0dcustom-header\xbe";
        assert_eq!(
            all(plain),
            [
                "custom-key: custom-header",
                "entry 62 of the table that the ends keep"
            ]
        );
        assert_eq!(integer(b"\x1f\x9a\x0a", 5), Some((1337, 3)));
    }

    #[test]
    fn what_is_no_field_is_none() {
        assert_eq!(read(b"\x40\x7fshort"), None);
        assert_eq!(read(b"\xff\xff\xff\xff\xff\xff\xff"), None);
        // A code that nothing has, and ones that fill more than a byte.
        assert_eq!(read(b"\x41\x84\xff\xff\xff\xff"), None);
        assert_eq!(read(b"\x41\x82\x07\xff"), None);
    }
}
