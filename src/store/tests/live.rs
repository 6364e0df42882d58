//! Running captures and what they leave behind.

use proptest::prelude::*;

use super::*;
use crate::capture::file::{SectionBlock, Statistics};
use crate::capture::write::{NewFrame, NewInterface, PcapngWriter};
use crate::model::LinkType;

pub(super) const ETHERNET: NewInterface<'_> = NewInterface {
    name: Some("eth0"),
    description: Some("a cable"),
    filter: Some("tcp port 80"),
    link_type: LinkType::ETHERNET,
    snaplen: 262_144,
    fcs_len: Some(4),
};

const RAW: NewInterface<'_> = NewInterface {
    name: None,
    description: None,
    filter: None,
    link_type: LinkType::RAW,
    snaplen: 0,
    fcs_len: None,
};

#[test]
fn frames_count_when_they_are_flushed() {
    let (store, mut sink) = Store::live("live", None).unwrap();
    let first = sink.add_interface(&ETHERNET).unwrap();
    sink.push(first, Timestamp(5), 60, b"hello").unwrap();
    assert_eq!(store.len(), 0);
    let mut frame = Frame::empty();
    assert!(store.frame(1, &mut frame).is_err());
    sink.flush().unwrap();
    assert_eq!(store.len(), 1);
    // A reader that is here already learns of the second interface on its way.
    store.frame(1, &mut frame).unwrap();
    let second = sink.add_interface(&RAW).unwrap();
    sink.push(second, Timestamp(3), 2, b"ip").unwrap();
    sink.flush().unwrap();
    store.frame(2, &mut frame).unwrap();
    assert_eq!(
        (frame.info.interface, frame.info.link_type),
        (1, LinkType::RAW)
    );
    store.frame(1, &mut frame).unwrap();
    assert_eq!(frame.bytes, b"hello");
    assert_eq!((frame.info.original_len, frame.info.fcs_len), (60, Some(4)));
    assert_eq!(store.time_span(), Some((Timestamp(3), Timestamp(5))));
    assert!(matches!(store.status().state, State::Live));
    sink.finish().unwrap();
    assert!(matches!(store.wait_complete().state, State::Complete));
    assert!(sink.push(first, Timestamp(6), 1, b"x").is_err());
}

#[test]
fn readers_keep_up_with_many_frames() {
    let (store, mut sink) = Store::live("live", None).unwrap();
    let interface = sink.add_interface(&ETHERNET).unwrap();
    let count = 100_000u64;
    let reading = store.clone();
    let reader = std::thread::spawn(move || {
        let mut reader = reading.frames(..);
        let mut expected = 1;
        while expected <= count {
            reading.wait_frames(expected);
            while let Some(frame) = reader.next_frame().unwrap() {
                assert_eq!(frame.bytes, expected.to_le_bytes());
                assert_eq!(frame.info.number, expected);
                expected += 1;
            }
        }
    });
    for number in 1..=count {
        let time = Timestamp(number as i64);
        sink.push(interface, time, 8, &number.to_le_bytes())
            .unwrap();
    }
    drop(sink);
    reader.join().unwrap();
    assert!(matches!(store.status().state, State::Complete));
}

#[test]
fn the_file_is_valid_after_each_flush() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("out.pcapng");
    let (store, mut sink) = Store::live("live", Some(&path)).unwrap();
    let count = || {
        let copy = Store::open(&path).unwrap();
        let state = copy.wait_complete().state;
        assert!(matches!(state, State::Complete), "{state:?}");
        copy.len()
    };
    assert_eq!(count(), 0);
    let interface = sink.add_interface(&ETHERNET).unwrap();
    assert_eq!(count(), 0);
    for number in 1..=3u64 {
        sink.push(interface, Timestamp(1), 3, b"abc").unwrap();
        assert_eq!(count(), number - 1);
        sink.flush().unwrap();
        assert_eq!(count(), number);
    }
    sink.set_drops(Statistics {
        interface,
        received: Some(5),
        dropped_by_interface: Some(0),
        dropped_by_system: Some(2),
    });
    assert_eq!(store.status().drops.by_system, Some(2));
    drop(sink);
    assert!(matches!(store.status().state, State::Complete));
    let copy = Store::open(&path).unwrap();
    copy.wait_complete();
    assert_eq!(copy.status().drops, store.status().drops);
    assert_eq!(copy.interfaces(), store.interfaces());
    assert_eq!(frames_of(&copy), frames_of(&store));
}

#[test]
fn frames_are_not_captured_into_what_cannot_be_read_back() {
    let error = Store::live("live", Some(std::path::Path::new("/dev/null"))).err();
    assert!(
        matches!(error, Some(StoreError::NotRegular { .. })),
        "{error:?}"
    );
    let error = Store::live("live", Some(std::path::Path::new("/nowhere/x"))).err();
    let error = error.unwrap().to_string();
    assert!(error.starts_with("cannot write /nowhere/x: "), "{error}");
}

