//! LSAs of version 3, where addresses stand apart from the map of routers (RFC 5340 §A.4).

use std::net::{Ipv4Addr, Ipv6Addr};

use super::lsa::{HEADER_LEN, METRIC, common_end};
use super::options::{VERSION_3, bit};
use super::{RESERVED, information};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Value, bytes_of};

const SECTION: &str = "RFC 5340 §A.4.2.1";
const ROUTER_SECTION: &str = "RFC 5340 §A.4.3";
const EXTERNAL_SECTION: &str = "RFC 5340 §A.4.7";
const LINK_SECTION: &str = "RFC 5340 §A.4.9";
const INTRA_SECTION: &str = "RFC 5340 §A.4.10";

const FUNCTION: u16 = 0x1fff;

const ROUTER: u16 = 1;
const NETWORK: u16 = 2;
const INTER_AREA_PREFIX: u16 = 3;
const INTER_AREA_ROUTER: u16 = 4;
const EXTERNAL: u16 = 5;
const NSSA: u16 = 7;
const LINK: u16 = 8;
const INTRA_AREA_PREFIX: u16 = 9;
const INFORMATION: u16 = 12;

/// What an LSA of this type describes; the scope bits are left aside.
pub(super) fn name(code: u64) -> Option<&'static str> {
    Some(match code as u16 & FUNCTION {
        ROUTER => "router",
        NETWORK => "network",
        INTER_AREA_PREFIX => "prefix in another area",
        INTER_AREA_ROUTER => "router in another area",
        EXTERNAL => "external",
        6 => "group membership",
        NSSA => "external to a not-so-stubby area",
        LINK => "link",
        INTRA_AREA_PREFIX => "prefixes of the area",
        INFORMATION => "router information",
        _ => return None,
    })
}

/// Age and its flag.
pub(super) const AGE: &[FieldSpec] = &[
    FieldSpec::flag("ospf.v3.lsa.do_not_age", "Does not age").doc(
        "Set: it stays valid without being refreshed.",
        "RFC 1793 §2.1",
    ),
    FieldSpec::uint("ospf.lsa.age", "Age", 15).unit("s").doc(
        "How long ago the LSA was made. At 3600 it is withdrawn.",
        "RFC 5340 §A.4.2",
    ),
];

/// The type: what, and how far.
pub(super) const TYPE: &[FieldSpec] = &[
    FieldSpec::hex("ospf.v3.lsa", "Type", 16)
        .parts_follow()
        .lookup(name)
        .doc("What the LSA describes, and how far it travels.", SECTION),
    bit(
        "ospf.v3.lsa.u",
        "Flood if unknown",
        "Set: who does not know the type passes it on all the same. Not set: it stays on the link.",
        SECTION,
    ),
    FieldSpec::hex("ospf.v3.lsa.s12", "Scope", 2)
        .part()
        .codes(&[(0, "link"), (1, "area"), (2, "whole system")])
        .doc("How far the LSA travels.", SECTION),
    FieldSpec::uint("ospf.v3.lsa.fc", "Function", 13)
        .part()
        .lookup(name)
        .doc("What the LSA describes.", SECTION),
];

const TYPE_LEN: usize = bytes_of(TYPE);

/// The flags of a router LSA.
pub(super) const ROUTER_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("ospf.v3.router.lsa.flags", "Flags", 8)
        .parts_follow()
        .doc("What part the router plays.", ROUTER_SECTION),
    FieldSpec::gap(4).part(),
    bit(
        "ospf.v3.router.lsa.flags.w",
        "Wild-card multicast",
        "Set: it takes all multicast packets.",
        "RFC 2740 §A.4.3",
    ),
    bit(
        "ospf.v3.router.lsa.flags.v",
        "Virtual link",
        "Set: a virtual link ends at it.",
        ROUTER_SECTION,
    ),
    bit(
        "ospf.v3.router.lsa.flags.e",
        "Boundary of the system",
        "Set: it brings in routes from outside.",
        ROUTER_SECTION,
    ),
    bit(
        "ospf.v3.router.lsa.flags.b",
        "Border of the area",
        "Set: it stands in several areas.",
        ROUTER_SECTION,
    ),
];

