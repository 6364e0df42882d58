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

/// The longest datagram whose length fits the field.
const MAX_LENGTH: usize = 0xffff;

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
    // A jumbogram's length does not fit the field: 0 then means "to the end" (RFC 2675 §4).
    let is_jumbo = length == 0 && p.bytes().len() > MAX_LENGTH;
    let end = if is_jumbo { p.bytes().len() } else { length };
    if end < HEADER_LEN {
        p.fault(
            FaultKind::BadLength {
                field: "UDP length",
                says: length as u64,
                limit: HEADER_LEN as u64,
            },
            4..6,
        );
        return Ok(());
    }
    let payload = end - HEADER_LEN;
    p.summary(format_args!("{source} → {destination}, {payload} bytes"));
    if p.wants_verdicts() {
        let verdict = verify(p, checksum, end);
        p.verdict("udp.checksum", verdict);
    }
    p.wrap(
        Next::Ports(Transport::Udp, source, destination),
        HEADER_LEN..end,
        "UDP length",
    );
    Ok(())
}

fn verify(p: &Peel<'_>, checksum: u16, end: usize) -> Verdict {
    match p.bytes().get(..end) {
        _ if checksum == 0 => Verdict::Absent,
        Some(datagram) => match checksum::transport(p, 17, end, datagram, 6) {
            // Zero would say that there is none, so it is sent as its other form.
            Verdict::Bad(0) => Verdict::Bad(0xffff),
            verdict => verdict,
        },
        None => Verdict::Unverifiable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Bound, Dissection, Value};
    use crate::proto::network::ipv4;

    /// The datagram behind an IPv4 header from 192.0.2.1 to 198.51.100.2.
    fn behind_ipv4(datagram: &[u8]) -> Dissection {
        let mut bytes = ipv4::PROTOCOL.sample[..20].to_vec();
        bytes[2..4].copy_from_slice(&(20 + datagram.len() as u16).to_be_bytes());
        bytes.extend(datagram);
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &ipv4::PROTOCOL,
            &bytes,
            Want::Full,
            &mut out,
        );
        out
    }

    fn checksum(out: &Dissection) -> Value {
        out.field("udp.checksum").unwrap().value.clone()
    }

    const GOOD: &[u8] = b"\x9c\x40\x9c\x41\x00\x0d\x97\x48hello";

    #[test]
    fn checksums_are_verified() {
        let out = behind_ipv4(GOOD);
        assert_eq!(checksum(&out), Value::Checksum(0x9748, Verdict::Good));
        assert_eq!(out.layers[1].summary, "40000 → 40001, 5 bytes");
        let mut bytes = GOOD.to_vec();
        bytes[12] ^= 1;
        let wrong = Value::Checksum(0x9748, Verdict::Bad(0x9848));
        assert_eq!(checksum(&behind_ipv4(&bytes)), wrong);
        bytes[6..8].fill(0);
        assert_eq!(
            checksum(&behind_ipv4(&bytes)),
            Value::Checksum(0, Verdict::Absent)
        );
    }

    #[test]
    fn a_checksum_left_to_the_card_is_told() {
        let mut bytes = GOOD.to_vec();
        // The sum of the addresses, the protocol number and the length alone.
        bytes[6..8].copy_from_slice(&[0xec, 0x55]);
        let told = Value::Checksum(0xec55, Verdict::Offloaded(0x9748));
        assert_eq!(checksum(&behind_ipv4(&bytes)), told);
    }

    #[test]
    fn a_cut_datagram_is_not_verified() {
        let out = behind_ipv4(&GOOD[..10]);
        assert_eq!(
            checksum(&out),
            Value::Checksum(0x9748, Verdict::Unverifiable)
        );
        let bound = Bound::Field("IPv4 total length");
        let cut = FaultKind::Truncated {
            needed: 5,
            present: 2,
            bound,
        };
        assert!(out.faults.iter().any(|fault| fault.kind == cut));
    }

    #[test]
    fn a_length_below_the_header_is_a_fault() {
        for length in [0, 7] {
            let mut bytes = GOOD.to_vec();
            bytes[5] = length;
            let out = behind_ipv4(&bytes);
            assert_eq!(out.layers.len(), 2);
            let bad = |kind| matches!(kind, FaultKind::BadLength { limit: 8, .. });
            assert!(out.faults.iter().any(|fault| bad(fault.kind)));
        }
    }
}
