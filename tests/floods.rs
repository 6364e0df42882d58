//! The hostile floods of the other tests and benches are what they say they are.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test and its helpers cannot do is a failure"
)]

use std::collections::{BTreeMap, HashSet};

use etherparse::{NetSlice, SlicedPacket, TcpSlice, TransportSlice};
use pcap_parser::traits::PcapReaderIterator;
use pcap_parser::{LegacyPcapReader, PcapBlockOwned, PcapError};

#[path = "common/flood.rs"]
mod flood;

/// The frames of a capture file, read by pcap-parser. Their times must go forward.
fn frames(file: &[u8]) -> Vec<Vec<u8>> {
    let mut reader = LegacyPcapReader::new(65_536, file).unwrap();
    let (mut frames, mut last) = (Vec::new(), (0, 0));
    loop {
        match reader.next() {
            Ok((size, block)) => {
                match block {
                    PcapBlockOwned::LegacyHeader(header) => {
                        assert!(header.is_nanosecond_precision())
                    }
                    PcapBlockOwned::Legacy(frame) => {
                        assert_eq!(frame.caplen, frame.origlen);
                        assert!((frame.ts_sec, frame.ts_usec) > last);
                        last = (frame.ts_sec, frame.ts_usec);
                        frames.push(frame.data.to_vec());
                    }
                    PcapBlockOwned::NG(_) => panic!("not a pcapng file"),
                }
                reader.consume(size);
            }
            Err(PcapError::Eof) => return frames,
            Err(PcapError::Incomplete(_)) => reader.refill().unwrap(),
            Err(error) => panic!("{error}"),
        }
    }
}

/// Runs a flood of this size and returns its frames, as many as it says.
fn run<N>(flood: impl Fn(&mut Vec<u8>, N) -> std::io::Result<u64>, size: N) -> Vec<Vec<u8>> {
    let mut file = Vec::new();
    let count = flood(&mut file, size).unwrap();
    let frames = frames(&file);
    assert_eq!(frames.len() as u64, count);
    frames
}

/// What to ask of the segment in a frame; its checksums must be right.
fn tcp<T>(frame: &[u8], ask: impl FnOnce([u8; 4], &TcpSlice<'_>) -> T) -> T {
    let packet = SlicedPacket::from_ethernet(frame).unwrap();
    let Some(NetSlice::Ipv4(ip)) = packet.net else {
        panic!("not IPv4")
    };
    let header = ip.header();
    assert_eq!(
        header.header_checksum(),
        header.to_header().calc_header_checksum()
    );
    let Some(TransportSlice::Tcp(segment)) = packet.transport else {
        panic!("not TCP")
    };
    let sum = segment.calc_checksum_ipv4(header.source(), header.destination());
    assert_eq!(sum.unwrap(), segment.checksum());
    ask(header.source(), &segment)
}

/// Offset from `start` and payload of each segment that carries data from this port.
fn data(frames: &[Vec<u8>], port: u16, start: u32) -> Vec<(u32, Vec<u8>)> {
    let mut found = Vec::new();
    for frame in frames {
        tcp(frame, |_, segment| {
            if segment.source_port() == port && !segment.payload().is_empty() {
                let at = segment.sequence_number().wrapping_sub(start);
                found.push((at, segment.payload().to_vec()));
            }
        });
    }
    found
}

/// The number of the first byte that this port sends: the one behind its SYN.
fn first_byte(frames: &[Vec<u8>], port: u16) -> u32 {
    let syn = frames.iter().find_map(|frame| {
        tcp(frame, |_, segment| {
            (segment.syn() && segment.source_port() == port).then(|| segment.sequence_number())
        })
    });
    syn.unwrap().wrapping_add(1)
}

#[test]
fn half_open_flows_are_all_different() {
    let frames = run(flood::half_open, 70_000);
    let mut seen = HashSet::new();
    for frame in &frames {
        tcp(frame, |source, segment| {
            assert!(segment.syn() && !segment.ack());
            assert!(segment.payload().is_empty());
            assert!(seen.insert((source, segment.source_port())));
        });
    }
    assert_eq!(seen.len(), 70_000);
}

#[test]
fn one_segment_is_missing_and_nothing_is_acknowledged() {
    let frames = run(flood::gap, 100_001);
    let start = first_byte(&frames, 80);
    let data = data(&frames, 80, start);
    let head = data[0].1.len();
    assert_eq!(data[0].0, 0);
    let mut next = head + flood::MSS;
    for (at, payload) in &data[1..] {
        assert_eq!(*at as usize, next);
        next += payload.len();
    }
    assert_eq!(next, head + flood::MSS + 100_001);
    for frame in &frames[1..] {
        tcp(frame, |_, segment| {
            if segment.source_port() != 80 {
                assert_eq!(segment.acknowledgment_number(), start);
            }
        });
    }
}

#[test]
fn the_header_goes_on_without_an_empty_line() {
    let frames = run(flood::endless_header, 50_000);
    let start = first_byte(&frames, 40_000);
    let mut stream = Vec::new();
    for (at, payload) in data(&frames, 40_000, start) {
        assert_eq!(at as usize, stream.len());
        stream.extend(payload);
    }
    let text = String::from_utf8(stream).unwrap();
    assert!(text.starts_with("GET ") && text.len() > 50_000);
    assert!(text.lines().skip(1).all(|line| line.contains(':')));
    assert!(!text.contains("\r\n\r\n"));
    let last = tcp(frames.last().unwrap(), |_, segment| {
        segment.acknowledgment_number()
    });
    assert_eq!(last.wrapping_sub(start) as usize, text.len());
}

#[test]
fn tiny_segments_contradict_each_other_and_leave_out_the_first_byte() {
    let frames = run(flood::overlaps, 20_000);
    let start = first_byte(&frames, 40_000);
    let data = data(&frames, 40_000, start);
    assert_eq!(data.len(), 20_000);
    assert!(data.windows(2).any(|pair| pair[0].0 > pair[1].0));
    let (mut bytes, mut contradictions) = (BTreeMap::new(), 0);
    for (at, payload) in &data {
        assert!(*at >= 1 && *at < 65_535 && payload.len() <= 8);
        for (offset, byte) in payload.iter().enumerate() {
            let before = bytes.insert(*at as usize + offset, *byte);
            contradictions += usize::from(before.is_some_and(|before| before != *byte));
        }
    }
    assert!(contradictions > 10_000, "{contradictions}");
}

#[test]
fn fragments_stay_alone() {
    let frames = run(flood::lone_fragments, 10_000);
    let mut seen = HashSet::new();
    for frame in &frames {
        let packet = SlicedPacket::from_ethernet(frame).unwrap();
        let Some(NetSlice::Ipv4(ip)) = packet.net else {
            panic!("not IPv4")
        };
        let header = ip.header();
        assert!(header.more_fragments() && header.fragments_offset().value() == 0);
        assert!(seen.insert((header.source(), header.identification())));
    }
}
