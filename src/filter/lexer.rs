//! Words of the filter language.

use std::ops::Range;

use super::Error;

/// The longest filter, in bytes of text.
pub(super) const MAX_TEXT: usize = 16 << 10;

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name, number, address or whatever else has no quotation marks.
    Word(String),
    /// Text in quotation marks, without them and with its escapes resolved.
    Text(Vec<u8>),
    /// One character in apostrophes.
    Char(u8),
    /// An operator or a bracket.
    Sign(&'static str),
}

/// A word and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub token: Token,
    pub at: Range<usize>,
}

/// Longer signs before those that they begin with.
const SIGNS: [&str; 32] = [
    "===", "!==", "==", "!=", "~=", ">=", "<=", "&&", "||", "^^", "..", "(", ")", "{", "}", "[",
    "]", ",", "#", "~", "!", "<", ">", "&", "+", "-", "*", "/", "%", ":", ";", "@",
];

/// The words of a filter.
pub(super) fn words(text: &str) -> Result<Vec<Placed>, Error> {
    if text.len() > MAX_TEXT {
        let message = format!("a filter has at most {MAX_TEXT} bytes");
        return Err(Error::new(MAX_TEXT..text.len(), message));
    }
    let mut lexer = Lexer {
        text,
        pos: 0,
        brackets: 0,
        words: Vec::new(),
    };
    while lexer.word()? {}
    Ok(lexer.words)
}

struct Lexer<'t> {
    text: &'t str,
    pos: usize,
    /// How many square brackets are open: numbers in them have no `-` and `:` of their own.
    brackets: usize,
    words: Vec<Placed>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.pos..).unwrap_or_default()
    }

    fn add(&mut self, token: Token, len: usize) {
        let at = self.pos..self.pos + len;
        self.pos += len;
        self.words.push(Placed { token, at });
    }

    /// Reads one word; false at the end.
    fn word(&mut self) -> Result<bool, Error> {
        let blank = self.rest().len() - self.rest().trim_start().len();
        self.pos += blank;
        let rest = self.rest();
        let mut chars = rest.chars();
        let Some(first) = chars.next() else {
            return Ok(false);
        };
        match first {
            '"' => self.quoted(1, false)?,
            'r' | 'R' if chars.next() == Some('"') => self.quoted(2, true)?,
            '\'' => self.character()?,
            _ => {
                let len = word_len(rest, self.brackets > 0);
                if len > 0 {
                    let word = rest[..len].to_owned();
                    self.add(Token::Word(word), len);
                } else {
                    self.sign(first)?;
                }
            }
        }
        Ok(true)
    }

    fn sign(&mut self, first: char) -> Result<(), Error> {
        let found = SIGNS.iter().find(|sign| self.rest().starts_with(**sign));
        let Some(sign) = found else {
            let at = self.pos..self.pos + first.len_utf8();
            return Err(Error::new(at, format!("{first:?} means nothing here")));
        };
        match *sign {
            "[" => self.brackets += 1,
            "]" => self.brackets = self.brackets.saturating_sub(1),
            _ => {}
        }
        self.add(Token::Sign(sign), sign.len());
        Ok(())
    }

    /// Text whose opening is `opening` bytes long; in raw text a backslash is only a backslash.
    fn quoted(&mut self, opening: usize, raw: bool) -> Result<(), Error> {
        let start = self.pos;
        let bytes = self.rest().as_bytes();
        let (mut at, mut out) = (opening, Vec::new());
        loop {
            match bytes.get(at) {
                None => {
                    let message = "the closing quotation mark is missing";
                    return Err(Error::new(start..self.text.len(), message));
                }
                Some(b'"') => break,
                Some(b'\\') if raw => {
                    out.push(b'\\');
                    at += 1;
                    // A quotation mark behind a backslash does not end raw text.
                    if bytes.get(at) == Some(&b'"') {
                        out.push(b'"');
                        at += 1;
                    }
                }
                Some(b'\\') => {
                    let (byte, len) = escape(&bytes[at..]).ok_or_else(|| {
                        Error::new(start + at..start + at + 1, "this escape is not known")
                    })?;
                    out.push(byte);
                    at += len;
                }
                Some(byte) => {
                    out.push(*byte);
                    at += 1;
                }
            }
        }
        self.add(Token::Text(out), at + 1);
        Ok(())
    }

    fn character(&mut self) -> Result<(), Error> {
        let bytes = self.rest().as_bytes();
        let read = match bytes.get(1) {
            Some(b'\\') => escape(&bytes[1..]),
            Some(byte) if byte.is_ascii() && *byte != b'\'' => Some((*byte, 1)),
            _ => None,
        };
        let closed = read.filter(|(_, len)| bytes.get(1 + len) == Some(&b'\''));
        let Some((byte, len)) = closed else {
            let message = "one character in apostrophes, such as 'a' or '\\n', is expected";
            return Err(Error::new(self.pos..self.text.len(), message));
        };
        self.add(Token::Char(byte), len + 2);
        Ok(())
    }
}

