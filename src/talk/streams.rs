//! Streams cut anywhere: whatever way a stream is cut into segments, the same messages come out.

use super::{Listener, Tracker};
use crate::decode::{Claim, Peeler, Protocol, SEGMENT, Want};
use crate::model::{Frame, FrameInfo, FrameView, LinkType, TcpFlags, Timestamp, Transport};
use crate::proto::registry;

mod messages;

const CLIENT: ([u8; 4], u16) = ([192, 0, 2, 1], 50_000);
const SERVER: [u8; 4] = [192, 0, 2, 2];

/// Who sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Client,
    Server,
}

/// A conversation that is being spoken.
struct Talk {
    listener: Listener<'static>,
    port: u16,
    number: u64,
    /// Bytes that client and server have sent.
    sent: [u32; 2],
    want: Want,
}

impl Talk {
    /// A connection to a port, just opened.
    fn to(port: u16) -> Talk {
        Talk::wanting(port, Want::Full)
    }

    fn wanting(port: u16, want: Want) -> Talk {
        Talk::with(port, want, Tracker::new())
    }

    /// One of which no message longer than this is kept.
    fn keeping(port: u16, limit: u32) -> Talk {
        Talk::with(port, Want::Full, Tracker::new().message_limit(limit))
    }

    fn with(port: u16, want: Want, tracker: Tracker) -> Talk {
        let mut talk = Talk {
            listener: Listener::with(Peeler::new(registry()), tracker),
            port,
            number: 0,
            sent: [0; 2],
            want,
        };
        talk.send(Side::Client, TcpFlags::SYN, b"");
        talk.send(Side::Server, TcpFlags::SYN | TcpFlags::ACK, b"");
        talk.send(Side::Client, TcpFlags::ACK, b"");
        talk
    }

    /// Sends a segment and returns what is seen of it above TCP.
    fn send(&mut self, side: Side, flags: u8, payload: &[u8]) -> Vec<String> {
        let me = usize::from(side == Side::Server);
        let (seq, ack) = (1000 + self.sent[me], 1000 + self.sent[1 - me]);
        self.sent[me] += payload.len() as u32 + u32::from(flags & 3 != 0);
        self.number += 1;
        let (from, to) = match side {
            Side::Client => (CLIENT, (SERVER, self.port)),
            Side::Server => ((SERVER, self.port), CLIENT),
        };
        let bytes = packet(from, to, (seq, ack), flags, payload);
        let frame = Frame {
            info: FrameInfo {
                number: self.number,
                time: Some(Timestamp::from_parts(self.number as i64, 0)),
                original_len: bytes.len() as u32,
                link_type: LinkType::RAW,
                ..FrameInfo::default()
            },
            bytes,
            comments: Vec::new(),
        };
        shown(&self.listener.hear(&frame, self.want))
    }

    fn data(&mut self, side: Side, payload: &[u8]) -> Vec<String> {
        self.send(side, TcpFlags::ACK, payload)
    }

    fn close(&mut self, side: Side) -> Vec<String> {
        self.send(side, TcpFlags::FIN | TcpFlags::ACK, b"")
    }
}

fn packet(
    from: ([u8; 4], u16),
    to: ([u8; 4], u16),
    (seq, ack): (u32, u32),
    flags: u8,
    payload: &[u8],
) -> Vec<u8> {
    let len = (40 + payload.len()) as u16;
    let mut bytes = vec![0x45, 0];
    bytes.extend(len.to_be_bytes());
    bytes.extend([0, 0, 0x40, 0, 64, 6, 0, 0]);
    bytes.extend(from.0);
    bytes.extend(to.0);
    bytes.extend(from.1.to_be_bytes());
    bytes.extend(to.1.to_be_bytes());
    bytes.extend(seq.to_be_bytes());
    bytes.extend(ack.to_be_bytes());
    bytes.extend([0x50, flags, 0xff, 0xff, 0, 0, 0, 0]);
    bytes.extend(payload);
    bytes
}

