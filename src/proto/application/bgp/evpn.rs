//! EVPN: MAC addresses and Ethernet segments, told like routes (RFC 7432, RFC 9136, RFC 9251).

use super::prefix::{PATH, RD_LEN};
use super::update::Known;
use super::{bit, rest, vpn};
use crate::decode::{Peel, Peeled};
use crate::model::{FaultKind, FieldSpec};

const SECTION: &str = "RFC 7432 §7";
const SEGMENT_SECTION: &str = "RFC 7432 §5";
const LABEL_SECTION: &str = "RFC 7432 §9.2.1";

const DISCOVERY: u8 = 1;
const MAC_ADDRESS: u8 = 2;
const MULTICAST: u8 = 3;
const SEGMENT_ROUTE: u8 = 4;
const IP_PREFIX: u8 = 5;
const JOIN: u8 = 7;
const LEAVE: u8 = 8;
const PROVIDER: u8 = 10;

/// The first label.
pub(super) const LABEL_1: &[FieldSpec] = &[
    FieldSpec::uint("bgp.evpn.nlri.mpls_ls1", "Label", 20)
        .doc("The label that frames to this address get.", LABEL_SECTION),
    FieldSpec::gap(4),
];

/// The second label.
pub(super) const LABEL_2: &[FieldSpec] = &[
    FieldSpec::uint("bgp.evpn.nlri.mpls_ls2", "Second label", 20).doc(
        "The label that routed packets to this address get.",
        LABEL_SECTION,
    ),
    FieldSpec::gap(4),
];

/// Which version of IGMP a group was joined with.
pub(super) const MULTICAST_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("bgp.evpn.nlri.igmp_mc_flags", "Flags", 8)
        .parts_follow()
        .doc(
            "Which version of IGMP the group was joined with.",
            "RFC 9251 §9.1.1",
        ),
    FieldSpec::hex("bgp.evpn.nlri.igmp_mc_flags.reserved", "Reserved", 4)
        .part()
        .doc("Zero.", "RFC 9251 §9.1.1"),
    bit(
        "bgp.evpn.nlri.igmp_mc_flags.ie",
        "Exclude",
        "Set: all sources but these.",
        "RFC 9251 §9.1.1",
    ),
    bit(
        "bgp.evpn.nlri.igmp_mc_flags.v3",
        "Version 3",
        "Set: with version 3.",
        "RFC 9251 §9.1.1",
    ),
    bit(
        "bgp.evpn.nlri.igmp_mc_flags.v2",
        "Version 2",
        "Set: with version 2.",
        "RFC 9251 §9.1.1",
    ),
    bit(
        "bgp.evpn.nlri.igmp_mc_flags.v1",
        "Version 1",
        "Set: with version 1.",
        "RFC 9251 §9.1.1",
    ),
];

