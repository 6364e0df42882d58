//! Pictures in text that need no terminal: summary, brackets, tree, box, bits, JSON.
//!
//! Every picture is a function from a [`FrameView`] to text. What came out of a packet is clean
//! when it gets here, except in JSON, which has escapes of its own.

pub mod bits;
pub mod boxes;
pub mod brackets;
pub mod chart;
pub mod follow;
pub mod json;
pub mod ladder;
pub mod statistics;
pub mod summary;
pub mod time;
pub mod tree;

#[cfg(test)]
mod testing;

use std::fmt;

use crate::decode::Want;
use crate::model::FrameView;
pub use time::{Moments, TimeFormat, TimeStyle};

/// What a picture is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Width that pictures may take, in columns.
    pub width: usize,
    /// ASCII characters only, for terminals without box drawing.
    pub ascii: bool,
    /// How the summary shows times.
    pub time: TimeStyle,
    /// What they are counted from.
    pub moments: Moments,
}

impl Default for Style {
    fn default() -> Style {
        Style {
            width: 80,
            ascii: false,
            time: TimeStyle::default(),
            moments: Moments::default(),
        }
    }
}

/// The pictures that `decap show` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One line per frame: number, time, ends, encapsulation, what the innermost layer says.
    Summary,
    /// One line per frame: `7 [Ethernet[IPv4[UDP[TFTP[DATA]]]]]`.
    Brackets,
    /// Layers and fields, indented.
    Tree,
    /// Boxes inside boxes.
    Box,
    /// Headers bit by bit, 32 bits a row, with their values.
    Bits,
    /// One JSON object per frame and line.
    Json,
}

impl Format {
    /// Draws one frame, line end included.
    ///
    /// # Errors
    /// What the writer returns.
    pub fn draw(self, view: &FrameView<'_>, style: &Style, out: &mut String) -> fmt::Result {
        match self {
            Format::Summary => summary::frame(view, style, out),
            Format::Brackets => brackets::frame(view, out),
            Format::Tree => tree::frame(view, out),
            Format::Box => boxes::frame(view, style, out),
            Format::Bits => bits::frame(view, style, out),
            Format::Json => {
                json::frame(view, out)?;
                out.push('\n');
                Ok(())
            }
        }
    }

    /// How much of a frame the picture shows.
    pub const fn wants(self) -> Want {
        match self {
            Format::Brackets => Want::Skim,
            Format::Summary => Want::Lines,
            Format::Json => Want::Fields,
            Format::Tree | Format::Box | Format::Bits => Want::Full,
        }
    }

    /// True if the picture takes several lines a frame.
    pub const fn is_tall(self) -> bool {
        matches!(self, Format::Tree | Format::Box | Format::Bits)
    }
}
