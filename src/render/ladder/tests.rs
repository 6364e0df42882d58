//! Ladders of recorded conversations.

use super::{Options, Pace, write};
use crate::talk::story::tests::{capture, story_of};

const OPTIONS: Options = Options {
    width: 80,
    ascii: false,
    raw: false,
    acts: true,
    pace: Pace::Even,
};

/// The conversation of a frame, drawn so.
fn drawn(name: &str, frame: u64, options: Options) -> String {
    let story = story_of(&capture(name), frame);
    let mut text = String::new();
    write(&story, name, options, &mut text).unwrap();
    text
}

#[test]
fn a_picture_is_fetched() {
    insta::assert_snapshot!(drawn("http-png.pcapng", 1, OPTIONS));
}

#[test]
fn a_picture_is_fetched_with_time_to_scale() {
    let options = Options {
        width: 160,
        pace: Pace::Time(100_000),
        ..OPTIONS
    };
    insta::assert_snapshot!(drawn("http-png.pcapng", 1, options));
}

#[test]
fn a_segment_is_lost_behind_the_capture() {
    let options = Options {
        width: 110,
        ..OPTIONS
    };
    insta::assert_snapshot!(drawn("tcp-loss-sender.pcapng", 1, options));
}

#[test]
fn a_segment_is_lost_before_the_capture() {
    insta::assert_snapshot!(drawn("tcp-loss-receiver.pcapng", 1, OPTIONS));
}

#[test]
fn a_connection_is_refused() {
    insta::assert_snapshot!(drawn("tcp-refused.pcapng", 1, OPTIONS));
}

#[test]
fn a_name_is_asked_for() {
    let options = Options {
        width: 100,
        ..OPTIONS
    };
    insta::assert_snapshot!(drawn("dns.pcapng", 1, options));
}

#[test]
fn a_file_comes_block_by_block_in_ascii() {
    let options = Options {
        ascii: true,
        ..OPTIONS
    };
    let text = drawn("tftp.pcapng", 2, options);
    assert!(text.is_ascii());
    insta::assert_snapshot!(text);
}

#[test]
fn without_calls_and_with_raw_numbers() {
    let options = Options {
        raw: true,
        acts: false,
        ..OPTIONS
    };
    let text = drawn("tcp-refused.pcapng", 1, options);
    assert!(!text.contains("connect()"), "{text}");
    assert!(!text.contains("SYN seq 0"), "{text}");
}