crate::fields! {
    ROUTE = FieldSpec::group("bgp.evpn.nlri", "EVPN route")
        .doc("What an edge router knows of its Ethernets.", SECTION);
    TYPE = FieldSpec::uint("bgp.evpn.nlri.rt", "Type", 8)
        .codes(&[
            (1, "segment of an Ethernet"),
            (2, "MAC address"),
            (3, "multicast to all"),
            (4, "Ethernet segment"),
            (5, "IP prefix"),
            (6, "selective multicast"),
            (7, "join"),
            (8, "leave"),
            (9, "multicast per region"),
            (10, "selective provider tunnel"),
            (11, "leaf"),
        ])
        .doc("What is told.", SECTION);
    LENGTH = FieldSpec::uint("bgp.evpn.nlri.len", "Length", 8).unit("bytes")
        .doc("Length of the rest of the route.", SECTION);
    RD = FieldSpec::bytes("bgp.evpn.nlri.rd", "Route distinguisher")
        .doc("Tells the routes of one edge router and instance from others.", "RFC 7432 §7.9");
    ESI = FieldSpec::bytes("bgp.evpn.nlri.esi", "Ethernet segment")
        .doc("Links between a site and its edge routers that belong together; zero for a single one.", SEGMENT_SECTION);
    ESI_TYPE = FieldSpec::uint("bgp.evpn.nlri.esi.type", "Type", 8)
        .codes(&[(0, "chosen"), (1, "LACP"), (2, "spanning tree"), (3, "MAC address"), (4, "router ID"), (5, "AS number")])
        .doc("How the number was made.", SEGMENT_SECTION);
    ESI_VALUE = FieldSpec::bytes("bgp.evpn.nlri.esi.value", "Value")
        .doc("The number.", SEGMENT_SECTION);
    ESI_CHOSEN = FieldSpec::bytes("bgp.evpn.nlri.esi.type0", "Chosen")
        .doc("A number that an administrator chose.", SEGMENT_SECTION);
    ESI_LACP = FieldSpec::mac("bgp.evpn.nlri.esi.lacp_mac", "LACP system")
        .doc("The site's bridge.", SEGMENT_SECTION);
    ESI_KEY = FieldSpec::uint("bgp.evpn.nlri.esi.lacp_portkey", "LACP key", 16)
        .doc("The bundle of its links.", SEGMENT_SECTION);
    ESI_BRIDGE = FieldSpec::mac("bgp.evpn.nlri.esi.root_bridge", "Root bridge")
        .doc("The root of the site's spanning tree.", SEGMENT_SECTION);
    ESI_PRIORITY = FieldSpec::uint("bgp.evpn.nlri.esi.rb_prio", "Root priority", 16)
        .doc("Its priority.", SEGMENT_SECTION);
    ESI_MAC = FieldSpec::mac("bgp.evpn.nlri.esi.system_mac", "System MAC")
        .doc("A MAC address that stands for the segment's routers.", SEGMENT_SECTION);
    ESI_MAC_NUMBER = FieldSpec::bytes("bgp.evpn.nlri.esi.system_mac_discr", "Number")
        .doc("Which of its segments.", SEGMENT_SECTION);
    ESI_ROUTER = FieldSpec::ipv4("bgp.evpn.nlri.esi.router_id", "Router")
        .doc("The router's ID.", SEGMENT_SECTION);
    ESI_ROUTER_NUMBER = FieldSpec::bytes("bgp.evpn.nlri.esi.router_discr", "Number")
        .doc("Which of its segments.", SEGMENT_SECTION);
    ESI_AS = FieldSpec::uint("bgp.evpn.nlri.esi.asn", "AS", 32)
        .doc("The network's number.", SEGMENT_SECTION);
    ESI_AS_NUMBER = FieldSpec::bytes("bgp.evpn.nlri.esi.asn_discr", "Number")
        .doc("Which of its segments.", SEGMENT_SECTION);
    ESI_REST = FieldSpec::bytes("bgp.evpn.nlri.esi.remaining", "Rest")
        .doc("Zero.", SEGMENT_SECTION);
    ESI_RESERVED = FieldSpec::bytes("bgp.evpn.nlri.esi.reserved", "Reserved")
        .doc("A value that means all segments.", SEGMENT_SECTION);
    TAG = FieldSpec::uint("bgp.evpn.nlri.etag", "Ethernet tag", 32)
        .doc("Which VLAN of the instance; 0 if it has one only.", SECTION);
    /// The number of a virtual network in the place of a label.
    pub(super) VNI = FieldSpec::uint("bgp.evpn.nlri.vni", "Virtual network", 24)
        .doc("The number of the virtual network, where frames travel in VXLAN.", "RFC 8365 §5.1.3");
    MAC_LEN = FieldSpec::uint("bgp.evpn.nlri.maclen", "MAC length", 8).unit("bits")
        .doc("48.", "RFC 7432 §7.2");
    MAC = FieldSpec::mac("bgp.evpn.nlri.mac_addr", "MAC address")
        .doc("A station that the router can reach.", "RFC 7432 §7.2");
    IP_LEN = FieldSpec::uint("bgp.evpn.nlri.iplen", "Address length", 8).unit("bits")
        .doc("0, 32 or 128.", "RFC 7432 §7.2");
    PREFIX_LEN = FieldSpec::uint("bgp.evpn.nlri.prefix_len", "Prefix length", 8).unit("bits")
        .doc("How many bits of the address count.", "RFC 9136 §3.1");
    IPV4 = FieldSpec::ipv4("bgp.evpn.nlri.ip.addr", "Address")
        .doc("The station's address, the router's, or the network.", "RFC 7432 §7.2; RFC 9136 §3.1");
    IPV6 = FieldSpec::ipv6("bgp.evpn.nlri.ipv6.addr", "Address")
        .doc("The station's address, the router's, or the network.", "RFC 7432 §7.2; RFC 9136 §3.1");
    GATEWAY_4 = FieldSpec::ipv4("bgp.evpn.nlri.ipv4.gtw_addr", "Gateway")
        .doc("Where packets to the network go; 0.0.0.0: to the next hop.", "RFC 9136 §3.1");
    GATEWAY_6 = FieldSpec::ipv6("bgp.evpn.nlri.ipv6.gtw_addr", "Gateway")
        .doc("Where packets to the network go.", "RFC 9136 §3.1");
    STACK = FieldSpec::group("bgp.update.path_attribute.mpls_label", "Label")
        .doc("The label that packets to the network get.", "RFC 9136 §3.1");
    STACK_VALUE = FieldSpec::uint("bgp.update.path_attribute.mpls_label_value", "Label entry", 24)
        .doc("Label, 3 bits, and the mark of the last one.", "RFC 9136 §3.1");
    ROUTER_LEN = FieldSpec::uint("bgp.evpn.nlri.or_length", "Router length", 8).unit("bits")
        .doc("32 or 128.", "RFC 9251 §9.1");
    ROUTER_4 = FieldSpec::ipv4("bgp.evpn.nlri.or_addr_ipv4", "Router")
        .doc("Who tells it.", "RFC 9251 §9.1");
    ROUTER_6 = FieldSpec::ipv6("bgp.evpn.nlri.or_addr_ipv6", "Router")
        .doc("Who tells it.", "RFC 9251 §9.1");
    UNKNOWN = FieldSpec::bytes("", "Route")
        .doc("A route of a type that decap does not take apart.", SECTION);
}

