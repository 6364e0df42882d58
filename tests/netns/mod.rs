//! Network namespaces, real traffic and a reference capture for the tests of live capture.
//!
//! Such a test needs root. It runs when `DECAP_ROOT_TESTS=1` is set, and then fails where it
//! cannot run; without it, it says its name and why it did not run. Everything it makes (namespaces,
//! files, processes) is taken away again, also when the test fails.

#![allow(
    dead_code,
    reason = "each test file is a program of its own and uses what it needs"
)]

pub mod capture;
pub mod child;
pub mod program;
pub mod reference;
pub mod web;

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How long anything may take that should take a moment; the machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Whether the test that calls this is to run. If not, it says so.
pub fn enabled(test: &str) -> bool {
    if std::env::var_os("DECAP_ROOT_TESTS").is_none_or(|value| value != "1") {
        // Not with println!, whose words the test harness keeps back when a test passes; and in
        // one piece, because other tests speak at the same time.
        let why = "needs root and network namespaces; set DECAP_ROOT_TESTS=1 as root";
        let line = format!("{test}: not run: {why}\n");
        let _ = std::io::stderr().write_all(line.as_bytes());
        return false;
    }
    assert!(
        nix::unistd::geteuid().is_root(),
        "{test} needs root, because DECAP_ROOT_TESTS=1 asks for it"
    );
    true
}

/// Runs a program to its end and fails with its words if it fails.
pub fn run(command: &mut Command) -> Output {
    let output = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Waits until something is so.
pub fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A network namespace of its own, removed in the end.
pub struct Namespace {
    name: String,
}

impl Namespace {
    /// A namespace whose loopback interface is up and in which nothing speaks unasked: without
    /// IPv6 no interface announces itself.
    pub fn new() -> Namespace {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("decap-test-{}-{number}", std::process::id());
        run(Command::new("ip").args(["netns", "add", &name]));
        let namespace = Namespace { name };
        namespace.run(&["sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1"]);
        namespace.run(&["sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1"]);
        namespace.ip("link set lo up");
        namespace
    }

    /// The name that `ip` knows it by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A program to be run in the namespace.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name]).args(words);
        command
    }

    /// Runs a program in the namespace.
    pub fn run(&self, words: &[&str]) -> Output {
        run(&mut self.command(words))
    }

    /// Runs `ip` in the namespace.
    pub fn ip(&self, words: &str) {
        run(Command::new("ip")
            .args(["-n", &self.name])
            .args(words.split_whitespace()));
    }

    /// A pair of connected interfaces, one here (10.9.0.1/24), the other in a namespace of its own
    /// (10.9.0.2/24), both up.
    pub fn connect(&self, here: &str) -> Namespace {
        let peer = Namespace::new();
        self.ip(&format!(
            "link add {here} type veth peer name peer0 netns {}",
            peer.name
        ));
        self.ip(&format!("address add 10.9.0.1/24 dev {here}"));
        self.ip(&format!("link set {here} up"));
        peer.ip("address add 10.9.0.2/24 dev peer0");
        peer.ip("link set peer0 up");
        self.run(&["ping", "-c1", "-W20", "-q", "10.9.0.2"]);
        peer
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        // Nothing more can be done about a failure here, and a second panic would hide the first.
        let _ = Command::new("ip")
            .args(["netns", "delete", &self.name])
            .status();
    }
}
