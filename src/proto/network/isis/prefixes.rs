//! Networks: which of them a router leads to, and at what cost.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::common::{SECTION, parts};
use super::links::ALGORITHMS;
use super::neighbours::segment;
use super::state::TOPOLOGY;
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FaultKind, FieldSpec, Value};
use crate::proto::reserved::reserved;

const WIDE_SECTION: &str = "RFC 5305 §4";
const IPV6: &str = "RFC 5308 §2";
const SEGMENTS: &str = "RFC 8667 §2.1";
const SRV6: &str = "RFC 9352 §7";
const BIER: &str = "RFC 8401 §6";

const TYPES: Codes = &[
    (1, "tag"),
    (2, "64-bit tag"),
    (3, "prefix SID"),
    (4, "attributes"),
    (5, "SRv6 end"),
    (11, "IPv4 source router"),
    (12, "IPv6 source router"),
    (32, "BIER"),
];

const fn ie(name: &'static str) -> FieldSpec {
    FieldSpec::flag(name, "External").doc(
        "Set: the metric does not compare with those inside.",
        SECTION,
    )
}

const fn support(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc("Set: there is no such metric.", SECTION)
}

const fn cost(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 6).doc("What the way costs.", SECTION)
}

pub(super) const NARROW: &[FieldSpec] = &[
    FieldSpec::flag("isis.lsp.ip_reachability.distribution", "Down").doc(
        "Set: came from level 2 and must not go back there.",
        "RFC 5302 §2",
    ),
    ie("isis.lsp.ip_reachability.default_metric_ie"),
    cost("isis.lsp.ip_reachability.default_metric", "Metric"),
    support(
        "isis.lsp.ip_reachability.delay_metric_support",
        "No delay metric",
    ),
    ie("isis.lsp.ip_reachability.delay_metric_ie"),
    cost("isis.lsp.ip_reachability.delay_metric", "Delay metric"),
    support(
        "isis.lsp.ip_reachability.expense_metric_support",
        "No expense metric",
    ),
    ie("isis.lsp.ip_reachability.expense_metric_ie"),
    cost("isis.lsp.ip_reachability.expense_metric", "Expense metric"),
    support(
        "isis.lsp.ip_reachability.error_metric_support",
        "No error metric",
    ),
    ie("isis.lsp.ip_reachability.error_metric_ie"),
    cost("isis.lsp.ip_reachability.error_metric", "Error metric"),
    FieldSpec::ipv4("", "Address").doc("The network.", "RFC 1195 §5.3.3"),
    FieldSpec::ipv4("", "Net mask").doc(
        "Which bits of the address are the network's.",
        "RFC 1195 §5.3.3",
    ),
];

pub(super) const WIDE: &[FieldSpec] = &[
    FieldSpec::uint("isis.lsp.ext_ip_reachability.metric", "Metric", 32)
        .doc("What the way costs.", WIDE_SECTION),
    FieldSpec::flag("isis.lsp.ext_ip_reachability.distribution", "Down").doc(
        "Set: came from level 2 and must not go back there.",
        WIDE_SECTION,
    ),
    FieldSpec::flag("isis.lsp.ext_ip_reachability.subtlv", "Parts")
        .doc("Set: more is said of the network.", WIDE_SECTION),
    FieldSpec::uint(
        "isis.lsp.ext_ip_reachability.prefix_length",
        "Prefix length",
        6,
    )
    .unit("bits")
    .doc(
        "How many bits of the address are the network's.",
        WIDE_SECTION,
    ),
];

pub(super) const WIDE_6: &[FieldSpec] = &[
    FieldSpec::uint("isis.lsp.ipv6_reachability.metric", "Metric", 32)
        .doc("What the way costs.", IPV6),
    FieldSpec::flag("isis.lsp.ipv6_reachability.distribution", "Down")
        .doc("Set: came from level 2 and must not go back there.", IPV6),
    FieldSpec::flag(
        "isis.lsp.ipv6_reachability.distribution_internal",
        "External",
    )
    .doc("Set: learnt from another routing protocol.", IPV6),
    FieldSpec::flag("isis.lsp.ipv6_reachability.subtlv", "Parts")
        .doc("Set: more is said of the network.", IPV6),
    reserved(5, IPV6),
    FieldSpec::uint(
        "isis.lsp.ipv6_reachability.prefix_length",
        "Prefix length",
        8,
    )
    .unit("bits")
    .doc("How many bits of the address are the network's.", IPV6),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SEGMENTS)
}

