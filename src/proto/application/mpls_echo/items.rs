//! Parameters, by their type (RFC 8029 §3).

use super::stacks::{self, LAYOUTS};
use super::{
    BOTTOM, ENTRY, EXPERIMENTAL, HEADER, LABEL, LENGTH, MULTIPATH, PAD, PATH_ADDRESS, PATH_HIGH,
    PATH_LOW, PATH_MASK, PATH_VALUE, PROTOCOL_OF, STACK_BOTTOM, STACK_EXPERIMENTAL, STACK_LABEL,
    STACK_TTL, TYPE, VALUE,
};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FaultKind, FieldSpec, Value};

pub(super) const TYPES: Codes = &[
    (1, "target stack"),
    (2, "downstream mapping"),
    (3, "padding"),
    (4, "error code"),
    (5, "vendor's own"),
    (6, "not assigned"),
    (7, "interface and label stack"),
    (8, "interface and label stack, IPv6"),
    (9, "parameters in error"),
    (10, "reply's class of service"),
    (11, "who shall respond"),
    (12, "jitter of the answers"),
    (15, "BFD discriminator"),
    (16, "reverse path"),
    (20, "detailed downstream mapping"),
];

const MAPPING: &str = "RFC 8029 §3.4";

const ADDRESS_TYPES: Codes = &[
    (1, "IPv4 numbered"),
    (2, "IPv4 unnumbered"),
    (3, "IPv6 numbered"),
    (4, "IPv6 unnumbered"),
    (5, "no address"),
];

pub(super) const DOWNSTREAM: &[FieldSpec] = &[
    FieldSpec::uint("mpls_echo.tlv.ds_map.mtu", "MTU", 16)
        .unit("bytes")
        .doc("The longest packet, labels included.", MAPPING),
    FieldSpec::uint("mpls_echo.tlv.ds_map.addr_type", "Address type", 8)
        .codes(ADDRESS_TYPES)
        .doc("What kind of addresses follow.", MAPPING),
    FieldSpec::hex("mpls_echo.tlv.ds_map.res", "Flags", 8)
        .parts_follow()
        .doc("How the next router shall treat the request.", MAPPING),
    FieldSpec::hex("mpls_echo.tlv.ds_map.flag_res", "Reserved", 6)
        .part()
        .doc("Zero.", MAPPING),
    FieldSpec::flag("mpls_echo.tlv.ds_map.flag_i", "Wants the stack")
        .part()
        .doc("Set: tell interface and label stack.", MAPPING),
    FieldSpec::flag("mpls_echo.tlv.ds_map.flag_n", "Not IP")
        .part()
        .doc("Set: treat the request as if it carried no IP.", MAPPING),
];

const fn next(name: &'static str) -> FieldSpec {
    FieldSpec::ipv4(name, "Next router").doc("Where packets go next.", MAPPING)
}

pub(super) const IPV4_NUMBERED: &[FieldSpec] = &[
    next("mpls_echo.tlv.ds_map.ds_ip"),
    FieldSpec::ipv4("mpls_echo.tlv.ds_map.int_ip", "Interface")
        .doc("The next router's interface.", MAPPING),
];
const INDEX: FieldSpec = FieldSpec::uint("mpls_echo.tlv.ds_map.if_index", "Interface index", 32)
    .doc("The interface, by its number.", MAPPING);
pub(super) const IPV4_UNNUMBERED: &[FieldSpec] = &[next("mpls_echo.tlv.ds_map.ds_ip"), INDEX];
const NEXT_IPV6: FieldSpec = FieldSpec::ipv6("mpls_echo.tlv.ds_map.ds_ipv6", "Next router")
    .doc("Where packets go next.", MAPPING);
pub(super) const IPV6_NUMBERED: &[FieldSpec] = &[
    NEXT_IPV6,
    FieldSpec::ipv6("mpls_echo.tlv.ds_map.int_ipv6", "Interface")
        .doc("The next router's interface.", MAPPING),
];
pub(super) const IPV6_UNNUMBERED: &[FieldSpec] = &[NEXT_IPV6, INDEX];

pub(super) const MULTIPATH_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("mpls_echo.tlv.ds_map.hash_type", "Multipath type", 8)
        .codes(&[
            (0, "no multipath"),
            (2, "IP address"),
            (4, "range of IP addresses"),
            (8, "set of IP addresses"),
            (9, "set of labels"),
        ])
        .doc("How packets are shared among paths.", MAPPING),
    FieldSpec::uint("mpls_echo.tlv.ds_map.depth", "Depth limit", 8)
        .doc("How many labels are looked at.", MAPPING),
    FieldSpec::uint("mpls_echo.tlv.ds_map.multi_len", "Multipath length", 16)
        .unit("bytes")
        .doc("Of the information that follows.", MAPPING),
];

