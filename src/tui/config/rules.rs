//! Colouring rules in a configuration.

use std::fmt::Write;

use toml_edit::{Item, TableLike, Value};

use super::read::{Fault, unknown_key};
use crate::tui::colours::{MOST, Rgb, Rule};

/// The keys of a rule.
const KEYS: [&str; 4] = ["name", "filter", "background", "foreground"];

/// Reads rules, written as `[[colours]]` or as a list.
pub(super) fn read(item: &Item) -> Result<Vec<Rule>, Fault> {
    let tables: Vec<&dyn TableLike> = match item {
        Item::ArrayOfTables(tables) => tables.iter().map(|table| table as _).collect(),
        Item::Value(Value::Array(list)) => {
            let table = |value: &'_ Value| match value {
                Value::InlineTable(_) => None,
                other => Some(wrong(other.span())),
            };
            if let Some(fault) = list.iter().find_map(table) {
                return Err(fault);
            }
            let tables = list.iter().filter_map(Value::as_inline_table);
            tables.map(|table| table as _).collect()
        }
        other => return Err(wrong(other.span())),
    };
    if tables.len() > MOST {
        return Err(Fault::at(
            item.span(),
            format!("more than {MOST} colouring rules"),
        ));
    }
    tables.into_iter().map(|table| rule(table, item)).collect()
}

fn wrong(span: Option<std::ops::Range<usize>>) -> Fault {
    Fault::at(
        span,
        "colouring rules are written as [[colours]] with name, filter and background",
    )
}

fn rule(table: &dyn TableLike, whole: &Item) -> Result<Rule, Fault> {
    for (key, _) in table.iter() {
        if !KEYS.contains(&key) {
            return Err(unknown_key(table, key, &KEYS));
        }
    }
    let text = |key: &str| match table.get(key) {
        None => Ok(None),
        Some(item) => match item.as_str() {
            Some(text) => Ok(Some(text)),
            None => Err(Fault::at(item.span(), format!("{key} is a text in quotes"))),
        },
    };
    let colour = |key: &str, usual: Rgb| match text(key)? {
        None => Ok(usual),
        Some(text) => Rgb::parse(text).ok_or_else(|| {
            let span = table.get(key).and_then(Item::span);
            Fault::at(
                span,
                format!("{key} is a colour such as #rrggbb, in hexadecimal digits"),
            )
        }),
    };
    let filter = text("filter")?
        .ok_or_else(|| Fault::at(whole.span(), "a colouring rule needs a filter"))?;
    let name = text("name")?.unwrap_or(filter);
    let background = colour("background", Rgb(0x30, 0x40, 0x60))?;
    let foreground = colour("foreground", Rgb(0xff, 0xff, 0xff))?;
    Rule::new(name, filter, (background, foreground)).map_err(|error| {
        let span = table.get("filter").and_then(Item::span);
        Fault::at(
            span,
            format!(
                "in this filter, from character {}: {error}",
                error.at.start + 1
            ),
        )
    })
}

/// Writes rules with what they are for.
pub(super) fn write(rules: &[Rule], out: &mut String) -> std::fmt::Result {
    writeln!(
        out,
        "\n# Colouring rules: the first one whose filter a frame passes colours its number; its name"
    )?;
    writeln!(
        out,
        "# stands in the status line. `decap config --import-colours FILE` reads those of Wireshark."
    )?;
    if rules.is_empty() {
        return writeln!(out, "colours = []");
    }
    for rule in rules {
        let quoted = |text: &str| Value::from(text).to_string();
        writeln!(out, "[[colours]]\nname = {}", quoted(&rule.name))?;
        writeln!(out, "filter = {}", quoted(&rule.text))?;
        writeln!(out, "background = \"{}\"", rule.background)?;
        writeln!(out, "foreground = \"{}\"\n", rule.foreground)?;
    }
    Ok(())
}