pub(super) const SEGMENT: &[FieldSpec] = &[
    FieldSpec::hex("isis.lsp.ext_ip_reachability.prefix_sid.flags", "Flags", 8)
        .parts_follow()
        .doc("What the segment is for.", SEGMENTS),
    flag(
        "isis.lsp.ext_ip_reachability.prefix_sid.flags.r",
        "Re-advertised",
        "Set: came from another level or protocol.",
    ),
    flag(
        "isis.lsp.ext_ip_reachability.prefix_sid.flags.n",
        "Node",
        "Set: names a router.",
    ),
    flag(
        "isis.lsp.ext_ip_reachability.prefix_sid.flags.p",
        "No pop",
        "Set: the router before must not take the label off.",
    ),
    flag(
        "isis.lsp.ext_ip_reachability.prefix_sid.flags.e",
        "Explicit null",
        "Set: the router before puts an empty label in its place.",
    ),
    flag(
        "isis.lsp.ext_ip_reachability.prefix_sid.flags.v",
        "Value",
        "Set: a label. Not set: an index into a block of labels.",
    ),
    flag(
        "isis.lsp.ext_ip_reachability.prefix_sid.flags.l",
        "Local",
        "Set: counts at this router only.",
    ),
    FieldSpec::gap(2).part(),
    FieldSpec::uint("isis.lsp.sr_alg", "Algorithm", 8)
        .codes(ALGORITHMS)
        .doc("How the paths are computed.", SEGMENTS),
];

const fn attribute(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label)
        .part()
        .doc(doc, "RFC 7794 §2.1")
}

pub(super) const ATTRIBUTES: &[FieldSpec] = &[
    FieldSpec::hex("isis.lsp.prefix_attribute.flags", "Attributes", 8)
        .parts_follow()
        .doc("Where the network comes from.", "RFC 7794 §2.1"),
    attribute(
        "isis.lsp.prefix_attribute.flags.x",
        "External",
        "Set: learnt from another routing protocol.",
    ),
    attribute(
        "isis.lsp.prefix_attribute.flags.r",
        "Re-advertised",
        "Set: came from another level.",
    ),
    attribute(
        "isis.lsp.prefix_attribute.flags.n",
        "Node",
        "Set: names the router.",
    ),
    FieldSpec::gap(5).part(),
];

pub(super) const LOCATOR: &[FieldSpec] = &[
    FieldSpec::uint("isis.lsp.srv6_locator.metric", "Metric", 32).doc("What the way costs.", SRV6),
    FieldSpec::hex("isis.lsp.srv6_locator.flags", "Flags", 8)
        .parts_follow()
        .doc("Where the locator comes from.", SRV6),
    FieldSpec::flag("isis.lsp.srv6_locator.flags.d", "Down")
        .part()
        .doc("Set: came from level 2 and must not go back there.", SRV6),
    FieldSpec::hex("isis.lsp.srv6_locator.flags.reserved", "Reserved", 7)
        .part()
        .doc("Zero.", SRV6),
    FieldSpec::uint("isis.lsp.srv6_locator.algorithm", "Algorithm", 8)
        .codes(ALGORITHMS)
        .doc("How the paths are computed.", SRV6),
    FieldSpec::uint("isis.lsp.srv6_locator.locator_size", "Locator's length", 8)
        .unit("bits")
        .doc("How many bits of the address are the locator's.", SRV6),
];

