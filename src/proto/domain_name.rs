//! Domain names as DNS writes them, also in other protocols: labels, and pointers to earlier ones in
//! the message (RFC 1035 §4.1.4).

use std::ops::Range;

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec, Value};

/// Longest name: its labels, each with its length byte, and the zero byte (RFC 1035 §2.3.4).
const MAX_NAME: usize = 255;

/// A name of 255 bytes has at most 127 labels; more pointers than that lead in a circle.
const MAX_JUMPS: usize = 128;

/// How the name of the root is written.
const ROOT: &str = "<Root>";

const CIRCLE: &str = "the name's pointers run in a circle";
const TOO_LONG: &str = "the name is longer than 255 bytes";
const NO_LABEL: &str = "a label's first two bits are neither 00 nor 11";
const OUTSIDE: &str = "the name's pointer leads out of the message";

/// A message whose names may point back into it.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Where it starts in the layer.
    pub base: usize,
}

/// A name, read out of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The labels, joined by dots.
    pub text: String,
    /// Bytes of the text; 0 for the root.
    pub len: usize,
    /// Number of labels.
    pub labels: usize,
}

/// Why a name cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bad {
    /// So many bytes are needed from the name's first one on.
    Cut(usize),
    /// The specification forbids it.
    Wrong(&'static str),
}

/// Where the name at `at` ends: behind its zero byte or its first pointer.
fn end(bytes: &[u8], at: usize) -> Result<usize, Bad> {
    let mut pos = at;
    loop {
        let first = *bytes.get(pos).ok_or(Bad::Cut(pos + 1 - at))?;
        let len = match first >> 6 {
            0 => usize::from(first) + 1,
            3 => 2,
            _ => return Err(Bad::Wrong(NO_LABEL)),
        };
        pos += len;
        if pos > bytes.len() {
            return Err(Bad::Cut(pos - at));
        }
        if first == 0 || first >> 6 == 3 {
            return Ok(pos);
        }
        if pos - at >= MAX_NAME {
            return Err(Bad::Wrong(TOO_LONG));
        }
    }
}

/// The name at `at`, pointers followed.
fn read(message: &[u8], at: usize) -> Result<Name, Bad> {
    let (mut text, mut labels, mut jumps, mut pos) = (Vec::new(), 0, 0, at);
    loop {
        let first = *message.get(pos).ok_or(Bad::Wrong(OUTSIDE))?;
        let len = usize::from(first & 0x3f);
        match first >> 6 {
            0 if len == 0 => break,
            0 => {
                let label = message
                    .get(pos + 1..pos + 1 + len)
                    .ok_or(Bad::Wrong(OUTSIDE))?;
                if labels > 0 {
                    text.push(b'.');
                }
                text.extend_from_slice(label);
                labels += 1;
                pos += 1 + len;
                // A text of n bytes stands in n + 2 bytes of labels.
                if text.len() + 2 > MAX_NAME {
                    return Err(Bad::Wrong(TOO_LONG));
                }
            }
            3 => {
                let low = *message.get(pos + 1).ok_or(Bad::Wrong(OUTSIDE))?;
                pos = len << 8 | usize::from(low);
                jumps += 1;
                if jumps > MAX_JUMPS {
                    return Err(Bad::Wrong(CIRCLE));
                }
            }
            _ => return Err(Bad::Wrong(NO_LABEL)),
        }
    }
    let len = text.len();
    let text = if labels == 0 {
        ROOT.to_owned()
    } else {
        String::from_utf8_lossy(&text).into_owned()
    };
    Ok(Name { text, len, labels })
}

/// The bytes behind the name at `at`, if it ends before the bytes do.
pub fn behind(bytes: &[u8], at: usize) -> Option<&[u8]> {
    end(bytes, at).ok().and_then(|end| bytes.get(end..))
}

/// True if what is there of a name at `at` can be one.
pub fn may_begin(bytes: &[u8], at: usize) -> bool {
    !matches!(end(bytes, at), Err(Bad::Wrong(_)))
}

