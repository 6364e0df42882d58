//! Tunnels: how packets travel to the next hop (RFC 9012, RFC 9830).

use super::rest;
use super::tunnel_parts::{BINDING, L2TP, NVGRE, SEGMENT, SPECIFIC, VXLAN, VXLAN_GPE};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};

const SECTION: &str = "RFC 9012 §2";
const POLICY_SECTION: &str = "RFC 9830 §2.4";
const SPECIFIC_SECTION: &str = "draft-nalawade-kapoor-tunnel-safi";

/// Kinds of tunnels.
pub(super) const TYPES: Codes = &[
    (1, "L2TPv3"),
    (2, "GRE"),
    (3, "endpoint"),
    (4, "IPsec"),
    (5, "IP in IP with IPsec"),
    (6, "MPLS in IP with IPsec"),
    (7, "IP in IP"),
    (8, "VXLAN"),
    (9, "NVGRE"),
    (10, "MPLS"),
    (11, "MPLS in GRE"),
    (12, "VXLAN-GPE"),
    (13, "MPLS in UDP"),
    (14, "IPv6"),
    (15, "segment routing policy"),
    (16, "bare"),
    (17, "segment routing"),
];

crate::fields! {
    TUNNELS = FieldSpec::group("", "Tunnels").doc("Tunnels that the sender offers.", SECTION);
    TUNNEL = FieldSpec::group("", "Tunnel").doc("A tunnel to the sender.", SECTION);
    TYPE = FieldSpec::uint("bgp.update.encaps_tunnel_tlv_type", "Type", 16).codes(TYPES).doc("What kind of tunnel.", SECTION);
    LENGTH = FieldSpec::uint("bgp.update.encaps_tunnel_tlv_len", "Length", 16).unit("bytes").doc("Length of the items.", SECTION);
    ITEM = FieldSpec::group("", "Item").doc("One thing that is to be known of it.", SECTION);
    ITEM_TYPE = FieldSpec::uint("bgp.update.encaps_tunnel_subtlv_type", "Type", 8)
        .codes(&[
            (1, "encapsulation"),
            (2, "protocol"),
            (4, "colour"),
            (5, "load balancing"),
            (6, "egress"),
            (7, "differentiated services"),
            (8, "UDP port"),
            (9, "label handling"),
            (10, "label stack"),
            (11, "prefix segment"),
            (12, "preference"),
            (13, "binding segment"),
            (14, "explicit null"),
            (15, "priority"),
            (20, "SRv6 binding segment"),
            (128, "segment list"),
            (129, "candidate path name"),
            (130, "policy name"),
        ])
        .doc("What it tells.", SECTION);
    ITEM_LEN = FieldSpec::uint("bgp.update.encaps_tunnel_tlv_sublen", "Length", 8).unit("bytes").doc("Length of the value; types from 128 on have two bytes for it.", SECTION);
    ITEM_LONG_LEN = FieldSpec::uint("bgp.update.encaps_tunnel_tlv_sublen", "Length", 16).unit("bytes").doc("Length of the value.", SECTION);
    SESSION = FieldSpec::uint("bgp.update.encaps_tunnel_tlv_subtlv_session_id", "Session", 32).doc("L2TP's session.", "RFC 9012 §3.2.3");
    COOKIE = FieldSpec::bytes("bgp.update.encaps_tunnel_tlv_subtlv_cookie", "Cookie").doc("Must stand in every packet.", "RFC 9012 §3.2.3");
    KEY = FieldSpec::uint("bgp.update.encaps_tunnel_tlv_subtlv_gre_key", "GRE key", 32).doc("GRE's key.", "RFC 9012 §3.2.4");
    CARRIED = FieldSpec::hex("bgp.update.encaps_tunnel_tlv_subtlv_gre_key", "Carried protocol", 16).doc("What the tunnel carries, as an EtherType.", "RFC 9012 §3.4.1");
    COLOUR = FieldSpec::uint("bgp.update.encaps_tunnel_tlv_subtlv_color_value", "Colour", 32).doc("Routes with this colour use the tunnel.", "RFC 9012 §3.4.2");
    BALANCING = FieldSpec::uint("bgp.update.encaps_tunnel_tlv_subtlv_lb_block_length", "Block length", 32).doc("Bits that flows are told apart by.", "RFC 5640 §4");
    VALUE = FieldSpec::bytes("bgp.update.encaps_tunnel_tlv_subtlv.value", "Value").doc("What decap does not take apart.", SECTION);
    PREFERENCE_FLAGS = FieldSpec::hex("bgp.update.encaps_tunnel_tlv_subtlv.pref.flags", "Flags", 8).doc("None is defined.", POLICY_SECTION);
    PREFERENCE_RESERVED = FieldSpec::hex("bgp.update.encaps_tunnel_tlv_subtlv.pref.reserved", "Reserved", 8).doc("Zero.", POLICY_SECTION);
    PREFERENCE = FieldSpec::bytes("bgp.update.encaps_tunnel_tlv_subtlv.pref.preference", "Preference").doc("The highest is used.", POLICY_SECTION);
    SID = FieldSpec::bytes("bgp.update.encaps_tunnel_tlv_subtlv.binding_sid.sid", "Segment").doc("Stands for the whole policy.", POLICY_SECTION);
    NULL_FLAGS = FieldSpec::hex("bgp.update.encaps_tunnel_tlv_subtlv.enlp.flags", "Flags", 8).doc("None is defined.", POLICY_SECTION);
    NULL_RESERVED = FieldSpec::hex("bgp.update.encaps_tunnel_tlv_subtlv.enlp.reserved", "Reserved", 8).doc("Zero.", POLICY_SECTION);
    NULL = FieldSpec::uint("bgp.update.encaps_tunnel_tlv_subtlv.enlp.preference", "Explicit null", 8).doc("Which explicit-null labels are pushed.", POLICY_SECTION);
    PRIORITY = FieldSpec::uint("bgp.update.encaps_tunnel_tlv_subtlv.priority.priority", "Priority", 8).doc("Which policies are computed anew first.", POLICY_SECTION);
    PRIORITY_RESERVED = FieldSpec::hex("bgp.update.encaps_tunnel_tlv_subtlv.priority.reserved", "Reserved", 8).doc("Zero.", POLICY_SECTION);
    LIST_RESERVED = FieldSpec::hex("bgp.update.encaps_tunnel_tlv_subtlv.segment_list.reserved", "Reserved", 8).doc("Zero.", POLICY_SECTION);
    LIST = FieldSpec::bytes("bgp.update.encaps_tunnel_tlv_subtlv.segment_list.subtlv", "Segments").doc("The way, segment by segment.", POLICY_SECTION);
    LIST_ITEM = FieldSpec::group("", "Segment").doc("One of them, or the weight of all.", POLICY_SECTION);
    LIST_TYPE = FieldSpec::uint("bgp.update.encaps_tunnel_tlv_subtlv.segment_list.subtlv.type", "Type", 8).codes(&[(1, "label"), (9, "weight"), (13, "SRv6")]).doc("What it is.", POLICY_SECTION);
    LIST_LEN = FieldSpec::uint("bgp.update.encaps_tunnel_tlv_subtlv.segment_list.subtlv.length", "Length", 8).unit("bytes").doc("Length of the value.", POLICY_SECTION);
    LIST_DATA = FieldSpec::bytes("bgp.update.encaps_tunnel_tlv_subtlv.segment_list.subtlv.data", "Value").doc("What decap does not take apart.", POLICY_SECTION);
    NAME_RESERVED = FieldSpec::hex("bgp.update.encaps_tunnel_tlv_subtlv.policy_name.reserved", "Reserved", 8).doc("Zero.", POLICY_SECTION);
    NAME = FieldSpec::text("bgp.update.encaps_tunnel_tlv_subtlv.policy_name.name", "Name").doc("The policy's name.", POLICY_SECTION);
    OFFER = FieldSpec::group("", "Tunnel").doc("What is to be known of a tunnel.", SPECIFIC_SECTION);
    OFFER_VALUE = FieldSpec::bytes("bgp.ssa_value", "Value").doc("What decap does not take apart.", SPECIFIC_SECTION);
    OFFER_COOKIE = FieldSpec::bytes("bgp.ssa_l2tpv3_cookie", "Cookie").doc("Must stand in every packet.", SPECIFIC_SECTION);
}

