//! The list in other orders.

use super::Stage;
use super::fixtures::{conversation, frame};
use crate::tui::update::Message;

/// Presses keys and waits until the list is sorted.
fn sorted(stage: &mut Stage, keys: &str) -> Vec<u64> {
    stage.press(keys);
    while stage.state().list.sorting.is_some() {
        stage.woken.recv().unwrap();
        stage.send(Message::Frames);
    }
    let list = &stage.state().list;
    (0..list.len).map(|place| list.number_at(place)).collect()
}

#[test]
fn the_list_is_sorted_and_turned_around() {
    let mut frames = conversation();
    frames.push(frame(1, vec![0; 20]));
    frames[5].info.number = 6;
    let mut stage = Stage::new(frames, 140, 42);
    stage.press("j j");
    // By time: the last frame is as old as the first one.
    assert_eq!(sorted(&mut stage, "B"), [1, 6, 2, 3, 4, 5]);
    assert_eq!(stage.state().list.number(), 3);
    assert!(stage.text().contains("by time ▲"), "{}", stage.text());
    assert_eq!(sorted(&mut stage, "B"), [6, 1, 2, 3, 5, 4]);
    assert_eq!(sorted(&mut stage, "R"), [4, 5, 3, 2, 1, 6]);
    assert!(stage.text().contains("by length ▼"), "{}", stage.text());
    // What is selected is opened, and frames are gone to by their number.
    stage.press("g");
    assert_eq!(stage.state().current.as_ref().unwrap().frame.info.number, 4);
    stage.press("ctrl+g type:6 enter");
    assert_eq!(
        (stage.state().list.selected, stage.state().list.number()),
        (5, 6)
    );
    // The first frame has none before it, and the last one came before the one before it.
    assert_eq!(sorted(&mut stage, "B"), [6, 1, 2, 3, 4, 5]);
    assert_eq!(sorted(&mut stage, "B"), [1, 2, 3, 4, 5, 6]);
    assert_eq!(stage.state().list.number(), 6);
    stage.press("R");
    assert!(stage.text().contains("B sorts it"), "{}", stage.text());
}

#[test]
fn a_filtered_list_is_sorted() {
    let mut stage = Stage::new(conversation(), 140, 42);
    stage.press_and_filter("& type:tcp enter");
    assert_eq!(sorted(&mut stage, "B B R"), [4, 3, 2, 1]);
    stage.press("esc");
    assert_eq!(stage.state().list.number_at(4), 5);
    assert!(stage.state().list.order.is_none());
}
