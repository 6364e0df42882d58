//! The files that captures carry, and what is followed of conversations: the real program over real
//! captures. `captures/objects.json` says what the servers served.

#![allow(clippy::expect_used, reason = "a test may fail with words")]

mod common;
#[path = "common/program.rs"]
mod program;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use program::decap;
use serde_json::Value;
use sha2::{Digest, Sha256};

fn printed(arguments: &[&str]) -> Vec<u8> {
    let output = decap(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    output.stdout
}

fn fails(arguments: &[&str], status: i32) -> String {
    let output = decap(arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(
        output.status.code(),
        Some(status),
        "{arguments:?}: {errors}"
    );
    assert!(!errors.contains("panicked"), "{errors}");
    errors
}

fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What was served, by capture: name, length, SHA-256.
fn served() -> BTreeMap<String, Vec<(String, u64, String)>> {
    let text =
        fs::read_to_string(common::captures().join("objects.json")).expect("objects.json is there");
    let all: BTreeMap<String, Vec<Value>> = serde_json::from_str(&text).expect("it is JSON");
    let object = |value: &Value| {
        let text = |name: &str| value[name].as_str().expect("a text").to_owned();
        (
            text("name"),
            value["len"].as_u64().expect("a length"),
            text("sha256"),
        )
    };
    all.into_iter()
        .map(|(capture, objects)| (capture, objects.iter().map(object).collect()))
        .collect()
}

/// The complete files of a capture, as decap lists them.
fn listed(capture: &str) -> Vec<(String, u64, String)> {
    let lines = printed(&["objects", capture, "--format", "json"]);
    let text = String::from_utf8(lines).expect("JSON is UTF-8");
    let mut list = Vec::new();
    for line in text.lines() {
        let found: Value = serde_json::from_str(line).expect("every line is JSON");
        if found["complete"] == Value::Bool(true) {
            let text = |name: &str| found[name].as_str().expect("a text").to_owned();
            list.push((
                text("name"),
                found["size"].as_u64().expect("a size"),
                text("sha256"),
            ));
        }
    }
    list
}

#[test]
fn every_file_that_was_served_is_found_byte_for_byte() {
    let served = served();
    assert!(served.len() >= 8, "{served:?}");
    for (capture, objects) in served {
        let mut found = listed(&capture);
        for object in objects {
            match found.iter().position(|other| *other == object) {
                Some(place) => drop(found.remove(place)),
                // What was uploaded is a part of a form.
                None if is_in_a_form(&capture, &object) => {}
                None => panic!("{capture}: {object:?} is not among {found:?}"),
            }
        }
    }
}

/// True if a form that was uploaded has the object as a part: behind the empty line of its head.
fn is_in_a_form(capture: &str, object: &(String, u64, String)) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().to_str().expect("a name");
    printed(&["objects", capture, "--to", to]);
    let form = |name: &String| fs::read(folder.path().join(name)).expect("it was written");
    let forms: Vec<Vec<u8>> = names(folder.path()).iter().map(form).collect();
    forms.iter().any(|form| holds(form, object))
}

/// True if the object stands in these bytes, behind the empty line of a head.
fn holds(bytes: &[u8], (_, len, sum): &(String, u64, String)) -> bool {
    let len = usize::try_from(*len).expect("a length");
    let mut ends = bytes
        .windows(4)
        .enumerate()
        .filter(|(_, end)| *end == b"\r\n\r\n");
    ends.any(|(at, _)| {
        let part = bytes.get(at + 4..at + 4 + len);
        part.is_some_and(|part| digest(part) == *sum)
    })
}

#[test]
fn the_files_written_are_the_files_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("made");
    let to = to.to_str().expect("a name");
    for capture in ["objects-gzip.pcapng", "tftp.pcapng", "http-pipeline.pcapng"] {
        let before = names(Path::new(to)).len();
        printed(&["objects", capture, "--to", to]);
        let mut expected: Vec<String> = listed(capture).into_iter().map(|found| found.2).collect();
        assert!(!expected.is_empty(), "{capture} carries no file");
        assert_eq!(names(Path::new(to)).len(), before + expected.len());
        for name in names(Path::new(to)) {
            let own = digest(&fs::read(Path::new(to).join(name)).expect("it was written"));
            if let Some(place) = expected.iter().position(|other| *other == own) {
                expected.remove(place);
            }
        }
        assert_eq!(expected, Vec::<String>::new(), "{capture}");
    }
    // Again: nothing is overwritten, all get other names.
    let before = names(Path::new(to));
    printed(&["objects", "tftp.pcapng", "--to", to]);
    let after = names(Path::new(to));
    assert!(before.iter().all(|name| after.contains(name)));
    assert!(after.iter().any(|name| name.contains("(1)")), "{after:?}");
}

/// The names in a folder; none if it is not there.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let name = |entry: std::io::Result<fs::DirEntry>| {
        let name = entry.expect("the folder can be read").file_name();
        name.into_string().expect("names are UTF-8")
    };
    entries.map(name).collect()
}

