//! Extended communities: marks of 8 bytes with types (RFC 4360, RFC 5668, RFC 7153).

use super::marks::{
    ACTION, COS, COST, EIGRP_FLAGS, ESI_LABEL, LAYER_2, LAYER_2_INFO, MARKING, MOBILITY, QOS,
    QOS_FLAGS, ROUTE_TYPE, TREE, TYPE, VLANS,
};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};

const SECTION: &str = "RFC 4360 §2";
const OSPF_SECTION: &str = "RFC 4577 §4.2.6";
const EIGRP_SECTION: &str = "RFC 7868";

const LEN: usize = 8;

const OF_SYSTEMS: Codes = &[
    (2, "route target"),
    (3, "route origin"),
    (4, "link bandwidth"),
    (5, "OSPF domain"),
    (7, "OSPF router"),
    (8, "data collection"),
    (9, "source AS"),
    (10, "layer 2 VPN"),
    (11, "VRF route import"),
    (16, "VPN distinguisher (Cisco)"),
    (18, "next hop of a segmented tree"),
    (19, "route target record"),
    (0x80, "virtual network"),
];

const OPAQUE: Codes = &[
    (0, "origin validation"),
    (1, "cost"),
    (6, "OSPF route type"),
    (11, "colour"),
    (12, "encapsulation"),
    (13, "default gateway"),
];

const EVPN: Codes = &[
    (0, "MAC mobility"),
    (1, "label of a segment"),
    (2, "import of a segment"),
    (3, "router's MAC"),
    (4, "layer 2 attributes"),
    (5, "E-Tree"),
    (6, "election"),
    (7, "I-SID"),
    (8, "neighbour discovery"),
    (9, "multicast flags"),
    (10, "instance, type 0"),
    (11, "instance, type 1"),
    (12, "instance, type 2"),
    (13, "instance, type 3"),
    (14, "attachment circuit"),
];

const EXPERIMENTAL: Codes = &[
    (0, "OSPF route type"),
    (1, "OSPF router"),
    (4, "security group"),
    (5, "OSPF domain"),
    (6, "traffic rate"),
    (7, "traffic action"),
    (8, "redirect"),
    (9, "marking"),
    (10, "layer 2 information"),
    (11, "E-Tree"),
    (0x84, "tag"),
    (0x85, "origin sub-cluster"),
];

const fn subtype(name: &'static str, codes: Codes) -> FieldSpec {
    FieldSpec::hex(name, "Subtype", 8)
        .codes(codes)
        .doc("What the community says.", "RFC 7153 §5")
}

const fn eigrp(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(
        "What EIGRP knew of the route at the other site.",
        EIGRP_SECTION,
    )
}