/// Reads one route. Types begin with 1: a zero can only be a path number.
pub(super) fn route(p: &mut Peel<'_>, paths: Option<bool>, known: Known) -> Peeled {
    let looks = matches!(p.rest(), [0, _, _, _, 1..=11, ..]);
    if paths.unwrap_or(looks) {
        p.uint(&PATH)?;
    }
    p.group(&ROUTE, |p| {
        let kind = p.uint(&TYPE)? as u8;
        let len = p.uint(&LENGTH)? as usize;
        p.within(len, "EVPN route length", |p| body(p, kind, len, known))
    })
}

fn body(p: &mut Peel<'_>, kind: u8, len: usize, known: Known) -> Peeled {
    if !matches!(kind, DISCOVERY..=LEAVE | PROVIDER) {
        return rest(p, &UNKNOWN);
    }
    p.field(&RD, RD_LEN)?;
    match kind {
        DISCOVERY => {
            segment(p)?;
            p.uint(&TAG)?;
            label(p, LABEL_1, known)
        }
        MAC_ADDRESS => {
            segment(p)?;
            p.uint(&TAG)?;
            p.uint(&MAC_LEN)?;
            p.field(&MAC, 6)?;
            address(p)?;
            label(p, LABEL_1, known)?;
            match p.rest().len() {
                0..3 => Ok(()),
                _ => label(p, LABEL_2, known),
            }
        }
        MULTICAST => {
            p.uint(&TAG)?;
            address(p)
        }
        SEGMENT_ROUTE => {
            segment(p)?;
            address(p)
        }
        IP_PREFIX => ip_prefix(p, len, known),
        _ => {
            if matches!(kind, JOIN | LEAVE) {
                segment(p)?;
            }
            p.uint(&TAG)?;
            vpn::source_and_group(p)?;
            originator(p)
        }
    }
}

fn segment(p: &mut Peel<'_>) -> Peeled {
    p.group(&ESI, |p| {
        p.require(10)?;
        let kind = p.uint(&ESI_TYPE)?;
        let at = p.pos();
        p.mark(&ESI_VALUE, at..at + 9);
        let (first, len, second, second_len) = match kind {
            0 => return p.field(&ESI_CHOSEN, 9).map(drop),
            255 => return p.field(&ESI_RESERVED, 9).map(drop),
            1 => (&ESI_LACP, 6, &ESI_KEY, 2),
            2 => (&ESI_BRIDGE, 6, &ESI_PRIORITY, 2),
            3 => (&ESI_MAC, 6, &ESI_MAC_NUMBER, 2),
            4 => (&ESI_ROUTER, 4, &ESI_ROUTER_NUMBER, 4),
            5 => (&ESI_AS, 4, &ESI_AS_NUMBER, 4),
            _ => return p.skip(9).map(drop),
        };
        p.field(first, len)?;
        p.field(second, second_len)?;
        p.field(&ESI_REST, 1).map(drop)
    })
}

/// Reads an address with its length in bits.
fn address(p: &mut Peel<'_>) -> Peeled {
    match p.uint(&IP_LEN)? {
        0 => Ok(()),
        32 => p.field(&IPV4, 4).map(drop),
        128 => p.field(&IPV6, 16).map(drop),
        _ => {
            let at = p.pos();
            p.fault(
                FaultKind::Malformed("an address has 0, 32 or 128 bits"),
                at - 1..at,
            );
            Err(crate::decode::Stop)
        }
    }
}

fn label(p: &mut Peel<'_>, table: &'static [FieldSpec], known: Known) -> Peeled {
    match known.virtual_networks {
        true => p.uint(&VNI).map(drop),
        false => p.rows(table).map(drop),
    }
}

fn ip_prefix(p: &mut Peel<'_>, len: usize, known: Known) -> Peeled {
    segment(p)?;
    p.uint(&TAG)?;
    p.uint(&PREFIX_LEN)?;
    match len {
        34 => {
            p.field(&IPV4, 4)?;
            p.field(&GATEWAY_4, 4)?;
        }
        58 => {
            p.field(&IPV6, 16)?;
            p.field(&GATEWAY_6, 16)?;
        }
        _ => {
            let at = p.pos();
            let what = "a prefix route has 34 or 58 bytes";
            p.fault(FaultKind::Malformed(what), at..at);
            return Ok(());
        }
    }
    match known.virtual_networks {
        true => p.uint(&VNI).map(drop),
        false => p.group(&STACK, |p| p.uint(&STACK_VALUE).map(drop)),
    }
}

fn originator(p: &mut Peel<'_>) -> Peeled {
    match p.uint(&ROUTER_LEN)? {
        32 => p.field(&ROUTER_4, 4).map(drop)?,
        128 => p.field(&ROUTER_6, 16).map(drop)?,
        _ => {}
    }
    match p.rest().len() {
        0 => Ok(()),
        _ => p.rows(MULTICAST_FLAGS).map(drop),
    }
}
