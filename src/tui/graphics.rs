//! How a terminal shows images: with its own graphics, with half blocks, or with characters.

use image::imageops::FilterType;
use image::{DynamicImage, GenericImageView, Pixel, Rgba};
use ratatui::layout::Size;
use ratatui_image::protocol::Protocol;
use ratatui_image::protocol::iterm2::Iterm2;
use ratatui_image::protocol::kitty::Kitty;
use ratatui_image::protocol::sixel::Sixel;
use ratatui_image::{FontSize, Resize};

/// A way to show images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Graphics {
    /// Two pixels to a character, with foreground and background colour.
    Blocks,
    /// One pixel to a character, dark to light, without colours.
    Characters,
    /// Kitty's protocol; size of a character in pixels.
    Kitty(u16, u16),
    /// iTerm2's protocol.
    Iterm2(u16, u16),
    /// Sixels.
    Sixel(u16, u16),
}

/// An image fitted to the screen.
pub enum Drawn {
    /// Pairs of pixels, upper and lower, in rows of so many columns.
    Blocks(u16, Vec<(Rgba<u8>, Rgba<u8>)>),
    /// Shades from 0 to 255, in rows of so many columns.
    Shades(u16, Vec<u8>),
    /// For the terminal's own graphics.
    Own(Box<Protocol>),
}

/// Several times this size is as large as a small image is blown up.
const LARGEST_SCALE: u32 = 16;

impl Graphics {
    /// What the environment says of the terminal, asked without a question to the terminal itself:
    /// its answer would arrive among the keys. `size` is the size of a character in pixels, if the
    /// terminal tells it; without it there are no own graphics.
    pub fn detect(variable: impl Fn(&str) -> Option<String>, size: Option<(u16, u16)>) -> Graphics {
        let value = |name: &str| variable(name).unwrap_or_default();
        let set = |name: &str| !value(name).is_empty();
        let Some((width, height)) = size.filter(|size| size.0 > 0 && size.1 > 0) else {
            return Graphics::Blocks;
        };
        match value("DECAP_GRAPHICS").as_str() {
            "blocks" => return Graphics::Blocks,
            "kitty" => return Graphics::Kitty(width, height),
            "iterm2" => return Graphics::Iterm2(width, height),
            "sixel" => return Graphics::Sixel(width, height),
            _ => {}
        }
        // What a multiplexer passes on is not known.
        if set("TMUX") || set("STY") || set("ZELLIJ") {
            return Graphics::Blocks;
        }
        let (term, program) = (value("TERM"), value("TERM_PROGRAM"));
        if term.contains("kitty") || set("KITTY_WINDOW_ID") || program == "ghostty" {
            Graphics::Kitty(width, height)
        } else if matches!(program.as_str(), "iTerm.app" | "WezTerm" | "mintty") {
            Graphics::Iterm2(width, height)
        } else if ["foot", "mlterm", "contour"]
            .iter()
            .any(|name| term.starts_with(name))
        {
            Graphics::Sixel(width, height)
        } else {
            Graphics::Blocks
        }
    }

    /// Fits an image to so many columns and rows.
    ///
    /// # Errors
    /// Why it cannot be, in words for the user.
    pub fn draw(self, image: &DynamicImage, size: Size) -> Result<Drawn, String> {
        if size.width == 0 || size.height == 0 {
            return Err("there is no room for it".into());
        }
        match self {
            Graphics::Blocks => {
                let (columns, pixels) = scaled(image, size, 2);
                let rows = pixels.chunks(2 * usize::from(columns));
                let pairs = rows.flat_map(|rows| {
                    let (upper, lower) = rows.split_at(usize::from(columns));
                    upper
                        .iter()
                        .copied()
                        .zip(lower.iter().copied())
                        .collect::<Vec<_>>()
                });
                Ok(Drawn::Blocks(columns, pairs.collect()))
            }
            Graphics::Characters => {
                let (columns, pixels) = scaled(image, size, 1);
                let shades = pixels.iter().map(|pixel| {
                    let luma = u16::from(pixel.to_luma().0[0]) * u16::from(pixel.0[3]) / 255;
                    luma as u8
                });
                Ok(Drawn::Shades(columns, shades.collect()))
            }
            Graphics::Kitty(..) | Graphics::Iterm2(..) | Graphics::Sixel(..) => {
                self.own(image, size).map(|own| Drawn::Own(Box::new(own)))
            }
        }
    }

