//! The program itself, capturing in a namespace into a file.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use decap::model::Frame;
use decap::store::Store;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

use super::reference::Seen;
use super::{Namespace, run, wait_for};

/// The program as built for this test.
pub const DECAP: &str = env!("CARGO_BIN_EXE_decap");

/// A running capture into a file; killed in the end if need be.
pub struct Program {
    process: Child,
    errors: Option<JoinHandle<String>>,
    folder: TempDir,
}

/// What the program left when it had ended.
#[derive(Debug)]
pub struct Outcome {
    /// Its exit status.
    pub status: i32,
    /// What it said on standard error.
    pub errors: String,
    /// The frames in its file; none if there is no file.
    pub frames: Vec<Seen>,
    /// Link type of each frame's interface.
    pub link_types: Vec<u16>,
}

impl Program {
    /// Starts a capture with these arguments into a file of its own.
    pub fn start(namespace: &Namespace, arguments: &[&str]) -> Program {
        Program::start_as(namespace, &[], Path::new(DECAP), arguments)
    }

    /// The same by a copy of the program, behind other words such as `setpriv ...`.
    pub fn start_as(
        namespace: &Namespace,
        before: &[&str],
        program: &Path,
        arguments: &[&str],
    ) -> Program {
        let folder = TempDir::new().unwrap();
        // An ordinary user must be able to write there.
        run(Command::new("chmod").arg("777").arg(folder.path()));
        let file = folder.path().join("out.pcapng");
        let own = [program.to_str().unwrap(), "-w", file.to_str().unwrap()];
        let words: Vec<&str> = [before, &own, arguments].concat();
        let mut process = namespace
            .command(&words)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stream = process.stderr.take().unwrap();
        let errors = std::thread::spawn(move || {
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            text
        });
        Program {
            process,
            errors: Some(errors),
            folder,
        }
    }

    /// Waits until its capture threads run.
    pub fn ready(self) -> Program {
        wait_for("the capture threads", || {
            let own = self.process.id().to_string();
            // A shell may stand before it.
            let children = format!("/proc/{own}/task/{own}/children");
            let children = std::fs::read_to_string(children).unwrap_or_default();
            let processes = [own.as_str()]
                .into_iter()
                .chain(children.split_whitespace());
            processes.flat_map(tasks_of).any(|task| {
                let name = std::fs::read_to_string(task.join("comm"));
                name.is_ok_and(|name| name.starts_with("capture "))
            })
        });
        self
    }

    /// The folders of its threads under `/proc`.
    pub fn tasks(&self) -> impl Iterator<Item = PathBuf> {
        tasks_of(&self.process.id().to_string())
    }

    /// The file that it writes.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("out.pcapng")
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.process.id()).unwrap();
        kill(Pid::from_raw(pid), signal).unwrap();
    }

    /// Ends it as Ctrl-C does.
    pub fn stop(mut self) -> Outcome {
        self.interrupt()
    }

    /// The same, and its file stays until this is dropped.
    pub fn interrupt(&mut self) -> Outcome {
        self.signal(Signal::SIGINT);
        self.outcome()
    }

    /// Waits for the end that it comes to by itself.
    pub fn finish(mut self) -> Outcome {
        self.outcome()
    }

    /// The same, and its files stay until this is dropped.
    pub fn finish_here(&mut self) -> Outcome {
        self.outcome()
    }

    fn outcome(&mut self) -> Outcome {
        let mut status = None;
        wait_for("the program's end", || {
            status = self.process.try_wait().unwrap();
            status.is_some()
        });
        let status = status.and_then(|status| status.code());
        let (frames, link_types) = read(&self.file());
        Outcome {
            status: status.expect("it ends by itself, not by a signal"),
            errors: self.errors.take().unwrap().join().unwrap(),
            frames,
            link_types,
        }
    }
}

/// The folders of a process's threads under `/proc`.
fn tasks_of(process: &str) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = std::fs::read_dir(format!("/proc/{process}/task"));
    let entries = entries.into_iter().flatten().map_while(Result::ok);
    entries.map(|entry| entry.path())
}

impl Drop for Program {
    fn drop(&mut self) {
        // It is gone already unless the test failed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads the frames of a capture file; the reader has tests of its own.
fn read(path: &Path) -> (Vec<Seen>, Vec<u16>) {
    let (mut frames, mut link_types) = (Vec::new(), Vec::new());
    if !path.exists() {
        return (frames, link_types);
    }
    let store = Store::open(path).unwrap();
    store.wait_complete();
    let mut reader = store.frames(1..);
    let mut frame = Frame::empty();
    while reader.read(&mut frame).unwrap() {
        link_types.push(frame.info.link_type.0);
        frames.push(Seen {
            interface: usize::try_from(frame.info.interface).unwrap(),
            time_ns: frame.info.time.unwrap().0,
            original_len: frame.info.original_len,
            bytes: frame.bytes.clone(),
        });
    }
    (frames, link_types)
}
