//! Parts of bytes, and of the layers of a protocol.

use super::syntax::Cut;

impl Cut {
    /// Its first and the one behind its last, of so many.
    fn range(self, len: usize) -> Option<(usize, usize)> {
        let len = i64::try_from(len).ok()?;
        let place = |at: i32| match at {
            0.. => i64::from(at),
            _ => len + i64::from(at),
        };
        let (start, end) = match self {
            Cut::Len(start, count) => (place(start), place(start) + i64::from(count)),
            Cut::To(first, last) => (place(first), place(last) + 1),
            Cut::From(start) => (place(start), len),
        };
        let is_inside = 0 <= start && start < end && end <= len;
        is_inside.then_some((start as usize, end as usize))
    }

    /// True if the layer `number`, counted from 1, of so many is meant.
    pub fn has(self, number: usize, all: usize) -> bool {
        let (number, all) = (number as i64, all as i64);
        let place = |at: i32| match at {
            0.. => i64::from(at),
            _ => all + 1 + i64::from(at),
        };
        match self {
            Cut::Len(start, count) => {
                (place(start)..place(start) + i64::from(count)).contains(&number)
            }
            Cut::To(first, last) => (place(first)..=place(last)).contains(&number),
            Cut::From(start) => number >= place(start),
        }
    }
}

/// The parts of a list of bytes, joined; `None` if none of them lies in it.
pub(super) fn slice(bytes: &[u8], cuts: &[Cut]) -> Option<Vec<u8>> {
    let mut parts = Vec::new();
    for cut in cuts {
        let (start, end) = cut.range(bytes.len())?;
        parts.extend_from_slice(bytes.get(start..end)?);
        if parts.len() > 1 << 20 {
            return None;
        }
    }
    Some(parts)
}
