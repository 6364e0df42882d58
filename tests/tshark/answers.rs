//! Asking both programs about a capture, and comparing their answers.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::tally::{Chains, Tally};

/// Names in tshark's chain that are no layers: bookkeeping, parts of headers, certificates inside
/// TLS, and bytes that nobody takes apart.
const NO_LAYERS: [&str; 14] = [
    "ethertype",
    "raw",
    "data",
    "media",
    "data-text-lines",
    "mptcp",
    "ipv6.hopopts",
    "ipv6.dstopts",
    "ipv6.routing",
    "ipv6.fraghdr",
    "ber",
    "pkcs-1",
    "cms",
    "ocsp",
];

/// Where a field stands, in bits from the start of the frame; its bytes, or the number in its bits,
/// in hexadecimal digits; and what tshark shows for it.
#[derive(Debug, Clone)]
struct Place {
    start: u64,
    end: u64,
    /// Which bits of the number in these bytes it is; 0 for all.
    mask: u64,
    hex: String,
    shown: String,
}

/// What tshark says of a frame.
#[derive(Debug, Default)]
struct Reference {
    chain: Vec<String>,
    fields: HashMap<String, Vec<Place>>,
}

/// Compares captures one after the other.
pub fn compare_all(paths: &[PathBuf]) -> Tally {
    let mut tally = Tally::default();
    for path in paths {
        compare(path, &mut tally);
    }
    tally
}

fn compare(path: &Path, tally: &mut Tally) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let references = tshark(path);
    let frames = decap(path);
    assert_eq!(
        references.len(),
        frames.len(),
        "{name}: both see the same frames"
    );
    for (reference, frame) in references.iter().zip(&frames) {
        let at = || format!("{name}:{}", frame["frame"]);
        compare_chains(reference, frame, &at, tally);
        for layer in list(&frame["layers"]) {
            for field in list(&layer["fields"]) {
                let is_derived = [layer, field]
                    .iter()
                    .any(|of| of["source"] == "reassembled");
                if !is_derived && field["len"] != 0 {
                    compare_field(reference, field, &at, tally);
                }
            }
        }
    }
}

fn compare_chains(
    reference: &Reference,
    frame: &Value,
    at: &dyn Fn() -> String,
    tally: &mut Tally,
) {
    let names = list(&frame["layers"])
        .iter()
        .filter_map(|layer| layer["proto"].as_str());
    let chain = normal(names);
    let chains = if chain == reference.chain {
        Chains::Equal
    } else if reference.chain.starts_with(&chain) {
        Chains::Shorter
    } else {
        Chains::Other
    };
    tally.frame(chains);
    if chains != Chains::Equal {
        let kind = format!(
            "{} instead of {}",
            chain.join(":"),
            reference.chain.join(":")
        );
        tally.differs(kind, at);
    }
}

/// Layers only; of several messages of one protocol the first, and a label stack once.
fn normal<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut chain: Vec<String> = Vec::new();
    let mut is_above_transport = false;
    for name in names {
        let is_layer = !NO_LAYERS.contains(&name)
            && !["_ws.", "x509", "pkix"]
                .iter()
                .any(|start| name.starts_with(start));
        let is_repeated = is_above_transport && chain.iter().any(|known| known == name);
        let is_stacked = name == "mpls" && chain.last().is_some_and(|last| last == "mpls");
        if is_layer && !is_repeated && !is_stacked {
            chain.push(name.to_owned());
        }
        is_above_transport |= ["tcp", "udp", "sctp"].contains(&name);
    }
    chain
}

fn compare_field(reference: &Reference, field: &Value, at: &dyn Fn() -> String, tally: &mut Tally) {
    let name = field["name"].as_str().unwrap_or_default();
    let Some(places) = reference.fields.get(name) else {
        return;
    };
    let bits = bits(field);
    let value = field["value"].as_str().unwrap_or_default();
    let mask = field["mask"].as_str().and_then(number);
    let same_place = |place: &&Place| match mask {
        Some(mask) => bits == (place.start, place.end) && mask == place.mask,
        // Some fields of a few bits are given with the bytes that hold them.
        None => [bits, bytes_around(bits)].contains(&(place.start, place.end)),
    };
    let here: Vec<&Place> = places.iter().filter(same_place).collect();
    let is_right = here.iter().any(|place| says_the_same(value, place));
    tally.field(is_right);
    if !is_right {
        let what = if here.is_empty() {
            "stands elsewhere"
        } else {
            "says something else"
        };
        tally.differs(format!("{name} {what}"), || {
            format!("{}: {value:.60}, {places:.3?}", at())
        });
    }
}

