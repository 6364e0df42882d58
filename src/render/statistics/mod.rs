//! Figures of a capture as tables in text, or as one JSON object per row and line.
//!
//! Every section comes in both forms. A JSON object says which section it belongs to (`table`) and
//! has a display filter for the frames of its row (`filter`).

use std::fmt::{self, Write};

use crate::statistics::{Figures, Hierarchy, Kind, Order, Series};

pub mod cells;
mod json;
mod table;
#[cfg(test)]
mod tests;
mod text;

pub use table::{Column, fitting, rate, seconds, widths};
pub use text::Look;

/// Which rows of a table, in which order.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// What they are sorted by.
    pub order: Order,
    /// How many of them.
    pub most: usize,
}

/// In which form.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// Tables.
    Text(Look),
    /// One object per row and line.
    Json,
}

impl Form {
    /// The capture as a whole.
    ///
    /// # Errors
    /// What the writer returns, as in all of these.
    pub fn overview(self, name: &str, figures: &Figures, out: &mut impl Write) -> fmt::Result {
        match self {
            Form::Text(_) => text::overview(name, figures, out),
            Form::Json => json::overview(name, figures, out),
        }
    }

    /// The tree of protocols.
    ///
    /// # Errors
    /// As [`Form::overview`].
    pub fn hierarchy(self, tree: &Hierarchy, most: usize, out: &mut impl Write) -> fmt::Result {
        match self {
            Form::Text(look) => text::hierarchy(tree, most, &look, out),
            Form::Json => json::hierarchy(tree, most, out),
        }
    }

    /// The conversations of a kind.
    ///
    /// # Errors
    /// As [`Form::overview`].
    pub fn conversations(
        self,
        (figures, kind): (&Figures, Kind),
        choice: Choice,
        out: &mut impl Write,
    ) -> fmt::Result {
        match self {
            Form::Text(look) => text::conversations((figures, kind), choice, &look, out),
            Form::Json => json::conversations((figures, kind), choice, out),
        }
    }

    /// The endpoints of a kind.
    ///
    /// # Errors
    /// As [`Form::overview`].
    pub fn endpoints(
        self,
        (figures, kind): (&Figures, Kind),
        choice: Choice,
        out: &mut impl Write,
    ) -> fmt::Result {
        match self {
            Form::Text(look) => text::endpoints((figures, kind), choice, &look, out),
            Form::Json => json::endpoints((figures, kind), choice, out),
        }
    }

    /// How long frames are.
    ///
    /// # Errors
    /// As [`Form::overview`].
    pub fn lengths(self, figures: &Figures, out: &mut impl Write) -> fmt::Result {
        match self {
            Form::Text(look) => text::lengths(figures.lengths(), &look, out),
            Form::Json => json::lengths(figures.lengths(), out),
        }
    }

    /// How many frames came when.
    ///
    /// # Errors
    /// As [`Form::overview`].
    pub fn series(self, series: &Series, most: usize, out: &mut impl Write) -> fmt::Result {
        match self {
            Form::Text(look) => text::series(series, most, &look, out),
            Form::Json => json::series(series, most, out),
        }
    }
}
