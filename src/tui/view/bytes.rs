//! The bytes, in hexadecimal and as text.

use ratatui::style::Style;

use crate::model::{Layer, Source};
use crate::tui::canvas::{Canvas, columns};
use crate::tui::state::{Pane, Selection, State};

/// Columns of the offset and the space behind it.
const OFFSET: u16 = 6;

/// Bytes in a row of a pane of this width.
pub fn per_row(width: u16) -> u16 {
    let fits = |count: &u16| needed(*count) <= width;
    [64, 48, 32, 24, 16, 8, 4]
        .into_iter()
        .find(fits)
        .unwrap_or(4)
}

/// Columns of a row with so many bytes.
const fn needed(count: u16) -> u16 {
    OFFSET + 1 + count * 3 + count / 8 + count
}

/// Brings the cursor into view.
pub(super) fn settle(state: &mut State) {
    let area = state.areas.inside(Pane::Bytes);
    let row = u32::from(per_row(area.width));
    let height = u32::from(area.height);
    if height == 0 {
        return;
    }
    let at = state.cursor.byte / row;
    let rows = state.buffer_len().div_ceil(row);
    let top = state.bytes_top.clamp((at + 1).saturating_sub(height), at);
    state.bytes_top = top.min(rows.saturating_sub(height));
}

/// What stands at the right of the title: the buffer and the place.
pub(super) fn note(state: &State) -> String {
    let buffers = state
        .current
        .as_ref()
        .map_or(0, |current| current.dissection.buffers.len());
    let len = state.buffer_len();
    match state.cursor.source {
        Source::FRAME if buffers == 0 => format!("{len} bytes"),
        Source::FRAME => format!("frame, {len} bytes · b: {buffers} more"),
        source => made_of(state, source, (buffers, len)),
    }
}

/// What a buffer is that does not stand in the frame as it is, and who carried the byte under the
/// cursor.
fn made_of(state: &State, source: Source, (buffers, len): (usize, u32)) -> String {
    let pieces = state
        .current
        .as_ref()
        .map_or(&[][..], |current| current.dissection.pieces_of(source));
    let here = pieces.partition_point(|piece| piece.at.end <= state.cursor.byte);
    match pieces.get(here) {
        Some(piece) => format!(
            "put together of {}, {len} bytes · from frame {}",
            pieces.len(),
            piece.frame
        ),
        None => format!("unpacked {} of {buffers}, {len} bytes", source.0),
    }
}

/// What the rows are drawn from.
struct Sheet<'s> {
    state: &'s State,
    bytes: &'s [u8],
    /// Offset of the first byte in view.
    start: u32,
    /// For every byte in view the layer that owns it.
    owners: Vec<Option<u16>>,
    selection: Selection,
    row: u16,
    found: Vec<(u32, u32)>,
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let row = per_row(canvas.width());
    let start = state.bytes_top.saturating_mul(u32::from(row));
    let count = u32::from(row) * u32::from(canvas.height());
    let sheet = Sheet {
        state,
        bytes: state.buffer(),
        start,
        owners: owners(state, start, count),
        selection: state.selection(),
        row,
        found: found(state, start, count),
    };
    if sheet.bytes.is_empty() {
        canvas.text(1, 0, "no bytes", state.look.theme.style("dim"));
    }
    for y in 0..canvas.height() {
        sheet.draw_row(canvas, y);
    }
}

/// For every byte in view the innermost layer that has it in its header or trailer; the payload of
/// a layer whose content nothing claims is its own.
fn owners(state: &State, start: u32, count: u32) -> Vec<Option<u16>> {
    let mut owners = vec![None; count as usize];
    let Some(current) = &state.current else {
        return owners;
    };
    let layers = current.dissection.layers.iter().zip(0u16..);
    for (layer, index) in layers.filter(|(layer, _)| layer.source == state.cursor.source) {
        for range in [layer.payload, layer.header, layer.trailer] {
            let from = range.start.clamp(start, start.saturating_add(count)) - start;
            let to = range.end.clamp(start, start.saturating_add(count)) - start;
            if let Some(part) = owners.get_mut(from as usize..to as usize) {
                part.fill(Some(index));
            }
        }
    }
    owners
}

/// Where what is looked for stands in view: offset and length.
fn found(state: &State, start: u32, count: u32) -> Vec<(u32, u32)> {
    let Some(pattern) = &state.find.pattern else {
        return Vec::new();
    };
    let bytes = state.buffer();
    let end = (start.saturating_add(count) as usize).min(bytes.len());
    let mut from = (start as usize).saturating_sub(64);
    let mut found = Vec::new();
    while let Some((at, len)) = bytes
        .get(..end)
        .and_then(|bytes| pattern.in_bytes(bytes, from))
    {
        found.push((at as u32, len as u32));
        from = at + len.max(1);
    }
    found
}

