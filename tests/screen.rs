//! The program on a real terminal: keys go in, the picture is read back, and whatever ends it, the
//! terminal is as it was.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use decap::model::Frame;
use decap::tui::{CaptureStatus, Frames, TuiOptions, Wake, run};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};

/// Columns and rows of the terminal.
const SIZE: (u16, u16) = (160, 48);

/// How long the program may take to show what is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// The dark theme's colour of the transport layer.
const TRANSPORT: vt100::Color = vt100::Color::Rgb(0x62, 0xb5, 0xff);

/// Makes this test program play the part of a decap that panics.
const PANIC: &str = "DECAP_TEST_PANIC";

/// A program in a terminal.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    /// Kept open so that the settings can be read when the program is gone.
    _slave: Box<dyn SlavePty + Send>,
    keys: Box<dyn Write + Send>,
    parser: Arc<Mutex<vt100::Parser>>,
    before: String,
}

impl Terminal {
    fn start(program: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Terminal {
        let size = PtySize {
            rows: SIZE.1,
            cols: SIZE.0,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let before = settings(&*pair.master);
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        command.env_remove("NO_COLOR");
        command.env_remove("TERM_PROGRAM");
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let parser = Arc::new(Mutex::new(vt100::Parser::new(
            cells(SIZE.1),
            cells(SIZE.0),
            0,
        )));
        let mut output = pair.master.try_clone_reader().unwrap();
        let shared = Arc::clone(&parser);
        std::thread::spawn(move || {
            let mut buffer = [0; 65_536];
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                shared.lock().unwrap().process(&buffer[..count]);
            }
        });
        Terminal {
            child,
            keys: pair.master.take_writer().unwrap(),
            master: pair.master,
            _slave: pair.slave,
            parser,
            before,
        }
    }

    fn decap(arguments: &[&str]) -> Terminal {
        Terminal::start(env!("CARGO_BIN_EXE_decap"), arguments, &[])
    }

    fn text(&self) -> String {
        self.parser.lock().unwrap().screen().contents()
    }

    /// Waits until the screen is as wanted.
    fn wait(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let start = Instant::now();
        while !wanted(self.parser.lock().unwrap().screen()) {
            assert!(
                start.elapsed() < PATIENCE,
                "waited for {what}:\n{}",
                self.text()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn wait_for(&self, text: &str) {
        self.wait(text, |screen| screen.contents().contains(text));
    }

    fn type_keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits for the end; the terminal must be as it was.
    fn expect_end(mut self) -> (u32, String) {
        let start = Instant::now();
        let status = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status,
                None if start.elapsed() > PATIENCE => {
                    let _ = self.child.kill();
                    panic!("decap does not end:\n{}", self.text());
                }
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        self.wait("the terminal as it was", |screen| {
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
                && !screen.bracketed_paste()
        });
        assert_eq!(
            settings(&*self.master),
            self.before,
            "the settings of the terminal"
        );
        (status.exit_code(), self.text())
    }

    fn signal(&self, signal: nix::sys::signal::Signal) {
        let process = self.child.process_id().unwrap();
        let process = nix::unistd::Pid::from_raw(i32::try_from(process).unwrap());
        nix::sys::signal::kill(process, signal).unwrap();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("a terminal has a size")
}

fn settings(master: &dyn MasterPty) -> String {
    format!(
        "{:?}",
        master.get_termios().expect("a terminal has settings")
    )
}

/// How many cells of these rows and columns have this ground.
fn lit(screen: &vt100::Screen, rows: std::ops::Range<u16>, columns: std::ops::Range<u16>) -> usize {
    let cells = rows.flat_map(|row| columns.clone().map(move |column| (row, column)));
    let is_lit = |at: &(u16, u16)| {
        screen
            .cell(at.0, at.1)
            .is_some_and(|cell| cell.bgcolor() == TRANSPORT)
    };
    cells.filter(is_lit).count()
}

/// The row and column of a text.
fn place_of(screen: &vt100::Screen, text: &str) -> Option<(u16, u16)> {
    screen.rows(0, SIZE.0).zip(0..).find_map(|(line, row)| {
        let column = line[..line.find(text)?].chars().count();
        Some((row, u16::try_from(column).ok()?))
    })
}

#[test]
fn the_demonstration_is_walked_through() {
    let mut terminal = Terminal::decap(&[]);
    terminal.wait_for("demonstration");
    // Finds the frame with the image.
    terminal.type_keys("/64 × 64\r");
    terminal.wait_for("found in frame");
    terminal.wait("the tower of the image's frame", |screen| {
        let text = screen.contents();
        [
            "6 Presentation ▸ PNG",
            "7 Application  ▸ HTTP",
            "4 Transport    ▸ TCP",
            "SOCK_STREAM",
        ]
        .iter()
        .all(|row| text.contains(row))
    });
    // Opens TCP and its flags, and selects one.
    terminal.type_keys("2/push\r");
    terminal.wait_for("tcp.flags.push");
    terminal.wait("the bit, lit in diagram and bytes", |screen| {
        let Some((bytes, column)) = place_of(screen, "3 Bytes") else {
            return false;
        };
        let Some((header, _)) = place_of(screen, "4 Header") else {
            return false;
        };
        let Some((foot, _)) = place_of(screen, "6 Nesting") else {
            return false;
        };
        // A digit and a character in the bytes; a column of the diagram.
        lit(screen, bytes + 1..header, column..SIZE.0) == 2
            && (1..=3).contains(&lit(screen, header + 1..foot, column..SIZE.0))
    });
    // Peels to the image.
    terminal.type_keys("6Gp\x1b[F");
    terminal.wait_for("4 of 4 headers off");
    terminal.wait("the image", |screen| {
        screen.contents().matches('▀').count() > 200
    });
    terminal.type_keys("PP");
    terminal.wait_for("TCP is back on");
    terminal.type_keys("\x1b");
    terminal.wait_for("1 Frames");
    terminal.type_keys("o");
    terminal.wait_for("Host-to-host");
    terminal.type_keys("q");
    assert_eq!(terminal.expect_end().0, 0);
}

#[test]
fn a_signal_ends_it_and_leaves_no_trace() {
    use nix::sys::signal::Signal;
    for signal in [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGINT] {
        let terminal = Terminal::decap(&[]);
        terminal.wait_for("1 Frames");
        terminal.signal(signal);
        let (code, _) = terminal.expect_end();
        assert_ne!(code, 0, "{signal} is no success");
    }
}

/// Frames whose reader is broken beyond repair.
struct Broken;

impl Frames for Broken {
    fn len(&self) -> u64 {
        1
    }

    fn frame(&self, _index: u64, _out: &mut Frame) -> Result<(), String> {
        panic!("this panic is on purpose");
    }

    fn status(&self) -> CaptureStatus {
        CaptureStatus::default()
    }

    fn subscribe(&self, _wake: Wake) {}
}

#[test]
fn a_panic_leaves_no_trace_but_its_message() {
    if std::env::var_os(PANIC).is_some() {
        run(TuiOptions::new(Arc::new(Broken))).unwrap();
        return;
    }
    let program = std::env::current_exe().unwrap();
    let arguments = [
        "--exact",
        "a_panic_leaves_no_trace_but_its_message",
        "--nocapture",
    ];
    let terminal = Terminal::start(program.to_str().unwrap(), &arguments, &[(PANIC, "1")]);
    let (code, text) = terminal.expect_end();
    assert_ne!(code, 0);
    assert!(text.contains("this panic is on purpose"), "{text}");
}

#[test]
fn a_resized_terminal_is_drawn_anew() {
    let mut terminal = Terminal::decap(&[]);
    terminal.wait_for("6 Nesting");
    let size = PtySize {
        rows: 24,
        cols: 80,
        pixel_width: 0,
        pixel_height: 0,
    };
    terminal
        .parser
        .lock()
        .unwrap()
        .screen_mut()
        .set_size(cells(24), cells(80));
    terminal.master.resize(size).unwrap();
    terminal.wait_for("2 Layers ─ 3 Bytes ─ 4 Header");
    terminal.type_keys("q");
    assert_eq!(terminal.expect_end().0, 0);
}

#[test]
fn keys_come_from_the_terminal_when_the_capture_comes_through_a_pipe() {
    let script = format!(
        "cat {}/captures/http-png.pcapng | {} -",
        env!("CARGO_MANIFEST_DIR"),
        env!("CARGO_BIN_EXE_decap")
    );
    let mut terminal = Terminal::start("/bin/sh", &["-c", &script], &[]);
    terminal.wait_for("standard input");
    terminal.wait_for("GET /logo.png");
    terminal.type_keys("jjj");
    terminal.wait_for("7 Application  ▸ HTTP");
    terminal.type_keys("q");
    assert_eq!(terminal.expect_end().0, 0);
}
