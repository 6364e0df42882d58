//! Boxes inside boxes: what wraps what.

use std::fmt::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Style;
use crate::model::{FrameView, Layer, Role};

/// Narrower than this a box says nothing.
const MIN_WIDTH: usize = 24;

struct Glyphs {
    corners: [&'static str; 4],
    horizontal: &'static str,
    vertical: &'static str,
}

const DRAWN: Glyphs = Glyphs {
    corners: ["┌", "┐", "└", "┘"],
    horizontal: "─",
    vertical: "│",
};
const ASCII: Glyphs = Glyphs {
    corners: ["+", "+", "+", "+"],
    horizontal: "-",
    vertical: "|",
};

/// Writes the frame as nested boxes, at most `style.width` columns wide.
///
/// # Errors
/// What the writer returns.
pub fn frame(view: &FrameView<'_>, style: &Style, out: &mut impl Write) -> fmt::Result {
    let info = &view.frame.info;
    writeln!(
        out,
        "Frame {}: {} bytes captured of {}",
        info.number,
        view.frame.bytes.len(),
        info.original_len
    )?;
    let glyphs = if style.ascii { &ASCII } else { &DRAWN };
    let ascii = style.ascii;
    let mut canvas = Canvas {
        out,
        glyphs,
        ascii,
        width: style.width.max(MIN_WIDTH),
        open: Vec::new(),
    };
    for (index, layer) in view.dissection.layers.iter().enumerate() {
        while canvas
            .open
            .last()
            .is_some_and(|last| layer.parent != Some(last.index))
        {
            canvas.close()?;
        }
        canvas.open(index as u16, layer)?;
    }
    while !canvas.open.is_empty() {
        canvas.close()?;
    }
    Ok(())
}

/// A box that is not closed yet.
struct Open {
    index: u16,
    trailer: u32,
    drawn: bool,
}

struct Canvas<'o, W: Write> {
    out: &'o mut W,
    glyphs: &'static Glyphs,
    ascii: bool,
    width: usize,
    open: Vec<Open>,
}

impl<W: Write> Canvas<'_, W> {
    fn depth(&self) -> usize {
        self.open.iter().filter(|open| open.drawn).count()
    }

    fn open(&mut self, index: u16, layer: &Layer) -> fmt::Result {
        let depth = self.depth();
        let inner = self.width.saturating_sub(4 * depth);
        // Too deep to draw one more box inside: the rest stands in the last one.
        let drawn = inner >= MIN_WIDTH;
        let quoted = if layer.role == Role::Quoted {
            ", quoted"
        } else {
            ""
        };
        let title = format!("{}, {} bytes{quoted}", layer.info.short, layer.header.len());
        if drawn {
            self.border(depth, inner, Some(&title))?;
        } else {
            self.text(depth, &title)?;
        }
        self.open.push(Open {
            index,
            trailer: layer.trailer.len(),
            drawn,
        });
        if layer.summary.is_empty() {
            Ok(())
        } else {
            self.text(self.depth(), &layer.summary)
        }
    }

    fn close(&mut self) -> fmt::Result {
        let Some(closed) = self.open.last() else {
            return Ok(());
        };
        let (trailer, drawn) = (closed.trailer, closed.drawn);
        if trailer > 0 {
            self.text(self.depth(), &format!("trailer, {trailer} bytes"))?;
        }
        self.open.pop();
        let depth = self.depth();
        let inner = self.width.saturating_sub(4 * depth);
        if drawn {
            self.border(depth, inner, None)
        } else {
            Ok(())
        }
    }

    /// A top border with a title, or a bottom border.
    fn border(&mut self, depth: usize, width: usize, title: Option<&str>) -> fmt::Result {
        let [left, right] = match title {
            Some(_) => [self.glyphs.corners[0], self.glyphs.corners[1]],
            None => [self.glyphs.corners[2], self.glyphs.corners[3]],
        };
        let title = title
            .map(|title| format!(" {} ", cut(title, width.saturating_sub(6))))
            .unwrap_or_default();
        let line = self
            .glyphs
            .horizontal
            .repeat(width.saturating_sub(2 + title.width()));
        self.line(depth, &format!("{left}{title}{line}{right}"))
    }

    fn text(&mut self, depth: usize, text: &str) -> fmt::Result {
        let room = self.width.saturating_sub(4 * depth);
        let text = if self.ascii {
            crate::model::text::ascii(text)
        } else {
            text.into()
        };
        let text = cut(&text, room);
        let pad = " ".repeat(room.saturating_sub(text.width()));
        self.line(depth, &format!("{text}{pad}"))
    }

    fn line(&mut self, depth: usize, content: &str) -> fmt::Result {
        let vertical = self.glyphs.vertical;
        let (left, right) = (
            format!("{vertical} ").repeat(depth),
            format!(" {vertical}").repeat(depth),
        );
        writeln!(self.out, "{left}{content}{right}")
    }
}

/// The start of `text` that fits into so many columns.
pub(super) fn cut(text: &str, columns: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= columns
    };
    text.chars().take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    fn drawn(width: usize, ascii: bool) -> String {
        let mut out = String::new();
        testing::with_udp_frame(|view| {
            frame(
                view,
                &Style {
                    width,
                    ascii,
                    ..testing::STYLE
                },
                &mut out,
            )
            .unwrap();
        });
        out
    }

    #[test]
    fn boxes_stand_inside_one_another() {
        insta::assert_snapshot!(drawn(64, false));
    }

    #[test]
    fn a_narrow_terminal_gets_the_inner_layers_in_the_last_box() {
        insta::assert_snapshot!(drawn(30, true));
    }

    #[test]
    fn every_line_is_as_wide_as_the_picture() {
        for line in drawn(50, false).lines().skip(1) {
            assert_eq!(line.width(), 50, "{line}");
        }
    }
}
