//! The mouse: a click chooses, a second click on the same thing opens, the wheel scrolls.

use std::time::{Duration, Instant};

use ratatui::layout::Position;

use super::{
    Effect, Effects, Gesture, Motion, bytes, go, list, obey as run, peel, sockets, statistics,
};
use crate::tui::command::Command;
use crate::tui::replay::Order;
use crate::tui::state::{Overlay, Pane, Screen, State};
use crate::tui::tower::Item;
use crate::tui::view;

/// Two clicks within this time on one place are a double click.
const DOUBLE: Duration = Duration::from_millis(400);

/// Lines of a notch of the wheel.
const NOTCH: i64 = 3;

pub(super) fn mouse(state: &mut State, gesture: Gesture, at: Position) -> Effects {
    if let Some(overlay) = &state.overlay {
        return match (gesture, overlay) {
            (Gesture::Wheel(by), Overlay::Help { .. }) => {
                let command = if by < 0 { Command::Up } else { Command::Down };
                run(state, command)
            }
            (Gesture::Click, _) => run(state, Command::Back),
            _ => Vec::new(),
        };
    }
    if gesture == Gesture::Click && state.areas.title.contains(at) {
        return click_title(state, at);
    }
    if state.areas.bar.contains(at)
        && let Some(replay) = &state.replay
    {
        let place = view::place_at(view::strip(state.areas.bar, replay), at.x);
        return match gesture {
            Gesture::Wheel(_) => Vec::new(),
            Gesture::Click | Gesture::Drag => vec![Effect::Replay(Order::JumpTo(place))],
        };
    }
    if state.screen == Screen::Interfaces {
        return match gesture {
            Gesture::Wheel(by) => go(state, Motion::Lines(i64::from(by))),
            Gesture::Click | Gesture::Drag => Vec::new(),
        };
    }
    if state.screen == Screen::Sockets {
        if let Gesture::Wheel(by) = gesture {
            sockets::wheel(state, i64::from(by) * NOTCH);
        }
        return Vec::new();
    }
    if matches!(state.screen, Screen::Follow | Screen::Objects) {
        return match gesture {
            Gesture::Wheel(by) => go(state, Motion::Lines(i64::from(by) * NOTCH)),
            Gesture::Click | Gesture::Drag => Vec::new(),
        };
    }
    if state.screen == Screen::Statistics {
        let is_double = gesture == Gesture::Click && is_double(state, at);
        return statistics::mouse(state, gesture, at, is_double);
    }
    if matches!(state.screen, Screen::Ladder | Screen::Charts) {
        return super::ladder::mouse(state, gesture, at);
    }
    if matches!(state.screen, Screen::Peel(_)) {
        return match gesture {
            Gesture::Click => peel::obey(state, Command::PeelOn),
            Gesture::Wheel(by) => peel::go(state, Motion::Lines(i64::from(by))),
            Gesture::Drag => Vec::new(),
        };
    }
    let Some(pane) = state.areas.at(at.x, at.y) else {
        return Vec::new();
    };
    match gesture {
        Gesture::Wheel(notches) => wheel(state, pane, i64::from(notches) * NOTCH),
        Gesture::Click | Gesture::Drag => click(state, pane, gesture, at),
    }
}

fn click_title(state: &mut State, at: Position) -> Effects {
    let x = at.x.saturating_sub(state.areas.title.x);
    let buttons = view::buttons_at(state.areas.title.width);
    let hit = buttons.into_iter().rev().find(|(start, ..)| *start <= x);
    hit.map_or_else(Vec::new, |(_, _, command)| run(state, command))
}

/// Scrolls the pane under the mouse, whatever pane has the focus.
fn wheel(state: &mut State, pane: Pane, lines: i64) -> Effects {
    match pane {
        Pane::List => {
            state.list.top = state
                .list
                .top
                .saturating_add_signed(lines)
                .min(state.list.len);
            Vec::new()
        }
        Pane::Layers => {
            state.tree.top = state.tree.top.saturating_add_signed(lines as isize);
            state.tree.bring = false;
            Vec::new()
        }
        Pane::Bytes => {
            bytes::go(state, Motion::Lines(lines));
            Vec::new()
        }
        pane => {
            let focus = state.focus;
            state.focus = pane;
            let effects = go(state, Motion::Lines(lines.signum()));
            state.focus = focus;
            effects
        }
    }
}

fn click(state: &mut State, pane: Pane, gesture: Gesture, at: Position) -> Effects {
    let inside = state.areas.inside(pane);
    let again = gesture == Gesture::Click && is_double(state, at);
    if gesture == Gesture::Click {
        state.focus_on(pane);
    }
    if !inside.contains(at) {
        return Vec::new();
    }
    let (x, y) = (at.x - inside.x, at.y - inside.y);
    match pane {
        Pane::List => return click_list(state, y, again),
        Pane::Layers if gesture == Gesture::Click => click_layers(state, x, y, again),
        Pane::Bytes => {
            if let Some(byte) = view::bytes::byte_at(state, x, y) {
                state.go_to_byte(byte);
            }
        }
        Pane::Header => {
            if let Some(field) = view::header::field_at(state, x, y) {
                state.go_to_and_reveal(Item::Field(field));
            }
        }
        Pane::Nesting => {
            if let Some(layer) = view::nesting::layer_at(state, inside.width, inside.height, x, y) {
                state.go_to(Item::Layer(layer));
            }
        }
        _ => {}
    }
    Vec::new()
}

fn is_double(state: &mut State, at: Position) -> bool {
    let now = Instant::now();
    let before = state.clicked.replace((now, at.x, at.y));
    let double = before.is_some_and(|(time, x, y)| (x, y) == (at.x, at.y) && now - time < DOUBLE);
    if double {
        state.clicked = None;
    }
    double
}

fn click_list(state: &mut State, y: u16, again: bool) -> Effects {
    let Some(row) = y.checked_sub(1) else {
        return Vec::new();
    };
    let index = state.list.top.saturating_add(u64::from(row));
    if index >= state.list.len {
        return Vec::new();
    }
    let effects = list::select(state, index);
    if again {
        state.focus_on(Pane::Layers);
    }
    effects
}

/// A click on the sign before the name opens and closes at once, a double click anywhere does.
fn click_layers(state: &mut State, x: u16, y: u16, again: bool) {
    let index = state.tree.top + usize::from(y);
    let Some(row) = state.tree.rows.get(index).copied() else {
        return;
    };
    state.go_to(row.item);
    let width = state.areas.inside(Pane::Layers).width;
    if again || view::is_on_fold(state, &row, width, x) {
        super::layers::toggle(state);
    }
}
