//! The user's configuration: what the screen looks like at the start.
//!
//! It stands in `$XDG_CONFIG_HOME/decap/config.toml`. Nothing in it is needed, and what is not
//! understood is an error that names its line.

mod place;
mod print;
mod read;
mod rules;
mod store;

use std::fmt;
use std::path::{Path, PathBuf};

use place::config_file;
pub use place::history_file;
pub(super) use read::nearest;
pub use store::keep_columns;

use super::colours::Rule;
use super::columns::Column;
use crate::render::TimeStyle;

/// What the user wants of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The name of the theme; `None` for what suits the terminal.
    pub theme: Option<&'static str>,
    /// True for the OSI model, false for TCP/IP.
    pub osi: bool,
    /// How times are shown.
    pub time: TimeStyle,
    /// The columns of the list of frames.
    pub columns: Vec<Column>,
    /// The colouring rules.
    pub rules: Vec<Rule>,
    /// Where they are kept, and under which profile.
    pub origin: Origin,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            theme: None,
            osi: true,
            time: TimeStyle::default(),
            columns: Column::usual(),
            rules: Rule::usual(),
            origin: Origin::default(),
        }
    }
}

/// Where settings are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The file, which need not be there; `None` if the system names no place for it.
    pub file: Option<PathBuf>,
    /// The profile.
    pub profile: Option<String>,
}

/// What is wrong with a configuration.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError {
    file: PathBuf,
    /// The line, counted from 1, where there is one to blame.
    line: Option<usize>,
    message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display().to_string();
        write!(f, "{}", crate::model::text::clean(&file))?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", crate::model::text::clean(&self.message))
    }
}

impl std::error::Error for ConfigError {}

impl Settings {
    /// The user's settings: those of `file`, or of the usual place, where nothing need be; under
    /// `profile` with what that changes.
    ///
    /// # Errors
    /// A file that cannot be read or understood, or that has no such profile.
    pub fn load(file: Option<&Path>, profile: Option<&str>) -> Result<Settings, ConfigError> {
        let path = file.map(Path::to_path_buf).or_else(config_file);
        let mut settings = Settings {
            origin: Origin {
                file: path.clone(),
                profile: profile.map(str::to_owned),
            },
            ..Settings::default()
        };
        let Some(path) = path else {
            return match profile {
                None => Ok(settings),
                Some(_) => Err(ConfigError {
                    file: "config.toml".into(),
                    line: None,
                    message: "a profile needs a configuration: --config FILE names it".into(),
                }),
            };
        };
        // Somebody who names a file, or something in it, wants it to be there.
        let needed = file.is_some() || profile.is_some();
        if let Some(text) = place::read(&path, needed)? {
            read::read(&text, profile, &mut settings).map_err(|fault| ConfigError {
                line: fault.at.map(|at| line_of(&text, at)),
                file: path,
                message: fault.message,
            })?;
        }
        Ok(settings)
    }
}

/// The line, counted from 1, of byte `at`.
fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests;
