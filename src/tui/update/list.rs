//! The list of frames.

use super::{Effect, Effects, Motion};
use crate::tui::frames::Progress;
use crate::tui::state::{Pane, State, Tone};

/// Selects a frame and brings it to the screen.
pub(super) fn select(state: &mut State, index: u64) -> Effects {
    if state.list.len == 0 {
        return Vec::new();
    }
    let was_following = state.list.follow;
    state.list.follow = false;
    if was_following {
        state.list.unseen = 0;
    }
    let before = state.list.selected;
    state.list.select(index);
    if state.list.selected == before && state.current.is_some() {
        return Vec::new();
    }
    vec![Effect::Open(state.list.selected)]
}

pub(super) fn go(state: &mut State, motion: Motion) -> Effects {
    let live = matches!(state.capture.progress, Progress::Live | Progress::Replay);
    match motion {
        Motion::Columns(1) => {
            state.focus_on(Pane::Layers);
            Vec::new()
        }
        Motion::Columns(_) => Vec::new(),
        Motion::Top => select(state, 0),
        Motion::Bottom => {
            let effects = select(state, u64::MAX);
            state.list.follow = live;
            state.list.unseen = 0;
            effects
        }
        motion => {
            let lines = motion.lines(state.areas.inside(Pane::List).height.saturating_sub(1));
            select(state, state.list.away(lines))
        }
    }
}

/// There are new frames, or the first ones.
pub(super) fn frames_came(state: &mut State) -> Effects {
    let list = &mut state.list;
    let last = list.len.saturating_sub(1);
    if list.len == 0 {
        return Vec::new();
    }
    if list.follow && list.selected != last {
        list.select(last);
        return vec![Effect::Open(last)];
    }
    if state.current.is_none() {
        list.select(list.selected);
        return vec![Effect::Open(list.selected)];
    }
    Vec::new()
}

/// Takes the next format of times.
pub(super) fn next_time(state: &mut State) {
    state.list.time = state.list.time.next();
    let words = state.list.time.format.words();
    state.say(Tone::Note, format!("times: {words}"));
}

/// Makes the selected frame the one that later times count from, or no longer.
pub(super) fn refer_times(state: &mut State) {
    let here = state.list.selected;
    let time = state
        .current
        .as_ref()
        .and_then(|current| current.frame.info.time);
    if state.list.references.remove(&here).is_some() {
        state.say(Tone::Note, "times count from the reference before again");
        return;
    }
    match time {
        Some(time) => {
            state.list.references.insert(here, time);
            state.say(Tone::Note, "times count from this frame on");
        }
        None => state.say(Tone::Warning, "the capture does not tell this frame's time"),
    }
}

/// Sets or takes away the mark of the selected frame.
pub(super) fn mark(state: &mut State) {
    let here = state.list.selected;
    if !state.list.marks.remove(&here) && here < state.list.len {
        state.list.marks.insert(here);
    }
}

/// Goes to the next marked frame, around the end if there is none before it.
pub(super) fn next_mark(state: &mut State, forward: bool) -> Effects {
    let (marks, here) = (&state.list.marks, state.list.selected);
    let found = if forward {
        marks.range(here + 1..).next().or_else(|| marks.first())
    } else {
        marks.range(..here).next_back().or_else(|| marks.last())
    };
    match found.copied() {
        Some(index) => select(state, index),
        None => {
            state.say(Tone::Warning, "no frame is marked: m marks one");
            Vec::new()
        }
    }
}
