//! Drawing: read-only state and a rectangle in, characters and styles out.

mod ascii;
pub mod boxes;
pub mod bytes;
mod charts;
mod column_list;
mod columns;
pub mod content;
pub mod diagram;
mod explain;
pub mod figures;
mod filter;
mod follow;
pub mod header;
pub mod ladder;
mod layers;
mod list;
mod meaning;
pub mod nesting;
mod objects;
mod overlay;
mod peel;
mod phrases;
mod picker;
pub mod picture;
mod replay;
mod rules;
mod save_form;
mod socket_words;
mod sockets;
mod status;
mod wrap;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::canvas::Canvas;
use super::state::{Pane, Screen, State};

pub use charts::{chart_text, frame_at};
pub use columns::grow;
pub use layers::is_on_fold;
pub use overlay::{choices, help_end, scope};
pub use replay::{place_at, strip};
pub use status::buttons_at;

/// Brings the cursor into view in every pane. Called after the layout is known.
pub fn settle(state: &mut State) {
    let layers = state.areas.inside(Pane::Layers).height;
    let at = state.tree_position();
    state.tree.settle(at, layers);
    bytes::settle(state);
    header::settle(state);
    explain::settle(state);
    ladder::settle(state);
}

/// Draws everything. Returns where the terminal's own cursor belongs, if anywhere.
pub fn draw(state: &State, buffer: &mut Buffer) -> Option<Position> {
    let area = buffer.area;
    let theme = &state.look.theme;
    Canvas::new(buffer, area).clear(theme.style("ground"));
    status::title(state, &mut Canvas::new(buffer, state.areas.title));
    match state.screen {
        Screen::Main => main_screen(state, buffer),
        Screen::Interfaces => picker::draw(state, &mut Canvas::new(buffer, state.areas.body)),
        Screen::Follow => follow::draw(state, &mut Canvas::new(buffer, state.areas.body)),
        Screen::Objects => objects::draw(state, &mut Canvas::new(buffer, state.areas.body)),
        Screen::Statistics => figures::draw(state, &mut Canvas::new(buffer, state.areas.body)),
        Screen::Sockets => sockets::draw(state, &mut Canvas::new(buffer, state.areas.body)),
        Screen::Ladder => ladder::draw(state, &mut Canvas::new(buffer, state.areas.body)),
        Screen::Charts => charts::draw(state, &mut Canvas::new(buffer, state.areas.body)),
        Screen::Peel(peeling) => {
            peel::draw(state, peeling, &mut Canvas::new(buffer, state.areas.body))
        }
    }
    replay::draw(state, &mut Canvas::new(buffer, state.areas.bar));
    status::status(state, &mut Canvas::new(buffer, state.areas.status));
    let cursor = overlay::draw(state, buffer);
    if state.look.ascii {
        ascii::fold(buffer);
    }
    cursor
}

fn main_screen(state: &State, buffer: &mut Buffer) {
    for pane in Pane::ALL {
        let area = state.areas.of(pane);
        if area.is_empty() {
            continue;
        }
        rules::title(state, pane, &mut Canvas::new(buffer, area));
        let mut canvas = Canvas::new(buffer, state.areas.inside(pane));
        match pane {
            Pane::List => list::draw(state, &mut canvas),
            Pane::Layers => layers::draw(state, &mut canvas),
            Pane::Bytes => bytes::draw(state, &mut canvas),
            Pane::Header => header::draw(state, &mut canvas),
            Pane::Explain => explain::draw(state, &mut canvas),
            Pane::Nesting => nesting::draw(state, &mut canvas),
        }
    }
    rules::columns(state, buffer);
}
