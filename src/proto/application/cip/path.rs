//! Paths: to which object a message goes, through which ports, written as segments.

use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value};

const SECTION: &str = "CIP Volume 1 §C-1.4";
const KEY: &str = "CIP Volume 1 §C-1.4.2";

const SEGMENT_TYPES: Codes = &[
    (0, "port"),
    (1, "logical"),
    (2, "network"),
    (3, "symbolic"),
    (4, "data"),
    (5, "data type, constructed"),
    (6, "data type, elementary"),
];

/// The classes of objects that are met most.
const CLASSES: Codes = &[
    (1, "identity"),
    (2, "message router"),
    (4, "assembly"),
    (5, "connection"),
    (6, "connection manager"),
    (15, "parameter"),
    (0x37, "file"),
    (0x43, "time sync"),
    (0x44, "Modbus"),
    (0x47, "device level ring"),
    (0x48, "quality of service"),
    (0x67, "PCCC"),
    (0xf4, "port"),
    (0xf5, "TCP/IP interface"),
    (0xf6, "Ethernet link"),
];

const PORT: &[FieldSpec] = &[
    FieldSpec::uint("cip.path_segment.type", "Segment type", 3)
        .codes(SEGMENT_TYPES)
        .doc("What the segment is.", SECTION),
    FieldSpec::flag("cip.ex_linkaddress", "Long address").doc(
        "Set: the address of the next device has a length of its own.",
        SECTION,
    ),
    FieldSpec::uint("cip.port", "Port", 4)
        .codes(&[(1, "backplane")])
        .doc("By which port to leave the device.", SECTION),
];

const LOGICAL: &[FieldSpec] = &[
    FieldSpec::uint("cip.path_segment.type", "Segment type", 3)
        .codes(SEGMENT_TYPES)
        .doc("What the segment is.", SECTION),
    FieldSpec::uint("cip.logical_segment.type", "Logical type", 3)
        .codes(&[
            (0, "class"),
            (1, "instance"),
            (2, "member"),
            (3, "connection point"),
            (4, "attribute"),
            (5, "special"),
            (6, "service"),
        ])
        .doc("What the number names.", SECTION),
    FieldSpec::uint("cip.logical_segment.format", "Format", 2)
        .codes(&[(0, "8 bits"), (1, "16 bits"), (2, "32 bits")])
        .doc("How wide the number is.", SECTION),
];

const SYMBOL: &[FieldSpec] = &[
    FieldSpec::uint("cip.path_segment.type", "Segment type", 3)
        .codes(SEGMENT_TYPES)
        .doc("What the segment is.", SECTION),
    FieldSpec::uint("cip.data_segment.type", "Data type", 5)
        .codes(&[(0, "simple data"), (17, "symbol")])
        .doc("What follows.", SECTION),
];

const COMPATIBILITY: &[FieldSpec] = &[
    FieldSpec::hex("cip.ekey.compatibility", "Compatibility", 8)
        .parts_follow()
        .doc("How well the device must fit.", KEY),
    FieldSpec::uint("cip.ekey.comp_bit", "Compatible", 1)
        .part()
        .doc("1: a device that can stand in for it will do.", KEY),
    FieldSpec::uint("cip.ekey.major_rev", "Major revision", 7)
        .part()
        .doc("Of the device; 0: any.", KEY),
];

pub(in crate::proto::application) const TABLES: [&[FieldSpec]; 4] =
    [PORT, LOGICAL, SYMBOL, COMPATIBILITY];

crate::fields! {
    SEGMENT = FieldSpec::hex("cip.path_segment", "Segment", 8).doc("One step on the way to the object.", SECTION);
    LINK = FieldSpec::uint("cip.linkaddress.byte", "Link address", 8).doc("Of the next device behind the port, such as its slot.", SECTION);
    LINK_LEN = FieldSpec::uint("cip.linkaddress_size", "Address length", 8).unit("bytes").doc("Length of the address.", SECTION);
    LINK_TEXT = FieldSpec::text("cip.linkaddress.string", "Link address").doc("Of the next device behind the port, such as its IP address.", SECTION);
    CLASS = FieldSpec::hex("cip.class", "Class", 8).codes(CLASSES).doc("Which kind of object.", SECTION);
    CLASS_16 = FieldSpec::hex("cip.class", "Class", 16).little().codes(CLASSES).doc("Which kind of object.", SECTION);
    INSTANCE = FieldSpec::hex("cip.instance", "Instance", 8).doc("Which object of the class; 0: the class itself.", SECTION);
    INSTANCE_16 = FieldSpec::hex("cip.instance", "Instance", 16).little().doc("Which object of the class; 0: the class itself.", SECTION);
    INSTANCE_32 = FieldSpec::hex("cip.instance", "Instance", 32).little().doc("Which object of the class; 0: the class itself.", SECTION);
    MEMBER = FieldSpec::hex("cip.member", "Member", 8).doc("Which element of a list.", SECTION);
    MEMBER_16 = FieldSpec::hex("cip.member", "Member", 16).little().doc("Which element of a list.", SECTION);
    MEMBER_32 = FieldSpec::hex("cip.member", "Member", 32).little().doc("Which element of a list.", SECTION);
    POINT = FieldSpec::hex("cip.connpoint", "Connection point", 8).doc("Which inputs or outputs.", SECTION);
    POINT_16 = FieldSpec::hex("cip.connpoint", "Connection point", 16).little().doc("Which inputs or outputs.", SECTION);
    ATTRIBUTE = FieldSpec::uint("cip.attribute", "Attribute", 8).doc("Which property of the object.", SECTION);
    ATTRIBUTE_16 = FieldSpec::uint("cip.attribute", "Attribute", 16).little().doc("Which property of the object.", SECTION);
    FORMAT = FieldSpec::hex("cip.ekey.format", "Key format", 8).codes(&[(4, "plain")]).doc("How the key is written.", KEY);
    VENDOR = FieldSpec::hex("cip.ekey.vendor", "Vendor", 16).little().doc("The device must be of this vendor; 0: any.", KEY);
    DEVICE = FieldSpec::hex("cip.ekey.devtype", "Device type", 16).little().doc("The device must be of this kind; 0: any.", KEY);
    PRODUCT = FieldSpec::hex("cip.ekey.product_code", "Product code", 16).little().doc("The device must be this product; 0: any.", KEY);
    MINOR = FieldSpec::uint("cip.ekey.minor_rev", "Minor revision", 8).doc("Of the device; 0: any.", KEY);
    SYMBOL_LEN = FieldSpec::uint("cip.data_segment.size", "Length", 8).unit("bytes").doc("Length of the name.", SECTION);
    NAME = FieldSpec::text("cip.symbol", "Symbol").doc("Name of a variable (tag) of the control program.", SECTION);
}

