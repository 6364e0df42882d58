//! The screens of a conversation and of the files that conversations carry.

use std::sync::Arc;

use super::Stage;
use super::fixtures::conversation;
use crate::capture::demo;
use crate::decode::Peeler;
use crate::proto::registry;
use crate::store::Store;
use crate::talk::Learner;
use crate::tui::frames::Frames;
use crate::tui::known::Known;
use crate::tui::state::{Look, Overlay, Screen};
use crate::tui::theme::Depth;
use crate::tui::update::Message;

/// The demonstration on a screen of this size, all of it learned from.
fn demonstration(width: u16, height: u16) -> Stage {
    let store = Store::from_bytes(demo::NAME, demo::CAPTURE).unwrap();
    store.wait_complete();
    let learner = Learner::start(store.clone(), Peeler::new(registry())).unwrap();
    while Known::learned(&learner) < store.len() {
        std::thread::yield_now();
    }
    let look = Look::new("mono", Depth::None, false);
    let frames: Arc<dyn Frames> = Arc::new(store);
    let mut stage = Stage::with_known(frames, Box::new(learner), (width, height), look);
    stage.send(Message::Frames);
    stage
}

#[test]
fn a_conversation_is_followed_as_text() {
    let mut stage = demonstration(80, 24);
    stage.press("ctrl+g type:12 enter F");
    assert_eq!(stage.state().screen, Screen::Follow);
    insta::assert_snapshot!(stage.text());
}

#[test]
fn a_conversation_is_followed_in_hexadecimal_digits() {
    let mut stage = demonstration(120, 40);
    stage.press("ctrl+g type:12 enter F a");
    insta::assert_snapshot!(stage.text());
}

#[test]
fn a_piece_leads_to_its_frame_and_one_end_can_be_heard_alone() {
    let mut stage = demonstration(120, 40);
    stage.press("ctrl+g type:12 enter F d d");
    let view = &stage.state().follow;
    assert!(view.rows.iter().all(|row| view.shows(row.spot.piece)));
    assert!(!stage.text().contains("GET /"), "{}", stage.text());
    stage.press("G");
    let frame = stage.state().follow.piece().unwrap().frame;
    stage.press("enter");
    assert_eq!(stage.state().screen, Screen::Main);
    assert_eq!(stage.state().list.selected, frame - 1);
    stage.press("u");
    assert_eq!(stage.state().list.selected, 11);
}

#[test]
fn what_is_said_is_searched() {
    let mut stage = demonstration(80, 24);
    stage.press("ctrl+g type:12 enter F / type:IHDR enter");
    let found = stage.state().follow.at;
    let said = stage.state().follow.piece().unwrap();
    assert_eq!(said.frame, 17);
    assert!(found.piece > 0);
    stage.press("/ type:nobodysaysthis enter");
    assert!(
        stage.text().contains("not found in this conversation"),
        "{}",
        stage.text()
    );
    assert_eq!(stage.state().follow.at, found);
}

#[test]
fn the_bottom_and_the_top_are_reached_and_kept_in_view() {
    let mut stage = demonstration(80, 24);
    stage.press("ctrl+g type:12 enter F G");
    for keys in [
        "k", "pageup", "j", "g", "pagedown", "a", "k", "a", "G", "m", "G",
    ] {
        stage.press(keys);
        let view = &stage.state().follow;
        assert!(
            view.rows.iter().any(|row| row.spot == view.at),
            "{keys}:\n{}",
            stage.text()
        );
    }
}

#[test]
fn a_stream_is_saved_but_not_over_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stream");
    let mut stage = demonstration(80, 24);
    stage.press("ctrl+g type:12 enter F d s ctrl+u");
    assert!(matches!(stage.state().overlay, Some(Overlay::Save(..))));
    stage.press(&format!("type:{} enter", path.display()));
    let saved = std::fs::read(&path).unwrap();
    assert!(saved.starts_with(b"GET /"), "{}", saved.escape_ascii());
    stage
        .press("d s ctrl+u")
        .press(&format!("type:{} enter", path.display()));
    assert!(stage.text().contains("not overwritten"), "{}", stage.text());
    assert_eq!(std::fs::read(&path).unwrap(), saved);
}

#[test]
fn the_files_are_listed() {
    let mut stage = demonstration(80, 24);
    stage.press("O");
    insta::assert_snapshot!(stage.text());
}

#[test]
fn the_files_are_listed_on_a_wide_screen() {
    let mut stage = demonstration(120, 40);
    stage.press("O j");
    insta::assert_snapshot!(stage.text());
}

#[test]
fn a_file_leads_to_its_frame_and_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("saved.png");
    let mut stage = demonstration(120, 40);
    stage.press("O");
    let at = stage
        .state()
        .objects
        .rows
        .iter()
        .position(|found| &*found.media == "image/png");
    (0..at.unwrap()).for_each(|_| {
        stage.press("j");
    });
    stage.press(&format!("s ctrl+u type:{} enter", path.display()));
    assert!(
        std::fs::read(&path).unwrap().starts_with(b"\x89PNG\r\n"),
        "{}",
        stage.text()
    );
    let all = folder.path().join("all");
    stage.press(&format!("S ctrl+u type:{} enter", all.display()));
    let whole = stage
        .state()
        .objects
        .rows
        .iter()
        .filter(|found| found.is_whole)
        .count();
    assert_eq!(std::fs::read_dir(&all).unwrap().count(), whole);
    assert!(
        stage.text().contains("files saved into"),
        "{}",
        stage.text()
    );
    stage.press("enter");
    assert_eq!(
        (stage.state().screen, stage.state().list.selected),
        (Screen::Main, 16)
    );
}

#[test]
fn where_nothing_is_followed_that_is_said() {
    let mut stage = Stage::new(conversation(), 80, 24);
    stage.press("F");
    assert!(stage.text().contains("no conversation"), "{}", stage.text());
    stage.press("O s S enter q");
    assert_eq!(stage.state().screen, Screen::Main);
}
