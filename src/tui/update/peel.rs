//! Peel and wrap.

use super::{Effects, Motion, list};
use crate::tui::command::Command;
use crate::tui::state::{Screen, State, Tone};

/// Opens the screen with the whole frame, or with its content to be wrapped.
pub(super) fn start(state: &mut State, command: Command) -> Effects {
    if !state.start_peeling() {
        state.say(Tone::Warning, "nothing to peel in this frame");
    } else if command == Command::Wrap {
        step(state, i64::MAX / 2);
    }
    Vec::new()
}

pub(super) fn obey(state: &mut State, command: Command) -> Effects {
    match command {
        Command::PeelOn => step(state, 1),
        Command::WrapBack => step(state, -1),
        Command::PeelNextFrame => return list::select(state, state.list.away(1)),
        Command::PeelPreviousFrame => return list::select(state, state.list.away(-1)),
        Command::PeelEnd => state.screen = Screen::Main,
        _ => return super::overlay::open(state, command),
    }
    Vec::new()
}

pub(super) fn go(state: &mut State, motion: Motion) -> Effects {
    match motion {
        Motion::Top => step(state, i64::MIN / 2),
        Motion::Bottom => step(state, i64::MAX / 2),
        motion => step(state, motion.lines(2)),
    }
    Vec::new()
}

/// Takes headers off or puts them on.
fn step(state: &mut State, by: i64) {
    if let Screen::Peel(peeling) = state.screen {
        let off = (peeling.off as i64).saturating_add(by).max(0);
        state.peel_to(usize::try_from(off).unwrap_or(usize::MAX));
    }
}
