//! UDP-Lite: datagrams whose payload may arrive damaged (RFC 3828).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{
    FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Verdict, bytes_of, names,
};
use crate::proto::checksum;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("udp.srcport", "Source port", 16)
        .lookup(|port| names::udp_port(port as u16))
        .doc("The port of the sending process.", "RFC 3828 §3.1"),
    FieldSpec::uint("udp.dstport", "Destination port", 16)
        .lookup(|port| names::udp_port(port as u16))
        .doc("The port of the receiving process.", "RFC 3828 §3.1"),
    FieldSpec::uint("udp.checksum_coverage", "Checksum coverage", 16)
        .unit("bytes")
        .doc("How many bytes from this header's start the checksum covers; 0 means all. Damage behind them is put up with.", "RFC 3828 §3.1"),
    FieldSpec::hex("udp.checksum", "Checksum", 16)
        .doc("Covers the addresses of the IP header and as much of the datagram as the coverage says.", "RFC 3828 §3.1"),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// UDP-Lite.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "udplite",
        short: "UDP-Lite",
        title: "Lightweight User Datagram Protocol",
        osi: OsiLayer::Transport,
        why: "It carries datagrams between processes, named by ports, where a damaged payload is better than none.",
        reference: "RFC 3828",
    },
    claims: &[Claim::IpProtocol(136)],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x9c\x40\x9c\x41\x00\x08\xda\xa2hello world",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let source = u16::from_be_bytes([h[0], h[1]]);
    let destination = u16::from_be_bytes([h[2], h[3]]);
    let coverage = usize::from(u16::from_be_bytes([h[4], h[5]]));
    p.ports(Transport::Udp, source, destination);
    let len = p.bytes().len();
    p.summary(format_args!(
        "{source} → {destination}, {} bytes",
        len - HEADER_LEN
    ));
    let covered = if coverage == 0 { len } else { coverage };
    let is_possible = (HEADER_LEN..=len).contains(&covered);
    if !is_possible && p.is_whole() {
        let limit = if covered < HEADER_LEN {
            HEADER_LEN
        } else {
            len
        };
        let (field, says) = ("checksum coverage", coverage as u64);
        p.fault(
            FaultKind::BadLength {
                field,
                says,
                limit: limit as u64,
            },
            4..6,
        );
    }
    if p.wants_fields() {
        let verdict = match p.bytes().get(..covered) {
            Some(covered) if is_possible && p.is_whole() => {
                checksum::transport(p, 136, len, covered, 6)
            }
            _ => Verdict::Unverifiable,
        };
        p.verdict("udp.checksum", verdict);
    }
    // Nothing but the IP packet says where the datagram ends.
    p.pass(Next::Ports(Transport::Udp, source, destination));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};
    use crate::proto::network::ipv4;

    fn verdict(datagram: &[u8]) -> (Value, usize) {
        let mut bytes = ipv4::PROTOCOL.sample[..20].to_vec();
        bytes[2..4].copy_from_slice(&(20 + datagram.len() as u16).to_be_bytes());
        bytes[9] = 136;
        bytes.extend(datagram);
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &ipv4::PROTOCOL,
            &bytes,
            Want::Full,
            &mut out,
        );
        let faults = out.faults.iter().filter(|fault| fault.layer == 1).count();
        (out.field("udp.checksum").unwrap().value.clone(), faults)
    }

    #[test]
    fn only_what_is_covered_counts() {
        let good = Value::Checksum(0xdaa2, Verdict::Good);
        assert_eq!(verdict(PROTOCOL.sample), (good.clone(), 0));
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[18] = b'?';
        assert_eq!(verdict(&bytes), (good, 0));
        bytes[0] ^= 1;
        assert!(matches!(
            verdict(&bytes),
            (Value::Checksum(_, Verdict::Bad(_)), 1)
        ));
    }

    #[test]
    fn impossible_coverages_are_faults() {
        for coverage in [3, 20] {
            let mut bytes = PROTOCOL.sample.to_vec();
            bytes[5] = coverage;
            assert_eq!(
                verdict(&bytes),
                (Value::Checksum(0xdaa2, Verdict::Unverifiable), 1)
            );
        }
    }
}
