//! From frame to frame along what fields say, and back again.

use super::{Effects, list};
use crate::model::Value;
use crate::tui::state::{Pane, State, Tone};
use crate::tui::tower::Item;

/// Jumps that can be taken back.
const MAX_TRAIL: usize = 256;

/// The frame, counted from 0, that the field under the cursor names.
fn reference(state: &State) -> Option<u64> {
    let Item::Field(field) = state.cursor.item else {
        return None;
    };
    match state.field(field)?.value {
        Value::Frame(number) => number.checked_sub(1),
        _ => None,
    }
}

/// True if the cursor of the pane of layers is on a field that names a frame.
pub(super) fn is_reference(state: &State) -> bool {
    state.focus == Pane::Layers && reference(state).is_some()
}

/// Goes to the frame that the field under the cursor names.
pub(super) fn refer(state: &mut State) -> Effects {
    match reference(state) {
        Some(index) => to(state, index),
        None => {
            state.say(Tone::Warning, "the selected field names no other frame");
            Vec::new()
        }
    }
}

/// Goes to a frame, and remembers where from.
pub(in crate::tui) fn to(state: &mut State, index: u64) -> Effects {
    if index >= state.list.len {
        let number = index.saturating_add(1);
        state.say(Tone::Warning, format!("there is no frame {number} yet"));
        return Vec::new();
    }
    if state.list.trail.len() == MAX_TRAIL {
        state.list.trail.remove(0);
    }
    state.list.trail.push(state.list.selected);
    list::select(state, index)
}

/// Goes back to where the last jump began.
pub(super) fn back(state: &mut State) -> Effects {
    match state.list.trail.pop() {
        Some(index) => list::select(state, index),
        None => {
            state.say(Tone::Warning, "there was no jump to take back");
            Vec::new()
        }
    }
}
