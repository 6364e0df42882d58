//! Display filters held against `tshark -Y`: the same frames must match.
//!
//! `tests/filters/list.txt` has the filters with their captures. What decap and tshark see
//! differently is listed there with the reason, and must differ. `tests/filters/shared.txt` has filters
//! over captures that are not part of the project: they are held against tshark where these are there,
//! beside the project in `../shared/captures` or where `DECAP_CAPTURES` says.

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

use decap::decode::{Peeler, Want, Wanted};
use decap::filter::{Around, Filter, Scan};
use decap::model::{Dissection, Frame, FrameView};
use decap::proto::registry;
use decap::render::{Format, Style};
use decap::store::Store;
use decap::talk::{Ears, Learner, Listener, Look, Relay, Visitor};

/// A line of the list.
struct Case {
    capture: PathBuf,
    filter: String,
    /// Why decap's answer is not tshark's.
    differs: Option<String>,
}

/// The cases of a list; `find` knows where its captures are.
fn cases_of(list: &str, find: impl Fn(&str) -> PathBuf) -> Vec<Case> {
    let lines = list.lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let case = |line: &str| {
        let mut parts = line.split('\t');
        Case {
            capture: find(parts.next().expect("a capture")),
            filter: parts.next().expect("a filter").to_owned(),
            differs: parts.next().map(str::to_owned),
        }
    };
    lines.map(case).collect()
}

/// The list over the project's own captures.
fn cases() -> Vec<Case> {
    let own = |name: &str| common::captures().join(format!("{name}.pcapng"));
    cases_of(include_str!("filters/list.txt"), own)
}