/// One interface of a router.
pub(super) const INTERFACE: &[FieldSpec] = &[
    FieldSpec::uint("ospf.v3.lsa.type", "Link type", 8)
        .codes(&[
            (1, "point to point"),
            (2, "transit network"),
            (4, "virtual link"),
        ])
        .doc("What kind of link it is.", ROUTER_SECTION),
    FieldSpec::bytes("ospf.reserved", "Reserved")
        .wide(1)
        .doc("Zero.", ROUTER_SECTION),
    FieldSpec::uint("ospf.metric", "Metric", 16)
        .doc("What it costs to send over the link.", ROUTER_SECTION),
    FieldSpec::uint("ospf.v3.lsa.interface_id", "Interface", 32)
        .doc("The router's number for its interface.", ROUTER_SECTION),
    FieldSpec::uint(
        "ospf.v3.lsa.neighbor_interface_id",
        "Neighbour's interface",
        32,
    )
    .doc("The neighbour's number for its end.", ROUTER_SECTION),
    FieldSpec::ipv4("ospf.v3.lsa.neighbor_router_id", "Neighbour").doc(
        "The neighbour, or the designated router of the network.",
        ROUTER_SECTION,
    ),
];

/// The flags of an external LSA.
pub(super) const EXTERNAL_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("ospf.v3.as.external.flags", "Flags", 8)
        .parts_follow()
        .doc("What follows, and how the metric counts.", EXTERNAL_SECTION),
    FieldSpec::gap(5).part(),
    bit(
        "ospf.v3.as.external.flags.e",
        "Type 2",
        "Set: the metric outweighs any way inside.",
        EXTERNAL_SECTION,
    ),
    bit(
        "ospf.v3.as.external.flags.f",
        "Forwarding address",
        "Set: a forwarding address follows.",
        EXTERNAL_SECTION,
    ),
    bit(
        "ospf.v3.as.external.flags.t",
        "Route tag",
        "Set: a route tag follows.",
        EXTERNAL_SECTION,
    ),
];

/// What is to be done with a prefix.
pub(super) const PREFIX_OPTIONS: &[FieldSpec] = &[
    FieldSpec::hex("ospf.v3.prefix.options", "Prefix options", 8)
        .parts_follow()
        .doc("What is to be done with the prefix.", "RFC 5340 §A.4.1.1"),
    FieldSpec::gap(4).part(),
    bit(
        "ospf.v3.prefix.options.p",
        "Propagate",
        "Set: a not-so-stubby area's border tells other areas of it.",
        "RFC 5340 §A.4.1.1",
    ),
    bit(
        "ospf.v3.prefix.options.mc",
        "Multicast",
        "Set: it counts for multicast.",
        "RFC 2740 §A.4.1.1",
    ),
    bit(
        "ospf.v3.prefix.options.la",
        "Local address",
        "Set: it is an address of the router itself.",
        "RFC 5340 §A.4.1.1",
    ),
    bit(
        "ospf.v3.prefix.options.nu",
        "No unicast",
        "Set: it does not count for ordinary packets.",
        "RFC 5340 §A.4.1.1",
    ),
];

