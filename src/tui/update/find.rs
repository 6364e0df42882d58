//! Finding text and bytes.

use super::{Effect, Effects};
use crate::tui::search::Search;
use crate::tui::state::{Pattern, Scope, Screen, State, Tone};
use crate::tui::tower::Item;
use crate::tui::view::scope;

/// Takes a new pattern and goes to the first place.
pub(super) fn start(state: &mut State, typed: &str) -> Effects {
    if state.screen == Screen::Follow {
        return super::talk::find(state, typed);
    }
    state.find.pattern = Pattern::parse(typed);
    again(state, true)
}

/// Goes to the next or previous place of the last pattern.
pub(super) fn again(state: &mut State, forward: bool) -> Effects {
    let Some(pattern) = state.find.pattern.clone() else {
        state.say(Tone::Warning, "nothing was looked for yet: / finds");
        return Vec::new();
    };
    let found = match scope(state) {
        Scope::Frames => {
            let search = Search::new(pattern, state.list.selected, state.list.len, forward);
            return vec![Effect::Search(search)];
        }
        Scope::Fields => {
            find_in_fields(state, &pattern, forward).map(|item| state.go_to_and_reveal(item))
        }
        Scope::Bytes => find_in_bytes(state, &pattern, forward).map(|byte| state.go_to_byte(byte)),
    };
    if found.is_none() {
        let typed = crate::model::text::clean(&pattern.typed).into_owned();
        state.say(Tone::Warning, format!("{typed}: not found here"));
    }
    Vec::new()
}

/// The next field or layer, in the order of the frame, that shows the pattern.
fn find_in_fields(state: &State, pattern: &Pattern, forward: bool) -> Option<Item> {
    let current = state.current.as_ref()?;
    let dissection = &current.dissection;
    let mut items = Vec::new();
    for (layer, index) in dissection.layers.iter().zip(0u16..) {
        items.push(Item::Layer(index));
        items.extend((layer.fields.start..layer.fields.end).map(Item::Field));
    }
    let shows = |item: &Item| match item {
        Item::Layer(index) => state.layer(*index).is_some_and(|layer| {
            pattern.in_text(&layer.summary)
                || pattern.in_text(layer.info.short)
                || pattern.in_text(layer.info.title)
        }),
        Item::Field(index) => state.field(*index).is_some_and(|field| {
            pattern.in_text(field.spec.label)
                || pattern.in_text(field.spec.name)
                || pattern.in_text(&current.view().text(field))
        }),
        _ => false,
    };
    let here = items.iter().position(|item| *item == state.cursor.item);
    let behind = here.map_or(0, |here| here + 1);
    if forward {
        items[behind..]
            .iter()
            .chain(&items[..behind])
            .copied()
            .find(shows)
    } else {
        let before = here.unwrap_or(0);
        let around = items[before..].iter().rev();
        items[..before]
            .iter()
            .rev()
            .chain(around)
            .copied()
            .find(shows)
    }
}

/// The next place in the bytes on the screen.
fn find_in_bytes(state: &State, pattern: &Pattern, forward: bool) -> Option<u32> {
    let bytes = state.buffer();
    let here = state.cursor.byte as usize;
    let at = if forward {
        let behind = pattern.in_bytes(bytes, here + 1);
        behind.or_else(|| pattern.in_bytes(bytes, 0))
    } else {
        last_before(pattern, bytes, here).or_else(|| last_before(pattern, bytes, bytes.len()))
    };
    at.and_then(|(at, _)| u32::try_from(at).ok())
}

fn last_before(pattern: &Pattern, bytes: &[u8], end: usize) -> Option<(usize, usize)> {
    let mut last = None;
    let mut from = 0;
    while let Some(found) = pattern.in_bytes(bytes, from).filter(|found| found.0 < end) {
        last = Some(found);
        from = found.0 + 1;
    }
    last
}
