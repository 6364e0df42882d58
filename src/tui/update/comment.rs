//! The user's comments on frames.

use super::{Effect, Effects};
use crate::tui::state::{Input, Overlay, State, Tone};

/// Asks for a comment on the selected frame.
pub(super) fn open(state: &mut State) {
    if state.current.is_none() {
        state.say(Tone::Warning, "there is no frame to comment on");
        return;
    }
    let old = state.comments.get(&state.list.number());
    let input = old.map_or_else(Input::default, |text| Input::of(text));
    state.overlay = Some(Overlay::Comment(input));
}

/// Takes the comment, or takes it away if it is empty.
pub(super) fn write(state: &mut State, text: &str) -> Effects {
    let number = state.list.number();
    if text.is_empty() {
        state.comments.remove(&number);
    } else {
        state.comments.insert(number, text.to_owned());
        state.say(Tone::Note, "kept when frames are saved as pcapng (ctrl+s)");
    }
    vec![Effect::Open(state.list.selected)]
}