crate::fields! {
    LSA = FieldSpec::group("", "LSA")
        .doc("Link state advertisement: a piece of the map, made by one router and passed on by all.", "RFC 5340 §A.4");
    pub(super) ID = FieldSpec::ipv4("ospf.link_state_id", "Link state ID")
        .doc("Which of its router's LSAs of this type it is.", "RFC 5340 §A.4.2");
    INTERFACE_GROUP = FieldSpec::group("", "Interface")
        .doc("One of the router's links in this area.", ROUTER_SECTION);
    ATTACHED = FieldSpec::ipv4("ospf.v3.lsa.attached_router", "Attached router")
        .doc("A router on the network.", "RFC 5340 §A.4.4");
    PREFIX_LEN = FieldSpec::uint("ospf.prefix_length", "Prefix length", 8).unit("bits")
        .doc("How many bits of the address count.", "RFC 5340 §A.4.1");
    PREFIX = FieldSpec::ipv6("ospf.v3.address_prefix.ipv6", "Prefix")
        .doc("A network, in as many words of 4 bytes as its length needs.", "RFC 5340 §A.4.1");
    PREFIX_4 = FieldSpec::ipv4("ospf.v3.address_prefix.ipv4", "Prefix")
        .doc("A network of IPv4.", "RFC 5838 §2.5");
    DESTINATION = FieldSpec::ipv4("ospf.v3.lsa.destination_router_id", "Destination router")
        .doc("The router in the other area.", "RFC 5340 §A.4.6");
    REFERENCED_TYPE = FieldSpec::hex("ospf.v3.lsa.referenced_ls_type", "Type of the other LSA", 16)
        .lookup(name)
        .doc("The LSA that the prefixes belong to, a router's or a network's.", INTRA_SECTION);
    REFERENCED_ID = FieldSpec::ipv4("ospf.v3.lsa.referenced_link_state_id", "ID of the other LSA")
        .doc("Which one.", INTRA_SECTION);
    REFERENCED_ROUTER = FieldSpec::ipv4("ospf.v3.lsa.referenced_advertising_router", "Router of the other LSA")
        .doc("Who made it.", INTRA_SECTION);
    FORWARD = FieldSpec::ipv6("ospf.v3.lsa.forwarding_address.ipv6", "Forwarding address")
        .doc("Where packets for the network go.", EXTERNAL_SECTION);
    FORWARD_4 = FieldSpec::ipv4("ospf.v3.lsa.forwarding_address.ipv4", "Forwarding address")
        .doc("Where packets for the network go; zeros fill the 16 bytes up.", "RFC 5838 §2.5");
    TAG = FieldSpec::uint("ospf.v3.lsa.external_route_tag", "Route tag", 32)
        .doc("A mark for those who brought the route in.", EXTERNAL_SECTION);
    PRIORITY = FieldSpec::uint("ospf.v3.lsa.router_priority", "Priority", 8)
        .doc("The router's priority on the link.", LINK_SECTION);
    LOCAL = FieldSpec::ipv6("ospf.v3.lsa.link_local_interface_address.ipv6", "Link-local address")
        .doc("The router's address on the link: the next hop for all others there.", LINK_SECTION);
    LOCAL_4 = FieldSpec::ipv4("ospf.v3.lsa.link_local_interface_address.ipv4", "Address on the link")
        .doc("The router's address on the link; zeros fill the 16 bytes up.", "RFC 5838 §2.5");
    PREFIXES = FieldSpec::uint("ospf.v3.lsa.num_prefixes", "Prefixes", 32)
        .doc("How many prefixes follow.", LINK_SECTION);
    PREFIXES_16 = FieldSpec::uint("ospf.v3.lsa.num_prefixes", "Prefixes", 16)
        .doc("How many prefixes follow.", INTRA_SECTION);
    PREFIX_METRIC = FieldSpec::uint("ospf.metric", "Metric", 16)
        .doc("What it costs to reach the prefix from its router.", INTRA_SECTION);
}

/// Reads an LSA's header where only that stands.
pub(super) fn alone(p: &mut Peel<'_>) -> Peeled {
    p.group(&LSA, |p| header(p).map(drop))
}

/// Reads an LSA of an instance that is about IPv4 or IPv6.
pub(super) fn whole(p: &mut Peel<'_>, ipv4: bool) -> Peeled {
    p.group(&LSA, |p| {
        let (kind, len) = header(p)?;
        p.within(len - HEADER_LEN, "LSA length", |p| body(p, kind, ipv4))
    })
}

fn header(p: &mut Peel<'_>) -> Result<(u16, usize), Stop> {
    p.rows(AGE)?;
    let kind = u16::from_be_bytes(*p.header::<TYPE_LEN>(TYPE)?) & FUNCTION;
    p.field(&ID, 4)?;
    Ok((kind, common_end(p, HEADER_LEN)?))
}

