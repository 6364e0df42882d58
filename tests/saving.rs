//! Frames saved by the program, read back by tshark.

#![allow(clippy::expect_used, reason = "a test may fail with words")]

#[path = "common/program.rs"]
mod program;

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use program::decap;

/// The project's captures.
const CAPTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/captures");

/// What tshark prints of a file.
fn tshark(file: &Path, words: &[&str]) -> String {
    let mut command = Command::new("tshark");
    command.arg("-n").arg("-r").arg(file).args(words);
    let output = command.output().expect("tshark is installed");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{file:?}: {errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Times, lengths and link type of frames; with `details`, comments and interfaces as well.
fn told(file: &Path, filter: &str, details: bool) -> String {
    let mut words = vec!["-T", "fields", "-Y", filter];
    for field in [
        "frame.time_epoch",
        "frame.len",
        "frame.cap_len",
        "frame.encap_type",
    ] {
        words.extend(["-e", field]);
    }
    if details {
        words.extend(["-e", "frame.comment", "-e", "frame.interface_name"]);
    }
    tshark(file, &words)
}

/// The bytes of frames.
fn bytes(file: &Path, filter: &str) -> String {
    let text = tshark(file, &["-x", "-Y", filter]);
    // What is put together of several frames needs all of them.
    let parts = text
        .split("\n\n")
        .filter(|part| !part.contains("tvb") && part.contains("  "));
    parts
        .filter(|part| part.starts_with("0000") || part.starts_with("Frame ("))
        .collect()
}

fn saved(words: &[&str]) -> String {
    let output = decap(words);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{words:?}: {errors}");
    errors
}

fn refused(words: &[&str], status: i32, part: &str) {
    let output = decap(words);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{words:?}: {errors}");
    assert!(errors.contains(part), "{words:?}: {errors}");
}

#[test]
fn frames_are_the_same_for_tshark_in_both_formats() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = "frame.number>=1";
    let chosen = "frame.number==2 || (frame.number>=4 && frame.number<=7)";
    for name in [
        "demo.pcapng",
        "cooked-v2.pcapng",
        "dns.pcapng",
        "gre.pcapng",
    ] {
        let own = Path::new(CAPTURES).join(name);
        for ending in ["pcapng", "pcap"] {
            let out = folder.path().join(format!("{name}.part.{ending}"));
            let path = out.to_str().expect("a plain name");
            let words = [name, "-n", "2,4-7", "-w", path];
            saved(&words);
            let is_pcapng = ending == "pcapng";
            assert_eq!(
                told(&out, all, is_pcapng),
                told(&own, chosen, is_pcapng),
                "{words:?}"
            );
            let (ours, theirs) = (bytes(&out, all), bytes(&own, chosen));
            assert!(!ours.is_empty());
            assert_eq!(ours, theirs, "{words:?}");
        }
        // And the whole, which is the same file.
        let out = folder.path().join(name);
        saved(&["-r", name, "-w", out.to_str().expect("a plain name")]);
        let read = |path: &Path| fs::read(path).expect("it is there");
        assert!(read(&out) == read(&own), "{name}");
    }
}

#[test]
fn filters_choose_what_is_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out.pcapng");
    let path = out.to_str().expect("a plain name");
    let cases: [(&str, &[&str], &str); 5] = [
        (
            "dns.pcapng",
            &["-Y", "dns.flags.response == 1"],
            "dns.flags.response == 1",
        ),
        (
            "demo.pcapng",
            &["-Y", "tcp", "-n", "5-"],
            "tcp && frame.number >= 5",
        ),
        (
            "demo.pcapng",
            &["-Y", "ip.ttl >= 64", "-f", "udp"],
            "ip.ttl >= 64 && udp && !icmp",
        ),
        (
            "demo.pcapng",
            &["-f", "udp", "-Y", "frame.len > 60", "-n", "2-20"],
            "udp && !icmp && frame.len > 60 && frame.number >= 2 && frame.number <= 20",
        ),
        ("gre.pcapng", &["-Y", "gre"], "gre"),
    ];
    for (name, words, filter) in cases {
        saved(&[&[name], words, &["-w", path, "--overwrite"]].concat());
        let theirs = told(&Path::new(CAPTURES).join(name), filter, true);
        assert!(!theirs.is_empty(), "{filter}");
        assert_eq!(told(&out, "frame.number>=1", true), theirs, "{words:?}");
    }
    // None is a file without frames; what cannot be read is said before one is made.
    let said = saved(&["gre.pcapng", "-Y", "arp", "-w", path, "--overwrite"]);
    assert!(said.starts_with("0 frames saved to "), "{said}");
    fs::remove_file(&out).expect("it is there");
    refused(&["gre.pcapng", "-Y", "ip.tlt", "-w", path], 4, "ip.ttl");
    refused(&["gre.pcapng", "-f", "hst", "-w", path], 4, "hst");
    assert!(!out.exists());
}

#[test]
fn what_pcap_has_no_room_for_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out.pcap");
    let path = out.to_str().expect("a plain name");
    let said = saved(&["demo.pcapng", "-n", "3-9", "-w", path]);
    assert!(said.starts_with("7 frames saved to "), "{said}");
    assert!(said.contains("\nnot saved: 7 comments,"), "{said}");
    let said = saved(&[
        "demo.pcapng",
        "-f",
        "arp",
        "-n",
        "2-",
        "-w",
        path,
        "--overwrite",
    ]);
    assert!(said.starts_with("2 frames saved to "), "{said}");
    // The name does not decide where the option does.
    let said = saved(&["demo.pcapng", "-w", path, "-F", "pcapng", "--overwrite"]);
    assert!(!said.contains("not saved"), "{said}");
    assert!(
        fs::read(&out)
            .expect("it is there")
            .starts_with(&[0x0a, 0x0d, 0x0d, 0x0a])
    );
}

#[test]
fn no_file_is_lost_or_left_half_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = folder.path().join("kept.pcapng");
    fs::write(&kept, b"mine").expect("a file");
    let path = kept.to_str().expect("a plain name");
    refused(&["demo.pcapng", "-w", path], 3, "--overwrite replaces it");
    assert_eq!(fs::read(&kept).expect("it is there"), b"mine");
    refused(&["demo.pcapng", "-w", "/nonexistent/x"], 3, "No such file");
    refused(&["demo.pcapng", "-n", "3"], 1, "--write");
    refused(&["demo.pcapng", "-n", "0", "-w", "x"], 1, "counted from 1");
    refused(
        &["-i", "lo", "-w", "x", "-F", "pcap"],
        1,
        "cannot be used with",
    );
    let full = File::options()
        .write(true)
        .open("/dev/full")
        .expect("the system has it");
    let status = Command::new(env!("CARGO_BIN_EXE_decap"))
        .args(["demo.pcapng", "-w", "-"])
        .current_dir(CAPTURES)
        .stdout(Stdio::from(full))
        .stderr(Stdio::null())
        .status()
        .expect("the program starts");
    assert_eq!(status.code(), Some(3));
    let left = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 1);
}
