//! The processes behind live frames, with real programs in network namespaces.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test and its helpers cannot do is a failure"
)]

mod netns;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use netns::program::DECAP;
use netns::web::Nginx;
use netns::{Namespace, PATIENCE, enabled, wait_for};
use serde_json::Value;

/// A program in a namespace, killed in the end.
struct Running(Child);

impl Running {
    fn start(mut command: Command) -> Running {
        Running(command.spawn().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A web server that has one file.
fn serve(namespace: &Namespace) -> Nginx {
    Nginx::start(namespace, &[("file", &[7; 300_000])])
}

/// A capture that prints JSON, behind other words such as `setpriv ...`.
struct Capture {
    process: Running,
    frames: Receiver<Value>,
}

impl Capture {
    fn start(namespace: &Namespace, before: &[&str], interface: &str) -> Capture {
        let own = [DECAP, "-i", interface, "--format", "json", "tcp port 80"];
        let words: Vec<&str> = before.iter().chain(&own).copied().collect();
        let mut command = namespace.command(&words);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = Running::start(command);
        let output = BufReader::new(process.0.stdout.take().unwrap());
        let (send, frames) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                // Nobody is left to read when the test is over.
                let _ = send.send(serde_json::from_str(&line).unwrap());
            }
        });
        let folder = format!("/proc/{}/task", process.0.id());
        wait_for("the capture threads", || {
            let tasks = std::fs::read_dir(&folder).unwrap();
            let mut names = tasks.map(|task| {
                let name = task.unwrap().path().join("comm");
                std::fs::read_to_string(name).unwrap_or_default()
            });
            names.any(|name| name.starts_with("capture "))
        });
        Capture { process, frames }
    }

    /// The next frame that comes within this time.
    fn next(&self, patience: Duration) -> Option<Value> {
        self.frames.recv_timeout(patience).ok()
    }

    /// Reads frames up to one in which `is_so` holds of what is told of the client's and of the
    /// server's end; `None` if no more come within this time.
    fn find(
        &self,
        patience: Duration,
        is_so: impl Fn(&Value, &Value) -> bool,
    ) -> Option<(Value, Value)> {
        while let Some(frame) = self.next(patience) {
            let ends = frame["sockets"].as_array().unwrap();
            let is_server = |end: &Value| end["end"].as_str().unwrap().ends_with(":80");
            let (server, client): (Vec<&Value>, Vec<&Value>) =
                ends.iter().partition(|end| is_server(end));
            if is_so(client[0], server[0]) {
                return Some((client[0].clone(), server[0].clone()));
            }
        }
        None
    }

    /// The same of both processes.
    fn named(&self, patience: Duration) -> Option<(Value, Value)> {
        self.find(patience, |client, server| {
            client.get("pid").is_some() && server.get("pid").is_some()
        })
    }
}

/// The witness of a capture, if it has one.
fn witness_of(pid: u32) -> Option<u32> {
    let children = format!("/proc/{pid}/task/{pid}/children");
    let children = std::fs::read_to_string(children).unwrap();
    children.split_whitespace().next()?.parse().ok()
}

fn status(pid: u32, name: &str) -> String {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_once(':').unwrap().1.trim().replace('\t', " ")
}

fn fetch(namespace: &Namespace, address: &str, rate: &str) -> Running {
    let url = format!("http://{address}/file");
    let words = ["curl", "-s", "-o", "/dev/null", "--limit-rate", rate, &url];
    Running::start(namespace.command(&words))
}

fn is_process(told: &Value, command: &str, pid: u32) {
    assert_eq!(told["command"], command, "{told}");
    assert_eq!(told["pid"], pid, "{told}");
}

#[test]
fn both_processes_of_a_local_connection_are_named() {
    if !enabled("both_processes_of_a_local_connection_are_named") {
        return;
    }
    let here = Namespace::new();
    let server = serve(&here);
    let capture = Capture::start(&here, &[], "lo");
    // A fetch takes a millisecond or two. On a busy machine one may be over before anybody looks, so
    // it may be tried again; that it always is would be a failure.
    let tries = 50;
    let found = (0..tries).find_map(|_| {
        let mut client = fetch(&here, "127.0.0.1", "100M");
        assert!(client.0.wait().unwrap().success());
        Some((capture.named(Duration::from_secs(2))?, client))
    });
    let ((at_client, at_server), client) = found.expect("one of the fetches is seen");
    is_process(&at_client, "curl", client.0.id());
    assert_eq!(at_client["how"], "connected");
    is_process(&at_server, "nginx", server.pid());
}

