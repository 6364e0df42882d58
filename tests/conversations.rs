//! Conversations over real captures: any frame, peeled again out of order, looks as it did when the
//! capture was heard in order; and what was cut into pieces comes together whole.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use decap::decode::{Peeler, Want};
use decap::model::{Dissection, Frame, FrameView};
use decap::proto::registry;
use decap::render;
use decap::store::Store;
use decap::talk::{Recall, Tracker};

fn captures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains(".pcapng"))
        .collect();
    all.sort();
    assert!(all.len() > 70, "only {} captures", all.len());
    all
}

fn json(frame: &Frame, dissection: &Dissection) -> String {
    let mut text = String::new();
    render::json::frame(&FrameView { frame, dissection }, &mut text).unwrap();
    text
}

#[test]
fn a_frame_peeled_again_looks_as_it_did() {
    let mut joined = 0;
    for path in captures() {
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
fn a_skim_and_a_full_peel_hear_the_same() {
    for path in captures() {
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
