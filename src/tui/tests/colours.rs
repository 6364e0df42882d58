//! Colouring rules on the screen.

use ratatui::style::Color;

use super::Stage;
use super::fixtures::conversation;
use crate::tui::config::Settings;
use crate::tui::state::Look;
use crate::tui::theme::Depth;

#[test]
fn a_rule_colours_the_number_and_is_named() {
    let look = Look::new("dark", Depth::Full, false);
    let mut stage = Stage::with_look(conversation(), (160, 48), look);
    stage.session.take_settings(Settings::default());
    stage.press("2 1");
    assert!(
        stage.text().contains("■ Connection opens or closes"),
        "{}",
        stage.text()
    );
    let number = |stage: &Stage, line: u16| {
        let buffer = stage.terminal.backend().buffer();
        buffer[(4, 3 + line)].clone()
    };
    // The selected row has the ground of the selection, the others keep their rule's.
    assert_eq!(number(&stage, 1).bg, Color::Rgb(0x2b, 0x3a, 0x55));
    assert_ne!(number(&stage, 2).bg, number(&stage, 1).bg);
    stage.press("G");
    assert!(!stage.text().contains('■'), "{}", stage.text());
    stage.press("K");
    assert_ne!(number(&stage, 1).bg, Color::Rgb(0x2b, 0x3a, 0x55));
}
