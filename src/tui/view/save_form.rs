//! The form that asks which frames to save, and where.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::overlay::{input_line, middle, window};
use crate::store::save::FileType;
use crate::tui::state::{SaveForm, State, Which};

pub(super) fn draw(state: &State, buffer: &mut Buffer, form: &SaveForm) -> Position {
    let theme = &state.look.theme;
    let area = middle(buffer.area, 72, 7);
    let mut canvas = window(
        state,
        buffer,
        area,
        "Save frames  (Enter saves, Esc closes)",
    );
    let position = input_line(state, &mut canvas, 0, &form.input);
    let mut x = 1;
    for (which, word) in Which::ALL {
        let is_it = which == form.which;
        let style = theme.style(if is_it { "bright" } else { "dim" });
        let sign = if is_it { "●" } else { "○" };
        x = canvas.text(
            x,
            2,
            &format!("{sign} {word} ({})", which.count(state)),
            style,
        ) + 2;
    }
    canvas.text(x + 1, 2, "Tab", theme.style("key"));
    let path = std::path::Path::new(form.input.text().trim());
    let format = match FileType::of(path) {
        FileType::Pcapng => "pcapng, with comments; a name that ends in .pcap makes pcap",
        FileType::Pcap => "pcap: without comments; a name that ends in .pcapng keeps them",
    };
    canvas.text(1, 3, format, theme.style("dim"));
    if form.sure {
        let text = "This file is there already. Enter again replaces it.";
        canvas.text(1, 4, text, theme.style("warning"));
    }
    position
}