/// What a file has of a frame.
#[derive(Debug, Clone)]
struct Sample {
    interface: u32,
    time: i64,
    original_len: u32,
    bytes: Vec<u8>,
    comments: Vec<String>,
}

fn sample() -> impl Strategy<Value = Sample> {
    let bytes = prop::collection::vec(any::<u8>(), 0..200);
    let comments = prop::collection::vec("[a-zäß ]{0,9}", 0..3);
    (0..2u32, 0..i64::MAX, any::<u32>(), bytes, comments).prop_map(
        |(interface, time, original_len, bytes, comments)| Sample {
            interface,
            time,
            original_len,
            bytes,
            comments,
        },
    )
}

fn write(samples: &[Sample]) -> Vec<u8> {
    let info = SectionBlock {
        hardware: Some("abacus".into()),
        comments: vec!["one".into(), "two".into()],
        ..SectionBlock::default()
    };
    let mut writer = PcapngWriter::new(Vec::new(), &info);
    writer.add_interface(&ETHERNET);
    writer.add_interface(&RAW);
    for sample in samples {
        let frame = NewFrame {
            interface: sample.interface,
            time: Timestamp(sample.time),
            original_len: sample.original_len,
            bytes: &sample.bytes,
        };
        writer.frame(&frame, &sample.comments).unwrap();
    }
    writer.secrets(0x544c_534b, b"CLIENT_RANDOM 1 2").unwrap();
    writer.finish().unwrap()
}

/// The packets of a file as another reader sees them: interface, ticks, lengths, bytes.
fn read_by_oracle(file: &[u8]) -> Vec<(u32, u64, u32, Vec<u8>)> {
    use pcap_parser::traits::{PcapNGPacketBlock, PcapReaderIterator};
    use pcap_parser::{Block, PcapBlockOwned, PcapError, PcapNGReader};
    let mut reader = PcapNGReader::new(1 << 16, file).unwrap();
    let mut packets = Vec::new();
    loop {
        match reader.next() {
            Ok((offset, block)) => {
                if let PcapBlockOwned::NG(Block::EnhancedPacket(packet)) = block {
                    let ticks = u64::from(packet.ts_high) << 32 | u64::from(packet.ts_low);
                    let bytes = packet.packet_data().to_vec();
                    packets.push((packet.if_id, ticks, packet.origlen, bytes));
                }
                reader.consume(offset);
            }
            Err(PcapError::Eof) => return packets,
            Err(PcapError::Incomplete(_)) => reader.refill().unwrap(),
            Err(error) => panic!("{error:?}"),
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(samples in prop::collection::vec(sample(), 0..70)) {
        let file = write(&samples);
        let store = store_of(&file).unwrap();
        prop_assert!(matches!(store.status().state, State::Complete));
        let frames = frames_of(&store);
        let oracle = read_by_oracle(&file);
        prop_assert_eq!((frames.len(), oracle.len()), (samples.len(), samples.len()));
        for ((frame, sample), packet) in frames.iter().zip(&samples).zip(&oracle) {
            prop_assert_eq!(frame.info.interface, sample.interface);
            prop_assert_eq!(frame.info.time, Some(Timestamp(sample.time)));
            prop_assert_eq!(frame.info.original_len, sample.original_len);
            prop_assert_eq!(&frame.bytes, &sample.bytes);
            prop_assert_eq!(&frame.comments, &sample.comments);
            let info = (sample.interface, sample.time as u64, sample.original_len);
            prop_assert_eq!(packet, &(info.0, info.1, info.2, sample.bytes.clone()));
        }
        let interfaces = store.interfaces();
        prop_assert_eq!(interfaces[0].name.as_deref(), ETHERNET.name);
        prop_assert_eq!(interfaces[0].description.as_deref(), ETHERNET.description);
        prop_assert_eq!(interfaces[0].filter.as_deref(), ETHERNET.filter);
        prop_assert_eq!(interfaces[0].fcs_len, Some(4));
        prop_assert_eq!(interfaces[1].link_type, LinkType::RAW);
        prop_assert_eq!(&store.sections()[0].comments, &["one", "two"]);
        prop_assert_eq!(&store.secrets()[0].bytes[..], b"CLIENT_RANDOM 1 2");
    }
}

#[test]
fn more_bytes_than_readers_accept_are_cut() {
    let file = write(&[Sample {
        interface: 0,
        time: -5,
        original_len: 300_000,
        bytes: vec![1; 300_000],
        comments: vec!["x".repeat(70_000)],
    }]);
    let frames = frames_in(&file);
    assert_eq!(frames[0].bytes.len(), 262_144);
    assert_eq!(frames[0].info.time, Some(Timestamp(0)));
    assert_eq!(frames[0].comments[0].len(), 65_535);
}