pub(super) const END: &[FieldSpec] = &[
    FieldSpec::hex("isis.lsp.srv6_end_sid.flags", "Flags", 8).doc("Zero.", SRV6),
    FieldSpec::uint("isis.lsp.srv6_end_sid.endpoint_function", "Behaviour", 16)
        .doc("What the router does with packets for this segment.", SRV6),
    FieldSpec::ipv6("isis.lsp.srv6_end_sid.sid", "Segment")
        .doc("The address of the segment.", SRV6),
    FieldSpec::uint(
        "isis.lsp.srv6_end_sid.subsubclvs_length",
        "Parts' length",
        8,
    )
    .unit("bytes")
    .doc("What else is said of the segment.", SRV6),
];

pub(super) const REPLICATION: &[FieldSpec] = &[
    FieldSpec::uint("isis.lsp.bier_alg", "Algorithm", 8).doc("How the trees are computed.", BIER),
    FieldSpec::uint("isis.lsp.bier_igp_alg", "Routing algorithm", 8)
        .codes(ALGORITHMS)
        .doc("How the paths are computed.", BIER),
    FieldSpec::uint("isis.lsp.bier_subdomain", "Sub-domain", 8)
        .doc("Which of several sets of routers.", BIER),
    FieldSpec::uint("isis.lsp.bier_bfrid", "Router's bit", 16)
        .doc("The router's place in the bit strings.", BIER),
];

crate::fields! {
    NETWORK = FieldSpec::ipv4("isis.lsp.ip_reachability.ipv4_prefix", "Network")
        .doc("A network that the router leads to.", "RFC 1195 §5.3.3");
    ENTRY = FieldSpec::group("", "Network")
        .doc("A network that the router leads to.", WIDE_SECTION);
    PREFIX = FieldSpec::ipv4("isis.lsp.ext_ip_reachability.ipv4_prefix", "Prefix")
        .doc("The network; only the bytes that count are sent.", WIDE_SECTION);
    PREFIX_6 = FieldSpec::ipv6("isis.lsp.ipv6_reachability.ipv6_prefix", "Prefix")
        .doc("The network; only the bytes that count are sent.", IPV6);
    PARTS = FieldSpec::uint("isis.lsp.ext_ip_reachability.subclvs_length", "Parts' length", 8).unit("bytes")
        .doc("What else is said of the network.", WIDE_SECTION);
    PARTS_6 = FieldSpec::uint("isis.lsp.ipv6_reachability.subclvs_length", "Parts' length", 8).unit("bytes")
        .doc("What else is said of the network.", IPV6);
    CODE = FieldSpec::uint("isis.lsp.ext_ip_reachability.code", "Type", 8).codes(TYPES)
        .doc("What the part says.", WIDE_SECTION);
    LENGTH = FieldSpec::uint("isis.lsp.ext_ip_reachability.length", "Length", 8).unit("bytes")
        .doc("The part's value, without type and length.", WIDE_SECTION);
    TAG = FieldSpec::hex("isis.lsp.32_bit_administrative_tag", "Tag", 32)
        .doc("A mark that an administrator gave the network.", "RFC 5130 §3.1");
    TAG_64 = FieldSpec::hex("isis.lsp.64_bit_administrative_tag", "Tag", 64)
        .doc("A mark that an administrator gave the network.", "RFC 5130 §3.2");
    SOURCE = FieldSpec::ipv4("", "Source router")
        .doc("The router that brought the network in.", "RFC 7794 §2.2");
    SOURCE_6 = FieldSpec::ipv6("", "Source router")
        .doc("The router that brought the network in.", "RFC 7794 §2.2");
    LOCATOR_PREFIX = FieldSpec::ipv6("isis.lsp.srv6_locator.locator", "Locator")
        .doc("Addresses of segments of the router begin like this.", SRV6);
    LOCATOR_PARTS = FieldSpec::uint("isis.lsp.srv6_locator.subclvs_length", "Parts' length", 8).unit("bytes")
        .doc("What else is said of the locator.", SRV6);
    LOCATOR_CODE = FieldSpec::uint("isis.lsp.srv6_locator.sub_tlv_type", "Type", 8).codes(TYPES)
        .doc("What the part says.", SRV6);
    LOCATOR_LENGTH = FieldSpec::uint("isis.lsp.srv6_locator.sub_tlv_length", "Length", 8).unit("bytes")
        .doc("The part's value, without type and length.", SRV6);
}