/// The cases by their captures.
fn by_capture(cases: &[Case]) -> BTreeMap<&Path, Vec<&Case>> {
    let mut captures: BTreeMap<&Path, Vec<&Case>> = BTreeMap::new();
    for case in cases {
        captures.entry(&case.capture).or_default().push(case);
    }
    captures
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

/// The frames with odd numbers that a scan of these alone finds.
fn narrowed(capture: &Path, filter: &str) -> Answer {
    let filter = Filter::parse(filter, registry()).map_err(|error| error.to_string())?;
    let store = Store::open(capture).expect("the capture opens");
    store.wait_complete();
    let odd = Some((1..=store.len()).step_by(2).collect());
    let scan = Scan::start(store, Peeler::new(registry()), filter, odd).expect("threads start");
    let found = scan.wait().expect("the capture can be read");
    Ok(found.iter().collect())
}

/// The frames that a scan finds with what was learned of the conversations.
fn recalled(capture: &Path, filter: &str) -> Answer {
    let filter = Filter::parse(filter, registry()).map_err(|error| error.to_string())?;
    let store = Store::open(capture).expect("the capture opens");
    let peeler = Peeler::new(registry());
    let learner = Learner::start(store.clone(), peeler.clone()).expect("a thread starts");
    let scan = Scan::recalled(store, peeler, filter, None, &learner).expect("threads start");
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

/// What a scan says that is told more than the filter, if that is not the same.
fn other_ways(case: &Case, all: &Answer) -> Option<String> {
    let known = recalled(&case.capture, &case.filter);
    if known != *all {
        return Some(format!("recalled {known:?}"));
    }
    let odd = narrowed(&case.capture, &case.filter);
    let of_all = all.clone().map(|mut all| {
        all.retain(|number| number % 2 == 1);
        all
    });
    (odd != of_all).then(|| format!("among odd frames {odd:?}"))
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
    if let Some(wrong) = other_ways(case, &all) {
        return Some(format!(
            "{name}\t{}\n  {wrong}\n  decoded {all:?}",
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

/// Holds the cases against tshark; what is wrong with them.
fn judge_all(cases: &[Case]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (capture, cases) in by_capture(cases) {
        let filters: Vec<&str> = cases.iter().map(|case| case.filter.as_str()).collect();
        let answers = tshark(capture, &filters);
        let judged = cases.iter().zip(&answers);
        wrong.extend(judged.filter_map(|(case, theirs)| judge(case, theirs)));
    }
    wrong
}

#[test]
fn the_same_frames_match_as_in_tshark() {
    let cases = cases();
    let wrong = judge_all(&cases);
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

#[test]
fn the_same_frames_match_in_captures_of_others() {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/captures");
    let folder = std::env::var_os("DECAP_CAPTURES").map_or_else(beside, PathBuf::from);
    let cases = cases_of(include_str!("filters/shared.txt"), |name| folder.join(name));
    let (there, missing): (Vec<Case>, Vec<Case>) =
        cases.into_iter().partition(|case| case.capture.exists());
    for case in &missing {
        println!("not there: {}\t{}", case.capture.display(), case.filter);
    }
    let wrong = judge_all(&there);
    println!("{} filters, {} not asked", there.len(), missing.len());
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Where a capture has these fields, and their values.
fn values(capture: &Path, peeler: Peeler<'static>, names: &[&str]) -> Vec<String> {
    let mut listener = Listener::new(peeler);
    let mut found = Vec::new();
    for frame in common::frames_of(capture) {
        let view = listener.hear(&frame, Want::Full);
        let fields = view.dissection.fields.iter();
        for field in fields.filter(|field| names.contains(&field.spec.name)) {
            let (name, span, value) = (field.spec.name, field.span, view.value(field));
            found.push(format!("{} {name} {span:?} {value}", frame.info.number));
        }
    }
    found
}

#[test]
fn what_a_filter_names_is_read_as_in_a_full_decode() {
    let cases = cases();
    let mut asked = 0;
    for (capture, cases) in by_capture(&cases) {
        let filters = cases
            .iter()
            .map(|case| Filter::parse(&case.filter, registry()));
        let mut names: Vec<&'static str> = filters
            .filter_map(Result::ok)
            .flat_map(|filter| filter.needs().fields.clone())
            .collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let only = Peeler::new(registry()).only(Wanted::new(&[name], registry()));
            let all = values(capture, Peeler::new(registry()), &[name]);
            let case = format!("{name} in {}", capture.display());
            assert_eq!(values(capture, only, &[name]), all, "{case}");
            asked += 1;
        }
    }
    assert!(asked >= 190, "only {asked} fields were asked");
}

/// A frame as `decap show --format json` prints it.
fn shown(view: &FrameView<'_>) -> String {
    let mut text = String::new();
    let drawn = Format::Json.draw(view, &Style::default(), &mut text);
    drawn.expect("a String takes all");
    text
}

/// All frames of a capture, heard on one thread and drawn on others.
fn relayed(store: &Store, peeler: &Peeler<'static>) -> String {
    let ears = Ears {
        store: store.clone(),
        last: u64::MAX,
        peeler: peeler.clone(),
        want: Want::Skim,
    };
    let looker = || {
        let (mut peeler, mut out) = (peeler.clone(), Dissection::default());
        move |look: &Look<'_>, (): &(), text: &mut String| {
            look.peel(&mut peeler, Want::Fields, &mut out);
            text.push_str(&shown(&look.view(&out)));
        }
    };
    let mut relay = Relay::start(ears, |_| Some(()), looker).expect("there are threads");
    let mut all = String::new();
    let mut add = |text: &str| {
        all.push_str(text);
        Ok::<(), ()>(())
    };
    while relay.next(&mut add).expect("a String takes all") {}
    relay.end().expect("frames are read");
    all
}

#[test]
fn a_frame_looks_the_same_however_it_is_reached() {
    for path in common::own_captures() {
        let peeler = Peeler::new(registry());
        let store = Store::open(&path).expect("own captures can be opened");
        store.wait_complete();
        let mut listener = Listener::new(peeler.clone());
        let relayed = relayed(&store, &peeler);
        let mut relayed = relayed.lines();
        // Each of these visits every third frame, beginning at another one.
        let visitor = || Visitor::new(store.clone(), peeler.clone());
        let mut visitors = [visitor(), visitor(), visitor()];
        for frame in common::frames_of(&path) {
            let number = frame.info.number;
            let expected = shown(&listener.hear(&frame, Want::Full));
            let case = format!("frame {number} of {}", path.display());
            assert_eq!(relayed.next(), Some(expected.trim_end()), "{case}, relayed");
            for (turn, visitor) in visitors.iter_mut().enumerate() {
                if number % 3 != turn as u64 {
                    visitor.pass_by(&frame);
                    continue;
                }
                let view = visitor.visit(&frame, Want::Full).expect("frames are read");
                assert_eq!(shown(&view), expected, "{case}, visited");
            }
        }
        assert_eq!(relayed.next(), None, "{}", path.display());
    }
}
