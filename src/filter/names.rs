//! The names that a filter may use: protocols, fields, what is known of the frame itself.

use std::ops::Range;

use super::Error;
use crate::decode::{DATA, Registry};
use crate::model::{FieldSpec, Kind};

/// What a name stands for.
#[derive(Debug, Clone)]
pub(super) enum Named {
    /// A protocol: true where a layer of it is.
    Protocol(String),
    /// The frame as a protocol.
    Frame,
    /// What is known of the frame itself.
    About(About),
    /// Fields, several where a name stands for all of them.
    Fields(Fields),
    /// The bytes that a transport protocol wraps.
    Payload(&'static str),
}

/// Fields of one name, or of several that are asked for together.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    pub names: Vec<&'static str>,
    /// What is known of them; the tables of several protocols may have a row of the same name.
    pub specs: Vec<&'static FieldSpec>,
    /// Their values are asked for as text.
    pub as_text: bool,
}

/// What is known of a frame beside its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Number,
    Len,
    CapturedLen,
    Time,
    Epoch,
    SinceFirst,
    SincePrevious,
    SinceDisplayed,
    Protocols,
    Interface,
    Comment,
    Marked,
    Ignored,
}

const ABOUT: [(&str, About, &str); 13] = [
    ("frame.number", About::Number, "Number"),
    ("frame.len", About::Len, "Length on the wire"),
    ("frame.cap_len", About::CapturedLen, "Captured length"),
    ("frame.time", About::Time, "Time"),
    ("frame.time_epoch", About::Epoch, "Seconds since 1970"),
    (
        "frame.time_relative",
        About::SinceFirst,
        "Since the first frame",
    ),
    (
        "frame.time_delta",
        About::SincePrevious,
        "Since the frame before",
    ),
    (
        "frame.time_delta_displayed",
        About::SinceDisplayed,
        "Since the frame shown before",
    ),
    ("frame.protocols", About::Protocols, "Protocols"),
    ("frame.interface_id", About::Interface, "Interface"),
    ("frame.comment", About::Comment, "Comment"),
    ("frame.marked", About::Marked, "Marked"),
    ("frame.ignored", About::Ignored, "Ignored"),
];

/// Names that stand for several fields; the second list has those whose values are text here.
const TOGETHER: [(&str, &[&str]); 16] = [
    ("eth.addr", &["eth.dst", "eth.src"]),
    ("eth.lg", &["eth.dst.lg", "eth.src.lg"]),
    ("eth.ig", &["eth.dst.ig", "eth.src.ig"]),
    ("ip.addr", &["ip.src", "ip.dst"]),
    ("ipv6.addr", &["ipv6.src", "ipv6.dst"]),
    ("tcp.port", &["tcp.srcport", "tcp.dstport"]),
    ("udp.port", &["udp.srcport", "udp.dstport"]),
    ("sctp.port", &["sctp.srcport", "sctp.dstport"]),
    ("dccp.port", &["dccp.srcport", "dccp.dstport"]),
    (
        "wlan.addr",
        &[
            "wlan.ra",
            "wlan.da",
            "wlan.ta",
            "wlan.sa",
            "wlan.bssid",
            "wlan.staa",
        ],
    ),
    ("ip.host", &["ip.src", "ip.dst"]),
    ("ip.src_host", &["ip.src"]),
    ("ip.dst_host", &["ip.dst"]),
    ("ipv6.host", &["ipv6.src", "ipv6.dst"]),
    ("ipv6.src_host", &["ipv6.src"]),
    ("ipv6.dst_host", &["ipv6.dst"]),
];

/// Protocols that are shown under another name than that of the file that peels them.
const VARIANTS: [&str; 9] = [
    "carp",
    "mdns",
    "llmnr",
    "nat-pmp",
    "gtpprime",
    "capwap.data",
    "cipio",
    "cldap",
    "ssdp",
];

/// Fields that no protocol of the registry lists: what several frames carried together.
static JOINED: [FieldSpec; 40] = joined();

const fn joined() -> [FieldSpec; 40] {
    const fn number(name: &'static str) -> FieldSpec {
        FieldSpec::computed(name, "Put together")
    }
    [
        number("ip.fragments"),
        number("ip.fragment"),
        number("ip.fragment.count"),
        number("ip.reassembled.length"),
        number("ipv6.fragments"),
        number("ipv6.fragment"),
        number("ipv6.fragment.count"),
        number("ipv6.reassembled.length"),
        number("tcp.segments"),
        number("tcp.segment"),
        number("tcp.segment.count"),
        number("tcp.reassembled.length"),
        number("tftp.fragments"),
        number("tftp.fragment"),
        number("tftp.fragment.count"),
        number("tftp.reassembled.length"),
        number("dtls.fragments"),
        number("dtls.fragment"),
        number("dtls.fragment.count"),
        number("dtls.reassembled.length"),
        number("coap.blocks"),
        number("coap.block"),
        number("coap.block.count"),
        number("coap.block.reassembled.length"),
        number("openvpn.fragments"),
        number("openvpn.fragment"),
        number("openvpn.fragment.count"),
        number("openvpn.reassembled.length"),
        number("cotp.segments"),
        number("cotp.segment"),
        number("cotp.segment.count"),
        number("cotp.reassembled.length"),
        number("sctp.fragments"),
        number("sctp.fragment"),
        number("quic.crypto.fragments"),
        number("quic.crypto.fragment"),
        number("quic.crypto.fragment.count"),
        FieldSpec::bytes("tcp.segment_data", "Part of a message"),
        FieldSpec::bytes("data.data", "Bytes"),
        FieldSpec::uint("tcp.pdu.size", "Message", 0),
    ]
}

