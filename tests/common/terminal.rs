//! A program in a pseudo-terminal: keys in, screen out.

#![allow(
    dead_code,
    reason = "each test is a program of its own and uses what it needs"
)]

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use nix::sys::termios::LocalFlags;
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use vt100::{Cell, Parser};

/// How long a screen may take to show what it must. It mostly takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program that sends nothing for so long has drawn what it had to draw.
const QUIET: Duration = Duration::from_millis(80);

/// A terminal with a program in it.
pub struct Terminal {
    parser: Arc<Mutex<Parser>>,
    raw: Arc<Mutex<Vec<u8>>>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    /// Starts a program in a terminal of this size.
    pub fn start(program: &str, arguments: &[&str], (columns, rows): (u16, u16)) -> Terminal {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        Terminal::run(command, (columns, rows))
    }

    /// Starts a command in a terminal of this size.
    pub fn run(mut command: CommandBuilder, (columns, rows): (u16, u16)) -> Terminal {
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        command.env_remove("NO_COLOR");
        // The configuration of whoever runs the tests is none of their business.
        command.env("XDG_CONFIG_HOME", "/nowhere");
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system()
            .openpty(size)
            .expect("there are pseudo-terminals");
        let child = pair
            .slave
            .spawn_command(command)
            .expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("it can be read");
        let parser = Arc::new(Mutex::new(Parser::new(
            at_least_one(rows),
            at_least_one(columns),
            0,
        )));
        let raw = Arc::new(Mutex::new(Vec::new()));
        let (screen, bytes) = (Arc::clone(&parser), Arc::clone(&raw));
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                bytes
                    .lock()
                    .expect("no reader panicked")
                    .extend_from_slice(&buffer[..count]);
                screen
                    .lock()
                    .expect("no reader panicked")
                    .process(&buffer[..count]);
            }
        });
        let writer = pair.master.take_writer().expect("it can be written to");
        Terminal {
            parser,
            raw,
            writer,
            child,
            master: pair.master,
        }
    }

    /// Types keys.
    pub fn keys(&mut self, keys: &str) {
        self.writer
            .write_all(keys.as_bytes())
            .expect("the program listens");
    }

    /// The text of the screen.
    pub fn screen(&self) -> String {
        self.parser
            .lock()
            .expect("no reader panicked")
            .screen()
            .contents()
    }

    /// A row of the screen.
    pub fn row(&self, row: u16) -> String {
        let parser = self.parser.lock().expect("no reader panicked");
        let columns = parser.screen().size().1;
        parser
            .screen()
            .rows(0, columns.get())
            .nth(usize::from(row))
            .unwrap_or_default()
    }

    /// A cell of the screen.
    pub fn cell(&self, row: u16, column: u16) -> Cell {
        let parser = self.parser.lock().expect("no reader panicked");
        parser
            .screen()
            .cell(row, column)
            .expect("the cell is on the screen")
            .clone()
    }

    /// True if the program has the alternate screen.
    pub fn is_on_alternate_screen(&self) -> bool {
        self.parser
            .lock()
            .expect("no reader panicked")
            .screen()
            .alternate_screen()
    }

    /// Everything that was ever sent to the terminal.
    pub fn sent(&self) -> String {
        String::from_utf8_lossy(&self.raw.lock().expect("no reader panicked")).into_owned()
    }

    /// Waits until the screen is as wanted.
    pub fn wait(&self, what: &str, wanted: impl Fn(&Terminal) -> bool) {
        let start = Instant::now();
        while !wanted(self) {
            assert!(
                start.elapsed() < PATIENCE,
                "waiting for {what}; the screen is\n{}",
                self.screen()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the program has drawn all that it has to draw for now.
    pub fn settle(&self) {
        let len = || self.raw.lock().expect("no reader panicked").len();
        let mut before = len();
        loop {
            std::thread::sleep(QUIET);
            let now = len();
            if now == before {
                return;
            }
            before = now;
        }
    }

    /// Waits until the screen shows this text.
    pub fn wait_for(&self, text: &str) {
        self.wait(text, |terminal| terminal.screen().contains(text));
    }

    /// Changes the size of the terminal.
    pub fn resize(&self, (columns, rows): (u16, u16)) {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.master
            .resize(size)
            .expect("the terminal can be resized");
        self.parser
            .lock()
            .expect("no reader panicked")
            .screen_mut()
            .set_size(at_least_one(rows), at_least_one(columns));
    }

    /// The program's process.
    pub fn pid(&self) -> i32 {
        self.child.process_id().expect("the program runs") as i32
    }

    /// Waits for the program's end.
    pub fn end(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                // What it sent last may still be on its way.
                std::thread::sleep(Duration::from_millis(100));
                return status;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "the program goes on; the screen is\n{}",
                self.screen()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What a terminal must have been told in the end: the main screen, a cursor, no mouse, no
    /// pasting in brackets.
    pub fn assert_restored(&self) {
        assert!(
            !self.is_on_alternate_screen(),
            "the alternate screen is left"
        );
        let parser = self.parser.lock().expect("no reader panicked");
        let screen = parser.screen();
        assert!(!screen.hide_cursor(), "the cursor is shown");
        assert!(!screen.bracketed_paste(), "pasting is as it was");
        assert_eq!(
            screen.mouse_protocol_mode(),
            vt100::MouseProtocolMode::None,
            "the mouse is free"
        );
    }

    /// The line settings of the terminal: echo and line editing, as a shell needs them.
    pub fn is_cooked(&self) -> bool {
        let flags = self
            .master
            .get_termios()
            .expect("the terminal has settings")
            .local_flags;
        let wanted = LocalFlags::ECHO | LocalFlags::ICANON;
        flags.bits() & wanted.bits() == wanted.bits()
    }
}

fn at_least_one(size: u16) -> NonZero<u16> {
    NonZero::new(size).unwrap_or(NonZero::<u16>::MIN)
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