/// The layers above TCP with their fields, but not what they were put together of, and no parts of
/// messages.
fn shown(view: &FrameView<'_>) -> Vec<String> {
    let out = view.dissection;
    let mut lines = Vec::new();
    let above = out
        .layers
        .iter()
        .skip_while(|layer| layer.info.name != "tcp");
    for layer in above.skip(1) {
        if std::ptr::eq(layer.info, &SEGMENT) {
            continue;
        }
        lines.push(format!("{}: {}", layer.info.short, layer.summary));
        let own = out.fields_of(layer).iter();
        for field in own.filter(|field| !field.spec.name.starts_with("tcp.")) {
            let (depth, name) = (usize::from(field.depth), field.spec.name);
            let label = field.spec.label;
            let value = view.value(field);
            lines.push(format!("{:depth$}  {name} {label} {value}", ""));
        }
    }
    lines
}

/// What is seen of a stream in these pieces, from the first frame to the one that closes it.
fn spoken(port: u16, side: Side, before: &[u8], pieces: &[&[u8]]) -> Vec<String> {
    let mut talk = Talk::to(port);
    let other = match side {
        Side::Client => Side::Server,
        Side::Server => Side::Client,
    };
    if !before.is_empty() {
        talk.data(other, before);
    }
    let mut lines: Vec<String> = pieces
        .iter()
        .flat_map(|piece| talk.data(side, piece))
        .collect();
    lines.extend(talk.close(side));
    lines.retain(|line| !is_around(line));
    lines
}

/// True for what is said around the bytes of a segment: where segments begin is different in every
/// cut.
fn is_around(line: &str) -> bool {
    let around = [
        ": what goes through the tunnel",
        ": a message begins",
        ": part of a message",
        ": it cannot be read yet",
    ];
    around.iter().any(|said| line.ends_with(said))
}

/// Fails with the first line that differs.
fn same(seen: &[String], whole: &[String], name: &str) {
    let lines = seen.iter().zip(whole).enumerate();
    for (line, (seen, whole)) in lines {
        assert_eq!(seen, whole, "{name}: line {line}");
    }
    let more =
        |lines: &[String], behind: &[String]| lines.get(behind.len()..).map(<[String]>::to_vec);
    assert_eq!(
        seen.len(),
        whole.len(),
        "{name}: {:?} {:?}",
        more(seen, whole),
        more(whole, seen)
    );
}

/// Cuts a stream in two at every place, and into single bytes.
fn every_cut(port: u16, side: Side, before: &[u8], stream: &[u8], name: &str) {
    let whole = spoken(port, side, before, &[stream]);
    assert!(!whole.is_empty(), "{name}: nothing is seen of the whole");
    let bytes: Vec<&[u8]> = stream.chunks(1).collect();
    let threes: Vec<&[u8]> = stream.chunks(3).collect();
    for pieces in [bytes, threes] {
        same(
            &spoken(port, side, before, &pieces),
            &whole,
            &format!("{name}, in small pieces"),
        );
    }
    // Long streams are cut at most so often.
    let step = stream.len().div_ceil(300);
    for at in (1..stream.len()).step_by(step) {
        let (first, second) = stream.split_at(at);
        let cut = spoken(port, side, before, &[first, second]);
        same(&cut, &whole, &format!("{name}, cut at {at}"));
    }
}

/// Nobody's port, for protocols that are known by their first bytes alone.
const UNCLAIMED: u16 = 40_000;

/// The TCP port that a protocol is known by.
fn port_of(protocol: &Protocol) -> Option<u16> {
    protocol.claims.iter().find_map(|claim| match claim {
        Claim::Port(Transport::Tcp, port) => Some(*port),
        _ => None,
    })
}

/// Who sends a protocol's sample to which port, and what the other end says before.
fn scene(protocol: &Protocol) -> (u16, Side, &'static [u8]) {
    match protocol.info.name {
        "http2" => {
            let switch = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n";
            (80, Side::Client, switch)
        }
        "websocket" => {
            let switch = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
            (80, Side::Client, switch)
        }
        // A single byte from the server is an answer.
        "lpd" => (515, Side::Client, b""),
        _ => (port_of(protocol).unwrap_or(UNCLAIMED), Side::Server, b""),
    }
}

