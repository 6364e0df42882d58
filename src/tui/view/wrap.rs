//! Text that flows into lines.

use ratatui::style::Style;

use crate::tui::canvas::columns;

/// A piece of text in one style.
pub(super) type Piece = (String, Style);

/// A paragraph: pieces that flow into lines.
pub(super) type Paragraph = Vec<Piece>;

/// Breaks a paragraph into lines at spaces; words longer than a line are broken anywhere.
pub(super) fn wrap(paragraph: &[Piece], width: u16) -> Vec<Vec<Piece>> {
    let mut lines = vec![Vec::new()];
    let mut used = 0;
    for (text, style) in paragraph {
        for word in text.split_inclusive(' ') {
            let mut word = word.to_string();
            while used + columns(word.trim_end()) > width && width > 0 {
                if used > 0 {
                    lines.push(Vec::new());
                    used = 0;
                    continue;
                }
                let head: String = word.chars().take(usize::from(width)).collect();
                word = word.chars().skip(usize::from(width)).collect();
                if let Some(line) = lines.last_mut() {
                    line.push((head, *style));
                }
                lines.push(Vec::new());
            }
            used += columns(&word);
            if let Some(line) = lines.last_mut() {
                line.push((word, *style));
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: u16) -> Vec<String> {
        let pieces = vec![(text.to_string(), Style::new())];
        let joined = |line: Vec<Piece>| line.into_iter().map(|piece| piece.0).collect::<String>();
        wrap(&pieces, width).into_iter().map(joined).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_long_words_anywhere() {
        assert_eq!(lines("one two three", 8), ["one two ", "three"]);
        assert_eq!(lines("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(lines("a", 0), ["a"]);
    }
}
