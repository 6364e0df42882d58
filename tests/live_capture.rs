//! Frames captured live are the frames that crossed the wire: compared with tcpdump's.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test and its helpers cannot do is a failure"
)]

mod netns;

use netns::capture::{Capture, Seen, send_udp};
use netns::reference::Tcpdump;
use netns::{Namespace, enabled};
use serde_json::json;

/// Frames, their lengths and their order are equal; and so are the times, up to the moment that
/// the kernel needs to hand one frame to two captures.
fn assert_same(ours: &[Seen], reference: &[Seen]) {
    assert_eq!(ours.len(), reference.len(), "number of frames");
    for (number, (our, their)) in ours.iter().zip(reference).enumerate() {
        assert_eq!(our.bytes, their.bytes, "bytes of frame {number}");
        assert_eq!(
            our.original_len, their.original_len,
            "length of frame {number}"
        );
        let apart = (our.time_ns - their.time_ns).abs();
        assert!(
            apart < 1_000_000,
            "frame {number}: times are {apart} ns apart"
        );
    }
}

#[test]
fn frames_equal_those_of_tcpdump() {
    if !enabled("frames_equal_those_of_tcpdump") {
        return;
    }
    let here = Namespace::new();
    let peer = here.connect("veth0");
    let tcpdump = Tcpdump::start(&here, &["-i", "veth0"]);
    let capture = Capture::start(&here, json!({"interfaces": ["veth0"]})).unwrap();
    here.run(&["ping", "-c5", "-i0.05", "-q", "10.9.0.2"]);
    send_udp(
        &here,
        json!({"to": "10.9.0.2:9", "count": 200, "size": 700, "pause_us": 200}),
    );
    send_udp(
        &peer,
        json!({"to": "10.9.0.1:9", "count": 50, "size": 3000}),
    );
    let recording = capture.stop();
    let reference = tcpdump.stop_after(10 + 200 + 150);
    assert_eq!(recording.link_types, [1]);
    assert!(recording.finished);
    assert_eq!(recording.account["drops"], 0);
    assert_eq!(recording.account["frames"], recording.frames.len());
    assert_eq!(recording.account["ended"], json!(["ended: stopped"]));
    assert!(recording.account["stop_ms"].as_u64().unwrap() < 2_000);
    assert_same(&recording.frames, &reference);
}

#[test]
fn a_filter_and_a_count_and_a_snapshot_length_are_obeyed() {
    if !enabled("a_filter_and_a_count_and_a_snapshot_length_are_obeyed") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    let tcpdump = Tcpdump::start(&here, &["-i", "veth0", "-s", "60", "udp", "port", "9"]);
    let task = json!({"interfaces": ["veth0"], "filter": "udp port 9", "count": 20, "snaplen": 60});
    let capture = Capture::start(&here, task).unwrap();
    here.run(&["ping", "-c3", "-i0.05", "-q", "10.9.0.2"]);
    send_udp(
        &here,
        json!({"to": "10.9.0.2:9", "count": 100, "size": 500}),
    );
    let recording = capture.finish();
    let reference = tcpdump.stop_after(100);
    let reason = "ended: the requested number of frames is captured";
    assert_eq!(recording.account["ended"], json!([reason]));
    assert!(recording.frames.iter().all(|frame| frame.bytes.len() == 60));
    assert_same(&recording.frames, &reference[..20]);
}

#[test]
fn two_interfaces_give_one_sequence_in_order_of_time() {
    if !enabled("two_interfaces_give_one_sequence_in_order_of_time") {
        return;
    }
    let router = Namespace::new();
    let left = router.connect("left");
    let right = Namespace::new();
    router.ip("link add right type veth peer name peer0");
    router.run(&["sysctl", "-qw", "net.ipv4.ip_forward=1"]);
    router.ip("address add 10.8.0.1/24 dev right");
    router.ip("link set right up");
    router.ip(&format!("link set peer0 netns {}", right.name()));
    right.ip("address add 10.8.0.2/24 dev peer0");
    right.ip("link set peer0 up");
    right.ip("route add default via 10.8.0.1");
    left.ip("route add default via 10.9.0.1");
    left.run(&["ping", "-c1", "-W20", "-q", "10.8.0.2"]);

    let task = json!({"interfaces": ["left", "right", "left"], "filter": "icmp"});
    let capture = Capture::start(&router, task).unwrap();
    left.run(&["ping", "-c40", "-i0.01", "-q", "10.8.0.2"]);
    let recording = capture.stop();
    assert_eq!(
        recording.link_types,
        [1, 1],
        "each interface is opened once"
    );
    assert_eq!(recording.frames.len(), 4 * 40);
    let path: Vec<usize> = recording
        .frames
        .iter()
        .map(|frame| frame.interface)
        .collect();
    assert_eq!(
        path,
        [0, 1, 1, 0].repeat(40),
        "request in and out, reply in and out"
    );
    assert!(recording.frames.is_sorted_by_key(|frame| frame.time_ns));
    // Byte 22 of an Ethernet frame is the time to live of its IPv4 packet.
    let hop = |pair: &[Seen]| i32::from(pair[0].bytes[22]) - i32::from(pair[1].bytes[22]);
    assert!(recording.frames.chunks(2).all(|pair| hop(pair) == 1));
}

#[test]
fn loopback_shows_every_frame_once() {
    if !enabled("loopback_shows_every_frame_once") {
        return;
    }
    let here = Namespace::new();
    let tcpdump = Tcpdump::start(&here, &["-i", "lo"]);
    let capture = Capture::start(&here, json!({"interfaces": ["lo"]})).unwrap();
    here.run(&["ping", "-c4", "-i0.05", "-q", "127.0.0.1"]);
    let recording = capture.stop();
    let reference = tcpdump.stop_after(8);
    assert_eq!(recording.frames.len(), 8);
    assert_same(&recording.frames, &reference);
}

#[test]
fn any_shows_the_frames_of_all_interfaces() {
    if !enabled("any_shows_the_frames_of_all_interfaces") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    let tcpdump = Tcpdump::start(&here, &["-i", "any", "-y", "LINUX_SLL2", "icmp"]);
    let capture = Capture::start(&here, json!({"interfaces": ["any"], "filter": "icmp"})).unwrap();
    here.run(&["ping", "-c4", "-i0.05", "-q", "10.9.0.2"]);
    here.run(&["ping", "-c4", "-i0.05", "-q", "127.0.0.1"]);
    let recording = capture.stop();
    let reference = tcpdump.stop_after(16);
    assert_eq!(
        recording.link_types,
        [276],
        "Linux cooked capture, version 2"
    );
    assert_eq!(recording.frames.len(), 16);
    assert_same(&recording.frames, &reference);
}

#[test]
fn an_interface_may_be_named_by_its_number() {
    if !enabled("an_interface_may_be_named_by_its_number") {
        return;
    }
    let here = Namespace::new();
    let listing = here.run(&["tcpdump", "-D"]).stdout;
    let listing = String::from_utf8(listing).unwrap();
    let line = listing.lines().find(|line| line.contains(".lo ")).unwrap();
    let number = line.split('.').next().unwrap();
    let capture = Capture::start(&here, json!({"interfaces": [number]})).unwrap();
    here.run(&["ping", "-c1", "-q", "127.0.0.1"]);
    assert_eq!(capture.stop().frames.len(), 2);
}
