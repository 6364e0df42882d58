//! The real program in a real terminal, driven as a person would.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail with words"
)]

#[path = "common/terminal.rs"]
mod terminal;

use std::sync::Arc;

use decap::model::Frame;
use decap::tui::{CaptureStatus, Frames, TuiOptions, Wake};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use terminal::Terminal;

const DECAP: &str = env!("CARGO_BIN_EXE_decap");
const SIZE: (u16, u16) = (120, 40);

/// Set for the child process that opens a screen and panics.
const PANIC: &str = "DECAP_TEST_SCREEN_THAT_PANICS";

fn demonstration(size: (u16, u16)) -> Terminal {
    let terminal = Terminal::start(DECAP, &[], size);
    terminal.wait_for("decap  demonstration");
    terminal
}

/// The number of the frame that ends in PNG.
fn png_frame() -> String {
    let output = std::process::Command::new(DECAP)
        .args(["show", "--format", "brackets"])
        .output()
        .expect("the program starts");
    let text = String::from_utf8(output.stdout).expect("decap prints UTF-8");
    let line = text
        .lines()
        .find(|line| line.ends_with("[HTTP[PNG]]]]]"))
        .expect("the demonstration has a PNG");
    line.split(' ').next().unwrap_or_default().to_owned()
}

/// How the comment of the first frame begins.
fn first_words_of_the_story() -> String {
    let output = std::process::Command::new(DECAP)
        .args(["show", "-n", "1", "--format", "json"])
        .output()
        .expect("the program starts");
    let frame: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    let comment = frame["comments"][0]
        .as_str()
        .expect("the story is told in comments");
    comment.split(' ').take(4).collect::<Vec<_>>().join(" ")
}

/// Presses a key until the screen shows that the cursor is there.
fn press_until(terminal: &mut Terminal, key: &str, place: &str) {
    for _ in 0..60 {
        if terminal.screen().contains(place) {
            return;
        }
        let before = terminal.screen();
        terminal.keys(key);
        terminal.wait("the cursor to move", |terminal| terminal.screen() != before);
        terminal.settle();
    }
    panic!(
        "{place} is not reached; the screen is\n{}",
        terminal.screen()
    );
}

/// Row and column at which this text stands.
fn find(terminal: &Terminal, text: &str) -> (u16, u16) {
    for row in 0..SIZE.1 {
        if let Some((before, _)) = terminal.row(row).split_once(text) {
            return (row, before.chars().count() as u16);
        }
    }
    panic!("{text:?} is not on the screen\n{}", terminal.screen());
}

#[test]
fn a_lesson_from_the_first_frame_to_the_picture() {
    let mut terminal = demonstration(SIZE);
    terminal.wait_for(&first_words_of_the_story());
    terminal.keys(&format!(":{}\r", png_frame()));
    terminal.wait_for("PNG · ");
    terminal.keys("\r");
    press_until(&mut terminal, "j", "▶4 Transport");
    terminal.keys("\r");
    terminal.wait_for("Sequence number");
    press_until(&mut terminal, "j", "TCP · Flags");
    terminal.keys("\r");
    terminal.wait_for("Accurate ECN");
    press_until(&mut terminal, "j", "TCP · Push");
    let sheet = terminal.screen();
    assert!(
        sheet.contains("tcp.flags.push") && sheet.contains("1 bit from bit 4 of byte 47"),
        "{sheet}"
    );
    assert_push_is_lit(&terminal);
    peel_to_the_picture(&mut terminal);
    terminal.keys("o");
    terminal.wait_for("3 Host-to-host");
    terminal.wait_for("TCP/IP model");
    terminal.keys("q");
    assert!(terminal.end().success());
    terminal.assert_restored();
    assert!(terminal.is_cooked());
}

/// The flag's bit stands out from its neighbours in the diagram, and its byte in the bytes.
fn assert_push_is_lit(terminal: &Terminal) {
    let (row, column) = find(terminal, "│A│C│E│U│A│P│R│S│F│");
    let ground = |offset: u16| terminal.cell(row, column + offset).bgcolor();
    let push = ground(11);
    assert_ne!(
        push,
        ground(9),
        "the bit of Push looks like the one before it"
    );
    assert_ne!(
        push,
        ground(13),
        "the bit of Push looks like the one behind it"
    );
    let (row, column) = find(terminal, "68 80 18");
    let ground = |offset: u16| terminal.cell(row, column + offset).bgcolor();
    // The flag is in the low half of its byte: only that digit is lit.
    assert_ne!(
        ground(7),
        ground(6),
        "the digit of Push looks like the one before it"
    );
    assert_eq!(ground(6), ground(4), "the high half of the byte is lit too");
}

