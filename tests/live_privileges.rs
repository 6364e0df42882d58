//! Once the devices are open no thread has a privilege left, whoever started the program; and
//! whoever may not open them is told how that can be changed.
//!
//! A thread can give up its own privileges only, and Rust's test harness keeps the first thread of
//! a test program for itself. These tests therefore have a `main` of their own: started again as
//! the program under test, the first thread does what that program's first thread does.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test and its helpers cannot do is a failure"
)]

mod netns;

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use netns::capture::Capture;
use netns::{Namespace, enabled, run};
use serde_json::json;
use tempfile::TempDir;

/// The lines of a thread's status that tell of privileges.
fn status(task: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(task.join("status")).unwrap();
    let wanted = [
        "Name",
        "Uid",
        "Gid",
        "Groups",
        "CapInh",
        "CapPrm",
        "CapEff",
        "CapBnd",
        "CapAmb",
        "NoNewPrivs",
    ];
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(key, _)| wanted.contains(key))
        .map(|(key, value)| (key.to_owned(), value.trim().replace('\t', " ")))
        .collect()
}

/// Every thread of the process, by the kernel's account, is without privileges; gives the status
/// of each.
fn assert_bare(pid: u32, bounding_too: bool) -> Vec<BTreeMap<String, String>> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let all: Vec<_> = tasks.map(|task| status(&task.unwrap().path())).collect();
    for one in &all {
        let sets = ["CapInh", "CapPrm", "CapEff", "CapAmb"];
        assert!(
            sets.iter().all(|set| one[*set] == "0".repeat(16)),
            "{one:?}"
        );
        // What the first thread gave up, threads started later never had.
        assert!(!bounding_too || one["CapBnd"] == "0".repeat(16), "{one:?}");
        assert_eq!(one["NoNewPrivs"], "1", "{one:?}");
    }
    assert!(
        all.iter().any(|one| one["Name"].starts_with("capture")),
        "a capture thread runs"
    );
    all
}

/// Captures a ping, with all privileges gone while it does.
fn assert_captures(namespace: &Namespace, capture: Capture) {
    namespace.run(&["ping", "-c2", "-i0.05", "-q", "127.0.0.1"]);
    let recording = capture.stop();
    assert_eq!(recording.frames.len(), 4);
    assert_eq!(recording.account["ended"], json!(["ended: stopped"]));
}

/// A copy of this program where an ordinary user can run it.
fn copy_of_this_program(folder: &TempDir) -> PathBuf {
    let copy = folder.path().join("copy");
    std::fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
    let readable = |path: &Path| {
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
    };
    readable(folder.path());
    readable(&copy);
    copy
}

fn this_program() -> PathBuf {
    std::env::current_exe().unwrap()
}

/// Words that make a command run as an ordinary user.
const AS_USER: [&str; 4] = ["setpriv", "--reuid=4711", "--regid=4712", "--clear-groups"];

fn root_becomes_nobody() {
    let here = Namespace::new();
    let task = json!({"interfaces": ["lo"]});
    let without_sudo = ["env", "-u", "SUDO_UID", "-u", "SUDO_GID"];
    let capture = Capture::start_as(&here, task, &this_program(), &without_sudo).unwrap();
    let nobody = nix::unistd::User::from_name("nobody").unwrap().unwrap();
    for thread in assert_bare(capture.pid(), true) {
        assert_eq!(thread["Uid"], vec![nobody.uid.to_string(); 4].join(" "));
        assert_eq!(thread["Groups"], nobody.gid.to_string());
    }
    assert_captures(&here, capture);
}

fn under_sudo_the_process_becomes_its_caller() {
    let here = Namespace::new();
    let task = json!({"interfaces": ["lo", "any"]});
    let sudo = ["env", "SUDO_UID=4711", "SUDO_GID=4712"];
    let capture = Capture::start_as(&here, task, &this_program(), &sudo).unwrap();
    for thread in assert_bare(capture.pid(), true) {
        assert_eq!(thread["Uid"], "4711 4711 4711 4711");
        assert_eq!(thread["Gid"], "4712 4712 4712 4712");
        assert_eq!(thread["Groups"], "4712");
    }
    capture.stop();
}

fn a_granted_program_gives_the_grant_up() {
    let here = Namespace::new();
    let folder = TempDir::new().unwrap();
    let copy = copy_of_this_program(&folder);
    run(Command::new("setcap")
        .arg("cap_net_raw,cap_net_admin=eip")
        .arg(&copy));
    let task = json!({"interfaces": ["lo"]});
    let capture = Capture::start_as(&here, task, &copy, &AS_USER).unwrap();
    for thread in assert_bare(capture.pid(), false) {
        assert_eq!(thread["Uid"], "4711 4711 4711 4711");
    }
    assert_captures(&here, capture);
}

fn root_that_may_not_change_users_is_left_without_capabilities() {
    let here = Namespace::new();
    let task = json!({"interfaces": ["lo"]});
    let confined = ["setpriv", "--bounding-set=-all,+net_raw", "--inh-caps=-all"];
    let capture = Capture::start_as(&here, task, &this_program(), &confined).unwrap();
    for thread in assert_bare(capture.pid(), false) {
        assert_eq!(thread["Uid"], "0 0 0 0");
    }
    assert_captures(&here, capture);
}

fn without_the_privilege_the_commands_that_grant_it_are_told() {
    let here = Namespace::new();
    let folder = TempDir::new().unwrap();
    let copy = copy_of_this_program(&folder);
    let start = |before: &[&str]| {
        let task = json!({"interfaces": ["lo"]});
        let said = Capture::start_as(&here, task, &copy, before).err().unwrap();
        assert_eq!(said["error"], "MissingPrivilege");
        said["message"].as_str().unwrap().to_owned()
    };
    let message = start(&AS_USER);
    let copy = copy.to_str().unwrap();
    let grant = format!("\n    sudo setcap cap_net_raw,cap_net_admin=eip {copy}\n");
    let once = format!("\n    sudo {copy} --exact netns::child::child --ignored");
    assert!(message.contains(&grant), "{message}");
    assert!(message.contains(&once), "{message}");
    let message = start(&["setpriv", "--bounding-set=-net_raw"]);
    assert!(
        message.contains("--cap-add NET_RAW") && !message.contains("setcap"),
        "{message}"
    );
}

const TESTS: [(&str, fn()); 5] = [
    ("root_becomes_nobody", root_becomes_nobody),
    (
        "under_sudo_the_process_becomes_its_caller",
        under_sudo_the_process_becomes_its_caller,
    ),
    (
        "a_granted_program_gives_the_grant_up",
        a_granted_program_gives_the_grant_up,
    ),
    (
        "root_that_may_not_change_users_is_left_without_capabilities",
        root_that_may_not_change_users_is_left_without_capabilities,
    ),
    (
        "without_the_privilege_the_commands_that_grant_it_are_told",
        without_the_privilege_the_commands_that_grant_it_are_told,
    ),
];

/// Runs the tests one by one, or those that an argument is part of the name of.
fn main() -> ExitCode {
    if std::env::var_os(netns::child::TASK).is_some() {
        netns::child::run();
        return ExitCode::SUCCESS;
    }
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|word| name.contains(word));
    let mut failed = 0;
    for (name, test) in TESTS.into_iter().filter(|(name, _)| is_wanted(name)) {
        if !enabled(name) {
            println!("test {name} ... ignored");
            continue;
        }
        let result = std::panic::catch_unwind(test);
        println!(
            "test {name} ... {}",
            if result.is_ok() { "ok" } else { "FAILED" }
        );
        failed += u8::from(result.is_err());
    }
    match failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
