//! What the two ends of a conversation say, as text or as hexadecimal digits: one piece after the
//! other, each with a sign for who says it and the frame that carried it.

use std::fmt::Write as _;

use crate::model::text::clean;
use crate::talk::follow::{Said, Side, What};

/// How the bytes of a conversation are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// As lines of text.
    #[default]
    Text,
    /// As hexadecimal digits, with their offsets and as text.
    Hex,
    /// As one text in which everything but plain characters is spelled out.
    Escaped,
}

impl Shown {
    /// The next one.
    #[must_use]
    pub const fn next(self) -> Shown {
        match self {
            Shown::Text => Shown::Hex,
            Shown::Hex => Shown::Escaped,
            Shown::Escaped => Shown::Text,
        }
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Shown::Text => "text",
            Shown::Hex => "hex",
            Shown::Escaped => "escaped",
        }
    }
}

/// The sign of an end: an arrow away from the client, or towards it.
pub const fn sign(side: Side, ascii: bool) -> &'static str {
    match (side, ascii) {
        (Side::Client, false) => "→",
        (Side::Server, false) => "←",
        (Side::Client, true) => ">",
        (Side::Server, true) => "<",
    }
}

/// A line of text is broken after so many bytes of the conversation.
const LONGEST: usize = 4096;

/// The lines of a piece, clean; `columns` is how wide they may be, at least 20.
pub fn lines(said: &Said, bytes: &[u8], shown: Shown, columns: usize) -> Vec<String> {
    if let What::Missing(count) = said.what {
        let s = if count == 1 { "" } else { "s" };
        return vec![format!("[{count} byte{s} missing]")];
    }
    let columns = columns.max(20);
    match shown {
        Shown::Text => text_lines(bytes, columns),
        Shown::Hex => hex_lines(said.offset, bytes, columns),
        Shown::Escaped => broken(&escaped(bytes), columns),
    }
}

/// Lines of text; a line end at the end of the piece begins no line.
fn text_lines(bytes: &[u8], columns: usize) -> Vec<String> {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let mut lines = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            lines.push(String::new());
        }
        for part in line.chunks(LONGEST) {
            lines.extend(broken(&plain(part), columns));
        }
    }
    lines
}

/// Clean text with spaces for tabs. What is hardly text has a dot for every byte that is no plain
/// character: read as letters of all the world's scripts, it would only look like something.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let strange = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER);
    if strange.count() * 16 > text.chars().count() {
        let dot = |byte: &u8| match byte {
            b' '..=b'~' => char::from(*byte),
            _ => '.',
        };
        return bytes.iter().map(dot).collect();
    }
    let parts = text.split('\t').map(|part| clean(part).into_owned());
    parts.collect::<Vec<String>>().join("    ")
}

/// Bytes in lines as wide as fit, 16 of them where there is room, with their offset.
fn hex_lines(offset: u64, bytes: &[u8], columns: usize) -> Vec<String> {
    let width = match columns {
        ..50 => 4,
        50..77 => 8,
        _ => 16,
    };
    let line = |(row, chunk): (usize, &[u8])| {
        let mut line = format!("{:08x} ", offset + (row * width) as u64);
        for place in 0..width {
            let gap = if place % 8 == 0 { " " } else { "" };
            // A String takes all that is written to it.
            let _ = match chunk.get(place) {
                Some(byte) => write!(line, "{gap}{byte:02x} "),
                None => write!(line, "{gap}   "),
            };
        }
        line.push(' ');
        line.extend(chunk.iter().map(|byte| match byte {
            b' '..=b'~' => char::from(*byte),
            _ => '.',
        }));
        line
    };
    bytes.chunks(width).enumerate().map(line).collect()
}

/// All bytes in one line: what is no plain character is spelled out.
fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            b'\\' => text.push_str("\\\\"),
            b' '..=b'~' => text.push(char::from(*byte)),
            _ => {
                let _ = write!(text, "\\x{byte:02x}");
            }
        }
    }
    text
}

/// Text in lines of at most so many columns.
fn broken(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for c in text.chars() {
        let width = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        if used + width > columns {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        line.push(c);
        used += width;
    }
    lines.push(line);
    lines
}

/// How a conversation is drawn outside of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// How its bytes are shown.
    pub shown: Shown,
    /// True for a colour for each end.
    pub colour: bool,
    /// True for ASCII characters only.
    pub ascii: bool,
    /// Width of the lines; `None` if they may be as long as they like.
    pub columns: Option<usize>,
}

