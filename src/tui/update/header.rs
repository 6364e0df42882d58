//! The header diagram.

use super::Motion;
use crate::tui::state::State;
use crate::tui::tower::Item;
use crate::tui::view::header::current;

/// Goes from field to field: left and right in their order, up and down by rows.
pub(super) fn go(state: &mut State, motion: Motion) {
    let Some((diagram, scale)) = current(state) else {
        return;
    };
    let row = i64::from(scale.bits);
    let here = diagram
        .leaves
        .iter()
        .position(|leaf| Item::Field(leaf.field) == state.cursor.item);
    let last = diagram.leaves.len().saturating_sub(1);
    let to = match (motion, here) {
        (_, None) | (Motion::Top, _) => 0,
        (Motion::Bottom, _) => last,
        (Motion::Columns(by), Some(here)) => here.saturating_add_signed(by as isize).min(last),
        (motion, Some(here)) => {
            let rows = motion.lines(state.areas.inside(crate::tui::state::Pane::Header).height / 2);
            let Some(leaf) = diagram.leaves.get(here) else {
                return;
            };
            let down = rows > 0;
            let edge = if down {
                i64::from(leaf.end) - 1
            } else {
                i64::from(leaf.start)
            };
            // From a field over several rows, its last or first row counts.
            let column = i64::from(leaf.start) % row;
            let wanted = (edge / row + rows) * row + column;
            let holds = |place: &usize| {
                let leaf = &diagram.leaves[*place];
                i64::from(leaf.start) <= wanted && wanted < i64::from(leaf.end)
            };
            let nearest = |place: &usize| (i64::from(diagram.leaves[*place].start) - wanted).abs();
            let found = (0..=last)
                .find(holds)
                .or_else(|| (0..=last).min_by_key(nearest));
            found.unwrap_or(here)
        }
    };
    if let Some(leaf) = diagram.leaves.get(to) {
        state.go_to_and_reveal(Item::Field(leaf.field));
    }
}