/// First bit of a field and the one behind its last, from the start of the frame.
fn bits(field: &Value) -> (u64, u64) {
    let number = |key: &str| field[key].as_u64();
    let start = number("offset").unwrap_or_default() * 8 + number("bit").unwrap_or_default();
    let len = number("len").unwrap_or_default() * 8;
    (start, start + number("bits").unwrap_or(len))
}

/// The bytes that hold these bits.
fn bytes_around((start, end): (u64, u64)) -> (u64, u64) {
    (start / 8 * 8, end.div_ceil(8) * 8)
}

/// Texts, numbers and bytes are compared; what is written otherwise (times, names) only has to stand
/// at the same bits.
fn says_the_same(value: &str, place: &Place) -> bool {
    let digits = |text: &str| text.replace([':', '.', '-'], "").to_ascii_lowercase();
    if value == place.shown || (value.contains(':') && digits(value) == digits(&place.hex)) {
        return true;
    }
    match (number(value), number(&place.shown)) {
        (Some(number), Some(shown)) => number == shown,
        _ => true,
    }
}

fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn decap(path: &Path) -> Vec<Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_decap"));
    let text = answer(command.arg("show").arg(path).args(["--format", "json"]));
    let line = |line| serde_json::from_str(line).expect("each line is an object");
    text.lines().map(line).collect()
}

fn tshark(path: &Path) -> Vec<Reference> {
    let mut command = Command::new("tshark");
    let options = ["-n", "-T", "json", "-x", "--no-duplicate-keys"];
    let text = answer(command.args(options).arg("-r").arg(path));
    let frames: Vec<Value> = serde_json::from_str(&text).expect("tshark prints JSON");
    let layers = frames.iter().map(|frame| &frame["_source"]["layers"]);
    layers
        .map(|layers| {
            let mut reference = Reference::default();
            // Layers that occur several times are several values under one key.
            let head = &layers["frame"];
            let names = head["frame.protocols"].as_str().unwrap_or_default();
            reference.chain = normal(names.split(':'));
            collect(layers, &mut reference.fields);
            reference
        })
        .collect()
}

fn answer(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output();
    let output = output.expect("the program starts (scripts/setup.sh test installs tshark)");
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Walks tshark's tree: `name_raw` holds digits, first byte, bytes, mask and type, once or several
/// times; `name` beside it what is shown, as often.
fn collect(value: &Value, fields: &mut HashMap<String, Vec<Place>>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match key.strip_suffix("_raw") {
                    Some(name) => places(name, value, object.get(name), fields),
                    None => collect(value, fields),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, fields)),
        _ => {}
    }
}

fn places(
    name: &str,
    value: &Value,
    shown: Option<&Value>,
    fields: &mut HashMap<String, Vec<Place>>,
) {
    let values = list(value);
    let Some(hex) = values.first().and_then(Value::as_str) else {
        for (index, one) in values.iter().enumerate() {
            places(name, one, shown.and_then(|shown| shown.get(index)), fields);
        }
        return;
    };
    let number = |at: usize| values.get(at).and_then(Value::as_u64).unwrap_or_default();
    let (first, len, mask) = (number(1), number(2), number(3));
    // Some masks are those of a word whose first byte alone is given.
    let len = len.max(u64::from(64 - mask.leading_zeros()).div_ceil(8));
    let place = Place {
        start: first * 8,
        end: (first + len) * 8,
        mask,
        hex: hex.to_owned(),
        shown: shown.and_then(Value::as_str).unwrap_or_default().to_owned(),
    };
    let to = fields.entry(name.to_owned()).or_default();
    if mask != 0 {
        to.push(masked(&place, mask));
        // The word may be little-endian.
        if (2..=8).contains(&len) {
            to.push(masked(&place, mask.swap_bytes() >> (64 - 8 * len)));
        }
    }
    to.push(place);
}

fn masked(word: &Place, mask: u64) -> Place {
    Place {
        start: word.end - (64 - u64::from(mask.leading_zeros())),
        end: word.end - u64::from(mask.trailing_zeros()),
        ..word.clone()
    }
}
