//! Figures of captures built frame by frame.

use std::fmt::Write as _;
use std::io::Write as _;

use etherparse::PacketBuilder;
use proptest::prelude::*;

use super::*;
use crate::capture::demo;
use crate::decode::{Peeler, Want};
use crate::model::{Address, Frame, Timestamp};
use crate::store::Store;
use crate::talk::{Learner, Listener};

/// A second on the clock of the captures, in microseconds.
const SECOND: u64 = 1_000_000;
const EVERYTHING: Plan = Plan {
    headers: true,
    width: Width::Fitting,
    columns: true,
};

/// A capture file with these frames, times in microseconds.
fn capture(frames: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let mut file = Vec::from(0xa1b2_c3d4_u32.to_le_bytes());
    file.extend([2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0]);
    frames.iter().for_each(|frame| file.extend(record(frame)));
    file
}

fn record((time, bytes): &(u64, Vec<u8>)) -> Vec<u8> {
    let len = bytes.len() as u32;
    let (seconds, micros) = (time / SECOND, time % SECOND);
    let words = [1_700_000_000 + seconds as u32, micros as u32, len, len];
    let mut record: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    record.extend(bytes);
    record
}

fn store_of(frames: &[(u64, Vec<u8>)]) -> Store {
    let store = Store::from_bytes("test", capture(frames).leak()).unwrap();
    store.wait_complete();
    store
}

/// A frame from one host to another, numbered, with TCP for odd ports and UDP for even ones.
fn frame((from, to): (u8, u8), port: u16, len: usize) -> Vec<u8> {
    let mac = |host| [2, 0, 0, 0, 0, host];
    let packet = PacketBuilder::ethernet2(mac(from), mac(to));
    let packet = packet.ipv4([10, 0, 0, from], [10, 0, 0, to], 64);
    let ports = if from < to {
        (port, 9000)
    } else {
        (9000, port)
    };
    let (mut bytes, payload) = (Vec::new(), vec![0xff; len]);
    match port % 2 {
        0 => packet.udp(ports.0, ports.1).write(&mut bytes, &payload),
        _ => packet
            .tcp(ports.0, ports.1, 1, 1000)
            .write(&mut bytes, &payload),
    }
    .unwrap();
    bytes
}

/// The two halves of a datagram of 48 bytes: the first has its ports, the last completes it.
fn halves(host: u8, id: u8) -> [Vec<u8>; 2] {
    let whole = frame((host, host + 1), 4000, 40);
    let (headers, payload) = whole.split_at(34);
    let half = |more: u8, offset: u8, part: &[u8]| {
        let mut bytes = headers.to_vec();
        bytes[16..22].copy_from_slice(&[0, 20 + part.len() as u8, 0, id, more, offset]);
        bytes.extend(part);
        bytes
    };
    [half(0x20, 0, &payload[..24]), half(0, 3, &payload[24..])]
}

/// All that figures say.
fn say(figures: &Figures) -> String {
    let mut text = format!("{:?} {:?}\n", figures.total(), figures.span());
    let _ = writeln!(text, "{:?}\n{:?}", figures.lengths(), figures.series());
    for kind in Kind::ALL {
        let table = figures.table(kind);
        let rows = table.sorted(Order::Start, usize::MAX);
        let ends = table.endpoints(Order::Address, usize::MAX);
        let _ = writeln!(text, "{kind:?} {rows:?} {ends:?} {:?}", table.beyond());
    }
    text
}

/// The figures of one walk in order, with all that conversations know.
fn walked(store: &Store) -> String {
    let mut listener = Listener::new(Peeler::new(crate::proto::registry()));
    let mut frame = Frame::empty();
    let mut figures = None;
    for number in 1..=store.len() {
        store.frame(number, &mut frame).unwrap();
        let new = || Figures::new(frame.info.time, Width::Fitting);
        let figures = figures.get_or_insert_with(new);
        figures.take(&frame.info);
        figures.take_ends(&frame.info, listener.hear(&frame, Want::Skim).dissection);
    }
    say(&figures.unwrap_or_else(|| Figures::new(None, Width::Fitting)))
}