fn body(p: &mut Peel<'_>, kind: u16, ipv4: bool) -> Peeled {
    match kind {
        ROUTER => {
            p.rows(ROUTER_FLAGS)?;
            p.rows(VERSION_3)?;
            while !p.rest().is_empty() {
                p.group(&INTERFACE_GROUP, |p| p.rows(INTERFACE))?;
            }
            Ok(())
        }
        NETWORK => {
            p.field(&RESERVED, 1)?;
            p.rows(VERSION_3)?;
            super::tlv::words(p, &ATTACHED)
        }
        INTER_AREA_PREFIX => {
            p.field(&RESERVED, 1)?;
            p.uint(&METRIC)?;
            let bits = p.uint(&PREFIX_LEN)?;
            p.rows(PREFIX_OPTIONS)?;
            p.field(&RESERVED, 2)?;
            prefix(p, bits, ipv4)
        }
        INTER_AREA_ROUTER => {
            p.field(&RESERVED, 1)?;
            p.rows(VERSION_3)?;
            p.field(&RESERVED, 1)?;
            p.uint(&METRIC)?;
            p.field(&DESTINATION, 4).map(drop)
        }
        EXTERNAL | NSSA => external(p, ipv4),
        LINK => link(p, ipv4),
        INTRA_AREA_PREFIX => intra(p, ipv4),
        INFORMATION => information::items(p),
        _ => Ok(()),
    }
}

/// Reads a prefix of so many bits; those behind them are not looked at.
fn prefix(p: &mut Peel<'_>, bits: u64, ipv4: bool) -> Peeled {
    let most = if ipv4 { 32 } else { 128 };
    if bits > most {
        let at = p.pos();
        let what = "a prefix longer than an address";
        p.fault(crate::model::FaultKind::Malformed(what), at..at);
        return Err(Stop);
    }
    let at = p.pos();
    let bytes = p.skip(bits.div_ceil(32) as usize * 4)?;
    if bytes.is_empty() {
        return Ok(());
    }
    let mut address = [0; 16];
    address[..bytes.len()].copy_from_slice(bytes);
    let mask = u128::MAX.checked_shl(128 - bits as u32).unwrap_or(0);
    let address = u128::from_be_bytes(address) & mask;
    if ipv4 {
        let address = Ipv4Addr::from((address >> 96) as u32);
        p.mark_as(&PREFIX_4, at..p.pos(), Value::Ipv4(address));
    } else {
        p.mark_as(&PREFIX, at..p.pos(), Value::Ipv6(Ipv6Addr::from(address)));
    }
    Ok(())
}

/// Reads an address in 16 bytes, of which IPv4 uses the first 4.
fn address(p: &mut Peel<'_>, ipv4: Option<&'static FieldSpec>, ipv6: &'static FieldSpec) -> Peeled {
    match ipv4 {
        Some(spec) => {
            p.field(spec, 4)?;
            p.skip(12)?;
        }
        None => {
            p.field(ipv6, 16)?;
        }
    }
    Ok(())
}

fn external(p: &mut Peel<'_>, ipv4: bool) -> Peeled {
    let flags = p.rows(EXTERNAL_FLAGS)?[0];
    p.uint(&METRIC)?;
    let bits = p.uint(&PREFIX_LEN)?;
    p.rows(PREFIX_OPTIONS)?;
    let referenced = p.uint(&REFERENCED_TYPE)?;
    prefix(p, bits, ipv4)?;
    if flags & 2 != 0 {
        address(p, ipv4.then_some(&FORWARD_4), &FORWARD)?;
    }
    if flags & 1 != 0 {
        p.uint(&TAG)?;
    }
    if referenced != 0 {
        p.field(&REFERENCED_ID, 4)?;
    }
    Ok(())
}

fn link(p: &mut Peel<'_>, ipv4: bool) -> Peeled {
    p.uint(&PRIORITY)?;
    p.rows(VERSION_3)?;
    address(p, ipv4.then_some(&LOCAL_4), &LOCAL)?;
    for _ in 0..p.uint(&PREFIXES)? {
        let bits = p.uint(&PREFIX_LEN)?;
        p.rows(PREFIX_OPTIONS)?;
        p.field(&RESERVED, 2)?;
        prefix(p, bits, ipv4)?;
    }
    Ok(())
}

fn intra(p: &mut Peel<'_>, ipv4: bool) -> Peeled {
    let count = p.uint(&PREFIXES_16)?;
    p.uint(&REFERENCED_TYPE)?;
    p.field(&REFERENCED_ID, 4)?;
    p.field(&REFERENCED_ROUTER, 4)?;
    for _ in 0..count {
        let bits = p.uint(&PREFIX_LEN)?;
        p.rows(PREFIX_OPTIONS)?;
        p.uint(&PREFIX_METRIC)?;
        prefix(p, bits, ipv4)?;
    }
    Ok(())
}
