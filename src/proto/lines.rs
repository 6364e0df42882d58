//! Lines of text protocols: where they end, and what stands before and behind a colon.

use std::ops::Range;

use crate::decode::{Peel, Peeled};

/// One line, as offsets into the bytes it was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// First byte.
    pub start: usize,
    /// One past the last byte in front of the line end.
    pub text_end: usize,
    /// One past the line feed.
    pub end: usize,
}

impl Line {
    /// The bytes in front of the line end.
    pub fn text(&self) -> Range<usize> {
        self.start..self.text_end
    }

    /// The bytes with the line end.
    pub fn all(&self) -> Range<usize> {
        self.start..self.end
    }

    /// True if nothing stands in front of the line end.
    pub fn is_empty(&self) -> bool {
        self.start == self.text_end
    }
}

/// The line that starts at `at`, ended by LF or CR LF; `None` if its line feed is not there.
pub fn line_at(bytes: &[u8], at: usize) -> Option<Line> {
    let rest = bytes.get(at..)?;
    let feed = memchr::memchr(b'\n', rest)?;
    let text = rest[..feed].strip_suffix(b"\r").unwrap_or(&rest[..feed]);
    Some(Line {
        start: at,
        text_end: at + text.len(),
        end: at + feed + 1,
    })
}

/// The text of the first line, as far as it is there.
pub fn first_text(bytes: &[u8]) -> &[u8] {
    match line_at(bytes, 0) {
        Some(line) => bytes.get(line.text()).unwrap_or_default(),
        // The line may be cut in the middle of its end.
        None => bytes.strip_suffix(b"\r").unwrap_or(bytes),
    }
}

/// The header field that starts at `at`: its line and those that go on with it because they begin
/// with a space or a tab (RFC 9112 §5.2). `None` if a line feed is missing.
pub fn folded_line_at(bytes: &[u8], at: usize) -> Option<Line> {
    let mut line = line_at(bytes, at)?;
    if line.is_empty() {
        return Some(line);
    }
    while let Some(b' ' | b'\t') = bytes.get(line.end) {
        let more = line_at(bytes, line.end)?;
        (line.text_end, line.end) = (more.text_end, more.end);
    }
    Some(line)
}

/// Splits `name: value`: both ranges without the white space around them. `None` without a colon.
pub fn name_and_value(bytes: &[u8], line: &Line) -> Option<(Range<usize>, Range<usize>)> {
    let text = bytes.get(line.text())?;
    let colon = line.start + memchr::memchr(b':', text)?;
    let name = trimmed(bytes, line.start..colon);
    let value = trimmed(bytes, colon + 1..line.text_end);
    Some((name, value))
}

/// The range without spaces, tabs and line ends around it.
pub fn trimmed(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let Some(text) = bytes.get(range.clone()) else {
        return range.start..range.start;
    };
    let start = range.start + (text.len() - text.trim_ascii_start().len());
    start..(range.start + text.trim_ascii_end().len()).max(start)
}

/// The pieces of `range` between single bytes `separator`, which may be empty.
pub fn split(bytes: &[u8], range: Range<usize>, separator: u8) -> Vec<Range<usize>> {
    let text = bytes.get(range.clone()).unwrap_or_default();
    let mut pieces = Vec::new();
    let mut start = range.start;
    for at in memchr::memchr_iter(separator, text) {
        pieces.push(start..range.start + at);
        start = range.start + at + 1;
    }
    pieces.push(start..range.start + text.len());
    pieces
}

/// The line at the cursor as far as it is there, moving behind it. If its end is not, that is
/// recorded, and the second part is an error.
pub fn next_line(p: &mut Peel<'_>) -> (Line, Peeled) {
    let (start, end) = (p.pos(), p.bytes().len());
    if let Some(line) = line_at(p.bytes(), start) {
        p.seek(line.end);
        return (line, Ok(()));
    }
    let cut = p.require(p.rest().len() + 1);
    p.seek(end);
    let text_end = end;
    (
        Line {
            start,
            text_end,
            end,
        },
        cut,
    )
}

/// A reply of several lines is waited for up to this length in bytes; a longer one is shown as far
/// as it goes.
pub const MAX_REPLY: usize = 64 * 1024;

