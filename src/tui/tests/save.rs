//! Comments, and frames saved from the screen.

use std::sync::Arc;

use super::Stage;
use super::fixtures::conversation;
use crate::capture::demo;
use crate::decode::NoConversations;
use crate::store::Store;
use crate::tui::frames::VecFrames;
use crate::tui::state::Look;
use crate::tui::theme::Depth;
use crate::tui::update::Message;

#[test]
fn a_comment_is_written_shown_and_taken_away() {
    let mut stage = Stage::new(conversation(), 120, 40);
    stage.press("j # type:why\u{7f}so? enter");
    let text = stage.text();
    assert!(text.contains("▶#  2 "), "{text}");
    stage.press("2 G enter G");
    assert!(stage.text().contains("Your comment"), "{}", stage.text());
    stage.press("# ctrl+u enter");
    assert!(stage.state().comments.is_empty());
    assert!(!stage.text().contains("Your comment"), "{}", stage.text());
}

#[test]
fn marked_frames_are_saved_with_comments() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("some.pcapng");
    let store = Store::from_bytes(demo::NAME, demo::CAPTURE).unwrap();
    store.wait_complete();
    let look = Look::new("mono", Depth::None, false);
    let mut stage = Stage::with_known(Arc::new(store), Box::new(NoConversations), (120, 40), look);
    stage.press("j m # type:mine enter j j m W");
    let text = stage.text();
    assert!(
        text.contains("● marked (2)") && text.contains("2 marked"),
        "{text}"
    );
    let typed = path.display().to_string();
    stage.press(&format!("ctrl+u type:{typed} enter"));
    while stage.state().saving.is_some() {
        stage.woken.recv().unwrap();
        stage.send(Message::Frames);
    }
    assert!(
        stage.text().contains("2 frames saved in"),
        "{}",
        stage.text()
    );
    let saved = Store::open(&path).unwrap();
    saved.wait_complete();
    let mut frame = crate::model::Frame::empty();
    saved.frame(1, &mut frame).unwrap();
    assert_eq!(frame.comments.last().map(String::as_str), Some("mine"));
    assert_eq!(saved.len(), 2);
    // The file is there now: it is replaced only when the user says so again.
    stage.press(&format!("W tab ctrl+u type:{typed} enter"));
    assert!(
        stage.text().contains("Enter again replaces it"),
        "{}",
        stage.text()
    );
    stage.press("esc");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    stage.press(&format!("W tab ctrl+u type:{typed} enter enter"));
    while stage.state().saving.is_some() {
        stage.woken.recv().unwrap();
        stage.send(Message::Frames);
    }
    assert!(
        stage.text().contains("1 frame saved in"),
        "{}",
        stage.text()
    );
    stage.press("W ctrl+u type:/nowhere/x.pcap enter");
    assert!(stage.text().contains("/nowhere"), "{}", stage.text());
}

#[test]
fn frames_without_a_store_are_not_saved() {
    let mut stage = Stage::with_known(
        Arc::new(VecFrames::new("test.pcap", conversation())),
        Box::new(NoConversations),
        (80, 24),
        Look::new("mono", Depth::None, false),
    );
    stage.press("W ctrl+u type:x.pcapng enter");
    assert!(stage.text().contains("cannot be saved"), "{}", stage.text());
    stage.press("ctrl+u enter");
    assert!(stage.text().contains("needs a name"), "{}", stage.text());
}
