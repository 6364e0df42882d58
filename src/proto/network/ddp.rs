//! DDP: packets of AppleTalk, from socket to socket (Inside AppleTalk, chapter 4).

use std::net::{IpAddr, Ipv4Addr};

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{
    Codes, Endpoint, FaultKind, FieldSpec, Flow, OsiLayer, ProtoInfo, Transport, Verdict,
};
use crate::proto::network::eigrp;
use crate::proto::reserved::reserved;

const BOOK: &str = "Inside AppleTalk, chapter 4";

/// Types of LocalTalk's frames: with the header for the same network, and with the long one.
pub const SHORT: u8 = 1;
/// See [`SHORT`].
pub const LONG: u8 = 2;

/// Where a packet says what it carries.
pub const TYPE: &str = "ddp.type";

/// The socket of zone information.
pub const ZONES: u8 = 6;

const EIGRP: u8 = 88;

const TYPES: Codes = &[
    (1, "RTMP (routing table)"),
    (2, "NBP (names)"),
    (3, "ATP (transactions)"),
    (4, "AEP (echo)"),
    (5, "RTMP (request)"),
    (6, "ZIP (zones)"),
    (7, "ADSP (streams)"),
    (88, "EIGRP for AppleTalk"),
];

const LENGTH: FieldSpec = FieldSpec::uint("ddp.len", "Length", 10)
    .unit("bytes")
    .doc("Header and data together.", BOOK);
const TO_SOCKET: FieldSpec = FieldSpec::uint("ddp.dst_socket", "Destination socket", 8)
    .codes(SOCKETS)
    .doc("Which program the packet is for, as a port does.", BOOK);
const FROM_SOCKET: FieldSpec = FieldSpec::uint("ddp.src_socket", "Source socket", 8)
    .codes(SOCKETS)
    .doc("Which program sent it.", BOOK);
const KIND: FieldSpec = FieldSpec::uint(TYPE, "Type", 8)
    .codes(TYPES)
    .doc("Which protocol the data belongs to.", BOOK);

const SOCKETS: Codes = &[(1, "routing"), (2, "names"), (4, "echo"), (6, "zones")];

const SHORT_HEADER: &[FieldSpec] = &[reserved(6, BOOK), LENGTH, TO_SOCKET, FROM_SOCKET, KIND];

const HEADER: &[FieldSpec] = &[
    reserved(2, BOOK),
    FieldSpec::uint("ddp.hopcount", "Hops", 4).doc(
        "Routers that the packet has passed; at 15 it is thrown away.",
        BOOK,
    ),
    LENGTH,
    FieldSpec::uint("ddp.checksum", "Checksum", 16).doc(
        "Covers all that is behind it; 0: the sender did not compute one.",
        BOOK,
    ),
    FieldSpec::uint("ddp.dst.net", "Destination network", 16)
        .doc("Number of the network; 0 is this one.", BOOK),
    FieldSpec::uint("ddp.src.net", "Source network", 16)
        .doc("Number of the sender's network.", BOOK),
    FieldSpec::uint("ddp.dst.node", "Destination node", 8)
        .doc("The computer on that network; 255: all.", BOOK),
    FieldSpec::uint("ddp.src.node", "Source node", 8).doc("The computer that sent it.", BOOK),
    TO_SOCKET,
    FROM_SOCKET,
    KIND,
];

/// Where the bytes begin that the checksum covers.
const COVERED: usize = 4;

/// DDP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ddp",
        short: "DDP",
        title: "Datagram Delivery Protocol",
        osi: OsiLayer::Network,
        why: "It carries packets between networks, to a socket of a node.",
        reference: BOOK,
    },
    claims: &[Claim::Snap(0x08_0007, 0x809b), Claim::Ppp(0x0029)],
    headers: &[SHORT_HEADER, HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x04\x0e\x00\x00\xff\x00\xff\x01\x05\x07\x01\x01\x05\x01",
};

/// One end of a packet.
#[derive(Debug, Clone, Copy)]
pub struct End {
    /// Number of the network; 0 where the header has none.
    pub net: u16,
    /// The node on it.
    pub node: u8,
    /// The socket on the node.
    pub socket: u8,
}

/// What a header says.
#[derive(Debug, Clone, Copy)]
pub struct Header {
    /// Who sent the packet.
    pub from: End,
    /// Whom it is for.
    pub to: End,
    /// What it carries.
    pub kind: u8,
}

