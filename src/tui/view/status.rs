//! The title line and the status line.

use crate::model::text;
use crate::tui::canvas::{Canvas, columns, fit};
use crate::tui::command::Command;
use crate::tui::frames::Progress;
use crate::tui::keys::shown;
use crate::tui::state::{Pane, Screen, State, Tab, Tone};
use crate::tui::time::{size, span};
use crate::tui::tower::Item;

/// The words at the right end of the title line that can be clicked.
const BUTTONS: [(&str, Command); 2] = [("? help", Command::Help), (": command", Command::Palette)];

/// The names of the two models, as the title line has them.
const MODELS: [&str; 2] = ["OSI", "TCP/IP"];

pub(super) fn title(state: &State, canvas: &mut Canvas<'_>) {
    let theme = &state.look.theme;
    let bar = theme.style("bar");
    canvas.clear(bar);
    let mut x = canvas.text(0, 0, " decap ", theme.style("bar.name")) + 1;
    let name = text::clean(&state.capture.name);
    let buttons = buttons_at(canvas.width());
    let end = buttons
        .first()
        .map_or(canvas.width(), |(at, ..)| *at)
        .saturating_sub(1);
    let room = end.saturating_sub(x);
    x = canvas.text_until(
        x,
        0,
        &fit(&name, (room / 2).max(12)),
        theme.style("bar.bright"),
        end,
    ) + 2;
    for part in parts(state) {
        if x + columns(&part) < end {
            x = canvas.text_until(x, 0, &part, bar, end) + 2;
        }
    }
    for (at, word, command) in buttons {
        let is_model = command == Command::SwitchModel;
        let active = is_model && (word == MODELS[0]) == state.tree.osi;
        let style = if active {
            theme.style("bar.name")
        } else {
            theme.style("bar")
        };
        canvas.text(at, 0, &format!(" {word} "), style);
    }
}

/// Frames, bytes, time, and how far the source is.
fn parts(state: &State) -> Vec<String> {
    let capture = &state.capture;
    let frames = if state.list.len == 1 {
        "frame"
    } else {
        "frames"
    };
    let mut parts = Vec::new();
    match &capture.choice {
        Some(choice) => {
            parts.push(format!("{} of {} frames", state.list.len, choice.all));
            let by = text::clean(&choice.by).into_owned();
            parts.push(fit(&by, 44).into_owned());
            if !choice.is_done {
                parts.push(format!("{} looked at …", choice.looked_at));
            }
        }
        None => parts.push(format!("{} {frames}", state.list.len)),
    }
    parts.push(size(capture.bytes));
    if let (Some(first), Some(last)) = (capture.first, capture.last)
        && last > first
    {
        parts.push(span(last.since(first)));
    }
    match &capture.progress {
        Progress::Complete if capture.changed.is_some() => parts.push("! changed".into()),
        Progress::Complete => {}
        Progress::Loading => parts.push(match capture.percent {
            Some(percent) => format!("reading … {percent} %"),
            None => "reading …".into(),
        }),
        Progress::Replay if state.list.follow => parts.push("REPLAY".into()),
        Progress::Live if state.list.follow => parts.push("● LIVE".into()),
        Progress::Live | Progress::Replay => {
            parts.push(format!("PAUSED  +{} new", state.list.unseen))
        }
        Progress::Damaged(_) => parts.push("! damaged".into()),
    }
    if let Some(gauge) = &state.live {
        parts.push(format!("{}/s", count(gauge.frames_per_second)));
        parts.push(format!("{}bit/s", count(gauge.bits_per_second)));
        parts.push(format!("{} dropped", gauge.drops));
        if gauge.given_up > 0 {
            parts.push(format!("gave up the {} oldest", gauge.given_up));
        }
    }
    parts
}

/// A count with a metric prefix, the prefix last.
fn count(number: u64) -> String {
    match number {
        0..1_000 => format!("{number} "),
        1_000..1_000_000 => format!("{:.1} k", number as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} M", number as f64 / 1e6),
        _ => format!("{:.1} G", number as f64 / 1e9),
    }
}

/// Where the clickable words are: column, word, command.
pub fn buttons_at(width: u16) -> Vec<(u16, &'static str, Command)> {
    let mut words: Vec<(&str, Command)> =
        MODELS.map(|model| (model, Command::SwitchModel)).to_vec();
    words.extend(BUTTONS);
    let mut at = width;
    let mut placed = Vec::new();
    for (word, command) in words.into_iter().rev() {
        at = at.saturating_sub(columns(word) + 2);
        placed.push((at, word, command));
    }
    placed.reverse();
    if width < 60 { Vec::new() } else { placed }
}

