//! Text of values, made when it is needed.

use std::fmt::{self, Write};

use super::{Base, Field, Kind, Value, Verdict, text};

/// At most so many bytes of a field are written out as hexadecimal digits for a person.
const SHOWN_BYTES: usize = 32;

impl Field {
    /// The bytes of the field in its buffer.
    pub fn bytes<'a>(&self, buffer: &'a [u8]) -> &'a [u8] {
        self.span.byte_range().of(buffer)
    }

    /// The value as a filter or JSON has it: numbers bare, addresses canonical, text as it is.
    /// Not cleaned: whoever sends it to a terminal uses [`Field::display_text`].
    pub fn raw_text(&self, buffer: &[u8]) -> String {
        let mut text = String::new();
        // A String takes all that is written to it.
        let _ = self.write_raw(buffer, &mut text);
        text
    }

    /// Appends what [`Field::raw_text`] returns.
    ///
    /// # Errors
    /// What the writer returns.
    pub fn write_raw(&self, buffer: &[u8], out: &mut impl Write) -> fmt::Result {
        match &self.value {
            Value::None => Ok(()),
            Value::Uint(number) | Value::Frame(number) => self.write_number(*number, out),
            Value::Int(number) => out.write_str(itoa::Buffer::new().format(*number)),
            Value::Mac(mac) => write!(out, "{}", super::Address::Mac(*mac)),
            Value::Ipv4(ip) => write!(out, "{}", super::Address::Ip((*ip).into())),
            Value::Ipv6(ip) => write!(out, "{ip}"),
            Value::Bytes => write_hex(self.bytes(buffer), out),
            // Zero bytes that end or fill text are no part of it.
            Value::Text => {
                let text = String::from_utf8_lossy(self.bytes(buffer));
                out.write_str(text.trim_end_matches('\0'))
            }
            Value::Made(made) => out.write_str(made),
            Value::Time(time) => write!(out, "{time}"),
            Value::Elapsed(ns) => out.write_str(&seconds(*ns)),
            Value::Checksum(found, _) => self.write_number(u64::from(*found), out),
        }
    }

    /// The value as a person reads it, clean for a terminal.
    pub fn display_text(&self, buffer: &[u8]) -> String {
        let plain = match &self.value {
            Value::Uint(number) => return self.named_number(*number),
            Value::Frame(number) => return format!("frame {number}"),
            Value::Time(time) => return format!("{} UTC", time.utc()),
            Value::Elapsed(ns) => return format!("{} s", seconds(*ns)),
            Value::Checksum(found, verdict) => {
                return format!(
                    "{} ({})",
                    self.number(u64::from(*found)),
                    verdict_text(*verdict)
                );
            }
            Value::Bytes => {
                let bytes = self.bytes(buffer);
                let mut shown = spaced_hex(&bytes[..bytes.len().min(SHOWN_BYTES)]);
                if bytes.len() > SHOWN_BYTES {
                    let _ = write!(shown, " … ({} bytes)", bytes.len());
                }
                return shown;
            }
            _ => self.raw_text(buffer),
        };
        text::clean(&plain).into_owned()
    }

    fn number(&self, number: u64) -> String {
        let mut text = String::new();
        // A String takes all that is written to it.
        let _ = self.write_number(number, &mut text);
        text
    }

    fn write_number(&self, number: u64, out: &mut impl Write) -> fmt::Result {
        match self.spec.base {
            Base::Dec => out.write_str(itoa::Buffer::new().format(number)),
            Base::Hex => {
                let digits = (self.span.bits as usize).div_ceil(4);
                write!(out, "0x{number:0digits$x}")
            }
        }
    }

    fn named_number(&self, number: u64) -> String {
        let mut shown = self.number(number);
        if let Some(name) = self.spec.names.get(number) {
            let _ = write!(shown, " ({name})");
        } else if self.spec.kind == Kind::Flag {
            shown = if number == 0 {
                "not set".into()
            } else {
                "set".into()
            };
        }
        if !self.spec.unit.is_empty() {
            let _ = write!(shown, " {}", self.spec.unit);
        }
        shown
    }
}

/// Nanoseconds as seconds, with all nine digits.
fn seconds(ns: i64) -> String {
    let sign = if ns < 0 { "-" } else { "" };
    let ns = ns.unsigned_abs();
    format!("{sign}{}.{:09}", ns / 1_000_000_000, ns % 1_000_000_000)
}

/// What a checksum's verdict says, in words.
fn verdict_text(verdict: Verdict) -> String {
    match verdict {
        Verdict::Good => "correct".into(),
        Verdict::Bad(expected) => format!("wrong, should be 0x{expected:04x}"),
        Verdict::Offloaded(_) => {
            "left to the network card, which fills it in after the capture".into()
        }
        Verdict::Absent => "not used by the sender".into(),
        Verdict::Unverifiable => "not verified: not all bytes it covers are here".into(),
    }
}

/// Hexadecimal digits of bytes with spaces between them.
fn spaced_hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 3);
    // A String takes all that is written to it.
    let _ = write_hex(bytes, &mut digits);
    digits.replace(':', " ")
}

/// Writes hexadecimal digits of bytes with colons between them, many bytes at a time.
fn write_hex(bytes: &[u8], out: &mut impl Write) -> fmt::Result {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    const AT_ONCE: usize = 64;
    let mut text = [b':'; 3 * AT_ONCE];
    for (index, chunk) in bytes.chunks(AT_ONCE).enumerate() {
        if index > 0 {
            out.write_char(':')?;
        }
        for (byte, digits) in chunk.iter().zip(text.chunks_exact_mut(3)) {
            digits[0] = DIGITS[usize::from(byte >> 4)];
            digits[1] = DIGITS[usize::from(byte & 0xf)];
        }
        let written = &text[..3 * chunk.len() - 1];
        // Only ASCII was written.
        out.write_str(std::str::from_utf8(written).unwrap_or_default())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{FieldSpec, Source, Span};
    use super::*;

    static TYPE: FieldSpec = FieldSpec::hex("eth.type", "Type", 16).codes(&[(0x0800, "IPv4")]);
    static NAME: FieldSpec = FieldSpec::text("t.name", "Name");
    static FLAG: FieldSpec = FieldSpec::flag("t.flag", "Flag");

    fn field(spec: &'static FieldSpec, value: Value, len: u32) -> Field {
        Field {
            spec,
            span: Span::bytes(0, len),
            word: None,
            source: Source::FRAME,
            value,
            depth: 0,
        }
    }

    #[test]
    fn numbers_have_their_names() {
        let field = field(&TYPE, Value::Uint(0x800), 2);
        assert_eq!(field.raw_text(&[8, 0]), "0x0800");
        assert_eq!(field.display_text(&[8, 0]), "0x0800 (IPv4)");
    }

    #[test]
    fn flags_are_set_or_not() {
        assert_eq!(field(&FLAG, Value::Uint(1), 1).display_text(&[]), "set");
        assert_eq!(field(&FLAG, Value::Uint(0), 1).raw_text(&[]), "0");
    }

    #[test]
    fn no_escape_sequence_reaches_the_terminal() {
        let field = field(&NAME, Value::Text, 5);
        assert!(!field.display_text(b"a\x1b[2J").contains('\x1b'));
        assert_eq!(field.raw_text(b"a\x1b[2J"), "a\x1b[2J");
    }
}
