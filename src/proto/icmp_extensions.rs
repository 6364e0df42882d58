//! The extension structure of ICMP and ICMPv6 messages: objects behind the quoted packet
//! (RFC 4884), such as the MPLS labels (RFC 4950) and the interface (RFC 5837) of the router.

use super::checksum;
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FaultKind, FieldSpec, Verdict};

/// Where the structure starts behind the quoted packet's first byte if the message does not say,
/// as it was before RFC 4884 (§5.5).
const OLD_START: usize = 128;

const VERSION: u8 = 2;

const MPLS: u8 = 1;
const INTERFACE: u8 = 2;
const IDENTIFICATION: u8 = 3;

const CLASSES: Codes = &[
    (1, "MPLS label stack"),
    (2, "interface information"),
    (3, "interface identification"),
    (4, "extended information"),
    (5, "node identification"),
];

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("icmp.ext.version", "Version", 4).doc("2.", "RFC 4884 §7"),
    FieldSpec::hex("icmp.ext.res", "Reserved", 12).doc("Zero.", "RFC 4884 §7"),
    FieldSpec::hex("icmp.ext.checksum", "Checksum", 16).doc(
        "Covers the extension structure alone; 0 if the sender did not compute one.",
        "RFC 4884 §7",
    ),
];

const CLASS_TYPE: &[FieldSpec] = &[
    FieldSpec::uint("icmp.ext.ctype", "Type within the class", 8)
        .doc("How the object is to be read.", "RFC 4884 §7.1"),
];

const INTERFACE_TYPE: &[FieldSpec] = &[
    FieldSpec::uint("icmp.ext.ctype", "Type within the class", 8)
        .parts_follow()
        .doc(
            "Which interface it is, and what is told of it.",
            "RFC 5837 §4.1",
        ),
    FieldSpec::uint("icmp.int_info.role", "Role", 2)
        .part()
        .codes(&[
            (0, "came in here"),
            (1, "part of the one it came in on"),
            (2, "would have gone out here"),
            (3, "next hop"),
        ])
        .doc(
            "What the interface has to do with the packet.",
            "RFC 5837 §4.1",
        ),
    FieldSpec::uint("icmp.int_info.reserved", "Reserved", 2)
        .part()
        .doc("Zero.", "RFC 5837 §4.1"),
    FieldSpec::flag("icmp.int_info.ifindex", "Index follows")
        .part()
        .doc("Set: the interface's number is there.", "RFC 5837 §4.1"),
    FieldSpec::flag("icmp.int_info.ipaddr", "Address follows")
        .part()
        .doc(
            "Set: an address of the interface is there.",
            "RFC 5837 §4.1",
        ),
    FieldSpec::flag("icmp.int_info.name_present", "Name follows")
        .part()
        .doc("Set: the interface's name is there.", "RFC 5837 §4.1"),
    FieldSpec::flag("icmp.int_info.mtu_present", "MTU follows")
        .part()
        .doc("Set: the interface's MTU is there.", "RFC 5837 §4.1"),
];

const LABEL: &[FieldSpec] = &[
    FieldSpec::uint("icmp.mpls.label", "Label", 20).doc(
        "What the routers of an MPLS network forward by.",
        "RFC 4950 §4",
    ),
    FieldSpec::uint("icmp.mpls.exp", "Traffic class", 3).doc(
        "How routers should treat the packet when there is a queue.",
        "RFC 5462",
    ),
    FieldSpec::flag("icmp.mpls.s", "Bottom of stack")
        .doc("Set on the innermost label.", "RFC 3032 §2.1"),
    FieldSpec::uint("icmp.mpls.ttl", "Time to live", 8)
        .doc("As the packet came in.", "RFC 3032 §2.1"),
];

const IDENTIFIED_ADDRESS: &[FieldSpec] = &[
    FieldSpec::uint("icmp.int_ident.afi", "Address family", 16)
        .codes(FAMILIES)
        .doc("What kind of address follows.", "RFC 8335 §2.1"),
    FieldSpec::uint("icmp.int_ident.addr_length", "Address length", 8)
        .unit("bytes")
        .doc("How long the address is.", "RFC 8335 §2.1"),
    FieldSpec::bytes("icmp.int_ident.reserved", "Reserved")
        .wide(1)
        .doc("Zero.", "RFC 8335 §2.1"),
];

