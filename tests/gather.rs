//! Packets, messages and files that travel in pieces, frame by frame: etherparse builds the frames
//! and puts fragments together as well, to compare with.

#![allow(clippy::unwrap_used, reason = "what is built here fits")]

use decap::decode::{Peeler, Want};
use decap::model::{Dissection, Frame, FrameInfo, LinkType, Timestamp, Value, Verdict};
use decap::proto::registry;
use decap::talk::Tracker;
use etherparse::defrag::IpDefragPool;
use etherparse::{
    IpFragOffset, IpHeaders, IpNumber, Ipv4Header, Ipv6Extensions, Ipv6FragmentHeader, Ipv6Header,
    PacketBuilder, SlicedPacket,
};
use proptest::collection::vec;
use proptest::prelude::*;

const MAC: ([u8; 6], [u8; 6]) = ([2, 0xca, 0xfe, 0, 0, 1], [2, 0x9a, 0x7e, 0, 1, 1]);
const V4: ([u8; 4], [u8; 4]) = ([192, 168, 1, 10], [203, 0, 113, 10]);

/// Hears frames and tells what became of them.
struct Bench {
    tracker: Tracker,
    peeler: Peeler<'static>,
    out: Dissection,
    number: u64,
}

impl Bench {
    fn new() -> Bench {
        Bench {
            tracker: Tracker::with_journal(),
            peeler: Peeler::new(registry()),
            out: Dissection::default(),
            number: 0,
        }
    }

    /// Hears a frame. Returns the protocols in it.
    fn hear(&mut self, bytes: &[u8]) -> String {
        self.number += 1;
        let mut frame = Frame::empty();
        frame.bytes = bytes.to_vec();
        frame.info = FrameInfo {
            number: self.number,
            time: Some(Timestamp(self.number as i64 * 1_000_000)),
            original_len: bytes.len() as u32,
            link_type: LinkType::ETHERNET,
            ..FrameInfo::default()
        };
        self.tracker
            .hear(&mut self.peeler, &frame, Want::Full, &mut self.out);
        let names: Vec<_> = self
            .out
            .layers
            .iter()
            .map(|layer| layer.info.short)
            .collect();
        names.join(" ")
    }

    fn summary(&self, proto: &str) -> &str {
        let layer = self
            .out
            .layers
            .iter()
            .find(|layer| layer.info.name == proto);
        &layer.unwrap().summary
    }

    fn uint(&self, name: &str) -> Option<u64> {
        self.out.field(name)?.value.as_uint()
    }

    fn frames(&self, name: &str) -> Vec<u64> {
        let fields = self
            .out
            .fields
            .iter()
            .filter(|field| field.spec.name == name);
        let frame = |value: &Value| match value {
            Value::Frame(frame) => Some(*frame),
            _ => None,
        };
        fields.filter_map(|field| frame(&field.value)).collect()
    }

    fn last_buffer(&self) -> Option<&[u8]> {
        self.out.buffers.last().map(|buffer| &**buffer)
    }
}

fn datagram(payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::new();
    PacketBuilder::ethernet2(MAC.0, MAC.1)
        .ipv4(V4.0, V4.1, 64)
        .udp(4000, 9999)
        .write(&mut frame, payload)
        .unwrap();
    // Without Ethernet and IPv4.
    frame.split_off(34)
}

/// A fragment: bytes `start..end` of a packet's payload.
fn fragment(payload: &[u8], (start, end): (usize, usize)) -> Vec<u8> {
    let part = &payload[start..end];
    let mut header = Ipv4Header::new(part.len() as u16, 64, IpNumber::UDP, V4.0, V4.1).unwrap();
    header.identification = 77;
    header.more_fragments = end < payload.len();
    header.fragment_offset = IpFragOffset::try_new((start / 8) as u16).unwrap();
    let mut frame = Vec::new();
    PacketBuilder::ethernet2(MAC.0, MAC.1)
        .ip(IpHeaders::Ipv4(header, Default::default()))
        .write(&mut frame, IpNumber::UDP, part)
        .unwrap();
    frame
}

