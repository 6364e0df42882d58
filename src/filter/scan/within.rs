//! Which frames a scan asks.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use roaring::RoaringTreemap;

use crate::store::{Choosing, Selection};

/// How long a thread waits before it looks again whether more frames were chosen.
const PATIENCE: Duration = Duration::from_millis(5);

/// The frames that a scan asks, if not all.
#[derive(Debug, Clone, Default)]
pub struct Within {
    /// Up to this frame these, and all behind it.
    known: Option<(RoaringTreemap, u64)>,
    /// Of those, the ones chosen here.
    chosen: Option<Arc<Selection>>,
}

/// Only these frames, whatever becomes known later.
impl FromIterator<u64> for Within {
    fn from_iter<T: IntoIterator<Item = u64>>(frames: T) -> Within {
        Within {
            known: Some((frames.into_iter().collect(), u64::MAX)),
            chosen: None,
        }
    }
}

impl Within {
    /// Only what is chosen here, which may grow while the scan runs.
    pub fn chosen(chosen: Arc<Selection>) -> Within {
        Within {
            known: None,
            chosen: Some(chosen),
        }
    }

    /// True if not all frames are asked.
    pub(super) fn is_some(&self) -> bool {
        self.known.is_some() || self.chosen.is_some()
    }

    /// Of these frames, up to `up_to` only `frames`.
    pub(super) fn narrowed(self, frames: RoaringTreemap, up_to: u64) -> Within {
        Within {
            known: Some((frames, up_to)),
            ..self
        }
    }

    /// Which frames of this range are asked; `None` for all. It waits for what is still being chosen
    /// until `give_up`.
    pub(super) fn of(
        &self,
        range: RangeInclusive<u64>,
        give_up: impl Fn() -> bool,
    ) -> Option<RoaringTreemap> {
        if !self.is_some() {
            return None;
        }
        let mut asked = RoaringTreemap::new();
        asked.insert_range(range.clone());
        if let Some((frames, up_to)) = &self.known {
            asked &= frames;
            let behind = up_to.saturating_add(1).max(*range.start());
            asked.insert_range(behind..=*range.end());
        }
        if let Some(chosen) = &self.chosen {
            while chosen.looked_at() < *range.end()
                && chosen.progress() == Choosing::Going
                && !give_up()
            {
                std::thread::sleep(PATIENCE);
            }
            chosen.keep_chosen(&mut asked);
        }
        Some(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(within: &Within, range: RangeInclusive<u64>) -> Option<Vec<u64>> {
        within
            .of(range, || false)
            .map(|asked| asked.iter().collect())
    }

    #[test]
    fn all_frames_behind_the_known_ones_are_asked() {
        assert_eq!(asked(&Within::default(), 1..=5), None);
        let known = Within::default().narrowed([2, 4].into_iter().collect(), 6);
        assert_eq!(asked(&known, 1..=8), Some(vec![2, 4, 7, 8]));
        assert_eq!(asked(&known, 8..=9), Some(vec![8, 9]));
        let chosen = Arc::new(Selection::new("some"));
        chosen.extend([4, 8], 9);
        let both = Within::chosen(chosen).narrowed([2, 4].into_iter().collect(), 6);
        assert_eq!(asked(&both, 1..=9), Some(vec![4, 8]));
    }
}
