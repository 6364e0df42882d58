//! The processes behind live frames, with real programs in network namespaces.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test and its helpers cannot do is a failure"
)]

mod netns;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

use netns::program::DECAP;
use netns::{Namespace, enabled, wait_for};
use serde_json::Value;
use tempfile::TempDir;

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
fn serve(namespace: &Namespace, folder: &TempDir) -> Running {
    std::fs::write(folder.path().join("file"), vec![7; 300_000]).unwrap();
    let folder = folder.path().to_str().unwrap();
    let words = [
        "python3",
        "-m",
        "http.server",
        "8080",
        "--directory",
        folder,
    ];
    let mut command = namespace.command(&words);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let server = Running::start(command);
    wait_for("the web server", || {
        let said = namespace
            .command(&["ss", "-Hltn", "sport = :8080"])
            .output();
        !said.unwrap().stdout.is_empty()
    });
    server
}

/// A capture that prints JSON, behind other words such as `setpriv ...`.
struct Capture {
    process: Running,
    output: BufReader<ChildStdout>,
}

impl Capture {
    fn start(namespace: &Namespace, before: &[&str], interface: &str) -> Capture {
        let own = [DECAP, "-i", interface, "--format", "json", "tcp port 8080"];
        let words: Vec<&str> = before.iter().chain(&own).copied().collect();
        let mut command = namespace.command(&words);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = Running::start(command);
        let output = BufReader::new(process.0.stdout.take().unwrap());
        let folder = format!("/proc/{}/task", process.0.id());
        wait_for("the capture threads", || {
            let tasks = std::fs::read_dir(&folder).unwrap();
            let mut names = tasks.map(|task| {
                let name = task.unwrap().path().join("comm");
                std::fs::read_to_string(name).unwrap_or_default()
            });
            names.any(|name| name.starts_with("capture "))
        });
        Capture { process, output }
    }

    /// The next frame.
    fn next(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    /// Reads frames up to one in which `is_so` holds of what is told of the end with this port.
    fn until(&mut self, server: bool, is_so: impl Fn(&Value) -> bool) -> Value {
        loop {
            let frame = self.next();
            let ends = frame["sockets"].as_array().unwrap();
            let at_server = |end: &&Value| end["end"].as_str().unwrap().ends_with(":8080");
            let found = ends.iter().find(|end| at_server(end) == server).unwrap();
            if is_so(found) {
                return found.clone();
            }
        }
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
    let url = format!("http://{address}:8080/file");
    let words = ["curl", "-s", "-o", "/dev/null", "--limit-rate", rate, &url];
    Running::start(namespace.command(&words))
}

/// The process of a program that `ip netns exec` became.
fn is_process(told: &Value, command: &str, program: &Running) {
    assert_eq!(told["command"], command, "{told}");
    assert_eq!(told["pid"], program.0.id(), "{told}");
}

#[test]
fn both_processes_of_a_local_connection_are_named() {
    if !enabled("both_processes_of_a_local_connection_are_named") {
        return;
    }
    let (here, folder) = (Namespace::new(), TempDir::new().unwrap());
    let server = serve(&here, &folder);
    let mut capture = Capture::start(&here, &[], "lo");
    let mut client = fetch(&here, "127.0.0.1", "100M");
    let told = capture.until(false, |end| end.get("pid").is_some());
    is_process(&told, "curl", &client);
    assert_eq!(told["how"], "connected");
    let told = capture.until(true, |end| end.get("pid").is_some());
    assert!(
        told["command"].as_str().unwrap().starts_with("python"),
        "{told}"
    );
    assert_eq!(told["pid"], server.0.id());
    assert!(client.0.wait().unwrap().success());
}

#[test]
fn the_far_end_of_a_pair_of_interfaces_is_named_too() {
    if !enabled("the_far_end_of_a_pair_of_interfaces_is_named_too") {
        return;
    }
    let (here, folder) = (Namespace::new(), TempDir::new().unwrap());
    let there = here.connect("pair0");
    let server = serve(&there, &folder);
    let mut capture = Capture::start(&here, &[], "pair0");
    // Slow enough that the connection is still there when the other namespace is looked into.
    let client = fetch(&here, "10.9.0.2", "50k");
    let told = capture.until(false, |end| end.get("pid").is_some());
    is_process(&told, "curl", &client);
    let told = capture.until(true, |end| end.get("pid").is_some());
    assert_eq!(told["pid"], server.0.id(), "{told}");
}

#[test]
fn without_a_witness_other_users_stay_unknown() {
    if !enabled("without_a_witness_other_users_stay_unknown") {
        return;
    }
    let (here, folder) = (Namespace::new(), TempDir::new().unwrap());
    let _server = serve(&here, &folder);
    let confined = ["setpriv", "--bounding-set=-sys_ptrace"];
    let mut capture = Capture::start(&here, &confined, "lo");
    assert_eq!(witness_of(capture.process.0.id()), None);
    let _client = fetch(&here, "127.0.0.1", "100k");
    for server in [true, false] {
        let told = capture.until(server, |end| {
            let why = end["unknown"].as_str().unwrap_or_default();
            why.contains("another user")
        });
        assert!(told.get("pid").is_none(), "{told}");
    }
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
    let mut rest = Vec::new();
    capture.output.read_to_end(&mut rest).unwrap();
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
    let (here, folder) = (Namespace::new(), TempDir::new().unwrap());
    let server = serve(&here, &folder);
    let text = here.run(&[DECAP, "sockets"]).stdout;
    let text = String::from_utf8(text).unwrap();
    let line = text.lines().find(|line| line.contains(":8080")).unwrap();
    assert!(line.contains("LISTEN") && line.contains("python"), "{line}");
    let json = here.run(&[DECAP, "sockets", "--format", "json"]).stdout;
    let sockets = String::from_utf8(json).unwrap();
    let one = sockets
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .find(|one| {
            one["local"]
                .as_str()
                .is_some_and(|end| end.ends_with(":8080"))
        })
        .unwrap();
    assert_eq!(one["holders"]["list"][0]["pid"], server.0.id());
    assert_eq!(one["state"], "LISTEN");
}