#[test]
fn the_far_end_of_a_pair_of_interfaces_is_named_too() {
    if !enabled("the_far_end_of_a_pair_of_interfaces_is_named_too") {
        return;
    }
    let here = Namespace::new();
    let there = here.connect("pair0");
    let server = serve(&there);
    let capture = Capture::start(&here, &[], "pair0");
    // Slow enough that the connection is still there when the other namespace is looked into.
    let client = fetch(&here, "10.9.0.2", "50k");
    let (at_client, at_server) = capture.named(PATIENCE).expect("it goes on for seconds");
    is_process(&at_client, "curl", client.0.id());
    is_process(&at_server, "nginx", server.pid());
}

#[test]
fn without_a_witness_other_users_stay_unknown() {
    if !enabled("without_a_witness_other_users_stay_unknown") {
        return;
    }
    let here = Namespace::new();
    let _server = serve(&here);
    let confined = ["setpriv", "--bounding-set=-sys_ptrace"];
    let capture = Capture::start(&here, &confined, "lo");
    assert_eq!(witness_of(capture.process.0.id()), None);
    let _client = fetch(&here, "127.0.0.1", "100k");
    let hidden = |end: &Value| {
        let why = end["unknown"].as_str().unwrap_or_default();
        why.contains("another user")
    };
    let found = capture.find(PATIENCE, |client, server| hidden(client) && hidden(server));
    let (client, server) = found.expect("it goes on for seconds");
    assert!(client.get("pid").is_none(), "{client}");
    assert!(server.get("pid").is_none(), "{server}");
}

#[test]
fn the_witness_has_two_capabilities_and_ends_with_the_capture() {
    if !enabled("the_witness_has_two_capabilities_and_ends_with_the_capture") {
        return;
    }
    let here = Namespace::new();
    let words = ["env", "-u", "SUDO_UID", "-u", "SUDO_GID"];
    let mut capture = Capture::start(&here, &words, "lo");
    let witness = witness_of(capture.process.0.id()).expect("root has a witness");
    // CAP_DAC_READ_SEARCH is number 2, CAP_SYS_PTRACE 19 (linux/capability.h).
    let two = format!("{:016x}", 1_u64 << 2 | 1 << 19);
    wait_for("the witness", || status(witness, "NoNewPrivs") == "1");
    assert_eq!(status(witness, "CapEff"), two);
    assert_eq!(status(witness, "CapPrm"), two);
    for set in ["CapInh", "CapAmb", "CapBnd"] {
        assert_eq!(status(witness, set), "0".repeat(16), "{set}");
    }
    let nobody = nix::unistd::User::from_name("nobody").unwrap().unwrap();
    let uid = nobody.uid.as_raw();
    assert_eq!(status(witness, "Uid"), format!("{uid} {uid} {uid} {uid}"));
    let links = std::fs::read_dir(format!("/proc/{witness}/fd")).unwrap();
    let open: Vec<String> = links
        .filter_map(|link| std::fs::read_link(link.unwrap().path()).ok())
        .map(|link| link.to_string_lossy().into_owned())
        .collect();
    let sockets = open.iter().filter(|link| link.starts_with("socket:"));
    assert!(
        sockets.count() <= 1,
        "it asks the kernel and inherits no device: {open:?}"
    );
    // The program dies without a chance to say anything.
    capture.process.0.kill().unwrap();
    wait_for("the witness's end", || {
        let state = std::fs::read_to_string(format!("/proc/{witness}/status"));
        state.is_err() || state.is_ok_and(|state| state.contains("(zombie)"))
    });
}

#[test]
fn the_machine_s_sockets_are_listed() {
    if !enabled("the_machine_s_sockets_are_listed") {
        return;
    }
    let here = Namespace::new();
    let server = serve(&here);
    let text = here.run(&[DECAP, "sockets"]).stdout;
    let text = String::from_utf8(text).unwrap();
    let line = text.lines().find(|line| line.contains(":80")).unwrap();
    assert!(line.contains("LISTEN") && line.contains("nginx"), "{line}");
    let json = here.run(&[DECAP, "sockets", "--format", "json"]).stdout;
    let sockets = String::from_utf8(json).unwrap();
    let one = sockets
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .find(|one| {
            one["local"]
                .as_str()
                .is_some_and(|end| end.ends_with(":80"))
        })
        .unwrap();
    assert_eq!(one["holders"]["list"][0]["pid"], server.pid());
    assert_eq!(one["state"], "LISTEN");
}
