//! What tshark counts, and the same of decap in the same form.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use decap::model::Address;
use decap::statistics::{Count, End, Figures, Hierarchy, Kind, Order};

/// Frames from the lower to the higher end and back, by the ends as tshark writes them. Bytes are
/// rounded there; endpoints have them exactly.
pub type Conversations = BTreeMap<(String, String), [u64; 2]>;
/// Frames and bytes sent and received.
pub type Endpoints = BTreeMap<String, [u64; 4]>;
/// Frames, shortest and longest.
pub type Lengths = Vec<(u64, Option<(u32, u32)>)>;

/// What tshark says of a capture.
#[derive(Default)]
pub struct Answer {
    pub conversations: Vec<(Kind, Conversations)>,
    pub endpoints: Vec<(Kind, Endpoints)>,
    pub lengths: Lengths,
    /// Frames and bytes of each second in which a frame came.
    pub series: BTreeMap<u64, (u64, u64)>,
    pub protocols: BTreeMap<String, (u64, u64)>,
}

impl Answer {
    pub fn len(&self) -> usize {
        let pairs = self.conversations.iter().map(|(_, rows)| rows.len());
        let ends = self.endpoints.iter().map(|(_, rows)| rows.len());
        pairs.sum::<usize>() + ends.sum::<usize>() + self.series.len() + self.protocols.len()
    }
}

/// Asks for all figures in one run.
pub fn ask(path: &Path) -> Answer {
    let mut tshark = Command::new("tshark");
    tshark.args(["-n", "-q", "-r"]).arg(path);
    for kind in Kind::ALL {
        tshark.args(["-z", &format!("conv,{}", kind.name())]);
        tshark.args(["-z", &format!("endpoints,{}", kind.name())]);
    }
    for figures in ["plen,tree", "io,stat,1", "io,phs"] {
        tshark.args(["-z", figures]);
    }
    let output = tshark.output();
    let output = output.expect("tshark can be started (scripts/setup.sh test installs it)");
    read(&String::from_utf8_lossy(&output.stdout))
}

fn read(text: &str) -> Answer {
    let mut answer = Answer::default();
    let (mut section, mut chain) = ("", Vec::new());
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let Some(kind) = kind_of(&words) {
            section = words[1];
            match section {
                "Conversations" => answer.conversations.push((kind, BTreeMap::new())),
                _ => answer.endpoints.push((kind, BTreeMap::new())),
            }
        } else if line.starts_with("Packet Lengths:") {
            section = "lengths";
        } else if line.contains("IO Statistics") {
            section = "io";
        } else if line.starts_with("Protocol Hierarchy") {
            section = "protocols";
        } else {
            match section {
                "Conversations" => conversation(&words, &mut answer),
                "Endpoints" => endpoint(&words, &mut answer),
                "lengths" => length(line, &mut answer),
                "io" => interval(&line.replace('|', " | "), &mut answer),
                "protocols" => protocol(line, &mut chain, &mut answer),
                _ => {}
            }
        }
    }
    answer
}

fn kind_of(words: &[&str]) -> Option<Kind> {
    let [title, "Conversations" | "Endpoints"] = words else {
        return None;
    };
    Kind::ALL.into_iter().find(|kind| kind.title() == *title)
}

/// `A <-> B`, then frames and bytes from B, from A and in all.
fn conversation(words: &[&str], answer: &mut Answer) {
    if let ([a, "<->", b, rest @ ..], Some((_, rows))) = (words, answer.conversations.last_mut())
        && let (Some(Ok(from_b)), Some(Ok(from_a))) = (number(rest, 0), number(rest, 3))
    {
        let (key, sent) = match a <= b {
            true => ((*a, *b), [from_a, from_b]),
            false => ((*b, *a), [from_b, from_a]),
        };
        // A port pair that was used again has a row for every connection.
        let row = rows
            .entry((key.0.to_owned(), key.1.to_owned()))
            .or_default();
        row[0] += sent[0];
        row[1] += sent[1];
    }
}

/// Address, port if there is one, then frames and bytes in all, sent and received.
fn endpoint(words: &[&str], answer: &mut Answer) {
    let Some((place, figures)) = words.split_at_checked(words.len().saturating_sub(6)) else {
        return;
    };
    let figures: Vec<u64> = figures
        .iter()
        .filter_map(|word| word.parse().ok())
        .collect();
    if let (1 | 2, [_, _, figures @ ..], Some((_, rows))) =
        (place.len(), figures.as_slice(), answer.endpoints.last_mut())
        && let Ok(figures) = figures.try_into()
    {
        rows.insert(place.join(":"), figures);
    }
}

/// Bucket, frames, average, shortest, longest.
fn length(line: &str, answer: &mut Answer) {
    let line = line.replace(" and greater", "-");
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_bucket = words
        .first()
        .is_some_and(|word| word.contains('-') && !word.contains("--"));
    if let (true, Some(Ok(frames))) = (is_bucket, number(&words, 1)) {
        let low = number(&words, 3).and_then(Result::ok);
        let high = number(&words, 4).and_then(Result::ok);
        answer.lengths.push((
            frames,
            low.zip(high).map(|(low, high)| (low as u32, high as u32)),
        ));
    }
}

