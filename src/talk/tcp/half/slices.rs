//! Bytes of a stream, by the frames that carried them.

use crate::model::{ByteRange, Piece};

/// Bytes of a stream that one frame carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// The frame.
    pub frame: u64,
    /// Where they stand in it; `None` if they do not stand there as they are.
    pub at: Option<u32>,
    /// How many there are.
    pub len: u32,
}

/// The slices without their first `taken` bytes.
pub(super) fn behind(slices: &[Slice], taken: u32) -> Vec<Slice> {
    let mut left = taken;
    let mut rest = Vec::new();
    for slice in slices {
        let skipped = left.min(slice.len);
        left -= skipped;
        if skipped < slice.len {
            rest.push(Slice {
                frame: slice.frame,
                at: slice.at.map(|at| at + skipped),
                len: slice.len - skipped,
            });
        }
    }
    rest
}

/// Where slices that follow one another stand in what they make together.
pub fn pieces(slices: &[Slice]) -> Vec<Piece> {
    let mut start = 0;
    let piece = |slice: &Slice| {
        let at = ByteRange::new(start, start + slice.len);
        start = at.end;
        Piece {
            frame: slice.frame,
            at,
        }
    };
    slices.iter().map(piece).collect()
}
