//! The pane of bytes.

use super::Motion;
use crate::tui::state::{Pane, State, Tone};
use crate::tui::view::bytes::per_row;

pub(super) fn go(state: &mut State, motion: Motion) {
    let area = state.areas.inside(Pane::Bytes);
    let row = i64::from(per_row(area.width));
    let by = match motion {
        Motion::Columns(columns) => columns,
        motion => motion.lines(area.height).saturating_mul(row),
    };
    let last = i64::from(state.buffer_len().saturating_sub(1));
    let here = i64::from(state.cursor.byte);
    let to = match motion {
        // Up and down keep the column: there is no going to the edge of the first or last row.
        Motion::Lines(_) if here + by < 0 || here + by > last => here,
        _ => here.saturating_add(by).clamp(0, last),
    };
    state.go_to_byte(u32::try_from(to).unwrap_or(0));
}

/// Shows the next buffer.
pub(super) fn next_buffer(state: &mut State) {
    let next = state.next_source();
    if next == state.cursor.source {
        state.say(
            Tone::Note,
            "nothing was reassembled or unpacked from this frame",
        );
        return;
    }
    state.cursor.source = next;
    state.bytes_top = 0;
    state.go_to_byte(0);
}