const V6: ([u8; 16], [u8; 16]) = ([0x20; 16], [0x30; 16]);

fn datagram6(payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::new();
    PacketBuilder::ethernet2(MAC.0, MAC.1)
        .ipv6(V6.0, V6.1, 64)
        .udp(4000, 9999)
        .write(&mut frame, payload)
        .unwrap();
    frame.split_off(54)
}

fn fragment6(payload: &[u8], (start, end): (usize, usize)) -> Vec<u8> {
    let part = &payload[start..end];
    let offset = IpFragOffset::try_new((start / 8) as u16).unwrap();
    let fragment = Ipv6FragmentHeader::new(IpNumber::UDP, offset, end < payload.len(), 0x1234);
    let extensions = Ipv6Extensions {
        fragment: Some(fragment),
        ..Ipv6Extensions::default()
    };
    let header = Ipv6Header {
        hop_limit: 64,
        source: V6.0,
        destination: V6.1,
        ..Ipv6Header::default()
    };
    let mut frame = Vec::new();
    PacketBuilder::ethernet2(MAC.0, MAC.1)
        .ip(IpHeaders::Ipv6(header, extensions))
        .write(&mut frame, IpNumber::UDP, part)
        .unwrap();
    frame
}

/// What lies between the cuts, each a multiple of 8 bytes.
fn cuts(len: usize, marks: &[usize]) -> Vec<(usize, usize)> {
    let mut places: Vec<usize> = marks.iter().map(|mark| mark % len / 8 * 8).collect();
    places.extend([0, len]);
    places.sort_unstable();
    places.dedup();
    places.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

type Build = fn(&[u8], (usize, usize)) -> Vec<u8>;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn fragments_come_together_where_etherparse_puts_them_together(
        payload in vec(any::<u8>(), 100..4000),
        marks in vec(any::<usize>(), 1..12),
        order in vec(any::<usize>(), 12),
        is_v6 in any::<bool>(),
    ) {
        let build: Build = if is_v6 { fragment6 } else { fragment };
        let whole = if is_v6 { datagram6(&payload) } else { datagram(&payload) };
        let mut pieces = cuts(whole.len(), &marks);
        prop_assume!(pieces.len() > 1);
        for (index, turn) in order.iter().enumerate().take(pieces.len()) {
            let other = turn % pieces.len();
            pieces.swap(index, other);
        }
        let mut pool = IpDefragPool::<(), ()>::new();
        let mut bench = Bench::new();
        for piece in pieces {
            let frame = build(&whole, piece);
            let sliced = SlicedPacket::from_ethernet(&frame).unwrap();
            let expected = pool.process_sliced_packet(&sliced, (), ()).unwrap();
            let chain = bench.hear(&frame);
            prop_assert_eq!(bench.last_buffer(), expected.as_ref().map(|whole| &*whole.payload));
            prop_assert_eq!(chain.ends_with("UDP DATA"), expected.is_some());
            prop_assert!(bench.out.faults.is_empty());
        }
        prop_assert!(bench.last_buffer().is_some());
    }
}

#[test]
fn the_last_fragment_shows_what_is_inside() {
    let data = [7; 3000];
    for (build, name, whole) in [
        (fragment as Build, "ip.fragment", datagram(&data)),
        (fragment6, "ipv6.fragment", datagram6(&data)),
    ] {
        let mut bench = Bench::new();
        for piece in [(1480, 2960), (0, 1480), (0, 1480)] {
            assert!(bench.hear(&build(&whole, piece)).ends_with("FRAGMENT"));
        }
        assert_eq!(bench.summary("data"), "1480 bytes that arrived before");
        let chain = bench.hear(&build(&whole, (2960, 3008)));
        assert!(chain.ends_with("UDP DATA"), "{chain}");
        assert_eq!(bench.frames(name), [2, 1, 4]);
        assert_eq!(bench.uint(&format!("{name}.count")), Some(3));
        assert_eq!(bench.tracker.completed_in(1), Some(4));
        let checksum = &bench.out.field("udp.checksum").unwrap().value;
        assert!(matches!(checksum, Value::Checksum(_, Verdict::Good)));
        let port = bench.out.addresses.last().unwrap().ports;
        assert_eq!(port.map(|(_, from, to)| (from, to)), Some((4000, 9999)));
    }
}

