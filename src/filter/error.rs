//! What is wrong with a filter, and where.

use std::ops::Range;

/// A filter that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}{}", .suggestion.as_ref().map(|name| format!("; did you mean {name}?")).unwrap_or_default())]
pub struct Error {
    /// The bytes of the filter's text that are wrong; empty at its end where something is missing.
    pub at: Range<usize>,
    /// What is wrong, fit for a terminal.
    pub message: String,
    /// The nearest name of a field or protocol, where a name is unknown.
    pub suggestion: Option<String>,
}

impl Error {
    pub(super) fn new(at: Range<usize>, message: impl Into<String>) -> Error {
        Error {
            at,
            message: crate::model::text::clean(&message.into()).into_owned(),
            suggestion: None,
        }
    }

    /// The filter with a caret under what is wrong: two lines, the second without an end.
    pub fn pointing(&self, text: &str) -> String {
        let before = text.get(..self.at.start.min(text.len())).unwrap_or(text);
        let wrong = text.get(self.at.clone()).unwrap_or_default();
        let width = |part: &str| {
            unicode_width::UnicodeWidthStr::width(crate::model::text::clean(part).as_ref())
        };
        format!(
            "{}\n{}{}",
            crate::model::text::clean(text),
            " ".repeat(width(before)),
            "^".repeat(width(wrong).max(1)),
        )
    }
}
