//! The header, bit by bit: the diagram with live values.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::diagram::{Cell, Diagram, Row};
use super::picture;
use super::rules::junction;
use crate::model::{Field, Kind, Span};
use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::state::{Pane, Selection, State};

/// Columns of the byte offsets.
const OFFSETS: u16 = 5;

/// How the diagram is drawn in a pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// Bits in a row.
    pub bits: u16,
    /// Columns of a bit, its left line included.
    pub bit_width: u16,
    /// Columns of the offsets; 0 where there is no room.
    pub offsets: u16,
    /// Lines in a row: the value; the label and the value; both and the bits.
    pub lines: u16,
}

impl Scale {
    /// Fits a pane; `rows` is how many rows the diagram has with 32 bits in each.
    pub fn of(width: u16, height: u16, rows: usize) -> Scale {
        let fits = |bits: u16| bits * 2 < width;
        let bits = [32, 16, 8]
            .into_iter()
            .find(|bits| fits(*bits))
            .unwrap_or(8);
        let offsets = if bits * 2 + 1 + OFFSETS <= width {
            OFFSETS
        } else {
            0
        };
        let bit_width = ((width.saturating_sub(offsets + 1)) / bits).clamp(1, 4);
        let rows = u16::try_from(rows)
            .unwrap_or(u16::MAX)
            .saturating_mul(32 / bits);
        let fits = |lines: &u16| rows.saturating_mul(lines + 1).saturating_add(2) <= height;
        let lines = [3, 2, 1]
            .into_iter()
            .find(fits)
            .unwrap_or(if height >= 10 { 2 } else { 1 });
        Scale {
            bits,
            bit_width,
            offsets,
            lines,
        }
    }

    /// Rows that a pane of this height shows.
    pub fn rows_in(&self, height: u16) -> u16 {
        (height.saturating_sub(2) / (self.lines + 1)).max(1)
    }
}

/// The diagram on the screen, and its scale.
pub fn current(state: &State) -> Option<(Diagram, Scale)> {
    let area = state.areas.inside(Pane::Header);
    let layer = state.layer_of(state.cursor.item)?;
    let dissection = &state.current.as_ref()?.dissection;
    let wide = Diagram::of(dissection, layer, 32);
    let scale = Scale::of(area.width, area.height, wide.rows.len());
    let diagram = if scale.bits == 32 {
        wide
    } else {
        Diagram::of(dissection, layer, u32::from(scale.bits))
    };
    Some((diagram, scale))
}

/// Brings the selected field into view.
pub(super) fn settle(state: &mut State) {
    let height = state.areas.inside(Pane::Header).height;
    let Some((diagram, scale)) = current(state) else {
        state.header_top = 0;
        return;
    };
    let shown = usize::from(scale.rows_in(height));
    let last = diagram.rows.len().saturating_sub(shown);
    let mut top = usize::from(state.header_top);
    let selection = state.selection();
    if let Some((_, span)) = selection.spans.first().filter(|_| selection.is_field) {
        let first = diagram.row_of(span.bit.saturating_sub(diagram.base));
        let end = diagram.row_of(span.end().saturating_sub(diagram.base + 1));
        top = top.max((end + 1).saturating_sub(shown)).min(first);
    } else {
        top = 0;
    }
    state.header_top = u16::try_from(top.min(last)).unwrap_or(0);
}

/// What stands at the right of the title.
pub(super) fn note(state: &State) -> String {
    let layer = state
        .layer_of(state.cursor.item)
        .and_then(|layer| state.layer(layer));
    layer.map_or_else(String::new, |layer| {
        format!("{} · {} bytes", layer.info.short, layer.header.len())
    })
}

struct Sheet<'s> {
    state: &'s State,
    diagram: &'s Diagram,
    scale: Scale,
    selection: Selection,
    colour: Style,
    lit: Style,
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let dim = state.look.theme.style("dim");
    let Some((diagram, scale)) = current(state) else {
        canvas.text(2, 1, "Select a layer: its header is drawn here.", dim);
        return;
    };
    if let Some(place) = picture::place(state).filter(|_| picture::is_in_pane(state)) {
        let area = state.areas.inside(Pane::Header);
        let place = Rect {
            x: place.x - area.x,
            y: place.y - area.y,
            ..place
        };
        picture::draw(state, &mut canvas.part(place));
        return;
    }
    let info = state
        .layer_of(state.cursor.item)
        .and_then(|layer| state.layer(layer))
        .map(|layer| layer.info);
    let theme = &state.look.theme;
    let sheet = Sheet {
        state,
        diagram: &diagram,
        scale,
        selection: state.selection(),
        colour: info.map_or(theme.style("text"), |info| theme.layer(info)),
        lit: info.map_or(theme.style("lit"), |info| theme.lit(info)),
    };
    if diagram.rows.is_empty() {
        canvas.text(2, 1, "This layer has no bytes of its own.", dim);
        return;
    }
    sheet.numbers(canvas);
    let top = usize::from(state.header_top);
    let shown = usize::from(scale.rows_in(canvas.height())) + 1;
    for place in 0..shown.min(diagram.rows.len() - top.min(diagram.rows.len())) {
        sheet.row(canvas, top + place, 1 + place as u16 * (scale.lines + 1));
    }
    let end = top + shown.min(diagram.rows.len().saturating_sub(top));
    if end == diagram.rows.len() {
        sheet.border(canvas, end, 1 + (end - top) as u16 * (scale.lines + 1));
    }
}

