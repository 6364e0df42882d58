//! The real program while something happens to its files: a capture on the screen is cut, replaced or
//! removed, and there is no room for what is to be written. A limit on the size of files, which every
//! user may set, stands for the full disk; `live_faults.rs` has real ones.

#![allow(clippy::expect_used, reason = "a test may fail with words")]

#[path = "common/program.rs"]
mod program;
#[path = "common/terminal.rs"]
mod terminal;

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use portable_pty::CommandBuilder;
use program::decap;
use tempfile::TempDir;
use terminal::Terminal;

const DECAP: &str = env!("CARGO_BIN_EXE_decap");
const SIZE: (u16, u16) = (220, 40);

/// Frames of the capture that the tests make, and bytes of each in the file.
const FRAMES: usize = 2_000;
const RECORD: usize = 16 + 1_000;
/// Bytes before the first record.
const HEADER: usize = 24;

/// A pcap file of frames too large for one read; in each stands its number.
fn capture() -> Vec<u8> {
    let mut file = Vec::with_capacity(HEADER + FRAMES * RECORD);
    file.extend(0xa1b2_c3d4_u32.to_le_bytes());
    file.extend([2, 0, 4, 0]);
    file.extend([0; 8]);
    file.extend(262_144_u32.to_le_bytes());
    file.extend(1_u32.to_le_bytes());
    for number in 1..=FRAMES as u32 {
        for word in [1_700_000_000 + number, 0, 1_000, 1_000] {
            file.extend(word.to_le_bytes());
        }
        let mut frame = vec![0; 1_000];
        // An EtherType that is nobody's.
        frame[12..14].copy_from_slice(&[0x88, 0xb5]);
        frame[14..18].copy_from_slice(&number.to_be_bytes());
        file.extend(frame);
    }
    file
}

/// A folder with the capture in it.
fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.pcap");
    fs::write(&path, capture()).expect("room on the disk");
    (folder, path)
}

fn open(path: &Path) -> Terminal {
    let terminal = Terminal::start(DECAP, &[path.to_str().expect("a plain name")], SIZE);
    terminal.wait_for(&format!("{FRAMES} frames"));
    terminal.wait("everything to be read", |terminal| {
        !terminal.row(0).contains("reading")
    });
    terminal
}

/// Goes to a frame by its number, and waits for its row and for its bytes: the number again.
fn go_to(terminal: &mut Terminal, number: usize) {
    terminal.keys(&format!(":{number}\r"));
    terminal.wait("the row to be selected", |terminal| {
        let row = terminal.screen();
        row.lines()
            .any(|row| row.starts_with('▶') && row.contains(&format!(" {number} ")))
    });
    let [high, low] = (number as u16).to_be_bytes();
    terminal.wait_for(&format!("│00 00 {high:02x} {low:02x} 00 "));
}

/// Leaves the program, which must be well.
fn leave(mut terminal: Terminal) {
    terminal.keys("q");
    assert!(terminal.end().success());
    terminal.assert_restored();
}

#[test]
fn a_file_that_is_cut_while_it_is_open_is_told() {
    let (_folder, path) = folder();
    let mut terminal = open(&path);
    let rest = HEADER + 500 * RECORD;
    let file = OpenOptions::new()
        .write(true)
        .open(&path)
        .expect("it is there");
    file.set_len(rest as u64).expect("it can be cut");
    // Without a key.
    terminal.wait_for(&format!("was cut to {rest} of "));
    terminal.wait_for("open it again");
    assert!(terminal.row(0).contains("! changed"), "{}", terminal.row(0));
    // What is gone says so, and what is left is shown.
    terminal.keys("G");
    terminal.wait_for(&format!("frame {FRAMES} of "));
    terminal.wait_for("is gone");
    go_to(&mut terminal, 400);
    leave(terminal);
}

#[test]
fn a_file_that_is_emptied_while_it_is_filtered_ends_the_filter_with_words() {
    let (_folder, path) = folder();
    let mut terminal = open(&path);
    File::create(&path).expect("it can be emptied");
    terminal.keys("&frame.len == 1000\r");
    terminal.wait_for("the file was changed after it was opened, open it again");
    terminal.keys("\u{1b}");
    terminal.wait_for("was cut to 0 of ");
    leave(terminal);
}

