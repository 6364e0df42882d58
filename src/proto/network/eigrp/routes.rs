//! Routes: where they lead and what they cost.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value, bytes_of};

const SECTION: &str = "RFC 7868 §6.8";
const WIDE: &str = "RFC 7868 §6.9";

const IPV4: u16 = 1;
const IPV6: u16 = 2;

/// Kinds of address in the first byte of a type.
const MULTIPLE: u8 = 0x00;
const OF_IPV4: u8 = 0x01;
const OF_APPLETALK: u8 = 0x02;
const OF_IPX: u8 = 0x03;
const OF_IPV6: u8 = 0x04;
const OF_ANY: u8 = 0x06;

/// What the second byte says.
const REQUEST: u8 = 1;
const INTERNAL: u8 = 2;
const EXTERNAL_ROUTE: u8 = 3;
const CABLE_ITEM: u8 = 4;

const PROTOCOLS: Codes = &[
    (1, "IGRP"),
    (2, "EIGRP"),
    (3, "static route"),
    (4, "RIP"),
    (5, "Hello"),
    (6, "OSPF"),
    (7, "IS-IS"),
    (8, "EGP"),
    (9, "BGP"),
    (10, "IDRP"),
    (11, "connected network"),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const fn flags(label: &'static str) -> FieldSpec {
    FieldSpec::hex("", label, 8)
        .parts_follow()
        .doc("More about the route.", SECTION)
}

pub(super) const METRIC: &[FieldSpec] = &[
    FieldSpec::uint("eigrp.old_metric.delay", "Delay", 32)
        .unit("× 10/256 µs")
        .doc("The sum of the delays on the way.", SECTION),
    FieldSpec::uint("eigrp.old_metric.bw", "Bandwidth", 32).doc(
        "2,560,000,000 divided by the kbit/s of the narrowest link.",
        SECTION,
    ),
    FieldSpec::uint("eigrp.old_metric.mtu", "MTU", 24)
        .unit("bytes")
        .doc("The longest packet that gets through whole.", SECTION),
    FieldSpec::uint("eigrp.old_metric.hopcount", "Hops", 8)
        .doc("How many routers are on the way.", SECTION),
    FieldSpec::uint("eigrp.old_metric.rel", "Reliability", 8)
        .doc("How many of 255 packets arrive.", SECTION),
    FieldSpec::uint("eigrp.old_metric.load", "Load", 8)
        .doc("How much of 255 parts of the bandwidth is used.", SECTION),
    FieldSpec::uint("eigrp.old_metric.intag", "Tag", 8)
        .doc("A mark that an administrator gave the route.", SECTION),
    flags("Flags"),
    FieldSpec::gap(4).part(),
    flag(
        "eigrp.metric.flags.repl",
        "Replicated",
        "Set: copied from another table.",
    ),
    flag(
        "eigrp.metric.flags.active",
        "Active",
        "Set: the sender has lost it and asks around.",
    ),
    flag(
        "eigrp.metric.flags.cd",
        "Candidate default",
        "Set: may be the default route.",
    ),
    flag(
        "eigrp.metric.flags.srcwd",
        "Withdraw",
        "Set: the router that told it takes it back.",
    ),
];

pub(super) const WIDE_METRIC: &[FieldSpec] = &[
    FieldSpec::uint("eigrp.metric.offset", "Attributes", 8)
        .scaled(1, "× 2 bytes")
        .doc("The attributes behind the metric.", WIDE),
    FieldSpec::uint("eigrp.metric.priority", "Priority", 8)
        .doc("Routes of a higher one are told first.", WIDE),
    FieldSpec::uint("eigrp.metric.reliability", "Reliability", 8)
        .doc("How many of 255 packets arrive.", WIDE),
    FieldSpec::uint("eigrp.metric.load", "Load", 8)
        .doc("How much of 255 parts of the bandwidth is used.", WIDE),
    FieldSpec::uint("eigrp.metric.mtu", "MTU", 24)
        .unit("bytes")
        .doc("The longest packet that gets through whole.", WIDE),
    FieldSpec::uint("eigrp.metric.hopcount", "Hops", 8)
        .doc("How many routers are on the way.", WIDE),
    FieldSpec::uint("eigrp.metric.delay", "Delay", 48)
        .unit("ps")
        .doc("The sum of the delays on the way.", WIDE),
    FieldSpec::uint("eigrp.metric.bandwidth", "Bandwidth", 48)
        .unit("kbit/s")
        .doc("Of the narrowest link.", WIDE),
    FieldSpec::hex("eigrp.metric.reserved", "Reserved", 16).doc("Zero.", WIDE),
    FieldSpec::hex("", "Flags", 16).doc(
        "1: the router that told the route takes it back. 2: it may be the default route. 4: the sender has lost it and asks around. 8: it is copied from another table.",
        WIDE,
    ),
];

const EXTERNAL_FLAGS: [FieldSpec; 4] = [
    flags("Flags"),
    FieldSpec::gap(6).part(),
    flag(
        "eigrp.opaque.flag.cd",
        "Candidate default",
        "Set: may be the default route.",
    ),
    flag(
        "eigrp.opaque.flag.ext",
        "External",
        "Set: comes from another protocol.",
    ),
];

const SYSTEM: FieldSpec = FieldSpec::uint("eigrp.extdata.as", "Autonomous system", 32)
    .doc("Where the route comes from.", SECTION);
const TAG: FieldSpec = FieldSpec::uint("eigrp.extdata.tag", "Tag", 32)
    .doc("A mark that an administrator gave the route.", SECTION);
const PROTOCOL_ID: FieldSpec = FieldSpec::uint("eigrp.extdata.proto", "Protocol", 8)
    .codes(PROTOCOLS)
    .doc("Which protocol it was learnt from.", SECTION);

pub(super) const EXTERNAL: &[FieldSpec] = &[
    FieldSpec::ipv4("eigrp.extdata.origrid", "Origin")
        .doc("The router that brought the route in.", SECTION),
    SYSTEM,
    TAG,
    FieldSpec::uint("eigrp.extdata.metric", "Metric", 32)
        .doc("What the other protocol says that it costs.", SECTION),
    FieldSpec::uint("eigrp.extdata.reserved", "Reserved", 16).doc("Zero.", SECTION),
    PROTOCOL_ID,
    EXTERNAL_FLAGS[0],
    EXTERNAL_FLAGS[1],
    EXTERNAL_FLAGS[2],
    EXTERNAL_FLAGS[3],
];

pub(super) const EXTERNAL_IPX: &[FieldSpec] = &[
    FieldSpec::mac("eigrp.ipx.routerid", "Origin")
        .doc("The router that brought the route in.", SECTION),
    SYSTEM,
    TAG,
    PROTOCOL_ID,
    EXTERNAL_FLAGS[0],
    EXTERNAL_FLAGS[1],
    EXTERNAL_FLAGS[2],
    EXTERNAL_FLAGS[3],
    FieldSpec::uint("eigrp.extdata.ipx_metric", "Metric", 16)
        .doc("What the other protocol says that it costs.", SECTION),
    FieldSpec::uint("eigrp.extdata.ipx_delay", "Delay", 16)
        .doc("What the other protocol says how long it takes.", SECTION),
];

pub(super) const TOPOLOGY: &[FieldSpec] = &[
    FieldSpec::uint("eigrp.tid", "Topology", 16)
        .codes(&[(0, "base")])
        .doc(
            "Which of several networks on the same links this is about.",
            WIDE,
        ),
    FieldSpec::uint("eigrp.afi", "Address family", 16)
        .codes(&[
            (1, "IPv4"),
            (2, "IPv6"),
            (11, "IPX"),
            (12, "AppleTalk"),
            (16384, "services"),
            (16385, "services over IPv4"),
            (16386, "services over IPv6"),
        ])
        .doc("What kind of addresses follow.", WIDE),
    FieldSpec::ipv4("eigrp.routerid", "Router").doc("The router that brought the route in.", WIDE),
];

pub(super) const ATTRIBUTE: &[FieldSpec] = &[
    FieldSpec::uint("eigrp.attr.opcode", "Attribute", 8)
        .codes(&[
            (0, "padding"),
            (1, "scaled metric"),
            (2, "tag"),
            (3, "communities"),
            (4, "jitter"),
            (5, "energy when idle"),
            (6, "energy when active"),
        ])
        .doc("What the attribute says.", WIDE),
    FieldSpec::uint("eigrp.attr.offset", "Length", 8)
        .scaled(1, "× 2 bytes")
        .doc("The attribute's value.", WIDE),
];

crate::fields! {
    OLD_METRIC = FieldSpec::group("", "Metric")
        .doc("What the way costs.", SECTION);
    NEW_METRIC = FieldSpec::group("", "Wide metric")
        .doc("What the way costs, for fast links too.", WIDE);
    EXTERNAL_DATA = FieldSpec::group("", "External data")
        .doc("Where a route of another protocol comes from.", SECTION);
    ATTRIBUTES = FieldSpec::group("", "Attributes")
        .doc("More that a route may have.", WIDE);
    SCALED = FieldSpec::uint("eigrp.attr.scaled", "Scaled metric", 32)
        .doc("The cost as routers without wide metrics count it.", WIDE);
    ATTRIBUTE_TAG = FieldSpec::uint("eigrp.attr.tag", "Tag", 32)
        .doc("A mark that an administrator gave the route.", WIDE);
    JITTER = FieldSpec::uint("eigrp.attr.jitter", "Jitter", 32)
        .doc("How much the delay varies.", WIDE);
    IDLE_ENERGY = FieldSpec::uint("eigrp.attr.qenergy", "Energy when idle", 32)
        .doc("What the links cost when nothing is sent.", WIDE);
    ENERGY = FieldSpec::uint("eigrp.attr.energy", "Energy when active", 32)
        .doc("What the links cost when they work.", WIDE);
    VALUE = FieldSpec::bytes("", "Value")
        .doc("What decap does not take apart.", WIDE);
    OLD_TAG = FieldSpec::uint("eigrp.old_metric.tag", "Tag", 32)
        .doc("A mark that an administrator gave the route.", SECTION);
    HOP_IPV4 = FieldSpec::ipv4("eigrp.ipv4.nexthop", "Next hop")
        .doc("Where to send packets; 0.0.0.0: to the router that says this.", SECTION);
    HOP_IPV6 = FieldSpec::ipv6("eigrp.ipv6.nexthop", "Next hop")
        .doc("Where to send packets; ::: to the router that says this.", SECTION);
    HOP_NET = FieldSpec::hex("eigrp.ipx.nexthop_net", "Next hop's network", 32)
        .doc("Where to send packets.", SECTION);
    HOP_HOST = FieldSpec::mac("eigrp.ipx.nexthop_host", "Next hop's node")
        .doc("Where to send packets.", SECTION);
    HOP_APPLETALK = FieldSpec::uint("eigrp.nexthop_address", "Next hop", 32)
        .doc("Where to send packets: network and node.", SECTION);
    LEN_IPV4 = FieldSpec::uint("eigrp.ipv4.prefixlen", "Prefix length", 8).unit("bits")
        .doc("How many bits of the destination count.", SECTION);
    LEN_IPV6 = FieldSpec::uint("eigrp.ipv6.prefixlen", "Prefix length", 8).unit("bits")
        .doc("How many bits of the destination count.", SECTION);
    TO_IPV4 = FieldSpec::ipv4("eigrp.ipv4.destination", "Destination")
        .doc("Where the route leads; only the bytes that count are sent.", SECTION);
    TO_IPV6 = FieldSpec::ipv6("eigrp.ipv6.destination", "Destination")
        .doc("Where the route leads; only the bytes that count are sent.", SECTION);
    TO_IPX = FieldSpec::hex("eigrp.ipx.dest", "Destination", 32)
        .doc("The network that the route leads to.", SECTION);
    TO_CABLE = FieldSpec::uint("eigrp.cable_range", "Destination", 32)
        .doc("The cable's networks, first and last.", SECTION);
    CABLE = FieldSpec::uint("eigrp.appletalk_cable_range", "Cable", 32)
        .doc("The cable's networks, first and last.", SECTION);
    APPLETALK_ROUTER = FieldSpec::uint("eigrp.atalk.routerid", "Router", 32)
        .doc("Who says this.", SECTION);
}

/// Reads the value of an item about a route.
pub(super) fn value(p: &mut Peel<'_>, kind: u16) -> Peeled {
    let [family, what] = kind.to_be_bytes();
    match (family, what) {
        (OF_IPV4, INTERNAL | EXTERNAL_ROUTE) => old(p, IPV4, what == EXTERNAL_ROUTE),
        (OF_IPV6, INTERNAL | EXTERNAL_ROUTE) => old(p, IPV6, what == EXTERNAL_ROUTE),
        (OF_IPX, INTERNAL | EXTERNAL_ROUTE) => ipx(p, what == EXTERNAL_ROUTE),
        (OF_APPLETALK, INTERNAL | EXTERNAL_ROUTE) => appletalk(p, what == EXTERNAL_ROUTE),
        (OF_APPLETALK, CABLE_ITEM) => {
            p.uint(&CABLE)?;
            p.uint(&APPLETALK_ROUTER).map(drop)
        }
        (MULTIPLE, 0xf1) => topology(p, true).map(drop),
        (MULTIPLE, 0xf2 | 0xf3) => multiple(p, what == 0xf3),
        (OF_ANY, REQUEST) => topology(p, false).map(drop),
        (OF_ANY, INTERNAL | EXTERNAL_ROUTE) => wide(p, what == EXTERNAL_ROUTE),
        _ => Ok(()),
    }
}

fn old(p: &mut Peel<'_>, family: u16, is_external: bool) -> Peeled {
    next_hop(p, family)?;
    if is_external {
        p.group(&EXTERNAL_DATA, |p| p.rows(EXTERNAL))?;
    }
    p.group(&OLD_METRIC, |p| p.rows(METRIC))?;
    destinations(p, family)
}

fn ipx(p: &mut Peel<'_>, is_external: bool) -> Peeled {
    p.uint(&HOP_NET)?;
    p.field(&HOP_HOST, 6)?;
    if is_external {
        p.group(&EXTERNAL_DATA, |p| p.rows(EXTERNAL_IPX))?;
    }
    p.group(&OLD_METRIC, |p| p.rows(METRIC))?;
    p.uint(&TO_IPX).map(drop)
}

fn appletalk(p: &mut Peel<'_>, is_external: bool) -> Peeled {
    p.uint(&HOP_APPLETALK)?;
    if is_external {
        p.group(&EXTERNAL_DATA, |p| p.rows(EXTERNAL))?;
    }
    p.group(&OLD_METRIC, |p| p.rows(METRIC))?;
    p.uint(&TO_CABLE).map(drop)
}

/// Reads topology, address family and router, and gives the family.
fn topology(p: &mut Peel<'_>, is_padded: bool) -> Result<u16, crate::decode::Stop> {
    if is_padded {
        p.skip(2)?;
    }
    let h = p.header::<{ bytes_of(TOPOLOGY) }>(TOPOLOGY)?;
    Ok(u16::from_be_bytes([h[2], h[3]]))
}

fn multiple(p: &mut Peel<'_>, is_external: bool) -> Peeled {
    let family = topology(p, true)?;
    p.uint(&OLD_TAG)?;
    p.group(&OLD_METRIC, |p| p.rows(METRIC))?;
    next_hop(p, family)?;
    if is_external {
        p.group(&EXTERNAL_DATA, |p| p.rows(EXTERNAL))?;
    }
    destinations(p, family)
}

fn wide(p: &mut Peel<'_>, is_external: bool) -> Peeled {
    let family = topology(p, false)?;
    let words = p.group(&NEW_METRIC, |p| Ok(p.rows(WIDE_METRIC)?[0]))?;
    if words > 0 {
        p.group(&ATTRIBUTES, |p| {
            p.within(usize::from(words) * 2, "attributes' length", attributes)
        })?;
    }
    next_hop(p, family)?;
    if is_external {
        p.group(&EXTERNAL_DATA, |p| p.rows(EXTERNAL))?;
    }
    destinations(p, family)
}

fn attributes(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        let [kind, words] = *p.header::<{ bytes_of(ATTRIBUTE) }>(ATTRIBUTE)?;
        let len = usize::from(words) * 2;
        let spec = match (kind, len) {
            (_, 0) => continue,
            (1, 4) => &SCALED,
            (2, 4) => &ATTRIBUTE_TAG,
            (4, 4) => &JITTER,
            (5, 4) => &IDLE_ENERGY,
            (6, 4) => &ENERGY,
            _ => &VALUE,
        };
        p.field(spec, len)?;
    }
    Ok(())
}

