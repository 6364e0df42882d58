//! A capture by the code under test, run inside a namespace and watched from outside.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::reference::Seen;
use super::{Namespace, PATIENCE, child, run};

/// What a capture left behind.
#[derive(Debug)]
pub struct Recording {
    pub frames: Vec<Seen>,
    pub finished: bool,
    /// Frames that the kernel lost, by interface, as the sink was told last.
    pub drops: Vec<u64>,
    /// The last line that the capture said: states, counts, the sink's error.
    pub account: Value,
}

/// A running capture, killed in the end if need be.
pub struct Capture {
    process: Child,
    input: Option<ChildStdin>,
    said: Receiver<Value>,
    folder: TempDir,
}

/// This test program as a command that runs the one test that does a task.
fn myself(task: &Value) -> Vec<String> {
    let task = format!("{}={task}", child::TASK);
    let program = std::env::current_exe().unwrap();
    let program = program.to_str().unwrap();
    let words = [
        "env",
        &task,
        program,
        "--exact",
        "netns::child::child",
        "--ignored",
    ];
    let options = ["--nocapture", "--test-threads=1"];
    words
        .iter()
        .chain(&options)
        .map(|word| (*word).to_owned())
        .collect()
}

/// Sends `count` UDP datagrams of `size` bytes `to` an address from within a namespace.
pub fn send_udp(namespace: &Namespace, mut task: Value) {
    task["do"] = json!("send_udp");
    let words = myself(&task);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    run(&mut namespace.command(&words));
}

impl Capture {
    /// Starts a capture and waits until it runs or says why it cannot. `task` holds
    /// `interfaces` and, as wanted, `filter`, `buffer_bytes`, and for the sink `panic_after`
    /// (frames) and `stall_ms`.
    pub fn start(namespace: &Namespace, mut task: Value) -> Result<Capture, Value> {
        let folder = TempDir::new().unwrap();
        task["file"] = json!(folder.path().join("frames"));
        task["do"] = json!("capture");
        let words = myself(&task);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut process = namespace
            .command(&words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let (send, said) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if let Some(line) = line.strip_prefix('@') {
                    let _ = send.send(serde_json::from_str(line).unwrap());
                }
            }
        });
        let capture = Capture {
            input: process.stdin.take(),
            process,
            said,
            folder,
        };
        let first = capture.next();
        if first.get("error").is_some() {
            return Err(first);
        }
        capture.await_states(first, |states| {
            states.iter().all(|state| *state != "opening")
        });
        Ok(capture)
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.process.id()).unwrap();
        kill(Pid::from_raw(pid), signal).unwrap();
    }

    fn next(&self) -> Value {
        self.said
            .recv_timeout(PATIENCE)
            .expect("the capture says what happens")
    }

    /// Waits until the states of the interfaces are as wanted.
    pub fn wait_states(&self, is_so: impl Fn(&[&str]) -> bool) {
        self.await_states(self.next(), is_so);
    }

    fn await_states(&self, mut said: Value, is_so: impl Fn(&[&str]) -> bool) {
        loop {
            let states = said["states"].as_array().or(said["ended"].as_array());
            let states: Vec<&str> = states.unwrap().iter().filter_map(Value::as_str).collect();
            if is_so(&states) {
                return;
            }
            assert!(said.get("ended").is_none(), "ended before: {said}");
            said = self.next();
        }
    }

    /// Asks the capture to end, and reads what it left.
    pub fn stop(mut self) -> Recording {
        if let Some(mut input) = self.input.take() {
            // It may have ended by itself.
            let _ = writeln!(input, "stop");
        }
        self.finish()
    }

    /// Waits for the end that the capture comes to by itself, and reads what it left.
    pub fn finish(mut self) -> Recording {
        let account = loop {
            let said = self.next();
            if said.get("ended").is_some() {
                break said;
            }
        };
        drop(self.input.take());
        assert!(self.process.wait().unwrap().success());
        read(&self.folder.path().join("frames"), account)
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        // It is a zombie already unless the test failed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn read(path: &Path, account: Value) -> Recording {
    let mut recording = Recording {
        frames: Vec::new(),
        finished: false,
        drops: Vec::new(),
        account,
    };
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if let Some(interface) = line["on"].as_u64() {
            let hex = line["hex"].as_str().unwrap();
            let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
            recording.frames.push(Seen {
                interface: usize::try_from(interface).unwrap(),
                time_ns: line["time"].as_i64().unwrap(),
                original_len: u32::try_from(line["len"].as_u64().unwrap()).unwrap(),
                bytes: (0..hex.len()).step_by(2).map(byte).collect(),
            });
        } else if line.get("link_type").is_some() {
            recording.drops.push(0);
        } else if let Some(interface) = line["drops_on"].as_u64() {
            let interface = usize::try_from(interface).unwrap();
            recording.drops[interface] = line["kernel"].as_u64().unwrap();
        }
        recording.finished = line.get("finished").is_some();
    }
    recording
}
