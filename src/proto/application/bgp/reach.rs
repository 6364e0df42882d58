//! Routes of any family: which are new and which are gone (RFC 4760).

use super::families::*;
use super::prefix::{self, Specs};
use super::update::Known;
use super::{capabilities, evpn, flowspec, link_state, rest, vpn};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const SECTION: &str = "RFC 4760 §3";
const GONE_SECTION: &str = "RFC 4760 §4";

crate::fields! {
    AFI = FieldSpec::uint("bgp.update.path_attribute.mp_reach_nlri.afi", "Address family", 16).codes(FAMILIES)
        .doc("What kind of addresses the routes are about.", SECTION);
    SAFI = FieldSpec::uint("bgp.update.path_attribute.mp_reach_nlri.safi", "What of it", 8).codes(SUBSEQUENT)
        .doc("What the routes are used for.", SECTION);
    HOP = FieldSpec::bytes("bgp.update.path_attribute.mp_reach_nlri.next_hop", "Next hop")
        .doc("The router that packets to these networks are sent to, with its length before it.", SECTION);
    HOP_RD = FieldSpec::computed("bgp.update.path_attribute.mp_reach_nlri.next_hop.rd", "Route distinguisher")
        .doc("Zero: a next hop stands outside of the VPNs.", "RFC 4364 §4.3.2");
    HOP_4 = FieldSpec::ipv4("bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv4", "Next hop")
        .doc("The router that packets to these networks are sent to.", SECTION);
    HOP_6 = FieldSpec::ipv6("bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6", "Next hop")
        .doc("The router that packets to these networks are sent to.", "RFC 2545 §3");
    HOP_LOCAL = FieldSpec::ipv6("bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6.link_local", "Link-local next hop")
        .doc("The same router's address on the link.", "RFC 2545 §3");
    SNPA_COUNT = FieldSpec::uint("bgp.update.path_attribute.mp_reach_nlri.nbr_snpa", "Points of attachment", 8)
        .doc("Reserved now: 0. It counted addresses of lower layers.", SECTION);
    SNPA_LEN = FieldSpec::uint("bgp.update.path_attribute.mp_reach_nlri.snpa_length", "Length", 8)
        .doc("Length of the address in half bytes.", "RFC 2858 §2");
    SNPA = FieldSpec::bytes("bgp.update.path_attribute.mp_reach_nlri.snpa", "Point of attachment")
        .doc("An address of a lower layer.", "RFC 2858 §2");
    ROUTES = FieldSpec::group("bgp.update.path_attribute.mp_reach_nlri", "Routes")
        .doc("What can be reached this way.", SECTION);
    GONE_AFI = FieldSpec::uint("bgp.update.path_attribute.mp_unreach_nlri.afi", "Address family", 16).codes(FAMILIES)
        .doc("What kind of addresses the routes are about.", GONE_SECTION);
    GONE_SAFI = FieldSpec::uint("bgp.update.path_attribute.mp_unreach_nlri.safi", "What of it", 8).codes(SUBSEQUENT)
        .doc("What the routes were used for.", GONE_SECTION);
    GONE = FieldSpec::group("bgp.update.path_attribute.mp_unreach_nlri", "Withdrawn routes")
        .doc("What can no longer be reached this way; none: all routes of the family have been told.", "RFC 4760 §4; RFC 4724 §2");
    NEW_4 = FieldSpec::ipv4("bgp.mp_reach_nlri_ipv4_prefix", "Network")
        .doc("A network that can be reached this way.", SECTION);
    NEW_6 = FieldSpec::ipv6("bgp.mp_reach_nlri_ipv6_prefix", "Network")
        .doc("A network that can be reached this way.", SECTION);
    GONE_4 = FieldSpec::ipv4("bgp.mp_unreach_nlri_ipv4_prefix", "Network")
        .doc("A network that can no longer be reached this way.", GONE_SECTION);
    GONE_6 = FieldSpec::ipv6("bgp.mp_unreach_nlri_ipv6_prefix", "Network")
        .doc("A network that can no longer be reached this way.", GONE_SECTION);
    UNKNOWN = FieldSpec::bytes("", "Routes")
        .doc("Routes of a family that decap does not take apart.", SECTION);
}

const NEW: Specs = Specs {
    ipv4: &NEW_4,
    ipv6: &NEW_6,
};
const OLD: Specs = Specs {
    ipv4: &GONE_4,
    ipv6: &GONE_6,
};

