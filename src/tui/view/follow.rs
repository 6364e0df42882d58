//! What the two ends of a conversation say.

use ratatui::style::Style;

use crate::render::follow::sign;
use crate::talk::follow::{Side, What};
use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::follow::MARGIN;
use crate::tui::state::{SaidRow, State};
use crate::tui::time::size;

/// The role of an end's colour.
const fn role(side: Side) -> &'static str {
    match side {
        Side::Client => "accent",
        Side::Server => "warning",
    }
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    heading(state, canvas);
    let view = &state.follow;
    if view.rows.is_empty() {
        let text = match view.busy {
            true => "reading …",
            false => "nothing was said here",
        };
        canvas.text(2, 2, text, state.look.theme.style("dim"));
    }
    for (row, y) in view.rows.iter().zip(1..canvas.height()) {
        line(state, row, y, canvas);
    }
}

/// Who speaks with whom, how much, and how it is shown.
fn heading(state: &State, canvas: &mut Canvas<'_>) {
    let theme = &state.look.theme;
    let view = &state.follow;
    let Some(flow) = view.flow else {
        return;
    };
    let width = canvas.width();
    canvas.repeat(0, 0, width, '─', theme.style("line"));
    let mut x = canvas.text(1, 0, " Follow ", theme.style("title.focus"));
    let ends = [
        (Side::Client, flow.from.to_string()),
        (Side::Server, flow.to.to_string()),
    ];
    for (side, end) in ends {
        let text = format!("{} {end} {}  ", sign(side, false), size(view.said_by(side)));
        x = canvas.text(x, 0, &text, theme.style(role(side)));
    }
    let (ends, brief) = match view.only {
        None => ("both ends", "both"),
        Some(Side::Client) => ("only the client", "client"),
        Some(Side::Server) => ("only the server", "server"),
    };
    let what = if view.messages {
        "HTTP messages"
    } else {
        "stream"
    };
    let state = match (view.busy, view.is_full) {
        (true, _) => "reading … · ",
        (false, true) => "only its beginning · ",
        (false, false) => "",
    };
    let shown = view.shown.name();
    let texts = [
        format!(" {state}{what} · {shown} · {ends} "),
        format!(" {what} · {shown} · {brief} "),
        format!(" {shown} · {brief} "),
        format!(" {shown} "),
    ];
    let room = width.saturating_sub(x + 1);
    if let Some(text) = texts.iter().find(|text| columns(text) <= room) {
        let end = width.saturating_sub(1);
        canvas.text_right(end, 0, text, theme.style("title"));
    }
}

fn line(state: &State, row: &SaidRow, y: u16, canvas: &mut Canvas<'_>) {
    let theme = &state.look.theme;
    let view = &state.follow;
    let Some(said) = view.pieces.get(row.spot.piece) else {
        return;
    };
    let own = theme.style(role(said.side));
    canvas.text(1, y, sign(said.side, false), own);
    if row.spot.line == 0 {
        canvas.text_right(MARGIN - 2, y, &said.frame.to_string(), theme.style("dim"));
    }
    let style = match said.what {
        What::Missing(_) => theme.style("error"),
        _ => own,
    };
    let room = canvas.width().saturating_sub(MARGIN);
    canvas.text(MARGIN, y, &fit(&row.text, room), style);
    if row.spot == view.at {
        let ground = Style {
            fg: None,
            ..theme.style("select")
        };
        canvas.paint(0, y, canvas.width(), ground);
        canvas.text(
            0,
            y,
            if state.look.ascii { ">" } else { "▶" },
            theme.style("select"),
        );
    }
}
