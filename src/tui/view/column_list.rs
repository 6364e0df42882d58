//! The list of columns, laid over the screen.

use ratatui::buffer::Buffer;

use super::overlay::{middle, window};
use crate::tui::canvas::fit;
use crate::tui::command::Command;
use crate::tui::keys::shown;
use crate::tui::state::State;

/// What the keys do, for the last lines.
const KEYS: [[(Command, &str); 5]; 2] = [
    [
        (Command::ColumnHide, "hide/show"),
        (Command::ColumnUp, "left"),
        (Command::ColumnDown, "right"),
        (Command::ColumnWiden, "wider"),
        (Command::ColumnNarrow, "narrower"),
    ],
    [
        (Command::ColumnAdd, "add"),
        (Command::ColumnRemove, "take away"),
        (Command::ColumnReset, "as usual"),
        (Command::ColumnKeep, "keep in the configuration"),
        (Command::Back, "back"),
    ],
];

pub(super) fn draw(state: &State, buffer: &mut Buffer, chosen: usize) {
    let theme = &state.look.theme;
    let columns = &state.list.columns;
    let screen = buffer.area;
    let lines = u16::try_from(columns.len()).unwrap_or(u16::MAX);
    let area = middle(screen, 78, lines.saturating_add(6));
    let mut canvas = window(state, buffer, area, "Columns of the list");
    let room = usize::from(canvas.height().saturating_sub(4));
    canvas.text(4, 0, "shows", theme.style("label"));
    canvas.text(36, 0, "heading", theme.style("label"));
    canvas.text(54, 0, "width", theme.style("label"));
    let top = (chosen + 1).saturating_sub(room);
    for (place, column) in columns.iter().enumerate().skip(top).take(room) {
        let y = (place - top) as u16 + 1;
        let is_on = column.is_on(screen.width);
        let style = theme.style(if is_on { "text" } else { "dim" });
        canvas.put(2, y, if is_on { '●' } else { '·' }, style);
        canvas.text_until(4, y, &fit(column.shows.word(), 30), style, 35);
        canvas.text_until(36, y, &fit(column.heading(), 17), style, 53);
        let width = column
            .width
            .map_or("as needed".into(), |width| width.to_string());
        let end = canvas.text(54, y, &width, style) + 1;
        if !is_on && !column.hidden {
            let from = format!("from {}", column.screen);
            canvas.text(end, y, &from, style);
        }
        if place == chosen {
            let ground = ratatui::style::Style {
                fg: None,
                ..theme.style("select")
            };
            canvas.paint(0, y, canvas.width(), ground);
            canvas.put(0, y, '▶', theme.style("accent").patch(ground));
        }
    }
    let first = canvas.height().saturating_sub(2);
    for (line, y) in KEYS.iter().zip(first..) {
        let mut x = 1;
        for (command, word) in line {
            let key = command
                .spec()
                .keys
                .first()
                .map_or(String::new(), |key| shown(key));
            x = canvas.text(x, y, &key, theme.style("key")) + 1;
            x = canvas.text(x, y, word, theme.style("dim")) + 2;
        }
    }
}
