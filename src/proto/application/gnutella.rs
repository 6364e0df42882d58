//! Gnutella: finding files by asking neighbours, who ask theirs (Gnutella protocol 0.4).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const SOURCE: &str = "Gnutella protocol 0.4";

const PONG: u8 = 0x01;
const PUSH: u8 = 0x40;
const QUERY: u8 = 0x80;
const QUERY_HIT: u8 = 0x81;

const KINDS: Codes = &[
    (0x00, "ping"),
    (0x01, "pong"),
    (0x02, "bye"),
    (0x30, "route table update"),
    (0x31, "vendor message"),
    (0x32, "standard vendor message"),
    (0x40, "push"),
    (0x80, "query"),
    (0x81, "query hit"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::bytes("gnutella.header.id", "Identifier")
        .wide(16)
        .doc("A random number, by which a node notices that it has seen the message before; an answer repeats it.", SOURCE),
    FieldSpec::uint("gnutella.header.payload", "Payload", 8)
        .codes(KINDS)
        .doc("What the message is.", SOURCE),
    FieldSpec::uint("gnutella.header.ttl", "Time to live", 8)
        .doc("How many nodes may still pass the message on.", SOURCE),
    FieldSpec::uint("gnutella.header.hops", "Hops", 8)
        .doc("How many have done so.", SOURCE),
    FieldSpec::uint("gnutella.header.size", "Size", 32)
        .little()
        .unit("bytes")
        .doc("Bytes behind this header.", SOURCE),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// A message that counts more bytes is none, but part of a file.
const MAX_LEN: usize = 4096;

const SERVENT_LEN: usize = 16;

crate::fields! {
    HEAD = FieldSpec::group("gnutella.header", "Header").doc("How the message travels.", SOURCE);
    STREAM = FieldSpec::group("gnutella.stream", "Stream").doc("Not messages, but how the connection begins, or a file.", SOURCE);
    PONG_GROUP = FieldSpec::group("gnutella.pong.payload", "Pong").doc("A node says that it is there.", SOURCE);
    PONG_PORT = port("gnutella.pong.port");
    PONG_IP = FieldSpec::ipv4("gnutella.pong.ip", "Address").doc("Where the node is.", SOURCE);
    PONG_FILES = number("gnutella.pong.files", "Files", "How many files it shares.");
    PONG_KIBIBYTES = number("gnutella.pong.kbytes", "Kilobytes", "How much that is.");
    QUERY_GROUP = FieldSpec::group("gnutella.query.payload", "Query").doc("Who has a file of this name?", SOURCE);
    QUERY_SPEED = FieldSpec::uint("gnutella.query.min_speed", "Least speed", 16).little().unit("kbit/s").doc("Slower nodes shall not answer.", SOURCE);
    QUERY_SEARCH = FieldSpec::text("gnutella.query.search", "Search").doc("Words that the name shall have.", SOURCE);
    HIT_GROUP = FieldSpec::group("gnutella.queryhit.payload", "Query hit").doc("A node that has such files.", SOURCE);
    HIT_COUNT = FieldSpec::uint("gnutella.queryhit.count", "Count", 8).doc("How many files follow.", SOURCE);
    HIT_PORT = port("gnutella.queryhit.port");
    HIT_IP = FieldSpec::ipv4("gnutella.queryhit.ip", "Address").doc("Where the node is.", SOURCE);
    HIT_SPEED = number("gnutella.queryhit.speed", "Speed", "Of the node's connection, in kbit/s.");
    HIT = FieldSpec::group("gnutella.queryhit.hit", "Hit").doc("A file.", SOURCE);
    HIT_INDEX = number("gnutella.queryhit.hit.index", "Index", "The node's number of the file.");
    HIT_SIZE = number("gnutella.queryhit.hit.size", "Size", "Of the file in bytes.");
    HIT_NAME = FieldSpec::text("gnutella.queryhit.hit.name", "Name").doc("Of the file.", SOURCE);
    HIT_EXTRA = FieldSpec::bytes("gnutella.queryhit.hit.extra", "Extra").doc("More about the file, such as its hash.", SOURCE);
    EXTRA = FieldSpec::bytes("gnutella.queryhit.extra", "Extra").doc("More about the node, such as the vendor of its program.", SOURCE);
    SERVENT = FieldSpec::bytes("gnutella.queryhit.servent_id", "Servent").doc("The node's own identifier.", SOURCE);
    PUSH_GROUP = FieldSpec::group("gnutella.push.payload", "Push").doc("Asks a node behind a firewall to send a file by itself.", SOURCE);
    PUSH_SERVENT = FieldSpec::bytes("gnutella.push.servent_id", "Servent").doc("Which node.", SOURCE);
    PUSH_INDEX = number("gnutella.push.index", "Index", "Which file.");
    PUSH_IP = FieldSpec::ipv4("gnutella.push.ip", "Address").doc("Where to send it.", SOURCE);
    PUSH_PORT = port("gnutella.push.port");
}

const fn port(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Port", 16)
        .little()
        .doc("The TCP port at that address.", SOURCE)
}

const fn number(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).little().doc(doc, SOURCE)
}

/// Gnutella.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "gnutella",
        short: "Gnutella",
        title: "Gnutella Protocol",
        osi: OsiLayer::Application,
        why: "It is what programs that share files ask each other.",
        reference: "Gnutella protocol 0.4",
    },
    claims: &[Claim::Port(Transport::Tcp, 6346)],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"0123456789abcdef\x80\x07\x00\x06\0\0\0\0\0abc\0",
};

