//! Values of any type, with their times and how good they are (OPC 10000-6 §5.2.2.16 and §5.2.2.17).

use super::{basic, extensions};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FaultKind, FieldSpec};
use crate::proto::layout;

const VARIANT_SECTION: &str = "OPC 10000-6 §5.2.2.16";
const DATA_SECTION: &str = "OPC 10000-6 §5.2.2.17";

/// Values may hold values.
const MAX_DEPTH: u8 = 8;

const ARRAY: u8 = 0x80;
const MATRIX: u8 = 0x40;

const TYPES: Codes = &[
    (0, "null"),
    (1, "Boolean"),
    (2, "SByte"),
    (3, "Byte"),
    (4, "Int16"),
    (5, "UInt16"),
    (6, "Int32"),
    (7, "UInt32"),
    (8, "Int64"),
    (9, "UInt64"),
    (10, "Float"),
    (11, "Double"),
    (12, "String"),
    (13, "DateTime"),
    (14, "Guid"),
    (15, "ByteString"),
    (16, "XmlElement"),
    (17, "NodeId"),
    (18, "ExpandedNodeId"),
    (19, "StatusCode"),
    (20, "QualifiedName"),
    (21, "LocalizedText"),
    (22, "ExtensionObject"),
    (23, "DataValue"),
    (24, "Variant"),
    (25, "DiagnosticInfo"),
];

pub(super) const DATA_MASK: &[FieldSpec] = &[
    FieldSpec::hex("opcua.datavalue.mask", "Encoding", 8)
        .parts_follow()
        .doc("Which parts follow.", DATA_SECTION),
    FieldSpec::gap(2).part(),
    FieldSpec::flag(
        "opcua.datavalue.has_server_picoseconds",
        "Has server picoseconds",
    )
    .part()
    .doc(
        "Set: the server's time goes on in picoseconds.",
        DATA_SECTION,
    ),
    FieldSpec::flag(
        "opcua.datavalue.has_source_picoseconds",
        "Has source picoseconds",
    )
    .part()
    .doc(
        "Set: the source's time goes on in picoseconds.",
        DATA_SECTION,
    ),
    FieldSpec::flag("opcua.datavalue.has_server_timestamp", "Has server time")
        .part()
        .doc(
            "Set: when the server knew of the value follows.",
            DATA_SECTION,
        ),
    FieldSpec::flag("opcua.datavalue.has_source_timestamp", "Has source time")
        .part()
        .doc("Set: when the value arose follows.", DATA_SECTION),
    FieldSpec::flag("opcua.datavalue.has_statuscode", "Has status")
        .part()
        .doc(
            "Set: how good the value is follows; not set: it is good.",
            DATA_SECTION,
        ),
    FieldSpec::flag("opcua.datavalue.has_value", "Has value")
        .part()
        .doc("Set: the value follows.", DATA_SECTION),
];

crate::fields! {
    VARIANT = FieldSpec::group("", "Value").doc("A value of some type.", VARIANT_SECTION);
    TYPE = FieldSpec::hex("opcua.variant.has_value", "Type", 8).lookup(type_name)
        .doc("Type of the value: with 0x80 added several of them, with 0x40 as well a matrix.", VARIANT_SECTION);
    pub(super) LENGTH = FieldSpec::int("opcua.variant.ArraySize", "Elements", 32).little()
        .doc("How many elements follow; -1 for no array at all.", "OPC 10000-6 §5.2.5");
    DIMENSION = FieldSpec::int("opcua.Int32", "Dimension", 32).little()
        .doc("Length of the matrix in one direction.", VARIANT_SECTION);
    BOOLEAN = FieldSpec::uint("opcua.Boolean", "Boolean", 8).doc("True if not 0.", VARIANT_SECTION);
    SBYTE = FieldSpec::int("opcua.SByte", "SByte", 8).doc("A number.", VARIANT_SECTION);
    BYTE = FieldSpec::uint("opcua.Byte", "Byte", 8).doc("A number.", VARIANT_SECTION);
    INT16 = FieldSpec::int("opcua.Int16", "Int16", 16).little().doc("A number.", VARIANT_SECTION);
    UINT16 = FieldSpec::uint("opcua.UInt16", "UInt16", 16).little().doc("A number.", VARIANT_SECTION);
    INT32 = FieldSpec::int("opcua.Int32", "Int32", 32).little().doc("A number.", VARIANT_SECTION);
    UINT32 = FieldSpec::uint("opcua.UInt32", "UInt32", 32).little().doc("A number.", VARIANT_SECTION);
    INT64 = FieldSpec::int("opcua.Int64", "Int64", 64).little().doc("A number.", VARIANT_SECTION);
    UINT64 = FieldSpec::uint("opcua.UInt64", "UInt64", 64).little().doc("A number.", VARIANT_SECTION);
    FLOAT = FieldSpec::computed("opcua.Float", "Float").doc("A floating point number.", VARIANT_SECTION);
    DOUBLE = FieldSpec::computed("opcua.Double", "Double").doc("A floating point number.", VARIANT_SECTION);
    STRING = FieldSpec::text("opcua.String", "String").doc("A text.", VARIANT_SECTION);
    DATE_TIME = FieldSpec::computed("opcua.DateTime", "DateTime").doc("A time.", VARIANT_SECTION);
    GUID = FieldSpec::computed("opcua.Guid", "Guid").doc("A GUID.", VARIANT_SECTION);
    pub(super) BYTE_STRING = FieldSpec::bytes("opcua.ByteString", "ByteString").doc("Bytes.", VARIANT_SECTION);
    XML = FieldSpec::bytes("opcua.XmlElement", "XmlElement").doc("XML.", VARIANT_SECTION);
    STATUS = FieldSpec::hex("opcua.StatusCode", "Status", 32).little().lookup(basic::status_name)
        .doc("How good the value is, or what went wrong.", "OPC 10000-4 §7.39");
    ELEMENT = FieldSpec::group("", "Element").doc("A value of several.", VARIANT_SECTION);
    SOURCE_TIME = FieldSpec::computed("opcua.datavalue.SourceTimestamp", "Source time")
        .doc("When the value arose, by the clock of what measures it.", DATA_SECTION);
    SOURCE_PICO = FieldSpec::uint("opcua.datavalue.SourcePicoseconds", "Source picoseconds", 16).little()
        .doc("How far on, in units of 10 picoseconds.", DATA_SECTION);
    SERVER_TIME = FieldSpec::computed("opcua.datavalue.ServerTimestamp", "Server time")
        .doc("When the server knew of the value.", DATA_SECTION);
    SERVER_PICO = FieldSpec::uint("opcua.datavalue.ServerPicoseconds", "Server picoseconds", 16).little()
        .doc("How far on, in units of 10 picoseconds.", DATA_SECTION);
    pub(super) DATA = FieldSpec::group("", "Value and times").doc("A value, when it was, and how good it is.", DATA_SECTION);
}

