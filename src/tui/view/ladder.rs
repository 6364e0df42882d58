//! The ladder of a conversation, with what the selected step means.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::wrap::wrap;
use crate::render::ladder::{Ladder, Line, Tone, notes};
use crate::talk::story::Story;
use crate::talk::story::words::{explain, inferred};
use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::state::State;

/// Lines of the head.
const HEAD: u16 = 3;

/// Where things are in the body of the screen.
struct Parts {
    head: Rect,
    steps: Rect,
    words: Rect,
}

impl Parts {
    fn of(area: Rect) -> Parts {
        let words = match area.height {
            0..14 => 0,
            14..30 => 5,
            30..44 => 7,
            _ => 9,
        };
        let head = HEAD.min(area.height.saturating_sub(1));
        let steps = area.height.saturating_sub(1 + head + words);
        let part = |y: u16, height: u16| Rect {
            y: area.y + y,
            height,
            ..area
        };
        Parts {
            head: part(1, head),
            steps: part(1 + head, steps),
            words: part(1 + head + steps, words),
        }
    }
}

/// The picture of the story on the screen.
fn picture(state: &State) -> Option<(&Story, Ladder<'_>)> {
    let story = state.ladder.story.as_ref()?;
    let width = state.areas.body.width;
    let options = state
        .ladder
        .options(width, state.look.ascii, state.tree.raw);
    Some((story, Ladder::new(story, options)))
}

/// The step of the selected frame.
fn selected(state: &State, story: &Story) -> usize {
    let number = state.list.number();
    story.step_of(number).unwrap_or(0)
}

/// Brings the selected step into view, and makes what depends on the whole story.
pub(super) fn settle(state: &mut State) {
    use crate::tui::state::Screen;
    match state.screen {
        Screen::Charts => {
            if let Some(story) = &state.ladder.story {
                state.charts.make(story, state.ladder.busy);
            }
        }
        Screen::Ladder => {
            state.ladder.set_scale();
            let height = Parts::of(state.areas.body).steps.height;
            if let Some(top) = top(state, usize::from(height)) {
                state.ladder.top = top;
            }
        }
        _ => {}
    }
}

/// The first step in view, so that the selected one is there whole and no room is wasted.
fn top(state: &State, height: usize) -> Option<usize> {
    let (story, ladder) = picture(state)?;
    let last = story.steps().len().checked_sub(1)?;
    let first_before = |step: usize| {
        let mut room = height;
        let mut first = step;
        for place in (0..=step).rev() {
            let lines = ladder.step(place).len();
            if lines > room {
                break;
            }
            room -= lines;
            first = place;
        }
        first
    };
    let here = selected(state, story);
    let top = state.ladder.top.clamp(first_before(here), here);
    Some(top.min(first_before(last)))
}

/// The step at a position of the screen.
pub fn step_at(state: &State, at: Position) -> Option<usize> {
    let (story, ladder) = picture(state)?;
    let steps = Parts::of(state.areas.body).steps;
    if !steps.contains(at) {
        return None;
    }
    let mut row = usize::from(at.y - steps.y);
    for step in state.ladder.top..story.steps().len() {
        let lines = ladder.step(step).len();
        if row < lines {
            return Some(step);
        }
        row -= lines;
    }
    None
}

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>) {
    title(state, canvas);
    let Some((story, ladder)) = picture(state) else {
        return;
    };
    let parts = Parts::of(Rect::new(0, 0, canvas.width(), canvas.height()));
    let theme = &state.look.theme;
    let mut head = canvas.part(parts.head);
    for (line, y) in ladder.head().iter().zip(0..) {
        put(state, &mut head, y, line);
    }
    let here = selected(state, story);
    let mut area = canvas.part(parts.steps);
    let mut y = 0;
    for step in state.ladder.top..story.steps().len() {
        let lines = ladder.step(step);
        if y >= area.height() {
            break;
        }
        for line in &lines {
            if step == here {
                area.paint(0, y, area.width(), theme.style("select.back"));
            }
            put(state, &mut area, y, line);
            if step == here {
                mark(state, &mut area, y, line);
            }
            y = y.saturating_add(1);
        }
    }
    words(state, story, here, &mut canvas.part(parts.words));
}