pub(super) const PAD_ACTION: &[FieldSpec] =
    &[FieldSpec::uint("mpls_echo.tlv.pad_action", "Action", 8)
        .codes(&[(1, "drop from the reply"), (2, "copy to the reply")])
        .doc("What to do with the padding.", "RFC 8029 §3.5")];

pub(super) const VENDOR: &[FieldSpec] = &[FieldSpec::uint("mpls_echo.tlv.vendor_id", "Vendor", 32)
    .doc("The organisation's enterprise number.", "RFC 8029 §3.6")];

const STACK: &str = "RFC 8029 §3.7";

pub(super) const STACK_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("mpls_echo.tlv.ilso.addr_type", "Address type", 8)
        .codes(ADDRESS_TYPES)
        .doc("What kind of addresses follow.", STACK),
    FieldSpec::hex("mpls_echo.tlv.ilso.mbz", "Reserved", 24).doc("Zero.", STACK),
];
const STACK_ADDRESS: FieldSpec = FieldSpec::ipv4("mpls_echo.tlv.ilso_ipv4.addr", "Router")
    .doc("The router that answers.", STACK);
const STACK_INDEX: FieldSpec =
    FieldSpec::hex("mpls_echo.tlv.ilso.int_index", "Interface index", 32)
        .doc("The interface that the request came in on.", STACK);
const STACK_ADDRESS_6: FieldSpec = FieldSpec::ipv6("mpls_echo.tlv.ilso_ipv6.addr", "Router")
    .doc("The router that answers.", STACK);
pub(super) const STACK_IPV4: &[FieldSpec] = &[
    STACK_ADDRESS,
    FieldSpec::ipv4("mpls_echo.tlv.ilso_ipv4.int_addr", "Interface")
        .doc("The interface that the request came in on.", STACK),
];
pub(super) const STACK_IPV4_INDEX: &[FieldSpec] = &[STACK_ADDRESS, STACK_INDEX];
pub(super) const STACK_IPV6: &[FieldSpec] = &[
    STACK_ADDRESS_6,
    FieldSpec::ipv6("mpls_echo.tlv.ilso_ipv6.int_addr", "Interface")
        .doc("The interface that the request came in on.", STACK),
];
pub(super) const STACK_IPV6_INDEX: &[FieldSpec] = &[STACK_ADDRESS_6, STACK_INDEX];

pub(super) const SERVICE: &[FieldSpec] = &[
    FieldSpec::uint("mpls_echo.tlv.reply.tos", "Class of service", 8)
        .doc("What the reply's IP header shall have.", "RFC 8029 §3.9"),
    FieldSpec::hex("mpls_echo.tlv.reply.tos.mbz", "Reserved", 24).doc("Zero.", "RFC 8029 §3.9"),
];

pub(super) const DISCRIMINATOR: &[FieldSpec] =
    &[
        FieldSpec::hex("mpls_echo.bfd_discriminator", "Discriminator", 32)
            .doc("Names the BFD session to be started.", "RFC 5884 §6.1"),
    ];

pub(super) const HEADERS: &[&[FieldSpec]] = &[
    HEADER,
    DOWNSTREAM,
    IPV4_NUMBERED,
    IPV4_UNNUMBERED,
    IPV6_NUMBERED,
    IPV6_UNNUMBERED,
    MULTIPATH_HEAD,
    PAD_ACTION,
    VENDOR,
    STACK_HEAD,
    STACK_IPV4,
    STACK_IPV4_INDEX,
    STACK_IPV6,
    STACK_IPV6_INDEX,
    SERVICE,
    DISCRIMINATOR,
    stacks::NIL_REST,
    LAYOUTS[0].1,
    LAYOUTS[1].1,
    LAYOUTS[2].1,
    LAYOUTS[3].1,
    LAYOUTS[4].1,
    LAYOUTS[5].1,
    LAYOUTS[6].1,
    LAYOUTS[7].1,
    LAYOUTS[8].1,
    LAYOUTS[9].1,
    LAYOUTS[10].1,
    LAYOUTS[11].1,
    LAYOUTS[12].1,
    LAYOUTS[13].1,
    LAYOUTS[14].1,
];

