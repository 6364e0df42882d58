use proptest::prelude::*;

use super::lost::HOLES;
use super::*;
use crate::model::{Endpoint, Flow, Segment, SegmentOptions, Transport};

const FIRST: u32 = 0xffff_ff00;

fn segment(at: u32, flags: u8, payload: &[u8]) -> ArrivingSegment<'_> {
    let end = |last: u8, port| Endpoint {
        ip: std::net::Ipv4Addr::new(192, 0, 2, last).into(),
        port,
    };
    ArrivingSegment {
        segment: Segment {
            flow: Flow {
                transport: Transport::Tcp,
                from: end(1, 80),
                to: end(2, 40_000),
            },
            seq: FIRST.wrapping_add(at),
            ack: 0,
            flags: TcpFlags(flags | TcpFlags::ACK),
            window: 1000,
            len: payload.len() as u32,
            options: SegmentOptions::default(),
        },
        payload,
        at: Some(54),
        quoted: false,
    }
}

/// A direction whose SYN took the number before the first byte.
fn opened() -> Half {
    let mut half = Half::default();
    half.arrive(1, &segment(u32::MAX, TcpFlags::SYN, b""), true);
    half
}

/// What a segment brings to the reader of the stream.
fn bytes_of(arrival: &Arrival, payload: &[u8]) -> Vec<u8> {
    match &arrival.reading {
        Reading::Next(from) => payload[*from as usize..].to_vec(),
        Reading::Joined(joined) => joined.bytes.to_vec(),
        Reading::Alone | Reading::Again(_) | Reading::Part(_) => Vec::new(),
    }
}

#[test]
fn segments_in_order_are_read_as_they_come() {
    let mut half = opened();
    let first = half.arrive(2, &segment(0, 0, b"one"), true);
    assert!(matches!(first.reading, Reading::Next(0)));
    let second = half.arrive(3, &segment(3, TcpFlags::FIN, b"two"), true);
    assert!(second.closed && matches!(second.reading, Reading::Next(0)));
    assert_eq!(half.weight(), 0);
}

#[test]
fn what_has_arrived_is_not_read_again() {
    let mut half = opened();
    half.arrive(2, &segment(0, 0, b"abcdef"), true);
    let again = half.arrive(3, &segment(0, 0, b"abcdef"), true);
    assert!(matches!(again.reading, Reading::Part(Part::Repeat)));
    let overlap = half.arrive(4, &segment(4, 0, b"efgh"), true);
    assert_eq!(bytes_of(&overlap, b"efgh"), b"gh");
}

#[test]
fn an_early_segment_waits_for_the_gap() {
    let mut half = opened();
    let early = half.arrive(2, &segment(3, 0, b"def"), true);
    assert!(matches!(early.reading, Reading::Part(Part::Early(early)) if early.missing == 3));
    let filler = half.arrive(3, &segment(0, 0, b"abc"), true);
    assert_eq!(bytes_of(&filler, b"abc"), b"abcdef");
    let frames: Vec<u64> = filler.slices.iter().map(|slice| slice.frame).collect();
    assert_eq!(frames, [3, 2]);
    assert_eq!(half.next, Some(FIRST.wrapping_add(6)));
}

#[test]
fn a_gap_that_the_other_end_does_not_have_is_given_up() {
    let mut half = opened();
    half.arrive(2, &segment(10, 0, b"later"), true);
    half.acknowledge(FIRST.wrapping_add(10));
    let next = half.arrive(3, &segment(15, 0, b"!"), true);
    assert_eq!(bytes_of(&next, b"!"), b"later!");
    // Without the other end nobody would ever tell.
    let mut half = opened();
    let next = half.arrive(2, &segment(10, 0, b"later"), false);
    assert_eq!(bytes_of(&next, b"later"), b"later");
}

