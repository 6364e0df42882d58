//! The ladder and the charts on the screen.

use std::sync::Arc;

use etherparse::PacketBuilder;
use proptest::prelude::*;

use super::Stage;
use crate::render::ladder::{Ladder, Options, Pace};
use crate::store::Store;
use crate::talk::Learner;
use crate::talk::story::Side;
use crate::talk::story::chart::{Chart, Kind};
use crate::talk::story::tests::{capture, story_of};
use crate::talk::story::words::{explain, inferred};
use crate::tui::command::Context;
use crate::tui::state::{Look, Pane, Screen};
use crate::tui::theme::Depth;

/// A capture of this project on a screen of this size, with its conversations known.
fn stage(name: &str, width: u16, height: u16) -> Stage {
    stage_with(
        capture(name),
        (width, height),
        Look::new("mono", Depth::None, false),
    )
}

fn stage_with(store: Store, size: (u16, u16), look: Look) -> Stage {
    store.wait_frames(u64::MAX);
    let peeler = crate::decode::Peeler::new(crate::proto::registry());
    let learner = Learner::start(store.clone(), peeler).unwrap();
    while learner.before(1, |known| known.learned()) < store.len() {
        std::thread::yield_now();
    }
    Stage::with_known(Arc::new(store), Box::new(learner), size, look)
}

#[test]
fn the_ladder_on_an_old_terminal() {
    let mut stage = stage("http-png.pcapng", 80, 24);
    stage.press("L j j j");
    insta::assert_snapshot!(stage.text());
}

#[test]
fn the_ladder_of_a_loss() {
    let mut stage = stage("tcp-loss-sender.pcapng", 120, 40);
    stage.press("L pagedown pagedown pagedown");
    insta::assert_snapshot!(stage.text());
}