/// True if the name at `at` has labels, all of visible ASCII characters.
pub fn is_visible(message: &[u8], at: usize) -> bool {
    read(message, at)
        .is_ok_and(|name| name.labels > 0 && name.text.bytes().all(|b| b.is_ascii_graphic()))
}

impl Names<'_> {
    /// The bytes behind the name at `at` (counted from the start of the message).
    pub fn behind(&self, at: usize) -> Option<&[u8]> {
        behind(self.bytes, at)
    }

    /// The name at `at`, for a heading.
    pub fn text_at(&self, at: usize) -> Option<String> {
        read(self.bytes, at).ok().map(|name| name.text)
    }

    /// Reads the name at the cursor and moves behind it. One that breaks the rules but has an end
    /// becomes a fault.
    ///
    /// # Errors
    /// [`Stop`] if its end is not there or cannot be found.
    pub fn take(&self, p: &mut Peel<'_>) -> Result<(Range<usize>, Option<Name>), Stop> {
        let at = p.pos();
        match end(p.bytes(), at) {
            Ok(end) => p.seek(end),
            Err(Bad::Cut(len)) => return p.require(len).and(Err(Stop)),
            Err(Bad::Wrong(why)) => {
                p.fault(FaultKind::Malformed(why), at..p.bytes().len());
                return Err(Stop);
            }
        }
        let range = at..p.pos();
        let name = match read(self.bytes, at - self.base.min(at)) {
            Ok(name) => Some(name),
            Err(Bad::Wrong(why)) => {
                p.fault(FaultKind::Malformed(why), range.clone());
                None
            }
            Err(Bad::Cut(_)) => None,
        };
        Ok((range, name))
    }

    /// Reads the name at the cursor as a field.
    ///
    /// # Errors
    /// [`Stop`] if its end is not there or cannot be found.
    pub fn name(&self, p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
        let (range, name) = self.take(p)?;
        if let Some(name) = name {
            p.mark_as(spec, range, Value::Made(name.text.into()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_followed() {
        let message = b"\x03com\x00\x07example\xc0\x00\x03www\xc0\x05";
        let name = read(message, 15).unwrap();
        assert_eq!((name.text.as_str(), name.labels), ("www.example.com", 3));
        assert_eq!(name.len, 15);
        assert_eq!(end(message, 15), Ok(21));
        assert_eq!(end(message, 0), Ok(5));
    }

    #[test]
    fn the_root_has_no_labels() {
        let root = read(b"\0", 0).unwrap();
        assert_eq!((root.text.as_str(), root.len, root.labels), (ROOT, 0, 0));
    }

    #[test]
    fn circles_end() {
        assert_eq!(read(b"\xc0\x00", 0), Err(Bad::Wrong(CIRCLE)));
        assert_eq!(read(b"\xc0\x02\xc0\x00", 0), Err(Bad::Wrong(CIRCLE)));
    }

    #[test]
    fn a_circle_with_long_labels_ends_at_the_longest_name() {
        let mut message = vec![63];
        message.extend([b'a'; 63]);
        message.extend([0xc0, 0]);
        assert_eq!(read(&message, 0), Err(Bad::Wrong(TOO_LONG)));
    }

    #[test]
    fn names_have_an_end() {
        assert_eq!(end(b"\x03ab", 0), Err(Bad::Cut(4)));
        assert_eq!(end(b"\x02ab", 0), Err(Bad::Cut(4)));
        assert_eq!(end(b"\xc0", 0), Err(Bad::Cut(2)));
        assert_eq!(end(b"\x41a\x00", 0), Err(Bad::Wrong(NO_LABEL)));
        assert_eq!(read(b"\xc0\x09", 0), Err(Bad::Wrong(OUTSIDE)));
    }

    #[test]
    fn the_longest_name_is_read() {
        let mut message = Vec::new();
        for _ in 0..126 {
            message.extend(b"\x01a");
        }
        message.extend(b"\x01b\x00");
        assert_eq!(message.len(), 255);
        assert_eq!(read(&message, 0).unwrap().labels, 127);
        message.splice(0..0, *b"\x01c");
        assert_eq!(read(&message, 0), Err(Bad::Wrong(TOO_LONG)));
    }
}
