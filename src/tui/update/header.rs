//! The header diagram.

use super::Motion;
use crate::tui::state::{Pane, State};
use crate::tui::tower::Item;
use crate::tui::view::diagram::Run;
use crate::tui::view::header::current;

/// Goes from field to field: left and right in their order, up and down by rows.
pub(super) fn go(state: &mut State, motion: Motion) {
    let Some((diagram, scale)) = current(state) else {
        return;
    };
    let is_field = |run: &&Run| run.field.is_some();
    let runs: Vec<Run> = diagram.runs.iter().filter(is_field).copied().collect();
    let here = runs
        .iter()
        .position(|run| run.field.map(Item::Field) == Some(state.cursor.item));
    let last = runs.len().saturating_sub(1);
    let to = match (motion, here) {
        (_, None) | (Motion::Top, _) => 0,
        (Motion::Bottom, _) => last,
        (Motion::Columns(by), Some(here)) => here.saturating_add_signed(by as isize).min(last),
        (motion, Some(here)) => {
            let height = state.areas.inside(Pane::Header).height;
            by_rows(&runs, here, motion.lines(height / 2), i64::from(scale.bits))
        }
    };
    if let Some(field) = runs.get(to).and_then(|run| run.field) {
        state.go_to_and_reveal(Item::Field(field));
    }
}

/// The field so many rows below `here`, in its first column, or the one nearest to that place.
fn by_rows(runs: &[Run], here: usize, rows: i64, width: i64) -> usize {
    let Some(run) = runs.get(here) else {
        return here;
    };
    // From a field over several rows, its last or first row counts.
    let edge = if rows > 0 {
        i64::from(run.end) - 1
    } else {
        i64::from(run.start)
    };
    let row = (edge / width).saturating_add(rows);
    let wanted = row
        .saturating_mul(width)
        .saturating_add(i64::from(run.start) % width);
    let distance = |run: &Run| {
        let (start, end) = (i64::from(run.start), i64::from(run.end));
        let is_inside = start <= wanted && wanted < end;
        if is_inside {
            0
        } else {
            start.saturating_sub(wanted).saturating_abs().max(1)
        }
    };
    let nearest = runs.iter().enumerate().min_by_key(|(_, run)| distance(run));
    nearest.map_or(here, |(place, _)| place)
}
