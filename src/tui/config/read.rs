//! Reads a configuration.

use std::ops::Range;

use toml_edit::{Document, Item, TableLike, Value};

use super::{Settings, rules};
use crate::proto::registry;
use crate::render::TimeStyle;
use crate::tui::columns::{Column, MOST, Shows};
use crate::tui::theme::NAMES;

/// What is wrong, and at which byte of the text.
pub(super) struct Fault {
    pub at: Option<usize>,
    pub message: String,
}

impl Fault {
    pub fn at(span: Option<Range<usize>>, message: impl Into<String>) -> Fault {
        Fault {
            at: span.map(|span| span.start),
            message: message.into(),
        }
    }
}

/// The keys of a configuration and of a profile.
const KEYS: [&str; 5] = ["theme", "model", "time", "columns", "colours"];

/// The keys of a column.
const COLUMN_KEYS: [&str; 5] = ["show", "title", "width", "hidden", "screen"];

/// Reads a configuration with a profile into the settings.
pub(super) fn read(text: &str, profile: Option<&str>, to: &mut Settings) -> Result<(), Fault> {
    let document = Document::parse(text)
        .map_err(|error| Fault::at(error.span(), error.message().to_owned()))?;
    let top = document.as_table();
    for (key, item) in top.iter() {
        if key != "profile" {
            set(top, key, item, to)?;
        }
    }
    let Some(profiles) = top.get("profile") else {
        return match profile {
            None => Ok(()),
            Some(name) => Err(no_profile(name, &[])),
        };
    };
    let profiles = profiles
        .as_table_like()
        .ok_or_else(|| Fault::at(profiles.span(), "profiles are written as [profile.NAME]"))?;
    let mut found = None;
    for (name, item) in profiles.iter() {
        let table = item.as_table_like().ok_or_else(|| {
            Fault::at(
                item.span(),
                format!("a profile is written as [profile.{name}]"),
            )
        })?;
        // Every profile is read, so that a fault in it shows before it is wanted.
        let mut settings = to.clone();
        for (key, item) in table.iter() {
            set(table, key, item, &mut settings)?;
        }
        if Some(name) == profile {
            found = Some(settings);
        }
    }
    match (found, profile) {
        (Some(settings), _) => *to = settings,
        (None, None) => {}
        (None, Some(name)) => {
            let names: Vec<&str> = profiles.iter().map(|entry| entry.0).collect();
            return Err(no_profile(name, &names));
        }
    }
    Ok(())
}

fn no_profile(name: &str, names: &[&str]) -> Fault {
    let known = match names {
        [] => "it has none".to_owned(),
        names => format!("it has {}", names.join(", ")),
    };
    Fault::at(None, format!("there is no profile {name:?} here; {known}"))
}

/// Takes one key in.
fn set(table: &dyn TableLike, key: &str, item: &Item, to: &mut Settings) -> Result<(), Fault> {
    match key {
        "theme" => to.theme = theme(item)?,
        "model" => to.osi = choice(item, &["osi", "tcp-ip"])? == "osi",
        "time" => {
            let style = TimeStyle::parse(string(item)?);
            to.time = style.map_err(|message| Fault::at(item.span(), message))?;
        }
        "columns" => to.columns = columns(item)?,
        "colours" => to.rules = rules::read(item)?,
        _ => return Err(unknown_key(table, key, &KEYS)),
    }
    Ok(())
}

pub(super) fn unknown_key(table: &dyn TableLike, key: &str, known: &[&'static str]) -> Fault {
    let span = table.key(key).and_then(toml_edit::Key::span);
    let hint = match nearest(key, known.iter().copied()) {
        Some(near) => format!("did you mean {near:?}?"),
        None => format!("the keys here are {}", known.join(", ")),
    };
    Fault::at(span, format!("unknown key {key:?}; {hint}"))
}

/// The word that was probably meant.
pub(in crate::tui) fn nearest<'a>(
    word: &str,
    known: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    // Comparing takes time in proportion to the length, and no name is that long.
    if word.len() > 64 {
        return None;
    }
    known
        .map(|name| (strsim::damerau_levenshtein(word, name), name))
        .min_by_key(|entry| entry.0)
        .filter(|(distance, _)| *distance <= (word.len() / 3).max(1))
        .map(|entry| entry.1)
}

