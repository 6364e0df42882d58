//! Headers bit by bit: 32 bits a row, every field a cell with its live value.
//!
//! [`cells`] and [`rows`] are the layout; the text picture here and the diagram on the screen draw
//! the same one.

use std::fmt::{self, Write};

use super::Style;
use super::boxes::cut;
use crate::model::{FrameView, Layer, Span};

/// Bits in a row, as in the diagrams of the RFCs.
pub const ROW_BITS: u32 = 32;

/// A field that fills more rows than this is shown with its first and last row only.
const MAX_FIELD_ROWS: u32 = 4;

/// Columns of one bit.
const BIT_COLUMNS: usize = 2;

/// A stretch of header bits: a field, or bits that no field names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Index of the field in the dissection; `None` for bits without a name.
    pub field: Option<usize>,
    /// Its bits in the layer's buffer.
    pub span: Span,
}

/// The part of a cell that lies in one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// Index of the cell.
    pub cell: usize,
    /// First bit in the row, 0 to 31.
    pub bit: u32,
    /// Number of bits, 1 to 32.
    pub bits: u32,
    /// True if the cell began in an earlier row.
    pub continues: bool,
}

/// A row of the diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Up to 32 bits.
    Bits(Vec<Slice>),
    /// So many bytes of one long field are left out.
    Gap(u32),
}

/// The header of a layer as cells, in the order of its bits, none overlapping. A field with parts
/// gives way to them where they cover it wholly.
pub fn cells(view: &FrameView<'_>, layer: &Layer) -> Vec<Cell> {
    let header = Span::bytes(layer.header.start, layer.header.len());
    let first = layer.fields.start as usize;
    let own = view.dissection.fields_of(layer);
    let mut named: Vec<Cell> = Vec::new();
    let mut index = 0;
    while let Some(field) = own.get(index) {
        let parts = own[index + 1..]
            .iter()
            .take_while(|part| part.depth > field.depth)
            .count();
        let inside = field.source == layer.source && field.span.bits > 0;
        if parts > 0
            && (!inside
                || is_covered(
                    field.span,
                    own[index + 1..=index + parts].iter().map(|p| p.span),
                ))
        {
            index += 1;
            continue;
        }
        let starts_free = named
            .last()
            .is_none_or(|last| last.span.end() <= field.span.bit);
        if inside && starts_free && field.span.bit >= header.bit && field.span.end() <= header.end()
        {
            named.push(Cell {
                field: Some(first + index),
                span: field.span,
            });
        }
        index += 1 + parts;
    }
    with_gaps(named, header)
}

/// True if the parts, in order, leave no bit of the whole out.
fn is_covered(whole: Span, parts: impl Iterator<Item = Span>) -> bool {
    let mut reached = whole.bit;
    for part in parts {
        if part.bit > reached {
            return false;
        }
        reached = reached.max(part.end());
    }
    reached >= whole.end()
}

fn with_gaps(named: Vec<Cell>, header: Span) -> Vec<Cell> {
    let mut all = Vec::with_capacity(named.len() + 1);
    let mut reached = header.bit;
    let gap = |from: u32, to: u32| Cell {
        field: None,
        span: Span {
            bit: from,
            bits: to - from,
        },
    };
    for cell in named {
        if cell.span.bit > reached {
            all.push(gap(reached, cell.span.bit));
        }
        reached = cell.span.end();
        all.push(cell);
    }
    if reached < header.end() {
        all.push(gap(reached, header.end()));
    }
    all
}

/// Cuts cells into rows of 32 bits, counted from the first cell's first bit.
pub fn rows(cells: &[Cell]) -> Vec<Row> {
    let Some(start) = cells.first().map(|cell| cell.span.bit) else {
        return Vec::new();
    };
    let mut rows: Vec<Row> = Vec::new();
    let mut current: Vec<Slice> = Vec::new();
    for (index, cell) in cells.iter().enumerate() {
        let (mut bit, end) = (cell.span.bit - start, cell.span.end() - start);
        let spanned = end.div_ceil(ROW_BITS) - bit / ROW_BITS;
        let mut continues = false;
        while bit < end {
            let in_row = bit % ROW_BITS;
            let bits = (ROW_BITS - in_row).min(end - bit);
            current.push(Slice {
                cell: index,
                bit: in_row,
                bits,
                continues,
            });
            bit += bits;
            continues = true;
            if bit % ROW_BITS == 0 {
                rows.push(Row::Bits(std::mem::take(&mut current)));
                let left_out = (end - bit) / ROW_BITS;
                if spanned > MAX_FIELD_ROWS && left_out > 1 {
                    let skipped = if end % ROW_BITS == 0 {
                        left_out - 1
                    } else {
                        left_out
                    };
                    rows.push(Row::Gap(skipped * ROW_BITS / 8));
                    bit += skipped * ROW_BITS;
                }
            }
        }
    }
    if !current.is_empty() {
        rows.push(Row::Bits(current));
    }
    rows
}

/// Writes the diagrams of all headers of the frame.
///
/// # Errors
/// What the writer returns.
pub fn frame(view: &FrameView<'_>, style: &Style, out: &mut impl Write) -> fmt::Result {
    let info = &view.frame.info;
    write!(out, "Frame {}: {} bytes", info.number, info.original_len)?;
    if let Some(at) = info.time {
        write!(out, ", {} UTC", at.utc())?;
    }
    out.write_char('\n')?;
    for layer in &view.dissection.layers {
        let (number, name) = (layer.info.osi.number(), layer.info.osi.name());
        writeln!(
            out,
            "\n{number} {name}: {}, {} bytes",
            layer.info.short,
            layer.header.len()
        )?;
        diagram(view, layer, style, out)?;
    }
    Ok(())
}