/// All specs that a frame's fields may have.
fn specs(registry: &Registry) -> impl Iterator<Item = &'static FieldSpec> + use<> {
    let protocols = registry.protocols().iter();
    let listed = protocols.flat_map(|protocol| protocol.all_fields());
    let named = listed.filter(|spec| !spec.name.is_empty() && spec.kind != Kind::Gap);
    named.chain(&JOINED)
}

fn protocols(registry: &Registry) -> impl Iterator<Item = &'static str> + use<> {
    let names = registry
        .protocols()
        .iter()
        .map(|protocol| protocol.info.name);
    names.chain(VARIANTS).chain([DATA.name])
}

/// What a name stands for; `None` if it is none.
pub(super) fn find(name: &str, registry: &Registry) -> Option<Named> {
    if name == "frame" {
        return Some(Named::Frame);
    }
    if let Some((_, about, _)) = ABOUT.iter().find(|(known, ..)| *known == name) {
        return Some(Named::About(*about));
    }
    match name {
        "tcp.payload" => return Some(Named::Payload("tcp")),
        "udp.payload" => return Some(Named::Payload("udp")),
        _ => {}
    }
    if protocols(registry).any(|known| known == name) {
        return Some(Named::Protocol(name.to_owned()));
    }
    let together = TOGETHER.iter().find(|(known, _)| *known == name);
    let own = [name];
    let parts: &[&str] = together.map_or(&own, |(_, parts)| parts);
    let found: Vec<_> = specs(registry)
        .filter(|spec| parts.contains(&spec.name))
        .collect();
    let mut names: Vec<&'static str> = found.iter().map(|spec| spec.name).collect();
    names.sort_unstable();
    names.dedup();
    (!found.is_empty()).then_some(Named::Fields(Fields {
        names,
        specs: found,
        as_text: name.ends_with("host"),
    }))
}

/// What is said of a name that is none.
pub(super) fn unknown(name: &str, at: Range<usize>, registry: &Registry) -> Error {
    let message = format!("decap knows no field or protocol {name}");
    Error {
        suggestion: nearest(name, registry),
        ..Error::new(at, message)
    }
}

/// The known name that is most like this one: the shortest that goes on where it ends, or else one with
/// few other letters.
fn nearest(name: &str, registry: &Registry) -> Option<String> {
    let goes_on = all_names(registry).filter(|known| known.starts_with(name));
    if let Some(known) = goes_on.min_by_key(|known| (known.len(), *known))
        && name.len() > 2
    {
        return Some(known.to_owned());
    }
    let most = 1 + name.len() / 4;
    let name: Vec<u8> = name
        .bytes()
        .take(64)
        .map(|byte| byte.to_ascii_lowercase())
        .collect();
    let all = all_names(registry).filter(|known| known.len().abs_diff(name.len()) <= most);
    let rated = all.map(|known| (distance(&name, known.as_bytes()), known));
    let best = rated.min_by_key(|rated| *rated)?;
    (best.0 <= most).then(|| best.1.to_owned())
}

fn all_names(registry: &Registry) -> impl Iterator<Item = &'static str> + use<> {
    let about = ABOUT.iter().map(|(name, ..)| *name);
    let together = TOGETHER.iter().map(|(name, _)| *name);
    let fields = specs(registry).map(|spec| spec.name);
    let rest = ["frame", "tcp.payload", "udp.payload"];
    protocols(registry)
        .chain(about)
        .chain(together)
        .chain(fields)
        .chain(rest)
}

/// How many letters are to be changed, added, taken away or swapped with their neighbour.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in b.iter().enumerate() {
            let changed = last[j] + usize::from(letter != other);
            let mut best = changed.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *other && b[j - 1] == *letter {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// A name that a filter may go on with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Completion {
    /// The whole name.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
}

/// The names that begin with `prefix`, sorted; fields below a protocol only once its name and a dot are
/// there. At most 256.
pub fn complete(prefix: &str, registry: &Registry) -> Vec<Completion> {
    let fits = |name: &str| name.starts_with(prefix);
    let titles = registry
        .protocols()
        .iter()
        .map(|protocol| (protocol.info.name, protocol.info.title));
    let variants = VARIANTS.iter().map(|name| (*name, "Protocol"));
    let about = ABOUT.iter().map(|(name, _, label)| (*name, *label));
    let together = TOGETHER.iter().map(|(name, _)| (*name, "Either end"));
    let fields = specs(registry).map(|spec| (spec.name, spec.label));
    let rest = [
        ("frame", "Frame"),
        ("tcp.payload", "Payload"),
        ("udp.payload", "Payload"),
    ];
    let deep = prefix.contains('.');
    let all = titles.chain(variants).chain(rest);
    let below = about.chain(together).chain(fields).filter(|_| deep);
    let mut found: Vec<Completion> = all
        .chain(below)
        .filter(|(name, _)| fits(name))
        .map(|(name, label)| Completion { name, label })
        .collect();
    found.sort_unstable();
    found.dedup_by_key(|completion| completion.name);
    found.truncate(256);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::registry;

    #[test]
    fn the_nearest_name_is_suggested() {
        assert_eq!(nearest("tcp.prot", registry()).as_deref(), Some("tcp.port"));
        assert_eq!(nearest("htpp", registry()).as_deref(), Some("http"));
        assert_eq!(nearest("completely.wrong", registry()), None);
    }

    #[test]
    fn names_are_completed() {
        let names = |prefix| {
            let found = complete(prefix, registry());
            found
                .into_iter()
                .map(|found| found.name)
                .collect::<Vec<_>>()
        };
        assert!(names("htt").contains(&"http") && !names("htt").contains(&"http.host"));
        assert!(names("tcp.po").contains(&"tcp.port"));
        assert!(names("frame.ti").contains(&"frame.time_delta"));
    }
}