pub(super) fn status(state: &State, canvas: &mut Canvas<'_>) {
    let theme = &state.look.theme;
    canvas.clear(theme.style("bar"));
    let place = place(state);
    let width = canvas.width();
    let right = width.saturating_sub(columns(&place) + 1);
    let mut end = width;
    let trouble = trouble(state);
    // What is wrong may need the whole line.
    let is_cut = trouble.as_ref().is_some_and(|why| columns(why) + 2 > right);
    if right > width / 3 && !(is_cut && state.message.is_none()) {
        canvas.text(right, 0, &place, theme.style("bar"));
        end = right.saturating_sub(2);
    }
    if let Some(percent) = state.saving {
        let text = format!("saving … {percent} %, Esc stops");
        canvas.text_until(1, 0, &text, theme.style("bar.bright"), end);
    } else if let Some(count) = state.find.running {
        let text = format!("looking … {count} frames so far, Esc stops");
        canvas.text_until(1, 0, &text, theme.style("bar.bright"), end);
    } else if let Some(message) = &state.message {
        let style = match message.tone {
            Tone::Note => theme.style("bar.bright"),
            Tone::Warning => theme.style("bar").patch(theme.style("warning")),
        };
        canvas.text_until(1, 0, &fit(&message.text, end.saturating_sub(1)), style, end);
    } else if let Some(why) = trouble {
        let style = theme.style("bar").patch(theme.style("warning"));
        canvas.text_until(1, 0, &fit(&why, end.saturating_sub(1)), style, end);
    } else {
        hints(state, canvas, end);
    }
}

/// What is wrong with the capture.
fn trouble(state: &State) -> Option<String> {
    let live = state.live.as_ref().and_then(|gauge| gauge.troubles.first());
    let damage = match &state.capture.progress {
        Progress::Damaged(why) => Some(why),
        _ => None,
    };
    let why = live.or(state.capture.changed.as_ref()).or(damage)?;
    Some(text::clean(why).into_owned())
}

/// The keys that matter most here, from the table of commands.
fn hints(state: &State, canvas: &mut Canvas<'_>, end: u16) {
    let theme = &state.look.theme;
    let mut x = 1;
    for (command, word) in hint_list(state) {
        let Some(key) = command.spec().keys.first() else {
            continue;
        };
        let key = shown(key);
        if x + columns(&key) + columns(word) + 3 > end {
            return;
        }
        x = canvas.text_until(
            x,
            0,
            &key,
            theme.style("bar").patch(theme.style("key")),
            end,
        ) + 1;
        x = canvas.text_until(x, 0, word, theme.style("bar"), end) + 2;
    }
}

