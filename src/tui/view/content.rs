//! The innermost content: an image as an image, text as text, anything else as bytes.

use super::picture;
use crate::model::{ByteRange, text};
use crate::tui::canvas::{Canvas, fit};
use crate::tui::state::State;

/// Draws what a layer holds.
pub(super) fn draw(state: &State, layer: u16, canvas: &mut Canvas<'_>) {
    if picture::place(state).is_some() && picture::layer_of(state) == Some(layer) {
        return picture::draw(state, canvas);
    }
    let Some(bytes) = bytes_of(state, layer) else {
        return;
    };
    if is_text(bytes) {
        draw_text(state, bytes, canvas);
    } else {
        draw_hex(state, layer, bytes, canvas);
    }
}

/// All bytes of a layer, with what it holds.
pub fn bytes_of(state: &State, layer: u16) -> Option<&[u8]> {
    let current = state.current.as_ref()?;
    let own = state.layer(layer)?;
    let end = own.header.end.max(own.payload.end);
    Some(ByteRange::new(own.header.start, end).of(current.view().buffer(own.source)))
}

/// True for UTF-8 without control characters other than those of lines.
fn is_text(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(4096)];
    let is_plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    let valid = match std::str::from_utf8(start) {
        Ok(text) => text,
        // A character cut by the bound is no fault.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&start[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !valid.is_empty() && valid.chars().all(is_plain)
}

fn draw_text(state: &State, bytes: &[u8], canvas: &mut Canvas<'_>) {
    let style = state.look.theme.style("text");
    let whole = String::from_utf8_lossy(bytes);
    for (line, y) in whole.lines().zip(0..canvas.height()) {
        let line = line.trim_end_matches('\r').replace('\t', "    ");
        canvas.text(0, y, &fit(&text::clean(&line), canvas.width()), style);
    }
}

fn draw_hex(state: &State, layer: u16, bytes: &[u8], canvas: &mut Canvas<'_>) {
    let theme = &state.look.theme;
    let style = state
        .layer(layer)
        .map_or(theme.style("text"), |layer| theme.layer(layer.info));
    let row = if canvas.width() >= 74 { 16 } else { 8 };
    for (line, y) in bytes.chunks(row).zip(0..canvas.height()) {
        let mut digits = String::new();
        let mut shown = String::new();
        for byte in line {
            digits += &format!("{byte:02x} ");
            let is_text = byte.is_ascii_graphic() || *byte == b' ';
            shown.push(if is_text { char::from(*byte) } else { '·' });
        }
        canvas.text(
            0,
            y,
            &format!("{:04x}", usize::from(y) * row),
            theme.style("dim"),
        );
        canvas.text(6, y, &digits, style);
        canvas.text(7 + row as u16 * 3, y, &shown, style);
    }
}
