//! Stories of recorded conversations, and of segments made up.

use std::path::Path;

use super::chart::{Chart, Kind, What};
use super::words::explain;
use super::{Fate, GapEnd, Side, Story, When, conversation_of, tell_all};
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Frame, TcpState};
use crate::proto::registry;
use crate::store::Store;
use crate::talk::Tracker;

/// A capture of this project, under its bare name.
pub(crate) fn capture(name: &str) -> Store {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let bytes = std::fs::read(folder.join(name)).unwrap();
    Store::from_bytes(name, bytes.leak()).unwrap()
}

/// The story of the conversation that a frame belongs to.
pub(crate) fn story_of(store: &Store, frame: u64) -> Story {
    let mut peeler = Peeler::new(registry());
    let mut tracker = Tracker::with_journal();
    let (mut one, mut out) = (Frame::empty(), Dissection::default());
    let mut frames = store.frames(1..);
    loop {
        if frames.read(&mut one).unwrap() {
            tracker.hear(&mut peeler, &one, Want::Skim, &mut out);
        } else if store.wait_frames(frames.position()) < frames.position() {
            break;
        }
    }
    let id = conversation_of(&tracker, frame).unwrap();
    tell_all(&tracker, store, &mut peeler, id).unwrap().unwrap()
}

fn story(name: &str, frame: u64) -> Story {
    story_of(&capture(name), frame)
}

fn calls(story: &Story, side: Side) -> Vec<&'static str> {
    let acts = story.steps().iter().flat_map(|step| &step.acts);
    acts.filter(|act| act.side == side)
        .map(|act| act.call)
        .collect()
}

#[test]
fn who_asks_stands_on_the_left() {
    let story = story("http-png.pcapng", 6);
    let [left, right] = story.parties().unwrap();
    assert_eq!((left.role, right.role), ("client", "server"));
    assert!(right.name.ends_with(":80"), "{}", right.name);
    assert_eq!(story.steps()[0].from, Side::Left);
    assert_eq!(story.talkative(), Side::Right);
    assert_eq!(story.step_of(1), Some(0));
    assert_eq!(story.step_of(u64::MAX), Some(story.steps().len() - 1));
    assert_eq!(story.step_of(0), None);
}

#[test]
fn the_calls_of_a_fetch_are_those_of_its_programs() {
    let story = story("http-png.pcapng", 1);
    let shut = "shutdown(SHUT_WR) or close()";
    let client = [
        "socket()",
        "connect()",
        "connect() = 0",
        "send()",
        "recv()",
        shut,
        "recv() = 0",
    ];
    let server = [
        "socket()",
        "bind()",
        "listen()",
        "accept()",
        "recv()",
        "send()",
        "recv() = 0",
        "close()",
    ];
    assert_eq!(calls(&story, Side::Left), client);
    assert_eq!(calls(&story, Side::Right), server);
    // The server waited before anybody asked.
    assert!(
        story.steps()[0]
            .acts
            .iter()
            .any(|act| act.when == When::Earlier)
    );
}

#[test]
fn nobody_is_said_to_listen_where_a_connection_is_refused() {
    let story = story("tcp-refused.pcapng", 1);
    assert_eq!(calls(&story, Side::Right), [""; 0]);
    let client = ["socket()", "connect()", "connect() = ECONNREFUSED"];
    assert_eq!(calls(&story, Side::Left), client);
    let words = explain(&story, &story.steps()[1]).join(" ");
    assert!(words.contains("refuses the connection"), "{words}");
}

#[test]
fn an_end_that_answers_datagrams_reads_them_too() {
    let story = story("dns.pcapng", 1);
    assert_eq!(
        calls(&story, Side::Left),
        ["socket()", "sendto()", "recvfrom()"]
    );
    let server = ["socket()", "bind()", "recvfrom()", "sendto()"];
    let mut found = calls(&story, Side::Right);
    found.sort_unstable();
    let mut wanted = server;
    wanted.sort_unstable();
    assert_eq!(found, wanted);
    let silent = self::story("udp-unanswered.pcapng", 1);
    assert_eq!(calls(&silent, Side::Right), [""; 0]);
}

