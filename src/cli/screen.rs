//! What the command line starts on the screen.

use std::path::Path;

use super::args::{OpenArgs, ReplayArgs};
use super::{Failure, peel_rules, show};
use crate::capture::live::LiveSession;
use crate::store::Store;

/// Opens a capture.
///
/// # Errors
/// As `show`.
pub fn file(file: Option<&Path>, args: &OpenArgs) -> Result<(), Failure> {
    show::summary(file, peel_rules::peeler(&args.peel)?)
}

/// Replays.
///
/// # Errors
/// As `show`.
pub fn replay(args: &ReplayArgs) -> Result<(), Failure> {
    show::summary(args.file.as_deref(), peel_rules::peeler(&args.peel)?)
}

/// Live.
///
/// # Errors
/// As `show`.
pub fn live(_store: Store, session: LiveSession, _args: &OpenArgs) -> Result<(), Failure> {
    super::live::finish(session, Ok(()))
}

/// Picker.
///
/// # Errors
/// Always.
pub fn pick_interface(_args: &OpenArgs) -> Result<(), Failure> {
    Err(Failure::usage("name an interface"))
}