/// Writes the diagram of one header.
///
/// # Errors
/// What the writer returns.
pub fn diagram(
    view: &FrameView<'_>,
    layer: &Layer,
    style: &Style,
    out: &mut impl Write,
) -> fmt::Result {
    let cells = cells(view, layer);
    let rows = rows(&cells);
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        " 0                   1                   2                   3"
    )?;
    writeln!(
        out,
        " 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1"
    )?;
    let vertical = if style.ascii { '|' } else { '│' };
    let mut above: &[Slice] = &[];
    for row in &rows {
        match row {
            Row::Bits(slices) => {
                writeln!(out, "{}", rule(above, slices, style))?;
                writeln!(
                    out,
                    "{}",
                    line(slices, vertical, |slice| label(view, &cells, slice))
                )?;
                writeln!(
                    out,
                    "{}",
                    line(slices, vertical, |slice| value(view, &cells, slice))
                )?;
                above = slices;
            }
            Row::Gap(bytes) => {
                let text = format!("{bytes} bytes more of the same field");
                writeln!(
                    out,
                    "{vertical}{text:^width$}{vertical}",
                    width = ROW_BITS as usize * BIT_COLUMNS - 1
                )?;
            }
        }
    }
    writeln!(out, "{}", rule(above, &[], style))
}

/// The line between two rows: open where a cell goes on from the row above.
fn rule(above: &[Slice], below: &[Slice], style: &Style) -> String {
    let covered = |slices: &[Slice]| slices.last().map_or(0, |slice| slice.bit + slice.bits);
    let width = covered(above).max(covered(below)) as usize * BIT_COLUMNS + 1;
    let mut drawn = vec![true; width];
    for slice in below.iter().filter(|slice| slice.continues) {
        let first = slice.bit as usize * BIT_COLUMNS;
        let last = (slice.bit + slice.bits) as usize * BIT_COLUMNS;
        drawn[first + 1..last].fill(false);
    }
    let borders = |slices: &[Slice], column: usize| {
        let edge = |bit: u32| bit as usize * BIT_COLUMNS == column;
        slices
            .iter()
            .any(|slice| edge(slice.bit) || edge(slice.bit + slice.bits))
    };
    let corner = |column: usize| {
        let (left, right) = (
            column > 0 && drawn[column - 1],
            column + 1 < width && drawn[column + 1],
        );
        junction(borders(above, column), borders(below, column), left, right)
    };
    let glyph = |column: usize| match (
        borders(above, column) || borders(below, column),
        drawn[column],
        style.ascii,
    ) {
        (true, _, true) => '+',
        (true, _, false) => corner(column),
        (false, true, true) => '-',
        (false, true, false) => '─',
        (false, false, _) => ' ',
    };
    (0..width).map(glyph).collect()
}

/// The box-drawing character that joins lines on these sides.
fn junction(up: bool, down: bool, left: bool, right: bool) -> char {
    match (up, down, left, right) {
        (true, true, true, true) => '┼',
        (true, true, true, false) => '┤',
        (true, true, false, true) => '├',
        (true, true, false, false) => '│',
        (true, false, true, true) => '┴',
        (false, true, true, true) => '┬',
        (true, false, true, false) => '┘',
        (true, false, false, true) => '└',
        (false, true, true, false) => '┐',
        (false, true, false, true) => '┌',
        (true, false, false, false) => '╵',
        (false, true, false, false) => '╷',
        _ => '─',
    }
}

fn line(slices: &[Slice], vertical: char, text: impl Fn(&Slice) -> String) -> String {
    let mut line = String::from(vertical);
    for slice in slices {
        let width = slice.bits as usize * BIT_COLUMNS - 1;
        let shown = cut(&text(slice), width);
        let _ = write!(line, "{shown:^width$}{vertical}");
    }
    line
}

fn label(view: &FrameView<'_>, cells: &[Cell], slice: &Slice) -> String {
    match cells[slice.cell]
        .field
        .and_then(|field| view.dissection.fields.get(field))
    {
        Some(_) if slice.continues => String::new(),
        Some(field) if slice.bits == 1 => field.spec.label.chars().take(1).collect(),
        Some(field) => field.spec.label.into(),
        None => String::new(),
    }
}

fn value(view: &FrameView<'_>, cells: &[Cell], slice: &Slice) -> String {
    match cells[slice.cell]
        .field
        .and_then(|field| view.dissection.fields.get(field))
    {
        Some(_) if slice.continues => String::new(),
        Some(field) if slice.bits < 8 => view.value(field),
        Some(field) => view.text(field),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn headers_are_drawn_as_in_the_specifications() {
        let mut out = String::new();
        testing::with_udp_frame(|view| frame(view, &testing::STYLE, &mut out).unwrap());
        insta::assert_snapshot!(out);
    }

    #[test]
    fn cells_cover_every_header_without_overlap() {
        testing::with_udp_frame(|view| {
            for layer in &view.dissection.layers {
                let cells = cells(view, layer);
                let mut reached = layer.header.start * 8;
                for cell in &cells {
                    assert_eq!(cell.span.bit, reached);
                    reached = cell.span.end();
                }
                assert_eq!(reached, layer.header.end * 8);
            }
        });
    }

    #[test]
    fn a_long_field_is_shown_by_its_ends() {
        let long = Cell {
            field: Some(0),
            span: Span {
                bit: 0,
                bits: 32 * 100,
            },
        };
        let rows = rows(&[long]);
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1], Row::Gap(98 * 4));
    }
}
