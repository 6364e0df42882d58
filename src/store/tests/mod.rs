//! Stores of files built byte by byte.

mod choosing;
mod damage;
mod live;
mod pcapng;
mod plain;
mod ring;
mod saving;
mod streams;

use std::io::Write;
use std::path::PathBuf;

use super::*;
use crate::capture::file::ByteOrder;
use crate::capture::file::build::Build;

const ORDERS: [ByteOrder; 2] = [ByteOrder::Little, ByteOrder::Big];

/// All frames of a store, in order.
fn frames_of(store: &Store) -> Vec<Frame> {
    let mut all = Vec::new();
    let mut reader = store.frames(..);
    while let Some(frame) = reader.next_frame().unwrap() {
        all.push(frame.clone());
    }
    all
}

/// A file with these bytes, and its directory, which removes it.
fn file_of(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("capture");
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(bytes).unwrap();
    (directory, path)
}

/// A completely indexed store of these bytes.
fn store_of(bytes: &[u8]) -> Result<Store, StoreError> {
    let bytes: &'static [u8] = Box::leak(bytes.to_vec().into_boxed_slice());
    Store::from_bytes("test", bytes)
}

/// The frames of these bytes, which must be an undamaged capture.
fn frames_in(bytes: &[u8]) -> Vec<Frame> {
    let store = store_of(bytes).unwrap();
    let state = store.status().state;
    assert!(matches!(state, State::Complete), "{state:?}");
    frames_of(&store)
}

/// A pcapng file with most kinds of blocks, and how many frames each of its blocks completes:
/// pairs of the block's end and the number of frames up to there.
fn varied() -> (Vec<u8>, Vec<(usize, u64)>) {
    let mut ends = Vec::new();
    let mut frames = 0;
    let mut file = Build::new(ByteOrder::Big);
    let mut add = |file: Build, is_frame: bool| {
        frames += u64::from(is_frame);
        ends.push((file.bytes.len(), frames));
        file
    };
    file = add(file.section(&[(1, b"a comment"), (4, b"tool")]), false);
    file = add(file.interface(1, 0, &[(2, b"eth0"), (9, &[9])]), false);
    file = add(file.enhanced(0, 5, 9, b"first", &[(1, b"seen")]), true);
    file = add(file.block(0xbad, b"skip me"), false);
    file = add(file.simple(4, b"four"), true);
    file = add(file.old_packet(0, 7, 3, b"old"), true);
    file = file.in_order(ByteOrder::Little);
    file = add(file.section(&[]), false);
    file = add(file.interface(101, 96, &[]), false);
    file = add(file.enhanced(0, 8, 1, b"x", &[]), true);
    (file.bytes, ends)
}
