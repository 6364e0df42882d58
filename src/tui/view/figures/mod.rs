//! The screens of figures: tabs, a line about the whole, a table or a chart, and the filter of what
//! is chosen.

mod chart;
mod table;

use ratatui::layout::{Position, Rect};

use crate::render::statistics::{rate, seconds};
use crate::statistics::{Kind, Order};
use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::state::{Answer, State, StatisticsView, Tab};
use crate::tui::time::size;

pub use chart::Chart;

/// Lines above the table: tabs, the whole, headings.
const ABOVE: u16 = 3;
/// Lines below it: the filter.
const BELOW: u16 = 1;

/// What a place of the screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The name of a screen.
    Tab(Tab),
    /// The name of a kind of ends.
    Kind(Kind),
    /// A heading.
    Heading(Order),
    /// A row, counted from the first one of the table.
    Row(usize),
    /// A place in the chart: nanoseconds from the first frame.
    Time(i64),
}

/// Rows of a table that this part of the screen has room for.
pub fn rows(body: Rect) -> usize {
    usize::from(body.height.saturating_sub(ABOVE + BELOW)).max(1)
}

/// What is at a position of the screen.
pub fn at(view: &StatisticsView, body: Rect, at: Position) -> Option<Place> {
    if !body.contains(at) {
        return None;
    }
    let (x, y) = (at.x - body.x, at.y - body.y);
    match y {
        0 => tabs()
            .find_map(|(tab, from, until)| (from..until).contains(&x).then_some(Place::Tab(tab))),
        1 if view.tab.has_kinds() => kinds(view)
            .into_iter()
            .find(|(.., from, until)| (*from..*until).contains(&x))
            .map(|(kind, ..)| Place::Kind(kind)),
        _ if view.tab == Tab::Traffic => Chart::of(view, body)?.at(x, y).map(Place::Time),
        2 => table::heading_at(view, body.width, x).map(Place::Heading),
        y if y >= ABOVE && y + BELOW < body.height => {
            Some(Place::Row(view.top + usize::from(y - ABOVE)))
        }
        _ => None,
    }
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    title(state, canvas);
    let view = &state.statistics;
    let theme = &state.look.theme;
    let Some(answer) = view.answer() else {
        canvas.text(2, 2, "counting …", theme.style("dim"));
        return;
    };
    match view.tab.has_kinds() {
        true => kind_line(state, canvas),
        false => {
            let room = canvas.width().saturating_sub(3);
            let text = whole(answer);
            canvas.text(2, 1, &fit(&text, room), theme.style("text"));
        }
    }
    let filter = match view.tab {
        Tab::Traffic => {
            let area = Rect::new(0, 0, canvas.width(), canvas.height());
            Chart::of(view, area).map(|chart| {
                chart.draw(state, canvas);
                chart.filter(chart.cursor())
            })
        }
        _ => {
            table::draw(state, canvas);
            view.line(view.chosen()).map(|line| line.filter.clone())
        }
    };
    foot(state, filter, canvas);
}

/// The tabs, each with the columns that it takes.
fn tabs() -> impl Iterator<Item = (Tab, u16, u16)> {
    let mut at = 2;
    Tab::ALL.into_iter().map(move |tab| {
        let from = at;
        at += columns(tab.title()) + 3;
        (tab, from, at - 1)
    })
}

