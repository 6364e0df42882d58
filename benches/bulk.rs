//! Large captures: builds one out of the project's own, and measures what reading it costs at least.
//!
//! `build FILE MEGABYTES` writes a pcap file of that size: the Ethernet frames of `captures/`, again and
//! again, with rising times. `floor FILE` reads a pcap file in blocks, walks its record headers and
//! prints how long that took, in seconds: no index can be faster. `index FILE` makes decap's index, and
//! prints the same. `scripts/bench.py` runs all three.

#![allow(
    clippy::expect_used,
    reason = "a measurement that cannot be made ends with the reason"
)]

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::time::Instant;

use decap::model::{Frame, LinkType};
use decap::store::Store;

/// Bytes that the floor reads at a time.
const BLOCK: usize = 1 << 20;

fn main() {
    let arguments: Vec<String> = std::env::args().filter(|word| word != "--bench").collect();
    let words: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    match words.as_slice() {
        ["build", path, megabytes] => {
            let megabytes: u64 = megabytes.parse().expect("a number of megabytes");
            println!("{}", build(path, megabytes * 1_000_000));
        }
        ["floor", path] => {
            let start = Instant::now();
            let frames = floor(path);
            println!("{:.6} {frames}", start.elapsed().as_secs_f64());
        }
        ["index", path] => {
            let start = Instant::now();
            let frames = index(path);
            println!("{:.6} {frames}", start.elapsed().as_secs_f64());
        }
        // `cargo bench` runs every program without words.
        _ => println!("bulk: scripts/bench.py gives this its work"),
    }
}

/// Opens a capture as decap does and waits for its index; returns how many frames it has.
fn index(path: &str) -> u64 {
    let store = Store::open(std::path::Path::new(path)).expect("a capture");
    store.wait_complete();
    store.len()
}

/// Writes at least `size` bytes of frames; returns how many frames that are.
fn build(path: &str, size: u64) -> u64 {
    let frames = ethernet_frames();
    let times: Vec<i64> = frames
        .iter()
        .scan(0, |last, frame| {
            // Captures were made at different times; here each follows on the one before.
            let time = frame.info.time.map_or(0, |time| time.0 / 1000);
            let step = match time - std::mem::replace(last, time) {
                step @ 0..1_000_000 => step,
                _ => 1000,
            };
            Some(step)
        })
        .collect();
    let mut out = BufWriter::new(File::create(path).expect("the capture can be created"));
    let mut header = 0xa1b2_c3d4u32.to_le_bytes().to_vec();
    header.extend([2, 0, 4, 0]);
    header.extend([0; 8]);
    header.extend(262_144u32.to_le_bytes());
    header.extend(1u32.to_le_bytes());
    out.write_all(&header).expect("room on the disk");
    let (mut written, mut count, mut now) = (header.len() as u64, 0u64, 1_700_000_000_000_000i64);
    while written < size {
        for (frame, step) in frames.iter().zip(&times) {
            now += step;
            let words = [
                (now / 1_000_000) as u32,
                (now % 1_000_000) as u32,
                frame.bytes.len() as u32,
                frame.info.original_len,
            ];
            for word in words {
                out.write_all(&word.to_le_bytes())
                    .expect("room on the disk");
            }
            out.write_all(&frame.bytes).expect("room on the disk");
            written += 16 + frame.bytes.len() as u64;
            count += 1;
            if written >= size {
                break;
            }
        }
    }
    out.flush().expect("room on the disk");
    count
}

/// All Ethernet frames of `captures/`, file by file.
fn ethernet_frames() -> Vec<Frame> {
    let mut paths: Vec<_> = std::fs::read_dir("captures")
        .expect("run in the project's directory")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "pcapng")
        })
        .collect();
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        let store = Store::open(&path).expect("a capture");
        store.wait_complete();
        let mut reader = store.frames(..);
        while let Some(frame) = reader.next_frame().expect("a frame") {
            if frame.info.link_type == LinkType::ETHERNET {
                all.push(frame.clone());
            }
        }
    }
    assert!(!all.is_empty(), "captures/ holds no Ethernet frames");
    all
}

/// Walks the record headers of a little-endian pcap file; returns how many there are.
fn floor(path: &str) -> u64 {
    let mut file = File::open(path).expect("the capture");
    let mut buffer = vec![0u8; BLOCK];
    // Where the next record begins, counted from the start of the block at hand.
    let (mut at, mut filled, mut frames) = (24usize, 0usize, 0u64);
    loop {
        while at + 16 <= filled {
            let len = buffer[at + 8..at + 12].try_into().map(u32::from_le_bytes);
            at += 16 + len.expect("four bytes") as usize;
            frames += 1;
        }
        // A header that is cut by the end of the block is moved to its start.
        let rest = filled.saturating_sub(at);
        buffer.copy_within(filled - rest..filled, 0);
        at = at.saturating_sub(filled);
        filled = rest + file.read(&mut buffer[rest..]).expect("reading");
        if filled == rest {
            return frames;
        }
    }
}