/// The code that a line of a reply begins with, as FTP and SMTP write them (RFC 959 §4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyCode {
    /// Three digits, the first from 1 to 6.
    pub code: u16,
    /// True if a hyphen says that more lines of this reply follow.
    pub more: bool,
}

/// The code of a reply's line; `None` if it has none.
pub fn reply_code(line: &[u8]) -> Option<ReplyCode> {
    let ([a @ b'1'..=b'6', b @ b'0'..=b'9', c @ b'0'..=b'9'], rest) = line.split_first_chunk()?
    else {
        return None;
    };
    let digit = |digit: &u8| u16::from(digit - b'0');
    let code = digit(a) * 100 + digit(b) * 10 + digit(c);
    match rest.first() {
        Some(b'-') => Some(ReplyCode { code, more: true }),
        Some(b' ' | b'\r' | b'\n') | None => Some(ReplyCode { code, more: false }),
        _ => None,
    }
}

/// True for the first digits of a reply's code, and nothing else yet.
pub fn is_cut_code(bytes: &[u8]) -> bool {
    match bytes {
        [b'1'..=b'6'] => true,
        [b'1'..=b'6', second] => second.is_ascii_digit(),
        _ => false,
    }
}

/// True for the first letters of one of these commands, in one case, and nothing else yet.
pub fn is_cut_command(bytes: &[u8], commands: &[&str]) -> bool {
    let one_case =
        bytes.iter().all(u8::is_ascii_uppercase) || bytes.iter().all(u8::is_ascii_lowercase);
    let begins = |command: &&str| {
        let start = command.as_bytes().get(..bytes.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(bytes))
    };
    one_case && !bytes.is_empty() && commands.iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_line_ends_are_known() {
        let bytes = b"one\r\ntwo\n\r\nrest";
        let first = line_at(bytes, 0).unwrap();
        assert_eq!((first.text(), first.end), (0..3, 5));
        let second = line_at(bytes, 5).unwrap();
        assert_eq!((second.text(), second.end), (5..8, 9));
        assert!(line_at(bytes, 9).unwrap().is_empty());
        assert_eq!(line_at(bytes, 11), None);
        assert_eq!(line_at(bytes, 99), None);
    }

    #[test]
    fn a_header_field_may_go_on_in_the_next_line() {
        let bytes = b"A: b\r\n\tc\r\nD: e\r\n\r\n x";
        let folded = folded_line_at(bytes, 0).unwrap();
        assert_eq!((folded.text_end, folded.end), (8, 10));
        assert_eq!(folded_line_at(bytes, 10).unwrap().end, 16);
        // What follows the empty line is no longer the head.
        assert_eq!(folded_line_at(bytes, 16).unwrap().end, 18);
    }

    #[test]
    fn names_and_values_lose_their_white_space() {
        let bytes = b"Host :  example.com \r\n";
        let line = line_at(bytes, 0).unwrap();
        let (name, value) = name_and_value(bytes, &line).unwrap();
        assert_eq!(&bytes[name], b"Host");
        assert_eq!(&bytes[value], b"example.com");
        let bytes = b"none\n";
        assert!(name_and_value(bytes, &line_at(bytes, 0).unwrap()).is_none());
        assert_eq!(trimmed(b"   ", 0..3), 3..3);
    }

    #[test]
    fn splitting_keeps_empty_pieces() {
        assert_eq!(split(b"a&&b", 0..4, b'&'), [0..1, 2..2, 3..4]);
        assert_eq!(split(b"", 0..0, b'&').len(), 1);
    }

    #[test]
    fn replies_have_codes() {
        let code = |line: &[u8]| reply_code(line).map(|found| (found.code, found.more));
        assert_eq!(code(b"220 ready"), Some((220, false)));
        assert_eq!(code(b"211-Features:"), Some((211, true)));
        assert_eq!(code(b"250"), Some((250, false)));
        assert_eq!(code(b"2200 ready"), None);
        assert_eq!(code(b"750 no"), None);
        assert_eq!(code(b" 211"), None);
        assert_eq!(code(b"22"), None);
    }
}
