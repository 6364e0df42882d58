//! The files that the capture carries.

use ratatui::style::Style;

use crate::render::follow::short;
use crate::talk::objects::Found;
use crate::tui::canvas::{Canvas, fit};
use crate::tui::state::State;
use crate::tui::time::size;

/// Where the columns begin, on a wide screen and on a narrow one: bytes end, protocol, type, host,
/// name.
const WIDE: [u16; 5] = [20, 22, 28, 54, 84];
const NARROW: [u16; 5] = [18, 19, 24, 0, 40];

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let theme = &state.look.theme;
    let list = &state.objects;
    let places = if canvas.width() >= 110 { WIDE } else { NARROW };
    canvas.repeat(0, 0, canvas.width(), '─', theme.style("line"));
    let count = match list.rows.len() {
        1 => " 1 file ".to_owned(),
        count => format!(" {count} files "),
    };
    canvas.text(1, 0, &count, theme.style("title.focus"));
    if list.rows.is_empty() {
        let text = "No file has travelled in this capture so far: bodies of HTTP messages, TFTP transfers.";
        canvas.text(2, 2, text, theme.style("dim"));
        return;
    }
    let dim = theme.style("dim");
    canvas.text_right(9, 1, "Frame", dim);
    canvas.text_right(places[0], 1, "Bytes", dim);
    canvas.text(places[1], 1, "By", dim);
    canvas.text(places[2], 1, "Type", dim);
    if places[3] > 0 {
        canvas.text(places[3], 1, "Host", dim);
    }
    canvas.text(places[4], 1, "Name", dim);
    let height = usize::from(canvas.height().saturating_sub(2)).max(1);
    let top = list.chosen.saturating_sub(height - 1);
    let rows = list.rows.iter().enumerate().skip(top).take(height);
    for ((index, found), y) in rows.zip(2..canvas.height()) {
        row(state, found, (y, places), canvas);
        if index == list.chosen {
            let ground = Style {
                fg: None,
                ..theme.style("select")
            };
            canvas.paint(0, y, canvas.width(), ground);
            canvas.text(
                1,
                y,
                if state.look.ascii { ">" } else { "▶" },
                theme.style("select"),
            );
        }
    }
}

fn row(state: &State, found: &Found, (y, places): (u16, [u16; 5]), canvas: &mut Canvas<'_>) {
    let theme = &state.look.theme;
    let [bytes, carrier, media, host, name] = places;
    let text = theme.style("text");
    canvas.text_right(9, y, &found.frame.to_string(), text);
    canvas.text_right(bytes, y, &size(found.len), text);
    canvas.text(carrier, y, found.carrier.short, theme.layer(found.carrier));
    let behind = if host > 0 { host } else { name };
    let kind = found.media.split(';').next().unwrap_or_default().trim();
    let kind = short(kind, 80);
    canvas.text(
        media,
        y,
        &fit(&kind, behind.saturating_sub(media + 1)),
        text,
    );
    if host > 0 {
        let at = short(&found.host, 80);
        canvas.text(host, y, &fit(&at, name.saturating_sub(host + 1)), text);
    }
    let mut x = name;
    if !found.is_whole {
        let lacks = match found.whole {
            Some(whole) if whole <= found.len => "[its coding cannot be undone] ".into(),
            Some(whole) => format!("[{} of {whole} bytes] ", found.len),
            None => "[incomplete] ".into(),
        };
        x = canvas.text(x, y, &lacks, theme.style("warning"));
    }
    let asked = match &*found.name {
        "" => "(no request for it)".into(),
        asked => short(asked, 300),
    };
    let room = canvas.width().saturating_sub(x);
    canvas.text(x, y, &fit(&asked, room), theme.style("bright"));
}
