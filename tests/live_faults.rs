//! Interfaces that are missing, switched off, or go away; filters that are wrong; a full disk. Each
//! has a message that says which interface, why, and what to do, and an exit status of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test and its helpers cannot do is a failure"
)]

mod netns;
#[path = "common/terminal.rs"]
mod terminal;

use std::path::Path;

use decap::store::{State, Store};
use netns::capture::{Capture, send_udp};
use netns::program::{DECAP, Program};
use netns::reference::Seen;
use netns::{Namespace, enabled};
use nix::sys::signal::Signal;
use portable_pty::CommandBuilder;
use serde_json::json;
use tempfile::TempDir;
use terminal::Terminal;

/// Exit status and message of a capture that cannot begin.
fn refusal(namespace: &Namespace, arguments: &[&str]) -> (i32, String) {
    let outcome = Program::start(namespace, arguments).finish();
    assert!(outcome.frames.is_empty());
    (outcome.status, outcome.errors)
}

#[test]
fn a_missing_interface_is_told_with_those_that_exist() {
    if !enabled("a_missing_interface_is_told_with_those_that_exist") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    let (status, message) = refusal(&here, &["-i", "lo", "-i", "vteh0"]);
    assert_eq!(status, 2);
    let first = "decap: there is no interface \"vteh0\"; did you mean veth0?\n";
    assert!(message.starts_with(first), "{message}");
    let (_, existing) = message.trim_end().split_once("these exist: ").unwrap();
    let existing: Vec<&str> = existing.split(", ").collect();
    let expected = ["any", "lo", "veth0"];
    assert!(
        expected.iter().all(|name| existing.contains(name)),
        "{message}"
    );
    for odd in ["0", "4711", "a b", "/", "veth0\u{1b}[2J"] {
        let (status, message) = refusal(&here, &["-i", odd]);
        assert_eq!(status, 2, "{odd:?}");
        assert!(
            message.starts_with("decap: there is no interface "),
            "{message}"
        );
        assert!(!message.contains('\u{1b}'));
    }
}

#[test]
fn an_interface_that_is_down_is_told_with_the_remedy() {
    if !enabled("an_interface_that_is_down_is_told_with_the_remedy") {
        return;
    }
    let here = Namespace::new();
    here.ip("link add veth0 type veth peer name veth1");
    let (status, message) = refusal(&here, &["-i", "veth0"]);
    assert_eq!(status, 2);
    let remedy = "interface veth0 is down; bring it up with: sudo ip link set dev veth0 up";
    assert!(message.contains(remedy), "{message}");
}

#[test]
fn a_wrong_filter_is_shown_as_typed() {
    if !enabled("a_wrong_filter_is_shown_as_typed") {
        return;
    }
    let here = Namespace::new();
    let (status, message) = refusal(&here, &["-i", "lo", "tcp prot 80"]);
    assert_eq!(status, 4);
    assert!(message.contains("\n    tcp prot 80\n"), "{message}");
    assert!(message.contains("syntax error"), "{message}");
}

#[test]
fn the_last_interface_that_vanishes_ends_the_capture() {
    if !enabled("the_last_interface_that_vanishes_ends_the_capture") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    let capture = Program::start(&here, &["-i", "veth0", "udp"]).ready();
    send_udp(&here, json!({"to": "10.9.0.2:9", "count": 5, "size": 100}));
    here.ip("link delete veth0");
    let outcome = capture.finish();
    assert_eq!(outcome.status, 2);
    let reason = "decap: veth0: the interface no longer exists\n";
    assert!(outcome.errors.ends_with(reason), "{}", outcome.errors);
    assert_eq!(outcome.frames.len(), 5, "nothing is lost");
}