/// Reads the tunnels that the sender offers.
pub(super) fn tunnels(p: &mut Peel<'_>) -> Peeled {
    p.group(&TUNNELS, |p| {
        while !p.rest().is_empty() && !p.is_full() {
            p.group(&TUNNEL, |p| {
                let kind = p.uint(&TYPE)?;
                let len = p.uint(&LENGTH)? as usize;
                p.within(len, "tunnel length", |p| {
                    while !p.rest().is_empty() && !p.is_full() {
                        p.group(&ITEM, |p| item(p, kind))?;
                    }
                    Ok(())
                })
            })?;
        }
        Ok(())
    })
}

fn item(p: &mut Peel<'_>, tunnel: u64) -> Peeled {
    let kind = p.uint(&ITEM_TYPE)?;
    let len = p.uint(if kind < 128 {
        &ITEM_LEN
    } else {
        &ITEM_LONG_LEN
    })? as usize;
    p.within(len, "tunnel item length", |p| match kind {
        1 => encapsulation(p, tunnel),
        2 => p.uint(&CARRIED).map(drop),
        // With the colour stands a community's first four bytes, or not.
        4 if len == 4 => p.uint(&COLOUR).map(drop),
        5 if matches!(tunnel, 1 | 2) => p.uint(&BALANCING).map(drop),
        12 => {
            p.uint(&PREFERENCE_FLAGS)?;
            p.uint(&PREFERENCE_RESERVED)?;
            p.field(&PREFERENCE, 4).map(drop)
        }
        13 => {
            p.rows(BINDING)?;
            rest(p, &SID)
        }
        14 => {
            p.uint(&NULL_FLAGS)?;
            p.uint(&NULL_RESERVED)?;
            p.uint(&NULL).map(drop)
        }
        15 => {
            p.uint(&PRIORITY)?;
            p.uint(&PRIORITY_RESERVED).map(drop)
        }
        128 => {
            p.uint(&LIST_RESERVED)?;
            p.group(&LIST, list)
        }
        130 => {
            p.uint(&NAME_RESERVED)?;
            rest(p, &NAME)
        }
        _ => rest(p, &VALUE),
    })
}

