//! What the command line starts on the screen.

use std::path::Path;
use std::sync::Arc;

use super::args::{OpenArgs, PeelArgs, ReplayArgs, ScreenArgs, ThemeChoice};
use super::failure::Kind;
use super::{Failure, peel_rules, source};
use crate::capture::live::LiveSession;
use crate::store::Store;
use crate::talk::Learner;
use crate::tui::{TuiOptions, run};

/// Opens a capture.
///
/// # Errors
/// When it cannot be read, is no capture, or the terminal cannot be set up.
pub fn file(file: Option<&Path>, args: &OpenArgs) -> Result<(), Failure> {
    show(source::open(file)?, &args.screen, &args.peel)
}

/// Replays.
///
/// # Errors
/// As [`file`].
pub fn replay(args: &ReplayArgs) -> Result<(), Failure> {
    show(
        source::open(args.file.as_deref())?,
        &args.screen,
        &args.peel,
    )
}

/// Shows a capture that goes on.
///
/// # Errors
/// When the terminal cannot be set up, or the capture ended for a reason that nobody asked for.
pub fn live(store: Store, session: LiveSession, args: &OpenArgs) -> Result<(), Failure> {
    let shown = show(store, &args.screen, &args.peel);
    super::live::finish(session, shown)
}

/// Picker.
///
/// # Errors
/// Always.
pub fn pick_interface(_args: &OpenArgs) -> Result<(), Failure> {
    Err(Failure::usage("name an interface"))
}

fn show(store: Store, look: &ScreenArgs, peel: &PeelArgs) -> Result<(), Failure> {
    let peeler = peel_rules::peeler(peel)?;
    let learner = Learner::start(store.clone(), peeler.clone())
        .map_err(|error| Failure::new(Kind::File, error))?;
    let mut options = TuiOptions::new(Arc::new(store));
    options.peeler = peeler;
    options.known = Box::new(learner);
    options.ascii = look.ascii;
    options.theme = match look.theme {
        ThemeChoice::Auto | ThemeChoice::Dark => "dark",
        ThemeChoice::Light => "light",
        ThemeChoice::Contrast => "contrast",
        ThemeChoice::Sixteen => "16",
        ThemeChoice::Mono => "mono",
    }
    .into();
    run(options).map_err(|error| Failure::new(Kind::File, error))
}
