//! How time goes down the picture.

use crate::talk::story::Story;
use crate::talk::story::units::nice;

/// Pauses of more lines than this are cut.
pub const LONGEST: u64 = 8;

/// How time goes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// Every step follows on the one before.
    #[default]
    Even,
    /// A line stands for so many nanoseconds.
    Time(u64),
}

impl Pace {
    /// A scale on which most pauses of the story can be told apart and few have to be cut.
    pub fn to_scale(story: &Story) -> Pace {
        let steps = story.steps();
        let later = steps.iter().skip(1);
        let mut pauses: Vec<u64> = steps
            .iter()
            .zip(later)
            .filter_map(|(before, step)| {
                let pause = step.time?.since(before.time?);
                u64::try_from(pause).ok().filter(|pause| *pause > 0)
            })
            .collect();
        pauses.sort_unstable();
        let most = pauses.get(pauses.len() * 3 / 4).copied().unwrap_or(1_000);
        Pace::Time(nice((most / 6).max(1)))
    }

    /// Empty lines for a pause, and true if it is cut.
    pub fn lines(self, pause: i64) -> (u64, bool) {
        match self {
            Pace::Even => (0, false),
            Pace::Time(unit) => {
                let lines = u64::try_from(pause).unwrap_or(0) / unit.max(1);
                (lines.min(LONGEST), lines > LONGEST)
            }
        }
    }
}
