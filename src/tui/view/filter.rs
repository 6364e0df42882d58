//! The line in which a display filter is typed, and the menu of filters of what is selected.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::overlay::{middle, window};
use crate::model::text::clean;
use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::state::{FieldFilter, FilterBar, Joined, State};

/// Names shown above the line at most.
const NAMES: u16 = 8;

pub(super) fn draw(state: &State, buffer: &mut Buffer, bar: &FilterBar) -> Position {
    let theme = &state.look.theme;
    let line = state.areas.status;
    names(state, buffer, bar);
    if let Some((_, message)) = bar.wrong.as_ref().filter(|_| !bar.input.text().is_empty()) {
        let above = Rect::new(line.x, line.y.saturating_sub(1), line.width, 1);
        let mut canvas = Canvas::new(buffer, above);
        canvas.clear(theme.style("popup"));
        let style = theme.style("popup").patch(theme.style("error"));
        canvas.text(1, 0, &fit(message, line.width.saturating_sub(2)), style);
    }
    let mut canvas = Canvas::new(buffer, line);
    let role = if bar.wrong.is_some() {
        "filter.wrong"
    } else {
        "filter.right"
    };
    let style = theme.style(role);
    canvas.clear(style);
    let sign = if bar.wrong.is_some() { "✗" } else { "✓" };
    let start = canvas.text(0, 0, &format!(" {sign} filter: "), style);
    let text = bar.input.text();
    let before: String = text.chars().take(bar.input.cursor()).collect();
    // A text longer than the line loses its start.
    let room = line.width.saturating_sub(start + 1);
    let mut skipped = 0;
    while columns(&before.chars().skip(skipped).collect::<String>()) > room {
        skipped += 1;
    }
    let mut x = start;
    for (at, c) in text.char_indices().skip(skipped) {
        let is_wrong = bar
            .wrong
            .as_ref()
            .is_some_and(|(range, _)| range.contains(&at));
        let style = match is_wrong {
            true => style.add_modifier(Modifier::UNDERLINED | Modifier::BOLD),
            false => style,
        };
        x = canvas.text(x, 0, &clean(c.encode_utf8(&mut [0; 4])), style);
    }
    if text.is_empty() {
        let hint = "such as  http  or  ip.addr == 10.0.0.1 and tcp.port == 443";
        canvas.text(start + 1, 0, hint, style);
    }
    let cursor = start + columns(&before.chars().skip(skipped).collect::<String>());
    Position::new(line.x + cursor.min(line.width.saturating_sub(1)), line.y)
}

/// The names that may be meant, above the line.
fn names(state: &State, buffer: &mut Buffer, bar: &FilterBar) {
    let theme = &state.look.theme;
    let line = state.areas.status;
    let count = u16::try_from(bar.names.len())
        .unwrap_or(u16::MAX)
        .min(NAMES);
    if count == 0 || line.y < count + 3 {
        return;
    }
    let area = Rect::new(line.x, line.y - count - 3, line.width.min(76), count + 2);
    let title = "Names  (Tab takes one, ctrl+n the next)";
    let mut canvas = window(state, buffer, area, title);
    let top = (bar.chosen + 1).saturating_sub(usize::from(count));
    for (place, name) in bar
        .names
        .iter()
        .enumerate()
        .skip(top)
        .take(usize::from(count))
    {
        let y = (place - top) as u16;
        canvas.text_until(1, y, &fit(name.name, 40), theme.style("bright"), 42);
        let room = canvas.width().saturating_sub(44);
        canvas.text(43, y, &fit(name.label, room), theme.style("text"));
        if place == bar.chosen {
            let ground = ratatui::style::Style {
                fg: None,
                ..theme.style("select")
            };
            canvas.paint(0, y, canvas.width(), ground);
        }
    }
}

pub(super) fn draw_menu(state: &State, buffer: &mut Buffer, menu: &FieldFilter) {
    let theme = &state.look.theme;
    let area = middle(buffer.area, 76, Joined::ALL.len() as u16 + 4);
    let title = "Filter  (Enter applies, Tab lets you change it first)";
    let mut canvas = window(state, buffer, area, title);
    canvas.text(1, 0, &fit(&menu.condition, 72), theme.style("bright"));
    for ((joined, words), y) in Joined::ALL.into_iter().zip(2u16..) {
        let filter = joined.join(&state.filter, &menu.condition);
        let room = canvas.width().saturating_sub(25);
        canvas.text_until(2, y, words, theme.style("text"), 23);
        canvas.text(23, y, &fit(&filter, room), theme.style("dim"));
        if usize::from(y) == menu.chosen + 2 {
            let ground = ratatui::style::Style {
                fg: None,
                ..theme.style("select")
            };
            canvas.paint(0, y, canvas.width(), ground);
            canvas.put(0, y, '▶', theme.style("accent").patch(ground));
        }
    }
}