/// Networks with metrics of 6 bits.
pub(super) fn narrow(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        let address = p
            .rest()
            .get(4..8)
            .and_then(|bytes| bytes.first_chunk::<4>());
        let address = Ipv4Addr::from(address.copied().unwrap_or_default());
        p.group_as(&NETWORK, || Value::Ipv4(address), |p| p.rows(NARROW))?;
    }
    Ok(())
}

/// Networks of IPv4 with metrics of 32 bits and parts.
pub(super) fn wide(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ENTRY, |p| {
            let control = p.rows(WIDE)?[4];
            prefix(p, &PREFIX, usize::from(control & 0x3f), 32)?;
            if control & 0x40 == 0 {
                return Ok(());
            }
            let len = p.uint(&PARTS)? as usize;
            p.within(len, "parts' length", |p| {
                parts(p, Some((&CODE, &LENGTH)), part)
            })
        })?;
    }
    Ok(())
}

/// Networks of IPv6.
pub(super) fn wide_6(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ENTRY, |p| {
            let row = p.rows(WIDE_6)?;
            let (control, len) = (row[4], usize::from(row[5]));
            prefix(p, &PREFIX_6, len, 128)?;
            if control & 0x20 == 0 {
                return Ok(());
            }
            let len = p.uint(&PARTS_6)? as usize;
            p.within(len, "parts' length", |p| {
                parts(p, Some((&CODE, &LENGTH)), part)
            })
        })?;
    }
    Ok(())
}

/// Locators of segment routing over IPv6, for one topology.
pub(super) fn locators(p: &mut Peel<'_>) -> Peeled {
    p.rows(TOPOLOGY)?;
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ENTRY, |p| {
            let len = usize::from(p.rows(LOCATOR)?[6]);
            prefix(p, &LOCATOR_PREFIX, len, 128)?;
            let len = p.uint(&LOCATOR_PARTS)? as usize;
            p.within(len, "parts' length", |p| {
                parts(p, Some((&LOCATOR_CODE, &LOCATOR_LENGTH)), part)
            })
        })?;
    }
    Ok(())
}

/// Reads the bytes of a prefix that are sent, of an address of `bits` bits.
fn prefix(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize, bits: usize) -> Peeled {
    let at = p.pos();
    if len > bits {
        let kind = FaultKind::BadLength {
            field: "prefix length",
            says: len as u64,
            limit: bits as u64,
        };
        p.fault(kind, at - 1..at);
        return Err(crate::decode::Stop);
    }
    let sent = p.skip(len.div_ceil(8))?;
    let mut whole = [0; 16];
    whole[..sent.len()].copy_from_slice(sent);
    // Bits behind the prefix do not count.
    if let (Some(last), 1..) = (whole.get_mut(len / 8), len % 8) {
        *last &= !(0xff >> (len % 8));
    }
    let value = match bits {
        32 => Value::Ipv4(Ipv4Addr::new(whole[0], whole[1], whole[2], whole[3])),
        _ => Value::Ipv6(Ipv6Addr::from(whole)),
    };
    p.mark_as(spec, at..at + sent.len(), value);
    Ok(())
}

fn part(p: &mut Peel<'_>, kind: u8, len: usize) -> Peeled {
    match (kind, len) {
        (1, _) => super::common::all(p, &TAG, 4),
        (2, _) => super::common::all(p, &TAG_64, 8),
        (3, 5..) => {
            p.rows(SEGMENT)?;
            segment(p)
        }
        (4, 1..) => p.rows(ATTRIBUTES).map(drop),
        (5, 20..) => p.rows(END).map(drop),
        (11, 4) => p.field(&SOURCE, 4).map(drop),
        (12, 16) => p.field(&SOURCE_6, 16).map(drop),
        (32, 5..) => p.rows(REPLICATION).map(drop),
        _ => Ok(()),
    }
}