    fn own(self, image: &DynamicImage, size: Size) -> Result<Protocol, String> {
        let (Graphics::Kitty(width, height)
        | Graphics::Iterm2(width, height)
        | Graphics::Sixel(width, height)) = self
        else {
            return Err("this terminal has no graphics of its own".into());
        };
        let font = FontSize::new(width, height);
        let resize = Resize::Scale(Some(FilterType::Nearest));
        let cells = resize.size_for(image, font, size);
        let image = resize.resize(image, font, cells, None);
        let made = match self {
            Graphics::Kitty(..) => {
                // The number only has to differ from that of the image before.
                let id = image.as_bytes().iter().fold(1u32, |id, byte| {
                    id.wrapping_mul(31).wrapping_add(u32::from(*byte))
                });
                Kitty::new(image, cells, id | 1, false, false).map(Protocol::Kitty)
            }
            Graphics::Sixel(..) => Sixel::new(image, cells, false).map(Protocol::Sixel),
            _ => Iterm2::new(image, cells, false).map(Protocol::ITerm2),
        };
        made.map_err(|error| error.to_string())
    }
}

/// The image in the largest size that fits, with `per_cell` pixels below one another in a
/// character, which is twice as high as wide. Returns the columns and full rows of pixels.
fn scaled(image: &DynamicImage, size: Size, per_cell: u32) -> (u16, Vec<Rgba<u8>>) {
    let (width, height) = (
        f64::from(image.width().max(1)),
        f64::from(image.height().max(1)),
    );
    let stretch = f64::from(per_cell) / 2.0;
    let room_height = f64::from(size.height) * f64::from(per_cell);
    let scale = (f64::from(size.width) / width)
        .min(room_height / (height * stretch))
        .min(f64::from(LARGEST_SCALE));
    let columns = ((width * scale) as u32).clamp(1, u32::from(size.width));
    let most = u32::from(size.height) * per_cell;
    let rows = ((height * scale * stretch) as u32).clamp(1, most);
    let filter = if scale > 1.0 {
        FilterType::Nearest
    } else {
        FilterType::Triangle
    };
    let small = image.resize_exact(columns, rows, filter);
    let mut pixels: Vec<Rgba<u8>> = small.pixels().map(|(_, _, pixel)| pixel).collect();
    let full = rows.div_ceil(per_cell) * per_cell * columns;
    pixels.resize(full as usize, Rgba([0, 0, 0, 0]));
    (columns as u16, pixels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    #[test]
    fn the_environment_tells_the_graphics() {
        let with = |pairs: &'static [(&str, &str)], size| {
            let variable = |name: &str| {
                let pair = pairs.iter().find(|pair| pair.0 == name);
                pair.map(|pair| pair.1.to_string())
            };
            Graphics::detect(variable, size)
        };
        let size = Some((9, 18));
        assert_eq!(
            with(&[("TERM", "xterm-kitty")], size),
            Graphics::Kitty(9, 18)
        );
        assert_eq!(with(&[("TERM", "xterm-kitty")], None), Graphics::Blocks);
        assert_eq!(
            with(&[("TERM", "foot"), ("TMUX", "x")], size),
            Graphics::Blocks
        );
        assert_eq!(
            with(&[("TERM_PROGRAM", "WezTerm")], size),
            Graphics::Iterm2(9, 18)
        );
        assert_eq!(
            with(&[("DECAP_GRAPHICS", "sixel")], size),
            Graphics::Sixel(9, 18)
        );
        assert_eq!(with(&[("TERM", "xterm-256color")], size), Graphics::Blocks);
    }

    #[test]
    fn an_image_keeps_its_proportions() {
        let image = DynamicImage::from(RgbImage::from_pixel(40, 20, Rgb([9, 9, 9])));
        let Ok(Drawn::Blocks(columns, pairs)) = Graphics::Blocks.draw(&image, Size::new(60, 40))
        else {
            panic!("blocks are drawn");
        };
        assert_eq!((columns, pairs.len()), (60, 60 * 15));
        let Ok(Drawn::Shades(columns, shades)) =
            Graphics::Characters.draw(&image, Size::new(20, 3))
        else {
            panic!("shades are drawn");
        };
        assert_eq!((columns, shades.len()), (12, 12 * 3));
        assert!(Graphics::Blocks.draw(&image, Size::new(0, 3)).is_err());
    }

    #[test]
    fn own_graphics_fit_too() {
        let image = DynamicImage::from(RgbImage::from_pixel(64, 64, Rgb([9, 9, 9])));
        for graphics in [
            Graphics::Kitty(8, 16),
            Graphics::Iterm2(8, 16),
            Graphics::Sixel(8, 16),
        ] {
            let Ok(Drawn::Own(own)) = graphics.draw(&image, Size::new(30, 10)) else {
                panic!("{graphics:?} draws");
            };
            assert!(
                own.size().width <= 30 && own.size().height <= 10,
                "{graphics:?}"
            );
        }
    }
}