fn encapsulation(p: &mut Peel<'_>, tunnel: u64) -> Peeled {
    match tunnel {
        1 => {
            p.uint(&SESSION)?;
            rest(p, &COOKIE)
        }
        2 | 11 => p.uint(&KEY).map(drop),
        8 => p.rows(VXLAN).map(drop),
        9 => p.rows(NVGRE).map(drop),
        12 => p.rows(VXLAN_GPE).map(drop),
        _ => Ok(()),
    }
}

fn list(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&LIST_ITEM, |p| {
            let kind = p.uint(&LIST_TYPE)?;
            let len = p.uint(&LIST_LEN)? as usize;
            p.within(len, "segment length", |p| match kind {
                1 => p.rows(SEGMENT).map(drop),
                _ => rest(p, &LIST_DATA),
            })
        })?;
    }
    Ok(())
}

/// Reads what is to be known of tunnels of one family.
pub(super) fn specific(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&OFFER, |p| {
            let head = p.rows(SPECIFIC)?;
            let kind = u16::from_be_bytes([head[0], head[1]]) & 0x7fff;
            let len = usize::from(u16::from_be_bytes([head[2], head[3]]));
            p.within(len, "tunnel length", |p| match kind {
                1 => {
                    p.rows(L2TP)?;
                    rest(p, &OFFER_COOKIE)
                }
                _ => rest(p, &OFFER_VALUE),
            })
        })?;
    }
    Ok(())
}