/// Reads new routes.
pub(super) fn reachable(p: &mut Peel<'_>, known: Known) -> Peeled {
    let afi = p.uint(&AFI)? as u16;
    let safi = p.uint(&SAFI)? as u8;
    p.group(&HOP, |p| {
        let len = usize::from(p.skip(1)?[0]);
        p.within(len, "next hop length", |p| next_hop(p, len))
    })?;
    for _ in 0..p.uint(&SNPA_COUNT)? {
        let half_bytes = p.uint(&SNPA_LEN)? as usize;
        p.field(&SNPA, half_bytes.div_ceil(2))?;
    }
    p.group(&ROUTES, |p| routes(p, (afi, safi), NEW, known))
}

/// Reads routes that are gone.
pub(super) fn unreachable(p: &mut Peel<'_>, known: Known) -> Peeled {
    let afi = p.uint(&GONE_AFI)? as u16;
    let safi = p.uint(&GONE_SAFI)? as u8;
    p.group(&GONE, |p| routes(p, (afi, safi), OLD, known))
}

/// Reads a next hop; its length says what it is.
fn next_hop(p: &mut Peel<'_>, len: usize) -> Peeled {
    match len {
        4 => p.field(&HOP_4, 4).map(drop),
        16 => p.field(&HOP_6, 16).map(drop),
        32 => {
            p.field(&HOP_6, 16)?;
            p.field(&HOP_LOCAL, 16).map(drop)
        }
        12 => {
            prefix::distinguisher(p, &HOP_RD)?;
            p.field(&HOP_4, 4).map(drop)
        }
        24 | 48 => {
            prefix::distinguisher(p, &HOP_RD)?;
            p.field(&HOP_6, 16)?;
            if len == 48 {
                prefix::distinguisher(p, &HOP_RD)?;
                p.field(&HOP_LOCAL, 16)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Reads routes until the bytes end.
fn routes(p: &mut Peel<'_>, (afi, safi): (u16, u8), specs: Specs, known: Known) -> Peeled {
    let paths = capabilities::has_path_numbers(p, afi, safi);
    while !p.rest().is_empty() && !p.is_full() {
        let result = route(p, (afi, safi), specs, known, paths);
        if result.is_err() {
            // All that is left belongs to the list, but cannot be told apart.
            p.seek(p.bytes().len());
            return result;
        }
    }
    Ok(())
}

fn route(
    p: &mut Peel<'_>,
    (afi, safi): (u16, u8),
    specs: Specs,
    known: Known,
    paths: Option<bool>,
) -> Peeled {
    let has_path =
        |p: &Peel<'_>, most| paths.unwrap_or_else(|| prefix::must_have_paths(p.rest(), most));
    match (afi, safi) {
        (IPV4, UNICAST | MULTICAST | BOTH) => {
            let has_path = has_path(p, 32);
            prefix::numbered(p, afi, has_path, specs)
        }
        (IPV6, UNICAST | MULTICAST | BOTH) => {
            let has_path = has_path(p, 128);
            prefix::numbered(p, afi, has_path, specs)
        }
        (IPV4 | IPV6, LABELLED) => {
            let has_path = has_path(p, u8::MAX);
            prefix::labelled(p, afi, has_path, specs)
        }
        (IPV4 | IPV6, VPN | VPN_MULTICAST | VPN_BOTH) => {
            prefix::vpn(p, afi, paths == Some(true), specs)
        }
        (IPV4 | IPV6, MULTICAST_VPN) => vpn::multicast(p, afi),
        (IPV4, MDT) => vpn::distribution_tree(p),
        (IPV4, ROUTE_TARGET) => vpn::route_target(p),
        (IPV4 | IPV6, ENCAPSULATION) => vpn::endpoint(p, afi),
        (IPV4 | IPV6, TUNNEL) => vpn::tunnel(p, afi, specs),
        (IPV4 | IPV6, POLICY) => vpn::policy(p, afi),
        (IPV4 | IPV6, FLOW | FLOW_VPN) => flowspec::rule(p, afi, safi == FLOW_VPN),
        (LAYER_2 | OLD_LAYER_2, VPLS | VPN | VPN_MULTICAST | VPN_BOTH) => vpn::vpls(p),
        (LAYER_2 | OLD_LAYER_2, EVPN) => evpn::route(p, paths, known),
        (LINK_STATE, LINKS | LINKS_VPN | VPN) => link_state::route(p, safi),
        _ => rest(p, &UNKNOWN),
    }
}
