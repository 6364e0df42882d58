//! Pipes and compressed files.

use std::io::{self, Read, Write};

use super::*;
use crate::capture::file::Compression;
use crate::capture::file::build::compress;

const ALL: [Compression; 3] = [Compression::Gzip, Compression::Zstd, Compression::Lz4];

/// Gives one byte at a time.
struct Dripping(io::Cursor<Vec<u8>>);

impl Read for Dripping {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = buffer.len().min(1);
        self.0.read(&mut buffer[..len])
    }
}

fn dripping(bytes: &[u8]) -> Box<dyn Read + Send> {
    Box::new(Dripping(io::Cursor::new(bytes.to_vec())))
}

#[test]
fn a_stream_in_single_bytes_is_the_same_as_a_file() {
    let (bytes, _) = varied();
    let expected = frames_in(&bytes);
    let mut all = vec![bytes.clone()];
    all.extend(ALL.map(|compression| compress(compression, &bytes)));
    for bytes in all {
        let store = Store::from_reader("pipe", dripping(&bytes)).unwrap();
        store.wait_recognised().unwrap();
        let status = store.wait_complete();
        assert!(matches!(status.state, State::Complete), "{status:?}");
        assert_eq!(status.bytes_indexed, bytes.len() as u64);
        assert_eq!(frames_of(&store), expected);
    }
}

#[test]
fn frames_can_be_read_while_the_stream_goes_on() {
    let (reader, mut writer) = io::pipe().unwrap();
    let store = Store::from_reader("pipe", Box::new(reader)).unwrap();
    let file = Build::new(ByteOrder::Little).pcap(0xa1b2_c3d4, (2, 4), 1);
    let record = Build::new(ByteOrder::Little).record((1, 2), (4, 4), b"ping");
    writer.write_all(&file.bytes).unwrap();
    store.wait_recognised().unwrap();
    assert!(store.is_empty());
    let mut reader = store.frames(..);
    for number in 1..=70 {
        writer.write_all(&record.bytes).unwrap();
        assert_eq!(store.wait_frames(number), number);
        let frame = reader.next_frame().unwrap().unwrap();
        assert_eq!(
            (frame.info.number, &frame.bytes[..]),
            (number, &b"ping"[..])
        );
        assert!(reader.next_frame().unwrap().is_none());
    }
    assert!(matches!(store.status().state, State::Indexing));
    // The stream ends in the middle of a record.
    writer.write_all(&record.bytes[..17]).unwrap();
    drop(writer);
    let status = store.wait_complete();
    assert!(matches!(status.state, State::Damaged(_)), "{status:?}");
    assert_eq!(store.len(), 70);
}

#[test]
fn compressed_files_are_told_by_content() {
    let (bytes, _) = varied();
    let expected = frames_in(&bytes);
    for compression in ALL {
        let (_directory, path) = file_of(&compress(compression, &bytes));
        let store = Store::open(&path).unwrap();
        let status = store.wait_complete();
        assert!(matches!(status.state, State::Complete), "{status:?}");
        assert_eq!(Some(status.bytes_indexed), status.bytes_total);
        assert_eq!(frames_of(&store), expected);
    }
}

#[test]
fn gzip_members_one_after_the_other_are_one_file() {
    let (bytes, _) = varied();
    let mut joined = Vec::new();
    for part in bytes.chunks(50) {
        joined.extend(compress(Compression::Gzip, part));
    }
    let store = Store::from_reader("joined", Box::new(io::Cursor::new(joined))).unwrap();
    store.wait_complete();
    assert_eq!(frames_of(&store), frames_in(&bytes));
}

