//! The real program without a terminal: what it prints, and its exit status.

#![allow(clippy::expect_used, reason = "a test may fail with words")]

mod common;
#[path = "common/program.rs"]
mod program;

use program::decap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

fn printed(arguments: &[&str]) -> String {
    let output = decap(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).expect("decap prints UTF-8")
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

#[test]
fn the_innermost_thing_is_reached() {
    let web = printed(&["show", "http-png.pcapng", "--format", "brackets"]);
    assert!(
        web.lines()
            .any(|line| line.ends_with("[Ethernet[IPv4[TCP[HTTP[PNG]]]]]")),
        "{web}"
    );
    let tftp = printed(&["show", "tftp.pcapng", "--format", "brackets"]);
    assert!(
        tftp.lines()
            .any(|line| line.ends_with("[Ethernet[IPv4[UDP[TFTP[DATA]]]]]")),
        "{tftp}"
    );
}

#[test]
fn times_are_shown_as_asked_for() {
    let last_time = |format: &str, frames: &str| {
        let text = printed(&["show", "tftp.pcapng", "-t", format, "-n", frames]);
        let line = text.lines().last().unwrap_or_default().trim_start();
        let rest = line.split_once(' ').map_or("", |(_, rest)| rest);
        let time = rest.trim_start().split("  ").next();
        time.unwrap_or_default().to_owned()
    };
    // As `tshark -t` prints them.
    assert_eq!(last_time("r.9", "1,2"), "0.000961929");
    assert_eq!(last_time("d", "1,3"), last_time("d", "3"));
    assert_ne!(last_time("dd", "1,3"), last_time("d", "1,3"));
    assert_eq!(last_time("e.9", "2"), "1795160512.985799631");
    assert_eq!(last_time("ud.9", "2"), "2026-11-20 07:41:52.985799631");
    assert_eq!(last_time("udoy", "2"), "2026/324 07:41:52.985799");
    let error = fails(&["show", "-t", "x"], 1);
    assert!(error.contains("adoy"), "{error}");
}

#[test]
fn local_times_follow_the_zone() {
    let output = Command::new(env!("CARGO_BIN_EXE_decap"))
        .env("TZ", "XST-05:30")
        .args(["show", "-n", "1", "-t", "ad", "captures/tftp.pcapng"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("2026-11-20 13:11:52.984837"), "{text}");
}

#[test]
fn without_arguments_the_demonstration_is_told() {
    let summary = printed(&[]);
    for protocol in ["ARP", "DNS", "TCP", "HTTP", "PNG", "TFTP", "ICMP", "TLS"] {
        assert!(
            summary.contains(protocol),
            "the demonstration shows no {protocol}"
        );
    }
}

#[test]
fn frames_are_chosen_by_number() {
    let numbers = |ranges: &str| -> Vec<String> {
        let text = printed(&["show", "tftp.pcapng", "--format", "brackets", "-n", ranges]);
        text.lines()
            .filter_map(|line| Some(line.split_once(' ')?.0.to_owned()))
            .collect()
    };
    assert_eq!(numbers("2"), ["2"]);
    assert_eq!(numbers("2-4"), ["2", "3", "4"]);
    assert_eq!(numbers("-2,5"), ["1", "2", "5"]);
    // What an earlier frame taught is known although that frame is not shown.
    let data = printed(&["show", "tftp.pcapng", "--format", "brackets", "-n", "2"]);
    assert_eq!(data, "2 [Ethernet[IPv4[UDP[TFTP[DATA]]]]]\n");
}

#[test]
fn every_format_prints_every_frame() {
    for capture in common::own_captures() {
        let path = capture.to_string_lossy().into_owned();
        let frames = common::frames_of(&capture).len();
        let json = printed(&["show", &path, "--format", "json"]);
        assert_eq!(json.lines().count(), frames, "{path}");
        for line in json.lines() {
            let value: serde_json::Value = serde_json::from_str(line).expect("each line is JSON");
            assert!(
                value["layers"]
                    .as_array()
                    .is_some_and(|layers| !layers.is_empty()),
                "{path}: {line}"
            );
        }
        assert_eq!(printed(&["show", &path]).lines().count(), frames, "{path}");
        for tall in ["tree", "box", "bits"] {
            let text = printed(&["show", &path, "--format", tall]);
            assert_eq!(
                text.lines()
                    .filter(|line| line.starts_with("Frame "))
                    .count(),
                frames,
                "{path}"
            );
        }
    }
}

#[test]
fn pictures_can_be_drawn_in_ascii() {
    for format in ["box", "bits"] {
        let text = printed(&["show", "--format", format, "--ascii", "-n", "5"]);
        assert!(text.is_ascii(), "{format}: {text}");
    }
}

#[test]
fn a_capture_may_come_through_a_pipe() {
    let path = common::captures().join("tftp.pcapng");
    let bytes = std::fs::read(&path).expect("own captures can be read");
    let mut child = Command::new(env!("CARGO_BIN_EXE_decap"))
        .args(["show", "-", "--format", "brackets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("there is a pipe");
    for piece in bytes.chunks(7) {
        input.write_all(piece).expect("decap reads on");
    }
    drop(input);
    let output = child.wait_with_output().expect("the program ends");
    let from_file = printed(&["show", "tftp.pcapng", "--format", "brackets"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), from_file);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_decap"))
        .args(["show", "http-large.pcapng", "--format", "json"])
        .current_dir(common::captures())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn exit_statuses_tell_what_failed() {
    assert!(fails(&["show", "missing.pcapng"], 3).contains("missing.pcapng"));
    assert!(fails(&["show", "record.sh"], 3).contains("no capture file"));
    assert!(fails(&["--no-such-flag"], 1).contains("--no-such-flag"));
    assert!(fails(&["show", "-n", "9-3"], 1).contains("ends before it begins"));
    assert!(fails(&["-i", "no-such-interface0"], 2).contains("no-such-interface0"));
    assert!(fails(&["-d", "tcp.port==80,nothing"], 1).contains("nothing"));
    assert!(fails(&["protocols", "nothing"], 1).contains("nothing"));
}

#[test]
fn a_cut_file_opens_up_to_the_cut() {
    let bytes =
        std::fs::read(common::captures().join("tftp.pcapng")).expect("own captures can be read");
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("cut.pcapng");
    std::fs::write(&path, &bytes[..bytes.len() - 5]).expect("it can be written to");
    let name = path.to_string_lossy().into_owned();
    let output = decap(&["show", &name, "--format", "brackets"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("damaged at byte"));
    let whole = common::frames_of(Path::new(&common::captures().join("tftp.pcapng"))).len();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).lines().count(),
        whole - 1
    );
}

#[test]
fn rules_of_the_user_go_before_ports() {
    let plain = printed(&["show", "tftp.pcapng", "-n", "1", "--format", "brackets"]);
    assert!(plain.contains("TFTP"));
    let ruled = printed(&[
        "show",
        "tftp.pcapng",
        "-n",
        "1",
        "--format",
        "brackets",
        "-d",
        "udp.port==69,ntp",
    ]);
    assert!(ruled.contains("NTP") && !ruled.contains("TFTP"), "{ruled}");
}

#[test]
fn completions_manual_and_protocols_are_made() {
    assert!(printed(&["completions", "bash"]).contains("decap"));
    assert!(printed(&["man"]).contains(".TH decap"));
    assert!(printed(&["protocols"]).contains("Internet Protocol version 4"));
    assert!(printed(&["protocols", "tcp"]).contains("tcp.flags.syn"));
    assert!(printed(&["--version"]).starts_with("decap "));
}

#[test]
fn conversations_are_listed_and_drawn() {
    let list = printed(&["ladder", "tcp-refused.pcapng"]);
    assert_eq!(list.lines().count(), 3, "{list}");
    assert!(list.contains("203.0.113.10:8081"), "{list}");
    let first = printed(&["ladder", "tcp-refused.pcapng", "-c", "0", "--width", "80"]);
    assert!(first.contains("ECONNREFUSED"), "{first}");
    assert_eq!(
        first,
        printed(&["ladder", "tcp-refused.pcapng", "-n", "2", "--width", "80"])
    );
    let plain = ["--ascii", "--no-calls", "--raw", "--scale", "time"];
    let plain = printed(&[&["ladder", "tcp-refused.pcapng", "-c", "1"], &plain[..]].concat());
    assert!(plain.is_ascii() && !plain.contains("connect()"), "{plain}");
    let nothing = fails(&["ladder", "tcp-refused.pcapng", "-c", "9"], 1);
    assert!(nothing.contains("no conversation 9"), "{nothing}");
    fails(&["ladder", "tcp-refused.pcapng", "-n", "99"], 1);
    fails(&["ladder", "no-such-file"], 3);
}

#[test]
fn charts_have_their_points_as_json() {
    for kind in ["sequence", "rtt", "flight", "throughput"] {
        let arguments = ["chart", "tcp-loss-sender.pcapng", "-c", "0", "-k", kind];
        let text = printed(&[&arguments[..], &["--format", "json"]].concat());
        let chart: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(chart["kind"], kind);
        assert_eq!(chart["from"], "203.0.113.10:80");
        let points = chart["series"][0]["points"]
            .as_array()
            .expect("there are points");
        let in_order = points
            .windows(2)
            .all(|two| two[0]["frame"].as_u64() <= two[1]["frame"].as_u64());
        assert!(points.len() > 5 && in_order, "{text}");
        assert!(
            printed(&[&arguments[..], &["--from", "left"]].concat()).contains("→ 203.0.113.10:80")
        );
    }
    let datagrams = fails(&["chart", "dns.pcapng", "-c", "0"], 1);
    assert!(datagrams.contains("none of TCP"), "{datagrams}");
    fails(&["chart", "dns.pcapng"], 1);
}

#[test]
fn figures_are_tables_that_fit_and_objects_with_filters() {
    let text = printed(&["stats", "http-png.pcapng", "--width", "80"]);
    assert!(text.contains("Protocol hierarchy: "), "{text}");
    assert!(
        text.lines().any(|line| line.starts_with("        PNG")),
        "{text}"
    );
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    let all = [
        "--conversations",
        "--endpoints",
        "--lengths",
        "--io=1",
        "--hierarchy",
    ];
    let wide = printed(
        &[
            &["stats", "tftp.pcapng", "--width", "200", "--ascii"],
            &all[..],
        ]
        .concat(),
    );
    assert!(wide.is_ascii() && wide.contains("> Rate"), "{wide}");
    let lines = printed(&[&["stats", "tftp.pcapng", "--format", "json"], &all[..]].concat());
    let mut tables = std::collections::BTreeSet::new();
    for line in lines.lines() {
        let row: serde_json::Value = serde_json::from_str(line).expect("it is JSON");
        assert!(
            row["filter"]
                .as_str()
                .is_some_and(|filter| !filter.is_empty()),
            "{line}"
        );
        assert!(row["frames"].is_u64() && row["bytes"].is_u64(), "{line}");
        tables.insert(row["table"].as_str().expect("it has a name").to_owned());
    }
    let names: Vec<&str> = tables.iter().map(String::as_str).collect();
    assert_eq!(
        names,
        ["conversations", "endpoints", "hierarchy", "io", "lengths"]
    );
    let sort = ["--conversations=udp", "--sort", "bytes", "--top", "1"];
    let top = printed(&[&["stats", "--format", "json"], &sort[..]].concat());
    assert_eq!(top.lines().count(), 1, "{top}");
    assert!(
        top.contains("ip.addr==203.0.113.10 && udp.port==33044"),
        "{top}"
    );
    let some = ["--conversations=udp", "--format", "json", "-Y"];
    let some = printed(
        &[
            &["stats"],
            &some[..],
            &["udp.port == 33044 && frame.number > 1"],
        ]
        .concat(),
    );
    assert_eq!(some, top);
    let wrong = fails(&["stats", "dns.pcapng", "-Y", "ip.adr == 1.2.3.4"], 4);
    assert!(wrong.contains("ip.addr"), "{wrong}");
    fails(&["stats", "dns.pcapng", "--io=never"], 1);
    fails(&["stats", "no-such-file.pcap"], 3);
}

#[test]
fn figures_of_a_cut_file_come_before_the_error() {
    let whole = std::fs::read(common::captures().join("dns.pcapng")).expect("it can be read");
    let mut cut = tempfile::NamedTempFile::new().expect("there is room");
    cut.write_all(&whole[..whole.len() - 30])
        .expect("there is room");
    let path = cut.path().to_str().expect("it is text");
    let output = decap(&["stats", path, "--conversations=udp"]);
    assert_eq!(output.status.code(), Some(3));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.contains("UDP conversations: ") && text.contains(":53"),
        "{text}"
    );
    assert!(!output.stderr.is_empty());
}

#[test]
fn the_page_of_all_protocols_is_up_to_date() {
    let page = include_str!("../docs/protocols.md");
    let made = printed(&["protocols", "--markdown"]);
    let differs = made.lines().zip(page.lines()).find(|(new, old)| new != old);
    assert_eq!(
        differs, None,
        "docs/protocols.md is stale (made now, on the page): run `make docs`"
    );
    assert_eq!(
        made.lines().count(),
        page.lines().count(),
        "docs/protocols.md is stale: run `make docs`"
    );
}

#[test]
fn the_configuration_is_printed_and_obeyed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("config.toml");
    let name = file.to_str().expect("a name in UTF-8");
    let usual = printed(&["config"]);
    assert!(usual.contains("theme = \"auto\"") && usual.contains("columns = ["));
    std::fs::write(&file, usual.replace("\"r\"", "\"e\"")).expect("a file");
    assert!(printed(&["config", "--config", name]).contains("time = \"e\""));
    std::fs::write(&file, "[profile.x]\ntheme = \"light\"\n").expect("a file");
    let effective = printed(&["config", "--config", name, "-C", "x"]);
    assert!(effective.contains("theme = \"light\""), "{effective}");
    let error = fails(&["config", "--config", name, "--profile", "y"], 1);
    assert!(error.contains("it has x"), "{error}");
    std::fs::write(&file, "\nthem = \"dark\"\n").expect("a file");
    let error = fails(&["config", "--config", name], 1);
    assert!(
        error.contains("line 2") && error.contains("did you mean \"theme\"?"),
        "{error}"
    );
    fails(&["config", "--config", "no/such/file"], 1);
}

#[test]
fn colouring_rules_of_wireshark_are_imported_or_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("colorfilters");
    let name = file.to_str().expect("a name in UTF-8");
    let rules =
        "@Resets@tcp.flags.reset == 1@[65535,0,0][0,0,0]\n@Odd@no.such == 1@[0,0,0][0,0,0]\n";
    std::fs::write(&file, rules).expect("a file");
    let output = decap(&["config", "--import-colours", name]);
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && errors.contains("line 2: Odd"),
        "{errors}"
    );
    assert!(
        text.contains("name = \"Resets\"") && text.contains("#ff0000"),
        "{text}"
    );
    std::fs::write(&file, text.as_bytes()).expect("a file");
    assert_eq!(
        printed(&["config", "--config", name])
            .matches("[[colours]]")
            .count(),
        1
    );
    fails(&["config", "--import-colours", "no/such/file"], 3);
}
