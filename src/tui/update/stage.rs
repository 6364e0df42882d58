//! Replay and the list of interfaces.

use super::{Effect, Effects, Motion};
use crate::tui::command::Command;
use crate::tui::replay::Order;
use crate::tui::state::{Screen, State};

/// How far a jump goes, in thousandths of the capture's time.
const JUMP: i16 = 100;

/// What a command wants of a replay.
pub(super) fn replay_order(command: Command) -> Option<Order> {
    Some(match command {
        Command::Replay => Order::Toggle,
        Command::ReplayPause => Order::Pause,
        Command::ReplayStep => Order::Step,
        Command::ReplayBack => Order::Back,
        Command::ReplayFaster => Order::Faster,
        Command::ReplaySlower => Order::Slower,
        Command::ReplayJumpOn => Order::JumpBy(JUMP),
        Command::ReplayJumpBack => Order::JumpBy(-JUMP),
        _ => return None,
    })
}

/// Moves in the list of interfaces.
pub(super) fn go(state: &mut State, motion: Motion) -> Effects {
    let picker = &mut state.picker;
    let last = picker.rows.len().saturating_sub(1);
    let at = picker.chosen as i64 + motion.lines(20);
    picker.chosen = usize::try_from(at.max(0)).unwrap_or(0).min(last);
    Vec::new()
}

/// A command on the list of interfaces.
pub(super) fn obey_picker(state: &mut State, command: Command) -> Effects {
    match command {
        Command::PickHere => {
            let chosen = state.picker.rows.get(state.picker.chosen);
            chosen
                .map(|row| Effect::Capture(row.name.clone()))
                .into_iter()
                .collect()
        }
        Command::PickDemonstration => vec![Effect::Demonstrate],
        Command::PickEnd => {
            state.screen = Screen::Main;
            Vec::new()
        }
        _ => Vec::new(),
    }
}