impl Sheet<'_> {
    fn x(&self, bit: u32) -> u16 {
        self.scale.offsets
            + u16::try_from(bit)
                .unwrap_or(u16::MAX)
                .saturating_mul(self.scale.bit_width)
    }

    /// The numbers of the bits, above the first row.
    fn numbers(&self, canvas: &mut Canvas<'_>) {
        let dim = self.state.look.theme.style("dim");
        let step = if self.scale.bit_width >= 3 { 1 } else { 4 };
        for bit in (0..self.scale.bits).step_by(step) {
            let strong = bit % 8 == 0;
            let style = if strong {
                dim.add_modifier(Modifier::BOLD)
            } else {
                dim
            };
            canvas.text(self.x(u32::from(bit)) + 1, 0, &bit.to_string(), style);
        }
    }

    /// The run at a bit of a row; `None` where the diagram has no bit there.
    fn at(&self, row: Option<usize>, bit: u32) -> Option<usize> {
        match self.diagram.rows.get(row?)? {
            Row::More { run, .. } => Some(*run),
            Row::Cells { cells, .. } => {
                let holds = |cell: &&Cell| cell.from <= bit && bit < cell.to;
                cells.iter().find(holds).map(|cell| cell.run)
            }
        }
    }

    /// The line above row `below`.
    fn border(&self, canvas: &mut Canvas<'_>, below: usize, y: u16) {
        let style = self.state.look.theme.style("line");
        let above = below.checked_sub(1);
        let bits = u32::from(self.scale.bits);
        let horizontal = |bit: u32| {
            let (up, down) = (self.at(above, bit), self.at(Some(below), bit));
            bit < bits && up != down
        };
        let vertical = |row: Option<usize>, bit: u32| {
            let left = bit.checked_sub(1).and_then(|before| self.at(row, before));
            let right = if bit < bits { self.at(row, bit) } else { None };
            left != right
        };
        for bit in 0..=bits {
            let (left, right) = (bit > 0 && horizontal(bit - 1), horizontal(bit));
            let (up, down) = (vertical(above, bit), vertical(Some(below), bit));
            canvas.put(self.x(bit), y, junction(up, down, left, right), style);
            if right {
                canvas.repeat(self.x(bit) + 1, y, self.scale.bit_width - 1, '─', style);
            }
        }
    }

    fn row(&self, canvas: &mut Canvas<'_>, index: usize, y: u16) {
        self.border(canvas, index, y);
        match self.diagram.rows.get(index) {
            Some(Row::Cells { bit, cells }) => {
                if self.scale.offsets > 0 {
                    let offset = (bit / 8).to_string();
                    canvas.text_right(
                        self.scale.offsets - 1,
                        y + 1,
                        &offset,
                        self.state.look.theme.style("dim"),
                    );
                }
                for cell in cells {
                    self.cell(canvas, *bit, cell, y + 1);
                }
            }
            Some(Row::More { run, bytes }) => {
                let cell = Cell {
                    run: *run,
                    from: 0,
                    to: u32::from(self.scale.bits),
                    first: false,
                };
                self.sides(canvas, &cell, y + 1);
                let style = self.base_style(self.diagram.field(*run));
                let text = format!("⋮  {bytes} bytes more  ⋮");
                self.centre(canvas, &cell, y + 1, &text, style);
            }
            None => {}
        }
    }

    fn sides(&self, canvas: &mut Canvas<'_>, cell: &Cell, y: u16) {
        let style = self.state.look.theme.style("line");
        for line in 0..self.scale.lines {
            canvas.put(self.x(cell.from), y + line, '│', style);
            canvas.put(self.x(cell.to), y + line, '│', style);
        }
    }

    fn base_style(&self, field: Option<u32>) -> Style {
        let whole = field
            .and_then(|field| self.state.field(field))
            .is_some_and(|field| self.selection.holds(field.source, field.span));
        if whole && self.selection.is_field {
            self.lit
        } else {
            self.colour
        }
    }

    fn cell(&self, canvas: &mut Canvas<'_>, row_bit: u32, cell: &Cell, y: u16) {
        self.sides(canvas, cell, y);
        let (left, right) = (self.x(cell.from) + 1, self.x(cell.to));
        let inner = right.saturating_sub(left);
        let index = self.diagram.field(cell.run);
        let Some(field) = index.and_then(|index| self.state.field(index)) else {
            let dim = self.state.look.theme.style("dim");
            self.centre(canvas, cell, y, "·", dim);
            return;
        };
        let style = self.base_style(index);
        let is_lit = style == self.lit;
        if is_lit {
            for line in 0..self.scale.lines {
                canvas.paint(left, y + line, inner, style);
            }
        }
        let label_style = if is_lit {
            style
        } else {
            self.state.look.theme.style("label")
        };
        let value = self.value(field, inner);
        let speaks = self.diagram.speaks(cell.run, u32::from(self.scale.bits)) == row_bit;
        match self.scale.lines {
            1 => {
                let text = one_line(field, &value, inner);
                self.centre(canvas, cell, y, if speaks { &text } else { "" }, style);
            }
            lines => {
                if speaks {
                    self.centre(canvas, cell, y, &label(field, inner), label_style);
                    self.centre(canvas, cell, y + 1, &fit(&value, inner), style);
                }
                if lines >= 3 {
                    self.bits(canvas, row_bit, cell, y + 2, label_style);
                }
            }
        }
        self.light_part(canvas, row_bit, cell, y);
    }

    /// Lights the bits of a named part of a field that is drawn as a whole.
    fn light_part(&self, canvas: &mut Canvas<'_>, row_bit: u32, cell: &Cell, y: u16) {
        if !self.selection.is_field {
            return;
        }
        for bit in cell.from..cell.to {
            let span = Span {
                bit: self.diagram.base + row_bit + bit,
                bits: 1,
            };
            if self.selection.holds(self.diagram.source, span) {
                let width = self
                    .scale
                    .bit_width
                    .saturating_sub(u16::from(bit + 1 == cell.to));
                for line in 0..self.scale.lines {
                    canvas.paint(self.x(bit) + 1, y + line, width, self.lit);
                }
            }
        }
    }

    /// The bits themselves, each in its own column.
    fn bits(&self, canvas: &mut Canvas<'_>, row_bit: u32, cell: &Cell, y: u16, style: Style) {
        let current = self.state.current.as_ref();
        let buffer = current.map_or(&[][..], |current| {
            current.view().buffer(self.diagram.source)
        });
        for bit in cell.from..cell.to {
            let at = self.diagram.base + row_bit + bit;
            let Some(byte) = buffer.get((at / 8) as usize) else {
                return;
            };
            let set = byte >> (7 - at % 8) & 1 == 1;
            canvas.put(
                self.x(bit) + self.scale.bit_width / 2,
                y,
                if set { '1' } else { '0' },
                style,
            );
        }
    }

    fn centre(&self, canvas: &mut Canvas<'_>, cell: &Cell, y: u16, text: &str, style: Style) {
        let (left, right) = (self.x(cell.from) + 1, self.x(cell.to));
        let inner = right.saturating_sub(left);
        let text = fit(text, inner);
        let x = left + (inner - columns(&text).min(inner)) / 2;
        canvas.text_until(x, y, &text, style, right);
    }

    /// The value in the longest form that fits.
    fn value(&self, field: &Field, room: u16) -> String {
        let Some(current) = &self.state.current else {
            return String::new();
        };
        let long = current.view().text(field);
        if field.spec.kind != Kind::Flag && columns(&long) <= room {
            return long;
        }
        match field.spec.kind {
            Kind::Text | Kind::Bytes | Kind::Computed => long,
            _ => current.view().value(field),
        }
    }
}

