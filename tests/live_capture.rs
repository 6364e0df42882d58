//! Frames captured live are the frames that crossed the wire: compared with tcpdump's.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test and its helpers cannot do is a failure"
)]

mod netns;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use netns::capture::send_udp;
use netns::program::{Outcome, Program};
use netns::reference::{Seen, Tcpdump};
use netns::{Namespace, enabled, run};
use nix::sys::signal::Signal;
use serde_json::json;

/// Frames, their lengths and their order are equal; and so are the times, up to the moment that
/// the kernel needs to hand one frame to two captures.
fn assert_same(ours: &[Seen], reference: &[Seen]) {
    assert_eq!(ours.len(), reference.len(), "number of frames");
    for (number, (our, their)) in ours.iter().zip(reference).enumerate() {
        assert_eq!(our.bytes, their.bytes, "bytes of frame {number}");
        let lengths = (our.original_len, their.original_len);
        assert_eq!(lengths.0, lengths.1, "length of frame {number}");
        let apart = (our.time_ns - their.time_ns).abs();
        assert!(
            apart < 1_000_000,
            "frame {number}: times differ by {apart} ns"
        );
    }
}

/// The capture ended well, and says how many frames it has.
fn assert_well(outcome: &Outcome) {
    let frames = outcome.frames.len();
    assert_eq!(outcome.status, 0, "{}", outcome.errors);
    let account = format!("{frames} frames captured, 0 dropped\n");
    assert_eq!(outcome.errors, account);
}

/// What tshark reads in a file: interface, time and lengths of every frame.
fn tshark(file: &Path) -> Vec<String> {
    let fields = [
        "frame.interface_name",
        "frame.time_epoch",
        "frame.len",
        "frame.cap_len",
    ];
    let mut command = Command::new("tshark");
    command.arg("-r").arg(file).args(["-T", "fields"]);
    command.args(fields.iter().flat_map(|field| ["-e", field]));
    let output = String::from_utf8(run(&mut command).stdout).unwrap();
    output.lines().map(str::to_owned).collect()
}

#[test]
fn frames_equal_those_of_tcpdump() {
    if !enabled("frames_equal_those_of_tcpdump") {
        return;
    }
    let here = Namespace::new();
    let peer = here.connect("veth0");
    let tcpdump = Tcpdump::start(&here, &["-i", "veth0"]);
    let capture = Program::start(&here, &["-i", "veth0"]).ready();
    here.run(&["ping", "-c5", "-i0.05", "-q", "10.9.0.2"]);
    let small = json!({"to": "10.9.0.2:9", "count": 200, "size": 700, "pause_us": 200});
    send_udp(&here, small);
    let large = json!({"to": "10.9.0.1:9", "count": 50, "size": 3000});
    send_udp(&peer, large);
    let asked = Instant::now();
    let outcome = capture.stop();
    assert!(asked.elapsed() < Duration::from_secs(5));
    let reference = tcpdump.stop_after(10 + 200 + 150);
    assert_well(&outcome);
    assert!(outcome.link_types.iter().all(|&link_type| link_type == 1));
    assert_same(&outcome.frames, &reference);
}

#[test]
fn a_filter_and_a_count_and_a_snapshot_length_are_obeyed() {
    if !enabled("a_filter_and_a_count_and_a_snapshot_length_are_obeyed") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    let tcpdump = Tcpdump::start(&here, &["-i", "veth0", "-s", "60", "udp", "port", "9"]);
    let arguments = ["-i", "veth0", "-c", "20", "-s", "60", "udp", "port", "9"];
    let capture = Program::start(&here, &arguments).ready();
    here.run(&["ping", "-c3", "-i0.05", "-q", "10.9.0.2"]);
    send_udp(
        &here,
        json!({"to": "10.9.0.2:9", "count": 100, "size": 500}),
    );
    let outcome = capture.finish();
    let reference = tcpdump.stop_after(100);
    assert_well(&outcome);
    assert!(outcome.frames.iter().all(|frame| frame.bytes.len() == 60));
    assert_same(&outcome.frames, &reference[..20]);
}

#[test]
fn tshark_reads_the_file_even_after_the_program_was_killed() {
    if !enabled("tshark_reads_the_file_even_after_the_program_was_killed") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    let tcpdump = Tcpdump::start(&here, &["-i", "veth0", "icmp"]);
    let capture = Program::start(&here, &["-i", "veth0", "-i", "lo", "icmp"]).ready();
    here.run(&["ping", "-c5", "-i0.05", "-q", "10.9.0.2"]);
    let reference = tcpdump.stop_after(10);
    std::thread::sleep(Duration::from_secs(1));
    capture.signal(Signal::SIGKILL);
    let seconds = |frame: &Seen| {
        let (whole, nanos) = (frame.time_ns / 1_000_000_000, frame.time_ns % 1_000_000_000);
        format!("veth0\t{whole}.{nanos:09}\t98\t98")
    };
    let expected: Vec<String> = reference.iter().map(seconds).collect();
    assert_eq!(tshark(&capture.file()), expected);
}