fn next_hop(p: &mut Peel<'_>, family: u16) -> Peeled {
    match family {
        IPV4 => p.field(&HOP_IPV4, 4).map(drop),
        IPV6 => p.field(&HOP_IPV6, 16).map(drop),
        _ => Ok(()),
    }
}

/// Prefixes to the end of the item, of which only the bytes that count are sent. IPv6's have one more
/// where they end with a byte.
fn destinations(p: &mut Peel<'_>, family: u16) -> Peeled {
    let (len_spec, spec, bits) = match family {
        IPV4 => (&LEN_IPV4, &TO_IPV4, 32),
        IPV6 => (&LEN_IPV6, &TO_IPV6, 128),
        _ => return Ok(()),
    };
    while !p.rest().is_empty() && !p.is_full() {
        let at = p.pos();
        let prefix = p.uint(len_spec)? as usize;
        if prefix > bits {
            let kind = crate::model::FaultKind::BadLength {
                field: "prefix length",
                says: prefix as u64,
                limit: bits as u64,
            };
            p.fault(kind, at..at + 1);
            return Ok(());
        }
        let len = match family {
            IPV6 => (prefix / 8 + 1).min(16),
            _ => prefix.div_ceil(8),
        };
        let start = p.pos();
        let sent = p.skip(len)?;
        let mut whole = [0; 16];
        whole[..len].copy_from_slice(sent);
        // Bits behind the prefix do not count.
        if prefix < bits {
            whole[prefix / 8] &= !(0xff >> (prefix % 8));
            whole[prefix / 8 + 1..].fill(0);
        }
        let value = match family {
            IPV4 => Value::Ipv4(Ipv4Addr::new(whole[0], whole[1], whole[2], whole[3])),
            _ => Value::Ipv6(Ipv6Addr::from(whole)),
        };
        p.mark_as(spec, start..start + len, value);
    }
    Ok(())
}
