//! The options of neighbour discovery messages (RFC 4861 §4.6).

use std::net::Ipv6Addr;

use super::DATA;
use crate::decode::{Next, Peel, Peeled, Stop};
use crate::model::{Codes, FaultKind, FieldSpec, Value};
use crate::proto::network::ipv6;

const NAMES: Codes = &[
    (1, "source link-layer address"),
    (2, "target link-layer address"),
    (3, "prefix"),
    (4, "redirected packet"),
    (5, "MTU"),
    (7, "advertisement interval"),
    (8, "home agent"),
    (9, "source addresses"),
    (10, "target addresses"),
    (11, "cryptographic address"),
    (12, "RSA signature"),
    (13, "timestamp"),
    (14, "nonce"),
    (24, "route"),
    (25, "DNS servers"),
    (26, "more flags"),
    (31, "DNS search list"),
    (33, "address registration"),
    (34, "6LoWPAN context"),
    (35, "authoritative border router"),
    (36, "6LoWPAN capabilities"),
    (37, "captive portal"),
    (38, "NAT64 prefix"),
];

pub(super) const PREFIX: &[FieldSpec] = &[
    FieldSpec::uint("icmpv6.opt.prefix.length", "Prefix length", 8)
        .unit("bits")
        .doc(
            "How many leading bits belong to the prefix.",
            "RFC 4861 §4.6.2",
        ),
    FieldSpec::hex("icmpv6.opt.prefix.flag", "Flags", 8)
        .parts_follow()
        .doc("What the prefix may be used for.", "RFC 4861 §4.6.2"),
    FieldSpec::flag("icmpv6.opt.prefix.flag.l", "On link")
        .part()
        .doc(
            "Set: addresses with this prefix are neighbours.",
            "RFC 4861 §4.6.2",
        ),
    FieldSpec::flag("icmpv6.opt.prefix.flag.a", "Autonomous")
        .part()
        .doc(
            "Set: hosts may make themselves an address with this prefix.",
            "RFC 4862 §5.5.3",
        ),
    FieldSpec::flag("icmpv6.opt.prefix.flag.r", "Router address")
        .part()
        .doc(
            "Set: the prefix field holds the router's whole address.",
            "RFC 6275 §7.2",
        ),
    FieldSpec::uint("icmpv6.opt.prefix.flag.reserved", "Reserved", 5)
        .part()
        .doc("Zero.", "RFC 4861 §4.6.2"),
    FieldSpec::uint("icmpv6.opt.prefix.valid_lifetime", "Valid for", 32)
        .unit("s")
        .doc(
            "How long addresses with this prefix are valid; all bits set means for ever.",
            "RFC 4861 §4.6.2",
        ),
    FieldSpec::uint("icmpv6.opt.prefix.preferred_lifetime", "Preferred for", 32)
        .unit("s")
        .doc(
            "How long new connections should use such addresses.",
            "RFC 4861 §4.6.2",
        ),
    FieldSpec::bytes("icmpv6.opt.reserved", "Reserved")
        .wide(4)
        .doc("Zero.", "RFC 4861 §4.6.2"),
    FieldSpec::ipv6("icmpv6.opt.prefix", "Prefix").doc(
        "The prefix; the bits behind its length are zero.",
        "RFC 4861 §4.6.2",
    ),
];

pub(super) const ROUTE: &[FieldSpec] = &[
    FieldSpec::uint("icmpv6.opt.prefix.length", "Prefix length", 8)
        .unit("bits")
        .doc(
            "How many leading bits belong to the prefix.",
            "RFC 4191 §2.3",
        ),
    FieldSpec::hex("icmpv6.opt.route_info.flag", "Flags", 8)
        .parts_follow()
        .doc("How good the route is.", "RFC 4191 §2.3"),
    FieldSpec::gap(3).part(),
    FieldSpec::uint(
        "icmpv6.opt.route_info.flag.route_preference",
        "Preference",
        2,
    )
    .part()
    .codes(&[(0, "medium"), (1, "high"), (2, "reserved"), (3, "low")])
    .doc(
        "Which of several routers hosts should prefer for this prefix.",
        "RFC 4191 §2.3",
    ),
    FieldSpec::uint("icmpv6.opt.route_info.flag.reserved", "Reserved", 3)
        .part()
        .doc("Zero.", "RFC 4191 §2.3"),
    FieldSpec::uint("icmpv6.opt.route_lifetime", "Lifetime", 32)
        .unit("s")
        .doc(
            "How long the route is valid; all bits set means for ever.",
            "RFC 4191 §2.3",
        ),
];

pub(super) const NAT64: &[FieldSpec] = &[
    FieldSpec::uint("icmpv6.opt.pref64.scaled_lifetime", "Lifetime", 13)
        .unit("× 8 s")
        .doc(
            "How long the prefix may be used, in units of 8 seconds.",
            "RFC 8781 §4",
        ),
    FieldSpec::hex("icmpv6.opt.pref64.plc", "Prefix length", 3)
        .codes(&[
            (0, "96 bits"),
            (1, "64 bits"),
            (2, "56 bits"),
            (3, "48 bits"),
            (4, "40 bits"),
            (5, "32 bits"),
        ])
        .doc("How many leading bits belong to the prefix.", "RFC 8781 §4"),
];

