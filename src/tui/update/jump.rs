//! From frame to frame along what fields say, and back again.

use super::{Effects, list};
use crate::model::Value;
use crate::tui::state::{Pane, State, Tone};
use crate::tui::tower::Item;

/// Jumps that can be taken back.
const MAX_TRAIL: usize = 256;

/// The number of the frame that the field under the cursor names.
fn reference(state: &State) -> Option<u64> {
    let Item::Field(field) = state.cursor.item else {
        return None;
    };
    match state.field(field)?.value {
        Value::Frame(number) => Some(number),
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
        Some(number) => to(state, number),
        None => {
            state.say(Tone::Warning, "the selected field names no other frame");
            Vec::new()
        }
    }
}

/// Goes to the frame of this number, and remembers where from.
pub(in crate::tui) fn to(state: &mut State, number: u64) -> Effects {
    if state.list.place_of(number).is_none() {
        return list::select_number(state, number);
    }
    if state.list.trail.len() == MAX_TRAIL {
        state.list.trail.remove(0);
    }
    state.list.trail.push(state.list.number());
    list::select_number(state, number)
}

/// Goes back to where the last jump began.
pub(super) fn back(state: &mut State) -> Effects {
    match state.list.trail.pop() {
        Some(number) => list::select_number(state, number),
        None => {
            state.say(Tone::Warning, "there was no jump to take back");
            Vec::new()
        }
    }
}
