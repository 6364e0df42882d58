//! IPv4: packets from host to host (RFC 791).

use std::net::Ipv4Addr;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo, Verdict, bytes_of, names};
use crate::proto::checksum;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("ip.version", "Version", 4).doc("4: this is an IPv4 header.", "RFC 791 §3.1"),
    FieldSpec::uint("ip.hdr_len", "Header length", 4)
        .scaled(4, "bytes")
        .doc("Counted in words of 4 bytes: 5 words without options, at most 15.", "RFC 791 §3.1"),
    FieldSpec::hex("ip.dsfield", "Differentiated services", 8)
        .parts_follow()
        .doc("How routers should treat the packet when there is a queue. Once called type of service.", "RFC 2474 §3"),
    FieldSpec::uint("ip.dsfield.dscp", "Code point", 6)
        .part()
        .doc("The class of service that the packet asks for; 0 is best effort.", "RFC 2474 §3"),
    FieldSpec::uint("ip.dsfield.ecn", "Congestion notification", 2)
        .part()
        .codes(&[(0, "not capable"), (1, "capable, ECT(1)"), (2, "capable, ECT(0)"), (3, "congestion experienced")])
        .doc("A router with a full queue sets both bits instead of dropping the packet, if the ends said that they understand.", "RFC 3168 §5"),
    FieldSpec::uint("ip.len", "Total length", 16)
        .unit("bytes")
        .doc("Header and payload together. What follows in the frame beyond this is the link's padding.", "RFC 791 §3.1"),
    FieldSpec::hex("ip.id", "Identification", 16)
        .doc("All fragments of one packet carry the same number, so that the receiver can join them.", "RFC 791 §3.1; RFC 6864"),
    FieldSpec::hex("ip.flags", "Flags", 3).parts_follow().doc("Control of fragmentation.", "RFC 791 §3.1"),
    FieldSpec::flag("ip.flags.rb", "Reserved").part().doc("Must be zero.", "RFC 791 §3.1"),
    FieldSpec::flag("ip.flags.df", "Don't fragment")
        .part()
        .doc("Set: a router that cannot forward the packet in one piece drops it and reports the size that fits.", "RFC 791 §3.1; RFC 1191"),
    FieldSpec::flag("ip.flags.mf", "More fragments")
        .part()
        .doc("Set on every fragment but the last.", "RFC 791 §3.1"),
    FieldSpec::uint("ip.frag_offset", "Fragment offset", 13)
        .scaled(8, "bytes")
        .doc("Where this fragment's payload belongs in the whole packet's payload, counted in units of 8 bytes.", "RFC 791 §3.1"),
    FieldSpec::uint("ip.ttl", "Time to live", 8)
        .doc("How many more routers may pass the packet on. Each takes one off; at zero the packet is dropped and its sender told.", "RFC 791 §3.1"),
    FieldSpec::uint("ip.proto", "Protocol", 8)
        .lookup(|code| names::ip_protocol(code as u8))
        .doc("Which protocol the payload belongs to: the receiver hands it to that one.", "RFC 791 §3.1"),
    FieldSpec::hex("ip.checksum", "Header checksum", 16)
        .doc("Covers the header alone. Every router computes it anew, because the time to live changes.", "RFC 791 §3.1"),
    FieldSpec::ipv4("ip.src", "Source").doc("The host that sent the packet.", "RFC 791 §3.1"),
    FieldSpec::ipv4("ip.dst", "Destination").doc("The host, or group of hosts, that the packet is for.", "RFC 791 §3.1"),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// IPv4.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ip",
        short: "IPv4",
        title: "Internet Protocol version 4",
        osi: OsiLayer::Network,
        why: "It carries packets from host to host across routers, addressed by IP address.",
        reference: "RFC 791",
    },
    claims: &[Claim::EtherType(0x0800), Claim::IpProtocol(4), Claim::LlcSap(0x06), Claim::Ppp(0x0021), Claim::LinkType(LinkType(228))],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x45\x00\x00\x18\x1c\x46\x40\x00\x40\x11\x5f\x5d\xc0\x00\x02\x01\xc6\x33\x64\x02\x01\x02\x03\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let header_len = usize::from(h[0] & 0x0f) * 4;
    let total = usize::from(u16::from_be_bytes([h[2], h[3]]));
    let fragment = u16::from_be_bytes([h[6], h[7]]);
    let (source, destination) = (
        Ipv4Addr::new(h[12], h[13], h[14], h[15]),
        Ipv4Addr::new(h[16], h[17], h[18], h[19]),
    );
    p.from_to(source, destination);
    p.summary(format_args!("{source} → {destination}, TTL {}", h[8]));
    if header_len < HEADER_LEN {
        p.fault(
            FaultKind::BadLength {
                field: "IPv4 header length",
                says: header_len as u64,
                limit: HEADER_LEN as u64,
            },
            0..1,
        );
        return Ok(());
    }
    p.require(header_len - HEADER_LEN)?;
    if p.wants_fields() {
        p.verdict("ip.checksum", header_verdict(&p.bytes()[..header_len]));
    }
    p.seek(header_len);
    // Zero where segmentation is left to the network card: then the frame says how long it is.
    let end = if total == 0 { p.bytes().len() } else { total };
    if end < header_len {
        p.fault(
            FaultKind::BadLength {
                field: "IPv4 total length",
                says: total as u64,
                limit: header_len as u64,
            },
            2..4,
        );
        return Ok(());
    }
    let is_fragment = fragment & 0x3fff != 0;
    let next = if is_fragment {
        Next::Fragment
    } else {
        Next::IpProtocol(h[9])
    };
    p.wrap(next, header_len..end, "IPv4 total length");
    Ok(())
}

/// A header checksum has no pseudo-header; one of zero is left to the network card.
fn header_verdict(header: &[u8]) -> Verdict {
    match checksum::verdict(header, 10, 0) {
        Verdict::Bad(expected) if header[10] == 0 && header[11] == 0 => {
            Verdict::Offloaded(expected)
        }
        verdict => verdict,
    }
}
