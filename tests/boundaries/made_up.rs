//! The check itself, tried on made-up sources.

use std::path::Path;

use super::{MAX_LINES, MAX_LINES_MAIN, check, max_lines};

/// The findings in `source` if it were the file `file`, as `line: path`.
fn findings(file: &str, source: &str) -> Vec<String> {
    let found = check(Path::new(file), source).into_iter();
    found
        .map(|(line, text)| format!("{line}: {}", text.split('`').nth(3).unwrap_or(&text)))
        .collect()
}

#[test]
fn an_import_from_below_is_found() {
    assert_eq!(
        findings("decode/peel.rs", "\nuse crate::tui::State;\n"),
        ["2: crate::tui::State"]
    );
    assert_eq!(findings("model.rs", "use decap::cli;\n"), ["1: crate::cli"]);
    assert_eq!(
        findings("store/mod.rs", "pub(crate) use crate::filter::parse as p;"),
        ["1: crate::filter::parse"]
    );
}

#[test]
fn an_import_from_above_is_not() {
    let source = "use crate::model::Layer;\nuse crate::{decode, proto::tcp, store::{self, Store}};\nuse crate::talk::*;\n";
    assert!(findings("talk/flow.rs", source).is_empty());
    assert!(findings("cli/mod.rs", "use crate::{tui, render, capture};").is_empty());
}

#[test]
fn nested_groups_over_several_lines_are_read() {
    let source = "use crate::{\n    model::Layer,\n    tui::{\n        state::State,\n        self,\n    },\n    cli as command_line,\n};\n";
    let expected = [
        "4: crate::tui::state::State",
        "5: crate::tui",
        "7: crate::cli",
    ];
    assert_eq!(findings("render/tree.rs", source), expected);
}

#[test]
fn a_path_in_the_code_is_found() {
    let source =
        "fn f() -> crate::tui::Theme {\n    let x = decap::cli::run(1, 'a', \"b\");\n    x\n}\n";
    assert_eq!(
        findings("render/box.rs", source),
        ["1: crate::tui::Theme", "2: crate::cli::run"]
    );
    assert_eq!(
        findings(
            "model/m.rs",
            "macro_rules! m { () => { $crate::store::S } }"
        ),
        ["1: crate::store::S"]
    );
    assert_eq!(
        findings("model/m.rs", "let a = A { ..crate::tui::A };"),
        ["1: crate::tui::A"]
    );
    assert_eq!(
        findings("model/m.rs", "<crate::tui::A as B>::c()"),
        ["1: crate::tui::A"]
    );
}

#[test]
fn super_and_self_are_followed() {
    assert_eq!(
        findings("proto/link/arp.rs", "use super::super::super::tui::X;"),
        ["1: crate::tui::X"]
    );
    assert_eq!(
        findings("proto/mod.rs", "use super::store::Frame;"),
        ["1: crate::store::Frame"]
    );
    assert_eq!(
        findings("proto/mod.rs", "mod tests { use super::super::store::F; }"),
        ["1: crate::store::F"]
    );
    assert_eq!(
        findings("decode/mod.rs", "fn f() { self::super::proto::all() }"),
        ["1: crate::proto::all"]
    );
    assert!(
        findings(
            "decode/mod.rs",
            "mod tests { use super::tui::X; }\nuse self::store::Y;"
        )
        .is_empty()
    );
    assert!(findings("render/mod.rs", "mod a { mod b { } use super::tui; }").is_empty());
}

#[test]
fn an_alias_does_not_hide_a_room() {
    let source =
        "use crate as root;\nuse super::super as up;\nfn f() { root::tui::x(); up::cli::y() }";
    assert_eq!(
        findings("decode/a.rs", source),
        ["3: crate::tui::x", "3: crate::cli::y"]
    );
    assert_eq!(findings("decode/a.rs", "use crate::*;"), ["1: crate::*"]);
    assert_eq!(
        findings("decode/a.rs", "use {crate::{self as r}, r::tui::X};"),
        ["1: crate::tui::X"]
    );
}

#[test]
fn a_bad_import_is_told_once() {
    let source = "use crate::tui::State;\nfn f() { State::new(); State::new() }\n";
    assert_eq!(findings("filter/f.rs", source), ["1: crate::tui::State"]);
}

