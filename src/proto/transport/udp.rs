//! UDP: datagrams from process to process (RFC 768).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Verdict, bytes_of};
use crate::proto::checksum;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("udp.srcport", "Source port", 16)
        .lookup(|port| crate::model::names::udp_port(port as u16))
        .doc("The port of the sending process: where an answer should go. 0 if it expects none.", "RFC 768"),
    FieldSpec::uint("udp.dstport", "Destination port", 16)
        .lookup(|port| crate::model::names::udp_port(port as u16))
        .doc("The port of the receiving process: the host hands the datagram to the socket bound to it.", "RFC 768"),
    FieldSpec::uint("udp.length", "Length", 16)
        .unit("bytes")
        .doc("Header and payload together, so at least 8.", "RFC 768"),
    FieldSpec::hex("udp.checksum", "Checksum", 16).doc(
        "Covers the payload, this header and the addresses of the IP header. Over IPv4, 0 means that the sender did not compute one.",
        "RFC 768; RFC 8200 §8.1",
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// UDP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "udp",
        short: "UDP",
        title: "User Datagram Protocol",
        osi: OsiLayer::Transport,
        why: "It carries datagrams between processes, named by ports, and promises nothing about their arrival.",
        reference: "RFC 768",
    },
    claims: &[Claim::IpProtocol(17)],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\xc3\x50\x00\x35\x00\x0c\x00\x00\x01\x02\x03\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let source = u16::from_be_bytes([h[0], h[1]]);
    let destination = u16::from_be_bytes([h[2], h[3]]);
    let length = usize::from(u16::from_be_bytes([h[4], h[5]]));
    let checksum = u16::from_be_bytes([h[6], h[7]]);
    p.ports(Transport::Udp, source, destination);
    p.summary(format_args!("{source} → {destination}"));
    // A jumbogram's length does not fit the field: 0 then means "to the end" (RFC 2675 §4).
    let end = if length == 0 { p.bytes().len() } else { length };
    if end < HEADER_LEN {
        p.fault(
            FaultKind::BadLength {
                field: "UDP length",
                says: length as u64,
                limit: HEADER_LEN as u64,
            },
            4..6,
        );
        p.pass(Next::Data);
        return Ok(());
    }
    verify(p, checksum, end);
    p.wrap(
        Next::Ports(Transport::Udp, source, destination),
        HEADER_LEN..end,
        "UDP length",
    );
    Ok(())
}

fn verify(p: &mut Peel<'_>, checksum: u16, end: usize) {
    if !p.wants_fields() {
        return;
    }
    let verdict = match (checksum, p.bytes().get(..end)) {
        (0, _) => Verdict::Absent,
        (_, Some(datagram)) if !p.is_quoted() => {
            let pseudo = p
                .addresses()
                .and_then(|ends| checksum::pseudo_header(ends, 17, end));
            pseudo.map_or(Verdict::Unverifiable, |pseudo| {
                checksum::verdict(datagram, 6, pseudo)
            })
        }
        _ => Verdict::Unverifiable,
    };
    p.verdict("udp.checksum", verdict);
}