/// The label in the longest form that fits: whole, a flag's initials, or cut.
fn label(field: &Field, room: u16) -> String {
    let label = field.spec.label;
    if columns(label) <= room {
        return label.into();
    }
    let short = field
        .spec
        .name
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_uppercase();
    if room > 1 && room <= 4 && !short.is_empty() {
        return short.chars().take(usize::from(room)).collect();
    }
    if room == 1 {
        return label.chars().take(1).collect::<String>().to_uppercase();
    }
    fit(label, room).into_owned()
}

/// Label and value in one line, or whichever of them fits.
fn one_line(field: &Field, value: &str, room: u16) -> String {
    if room <= 1 && field.spec.kind == Kind::Flag {
        let set = value == "1";
        return if set { label(field, 1) } else { "·".into() };
    }
    let both = format!("{} {value}", field.spec.label);
    if columns(&both) <= room {
        both
    } else {
        fit(value, room).into_owned()
    }
}

/// The field at a position of the pane, counted from its upper left corner below the title.
pub fn field_at(state: &State, x: u16, y: u16) -> Option<u32> {
    let (diagram, scale) = current(state)?;
    let row = usize::from(state.header_top) + usize::from(y.checked_sub(1)? / (scale.lines + 1));
    let bit = u32::from(x.checked_sub(scale.offsets)? / scale.bit_width);
    match diagram.rows.get(row)? {
        Row::More { run, .. } => diagram.field(*run),
        Row::Cells { cells, .. } => {
            let holds = |cell: &&Cell| cell.from <= bit && bit < cell.to;
            diagram.field(cells.iter().find(holds)?.run)
        }
    }
}
