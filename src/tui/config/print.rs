//! Settings as a configuration with comments.

use std::fmt::Write;

use toml_edit::{InlineTable, Value};

use super::Settings;
use crate::render::TimeFormat;
use crate::tui::columns::{Column, Shows};
use crate::tui::theme::NAMES;

impl Settings {
    /// The configuration that makes these settings, with what each line is for.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        // A String takes all that is written to it.
        let _ = self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(
            out,
            "# decap: what the screen looks like at the start. Every line may be left out."
        )?;
        match &self.origin.file {
            Some(file) => {
                let file = file.display().to_string();
                writeln!(out, "# Kept in {}", crate::model::text::clean(&file))?;
            }
            None => writeln!(out, "# Given with --config FILE")?,
        }
        writeln!(out, "\n# Colours: auto, {}.", NAMES.join(", "))?;
        writeln!(out, "theme = \"{}\"", self.theme.unwrap_or("auto"))?;
        writeln!(out, "\n# The model of the tower: osi or tcp-ip.")?;
        writeln!(
            out,
            "model = \"{}\"",
            if self.osi { "osi" } else { "tcp-ip" }
        )?;
        self.write_time(out)?;
        self.write_columns(out)?;
        super::rules::write(&self.rules, out)?;
        writeln!(
            out,
            "\n# A profile changes what it names: decap -C lesson FILE"
        )?;
        writeln!(out, "# [profile.lesson]\n# theme = \"light\"")
    }

    fn write_time(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "\n# Times, as with -t; r.3 has three decimals:")?;
        for (name, format) in TimeFormat::ALL {
            writeln!(out, "#   {name:<5} {}", format.words())?;
        }
        let name = TimeFormat::ALL
            .iter()
            .find(|entry| entry.1 == self.time.format);
        let name = name.map_or("r", |entry| entry.0);
        match self.time.decimals {
            6 => writeln!(out, "time = \"{name}\""),
            decimals => writeln!(out, "time = \"{name}.{decimals}\""),
        }
    }

    fn write_columns(&self, out: &mut String) -> std::fmt::Result {
        let words = Shows::BUILT_IN.map(|entry| entry.0).join(", ");
        writeln!(out, "\n# Columns of the list of frames, in this order:")?;
        writeln!(out, "#   {words},")?;
        writeln!(
            out,
            "#   or the name of any field; `decap protocols tcp` lists those of TCP."
        )?;
        writeln!(
            out,
            "# {{ show = \"ip.ttl\", title = \"TTL\", width = 5 }} gives it a heading and a width;"
        )?;
        writeln!(
            out,
            "# hidden = true keeps it for later, screen = 140 shows it on wide screens only."
        )?;
        writeln!(out, "columns = [")?;
        for column in &self.columns {
            writeln!(out, "    {},", value(column).to_string().trim())?;
        }
        writeln!(out, "]")
    }
}

/// A column as the configuration has it: its word alone, if that says all.
pub(super) fn value(column: &Column) -> Value {
    let word = column.shows.word();
    if *column == Column::new(column.shows) {
        return word.into();
    }
    let mut table = InlineTable::new();
    table.insert("show", word.into());
    if let Some(title) = &column.title {
        table.insert("title", title.as_str().into());
    }
    if let Some(width) = column.width {
        table.insert("width", i64::from(width).into());
    }
    if column.hidden {
        table.insert("hidden", true.into());
    }
    if column.screen > 0 {
        table.insert("screen", i64::from(column.screen).into());
    }
    table.into()
}