fn pass_over(store: &Store, how: (usize, u64)) -> Pass {
    let peeler = Peeler::new(crate::proto::registry());
    Pass::start_on(store, &peeler, EVERYTHING, how).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn chunks_give_the_figures_of_one_walk(
        frames in prop::collection::vec((0..8_u8, 0..8_u8, 4000..4006_u16, 0..2000_usize, 0..100 * SECOND), 0..60),
        threads in 1..4_usize,
        chunk in 1..20_u64,
    ) {
        let mut list = Vec::new();
        for (index, (from, to, port, len, time)) in frames.into_iter().enumerate() {
            list.push((time, frame((from, to), port, len)));
            // Fragments among them, so that a datagram begins and ends in different chunks.
            list.extend((index % 5 == 0).then(|| (time, halves(from, port as u8)[0].clone())));
            list.extend((index % 5 == 3).then(|| (time, halves(from, port as u8)[1].clone())));
        }
        let store = store_of(&list);
        let pass = pass_over(&store, (threads, chunk));
        let end = pass.wait();
        prop_assert!(!end.is_running);
        prop_assert_eq!(end.counted, store.len());
        prop_assert_eq!(pass.look(|figures, _| say(figures)), walked(&store));
        for (number, (time, bytes)) in (1..).zip(&list) {
            let expected = Timestamp(((1_700_000_000 * SECOND + time) * 1000) as i64);
            let kept = pass.look(|_, columns| (columns.time(number), columns.length(number)));
            prop_assert_eq!(kept, (Some(expected), Some(bytes.len() as u32)));
        }
    }
}

#[test]
fn a_datagram_in_fragments_belongs_to_its_ports_once_it_is_whole() {
    let [first, last] = halves(1, 7);
    let store = store_of(&[(0, first), (5, frame((2, 1), 4000, 9)), (9, last)]);
    let pass = pass_over(&store, (2, 1));
    pass.wait();
    let rows = pass.look(|figures, _| figures.table(Kind::Udp).sorted(Order::Frames, 10));
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].first, rows[0].last), (2, 3));
    assert_eq!([rows[0].sent[0].frames, rows[0].sent[1].frames], [1, 1]);
    let hosts = pass.look(|figures, _| figures.table(Kind::Ipv4).sorted(Order::Frames, 10));
    assert_eq!(hosts[0].total().frames, 3);
    assert_eq!(hosts[0].ends[0].to_string(), "10.0.0.1");
}

#[test]
fn a_growing_capture_is_counted_until_it_is_enough() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&capture(&[(0, frame((1, 2), 4001, 0))]))
        .unwrap();
    let store = Store::follow(file.path()).unwrap();
    let pass = pass_over(&store, (2, 4));
    while pass.progress().counted < 1 {
        std::thread::yield_now();
    }
    file.write_all(&record(&(1, frame((2, 1), 4001, 0))))
        .unwrap();
    while pass.progress().counted < 2 {
        std::thread::yield_now();
    }
    assert!(pass.progress().is_running);
    pass.cancel();
    let end = pass.wait();
    assert!(!end.is_running && end.error.is_none());
    assert_eq!(end.counted, 2);
}

#[test]
fn more_conversations_than_the_limit_are_counted_together() {
    let mut figures = Figures::with_limit(None, Width::Fitting, 2);
    let mut listener = Listener::new(Peeler::new(crate::proto::registry()));
    let list: Vec<_> = (0..5)
        .map(|n| (0, frame((1, 2), 4000 + 2 * n, 10)))
        .collect();
    let store = store_of(&list);
    let mut frame = Frame::empty();
    for number in 1..=5 {
        store.frame(number, &mut frame).unwrap();
        figures.take(&frame.info);
        figures.take_ends(&frame.info, listener.hear(&frame, Want::Skim).dissection);
    }
    let table = figures.table(Kind::Udp);
    assert_eq!(
        (table.len(), table.beyond()),
        (
            2,
            Count {
                frames: 3,
                bytes: 3 * 52
            }
        )
    );
    let other = figures.clone();
    figures.merge(other);
    assert_eq!(figures.table(Kind::Udp).beyond().frames, 6);
    assert_eq!(figures.table(Kind::Ethernet).len(), 1);
}

#[test]
fn rows_know_the_filter_of_their_frames() {
    let end = |address: &str, port| End {
        address: Address::Ip(address.parse().unwrap()),
        port,
    };
    let row = |ends| Conversation {
        ends,
        sent: [Count::default(); 2],
        first: 1,
        last: 1,
        span: None,
    };
    assert_eq!(
        row([end("10.0.0.1", 5555), end("10.0.0.2", 80)]).filter(Kind::Tcp),
        "ip.addr==10.0.0.1 && tcp.port==5555 && ip.addr==10.0.0.2 && tcp.port==80"
    );
    assert_eq!(
        row([end("::1", 5), end("::1", 5)]).filter(Kind::Udp),
        "ipv6.src==::1 && ipv6.dst==::1 && udp.srcport==5 && udp.dstport==5"
    );
    let mac = Address::Mac([2, 0, 0, 0, 0, 1]);
    let card = End {
        address: mac,
        port: 0,
    };
    assert_eq!(card.filter(Kind::Ethernet), "eth.addr==02:00:00:00:00:01");
    let lengths = Lengths::default();
    assert_eq!(
        lengths.buckets()[1].filter(),
        "frame.len >= 20 && frame.len <= 39"
    );
    assert_eq!(lengths.buckets()[9].filter(), "frame.len >= 5120");
}

