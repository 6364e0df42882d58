//! Classic pcap, and what holds for frames of any file.

use super::*;
use crate::model::LinkType;

#[test]
fn both_byte_orders_and_resolutions() {
    for order in ORDERS {
        for (magic, unit) in [(0xa1b2_c3d4, 1_000), (0xa1b2_3c4d, 1)] {
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
            let interfaces = store.interfaces();
            assert_eq!((interfaces.len(), interfaces[0].snaplen), (1, 65_535));
        }
    }
}

#[test]
fn variants_with_longer_headers() {
    for order in ORDERS {
        let patched = Build::new(order)
            .pcap(0xa1b2_cd34, (2, 4), 1)
            .record((1, 2), (4, 4), b"\0\0\0\x01\x08\0\0\0good")
            .record((1, 2), (3, 3), b"\0\0\0\x01\x08\0\0\0too");
        let bytes: Vec<_> = frames_in(&patched.bytes);
        assert_eq!(bytes[0].bytes, b"good");
        assert_eq!(bytes[1].bytes, b"too");

        let mut ixia = Build::new(order).pcap(0x1c00_01ac, (2, 4), 1);
        ixia.u32(99);
        let frames = frames_in(&ixia.record((1, 2), (2, 2), b"hi").bytes);
        assert_eq!(frames[0].bytes, b"hi");
        assert_eq!(frames[0].info.time, Some(Timestamp(1_000_000_002)));
    }
}

#[test]
fn old_versions_swap_the_lengths() {
    let of = |version, lengths| {
        let file = Build::new(ByteOrder::Little).pcap(0xa1b2_c3d4, version, 1);
        let frames = frames_in(&file.record((1, 2), lengths, b"abc").bytes);
        (frames[0].bytes.len(), frames[0].info.original_len)
    };
    assert_eq!(of((2, 2), (60, 3)), (3, 60));
    assert_eq!(of((2, 3), (60, 3)), (3, 60));
    assert_eq!(of((2, 3), (3, 60)), (3, 60));
    assert_eq!(of((2, 4), (3, 60)), (3, 60));
}

/// A file of `count` frames of different lengths; frame n begins with n in 8 bytes.
fn numbered(count: u64) -> Vec<u8> {
    let mut file = Build::new(ByteOrder::Little).pcap(0xa1b2_3c4d, (2, 4), 1);
    for number in 1..=count {
        let mut bytes = number.to_le_bytes().to_vec();
        bytes.resize(8 + (number * 37 % 1400) as usize, 0xee);
        let len = bytes.len() as u32;
        file = file.record((number as u32, 0), (len, len), &bytes);
    }
    file.bytes
}

fn number_in(frame: &Frame) -> u64 {
    u64::from_le_bytes(frame.bytes[..8].try_into().unwrap())
}

#[test]
fn any_frame_at_any_time() {
    let count = 3000;
    let (_directory, path) = file_of(&numbered(count));
    let store = Store::open(&path).unwrap();
    store.wait_complete();
    assert_eq!(store.len(), count);
    let mut frame = Frame::empty();
    let backwards = (1..=count).rev();
    let jumping = (0..count).map(|step| step * 7919 % count + 1);
    for number in backwards.chain(jumping) {
        store.frame(number, &mut frame).unwrap();
        assert_eq!((number_in(&frame), frame.info.number), (number, number));
    }
    for bad in [0, count + 1, u64::MAX] {
        let error = store.frame(bad, &mut frame).unwrap_err();
        assert!(matches!(error, StoreError::NoSuchFrame { .. }), "{error}");
    }
    store.frame(1, &mut frame).unwrap();
    assert_eq!(number_in(&frame), 1);
}