const FAMILIES: Codes = &[(1, "IPv4"), (2, "IPv6"), (6, "MAC")];

/// The tables of the structure.
pub const TABLES: &[&[FieldSpec]] = &[HEAD, INTERFACE_TYPE, LABEL, IDENTIFIED_ADDRESS];

crate::fields! {
    STRUCTURE = FieldSpec::group("icmp.ext", "Extensions")
        .doc("Objects with which the router says more about the error.", "RFC 4884 §7");
    OBJECT = FieldSpec::group("", "Object")
        .doc("One object of the extension structure.", "RFC 4884 §7.1");
    LENGTH = FieldSpec::uint("icmp.ext.length", "Length", 16).unit("bytes")
        .doc("The object's length, this header included.", "RFC 4884 §7.1");
    CLASS = FieldSpec::uint("icmp.ext.class", "Class", 8).codes(CLASSES)
        .doc("What the object tells.", "RFC 4884 §7.1");
    DATA = FieldSpec::bytes("icmp.ext.data", "Data")
        .doc("An object that decap does not know.", "RFC 4884 §7.1");
    INDEX = FieldSpec::uint("icmp.int_info.index", "Interface number", 32)
        .doc("The router's number of the interface.", "RFC 5837 §4.1");
    FAMILY = FieldSpec::uint("icmp.int_info.afi", "Address family", 16).codes(FAMILIES)
        .doc("What kind of address follows.", "RFC 5837 §4.2");
    RESERVED = FieldSpec::bytes("icmp.reserved", "Reserved")
        .doc("Zero.", "RFC 5837 §4.2");
    IPV4 = FieldSpec::ipv4("icmp.int_info.ipv4", "Interface's address")
        .doc("An address of the interface.", "RFC 5837 §4.2");
    IPV6 = FieldSpec::ipv6("icmp.int_info.ipv6", "Interface's address")
        .doc("An address of the interface.", "RFC 5837 §4.2");
    NAME_LENGTH = FieldSpec::uint("icmp.int_info.name_length", "Length of the name", 8).unit("bytes")
        .doc("Length of the name with this byte and its padding.", "RFC 5837 §4.3");
    NAME = FieldSpec::text("icmp.int_info.name", "Interface's name")
        .doc("What the router calls the interface.", "RFC 5837 §4.3");
    MTU = FieldSpec::uint("icmp.int_info.mtu", "MTU", 32).unit("bytes")
        .doc("The largest packet that the interface can carry.", "RFC 5837 §4.1");
    IDENTIFIED_NAME = FieldSpec::text("icmp.int_ident.name", "Interface's name")
        .doc("The interface asked about.", "RFC 8335 §2.1");
    IDENTIFIED_INDEX = FieldSpec::uint("icmp.int_ident.index", "Interface number", 32)
        .doc("The interface asked about.", "RFC 8335 §2.1");
    IDENTIFIED_IPV4 = FieldSpec::ipv4("icmp.int_ident.ipv4", "Interface's address")
        .doc("The interface asked about.", "RFC 8335 §2.1");
    IDENTIFIED_IPV6 = FieldSpec::ipv6("icmp.int_ident.ipv6", "Interface's address")
        .doc("The interface asked about.", "RFC 8335 §2.1");
    IDENTIFIED_OTHER = FieldSpec::bytes("icmp.int_ident.address", "Interface's address")
        .doc("The interface asked about.", "RFC 8335 §2.1");
}

/// The field specs of the structure, apart from [`TABLES`].
pub const FIELD_LIST: &[&FieldSpec] = FIELDS;

/// How many of `bytes`, which start with the quoted packet, belong to it. `told` is the length
/// that the message gives, 0 if it gives none.
pub fn quotation_len(bytes: &[u8], told: usize) -> usize {
    if told > 0 {
        return told.min(bytes.len());
    }
    let is_structure = |tail: &[u8]| {
        tail.len() >= 8 && tail[0] >> 4 == VERSION && checksum::sum(tail, 0) == 0xffff
    };
    match bytes.get(OLD_START..) {
        Some(tail) if is_structure(tail) => OLD_START,
        _ => bytes.len(),
    }
}

