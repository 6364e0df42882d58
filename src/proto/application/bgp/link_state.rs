//! Link state told by BGP: the map of a network for those who compute ways outside of it (RFC 9552).

use super::families::{IPV4, IPV6, VPN};
use super::prefix::{self, RD_LEN, Specs};
use super::rest;
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const SECTION: &str = "RFC 9552 §5.2";
const NODE_SECTION: &str = "RFC 9552 §5.2.1";
const LINK_SECTION: &str = "RFC 9552 §5.2.2";
const PREFIX_SECTION: &str = "RFC 9552 §5.2.3";

const NODE: u64 = 1;
const LINK: u64 = 2;
const PREFIX_4: u64 = 3;
const PREFIX_6: u64 = 4;

/// A topology.
pub(super) const TOPOLOGY: &[FieldSpec] = &[
    FieldSpec::gap(4),
    FieldSpec::uint("bgp.ls.nlri_multi_topology_id", "Topology", 12)
        .doc("Which of several topologies.", "RFC 9552 §5.2.2.1"),
];

crate::fields! {
    ROUTE = FieldSpec::group("bgp.ls.nlri", "Link state").doc("A piece of the map.", SECTION);
    VPN_ROUTE = FieldSpec::group("bgp.ls.nlri_safi128", "Link state in a VPN").doc("A piece of a VPN's map.", SECTION);
    RD = FieldSpec::group("bgp.ls.nlri_safi128_route_distinguisher", "Route distinguisher").doc("Which VPN.", SECTION);
    RD_TYPE = FieldSpec::uint("bgp.ls.nlri_safi128_route_distinguisher_type", "Type", 16).doc("What the distinguisher is made of.", "RFC 4364 §4.2");
    RD_AS_2 = FieldSpec::uint("bgp.ls.nlri_safi128_route_distinguisher_admin_as_num_2", "AS", 16).doc("Who gave the number.", "RFC 4364 §4.2");
    RD_IPV4 = FieldSpec::ipv4("bgp.ls.nlri_safi128_route_distinguisher_admin_ipv4", "Address").doc("Who gave the number.", "RFC 4364 §4.2");
    RD_AS_4 = FieldSpec::hex("bgp.ls.nlri_safi128_route_distinguisher_admin_as_num_4", "AS", 32).doc("Who gave the number.", "RFC 4364 §4.2");
    RD_NUMBER_2 = FieldSpec::uint("bgp.ls.nlri_safi128_route_distinguisher_asnum_2", "Number", 16).doc("The number.", "RFC 4364 §4.2");
    RD_NUMBER_4 = FieldSpec::hex("bgp.ls.nlri_safi128_route_distinguisher_asnum_4", "Number", 32).doc("The number.", "RFC 4364 §4.2");
    ROUTE_TYPE = FieldSpec::uint("bgp.ls.nlri_type", "Type", 16)
        .codes(&[(1, "node"), (2, "link"), (3, "IPv4 prefix"), (4, "IPv6 prefix"), (6, "SRv6 SID")])
        .doc("What it describes.", SECTION);
    ROUTE_LEN = FieldSpec::uint("bgp.ls.nlri_length", "Length", 16).unit("bytes").doc("Length of the rest.", SECTION);
    NODE_GROUP = FieldSpec::group("bgp.ls.nlri_node", "Node").doc("A router.", NODE_SECTION);
    LINK_GROUP = FieldSpec::group("bgp.ls.nlri_link", "Link").doc("A link between two routers, in one direction.", LINK_SECTION);
    PREFIX_4_GROUP = FieldSpec::group("bgp.ls.ipv4_topology_prefix", "IPv4 prefix").doc("A network behind a router.", PREFIX_SECTION);
    PREFIX_6_GROUP = FieldSpec::group("bgp.ls.ipv6_topology_prefix", "IPv6 prefix").doc("A network behind a router.", PREFIX_SECTION);
    PROTOCOL = FieldSpec::uint("bgp.ls.nlri_node.protocol_id", "Protocol", 8)
        .codes(&[(1, "IS-IS level 1"), (2, "IS-IS level 2"), (3, "OSPFv2"), (4, "direct"), (5, "static"), (6, "OSPFv3"), (7, "BGP")])
        .doc("Where the map comes from.", SECTION);
    IDENTIFIER = FieldSpec::uint("bgp.ls.nlri_node.identifier", "Identifier", 64).doc("Tells several instances of the protocol apart.", SECTION);
    LOCAL = FieldSpec::group("bgp.ls.tlv.local_node_descriptors", "Local node").doc("The router that it is about.", NODE_SECTION);
    REMOTE = FieldSpec::group("bgp.ls.tlv.remote_node_descriptors", "Remote node").doc("The router at the other end.", NODE_SECTION);
    LINK_PARTS = FieldSpec::group("", "Link descriptors").doc("Which link between them.", LINK_SECTION);
    PREFIX_PARTS = FieldSpec::group("", "Prefix descriptors").doc("Which network.", PREFIX_SECTION);
    /// The type of an item.
    pub(super) TYPE = FieldSpec::uint("bgp.ls.type", "Type", 16).doc("What the item tells.", "RFC 9552 §5.1");
    /// The length of an item's value.
    pub(super) LENGTH = FieldSpec::uint("bgp.ls.length", "Length", 16).unit("bytes").doc("Length of the value.", "RFC 9552 §5.1");
    /// An item that has no name.
    pub(super) OTHER = FieldSpec::group("", "Item").doc("Something that decap does not take apart.", "RFC 9552 §5.1");
    SYSTEM_ITEM = FieldSpec::group("bgp.ls.tlv.autonomous_system", "AS").doc("The router's network.", NODE_SECTION);
    SYSTEM = FieldSpec::uint("bgp.ls.tlv.autonomous_system.id", "AS", 32).doc("The router's network.", NODE_SECTION);
    INSTANCE_ITEM = FieldSpec::group("bgp.ls.tlv.bgp_ls_identifier", "Instance").doc("Which map.", NODE_SECTION);
    INSTANCE = FieldSpec::uint("bgp.ls.tlv.bgp_ls_identifier_id", "Instance", 32).doc("Which map.", NODE_SECTION);
    AREA_ITEM = FieldSpec::group("bgp.ls.tlv.area_id", "Area").doc("OSPF's area.", NODE_SECTION);
    AREA = FieldSpec::uint("bgp.ls.tlv.area_id.id", "Area", 32).doc("OSPF's area.", NODE_SECTION);
    ROUTER_ITEM = FieldSpec::group("bgp.ls.tlv.igp_router", "Router").doc("What OSPF or IS-IS calls the router.", NODE_SECTION);
    ROUTER = FieldSpec::bytes("bgp.ls.tlv.igp_router_id", "Router").doc("What OSPF or IS-IS calls the router.", NODE_SECTION);
    BGP_ROUTER_ITEM = FieldSpec::group("bgp.ls.tlv.bgp_router_id", "BGP router").doc("What BGP calls the router.", "RFC 9086 §4.1");
    BGP_ROUTER = FieldSpec::ipv4("bgp.ls.tlv.bgp_router_id.id", "BGP router").doc("What BGP calls the router.", "RFC 9086 §4.1");
    /// Numbers of a link's ends.
    pub(super) NUMBERS_ITEM = FieldSpec::group("bgp.ls.tlv.link_local_remote_identifiers", "Link numbers").doc("Numbers of a link without addresses.", LINK_SECTION);
    /// This end's.
    pub(super) LOCAL_NUMBER = FieldSpec::hex("bgp.ls.nlri_link_local_identifier", "Local number", 32).doc("This end's number.", LINK_SECTION);
    /// The other end's.
    pub(super) REMOTE_NUMBER = FieldSpec::hex("bgp.ls.nlri_link_remote_identifier", "Remote number", 32).doc("The other end's number.", LINK_SECTION);
    OWN_4_ITEM = FieldSpec::group("bgp.ls.tlv.ipv4_interface_address", "Interface address").doc("This end's address.", LINK_SECTION);
    OWN_4 = FieldSpec::ipv4("bgp.ls.nlri_ipv4_interface_address", "Interface address").doc("This end's address.", LINK_SECTION);
    OTHER_4_ITEM = FieldSpec::group("bgp.ls.tlv.ipv4_neighbor_address", "Neighbour's address").doc("The other end's address.", LINK_SECTION);
    OTHER_4 = FieldSpec::ipv4("bgp.ls.nlri_ipv4_neighbor_address", "Neighbour's address").doc("The other end's address.", LINK_SECTION);
    OWN_6_ITEM = FieldSpec::group("bgp.ls.tlv.ipv6_interface_address", "Interface address").doc("This end's address.", LINK_SECTION);
    OWN_6 = FieldSpec::ipv6("bgp.ls.nlri_ipv6_interface_address", "Interface address").doc("This end's address.", LINK_SECTION);
    OTHER_6_ITEM = FieldSpec::group("bgp.ls.tlv.ipv6_neighbor_address", "Neighbour's address").doc("The other end's address.", LINK_SECTION);
    OTHER_6 = FieldSpec::ipv6("bgp.ls.nlri_ipv6_neighbor_address", "Neighbour's address").doc("The other end's address.", LINK_SECTION);
    /// Topologies.
    pub(super) TOPOLOGY_ITEM = FieldSpec::group("bgp.ls.tlv.multi_topology_id", "Topology").doc("Which of several topologies.", "RFC 9552 §5.2.2.1");
    ROUTE_KIND_ITEM = FieldSpec::group("bgp.ls.tlv.ospf_route_type", "OSPF route type").doc("How OSPF knows the network.", PREFIX_SECTION);
    ROUTE_KIND = FieldSpec::uint("bgp.ls.nlri_ospf_route_type", "OSPF route type", 8)
        .codes(&[(1, "in the area"), (2, "in another area"), (3, "external 1"), (4, "external 2"), (5, "NSSA 1"), (6, "NSSA 2")])
        .doc("How OSPF knows the network.", PREFIX_SECTION);
    REACH_ITEM = FieldSpec::group("bgp.ls.tlv.ip_reachability_information", "Network").doc("The network.", PREFIX_SECTION);
    REACH_4 = FieldSpec::ipv4("bgp.ls.nlri_ip_reachability_prefix_ip", "Network").doc("The network.", PREFIX_SECTION);
    REACH_6 = FieldSpec::ipv6("bgp.ls.nlri_ip_reachability_prefix_ip6", "Network").doc("The network.", PREFIX_SECTION);
    VALUE = FieldSpec::bytes("", "Value").doc("What decap does not take apart.", "RFC 9552 §5.1");
}