#[test]
fn the_end_of_a_capture_leaves_an_incomplete_file() {
    // The first frames of a download only.
    let whole = fs::read(common::captures().join("http-large.pcapng")).expect("the capture");
    let folder = tempfile::tempdir().expect("a folder");
    let cut = folder.path().join("cut.pcapng");
    fs::write(&cut, &whole[..blocks(&whole, 30)]).expect("it can be written");
    let cut = cut.to_str().expect("a name");
    let list = String::from_utf8(printed(&["objects", cut])).expect("text");
    assert!(
        list.contains("[incomplete: ") && list.contains(" of 41744 bytes]"),
        "{list}"
    );
    let to = folder.path().join("to");
    let to = to.to_str().expect("a name");
    printed(&["objects", cut, "--to", to]);
    assert_eq!(names(Path::new(to)), Vec::<String>::new());
    printed(&["objects", cut, "--to", to, "--partial"]);
    assert_eq!(names(Path::new(to)), ["fractal.jpg.part"]);
    let part = fs::read(Path::new(to).join("fractal.jpg.part")).expect("it is there");
    assert!(part.starts_with(b"\xff\xd8\xff") && part.len() < 41_744);
}

/// Where block number `count` of a pcapng file ends.
fn blocks(file: &[u8], count: usize) -> usize {
    let mut end = 0;
    for _ in 0..count {
        let len = file[end + 4..end + 8].try_into().expect("four bytes");
        end += u32::from_le_bytes(len) as usize;
    }
    end
}

#[test]
fn a_stream_is_followed_as_text_hex_and_bytes() {
    let text = printed(&["follow", "http-png.pcapng", "--stream", "tcp,0"]);
    let text = String::from_utf8(text).expect("text");
    assert!(
        text.lines()
            .any(|line| line.starts_with("→ ") && line.ends_with("GET /logo.png HTTP/1.1")),
        "{text}"
    );
    assert!(
        text.lines()
            .any(|line| line.starts_with("← ") && line.ends_with("HTTP/1.1 200 OK")),
        "{text}"
    );
    assert!(!text.contains('\x1b'));
    let hex = printed(&[
        "follow",
        "http-png.pcapng",
        "-n",
        "6",
        "--as",
        "hex",
        "--side",
        "client",
    ]);
    let hex = String::from_utf8(hex).expect("text");
    assert!(hex.contains("00000000  47 45 54 20 2f"), "{hex}");
    assert!(
        !hex.lines().skip(1).any(|line| line.starts_with('←')),
        "{hex}"
    );
    let raw = printed(&[
        "follow",
        "http-png.pcapng",
        "--stream",
        "tcp,0",
        "--as",
        "raw",
        "--side",
        "server",
    ]);
    assert!(raw.starts_with(b"HTTP/1.1 200 OK\r\n"));
    let png = raw
        .windows(4)
        .position(|bytes| bytes == b"\x89PNG")
        .expect("the image is there");
    let sums: Vec<String> = listed("http-png.pcapng")
        .into_iter()
        .map(|found| found.2)
        .collect();
    assert_eq!(sums, [digest(&raw[png..])]);
}

#[test]
fn lost_and_repeated_segments_make_no_difference_to_a_stream() {
    let all = |capture: &str| {
        let side = ["--as", "raw", "--side", "server"];
        printed(&[&["follow", capture, "--stream", "tcp,0"], &side[..]].concat())
    };
    let body = |bytes: &[u8]| {
        let head = bytes
            .windows(4)
            .position(|end| end == b"\r\n\r\n")
            .expect("a head ends");
        digest(&bytes[head + 4..])
    };
    let large = all("http-large.pcapng");
    assert_eq!(body(&all("tcp-loss-sender.pcapng")), body(&large));
    assert_eq!(body(&all("tcp-loss-receiver.pcapng")), body(&large));
}

#[test]
fn http_messages_are_followed_with_their_bodies_decoded() {
    let served = served();
    let objects = &served["objects-gzip.pcapng"];
    assert!(!objects.is_empty());
    let side = ["--as", "raw", "--side", "server"];
    let streams = ["http,0", "http,1", "http,2"];
    let all: Vec<Vec<u8>> = streams
        .iter()
        .filter_map(|stream| {
            let follow = ["follow", "objects-gzip.pcapng", "--stream", stream];
            let output = decap(&[&follow[..], &side[..]].concat());
            output.status.success().then_some(output.stdout)
        })
        .collect();
    for object in objects {
        assert!(
            all.iter().any(|bytes| holds(bytes, object)),
            "{object:?} is not said"
        );
    }
}

#[test]
fn files_are_not_overwritten_and_wrong_wishes_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out.txt");
    let name = path.to_str().expect("a name");
    printed(&[
        "follow",
        "http-png.pcapng",
        "--stream",
        "tcp,0",
        "--to",
        name,
    ]);
    let kept = fs::read(&path).expect("it was written");
    assert!(
        fails(
            &[
                "follow",
                "http-png.pcapng",
                "--stream",
                "tcp,0",
                "--to",
                name
            ],
            3
        )
        .contains("overwrites no file")
    );
    assert_eq!(fs::read(&path).expect("it is there"), kept);
    assert!(
        fails(&["follow", "http-png.pcapng", "--stream", "tcp,9"], 1).contains("counted from 0")
    );
    assert!(fails(&["follow", "http-png.pcapng", "--stream", "icmp,0"], 1).contains("tcp,0"));
    assert!(fails(&["follow", "http-png.pcapng", "-n", "9999"], 1).contains("there is no frame"));
    assert!(fails(&["follow", "http-png.pcapng"], 1).contains("--stream"));
    fails(&["objects", "no-such-file.pcap"], 3);
    fails(
        &["objects", "http-png.pcapng", "--to", "/dev/null/folder"],
        3,
    );
}

#[test]
fn datagrams_are_followed_too() {
    let text = printed(&[
        "follow",
        "tftp.pcapng",
        "--stream",
        "udp",
        "-n",
        "1",
        "--as",
        "escaped",
    ]);
    let text = String::from_utf8(text).expect("text");
    assert!(text.contains("octet\\x00"), "{text}");
}