/// All fields of a path.
pub(in crate::proto::application) const SEGMENT_FIELDS: &[&FieldSpec] = FIELDS;

/// What the path of a request leads to.
#[derive(Default, Clone, Copy)]
pub(in crate::proto::application) struct Target {
    /// The number of the class.
    pub class: Option<u64>,
    /// The number of the attribute.
    pub attribute: Option<u64>,
}

/// Reads segments up to the end of the bytes, or to one of a kind that is not known.
pub(in crate::proto::application) fn read(p: &mut Peel<'_>, target: &mut Target) -> Peeled {
    while let Some(first) = p.rest().first().copied() {
        let known = match first {
            0x00..=0x0e | 0x10..=0x1e | 0x34 | 0x91 => true,
            0x20..=0x3f => matches!(
                (first >> 2 & 7, first & 3),
                (0 | 3 | 4, 0 | 1) | (1 | 2, 0..=2)
            ),
            _ => false,
        };
        if !known {
            return Ok(());
        }
        let value = || Value::Uint(first.into());
        p.group_as(&SEGMENT, value, |p| match first {
            0x00..=0x1f => port(p),
            0x34 => key(p),
            0x91 => symbol(p),
            _ => logical(p, first, target),
        })?;
    }
    Ok(())
}

/// What has an odd length is followed by a byte that makes it even.
fn even(p: &mut Peel<'_>, len: usize) -> Peeled {
    match len % 2 {
        0 => Ok(()),
        _ => p.skip(1).map(drop),
    }
}

fn port(p: &mut Peel<'_>) -> Peeled {
    if p.rows(PORT)?[0] & 0x10 == 0 {
        return p.uint(&LINK).map(drop);
    }
    let len = p.uint(&LINK_LEN)? as usize;
    if len > 0 {
        p.field(&LINK_TEXT, len)?;
    }
    even(p, len)
}

fn symbol(p: &mut Peel<'_>) -> Peeled {
    p.rows(SYMBOL)?;
    let len = p.uint(&SYMBOL_LEN)? as usize;
    if len > 0 {
        p.field(&NAME, len)?;
    }
    even(p, len)
}

fn key(p: &mut Peel<'_>) -> Peeled {
    p.rows(LOGICAL)?;
    if p.uint(&FORMAT)? != 4 {
        let len = p.rest().len();
        return p.skip(len).map(drop);
    }
    for spec in [&VENDOR, &DEVICE, &PRODUCT] {
        p.uint(spec)?;
    }
    p.rows(COMPATIBILITY)?;
    p.uint(&MINOR).map(drop)
}

fn logical(p: &mut Peel<'_>, first: u8, target: &mut Target) -> Peeled {
    p.rows(LOGICAL)?;
    let width = usize::from(first & 3);
    if width > 0 {
        p.skip(1)?;
    }
    let kind = first >> 2 & 7;
    let spec = match (kind, width) {
        (0, 0) => &CLASS,
        (0, _) => &CLASS_16,
        (1, 0) => &INSTANCE,
        (1, 1) => &INSTANCE_16,
        (1, _) => &INSTANCE_32,
        (2, 0) => &MEMBER,
        (2, 1) => &MEMBER_16,
        (2, _) => &MEMBER_32,
        (3, 0) => &POINT,
        (3, _) => &POINT_16,
        (_, 0) => &ATTRIBUTE,
        (_, _) => &ATTRIBUTE_16,
    };
    let number = p.uint(spec)?;
    match kind {
        0 => target.class = Some(number),
        4 => target.attribute = Some(number),
        _ => {}
    }
    Ok(())
}
