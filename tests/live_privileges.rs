//! Once the devices are open no thread has a privilege left, whoever started the program; and
//! whoever may not open them is told how that can be changed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test and its helpers cannot do is a failure"
)]

mod netns;

use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use netns::program::{DECAP, Program};
use netns::{Namespace, enabled, run};
use tempfile::TempDir;

/// The lines of a thread's status, by their names.
fn status(task: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(task.join("status")).unwrap();
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(key, value)| (key.to_owned(), value.trim().replace('\t', " ")))
        .collect()
}

/// Every thread of the running capture is without privileges by the kernel's account, and has
/// these users and groups.
fn assert_bare(capture: &Program, uid: u32, gid: u32, groups: &str, sets: &[&str]) {
    let all: Vec<_> = capture.tasks().map(|task| status(&task)).collect();
    let names: Vec<&str> = all.iter().map(|one| one["Name"].as_str()).collect();
    assert!(
        names.contains(&"decap") && names.contains(&"capture lo"),
        "{names:?}"
    );
    for one in &all {
        for set in sets {
            assert_eq!(one[*set], "0".repeat(16), "{set} of {}", one["Name"]);
        }
        assert_eq!(one["NoNewPrivs"], "1");
        assert_eq!(one["Uid"], format!("{uid} {uid} {uid} {uid}"));
        assert_eq!(one["Gid"], format!("{gid} {gid} {gid} {gid}"));
        assert_eq!(one["Groups"], groups);
    }
}

/// The sets that grant something.
const GRANTING: [&str; 4] = ["CapInh", "CapPrm", "CapEff", "CapAmb"];

/// And the one that limits what can be granted, which only root can empty.
const ALL: [&str; 5] = ["CapInh", "CapPrm", "CapEff", "CapAmb", "CapBnd"];

/// Captures a ping without any privilege, to the end.
fn assert_captures(namespace: &Namespace, capture: Program) {
    namespace.run(&["ping", "-c2", "-i0.05", "-q", "127.0.0.1"]);
    let outcome = capture.stop();
    assert_eq!(outcome.status, 0, "{}", outcome.errors);
    assert_eq!(outcome.frames.len(), 4);
}

/// A copy of the program where an ordinary user can run it.
fn copy_of_program(folder: &TempDir) -> PathBuf {
    let copy = folder.path().join("decap");
    std::fs::copy(DECAP, &copy).unwrap();
    for path in [folder.path(), &copy] {
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
    }
    copy
}

/// Words that make a command run as an ordinary user.
const AS_USER: [&str; 4] = ["setpriv", "--reuid=4711", "--regid=4712", "--clear-groups"];

/// Words that make a command run as root logged in directly.
const AS_ROOT: [&str; 5] = ["env", "-u", "SUDO_UID", "-u", "SUDO_GID"];

#[test]
fn root_becomes_nobody() {
    if !enabled("root_becomes_nobody") {
        return;
    }
    let here = Namespace::new();
    let capture = Program::start_as(&here, &AS_ROOT, Path::new(DECAP), &["-i", "lo"]).ready();
    let nobody = nix::unistd::User::from_name("nobody").unwrap().unwrap();
    let (uid, gid) = (nobody.uid.as_raw(), nobody.gid.as_raw());
    assert_bare(&capture, uid, gid, &gid.to_string(), &ALL);
    assert_eq!(std::fs::metadata(capture.file()).unwrap().uid(), 0);
    assert_captures(&here, capture);
}

#[test]
fn under_sudo_the_process_becomes_its_caller_who_owns_the_file() {
    if !enabled("under_sudo_the_process_becomes_its_caller_who_owns_the_file") {
        return;
    }
    let here = Namespace::new();
    let sudo = ["env", "SUDO_UID=4711", "SUDO_GID=4712"];
    let arguments = ["-i", "lo", "-i", "any"];
    let capture = Program::start_as(&here, &sudo, Path::new(DECAP), &arguments).ready();
    assert_bare(&capture, 4711, 4712, "4712", &ALL);
    let file = std::fs::metadata(capture.file()).unwrap();
    assert_eq!((file.uid(), file.gid()), (4711, 4712));
    assert_eq!(capture.stop().status, 0);
}

#[test]
fn under_sudo_a_file_that_was_there_keeps_its_owner() {
    if !enabled("under_sudo_a_file_that_was_there_keeps_its_owner") {
        return;
    }
    let here = Namespace::new();
    let write_first = r#"echo "and not the caller's" > "$3" && exec "$@""#;
    let sudo = ["env", "SUDO_UID=4711", "SUDO_GID=4712"];
    let before = [&sudo[..], &["sh", "-c", write_first, "sh"]].concat();
    let capture = Program::start_as(&here, &before, Path::new(DECAP), &["-i", "lo"]).ready();
    let file = std::fs::metadata(capture.file()).unwrap();
    assert_eq!((file.uid(), file.gid()), (0, 0));
    assert_captures(&here, capture);
}

#[test]
fn a_granted_program_gives_the_grant_up() {
    if !enabled("a_granted_program_gives_the_grant_up") {
        return;
    }
    let here = Namespace::new();
    let folder = TempDir::new().unwrap();
    let copy = copy_of_program(&folder);
    let grant = "cap_net_raw,cap_net_admin=eip";
    run(Command::new("setcap").arg(grant).arg(&copy));
    let capture = Program::start_as(&here, &AS_USER, &copy, &["-i", "lo"]).ready();
    assert_bare(&capture, 4711, 4712, "", &GRANTING);
    assert_captures(&here, capture);
}

#[test]
fn root_that_may_not_change_users_is_left_without_capabilities() {
    if !enabled("root_that_may_not_change_users_is_left_without_capabilities") {
        return;
    }
    let here = Namespace::new();
    let sets = ["--bounding-set=-all,+net_raw", "--inh-caps=-all"];
    let confined = ["setpriv", sets[0], sets[1], "--clear-groups"];
    let capture = Program::start_as(&here, &confined, Path::new(DECAP), &["-i", "lo"]).ready();
    assert_bare(&capture, 0, 0, "", &GRANTING);
    assert_captures(&here, capture);
}

#[test]
fn without_the_privilege_the_commands_that_grant_it_are_told() {
    if !enabled("without_the_privilege_the_commands_that_grant_it_are_told") {
        return;
    }
    let here = Namespace::new();
    let folder = TempDir::new().unwrap();
    let copy = copy_of_program(&folder);
    let start = |before: &[&str]| {
        let arguments = ["-i", "lo", "udp and not port 53"];
        let outcome = Program::start_as(&here, before, &copy, &arguments).finish();
        assert_eq!(outcome.status, 5, "{}", outcome.errors);
        outcome.errors
    };
    let message = start(&AS_USER);
    let copy = copy.to_str().unwrap();
    let grant = format!("\n    sudo setcap cap_net_raw,cap_net_admin=eip {copy}\n");
    assert!(message.contains(&grant), "{message}");
    let once = format!("\n    sudo {copy} -w ");
    assert!(message.contains(&once), "{message}");
    assert!(
        message.contains(" -i lo 'udp and not port 53'\n"),
        "{message}"
    );
    let message = start(&["setpriv", "--bounding-set=-net_raw"]);
    assert!(message.contains("--cap-add NET_RAW"), "{message}");
    assert!(!message.contains("setcap"), "{message}");
}
