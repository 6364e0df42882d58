//! Display filters: typed, completed, applied, made of what is selected.

use super::Stage;
use super::fixtures::conversation;
use crate::tui::state::Overlay;

#[test]
fn a_filter_is_typed_and_narrows_the_list() {
    let mut stage = Stage::new(conversation(), 100, 30);
    stage.press("& type:tcp.flags.sy");
    insta::assert_snapshot!(stage.text());
    stage.press_and_filter("tab type:==1 enter");
    let text = stage.text();
    assert!(
        text.contains("2 of 5 frames  filter: tcp.flags.syn==1"),
        "{text}"
    );
    assert_eq!(stage.state().list.len, 2);
    stage.press("G");
    assert_eq!(stage.state().list.number(), 2);
    stage.press_and_filter("& ctrl+u type:udp enter");
    assert_eq!(
        (stage.state().list.len, stage.state().list.number()),
        (1, 5)
    );
    // The time since the frame before counts captured frames, not those that pass.
    stage.press("T");
    assert!(stage.text().contains("0.000100"), "{}", stage.text());
    stage.press("esc");
    assert_eq!(
        (stage.state().list.len, stage.state().list.number()),
        (5, 5)
    );
    assert!(stage.state().filter.is_empty());
}

#[test]
fn a_filter_that_narrows_asks_only_what_passed_before() {
    let mut stage = Stage::new(conversation(), 100, 30);
    stage.press_and_filter("& type:tcp enter");
    assert_eq!(stage.state().list.len, 4);
    stage.press_and_filter("& type:&&tcp.flags.syn==1 enter");
    assert_eq!(stage.state().list.len, 2);
    stage.press_and_filter("& ctrl+u type:udp enter");
    assert_eq!(stage.state().list.number_at(0), 5);
    // A replay has it from its first frame on.
    stage.press("esc r");
    stage.press_and_filter("& type:tcp enter");
    assert!(stage.text().contains("filter: tcp"), "{}", stage.text());
}

#[test]
fn a_wrong_filter_is_marked_and_not_taken() {
    let mut stage = Stage::new(conversation(), 80, 24);
    stage.press("& type:tcp.flgs enter");
    let text = stage.text();
    assert!(text.contains("✗ filter: tcp.flgs"), "{text}");
    assert!(text.contains("did you mean tcp.flags?"), "{text}");
    assert_eq!(stage.state().list.len, 5);
    stage.press("esc");
    assert!(stage.state().overlay.is_none());
}

#[test]
fn filters_of_old_come_back() {
    let mut stage = Stage::new(conversation(), 80, 24);
    for filter in ["arp", "tcp", "udp"] {
        stage.press(&format!("& ctrl+u type:{filter} enter"));
    }
    stage.press("& ctrl+u up up");
    let typed = |stage: &Stage| match &stage.state().overlay {
        Some(Overlay::Filter(bar)) => bar.input.text().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(typed(&stage), "tcp");
    stage.press("up up up");
    assert_eq!(typed(&stage), "arp");
    stage.press("down down");
    assert_eq!(typed(&stage), "udp");
    stage.press("down");
    assert_eq!(typed(&stage), "");
    stage.press_and_filter("up enter");
    assert_eq!(stage.state().list.len, 1);
}

#[test]
fn what_is_selected_becomes_a_filter() {
    let mut stage = Stage::new(conversation(), 100, 30);
    stage.press("2 l j");
    stage.press_until("j", "tcp.dstport");
    stage.press("=");
    insta::assert_snapshot!(stage.text());
    stage.press_and_filter("enter");
    assert_eq!(stage.state().filter, "(tcp.dstport == 59999)");
    assert_eq!(stage.state().list.len, 3);
    stage.press_until("j", "tcp.flags");
    stage.press_and_filter("= down down down down tab enter");
    assert_eq!(
        stage.state().filter,
        "(tcp.dstport == 59999) and not (tcp.flags == 0x002)"
    );
    assert_eq!(stage.state().list.len, 2);
    stage.press_and_filter("g k = enter");
    assert!(stage.state().list.len >= 1, "{}", stage.text());
}

#[test]
fn every_field_makes_a_filter_that_its_frame_passes() {
    let mut stage = Stage::new(conversation(), 100, 30);
    stage.press("2 e g");
    for _ in 0..80 {
        stage.press("=");
        if let Some(Overlay::FilterBy(menu)) = &stage.state().overlay {
            assert!(!menu.condition.is_empty());
            stage.press("esc");
        }
        stage.press("j");
    }
}
