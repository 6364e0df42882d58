//! What is looked for.

/// Where a pattern is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// In all frames.
    Frames,
    /// In the fields of the frame on the screen.
    Fields,
    /// In the bytes on the screen.
    Bytes,
}

/// A pattern: text, and the bytes that it spells if it reads as hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// As typed.
    pub typed: String,
    /// In lower case.
    pub lower: String,
    /// As bytes, if it reads as such.
    pub bytes: Option<Vec<u8>>,
}

impl Pattern {
    /// Reads a pattern; `None` if there is nothing to look for.
    pub fn parse(typed: &str) -> Option<Pattern> {
        let lower = typed.trim().to_lowercase();
        (!lower.is_empty()).then(|| Pattern {
            typed: typed.trim().to_string(),
            bytes: hex(&lower),
            lower,
        })
    }

    /// True if `text` holds the pattern, in whatever case.
    pub fn in_text(&self, text: &str) -> bool {
        text.to_lowercase().contains(&self.lower)
    }

    /// The first place in `bytes`, from `start` on, where the pattern stands as bytes or as text
    /// in whatever case, and its length.
    pub fn in_bytes(&self, bytes: &[u8], start: usize) -> Option<(usize, usize)> {
        let text = self.lower.as_bytes();
        let binary = self.bytes.as_deref().unwrap_or_default();
        (start..bytes.len()).find_map(|at| {
            let rest = &bytes[at..];
            let is_text = || {
                rest.get(..text.len())
                    .is_some_and(|piece| piece.eq_ignore_ascii_case(text))
            };
            if !binary.is_empty() && rest.starts_with(binary) {
                Some((at, binary.len()))
            } else if is_text() {
                Some((at, text.len()))
            } else {
                None
            }
        })
    }
}

/// Reads `de ad be ef`, `de:ad:be:ef`, `0xdeadbeef` or `deadbeef`.
fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: String = text
        .trim_start_matches("0x")
        .chars()
        .filter(|c| !matches!(c, ' ' | ':' | '-'))
        .collect();
    if digits.is_empty()
        || !digits.len().is_multiple_of(2)
        || !digits.bytes().all(|c| c.is_ascii_hexdigit())
    {
        return None;
    }
    let pairs = (0..digits.len())
        .step_by(2)
        .map(|at| digits.get(at..at + 2));
    pairs
        .map(|pair| u8::from_str_radix(pair?, 16).ok())
        .collect()
}

/// What was looked for last, and how a search through the frames goes.
#[derive(Debug, Clone, Default)]
pub struct Find {
    /// The pattern.
    pub pattern: Option<Pattern>,
    /// Frames looked at so far, while a search runs.
    pub running: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_text_and_maybe_bytes() {
        let pattern = Pattern::parse(" DE ad:be-ef ").unwrap();
        assert_eq!(pattern.bytes, Some(vec![0xde, 0xad, 0xbe, 0xef]));
        assert_eq!(Pattern::parse("GET /").unwrap().bytes, None);
        assert_eq!(Pattern::parse("  "), None);
        assert_eq!(Pattern::parse("+1").unwrap().bytes, None);
    }

    #[test]
    fn bytes_are_found_as_bytes_and_as_text() {
        let pattern = Pattern::parse("6162").unwrap();
        assert_eq!(pattern.in_bytes(b"xxab6162", 0), Some((2, 2)));
        assert_eq!(pattern.in_bytes(b"xxab6162", 3), Some((4, 4)));
        assert_eq!(pattern.in_bytes(b"xxab6162", 5), None);
        assert_eq!(
            Pattern::parse("get").unwrap().in_bytes(b"..GET", 0),
            Some((2, 3))
        );
    }
}