#[test]
fn a_capture_with_holes_is_not_waited_for() {
    let mut half = opened();
    for hole in 0..u32::from(HOLES) {
        let early = half.arrive(2, &segment(10 + 20 * hole, 0, b"0123456789"), true);
        assert!(matches!(early.reading, Reading::Part(Part::Early(early)) if early.missing == 10));
        half.acknowledge(FIRST.wrapping_add(20 + 20 * hole));
    }
    let behind = half.arrive(3, &segment(70, 0, b"now"), true);
    assert_eq!(bytes_of(&behind, b"now"), b"now");
    // A byte of a gap that comes after all is read by itself, and gaps are waited for again.
    let late = half.arrive(4, &segment(60, 0, b"late"), true);
    assert!(matches!(late.reading, Reading::Alone));
    let early = half.arrive(5, &segment(80, 0, b"early"), true);
    assert!(matches!(early.reading, Reading::Part(Part::Early(early)) if early.missing == 7));
    let filler = half.arrive(6, &segment(73, 0, b"seven b"), true);
    assert_eq!(bytes_of(&filler, b"seven b"), b"seven bearly");
}

#[test]
fn the_rest_of_a_torn_message_is_not_read_as_another() {
    let protocol = &crate::proto::registry().protocols()[0];
    let mut half = opened();
    let first = half.arrive(2, &segment(0, 0, b"MESS"), true);
    let message = Unfinished {
        taken: 0,
        needed: 20,
        protocol: Some(protocol),
        bytes: b"MESS",
        bare: false,
    };
    half.wait(&message, &first.slices, 100);
    half.acknowledge(FIRST.wrapping_add(10));
    let rest = half.arrive(3, &segment(10, 0, b"of it"), true);
    let Reading::Part(Part::Middle(part)) = rest.reading else {
        panic!("{rest:?}");
    };
    assert_eq!((part.began, part.so_far, part.whole), (2, 9, Some(20)));
    assert!(half.take_given_up().is_some_and(|given_up| given_up.lost));
    // The next message begins where the head of the first one said.
    let last = half.arrive(4, &segment(15, 0, b"allofNEXT"), true);
    assert!(matches!(last.reading, Reading::Next(5)));
}

#[test]
fn a_message_waits_until_its_bytes_are_there() {
    let protocol = &crate::proto::registry().protocols()[0];
    let mut half = opened();
    let first = half.arrive(2, &segment(0, 0, b"oneTW"), true);
    let message = Unfinished {
        taken: 3,
        needed: 4,
        protocol: Some(protocol),
        bytes: b"TW",
        bare: false,
    };
    half.wait(&message, &first.slices, 100);
    let middle = half.arrive(3, &segment(5, 0, b"O"), true);
    let Reading::Part(Part::Middle(part)) = middle.reading else {
        panic!("{middle:?}");
    };
    assert_eq!((part.began, part.so_far, part.whole), (2, 3, Some(4)));
    let last = half.arrive(4, &segment(6, 0, b"4three"), true);
    assert_eq!(bytes_of(&last, b"4three"), b"TWO4three");
    let slices: Vec<(u64, Option<u32>, u32)> = last
        .slices
        .iter()
        .map(|slice| (slice.frame, slice.at, slice.len))
        .collect();
    assert_eq!(
        slices,
        [(2, Some(57), 2), (3, Some(54), 1), (4, Some(54), 6)]
    );
}

#[test]
fn the_end_of_the_stream_ends_every_message() {
    let protocol = &crate::proto::registry().protocols()[0];
    let mut half = opened();
    let first = half.arrive(2, &segment(0, 0, b"until"), true);
    let message = Unfinished {
        taken: 0,
        needed: u32::MAX,
        protocol: Some(protocol),
        bytes: b"until",
        bare: false,
    };
    half.wait(&message, &first.slices, 100);
    let middle = half.arrive(3, &segment(5, 0, b" close"), true);
    assert!(matches!(middle.reading, Reading::Part(Part::Middle(_))));
    let end = half.arrive(4, &segment(11, TcpFlags::FIN, b""), true);
    assert!(end.closed);
    assert_eq!(bytes_of(&end, b""), b"until close");
}

