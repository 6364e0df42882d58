//! The routing header of IPv6: places that the packet visits on its way (RFC 8200 §4.4).

use std::net::{IpAddr, Ipv6Addr};

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Address, FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of, names};
use crate::proto::ip;

const SOURCE_ROUTE: u8 = 0;
const MOBILE: u8 = 2;
const RPL: u8 = 3;
const SEGMENTS: u8 = 4;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("ipv6.routing.nxt", "Next header", 8)
        .lookup(|code| names::ip_protocol(code as u8))
        .doc("What follows this header.", "RFC 8200 §4.4"),
    FieldSpec::uint("ipv6.routing.len", "Length", 8)
        .unit("× 8 bytes after the first 8")
        .doc(
            "The header's length in units of 8 bytes, the first 8 not counted.",
            "RFC 8200 §4.4",
        ),
    FieldSpec::uint("ipv6.routing.type", "Type", 8)
        .codes(&[
            (0, "source route, deprecated"),
            (1, "Nimrod, deprecated"),
            (2, "mobile IPv6"),
            (3, "RPL source route"),
            (4, "segment routing"),
            (5, "compact, 16-bit identifiers"),
            (6, "compact, 32-bit identifiers"),
            (253, "experimental"),
            (254, "experimental"),
        ])
        .doc("How the rest of the header is to be read.", "RFC 8200 §4.4"),
    FieldSpec::uint("ipv6.routing.segleft", "Segments left", 8).doc(
        "How many places are still to be visited before the packet is where it should be.",
        "RFC 8200 §4.4",
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const SEGMENT_HEADER: &[FieldSpec] = &[
    FieldSpec::uint("ipv6.routing.srh.last_entry", "Last entry", 8).doc(
        "Index of the last element of the list, counted from 0.",
        "RFC 8754 §2",
    ),
    FieldSpec::hex("ipv6.routing.srh.flags", "Flags", 8).doc("None is defined yet.", "RFC 8754 §2"),
    FieldSpec::bytes("ipv6.routing.srh.tag", "Tag")
        .wide(2)
        .doc("Marks packets of one class or group.", "RFC 8754 §2"),
];

const RPL_HEADER: &[FieldSpec] = &[
    FieldSpec::uint("ipv6.routing.rpl.cmprI", "Bytes left out", 4)
        .doc("How many leading bytes, equal to the destination's, every address but the last leaves out.", "RFC 6554 §3"),
    FieldSpec::uint("ipv6.routing.rpl.cmprE", "Bytes left out of the last", 4)
        .doc("How many leading bytes the last address leaves out.", "RFC 6554 §3"),
    FieldSpec::uint("ipv6.routing.rpl.pad", "Padding", 4).unit("bytes").doc("Bytes behind the last address.", "RFC 6554 §3"),
    FieldSpec::uint("ipv6.routing.rpl.reserved", "Reserved", 20).doc("Zero.", "RFC 6554 §3"),
];

crate::fields! {
    SOURCE_RESERVED = FieldSpec::bytes("ipv6.routing.src.reserved", "Reserved")
        .doc("Zero.", "RFC 2460 §4.4");
    SOURCE_ADDRESS = FieldSpec::ipv6("ipv6.routing.src.addr", "Address")
        .doc("A node to visit. Such headers were abolished because they can make packets go in circles.", "RFC 2460 §4.4; RFC 5095");
    MOBILE_RESERVED = FieldSpec::bytes("ipv6.routing.mipv6.reserved", "Reserved")
        .doc("Zero.", "RFC 6275 §6.4");
    HOME = FieldSpec::ipv6("ipv6.routing.mipv6.home_address", "Home address")
        .doc("The permanent address of the mobile receiver; the destination address is only where it is now.", "RFC 6275 §6.4");
    RPL_ADDRESS = FieldSpec::bytes("ipv6.routing.rpl.address", "Address")
        .doc("The bytes of an address to visit in which it differs from the destination.", "RFC 6554 §3");
    SEGMENT = FieldSpec::ipv6("ipv6.routing.srh.addr", "Segment")
        .doc("A place to visit, or an instruction to a node; the list stands in reverse order.", "RFC 8754 §2");
    SEGMENT_TLVS = FieldSpec::group("", "Objects")
        .doc("Optional objects behind the list, such as a keyed hash.", "RFC 8754 §2.1");
    SHORT_ID = FieldSpec::uint("ipv6.routing.crh16.sid", "Segment identifier", 16)
        .doc("A number that stands for a place to visit.", "RFC 9631 §3");
    LONG_ID = FieldSpec::uint("ipv6.routing.crh32.sid", "Segment identifier", 32)
        .doc("A number that stands for a place to visit.", "RFC 9631 §3");
    UNKNOWN = FieldSpec::bytes("ipv6.routing.unknown_data", "Data")
        .doc("Data of a type that decap does not know.", "RFC 8200 §4.4");
}

/// The routing header.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ipv6.routing",
        short: "Routing Header",
        title: "IPv6 Routing Header",
        osi: OsiLayer::Network,
        why: "It extends the IPv6 header: the sender names places that the packet visits on its way.",
        reference: "RFC 8200 §4.4",
    },
    claims: &[Claim::IpProtocol(43)],
    headers: &[HEADER, SEGMENT_HEADER, RPL_HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x3b\x02\x04\x00\x00\x00\x00\x07\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let [next, units, kind, left] = *h;
    let len = (usize::from(units) + 1) * 8;
    p.summary(format_args!("type {kind}, {left} to visit"));
    if p.wants_fields() {
        p.within(len - HEADER_LEN, "routing header's length", |p| {
            body(p, kind)
        })?;
    }
    p.seek(HEADER_LEN);
    let route = p.skip(len - HEADER_LEN)?;
    if left > 0 {
        lead_on(p, kind, route);
    }
    p.pass(ip::next_header(next));
    Ok(())
}