/// Reads a piece of the map.
pub(super) fn route(p: &mut Peel<'_>, safi: u8) -> Peeled {
    let group = if safi == VPN { &VPN_ROUTE } else { &ROUTE };
    p.group(group, |p| {
        let kind = p.uint(&ROUTE_TYPE)?;
        let len = p.uint(&ROUTE_LEN)? as usize;
        p.within(len, "link state length", |p| {
            if safi == VPN {
                p.group(&RD, distinguisher)?;
            }
            match kind {
                NODE => p.group(&NODE_GROUP, about_node),
                LINK => p.group(&LINK_GROUP, |p| {
                    about_node(p)?;
                    descriptors(p, &REMOTE)?;
                    parts(p, &LINK_PARTS, IPV4)
                }),
                PREFIX_4 => p.group(&PREFIX_4_GROUP, |p| {
                    about_node(p)?;
                    parts(p, &PREFIX_PARTS, IPV4)
                }),
                PREFIX_6 => p.group(&PREFIX_6_GROUP, |p| {
                    about_node(p)?;
                    parts(p, &PREFIX_PARTS, IPV6)
                }),
                _ => rest(p, &VALUE),
            }
        })
    })
}

fn distinguisher(p: &mut Peel<'_>) -> Peeled {
    p.require(RD_LEN)?;
    match p.uint(&RD_TYPE)? {
        0 => {
            p.uint(&RD_AS_2)?;
            p.uint(&RD_NUMBER_4).map(drop)
        }
        1 => {
            p.field(&RD_IPV4, 4)?;
            p.uint(&RD_NUMBER_2).map(drop)
        }
        2 => {
            p.uint(&RD_AS_4)?;
            p.uint(&RD_NUMBER_2).map(drop)
        }
        _ => p.skip(6).map(drop),
    }
}