impl Sheet<'_> {
    fn owner(&self, offset: u32) -> Option<(u16, &Layer)> {
        let index = self
            .owners
            .get(offset.checked_sub(self.start)? as usize)
            .copied()??;
        Some((index, self.state.layer(index)?))
    }

    fn draw_row(&self, canvas: &mut Canvas<'_>, y: u16) {
        let first = self.start + u32::from(y) * u32::from(self.row);
        if first as usize >= self.bytes.len() {
            return;
        }
        let dim = self.state.look.theme.style("dim");
        canvas.text(1, y, &format!("{first:04x}"), dim);
        let text_at = OFFSET + self.row * 3 + self.row / 8;
        for column in 0..self.row {
            let offset = first + u32::from(column);
            let Some(byte) = self.bytes.get(offset as usize) else {
                break;
            };
            let x = OFFSET + column * 3 + column / 8;
            self.draw_byte(canvas, (x, y), offset, *byte, column);
            self.draw_character(canvas, (text_at + column, y), offset, *byte);
        }
        self.draw_names(canvas, text_at + self.row + 1, y, first);
    }

    /// Colour of a byte's layer, with what is selected and found laid over it.
    fn style(&self, offset: u32, mask: u8) -> Style {
        let theme = &self.state.look.theme;
        let base = self
            .owner(offset)
            .map_or(theme.style("text"), |(_, layer)| theme.layer(layer.info));
        if self
            .selection
            .covers(self.state.cursor.source, offset, mask)
        {
            let info = self.owner(offset).map(|(_, layer)| layer.info);
            return match (self.selection.is_field, info) {
                (true, Some(info)) => theme.lit(info),
                (true, None) => theme.style("lit"),
                (false, Some(info)) => base.patch(theme.tint(info)).patch(self.whole_layer()),
                (false, None) => base,
            };
        }
        let is_found = |place: &(u32, u32)| (place.0..place.0 + place.1).contains(&offset);
        if self.found.iter().any(is_found) {
            return base.patch(theme.style("found"));
        }
        base
    }

    /// Without colours a whole layer is told by bold text.
    fn whole_layer(&self) -> Style {
        Style::new().add_modifier(ratatui::style::Modifier::BOLD)
    }

    fn draw_byte(
        &self,
        canvas: &mut Canvas<'_>,
        (x, y): (u16, u16),
        offset: u32,
        byte: u8,
        column: u16,
    ) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let (high, low) = (self.style(offset, 0xf0), self.style(offset, 0x0f));
        canvas.put(x, y, char::from(DIGITS[usize::from(byte >> 4)]), high);
        canvas.put(x + 1, y, char::from(DIGITS[usize::from(byte & 0xf)]), low);
        self.draw_gap(canvas, (x, y), offset, column, high);
        if offset == self.state.cursor.byte && self.state.focus == Pane::Bytes {
            let underlined = Style::new().add_modifier(ratatui::style::Modifier::UNDERLINED);
            canvas.paint(x, y, 2, underlined);
        }
    }

    /// The space before a byte: a line where a layer begins, part of the highlight inside one.
    fn draw_gap(
        &self,
        canvas: &mut Canvas<'_>,
        (x, y): (u16, u16),
        offset: u32,
        column: u16,
        style: Style,
    ) {
        if column == 0 {
            return;
        }
        let owner = |offset: u32| self.owner(offset).map(|(index, _)| index);
        if owner(offset) != owner(offset - 1) {
            canvas.put(x - 1, y, '│', self.state.look.theme.style("line"));
        } else {
            let source = self.state.cursor.source;
            let both = self.selection.covers(source, offset, 0xf0)
                && self.selection.covers(source, offset - 1, 0x0f);
            if both && self.selection.is_field {
                let gap = if column.is_multiple_of(8) { 2 } else { 1 };
                canvas.paint(x - gap, y, gap, style);
            }
        }
    }

    fn draw_character(&self, canvas: &mut Canvas<'_>, (x, y): (u16, u16), offset: u32, byte: u8) {
        let is_text = byte.is_ascii_graphic() || byte == b' ';
        let c = if is_text { char::from(byte) } else { '·' };
        canvas.put(x, y, c, self.style(offset, 0xff));
    }

    /// Where there is room: the names of the layers that begin in this row.
    fn draw_names(&self, canvas: &mut Canvas<'_>, x: u16, y: u16, first: u32) {
        let mut x = x;
        let mut before = first
            .checked_sub(1)
            .and_then(|offset| self.owner(offset))
            .map(|owner| owner.0);
        for offset in first..first + u32::from(self.row) {
            let Some((index, layer)) = self.owner(offset) else {
                continue;
            };
            if before != Some(index) {
                let name = layer.info.short;
                if x + columns(name) > canvas.width() {
                    return;
                }
                let begins = layer.header.start == offset;
                let style = self.state.look.theme.layer(layer.info);
                if begins {
                    x = canvas.text(x, y, name, style) + 1;
                }
            }
            before = Some(index);
        }
    }
}

/// The byte at a position of the pane, in its hexadecimal or its text half.
pub fn byte_at(state: &State, x: u16, y: u16) -> Option<u32> {
    let row = per_row(state.areas.inside(Pane::Bytes).width);
    let text_at = OFFSET + row * 3 + row / 8;
    let hit = |column: &u16| {
        let at = OFFSET + column * 3 + column / 8;
        (at..at + 3).contains(&x) || x == text_at + column
    };
    let column = (0..row).find(hit)?;
    let first = (state.bytes_top + u32::from(y)).saturating_mul(u32::from(row));
    let byte = first.saturating_add(u32::from(column));
    (byte < state.buffer_len()).then_some(byte)
}
