//! UPDATE: routes that are gone, and new ones with what is to be known of them (RFC 4271 §4.3).

use super::families::{self, IPV4, UNICAST};
use super::prefix::{self, Specs};
use super::{attributes, bit, capabilities};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};

const SECTION: &str = "RFC 4271 §4.3";

/// How deep attributes may stand in attributes.
const MAX_NESTING: u8 = 4;

/// An attribute's flags.
pub(super) const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("bgp.update.path_attribute.flags", "Flags", 8)
        .parts_follow()
        .doc(
            "Who has to understand the attribute, and who passes it on.",
            SECTION,
        ),
    bit(
        "bgp.update.path_attribute.flags.optional",
        "Optional",
        "Not set: everyone has to understand it.",
        SECTION,
    ),
    bit(
        "bgp.update.path_attribute.flags.transitive",
        "Transitive",
        "Set: who does not understand it passes it on.",
        SECTION,
    ),
    bit(
        "bgp.update.path_attribute.flags.partial",
        "Partial",
        "Set: someone on the way did not understand it.",
        SECTION,
    ),
    bit(
        "bgp.update.path_attribute.flags.extended_length",
        "Long",
        "Set: the length has two bytes.",
        SECTION,
    ),
    FieldSpec::hex("bgp.update.path_attribute.flags.unused", "Unused", 4)
        .part()
        .doc("Zero.", SECTION),
];

const LONG: u8 = 0x10;

const TYPES: Codes = &[
    (1, "origin"),
    (2, "AS path"),
    (3, "next hop"),
    (4, "multiple exit discriminator"),
    (5, "local preference"),
    (6, "atomic aggregate"),
    (7, "aggregator"),
    (8, "communities"),
    (9, "originator"),
    (10, "cluster list"),
    (14, "reachable"),
    (15, "unreachable"),
    (16, "extended communities"),
    (17, "AS path, 4 bytes"),
    (18, "aggregator, 4 bytes"),
    (19, "for one family"),
    (22, "provider multicast tunnel"),
    (23, "tunnel encapsulation"),
    (24, "traffic engineering"),
    (25, "extended communities, IPv6"),
    (26, "accumulated metric"),
    (27, "distinguisher labels"),
    (29, "link state"),
    (32, "large communities"),
    (33, "BGPsec path"),
    (35, "only to customer"),
    (36, "domain path"),
    (40, "prefix segment"),
    (99, "link state (unofficial)"),
    (128, "attribute set"),
];

crate::fields! {
    WITHDRAWN_LEN = FieldSpec::uint("bgp.update.withdrawn_routes.length", "Withdrawn length", 16).unit("bytes")
        .doc("All withdrawn routes together.", SECTION);
    WITHDRAWN = FieldSpec::group("bgp.update.withdrawn_routes", "Withdrawn routes")
        .doc("Networks that can no longer be reached this way.", SECTION);
    WITHDRAWN_PREFIX = FieldSpec::ipv4("bgp.withdrawn_prefix", "Withdrawn network")
        .doc("A network that can no longer be reached this way.", SECTION);
    ATTRIBUTES_LEN = FieldSpec::uint("bgp.update.path_attributes.length", "Attributes length", 16).unit("bytes")
        .doc("All attributes together.", SECTION);
    /// Attributes, of a message or of a set.
    pub(super) ATTRIBUTES = FieldSpec::group("bgp.update.path_attributes", "Attributes")
        .doc("What is to be known of the routes: all of one message share it.", SECTION);
    ATTRIBUTE = FieldSpec::group("bgp.update.path_attribute", "Attribute")
        .doc("One thing that is to be known of the routes.", SECTION);
    TYPE = FieldSpec::uint("bgp.update.path_attribute.type_code", "Type", 8).codes(TYPES)
        .doc("What the attribute tells.", SECTION);
    LENGTH = FieldSpec::uint("bgp.update.path_attribute.length", "Length", 8).unit("bytes")
        .doc("Length of the attribute's value.", SECTION);
    LONG_LENGTH = FieldSpec::uint("bgp.update.path_attribute.length", "Length", 16).unit("bytes")
        .doc("Length of the attribute's value.", SECTION);
    ROUTES = FieldSpec::group("bgp.update.nlri", "Routes")
        .doc("Networks of IPv4 that can be reached this way.", SECTION);
    ROUTE = FieldSpec::ipv4("bgp.nlri_prefix", "Network")
        .doc("A network that can be reached this way.", SECTION);
}

