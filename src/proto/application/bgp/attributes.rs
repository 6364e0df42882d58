//! The attributes of routes (RFC 4271 §5 and many others).

use super::update::{ATTRIBUTES, Known, attributes};
use super::{
    communities, each, extended, link_attributes, path, provider, reach, rest, segments, tunnel,
};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const ORIGIN: u8 = 1;
const AS_PATH: u8 = 2;
const NEXT_HOP: u8 = 3;
const DISCRIMINATOR: u8 = 4;
const LOCAL_PREFERENCE: u8 = 5;
const ATOMIC: u8 = 6;
const AGGREGATOR: u8 = 7;
const COMMUNITIES: u8 = 8;
const ORIGINATOR: u8 = 9;
const CLUSTERS: u8 = 10;
/// Routes of other families that are new.
pub(super) const REACHABLE: u8 = 14;
/// Routes of other families that are gone.
pub(super) const UNREACHABLE: u8 = 15;
/// Communities of 8 bytes.
pub(super) const EXTENDED: u8 = 16;
const AS4_PATH: u8 = 17;
const AS4_AGGREGATOR: u8 = 18;
const SPECIFIC: u8 = 19;
const PROVIDER_TUNNEL: u8 = 22;
const TUNNELS: u8 = 23;
const ACCUMULATED: u8 = 26;
const LINK_STATE: u8 = 29;
const LARGE: u8 = 32;
const SIGNED: u8 = 33;
const DOMAINS: u8 = 36;
const SEGMENTS: u8 = 40;
const OLD_LINK_STATE: u8 = 99;
const SET: u8 = 128;

const SECTION: &str = "RFC 4271 §5.1";
const REFLECTION: &str = "RFC 4456 §8";

crate::fields! {
    ORIGIN_CODE = FieldSpec::uint("bgp.update.path_attribute.origin", "Origin", 8)
        .codes(&[(0, "IGP"), (1, "EGP"), (2, "incomplete")])
        .doc("How the route came into BGP: from the network's own routing, or in another way.", "RFC 4271 §5.1.1");
    HOP = FieldSpec::ipv4("bgp.update.path_attribute.next_hop", "Next hop")
        .doc("The router that packets to these networks are sent to.", "RFC 4271 §5.1.3");
    EXIT = FieldSpec::uint("bgp.update.path_attribute.multi_exit_disc", "Discriminator", 32)
        .doc("Which of several links between two networks is better: the lowest.", "RFC 4271 §5.1.4");
    PREFERENCE = FieldSpec::uint("bgp.update.path_attribute.local_pref", "Preference", 32)
        .doc("How much the sender prefers this route, within one network: the highest.", "RFC 4271 §5.1.5");
    AGGREGATOR_2 = FieldSpec::uint("bgp.update.path_attribute.aggregator_as", "Aggregator's AS", 16)
        .doc("Which network has made one route of several.", "RFC 4271 §5.1.7");
    AGGREGATOR_4 = FieldSpec::uint("bgp.update.path_attribute.aggregator_as", "Aggregator's AS", 32)
        .doc("Which network has made one route of several.", "RFC 6793 §3");
    AGGREGATING = FieldSpec::ipv4("bgp.update.path_attribute.aggregator_origin", "Aggregator")
        .doc("Which router.", "RFC 4271 §5.1.7");
    ORIGINATOR_ID = FieldSpec::ipv4("bgp.update.path_attribute.originator_id", "Originator")
        .doc("Who brought the route into this network: he drops it if it comes back.", REFLECTION);
    CLUSTER_LIST = FieldSpec::group("bgp.path_attribute.cluster_list", "Clusters")
        .doc("The reflectors that the route has gone through.", REFLECTION);
    CLUSTER = FieldSpec::ipv4("bgp.path_attribute.cluster_id", "Cluster")
        .doc("A reflector and its clients: it drops the route if it comes back.", REFLECTION);
    METRIC_GROUP = FieldSpec::group("bgp.update.path_attribute.aigp", "Accumulated metric")
        .doc("What the way costs through several networks under one hand.", "RFC 7311 §3");
    METRIC_TYPE = FieldSpec::uint("bgp.update.attribute.aigp.type", "Type", 8).codes(&[(1, "accumulated metric")])
        .doc("What is told.", "RFC 7311 §3");
    METRIC_LEN = FieldSpec::uint("bgp.update.attribute.aigp.length", "Length", 16).unit("bytes")
        .doc("Length of the item with type and length.", "RFC 7311 §3");
    METRIC = FieldSpec::uint("bgp.update.attribute.aigp.accu_igp_metric", "Metric", 64)
        .doc("The sum of the metrics so far.", "RFC 7311 §3");
    DOMAIN_LEN = FieldSpec::uint("bgp.update.attribute.dpath.length", "Domains", 8)
        .doc("How many domains follow.", "draft-ietf-bess-evpn-ipvpn-interworking");
    DOMAIN = FieldSpec::group("", "Domain")
        .doc("A domain that the route has gone through.", "draft-ietf-bess-evpn-ipvpn-interworking");
    DOMAIN_GLOBAL = FieldSpec::uint("bgp.update.attribute.dpath.ga", "Global part", 32)
        .doc("Whose domain it is.", "draft-ietf-bess-evpn-ipvpn-interworking");
    DOMAIN_LOCAL = FieldSpec::uint("bgp.update.attribute.dpath.la", "Local part", 16)
        .doc("Which of his domains.", "draft-ietf-bess-evpn-ipvpn-interworking");
    DOMAIN_USE = FieldSpec::uint("bgp.update.attribute.dpath.isf.safi", "What it was used for", 8)
        .codes(super::families::SUBSEQUENT)
        .doc("What kind of route it was in the domain.", "draft-ietf-bess-evpn-ipvpn-interworking");
    SET_ORIGIN = FieldSpec::uint("bgp.update.path_attribute.attr_set.origin_as", "Customer's AS", 32)
        .doc("The customer's network, whose own attributes follow unchanged.", "RFC 6368 §5");
    UNKNOWN = FieldSpec::bytes("bgp.update.path_attributes.unknown", "Value")
        .doc("An attribute that decap does not take apart.", SECTION);
    ODD = FieldSpec::bytes("", "Value")
        .doc("A value whose length does not fit its type.", SECTION);
}