/// A sign before the number of the selected frame, so that no colour is needed to see it.
fn mark(state: &State, canvas: &mut Canvas<'_>, y: u16, line: &Line) {
    let has_number = line.spans.iter().any(|span| {
        matches!(span.tone, Tone::Text) && span.text.chars().all(|c| c.is_ascii_digit())
    });
    let style = state.look.theme.style("line.focus");
    canvas.put(0, y, if has_number { '▶' } else { ' ' }, style);
}

fn put(state: &State, canvas: &mut Canvas<'_>, y: u16, line: &Line) {
    for span in &line.spans {
        canvas.text(span.x, y, &span.text, style(state, span.tone));
    }
}

fn style(state: &State, tone: Tone) -> Style {
    let theme = &state.look.theme;
    match tone {
        Tone::Text => theme.style("text"),
        Tone::Bright => theme.style("bright"),
        Tone::Dim => theme.style("dim"),
        Tone::Line => theme.style("line"),
        Tone::State => theme.style("text").add_modifier(Modifier::BOLD),
        Tone::Act => theme.style("note").add_modifier(Modifier::ITALIC),
        Tone::Mark => theme.style("warning"),
        Tone::Layer(info) => theme.layer(info),
    }
}

fn title(state: &State, canvas: &mut Canvas<'_>) {
    let theme = &state.look.theme;
    let width = canvas.width();
    canvas.repeat(0, 0, width, '━', theme.style("line.focus"));
    let title = format!(" Ladder of {} ", state.ladder.title);
    let style = theme.style("title.focus");
    let end = canvas.text(2, 0, &fit(&title, width.saturating_sub(4)), style);
    let mut parts = Vec::new();
    if state.ladder.busy {
        parts.push("reading …");
    }
    if state.ladder.to_scale {
        parts.push("time to scale");
    }
    if state.tree.raw {
        parts.push("raw numbers");
    }
    let note = format!(" {} ", parts.join(", "));
    if !parts.is_empty() && end + columns(&note) + 4 <= width {
        canvas.text_right(width - 2, 0, &note, style);
    }
}

/// What the selected step means.
fn words(state: &State, story: &Story, here: usize, canvas: &mut Canvas<'_>) {
    let Some(step) = story.steps().get(here) else {
        return;
    };
    let theme = &state.look.theme;
    let width = canvas.width();
    canvas.repeat(0, 0, width, '─', theme.style("line"));
    let title = format!(" What is this? Frame {} ", step.frame);
    let end = canvas.text(2, 0, &title, theme.style("title.focus"));
    let options = state
        .ladder
        .options(width, state.look.ascii, state.tree.raw);
    let note = format!(" {} ", notes(story, &options).join(" "));
    if note.len() > 2 && end + columns(&note) + 4 <= width {
        canvas.text_right(width - 2, 0, &note, theme.style("dim"));
    }
    let mut paragraph = Vec::new();
    if !step.summary.is_empty() {
        let bold = theme.layer(step.protocol).add_modifier(Modifier::BOLD);
        paragraph.push((format!("{}. ", step.summary), bold));
    }
    for (place, line) in explain(story, step).into_iter().enumerate() {
        let role = if place == 0 { "bright" } else { "text" };
        paragraph.push((format!("{line} "), theme.style(role)));
    }
    if state.ladder.acts {
        let style = style(state, Tone::Act);
        let inferred = inferred(story, step).into_iter();
        paragraph.extend(inferred.map(|line| (format!("{line} "), style)));
    }
    let lines = wrap(&paragraph, width.saturating_sub(3));
    for (line, y) in lines.iter().zip(1..canvas.height()) {
        let mut x = 1;
        for (text, style) in line {
            x = canvas.text(x, y, text, *style);
        }
    }
}