#[test]
fn a_file_that_is_replaced_stays_the_one_that_was_opened() {
    let (folder, path) = folder();
    let mut terminal = open(&path);
    let other = folder.path().join("other");
    fs::write(&other, b"something else").expect("room on the disk");
    fs::rename(&other, &path).expect("it can be replaced");
    terminal.wait_for("was replaced by another file");
    go_to(&mut terminal, FRAMES);
    fs::remove_file(&path).expect("it can be removed");
    terminal.wait_for("was removed");
    go_to(&mut terminal, 1_000);
    leave(terminal);
}

#[test]
fn a_followed_file_that_is_replaced_is_told() {
    let (folder, path) = folder();
    let words = ["--follow", path.to_str().expect("a plain name")];
    let mut terminal = Terminal::start(DECAP, &words, SIZE);
    terminal.wait_for(&format!("{FRAMES} frames"));
    // More is what was asked for, and no change.
    let more = &capture()[HEADER..HEADER + RECORD];
    let mut file = OpenOptions::new().append(true).open(&path).expect("open");
    file.write_all(more).expect("room on the disk");
    terminal.wait_for(&format!("{} frames", FRAMES + 1));
    assert!(!terminal.screen().contains("was changed"));
    fs::rename(&path, folder.path().join("a.pcap.1")).expect("it can be renamed");
    fs::write(&path, capture()).expect("room on the disk");
    terminal.wait_for("was replaced by another file");
    terminal.keys("q");
    assert!(terminal.end().success());
}

/// Runs decap so that no file may become larger than about so many KiB.
fn limited(kib: u32, words: &[&str]) -> Output {
    Command::new("bash")
        .args([
            "-c",
            r#"ulimit -f "$0"; exec "$@""#,
            &kib.to_string(),
            DECAP,
        ])
        .args(words)
        .stdin(Stdio::null())
        .output()
        .expect("the system has bash")
}

#[test]
fn a_file_that_cannot_be_written_to_its_end_is_not_there() {
    let (folder, path) = folder();
    let from = path.to_str().expect("a plain name");
    let out = folder.path().join("out.pcap");
    let to = out.to_str().expect("a plain name");
    let output = limited(1_000, &[from, "-w", to]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{errors}");
    assert!(errors.contains("File too large"), "{errors}");
    assert!(!out.exists());
    // And what is there stays.
    assert!(decap(&[from, "-n", "1-10", "-w", to]).status.success());
    let before = fs::read(&out).expect("it was written");
    let output = limited(1_000, &[from, "-w", to, "--overwrite"]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(fs::read(&out).expect("it is there") == before);
    let left = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 2, "nothing half-written is left");
}

/// The capture, compressed.
fn compressed(folder: &TempDir) -> String {
    let path = folder.path().join("a.pcap.gz");
    let file = File::create(&path).expect("room on the disk");
    let mut encoder = GzEncoder::new(file, Compression::fast());
    encoder.write_all(&capture()).expect("room on the disk");
    encoder.finish().expect("room on the disk");
    path.to_str().expect("a plain name").to_owned()
}

#[test]
fn a_compressed_file_without_room_for_its_frames_opens_as_far_as_there_is() {
    let (folder, _) = folder();
    let path = compressed(&folder);
    let output = limited(1_000, &["show", &path]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{errors}");
    assert!(errors.contains("set TMPDIR"), "{errors}");
    let shown = String::from_utf8_lossy(&output.stdout).lines().count();
    assert!((1..FRAMES).contains(&shown), "{shown}");

    let mut command = CommandBuilder::new("bash");
    command.args(["-c", r#"ulimit -f 1000; exec "$0" "$1""#, DECAP, &path]);
    let mut terminal = Terminal::run(command, SIZE);
    terminal.wait_for("cannot keep the frames of ");
    terminal.wait_for("make room there, or set TMPDIR");
    terminal.wait_for(&format!("{shown} frames"));
    go_to(&mut terminal, shown);
    leave(terminal);
}

#[test]
fn saving_on_the_screen_without_room_is_told_and_leaves_nothing() {
    let (folder, path) = folder();
    let mut command = CommandBuilder::new("bash");
    let script = r#"ulimit -f 1000; cd "$2"; exec "$0" "$1""#;
    command.args(["-c", script, DECAP]);
    command.arg(&path);
    command.arg(folder.path());
    let mut terminal = Terminal::run(command, SIZE);
    terminal.wait_for(&format!("{FRAMES} frames"));
    terminal.keys("W");
    terminal.wait_for("Save frames");
    terminal.keys("\u{15}out.pcapng\r");
    terminal.wait_for("File too large");
    let left = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 1, "nothing half-written is left");
    leave(terminal);
}
