//! Text that came out of a packet, made fit for a terminal.

use std::borrow::Cow;
use std::fmt::{self, Write};

/// Replaces everything that a terminal might obey, or that might mislead its reader: control
/// characters, escape sequences, direction overrides, zero-width and private-use characters.
/// What is replaced is shown as `\n`, `\t`, `\xNN` or `\u{N}`.
pub fn clean(raw: &str) -> Cow<'_, str> {
    if is_clean(raw) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len() + 8);
    spell_out(raw, &mut out);
    Cow::Owned(out)
}

/// Appends what is formatted to `out`, as [`clean`] would have it.
pub fn write_clean(out: &mut String, text: fmt::Arguments<'_>) {
    struct Cleaner<'s>(&'s mut String);
    impl Write for Cleaner<'_> {
        fn write_str(&mut self, part: &str) -> fmt::Result {
            if is_clean(part) {
                self.0.push_str(part);
            } else {
                spell_out(part, self.0);
            }
            Ok(())
        }
    }
    // A String takes all that is written to it.
    let _ = Cleaner(out).write_fmt(text);
}

fn spell_out(raw: &str, out: &mut String) {
    for c in raw.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_harmless(c) => out.push(c),
            c if (c as u32) < 0x100 => {
                let _ = write!(out, "\\x{:02x}", c as u32);
            }
            c => {
                let _ = write!(out, "\\u{{{:x}}}", c as u32);
            }
        }
    }
}

/// Bytes as clean text; what is no UTF-8 is shown as `\u{fffd}` does in a terminal.
pub fn clean_bytes(raw: &[u8]) -> String {
    clean(&String::from_utf8_lossy(raw)).into_owned()
}

/// The first `max` characters of `text`, with `…` in place of what is cut.
pub fn ellipsis(text: &str, max: usize) -> Cow<'_, str> {
    match text.char_indices().nth(max) {
        None => Cow::Borrowed(text),
        Some(_) => {
            let mut short: String = text.chars().take(max.saturating_sub(1)).collect();
            short.push('…');
            Cow::Owned(short)
        }
    }
}

/// Replaces the characters that decap's own wording uses beyond ASCII, for terminals without them.
pub fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '→' => out.push_str("->"),
            '←' => out.push_str("<-"),
            '⇄' => out.push_str("<->"),
            '…' => out.push_str("..."),
            '×' => out.push('x'),
            'µ' => out.push('u'),
            '§' => out.push_str("section "),
            c if c.is_ascii() => out.push(c),
            _ => out.push('?'),
        }
    }
    out
}

/// True if nothing in it has to be replaced; nearly all text is ASCII, which is quick to tell.
fn is_clean(text: &str) -> bool {
    // Without a branch for every byte.
    let printable = |all, byte| all & matches!(byte, b' '..=b'~');
    text.bytes().fold(true, printable) || text.chars().all(is_harmless)
}

/// True for a character that a terminal draws and does not obey.
fn is_harmless(c: char) -> bool {
    !matches!(c as u32,
        0x00..=0x1f | 0x7f..=0x9f          // controls
        | 0xad | 0x34f | 0x61c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f
        | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164 // invisible, direction
        | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfffb
        | 0xe000..=0xf8ff                  // private use
        | 0x1d173..=0x1d17a | 0xe0000..=0x10ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_not_copied() {
        assert!(matches!(clean("grüße 世界"), Cow::Borrowed(_)));
    }

    #[test]
    fn escapes_overrides_and_zero_widths_are_spelled_out() {
        assert_eq!(clean("a\x1b[31mb"), "a\\x1b[31mb");
        assert_eq!(clean("\u{9b}31m"), "\\x9b31m");
        assert_eq!(clean("ab\u{202e}cd\u{200b}"), "ab\\u{202e}cd\\u{200b}");
        assert_eq!(clean("line\r\n"), "line\\r\\n");
    }

    #[test]
    fn formatted_text_is_cleaned_on_its_way() {
        let mut out = String::from("> ");
        write_clean(&mut out, format_args!("{}\t{}", "a\x1b[31m", 7));
        assert_eq!(out, "> a\\x1b[31m\\t7");
    }

    #[test]
    fn long_text_is_cut_at_characters() {
        assert_eq!(ellipsis("héllo", 3), "hé…");
        assert_eq!(ellipsis("abc", 3), "abc");
    }
}
