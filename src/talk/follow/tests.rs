use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Frame, FrameInfo, LinkType};
use crate::proto::registry;
use crate::talk::Listener;

use etherparse::PacketBuilder;

const CLIENT: [u8; 4] = [192, 0, 2, 1];
const SERVER: [u8; 4] = [192, 0, 2, 2];

/// A TCP segment from the client or from the server.
struct Cut {
    from_client: bool,
    seq: u32,
    ack: u32,
    syn: bool,
    bytes: &'static [u8],
    /// Bytes that the snapshot length took.
    lost: usize,
}

const fn out(seq: u32, ack: u32, bytes: &'static [u8]) -> Cut {
    Cut {
        from_client: true,
        seq,
        ack,
        syn: false,
        bytes,
        lost: 0,
    }
}

const fn back(seq: u32, ack: u32, bytes: &'static [u8]) -> Cut {
    Cut {
        from_client: false,
        ..out(seq, ack, bytes)
    }
}

fn frame(number: u64, cut: &Cut) -> Frame {
    let (from, to, ports) = match cut.from_client {
        true => (CLIENT, SERVER, (40_000, 59_999)),
        false => (SERVER, CLIENT, (59_999, 40_000)),
    };
    let mut step = PacketBuilder::ethernet2([2; 6], [4; 6])
        .ipv4(from, to, 64)
        .tcp(ports.0, ports.1, cut.seq, 1000);
    if cut.syn {
        step = step.syn();
    }
    if cut.ack != 0 {
        step = step.ack(cut.ack);
    }
    let mut bytes = Vec::new();
    step.write(&mut bytes, cut.bytes).unwrap();
    let info = FrameInfo {
        number,
        original_len: bytes.len() as u32,
        link_type: LinkType::ETHERNET,
        ..FrameInfo::default()
    };
    bytes.truncate(bytes.len() - cut.lost);
    Frame {
        info,
        bytes,
        comments: Vec::new(),
    }
}

/// What is followed of these segments: `frame>text` for the client, `frame<text` for the server.
fn followed(cuts: &[Cut]) -> Vec<String> {
    let mut listener = Listener::new(Peeler::new(registry()));
    let mut follower: Option<Follower> = None;
    let mut told = Vec::new();
    let tell = |said: &Said, view: Option<&FrameView<'_>>| {
        let sign = match said.side {
            Side::Client => '>',
            Side::Server => '<',
        };
        let text = match &said.what {
            What::Missing(count) => format!("[{count}]"),
            What::These(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            What::At(..) => match view.filter(|view| view.frame.info.number == said.frame) {
                Some(view) => String::from_utf8_lossy(said.bytes(view)).into_owned(),
                None => "(earlier)".to_owned(),
            },
        };
        format!("{}{sign}{text}", said.frame)
    };
    for (cut, number) in cuts.iter().zip(1..) {
        let frame = frame(number, cut);
        let view = listener.hear(&frame, Want::Skim);
        let flow = view.dissection.addresses[1].flow().unwrap();
        let follower = follower.get_or_insert_with(|| Follower::new(&flow, Level::Transport));
        let mut pieces = Vec::new();
        follower.take(number, &view, &mut pieces);
        told.extend(pieces.iter().map(|said| tell(said, Some(&view))));
    }
    let mut pieces = Vec::new();
    follower.unwrap().end(&mut pieces);
    told.extend(pieces.iter().map(|said| tell(said, None)));
    told
}

#[test]
fn both_sides_are_heard_in_order() {
    let syn = Cut {
        syn: true,
        ..out(100, 0, b"")
    };
    let answer = Cut {
        syn: true,
        ..back(500, 101, b"")
    };
    let cuts = [
        syn,
        answer,
        out(101, 501, b"hello"),
        back(501, 106, b"yes"),
        // Sent again, with more behind it.
        out(101, 501, b"hello you"),
        back(504, 110, b"?"),
    ];
    assert_eq!(followed(&cuts), ["3>hello", "4<yes", "5> you", "6<?"]);
}

#[test]
fn the_answer_to_a_syn_tells_the_client_too() {
    let answer = Cut {
        syn: true,
        ..back(500, 101, b"")
    };
    assert_eq!(followed(&[answer, back(501, 101, b"x")]), ["2<x"]);
}

#[test]
fn what_comes_early_waits() {
    let cuts = [
        out(1, 1, b"a"),
        back(1, 2, b"z"),
        out(3, 1, b"c"),
        out(2, 1, b"b"),
        out(4, 1, b"d"),
    ];
    assert_eq!(followed(&cuts), ["1>a", "2<z", "4>b", "3>(earlier)", "5>d"]);
}

#[test]
fn what_was_acknowledged_and_never_came_is_a_gap() {
    let cuts = [
        out(1, 1, b"a"),
        back(1, 2, b"z"),
        out(12, 1, b"c"),
        back(2, 13, b"y"),
        out(13, 1, b"d"),
    ];
    assert_eq!(
        followed(&cuts),
        ["1>a", "2<z", "3>[10]", "3>(earlier)", "4<y", "5>d"]
    );
}

#[test]
fn a_gap_at_the_end_is_told_at_the_end() {
    let cuts = [out(1, 1, b"a"), back(1, 2, b"z"), out(5, 1, b"c")];
    assert_eq!(followed(&cuts), ["1>a", "2<z", "3>[3]", "3>(earlier)"]);
}

#[test]
fn bytes_that_were_not_captured_are_missing() {
    let cut = Cut {
        lost: 3,
        ..out(1, 1, b"abcdef")
    };
    assert_eq!(followed(&[cut, out(7, 1, b"g")]), ["1>abc", "1>[3]", "2>g"]);
}
