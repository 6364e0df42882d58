//! Typing a display filter, and making one of what is selected.

use super::overlay::edit;
use super::{Effect, Effects};
use crate::filter::Filter;
use crate::model::{Field, Kind, Value, text};
use crate::proto::registry;
use crate::tui::command::Command;
use crate::tui::desk::Current;
use crate::tui::state::{FieldFilter, FilterBar, Joined, Overlay, Screen, State, Tone};
use crate::tui::tower::Item;

/// Opens the line, with the filter in force in it.
pub(super) fn open(state: &mut State) {
    state.overlay = Some(Overlay::Filter(FilterBar::of(&state.filter)));
}

/// A command while a filter is typed.
pub(super) fn obey(state: &mut State, command: Command) -> Option<Effects> {
    let history = &state.history;
    let Some(Overlay::Filter(bar)) = &mut state.overlay else {
        return None;
    };
    match command {
        Command::Accept => return Some(accept(state)),
        Command::Cancel => state.overlay = None,
        Command::FilterComplete => bar.complete(),
        Command::ChoiceUp => bar.chosen = bar.chosen.saturating_sub(1),
        Command::ChoiceDown => {
            bar.chosen = (bar.chosen + 1).min(bar.names.len().saturating_sub(1));
        }
        Command::FilterOlder => {
            if let Some(old) = history.back(bar.back + 1) {
                let back = bar.back + 1;
                *bar = FilterBar {
                    back,
                    ..FilterBar::of(old)
                };
            }
        }
        Command::FilterNewer => {
            let back = bar.back.saturating_sub(1);
            let newer = history.back(back).unwrap_or_default();
            *bar = FilterBar {
                back,
                ..FilterBar::of(newer)
            };
        }
        _ => return edit(state, command).then(Vec::new),
    }
    Some(Vec::new())
}

/// Takes the filter, if it can be understood.
fn accept(state: &mut State) -> Effects {
    let Some(Overlay::Filter(bar)) = state.overlay.take() else {
        return Vec::new();
    };
    if bar.wrong.is_some() {
        state.overlay = Some(Overlay::Filter(bar));
        return Vec::new();
    }
    state.screen = Screen::Main;
    vec![Effect::Filter(bar.input.text().trim().to_owned())]
}

/// Opens the menu of filters made of what is selected.
pub(super) fn open_menu(state: &mut State) {
    let condition = state
        .current
        .as_ref()
        .and_then(|current| match state.cursor.item {
            Item::Field(field) => condition_of(current, state.field(field)?),
            item => {
                let layer = state.layer(state.layer_of(item)?)?;
                holds(current, layer.info.name.to_owned())
            }
        });
    match condition {
        Some(condition) => {
            state.overlay = Some(Overlay::FilterBy(FieldFilter {
                condition,
                chosen: 0,
            }));
        }
        None => state.say(Tone::Warning, "no filter can be made of what is selected"),
    }
}

/// A command while the menu is open.
pub(super) fn obey_menu(state: &mut State, command: Command) -> Option<Effects> {
    let Some(Overlay::FilterBy(menu)) = &mut state.overlay else {
        return None;
    };
    let last = Joined::ALL.len() - 1;
    let joined = Joined::ALL[menu.chosen.min(last)].0;
    match command {
        Command::FilterOlder | Command::ChoiceUp => menu.chosen = menu.chosen.saturating_sub(1),
        Command::FilterNewer | Command::ChoiceDown => menu.chosen = (menu.chosen + 1).min(last),
        Command::Cancel => state.overlay = None,
        Command::Accept | Command::FilterComplete => {
            let filter = joined.join(&state.filter, &menu.condition);
            if command == Command::Accept {
                state.overlay = None;
                return Some(vec![Effect::Filter(filter)]);
            }
            state.overlay = Some(Overlay::Filter(FilterBar::of(&filter)));
        }
        _ => {}
    }
    Some(Vec::new())
}

/// A condition that is true of the frame because of this field: its value, or that it is there.
fn condition_of(current: &Current, field: &Field) -> Option<String> {
    let name = field.spec.name;
    let buffer = current.view().buffer(field.source);
    let raw = field.raw_text(buffer);
    let value = match (&field.value, field.spec.kind) {
        (Value::None, _) | (_, Kind::Group) => None,
        (Value::Text | Value::Made(_), _) => Some(quoted(&raw)),
        (Value::Bytes, _) if field.bytes(buffer).len() > 32 => None,
        _ => Some(raw),
    };
    value
        .and_then(|value| holds(current, format!("{name} == {value}")))
        .or_else(|| holds(current, name.to_owned()))
}

/// The condition, if it can be understood and is true of the frame.
fn holds(current: &Current, condition: String) -> Option<String> {
    let is_short = condition.len() <= 200 && text::clean(&condition) == condition;
    let filter = Filter::parse(&condition, registry()).ok()?;
    (is_short && filter.matches(&current.view())).then_some(condition)
}

fn quoted(raw: &str) -> String {
    format!("\"{}\"", raw.replace('\\', "\\\\").replace('"', "\\\""))
}