#[test]
fn intervals_grow_with_the_capture_and_lose_nothing() {
    let mut series = Series::new(Timestamp(0), Width::Fitting);
    for second in 0..100_000 {
        series.take(Some(Timestamp(second * 1_000_000_000)), 60);
    }
    series.take(Some(Timestamp(-1)), 60);
    series.take(None, 60);
    let total = |series: &Series| series.bins().iter().map(|bin| bin.frames).sum::<u64>();
    assert_eq!(series.width(), 10_000_000_000);
    assert_eq!((total(&series), series.outside().frames), (100_000, 2));
    let few = series.coarser(60);
    assert_eq!((few.width(), few.bins().len()), (3_600_000_000_000, 28));
    assert_eq!(total(&few), 100_000);
    assert_eq!(
        few.filter(1),
        "frame.time_relative >= 3600 && frame.time_relative < 7200"
    );
    series.take(Some(Timestamp(i64::MAX)), 60);
    assert_eq!(total(&series), 100_001);
    let mut chosen = Series::new(Timestamp(0), Width::Nanoseconds(1));
    chosen.take(Some(Timestamp(i64::MAX)), 60);
    assert_eq!((chosen.bins().len(), chosen.outside().frames), (0, 1));
}

#[test]
fn columns_keep_all_times_exactly_in_few_bytes() {
    let mut columns = Columns::default();
    let day = 86_400_000_000_000;
    let times = |n: i64| match n % 4096 {
        7 => None,
        // Back, and far ahead: from the second block on, not all can be counted from the first.
        8 => Some(Timestamp(n - 1_000_000_000)),
        9 if n > 8192 => Some(Timestamp(1000 * day)),
        _ => Some(Timestamp(n * 1_000_000)),
    };
    (0..12_288).for_each(|n| columns.push(times(n), n as u32));
    for n in 0..12_288 {
        assert_eq!(columns.time(n as u64 + 1), times(n), "{n}");
        assert_eq!(columns.length(n as u64 + 1), Some(n as u32));
    }
    assert_eq!((columns.time(0), columns.length(12_289)), (None, None));
    assert!(
        columns.weight() < 4096 * 10 + 8192 * 12 + 500,
        "{} bytes",
        columns.weight()
    );
}

#[test]
fn the_learner_tells_what_every_frame_is() {
    let store = Store::from_bytes(demo::NAME, demo::CAPTURE).unwrap();
    let chains = Chains::new();
    let peeler = Peeler::new(crate::proto::registry());
    let learner = Learner::start_with(store.clone(), peeler, chains.observer()).unwrap();
    while chains.look(|_, links| links.len()) < store.len() {
        std::thread::yield_now();
    }
    let (mut pictures, mut talks) = (0, 0);
    for number in 1..=store.len() {
        let names: Vec<&str> = chains.of(number).iter().map(|info| info.name).collect();
        pictures += u64::from(names == ["eth", "ip", "tcp", "http", "png"]);
        let id = chains.look(|_, links| links.conversation(number));
        let known = learner.look(|tracker| tracker.conversations_of(number).last().copied());
        assert_eq!(id, known, "frame {number}");
        talks += u64::from(id.is_some());
    }
    assert!(pictures == 1 && talks > 50, "{pictures} {talks}");
    chains.look(|tree, _| {
        assert_eq!(tree.total().frames, store.len());
        let rows = tree.rows();
        let sum = |of: fn(&Node) -> u64| rows.iter().map(|(_, node)| of(node)).sum::<u64>();
        assert_eq!(sum(|node| node.last.frames), store.len());
        let place = |name| {
            rows.iter()
                .find(|(_, node)| node.info.name == name)
                .unwrap()
                .0
        };
        assert_eq!(tree.filter(place("png")), "eth && ip && tcp && http && png");
        // Behind an error message stands the quoted datagram, inside it and nowhere else.
        assert_eq!(tree.chain(place("icmp")).len(), 3);
    });
}
