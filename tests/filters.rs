//! Display filters held against `tshark -Y`: the same frames must match.
//!
//! `tests/filters/list.txt` has the filters with their captures. What decap and tshark see
//! differently is listed there with the reason, and must differ.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail with words"
)]

mod common;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use decap::decode::{Peeler, Want};
use decap::filter::{Around, Filter, Scan};
use decap::model::Frame;
use decap::proto::registry;
use decap::store::Store;
use decap::talk::Listener;

/// A line of the list.
struct Case {
    capture: PathBuf,
    filter: String,
    /// Why decap's answer is not tshark's.
    differs: Option<String>,
}

fn cases() -> Vec<Case> {
    let lines = include_str!("filters/list.txt").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let case = |line: &str| {
        let mut parts = line.split('\t');
        let name = parts.next().expect("a capture");
        Case {
            capture: common::captures().join(format!("{name}.pcapng")),
            filter: parts.next().expect("a filter").to_owned(),
            differs: parts.next().map(str::to_owned),
        }
    };
    lines.map(case).collect()
}

/// What one filter gives: frames, or why there are none.
type Answer = Result<Vec<u64>, String>;

/// What tshark finds in a capture with each of these filters. One start of it for all of them: a
/// script has it listen with every filter.
fn tshark(capture: &Path, filters: &[&str]) -> Vec<Answer> {
    let mut script = tempfile::Builder::new()
        .suffix(".lua")
        .tempfile()
        .expect("a script can be written");
    let listed: Vec<String> = filters
        .iter()
        .map(|filter| format!("[==[{filter}]==]"))
        .collect();
    write!(
        script,
        "local filters = {{ {} }}\n{LISTEN}",
        listed.join(",\n")
    )
    .expect("a script can be written");
    let output = Command::new("tshark")
        .args(["-q", "-n", "-X"])
        .arg(format!("lua_script:{}", script.path().display()))
        .arg("-r")
        .arg(capture)
        .output()
        .expect("tshark can be started (scripts/setup.sh test installs it)");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let answer = |index: usize| {
        let of = |mark: char| {
            let start = format!("{mark}{index}\t");
            text.lines()
                .find_map(|line| line.strip_prefix(start.as_str()).map(str::to_owned))
        };
        match (of('F'), of('E')) {
            (Some(hits), _) => Ok(hits.split(' ').filter_map(|hit| hit.parse().ok()).collect()),
            (None, Some(error)) => Err(error),
            (None, None) => panic!("tshark says nothing of {}: {output:?}", filters[index - 1]),
        }
    };
    (1..=filters.len()).map(answer).collect()
}

/// Prints for every filter the frames that it finds, or what is wrong with it.
const LISTEN: &str = r#"
for i, f in ipairs(filters) do
  local ok, tap = pcall(Listener.new, "frame", f)
  if ok then
    local hits = {}
    function tap.packet(pinfo) hits[#hits + 1] = tostring(pinfo.number) end
    function tap.draw() print("F" .. i .. "\t" .. table.concat(hits, " ")) end
  else
    print("E" .. i .. "\t" .. tostring(tap))
  end
end
"#;

/// The frames that a scan finds.
fn scanned(capture: &Path, filter: &str) -> Answer {
    let filter = Filter::parse(filter, registry()).map_err(|error| error.to_string())?;
    let store = Store::open(capture).expect("the capture opens");
    let scan = Scan::start(store, Peeler::new(registry()), filter, None).expect("threads start");
    let found = scan.wait().expect("the capture can be read");
    Ok(found.iter().collect())
}

/// The frames that match when everything is decoded in order.
fn decoded(capture: &Path, filter: &str) -> Answer {
    let filter = Filter::parse(filter, registry()).map_err(|error| error.to_string())?;
    let store = Store::open(capture).expect("the capture opens");
    store.wait_complete();
    let mut listener = Listener::new(Peeler::new(registry()));
    let (mut frames, mut frame) = (store.frames(1..), Frame::empty());
    let (mut around, mut found) = (Around::default(), Vec::new());
    while frames.read(&mut frame).expect("the capture can be read") {
        around.first = around.first.or(frame.info.time);
        let view = listener.hear(&frame, Want::Full);
        if filter.matches_in(&view, &around) {
            found.push(frame.info.number);
            around.displayed = frame.info.time;
        }
        around.previous = frame.info.time;
    }
    Ok(found)
}

/// What is wrong with decap's answer to a case, if anything is.
fn judge(case: &Case, theirs: &Answer) -> Option<String> {
    let ours = scanned(&case.capture, &case.filter);
    let name = case.capture.file_stem().unwrap_or_default().display();
    let all = decoded(&case.capture, &case.filter);
    if ours != all {
        return Some(format!(
            "{name}\t{}\n  scanned {ours:?}\n  decoded {all:?}",
            case.filter
        ));
    }
    let same = match (&ours, theirs) {
        (Ok(ours), Ok(theirs)) => ours == theirs,
        (Err(_), Err(_)) => true,
        _ => false,
    };
    let told = match (same, &case.differs) {
        (true, None) | (false, Some(_)) => return None,
        (true, Some(_)) => "listed as different, and is the same",
        (false, None) => "differs",
    };
    Some(format!(
        "{name}\t{}\n  {told}\n  decap  {ours:?}\n  tshark {theirs:?}",
        case.filter
    ))
}

#[test]
fn the_same_frames_match_as_in_tshark() {
    let cases = cases();
    let mut captures: BTreeMap<&Path, Vec<&Case>> = BTreeMap::new();
    for case in &cases {
        captures.entry(&case.capture).or_default().push(case);
    }
    let mut wrong = Vec::new();
    for (capture, cases) in captures {
        let filters: Vec<&str> = cases.iter().map(|case| case.filter.as_str()).collect();
        let answers = tshark(capture, &filters);
        let judged = cases.iter().zip(&answers);
        wrong.extend(judged.filter_map(|(case, theirs)| judge(case, theirs)));
    }
    let listed = cases.iter().filter(|case| case.differs.is_some()).count();
    println!("{} filters, {listed} listed as different", cases.len());
    assert!(cases.len() - listed >= 200, "too few filters");
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