fn hint_list(state: &State) -> Vec<(Command, &'static str)> {
    if state.screen == Screen::Interfaces {
        return vec![
            (Command::PickHere, "capture here"),
            (Command::PickDemonstration, "demonstration"),
            (Command::PickEnd, "back"),
        ];
    }
    if state.screen == Screen::Follow {
        return vec![
            (Command::FollowOpen, "its frame"),
            (Command::FollowForm, "text/hex"),
            (Command::FollowSide, "ends"),
            (Command::FollowMessages, "HTTP"),
            (Command::FollowFind, "find"),
            (Command::FollowSave, "save"),
            (Command::FollowEnd, "back"),
        ];
    }
    if state.screen == Screen::Objects {
        return vec![
            (Command::ObjectOpen, "its frame"),
            (Command::ObjectSave, "save"),
            (Command::ObjectsSave, "save all"),
            (Command::ObjectsEnd, "back"),
        ];
    }
    if state.screen == Screen::Statistics {
        return figure_hints(state.statistics.tab);
    }
    if state.screen == Screen::Sockets {
        return vec![
            (Command::SocketSort, "sort"),
            (Command::SocketFrame, "to a frame"),
            (Command::SocketClear, "all"),
            (Command::SocketsEnd, "back"),
        ];
    }
    if state.replay.is_some() && state.focus == Pane::List && state.screen == Screen::Main {
        return vec![
            (Command::ReplayPause, "pause/play"),
            (Command::ReplayStep, "step"),
            (Command::ReplayBack, "back"),
            (Command::ReplayFaster, "faster"),
            (Command::ReplaySlower, "slower"),
            (Command::ReplayJumpOn, "jump"),
            (Command::Replay, "end replay"),
        ];
    }
    if state.screen == Screen::Ladder {
        return vec![
            (Command::LadderOpen, "open frame"),
            (Command::LadderTime, "to scale"),
            (Command::LadderCalls, "calls"),
            (Command::LadderNumbers, "raw numbers"),
            (Command::Right, "next conversation"),
            (Command::LadderCharts, "charts"),
            (Command::LadderEnd, "back"),
        ];
    }
    if state.screen == Screen::Charts {
        return vec![
            (Command::ChartNext, "next chart"),
            (Command::ChartTurn, "other direction"),
            (Command::ChartNearer, "zoom"),
            (Command::Right, "along the points"),
            (Command::ChartOpen, "open frame"),
            (Command::ChartLadder, "ladder"),
            (Command::ChartEnd, "back"),
        ];
    }
    if matches!(state.screen, Screen::Peel(_)) {
        return vec![
            (Command::PeelOn, "peel"),
            (Command::WrapBack, "wrap"),
            (Command::PeelNextFrame, "next frame"),
            (Command::Back, "back"),
            (Command::Help, "help"),
        ];
    }
    let mut hints = match state.focus {
        Pane::List => vec![
            (Command::Select, "to the layers"),
            (Command::Find, "find"),
            (Command::Filter, "filter"),
            (Command::Mark, "mark"),
            (Command::Peel, "peel"),
        ],
        Pane::Layers => vec![
            (Command::Select, "open/close"),
            (Command::ExpandAll, "open all"),
            (Command::SwitchModel, "OSI ⇄ TCP/IP"),
            (Command::TurnTower, "turn over"),
            (Command::Peel, "peel"),
        ],
        Pane::Bytes => vec![(Command::Find, "find"), (Command::CopyBytes, "copy hex")],
        Pane::Header => vec![(Command::Right, "next field"), (Command::CopyValue, "copy")],
        Pane::Explain => vec![(Command::Down, "scroll")],
        Pane::Nesting => vec![
            (Command::Right, "inwards"),
            (Command::Left, "outwards"),
            (Command::Peel, "peel"),
        ],
    };
    hints.extend([
        (Command::NextPane, "next pane"),
        (Command::Zoom, "zoom"),
        (Command::NextFrame, "next frame"),
        (Command::Quit, "quit"),
    ]);
    hints
}

fn figure_hints(tab: Tab) -> Vec<(Command, &'static str)> {
    let mut hints = vec![
        (Command::StatNext, "next"),
        (Command::StatFilter, "its frames"),
        (Command::StatEdit, "edit filter"),
        (Command::StatCopy, "copy filter"),
    ];
    hints.extend(match tab {
        Tab::Protocols | Tab::Lengths => vec![(Command::StatBytes, "bytes/frames")],
        Tab::Conversations | Tab::Endpoints => vec![
            (Command::StatKind, "kind"),
            (Command::StatSort, "sort"),
            (Command::StatTurn, "turn"),
        ],
        Tab::Traffic => vec![
            (Command::StatBytes, "bytes/frames"),
            (Command::StatNearer, "zoom"),
        ],
    });
    hints.push((Command::StatEnd, "back"));
    hints
}

/// The name of the colouring rule that the selected frame passes.
fn rule_name(state: &State) -> Option<String> {
    let row = state.list.rows.get(&state.list.selected)?;
    let rule = state.rules.get(usize::from(row.rule?))?;
    (!state.colourless && state.screen == Screen::Main).then(|| format!("■ {}", rule.name))
}

/// Where the cursor is, in words.
fn place(state: &State) -> String {
    let elsewhere = [
        Screen::Ladder,
        Screen::Charts,
        Screen::Sockets,
        Screen::Follow,
        Screen::Objects,
        Screen::Statistics,
    ];
    if state.current.is_none() || elsewhere.contains(&state.screen) {
        return String::new();
    }
    let layer = state
        .layer_of(state.cursor.item)
        .and_then(|layer| state.layer(layer));
    let mut parts: Vec<String> = rule_name(state).into_iter().collect();
    if let Some(layer) = layer {
        parts.push(layer.info.short.to_string());
    }
    if let Item::Field(field) = state.cursor.item
        && let Some(field) = state.field(field)
    {
        parts.push(field.spec.label.to_string());
    }
    parts.push(format!("byte {}", state.cursor.byte));
    parts.join(" · ")
}
