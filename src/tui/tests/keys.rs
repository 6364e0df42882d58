//! Keys and clicks in, state out.

use super::Stage;
use super::fixtures::{conversation, tunnel};
use crate::tui::session::After;
use crate::tui::state::{Overlay, Pane, Screen};
use crate::tui::tower::{Fold, Item};

#[test]
fn the_cursor_runs_through_all_views() {
    let mut stage = Stage::new(conversation(), 160, 48);
    // In the layers: TCP, its flags, the SYN bit.
    stage.press("2 l j");
    stage.press_until("j", "tcp.flags");
    stage.press("l j");
    stage.press_until("j", "tcp.flags.syn");
    let selection = stage.state().selection();
    assert_eq!(stage.state().cursor.byte, 14 + 20 + 13);
    assert!(selection.covers(stage.state().cursor.source, 47, 0x0f));
    assert!(!selection.covers(stage.state().cursor.source, 47, 0xf0));
    assert!(
        stage.text().contains("Opens the connection"),
        "{}",
        stage.text()
    );
    // From the bytes: the byte before holds the header length.
    stage.press("3 h");
    assert_eq!(stage.field(), "tcp.hdr_len");
    // The whole row up: the IPv4 header, whose layer opens by itself.
    stage.press("k");
    assert_eq!(stage.field(), "ip.dst");
    let position = stage.state().tree_position().unwrap();
    assert_eq!(
        stage.state().tree.rows[position].item,
        stage.state().cursor.item
    );
    // From the diagram: the field to the left and the one above.
    stage.press("4 h");
    assert_eq!(stage.field(), "ip.src");
    stage.press("k");
    assert_eq!(stage.field(), "ip.ttl");
    stage.press("j");
    assert_eq!(stage.field(), "ip.src");
    // The nesting picture goes by layers.
    stage.press("6 l");
    assert_eq!(stage.state().cursor.item, Item::Layer(2));
    stage.press("h h");
    assert_eq!(stage.state().cursor.item, Item::Layer(0));
    assert_eq!(stage.state().cursor.byte, 0);
}

#[test]
fn the_cursor_stays_in_its_place_from_frame_to_frame() {
    let mut stage = Stage::new(conversation(), 160, 48);
    stage.press("3 g l l l l l l l l l l l l l l l l l l l l l l");
    assert_eq!(stage.field(), "ip.ttl");
    stage.press("]");
    assert_eq!((stage.field(), stage.state().list.selected), ("ip.ttl", 1));
    assert!(stage.text().contains("7 routers"), "{}", stage.text());
    stage.press("] ] ]");
    assert_eq!((stage.field(), stage.state().list.selected), ("ip.ttl", 4));
    stage.press("[");
    assert_eq!(stage.state().list.selected, 3);
}

#[test]
fn what_was_opened_stays_open() {
    let mut stage = Stage::new(conversation(), 120, 40);
    stage.press("2 j l");
    assert_eq!(
        stage.state().fold_here(),
        Some((Item::Layer(1), Fold::Open))
    );
    stage.press("] ]");
    let rows = &stage.state().tree.rows;
    let ip = rows.iter().find(|row| row.item == Item::Layer(1)).unwrap();
    assert_eq!(ip.fold, Fold::Open);
    stage.press("E");
    assert!(
        stage
            .state()
            .tree
            .rows
            .iter()
            .all(|row| row.fold != Fold::Open)
    );
    stage.press("e");
    assert!(
        stage
            .state()
            .tree
            .rows
            .iter()
            .filter(|row| row.fold == Fold::Open)
            .count()
            >= 3
    );
}

#[test]
fn the_innermost_layer_stays_the_innermost() {
    let mut stage = Stage::new(conversation(), 120, 40);
    assert_eq!(stage.state().cursor.item, Item::Layer(2));
    stage.press("j j j");
    assert_eq!(stage.state().cursor.item, Item::Layer(3));
}

#[test]
fn clicks_choose_in_every_pane() {
    let mut stage = Stage::new(conversation(), 160, 48);
    let (x, y) = stage.find("59998");
    stage.click(x, y);
    assert_eq!(
        (stage.state().list.selected, stage.state().focus),
        (4, Pane::List)
    );
    let (x, y) = stage.find("▸ IPv4");
    stage.click(x, y);
    assert_eq!(
        stage.state().fold_here(),
        Some((Item::Layer(1), Fold::Open))
    );
    let (x, y) = stage.find("Time to live");
    stage.click(x, y);
    assert_eq!(stage.field(), "ip.ttl");
    let (x, y) = stage.find("0010 ");
    stage.click(x + 6, y);
    assert_eq!((stage.field(), stage.state().cursor.byte), ("ip.len", 16));
    let (x, y) = stage.find("Identification");
    stage.click(x, y);
    assert_eq!(stage.field(), "ip.id");
    let bottom = stage.state().areas.inside(Pane::Nesting);
    stage.click(bottom.x + 3, bottom.y + 1);
    assert_eq!(stage.state().cursor.item, Item::Layer(0));
    let (x, y) = stage.find("TCP/IP");
    stage.click(x, y);
    assert!(!stage.state().tree.osi);
}

