//! The pane of layers.

use super::Motion;
use crate::tui::command::Command;
use crate::tui::state::{Pane, State, Tone};
use crate::tui::tower::{Fold, Item};

pub(super) fn go(state: &mut State, motion: Motion) {
    match motion {
        Motion::Columns(1) => open_or_enter(state),
        Motion::Columns(_) => close_or_leave(state),
        motion => {
            let lines = motion.lines(state.areas.inside(Pane::Layers).height);
            let at = state.tree_position().unwrap_or(0) as i64;
            let last = state.tree.rows.len().saturating_sub(1) as i64;
            let to = at.saturating_add(lines).clamp(0, last) as usize;
            if let Some(row) = state.tree.rows.get(to) {
                state.go_to(row.item);
            }
        }
    }
}

fn open_or_enter(state: &mut State) {
    match state.fold_here() {
        Some((item, Fold::Closed)) => {
            state.go_to(item);
            state.set_open(item, true);
        }
        Some((_, Fold::Open)) => go(state, Motion::Lines(1)),
        _ => {}
    }
}

fn close_or_leave(state: &mut State) {
    match state.fold_here() {
        Some((item, Fold::Open)) => {
            state.go_to(item);
            state.set_open(item, false);
        }
        Some((item, _)) => match state.holder(item) {
            Some(holder) => state.go_to(holder),
            None => state.focus_on(Pane::List),
        },
        None => state.focus_on(Pane::List),
    }
}

/// Opens what is closed and closes what is open.
pub(super) fn toggle(state: &mut State) {
    if let Some((item, fold)) = state.fold_here() {
        state.go_to(item);
        match fold {
            Fold::Closed => state.set_open(item, true),
            Fold::Open => state.set_open(item, false),
            Fold::None => {}
        }
    }
}

pub(super) fn obey(state: &mut State, command: Command) {
    match command {
        Command::Select if state.focus == Pane::Layers => toggle(state),
        Command::Select => state.focus_on(Pane::Layers),
        Command::Toggle => {
            if let Some((item, fold)) = state.fold_here() {
                state.go_to(item);
                state.set_open_all(item, fold == Fold::Closed);
            }
        }
        Command::ExpandAll => open_every_layer(state),
        Command::CollapseAll => {
            state.tree.open.clear();
            state.tree.revealed.clear();
            state.rebuild_tree();
            if let Some(item) = state.fold_here().map(|(item, _)| item) {
                state.go_to(item);
            }
        }
        Command::SwitchModel => {
            state.tree.osi = !state.tree.osi;
            state.rebuild_tree();
            if state.tree_position().is_none() {
                state.go_to(Item::Physical);
            }
        }
        Command::Numbers => {
            state.tree.raw = !state.tree.raw;
            state.rebuild_tree();
            let how = if state.tree.raw { "raw" } else { "relative" };
            state.say(Tone::Note, format!("sequence numbers: {how}"));
        }
        Command::TurnTower => {
            state.tree.wire_below = !state.tree.wire_below;
            state.rebuild_tree();
        }
        _ => {}
    }
}

fn open_every_layer(state: &mut State) {
    let Some(current) = &state.current else {
        return;
    };
    let layers = u16::try_from(current.dissection.layers.len()).unwrap_or(u16::MAX);
    let keys: Vec<u64> = (0..layers)
        .filter_map(|layer| current.keys.get(Item::Layer(layer)))
        .collect();
    state.tree.open.extend(keys);
    state.rebuild_tree();
}