#[test]
fn fragments_that_cannot_be_are_faults() {
    let whole = datagram(&[7; 3000]);
    let mut bench = Bench::new();
    // Not a multiple of 8 bytes, and more is said to follow.
    assert!(
        bench
            .hear(&fragment(&whole, (0, 1001)))
            .ends_with("FRAGMENT")
    );
    assert_eq!(bench.out.faults.len(), 1);
    let long = vec![0; 65_528];
    let mut past = fragment(&long, (65_512, 65_528));
    assert!(bench.hear(&past).ends_with("FRAGMENT"));
    assert_eq!(bench.out.faults.len(), 1);
    // Half of it was not captured: it is no piece.
    past.truncate(40);
    bench.hear(&past);
    assert_eq!(bench.tracker.held_bytes(), 0);
    bench.hear(&fragment(&whole, (0, 1000)));
    let mut other = fragment(&whole, (0, 1000));
    *other.last_mut().unwrap() ^= 1;
    bench.hear(&other);
    assert_eq!(bench.out.faults.len(), 1);
    assert!(
        bench
            .hear(&fragment(&whole, (1000, 3008)))
            .ends_with("FRAGMENT")
    );
}

/// The same packet inside another one: IPv4 in IPv4.
fn tunnel(frame: &[u8]) -> Vec<u8> {
    let inner = &frame[14..];
    let mut outer = Vec::new();
    let header = Ipv4Header::new(inner.len() as u16, 64, IpNumber::IPV4, [10; 4], [11; 4]).unwrap();
    PacketBuilder::ethernet2(MAC.0, MAC.1)
        .ip(IpHeaders::Ipv4(header, Default::default()))
        .write(&mut outer, IpNumber::IPV4, inner)
        .unwrap();
    outer
}

#[test]
fn fragments_of_fragments_come_together() {
    let whole = datagram(&[9; 2500]);
    let mut bench = Bench::new();
    // Every fragment travels through the tunnel in two.
    for (index, piece) in [(0, 1400), (1400, 2508)].into_iter().enumerate() {
        let inside = fragment(&whole, piece).split_off(14);
        for (start, end) in [(0, 800), (800, inside.len())] {
            let part = &inside[start..end];
            let mut header =
                Ipv4Header::new(part.len() as u16, 64, IpNumber::IPV4, [10; 4], [11; 4]).unwrap();
            header.identification = index as u16;
            header.more_fragments = start == 0;
            header.fragment_offset = IpFragOffset::try_new((start / 8) as u16).unwrap();
            let mut frame = Vec::new();
            PacketBuilder::ethernet2(MAC.0, MAC.1)
                .ip(IpHeaders::Ipv4(header, Default::default()))
                .write(&mut frame, IpNumber::IPV4, part)
                .unwrap();
            let chain = bench.hear(&frame);
            match bench.number {
                2 => assert_eq!(chain, "Ethernet IPv4 IPv4 FRAGMENT"),
                4 => assert_eq!(chain, "Ethernet IPv4 IPv4 UDP DATA"),
                _ => assert_eq!(chain, "Ethernet IPv4 FRAGMENT"),
            }
        }
    }
    assert_eq!(bench.last_buffer(), Some(&whole[..]));
}

#[test]
fn a_tunnel_and_what_it_carries_are_told_apart() {
    let whole = datagram(&[9; 2500]);
    let mut bench = Bench::new();
    for piece in [(0, 1400), (1400, 2508)] {
        let plain = fragment(&whole, piece);
        let (outside, inside) = (bench.hear(&plain), bench.hear(&tunnel(&plain)));
        assert_eq!(outside.ends_with("UDP DATA"), piece.0 > 0);
        assert_eq!(inside.ends_with("UDP DATA"), piece.0 > 0);
    }
}

