//! Peel and wrap: one frame, one header a step.

use crate::tui::canvas::Canvas;
use crate::tui::state::State;
use crate::tui::view::boxes::path;

/// The layers in the order in which they come off.
pub fn steps(state: &State) -> Vec<u16> {
    let Some(current) = &state.current else {
        return Vec::new();
    };
    path(&current.dissection, state.layer_of(state.cursor.item))
}

pub(super) fn draw(state: &State, off: usize, canvas: &mut Canvas<'_>) {
    let text = format!("{off} of {} headers are off", steps(state).len());
    canvas.text(2, 1, &text, state.look.theme.style("text"));
}