fn type_name(code: u64) -> Option<&'static str> {
    let low = code & 0x3f;
    TYPES
        .iter()
        .find(|(of, _)| *of == low)
        .map(|(_, name)| *name)
}

/// Reads a value of any type.
pub(super) fn variant(p: &mut Peel<'_>, depth: u8) -> Peeled {
    p.group(&VARIANT, |p| {
        let code = p.uint(&TYPE)? as u8;
        if code & ARRAY == 0 {
            return plain(p, code & 0x3f, depth);
        }
        let count = p.uint(&LENGTH)? as u32 as i32;
        for _ in 0..count {
            if p.is_full() {
                break;
            }
            plain(p, code & 0x3f, depth)?;
        }
        if code & MATRIX != 0 {
            let count = p.uint(&LENGTH)? as u32 as i32;
            for _ in 0..count {
                p.uint(&DIMENSION)?;
            }
        }
        Ok(())
    })
}

/// Reads a value of one type.
fn plain(p: &mut Peel<'_>, code: u8, depth: u8) -> Peeled {
    if depth >= MAX_DEPTH {
        let at = p.pos();
        p.fault(FaultKind::Malformed("values nested too deep"), at..at);
        return Err(crate::decode::Stop);
    }
    let spec = match code {
        0 => return Ok(()),
        1 => &BOOLEAN,
        2 => &SBYTE,
        3 => &BYTE,
        4 => &INT16,
        5 => &UINT16,
        6 => &INT32,
        7 => &UINT32,
        8 => &INT64,
        9 => &UINT64,
        10 => return basic::float(p, &FLOAT, 4),
        11 => return basic::float(p, &DOUBLE, 8),
        12 => return basic::text(p, &STRING),
        13 => return basic::time(p, &DATE_TIME),
        14 => return layout::guid(p, &GUID).map(drop),
        15 => return basic::bytes(p, &BYTE_STRING),
        16 => return basic::bytes(p, &XML),
        17 => return p.group(&ELEMENT, basic::node),
        18 => return p.group(&ELEMENT, basic::expanded),
        19 => &STATUS,
        20 => return p.group(&ELEMENT, basic::qualified),
        21 => return p.group(&ELEMENT, basic::localized),
        22 => return p.group(&ELEMENT, |p| extensions::object(p, depth + 1)),
        23 => return p.group(&ELEMENT, |p| data(p, depth + 1)),
        24 => return variant(p, depth + 1),
        25 => return p.group(&ELEMENT, |p| basic::diagnostics(p, 0)),
        _ => {
            let at = p.pos();
            p.fault(
                FaultKind::Malformed("there is no such type"),
                at.saturating_sub(1)..at,
            );
            return Err(crate::decode::Stop);
        }
    };
    p.field(spec, (spec.bits / 8) as usize).map(drop)
}

/// Reads a value with its times.
pub(super) fn data(p: &mut Peel<'_>, depth: u8) -> Peeled {
    let mask = p.rows(DATA_MASK)?[0];
    if mask & 1 != 0 {
        variant(p, depth)?;
    }
    if mask & 2 != 0 {
        p.uint(&STATUS)?;
    }
    if mask & 4 != 0 {
        basic::time(p, &SOURCE_TIME)?;
    }
    if mask & 0x10 != 0 {
        p.uint(&SOURCE_PICO)?;
    }
    if mask & 8 != 0 {
        basic::time(p, &SERVER_TIME)?;
    }
    if mask & 0x20 != 0 {
        p.uint(&SERVER_PICO)?;
    }
    Ok(())
}
