//! A rectangle to draw on that clips everything: no view can draw, or panic, outside of it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

/// Part of the screen. Coordinates count from its own upper left corner.
pub struct Canvas<'b> {
    buffer: &'b mut Buffer,
    area: Rect,
}

impl<'b> Canvas<'b> {
    /// The part of `buffer` that lies in `area`.
    pub fn new(buffer: &'b mut Buffer, area: Rect) -> Canvas<'b> {
        let area = area.intersection(buffer.area);
        Canvas { buffer, area }
    }

    /// Columns.
    pub fn width(&self) -> u16 {
        self.area.width
    }

    /// Rows.
    pub fn height(&self) -> u16 {
        self.area.height
    }

    /// Writes `text` from column `x` of row `y` on, as far as it fits; returns the column behind.
    pub fn text(&mut self, x: u16, y: u16, text: &str, style: Style) -> u16 {
        self.text_until(x, y, text, style, self.area.width)
    }

    /// Writes `text`, but nothing from column `end` on; returns the column behind.
    pub fn text_until(&mut self, x: u16, y: u16, text: &str, style: Style, end: u16) -> u16 {
        let end = end.min(self.area.width);
        if x >= end || y >= self.area.height {
            return x;
        }
        let (left, top) = (self.area.x + x, self.area.y + y);
        let room = usize::from(end - x);
        let (behind, _) = self.buffer.set_stringn(left, top, text, room, style);
        behind - self.area.x
    }

    /// Writes `text` so that it ends before column `end`.
    pub fn text_right(&mut self, end: u16, y: u16, text: &str, style: Style) -> u16 {
        let width = u16::try_from(text.width()).unwrap_or(u16::MAX);
        let x = end.saturating_sub(width);
        self.text_until(x, y, text, style, end);
        x
    }

    /// Lays a style over part of a row; the text stays.
    pub fn paint(&mut self, x: u16, y: u16, width: u16, style: Style) {
        self.paint_area(Rect::new(x, y, width, 1), style);
    }

    /// Lays a style over a rectangle; the text stays.
    pub fn paint_area(&mut self, area: Rect, style: Style) {
        let area = self.place(area);
        self.buffer.set_style(area, style);
    }

    /// Fills the canvas with spaces of this style.
    pub fn clear(&mut self, style: Style) {
        for y in self.area.top()..self.area.bottom() {
            for x in self.area.left()..self.area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
        }
    }

    /// Repeats a character of width 1 along a row.
    pub fn repeat(&mut self, x: u16, y: u16, width: u16, what: char, style: Style) {
        for x in x..x.saturating_add(width).min(self.area.width) {
            self.put(x, y, what, style);
        }
    }

    /// Writes one character of width 1.
    pub fn put(&mut self, x: u16, y: u16, what: char, style: Style) {
        if x < self.area.width
            && y < self.area.height
            && let Some(cell) = self.buffer.cell_mut((self.area.x + x, self.area.y + y))
        {
            cell.set_char(what).set_style(style);
        }
    }

    /// A part of this canvas as a canvas of its own.
    pub fn part(&mut self, area: Rect) -> Canvas<'_> {
        let area = self.place(area);
        Canvas {
            buffer: self.buffer,
            area,
        }
    }

    /// The rectangle on the screen of a rectangle on this canvas.
    pub fn place(&self, area: Rect) -> Rect {
        let shifted = Rect {
            x: self.area.x.saturating_add(area.x),
            y: self.area.y.saturating_add(area.y),
            ..area
        };
        shifted.intersection(self.area)
    }

    /// The screen behind this canvas, for widgets of other crates.
    pub fn buffer(&mut self) -> &mut Buffer {
        self.buffer
    }
}

/// Width of a text in columns.
pub fn columns(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// `text` cut to `room` columns, with `…` in place of what is cut.
pub fn fit(text: &str, room: u16) -> std::borrow::Cow<'_, str> {
    if columns(text) <= room {
        return text.into();
    }
    if room == 0 {
        return "".into();
    }
    let mut short = String::new();
    let mut used = 0;
    for c in text.chars() {
        let width = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) as u16;
        if used + width > room - 1 {
            break;
        }
        used += width;
        short.push(c);
    }
    short.push('…');
    short.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_drawn_outside() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 3));
        let mut canvas = Canvas::new(&mut buffer, Rect::new(1, 1, 4, 1));
        assert_eq!(canvas.text(2, 0, "long text", Style::new()), 4);
        canvas.text(0, 1, "below", Style::new());
        canvas.put(9, 9, 'x', Style::new());
        canvas.part(Rect::new(3, 0, 50, 50)).clear(Style::new());
        assert_eq!(buffer, Buffer::with_lines(["      ", "   l  ", "      "]));
    }

    #[test]
    fn text_is_cut_by_columns_not_characters() {
        assert_eq!(fit("世界世界", 5), "世界…");
        assert_eq!(fit("abc", 3), "abc");
        assert_eq!(fit("abc", 0), "");
    }
}
