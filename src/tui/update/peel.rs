//! Peel and wrap.

use super::{Effects, Motion, list};
use crate::tui::command::Command;
use crate::tui::state::{Screen, State, Tone};
use crate::tui::tower::Item;
use crate::tui::view::steps;

/// Opens the screen with the whole frame.
pub(super) fn start(state: &mut State) -> Effects {
    if steps(state).is_empty() {
        state.say(Tone::Warning, "nothing to peel in this frame");
        return Vec::new();
    }
    state.screen = Screen::Peel { off: 0 };
    follow(state);
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

fn step(state: &mut State, by: i64) {
    let Screen::Peel { off } = state.screen else {
        return;
    };
    let last = steps(state).len().saturating_sub(1) as i64;
    let to = (off as i64).saturating_add(by).clamp(0, last.max(0));
    state.screen = Screen::Peel { off: to as usize };
    follow(state);
}

/// The cursor goes with the box that is opened next, so that it is there on the main screen.
fn follow(state: &mut State) {
    let Screen::Peel { off } = state.screen else {
        return;
    };
    let steps = steps(state);
    if let Some(layer) = steps.get(off).or(steps.last()) {
        state.go_to(Item::Layer(*layer));
    }
}
