//! A list that shows only some of the frames.

use std::sync::Arc;

use super::Stage;
use super::fixtures::conversation;
use crate::store::{Choosing, Selection};
use crate::tui::update::Message;

#[test]
fn a_growing_choice_keeps_numbers_marks_and_the_place() {
    let mut stage = Stage::new(conversation(), 160, 48);
    stage.press("] ] m");
    assert_eq!(stage.state().list.number(), 3);
    let selection = Arc::new(Selection::new("-f port 7"));
    stage.session.choose(Some(Arc::clone(&selection)));
    stage.draw();
    assert!(stage.text().contains("no frame passes so far"));
    assert!(stage.text().contains("0 of"), "{}", stage.text());
    selection.extend([2], 2);
    stage.send(Message::Frames);
    assert_eq!(stage.state().list.number(), 2);
    // Frame 3 was on the screen; it is not chosen, so the next one is shown once that is known.
    selection.extend([4, 5], 5);
    selection.finish(Choosing::Done);
    stage.send(Message::Frames);
    assert_eq!(stage.state().list.number(), 4);
    let current = stage.state().current.as_ref().unwrap();
    assert_eq!(current.frame.info.number, 4);
    stage.press("[");
    assert_eq!(
        (stage.state().list.number(), stage.state().list.len),
        (2, 3)
    );
    stage.press("G");
    assert_eq!(stage.state().list.number(), 5);
    // A number that is typed is the frame's, not its place.
    stage.press("ctrl+g type:4 enter");
    assert_eq!(
        (stage.state().list.number(), stage.state().list.selected),
        (4, 1)
    );
    // The marked frame is hidden, and comes back with all the others.
    stage.press("'");
    assert!(stage.text().contains("frame 3 does not pass the filter"));
    stage.session.choose(None);
    stage.draw();
    assert_eq!(stage.state().list.len, conversation().len() as u64);
    assert!(stage.state().list.marks.contains(&3));
}

#[test]
fn what_the_choice_hides_is_named() {
    let mut stage = Stage::new(conversation(), 160, 48);
    let selection = Arc::new(Selection::new("-f port 7"));
    selection.extend([2], 5);
    selection.finish(Choosing::Failed("link type 9 is left out".into()));
    stage.session.choose(Some(selection));
    stage.draw();
    assert!(stage.text().contains("link type 9 is left out"));
    stage.press("ctrl+g type:3 enter");
    assert!(stage.text().contains("frame 3 does not pass the filter"));
    stage.press("ctrl+g type:99 enter");
    assert!(
        stage
            .text()
            .contains("there is no frame 99: the last one is")
    );
}
