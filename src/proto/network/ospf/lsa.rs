//! LSAs of version 2: what routers say of their links and of what is behind them (RFC 2328 §A.4).

use super::options::{NSSA, VERSION_2, bit};
use super::{attributes, engineering, information, tlv};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FaultKind, FieldSpec, bytes_of};

const SECTION: &str = "RFC 2328 §A.4.1";
const ROUTER_SECTION: &str = "RFC 2328 §A.4.2";
const EXTERNAL_SECTION: &str = "RFC 2328 §A.4.5";

pub(super) const HEADER_LEN: usize = 20;

const ROUTER: u8 = 1;
const NETWORK: u8 = 2;
const SUMMARY: u8 = 3;
const BOUNDARY: u8 = 4;
const OUTSIDE: u8 = 5;
const NOT_SO_STUBBY: u8 = 7;
const OPAQUE: std::ops::RangeInclusive<u8> = 9..=11;

const ENGINEERING: u8 = 1;
const GRACE: u8 = 3;
const INFORMATION: u8 = 4;
const PREFIXES: u8 = 7;
const LINKS: u8 = 8;

/// Names of the types.
pub(super) const TYPES: Codes = &[
    (1, "router"),
    (2, "network"),
    (3, "summary of a network"),
    (4, "summary of a boundary router"),
    (5, "external"),
    (6, "group membership"),
    (7, "external to a not-so-stubby area"),
    (8, "external attributes"),
    (9, "opaque, for the link"),
    (10, "opaque, for the area"),
    (11, "opaque, for the whole system"),
];

/// Age and its flag.
pub(super) const AGE: &[FieldSpec] = &[
    FieldSpec::uint("ospf.lsa.donotage", "Does not age", 1).doc(
        "Set: it stays valid without being refreshed.",
        "RFC 1793 §2.1",
    ),
    FieldSpec::uint("ospf.lsa.age", "Age", 15).unit("s").doc(
        "How long ago the LSA was made. At 3600 it is withdrawn.",
        SECTION,
    ),
];

/// The flags of a router LSA.
pub(super) const ROUTER_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("ospf.v2.router.lsa.flags", "Flags", 8)
        .parts_follow()
        .doc("What part the router plays.", ROUTER_SECTION),
    bit(
        "ospf.v2.router.lsa.flags.h",
        "Host",
        "Set: nothing is to be sent through it.",
        "RFC 8770 §2",
    ),
    FieldSpec::gap(2).part(),
    bit(
        "ospf.v2.router.lsa.flags.n",
        "NSSA translator",
        "Set: it translates the external routes of its not-so-stubby area in any case.",
        "RFC 3101 §B",
    ),
    bit(
        "ospf.v2.router.lsa.flags.w",
        "Wild-card multicast",
        "Set: it takes all multicast packets.",
        "RFC 1584",
    ),
    bit(
        "ospf.v2.router.lsa.flags.v",
        "Virtual link",
        "Set: a virtual link ends at it.",
        ROUTER_SECTION,
    ),
    bit(
        "ospf.v2.router.lsa.flags.e",
        "Boundary of the system",
        "Set: it brings in routes from outside.",
        ROUTER_SECTION,
    ),
    bit(
        "ospf.v2.router.lsa.flags.b",
        "Border of the area",
        "Set: it stands in several areas.",
        ROUTER_SECTION,
    ),
];

/// One link of a router.
pub(super) const LINK: &[FieldSpec] = &[
    FieldSpec::ipv4("ospf.lsa.router.linkid", "Link").doc(
        "What is at the other end: the neighbour, the designated router, or the network.",
        ROUTER_SECTION,
    ),
    FieldSpec::ipv4("ospf.lsa.router.linkdata", "Link data").doc(
        "The router's own address on the link, or the mask of a stub network.",
        ROUTER_SECTION,
    ),
    FieldSpec::uint("ospf.lsa.router.linktype", "Link type", 8)
        .codes(&[
            (1, "point to point"),
            (2, "transit network"),
            (3, "stub network"),
            (4, "virtual link"),
        ])
        .doc("What kind of link it is.", ROUTER_SECTION),
    FieldSpec::uint("ospf.lsa.router.nummetrics", "More metrics", 8).doc(
        "How many metrics for other topologies follow.",
        "RFC 2328 §A.4.2; RFC 4915 §3.5",
    ),
    FieldSpec::uint("ospf.lsa.router.metric0", "Metric", 16)
        .doc("What it costs to send over the link.", ROUTER_SECTION),
];

const LINK_LEN: usize = bytes_of(LINK);

