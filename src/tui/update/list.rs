//! The list of frames.

use super::{Effect, Effects, Motion};
use crate::tui::order::{By, Key};
use crate::tui::state::{Pane, State, Tone};

/// Selects a frame and brings it to the screen.
pub(super) fn select(state: &mut State, index: u64) -> Effects {
    if state.list.len == 0 {
        return Vec::new();
    }
    state.list.wanted = None;
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

/// Selects the frame of this number, counted from 1, if the list shows it.
pub(super) fn select_number(state: &mut State, number: u64) -> Effects {
    match state.list.place_of(number) {
        Some(place) => select(state, place),
        None => {
            let why = missing(state, number);
            state.say(Tone::Warning, why);
            Vec::new()
        }
    }
}

/// Why the list does not show the frame of this number.
fn missing(state: &State, number: u64) -> String {
    match &state.capture.choice {
        Some(choice) if (1..=choice.looked_at).contains(&number) => {
            format!("frame {number} does not pass the filter")
        }
        Some(choice) if number <= choice.all && !choice.is_done => {
            format!("frame {number} has not been looked at yet")
        }
        _ => {
            let all = state.capture.choice.as_ref().map(|choice| choice.all);
            let last = all.unwrap_or(state.list.len);
            let so_far = match state.is_growing() {
                true => " so far",
                false => "",
            };
            format!("there is no frame {number}: the last one{so_far} is {last}")
        }
    }
}

pub(super) fn go(state: &mut State, motion: Motion) -> Effects {
    match motion {
        Motion::Columns(1) => {
            state.focus_on(Pane::Layers);
            Vec::new()
        }
        Motion::Columns(_) => Vec::new(),
        Motion::Top => select(state, 0),
        Motion::Bottom => {
            let effects = select(state, u64::MAX);
            state.list.follow = state.is_growing();
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
    let here = state.list.number();
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

/// Colours frames by the rules, or no longer.
pub(super) fn switch_colours(state: &mut State) {
    state.colourless = !state.colourless;
    let words = if state.colourless { "off" } else { "on" };
    let count = state.rules.len();
    state.say(
        Tone::Note,
        format!("colouring rules: {words}, {count} in all"),
    );
}

/// The order that the list has or will have.
fn order(state: &State) -> Option<By> {
    let list = &state.list;
    let now = list.order.as_ref().map(|order| order.by);
    list.sorting.map(|sorting| sorting.0).or(now)
}

/// Sorts by the next key.
pub(super) fn sort(state: &mut State) -> Effects {
    let next = match order(state).map(|by| by.key) {
        None => Some(Key::Time),
        Some(Key::Time) => Some(Key::Length),
        Some(Key::Length) => Some(Key::Delta),
        Some(Key::Delta) => None,
    };
    if next.is_none() {
        state.say(Tone::Note, "in the order of the capture");
    }
    vec![Effect::Sort(next.map(|key| By { key, down: false }))]
}

/// Sorts the other way.
pub(super) fn turn(state: &mut State) -> Effects {
    let Some(by) = order(state) else {
        state.say(Tone::Warning, "the list is not sorted: B sorts it");
        return Vec::new();
    };
    let down = !by.down;
    vec![Effect::Sort(Some(By { down, ..by }))]
}

/// Sets or takes away the mark of the selected frame.
pub(super) fn mark(state: &mut State) {
    let here = state.list.number();
    if !state.list.marks.remove(&here) && state.list.selected < state.list.len {
        state.list.marks.insert(here);
    }
}

/// Goes to the next marked frame, around the end if there is none before it.
pub(super) fn next_mark(state: &mut State, forward: bool) -> Effects {
    let (marks, here) = (&state.list.marks, state.list.number());
    let found = if forward {
        marks.range(here + 1..).next().or_else(|| marks.first())
    } else {
        marks.range(..here).next_back().or_else(|| marks.last())
    };
    match found.copied() {
        Some(number) => select_number(state, number),
        None => {
            state.say(Tone::Warning, "no frame is marked: m marks one");
            Vec::new()
        }
    }
}