/// How both ends begin before they send messages.
fn is_greeting(bytes: &[u8]) -> bool {
    let start = bytes.get(..8).unwrap_or(bytes);
    start == &b"GNUTELLA"[..start.len()]
}

fn size(bytes: &[u8]) -> Option<usize> {
    let size = bytes.get(19..)?.first_chunk()?;
    Some(u32::from_le_bytes(*size) as usize)
}

fn recognise(bytes: &[u8]) -> Match {
    let known = |code: &u8| KINDS.iter().any(|kind| kind.0 == u64::from(*code));
    match size(bytes) {
        _ if is_greeting(bytes) => Match::maybe_if(!bytes.is_empty()),
        None => Match::Short,
        Some(size) => match size <= MAX_LEN && bytes.get(16).is_some_and(known) {
            true => Match::Maybe,
            false => Match::Known,
        },
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if !is_greeting(p.bytes()) {
        p.wait_for(HEADER_LEN)?;
    }
    let size = size(p.bytes()).unwrap_or(0);
    if is_greeting(p.bytes()) || size > MAX_LEN {
        let len = p.bytes().len();
        p.summary(format_args!("stream, {len} bytes"));
        return p.group(&STREAM, |p| p.skip(len).map(drop));
    }
    p.wait_for(HEADER_LEN + size)?;
    p.ends_at(HEADER_LEN + size);
    let header = p.group(&HEAD, |p| p.header::<HEADER_LEN>(HEADER))?;
    let kind = header[16];
    let name = KINDS.iter().find(|known| known.0 == u64::from(kind));
    p.summary(format_args!(
        "{}",
        name.map_or("unknown message", |name| name.1)
    ));
    p.within(size, "Gnutella size", |p| match kind {
        _ if size == 0 => Ok(()),
        PONG => p.group(&PONG_GROUP, |p| {
            p.uint(&PONG_PORT)?;
            p.field(&PONG_IP, 4)?;
            p.uint(&PONG_FILES)?;
            p.uint(&PONG_KIBIBYTES).map(drop)
        }),
        QUERY => p.group(&QUERY_GROUP, |p| {
            p.uint(&QUERY_SPEED)?;
            let len = p.rest().len();
            p.field(&QUERY_SEARCH, len).map(drop)
        }),
        QUERY_HIT => p.group(&HIT_GROUP, hits),
        PUSH => p.group(&PUSH_GROUP, |p| {
            p.field(&PUSH_SERVENT, SERVENT_LEN)?;
            p.uint(&PUSH_INDEX)?;
            p.field(&PUSH_IP, 4)?;
            p.uint(&PUSH_PORT).map(drop)
        }),
        _ => Ok(()),
    })
}

fn hits(p: &mut Peel<'_>) -> Peeled {
    let count = p.uint(&HIT_COUNT)?;
    p.uint(&HIT_PORT)?;
    p.field(&HIT_IP, 4)?;
    p.uint(&HIT_SPEED)?;
    for _ in 0..count {
        p.group(&HIT, |p| {
            p.uint(&HIT_INDEX)?;
            p.uint(&HIT_SIZE)?;
            ended(p, &HIT_NAME)?;
            if p.rest().first() == Some(&0) {
                return p.skip(1).map(drop);
            }
            ended(p, &HIT_EXTRA)
        })?;
    }
    let left = p.rest().len();
    if left > SERVENT_LEN {
        p.field(&EXTRA, left - SERVENT_LEN)?;
    }
    p.field(&SERVENT, SERVENT_LEN).map(drop)
}

/// Bytes up to a zero, which is no part of them.
fn ended(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let Some(len) = memchr::memchr(0, p.rest()) else {
        p.fault(
            FaultKind::Malformed("no zero ends the text"),
            p.pos()..p.bytes().len(),
        );
        return Err(crate::decode::Stop);
    };
    p.field(spec, len)?;
    p.skip(1).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn queries_and_hits() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(out.layers[0].summary, "query");
        assert_eq!(
            all(&out, bytes, "gnutella.query.search"),
            [(25, 4, "abc".into())]
        );
        let mut bytes = b"0123456789abcdef\x81\x07\x00\x2b\0\0\0".to_vec();
        bytes.extend(b"\x01\xca\x18\x0a\x00\x00\x01\x40\0\0\0");
        bytes.extend(b"\x05\0\0\0\x00\x04\0\0a.ogg\0x\0");
        bytes.extend([7; 16]);
        let out = peeled(&bytes);
        assert_eq!(all(&out, &bytes, "gnutella.queryhit.port")[0].2, "6346");
        assert_eq!(
            all(&out, &bytes, "gnutella.queryhit.hit.name"),
            [(42, 5, "a.ogg".into())]
        );
        assert_eq!(all(&out, &bytes, "gnutella.queryhit.hit.extra")[0].1, 1);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        // More hits than there are.
        bytes[23] = 9;
        assert_eq!(peeled(&bytes).faults.len(), 1);
    }

    #[test]
    fn connections_begin_with_text() {
        let out = peeled(b"GNUTELLA CONNECT/0.6\r\n\r\n");
        assert!(out.field("gnutella.stream").is_some());
        assert_eq!(recognise(&[0xff; 40]), Match::Known);
    }
}
