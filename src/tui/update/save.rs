//! The form that asks which frames to save, and where.

use super::overlay::edit;
use super::{Effect, Effects};
use crate::tui::command::Command;
use crate::tui::state::{Input, Overlay, SaveForm, State, Tone, Which};

/// Opens the form, with what the user most likely wants.
pub(super) fn open(state: &mut State) {
    if state.list.len == 0 {
        state.say(Tone::Warning, "there is no frame to save");
        return;
    }
    let which = match (state.list.marks.is_empty(), state.list.chosen.is_some()) {
        (false, _) => Which::Marked,
        (true, true) => Which::Shown,
        (true, false) => Which::All,
    };
    state.overlay = Some(Overlay::SaveFrames(SaveForm {
        input: Input::of("frames.pcapng"),
        which,
        sure: false,
    }));
}

/// A command while the form is open.
pub(super) fn obey(state: &mut State, command: Command) -> Option<Effects> {
    let Some(Overlay::SaveFrames(form)) = &mut state.overlay else {
        return None;
    };
    let all = Which::ALL.map(|entry| entry.0);
    let at = all
        .iter()
        .position(|which| *which == form.which)
        .unwrap_or(0);
    match command {
        Command::SaveWhich => form.which = all[(at + 1) % all.len()],
        Command::SaveWhichBack => form.which = all[(at + all.len() - 1) % all.len()],
        Command::Cancel => state.overlay = None,
        Command::Accept => return Some(accept(state)),
        _ => return edit(state, command).then(Vec::new),
    }
    Some(Vec::new())
}

fn accept(state: &mut State) -> Effects {
    let Some(Overlay::SaveFrames(form)) = state.overlay.take() else {
        return Vec::new();
    };
    let problem = if form.input.text().trim().is_empty() {
        Some("a file needs a name")
    } else if form.which.count(state) == 0 {
        Some("there are no such frames")
    } else {
        None
    };
    match problem {
        None => vec![Effect::SaveFrames(form)],
        Some(problem) => {
            state.overlay = Some(Overlay::SaveFrames(form));
            state.say(Tone::Warning, problem);
            Vec::new()
        }
    }
}
