//! Interfaces that are missing, switched off, or go away; filters that are wrong; a full disk. Each
//! has a message that says which interface, why, and what to do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test and its helpers cannot do is a failure"
)]

mod netns;

use netns::capture::{Capture, send_udp};
use netns::{Namespace, enabled};
use serde_json::{Value, json};

/// Why a capture in this namespace cannot begin.
fn refusal(namespace: &Namespace, task: Value) -> (String, String) {
    let said = Capture::start(namespace, task)
        .err()
        .expect("it is refused");
    let text = |key: &str| said[key].as_str().unwrap().to_owned();
    (text("error"), text("message"))
}

#[test]
fn a_missing_interface_is_told_with_those_that_exist() {
    if !enabled("a_missing_interface_is_told_with_those_that_exist") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    let (kind, message) = refusal(&here, json!({"interfaces": ["lo", "vteh0"]}));
    assert_eq!(kind, "NoSuchInterface");
    assert!(
        message.starts_with("there is no interface \"vteh0\"; did you mean veth0?\n"),
        "{message}"
    );
    let (_, existing) = message.split_once("these exist: ").unwrap();
    let existing: Vec<&str> = existing.split(", ").collect();
    assert!(
        ["any", "lo", "veth0"]
            .iter()
            .all(|name| existing.contains(name)),
        "{message}"
    );
    for odd in ["", "0", "4711", "a b", "/", "veth0\u{1b}[2J"] {
        let (kind, message) = refusal(&here, json!({"interfaces": [odd]}));
        assert_eq!(kind, "NoSuchInterface", "{odd:?}: {message}");
        assert!(!message.contains('\u{1b}'));
    }
    assert_eq!(refusal(&here, json!({"interfaces": []})).0, "NoInterface");
}

#[test]
fn an_interface_that_is_down_is_told_with_the_remedy() {
    if !enabled("an_interface_that_is_down_is_told_with_the_remedy") {
        return;
    }
    let here = Namespace::new();
    here.ip("link add veth0 type veth peer name veth1");
    let (kind, message) = refusal(&here, json!({"interfaces": ["veth0"]}));
    assert_eq!(kind, "InterfaceDown");
    assert!(
        message.contains("sudo ip link set dev veth0 up"),
        "{message}"
    );
}

#[test]
fn a_wrong_filter_is_shown_as_typed() {
    if !enabled("a_wrong_filter_is_shown_as_typed") {
        return;
    }
    let here = Namespace::new();
    let (kind, message) = refusal(
        &here,
        json!({"interfaces": ["lo"], "filter": "tcp prot 80"}),
    );
    assert_eq!(kind, "Filter");
    assert!(
        message.contains("\n    tcp prot 80\n") && message.contains("syntax error"),
        "{message}"
    );
}

#[test]
fn an_interface_that_vanishes_ends_its_capture_and_no_other() {
    if !enabled("an_interface_that_vanishes_ends_its_capture_and_no_other") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    let capture = Capture::start(&here, json!({"interfaces": ["veth0", "lo"]})).unwrap();
    send_udp(&here, json!({"to": "10.9.0.2:9", "count": 5, "size": 100}));
    here.ip("link delete veth0");
    capture.wait_states(|states| states == ["ended: the interface no longer exists", "capturing"]);
    here.run(&["ping", "-c1", "-q", "127.0.0.1"]);
    let recording = capture.stop();
    assert!(recording.finished);
    let udp = |interface| {
        move |frame: &&netns::capture::Seen| {
            frame.interface == interface && frame.bytes.get(23) == Some(&17)
        }
    };
    assert_eq!(
        recording.frames.iter().filter(udp(0)).count(),
        5,
        "nothing is lost"
    );
    assert!(recording.frames.iter().any(|frame| frame.interface == 1));
    assert_eq!(
        recording.account["ended"],
        json!(["ended: the interface no longer exists", "ended: stopped"])
    );
}

#[test]
fn the_last_interface_that_vanishes_ends_the_capture() {
    if !enabled("the_last_interface_that_vanishes_ends_the_capture") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    let capture = Capture::start(&here, json!({"interfaces": ["veth0"]})).unwrap();
    here.ip("link delete veth0");
    let recording = capture.finish();
    assert!(recording.finished);
    assert_eq!(
        recording.account["ended"],
        json!(["ended: the interface no longer exists"])
    );
    assert_eq!(recording.account["sink"], Value::Null);
}

#[test]
fn an_interface_that_is_switched_off_and_on_goes_on() {
    if !enabled("an_interface_that_is_switched_off_and_on_goes_on") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    let task = json!({"interfaces": ["veth0"], "filter": "udp"});
    let capture = Capture::start(&here, task).unwrap();
    send_udp(&here, json!({"to": "10.9.0.2:9", "count": 3, "size": 100}));
    here.ip("link set veth0 down");
    capture.wait_states(|states| states[0].starts_with("down: waiting"));
    here.ip("link set veth0 up");
    capture.wait_states(|states| states == ["capturing"]);
    here.run(&["ping", "-c1", "-W20", "-q", "10.9.0.2"]);
    send_udp(&here, json!({"to": "10.9.0.2:9", "count": 4, "size": 100}));
    assert_eq!(capture.stop().frames.len(), 7);
}

#[test]
fn a_full_disk_ends_the_capture_with_its_reason() {
    if !enabled("a_full_disk_ends_the_capture_with_its_reason") {
        return;
    }
    let here = Namespace::new();
    let task = json!({"interfaces": ["lo", "any"], "full_after": 3});
    let capture = Capture::start(&here, task).unwrap();
    here.run(&["ping", "-c3", "-i0.05", "-q", "127.0.0.1"]);
    let recording = capture.finish();
    assert!(recording.finished);
    assert_eq!(recording.frames.len(), 3);
    assert_eq!(recording.account["frames"], 3);
    let sink = recording.account["sink"].as_str().unwrap();
    for state in recording.account["ended"].as_array().unwrap() {
        assert_eq!(
            state,
            &json!(format!("ended: frames cannot be recorded: {sink}"))
        );
    }
}

#[test]
fn a_panic_of_the_sink_ends_the_capture_and_not_the_program() {
    if !enabled("a_panic_of_the_sink_ends_the_capture_and_not_the_program") {
        return;
    }
    let here = Namespace::new();
    let task = json!({"interfaces": ["lo", "any"], "panic_after": 2});
    let capture = Capture::start(&here, task).unwrap();
    here.run(&["ping", "-c3", "-i0.05", "-q", "127.0.0.1"]);
    let recording = capture.finish();
    assert!(recording.finished, "the sink is finished all the same");
    assert_eq!(recording.frames.len(), 2);
    let failed = "ended: the capture thread failed";
    assert_eq!(recording.account["ended"], json!([failed, failed]));
}

#[test]
fn frames_that_the_kernel_had_no_room_for_are_counted() {
    if !enabled("frames_that_the_kernel_had_no_room_for_are_counted") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    let task = json!({
        "interfaces": ["veth0"], "filter": "udp", "buffer_bytes": 1 << 20, "stall_ms": 4000,
    });
    let capture = Capture::start(&here, task).unwrap();
    send_udp(
        &here,
        json!({"to": "10.9.0.2:9", "count": 3000, "size": 1400}),
    );
    let recording = capture.stop();
    let drops = recording.account["drops"].as_u64().unwrap();
    assert!(drops > 0, "1 MiB does not hold 4 MB");
    assert_eq!(recording.frames.len() as u64 + drops, 3000);
    assert_eq!(recording.drops, [drops], "the sink is told as well");
}