crate::fields! {
    ALL = FieldSpec::group("bgp.ext_communities", "Extended communities").doc("Marks on the routes.", SECTION);
    COMMUNITY = FieldSpec::group("bgp.ext_community", "Extended community").doc("A mark on the routes.", SECTION);
    AS_2_SUBTYPE = subtype("bgp.ext_com.stype_tr_as2", OF_SYSTEMS);
    OWN_AS_2_SUBTYPE = subtype("bgp.ext_com.stype_ntr_as2", OF_SYSTEMS);
    IPV4_SUBTYPE = subtype("bgp.ext_com.stype_tr_IP4", OF_SYSTEMS);
    OWN_IPV4_SUBTYPE = subtype("bgp.ext_com.stype_ntr_IP4", OF_SYSTEMS);
    AS_4_SUBTYPE = subtype("bgp.ext_com.stype_tr_as4", OF_SYSTEMS);
    OWN_AS_4_SUBTYPE = subtype("bgp.ext_com.stype_ntr_as4", OF_SYSTEMS);
    OPAQUE_SUBTYPE = subtype("bgp.ext_com.stype_tr_opaque", OPAQUE);
    OWN_OPAQUE_SUBTYPE = subtype("bgp.ext_com.stype_ntr_opaque", OPAQUE);
    EVPN_SUBTYPE = subtype("bgp.ext_com.stype_tr_evpn", EVPN);
    EXPERIMENTAL_SUBTYPE = subtype("bgp.ext_com.stype_tr_exp", EXPERIMENTAL);
    EXPERIMENTAL_2_SUBTYPE = subtype("bgp.ext_com.stype_tr_exp_2", EXPERIMENTAL);
    EXPERIMENTAL_3_SUBTYPE = subtype("bgp.ext_com.stype_tr_exp_3", EXPERIMENTAL);
    EIGRP_SUBTYPE = FieldSpec::uint("bgp.ext_com_eigrp", "Subtype", 8)
        .codes(&[
            (0, "flags and tag"),
            (1, "AS and delay"),
            (2, "reliability, hops, bandwidth"),
            (3, "load and MTU"),
            (4, "external AS and router"),
            (5, "external protocol and metric"),
            (6, "originating router"),
        ])
        .doc("What the community says.", EIGRP_SECTION);
    OTHER_SUBTYPE = subtype("bgp.ext_com.stype_unknown", &[]);
    AS_2 = FieldSpec::uint("bgp.ext_com.value_as2", "AS", 16).doc("Who gave the mark.", SECTION);
    AS_4 = FieldSpec::uint("bgp.ext_com.value_as4", "AS", 32).doc("Who gave the mark.", "RFC 5668 §2");
    IPV4 = FieldSpec::ipv4("bgp.ext_com.value_IP4", "Address").doc("Who gave the mark.", SECTION);
    NUMBER_2 = FieldSpec::uint("bgp.ext_com.value_an2", "Number", 16).doc("The mark.", SECTION);
    NUMBER_4 = FieldSpec::uint("bgp.ext_com.value_an4", "Number", 32).doc("The mark.", SECTION);
    BANDWIDTH = FieldSpec::computed("bgp.ext_com.value_link_bw", "Link bandwidth")
        .doc("What the link carries, in bytes per second, as a floating-point number.", "draft-ietf-idr-link-bandwidth");
    OSPF_ROUTER = FieldSpec::ipv4("bgp.ext_com.value_ospf_rid", "OSPF router").doc("The router at the other site.", OSPF_SECTION);
    ENCAPSULATION = FieldSpec::uint("bgp.ext_com.tunnel_type", "Tunnel", 16).codes(super::tunnel::TYPES)
        .doc("How packets travel to the next hop.", "RFC 9012 §4.1");
    RAW = FieldSpec::hex("bgp.ext_com.value_raw", "Value", 48).doc("What decap does not take apart.", SECTION);
    SEGMENT = FieldSpec::mac("bgp.ext_com_evpn.esi.rt", "Segment").doc("Routers on this segment take the route.", "RFC 7432 §7.6");
    ROUTER_MAC = FieldSpec::mac("bgp.ext_com_evpn.esi.router_mac", "Router's MAC").doc("Where routed frames are sent to.", "RFC 9135 §8.1");
    RATE = FieldSpec::computed("bgp.ext_com_flow.rate_limit", "Rate")
        .doc("How much of the traffic is let through, in bytes per second, as a floating-point number; 0: nothing.", "RFC 8955 §7.1");
    EIGRP_AS = eigrp("bgp.ext_com_eigrp.asn", "AS", 16);
    EIGRP_DELAY = eigrp("bgp.ext_com_eigrp.dly", "Delay", 32);
    EIGRP_RELIABILITY = eigrp("bgp.ext_com_eigrp.rly", "Reliability", 8);
    EIGRP_HOPS = eigrp("bgp.ext_com_eigrp.hops", "Hops", 8);
    EIGRP_BANDWIDTH = eigrp("bgp.ext_com_eigrp.bw", "Bandwidth", 32);
    EIGRP_LOAD = eigrp("bgp.ext_com_eigrp.load", "Load", 8);
    EIGRP_MTU = eigrp("bgp.ext_com_eigrp.mtu", "MTU", 32);
    EIGRP_EXTERNAL_AS = eigrp("bgp.ext_com_eigrp.e_asn", "External AS", 16);
    EIGRP_EXTERNAL_ROUTER = FieldSpec::ipv4("bgp.ext_com_eigrp.e_rid", "External router").doc("Who brought the route in.", EIGRP_SECTION);
    EIGRP_PROTOCOL = eigrp("bgp.ext_com_eigrp.e_pid", "External protocol", 16);
    EIGRP_METRIC = eigrp("bgp.ext_com_eigrp.e_metric", "External metric", 32);
    EIGRP_ROUTER = FieldSpec::ipv4("bgp.ext_com_eigrp.rid", "Router").doc("Who made the route.", EIGRP_SECTION);
}

/// True if one of these communities says that frames travel in VXLAN.
pub(super) fn says_vxlan(communities: &[u8]) -> bool {
    let says = |community: &[u8]| matches!(community, [3, 0x0c, _, _, _, _, 0, 8 | 12]);
    communities.chunks_exact(LEN).any(says)
}

/// Reads communities.
pub(super) fn communities(p: &mut Peel<'_>) -> Peeled {
    p.group(&ALL, |p| {
        while p.rest().len() >= LEN && !p.is_full() {
            p.group(&COMMUNITY, |p| p.within(LEN, "community length", community))?;
        }
        Ok(())
    })
}

