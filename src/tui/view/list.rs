//! The list of frames.

use ratatui::style::Style;

use super::columns::{Placed, has_ports, placed};
use crate::model::Severity;
use crate::render::{Moments, TimeFormat, TimeStyle};
use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::columns::Shows;
use crate::tui::row::{Link, Row};
use crate::tui::state::{Pane, State};

/// What the column of differences shows.
const DELTA: TimeStyle = TimeStyle {
    format: TimeFormat::Delta,
    decimals: 6,
};

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let columns = placed(state, canvas.width());
    heading(state, &columns, canvas);
    if state.list.len == 0 {
        let text = match (&state.capture.choice, state.is_growing()) {
            (Some(_), true) => "no frame passes so far",
            (Some(_), false) => "no frame passes the filter",
            (None, true) => "waiting for the first frame",
            (None, false) => "no frames in this capture",
        };
        canvas.text(2, 2, text, state.look.theme.style("dim"));
    }
    for y in 1..canvas.height() {
        let index = state.list.top.saturating_add(u64::from(y - 1));
        if index < state.list.len {
            let Some(row) = state.list.rows.get(&index) else {
                continue;
            };
            draw_row(state, &columns, canvas, y, index, row);
        }
    }
    scroll_bar(state, canvas);
}

fn heading(state: &State, columns: &[Placed<'_>], canvas: &mut Canvas<'_>) {
    let style = state.look.theme.style("label");
    let edge = canvas.width().saturating_sub(1);
    for place in columns {
        let title = match place.column.shows {
            Shows::Time if place.column.title.is_none() => state.list.time.format.heading(),
            _ => place.column.heading(),
        };
        let title = fit(title, place.width);
        let end = place.x.saturating_add(place.width).min(edge);
        if is_number(place.column.shows) {
            canvas.text_right(end, 0, &title, style);
        } else {
            canvas.text_until(place.x, 0, &title, style, end);
        }
    }
}

/// True for columns whose texts end in line.
const fn is_number(shows: Shows) -> bool {
    matches!(
        shows,
        Shows::Number | Shows::Time | Shows::Delta | Shows::Length
    )
}

fn draw_row(
    state: &State,
    columns: &[Placed<'_>],
    canvas: &mut Canvas<'_>,
    y: u16,
    index: u64,
    row: &Row,
) {
    flags(state, canvas, y, index, row);
    for place in columns {
        if place.column.shows == Shows::Encapsulation {
            chain(state, canvas, (place.x, y), place.width, &row.chain);
        } else {
            cell(state, canvas, place, y, index, row);
        }
    }
    colour(state, columns, canvas, y, row);
    if index == state.list.selected {
        select(state, canvas, y);
    }
}

/// Colours the frame's number, or where it would stand, by the rule that matches.
fn colour(state: &State, columns: &[Placed<'_>], canvas: &mut Canvas<'_>, y: u16, row: &Row) {
    let rule = row.rule.and_then(|rule| state.rules.get(usize::from(rule)));
    let Some(rule) = rule.filter(|_| !state.colourless) else {
        return;
    };
    let number = columns
        .iter()
        .find(|place| place.column.shows == Shows::Number);
    let (x, width) = number.map_or((1, 1), |place| (place.x, place.width));
    let style = rule.style(&state.look.theme, state.look.depth);
    canvas.paint(x, y, width, style);
}

/// One column of a row.
fn cell(state: &State, canvas: &mut Canvas<'_>, place: &Placed<'_>, y: u16, index: u64, row: &Row) {
    let theme = &state.look.theme;
    let width = place.width;
    let edge = canvas.width().saturating_sub(1);
    let end = place.x.saturating_add(width).min(edge);
    let mut style = theme.style("text");
    let text = match place.column.shows {
        Shows::Number => state.list.number_at(index).to_string(),
        Shows::Time => fit_time(time(state, state.list.time, index, row), width),
        Shows::Delta => fit_time(time(state, DELTA, index, row), width),
        Shows::Length => row.len.to_string(),
        Shows::From | Shows::To => {
            let which = usize::from(place.column.shows == Shows::To);
            let shown = if has_ports(canvas.width()) {
                row.end(which)
            } else {
                row.ends[which].clone()
            };
            shorten(&shown, width)
        }
        Shows::Protocol => row.chain.last().map_or_else(String::new, |link| {
            style = theme.layer(link.info);
            fit(&link_text(link), width).into_owned()
        }),
        Shows::What => fit(&row.what, width).into_owned(),
        Shows::Field(_) => {
            let text = row.fields.get(place.field);
            text.map_or_else(String::new, |text| fit(text, width).into_owned())
        }
        Shows::Encapsulation => return,
    };
    if is_number(place.column.shows) {
        canvas.text_right(end, y, &text, theme.style("dim"));
    } else {
        canvas.text_until(place.x, y, &text, style, end);
    }
}

/// Lays the selection over a row. The chain keeps its colours: only the ground changes under it.
fn select(state: &State, canvas: &mut Canvas<'_>, y: u16) {
    let theme = &state.look.theme;
    let focused = state.focus == Pane::List && state.overlay.is_none();
    let style = theme.style(if focused { "select" } else { "select.back" });
    let ground = Style { fg: None, ..style };
    canvas.paint(0, y, canvas.width(), ground);
    canvas.put(0, y, '▶', theme.style("accent"));
    canvas.paint(0, y, 1, ground);
}

/// The mark, and a sign for frames with something wrong.
fn flags(state: &State, canvas: &mut Canvas<'_>, y: u16, index: u64, row: &Row) {
    let theme = &state.look.theme;
    if state.list.marks.contains(&state.list.number_at(index)) {
        canvas.put(1, y, '●', theme.style("mark"));
    } else if state.comments.contains_key(&state.list.number_at(index)) {
        canvas.put(1, y, '#', theme.style("mark"));
    } else if let Some(worst) = row.worst.filter(|worst| *worst > Severity::Note) {
        let role = if worst == Severity::Error {
            "error"
        } else {
            "warning"
        };
        canvas.put(1, y, '!', theme.style(role));
    }
}

/// The time of a row, counted from a reference if the user set one.
fn time(state: &State, style: TimeStyle, index: u64, row: &Row) -> Option<String> {
    let list = &state.list;
    let number = list.number_at(index);
    if list.references.contains_key(&number) && style.format == TimeFormat::Relative {
        return Some("*REF*".into());
    }
    let reference = list.references.range(..number).next_back();
    let shown_before = index.checked_sub(1).and_then(|at| list.rows.get(&at));
    let moments = Moments {
        start: reference.map(|(_, time)| *time).or(list.start),
        captured: row.before,
        displayed: shown_before.and_then(|before| before.time),
    };
    style.text(row.time, &moments)
}

/// A time in so many columns; a dash where there is none.
fn fit_time(time: Option<String>, room: u16) -> String {
    time.map_or_else(|| "–".into(), |time| fit(&time, room).into_owned())
}

/// The text of a link of the chain.
pub(super) fn link_text(link: &Link) -> String {
    let name = match link.info.short {
        "Ethernet" => "Eth",
        short => short,
    };
    if link.times > 1 {
        format!("{name}×{}", link.times)
    } else {
        name.into()
    }
}

fn chain(state: &State, canvas: &mut Canvas<'_>, (x, y): (u16, u16), width: u16, chain: &[Link]) {
    let theme = &state.look.theme;
    let end = x + width;
    let mut at = x;
    let mut quoted = false;
    for link in chain {
        if link.quoted && !quoted {
            at = canvas.text_until(at, y, "⋯ ", theme.style("dim"), end);
            quoted = true;
        }
        let text = link_text(link);
        if at + columns(&text) > end {
            canvas.text_until(
                at.min(end.saturating_sub(1)),
                y,
                "…",
                theme.style("dim"),
                end,
            );
            return;
        }
        let style = if link.quoted {
            theme.style("dim")
        } else {
            theme.layer(link.info)
        };
        at = canvas.text_until(at, y, &text, style, end) + 1;
    }
}

/// An address that is too long loses its middle: its ends tell more.
fn shorten(text: &str, room: u16) -> String {
    let len = text.chars().count();
    let room = usize::from(room);
    if len <= room {
        return text.into();
    }
    let tail = (room / 2).max(1);
    let head = room.saturating_sub(tail + 1);
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(len - tail.min(len)).collect();
    format!("{start}…{end}")
}

/// Where in the list the view is.
fn scroll_bar(state: &State, canvas: &mut Canvas<'_>) {
    let height = u64::from(canvas.height().saturating_sub(1));
    let list = &state.list;
    if list.len <= height || height == 0 || canvas.width() < 20 {
        return;
    }
    // In 128 bits, for captures of any length.
    let scale =
        |frames: u64| (u128::from(frames) * u128::from(height) / u128::from(list.len)) as u64;
    let thumb = scale(height).max(1);
    let span = list.len - height;
    let start = (u128::from(list.top) * u128::from(height - thumb) / u128::from(span)) as u64;
    let x = canvas.width() - 1;
    for y in start..start + thumb {
        canvas.put(x, y as u16 + 1, '▐', state.look.theme.style("line"));
    }
}
