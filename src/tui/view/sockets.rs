//! The machine's sockets, and what the chosen one's line means.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::socket_words::words;
use super::wrap::wrap;
use crate::capture::sockets::Socket;
use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::state::{SocketOrder, State};

/// Where the columns of a fixed width are: protocol, state, the ends of the queues.
const PROTO: u16 = 2;
const STATE: u16 = 8;
const RX: u16 = 28;
const TX: u16 = 36;

/// Narrower screens show the queues at the foot only.
const ROOMY: u16 = 100;

/// Lines of the explanation at the foot.
const FOOT: u16 = 8;

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let theme = &state.look.theme;
    let list = &state.sockets;
    let (shown, all) = list.counts();
    let x = canvas.text(2, 0, "The sockets of this machine", theme.style("bright"));
    let counts = match (&list.trouble, list.told) {
        (Some(trouble), _) => trouble.clone(),
        (None, false) => "asking the kernel …".to_owned(),
        (None, true) if shown == all => format!("{all}"),
        (None, true) => format!("{shown} of {all}"),
    };
    let style = match list.trouble {
        Some(_) => theme.style("warning"),
        None => theme.style("dim"),
    };
    canvas.text(x + 2, 0, &counts, style);
    let x = canvas.text(2, 1, "only: ", theme.style("label"));
    let typed = list.filter.text();
    match typed.is_empty() {
        true => canvas.text(x, 1, "type a name, a port, a state", theme.style("dim")),
        false => canvas.text(x, 1, &fit(typed, 60), theme.style("bright")),
    };
    heading(state, canvas);
    let foot = if canvas.height() > 2 * FOOT { FOOT } else { 0 };
    let room = usize::from(canvas.height().saturating_sub(4 + foot));
    let top = list
        .chosen
        .saturating_sub(room / 2)
        .min((list.last() + 1).saturating_sub(room));
    for ((index, socket), y) in list.rows().enumerate().skip(top).take(room).zip(4u16..) {
        row(state, canvas, y, socket);
        if index == list.chosen {
            let ground = Style {
                fg: None,
                ..theme.style("select")
            };
            canvas.paint(0, y, canvas.width(), ground);
            canvas.put(0, y, '▶', theme.style("accent"));
            canvas.paint(0, y, 1, ground);
        }
    }
    if foot > 0 {
        explain(state, canvas, foot);
    }
}

/// Where the columns of the ends and of the process begin.
fn ends(width: u16) -> (u16, u16, u16) {
    let local = if width < ROOMY { STATE + 14 } else { TX + 2 };
    let end = (width.saturating_sub(local) * 3 / 8).clamp(12, 46);
    (local, local + end, local + 2 * end)
}

fn heading(state: &State, canvas: &mut Canvas<'_>) {
    let theme = &state.look.theme;
    let order = state.sockets.order;
    let (local, remote, process) = ends(canvas.width());
    let mark = |by: SocketOrder| match by == order {
        true => theme.style("accent"),
        false => theme.style("dim"),
    };
    canvas.text(PROTO, 3, "Proto", mark(SocketOrder::Protocol));
    canvas.text(STATE, 3, "State", mark(SocketOrder::State));
    if canvas.width() >= ROOMY {
        canvas.text_right(RX, 3, "Rx", mark(SocketOrder::Queues));
        canvas.text_right(TX, 3, "Tx", mark(SocketOrder::Queues));
    }
    canvas.text(local, 3, "This end", mark(SocketOrder::Local));
    canvas.text(remote, 3, "Other end", mark(SocketOrder::Remote));
    canvas.text(process, 3, "Process", mark(SocketOrder::Process));
}

fn row(state: &State, canvas: &mut Canvas<'_>, y: u16, socket: &Socket) {
    let theme = &state.look.theme;
    let (text, dim) = (theme.style("text"), theme.style("dim"));
    let (local, remote, process) = ends(canvas.width());
    let queue =
        |bytes: Option<u32>| bytes.map_or_else(|| "-".to_owned(), |bytes| bytes.to_string());
    let busy = |bytes: Option<u32>| match bytes {
        Some(1..) => theme.style("value"),
        _ => dim,
    };
    canvas.text_until(PROTO, y, socket.family.name(), text, STATE);
    canvas.text_until(STATE, y, socket.state.name(), text, local);
    if canvas.width() >= ROOMY {
        canvas.text_right(RX, y, &queue(socket.rx), busy(socket.rx));
        canvas.text_right(TX, y, &queue(socket.tx), busy(socket.tx));
    }
    let own = socket.local_text();
    canvas.text(local, y, &fit(&own, remote - local - 1), text);
    let other = socket.remote_text();
    canvas.text(remote, y, &fit(&other, process - remote - 1), text);
    let known = !socket.holders.list.is_empty();
    let style = if known { theme.style("bright") } else { dim };
    let room = canvas.width().saturating_sub(process);
    canvas.text(process, y, &fit(&socket.process_text(), room), style);
}

/// What is this? The chosen socket in words.
fn explain(state: &State, canvas: &mut Canvas<'_>, foot: u16) {
    let theme = &state.look.theme;
    let (width, top) = (canvas.width(), canvas.height().saturating_sub(foot));
    canvas.repeat(0, top, width, '─', theme.style("line"));
    let title = " What is this? ";
    canvas.text(2, top, title, theme.style("title"));
    let Some(socket) = state.sockets.chosen() else {
        return;
    };
    let peer = state.sockets.peer_of(socket);
    let area = Rect::new(2, top + 1, width.saturating_sub(4), foot - 1);
    let mut part = canvas.part(area);
    let lines = words(socket, peer).into_iter().flat_map(|(label, text)| {
        let mut paragraph = Vec::new();
        if columns(label) > 0 {
            paragraph.push((format!("{label}: "), theme.style("label")));
        }
        paragraph.push((text, theme.style("text")));
        wrap(&paragraph, area.width)
    });
    for (line, y) in lines.zip(0..part.height()) {
        let mut x = 0;
        for (text, style) in line {
            x = part.text(x, y, &text, style);
        }
    }
}