/// Reads the value of an attribute, which is all that is there.
pub(super) fn value(p: &mut Peel<'_>, kind: u8, len: usize, known: &mut Known) -> Peeled {
    match kind {
        ORIGIN if len == 1 => p.uint(&ORIGIN_CODE).map(drop),
        AS_PATH => path::path(p, false),
        AS4_PATH => path::path(p, true),
        NEXT_HOP if len == 4 => p.field(&HOP, 4).map(drop),
        DISCRIMINATOR if len == 4 => p.uint(&EXIT).map(drop),
        LOCAL_PREFERENCE if len == 4 => p.uint(&PREFERENCE).map(drop),
        ATOMIC if len == 0 => Ok(()),
        AGGREGATOR | AS4_AGGREGATOR if len == 8 => {
            p.uint(&AGGREGATOR_4)?;
            p.field(&AGGREGATING, 4).map(drop)
        }
        AGGREGATOR if len == 6 => {
            p.uint(&AGGREGATOR_2)?;
            p.field(&AGGREGATING, 4).map(drop)
        }
        COMMUNITIES if len.is_multiple_of(4) => communities::communities(p),
        ORIGINATOR if len == 4 => p.field(&ORIGINATOR_ID, 4).map(drop),
        CLUSTERS if len.is_multiple_of(4) => p.group(&CLUSTER_LIST, |p| each(p, &CLUSTER, 4)),
        REACHABLE => reach::reachable(p, *known),
        UNREACHABLE => reach::unreachable(p, *known),
        EXTENDED if len.is_multiple_of(8) => extended::communities(p),
        SPECIFIC => tunnel::specific(p),
        PROVIDER_TUNNEL => provider::provider(p, *known),
        TUNNELS => tunnel::tunnels(p),
        ACCUMULATED => p.group(&METRIC_GROUP, accumulated),
        LINK_STATE | OLD_LINK_STATE => link_attributes::attributes(p),
        LARGE if len.is_multiple_of(12) => communities::large(p),
        SIGNED => path::signed(p),
        DOMAINS if len >= 8 => domains(p),
        SEGMENTS => segments::segments(p),
        SET if len >= 4 => set(p, known.nesting),
        ORIGIN | NEXT_HOP | DISCRIMINATOR | LOCAL_PREFERENCE | ATOMIC | AGGREGATOR
        | COMMUNITIES | ORIGINATOR | CLUSTERS | EXTENDED | AS4_AGGREGATOR | LARGE | DOMAINS
        | SET => rest(p, &ODD),
        _ => rest(p, &UNKNOWN),
    }
}

fn accumulated(p: &mut Peel<'_>) -> Peeled {
    const METRIC_ITEM: u64 = 1;
    let kind = p.uint(&METRIC_TYPE)?;
    if kind == METRIC_ITEM {
        p.uint(&METRIC_LEN)?;
        p.uint(&METRIC)?;
    }
    // What is behind it is not defined.
    p.seek(p.bytes().len());
    Ok(())
}

fn domains(p: &mut Peel<'_>) -> Peeled {
    for _ in 0..p.uint(&DOMAIN_LEN)? {
        p.group(&DOMAIN, |p| {
            p.uint(&DOMAIN_GLOBAL)?;
            p.uint(&DOMAIN_LOCAL)
        })?;
    }
    p.uint(&DOMAIN_USE).map(drop)
}

/// A customer's attributes, carried through the provider's network.
fn set(p: &mut Peel<'_>, nesting: u8) -> Peeled {
    p.uint(&SET_ORIGIN)?;
    if p.rest().is_empty() {
        return Ok(());
    }
    p.group(&ATTRIBUTES, |p| attributes(p, nesting + 1))
}