#[test]
fn text_and_bytes_are_found() {
    let mut stage = Stage::new(conversation(), 120, 40);
    stage.press("/ type:udp enter");
    assert_eq!(stage.state().list.selected, 4);
    stage.press("n");
    assert_eq!(
        stage.state().list.selected,
        4,
        "the only one is found again"
    );
    stage.press("/ type:9c01fe enter");
    assert_eq!(stage.state().list.selected, 3);
    stage.press("N");
    assert_eq!(stage.state().list.selected, 4);
    stage.press("3 / type:fe7f enter");
    assert_eq!(stage.state().cursor.byte, 44);
    stage.press("n");
    assert_eq!(stage.state().cursor.byte, 48);
    stage.press("N N");
    assert_eq!(stage.state().cursor.byte, 52);
    stage.press("2 / type:header enter");
    assert!(stage.field().starts_with("ip."), "{}", stage.field());
    stage.press("/ type:nowhere enter");
    assert!(
        stage.text().contains("nowhere: not found"),
        "{}",
        stage.text()
    );
}

#[test]
fn frames_are_gone_to_and_marked() {
    let mut stage = Stage::new(conversation(), 120, 40);
    stage.press(": type:4 enter");
    assert_eq!(stage.state().list.selected, 3);
    stage.press("m ctrl+g type:2 enter m");
    assert_eq!(stage.state().list.selected, 1);
    stage.press("'");
    assert_eq!(stage.state().list.selected, 3);
    stage.press("'");
    assert_eq!(stage.state().list.selected, 1);
    stage.press("\"");
    assert_eq!(stage.state().list.selected, 3);
    stage.press(": type:99 enter");
    assert!(
        stage.text().contains("the last one is 5"),
        "{}",
        stage.text()
    );
}

#[test]
fn the_palette_runs_commands_by_name() {
    let mut stage = Stage::new(conversation(), 120, 40);
    stage.press(": type:turn-to");
    assert!(stage.text().contains("Turn the tower"), "{}", stage.text());
    stage.press("enter");
    assert!(!stage.state().tree.wire_below);
    stage.press(": type:zoom enter");
    assert!(stage.state().zoomed);
    stage.press(": esc");
    assert_eq!(stage.state().overlay, None);
    stage.press("?");
    assert!(matches!(stage.state().overlay, Some(Overlay::Help { .. })));
    stage.press("j j q");
    assert_eq!((stage.after, &stage.state().overlay), (After::Go, &None));
    stage.press("q");
    assert_eq!(stage.after, After::Quit);
}

#[test]
fn copies_go_to_the_clipboard_of_the_terminal() {
    let mut stage = Stage::new(conversation(), 120, 40);
    stage.press("3 g y");
    assert_eq!(
        stage.session.take_output(),
        b"\x1b]52;c;MDI6MDA6MDA6MDA6MDA6MDI=\x07"
    );
    stage.press("ctrl+y");
    assert_eq!(
        stage.session.take_output(),
        b"\x1b]52;c;MDIgMDAgMDAgMDAgMDAgMDI=\x07"
    );
    assert!(
        stage.text().contains("copied 6 bytes as hex"),
        "{}",
        stage.text()
    );
}

#[test]
fn escape_closes_step_by_step() {
    let mut stage = Stage::new(conversation(), 120, 40);
    stage.press("2 z p");
    assert!(stage.state().screen != Screen::Main);
    stage.press("esc");
    assert!(stage.state().screen == Screen::Main && stage.state().zoomed);
    stage.press("esc");
    assert!(!stage.state().zoomed && stage.state().focus == Pane::Layers);
    stage.press("esc");
    assert_eq!(stage.state().focus, Pane::List);
}

#[test]
fn a_tunnel_is_a_second_tower() {
    let stage = Stage::new(vec![tunnel()], 120, 40);
    let current = stage.state().current.as_ref().unwrap();
    assert_eq!(current.towers.list.len(), 2);
    assert_eq!(current.towers.tower(1), 0);
    assert_eq!(current.towers.tower(2), 1);
    assert!(
        stage.text().contains("inside IPv4: a second tower"),
        "{}",
        stage.text()
    );
}

#[test]
fn times_are_shown_in_every_format() {
    let mut stage = Stage::new(conversation(), 160, 48);
    // The fixtures are a tenth of a millisecond apart and begin one after this second.
    for (heading, last) in [
        ("Delta", "0.000100"),
        ("Delta shown", "0.000100"),
        ("Local time", ".000500"),
        ("Local date and time", ".000500"),
        ("Local day and time", ".000500"),
        ("UTC", "22:13:20.000500"),
        ("Date and time UTC", "2023-11-14 22:13:20.000500"),
        ("Day and time UTC", "2023/318 22:13:20.000500"),
        ("Since 1970", "1700000000.000500"),
        ("Time", "0.000400"),
    ] {
        stage.press("T");
        let text = stage.text();
        assert!(text.contains(heading) && text.contains(last), "{text}");
    }
}

#[test]
fn times_count_from_a_reference() {
    let mut stage = Stage::new(conversation(), 160, 48);
    stage.press("j j ctrl+r");
    let text = stage.text();
    assert!(
        text.contains("*REF*") && !text.contains("0.000400"),
        "{text}"
    );
    assert!(
        text.contains("0.000100") && text.contains("0.000200"),
        "{text}"
    );
    stage.press("ctrl+r");
    assert!(stage.text().contains("0.000400"), "{}", stage.text());
}
