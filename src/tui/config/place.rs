//! Where the configuration and what decap remembers stand.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::ConfigError;

/// No configuration is longer than this, in bytes.
const LONGEST: u64 = 1 << 20;

/// `$XDG_CONFIG_HOME/decap/config.toml`, or below `~/.config`.
pub fn config_file() -> Option<PathBuf> {
    Some(base("XDG_CONFIG_HOME", ".config")?.join("decap/config.toml"))
}

/// `$XDG_STATE_HOME/decap/history`, or below `~/.local/state`.
pub fn history_file() -> Option<PathBuf> {
    Some(base("XDG_STATE_HOME", ".local/state")?.join("decap/history"))
}

/// A base directory; one that is not absolute is to be ignored (XDG Base Directory Specification).
fn base(variable: &str, below_home: &str) -> Option<PathBuf> {
    let absolute = |name: &str| {
        let path = PathBuf::from(std::env::var_os(name)?);
        path.is_absolute().then_some(path)
    };
    absolute(variable).or_else(|| Some(absolute("HOME")?.join(below_home)))
}

/// The text of a configuration; `None` if there is none and none is needed.
pub(super) fn read(path: &Path, needed: bool) -> Result<Option<String>, ConfigError> {
    let wrong = |message: String| ConfigError {
        file: path.to_path_buf(),
        line: None,
        message,
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound && !needed => return Ok(None),
        Err(error) => return Err(wrong(format!("the configuration cannot be read: {error}"))),
    };
    let mut text = String::new();
    match file.take(LONGEST + 1).read_to_string(&mut text) {
        Ok(_) if text.len() as u64 > LONGEST => Err(wrong(
            "this is no configuration: it is longer than 1 MiB".into(),
        )),
        Ok(_) => Ok(Some(text)),
        Err(error) => Err(wrong(format!("the configuration cannot be read: {error}"))),
    }
}