fn peel_to_the_picture(terminal: &mut Terminal) {
    terminal.keys("p");
    terminal.wait_for("Peel and wrap: frame");
    for off in 0..4 {
        terminal.wait_for(&format!("{off} of 4 headers off"));
        terminal.keys("p");
    }
    terminal.wait_for("4 of 4 headers off");
    terminal.wait_for("▀");
    terminal.keys("\x1b");
    terminal.wait_for("1 Frames");
}

#[test]
fn small_terminals_and_changing_sizes_are_fine() {
    let mut terminal = demonstration((80, 24));
    terminal.keys("\t\t");
    terminal.wait_for("Bytes");
    for size in [(30, 8), (200, 60), (5, 2), (80, 24)] {
        terminal.resize(size);
        terminal.keys("j");
    }
    terminal.wait_for("Frames");
    terminal.keys("q");
    assert!(terminal.end().success());
    terminal.assert_restored();
}

#[test]
fn a_signal_gives_the_terminal_back() {
    for signal in [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGINT] {
        let mut terminal = demonstration(SIZE);
        assert!(terminal.is_on_alternate_screen() && !terminal.is_cooked());
        kill(Pid::from_raw(terminal.pid()), signal).expect("the program runs");
        assert!(
            !terminal.end().success(),
            "{signal} is told to whoever waits"
        );
        terminal.assert_restored();
        assert!(terminal.is_cooked(), "{signal}");
    }
}

#[test]
fn keys_come_from_the_terminal_when_frames_come_through_a_pipe() {
    let script = format!(
        "cat {}/captures/tftp.pcapng | {DECAP} -",
        env!("CARGO_MANIFEST_DIR")
    );
    let mut terminal = Terminal::start("sh", &["-c", &script], SIZE);
    terminal.wait_for("read lesson.txt");
    terminal.keys("G");
    terminal.wait("the last frame", |terminal| {
        terminal.screen().contains("▶  13")
    });
    terminal.keys("q");
    assert!(terminal.end().success());
    terminal.assert_restored();
}

#[test]
fn a_replay_runs_by_itself_to_the_end() {
    let path = format!("{}/captures/tftp.pcapng", env!("CARGO_MANIFEST_DIR"));
    let mut terminal = Terminal::start(DECAP, &["replay", &path, "--speed", "0.5"], SIZE);
    terminal.wait_for("▶  13");
    terminal.wait_for("■ 0.5×");
    terminal.keys(",");
    terminal.wait("a step back", |terminal| {
        terminal.screen().contains("▶  12")
    });
    terminal.keys("r");
    terminal.wait("the end of the replay", |terminal| {
        !terminal.screen().contains("REPLAY")
    });
    terminal.keys("q");
    assert!(terminal.end().success());
}

#[test]
fn no_colour_is_used_where_none_is_wanted() {
    let mut command = portable_pty::CommandBuilder::new("env");
    command.args(["NO_COLOR=1", DECAP]);
    let mut terminal = Terminal::run(command, SIZE);
    terminal.wait_for("demonstration");
    terminal.settle();
    let colours = terminal.sent();
    let styles = colours
        .split("\x1b[")
        .filter_map(|sequence| sequence.split_once('m'))
        .map(|parts| parts.0);
    let coloured = styles.filter(|style| style.bytes().all(|b| b.is_ascii_digit() || b == b';'));
    let coloured =
        coloured.filter(|style| style.split(';').any(|code| code == "38" || code == "48"));
    assert_eq!(coloured.count(), 0, "colours are sent");
    terminal.keys("q");
    assert!(terminal.end().success());
}

#[test]
fn a_filter_narrows_the_list_and_a_field_becomes_a_column() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("config.toml");
    std::fs::write(&config, "time = \"u\"\n").expect("a file");
    let mut command = portable_pty::CommandBuilder::new(DECAP);
    command.args(["--config", &config.to_string_lossy()]);
    command.env("XDG_STATE_HOME", folder.path());
    let mut terminal = Terminal::run(command, SIZE);
    terminal.wait_for("decap  demonstration");
    terminal.wait_for(" UTC ");
    terminal.keys("&tcp.flags.sy");
    terminal.wait_for("Names");
    terminal.keys("\t == 1\r");
    terminal.wait_for("filter: tcp.flags.syn == 1");
    terminal.wait_for("[SYN]");
    terminal.keys("waip.ttl\rs");
    terminal.wait_for("columns kept in");
    terminal.keys("\x1b");
    terminal.wait("the columns to close", |terminal| {
        !terminal.screen().contains("Columns of the list")
    });
    terminal.keys("\x1b");
    terminal.wait("all frames again", |terminal| {
        !terminal.screen().contains("filter: tcp")
    });
    terminal.keys("q");
    assert!(terminal.end().success());
    terminal.assert_restored();
    let kept = std::fs::read_to_string(&config).expect("the configuration");
    assert!(
        kept.starts_with("time = \"u\"\n") && kept.contains("\"ip.ttl\""),
        "{kept}"
    );
    let history = std::fs::read_to_string(folder.path().join("decap/history"));
    assert_eq!(history.expect("a history"), "tcp.flags.syn == 1\n");
}