crate::fields! {
    OPTION = FieldSpec::group("icmpv6.opt", "Option")
        .doc("More about the message, as type, length and value.", "RFC 4861 §4.6");
    TYPE = FieldSpec::uint("icmpv6.opt.type", "Type", 8).codes(NAMES)
        .doc("Which option this is.", "RFC 4861 §4.6");
    LENGTH = FieldSpec::uint("icmpv6.opt.length", "Length", 8).unit("× 8 bytes")
        .doc("The option's length in units of 8 bytes, type and length included.", "RFC 4861 §4.6");
    RESERVED = FieldSpec::bytes("icmpv6.opt.reserved", "Reserved")
        .doc("Zero.", "RFC 4861 §4.6");
    MAC = FieldSpec::mac("icmpv6.opt.linkaddr", "Link-layer address")
        .doc("The link-layer address that goes with the IPv6 address.", "RFC 4861 §4.6.1");
    LINK_ADDRESS = FieldSpec::bytes("icmpv6.opt.linkaddr", "Link-layer address")
        .doc("The link-layer address that goes with the IPv6 address.", "RFC 4861 §4.6.1");
    ROUTE_PREFIX = FieldSpec::ipv6("icmpv6.opt.prefix", "Prefix")
        .doc("Where the route leads; bytes that would be zero may be left out.", "RFC 4191 §2.3");
    REDIRECTED = FieldSpec::group("icmpv6.opt.redirected_packet", "Redirected packet")
        .doc("As much as fits of the packet that went the longer way.", "RFC 4861 §4.6.3");
    MTU = FieldSpec::uint("icmpv6.opt.mtu", "MTU", 32).unit("bytes")
        .doc("The largest packet that every host on the link can receive.", "RFC 4861 §4.6.4");
    INTERVAL = FieldSpec::uint("icmpv6.opt.advertisement_interval", "Advertisement interval", 32).unit("ms")
        .doc("The longest time between two such messages of the router.", "RFC 6275 §7.3");
    AGENT_PREFERENCE = FieldSpec::uint("icmpv6.opt.home_agent_preference", "Home agent's preference", 16)
        .doc("Higher is preferred.", "RFC 6275 §7.4");
    AGENT_LIFETIME = FieldSpec::uint("icmpv6.opt.home_agent_lifetime", "Home agent's lifetime", 16).unit("s")
        .doc("How long the router is a home agent.", "RFC 6275 §7.4");
    TIME = FieldSpec::computed("icmpv6.opt.timestamp", "Time")
        .doc("When the message was sent, in seconds since 1970: keeps old messages from being used again.", "RFC 3971 §5.3.1");
    NONCE = FieldSpec::bytes("icmpv6.opt.nonce", "Nonce")
        .doc("A random number that the answer repeats, or by which a sender knows its own question.", "RFC 3971 §5.3.2; RFC 7527 §4");
    SERVER_LIFETIME = FieldSpec::uint("icmpv6.opt.rdnss.lifetime", "Lifetime", 32).unit("s")
        .doc("How long the servers may be asked; all bits set means for ever.", "RFC 8106 §5.1");
    SERVER = FieldSpec::ipv6("icmpv6.opt.rdnss", "DNS server")
        .doc("A server that resolves names for the hosts on the link.", "RFC 8106 §5.1");
    SEARCH_LIFETIME = FieldSpec::uint("icmpv6.opt.dnssl.lifetime", "Lifetime", 32).unit("s")
        .doc("How long the list may be used; all bits set means for ever.", "RFC 8106 §5.2");
    SEARCH = FieldSpec::computed("icmpv6.opt.dnssl", "Search domain")
        .doc("Appended to names that are not complete.", "RFC 8106 §5.2");
    PADDING = FieldSpec::bytes("icmpv6.opt.padding", "Padding")
        .doc("Zeros up to a whole number of 8 bytes.", "RFC 8106 §5.2");
    MORE_FLAGS = FieldSpec::hex("icmpv6.opt.efo", "More flags", 16)
        .doc("Bits of a router advertisement for which its own byte has no room; none is assigned.", "RFC 5175 §4");
    STATUS = FieldSpec::uint("icmpv6.opt.aro.status", "Status", 8)
        .codes(&[(0, "registered"), (1, "duplicate address"), (2, "table full")])
        .doc("Whether the address is registered.", "RFC 6775 §4.1");
    REGISTRATION = FieldSpec::uint("icmpv6.opt.aro.registration_lifetime", "Lifetime", 16).unit("min")
        .doc("How long the registration is to be kept.", "RFC 6775 §4.1");
    OWNER = FieldSpec::bytes("icmpv6.opt.aro.eui64", "Owner")
        .doc("The hardware address of who registers.", "RFC 6775 §4.1");
    PORTAL = FieldSpec::text("icmpv6.opt.captive_portal", "Captive portal")
        .doc("Where the user has to agree to something before the network opens.", "RFC 8910 §2.3");
    NAT64_PREFIX = FieldSpec::ipv6("icmpv6.opt.pref64.prefix", "Prefix")
        .doc("IPv4 addresses behind this prefix are translated; the last 4 bytes are left out.", "RFC 8781 §4");
    ODD = FieldSpec::bytes("icmpv6.unknown_data", "More data")
        .doc("Bytes of the option beyond what its specification describes.", "RFC 4861 §4.6");
}

