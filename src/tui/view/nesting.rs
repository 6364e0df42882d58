//! The nesting picture: boxes in boxes, as wide as their bytes.

use ratatui::style::{Modifier, Style};

use super::boxes::{Nest, Shape, boxes, overhead};
use crate::model::Layer;
use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::state::State;
use crate::tui::tower::{header_len, path};

/// What stands at the right of the title: what the wrapping costs.
pub(super) fn note(state: &State) -> String {
    let Some(current) = &state.current else {
        return String::new();
    };
    let (headers, len) = overhead(&current.dissection, current.frame.bytes.len());
    if len == 0 {
        return String::new();
    }
    let share = f64::from(headers) * 100.0 / f64::from(len);
    format!("headers: {headers} of {len} bytes, {share:.1} %")
}

/// The boxes of the frame, how they fit a pane of this size, and whether as boxes or as a bar.
fn nests(state: &State, width: u16, height: u16) -> (Vec<Nest>, bool) {
    let Some(current) = &state.current else {
        return (Vec::new(), false);
    };
    let path = path(&current.dissection, state.layer_of(state.cursor.item));
    let as_bar = usize::from(height) <= path.len();
    let shape = Shape {
        width: width.saturating_sub(2),
        first: 0,
        edge: u16::from(!as_bar),
    };
    (boxes(&current.dissection, &path, shape), as_bar)
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let (nests, as_bar) = nests(state, canvas.width(), canvas.height());
    let mut area = canvas.part(ratatui::layout::Rect::new(
        1,
        0,
        canvas.width().saturating_sub(2),
        canvas.height(),
    ));
    if as_bar {
        draw_bar(state, &mut area, &nests);
    } else {
        let here = state.layer_of(state.cursor.item);
        draw_boxes(state, &mut area, &nests, here, false);
    }
}

/// The layer whose header, label or line is at a position of the pane.
pub fn layer_at(state: &State, width: u16, height: u16, x: u16, y: u16) -> Option<u16> {
    let (nests, as_bar) = nests(state, width, height);
    let x = x.checked_sub(1)?;
    let mut inside = nests.iter().enumerate().filter(|(place, nest)| {
        let below = as_bar || usize::from(y) >= *place;
        below && nest.left <= x && x <= nest.right
    });
    inside.next_back().map(|(_, nest)| nest.layer)
}

/// Boxes in boxes. With `inset`, every box also ends above the foot of the one around it, as far
/// as the height allows.
pub(super) fn draw_boxes(
    state: &State,
    canvas: &mut Canvas<'_>,
    nests: &[Nest],
    here: Option<u16>,
    inset: bool,
) {
    let count = nests.len() as u16;
    let inset = inset && canvas.height() > 2 * count;
    for (place, nest) in nests.iter().enumerate() {
        let raised = if inset { place as u16 } else { 0 };
        let place = Placed {
            nest,
            top: place as u16,
            foot: canvas.height().saturating_sub(1 + raised),
            innermost: place + 1 == nests.len(),
            selected: here == Some(nest.layer),
            joined: place > 0 && !inset,
        };
        place.draw(state, canvas);
    }
}

/// A box and its place.
struct Placed<'n> {
    nest: &'n Nest,
    top: u16,
    foot: u16,
    innermost: bool,
    selected: bool,
    /// True if the foot lies on that of the box around this one.
    joined: bool,
}