fn string(item: &Item) -> Result<&str, Fault> {
    item.as_str().ok_or_else(|| {
        Fault::at(
            item.span(),
            format!("a text in quotes is needed, not a {}", item.type_name()),
        )
    })
}

fn choice<'a>(item: &'a Item, known: &[&str]) -> Result<&'a str, Fault> {
    let word = string(item)?;
    if known.contains(&word) {
        return Ok(word);
    }
    Err(Fault::at(
        item.span(),
        format!("{word:?} is none of {}", known.join(", ")),
    ))
}

fn theme(item: &Item) -> Result<Option<&'static str>, Fault> {
    let mut known = vec!["auto"];
    known.extend(NAMES);
    let word = choice(item, &known)?;
    Ok(NAMES.into_iter().find(|name| *name == word))
}

fn columns(item: &Item) -> Result<Vec<Column>, Fault> {
    let list = item.as_array().ok_or_else(|| {
        let example = "columns are a list, such as [\"number\", \"time\", \"ip.ttl\", \"what\"]";
        Fault::at(item.span(), example)
    })?;
    if list.len() > MOST {
        return Err(Fault::at(item.span(), format!("more than {MOST} columns")));
    }
    list.iter().map(column).collect()
}

fn column(value: &Value) -> Result<Column, Fault> {
    match value {
        Value::String(word) => Ok(Column::new(shows(word.value(), value.span())?)),
        Value::InlineTable(table) => {
            let Some(word) = table.get("show") else {
                let example = "a column is written as { show = \"ip.ttl\", width = 5 }";
                return Err(Fault::at(value.span(), example));
            };
            let word_text = word.as_str().unwrap_or_default();
            let mut column = Column::new(shows(word_text, word.span())?);
            for (key, value) in table.iter() {
                set_column(table, key, value, &mut column)?;
            }
            Ok(column)
        }
        other => Err(Fault::at(
            other.span(),
            format!(
                "a column is a name in quotes or {{ show = ... }}, not a {}",
                other.type_name()
            ),
        )),
    }
}

fn set_column(
    table: &toml_edit::InlineTable,
    key: &str,
    value: &Value,
    column: &mut Column,
) -> Result<(), Fault> {
    let number = |range: std::ops::RangeInclusive<i64>| {
        let (least, most) = (*range.start(), *range.end());
        let found = value.as_integer().filter(|number| range.contains(number));
        found
            .and_then(|number| u16::try_from(number).ok())
            .ok_or_else(|| {
                let message = format!("{key} is a number from {least} to {most}");
                Fault::at(value.span(), message)
            })
    };
    match key {
        "show" => {}
        "title" => {
            let text = value
                .as_str()
                .ok_or_else(|| Fault::at(value.span(), "a title is a text in quotes"))?;
            let title = crate::model::text::clean(text);
            column.title = Some(crate::model::text::ellipsis(&title, 40).into_owned());
        }
        "width" => column.width = Some(number(1..=200)?),
        "screen" => column.screen = number(0..=1000)?,
        "hidden" => {
            column.hidden = value
                .as_bool()
                .ok_or_else(|| Fault::at(value.span(), "hidden is true or false"))?;
        }
        _ => return Err(unknown_key(table, key, &COLUMN_KEYS)),
    }
    Ok(())
}

fn shows(word: &str, span: Option<Range<usize>>) -> Result<Shows, Fault> {
    Shows::parse(word, registry()).ok_or_else(|| {
        let fields = registry()
            .protocols()
            .iter()
            .flat_map(|protocol| protocol.all_fields())
            .map(|spec| spec.name);
        let built_in = Shows::BUILT_IN.iter().map(|entry| entry.0);
        let hint = match nearest(word, built_in.chain(fields)) {
            Some(near) => format!("did you mean {near:?}?"),
            None => "`decap protocols NAME` lists the fields".to_owned(),
        };
        Fault::at(
            span,
            format!("there is no column or field {word:?}; {hint}"),
        )
    })
}
