//! Moving in the list of the machine's sockets.

use super::{Effect, Effects, find};
use crate::capture::sockets::Socket;
use crate::tui::command::Command;
use crate::tui::state::{Pane, Screen, SocketList, State, Tone};

/// Lines of a page.
const PAGE: usize = 20;

/// Opens the list.
pub(super) fn open(state: &mut State) -> Effects {
    state.screen = Screen::Sockets;
    state.sockets = SocketList::sorted_by(state.sockets.order);
    vec![Effect::ListSockets]
}

/// A character of the filter.
pub(super) fn typed(state: &mut State, c: char) {
    state.sockets.filter.insert(c);
    state.sockets.chosen = 0;
    state.sockets.arrange();
}

/// Moves by so many lines.
pub(super) fn wheel(state: &mut State, lines: i64) {
    let list = &mut state.sockets;
    let by = isize::try_from(lines).unwrap_or(0);
    list.chosen = list.chosen.saturating_add_signed(by).min(list.last());
}

/// A command on the list.
pub(super) fn obey(state: &mut State, command: Command) -> Effects {
    let list = &mut state.sockets;
    match command {
        Command::SocketUp => list.chosen = list.chosen.saturating_sub(1),
        Command::SocketDown => list.chosen = (list.chosen + 1).min(list.last()),
        Command::SocketPageUp => list.chosen = list.chosen.saturating_sub(PAGE),
        Command::SocketPageDown => list.chosen = (list.chosen + PAGE).min(list.last()),
        Command::SocketTop => list.chosen = 0,
        Command::SocketBottom => list.chosen = list.last(),
        Command::SocketSort => {
            list.order = list.order.next();
            list.arrange();
        }
        Command::SocketDelete => {
            list.filter.delete_back();
            list.arrange();
        }
        Command::SocketClear => {
            list.filter.clear();
            list.arrange();
        }
        Command::SocketFrame => return go_to_frame(state),
        Command::SocketsEnd => state.screen = Screen::Main,
        _ => {}
    }
    Vec::new()
}

/// Looks for a frame of the chosen connection.
fn go_to_frame(state: &mut State) -> Effects {
    let Some(text) = state.sockets.chosen().and_then(rarer_end) else {
        state.say(
            Tone::Note,
            "only a connected socket of TCP or UDP has frames to go to",
        );
        return Vec::new();
    };
    state.screen = Screen::Main;
    state.focus_on(Pane::List);
    find::start(state, &text)
}

/// The end of a connection that is most likely its alone: the one with the higher port.
fn rarer_end(socket: &Socket) -> Option<String> {
    if socket.family.is_raw() {
        return None;
    }
    let (local, remote) = (socket.local?, socket.remote?);
    let rarer = if local.port() > remote.port() {
        local
    } else {
        remote
    };
    Some(rarer.to_string())
}