impl Placed<'_> {
    fn draw(&self, state: &State, canvas: &mut Canvas<'_>) {
        let Some(layer) = state.layer(self.nest.layer) else {
            return;
        };
        let theme = &state.look.theme;
        let colour = theme.layer(layer.info);
        let line = if self.selected {
            colour.add_modifier(Modifier::BOLD)
        } else {
            colour
        };
        self.frame(canvas, line);
        let label = if self.selected {
            theme.lit(layer.info)
        } else {
            colour.add_modifier(Modifier::BOLD)
        };
        let (left, right) = (self.nest.left, self.nest.right);
        let room = (right - left).saturating_sub(3);
        let name = format!(" {} ", layer.info.short);
        if columns(&name) <= room {
            canvas.text_until(left + 2, self.top, &name, label, right);
        } else {
            canvas.text_until(
                left + 1,
                self.top,
                &fit(layer.info.short, room + 1),
                label,
                right,
            );
        }
        self.inside(state, canvas);
    }

    fn frame(&self, canvas: &mut Canvas<'_>, line: Style) {
        let (left, right, top, foot) = (self.nest.left, self.nest.right, self.top, self.foot);
        let [across, down, corners @ ..] = if self.selected {
            ['━', '┃', '┏', '┓', '┗', '┛']
        } else {
            ['─', '│', '┌', '┐', '└', '┘']
        };
        canvas.repeat(left, top, right - left + 1, across, line);
        canvas.repeat(left, foot, right - left + 1, across, line);
        for y in top + 1..foot {
            canvas.put(left, y, down, line);
            canvas.put(right, y, down, line);
        }
        // Feet on the same line run into one another.
        let corners = match (self.joined, corners) {
            (true, [first, second, '┗', _]) => [first, second, '┻', '┻'],
            (true, [first, second, ..]) => [first, second, '┴', '┴'],
            (false, corners) => corners,
        };
        let places = [(left, top), (right, top), (left, foot), (right, foot)];
        for ((x, y), corner) in places.into_iter().zip(corners) {
            canvas.put(x, y, corner, line);
        }
    }

    /// The header's and the trailer's bytes inside the box.
    fn inside(&self, state: &State, canvas: &mut Canvas<'_>) {
        let (y, foot) = (self.top + 1, self.foot);
        let Some(layer) = state.layer(self.nest.layer).filter(|_| y < foot) else {
            return;
        };
        let theme = &state.look.theme;
        let (left, right, trailer) = (self.nest.left, self.nest.right, self.nest.trailer);
        let trailer_at = (right + 1).saturating_sub(trailer);
        let end = if self.innermost {
            trailer_at
        } else {
            (left + self.nest.header).min(right)
        };
        let tint = theme.tint(layer.info);
        for y in y..foot {
            canvas.paint(left + 1, y, end.saturating_sub(left + 1), tint);
            canvas.paint(trailer_at, y, trailer.saturating_sub(1), tint);
        }
        let style = theme.layer(layer.info);
        let len = header_len(layer, self.innermost);
        let mut bytes = format!("{len} B");
        let whole = state
            .current
            .as_ref()
            .map_or(0, |current| current.frame.bytes.len());
        if whole > 0 && !layer.source.is_derived() {
            let share = format!("{bytes} · {:.1} %", f64::from(len) * 100.0 / whole as f64);
            if left + 3 + columns(&share) <= end {
                bytes = share;
            }
        }
        if left + 2 + columns(&bytes) <= end {
            canvas.text_until(left + 2, y, &bytes, style, end);
            if self.innermost {
                let x = left + 4 + columns(&bytes);
                let room = end.saturating_sub(x + 1);
                canvas.text_until(x, y, &fit(&layer.summary, room), theme.style("dim"), end);
            }
        }
        if !layer.trailer.is_empty() && trailer > 4 {
            let bytes = format!("{} B", layer.trailer.len());
            canvas.text_until(trailer_at + 1, y, &bytes, style, right);
        }
    }
}

/// A bar for everything, where there is no room for boxes.
fn draw_bar(state: &State, canvas: &mut Canvas<'_>, nests: &[Nest]) {
    let here = state.layer_of(state.cursor.item);
    let innermost = nests.len().saturating_sub(1);
    for (place, nest) in nests.iter().enumerate() {
        let Some(layer) = state.layer(nest.layer) else {
            continue;
        };
        let trailer_at = (nest.right + 1).saturating_sub(nest.trailer);
        let header_end = match place == innermost {
            true => trailer_at,
            false => nest.left + nest.header,
        };
        let mut segment = Segment {
            layer,
            columns: nest.left..header_end,
            name: layer.info.short,
            bytes: header_len(layer, place == innermost),
            selected: here == Some(nest.layer),
        };
        segment.draw(state, canvas);
        if !layer.trailer.is_empty() {
            segment.columns = trailer_at..nest.right + 1;
            segment.name = "";
            segment.bytes = layer.trailer.len();
            segment.draw(state, canvas);
        }
    }
}

/// A header or a trailer in the bar.
struct Segment<'l> {
    layer: &'l Layer,
    columns: std::ops::Range<u16>,
    name: &'static str,
    bytes: u32,
    selected: bool,
}

impl Segment<'_> {
    fn draw(&self, state: &State, canvas: &mut Canvas<'_>) {
        let theme = &state.look.theme;
        let (left, end) = (self.columns.start, self.columns.end);
        let quiet = theme
            .layer(self.layer.info)
            .patch(theme.tint(self.layer.info));
        let lines = canvas.height();
        for y in 0..lines {
            let style = match self.selected && y < 2 {
                true => theme.lit(self.layer.info),
                false => quiet,
            };
            canvas.paint(left, y, end.saturating_sub(left), style);
            canvas.put(left, y, if self.selected { '┃' } else { '│' }, style);
        }
        let loud = match self.selected {
            true => theme.lit(self.layer.info),
            false => quiet,
        };
        let room = end.saturating_sub(left + 1);
        let full = format!("{} {}", self.name, self.bytes);
        let first = match lines > 1 || columns(&full) > room {
            true => self.name,
            false => full.trim_start(),
        };
        canvas.text_until(left + 1, 0, &fit(first, room), loud, end);
        if lines > 1 {
            canvas.text_until(
                left + 1,
                1,
                &fit(&format!("{} B", self.bytes), room),
                loud,
                end,
            );
        }
    }
}
