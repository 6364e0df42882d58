//! The user's configuration on the command line.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::Failure;
use super::args::{ConfigArgs, PrintConfigArgs, ScreenArgs, ThemeChoice};
use super::failure::Kind;
use super::output::Output;
use crate::tui::{Settings, import_colours};

/// Rules of Wireshark are no longer than this, in bytes.
const LONGEST: u64 = 1 << 20;

/// Prints the configuration that is in force, with comments.
///
/// # Errors
/// When it, or the rules to be imported, cannot be read.
pub fn run(args: &PrintConfigArgs) -> Result<(), Failure> {
    let mut settings = load(&args.config)?;
    if let Some(path) = &args.import_colours {
        let name = path.display().to_string();
        let name = crate::model::text::clean(&name);
        let text = read(path).map_err(|error| {
            let error = anyhow::Error::new(error).context(format!("{name} cannot be read"));
            Failure::new(Kind::File, error)
        })?;
        let imported = import_colours(&text);
        for why in &imported.left_out {
            eprintln!("decap: {name}: left out: {why}");
        }
        settings.rules = imported.rules;
    }
    let mut out = Output::new();
    out.write(&settings.to_toml())?;
    out.flush()
}

fn read(path: &Path) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn load(args: &ConfigArgs) -> Result<Settings, Failure> {
    Settings::load(args.config.as_deref(), args.profile.as_deref())
        .map_err(|error| Failure::new(Kind::Usage, error))
}

/// What the configuration says of the screen, and what the arguments say instead.
///
/// # Errors
/// When the configuration cannot be read.
pub fn settings(args: &ScreenArgs) -> Result<Settings, Failure> {
    let mut settings = load(&args.config)?;
    settings.time = args.time.unwrap_or(settings.time);
    settings.theme = match args.theme {
        None => settings.theme,
        Some(ThemeChoice::Auto) => None,
        Some(ThemeChoice::Dark) => Some("dark"),
        Some(ThemeChoice::Light) => Some("light"),
        Some(ThemeChoice::Contrast) => Some("contrast"),
        Some(ThemeChoice::Sixteen) => Some("16"),
        Some(ThemeChoice::Mono) => Some("mono"),
    };
    Ok(settings)
}
