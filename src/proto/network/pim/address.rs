//! Addresses as PIM encodes them: with their family, and groups and sources with flags and a mask
//! (RFC 7761 §4.9.1).

use super::{ATTRIBUTE, ATTRIBUTE_VALUE};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec, Value, bytes_of};

const SECTION: &str = "RFC 7761 §4.9.1";

const IPV4: u8 = 1;
const IPV6: u8 = 2;
const NATIVE: u8 = 0;
const WITH_ATTRIBUTES: u8 = 1;
const LAST_ATTRIBUTE: u8 = 0x40;

pub(super) const fn ipv4(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::ipv4(name, label).doc(doc, SECTION)
}

pub(super) const fn ipv6(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::ipv6(name, label).doc(doc, SECTION)
}

pub(super) const ENCODING: &[FieldSpec] = &[
    FieldSpec::uint("pim.addr_address_family", "Address family", 8)
        .codes(&[(1, "IPv4"), (2, "IPv6")])
        .doc("What kind of address follows.", SECTION),
    FieldSpec::uint("pim.addr_encoding_type", "Encoding", 8)
        .codes(&[(0, "native"), (1, "native with join attributes")])
        .doc("How the address is written: as it is.", SECTION),
];

/// The same where Wireshark looks at neither of them.
pub(super) const PLAIN_ENCODING: &[FieldSpec] = &[
    FieldSpec::uint("", "Address family", 8)
        .codes(&[(1, "IPv4"), (2, "IPv6")])
        .doc("What kind of address follows.", SECTION),
    FieldSpec::uint("", "Encoding", 8).doc("How the address is written: as it is.", SECTION),
];

