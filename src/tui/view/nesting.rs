//! The nesting picture: boxes in boxes, as wide as their bytes.

use ratatui::style::Modifier;

use super::boxes::{Nest, boxes, header_len, overhead, path};
use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::state::State;

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

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let nests = nests(state, canvas.width());
    if usize::from(canvas.height()) > nests.len() {
        draw_boxes(state, canvas, &nests);
    } else {
        draw_bar(state, canvas, &nests);
    }
}

/// The boxes in a pane of this width, with a column left free at either side.
fn nests(state: &State, width: u16) -> Vec<Nest> {
    let Some(current) = &state.current else {
        return Vec::new();
    };
    let path = path(&current.dissection, state.layer_of(state.cursor.item));
    boxes(&current.dissection, &path, width.saturating_sub(2))
}

/// The layer whose header, label or line is at a position of the pane.
pub fn layer_at(state: &State, width: u16, height: u16, x: u16, y: u16) -> Option<u16> {
    let nests = nests(state, width);
    let x = x.checked_sub(1)?;
    let as_bar = usize::from(height) <= nests.len();
    let inside = nests.iter().enumerate().filter(|(place, nest)| {
        let below = as_bar || usize::from(y) >= *place;
        below && nest.left <= x && x <= nest.right
    });
    inside.last().map(|(_, nest)| nest.layer)
}

fn draw_boxes(state: &State, canvas: &mut Canvas<'_>, nests: &[Nest]) {
    let theme = &state.look.theme;
    let here = state.layer_of(state.cursor.item);
    let foot = canvas.height().saturating_sub(1);
    let innermost = nests.len().saturating_sub(1);
    for (place, nest) in nests.iter().enumerate() {
        let Some(layer) = state.layer(nest.layer) else {
            continue;
        };
        let top = place as u16;
        let selected = here == Some(nest.layer);
        let line = theme.layer(layer.info);
        let line = if selected {
            line.add_modifier(Modifier::BOLD)
        } else {
            line
        };
        let (left, right) = (nest.left + 1, nest.right + 1);
        canvas.repeat(
            left,
            top,
            right - left + 1,
            if selected { '━' } else { '─' },
            line,
        );
        canvas.put(left, top, if selected { '┏' } else { '┌' }, line);
        canvas.put(right, top, if selected { '┓' } else { '┐' }, line);
        for y in top + 1..foot {
            canvas.put(left, y, if selected { '┃' } else { '│' }, line);
            canvas.put(right, y, if selected { '┃' } else { '│' }, line);
        }
        canvas.repeat(
            left,
            foot,
            right - left + 1,
            if selected { '━' } else { '─' },
            line,
        );
        canvas.put(left, foot, if selected { '┗' } else { '└' }, line);
        canvas.put(right, foot, if selected { '┛' } else { '┘' }, line);
        let label_style = if selected {
            theme.lit(layer.info)
        } else {
            line.add_modifier(Modifier::BOLD)
        };
        let room = (right - left).saturating_sub(3);
        let name = format!(" {} ", layer.info.short);
        if columns(&name) <= room {
            canvas.text_until(left + 2, top, &name, label_style, right);
        } else {
            canvas.text_until(
                left + 1,
                top,
                &fit(layer.info.short, room + 1),
                label_style,
                right,
            );
        }
        header_text(state, canvas, nest, place == innermost, (top + 1, foot));
    }
}

/// The header's and the trailer's bytes inside a box.
fn header_text(
    state: &State,
    canvas: &mut Canvas<'_>,
    nest: &Nest,
    innermost: bool,
    (y, foot): (u16, u16),
) {
    if y >= foot {
        return;
    }
    let theme = &state.look.theme;
    let Some(layer) = state.layer(nest.layer) else {
        return;
    };
    let (left, right) = (nest.left + 1, nest.right + 1);
    let end = if innermost {
        right - nest.trailer.min(right) + 1
    } else {
        left + nest.header
    };
    let tint = theme.tint(layer.info);
    for y in y..foot {
        canvas.paint(left + 1, y, end.saturating_sub(left + 1), tint);
        canvas.paint(
            (right + 1).saturating_sub(nest.trailer),
            y,
            nest.trailer.saturating_sub(1),
            tint,
        );
    }
    let style = theme.layer(layer.info);
    let bytes = format!("{} B", header_len(layer, innermost));
    let end = end.min(right);
    if left + 2 + columns(&bytes) <= end {
        canvas.text_until(left + 2, y, &bytes, style, end);
        if innermost {
            let x = left + 4 + columns(&bytes);
            let room = end.saturating_sub(x + 1);
            canvas.text_until(x, y, &fit(&layer.summary, room), theme.style("dim"), end);
        }
    }
    if !layer.trailer.is_empty() && nest.trailer > 4 {
        let x = (right + 1).saturating_sub(nest.trailer);
        canvas.text_until(
            x + 1,
            y,
            &format!("{} B", layer.trailer.len()),
            style,
            right,
        );
    }
}

/// One line for everything, where there is no room for boxes.
fn draw_bar(state: &State, canvas: &mut Canvas<'_>, nests: &[Nest]) {
    let theme = &state.look.theme;
    let here = state.layer_of(state.cursor.item);
    let innermost = nests.len().saturating_sub(1);
    let lines = canvas.height().min(2);
    for (place, nest) in nests.iter().enumerate() {
        let Some(layer) = state.layer(nest.layer) else {
            continue;
        };
        let left = nest.left + 1;
        let end = if place == innermost {
            nest.right + 2 - nest.trailer.min(nest.right)
        } else {
            left + nest.header
        };
        let selected = here == Some(nest.layer);
        let style = if selected {
            theme.lit(layer.info)
        } else {
            theme.layer(layer.info).patch(theme.tint(layer.info))
        };
        for y in 0..lines {
            canvas.paint(left, y, end.saturating_sub(left), style);
            canvas.put(left, y, if selected { '┃' } else { '│' }, style);
        }
        let room = end.saturating_sub(left + 2);
        let bytes = header_len(layer, place == innermost);
        let full = format!("{} {bytes}", layer.info.short);
        let text = if lines > 1 || columns(&full) > room {
            layer.info.short.to_string()
        } else {
            full
        };
        canvas.text_until(left + 1, 0, &fit(&text, room + 1), style, end);
        if lines > 1 {
            canvas.text_until(
                left + 1,
                1,
                &fit(&format!("{bytes} B"), room + 1),
                style,
                end,
            );
        }
        if nest.trailer > 1 && !layer.trailer.is_empty() {
            let x = nest.right + 2 - nest.trailer.min(nest.right);
            for y in 0..lines {
                canvas.paint(x, y, nest.trailer, style);
                canvas.put(x, y, '│', style);
            }
            let text = format!("{}", layer.trailer.len());
            canvas.text_until(
                x + 1,
                0,
                &fit(&text, nest.trailer.saturating_sub(1)),
                style,
                x + nest.trailer,
            );
        }
    }
}
