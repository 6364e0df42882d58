use std::net::{IpAddr, Ipv4Addr};

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::decode::Waiting;
use crate::model::Address;

const SECOND: i64 = 1_000_000_000;

fn key(id: u128) -> GatherKey {
    let end = |last| Address::Ip(IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)));
    GatherKey {
        space: "ip",
        ends: Some((end(1), end(2))),
        id,
    }
}

/// A gatherer that is given one piece a frame.
#[derive(Default)]
struct Bench {
    gatherer: Gatherer,
    frame: u64,
    time: i64,
}

impl Bench {
    fn give(&mut self, id: u128, place: Place, bytes: &[u8]) -> Gathered {
        self.frame += 1;
        let piece = ArrivingPiece {
            key: key(id),
            place,
            bytes,
            at: Some(34),
        };
        let time = Some(Timestamp(self.time));
        let (gathered, slices) = self.gatherer.take(self.frame, time, &piece);
        match &gathered {
            Gathered::Whole(joined) => {
                assert_eq!(joined.pieces, pieces(&slices));
                // A fragment around another one brings two pieces.
                let mut last = joined.pieces.iter();
                let last = last.find(|piece| piece.frame == self.frame);
                assert_eq!(last.map(|piece| piece.at.start), Some(joined.own));
            }
            _ => assert!(slices.is_empty()),
        }
        gathered
    }

    fn fragment(&mut self, offset: u32, last: bool, bytes: &[u8]) -> Gathered {
        let place = Place::Byte {
            offset,
            last,
            may_overlap: true,
        };
        self.give(1, place, bytes)
    }

    fn strict(&mut self, offset: u32, last: bool, bytes: &[u8]) -> Gathered {
        let place = Place::Byte {
            offset,
            last,
            may_overlap: false,
        };
        self.give(1, place, bytes)
    }

    fn chunk(&mut self, number: u32, (first, last): (bool, bool), bytes: &[u8]) -> Gathered {
        let place = Place::Serial {
            number,
            first,
            last,
        };
        self.give(1, place, bytes)
    }

    fn block(&mut self, number: u16, last: bool, bytes: &[u8]) -> Gathered {
        self.give(1, Place::Block { number, last }, bytes)
    }
}

fn is_waiting(gathered: &Gathered) -> bool {
    matches!(gathered, Gathered::Waits(_))
}

fn is_repeat(gathered: &Gathered) -> bool {
    matches!(gathered, Gathered::Repeat)
}

fn is_conflict(gathered: &Gathered) -> bool {
    matches!(gathered, Gathered::Conflict)
}

fn is_alone(gathered: &Gathered) -> bool {
    matches!(gathered, Gathered::Alone)
}

fn bytes_of(gathered: &Gathered) -> Option<&[u8]> {
    match gathered {
        Gathered::Whole(joined) => Some(&joined.bytes),
        _ => None,
    }
}

#[test]
fn what_is_there_is_told() {
    let mut bench = Bench::default();
    bench.fragment(16, true, b"last");
    let Gathered::Waits(waiting) = bench.fragment(0, false, b"firsthal") else {
        panic!("a piece is missing");
    };
    let expected = Waiting {
        began: 1,
        so_far: 12,
        whole: Some(20),
    };
    assert_eq!(waiting, expected);
    let whole = bench.fragment(8, false, b"secondha");
    assert_eq!(bytes_of(&whole), Some(&b"firsthalsecondhalast"[..]));
    assert_eq!(bench.gatherer.wholes.len(), 1);
    let left = bench.gatherer.held_bytes();
    assert!(left < 200, "{left} bytes are kept of what is done");
}

#[test]
fn a_packet_captured_twice_is_shown_twice() {
    let mut bench = Bench::default();
    assert!(is_waiting(&bench.fragment(0, false, b"firsthal")));
    assert!(is_repeat(&bench.fragment(0, false, b"firsthal")));
    assert!(bytes_of(&bench.fragment(8, true, b"end")).is_some());
    assert!(bytes_of(&bench.fragment(8, true, b"end")).is_none());
    assert!(bytes_of(&bench.fragment(0, false, b"firsthal")).is_some());
}