#[test]
fn comments_strings_and_other_names_do_not_count() {
    let source = r####"//! [`crate::tui::State`]
/* use crate::tui; /* nested */ use crate::tui; */
const A: &str = "use crate::tui::X;";
const B: &str = r#"crate::tui::"X" "#;
const C: &[u8] = b"crate::tui::\"X";
const D: (char, u8) = ('"', b'\'');
fn f<'a>(tui: &'a Tui) -> &'a str { tui.state::<u8>(); tui::draw(); r#"crate::cli"# }
fn g() -> impl Sized + use<'static> {}
"####;
    assert!(
        findings("decode/d.rs", source).is_empty(),
        "{:?}",
        findings("decode/d.rs", source)
    );
    let after = format!("{source}use crate::tui::X;\n");
    assert_eq!(findings("decode/d.rs", &after), ["9: crate::tui::X"]);
}

#[test]
fn capture_knows_nothing_of_decoding() {
    let source = "use crate::{decode::Peeler, proto, model::Layer};";
    assert_eq!(
        findings("capture/live.rs", source),
        ["1: crate::decode::Peeler", "1: crate::proto"]
    );
    assert!(findings("store/mod.rs", source).is_empty());
}

#[test]
fn only_the_tui_draws() {
    let source = "use ratatui::style::Style;\nfn f() { crossterm::terminal::size(); ::ratatui_image::picker::Picker::new() }";
    assert!(findings("tui/theme.rs", source).is_empty());
    for file in ["render/bits.rs", "cli/mod.rs", "model/layer.rs"] {
        assert_eq!(findings(file, source).len(), 3, "{file}");
    }
    assert_eq!(
        findings("render/bits.rs", "extern crate ratatui as r;"),
        ["1: ratatui"]
    );
}

#[test]
fn pure_rooms_do_no_input_or_output() {
    let source = "use std::{fs::File, net::{Ipv4Addr, TcpStream}, io::{self, Read}};\nfn f() { io::stdin(); std::net::UdpSocket::bind(0); pcap::Device::list(); }";
    let expected = [
        "1: std::fs::File",
        "1: std::net::TcpStream",
        "2: std::io::stdin",
        "2: std::net::UdpSocket",
        "2: pcap::Device::list",
    ];
    let found = findings("proto/dns.rs", source);
    assert_eq!(found.len(), expected.len(), "{found:?}");
    assert!(
        found
            .iter()
            .zip(expected)
            .all(|(found, start)| found.starts_with(start)),
        "{found:?}"
    );
    assert!(findings("capture/file.rs", source).is_empty());
    let addresses = "use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};\nfn f() -> std::net::IpAddr {}";
    assert!(findings("model/value.rs", addresses).is_empty());
}

#[test]
fn tests_of_pure_rooms_may_read_files_but_not_cross_rooms() {
    let source = "#[cfg(test)]\nmod tests {\n    use std::fs;\n    fn f() { crate::tui::x() }\n}\nuse std::fs;\n";
    assert_eq!(
        findings("model/a.rs", source),
        ["4: crate::tui::x", "6: std::fs"]
    );
    assert_eq!(findings("model/a/tests.rs", source), ["4: crate::tui::x"]);
    assert_eq!(
        findings(
            "model/a.rs",
            "#[cfg(test)]\nuse std::fs;\nuse std::fs::File;"
        ),
        ["3: std::fs::File"]
    );
    let function =
        "#[cfg(test)]\nfn f(x: [u8; 3]) { std::fs::read(x) }\nfn g() { std::fs::read(1) }";
    assert_eq!(findings("model/a.rs", function), ["3: std::fs::read"]);
}

#[test]
fn the_root_is_no_side_door_and_every_file_has_a_room() {
    assert!(findings("lib.rs", "pub mod model;\npub mod tui;\n").is_empty());
    assert_eq!(findings("lib.rs", "pub use tui::State;").len(), 1);
    assert!(
        findings(
            "main.rs",
            "use decap::cli;\nfn main() { decap::tui::run() }"
        )
        .is_empty()
    );
    assert_eq!(findings("helpers.rs", "").len(), 1);
    assert_eq!(findings("util/a.rs", "").len(), 1);
}

#[test]
fn main_is_held_shorter_than_the_rest() {
    assert_eq!(max_lines(Path::new("main.rs")), MAX_LINES_MAIN);
    assert_eq!(max_lines(Path::new("tui/main.rs")), MAX_LINES);
}
