//! What runs inside a namespace: this test program started again, by its own tests.

use std::fs::File;
use std::io::{self, BufRead, BufWriter, Write};
use std::net::UdpSocket;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use decap::capture::live::{LiveError, LiveOptions, LiveSession, open};
use decap::capture::{DropCounts, FrameSink, InterfaceDescription, privilege};
use decap::model::Timestamp;
use serde_json::{Value, json};

/// Where the other tests put what this one is to do.
pub const TASK: &str = "DECAP_TEST_TASK";

fn task() -> Value {
    let task = std::env::var(TASK).expect("started by another test, which sets this");
    serde_json::from_str(&task).expect("a task is JSON")
}

/// Does what the task says: `capture` or `send_udp`.
#[test]
#[ignore = "the other tests start it inside a namespace"]
fn child() {
    let task = task();
    match task["do"].as_str() {
        Some("capture") => capture(&task),
        Some("send_udp") => send_udp(&task),
        other => panic!("a task that no test gives: {other:?}"),
    }
}

/// Captures as the program does: opens devices, then the file, gives up privileges, starts. Says
/// on standard output what happens; a line on standard input, or its end, ends the capture.
fn capture(task: &Value) {
    match start(task) {
        Ok(session) => supervise(session),
        Err(error) => say(json!({"error": error.to_string()})),
    }
}

/// Sends numbered UDP datagrams.
fn send_udp(task: &Value) {
    let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
    let to = task["to"].as_str().unwrap();
    let size = usize::try_from(task["size"].as_u64().unwrap()).unwrap();
    for number in 0..task["count"].as_u64().unwrap() {
        let mut payload = number.to_be_bytes().to_vec();
        payload.resize(size.max(8), number as u8);
        // Where nobody listens, the answer to the one before comes back as an error.
        while socket.send_to(&payload, to).is_err() {}
        if let Some(pause) = task["pause_us"].as_u64() {
            std::thread::sleep(Duration::from_micros(pause));
        }
    }
}

fn start(task: &Value) -> Result<LiveSession, LiveError> {
    let interfaces = task["interfaces"].as_array().unwrap();
    let name = |value: &Value| value.as_str().unwrap().to_owned();
    let mut options = LiveOptions {
        interfaces: interfaces.iter().map(name).collect(),
        filter: task["filter"].as_str().map(str::to_owned),
        ..LiveOptions::default()
    };
    if let Some(bytes) = task["buffer_bytes"].as_u64() {
        options.buffer_bytes = u32::try_from(bytes).unwrap();
    }
    let opened = open(&options)?;
    let sink = Recorder::create(task);
    let dropped = privilege::drop_all().expect("privileges can be given up");
    opened.start(Box::new(sink), &dropped)
}

fn supervise(session: LiveSession) {
    let (send, lines) = channel();
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if send.send(line).is_err() {
                break;
            }
        }
    });
    let status = session.status();
    let mut told = Vec::new();
    loop {
        let states: Vec<String> = status
            .interfaces()
            .iter()
            .map(|interface| interface.state().to_string())
            .collect();
        if states != told {
            say(json!({"states": &states}));
            told = states;
        }
        let ended = status.ended();
        if ended || lines.recv_timeout(Duration::from_millis(10)) != Err(RecvTimeoutError::Timeout)
        {
            break;
        }
    }
    let asked = Instant::now();
    let result = session.stop();
    let states = status
        .interfaces()
        .iter()
        .map(|one| one.state().to_string());
    say(json!({
        "ended": states.collect::<Vec<_>>(),
        "frames": status.frames(),
        "drops": status.drops(),
        "stop_ms": u64::try_from(asked.elapsed().as_millis()).unwrap(),
        "sink": result.err().map(|error| error.to_string()),
    }));
}

/// Lines begin with a mark, because the test harness prints too.
fn say(line: Value) {
    println!("\n@{line}");
    io::stdout().flush().unwrap();
}

/// A sink that writes every call as a line of JSON.
struct Recorder {
    file: BufWriter<File>,
    interfaces: u32,
    frames: u64,
    /// The number of frames after which it panics.
    panic_after: Option<u64>,
    /// How long it takes for its first frame.
    stall_ms: Option<u64>,
}

impl Recorder {
    fn create(task: &Value) -> Recorder {
        let path = task["file"].as_str().unwrap();
        Recorder {
            file: BufWriter::new(File::create(path).unwrap()),
            interfaces: 0,
            frames: 0,
            panic_after: task["panic_after"].as_u64(),
            stall_ms: task["stall_ms"].as_u64(),
        }
    }

    fn write(&mut self, line: &Value) -> io::Result<()> {
        writeln!(self.file, "{line}")
    }
}

impl FrameSink for Recorder {
    fn add_interface(&mut self, description: &InterfaceDescription) -> io::Result<u32> {
        self.interfaces += 1;
        self.write(&json!({
            "interface": description.name,
            "link_type": description.link_type.0,
        }))?;
        Ok(self.interfaces - 1)
    }

    fn push(
        &mut self,
        interface: u32,
        time: Timestamp,
        original_len: u32,
        bytes: &[u8],
    ) -> io::Result<()> {
        assert_ne!(self.panic_after, Some(self.frames), "a panic on purpose");
        if let Some(stall) = self.stall_ms.take() {
            std::thread::sleep(Duration::from_millis(stall));
        }
        self.frames += 1;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        self.write(&json!({"on": interface, "time": time.0, "len": original_len, "hex": hex}))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }

    fn drops(&mut self, counts: DropCounts) {
        let line = json!({"drops_on": counts.interface, "received": counts.received, "kernel": counts.kernel});
        self.write(&line).unwrap();
    }

    fn finish(&mut self) -> io::Result<()> {
        self.write(&json!({"finished": true}))?;
        self.file.flush()
    }
}