/// Reads options from the cursor to the end of the message. A quoted packet among them is handed
/// over; what follows it belongs to the message's trailer.
///
/// # Errors
/// [`Stop`] if an option is not all there.
pub(super) fn read(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() {
        p.group(&OPTION, option)?;
    }
    p.ends_at(p.bytes().len());
    Ok(())
}

fn option(p: &mut Peel<'_>) -> Peeled {
    let start = p.pos();
    let kind = p.uint(&TYPE)?;
    let len = p.uint(&LENGTH)? as usize * 8;
    if len == 0 {
        let (field, says) = ("option length", 0);
        p.fault(
            FaultKind::BadLength {
                field,
                says,
                limit: 1,
            },
            start + 1..start + 2,
        );
        return Err(Stop);
    }
    p.within(len - 2, "option length", |p| {
        body(p, kind)?;
        let rest = p.rest().len();
        if rest > 0 {
            p.field(&ODD, rest)?;
        }
        Ok(())
    })
}

fn body(p: &mut Peel<'_>, kind: u64) -> Peeled {
    let len = p.rest().len();
    match kind {
        1 | 2 if len == 6 => p.field(&MAC, len).map(drop),
        1 | 2 => p.field(&LINK_ADDRESS, len).map(drop),
        3 => p.rows(PREFIX).map(drop),
        4 => redirected(p),
        5 | 7 => {
            p.field(&RESERVED, 2)?;
            p.uint(if kind == 5 { &MTU } else { &INTERVAL }).map(drop)
        }
        8 => {
            p.field(&RESERVED, 2)?;
            p.uint(&AGENT_PREFERENCE)?;
            p.uint(&AGENT_LIFETIME).map(drop)
        }
        13 => timestamp(p),
        14 => p.field(&NONCE, len).map(drop),
        24 => {
            p.rows(ROUTE)?;
            address_start(p, &ROUTE_PREFIX)
        }
        25 => servers(p),
        26 => {
            p.uint(&MORE_FLAGS)?;
            p.field(&RESERVED, 4).map(drop)
        }
        31 => search_list(p),
        33 => {
            p.uint(&STATUS)?;
            p.field(&RESERVED, 3)?;
            p.uint(&REGISTRATION)?;
            p.field(&OWNER, 8).map(drop)
        }
        37 => p.field(&PORTAL, len).map(drop),
        38 => {
            p.rows(NAT64)?;
            address_start(p, &NAT64_PREFIX)
        }
        _ => p.field(&DATA, len).map(drop),
    }
}

fn redirected(p: &mut Peel<'_>) -> Peeled {
    p.field(&RESERVED, 6)?;
    let packet = p.pos()..p.bytes().len();
    p.mark(&REDIRECTED, packet.clone());
    p.quote(Next::Protocol(&ipv6::PROTOCOL), packet.clone());
    p.seek(packet.end);
    Ok(())
}

/// The start of an address; the bytes left out are zero.
fn address_start(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let len = p.rest().len().min(16);
    let at = p.pos()..p.pos() + len;
    let mut octets = [0; 16];
    octets[..len].copy_from_slice(p.skip(len)?);
    if len > 0 {
        p.mark_as(spec, at, Value::Ipv6(Ipv6Addr::from(octets)));
    }
    Ok(())
}

fn servers(p: &mut Peel<'_>) -> Peeled {
    p.field(&RESERVED, 2)?;
    p.uint(&SERVER_LIFETIME)?;
    while p.rest().len() >= 16 {
        p.field(&SERVER, 16)?;
    }
    Ok(())
}

/// 48 bits of seconds and 16 of their fraction.
fn timestamp(p: &mut Peel<'_>) -> Peeled {
    p.field(&RESERVED, 6)?;
    let at = p.pos()..p.pos() + 8;
    let ticks = p
        .skip(8)?
        .iter()
        .fold(0u64, |ticks, byte| ticks << 8 | u64::from(*byte));
    let nanos = (ticks & 0xffff) * 1_000_000_000 / 0x1_0000;
    p.mark_made(&TIME, at, || format!("{}.{nanos:09}", ticks >> 16));
    Ok(())
}

/// Names as labels, each ended by an empty one; an empty name is padding.
fn search_list(p: &mut Peel<'_>) -> Peeled {
    p.field(&RESERVED, 2)?;
    p.uint(&SEARCH_LIFETIME)?;
    while p.rest().first().is_some_and(|len| *len > 0) {
        let start = p.pos();
        let mut name = String::new();
        loop {
            let len = usize::from(p.skip(1)?[0]);
            if len == 0 {
                break;
            }
            let label = p.skip(len)?;
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(&String::from_utf8_lossy(label));
        }
        p.mark_made(&SEARCH, start..p.pos(), || name);
    }
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&PADDING, len).map(drop),
    }
}