const fn bit(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const MASK: FieldSpec = FieldSpec::uint("pim.mask_len", "Mask length", 8)
    .unit("bits")
    .doc("How many leading bits of the address count.", SECTION);

pub(super) const GROUP_HEAD: &[FieldSpec] = &[
    FieldSpec::hex("pim.group_addr.flags", "Flags", 8)
        .parts_follow()
        .doc("What kind of group it is.", SECTION),
    bit(
        "pim.group_addr.flags.b",
        "Bidirectional",
        "Set: the group's packets travel up and down the same tree.",
    ),
    FieldSpec::hex("pim.group_addr.flags.reserved", "Reserved", 6)
        .part()
        .doc("Zero.", SECTION),
    bit(
        "pim.group_addr.flags.z",
        "Scope zone",
        "Set: the range is one that does not leave its zone.",
    ),
    MASK,
];

pub(super) const SOURCE_HEAD: &[FieldSpec] = &[
    FieldSpec::hex("pim.source_addr.flags", "Flags", 8)
        .parts_follow()
        .doc("Which tree is meant.", SECTION),
    FieldSpec::hex("pim.source_addr.flags.reserved", "Reserved", 5)
        .part()
        .doc("Zero.", SECTION),
    bit("pim.source_addr.flags.s", "Sparse", "Set: sparse mode."),
    bit(
        "pim.source_addr.flags.w",
        "Wildcard",
        "Set: every source of the group is meant, and the address is that of the rendezvous point.",
    ),
    bit(
        "pim.source_addr.flags.r",
        "Rendezvous point tree",
        "Set: the tree from the rendezvous point is meant, not that from the source.",
    ),
    MASK,
];

pub(super) const ATTRIBUTE_HEAD: &[FieldSpec] = &[
    FieldSpec::hex("pim.source_ja.flags", "Flags", 8)
        .parts_follow()
        .doc(
            "Whether it travels on, whether it is the last, and its type.",
            "RFC 5384 §3.1",
        ),
    FieldSpec::flag("pim.source_ja.flags.f", "Forward")
        .part()
        .doc(
            "Set: routers that do not know it pass it on.",
            "RFC 5384 §3.1",
        ),
    FieldSpec::flag("pim.source_ja.flags.e", "End")
        .part()
        .doc("Set: the last attribute.", "RFC 5384 §3.1"),
    FieldSpec::uint("pim.source_ja.flags.attr_type", "Type", 6)
        .part()
        .codes(&[
            (0, "RPF vector"),
            (1, "MVPN join"),
            (2, "topology"),
            (3, "pop count"),
            (4, "explicit RPF vector"),
            (5, "transport"),
            (6, "receiver RLOC"),
        ])
        .doc("What it tells.", "RFC 5384 §3.1"),
    FieldSpec::uint("pim.source_ja.length", "Length", 8)
        .unit("bytes")
        .doc("The attribute's value.", "RFC 5384 §3.1"),
];

/// What an address is called, in either family.
#[derive(Clone, Copy)]
pub(super) struct Called(pub &'static FieldSpec, pub &'static FieldSpec);

/// Reads an address with nothing but its family.
pub(super) fn unicast(p: &mut Peel<'_>, called: Called) -> Peeled {
    let inner = Called(&super::FORWARD_UNICAST, &super::FORWARD_UNICAST_6);
    encoded(p, called, &[], inner, NATIVE).map(drop)
}

/// Reads an address like [`unicast`], whose parts are not named one by one.
pub(super) fn router(p: &mut Peel<'_>, called: Called) -> Peeled {
    encoded(p, called, &[], Called(&super::PART, &super::PART_6), NATIVE).map(drop)
}

/// Reads a group, or a range of groups.
pub(super) fn group(p: &mut Peel<'_>) -> Peeled {
    let called = Called(&super::GROUP, &super::GROUP_6);
    encoded(p, called, GROUP_HEAD, called, NATIVE).map(drop)
}

/// Reads a source, with attributes of the join if it has some.
pub(super) fn source(p: &mut Peel<'_>, called: Called) -> Peeled {
    let inner = Called(&super::SOURCE, &super::SOURCE_6);
    if encoded(p, called, SOURCE_HEAD, inner, WITH_ATTRIBUTES)? == WITH_ATTRIBUTES {
        attributes(p)?;
    }
    Ok(())
}

/// Reads family, encoding (up to `allowed`), what `head` says and the address; gives the encoding.
fn encoded(
    p: &mut Peel<'_>,
    called: Called,
    head: &'static [FieldSpec],
    inner: Called,
    allowed: u8,
) -> Result<u8, Stop> {
    p.require(2)?;
    let (family, encoding) = (p.rest()[0], p.rest()[1]);
    let len = match family {
        IPV4 => 4,
        IPV6 => 16,
        _ => return unknown(p),
    };
    if encoding > allowed {
        return unknown(p);
    }
    let before = bytes_of(ENCODING) + bits_len(head);
    p.require(before + len)?;
    let bytes = &p.rest()[before..before + len];
    let value = match (<[u8; 4]>::try_from(bytes), <[u8; 16]>::try_from(bytes)) {
        (Ok(octets), _) => Value::Ipv4(octets.into()),
        (_, Ok(octets)) => Value::Ipv6(octets.into()),
        _ => Value::Bytes,
    };
    let pick = |called: Called| if len == 4 { called.0 } else { called.1 };
    p.group_as(
        pick(called),
        || value,
        |p| {
            match pick(inner).name {
                "" => p.rows(PLAIN_ENCODING)?,
                _ => p.rows(ENCODING)?,
            };
            p.rows(head)?;
            p.field(pick(inner), len)
        },
    )?;
    Ok(encoding)
}

fn bits_len(head: &[FieldSpec]) -> usize {
    (crate::model::bits_of(head) / 8) as usize
}

/// Neither family nor encoding say how long the address is.
fn unknown(p: &mut Peel<'_>) -> Result<u8, Stop> {
    let bad = "the address is of no known family and encoding, and so its length is not known";
    p.fault(FaultKind::Malformed(bad), p.pos()..p.pos() + 2);
    Err(Stop)
}

fn attributes(p: &mut Peel<'_>) -> Peeled {
    loop {
        let is_last = p.group(&ATTRIBUTE, |p| {
            let head = p.rows(ATTRIBUTE_HEAD)?;
            if head[1] > 0 {
                p.field(&ATTRIBUTE_VALUE, head[1].into())?;
            }
            Ok(head[0] & LAST_ATTRIBUTE != 0)
        })?;
        if is_last {
            return Ok(());
        }
    }
}