#[test]
fn two_interfaces_give_one_sequence_in_order_of_time() {
    if !enabled("two_interfaces_give_one_sequence_in_order_of_time") {
        return;
    }
    let router = Namespace::new();
    let left = router.connect("left");
    let right = Namespace::new();
    let peer = format!("name peer0 netns {}", right.name());
    router.ip(&format!("link add right type veth peer {peer}"));
    router.run(&["sysctl", "-qw", "net.ipv4.ip_forward=1"]);
    router.ip("address add 10.8.0.1/24 dev right");
    router.ip("link set right up");
    right.ip("address add 10.8.0.2/24 dev peer0");
    right.ip("link set peer0 up");
    right.ip("route add default via 10.8.0.1");
    left.ip("route add default via 10.9.0.1");
    left.run(&["ping", "-c1", "-W20", "-q", "10.8.0.2"]);

    // An interface that is named twice is opened once.
    let arguments = ["-i", "left", "-i", "right", "-i", "left", "icmp"];
    let capture = Program::start(&router, &arguments).ready();
    left.run(&["ping", "-c40", "-i0.01", "-q", "10.8.0.2"]);
    let outcome = capture.stop();
    assert_well(&outcome);
    let path: Vec<usize> = outcome.frames.iter().map(|frame| frame.interface).collect();
    let round = [0, 1, 1, 0];
    assert_eq!(path, round.repeat(40), "request in, out; reply in, out");
    assert!(outcome.frames.is_sorted_by_key(|frame| frame.time_ns));
    // Byte 22 of an Ethernet frame is the time to live of its IPv4 packet.
    let hop = |pair: &[Seen]| i32::from(pair[0].bytes[22]) - i32::from(pair[1].bytes[22]);
    assert!(outcome.frames.chunks(2).all(|pair| hop(pair) == 1));
}

#[test]
fn loopback_shows_every_frame_once() {
    if !enabled("loopback_shows_every_frame_once") {
        return;
    }
    let here = Namespace::new();
    let tcpdump = Tcpdump::start(&here, &["-i", "lo"]);
    let capture = Program::start(&here, &["-i", "lo"]).ready();
    here.run(&["ping", "-c4", "-i0.05", "-q", "127.0.0.1"]);
    let outcome = capture.stop();
    let reference = tcpdump.stop_after(8);
    assert_well(&outcome);
    assert_eq!(outcome.frames.len(), 8);
    assert_same(&outcome.frames, &reference);
}

#[test]
fn any_shows_the_frames_of_all_interfaces() {
    if !enabled("any_shows_the_frames_of_all_interfaces") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    let tcpdump = Tcpdump::start(&here, &["-i", "any", "-y", "LINUX_SLL2", "icmp"]);
    let capture = Program::start(&here, &["-i", "any", "icmp"]).ready();
    here.run(&["ping", "-c4", "-i0.05", "-q", "10.9.0.2"]);
    here.run(&["ping", "-c4", "-i0.05", "-q", "127.0.0.1"]);
    let outcome = capture.stop();
    let reference = tcpdump.stop_after(16);
    assert_well(&outcome);
    let cooked = [276; 16];
    assert_eq!(
        outcome.link_types, cooked,
        "Linux cooked capture, version 2"
    );
    assert_same(&outcome.frames, &reference);
}

#[test]
fn the_list_says_number_state_and_addresses_and_a_number_names_an_interface() {
    if !enabled("the_list_says_number_state_and_addresses_and_a_number_names_an_interface") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    here.ip("link add spare type bridge");
    let list = here.run(&[netns::program::DECAP, "-D"]).stdout;
    let list = String::from_utf8(list).unwrap();
    let line = |name: &str| -> Vec<&str> {
        let words = list.lines().map(|line| line.split_whitespace().collect());
        let mut words = words.filter(|words: &Vec<&str>| words[1] == name);
        words.next().unwrap_or_else(|| panic!("{name} in {list}"))
    };
    assert_eq!(line("lo")[2..], ["up,", "loopback", "127.0.0.1/8"]);
    assert_eq!(line("spare")[2], "down");
    assert_eq!(line("veth0")[2], "up");
    assert_eq!(line("veth0")[4..], ["10.9.0.1/24"]);
    assert!(line("any")[2..].starts_with(&["up"]));
    let number = line("lo")[0].trim_end_matches('.');
    let capture = Program::start(&here, &["-i", number]).ready();
    here.run(&["ping", "-c1", "-q", "127.0.0.1"]);
    assert_eq!(capture.stop().frames.len(), 2);
}
