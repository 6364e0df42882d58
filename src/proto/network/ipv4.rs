//! IPv4: packets from host to host (RFC 791).

use std::net::Ipv4Addr;
use std::ops::Range;

use crate::decode::{
    Claim, Cut, GatherKey, JoinSpecs, Next, Peel, Peeled, Place, Protocol, join_fields,
};
use crate::model::{
    Address, FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo, Verdict, bytes_of, names,
};
use crate::proto::{checksum, ip};

mod options;
mod security;
#[cfg(test)]
mod tests;

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
        .codes(ip::DSCP)
        .doc("The class of service that the packet asks for; 0 is best effort.", "RFC 2474 §3"),
    FieldSpec::uint("ip.dsfield.ecn", "Congestion notification", 2)
        .part()
        .codes(ip::ECN)
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
        .unit("× 8 bytes")
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

/// The longest packet that the total length can count.
const MAX_LEN: u32 = 65_535;

/// How a packet says which fragments carried it.
static JOINED: JoinSpecs = JoinSpecs {
    all: FieldSpec::group("ip.fragments", "Put together").doc(
        "The fragments that carried this packet, in the order of their offsets.",
        "RFC 791 §3.2",
    ),
    piece: FieldSpec::uint("ip.fragment", "Fragment", 0)
        .doc("The frame of a fragment of this packet.", "RFC 791 §3.2"),
    count: FieldSpec::uint("ip.fragment.count", "Fragments", 0)
        .doc("How many fragments carried the packet.", "RFC 791 §3.2"),
    len: FieldSpec::uint("ip.reassembled.length", "Length", 0)
        .unit("bytes")
        .doc("Bytes of the packet's payload.", "RFC 791 §3.2"),
};

static FIELDS: [&FieldSpec; options::FIELDS.len() + security::FIELDS.len()] =
    join_fields(&[options::FIELDS, security::FIELDS]);

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
    headers: &[
        HEADER,
        options::TYPE,
        options::STAMP_FLAGS,
        options::TRACEROUTE_BODY,
        options::QUICK_START_RATE,
        options::QUICK_START_NONCE,
        security::AUTHORITIES,
        security::RFC_791_BODY,
    ],
    fields: &FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x45\x00\x00\x18\x1c\x46\x40\x00\x40\x11\x32\x58\xc0\x00\x02\x01\xc6\x33\x64\x02\x01\x02\x03\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let header_len = usize::from(h[0] & 0x0f) * 4;
    let total = usize::from(u16::from_be_bytes([h[2], h[3]]));
    let fragment = u16::from_be_bytes([h[6], h[7]]);
    let source = Ipv4Addr::new(h[12], h[13], h[14], h[15]);
    let next_stop = Ipv4Addr::new(h[16], h[17], h[18], h[19]);
    let options = p.bytes().get(HEADER_LEN..header_len).unwrap_or_default();
    let destination = options::final_destination(options).unwrap_or(next_stop);
    p.from_to(source, destination);
    if p.wants_fields() {
        summarise(p, (source, next_stop, destination), h[8], fragment);
    }
    if h[0] >> 4 != 4 {
        p.fault(
            FaultKind::Malformed("this is not a header of version 4"),
            0..1,
        );
        return Ok(());
    }
    if header_len < HEADER_LEN {
        bad_length(p, "IPv4 header length", header_len, HEADER_LEN, 0..1);
        return Ok(());
    }
    if p.wants_fields() {
        if p.wants_verdicts() && header_len <= p.bytes().len() {
            p.verdict("ip.checksum", header_verdict(&p.bytes()[..header_len]));
        }
        options::read(p, header_len)?;
    }
    p.seek(HEADER_LEN);
    p.skip(header_len - HEADER_LEN)?;
    // A first fragment of which the capture has not all can never be put together: what is there of
    // it is read as far as it goes.
    let lone_start = fragment & 0x1fff == 0 && p.bytes().len() < total;
    let is_fragment = fragment & 0x3fff != 0 && !lone_start;
    let next = if is_fragment {
        Next::Fragment
    } else {
        Next::IpProtocol(h[9])
    };
    if total == 0 {
        // Segmentation is left to the network card, which fills the length in: to the end, then.
        p.pass(next);
    } else if total < header_len {
        bad_length(p, "IPv4 total length", total, header_len, 2..4);
    } else if is_fragment && fits(p, fragment, (header_len, total)) {
        let id = u128::from(h[9]) << 16 | u128::from(u16::from_be_bytes([h[4], h[5]]));
        let cut = Cut {
            key: GatherKey {
                space: "ip",
                ends: Some((source.into(), destination.into())),
                id: (p.nesting() as u128) << 24 | id,
            },
            place: Place::Byte {
                offset: u32::from(fragment & 0x1fff) * 8,
                last: fragment & 0x2000 == 0,
                may_overlap: true,
            },
            at: header_len..total,
            bound: "IPv4 total length",
            piece: Next::Fragment,
            whole: Next::IpProtocol(h[9]),
        };
        p.gather(cut, &JOINED);
    } else {
        p.wrap(next, header_len..total, "IPv4 total length");
    }
    Ok(())
}

/// True if a fragment can be a piece of a packet: it holds something, whole units of 8 bytes unless
/// it is the last one, and ends where a packet can.
fn fits(p: &mut Peel<'_>, fragment: u16, (header_len, total): (usize, usize)) -> bool {
    let len = total - header_len;
    let end = u32::from(fragment & 0x1fff) * 8 + total as u32;
    if end > MAX_LEN {
        let kind = FaultKind::BadLength {
            field: "end of the fragment",
            says: end.into(),
            limit: MAX_LEN.into(),
        };
        p.fault(kind, 6..8);
        return false;
    }
    if fragment & 0x2000 != 0 && !len.is_multiple_of(8) {
        let kind = FaultKind::Malformed("only the last fragment may hold a broken unit of 8 bytes");
        p.fault(kind, 2..4);
        return false;
    }
    len > 0
}

fn bad_length(p: &mut Peel<'_>, field: &'static str, says: usize, limit: usize, at: Range<usize>) {
    let (says, limit) = (says as u64, limit as u64);
    p.fault(FaultKind::BadLength { field, says, limit }, at);
}

/// From where to where, and over which router if the packet has a source route.
fn summarise(
    p: &mut Peel<'_>,
    (source, next_stop, destination): (Ipv4Addr, Ipv4Addr, Ipv4Addr),
    ttl: u8,
    fragment: u16,
) {
    let via = if next_stop == destination {
        String::new()
    } else {
        format!(" over {next_stop}")
    };
    let offset = u32::from(fragment & 0x1fff) * 8;
    let piece = match (fragment & 0x2000 != 0, offset) {
        (false, 0) => String::new(),
        (true, _) => format!(", fragment at {offset}"),
        (false, _) => format!(", last fragment at {offset}"),
    };
    let (source, destination) = (Address::from(source), Address::from(destination));
    p.summary(format_args!(
        "{source} → {destination}{via}, TTL {ttl}{piece}"
    ));
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
