//! Conversations over real captures: any frame, peeled again out of order, looks as it did when the
//! capture was heard in order; and what was cut into pieces comes together whole.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use decap::decode::{Peeler, Want};
use decap::model::{Dissection, Frame, FrameView};
use decap::proto::registry;
use decap::render;
use decap::store::Store;
use decap::talk::{Recall, Tracker};

mod common;
#[path = "common/flood.rs"]
mod flood;

fn json(frame: &Frame, dissection: &Dissection) -> String {
    let mut text = String::new();
    render::json::frame(&FrameView { frame, dissection }, &mut text).unwrap();
    text
}

#[test]
fn a_frame_peeled_again_looks_as_it_did() {
    let mut joined = 0;
    for path in common::own_captures() {
        let store = Store::open(&path).unwrap();
        let count = store.wait_frames(u64::MAX);
        let mut peeler = Peeler::new(registry());
        let (mut frame, mut out) = (Frame::empty(), Dissection::default());
        let mut tracker = Tracker::with_journal();
        let mut heard = Vec::new();
        for number in 1..=count {
            store.frame(number, &mut frame).unwrap();
            tracker.hear(&mut peeler, &frame, Want::Full, &mut out);
            joined += usize::from(out.pieces.iter().any(|(_, pieces)| pieces.len() > 1));
            heard.push(json(&frame, &out));
        }
        for number in (1..=count).rev() {
            store.frame(number, &mut frame).unwrap();
            let mut recall = Recall::new(&tracker, &store, number);
            peeler.peel(&frame, Want::Full, &mut recall, &mut out);
            let again = json(&frame, &out);
            let before = &heard[number as usize - 1];
            assert!(
                *before == again,
                "{} frame {number}\n{before}\n{again}",
                path.display()
            );
        }
    }
    assert!(joined > 50, "only {joined} frames were put together");
}

#[test]
fn a_copy_that_was_asked_for_is_shown_and_counts_once() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    flood::asked_again(file.as_file_mut()).unwrap();
    let store = Store::open(file.path()).unwrap();
    let mut peeler = Peeler::new(registry());
    let (mut frame, mut out) = (Frame::empty(), Dissection::default());
    let mut tracker = Tracker::with_journal();
    let mut heard = Vec::new();
    for number in 1..=store.wait_frames(u64::MAX) {
        store.frame(number, &mut frame).unwrap();
        tracker.hear(&mut peeler, &frame, Want::Full, &mut out);
        let above = out.layers.iter().skip(3).map(|layer| layer.summary.clone());
        heard.push((above.collect::<Vec<_>>(), json(&frame, &out), out.repeats));
    }
    let (request, copy) = (&heard[3], &heard[8]);
    assert_eq!(request.0, ["HEAD /first"]);
    assert_eq!((&copy.0, copy.2), (&request.0, Some(4)));
    // Had the copy counted as a request, the second response would answer it and have no body.
    assert_eq!(heard[10].0.len(), 1, "{:?}", heard[10].0);
    assert_eq!(heard[11].0.len(), 2, "{:?}", heard[11].0);
    for (place, before) in heard.iter().enumerate().rev() {
        let number = place as u64 + 1;
        store.frame(number, &mut frame).unwrap();
        let mut recall = Recall::new(&tracker, &store, number);
        peeler.peel(&frame, Want::Full, &mut recall, &mut out);
        assert_eq!(json(&frame, &out), before.1, "frame {number}");
    }
}

#[test]
fn a_skim_and_a_full_peel_hear_the_same() {
    for path in common::own_captures() {
        let store = Store::open(&path).unwrap();
        let count = store.wait_frames(u64::MAX);
        let mut peeler = Peeler::new(registry());
        let (mut frame, mut out) = (Frame::empty(), Dissection::default());
        let (mut skimmed, mut full) = (Tracker::with_journal(), Tracker::with_journal());
        for number in 1..=count {
            store.frame(number, &mut frame).unwrap();
            let mut chains = Vec::new();
            for (tracker, want) in [(&mut skimmed, Want::Skim), (&mut full, Want::Full)] {
                tracker.hear(&mut peeler, &frame, want, &mut out);
                let chain: Vec<_> = out.layers.iter().map(|layer| layer.info.name).collect();
                chains.push((chain, out.lessons.clone()));
            }
            assert!(
                chains[0] == chains[1],
                "{} frame {number}: {:?} and {:?}",
                path.display(),
                chains[0],
                chains[1]
            );
            let own = full.conversations_of(number);
            assert_eq!(own, skimmed.conversations_of(number));
            for id in own {
                let frames = full.frames_of(id, usize::MAX);
                assert_eq!(frames.last(), Some(&number), "{}", path.display());
                assert!(frames.is_sorted());
            }
        }
    }
}

/// Hears a whole flood. Returns the tracker, its greatest number of held bytes, and the frames.
fn hear(write: impl FnOnce(&mut std::fs::File) -> u64) -> (Tracker, usize, u64) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let written = write(file.as_file_mut());
    let store = Store::open(file.path()).unwrap();
    let count = store.wait_frames(u64::MAX);
    let mut peeler = Peeler::new(registry());
    let (mut frame, mut out) = (Frame::empty(), Dissection::default());
    let (mut tracker, mut held) = (Tracker::with_journal(), 0);
    let mut frames = store.frames(1..);
    while frames.read(&mut frame).unwrap() {
        tracker.hear(&mut peeler, &frame, Want::Skim, &mut out);
        held = held.max(tracker.held_bytes());
    }
    assert_eq!(count, written);
    (tracker, held, count)
}

const MIB: usize = 1 << 20;

#[test]
fn half_open_flows_do_not_fill_the_memory() {
    let flows = 300_000;
    let (tracker, held, count) = hear(|file| flood::half_open(file, flows).unwrap());
    assert_eq!(count, u64::from(flows));
    assert!(tracker.open_streams() <= 1 << 16);
    assert!(tracker.conversations().len() <= 1 << 18);
    assert!(tracker.conversations().dropped() > 0);
    // Of every connection that is open, its SYN is remembered.
    assert!(held < 2 * MIB, "{held} bytes");
    let each = tracker.journal_bytes() / flows as usize;
    assert!(each <= 40, "{each} bytes a frame");
}

#[test]
fn an_endless_stream_with_a_gap_does_not_fill_the_memory() {
    let (_, held, count) = hear(|file| flood::gap(file, 64 * MIB as u64).unwrap());
    assert!(count > 40_000);
    assert!(held > 0 && held < 16 * MIB, "{held} bytes");
}

#[test]
fn a_message_without_end_does_not_fill_the_memory() {
    let (_, held, _) = hear(|file| flood::endless_header(file, 64 * MIB as u64).unwrap());
    assert!(held > MIB && held < 64 * MIB, "{held} bytes");
}

#[test]
fn overlapping_segments_do_not_fill_the_memory() {
    let (_, held, _) = hear(|file| flood::overlaps(file, 100_000).unwrap());
    assert!(held < 16 * MIB, "{held} bytes");
}

#[test]
fn fragments_whose_rest_never_comes_do_not_fill_the_memory() {
    let (_, held, count) = hear(|file| flood::lone_fragments(file, 60_000).unwrap());
    assert_eq!(count, 60_000);
    assert!(held > MIB && held <= 32 * MIB, "{held} bytes");
}
