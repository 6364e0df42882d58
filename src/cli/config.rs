//! The user's configuration on the command line.

use super::Failure;
use super::args::{ConfigArgs, ScreenArgs, ThemeChoice};
use super::failure::Kind;
use super::output::Output;
use crate::tui::Settings;

/// Prints the configuration that is in force, with comments.
///
/// # Errors
/// When it cannot be read.
pub fn run(args: &ConfigArgs) -> Result<(), Failure> {
    let settings = load(args)?;
    let mut out = Output::new();
    out.write(&settings.to_toml())?;
    out.flush()
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