fn about_node(p: &mut Peel<'_>) -> Peeled {
    p.uint(&PROTOCOL)?;
    p.uint(&IDENTIFIER)?;
    descriptors(p, &LOCAL)
}

/// Reads what tells a router from others.
fn descriptors(p: &mut Peel<'_>, group: &'static FieldSpec) -> Peeled {
    p.group(group, |p| {
        p.uint(&TYPE)?;
        let len = p.uint(&LENGTH)? as usize;
        p.within(len, "node descriptors length", |p| {
            items(
                p,
                |code| match code {
                    512 => &SYSTEM_ITEM,
                    513 => &INSTANCE_ITEM,
                    514 => &AREA_ITEM,
                    515 => &ROUTER_ITEM,
                    516 => &BGP_ROUTER_ITEM,
                    _ => &OTHER,
                },
                |p, code, len| match (code, len) {
                    (512, 4) => p.uint(&SYSTEM).map(drop),
                    (513, 4) => p.uint(&INSTANCE).map(drop),
                    (514, 4) => p.uint(&AREA).map(drop),
                    (515, 1..) => p.field(&ROUTER, len).map(drop),
                    (516, 4) => p.field(&BGP_ROUTER, 4).map(drop),
                    _ => rest(p, &VALUE),
                },
            )
        })
    })
}

