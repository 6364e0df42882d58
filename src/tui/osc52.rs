//! The clipboard of the user's own terminal, over whatever connection: the escape sequence OSC 52.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Terminals take no more than about this many bytes (xterm: 100,000 encoded).
const LONGEST: usize = 74_000;

/// The sequence that puts `text` into the clipboard; `None` if it is too long for that.
pub fn sequence(text: &str) -> Option<String> {
    (text.len() <= LONGEST).then(|| format!("\x1b]52;c;{}\x07", STANDARD.encode(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_encoded_and_bounded() {
        assert_eq!(sequence("ab").as_deref(), Some("\x1b]52;c;YWI=\x07"));
        assert_eq!(sequence(&"x".repeat(LONGEST + 1)), None);
    }
}
