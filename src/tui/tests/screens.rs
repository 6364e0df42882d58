//! Screens as text.

use super::Stage;
use super::fixtures::{conversation, damaged, image, tunnel};
use crate::tui::state::Look;
use crate::tui::theme::Depth;

#[test]
fn the_main_screen() {
    let mut stage = Stage::new(conversation(), 140, 42);
    stage.press("tab k k k enter");
    insta::assert_snapshot!(stage.text());
}

#[test]
fn the_main_screen_of_an_old_terminal() {
    let mut stage = Stage::new(conversation(), 80, 24);
    stage.press("j j j tab");
    insta::assert_snapshot!(stage.text());
}

#[test]
fn the_header_bit_by_bit() {
    let mut stage = Stage::new(conversation(), 100, 30);
    stage.press("4 z l l l l l l l l l l");
    insta::assert_snapshot!(stage.text());
}

#[test]
fn a_tower_inside_a_tower_in_ascii() {
    let look = Look::new("mono", Depth::None, true);
    let mut stage = Stage::with_look(vec![tunnel()], (120, 40), look);
    stage.press("2");
    assert!(stage.text().is_ascii(), "{}", stage.text());
    insta::assert_snapshot!(stage.text());
}

#[test]
fn the_tcp_ip_model_with_the_wire_on_top() {
    let mut stage = Stage::new(conversation(), 100, 30);
    stage.press("2 o t z");
    insta::assert_snapshot!(stage.text());
}

#[test]
fn what_is_wrong_is_said() {
    let mut stage = Stage::new(vec![damaged()], 120, 40);
    stage.press("2 e z");
    let text = stage.text();
    assert!(text.contains("snapshot length"), "{text}");
    assert!(text.contains("wrong, should be"), "{text}");
    let (x, y) = stage.find("! Header checksum");
    stage.click(x + 3, y);
    stage.press("z");
    assert!(
        stage.text().contains("decap computed it anew"),
        "{}",
        stage.text()
    );
}

#[test]
fn a_capture_without_frames_says_so() {
    let mut stage = Stage::new(Vec::new(), 80, 24);
    stage.press("j k tab enter l / type:x enter n z p y ]");
    assert!(stage.text().contains("no frame"), "{}", stage.text());
}

#[test]
fn colours_mean_layers_in_every_view() {
    let look = Look::new("dark", Depth::Full, false);
    let mut stage = Stage::with_look(conversation(), (160, 48), look);
    stage.press("2 k");
    let theme = &stage.state().look.theme;
    let layer = stage.state().current.as_ref().unwrap().dissection.layers[1].info;
    let (colour, tower) = (
        theme.layer(layer).fg,
        stage.state().areas.of(crate::tui::state::Pane::Layers),
    );
    let buffer = stage.terminal.backend().buffer();
    let count = |from: u16, to: u16| {
        let rows = from..to;
        rows.flat_map(|y| (0..160).map(move |x| (x, y)))
            .filter(|at| Some(buffer[*at].fg) == colour)
            .count()
    };
    assert!(count(0, tower.y) > 10, "the list shows IPv4 in its colour");
    assert!(
        count(tower.y, tower.bottom()) > 40,
        "so do layers, bytes and diagram"
    );
    assert!(
        count(tower.bottom(), 48) > 100,
        "so does the nesting picture"
    );
}

#[test]
fn the_image_of_a_frame_is_drawn() {
    let look = Look::new("dark", Depth::Full, false);
    let mut stage = Stage::with_look(vec![image()], (120, 40), look);
    let red = ratatui::style::Color::Rgb(200, 30, 30);
    let pixels = |stage: &Stage| {
        let cells = stage.terminal.backend().buffer().content().iter();
        cells
            .filter(|cell| cell.symbol() == "▀" && cell.fg == red && cell.bg == red)
            .count()
    };
    stage.wait_for_image();
    let in_pane = pixels(&stage);
    assert!(in_pane > 50, "the image's layer is selected: {in_pane}");
    stage.press("2 l j");
    assert_eq!(pixels(&stage), 0, "a field is selected: its bits are drawn");
    stage.press("v");
    assert!(pixels(&stage) > in_pane, "the image has the whole screen");
    stage.press("esc p p p p p");
    assert!(pixels(&stage) > in_pane, "everything else is peeled off");
    assert!(
        stage.text().contains("4 of 4 headers off"),
        "{}",
        stage.text()
    );
    stage.press("P");
    assert_eq!(pixels(&stage), 0);
    assert!(stage.text().contains("HTTP is back on"), "{}", stage.text());
}

#[test]
fn the_image_of_a_frame_without_colours() {
    let mut stage = Stage::new(vec![image()], 80, 24);
    stage.press("v");
    stage.wait_for_image();
    assert!(stage.text().contains("::::::::"), "{}", stage.text());
}

#[test]
fn a_frame_is_peeled_header_by_header() {
    let mut stage = Stage::new(vec![image()], 100, 30);
    stage.press("p p p");
    insta::assert_snapshot!(stage.text());
}