/// What stands above this header goes to the last place, not to the next one.
fn lead_on(p: &mut Peel<'_>, kind: u8, route: &[u8]) {
    let Some(ends) = p.addresses().copied() else {
        return;
    };
    let Address::Ip(IpAddr::V6(next_stop)) = ends.to else {
        return;
    };
    let last = match kind {
        SOURCE_ROUTE | MOBILE => address(route.last_chunk()),
        SEGMENTS => address(route.get(4..).and_then(|list| list.first_chunk())),
        RPL => rpl_last(route, next_stop),
        _ => None,
    };
    if let Some(last) = last {
        p.from_to(ends.from, last);
    }
}

fn address(octets: Option<&[u8; 16]>) -> Option<Ipv6Addr> {
    octets.map(|octets| Ipv6Addr::from(*octets))
}

/// The last address of an RPL route: the bytes that it leaves out are the destination's.
fn rpl_last(route: &[u8], destination: Ipv6Addr) -> Option<Ipv6Addr> {
    let (omitted, padding) = (usize::from(route[0] & 0x0f), usize::from(route[1] >> 4));
    let mut octets = destination.octets();
    let end = route.len().checked_sub(padding)?;
    let start = end.checked_sub(16 - omitted).filter(|start| *start >= 4)?;
    octets[omitted..].copy_from_slice(&route[start..end]);
    Some(octets.into())
}

/// Reads what depends on the type; the bytes end with the header.
fn body(p: &mut Peel<'_>, kind: u8) -> Peeled {
    match kind {
        SOURCE_ROUTE => {
            p.field(&SOURCE_RESERVED, 4)?;
            repeat(p, &SOURCE_ADDRESS, 16)
        }
        MOBILE => {
            p.field(&MOBILE_RESERVED, 4)?;
            p.field(&HOME, 16).map(drop)
        }
        RPL => rpl(p),
        SEGMENTS => segments(p),
        5 => repeat(p, &SHORT_ID, 2),
        6 => repeat(p, &LONG_ID, 4),
        _ => {
            let rest = p.rest().len();
            p.field(&UNKNOWN, rest).map(drop)
        }
    }
}

fn repeat(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Peeled {
    while !p.rest().is_empty() {
        p.field(spec, len)?;
    }
    Ok(())
}

fn segments(p: &mut Peel<'_>) -> Peeled {
    let last = p.rows(SEGMENT_HEADER)?[0];
    for _ in 0..=last {
        p.field(&SEGMENT, 16)?;
    }
    if !p.rest().is_empty() {
        let len = p.rest().len();
        p.group(&SEGMENT_TLVS, |p| p.skip(len))?;
    }
    Ok(())
}

fn rpl(p: &mut Peel<'_>) -> Peeled {
    let [compression, padding, ..] = *p.rows(RPL_HEADER)? else {
        return Ok(());
    };
    let inner = 16 - usize::from(compression >> 4);
    let last = 16 - usize::from(compression & 0x0f);
    let padding = usize::from(padding >> 4);
    let Some(list) = p.rest().len().checked_sub(padding + last) else {
        let at = p.pos()..p.bytes().len();
        p.fault(
            FaultKind::Malformed("there is no room for the last address"),
            at,
        );
        return Ok(());
    };
    for _ in 0..list / inner {
        p.field(&RPL_ADDRESS, inner)?;
    }
    p.field(&RPL_ADDRESS, last).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::network::ipv6;

    fn behind_ipv6(header: &[u8], want: Want) -> Dissection {
        let mut bytes = ipv6::PROTOCOL.sample[..40].to_vec();
        bytes[5] = header.len() as u8;
        bytes[6] = 43;
        bytes.extend(header);
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&ipv6::PROTOCOL, &bytes, want, &mut out);
        out
    }

    fn destination(header: &[u8]) -> String {
        let skim = behind_ipv6(header, Want::Skim);
        let full = behind_ipv6(header, Want::Full);
        assert_eq!(skim.addresses, full.addresses);
        full.addresses.last().unwrap().to.to_string()
    }

    const FIVE: [u8; 16] = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5];

    #[test]
    fn a_route_leads_on_to_its_last_place() {
        let source_route = [&[59, 2, 0, 1, 0, 0, 0, 0], &FIVE[..]].concat();
        assert_eq!(destination(&source_route), "2001:db8::5");
        let visited = [&[59, 2, 0, 0, 0, 0, 0, 0], &FIVE[..]].concat();
        assert_eq!(destination(&visited), "2001:db8::2");
        let compressed = [59, 1, 3, 1, 0x0e, 0x60, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0];
        assert_eq!(destination(&compressed), "2001:db8::9");
        let segments = [&[59, 4, 4, 1, 1, 0, 0, 0], &FIVE[..], &[0; 16]].concat();
        assert_eq!(destination(&segments), "2001:db8::5");
    }

    #[test]
    fn lists_that_leave_the_header_are_cut() {
        let segments = [&[59, 2, 4, 0, 9, 0, 0, 0], &FIVE[..]].concat();
        let out = behind_ipv6(&segments, Want::Full);
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
        let cramped = [59, 1, 3, 1, 0x00, 0xf0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0];
        assert_eq!(destination(&cramped), "2001:db8::2");
    }
}