/// The first byte of an external route's block.
pub(super) const EXTERNAL: &[FieldSpec] = &[
    FieldSpec::flag("ospf.lsa.asext.type", "Type 2").doc(
        "Set: the metric outweighs any way inside. Not set: it counts like the ways inside.",
        EXTERNAL_SECTION,
    ),
    FieldSpec::uint("ospf.lsa.tos", "Topology", 7).doc(
        "Which topology, formerly which type of service, the metric is for.",
        EXTERNAL_SECTION,
    ),
];

crate::fields! {
    LSA = FieldSpec::group("", "LSA")
        .doc("Link state advertisement: a piece of the map, made by one router and passed on by all.", SECTION);
    TYPE = FieldSpec::uint("ospf.lsa", "Type", 8).codes(TYPES)
        .doc("What the LSA describes.", SECTION);
    ID = FieldSpec::ipv4("ospf.lsa.id", "Link state ID")
        .doc("Which of its router's LSAs of this type it is: a router, or an address.", SECTION);
    OPAQUE_TYPE = FieldSpec::uint("ospf.lsid_opaque_type", "Opaque type", 8)
        .codes(&[
            (1, "traffic engineering"),
            (2, "optical topology"),
            (3, "grace"),
            (4, "router information"),
            (5, "layer 1 VPN"),
            (6, "traffic engineering between systems"),
            (7, "extended prefix"),
            (8, "extended link"),
            (9, "topology-transparent zone"),
        ])
        .doc("What the LSA is for; OSPF itself only passes it on.", "RFC 5250 §3");
    OPAQUE_ID = FieldSpec::uint("ospf.lsid.opaque_id", "Opaque ID", 24)
        .doc("Tells LSAs of the same opaque type apart.", "RFC 5250 §3");
    TE_RESERVED = FieldSpec::uint("ospf.lsid_te_lsa.reserved", "Reserved", 8)
        .doc("Zero.", "RFC 3630 §2.2");
    TE_INSTANCE = FieldSpec::uint("ospf.lsid_te_lsa.instance", "Instance", 16)
        .doc("Tells the traffic engineering LSAs of one router apart.", "RFC 3630 §2.2");
    pub(super) ADVERTISER = FieldSpec::ipv4("ospf.advrouter", "Advertising router")
        .doc("The router that made the LSA.", SECTION);
    pub(super) SEQUENCE = FieldSpec::hex("ospf.lsa.seqnum", "Sequence number", 32)
        .doc("The newest version of the LSA has the largest; it counts from 0x80000001, which is the most negative number.", SECTION);
    pub(super) CHECKSUM = FieldSpec::hex("ospf.lsa.chksum", "Checksum", 16)
        .doc("Fletcher's checksum over the LSA without its age: it stays with the LSA wherever it goes.", SECTION);
    pub(super) LENGTH = FieldSpec::uint("ospf.lsa.length", "Length", 16).unit("bytes")
        .doc("Length of the LSA with its header, even where only the header stands.", SECTION);
    LINKS_COUNT = FieldSpec::uint("ospf.lsa.number_of_links", "Links", 16)
        .doc("How many links follow.", ROUTER_SECTION);
    LINK_GROUP = FieldSpec::group("", "Link")
        .doc("One of the router's links in this area.", ROUTER_SECTION);
    OTHER_METRIC = FieldSpec::uint("ospf.ls.metric", "Metric of a topology", 32)
        .doc("The first byte says which topology, the last two what the link costs in it.", "RFC 4915 §3.5");
    NETWORK_MASK = FieldSpec::ipv4("ospf.lsa.network.netmask", "Network mask")
        .doc("The mask of the network whose designated router made the LSA.", "RFC 2328 §A.4.3");
    ATTACHED = FieldSpec::ipv4("ospf.lsa.network.attchrtr", "Attached router")
        .doc("A router on the network.", "RFC 2328 §A.4.3");
    SUMMARY_MASK = FieldSpec::ipv4("ospf.lsa.asbr.netmask", "Network mask")
        .doc("The mask of the network in another area; without meaning for a router.", "RFC 2328 §A.4.4");
    TOPOLOGY = FieldSpec::uint("ospf.lsa.tos", "Topology", 8)
        .doc("Which topology, formerly which type of service, the metric is for.", "RFC 2328 §A.4.4");
    pub(super) METRIC = FieldSpec::uint("ospf.metric", "Metric", 24)
        .doc("What the way there costs.", "RFC 2328 §A.4.4");
    EXTERNAL_MASK = FieldSpec::ipv4("ospf.lsa.asext.netmask", "Network mask")
        .doc("The mask of the network outside.", EXTERNAL_SECTION);
    FORWARD = FieldSpec::ipv4("ospf.lsa.asext.fwdaddr", "Forwarding address")
        .doc("Where packets for the network go; 0.0.0.0: to the advertising router.", EXTERNAL_SECTION);
    TAG = FieldSpec::uint("ospf.lsa.asext.extrttag", "Route tag", 32)
        .doc("A mark for those who brought the route in.", EXTERNAL_SECTION);
}

