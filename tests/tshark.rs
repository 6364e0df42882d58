//! decap's word held against tshark's, frame by frame, over the project's own captures: which
//! protocols wrap which, which bits a field covers, what number they say. `docs/fidelity.md` has
//! the figures and the reasons for what differs.

#![allow(clippy::expect_used, reason = "a test may fail with words")]

#[path = "tshark/answers.rs"]
mod answers;
mod common;
#[path = "tshark/tally.rs"]
mod tally;

use std::collections::HashSet;
use std::process::Command;

use decap::model::Kind;
use decap::proto::registry;

use tally::Tally;

/// Shares of the frames of which the chain of protocols must be right as far as it goes, and equal.
const PREFIXES: f64 = 0.995;
const CHAINS: f64 = 0.97;

/// Share of the fields that tshark reads as well that must stand at the same bits with the same
/// number.
const FIELDS: f64 = 0.999;

#[test]
fn frames_are_what_tshark_says_they_are() {
    let mut tally = Tally::default();
    let paths = common::own_captures();
    let (first, second) = paths.split_at(paths.len() / 2);
    std::thread::scope(|scope| {
        let rest = scope.spawn(|| answers::compare_all(second));
        tally.add(answers::compare_all(first));
        tally.add(rest.join().expect("the other half is compared"));
    });
    println!("{tally}");
    assert!(
        tally.frames > 7000,
        "only {} frames were compared",
        tally.frames
    );
    assert!(
        tally.prefixes() >= PREFIXES,
        "chains contradict tshark:\n{tally}"
    );
    assert!(tally.chains() >= CHAINS, "chains are not whole:\n{tally}");
    assert!(
        tally.fields() >= FIELDS,
        "fields contradict tshark:\n{tally}"
    );
}

#[test]
fn every_name_is_one_of_tsharks() {
    let output = Command::new("tshark").args(["-G", "fields"]).output();
    let output = output.expect("tshark can be started (scripts/setup.sh test installs it)");
    let text = String::from_utf8_lossy(&output.stdout);
    // `F`, label, name, ... and `P`, label, name for protocols.
    let known: HashSet<&str> = text
        .lines()
        .filter_map(|line| line.split('\t').nth(2))
        .collect();
    assert!(known.contains("ip.src"), "tshark lists its fields");
    let protocols = registry().protocols();
    let fields = protocols.iter().flat_map(|protocol| protocol.all_fields());
    let dotted = fields.filter(|spec| spec.kind != Kind::Gap && spec.name.contains('.'));
    let mut unknown: Vec<&str> = dotted
        .map(|spec| spec.name)
        .filter(|name| !known.contains(name))
        .collect();
    unknown.sort_unstable();
    unknown.dedup();
    assert!(
        unknown.is_empty(),
        "tshark has no fields with the names {unknown:?}"
    );
}
