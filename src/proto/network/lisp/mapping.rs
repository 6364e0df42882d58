//! Mappings: which routers lead to a range of addresses (RFC 9301 §5.4).

use super::places as place;
use super::{LOCATOR, LOCATOR_ADDRESS, MAPPING, address};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};

const SECTION: &str = "RFC 9301 §5.4";

const TTL: FieldSpec = FieldSpec::uint("lisp.mapping.ttl", "Time to live", 32)
    .unit("minutes")
    .doc("How long the mapping is valid.", SECTION);
const COUNT: FieldSpec =
    FieldSpec::uint("lisp.mapping.loccnt", "Locators", 8).doc("How many follow.", SECTION);
const MASK: FieldSpec = FieldSpec::uint("lisp.mapping.eid.masklen", "Prefix length", 8)
    .unit("bits")
    .doc("How many leading bits of the address count.", SECTION);
const ACTION: FieldSpec = FieldSpec::uint("lisp.mapping.act", "Action", 3).doc(
    "What to do with packets if there is no locator; in referrals, what the node knows.",
    SECTION,
);
const AUTHORITATIVE: FieldSpec = FieldSpec::flag("lisp.mapping.auth", "Authoritative")
    .doc("Set: the site itself says so.", SECTION);
const RESERVED: FieldSpec =
    FieldSpec::hex("lisp.mapping.res1", "Reserved", 11).doc("Zero.", SECTION);
const VERSION: FieldSpec = FieldSpec::uint("lisp.mapping.ver", "Version", 12)
    .doc("Of the mapping; 0: not counted.", "RFC 9302 §6.1");

pub(super) const MAPPING_HEAD: &[FieldSpec] = &[
    TTL,
    COUNT,
    MASK,
    ACTION,
    AUTHORITATIVE,
    FieldSpec::gap(1),
    RESERVED,
    FieldSpec::hex("lisp.mapping.res2", "Reserved", 4).doc("Zero.", SECTION),
    VERSION,
];

pub(super) const REFERRAL_HEAD: &[FieldSpec] = &[
    TTL,
    COUNT,
    MASK,
    ACTION,
    AUTHORITATIVE,
    FieldSpec::flag("lisp.referral.incomplete", "Incomplete")
        .doc("Set: not all nodes are listed.", "RFC 8111 §6.4"),
    RESERVED,
    FieldSpec::uint("lisp.referral.sigcnt", "Signatures", 4)
        .doc("How many signatures follow the locators.", "RFC 8111 §6.4"),
    VERSION,
];

pub(super) const LOCATOR_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("lisp.loc.priority", "Priority", 8)
        .doc("The lowest is used; 255: not to be used.", SECTION),
    FieldSpec::uint("lisp.loc.weight", "Weight", 8).doc(
        "How traffic is shared among those of one priority.",
        SECTION,
    ),
    FieldSpec::uint("lisp.loc.multicast_priority", "Multicast priority", 8)
        .doc("The same for multicast.", SECTION),
    FieldSpec::uint("lisp.loc.multicast_weight", "Multicast weight", 8)
        .doc("The same for multicast.", SECTION),
    FieldSpec::hex("lisp.loc.flags", "Flags", 16)
        .parts_follow()
        .doc("What is known of the router.", SECTION),
    FieldSpec::hex("lisp.loc.flags.res", "Reserved", 13)
        .part()
        .doc("Zero.", SECTION),
    FieldSpec::flag("lisp.loc.flags.local", "Local")
        .part()
        .doc("Set: the sender's own address.", SECTION),
    FieldSpec::flag("lisp.loc.flags.probe", "Probed")
        .part()
        .doc("Set: the one that was probed.", SECTION),
    FieldSpec::flag("lisp.loc.flags.reach", "Reachable")
        .part()
        .doc("Set: the sender can reach it.", SECTION),
    place::family("lisp.loc.afi"),
];

/// Reads this many mappings.
pub(super) fn mappings(p: &mut Peel<'_>, count: u8, is_referral: bool) -> Peeled {
    for _ in 0..count {
        mapping(p, is_referral)?;
    }
    Ok(())
}

/// Reads a mapping and its locators.
pub(in crate::proto) fn mapping(p: &mut Peel<'_>, is_referral: bool) -> Peeled {
    let locators = p.group(&MAPPING, |p| {
        let head = if is_referral {
            REFERRAL_HEAD
        } else {
            MAPPING_HEAD
        };
        let locators = p.rows(head)?[4];
        address::address(p, &place::MAPPED)?;
        Ok(locators)
    })?;
    for _ in 0..locators {
        p.group(&LOCATOR, locator)?;
    }
    Ok(())
}

fn locator(p: &mut Peel<'_>) -> Peeled {
    let head = p.rows(LOCATOR_HEAD)?;
    let family = u16::from_be_bytes([head[6], head[7]]);
    let at = p.pos();
    match family {
        1 => {
            let octets = p.skip(4)?;
            let address = [octets[0], octets[1], octets[2], octets[3]];
            p.mark_as(&LOCATOR_ADDRESS, at..at + 4, Value::Ipv4(address.into()));
        }
        2 => {
            let mut octets = [0; 16];
            octets.copy_from_slice(p.skip(16)?);
            p.mark_as(&LOCATOR_ADDRESS, at..at + 16, Value::Ipv6(octets.into()));
        }
        _ => return address::of_family(p, family, &place::LIST, 0),
    }
    Ok(())
}