/// The header around this layer, or of it.
pub fn header(p: &Peel<'_>) -> Option<Header> {
    let end = |net: [u8; 2], node: u8, socket: u8| End {
        net: u16::from_be_bytes(net),
        node,
        socket,
    };
    let bytes = p.bytes_since("ddp")?;
    if let Some([to, from, SHORT, ..]) = p.bytes_since("llap") {
        let [_, _, to_socket, from_socket, kind, ..] = *bytes else {
            return None;
        };
        return Some(Header {
            from: end([0, 0], *from, from_socket),
            to: end([0, 0], *to, to_socket),
            kind,
        });
    }
    let [
        _,
        _,
        _,
        _,
        t0,
        t1,
        f0,
        f1,
        to,
        from,
        to_socket,
        from_socket,
        kind,
        ..,
    ] = *bytes
    else {
        return None;
    };
    Some(Header {
        from: end([f0, f1], from, from_socket),
        to: end([t0, t1], to, to_socket),
        kind,
    })
}

impl Header {
    /// Under what the conversation's facts are kept: addresses of AppleTalk have room in those of "this
    /// network" of IPv4, which no flow has.
    pub fn conversation(&self) -> Flow {
        let endpoint = |end: End| {
            let [high, low] = end.net.to_be_bytes();
            Endpoint {
                ip: IpAddr::V4(Ipv4Addr::new(0, high, low, end.node)),
                port: u16::from(end.socket),
            }
        };
        Flow {
            transport: Transport::Udp,
            from: endpoint(self.from),
            to: endpoint(self.to),
        }
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let is_short = matches!(p.bytes_since("llap"), Some([_, _, SHORT, ..]));
    let table = if is_short { SHORT_HEADER } else { HEADER };
    let first = p.rows(table)?;
    let (len, least) = (
        usize::from(u16::from_be_bytes([first[0], first[1]]) & 0x3ff),
        first.len(),
    );
    let Some(header) = header(p) else {
        return Ok(());
    };
    if p.wants_summary() {
        let (from, to) = (header.from, header.to);
        p.summary(format_args!(
            "{}.{}:{} → {}.{}:{}",
            from.net, from.node, from.socket, to.net, to.node, to.socket
        ));
    }
    if !is_short && p.wants_verdicts() {
        let verdict = verify(p, len);
        p.verdict("ddp.checksum", verdict);
    }
    if len < least {
        let kind = FaultKind::BadLength {
            field: "DDP length",
            says: len as u64,
            limit: least as u64,
        };
        p.fault(kind, 0..2);
        return Ok(());
    }
    let next = match header.kind {
        EIGRP => Next::Protocol(&eigrp::PROTOCOL),
        kind => Next::Field(TYPE, u32::from(kind)),
    };
    p.wrap(next, least..len, "DDP length");
    Ok(())
}

/// Each byte is added and the sum turned by one bit; zero is sent as its other form.
fn verify(p: &Peel<'_>, len: usize) -> Verdict {
    let found = match *p.bytes() {
        [_, _, high, low, ..] => u16::from_be_bytes([high, low]),
        _ => return Verdict::Unverifiable,
    };
    let Some(covered) = p.bytes().get(COVERED..len) else {
        return Verdict::Unverifiable;
    };
    let sum = covered.iter().fold(0u16, |sum, byte| {
        sum.wrapping_add(u16::from(*byte)).rotate_left(1)
    });
    let expected = if sum == 0 { 0xffff } else { sum };
    match found {
        0 => Verdict::Absent,
        _ if found == expected => Verdict::Good,
        _ => Verdict::Bad(u32::from(expected)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn the_length_ends_the_packet() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes.extend(b"padding");
        let out = peeled(&bytes);
        assert_eq!(out.layers[0].summary, "65281.7:1 → 65280.5:1");
        assert_eq!(out.layers[1].info.name, "rtmp");
        assert_eq!(out.field("ddp.hopcount").unwrap().value, Value::Uint(1));
        bytes[1] = 5;
        assert_eq!(peeled(&bytes).faults.len(), 1);
        bytes[1] = 200;
        assert_eq!(peeled(&bytes).faults.len(), 1);
    }

    #[test]
    fn the_checksum_is_checked() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[3] = 1;
        let out = peeled(&bytes);
        let Value::Checksum(1, Verdict::Bad(right)) = out.field("ddp.checksum").unwrap().value
        else {
            panic!("it is wrong");
        };
        bytes[2..4].copy_from_slice(&(right as u16).to_be_bytes());
        assert!(peeled(&bytes).faults.is_empty());
    }
}