/// Reads an LSA's header where only that stands.
pub(super) fn alone(p: &mut Peel<'_>) -> Peeled {
    p.group(&LSA, |p| header(p).map(drop))
}

/// Reads an LSA.
pub(super) fn whole(p: &mut Peel<'_>) -> Peeled {
    p.group(&LSA, |p| {
        let head = header(p)?;
        p.within(head.len - HEADER_LEN, "LSA length", |p| body(p, head))
    })
}

/// What an LSA's header says of its body.
#[derive(Clone, Copy)]
struct Head {
    kind: u8,
    opaque: u8,
    /// Bytes of the LSA, at least those of its header.
    len: usize,
}

fn header(p: &mut Peel<'_>) -> Result<Head, Stop> {
    p.rows(AGE)?;
    let kind = p.rest().get(1).copied().unwrap_or_default();
    p.rows(if kind == NOT_SO_STUBBY {
        NSSA
    } else {
        VERSION_2
    })?;
    p.uint(&TYPE)?;
    let mut opaque = 0;
    if OPAQUE.contains(&kind) {
        opaque = p.uint(&OPAQUE_TYPE)? as u8;
        if opaque == ENGINEERING {
            p.uint(&TE_RESERVED)?;
            p.uint(&TE_INSTANCE)?;
        } else {
            p.uint(&OPAQUE_ID)?;
        }
    } else {
        p.field(&ID, 4)?;
    }
    let least = match kind {
        ROUTER => 24,
        NETWORK | SUMMARY | BOUNDARY => 28,
        OUTSIDE | NOT_SO_STUBBY => 36,
        _ => HEADER_LEN,
    };
    let len = common_end(p, least)?;
    Ok(Head { kind, opaque, len })
}

/// Reads what the headers of both versions end with; the LSA's length, at least `least`.
pub(super) fn common_end(p: &mut Peel<'_>, least: usize) -> Result<usize, Stop> {
    p.field(&ADVERTISER, 4)?;
    p.uint(&SEQUENCE)?;
    p.uint(&CHECKSUM)?;
    let len = p.uint(&LENGTH)? as usize;
    if len < least {
        let kind = FaultKind::BadLength {
            field: "LSA length",
            says: len as u64,
            limit: least as u64,
        };
        p.fault(kind, p.pos() - 2..p.pos());
        return Err(Stop);
    }
    Ok(len)
}

fn body(p: &mut Peel<'_>, head: Head) -> Peeled {
    match head.kind {
        ROUTER => router(p),
        NETWORK => {
            p.field(&NETWORK_MASK, 4)?;
            tlv::words(p, &ATTACHED)
        }
        SUMMARY | BOUNDARY => {
            p.field(&SUMMARY_MASK, 4)?;
            while !p.rest().is_empty() {
                p.uint(&TOPOLOGY)?;
                p.uint(&METRIC)?;
            }
            Ok(())
        }
        OUTSIDE | NOT_SO_STUBBY => {
            p.field(&EXTERNAL_MASK, 4)?;
            while !p.rest().is_empty() {
                p.rows(EXTERNAL)?;
                p.uint(&METRIC)?;
                p.field(&FORWARD, 4)?;
                p.uint(&TAG)?;
            }
            Ok(())
        }
        kind if OPAQUE.contains(&kind) => match head.opaque {
            ENGINEERING => engineering::items(p),
            GRACE => information::grace(p),
            INFORMATION => information::items(p),
            PREFIXES => attributes::prefixes(p),
            LINKS => attributes::links(p),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

fn router(p: &mut Peel<'_>) -> Peeled {
    p.rows(ROUTER_FLAGS)?;
    p.skip(1)?;
    for _ in 0..p.uint(&LINKS_COUNT)? {
        p.group(&LINK_GROUP, |p| {
            let link = p.header::<LINK_LEN>(LINK)?;
            for _ in 0..link[9] {
                let at = p.pos();
                let metric = p.skip(4)?;
                let metric = u16::from_be_bytes([metric[2], metric[3]]);
                p.mark_as(
                    &OTHER_METRIC,
                    at..at + 4,
                    crate::model::Value::Uint(metric.into()),
                );
            }
            Ok(())
        })?;
    }
    Ok(())
}
