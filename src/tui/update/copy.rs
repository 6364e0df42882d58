//! What goes to the clipboard.

use std::fmt::Write;

use super::{Effect, Effects};
use crate::model::{ByteRange, Source};
use crate::tui::command::Command;
use crate::tui::state::{State, Tone};
use crate::tui::tower::Item;

pub(super) fn copy(state: &mut State, command: Command) -> Effects {
    let copied = match command {
        Command::CopyLayer => layer(state),
        Command::CopyBytes => bytes(state),
        _ => value(state),
    };
    match copied {
        Some((text, what)) => vec![Effect::Copy { text, what }],
        None => {
            state.say(Tone::Warning, "nothing here to copy");
            Vec::new()
        }
    }
}

/// The selected field's value, or what else the cursor stands on as text.
fn value(state: &State) -> Option<(String, String)> {
    let current = state.current.as_ref()?;
    match state.cursor.item {
        Item::Field(index) => {
            let field = state.field(index)?;
            Some((current.view().text(field), field.spec.label.to_lowercase()))
        }
        Item::Fact(index) => {
            let fact = current.facts.get(usize::from(index))?;
            Some((fact.value.clone(), fact.label.to_lowercase()))
        }
        Item::Layer(index) => {
            let layer = state.layer(index)?;
            Some((
                layer.summary.clone(),
                format!("{} summary", layer.info.short),
            ))
        }
        _ => None,
    }
}

/// The layer at the cursor with all its fields.
fn layer(state: &State) -> Option<(String, String)> {
    let current = state.current.as_ref()?;
    let layer = state.layer(state.layer_of(state.cursor.item)?)?;
    let mut text = format!("{}: {}\n", layer.info.title, layer.summary);
    for field in current.dissection.fields_of(layer) {
        let indent = usize::from(field.depth) * 2 + 2;
        let value = current.view().text(field);
        let _ = writeln!(text, "{:indent$}{}: {value}", "", field.spec.label);
    }
    Some((text, format!("{} with its fields", layer.info.short)))
}

/// The selected bytes as hexadecimal digits.
fn bytes(state: &State) -> Option<(String, String)> {
    let current = state.current.as_ref()?;
    let selection = state.selection();
    let part = |(source, span): &(Source, crate::model::Span)| {
        let range: ByteRange = span.byte_range();
        range.of(current.view().buffer(*source)).to_vec()
    };
    let bytes: Vec<u8> = selection.spans.iter().flat_map(part).collect();
    if bytes.is_empty() {
        return None;
    }
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Some((digits.join(" "), format!("{} bytes as hex", bytes.len())))
}
