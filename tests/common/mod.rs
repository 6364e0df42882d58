//! What several tests need: the project's own captures.

use std::path::{Path, PathBuf};

use decap::model::Frame;
use decap::store::Store;

/// The folder of the project's own captures.
pub fn captures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("captures")
}

/// The paths of all own captures, sorted.
pub fn own_captures() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(captures()).expect("captures/ is part of the project");
    let paths = entries.map(|entry| entry.expect("captures/ can be listed").path());
    let mut found: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|e| e == "pcapng"))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "captures/ holds captures");
    found
}

/// All frames of one capture.
pub fn frames_of(path: &Path) -> Vec<Frame> {
    let store = Store::open(path).expect("own captures can be opened");
    store.wait_complete();
    let mut reader = store.frames(1..);
    let mut frames = Vec::new();
    let mut frame = Frame::empty();
    while reader.read(&mut frame).expect("own captures are sound") {
        frames.push(frame.clone());
    }
    frames
}

/// All frames of all own captures.
#[allow(
    dead_code,
    reason = "each test file is a program of its own and uses what it needs"
)]
pub fn own_frames() -> Vec<Frame> {
    own_captures()
        .iter()
        .flat_map(|path| frames_of(path))
        .collect()
}