/// Reads items of type, length and value until the bytes end.
pub(super) fn items(
    p: &mut Peel<'_>,
    group: fn(u16) -> &'static FieldSpec,
    mut value: impl FnMut(&mut Peel<'_>, u16, usize) -> Peeled,
) -> Peeled {
    while let [high, low, _, _, ..] = *p.rest() {
        if p.is_full() {
            break;
        }
        let code = u16::from_be_bytes([high, low]);
        p.group(group(code), |p| {
            p.uint(&TYPE)?;
            let len = p.uint(&LENGTH)? as usize;
            p.within(len, "item length", |p| value(p, code, len))
        })?;
    }
    Ok(())
}

/// Reads what tells a link or a network from others. The group has no name: Wireshark's goes four bytes
/// further, into what follows.
fn parts(p: &mut Peel<'_>, group: &'static FieldSpec, afi: u16) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    p.group(group, |p| {
        items(p, part_group, |p, code, len| match (code, len) {
            (258, 8) => {
                p.uint(&LOCAL_NUMBER)?;
                p.uint(&REMOTE_NUMBER).map(drop)
            }
            (259, 4) => p.field(&OWN_4, 4).map(drop),
            (260, 4) => p.field(&OTHER_4, 4).map(drop),
            (261, 16) => p.field(&OWN_6, 16).map(drop),
            (262, 16) => p.field(&OTHER_6, 16).map(drop),
            (263, 2) => p.rows(TOPOLOGY).map(drop),
            (264, 1) => p.uint(&ROUTE_KIND).map(drop),
            (265, 1..) => prefix::plain(
                p,
                afi,
                Specs {
                    ipv4: &REACH_4,
                    ipv6: &REACH_6,
                },
            ),
            _ => rest(p, &VALUE),
        })
    })
}

fn part_group(code: u16) -> &'static FieldSpec {
    match code {
        258 => &NUMBERS_ITEM,
        259 => &OWN_4_ITEM,
        260 => &OTHER_4_ITEM,
        261 => &OWN_6_ITEM,
        262 => &OTHER_6_ITEM,
        263 => &TOPOLOGY_ITEM,
        264 => &ROUTE_KIND_ITEM,
        265 => &REACH_ITEM,
        _ => &OTHER,
    }
}
