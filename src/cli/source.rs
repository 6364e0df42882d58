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

/// Ends with an error if the capture turned out to be damaged.
///
/// # Errors
/// What is wrong, and where.
pub fn complain(store: &Store) -> Result<(), Failure> {
    damage(store).map_or(Ok(()), Err)
}