#[test]
fn the_ladder_with_time_to_scale_in_ascii() {
    let look = Look::new("mono", Depth::None, true);
    let mut stage = stage_with(capture("http-png.pcapng"), (120, 40), look);
    stage.press("L t s c");
    let text = stage.text();
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn the_charts_of_a_loss() {
    let mut stage = stage("tcp-loss-sender.pcapng", 120, 40);
    stage.press("C : type:43 enter + + + +");
    insta::assert_snapshot!(stage.text());
    stage.press("tab");
    assert!(stage.text().contains("Round-trip time"), "{}", stage.text());
    stage.press("tab tab");
    insta::assert_snapshot!(stage.text());
}

#[test]
fn a_chart_on_an_old_terminal_in_ascii() {
    let look = Look::new("mono", Depth::None, true);
    let mut stage = stage_with(capture("tcp-loss-receiver.pcapng"), (80, 24), look);
    stage.press("C");
    let text = stage.text();
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_step_of_the_ladder_is_a_frame_of_the_list() {
    let mut stage = stage("http-png.pcapng", 120, 40);
    stage.press("L");
    assert_eq!(stage.state().context(), Context::Ladder);
    stage.press("j j j");
    assert_eq!(stage.state().list.selected, 3);
    assert!(
        stage.text().contains("HTTP GET /logo.png"),
        "{}",
        stage.text()
    );
    stage.press("G");
    assert_eq!(stage.state().list.selected, 9);
    stage.press("g c");
    assert!(!stage.text().contains("connect()"), "{}", stage.text());
    let (x, y) = stage.find("PSH ACK seq 1 ack 82");
    stage.click(x, y);
    assert_eq!(stage.state().list.selected, 5);
    stage.press("s");
    assert!(!stage.text().contains("seq 1 ack 82"), "{}", stage.text());
    stage.press("enter");
    let state = stage.state();
    assert_eq!((state.screen, state.focus), (Screen::Main, Pane::Layers));
    stage.press("L esc");
    assert_eq!(stage.state().screen, Screen::Main);
}

#[test]
fn left_and_right_go_to_other_conversations() {
    let mut stage = stage("tcp-refused.pcapng", 100, 30);
    stage.press("L l");
    assert!(stage.text().contains("conversation 1"), "{}", stage.text());
    assert_eq!(stage.state().list.selected, 2);
    stage.press("l");
    assert!(
        stage.text().contains("no further conversation"),
        "{}",
        stage.text()
    );
    stage.press("h");
    assert_eq!(stage.state().list.selected, 0);
}

#[test]
fn the_cursor_of_a_chart_leads_to_a_frame() {
    let mut stage = stage("tcp-loss-sender.pcapng", 120, 40);
    stage.press("L C");
    assert_eq!(stage.state().screen, Screen::Charts);
    stage.press("G h");
    let before = stage.state().list.selected;
    stage.press("h");
    assert!(stage.state().list.selected < before);
    stage.press("d");
    assert!(stage.text().contains(":51864 → 203"), "{}", stage.text());
    let area = stage.state().areas.body;
    stage.click(area.right() - 3, area.y + 4);
    assert!(stage.state().list.selected > 50);
    stage.press("+ + - shift+tab L enter");
    assert_eq!(stage.state().screen, Screen::Main);
}

#[test]
fn where_there_is_no_connection_there_is_no_chart() {
    let mut stage = stage("dns.pcapng", 80, 24);
    stage.press("C");
    assert!(
        stage.text().contains("TCP connections only"),
        "{}",
        stage.text()
    );
    stage.press("L");
    assert!(stage.text().contains("recvfrom()"), "{}", stage.text());
    let mut alone = Stage::new(super::fixtures::conversation(), 80, 24);
    alone.press("L");
    assert!(alone.text().contains("no conversation"), "{}", alone.text());
}

/// A capture of these frames: a classic file with microseconds.
fn file_of(frames: &[Vec<u8>]) -> Vec<u8> {
    let mut file = 0xa1b2_c3d4_u32.to_le_bytes().to_vec();
    for word in [0x0004_0002_u32, 0, 0, 65_535, 1] {
        file.extend(word.to_le_bytes());
    }
    for (number, bytes) in frames.iter().enumerate() {
        let len = bytes.len() as u32;
        for word in [number as u32 / 7, number as u32 * 999 % 1_000_000, len, len] {
            file.extend(word.to_le_bytes());
        }
        file.extend(bytes);
    }
    file
}

prop_compose! {
    /// A segment between two hosts, with numbers near each other so that they meet.
    fn segment()(
        back in any::<bool>(),
        seq in prop_oneof![0_u32..5000, any::<u32>()],
        ack in prop_oneof![0_u32..5000, any::<u32>()],
        flags in any::<u8>(),
        window in any::<u16>(),
        len in 0_usize..1400,
        flip in proptest::option::of((0_usize..1500, any::<u8>())),
    ) -> Vec<u8> {
        let (hosts, ports) = match back {
            false => (([10, 0, 0, 1], [10, 0, 0, 2]), (40_000, 9)),
            true => (([10, 0, 0, 2], [10, 0, 0, 1]), (9, 40_000)),
        };
        let mut bytes = Vec::new();
        PacketBuilder::ethernet2([2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2])
            .ipv4(hosts.0, hosts.1, 64)
            .tcp(ports.0, ports.1, seq, window)
            .write(&mut bytes, &vec![0xfe; len])
            .unwrap();
        bytes[42..46].copy_from_slice(&ack.to_be_bytes());
        bytes[47] = flags;
        if let Some((at, with)) = flip
            && let Some(byte) = bytes.get_mut(at)
        {
            *byte = with;
        }
        bytes
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_segments_are_too_strange_to_be_told(
        mut frames in proptest::collection::vec(segment(), 1..60),
        width in 0_u16..260,
    ) {
        // One frame at least belongs to a conversation.
        let mut first = Vec::new();
        PacketBuilder::ethernet2([2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2])
            .ipv4([10, 0, 0, 1], [10, 0, 0, 2], 64)
            .tcp(40_000, 9, 1, 1)
            .write(&mut first, &[])
            .unwrap();
        frames.insert(0, first);
        let store = Store::from_bytes("strange.pcap", file_of(&frames).leak()).unwrap();
        let story = story_of(&store, 1);
        prop_assert!(!story.steps().is_empty());
        for pace in [Pace::Even, Pace::to_scale(&story)] {
            let options = Options { width, ascii: true, raw: width % 2 == 0, acts: true, pace };
            let ladder = Ladder::new(&story, options);
            for number in 0..story.steps().len() {
                for line in ladder.step(number) {
                    let text = line.text(width);
                    prop_assert!(text.len() <= usize::from(width) && text.is_ascii());
                }
                let step = &story.steps()[number];
                prop_assert!(!explain(&story, step).is_empty());
                inferred(&story, step);
            }
        }
        for (kind, from) in Kind::ALL.into_iter().zip([Side::Left, Side::Right].into_iter().cycle()) {
            let chart = Chart::of(&story, kind, from);
            crate::tui::chart_text(&story, &chart, width, width % 3 == 0);
        }
    }
}
