//! The nesting picture.

use super::Motion;
use crate::tui::state::State;
use crate::tui::tower::Item;

/// Goes from box to box: right and down are inwards.
pub(super) fn go(state: &mut State, motion: Motion) {
    let Some(current) = &state.current else {
        return;
    };
    let last = current.dissection.layers.len().saturating_sub(1) as i64;
    let here = state.layer_of(state.cursor.item).map_or(-1, i64::from);
    let to = here.saturating_add(motion.lines(2)).clamp(-1, last);
    match u16::try_from(to) {
        Ok(layer) => state.go_to(Item::Layer(layer)),
        Err(_) => state.go_to(Item::Physical),
    }
}
