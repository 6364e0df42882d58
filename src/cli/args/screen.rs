//! Arguments about the screen and its configuration.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::render::TimeStyle;

/// How the screen looks.
#[derive(Debug, Clone, Args)]
pub struct ScreenArgs {
    /// Colours of the screen, unless the configuration says them: auto.
    #[arg(long, value_enum)]
    pub theme: Option<ThemeChoice>,
    /// Draw with ASCII characters only.
    #[arg(long)]
    pub ascii: bool,
    /// Times: r or d or dd (since the first, the captured, the shown frame before), a, ad, adoy (local
    /// time, date, day of the year), u, ud, udoy (UTC), e (since 1970); .3 for 3 decimals, as r.3.
    #[arg(short, long, value_name = "FORMAT", value_parser = TimeStyle::parse)]
    pub time: Option<TimeStyle>,
    /// What the user wants of the screen.
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// Where the configuration is.
#[derive(Debug, Clone, Args)]
pub struct ConfigArgs {
    /// The configuration, if it is not ~/.config/decap/config.toml.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The profile of the configuration to use.
    #[arg(short = 'C', long, value_name = "NAME")]
    pub profile: Option<String>,
}

/// Arguments of `decap config`.
#[derive(Debug, Args)]
pub struct PrintConfigArgs {
    /// Which configuration.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// With the colouring rules of this file of Wireshark's (colorfilters) in place of its own.
    #[arg(long, value_name = "FILE")]
    pub import_colours: Option<PathBuf>,
}

/// The colours of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ThemeChoice {
    /// Dark, or mono if NO_COLOR is set, or 16 colours if the terminal has no more.
    Auto,
    /// For a dark background.
    Dark,
    /// For a light background and for projectors.
    Light,
    /// High contrast.
    Contrast,
    /// The terminal's own 16 colours.
    #[value(name = "16")]
    Sixteen,
    /// No colours.
    Mono,
}
