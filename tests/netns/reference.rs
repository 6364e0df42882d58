//! What tcpdump sees at the same time: the reference for frames captured.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

use super::{Namespace, wait_for};

/// A frame as some capture saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub interface: usize,
    pub time_ns: i64,
    pub original_len: u32,
    pub bytes: Vec<u8>,
}

/// A running tcpdump that writes a file; killed in the end if need be.
pub struct Tcpdump {
    process: Child,
    folder: TempDir,
}

impl Tcpdump {
    /// Starts tcpdump with these options and waits until it listens.
    pub fn start(namespace: &Namespace, options: &[&str]) -> Tcpdump {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("reference.pcap");
        let fixed = ["tcpdump", "--time-stamp-precision=nano", "-U", "-Z", "root"];
        let words: Vec<&str> = fixed
            .iter()
            .copied()
            .chain(["-w", path.to_str().unwrap()])
            .chain(options.iter().copied())
            .collect();
        let mut process = namespace
            .command(&words)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut errors = BufReader::new(process.stderr.take().unwrap()).lines();
        let listens = errors.any(|line| line.unwrap().contains("listening on"));
        assert!(listens, "tcpdump listens");
        // What it says in the end must have somewhere to go.
        std::thread::spawn(move || errors.count());
        Tcpdump { process, folder }
    }

    /// Waits until it has seen this many frames, ends it, and reads its file.
    pub fn stop_after(mut self, frames: usize) -> Vec<Seen> {
        let path = self.path();
        wait_for("tcpdump's frames", || read(&path).len() >= frames);
        // And for those that should not be there.
        std::thread::sleep(Duration::from_millis(200));
        let pid = Pid::from_raw(i32::try_from(self.process.id()).unwrap());
        kill(pid, Signal::SIGINT).unwrap();
        self.process.wait().unwrap();
        read(&path)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("reference.pcap")
    }
}

impl Drop for Tcpdump {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads a classic capture file with nanoseconds in this machine's byte order, up to its last
/// complete frame.
fn read(path: &Path) -> Vec<Seen> {
    let file = std::fs::read(path).unwrap_or_default();
    let word = |at: usize| {
        let bytes = file.get(at..at + 4)?;
        Some(u32::from_ne_bytes(bytes.try_into().unwrap()))
    };
    let mut frames = Vec::new();
    let Some(magic) = word(0) else { return frames };
    assert_eq!(magic, 0xa1b2_3c4d, "tcpdump stamps in nanoseconds");
    let mut at = 24;
    while let (Some(seconds), Some(nanos), Some(captured), Some(original_len)) =
        (word(at), word(at + 4), word(at + 8), word(at + 12))
    {
        let start = at + 16;
        at = start + captured as usize;
        let Some(bytes) = file.get(start..at) else {
            break;
        };
        frames.push(Seen {
            interface: 0,
            time_ns: i64::from(seconds) * 1_000_000_000 + i64::from(nanos),
            original_len,
            bytes: bytes.to_vec(),
        });
    }
    frames
}
