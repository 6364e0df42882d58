//! TPKT: packets of the OSI transport layer over a TCP stream (RFC 1006, RFC 2126).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

use super::cotp;

const VERSION: u8 = 3;
const SECTION: &str = "RFC 2126 §4.3";

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("tpkt.version", "Version", 8).doc("Always 3.", SECTION),
    FieldSpec::uint("tpkt.reserved", "Reserved", 8).doc("Always 0.", SECTION),
    FieldSpec::uint("tpkt.length", "Length", 16)
        .unit("bytes")
        .doc("The whole packet, these four bytes included.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// TPKT.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "tpkt",
        short: "TPKT",
        title: "ISO Transport Service on top of TCP",
        osi: OsiLayer::Session,
        why: "TCP gives a stream without borders; this header cuts it into the packets that the OSI protocols above expect.",
        reference: "RFC 1006",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 102),
        Claim::Port(Transport::Tcp, 1720),
        Claim::Port(Transport::Tcp, 3389),
        Claim::Heuristic(Transport::Tcp, 3),
    ],
    headers: &[HEADER],
    fields: &[],
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x03\x00\x00\x0b\x06\xe0\x00\x00\x00\x07\x00",
};

/// The header, and behind it a packet of the OSI transport protocol, whose type and length leave no
/// doubt if it sets a connection up.
fn recognise(bytes: &[u8]) -> Match {
    let [VERSION, 0, high, low, payload @ ..] = bytes else {
        return Match::short_if(matches!(
            bytes,
            [] | [VERSION] | [VERSION, 0] | [VERSION, 0, _]
        ));
    };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    if length < HEADER_LEN + 2 {
        return Match::No;
    }
    let payload = payload.get(..length - HEADER_LEN).unwrap_or(payload);
    if payload.len() < 2 {
        return Match::Short;
    }
    let is_open = matches!(payload[1], 0xe0 | 0xd0) && cotp::recognise(payload) != Match::No;
    // With no options the header indicator of a connection request covers all of the packet.
    let fits = usize::from(payload[0]) + 1 == length - HEADER_LEN;
    if is_open && fits {
        Match::Yes
    } else {
        Match::Maybe
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(HEADER_LEN)?;
    if let [_, _, high, low, ..] = p.bytes() {
        p.wait_for(usize::from(u16::from_be_bytes([*high, *low])))?;
    }
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    p.summary(format_args!("{length} bytes"));
    if length < HEADER_LEN {
        p.fault(
            FaultKind::Malformed("the length is less than the header"),
            2..4,
        );
        return Ok(());
    }
    p.ends_at(length);
    p.wrap(
        Next::Field("tpkt.version", header[0].into()),
        HEADER_LEN..length,
        "TPKT length",
    );
    Ok(())
}