#[test]
fn an_old_copy_is_not_mixed_with_the_next_packet() {
    let mut bench = Bench::default();
    bench.fragment(0, false, b"firsthal");
    bench.fragment(8, true, b"end");
    assert!(is_repeat(&bench.fragment(8, true, b"end")));
    assert!(is_waiting(&bench.fragment(0, false, b"otherone")));
    let whole = bench.fragment(8, true, b"!");
    assert_eq!(bytes_of(&whole), Some(&b"otherone!"[..]));
}

#[test]
fn fragments_of_ipv4_may_overlap_if_they_agree() {
    let mut bench = Bench::default();
    bench.fragment(8, false, b"secondha");
    assert!(is_waiting(&bench.fragment(
        0,
        false,
        b"firsthalsecondhathird---"
    )));
    let whole = bench.fragment(16, true, b"third---fourth");
    assert_eq!(
        bytes_of(&whole),
        Some(&b"firsthalsecondhathird---fourth"[..])
    );
}

#[test]
fn fragments_that_contradict_each_other_make_nothing() {
    let mut bench = Bench::default();
    bench.fragment(0, false, b"firsthal");
    assert!(is_conflict(&bench.fragment(0, false, b"firstHAL")));
    assert!(is_alone(&bench.fragment(8, true, b"end")));
    assert!(is_alone(&bench.fragment(0, false, b"firsthal")));
    bench.time += 61 * SECOND;
    assert!(is_waiting(&bench.fragment(0, false, b"firsthal")));
    assert!(bytes_of(&bench.fragment(8, true, b"end")).is_some());
}

#[test]
fn fragments_of_ipv6_must_not_overlap() {
    let mut bench = Bench::default();
    bench.strict(0, false, b"firsthalsecondha");
    assert!(is_repeat(&bench.strict(0, false, b"firsthalsecondha")));
    assert!(is_conflict(&bench.strict(8, false, b"secondha")));
    assert!(is_alone(&bench.strict(16, true, b"end")));
}

#[test]
fn the_end_stands_in_one_place() {
    let mut bench = Bench::default();
    bench.fragment(16, true, b"last");
    assert!(is_conflict(&bench.fragment(16, true, b"lastlast")));
    let mut bench = Bench::default();
    bench.fragment(8, true, b"last");
    assert!(is_conflict(&bench.fragment(16, false, b"behind it")));
    let mut bench = Bench::default();
    bench.fragment(16, false, b"behind..");
    assert!(is_conflict(&bench.fragment(8, true, b"last")));
}

#[test]
fn impossible_fragments_are_left_alone() {
    let mut bench = Bench::default();
    assert!(is_alone(&bench.fragment(0, false, b"")));
    assert!(is_alone(&bench.fragment(65_528, true, b"12345678")));
    assert!(is_alone(&bench.fragment(u32::MAX, true, b"12345678")));
    assert_eq!(bench.gatherer.held_bytes(), 0);
}

#[test]
fn late_fragments_belong_to_another_packet() {
    let mut bench = Bench::default();
    bench.fragment(0, false, b"firsthal");
    bench.time += 61 * SECOND;
    assert!(is_waiting(&bench.fragment(8, true, b"end")));
    bench.time += 59 * SECOND;
    let whole = bench.fragment(0, false, b"otherone");
    assert_eq!(bytes_of(&whole), Some(&b"otheroneend"[..]));
}

const FIRST: (bool, bool) = (true, false);
const MIDDLE: (bool, bool) = (false, false);
const LAST: (bool, bool) = (false, true);

#[test]
fn chunks_count_on_past_the_end_of_the_numbers() {
    let mut bench = Bench::default();
    assert!(is_waiting(&bench.chunk(0, MIDDLE, b"cd")));
    assert!(is_waiting(&bench.chunk(u32::MAX - 1, FIRST, b"a")));
    assert!(is_waiting(&bench.chunk(1, LAST, b"e")));
    let whole = bench.chunk(u32::MAX, MIDDLE, b"b");
    assert_eq!(bytes_of(&whole), Some(&b"abcde"[..]));
    for number in [u32::MAX - 1, u32::MAX, 0, 1] {
        assert!(is_repeat(&bench.chunk(number, MIDDLE, b"?")));
    }
}