/// Columns of the sign and the number of a frame.
const MARGIN: usize = 11;

/// Draws a piece: at the margin who says it, and before its first line the frame that carried it.
pub fn piece(said: &Said, bytes: &[u8], style: &Style, out: &mut String) {
    let columns = style
        .columns
        .map_or(usize::MAX, |columns| columns.saturating_sub(MARGIN));
    let (on, off) = match (style.colour, said.side) {
        (true, Side::Client) => ("\x1b[36m", "\x1b[0m"),
        (true, Side::Server) => ("\x1b[33m", "\x1b[0m"),
        (false, _) => ("", ""),
    };
    let sign = sign(said.side, style.ascii);
    for (index, line) in lines(said, bytes, style.shown, columns).iter().enumerate() {
        let frame = match index {
            0 => said.frame.to_string(),
            _ => String::new(),
        };
        let line = match style.ascii {
            true => crate::model::text::ascii(line),
            false => line.clone(),
        };
        let text = format!("{sign} {frame:>7}  {line}");
        let _ = writeln!(out, "{on}{}{off}", text.trim_end());
    }
}

/// A name that came out of a packet, for a list: clean and not too long.
pub fn short(name: &str, columns: usize) -> String {
    crate::model::text::ellipsis(&clean(name), columns).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(side: Side, frame: u64, offset: u64, bytes: &[u8]) -> Said {
        Said {
            frame,
            side,
            offset,
            what: What::These(bytes.into()),
        }
    }

    fn talk() -> Vec<Said> {
        vec![
            said(
                Side::Client,
                4,
                0,
                b"GET /gr\xc3\xbc\xc3\x9fe HTTP/1.1\r\nHost: a.test\r\n\r\n",
            ),
            Said {
                what: What::Missing(1448),
                ..said(Side::Server, 6, 0, b"")
            },
            said(
                Side::Server,
                6,
                1448,
                b"text\x1b[2J with\tan escape\n\nand \x00\x01\xff bytes",
            ),
        ]
    }

    fn drawn(shown: Shown, ascii: bool) -> String {
        let mut out = String::new();
        let style = Style {
            shown,
            colour: false,
            ascii,
            columns: Some(90),
        };
        for said in talk() {
            let What::These(bytes) = &said.what else {
                piece(&said, &[], &style, &mut out);
                continue;
            };
            piece(&said, bytes, &style, &mut out);
        }
        out
    }

    #[test]
    fn a_conversation_as_text() {
        insta::assert_snapshot!(drawn(Shown::Text, false));
    }

    #[test]
    fn a_conversation_as_hexadecimal_digits() {
        insta::assert_snapshot!(drawn(Shown::Hex, true));
    }

    #[test]
    fn a_conversation_spelled_out() {
        insta::assert_snapshot!(drawn(Shown::Escaped, false));
    }

    #[test]
    fn no_escape_of_a_packet_is_drawn() {
        for shown in [Shown::Text, Shown::Hex, Shown::Escaped] {
            let all = drawn(shown, true);
            assert!(all.is_ascii() && !all.contains('\x1b'), "{all}");
        }
    }

    #[test]
    fn colours_end_with_their_line() {
        let style = Style {
            shown: Shown::Text,
            colour: true,
            ascii: false,
            columns: None,
        };
        let mut out = String::new();
        piece(
            &said(Side::Client, 1, 0, b"a\nb\n"),
            b"a\nb\n",
            &style,
            &mut out,
        );
        assert!(
            out.lines()
                .all(|line| line.starts_with("\x1b[36m→") && line.ends_with("\x1b[0m"))
        );
        assert_eq!(out.lines().count(), 2);
    }

    #[test]
    fn every_byte_of_a_wide_or_narrow_dump_is_there() {
        let bytes: Vec<u8> = (0..=255).collect();
        for columns in [20, 49, 60, 77, 200] {
            let all = hex_lines(0, &bytes, columns).join("\n");
            assert!(
                bytes
                    .iter()
                    .all(|byte| all.contains(&format!("{byte:02x} ")))
            );
        }
        assert!(hex_lines(0, &bytes, 60).iter().all(|line| line.len() <= 60));
        assert!(hex_lines(0, &bytes, 77).iter().all(|line| line.len() <= 77));
    }
}