#[test]
fn an_interface_that_vanishes_ends_its_own_part_and_no_other() {
    if !enabled("an_interface_that_vanishes_ends_its_own_part_and_no_other") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    let capture = Capture::start(&here, json!({"interfaces": ["veth0", "lo"]})).unwrap();
    send_udp(&here, json!({"to": "10.9.0.2:9", "count": 5, "size": 100}));
    here.ip("link delete veth0");
    let gone = "ended: the interface no longer exists";
    capture.wait_states(|states| states == [gone, "capturing"]);
    here.run(&["ping", "-c1", "-q", "127.0.0.1"]);
    let recording = capture.stop();
    assert!(recording.finished);
    let is_udp = |frame: &&Seen| frame.interface == 0 && frame.bytes.get(23) == Some(&17);
    assert_eq!(
        recording.frames.iter().filter(is_udp).count(),
        5,
        "nothing is lost"
    );
    assert!(recording.frames.iter().any(|frame| frame.interface == 1));
    assert_eq!(recording.account["ended"], json!([gone, "ended: stopped"]));
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

/// Runs a program whose second word behind `-w` lies on a small disk, and then copies what is there to
/// the folder KEPT. `ip netns exec` gives its program a mount namespace of its own, so the disk is its
/// alone and goes with it.
const ON_SMALL_DISK: &str = r#"disk="${3%/*}"; mount -t tmpfs -o size=64k,mode=777 small "$disk"
    "$@"; code=$?; cp -a "$disk/." "$KEPT"; exit $code"#;

/// The files in a folder, by name, each with the frames that it has.
fn kept(folder: &Path) -> Vec<(String, u64)> {
    let files = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let counted = files.map(|file| {
        let store = Store::open(&file.path()).unwrap();
        store.wait_complete();
        assert!(matches!(store.status().state, State::Complete), "{file:?}");
        (file.file_name().into_string().unwrap(), store.len())
    });
    let mut all: Vec<(String, u64)> = counted.collect();
    all.sort();
    all
}

#[test]
fn a_full_disk_ends_the_capture_with_its_reason() {
    if !enabled("a_full_disk_ends_the_capture_with_its_reason") {
        return;
    }
    let here = Namespace::new();
    let peer = here.connect("veth0");
    for ring in [&[][..], &["-b", "filesize:20"]] {
        let folder = TempDir::new().unwrap();
        let place = format!("KEPT={}", folder.path().display());
        let before = ["env", &place, "sh", "-c", ON_SMALL_DISK, "sh"];
        let words = [&["-i", "veth0"], ring, &["udp dst port 9"]].concat();
        let capture = Program::start_as(&here, &before, Path::new(DECAP), &words).ready();
        // More come than there is room for, a few at a time, so that the first ones are written.
        let task = json!({"to": "10.9.0.1:9", "count": 100, "size": 1000, "pause_us": 5_000});
        send_udp(&peer, task);
        let outcome = capture.finish();
        assert_eq!(outcome.status, 3, "{}", outcome.errors);
        let reason = "No space left on device";
        assert!(outcome.errors.contains(reason), "{}", outcome.errors);
        // What was written before is whole, and can be read.
        let files = kept(folder.path());
        let frames: u64 = files.iter().map(|(_, frames)| frames).sum();
        assert!((20..64).contains(&frames), "{files:?}");
        assert_eq!(files.len() > 2, !ring.is_empty(), "{files:?}");
    }
}

#[test]
fn a_full_disk_is_told_on_the_screen_and_leaves_the_frames_there() {
    if !enabled("a_full_disk_is_told_on_the_screen_and_leaves_the_frames_there") {
        return;
    }
    let here = Namespace::new();
    let peer = here.connect("veth0");
    let (folder, disk) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut command = CommandBuilder::new("ip");
    command.args(["netns", "exec", here.name(), "sh", "-c", ON_SMALL_DISK]);
    command.args(["sh", DECAP, "-w"]);
    command.arg(disk.path().join("out.pcapng"));
    command.args(["-i", "veth0", "udp dst port 9"]);
    command.env("KEPT", folder.path());
    let mut terminal = Terminal::run(command, (160, 40));
    terminal.wait_for("LIVE");
    let task = json!({"to": "10.9.0.1:9", "count": 100, "size": 1000, "pause_us": 5_000});
    send_udp(&peer, task);
    terminal.wait_for("No space left on device");
    // What was captured until then can be looked at.
    terminal.keys("g");
    terminal.wait("the first frame", |terminal| {
        let screen = terminal.screen();
        screen
            .lines()
            .any(|row| row.starts_with('▶') && row.contains(" 1 ") && row.contains("10.9.0.1:9"))
    });
    terminal.keys("q");
    assert_eq!(terminal.end().exit_code(), 3, "{}", terminal.screen());
    terminal.assert_restored();
    let files = kept(folder.path());
    assert_eq!(files.len(), 1);
    assert!((20..64).contains(&files[0].1), "{files:?}");
}

#[test]
fn a_full_disk_leaves_the_file_that_was_to_be_replaced() {
    if !enabled("a_full_disk_leaves_the_file_that_was_to_be_replaced") {
        return;
    }
    let here = Namespace::new();
    let (folder, disk) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let file = disk.path().join("out.pcapng");
    // The first is small, and the disk has no room for the second.
    let script = ON_SMALL_DISK.replace(r#""$@""#, r#""$1" "$SMALL" -w "$3" && "$@""#);
    let mut command = here.command(&["sh", "-c", &script, "sh", DECAP, "-w"]);
    command
        .arg(&file)
        .arg("--overwrite")
        .arg(captures.join("objects-plain.pcapng"));
    command.env("KEPT", folder.path());
    command.env("SMALL", captures.join("gre.pcapng"));
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{errors}");
    assert!(errors.contains("No space left on device"), "{errors}");
    let read = |path: &Path| std::fs::read(path).unwrap();
    assert_eq!(kept(folder.path()).len(), 1);
    let left = read(&folder.path().join("out.pcapng"));
    assert!(left == read(&captures.join("gre.pcapng")));
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
    assert_eq!(recording.account["frames"], 2);
    assert_eq!(recording.account["sink"], "the recording thread failed");
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
    let task = json!({"interfaces": ["veth0"], "filter": "udp", "buffer_bytes": 1 << 20});
    let capture = Capture::start(&here, task).unwrap();
    capture.signal(Signal::SIGSTOP);
    send_udp(
        &here,
        json!({"to": "10.9.0.2:9", "count": 3000, "size": 1400}),
    );
    capture.signal(Signal::SIGCONT);
    let recording = capture.stop();
    let drops = recording.account["drops"].as_u64().unwrap();
    assert!(drops > 0, "1 MiB does not hold 4 MB");
    assert_eq!(recording.frames.len() as u64 + drops, 3000);
    assert_eq!(recording.drops, [drops], "the sink is told as well");
}

#[test]
fn a_sink_that_stalls_loses_nothing() {
    if !enabled("a_sink_that_stalls_loses_nothing") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    // More than the kernel's buffer holds crosses during the stall, in a time in which no capture
    // thread is too slow.
    let task = json!({
        "interfaces": ["veth0"], "filter": "udp", "buffer_bytes": 4 << 20, "stall_ms": 5000,
    });
    let capture = Capture::start(&here, task).unwrap();
    let slowly = json!({"to": "10.9.0.2:9", "count": 4000, "size": 1400, "pause_us": 500});
    send_udp(&here, slowly);
    let recording = capture.stop();
    assert_eq!(recording.account["drops"], 0);
    assert_eq!(recording.frames.len(), 4000);
}
