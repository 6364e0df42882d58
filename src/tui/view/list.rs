//! The list of frames.

use ratatui::style::Style;

use crate::model::Severity;
use crate::render::{Moments, TimeFormat, TimeStyle};
use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::row::{Link, Row};
use crate::tui::state::{List, Pane, State};

/// Where the columns are.
struct Columns {
    number: u16,
    time: u16,
    /// Columns of the time since the frame before; 0 where there is no room for it.
    delta: u16,
    end: u16,
    ports: bool,
    chain: u16,
    len: u16,
    what: u16,
}

/// What the column of differences shows.
const DELTA: TimeStyle = TimeStyle {
    format: TimeFormat::Delta,
    decimals: 6,
};

/// Lets the columns grow to what a row needs.
pub fn grow_columns(list: &mut List, row: &Row) {
    let ends = (0..2).map(|end| columns(&row.end(end))).max().unwrap_or(0);
    list.ends_width = list.ends_width.max(ends);
    let chain: u16 = row
        .chain
        .iter()
        .map(|link| columns(&link_text(link)).saturating_add(1))
        .sum();
    list.chain_width = list.chain_width.max(chain);
}

impl Columns {
    fn of(state: &State, width: u16) -> Columns {
        let list = &state.list;
        let number = (list.len.max(1).ilog10() as u16 + 1).max(3);
        let time = u16::try_from(list.time.width()).unwrap_or(u16::MAX);
        let counts = matches!(
            list.time.format,
            TimeFormat::Relative | TimeFormat::Delta | TimeFormat::DeltaDisplayed
        );
        let time = if counts && width < 120 {
            time.saturating_sub(2).max(6)
        } else {
            time
        };
        let ports = width >= 112;
        let len = if width >= 140 { 6 } else { 0 };
        let least = if ports { 13 } else { 10 };
        let most = match width {
            0..70 => 12,
            70..112 => 15,
            _ => (width / 5).clamp(21, 47),
        };
        let end = list.ends_width.clamp(least, most);
        let wide = width >= 180 && list.time.format != TimeFormat::Delta;
        let delta = if wide { 12 } else { 0 };
        let used = 2 + number + 1 + time + delta + 2 + 2 * (end + 2) + len;
        // The last column is the scroll bar's.
        let left = width.saturating_sub(used + 1);
        // Where room is short, what is wrapped in what matters most.
        let share = if width < 112 { 7 } else { 6 };
        let chain = list.chain_width.clamp(13, 60).min(left * share / 10);
        Columns {
            number,
            time,
            delta,
            end,
            ports,
            chain,
            len,
            what: left.saturating_sub(chain + 1),
        }
    }
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let columns = Columns::of(state, canvas.width());
    heading(state, &columns, canvas);
    if state.list.len == 0 {
        let text = match state.capture.progress {
            crate::tui::frames::Progress::Complete => "no frames in this capture",
            _ => "waiting for the first frame",
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

fn heading(state: &State, columns: &Columns, canvas: &mut Canvas<'_>) {
    let style = state.look.theme.style("label");
    let mut x = 2;
    canvas.text_right(x + columns.number, 0, "No.", style);
    x += columns.number + 1;
    canvas.text_right(x + columns.time, 0, state.list.time.format.heading(), style);
    x += columns.time;
    if columns.delta > 0 {
        x += columns.delta;
        canvas.text_right(x, 0, "Delta", style);
    }
    x += 2;
    canvas.text_until(x, 0, "From", style, x + columns.end);
    x += columns.end + 2;
    canvas.text_until(x, 0, "To", style, x + columns.end);
    x += columns.end + 2;
    if columns.len > 0 {
        canvas.text_right(x + columns.len - 2, 0, "Len", style);
        x += columns.len;
    }
    canvas.text_until(x, 0, "Encapsulation", style, x + columns.chain);
    canvas.text(x + columns.chain + 1, 0, "What", style);
}

fn draw_row(
    state: &State,
    columns: &Columns,
    canvas: &mut Canvas<'_>,
    y: u16,
    index: u64,
    row: &Row,
) {
    let theme = &state.look.theme;
    let selected = index == state.list.selected;
    let text = theme.style("text");
    flags(state, canvas, y, index, row);
    let mut x = 2;
    canvas.text_right(
        x + columns.number,
        y,
        &(index + 1).to_string(),
        theme.style("dim"),
    );
    x += columns.number + 1;
    canvas.text_right(
        x + columns.time,
        y,
        &fit_time(time(state, state.list.time, index, row), columns.time),
        theme.style("dim"),
    );
    x += columns.time;
    if columns.delta > 0 {
        x += columns.delta;
        let delta = fit_time(time(state, DELTA, index, row), columns.delta - 1);
        canvas.text_right(x, y, &delta, theme.style("dim"));
    }
    x += 2;
    for end in 0..2 {
        let shown = if columns.ports {
            row.end(end)
        } else {
            row.ends[end].clone()
        };
        canvas.text_until(x, y, &shorten(&shown, columns.end), text, x + columns.end);
        x += columns.end + 2;
    }
    if columns.len > 0 {
        canvas.text_right(
            x + columns.len - 2,
            y,
            &row.len.to_string(),
            theme.style("dim"),
        );
        x += columns.len;
    }
    chain(state, canvas, (x, y), columns.chain, &row.chain);
    x += columns.chain + 1;
    canvas.text(x, y, &fit(&row.what, columns.what), text);
    if selected {
        select(state, canvas, y);
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
    if state.list.marks.contains(&index) {
        canvas.put(1, y, '●', theme.style("mark"));
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
    if list.references.contains_key(&index) && style.format == TimeFormat::Relative {
        return Some("*REF*".into());
    }
    let reference = list.references.range(..index).next_back();
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
fn link_text(link: &Link) -> String {
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
