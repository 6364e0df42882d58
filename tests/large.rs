//! The real program on files that grow and on some of a file's frames.

#![allow(clippy::expect_used, reason = "a test may fail with words")]

#[path = "common/program.rs"]
mod program;

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use program::decap;

fn lines(arguments: &[&str]) -> Vec<String> {
    let output = decap(arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    let text = String::from_utf8(output.stdout).expect("decap prints UTF-8");
    text.lines().map(str::to_owned).collect()
}

#[test]
fn a_capture_filter_chooses_frames_and_keeps_their_numbers() {
    let all = lines(&["show", "http-text.pcapng"]);
    let filter = "tcp[tcpflags] & tcp-syn != 0";
    let chosen = lines(&["show", "http-text.pcapng", "-f", filter]);
    let expected: Vec<_> = all.iter().filter(|line| line.contains("SYN")).collect();
    assert!(!chosen.is_empty() && chosen.iter().collect::<Vec<_>>() == expected);
    assert_eq!(lines(&["http-text.pcapng", "-f", filter]), chosen);
    let some = lines(&["show", "http-text.pcapng", "-f", filter, "-n", "1"]);
    assert_eq!(some, chosen[..1]);
}

#[test]
fn what_libpcap_says_of_a_filter_is_told() {
    let refused: [&[&str]; 2] = [
        &["show", "http-text.pcapng", "-f", "tcp prot 80"],
        &["http-text.pcapng", "-f", "tcp prot 80"],
    ];
    for arguments in refused {
        let output = decap(arguments);
        let words = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{words}");
        assert!(words.contains("syntax error"), "{words}");
        assert!(words.contains("tcp prot 80"), "{words}");
    }
}

/// Ends the program when the test is over.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn frames_are_printed_as_a_file_grows() {
    let captures = concat!(env!("CARGO_MANIFEST_DIR"), "/captures/http-text.pcapng");
    let whole = fs::read(captures).expect("the capture");
    let expected = lines(&["show", "http-text.pcapng"]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("growing.pcapng");
    // The first part ends within a frame.
    fs::write(&path, &whole[..3001]).expect("room on the disk");
    let mut running = Running(
        Command::new(env!("CARGO_BIN_EXE_decap"))
            .args(["show", "--follow"])
            .arg(&path)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts"),
    );
    let output = running.0.stdout.take().expect("its output");
    let mut printed = BufReader::new(output).lines();
    let mut next = || printed.next().expect("a line").expect("UTF-8");
    assert_eq!(next(), expected[0]);
    let mut file = OpenOptions::new().append(true).open(&path).expect("open");
    file.write_all(&whole[3001..]).expect("room on the disk");
    for line in &expected[1..] {
        assert_eq!(&next(), line);
    }
    // It waits for more.
    assert!(running.0.try_wait().expect("its state").is_none());
}

#[test]
fn only_a_file_is_followed() {
    let output = decap(&["show", "--follow"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("name one"));
}