#[test]
fn whole_messages_are_found_again_by_their_segment() {
    let mut half = opened();
    half.arrive(2, &segment(0, 0, b"whole"), true);
    let started = half.arrive(3, &segment(5, 0, b"begins"), true);
    assert_eq!(half.read_in(FIRST, 5), Some(2));
    assert_eq!(half.read_in(FIRST, 4), None);
    assert_eq!(half.read_in(FIRST.wrapping_add(5), 6), Some(3));
    // It turns out that its message goes on.
    let message = Unfinished {
        taken: 0,
        needed: 20,
        protocol: None,
        bytes: b"begins",
        bare: false,
    };
    half.wait(&message, &started.slices, 100);
    assert_eq!(half.read_in(FIRST.wrapping_add(5), 6), None);
    assert_eq!(half.read_in(FIRST, 5), Some(2));
    for number in 0..50 {
        half.arrive(4, &segment(11 + number, 0, b"x"), true);
    }
    assert_eq!(half.read_in(FIRST, 5), None);
}

#[test]
fn what_waits_is_bounded() {
    let mut half = opened();
    let payload = [7; 1000];
    for number in 0..20_000_u32 {
        // Every other segment is missing, and nothing is ever acknowledged.
        half.arrive(2, &segment(2000 * number + 1000, 0, &payload), true);
    }
    assert!(half.weight() < 2 * MAX_EARLY_BYTES, "{}", half.weight());
}

proptest! {
    #[test]
    fn any_order_with_repeats_gives_the_stream(
        cuts in proptest::collection::btree_set(1..200_usize, 0..20),
        order in proptest::collection::vec(0..64_usize, 0..80),
    ) {
        let stream: Vec<u8> = (0..200).map(|byte| byte as u8).collect();
        let mut edges = vec![0];
        edges.extend(cuts);
        edges.push(stream.len());
        let parts: Vec<(usize, usize)> = edges.windows(2).map(|edge| (edge[0], edge[1])).collect();
        // First in the order drawn, with repeats, then all that may be missing.
        let drawn = order.iter().map(|index| parts[index % parts.len()]);
        let mut half = opened();
        let mut read = Vec::new();
        for (frame, (from, to)) in drawn.chain(parts.iter().copied()).enumerate() {
            let payload = &stream[from..to];
            let arrival = half.arrive(frame as u64, &segment(from as u32, 0, payload), true);
            read.extend(bytes_of(&arrival, payload));
        }
        prop_assert_eq!(read, stream);
    }

    #[test]
    fn no_segments_panic(
        all in proptest::collection::vec((any::<u32>(), any::<u8>(), 0..40_usize, any::<bool>()), 0..60),
    ) {
        let payload = [1; 40];
        let mut half = Half::default();
        for (frame, (at, flags, len, heard)) in all.into_iter().enumerate() {
            let arriving = segment(at % 200, flags & 0x17, &payload[..len]);
            half.acknowledge(FIRST.wrapping_add(at % 300));
            half.arrive(frame as u64, &arriving, heard);
        }
    }
}

#[test]
fn what_fills_a_gap_is_no_beginning() {
    let mut half = opened();
    let within = |arrival: Arrival| match arrival.reading {
        Reading::Part(Part::Early(early)) => Some(early.within),
        _ => None,
    };
    let first = half.arrive(2, &segment(20, 0, b"uvw"), true);
    assert_eq!(within(first), Some(false));
    let before_it = half.arrive(3, &segment(10, 0, b"klm"), true);
    assert_eq!(within(before_it), Some(true));
    let behind = half.arrive(4, &segment(30, 0, b"abc"), true);
    assert_eq!(within(behind), Some(false));
}