/// The byte that an escape stands for, and how long it is.
fn escape(bytes: &[u8]) -> Option<(u8, usize)> {
    let simple = |byte| Some((byte, 2));
    match bytes.get(1)? {
        b'a' => simple(7),
        b'b' => simple(8),
        b't' => simple(b'\t'),
        b'n' => simple(b'\n'),
        b'v' => simple(11),
        b'f' => simple(12),
        b'r' => simple(b'\r'),
        byte @ (b'"' | b'\'' | b'\\') => simple(*byte),
        b'x' => digits(bytes.get(2..)?, 2, 16).map(|(byte, len)| (byte, len + 2)),
        b'0'..=b'7' => digits(bytes.get(1..)?, 3, 8).map(|(byte, len)| (byte, len + 1)),
        _ => None,
    }
}

/// A number of at most `most` digits that fits a byte.
fn digits(bytes: &[u8], most: usize, radix: u32) -> Option<(u8, usize)> {
    let is_digit = |byte: &&u8| char::from(**byte).is_digit(radix);
    let len = bytes.iter().take(most).take_while(is_digit).count();
    let text = std::str::from_utf8(bytes.get(..len)?).ok()?;
    let byte = u8::from_str_radix(text, radix).ok()?;
    Some((byte, len))
}

/// How long the word is that a text begins with; 0 if it begins with none.
fn word_len(text: &str, in_brackets: bool) -> usize {
    let bytes = text.as_bytes();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let follows = |at: usize| bytes.get(at + 1).copied().is_some_and(is_name);
    if in_brackets {
        return bytes.iter().take_while(|byte| is_name(**byte)).count();
    }
    // An address may begin with colons (::1).
    let mut at = match bytes {
        [b':', b':', ..] => 2,
        _ => 0,
    };
    while let Some(&byte) = bytes.get(at) {
        let goes_on = match byte {
            b'.' => follows(at) && at > 0 && bytes.get(at - 1) != Some(&b'.'),
            b'-' => follows(at) && at > 0,
            b':' => {
                at > 0 && (follows(at) || bytes.get(at + 1) == Some(&b':') || bytes[at - 1] == b':')
            }
            // The length of a prefix.
            b'/' => at > 0 && is_address(&text[..at]) && follows(at),
            byte => is_name(byte),
        };
        if !goes_on {
            break;
        }
        at += 1;
    }
    at
}

/// True for what may be an address with a prefix length behind it.
fn is_address(text: &str) -> bool {
    let all = |set: fn(&u8) -> bool| text.as_bytes().iter().all(set);
    text.contains(':') && all(|byte| byte.is_ascii_hexdigit() || *byte == b':' || *byte == b'.')
        || text.contains('.') && all(|byte| byte.is_ascii_digit() || *byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<String> {
        let words = words(text).unwrap();
        let show = |placed: Placed| match placed.token {
            Token::Word(word) => word,
            Token::Text(text) => format!("{:?}", String::from_utf8_lossy(&text)),
            Token::Char(byte) => format!("'{}'", char::from(byte)),
            Token::Sign(sign) => format!("<{sign}>"),
        };
        words.into_iter().map(show).collect()
    }

    #[test]
    fn addresses_and_names_are_single_words() {
        assert_eq!(
            tokens("ip.addr==10.0.0.0/8&&eth.src!=00-11-22-33-44-55"),
            [
                "ip.addr",
                "<==>",
                "10.0.0.0/8",
                "<&&>",
                "eth.src",
                "<!=>",
                "00-11-22-33-44-55"
            ]
        );
        assert_eq!(
            tokens("fe80::/10 ::1 1..5"),
            ["fe80::/10", "::1", "1", "<..>", "5"]
        );
        assert_eq!(
            tokens("frame.len - 20 -3"),
            ["frame.len", "<->", "20", "<->", "3"]
        );
        assert_eq!(tokens("1.1.1.1..2.2.2.2"), ["1.1.1.1", "<..>", "2.2.2.2"]);
    }

    #[test]
    fn slices_have_numbers_of_their_own() {
        assert_eq!(tokens("a[0:3]"), ["a", "<[>", "0", "<:>", "3", "<]>"]);
        assert_eq!(tokens("a[-4:]"), ["a", "<[>", "<->", "4", "<:>", "<]>"]);
        assert_eq!(
            tokens("a[2-5,7]"),
            ["a", "<[>", "2", "<->", "5", "<,>", "7", "<]>"]
        );
    }

    #[test]
    fn text_has_escapes_unless_it_is_raw() {
        assert_eq!(
            tokens(r#""a\x41\"\0" r"\d" '\n'"#),
            ["\"aA\\\"\\0\"", "\"\\\\d\"", "'\n'"]
        );
        assert_eq!(words("\"abc").unwrap_err().at, 0..4);
        assert_eq!(words(r#"x "\q""#).unwrap_err().at, 3..4);
    }
}
