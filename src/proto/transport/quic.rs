//! QUIC: encrypted connections with many streams over UDP (RFC 9000, RFC 9369).
//!
//! A datagram holds one packet or more. Only Initial packets can be opened without secrets.

mod connection;
mod crypto;
mod frames;
mod header;
mod keys;
#[cfg(test)]
mod tests;
mod version;

use self::header::Kind;
use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};
use crate::proto::varint;

static OWN: &[&FieldSpec] = &[&PACKET, &PADDING];

static PACKET: FieldSpec = FieldSpec::group("", "Packet").doc(
    "A datagram may hold several packets, which are encrypted one by one.",
    "RFC 9000 §12.2",
);
static PADDING: FieldSpec = FieldSpec::bytes("", "Padding").doc(
    "Bytes behind the packets that belong to none: they have another connection ID.",
    "RFC 9000 §12.2",
);

const COUNT: usize = OWN.len() + header::FIELDS.len() + frames::FIELDS.len() + crypto::FIELDS.len();
static FIELDS: &[&FieldSpec] =
    &join_fields::<COUNT>(&[OWN, header::FIELDS, frames::FIELDS, crypto::FIELDS]);

/// QUIC.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "quic",
        short: "QUIC",
        title: "QUIC",
        osi: OsiLayer::Transport,
        why: "It does what TCP does, and encrypts it: connections, streams in order, flow control. It travels in UDP only because routers let nothing else pass.",
        reference: "RFC 9000",
    },
    claims: &[Claim::Heuristic(Transport::Udp, 6)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x80\0\0\0\0\x04\x01\x02\x03\x04\x04\x0a\x0b\x0c\x0d\0\0\0\x01",
};

/// A long header with a version that is known, and lengths that fit. A short header looks like noise.
fn recognise(bytes: &[u8]) -> Match {
    let is_known = || {
        let version = header::number(bytes.get(1..).unwrap_or_default());
        version == version::NEGOTIATION || version::name(version.into()).is_some()
    };
    match bytes.first() {
        None => Match::No,
        Some(_) if !header::is_long(bytes) => Match::Known,
        Some(_) if is_sure(bytes) => Match::Yes,
        // Something else may share the ports: RTP of a call begins like this.
        Some(_) if bytes.len() < 5 || !is_known() => Match::No,
        Some(_) => Match::Known,
    }
}

fn is_sure(bytes: &[u8]) -> bool {
    let Some(long) = header::Long::of(bytes) else {
        return false;
    };
    let rest = bytes.get(long.len..).unwrap_or_default();
    let sized = |rest: &[u8]| {
        let size = varint::read(rest);
        // The capture may have cut the datagram.
        size.is_some_and(|(len, _)| (20..=u64::from(u16::MAX)).contains(&len))
    };
    match long.kind {
        Kind::Negotiation => {
            let versions = rest.chunks(4);
            let is_known = |four: &[u8]| version::draft(header::number(four)).is_some();
            !rest.is_empty() && rest.len() % 4 == 0 && versions.clone().any(is_known)
        }
        _ if version::draft(long.version).is_none() => false,
        Kind::Retry => rest.len() >= 16,
        Kind::ZeroRtt | Kind::Handshake => sized(rest),
        Kind::Initial => varint::read(rest).is_some_and(|(len, at)| {
            let token = usize::try_from(len)
                .ok()
                .and_then(|len| at.checked_add(len));
            token.and_then(|end| rest.get(end..)).is_some_and(sized)
        }),
    }
}

/// What is said of a datagram, and found in it.
#[derive(Default)]
struct Datagram {
    said: Vec<String>,
    /// Where what is encrypted begins in the first packet.
    body: Option<usize>,
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let mut datagram = Datagram::default();
    let result = packets(p, &mut datagram);
    // What stands in the packets that were opened was handed over from other buffers.
    let end = p.bytes().len();
    p.body(datagram.body.unwrap_or(end)..end);
    p.summary(format_args!("{}", datagram.said.join("; ")));
    result
}

/// The packets, as long as they are for the same connection.
fn packets(p: &mut Peel<'_>, datagram: &mut Datagram) -> Peeled {
    let mut first: Option<Vec<u8>> = None;
    while !p.rest().is_empty() {
        let rest = p.rest();
        let is_long = header::is_long(rest);
        let to = header::Long::of(rest).map(|long| long.to.to_vec());
        if let Some(first) = &first {
            let behind = rest.get(1..).unwrap_or_default();
            let fits = match is_long {
                true => to.as_ref() == Some(first),
                false => behind.starts_with(first),
            };
            if !fits {
                return p.field(&PADDING, rest.len()).map(drop);
            }
        }
        if !is_long {
            return header::short(p, datagram);
        }
        p.group(&PACKET, |p| header::long(p, datagram))?;
        first = first.or(to);
    }
    Ok(())
}
