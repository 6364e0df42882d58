//! Addresses with their family in front, and canonical addresses (RFC 8060), which hold others.

use super::places::{self as place, Place};
use super::{
    CANONICAL, CANONICAL_HEAD, CANONICAL_REST, COPY, DESTINATION_PART, GROUP_PART, GROUP_SOURCE,
    HOP, KEY, LIST_ITEM, NAMED, NAT_ROUTER, SOURCE_PART, VALUE,
};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FaultKind, FieldSpec, bytes_of};

/// How deep canonical addresses may be nested.
const MAX_DEPTH: u8 = 4;

/// Address families (IANA's list).
pub(in crate::proto) const FAMILIES: Codes = &[
    (0, "none"),
    (1, "IPv4"),
    (2, "IPv6"),
    (6, "MAC address"),
    (17, "name"),
    (16387, "canonical address"),
    (16389, "MAC address"),
];

const NONE: u16 = 0;
const IPV4: u16 = 1;
const IPV6: u16 = 2;
const MAC: u16 = 6;
const NAME: u16 = 17;
const LCAF: u16 = 16387;
const MAC_48: u16 = 16389;

pub(super) const HEAD: &[FieldSpec] = &[
    FieldSpec::hex("lisp.lcaf.res1", "Reserved", 8).doc("Zero.", "RFC 8060 §3"),
    FieldSpec::hex("lisp.lcaf.flags", "Flags", 8).doc("By the kind.", "RFC 8060 §3"),
    FieldSpec::uint("lisp.lcaf.type", "Kind", 8)
        .codes(&[
            (0, "nothing"),
            (1, "list of addresses"),
            (2, "instance"),
            (3, "autonomous system"),
            (4, "application"),
            (5, "place on earth"),
            (6, "opaque key"),
            (7, "address translation"),
            (8, "nonce"),
            (9, "multicast group"),
            (10, "explicit path"),
            (11, "security key"),
            (12, "source and destination"),
            (13, "copies"),
            (14, "data model"),
            (15, "key and value"),
            (255, "vendor's own"),
        ])
        .doc("What the address has to it.", "RFC 8060 §3"),
    FieldSpec::hex("lisp.lcaf.res2", "By the kind", 8).doc(
        "Reserved, or a mask length: of the instance.",
        "RFC 8060 §3",
    ),
    FieldSpec::uint("lisp.lcaf.length", "Length", 16)
        .unit("bytes")
        .doc("What follows.", "RFC 8060 §3"),
];

const HEAD_LEN: usize = bytes_of(HEAD);

/// Reads family and address.
pub(in crate::proto) fn address(p: &mut Peel<'_>, place: &'static Place) -> Peeled {
    nested(p, place, 0)
}

fn nested(p: &mut Peel<'_>, place: &'static Place, depth: u8) -> Peeled {
    let family = p.rows(place.family)?;
    let family = u16::from_be_bytes([family[0], family[1]]);
    of_family(p, family, place, depth)
}

/// Reads an address of a family that stands elsewhere.
pub(in crate::proto) fn of_family(
    p: &mut Peel<'_>,
    family: u16,
    place: &'static Place,
    depth: u8,
) -> Peeled {
    match family {
        NONE => Ok(()),
        IPV4 => p.rows(place.ipv4).map(drop),
        IPV6 => p.rows(place.ipv6).map(drop),
        MAC | MAC_48 => p.rows(place.mac).map(drop),
        NAME => {
            let end = p.rest().iter().position(|byte| *byte == 0);
            let len = end.map_or(p.rest().len(), |end| end + 1);
            p.field(&NAMED, len).map(drop)
        }
        LCAF if depth < MAX_DEPTH => p.group(&CANONICAL, |p| canonical(p, depth)),
        _ => {
            let bad = "the address is of no known family, and so its length is not known";
            p.fault(FaultKind::Malformed(bad), p.pos()..p.pos());
            Err(Stop)
        }
    }
}

fn canonical(p: &mut Peel<'_>, depth: u8) -> Peeled {
    let at = p.pos();
    let head = p.field(&CANONICAL_HEAD, HEAD_LEN)?;
    p.bits(HEAD, at);
    let (kind, len) = (head[2], u16::from_be_bytes([head[4], head[5]]));
    p.within(len.into(), "length of the canonical address", |p| {
        inside(p, kind, depth + 1)?;
        match p.rest().len() {
            0 => Ok(()),
            rest => p.group(&CANONICAL_REST, |p| p.skip(rest)).map(drop),
        }
    })
}

fn inside(p: &mut Peel<'_>, kind: u8, depth: u8) -> Peeled {
    match kind {
        1 => each(p, &LIST_ITEM, |p| nested(p, &place::LIST, depth)),
        2 => {
            p.rows(place::INSTANCE_ID)?;
            nested(p, &place::INSTANCE, depth)
        }
        3 => {
            p.rows(place::SYSTEM_NUMBER)?;
            nested(p, &place::SYSTEM, depth)
        }
        7 => {
            p.rows(place::NAT_PORTS)?;
            each(p, &NAT_ROUTER, |p| nested(p, &place::NAT, depth))
        }
        8 => {
            p.rows(place::NONCE_HEAD)?;
            nested(p, &place::NONCE, depth)
        }
        9 => {
            p.rows(place::GROUP_HEAD)?;
            p.group(&GROUP_SOURCE, |p| nested(p, &place::GROUP_SOURCE, depth))?;
            p.group(&GROUP_PART, |p| nested(p, &place::GROUP, depth))
        }
        10 => each(p, &HOP, |p| {
            p.rows(place::HOP_FLAGS)?;
            nested(p, &place::HOP, depth)
        }),
        12 => {
            p.rows(place::BOTH_HEAD)?;
            p.group(&SOURCE_PART, |p| nested(p, &place::SOURCE, depth))?;
            p.group(&DESTINATION_PART, |p| nested(p, &place::DESTINATION, depth))
        }
        13 => each(p, &COPY, |p| {
            p.rows(place::COPY_HEAD)?;
            nested(p, &place::COPY, depth)
        }),
        15 => {
            p.group(&KEY, |p| nested(p, &place::KEY, depth))?;
            p.group(&VALUE, |p| nested(p, &place::VALUE, depth))
        }
        _ => Ok(()),
    }
}

/// Reads structures up to the end of the bytes.
fn each(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    mut part: impl FnMut(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(spec, &mut part)?;
    }
    Ok(())
}