fn udp((from, to): (u16, u16), is_reply: bool, payload: &[u8]) -> Vec<u8> {
    let (source, destination) = if is_reply { (V4.1, V4.0) } else { V4 };
    let mut frame = Vec::new();
    PacketBuilder::ethernet2(MAC.0, MAC.1)
        .ipv4(source, destination, 64)
        .udp(from, to)
        .write(&mut frame, payload)
        .unwrap();
    frame
}

const CLIENT: u16 = 40_000;
const SERVER: u16 = 50_000;

impl Bench {
    /// A datagram of a transfer: the operation, a number or a text, and what follows.
    fn transfer(&mut self, is_reply: bool, operation: u8, rest: &[u8]) -> String {
        let ports = match (operation, is_reply) {
            (1 | 2, _) => (CLIENT, 69),
            (_, true) => (SERVER, CLIENT),
            (_, false) => (CLIENT, SERVER),
        };
        let payload = [&[0, operation], rest].concat();
        self.hear(&udp(ports, is_reply, &payload))
    }

    fn block(&mut self, is_reply: bool, number: u16, bytes: &[u8]) -> String {
        let rest = [&number.to_be_bytes(), bytes].concat();
        self.transfer(is_reply, 3, &rest)
    }

    fn acknowledge(&mut self, is_reply: bool, number: u16) -> &str {
        self.transfer(is_reply, 4, &number.to_be_bytes());
        self.summary("tftp")
    }
}

fn png() -> &'static [u8] {
    registry().by_name("png").unwrap().sample
}

#[test]
fn a_download_shows_its_file_in_the_last_block() {
    let mut bench = Bench::new();
    let file: Vec<u8> = b"%text%".iter().cycle().take(1200).copied().collect();
    bench.transfer(false, 1, b"notes.txt\0octet\0");
    bench.transfer(false, 1, b"notes.txt\0octet\0");
    assert_eq!(bench.summary("tftp"), "read notes.txt, octet, again");
    bench.block(true, 1, &file[..512]);
    assert_eq!(bench.frames("tftp.request_frame"), [1]);
    assert_eq!(bench.acknowledge(false, 1), "acknowledges block 1");
    bench.block(true, 1, &file[..512]);
    assert_eq!(bench.summary("tftp"), "block 1, 512 bytes, again");
    assert_eq!(bench.acknowledge(false, 1), "acknowledges block 1 again");
    bench.block(true, 2, &file[512..1024]);
    bench.block(true, 3, &file[1024..]);
    assert_eq!(
        bench.summary("tftp"),
        "block 3, 176 bytes, completes notes.txt"
    );
    assert_eq!(bench.last_buffer(), Some(&file[..]));
    assert_eq!(bench.frames("tftp.fragment"), [3, 7, 8]);
    let Value::Made(name) = &bench.out.field("tftp.destination_file").unwrap().value else {
        panic!("the name is not told");
    };
    assert_eq!(&**name, "notes.txt");
    bench.block(true, 3, &file[1024..]);
    assert_eq!(bench.summary("tftp"), "block 3, 176 bytes, again");
    // The same file again, from the same ports.
    bench.transfer(false, 1, b"notes.txt\0octet\0");
    assert_eq!(bench.summary("tftp"), "read notes.txt, octet");
    bench.block(true, 1, &file[..100]);
    assert_eq!(
        bench.summary("tftp"),
        "block 1, 100 bytes, completes notes.txt"
    );
    assert_eq!(bench.last_buffer(), None, "the file stands in the frame");
}