/// `| 0 <> 1 | frames | bytes |`; the last one may end with the capture.
fn interval(line: &str, answer: &mut Answer) {
    let words: Vec<&str> = line.split_whitespace().collect();
    if let ["|", from, "<>", _, "|", frames, "|", bytes, "|"] = words.as_slice()
        && let (Ok(from), Ok(frames), Ok(bytes)) =
            (from.parse::<f64>(), frames.parse(), bytes.parse())
        && frames > 0
    {
        answer.series.insert(from as u64, (frames, bytes));
    }
}

/// An indented tree. What tshark only shows as a branch of another protocol, or decap knows better
/// (`docs/fidelity.md`), is left out: quoted headers, extension headers of IPv6, bodies by their
/// type, and what is behind them; what TLS hides; several messages in one frame.
fn protocol(line: &str, chain: &mut Vec<String>, answer: &mut Answer) {
    const TOLD_OTHERWISE: [&str; 8] = [
        "data",
        "media",
        "json",
        "png",
        "image-gif",
        "image-jfif",
        "data-text-lines",
        "urlencoded-form",
    ];
    let words: Vec<&str> = line.split_whitespace().collect();
    let [name, frames, bytes] = words.as_slice() else {
        return;
    };
    let figure = |word: &str, key: &str| word.strip_prefix(key)?.parse::<u64>().ok();
    let (Some(frames), Some(bytes)) = (figure(frames, "frames:"), figure(bytes, "bytes:")) else {
        return;
    };
    chain.truncate((line.len() - line.trim_start().len()) / 2);
    chain.push((*name).to_owned());
    let told_otherwise = chain
        .iter()
        .any(|name| TOLD_OTHERWISE.contains(&name.as_str()));
    let repeated = chain
        .windows(2)
        .any(|two| two[0] == two[1] && two[0] != "ip" && two[0] != "ipv6");
    let ends_with_link = [
        "eth", "ip", "ipv6", "tcp", "udp", "arp", "icmp", "vlan", "gre",
    ];
    if !told_otherwise && !repeated && ends_with_link.contains(name) && !is_behind_extension(chain)
    {
        // Frames with a comment have a tree of their own there.
        let names = chain.iter().map(String::as_str);
        let names: Vec<&str> = names.filter(|name| *name != "pkt_comment").collect();
        let row = answer.protocols.entry(names.join(":")).or_default();
        *row = (row.0 + frames, row.1 + bytes);
    }
}

/// True if something stands inside an IPv6 tunnel, whose header carries an option that limits it.
fn is_behind_extension(chain: &[String]) -> bool {
    chain
        .windows(2)
        .any(|two| two[0] == "ipv6" && (two[1] == "ip" || two[1] == "ipv6"))
}

fn number(words: &[&str], skip: usize) -> Option<Result<u64, std::num::ParseIntError>> {
    words.get(skip).map(|word| word.parse())
}

pub fn conversations(figures: &Figures, kind: Kind) -> Conversations {
    let mut rows = Conversations::new();
    for row in figures.table(kind).sorted(Order::Start, usize::MAX) {
        let [a, b] = row.ends.map(|end| tsharks(&end));
        let [from_a, from_b] = row.sent.map(|sent| sent.frames);
        match a <= b {
            true => rows.insert((a, b), [from_a, from_b]),
            false => rows.insert((b, a), [from_b, from_a]),
        };
    }
    rows
}

pub fn endpoints(figures: &Figures, kind: Kind) -> Endpoints {
    let (rows, _) = figures.table(kind).endpoints(Order::Start, usize::MAX);
    let figures = |sent: Count, got: Count| [sent.frames, sent.bytes, got.frames, got.bytes];
    let rows = rows
        .iter()
        .map(|row| (tsharks(&row.end), figures(row.sent, row.received)));
    rows.collect()
}

/// An end as tshark writes it: IPv6 addresses without brackets.
fn tsharks(end: &End) -> String {
    match end.address {
        Address::Ip(ip) if end.port != 0 => format!("{ip}:{}", end.port),
        _ => end.to_string(),
    }
}

pub fn lengths(figures: &Figures) -> Lengths {
    let buckets = figures.lengths().buckets().iter();
    buckets
        .map(|bucket| (bucket.count.frames, bucket.extremes))
        .collect()
}

pub fn series(figures: &Figures) -> BTreeMap<u64, (u64, u64)> {
    let bins = figures.series().bins().iter().enumerate();
    let busy = bins.filter(|(_, bin)| bin.frames > 0);
    busy.map(|(index, bin)| (index as u64, (bin.frames, bin.bytes)))
        .collect()
}

/// Frames and bytes of the nodes with this chain. tshark shows extension headers of IPv6 inside the
/// IPv6 header: they are left out of the chain.
pub fn node(tree: &Hierarchy, chain: &str) -> Option<(u64, u64)> {
    let is_extension = |name: &str| name.starts_with("ipv6.");
    let mut found = None;
    for (place, node) in tree.rows() {
        let names = tree.chain(place).into_iter().map(|info| info.name);
        let names: Vec<&str> = names.filter(|name| !is_extension(name)).collect();
        if !is_extension(node.info.name) && names.join(":") == chain {
            let (frames, bytes) = found.unwrap_or_default();
            found = Some((frames + node.count.frames, bytes + node.count.bytes));
        }
    }
    found
}
