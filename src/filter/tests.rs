//! Reading filters, and what is said of those that cannot be read.

use proptest::prelude::*;

use super::{Filter, Scope};
use crate::proto::registry;

fn parse(text: &str) -> Result<Filter, super::Error> {
    Filter::parse(text, registry())
}

fn wrong(text: &str) -> (String, String) {
    let error = parse(text).unwrap_err();
    (text[error.at.clone()].to_owned(), error.to_string())
}

#[test]
fn not_binds_before_and_and_before_xor_and_xor_before_or() {
    let printed = parse("arp or !udp and tcp xor ip").unwrap().to_string();
    assert_eq!(printed, "(arp or ((not (udp) and tcp) xor ip))");
}

#[test]
fn a_filter_that_asks_for_more_narrows() {
    let narrows = |new: &str, old: &str| parse(new).unwrap().narrows(&parse(old).unwrap());
    assert!(narrows("tcp and ip.ttl < 9", "tcp"));
    assert!(narrows("(ip.ttl < 9) && (tcp && udp)", "udp and tcp"));
    assert!(!narrows("tcp or ip.ttl < 9", "tcp"));
    assert!(!narrows("tcp", "tcp and udp"));
    assert!(!narrows("tcp", ""));
    assert!(!narrows("tcp and frame.time_delta_displayed > 1", "tcp"));
}

#[test]
fn errors_point_at_the_word() {
    assert_eq!(wrong("ip and tcp.prot == 80").0, "tcp.prot");
    assert!(wrong("tcp.prot").1.ends_with("did you mean tcp.port?"));
    assert_eq!(wrong("tcp.port == eighty").0, "eighty");
    assert_eq!(wrong("ip.src == 10.0.0.0/40").0, "10.0.0.0/40");
    assert_eq!(wrong("ip.ttl == 256").0, "256");
    assert_eq!(wrong("ip.ttl contains 4").0, "ip.ttl");
    assert_eq!(wrong("tcp.port in {80 443}").0, "443");
    assert_eq!(wrong("frame matches \"(\"").0, "\"(\"");
    assert_eq!(wrong("tcp tcp").0, "tcp");
    assert_eq!(wrong("tcp)").0, ")");
    assert_eq!(wrong("tcp and").0, "");
    assert_eq!(wrong("(tcp").0, "(tcp");
    assert_eq!(wrong("lower(ip.src) == 1").0, "ip.src");
    assert_eq!(wrong("40 < frame.len").0, "40");
}

#[test]
fn the_caret_stands_under_what_is_wrong() {
    let error = parse("ip and tcp.prot").unwrap_err();
    assert_eq!(
        error.pointing("ip and tcp.prot"),
        "ip and tcp.prot\n       ^^^^^^^^"
    );
}

#[test]
fn deep_and_long_filters_are_refused() {
    assert!(parse(&"(".repeat(10_000)).is_err());
    assert!(parse(&"!".repeat(10_000)).is_err());
    assert!(parse(&format!("ip.ttl == {}1", "-".repeat(10_000))).is_err());
    assert!(parse(&format!("ip{} == 1", "[0]".repeat(3_000))).is_err());
    assert!(parse(&" ".repeat(100_000)).is_err());
    assert!(parse("tcp or ".repeat(1_000).trim_end_matches("or ")).is_ok());
    assert!(parse(r#"frame matches "(a{1000}){1000}""#).is_err());
}

#[test]
fn what_is_needed_follows_from_the_names() {
    let scope = |text: &str| parse(text).unwrap().needs().scope;
    assert_eq!(
        scope("frame.len > 60 and frame contains 00:01"),
        Scope::Frame
    );
    assert_eq!(
        scope("tcp.port == 80 and ip.addr == 10.0.0.0/8"),
        Scope::Headers
    );
    assert_eq!(scope("tcp.stream == 0"), Scope::Conversations);
    assert_eq!(scope("ip.fragments"), Scope::Conversations);
    assert_eq!(scope("http or arp"), Scope::Conversations);
}

/// Words out of which filters are made.
const WORDS: [&str; 46] = [
    "tcp",
    "ip.addr",
    "tcp.port",
    "eth.src",
    "http.host",
    "frame.len",
    "frame.time",
    "foo",
    "80",
    "0x1f",
    "10.0.0.0/8",
    "fe80::1",
    "00:11:22",
    "\"text\"",
    "r\"\\d\"",
    "'a'",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "[0:2]",
    "[-1:]",
    "#1",
    ",",
    "..",
    "==",
    "!=",
    "===",
    "!==",
    "<",
    ">=",
    "contains",
    "matches",
    "in",
    "not",
    "and",
    "or",
    "xor",
    "any",
    "all",
    "+",
    "-",
    "&",
    "len(",
];

proptest! {
    #[test]
    fn no_text_is_too_much(text in "\\PC{0,60}") {
        let _ = parse(&text);
    }

    #[test]
    fn what_is_printed_is_read_again(words in prop::collection::vec(prop::sample::select(&WORDS[..]), 0..14)) {
        let text = words.join(" ");
        if let Ok(filter) = parse(&text) {
            let printed = filter.to_string();
            let again = parse(&printed);
            prop_assert!(again.is_ok(), "{text} -> {printed}: {again:?}");
            prop_assert_eq!(&again.map(|again| again.to_string()).unwrap_or_default(), &printed);
        }
    }
}
