//! The screens of a conversation and of the files that conversations carry.

use super::{Effect, Effects, Motion, jump};
use crate::tui::command::Command;
use crate::tui::follow::Wish;
use crate::tui::state::{Input, Overlay, Pattern, Saving, Screen, State, Tone};

/// Moves in what is said.
pub(super) fn go_in_talk(state: &State, motion: Motion) -> Effects {
    let height = state.areas.body.height.saturating_sub(1);
    vec![Effect::Follow(Wish::Move(motion.lines(height)))]
}

/// Moves in the list of files.
pub(super) fn go_in_objects(state: &mut State, motion: Motion) -> Effects {
    let height = state.areas.body.height.saturating_sub(2);
    let last = state.objects.rows.len().saturating_sub(1);
    let at = (state.objects.chosen as i64).saturating_add(motion.lines(height));
    state.objects.chosen = usize::try_from(at.max(0)).unwrap_or(0).min(last);
    Vec::new()
}

/// A command on the screen of a conversation.
pub(super) fn obey_follow(state: &mut State, command: Command) -> Effects {
    let wish = match command {
        Command::FollowForm => Wish::NextForm,
        Command::FollowSide => Wish::NextSide,
        Command::FollowMessages => Wish::Messages,
        Command::FollowNext => return find_again(state, true),
        Command::FollowPrevious => return find_again(state, false),
        Command::FollowFind => {
            state.overlay = Some(Overlay::Find(Input::default()));
            return Vec::new();
        }
        Command::FollowSave => return ask(state, Saving::Stream),
        Command::FollowOpen => {
            let frame = state.follow.piece().map(|said| said.frame);
            return leave_for(state, frame);
        }
        Command::FollowEnd => {
            state.screen = Screen::Main;
            return Vec::new();
        }
        _ => return Vec::new(),
    };
    vec![Effect::Follow(wish)]
}

/// A command on the list of files.
pub(super) fn obey_objects(state: &mut State, command: Command) -> Effects {
    match command {
        Command::ObjectOpen => {
            let chosen = state.objects.rows.get(state.objects.chosen);
            let frame = chosen.map(|found| found.frame);
            leave_for(state, frame)
        }
        Command::ObjectSave => ask(state, Saving::Object),
        Command::ObjectsSave => ask(state, Saving::Objects),
        Command::ObjectsEnd => {
            state.screen = Screen::Main;
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Goes to a frame on the main screen.
fn leave_for(state: &mut State, frame: Option<u64>) -> Effects {
    let Some(number) = frame else {
        return Vec::new();
    };
    state.screen = Screen::Main;
    jump::to(state, number)
}

/// Asks where to save something.
fn ask(state: &mut State, what: Saving) -> Effects {
    let name = match what {
        Saving::Stream if state.follow.pieces.is_empty() => None,
        Saving::Stream => Some("stream.bin".into()),
        Saving::Objects if state.objects.rows.is_empty() => None,
        Saving::Objects => Some("objects".into()),
        Saving::Object => {
            let chosen = state.objects.rows.get(state.objects.chosen);
            if chosen.is_some_and(|found| !found.is_whole) {
                let why = "a part of this file is missing: decap objects --partial writes the rest";
                state.say(Tone::Warning, why);
                return Vec::new();
            }
            chosen.map(|found| found.file_name())
        }
    };
    match name {
        Some(name) => state.overlay = Some(Overlay::Save(what, Input::of(&name))),
        None => state.say(Tone::Warning, "there is nothing to save"),
    }
    Vec::new()
}

/// Looks for a new pattern in what is said.
pub(super) fn find(state: &mut State, typed: &str) -> Effects {
    state.find.pattern = Pattern::parse(typed);
    find_again(state, true)
}

fn find_again(state: &mut State, forward: bool) -> Effects {
    match state.find.pattern.clone() {
        Some(pattern) => vec![Effect::Follow(Wish::Find(pattern, forward))],
        None => {
            state.say(Tone::Warning, "nothing was looked for yet: / finds");
            Vec::new()
        }
    }
}