/// Reads the structure behind a quoted packet that ends at `end`, if there is one.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub fn behind(p: &mut Peel<'_>, end: usize) -> Peeled {
    if end == p.bytes().len() {
        return Ok(());
    }
    p.ends_at(p.bytes().len());
    p.seek(end);
    if p.wants_fields() { read(p) } else { Ok(()) }
}

/// Reads the structure from the cursor to the end of the bytes.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub fn read(p: &mut Peel<'_>) -> Peeled {
    let (structure, whole) = (p.rest(), p.is_whole());
    p.group(&STRUCTURE, |p| {
        let start = p.pos();
        let head = p.rows(HEAD)?;
        if head[0] >> 4 != VERSION {
            p.fault(
                FaultKind::Malformed("this is not an extension structure of version 2"),
                start..start + 1,
            );
            return Ok(());
        }
        let verdict = match head {
            [_, _, 0, 0] => Verdict::Absent,
            _ if whole => checksum::verdict(structure, 2, 0),
            _ => Verdict::Unverifiable,
        };
        p.verdict("icmp.ext.checksum", verdict);
        while !p.rest().is_empty() {
            p.group(&OBJECT, object)?;
        }
        Ok(())
    })
}

fn object(p: &mut Peel<'_>) -> Peeled {
    let start = p.pos();
    let len = p.uint(&LENGTH)? as usize;
    let class = p.uint(&CLASS)? as u8;
    let table = if class == INTERFACE {
        INTERFACE_TYPE
    } else {
        CLASS_TYPE
    };
    let kind = p.rows(table)?[0];
    let Some(len) = len.checked_sub(4) else {
        let (field, says) = ("object length", len as u64);
        p.fault(
            FaultKind::BadLength {
                field,
                says,
                limit: 4,
            },
            start..start + 2,
        );
        return Err(crate::decode::Stop);
    };
    p.within(len, "object length", |p| match class {
        MPLS => labels(p),
        INTERFACE => interface(p, kind),
        IDENTIFICATION => identification(p, kind),
        _ => match p.rest().len() {
            0 => Ok(()),
            rest => p.field(&DATA, rest).map(drop),
        },
    })
}

fn labels(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() {
        p.rows(LABEL)?;
    }
    Ok(())
}

fn interface(p: &mut Peel<'_>, told: u8) -> Peeled {
    if told & 0x08 != 0 {
        p.uint(&INDEX)?;
    }
    if told & 0x04 != 0 {
        let family = p.uint(&FAMILY)?;
        p.field(&RESERVED, 2)?;
        if family == 2 {
            p.field(&IPV6, 16)?;
        } else {
            p.field(&IPV4, 4)?;
        }
    }
    if told & 0x02 != 0 {
        let len = p.uint(&NAME_LENGTH)? as usize;
        p.field(&NAME, len.saturating_sub(1))?;
    }
    if told & 0x01 != 0 {
        p.uint(&MTU)?;
    }
    Ok(())
}

fn identification(p: &mut Peel<'_>, kind: u8) -> Peeled {
    let rest = p.rest().len();
    match kind {
        1 => p.field(&IDENTIFIED_NAME, rest).map(drop),
        2 => p.uint(&IDENTIFIED_INDEX).map(drop),
        3 => {
            let &[family_high, family_low, len, ..] = p.rows(IDENTIFIED_ADDRESS)? else {
                return Ok(());
            };
            let spec = match (u16::from_be_bytes([family_high, family_low]), len) {
                (1, 4) => &IDENTIFIED_IPV4,
                (2, 16) => &IDENTIFIED_IPV6,
                _ => &IDENTIFIED_OTHER,
            };
            p.field(spec, len.into()).map(drop)
        }
        _ if rest == 0 => Ok(()),
        _ => p.field(&DATA, rest).map(drop),
    }
}
