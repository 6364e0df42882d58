//! Ring files, limits and buffer sizes of live captures, as the program's options ask for them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test and its helpers cannot do is a failure"
)]

mod netns;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use decap::model::Frame;
use decap::store::Store;
use netns::capture::send_udp;
use netns::program::{DECAP, Program};
use netns::{Namespace, enabled, run, wait_for};
use serde_json::json;

/// The captures in the folder of a program's file, in the order of their names.
fn files(program: &Program) -> Vec<PathBuf> {
    let file = program.file();
    let entries = std::fs::read_dir(file.parent().unwrap()).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The numbers in the datagrams of a file.
fn numbers(file: &Path) -> Vec<u64> {
    let store = Store::open(file).unwrap();
    store.wait_complete();
    let mut frames = store.frames(..);
    let mut numbers = Vec::new();
    while let Some(Frame { bytes, .. }) = frames.next_frame().unwrap() {
        // Ethernet, IPv4 and UDP come before it.
        numbers.push(u64::from_be_bytes(*bytes[42..].first_chunk().unwrap()));
    }
    numbers
}

/// How many frames an independent reader finds.
fn capinfos(file: &Path) -> String {
    let output = run(Command::new("capinfos").args(["-Mrc", "-T"]).arg(file));
    let text = String::from_utf8(output.stdout).unwrap();
    text.trim().rsplit('\t').next().unwrap().to_owned()
}

fn datagrams(count: u64) -> serde_json::Value {
    json!({"to": "10.9.0.2:9", "count": count, "size": 300, "pause_us": 100})
}

/// Where nobody listens, answers come back; only what is asked for is captured.
const ASKED: &str = "udp dst port 9";

#[test]
fn a_ring_keeps_the_newest_files_and_says_what_it_gave_up() {
    if !enabled("a_ring_keeps_the_newest_files_and_says_what_it_gave_up") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    let words = ["-i", "veth0", "-b", "packets:50", "-b", "files:3"];
    let words = [&words[..], &["-a", "packets:400", ASKED]].concat();
    let mut program = Program::start(&here, &words).ready();
    send_udp(&here, datagrams(400));
    let outcome = program.finish_here();
    assert_eq!(
        outcome.errors,
        "400 frames captured, 0 dropped, gave up the 250 oldest\n"
    );
    assert_eq!(outcome.status, 0);
    let files = files(&program);
    let names = files
        .iter()
        .map(|file| file.file_name().unwrap().to_str().unwrap());
    let names: Vec<_> = names.map(|name| (&name[..10], name.len())).collect();
    let len = "out_00001_20261120120000.pcapng".len();
    assert_eq!(
        names,
        [
            ("out_00006_", len),
            ("out_00007_", len),
            ("out_00008_", len)
        ]
    );
    let all: Vec<u64> = files.iter().flat_map(|file| numbers(file)).collect();
    assert_eq!(all, (250..400).collect::<Vec<_>>());
    assert!(files.iter().all(|file| capinfos(file) == "50"));
}

#[test]
fn captures_end_when_they_were_asked_to() {
    if !enabled("captures_end_when_they_were_asked_to") {
        return;
    }
    let here = Namespace::new();
    let _peer = here.connect("veth0");
    let captured = |words: &[&str]| {
        let words = [&["-i", "veth0"], words, &[ASKED]].concat();
        let mut program = Program::start(&here, &words).ready();
        send_udp(&here, datagrams(100));
        let outcome = program.finish_here();
        assert_eq!(outcome.status, 0, "{words:?}: {}", outcome.errors);
        let files = files(&program);
        let sizes = files.iter().map(|file| file.metadata().unwrap().len());
        let sizes: Vec<u64> = sizes.collect();
        let all: Vec<u64> = files.iter().flat_map(|file| numbers(file)).collect();
        assert_eq!(all, (0..all.len() as u64).collect::<Vec<_>>());
        (all.len(), sizes)
    };
    assert_eq!(captured(&["-a", "packets:20"]).0, 20);
    assert_eq!(captured(&["-a", "packets:20", "-c", "7"]).0, 7);
    let (frames, sizes) = captured(&["-a", "filesize:10"]);
    // The frame that reaches the size is in, and the counts of the interface follow.
    assert!((20..40).contains(&frames), "{frames} frames in {sizes:?}");
    assert!((10_000..10_700).contains(&sizes[0]), "{sizes:?}");
    let (frames, sizes) = captured(&["-b", "packets:10", "-a", "files:3"]);
    assert_eq!((frames, sizes.len()), (30, 3));
    let (frames, sizes) = captured(&["-b", "filesize:5", "-a", "files:2"]);
    assert_eq!(sizes.len(), 2, "{frames} frames in {sizes:?}");
    let begun = Instant::now();
    assert_eq!(captured(&["-a", "duration:2.5"]).0, 100);
    assert!(begun.elapsed() >= Duration::from_millis(2_500));
    // A new file also where nothing is sent.
    let (frames, sizes) = captured(&["-b", "duration:1", "-a", "duration:5"]);
    assert_eq!(frames, 100);
    assert!((2..=7).contains(&sizes.len()), "{sizes:?}");
}

#[test]
fn who_may_not_write_into_the_folder_of_a_ring_is_told() {
    if !enabled("who_may_not_write_into_the_folder_of_a_ring_is_told") {
        return;
    }
    let here = Namespace::new();
    // Root's own, and closed to others.
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("out.pcapng");
    let as_root = ["env", "-u", "SUDO_UID", "-u", "SUDO_GID", DECAP];
    let words = ["-i", "lo", "-b", "packets:5", "-w", file.to_str().unwrap()];
    let output = here.command(&[&as_root[..], &words].concat()).output();
    let output = output.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{errors}");
    for part in [
        "Permission denied",
        "has become nobody",
        "install -d -o nobody",
    ] {
        assert!(errors.contains(part), "{errors}");
    }
}

#[test]
fn the_kernel_gets_the_buffer_size() {
    if !enabled("the_kernel_gets_the_buffer_size") {
        return;
    }
    let here = Namespace::new();
    for (option, least) in [("8", 6 << 20), ("32", 24 << 20)] {
        let program = Program::start(&here, &["-i", "lo", "-B", option]).ready();
        let task = program.tasks().next().unwrap();
        // The buffer is shared with the kernel, and is the only large piece of a socket's memory.
        let mapped = || -> u64 {
            let maps = std::fs::read_to_string(task.join("maps")).unwrap();
            let rings = maps.lines().filter(|line| line.contains("socket:["));
            let sizes = rings.map(|line| {
                let range = line.split(' ').next().unwrap();
                let (start, end) = range.split_once('-').unwrap();
                let number = |text| u64::from_str_radix(text, 16).unwrap();
                number(end) - number(start)
            });
            sizes.max().unwrap_or(0)
        };
        wait_for("the ring", || mapped() > 0);
        assert!(
            (least..=least / 3 * 4).contains(&mapped()),
            "{} of {option}",
            mapped()
        );
        assert_eq!(program.stop().status, 0);
    }
}

#[test]
fn limits_that_make_no_sense_are_refused() {
    let refused = |words: &[&str], part: &str| {
        let output = Command::new(DECAP).args(words).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{words:?}: {errors}");
        assert!(errors.contains(part), "{words:?}: {errors}");
    };
    refused(&["-i", "lo", "-w", "x", "-b", "size:3"], "is no limit");
    refused(&["-i", "lo", "-w", "x", "-b", "filesize:0"], "above 0");
    refused(&["-i", "lo", "-w", "x", "-b", "files:3"], "filesize");
    refused(
        &["-i", "lo", "-w", "x", "-a", "interval:3"],
        "belongs to -b",
    );
    refused(&["-i", "lo", "-w", "x", "-a", "files:3"], "needs -b");
    refused(&["-i", "lo", "-b", "filesize:3"], "--write");
    refused(&["-i", "lo", "-w", "x", "-B", "0"], "--buffer-size");
    refused(
        &["-i", "lo", "-w", "x", "--spool-limit", "9"],
        "--spool-limit",
    );
}
