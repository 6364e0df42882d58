//! Stores of files built byte by byte.

use std::io::Write;
use std::path::PathBuf;

use super::*;
use crate::capture::file::ByteOrder;
use crate::capture::file::build::Build;
use crate::model::LinkType;

/// All frames of a store.
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
    std::fs::File::create(&path)
        .unwrap()
        .write_all(bytes)
        .unwrap();
    (directory, path)
}

#[test]
fn plain_pcap_of_both_orders_and_resolutions() {
    let kinds = [(0xa1b2_c3d4, 1_000), (0xa1b2_3c4d, 1)];
    for order in [ByteOrder::Little, ByteOrder::Big] {
        for (magic, unit) in kinds {
            let file = Build::new(order)
                .pcap(magic, (2, 4), 0x2400_0065)
                .record((1_700_000_000, 5), (3, 60), b"abc")
                .record((1_700_000_001, 999), (0, 0), b"");
            let (_directory, path) = file_of(&file.bytes);
            let store = Store::open(&path).unwrap();
            assert!(matches!(store.wait_complete().state, State::Complete));
            let frames = frames_of(&store);
            assert_eq!(frames.len(), 2);
            assert_eq!(frames[0].bytes, b"abc");
            let info = frames[0].info;
            assert_eq!((info.number, info.original_len), (1, 60));
            assert_eq!((info.link_type, info.fcs_len), (LinkType::RAW, Some(4)));
            let time = Timestamp(1_700_000_000_000_000_000 + 5 * unit);
            assert_eq!(info.time, Some(time));
            let last = Timestamp(1_700_000_001_000_000_000 + 999 * unit);
            assert_eq!(store.time_span(), Some((time, last)));
        }
    }
}