#[test]
fn messages_that_follow_one_another_are_told_apart() {
    let mut bench = Bench::default();
    bench.chunk(11, LAST, b"b");
    bench.chunk(12, FIRST, b"c");
    let second = bench.chunk(13, LAST, b"d");
    assert_eq!(bytes_of(&second), Some(&b"cd"[..]));
    let first = bench.chunk(10, FIRST, b"a");
    assert_eq!(bytes_of(&first), Some(&b"ab"[..]));
    assert_eq!(bench.gatherer.wholes.len(), 1);
}

#[test]
fn a_chunk_that_changes_makes_nothing() {
    let mut bench = Bench::default();
    bench.chunk(10, FIRST, b"a");
    assert!(is_repeat(&bench.chunk(10, FIRST, b"a")));
    assert!(is_conflict(&bench.chunk(10, FIRST, b"A")));
    assert!(is_waiting(&bench.chunk(11, LAST, b"b")));
}

#[test]
fn blocks_are_counted_on_where_their_numbers_wrap_around() {
    let mut bench = Bench::default();
    let count = 70_000_u32;
    for number in 1..count {
        let block = number.to_be_bytes();
        let gathered = bench.block(number as u16, false, &block);
        assert!(is_waiting(&gathered), "block {number}: {gathered:?}");
        if number % 1000 == 0 {
            assert!(is_repeat(&bench.block(number as u16, false, &block)));
        }
    }
    let whole = bench.block(count as u16, true, b"end");
    let expected: Vec<u8> = (1..count)
        .flat_map(u32::to_be_bytes)
        .chain(*b"end")
        .collect();
    assert!(bytes_of(&whole) == Some(&expected));
    assert!(is_repeat(&bench.block(count as u16, true, b"end")));
    assert_eq!(bench.gatherer.held_bytes(), 0);
}

#[test]
fn an_empty_block_ends_a_file() {
    let mut bench = Bench::default();
    bench.block(1, false, b"full");
    assert_eq!(bytes_of(&bench.block(2, true, b"")), Some(&b"full"[..]));
    assert!(is_repeat(&bench.block(1, false, b"full")));
}

#[test]
fn acknowledgments_are_counted() {
    let mut bench = Bench::default();
    let mut acknowledge = |number| bench.give(1, Place::Acknowledged { number }, b"");
    assert!(is_alone(&acknowledge(0)));
    assert!(is_repeat(&acknowledge(0)));
    for number in 1..=u16::MAX {
        assert!(is_alone(&acknowledge(number)));
    }
    assert!(is_alone(&acknowledge(0)));
    assert!(is_repeat(&acknowledge(u16::MAX)));
}

#[test]
fn a_file_that_is_too_long_is_given_up() {
    let mut bench = Bench::default();
    let block = vec![7; 65_000];
    for number in 1..=300 {
        assert!(!is_conflict(&bench.block(number, false, &block)));
        assert!(bench.gatherer.held_bytes() <= MAX_LEN + (1 << 20));
    }
    assert!(is_alone(&bench.block(301, true, b"end")));
    assert!(is_repeat(&bench.block(301, true, b"end")));
    assert_eq!(bench.gatherer.held_bytes(), 0);
}

#[test]
fn what_never_ends_is_bounded() {
    let mut bench = Bench::default();
    let bytes = [1; 1400];
    for id in 0..100_000 {
        let place = match id % 3 {
            0 => Place::Byte {
                offset: 8,
                last: false,
                may_overlap: true,
            },
            1 => Place::Serial {
                number: id as u32,
                first: false,
                last: false,
            },
            _ => Place::Block {
                number: 2,
                last: false,
            },
        };
        bench.give(id / 6, place, &bytes);
        // The same key with pieces of other kinds is none that a protocol gives.
        bench.give(1_000_000 + id, place, &bytes);
        let gatherer = &bench.gatherer;
        assert!(gatherer.wholes.len() <= MAX_WHOLES && gatherer.held_bytes() <= MAX_HELD);
        assert_eq!(gatherer.order.len(), gatherer.wholes.len());
    }
    let counted: usize = bench
        .gatherer
        .wholes
        .values()
        .map(|entry| entry.whole.weight())
        .sum();
    assert_eq!(counted, bench.gatherer.held_bytes());
}

