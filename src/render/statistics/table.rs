//! Tables in text that fit the width they get.

use std::fmt::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::statistics::Order;

/// Between two columns.
const GAP: usize = 2;

/// Columns of a bar at most.
const BAR: usize = 24;

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its heading.
    pub title: &'static str,
    /// True for text, which begins at the left.
    pub is_text: bool,
    /// Columns with higher numbers go first where the width does not suffice; 0 always stays.
    pub rank: u8,
    /// What a table that is sorted by this column is sorted by.
    pub order: Option<Order>,
}

impl Column {
    /// A column of numbers.
    pub const fn number(title: &'static str, rank: u8) -> Column {
        Column {
            title,
            is_text: false,
            rank,
            order: None,
        }
    }

    /// The same, and the table can be sorted by it.
    #[must_use]
    pub const fn by(self, order: Order) -> Column {
        Column {
            order: Some(order),
            ..self
        }
    }

    /// The same without arrows.
    #[must_use]
    pub fn in_ascii(self) -> Column {
        let title = match self.title {
            "→ Frames" => "> Frames",
            "→ Bytes" => "> Bytes",
            "→ Rate" => "> Rate",
            "← Frames" => "< Frames",
            "← Bytes" => "< Bytes",
            "← Rate" => "< Rate",
            title => title,
        };
        Column { title, ..self }
    }

    /// A column of text.
    pub const fn text(title: &'static str, rank: u8) -> Column {
        Column {
            title,
            is_text: true,
            rank,
            order: None,
        }
    }
}

/// How wide each column has to be for its heading and these rows.
pub fn widths(columns: &[Column], rows: &[Vec<String>]) -> Vec<usize> {
    let width = |(index, column): (usize, &Column)| {
        let cells = rows.iter().filter_map(|row| row.get(index));
        let widest = cells.map(|cell| cell.width()).max().unwrap_or(0);
        widest.max(column.title.width())
    };
    columns.iter().enumerate().map(width).collect()
}

/// The places of the columns that fit `width`.
pub fn fitting(columns: &[Column], widths: &[usize], width: usize) -> Vec<usize> {
    let mut shown: Vec<usize> = (0..columns.len().min(widths.len())).collect();
    let total = |shown: &[usize]| {
        let widths = shown.iter().map(|index| widths[*index] + GAP);
        widths.sum::<usize>()
    };
    while total(&shown) > width + GAP {
        match shown.iter().map(|index| columns[*index].rank).max() {
            Some(rank) if rank > 0 => shown.retain(|index| columns[*index].rank != rank),
            _ => break,
        }
    }
    shown
}

/// Writes headings and rows, with as many columns as fit `width`. Cells are clean text.
///
/// # Errors
/// What the writer returns.
pub fn table(
    columns: &[Column],
    rows: &[Vec<String>],
    width: usize,
    out: &mut impl Write,
) -> fmt::Result {
    let widths = widths(columns, rows);
    let shown = fitting(columns, &widths, width);
    let headings: Vec<String> = columns.iter().map(|column| column.title.into()).collect();
    for row in std::iter::once(&headings).chain(rows) {
        let mut line = String::new();
        for index in &shown {
            let cell = row.get(*index).map_or("", String::as_str);
            let space = " ".repeat(widths[*index].saturating_sub(cell.width()));
            if !line.is_empty() {
                line.push_str(&" ".repeat(GAP));
            }
            match columns[*index].is_text {
                true => line.extend([cell, &space]),
                false => line.extend([space.as_str(), cell]),
            }
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A number of bits a second, short: `1.25 Mbit/s`.
pub fn rate(bits: Option<f64>) -> String {
    let Some(bits) = bits else {
        return "-".into();
    };
    let units = ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"];
    let (mut value, mut unit) = (bits, 0);
    while value >= 999.95 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    let unit = units[unit];
    match value {
        0.0..10.0 => format!("{value:.2} {unit}"),
        10.0..100.0 => format!("{value:.1} {unit}"),
        _ => format!("{value:.0} {unit}"),
    }
}

/// A share of a whole: `12.5 %`.
pub fn share(part: u64, whole: u64) -> String {
    match whole {
        0 => "-".into(),
        _ => format!("{:.1} %", part as f64 * 100.0 / whole as f64),
    }
}

/// Nanoseconds as seconds with so many decimals.
pub fn seconds(nanos: i64, decimals: usize) -> String {
    format!("{:.decimals$}", nanos as f64 / 1e9)
}

/// A bar for a part of a whole.
pub fn bar(part: u64, whole: u64, ascii: bool) -> String {
    let full = (u128::from(part) * BAR as u128).div_ceil(u128::from(whole.max(1)));
    let mark = if ascii { "#" } else { "█" };
    mark.repeat(full as usize)
}