#[test]
fn an_upload_has_the_block_size_that_was_agreed() {
    let mut bench = Bench::new();
    let name = "a/rather/long/path/of/two/times/eight/by/tes.....png";
    let request = format!("{name}\0octet\0blksize\08\0");
    bench.transfer(false, 2, request.as_bytes());
    bench.transfer(true, 6, b"BlkSize\x008\0");
    assert_eq!(bench.summary("tftp"), "accepts options");
    let mut chain = String::new();
    for (index, block) in png().chunks(8).enumerate() {
        assert!(!chain.contains("PNG"));
        chain = bench.block(false, index as u16 + 1, block);
        bench.acknowledge(true, index as u16 + 1);
        if block.len() == 8 && index == 0 {
            assert!(chain.ends_with("TFTP DATA"), "{chain}");
        }
    }
    if png().len().is_multiple_of(8) {
        chain = bench.block(false, png().len() as u16 / 8 + 1, b"");
    }
    assert!(chain.contains("TFTP PNG"), "{chain}");
}

#[test]
fn blocks_of_an_unknown_transfer_are_data() {
    let mut bench = Bench::new();
    bench.transfer(false, 1, b"a\0octet\0");
    // Another client.
    let other = bench.hear(&udp((SERVER, 40_001), true, b"\0\x03\0\x01short"));
    assert!(other.ends_with("UDP DATA"), "{other}");
    // Longer than agreed.
    let long = bench.block(true, 1, &[7; 600]);
    assert!(long.ends_with("TFTP DATA"));
    assert_eq!(bench.summary("tftp"), "block 1, 600 bytes");
    bench.block(true, 2, b"end");
    assert_eq!(bench.summary("tftp"), "block 2, 3 bytes, the last one");
    assert_eq!(bench.last_buffer(), None);
}

/// An SCTP packet with one chunk of a message.
fn sctp((tag, tsn): (u32, u32), flags: u8, bytes: &[u8]) -> Vec<u8> {
    let mut packet = Vec::new();
    packet.extend([0x9c, 0x40, 0x9c, 0x41]);
    packet.extend(tag.to_be_bytes());
    packet.extend([0; 4]);
    packet.extend([0, flags]);
    packet.extend((16 + bytes.len() as u16).to_be_bytes());
    packet.extend(tsn.to_be_bytes());
    packet.extend([0, 5, 0, 9, 0, 0, 0, 0]);
    packet.extend(bytes);
    packet.resize(packet.len().next_multiple_of(4), 0);
    let mut frame = Vec::new();
    let ends = if tsn.is_multiple_of(2) {
        V4
    } else {
        ([192, 168, 2, 10], V4.1)
    };
    let header = Ipv4Header::new(packet.len() as u16, 64, IpNumber::SCTP, ends.0, ends.1).unwrap();
    PacketBuilder::ethernet2(MAC.0, MAC.1)
        .ip(IpHeaders::Ipv4(header, Default::default()))
        .write(&mut frame, IpNumber::SCTP, &packet)
        .unwrap();
    frame
}

#[test]
fn a_message_in_chunks_is_shown_in_the_last_one() {
    let mut bench = Bench::new();
    assert!(
        bench
            .hear(&sctp((7, u32::MAX), 2, b"be"))
            .ends_with("SCTP SEGMENT")
    );
    assert!(
        bench
            .hear(&sctp((8, 1), 1, b"of another"))
            .ends_with("SCTP SEGMENT")
    );
    assert!(
        bench
            .hear(&sctp((7, 1), 1, b"end"))
            .ends_with("SCTP SEGMENT")
    );
    assert!(
        bench
            .hear(&sctp((7, u32::MAX), 2, b"be"))
            .ends_with("SCTP SEGMENT")
    );
    assert_eq!(bench.summary("data"), "2 bytes that arrived before");
    let chain = bench.hear(&sctp((7, 0), 0, b"tween"));
    assert!(chain.ends_with("SCTP DATA"), "{chain}");
    assert_eq!(bench.last_buffer(), Some(&b"betweenend"[..]));
    assert_eq!(bench.frames("sctp.fragment"), [1, 5, 3]);
}