fn community(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let [kind, subtype, ..] = *p.rest() else {
        return p.require(LEN);
    };
    p.rows(TYPE)?;
    match kind {
        0x04 | 0x44 => {
            p.seek(at);
            p.rows(QOS_FLAGS)?;
            p.skip(1)?;
            p.rows(QOS).map(drop)
        }
        0x05 => {
            for _ in 1..LEN {
                p.rows(COS)?;
            }
            Ok(())
        }
        0x00 | 0x40 => of_2(p, kind, subtype),
        0x01 | 0x41 => {
            p.uint(if kind == 1 {
                &IPV4_SUBTYPE
            } else {
                &OWN_IPV4_SUBTYPE
            })?;
            if (kind, subtype) == (1, 7) {
                return p.field(&OSPF_ROUTER, 4).map(drop);
            }
            p.field(&IPV4, 4)?;
            p.uint(&NUMBER_2).map(drop)
        }
        0x02 | 0x42 => {
            p.uint(if kind == 2 {
                &AS_4_SUBTYPE
            } else {
                &OWN_AS_4_SUBTYPE
            })?;
            of_4(p)
        }
        0x03 | 0x43 => opaque(p, kind, subtype),
        0x06 => evpn(p, subtype),
        0x80 => experimental(p, subtype),
        0x81 => {
            p.uint(&EXPERIMENTAL_2_SUBTYPE)?;
            if subtype != 8 {
                return p.uint(&RAW).map(drop);
            }
            p.field(&IPV4, 4)?;
            p.uint(&NUMBER_2).map(drop)
        }
        0x82 => {
            p.uint(&EXPERIMENTAL_3_SUBTYPE)?;
            match subtype {
                8 => of_4(p),
                _ => p.uint(&RAW).map(drop),
            }
        }
        0x88 => from_eigrp(p, subtype),
        _ => {
            p.uint(&OTHER_SUBTYPE)?;
            p.uint(&RAW).map(drop)
        }
    }
}

fn of_2(p: &mut Peel<'_>, kind: u8, subtype: u8) -> Peeled {
    p.uint(if kind == 0 {
        &AS_2_SUBTYPE
    } else {
        &OWN_AS_2_SUBTYPE
    })?;
    p.uint(&AS_2)?;
    match (kind, subtype) {
        (0x40, 4) => super::float(p, &BANDWIDTH),
        _ => p.uint(&NUMBER_4).map(drop),
    }
}

fn of_4(p: &mut Peel<'_>) -> Peeled {
    p.uint(&AS_4)?;
    p.uint(&NUMBER_2).map(drop)
}

fn opaque(p: &mut Peel<'_>, kind: u8, subtype: u8) -> Peeled {
    p.uint(if kind == 3 {
        &OPAQUE_SUBTYPE
    } else {
        &OWN_OPAQUE_SUBTYPE
    })?;
    match (kind, subtype) {
        (_, 1) => p.rows(COST).map(drop),
        (3, 6) => p.rows(ROUTE_TYPE).map(drop),
        (3, 12) => {
            p.skip(4)?;
            p.uint(&ENCAPSULATION).map(drop)
        }
        _ => p.uint(&RAW).map(drop),
    }
}

fn evpn(p: &mut Peel<'_>, subtype: u8) -> Peeled {
    p.uint(&EVPN_SUBTYPE)?;
    match subtype {
        0 => p.rows(MOBILITY).map(drop),
        1 => p.rows(ESI_LABEL).map(drop),
        2 => p.field(&SEGMENT, 6).map(drop),
        3 => p.field(&ROUTER_MAC, 6).map(drop),
        4 => p.rows(LAYER_2).map(drop),
        5 => p.rows(TREE).map(drop),
        _ => p.uint(&RAW).map(drop),
    }
}

fn experimental(p: &mut Peel<'_>, subtype: u8) -> Peeled {
    p.uint(&EXPERIMENTAL_SUBTYPE)?;
    match subtype {
        0 => p.rows(ROUTE_TYPE).map(drop),
        1 => p.field(&OSPF_ROUTER, 4).map(drop),
        5 | 8 => {
            p.uint(&AS_2)?;
            p.uint(&NUMBER_4).map(drop)
        }
        6 => {
            p.uint(&AS_2)?;
            super::float(p, &RATE)
        }
        7 => p.rows(ACTION).map(drop),
        9 => {
            p.skip(5)?;
            p.rows(MARKING).map(drop)
        }
        10 => p.rows(LAYER_2_INFO).map(drop),
        11 => p.rows(VLANS).map(drop),
        _ => p.uint(&RAW).map(drop),
    }
}

fn from_eigrp(p: &mut Peel<'_>, subtype: u8) -> Peeled {
    p.uint(&EIGRP_SUBTYPE)?;
    match subtype {
        0 => p.rows(EIGRP_FLAGS).map(drop),
        1 => {
            p.uint(&EIGRP_AS)?;
            p.uint(&EIGRP_DELAY).map(drop)
        }
        2 => {
            p.uint(&EIGRP_RELIABILITY)?;
            p.uint(&EIGRP_HOPS)?;
            p.uint(&EIGRP_BANDWIDTH).map(drop)
        }
        3 => {
            p.skip(1)?;
            p.uint(&EIGRP_LOAD)?;
            p.uint(&EIGRP_MTU).map(drop)
        }
        4 => {
            p.uint(&EIGRP_EXTERNAL_AS)?;
            p.field(&EIGRP_EXTERNAL_ROUTER, 4).map(drop)
        }
        5 => {
            p.uint(&EIGRP_PROTOCOL)?;
            p.uint(&EIGRP_METRIC).map(drop)
        }
        6 => {
            p.skip(2)?;
            p.field(&EIGRP_ROUTER, 4).map(drop)
        }
        _ => Ok(()),
    }
}