#[test]
fn a_loss_behind_the_capture_is_told_where_it_happened() {
    let story = story("tcp-loss-sender.pcapng", 1);
    let lost = story
        .steps()
        .iter()
        .find_map(|step| match step.tcp.as_deref()?.fate {
            Fate::Repeated { by, asked } => Some((step, by, asked)),
            _ => None,
        });
    let (lost, by, asked) = lost.unwrap();
    assert!(asked && by > lost.frame);
    assert!(
        lost.acts.iter().all(|act| act.call != "recv()"),
        "it did not arrive"
    );
    let again = &story.steps()[story.step_of(by).unwrap()];
    assert!(
        again.acts.iter().any(|act| act.call == "recv()"),
        "now it is read"
    );
    let between = story
        .steps()
        .iter()
        .filter(|step| step.frame > lost.frame && step.frame < by);
    let mut reads = between.flat_map(|step| &step.acts);
    assert!(
        reads.all(|act| act.call != "recv()"),
        "what waits is not read"
    );
    let words = explain(&story, lost).join(" ");
    assert!(
        words.contains("lost behind the place of the capture"),
        "{words}"
    );
}

#[test]
fn a_loss_before_the_capture_is_a_gap() {
    let story = story("tcp-loss-receiver.pcapng", 1);
    let mut gaps = story
        .steps()
        .iter()
        .filter_map(|step| Some((step, step.tcp.as_deref()?.gap?)));
    let (step, gap) = gaps.next().unwrap();
    assert_eq!(gap.len, 1448);
    let GapEnd::SentAgain(by) = gap.end else {
        panic!("{gap:?}");
    };
    assert!(by > step.frame);
    assert!(step.acts.iter().all(|act| act.call != "recv()"));
}

#[test]
fn states_run_from_the_first_segment_to_the_last() {
    let story = story("http-png.pcapng", 1);
    let last = story.steps().back().unwrap().tcp.as_deref().unwrap();
    assert_eq!(last.analysis.states, [TcpState::TimeWait, TcpState::Closed]);
    let mut before = [TcpState::Unknown; 2];
    for step in story.steps() {
        let tcp = step.tcp.as_deref().unwrap();
        let (from, to) = (step.from as usize, step.from.other() as usize);
        assert_eq!(tcp.before, [before[from], before[to]]);
        before[from] = tcp.analysis.states[0];
        before[to] = tcp.analysis.states[1];
    }
}

#[test]
fn charts_say_what_the_frames_carried() {
    let story = story("tcp-loss-sender.pcapng", 1);
    let chart = Chart::of(&story, Kind::Sequence, Side::Right);
    let points = |what: What| {
        let series = chart.series.iter().find(|series| series.what == what);
        series.map_or(&[][..], |series| &series.points)
    };
    let sent: u64 = points(What::Segments)
        .iter()
        .map(|point| point.high - point.low)
        .sum();
    let again = points(What::SentAgain);
    assert_eq!(again.len(), 1);
    // Every byte once, a SYN and a FIN, and one segment twice.
    let highest = chart.series[0]
        .points
        .iter()
        .map(|point| point.high)
        .max()
        .unwrap();
    assert_eq!(sent, highest);
    let acked = points(What::Acknowledged);
    assert!(acked.is_sorted_by_key(|point| point.low));
    assert_eq!(acked.last().unwrap().low, highest);
    let rate = Chart::of(&story, Kind::Throughput, Side::Right);
    assert!(rate.series[0].points.is_sorted_by_key(|point| point.at));
    assert!(Chart::of(&self::story("dns.pcapng", 1), Kind::Flight, Side::Left).is_empty());
}

#[test]
fn the_newest_steps_are_kept() {
    let whole = story("http-png.pcapng", 1);
    let mut tracker = Tracker::with_journal();
    let store = capture("http-png.pcapng");
    let mut peeler = Peeler::new(registry());
    let (mut frame, mut out) = (Frame::empty(), Dissection::default());
    let mut short: Option<Story> = None;
    for number in 1..=10 {
        store.wait_frames(number);
        store.frame(number, &mut frame).unwrap();
        tracker.hear(&mut peeler, &frame, Want::Skim, &mut out);
        let story = short.get_or_insert_with(|| {
            let mut story = Story::new(tracker.conversations().get(0).unwrap());
            story.most = 4;
            story
        });
        let mut known = crate::talk::Recall::new(&tracker, &store, number);
        let segments = super::read(&mut peeler, &frame, &mut known, &mut out);
        story.tell(&frame, &out, &segments);
        // Twice is once.
        story.tell(&frame, &out, &segments);
    }
    let short = short.unwrap();
    assert_eq!((short.steps().len(), short.skipped()), (4, 6));
    assert_eq!(short.last_frame(), whole.last_frame());
    assert_eq!(short.start(), whole.start());
}
