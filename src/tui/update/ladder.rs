//! The ladder and the charts.

use ratatui::layout::Position;

use super::{Effect, Effects, Gesture, Motion, list};
use crate::talk::story::Story;
use crate::talk::story::chart::Kind;
use crate::tui::command::Command;
use crate::tui::state::{Pane, Screen, State, Tone};
use crate::tui::view;

/// How often a chart's time can be halved: then a day is some microseconds.
const MAX_ZOOM: u8 = 34;

/// A command on the ladder.
pub(super) fn obey(state: &mut State, command: Command) -> Effects {
    match command {
        Command::LadderOpen => open_frame(state),
        Command::LadderTime => {
            state.ladder.to_scale = !state.ladder.to_scale;
            let how = match state.ladder.to_scale {
                true => "time to scale: long pauses are cut at ⋮",
                false => "every frame follows on the one before",
            };
            state.say(Tone::Note, how);
        }
        Command::LadderCalls => state.ladder.acts = !state.ladder.acts,
        Command::LadderNumbers => super::layers::obey(state, Command::Numbers),
        Command::LadderCharts => return vec![Effect::Tell(Screen::Charts)],
        Command::LadderEnd => state.screen = Screen::Main,
        _ => return super::overlay::open(state, command),
    }
    Vec::new()
}

/// A command on the charts.
pub(super) fn obey_charts(state: &mut State, command: Command) -> Effects {
    match command {
        Command::ChartNext => turn_to(state, 1),
        Command::ChartPrevious => turn_to(state, Kind::ALL.len() - 1),
        Command::ChartTurn => {
            let story = state.ladder.story.as_ref();
            let from = state.charts.from.or(story.map(Story::talkative));
            state.charts.from = from.map(|from| from.other());
        }
        Command::ChartNearer => state.charts.zoom = (state.charts.zoom + 1).min(MAX_ZOOM),
        Command::ChartFarther => state.charts.zoom = state.charts.zoom.saturating_sub(1),
        Command::ChartOpen => open_frame(state),
        Command::ChartLadder => return vec![Effect::Tell(Screen::Ladder)],
        Command::ChartEnd => state.screen = Screen::Main,
        _ => return super::overlay::open(state, command),
    }
    Vec::new()
}

fn turn_to(state: &mut State, by: usize) {
    let here = Kind::ALL.iter().position(|kind| *kind == state.charts.kind);
    let next = (here.unwrap_or(0) + by) % Kind::ALL.len();
    state.charts.kind = Kind::ALL[next];
}

fn open_frame(state: &mut State) {
    state.screen = Screen::Main;
    state.focus_on(Pane::Layers);
}

/// The step of the selected frame.
fn here(state: &State) -> Option<(usize, usize)> {
    let story = state.ladder.story.as_ref()?;
    let last = story.steps().len().checked_sub(1)?;
    let number = state.list.number();
    Some((story.step_of(number).unwrap_or(0), last))
}

/// Moves from step to step; left and right from conversation to conversation.
pub(super) fn go(state: &mut State, motion: Motion) -> Effects {
    let by = match motion {
        Motion::Columns(by) => return vec![Effect::TellOther(by)],
        Motion::HalfPages(halves) => halves * i64::from(state.areas.body.height / 6).max(1),
        motion => motion.lines(1),
    };
    let Some((step, last)) = here(state) else {
        return Vec::new();
    };
    if motion == Motion::Bottom && state.is_growing() {
        return list::go(state, Motion::Bottom);
    }
    let to = (step as i64).saturating_add(by).clamp(0, last as i64);
    select_step(state, usize::try_from(to).unwrap_or(0))
}

fn select_step(state: &mut State, step: usize) -> Effects {
    let story = state.ladder.story.as_ref();
    let frame = story.and_then(|story| Some(story.steps().get(step)?.frame));
    frame.map_or_else(Vec::new, |frame| list::select_number(state, frame))
}

/// Moves from point to point of the chart.
pub(super) fn go_in_chart(state: &mut State, motion: Motion) -> Effects {
    if motion == Motion::Bottom && state.is_growing() {
        return list::go(state, Motion::Bottom);
    }
    let by = match motion {
        Motion::HalfPages(halves) => halves.saturating_mul(10),
        motion => motion.lines(1),
    };
    let number = state.list.number();
    match state.charts.away(number, by) {
        Some(frame) => list::select_number(state, frame),
        None => Vec::new(),
    }
}

pub(super) fn mouse(state: &mut State, gesture: Gesture, at: Position) -> Effects {
    let is_ladder = state.screen == Screen::Ladder;
    match gesture {
        Gesture::Wheel(by) if is_ladder => go(state, Motion::Lines(i64::from(by))),
        Gesture::Wheel(by) => go_in_chart(state, Motion::Lines(i64::from(by))),
        Gesture::Click | Gesture::Drag if is_ladder => match view::ladder::step_at(state, at) {
            Some(step) => select_step(state, step),
            None => Vec::new(),
        },
        Gesture::Click | Gesture::Drag => match view::frame_at(state, at) {
            Some(frame) => list::select_number(state, frame),
            None => Vec::new(),
        },
    }
}