#[test]
fn the_runs_of_one_association_are_bounded() {
    let mut bench = Bench::default();
    for number in 0..400_000 {
        bench.chunk(number * 2, MIDDLE, b"a piece between two that never come");
        assert!(bench.gatherer.held_bytes() <= MAX_HELD);
    }
}

/// Cuts bytes at these places into units, in order.
fn cuts(len: usize, marks: &[usize], unit: usize) -> Vec<(usize, usize)> {
    let mut places: Vec<usize> = marks.iter().map(|mark| mark % len / unit * unit).collect();
    places.extend([0, len]);
    places.sort_unstable();
    places.dedup();
    places.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

proptest! {
    #[test]
    fn any_cutting_in_any_order_gives_the_packet_once(
        bytes in vec(any::<u8>(), 9..3000),
        marks in vec(any::<usize>(), 0..20),
        order in vec(any::<usize>(), 1..60),
        missing in any::<Option<usize>>(),
    ) {
        let cuts = cuts(bytes.len(), &marks, 8);
        // Some pieces come more than once; all of them come, or all but one.
        let mut turns: Vec<usize> = order.iter().map(|turn| turn % cuts.len()).collect();
        turns.extend((0..cuts.len()).rev());
        let missing = missing.map(|missing| missing % cuts.len());
        let mut bench = Bench::default();
        let mut wholes = Vec::new();
        for turn in turns.into_iter().filter(|turn| Some(*turn) != missing) {
            let (start, end) = cuts[turn];
            let gathered = bench.fragment(start as u32, end == bytes.len(), &bytes[start..end]);
            prop_assert!(!is_conflict(&gathered));
            wholes.extend(bytes_of(&gathered).map(<[u8]>::to_vec));
        }
        prop_assert!(wholes.iter().all(|whole| *whole == bytes));
        prop_assert_eq!(wholes.is_empty(), missing.is_some());
    }

    #[test]
    fn any_pieces_survive(
        pieces in vec((0..6_u8, any::<u32>(), any::<(bool, bool)>(), vec(0..2_u8, 0..40)), 0..80),
    ) {
        let mut bench = Bench::default();
        for (kind, number, (first, last), bytes) in pieces {
            let small = number % 8;
            match kind {
                0 => bench.fragment(small * 8, last, &bytes),
                1 => bench.strict(small * 8, last, &bytes),
                2 => bench.fragment(number, last, &bytes),
                3 => bench.give(2, Place::Serial { number: small, first, last }, &bytes),
                4 => bench.give(2, Place::Serial { number, first, last }, &bytes),
                _ => bench.give(3, Place::Block { number: number as u16, last }, &bytes),
            };
            let weights = bench.gatherer.wholes.values().map(|entry| entry.whole.weight());
            prop_assert_eq!(weights.sum::<usize>(), bench.gatherer.held_bytes());
        }
    }

    #[test]
    fn chunks_in_any_order_give_the_messages(
        start in any::<u32>(),
        lens in vec(1..6_usize, 1..8),
        seed in vec(any::<u64>(), 50),
    ) {
        let mut chunks = Vec::new();
        for (message, len) in lens.iter().enumerate() {
            chunks.extend((0..*len).map(|index| (message, (index == 0, index + 1 == *len))));
        }
        let mut order: Vec<usize> = (0..chunks.len()).collect();
        order.sort_by_key(|index| seed[*index]);
        let mut bench = Bench::default();
        let mut whole = Vec::new();
        for index in order {
            let (message, ends) = chunks[index];
            let gathered = bench.chunk(start.wrapping_add(index as u32), ends, &[message as u8]);
            whole.extend(bytes_of(&gathered).map(<[u8]>::to_vec));
        }
        whole.sort();
        let expected: Vec<Vec<u8>> = lens.iter().enumerate().map(|(message, len)| vec![message as u8; *len]).collect();
        prop_assert_eq!(whole, expected);
    }
}
