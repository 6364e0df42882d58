//! Opening captures: files, standard input, the bundled demonstration.

use std::path::Path;

use super::Failure;
use super::show::damage;
use crate::capture::demo;
use crate::store::Store;

/// Opens a capture file, standard input for `-`, or without a name the demonstration.
///
/// # Errors
/// When it cannot be read, or is no capture.
pub fn open(file: Option<&Path>) -> Result<Store, Failure> {
    let store = match file {
        None => Store::from_bytes(demo::NAME, demo::CAPTURE)?,
        Some(path) => Store::open(path)?,
    };
    store.wait_recognised()?;
    Ok(store)
}

/// As [`open`], for a file that another program still writes, if `follow` says so.
///
/// # Errors
/// As [`open`]; also when there is no file that could grow.
pub fn open_or_follow(file: Option<&Path>, follow: bool) -> Result<Store, Failure> {
    let Some(path) = file.filter(|_| follow) else {
        return match follow {
            true => Err(Failure::usage("--follow needs a file that grows: name one")),
            false => open(file),
        };
    };
    let store = Store::follow(path)?;
    store.wait_recognised()?;
    Ok(store)
}

/// Ends with an error if the capture turned out to be damaged.
///
/// # Errors
/// What is wrong, and where.
pub fn complain(store: &Store) -> Result<(), Failure> {
    damage(store).map_or(Ok(()), Err)
}