/// What is known of the message while its attributes are read.
#[derive(Clone, Copy, Default)]
pub(super) struct Known {
    /// True if labels are numbers of virtual networks: it carries a community that says so.
    pub virtual_networks: bool,
    /// Family and use of routes that are new, and of routes that are gone.
    pub new: Option<(u16, u8)>,
    pub gone: Option<(u16, u8)>,
    /// In how many sets of attributes this one stands.
    pub nesting: u8,
}

/// Reads the message.
pub(super) fn update(p: &mut Peel<'_>) -> Peeled {
    let withdrawn = p.uint(&WITHDRAWN_LEN)? as usize;
    let (mut new, mut gone, mut known) = (0, 0, Known::default());
    if withdrawn > 0 {
        p.group(&WITHDRAWN, |p| {
            p.within(withdrawn, "withdrawn routes length", |p| {
                prefixes(p, &WITHDRAWN_PREFIX, &mut gone)
            })
        })?;
    }
    let len = p.uint(&ATTRIBUTES_LEN)? as usize;
    if len > 0 {
        p.group(&ATTRIBUTES, |p| {
            p.within(len, "attributes length", |p| {
                known = survey(p.rest());
                attributes(p, 0)
            })
        })?;
    }
    if !p.rest().is_empty() {
        p.group(&ROUTES, |p| {
            let result = prefixes(p, &ROUTE, &mut new);
            // All that is left of the message belongs to the list.
            p.seek(p.bytes().len());
            result
        })?;
    }
    summarise(p, known, new, gone);
    Ok(())
}

/// Reads prefixes until the bytes end, and counts them.
fn prefixes(p: &mut Peel<'_>, spec: &'static FieldSpec, count: &mut usize) -> Peeled {
    let specs = Specs {
        ipv4: spec,
        ipv6: spec,
    };
    let agreed = capabilities::has_path_numbers(p, IPV4, UNICAST);
    let has_path = agreed.unwrap_or_else(|| prefix::must_have_paths(p.rest(), 32));
    while !p.rest().is_empty() && !p.is_full() {
        prefix::numbered(p, IPV4, has_path, specs)?;
        *count += 1;
    }
    Ok(())
}

/// Reads attributes until the bytes end.
pub(super) fn attributes(p: &mut Peel<'_>, nesting: u8) -> Peeled {
    if nesting > MAX_NESTING {
        return Ok(());
    }
    let mut known = Known {
        nesting,
        ..survey(p.rest())
    };
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ATTRIBUTE, |p| {
            let flags = p.rows(FLAGS)?[0];
            let kind = p.uint(&TYPE)? as u8;
            let length = if flags & LONG != 0 {
                &LONG_LENGTH
            } else {
                &LENGTH
            };
            let len = p.uint(length)? as usize;
            p.within(len, "attribute length", |p| {
                attributes::value(p, kind, len, &mut known)
            })
        })?;
    }
    Ok(())
}

/// What attributes say that others among them, which may stand before them, are read by.
fn survey(mut bytes: &[u8]) -> Known {
    let mut known = Known::default();
    while let [flags, kind, rest @ ..] = bytes {
        let (len, rest) = match rest {
            [high, low, rest @ ..] if flags & LONG != 0 => {
                (u16::from_be_bytes([*high, *low]), rest)
            }
            [len, rest @ ..] if flags & LONG == 0 => (u16::from(*len), rest),
            _ => break,
        };
        let Some((value, rest)) = rest.split_at_checked(len.into()) else {
            break;
        };
        match *kind {
            attributes::EXTENDED => known.virtual_networks |= super::extended::says_vxlan(value),
            attributes::REACHABLE => known.new = family(value),
            attributes::UNREACHABLE => known.gone = family(value),
            _ => {}
        }
        bytes = rest;
    }
    known
}

/// The family that an attribute's routes are of.
fn family(value: &[u8]) -> Option<(u16, u8)> {
    let [high, low, safi] = *value.first_chunk::<3>()?;
    Some((u16::from_be_bytes([high, low]), safi))
}

/// One line of what is new and what is gone.
fn summarise(p: &mut Peel<'_>, known: Known, new: usize, gone: usize) {
    let mut parts = Vec::new();
    if new > 0 {
        parts.push(format!("{new} new"));
    }
    if gone > 0 {
        parts.push(format!("{gone} gone"));
    }
    let families = [(known.new, "new"), (known.gone, "gone")];
    for ((afi, safi), what) in families
        .into_iter()
        .filter_map(|(family, what)| Some((family?, what)))
    {
        parts.push(format!("{} {what}", families::name(afi, safi)));
    }
    if parts.is_empty() {
        // No route at all says that all have been told (RFC 4724 §2).
        parts.push("no routes".into());
    }
    p.summary(format_args!("update: {}", parts.join(", ")));
}