/// The tabs, and how far the counting is.
fn title(state: &State, canvas: &mut Canvas<'_>) {
    let (theme, view) = (&state.look.theme, &state.statistics);
    canvas.repeat(0, 0, canvas.width(), '━', theme.style("line.focus"));
    let mut end = 0;
    for (tab, from, until) in tabs() {
        let (name, style) = match tab == view.tab {
            true => (format!("[{}]", tab.title()), theme.style("title.focus")),
            false => (format!(" {} ", tab.title()), theme.style("dim")),
        };
        canvas.text(from, 0, &name, style);
        end = until;
    }
    let Some(answer) = view.answer() else { return };
    let counted = &answer.counted;
    let (text, style) = match (&counted.trouble, counted.is_running) {
        (Some(why), _) => (format!(" {why} "), theme.style("warning")),
        (None, true) if counted.known > counted.frames => {
            let percent = u128::from(counted.frames) * 100 / u128::from(counted.known.max(1));
            let text = format!(" {} frames so far, {percent} % ", counted.frames);
            (text, theme.style("accent"))
        }
        (None, true) => {
            let text = format!(" {} frames so far ", counted.frames);
            (text, theme.style("accent"))
        }
        (None, false) => return,
    };
    let room = canvas.width().saturating_sub(end + 2);
    canvas.text_right(
        canvas.width().saturating_sub(1),
        0,
        &fit(&text, room),
        style,
    );
}

/// The capture as a whole.
fn whole(answer: &Answer) -> String {
    let total = answer.total;
    let mut parts = vec![match total.frames {
        1 => format!("1 frame, {}", size(total.bytes)),
        frames => format!("{frames} frames, {}", size(total.bytes)),
    }];
    if let Some(span) = answer.span.filter(|span| *span > 0) {
        let mean = total.bytes as f64 * 8e9 / span as f64;
        parts.push(format!("{} s, {}", seconds(span, 3), rate(Some(mean))));
    }
    if answer.beyond.frames > 0 {
        parts.push(format!(
            "{} frames found no place here",
            answer.beyond.frames
        ));
    }
    parts.join("  ·  ")
}

/// The kinds of ends, how many of each there are, and the columns that they take.
fn kinds(view: &StatisticsView) -> Vec<(Kind, String, u16, u16)> {
    let counts = view.answer().map(|answer| answer.kinds);
    let mut at = 1;
    let place = |(index, kind): (usize, Kind)| {
        let count = counts.and_then(|counts| counts.get(index).copied());
        let text = match (count.unwrap_or_default(), view.kind() == kind) {
            (0, true) => format!("[{}]", kind.title()),
            (0, false) => format!(" {} ", kind.title()),
            // Ends are counted where they are shown.
            (_, true) if view.tab == Tab::Endpoints => format!("[{} {}]", kind.title(), view.len()),
            (_, false) if view.tab == Tab::Endpoints => format!(" {} ", kind.title()),
            (count, true) => format!("[{} {count}]", kind.title()),
            (count, false) => format!(" {} {count} ", kind.title()),
        };
        let from = at;
        at += columns(&text);
        (kind, text, from, at)
    };
    Kind::ALL.into_iter().enumerate().map(place).collect()
}

fn kind_line(state: &State, canvas: &mut Canvas<'_>) {
    let (theme, view) = (&state.look.theme, &state.statistics);
    let Some(answer) = view.answer() else { return };
    let mut end = 0;
    for ((kind, text, from, until), count) in kinds(view).into_iter().zip(answer.kinds) {
        let style = match (kind == view.kind(), count) {
            (true, _) => theme.style("title.focus"),
            (false, 0) => theme.style("line"),
            (false, _) => theme.style("text"),
        };
        canvas.text(from, 1, &text, style);
        end = until;
    }
    if answer.beyond.frames > 0 {
        let lost = format!("and {} frames of more", answer.beyond.frames);
        let room = canvas.width().saturating_sub(end + 2);
        canvas.text(end + 1, 1, &fit(&lost, room), theme.style("warning"));
    }
}

/// The filter of what is chosen.
fn foot(state: &State, filter: Option<String>, canvas: &mut Canvas<'_>) {
    let theme = &state.look.theme;
    let y = canvas.height().saturating_sub(1);
    if let Some(filter) = filter.filter(|_| canvas.height() > ABOVE) {
        let x = canvas.text(2, y, "filter: ", theme.style("label"));
        let room = canvas.width().saturating_sub(x);
        canvas.text(x, y, &fit(&filter, room), theme.style("bright"));
    }
}
