//! What the user says of frames to be saved.

use super::{Input, State};

/// Which frames are saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All frames of the capture.
    All,
    /// Those that the list shows.
    Shown,
    /// Those with a mark.
    Marked,
    /// The selected one.
    Selected,
}

impl Which {
    /// All choices.
    pub const ALL: [(Which, &'static str); 4] = [
        (Which::All, "all"),
        (Which::Shown, "shown"),
        (Which::Marked, "marked"),
        (Which::Selected, "this one"),
    ];

    /// How many frames that is.
    pub fn count(self, state: &State) -> u64 {
        let all = state.capture.choice.as_ref().map(|choice| choice.all);
        match self {
            Which::All => all.unwrap_or(state.list.len),
            Which::Shown => state.list.len,
            Which::Marked => state.list.marks.len() as u64,
            Which::Selected => u64::from(state.list.len > 0),
        }
    }
}

/// The form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaveForm {
    /// The file's name.
    pub input: Input,
    /// Which frames.
    pub which: Which,
    /// True if a file of that name may be replaced: the user was asked.
    pub sure: bool,
}