#[test]
fn a_cut_compressed_file_keeps_what_could_be_decompressed() {
    let mut file = Build::new(ByteOrder::Little).pcap(0xa1b2_c3d4, (2, 4), 1);
    let mut state = 7u32;
    for _ in 0..3000 {
        let noise: Vec<u8> = (0..100)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        file = file.record((1, 2), (100, 100), &noise);
    }
    for compression in ALL {
        let packed = compress(compression, &file.bytes);
        let (_directory, path) = file_of(&packed[..packed.len() * 3 / 4]);
        let store = Store::open(&path).unwrap();
        let State::Damaged(damage) = store.wait_complete().state else {
            panic!("{}: the cut went unnoticed", compression.name());
        };
        assert!(damage.what.contains(compression.name()), "{damage}");
        let frames = frames_of(&store);
        assert!((1000..2300).contains(&frames.len()), "{}", frames.len());
        assert_eq!(frames[..], frames_in(&file.bytes)[..frames.len()]);
    }
}

#[test]
fn streams_that_are_no_captures_say_so() {
    let fail = |bytes: &[u8]| {
        let store = Store::from_reader("pipe", dripping(bytes)).unwrap();
        let error = store.wait_recognised().unwrap_err().to_string();
        assert!(matches!(store.wait_complete().state, State::Failed(_)));
        error
    };
    assert!(fail(b"").contains("pipe: it is empty"));
    assert!(fail(b"hello, world").contains("68 65 6c 6c"));
    assert!(fail(&[0xd4, 0xc3, 0xb2]).contains("3 bytes, inside the file header"));
    assert!(fail(&compress(Compression::Gzip, b"hello, world")).contains("68 65 6c 6c"));
    let packed = compress(Compression::Zstd, b"hello, world");
    assert!(fail(&packed[..8]).contains("cannot read pipe"));
}

#[test]
fn a_reader_that_fails_is_reported() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the cable is out"))
        }
    }
    let file = Build::new(ByteOrder::Little).pcap(0xa1b2_c3d4, (2, 4), 1);
    let input = io::Cursor::new(file.bytes).chain(Failing);
    let store = Store::from_reader("pipe", Box::new(input)).unwrap();
    let State::Failed(error) = store.wait_complete().state else {
        panic!("the error went unnoticed");
    };
    assert!(error.to_string().contains("the cable is out"), "{error}");
}

#[test]
fn a_dropped_store_stops_reading() {
    let (reader, mut writer) = io::pipe().unwrap();
    let store = Store::from_reader("pipe", Box::new(reader)).unwrap();
    let file = Build::new(ByteOrder::Little).pcap(0xa1b2_c3d4, (2, 4), 1);
    writer.write_all(&file.bytes).unwrap();
    store.wait_recognised().unwrap();
    drop(store);
    // Records without bytes, at the beginning of 1970. The other end is closed as soon as the thread notices that no one is interested.
    let chunk = [0u8; 4096];
    let closed = (0..1000).any(|_| writer.write_all(&chunk).is_err());
    assert!(closed);
}

#[test]
fn a_file_that_grows_is_followed() {
    let file = Build::new(ByteOrder::Little).pcap(0xa1b2_c3d4, (2, 4), 1);
    let record = Build::new(ByteOrder::Little).record((1, 2), (4, 4), b"ping");
    let (_directory, path) = file_of(&file.bytes);
    let mut handle = std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap();
    let store = Store::follow(&path).unwrap();
    let mut reader = store.frames(..);
    for number in 1..=3 {
        handle.write_all(&record.bytes[..18]).unwrap();
        handle.write_all(&record.bytes[18..]).unwrap();
        assert_eq!(store.wait_frames(number), number);
        let frame = reader.next_frame().unwrap().unwrap();
        assert_eq!(
            (frame.info.number, &frame.bytes[..]),
            (number, &b"ping"[..])
        );
    }
    let status = store.status();
    assert!(matches!(status.state, State::Live), "{status:?}");
    assert_eq!(status.bytes_total, Some(24 + 3 * 20));
    handle.set_len(50).unwrap();
    let State::Damaged(damage) = store.wait_complete().state else {
        panic!("the cut went unnoticed");
    };
    assert_eq!(damage.offset, 50);
}
