//! The lines between panes, with their titles.

use ratatui::buffer::Buffer;

use crate::tui::canvas::{Canvas, columns as width_of, fit};
use crate::tui::state::{Pane, State};

/// Columns that a part of a note must have to say something.
const NOTE: u16 = 16;

/// A pane's title line: its number, its name, and what it says of itself on the right.
pub(super) fn title(state: &State, pane: Pane, canvas: &mut Canvas<'_>) {
    let theme = &state.look.theme;
    let focused = state.focus == pane && state.overlay.is_none();
    let (line, title) = if focused {
        (theme.style("line.focus"), theme.style("title.focus"))
    } else {
        (theme.style("line"), theme.style("title"))
    };
    let width = canvas.width();
    canvas.repeat(0, 0, width, if focused { '━' } else { '─' }, line);
    let mut x = 2;
    for (index, tab) in tabs(state, pane).into_iter().enumerate() {
        let style = if tab == pane {
            title
        } else {
            theme.style("dim")
        };
        if index > 0 {
            x = canvas.text(x, 0, "─", line);
        }
        x = canvas.text(
            x,
            0,
            &format!(" {} {} ", tab as u8 + 1, title_of(state, tab)),
            style,
        );
    }
    let note = note(state, pane);
    // What was made of the list is said on any terminal, as far as there is room.
    let room = width.saturating_sub(x + 4);
    let cut = pane == Pane::List && room >= NOTE;
    if !note.is_empty() && (width_of(&note) <= room || cut) {
        let note = fit(&note, room);
        canvas.text_right(width - 2, 0, &format!(" {note} "), theme.style("title"));
    }
}

/// A pane's name; an image takes the place of the diagram.
fn title_of(state: &State, pane: Pane) -> &'static str {
    match pane {
        Pane::Header if super::picture::is_in_pane(state) => "The image",
        pane => pane.title(),
    }
}

/// The panes that share the place of this one: where there is no room for all, the hidden ones are
/// named beside it.
fn tabs(state: &State, pane: Pane) -> Vec<Pane> {
    let hidden = |other: &Pane| state.areas.of(*other).is_empty();
    let is_main = pane == state.shown || (state.focus == pane && state.zoomed);
    let some_hidden = Pane::ALL.iter().any(hidden);
    if !some_hidden || !is_main || pane == Pane::List {
        return vec![pane];
    }
    let shares = |other: &Pane| *other == pane || hidden(other);
    Pane::ALL.into_iter().filter(shares).collect()
}

/// What a pane says of itself at the right end of its title line.
fn note(state: &State, pane: Pane) -> String {
    match pane {
        Pane::List => list_note(state),
        Pane::Layers => if state.tree.osi {
            "OSI model"
        } else {
            "TCP/IP model"
        }
        .into(),
        Pane::Bytes => super::bytes::note(state),
        Pane::Header => super::header::note(state),
        Pane::Explain => String::new(),
        Pane::Nesting => super::nesting::note(state),
    }
}

/// The lines between columns, and where they meet the title lines.
pub(super) fn columns(state: &State, buffer: &mut Buffer) {
    let style = state.look.theme.style("line");
    let body = state.areas.body;
    let panes = || Pane::ALL.into_iter().map(|pane| state.areas.of(pane));
    let parted = |x: u16, y: u16| {
        panes().any(|area| area.x == x && area.x > body.x && area.contains((x, y).into()))
    };
    for area in panes().filter(|area| !area.is_empty() && area.x > body.x) {
        for y in area.top()..=area.bottom().min(body.bottom().saturating_sub(1)) {
            let x = area.x;
            let is_rule = |x: u16| {
                let symbol = buffer.cell((x, y)).map_or("", |cell| cell.symbol());
                symbol == "─" || symbol == "━"
            };
            let (left, right) = (is_rule(x - 1), is_rule(x + 1));
            let (up, down) = (y > 0 && parted(x, y - 1), parted(x, y));
            let symbol = junction(up, down && y < area.bottom(), left, right);
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.set_char(symbol).set_style(style);
            }
        }
    }
}

/// The box-drawing character that goes in these directions.
pub(super) fn junction(up: bool, down: bool, left: bool, right: bool) -> char {
    match (up, down, left, right) {
        (false, false, false, false) => ' ',
        (true, true, false, false) | (true, false, false, false) | (false, true, false, false) => {
            '│'
        }
        (false, false, _, _) => '─',
        (false, true, false, true) => '┌',
        (false, true, true, false) => '┐',
        (true, false, false, true) => '└',
        (true, false, true, false) => '┘',
        (true, true, false, true) => '├',
        (true, true, true, false) => '┤',
        (false, true, true, true) => '┬',
        (true, false, true, true) => '┴',
        (true, true, true, true) => '┼',
    }
}

/// What was made of the list: its filter, its order, its marks.
fn list_note(state: &State) -> String {
    let list = &state.list;
    let mut parts = Vec::new();
    if !state.filter.is_empty() {
        parts.push(format!("filter: {}", fit(&state.filter, 40)));
    }
    if let Some((by, percent)) = list.sorting {
        parts.push(format!("sorting {} … {percent} %", by.words()));
    } else if let Some(order) = &list.order {
        parts.push(order.by.words());
    }
    if !list.marks.is_empty() {
        parts.push(format!("{} marked", list.marks.len()));
    }
    parts.join(" · ")
}