pub(super) fn item(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&TYPE)?;
    let len = p.uint(&LENGTH)? as usize;
    p.within(len, "parameter's length", |p| {
        value(p, kind)?;
        match p.rest().len() {
            0 => Ok(()),
            rest => p.field(&VALUE, rest).map(drop),
        }
    })?;
    // Values are filled up to words of four bytes.
    let filling = len.next_multiple_of(4) - len;
    p.skip(filling.min(p.rest().len())).map(drop)
}

fn value(p: &mut Peel<'_>, kind: u64) -> Peeled {
    match kind {
        1 => stacks::elements(p),
        2 => downstream(p),
        3 => {
            p.rows(PAD_ACTION)?;
            match p.rest().len() {
                0 => Ok(()),
                rest => p.field(&PAD, rest).map(drop),
            }
        }
        5 => p.rows(VENDOR).map(drop),
        7 | 8 => stack(p),
        10 => p.rows(SERVICE).map(drop),
        15 => p.rows(DISCRIMINATOR).map(drop),
        _ => Ok(()),
    }
}

fn downstream(p: &mut Peel<'_>) -> Peeled {
    let kind = p.rows(DOWNSTREAM)?[2];
    let addresses = match kind {
        1 => IPV4_NUMBERED,
        2 => IPV4_UNNUMBERED,
        3 => IPV6_NUMBERED,
        4 => IPV6_UNNUMBERED,
        _ => return unknown_address(p),
    };
    p.rows(addresses)?;
    let head = p.rows(MULTIPATH_HEAD)?;
    let (how, len) = (head[0], usize::from(u16::from_be_bytes([head[2], head[3]])));
    if len > 0 {
        p.group(&MULTIPATH, |p| {
            p.within(len, "multipath length", |p| multipath(p, how))
        })?;
    }
    while p.rest().len() >= 4 && !p.is_full() {
        p.group(&ENTRY, |p| {
            labels(p, &LABEL, &EXPERIMENTAL, &BOTTOM)?;
            p.uint(&PROTOCOL_OF)
        })?;
    }
    Ok(())
}

fn multipath(p: &mut Peel<'_>, how: u8) -> Peeled {
    match how {
        2 => {
            while !p.rest().is_empty() && !p.is_full() {
                p.field(&PATH_ADDRESS, 4)?;
            }
        }
        4 => {
            while !p.rest().is_empty() && !p.is_full() {
                p.field(&PATH_LOW, 4)?;
                p.field(&PATH_HIGH, 4)?;
            }
        }
        8 => {
            p.field(&PATH_ADDRESS, 4)?;
            let rest = p.rest().len();
            if rest > 0 {
                p.field(&PATH_MASK, rest)?;
            }
        }
        _ => {
            let rest = p.rest().len();
            p.field(&PATH_VALUE, rest)?;
        }
    }
    Ok(())
}

fn stack(p: &mut Peel<'_>) -> Peeled {
    let kind = p.rows(STACK_HEAD)?[0];
    let addresses = match kind {
        1 => STACK_IPV4,
        2 => STACK_IPV4_INDEX,
        3 => STACK_IPV6,
        4 => STACK_IPV6_INDEX,
        _ => return unknown_address(p),
    };
    p.rows(addresses)?;
    while p.rest().len() >= 4 && !p.is_full() {
        p.group(&ENTRY, |p| {
            labels(p, &STACK_LABEL, &STACK_EXPERIMENTAL, &STACK_BOTTOM)?;
            p.uint(&STACK_TTL)
        })?;
    }
    Ok(())
}

/// Reads the three bytes of label, traffic class and bottom bit.
fn labels(
    p: &mut Peel<'_>,
    label: &'static FieldSpec,
    class: &'static FieldSpec,
    bottom: &'static FieldSpec,
) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(3)?;
    let word = u64::from(u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]]));
    p.mark_as(label, at..at + 3, Value::Uint(word >> 4));
    p.mark_as(class, at + 2..at + 3, Value::Uint(word >> 1 & 0x07));
    p.mark_as(bottom, at + 2..at + 3, Value::Uint(word & 1));
    Ok(())
}

fn unknown_address(p: &mut Peel<'_>) -> Peeled {
    let bad = "the addresses are of no known type, and so their length is not known";
    p.fault(FaultKind::Malformed(bad), p.pos()..p.pos());
    Err(Stop)
}