#[test]
fn ranges_of_frames() {
    let store = store_of(&numbered(100)).unwrap();
    let of = |mut reader: FrameReader| {
        let mut numbers = Vec::new();
        while let Some(frame) = reader.next_frame().unwrap() {
            numbers.push(number_in(frame));
        }
        numbers
    };
    assert_eq!(of(store.frames(..)), (1..=100).collect::<Vec<_>>());
    assert_eq!(of(store.frames(33..=34)), [33, 34]);
    assert_eq!(of(store.frames(99..500)), [99, 100]);
    assert_eq!(of(store.frames(0..3)), [1, 2]);
    assert!(of(store.frames(101..)).is_empty());
    assert!(of(store.frames(5..5)).is_empty());
}

#[test]
fn several_threads_read_at_once() {
    let (_directory, path) = file_of(&numbered(500));
    let store = Store::open(&path).unwrap();
    store.wait_complete();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let store = store.clone();
            scope.spawn(move || {
                let mut frame = Frame::empty();
                for step in 0..500 {
                    let number = (step * 31 + thread * 101) % 500 + 1;
                    store.frame(number, &mut frame).unwrap();
                    assert_eq!(number_in(&frame), number);
                }
            });
        }
    });
}

#[test]
fn a_store_tells_when_it_grows() {
    use std::sync::atomic::{AtomicU64, Ordering};
    let (store, mut sink) = Store::live("test", None).unwrap();
    let calls = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&calls);
    store.subscribe(move || {
        counted.fetch_add(1, Ordering::Relaxed);
    });
    let before = store.generation();
    sink.add_interface(&super::live::ETHERNET).unwrap();
    assert!(store.generation() > before);
    let seen = calls.load(Ordering::Relaxed);
    assert!(seen > 0);
    // Nothing new, no news.
    sink.flush().unwrap();
    assert_eq!(calls.load(Ordering::Relaxed), seen);
}

#[test]
fn what_cannot_be_opened_says_why() {
    let (directory, path) = file_of(b"");
    let error = Store::open(&path).unwrap_err().to_string();
    assert!(error.contains("capture: it is empty"), "{error}");

    let error = Store::open(directory.path()).unwrap_err().to_string();
    assert!(error.contains("is a directory"), "{error}");

    let missing = directory.path().join("\x1b[31mmissing");
    let error = Store::open(&missing).unwrap_err().to_string();
    assert!(error.starts_with("cannot open"), "{error}");
    assert!(!error.contains('\x1b'), "{error}");

    let (_directory, path) = file_of(b"#!/bin/sh\necho no capture\n");
    let error = Store::open(&path).unwrap_err().to_string();
    assert!(error.contains("begins with 23 21 2f 62"), "{error}");

    let (_directory, path) = file_of(&numbered(1)[..20]);
    let error = Store::open(&path).unwrap_err().to_string();
    assert!(
        error.contains("20 bytes, inside the file header of 24"),
        "{error}"
    );
}

/// A sparse file: zeros are records of frames without bytes.
#[test]
fn a_million_frames_are_reached_while_they_are_being_found() {
    const FRAMES: u64 = 1_000_000;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let mut header = 0xa1b2_c3d4u32.to_le_bytes().to_vec();
    header.extend([2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    header.extend([0, 0, 4, 0, 1, 0, 0, 0]);
    std::io::Write::write_all(&mut file, &header).unwrap();
    file.as_file().set_len(24 + 16 * FRAMES).unwrap();
    let store = Store::open(file.path()).unwrap();
    let mut frame = Frame::empty();
    let mut seen = 0;
    while store.status().state.is_growing() {
        seen = store.wait_frames(seen + 1);
        store.frame(seen, &mut frame).unwrap();
        assert_eq!(frame.info.number, seen);
    }
    assert_eq!(store.len(), FRAMES);
    store.frame(FRAMES, &mut frame).unwrap();
    assert_eq!(frame.info.number, FRAMES);
    let bytes = store
        .shared
        .with(|inner| inner.checkpoints.capacity() * size_of::<u64>());
    // One offset for 32 frames, in a vector that has room for twice as many.
    assert!(bytes as u64 <= FRAMES / 2 + 64, "{bytes}");
}