#[test]
fn figures_lead_to_their_frames() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = portable_pty::CommandBuilder::new(DECAP);
    command.env("XDG_STATE_HOME", folder.path());
    let mut terminal = Terminal::run(command, SIZE);
    terminal.wait_for("decap  demonstration");
    terminal.keys("A");
    terminal.wait_for("filter: eth");
    terminal.wait_for("Last frames");
    terminal.keys("\t");
    terminal.wait_for("[TCP 3]");
    terminal.keys("j");
    terminal.wait_for("tcp.port==80");
    terminal.keys("\r");
    terminal.wait_for("12 of 61 frames");
    terminal.wait_for("[SYN]");
    terminal.keys("A\x1b[Z\x1b[Z");
    // From conversations back over the protocols to the traffic.
    terminal.wait_for("frames in ");
    terminal.keys("b");
    terminal.wait_for("bytes in ");
    terminal.keys("\x1b");
    terminal.wait_for("Header, bit by bit");
    terminal.keys("q");
    assert!(terminal.end().success());
    terminal.assert_restored();
    let history = std::fs::read_to_string(folder.path().join("decap/history"));
    assert!(history.expect("a history").contains("tcp.port==80"));
}

/// Frames that cannot be read without a panic.
struct Trap;

impl Frames for Trap {
    fn len(&self) -> u64 {
        1
    }

    fn frame(&self, _index: u64, _out: &mut Frame) -> Result<(), String> {
        panic!("the trap");
    }

    fn status(&self) -> CaptureStatus {
        CaptureStatus {
            name: "trap".into(),
            ..CaptureStatus::default()
        }
    }

    fn subscribe(&self, _wake: Wake) {}
}

/// Not a test of its own: the program that the next test runs in a terminal.
#[test]
fn screen_that_panics() {
    if std::env::var_os(PANIC).is_none() {
        return;
    }
    let options = TuiOptions::new(Arc::new(Trap));
    let _ = decap::tui::run(options);
}

#[test]
fn a_panic_gives_the_terminal_back() {
    let program = std::env::current_exe().expect("the test is a program");
    let mut command = portable_pty::CommandBuilder::new(program);
    command.args(["--exact", "screen_that_panics", "--nocapture"]);
    command.env(PANIC, "now");
    let mut terminal = Terminal::run(command, SIZE);
    assert!(!terminal.end().success());
    assert!(terminal.sent().contains("the trap"), "{}", terminal.sent());
    terminal.assert_restored();
    assert!(terminal.is_cooked());
}

#[test]
fn drawing_anew_and_sleeping_ask_the_terminal_nothing() {
    let mut terminal = demonstration(SIZE);
    // Nobody answers questions here: one would cost two seconds, and decap its life. A program
    // that leads its own session cannot sleep and wakes at once.
    for (key, frame) in [("\x0c", "4"), ("\x1a", "7")] {
        terminal.keys(key);
        terminal.keys(&format!(":{frame}\r"));
        let row = format!("▶   {frame} ");
        terminal.wait("the frame to be selected", |terminal| {
            terminal.screen().contains(&row)
        });
    }
    assert!(
        !terminal.sent().contains("\x1b[6n"),
        "the cursor was asked for"
    );
    terminal.keys("q");
    assert!(terminal.end().success());
    terminal.assert_restored();
}

#[test]
fn a_display_filter_is_in_force_from_the_start() {
    let terminal = Terminal::start(DECAP, &["-Y", "http"], SIZE);
    terminal.wait_for("filter: http");
    terminal.wait("all frames to be looked at", |terminal| {
        let screen = terminal.screen();
        screen.contains(" frames  filter: http") && !screen.contains("looked at")
    });
    let output = std::process::Command::new(DECAP)
        .args(["-Y", "http"])
        .output()
        .expect("the program starts");
    let lines = String::from_utf8_lossy(&output.stdout).lines().count();
    let title = format!("{lines} of ");
    assert!(
        terminal.screen().contains(&title),
        "{title}\n{}",
        terminal.screen()
    );
}
