//! The rooms of `src/` and what each may use, read off the sources themselves.
//!
//! Every path in a source file counts, in a `use` declaration or in the code, with aliases and
//! `super` followed; comments and strings do not. A finding names file, line, path and reason.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

#[path = "boundaries/made_up.rs"]
mod made_up;
#[path = "boundaries/scan.rs"]
mod scan;

use scan::{Reference, references};

/// The rooms from top to bottom: a room may use itself and those before it, never one after it.
const ROOMS: [&str; 11] = [
    "model",
    "decode",
    "proto",
    "capture",
    "store",
    "talk",
    "filter",
    "statistics",
    "render",
    "tui",
    "cli",
];

/// Rooms between which the order alone would allow too much: the first must not use the second.
const STRANGERS: [(&str, &str); 2] = [("capture", "decode"), ("capture", "proto")];

/// Rooms that compute and neither read nor write anything outside the program. Their tests may.
const PURE_ROOMS: [&str; 3] = ["model", "decode", "proto"];

const SCREEN_CRATES: [&str; 3] = ["ratatui", "crossterm", "ratatui_image"];
const SYSTEM_CRATES: [&str; 4] = ["pcap", "nix", "signal_hook", "tempfile"];

/// Parts of `std::net` and `std::io` that are plain values, traits or work in memory.
const PURE_NET: [&str; 7] = [
    "Ipv4Addr",
    "Ipv6Addr",
    "IpAddr",
    "SocketAddr",
    "SocketAddrV4",
    "SocketAddrV6",
    "AddrParseError",
];
const PURE_IO: [&str; 10] = [
    "Read",
    "Write",
    "BufRead",
    "BufReader",
    "Seek",
    "SeekFrom",
    "Cursor",
    "Error",
    "ErrorKind",
    "Result",
];

const MAX_LINES: usize = 450;
const MAX_LINES_MAIN: usize = 60;

#[test]
fn no_room_uses_what_it_must_not() {
    let findings: Vec<String> = sources()
        .into_iter()
        .flat_map(|(file, source)| {
            let found = check(&file, &source);
            found
                .into_iter()
                .map(move |(line, text)| format!("src/{}:{line}: {text}", file.display()))
        })
        .collect();
    assert!(
        findings.is_empty(),
        "{} findings:\n{}",
        findings.len(),
        findings.join("\n")
    );
}

#[test]
fn no_file_is_too_long() {
    let long: Vec<String> = sources()
        .into_iter()
        .filter(|(file, source)| source.lines().count() > max_lines(file))
        .map(|(file, source)| format!("src/{}: {} lines", file.display(), source.lines().count()))
        .collect();
    assert!(long.is_empty(), "longer than allowed:\n{}", long.join("\n"));
}

fn max_lines(file: &Path) -> usize {
    if file == Path::new("main.rs") {
        MAX_LINES_MAIN
    } else {
        MAX_LINES
    }
}

/// Every Rust file under `src/`: its path from there and its text.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path.strip_prefix(&root).unwrap().to_owned(), text));
            }
        }
    }
    files.sort();
    assert!(
        files.iter().any(|(file, _)| file == Path::new("lib.rs")),
        "src/lib.rs not found"
    );
    files
}

/// What is wrong with one file: line and explanation. `file` is its path from `src/`.
fn check(file: &Path, source: &str) -> Vec<(usize, String)> {
    let module = module_path(file);
    let references = references(source, &module);
    let Some(room) = module.get(1) else {
        return check_root(file, &references);
    };
    if !ROOMS.contains(&room.as_str()) {
        return vec![(
            1,
            format!("`{room}` is none of the rooms {}", ROOMS.join(", ")),
        )];
    }
    let in_test_file = file.file_name().is_some_and(|name| name == "tests.rs")
        || file
            .parent()
            .is_some_and(|folder| folder.ends_with("tests"));
    let objection = |reference: &Reference, path: &[String]| {
        objection(room, path, reference.in_test || in_test_file)
    };
    let mut findings = Vec::new();
    for reference in &references {
        // What an import brought in is told where it stands, not again at each use of the name.
        let told = reference
            .via
            .as_ref()
            .is_some_and(|via| objection(reference, via).is_some());
        if let Some(reason) = objection(reference, &reference.path).filter(|_| !told) {
            let path = reference.path.join("::");
            findings.push((
                reference.line,
                format!("`{room}` must not use `{path}`: {reason}"),
            ));
        }
    }
    findings
}

/// `lib.rs` only lists the rooms: a re-export there would be a side door into any of them.
fn check_root(file: &Path, references: &[Reference]) -> Vec<(usize, String)> {
    if file != Path::new("lib.rs") {
        return Vec::new();
    }
    let imports = references.iter().filter(|reference| reference.is_import);
    imports
        .map(|import| {
            (
                import.line,
                format!("`{}` re-exported", import.path.join("::")),
            )
        })
        .collect()
}

/// The module a file makes: `decode/peel.rs` is `crate::decode::peel`.
fn module_path(file: &Path) -> Vec<String> {
    let mut module = vec!["crate".to_owned()];
    module.extend(
        file.with_extension("")
            .iter()
            .map(|part| part.to_string_lossy().into_owned()),
    );
    if module.len() == 2 && matches!(module[1].as_str(), "lib" | "main")
        || module.ends_with(&["mod".to_owned()])
    {
        module.pop();
    }
    module
}

/// Why `room` must not use `path`, if so.
fn objection(room: &str, path: &[String], in_test: bool) -> Option<String> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let place = |name: &str| ROOMS.iter().position(|room| *room == name);
    match path.as_slice() {
        ["crate", "*", ..] => Some("it takes in every room".to_owned()),
        ["crate", other, ..] if place(other) > place(room) => {
            Some(format!("`{other}` lies below `{room}`"))
        }
        ["crate", other, ..] if STRANGERS.contains(&(room, other)) => {
            Some(format!("`{room}` knows nothing of `{other}`"))
        }
        [name, ..] if SCREEN_CRATES.contains(name) && room != "tui" => {
            Some("only `tui` draws".to_owned())
        }
        _ if in_test || !PURE_ROOMS.contains(&room) => None,
        [name, ..] if SYSTEM_CRATES.contains(name) => {
            Some(format!("`{room}` does no input or output"))
        }
        ["std", "*" | "fs", ..] => Some(format!("`{room}` does no input or output")),
        ["std", "net", item, ..] if !PURE_NET.contains(item) => {
            Some(format!("`{room}` opens no sockets"))
        }
        ["std", "io", item, ..] if !PURE_IO.contains(item) => {
            Some(format!("`{room}` does no input or output"))
        }
        _ => None,
    }
}