#[test]
fn samples_of_all_stream_protocols_survive_every_cut() {
    let mut seen = 0;
    for protocol in registry()
        .protocols()
        .iter()
        .filter(|protocol| protocol.stream)
    {
        let name = protocol.info.name;
        let (port, side, before) = scene(protocol);
        // Over TCP, DNS has its length in front.
        let length = (protocol.sample.len() as u16).to_be_bytes();
        let stream = match name {
            "dns" => [&length[..], protocol.sample].concat(),
            _ => protocol.sample.to_vec(),
        };
        // A terminal shows characters when they arrive, message or not.
        if name != "telnet" {
            every_cut(port, side, before, &stream, name);
        }
        seen += 1;
    }
    assert!(seen >= 9);
}

/// Three requests, one of them with a body in chunks.
const REQUESTS: &[u8] = b"GET /first HTTP/1.1\r\nHost: www.example.test\r\n\r\n\
POST /second HTTP/1.1\r\nHost: www.example.test\r\nContent-Type: application/json\r\n\
Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n3\r\n 1}\r\n0\r\n\r\n\
GET /third HTTP/1.1\r\nHost: www.example.test\r\n\r\n";

proptest::proptest! {
    #[test]
    fn any_order_of_segments_gives_the_same_messages(
        cuts in proptest::collection::btree_set(1..REQUESTS.len(), 0..8),
        keys in proptest::collection::vec(proptest::num::u32::ANY, 9),
    ) {
        let mut edges = vec![0];
        edges.extend(cuts);
        edges.push(REQUESTS.len());
        let mut parts: Vec<(usize, usize)> = edges.windows(2).map(|edge| (edge[0], edge[1])).collect();
        let whole = Talk::to(80).data(Side::Client, REQUESTS);
        let order = parts.clone();
        parts.sort_by_key(|part| keys[order.iter().position(|other| other == part).unwrap_or(0)]);
        let mut talk = Talk::to(80);
        let start = talk.sent[0];
        let mut seen = Vec::new();
        for (from, to) in parts {
            talk.sent[0] = start + from as u32;
            let lines = talk.data(Side::Client, &REQUESTS[from..to]);
            seen.extend(lines.into_iter().filter(|line| !is_around(line)));
        }
        proptest::prop_assert_eq!(seen, whole);
    }
}

#[test]
fn a_message_that_begins_behind_a_filled_gap_waits_and_spoils_nothing() {
    let first = b"GET /first HTTP/1.1\r\nHost: www.example.test\r\n\r\n";
    let second = b"GET /second HTTP/1.1\r\nHost: www.example.test\r\n\r\n";
    let all = [&first[..], second].concat();
    let alone = Talk::to(80).data(Side::Client, first);
    let mut talk = Talk::to(80);
    let start = talk.sent[0];
    // The segment with the start comes late; the one before it ends inside the second message.
    let cut = first.len() + 9;
    talk.sent[0] = start + 10;
    assert!(talk.data(Side::Client, &all[10..cut]).is_empty());
    let end = std::mem::replace(&mut talk.sent[0], start);
    assert_eq!(talk.data(Side::Client, &all[..10]), alone);
    talk.sent[0] = end;
    let rest = talk.data(Side::Client, &all[cut..]);
    assert!(rest[0].contains("/second"), "{rest:?}");
}

#[test]
fn a_skim_waits_for_the_same_bytes() {
    for (port, side, before, stream) in messages::all() {
        let chains = |want| {
            let mut talk = Talk::wanting(port, want);
            talk.data(
                if side == Side::Client {
                    Side::Server
                } else {
                    Side::Client
                },
                before,
            );
            let mut chains = Vec::new();
            for piece in stream.chunks(7) {
                let lines = talk.data(side, piece);
                let layers = lines.iter().filter(|line| !line.starts_with(' '));
                let name = |line: &String| line.split(':').next().unwrap_or_default().to_owned();
                chains.push(layers.map(name).collect::<Vec<_>>());
            }
            chains
        };
        assert_eq!(chains(Want::Skim), chains(Want::Full), "port {port}");
    }
}
