//! The screens of figures.

use ratatui::layout::Position;

use super::{Effect, Effects, Gesture, Motion};
use crate::statistics::{Kind, Sorting};
use crate::tui::command::Command;
use crate::tui::state::{FilterBar, Overlay, Screen, State, Tab, Tone};
use crate::tui::view::figures::{self, Place};

/// Moves in a table, or in the chart.
pub(super) fn go(state: &mut State, motion: Motion) -> Effects {
    let height = figures::rows(state.areas.body);
    let view = &mut state.statistics;
    match (view.tab, motion) {
        (Tab::Traffic, motion) => go_in_time(state, motion),
        (tab, Motion::Columns(by)) => {
            if tab.has_kinds() {
                view.next_kind(by as isize);
            }
        }
        (_, motion) => {
            let lines = motion.lines(u16::try_from(height).unwrap_or(u16::MAX));
            let to = (view.chosen() as i64).saturating_add(lines);
            view.choose(usize::try_from(to.max(0)).unwrap_or(0));
        }
    }
    Vec::new()
}

/// Moves the chart's cursor by intervals.
fn go_in_time(state: &mut State, motion: Motion) {
    let body = state.areas.body;
    let Some(chart) = figures::Chart::of(&state.statistics, body) else {
        return;
    };
    let by = motion.lines(20);
    let last = chart.intervals().saturating_sub(1) as i64;
    let to = (chart.cursor() as i64).saturating_add(by).clamp(0, last);
    state.statistics.at = chart.time(to as usize);
}

/// A command on the screens of figures.
pub(super) fn obey(state: &mut State, command: Command) -> Effects {
    match command {
        Command::StatNext => turn_over(state, 1),
        Command::StatPrevious => turn_over(state, Tab::ALL.len() - 1),
        Command::StatKind => return go(state, Motion::Columns(1)),
        Command::StatKindBack => return go(state, Motion::Columns(-1)),
        Command::StatFilter => return apply(state),
        Command::StatEdit => edit(state),
        Command::StatCopy => return copy(state),
        Command::StatSort => sort_on(state),
        Command::StatTurn => {
            let sorting = state.statistics.sorting();
            state.statistics.sort(Sorting {
                is_turned: !sorting.is_turned,
                ..sorting
            });
        }
        Command::StatBytes => state.statistics.bytes = !state.statistics.bytes,
        Command::StatNearer => zoom(state, 1),
        Command::StatFarther => zoom(state, -1),
        Command::StatEnd => state.screen = Screen::Main,
        _ => {}
    }
    Vec::new()
}

fn turn_over(state: &mut State, by: usize) {
    let view = &mut state.statistics;
    let next = (view.tab as usize + by) % Tab::ALL.len();
    view.choose_tab(Tab::ALL[next]);
}

/// Sorts by the next column on the screen.
fn sort_on(state: &mut State) {
    let width = state.areas.body.width;
    let view = &mut state.statistics;
    let columns = view.tab.columns(view.kind());
    let shown = view.places(width);
    let orders = shown
        .iter()
        .filter_map(|(index, ..)| columns.get(*index)?.order);
    let orders: Vec<_> = orders.collect();
    let now = view.sorting().order;
    let at = orders.iter().position(|order| *order == now);
    let next = at.map_or(0, |at| (at + 1) % orders.len().max(1));
    if let Some(order) = orders.get(next) {
        view.sort((*order).into());
    }
}

fn zoom(state: &mut State, by: i8) {
    let body = state.areas.body;
    if let Some(chart) = figures::Chart::of(&state.statistics, body) {
        let (farthest, nearest) = chart.zooms();
        let zoom = state.statistics.zoom.saturating_add(by);
        state.statistics.zoom = zoom.clamp(farthest, nearest);
    }
}

/// The filter of what is chosen.
fn filter_of(state: &mut State) -> Option<String> {
    let view = &state.statistics;
    let filter = match view.tab {
        Tab::Traffic => {
            figures::Chart::of(view, state.areas.body).map(|chart| chart.filter(chart.cursor()))
        }
        _ => view.line(view.chosen()).map(|line| line.filter.clone()),
    };
    let filter = filter.filter(|filter| !filter.is_empty());
    if filter.is_none() {
        state.say(Tone::Warning, "there is nothing here to filter by");
    }
    filter
}

/// Shows only the frames of what is chosen.
fn apply(state: &mut State) -> Effects {
    let Some(filter) = filter_of(state) else {
        return Vec::new();
    };
    state.screen = Screen::Main;
    vec![Effect::Filter(filter)]
}

fn edit(state: &mut State) {
    if let Some(filter) = filter_of(state) {
        state.overlay = Some(Overlay::Filter(FilterBar::of(&filter)));
    }
}

fn copy(state: &mut State) -> Effects {
    let copied = filter_of(state).map(|text| Effect::Copy {
        text,
        what: "the filter of this row".into(),
    });
    copied.into_iter().collect()
}

/// A click chooses a screen, a kind, an order, a row, an interval; a second one shows its frames.
pub(super) fn mouse(state: &mut State, gesture: Gesture, at: Position, is_double: bool) -> Effects {
    if let Gesture::Wheel(by) = gesture {
        return match state.statistics.tab {
            Tab::Traffic => go(state, Motion::Columns(i64::from(by))),
            _ => go(state, Motion::Lines(i64::from(by) * 3)),
        };
    }
    let body = state.areas.body;
    let view = &mut state.statistics;
    match figures::at(view, body, at) {
        Some(Place::Tab(tab)) => view.choose_tab(tab),
        Some(Place::Kind(kind)) => choose_kind(state, kind),
        Some(Place::Heading(order)) if gesture == Gesture::Click => view.sort_by(order),
        Some(Place::Row(row)) if row < view.len() => {
            view.choose(row);
            if is_double {
                return apply(state);
            }
        }
        Some(Place::Time(time)) => {
            view.at = time;
            if is_double {
                return apply(state);
            }
        }
        _ => {}
    }
    Vec::new()
}

fn choose_kind(state: &mut State, kind: Kind) {
    if state.statistics.kind() != kind {
        state.statistics.choose_kind(kind);
    }
}
