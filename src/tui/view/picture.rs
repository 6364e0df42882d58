//! The image of a frame on the screen.

use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::widgets::Widget;
use ratatui_image::Image;

use crate::tui::canvas::{Canvas, fit};
use crate::tui::graphics::Drawn;
use crate::tui::picture::is_image;
use crate::tui::state::{Overlay, Pane, Screen, State};
use crate::tui::theme::Depth;
use crate::tui::tower::Item;

/// From dark to light.
const SHADES: [char; 10] = [' ', '.', ':', '-', '=', '+', '*', '#', '%', '@'];

/// The frame's image: the layer at the cursor, if it is one, else the last one that is.
pub fn layer_of(state: &State) -> Option<u16> {
    let dissection = &state.current.as_ref()?.dissection;
    let here = state.layer_of(state.cursor.item);
    let is_one = |layer: &u16| {
        state
            .layer(*layer)
            .is_some_and(|layer| is_image(layer.info.name))
    };
    let last = || {
        dissection
            .layers
            .iter()
            .rposition(|layer| is_image(layer.info.name))
    };
    here.filter(is_one)
        .or_else(|| last().and_then(|last| u16::try_from(last).ok()))
}

/// Where the image is drawn now, if it is: over everything, at the end of peeling, or in place of
/// the header diagram while the image's own layer is selected.
pub fn place(state: &State) -> Option<Rect> {
    let layer = layer_of(state)?;
    let body = state.areas.body;
    let place = match (&state.overlay, state.screen) {
        (Some(Overlay::Picture), _) => shrunk(body),
        (_, Screen::Peel(peeling)) => {
            let at_end = peeling.inner == layer && peeling.off + 1 == state.peel_way().len();
            return at_end.then(|| super::peel::content_area(state)).flatten();
        }
        (_, Screen::Main) if state.cursor.item == Item::Layer(layer) => {
            let area = state.areas.inside(Pane::Header);
            Rect {
                x: area.x + 1,
                width: area.width.saturating_sub(2),
                ..area
            }
        }
        _ => return None,
    };
    (!place.is_empty()).then_some(place)
}

/// True if the image is drawn in place of the header diagram.
pub(super) fn is_in_pane(state: &State) -> bool {
    state.screen == Screen::Main
        && state.overlay != Some(Overlay::Picture)
        && place(state).is_some()
}

/// A rectangle without its edges.
fn shrunk(area: Rect) -> Rect {
    Rect {
        x: area.x.saturating_add(2),
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}

/// Draws the image into its place, in the middle.
pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    let dim = state.look.theme.style("dim");
    match state.picture.drawn() {
        None => {
            canvas.text(1, 0, "decoding the image …", dim);
        }
        Some(Err(why)) => {
            let text = format!("The image cannot be shown: {why}");
            canvas.text(
                1,
                0,
                &fit(&text, canvas.width().saturating_sub(1)),
                state.look.theme.style("warning"),
            );
        }
        Some(Ok(drawn)) => draw_image(state, drawn, canvas),
    }
}

fn draw_image(state: &State, drawn: &Drawn, canvas: &mut Canvas<'_>) {
    match drawn {
        Drawn::Blocks(columns, pairs) => {
            let left = canvas.width().saturating_sub(*columns) / 2;
            for (row, y) in pairs
                .chunks(usize::from((*columns).max(1)))
                .zip(0..canvas.height())
            {
                for ((upper, lower), x) in row.iter().zip(left..) {
                    let colour = |pixel: &image::Rgba<u8>| over_ground(state, pixel);
                    let style = Style::new().fg(colour(upper)).bg(colour(lower));
                    canvas.put(x, y, '▀', style);
                }
            }
        }
        Drawn::Shades(columns, shades) => {
            let left = canvas.width().saturating_sub(*columns) / 2;
            let style = state.look.theme.style("text");
            for (row, y) in shades
                .chunks(usize::from((*columns).max(1)))
                .zip(0..canvas.height())
            {
                for (shade, x) in row.iter().zip(left..) {
                    let step = usize::from(*shade) * (SHADES.len() - 1) / 255;
                    canvas.put(x, y, SHADES[step], style);
                }
            }
        }
        Drawn::Own(own) => {
            let size = own.size();
            let left = canvas.width().saturating_sub(size.width) / 2;
            let area = canvas.place(Rect::new(left, 0, size.width, size.height));
            Image::new(own).render(area, canvas.buffer());
        }
    }
}

/// A pixel's colour, transparent ones mixed with the ground.
fn over_ground(state: &State, pixel: &image::Rgba<u8>) -> Color {
    let ground = match state.look.theme.style("ground").bg {
        Some(Color::Rgb(r, g, b)) => [r, g, b],
        _ => [0, 0, 0],
    };
    let [r, g, b, alpha] = pixel.0;
    let mix = |over: u8, under: u8| {
        let sum = u16::from(over) * u16::from(alpha) + u16::from(under) * u16::from(255 - alpha);
        (sum / 255) as u8
    };
    let colour = Color::Rgb(mix(r, ground[0]), mix(g, ground[1]), mix(b, ground[2]));
    match state.look.depth {
        Depth::Full => colour,
        depth => depth.fit(colour),
    }
}
