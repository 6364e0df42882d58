//! IPv6: packets from host to host (RFC 8200).

use std::net::Ipv6Addr;

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of, names};
use crate::proto::ip::{self, NO_NEXT_HEADER};

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("ipv6.version", "Version", 4).doc("6: this is an IPv6 header.", "RFC 8200 §3"),
    FieldSpec::hex("ipv6.tclass", "Traffic class", 8)
        .parts_follow()
        .doc("How routers should treat the packet when there is a queue.", "RFC 8200 §7"),
    FieldSpec::uint("ipv6.tclass.dscp", "Code point", 6)
        .part()
        .codes(ip::DSCP)
        .doc("The class of service that the packet asks for; 0 is best effort.", "RFC 2474 §3"),
    FieldSpec::uint("ipv6.tclass.ecn", "Congestion notification", 2)
        .part()
        .codes(ip::ECN)
        .doc("A router with a full queue sets both bits instead of dropping the packet, if the ends said that they understand.", "RFC 3168 §5"),
    FieldSpec::hex("ipv6.flow", "Flow label", 20)
        .doc("The same random number on all packets of one flow, so that routers can keep them on one path without looking deeper.", "RFC 6437 §2"),
    FieldSpec::uint("ipv6.plen", "Payload length", 16)
        .unit("bytes")
        .doc("What follows this header, extension headers included. What follows in the frame beyond this is the link's padding.", "RFC 8200 §3"),
    FieldSpec::uint("ipv6.nxt", "Next header", 8)
        .lookup(|code| names::ip_protocol(code as u8))
        .doc("What follows: the payload's protocol, or an extension header that again says what follows it.", "RFC 8200 §3"),
    FieldSpec::uint("ipv6.hlim", "Hop limit", 8)
        .doc("How many more routers may pass the packet on. Each takes one off; at zero the packet is dropped and its sender told.", "RFC 8200 §3"),
    FieldSpec::ipv6("ipv6.src", "Source").doc("The host that sent the packet.", "RFC 8200 §3"),
    FieldSpec::ipv6("ipv6.dst", "Destination")
        .doc("The host, or group of hosts, that the packet is for; with a routing header, where it goes next.", "RFC 8200 §3"),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// IPv6.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ipv6",
        short: "IPv6",
        title: "Internet Protocol version 6",
        osi: OsiLayer::Network,
        why: "It carries packets from host to host across routers, addressed by IP address.",
        reference: "RFC 8200",
    },
    claims: &[Claim::EtherType(0x86dd), Claim::IpProtocol(41), Claim::Ppp(0x0057), Claim::LinkType(LinkType(229))],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x60\x02\x12\x34\x00\x04\x11\x40\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x01\x02\x03\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let payload_len = usize::from(u16::from_be_bytes([h[4], h[5]]));
    let (next, hop_limit) = (h[6], h[7]);
    let (source, destination) = (address(h, 8), address(h, 24));
    p.from_to(source, destination);
    p.summary(format_args!(
        "{source} → {destination}, hop limit {hop_limit}"
    ));
    if h[0] >> 4 != 6 {
        p.fault(
            FaultKind::Malformed("this is not a header of version 6"),
            0..1,
        );
        return Ok(());
    }
    if payload_len == 0 && next != NO_NEXT_HEADER {
        // A jumbogram, whose length stands in a hop-by-hop option, or a packet whose segmentation
        // is left to the network card.
        p.pass(ip::next_header(next));
    } else {
        let payload = HEADER_LEN..HEADER_LEN + payload_len;
        p.wrap(ip::next_header(next), payload, "IPv6 payload length");
    }
    Ok(())
}

fn address(header: &[u8; HEADER_LEN], at: usize) -> Ipv6Addr {
    let octets = header[at..].first_chunk::<16>();
    Ipv6Addr::from(octets.copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Bound, Dissection, Role, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn the_header_is_read_to_the_bit() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).map(|field| field.value.clone());
        assert_eq!(value("ipv6.flow"), Some(Value::Uint(0x21234)));
        assert_eq!(value("ipv6.hlim"), Some(Value::Uint(64)));
        assert_eq!(
            out.layers[0].summary,
            "2001:db8::1 → 2001:db8::2, hop limit 64"
        );
        assert_eq!(out.layers[1].info.name, "udp");
    }

    #[test]
    fn the_payload_length_leaves_padding_outside() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes.extend([0; 6]);
        let out = peeled(&bytes);
        assert_eq!(out.layers[0].payload.len(), 4);
        let fault = out.faults.iter().find(|fault| fault.layer == 1).unwrap();
        let bound = Bound::Field("IPv6 payload length");
        assert!(matches!(fault.kind, FaultKind::Truncated { bound: found, .. } if found == bound));
    }

    #[test]
    fn nothing_follows_where_the_header_says_so() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[6] = NO_NEXT_HEADER;
        let out = peeled(&bytes);
        assert_eq!(out.layers[1].role, Role::Opaque);
        bytes[5] = 0;
        assert_eq!(peeled(&bytes).layers.len(), 1);
    }

    #[test]
    fn another_version_is_no_ipv6() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[0] = 0x45;
        let out = peeled(&bytes);
        assert_eq!(out.layers.len(), 1);
        assert!(matches!(out.faults[0].kind, FaultKind::Malformed(_)));
    }
}
