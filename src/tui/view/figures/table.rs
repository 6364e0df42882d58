//! A table of figures.

use ratatui::style::Style;

use super::{ABOVE, BELOW};
use crate::statistics::{Count, Order, Sorting};
use crate::tui::canvas::{Canvas, fit};
use crate::tui::state::{Line, State, StatisticsView, Tab};

/// Columns of a bar at least and at most.
const BAR: (u16, u16) = (12, 48);

/// True if the table has a bar for the share of each row.
const fn has_bar(tab: Tab) -> bool {
    matches!(tab, Tab::Protocols | Tab::Lengths)
}

/// Where the columns are: place of the column, where it begins, its width.
fn places(view: &StatisticsView, width: u16) -> Vec<(usize, u16, u16)> {
    let bar = if has_bar(view.tab) { BAR.0 + 2 } else { 0 };
    view.places(width.saturating_sub(bar))
}

/// What a click on a heading sorts by.
pub(super) fn heading_at(view: &StatisticsView, width: u16, x: u16) -> Option<Order> {
    let hit = places(view, width)
        .into_iter()
        .find(|(_, start, width)| (*start..start + width + 1).contains(&x));
    view.tab.columns(view.kind()).get(hit?.0)?.order
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let view = &state.statistics;
    let places = places(view, canvas.width());
    headings(state, &places, canvas);
    if view.len() == 0 {
        let text = match view.tab {
            Tab::Protocols | Tab::Lengths => "No frames so far.",
            Tab::Conversations | Tab::Endpoints | Tab::Traffic => {
                "None so far. The arrow keys left and right go to other kinds."
            }
        };
        let dim = state.look.theme.style("dim");
        canvas.text(2, ABOVE, text, dim);
        return;
    }
    for y in ABOVE..canvas.height().saturating_sub(BELOW) {
        let index = view.top + usize::from(y - ABOVE);
        if let Some(line) = view.line(index) {
            row(state, (line, y), &places, canvas);
        }
        if index == view.chosen() {
            let ground = Style {
                fg: None,
                ..state.look.theme.style("select")
            };
            canvas.paint(0, y, canvas.width(), ground);
            canvas.text(0, y, "▶", state.look.theme.style("select"));
        }
    }
}

fn headings(state: &State, places: &[(usize, u16, u16)], canvas: &mut Canvas<'_>) {
    let (theme, view) = (&state.look.theme, &state.statistics);
    let titles = view.tab.columns(view.kind());
    for (index, start, width) in places {
        let Some(column) = titles.get(*index) else {
            continue;
        };
        let sorting = view.sorting();
        let is_sorted = column.order == Some(sorting.order);
        let style = theme.style(if is_sorted { "accent" } else { "dim" });
        let end = start + width;
        let behind = match column.is_text {
            true => canvas.text_until(*start, 2, column.title, style, end),
            false => {
                canvas.text_right(end, 2, column.title, style);
                end
            }
        };
        if is_sorted {
            canvas.put(behind, 2, sign(sorting), style);
        }
    }
    if let Some(x) = bar_start(state, places) {
        let what = if view.bytes { "of bytes" } else { "of frames" };
        canvas.text(x, 2, what, theme.style("dim"));
    }
}

/// An arrow up where the smallest comes first.
fn sign(sorting: Sorting) -> char {
    let rises = matches!(
        sorting.order,
        Order::Start | Order::Address | Order::OtherAddress | Order::Vendor
    );
    if rises != sorting.is_turned {
        '▲'
    } else {
        '▼'
    }
}

fn bar_start(state: &State, places: &[(usize, u16, u16)]) -> Option<u16> {
    let (_, start, width) = places.last()?;
    has_bar(state.statistics.tab).then_some(start + width + 2)
}

fn row(
    state: &State,
    (line, y): (&Line, u16),
    places: &[(usize, u16, u16)],
    canvas: &mut Canvas<'_>,
) {
    let (theme, view) = (&state.look.theme, &state.statistics);
    let titles = view.tab.columns(view.kind());
    let own = line.protocol.map(|protocol| theme.layer(protocol));
    for (place, (index, start, width)) in places.iter().enumerate() {
        let (Some(cell), Some(column)) = (line.cells.get(*index), titles.get(*index)) else {
            continue;
        };
        let style = match (place, own) {
            (0, Some(own)) => own,
            (0, None) => theme.style("bright"),
            _ => theme.style("text"),
        };
        let cell = fit(cell, *width);
        match column.is_text {
            true => canvas.text(*start, y, &cell, style),
            false => canvas.text_right(start + width, y, &cell, style),
        };
    }
    let total = view.answer().map(|answer| answer.total);
    if let (Some(x), Some(total)) = (bar_start(state, places), total) {
        let room = canvas.width().saturating_sub(x + 1).min(BAR.1);
        let of = |count: Count| {
            if view.bytes {
                count.bytes
            } else {
                count.frames
            }
        };
        let bar = bar(of(line.count), of(total), room, state.look.ascii);
        let style = own.unwrap_or_else(|| theme.style("accent"));
        canvas.text(x, y, &bar, style);
    }
}

/// A bar of at most `room` columns, exact to an eighth of one.
fn bar(part: u64, whole: u64, room: u16, ascii: bool) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = u128::from(part.min(whole)) * u128::from(room) * 8;
    let eighths = eighths.div_ceil(u128::from(whole.max(1))) as usize;
    match ascii {
        true => "#".repeat(eighths.div_ceil(8)),
        false => "█".repeat(eighths / 8) + EIGHTHS[eighths % 8],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_show_small_parts_and_never_more_than_all() {
        assert_eq!(bar(0, 10, 8, false), "");
        assert_eq!(bar(1, u64::MAX, 8, false), "▏");
        assert_eq!(bar(1, 2, 5, false), "██▌");
        assert_eq!(bar(u64::MAX, u64::MAX, 3, false), "███");
        assert_eq!(bar(9, 3, 3, true), "###");
        assert_eq!(bar(3, 0, 3, true), "");
    }
}
