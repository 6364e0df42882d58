//! Reading and writing variables: which ones, and their values.

use super::{SOURCE, Said};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};

/// The syntax of an address in a memory area.
const ANY: u64 = 0x10;
const COUNTERS: u8 = 28;
const TIMERS: u8 = 29;

const WHOLE: FieldSpec = FieldSpec::hex("s7comm.param.item.address", "Address", 24)
    .parts_follow()
    .doc("Where in the area it begins, counted in bits.", SOURCE);

pub(super) const ADDRESS: &[FieldSpec] = &[
    WHOLE,
    FieldSpec::gap(5).part(),
    FieldSpec::uint("s7comm.param.item.address.byte", "Byte", 16)
        .part()
        .doc("The byte.", SOURCE),
    FieldSpec::uint("s7comm.param.item.address.bit", "Bit", 3)
        .part()
        .doc("The bit in it.", SOURCE),
];

pub(super) const TIMER: &[FieldSpec] = &[
    WHOLE,
    FieldSpec::gap(8).part(),
    FieldSpec::uint("s7comm.param.item.address.number", "Number", 16)
        .part()
        .doc("Which timer or counter.", SOURCE),
];

crate::fields! {
    pub(super) COUNT = FieldSpec::uint("s7comm.param.itemcount", "Variables", 8).doc("How many follow.", SOURCE);
    ITEM = FieldSpec::group("s7comm.param.item", "Variable").doc("Where it is, and how long.", SOURCE);
    SPECIFICATION = FieldSpec::hex("s7comm.param.item.varspec", "Specification", 8).doc("Always 0x12.", SOURCE);
    SPECIFICATION_LEN = FieldSpec::uint("s7comm.param.item.varspec_length", "Length", 8).unit("bytes").doc("Of the address behind it.", SOURCE);
    SYNTAX = FieldSpec::hex("s7comm.param.item.syntaxid", "Syntax", 8)
        .codes(&[
            (ANY, "memory address"),
            (0x13, "short parameter"),
            (0x15, "long parameter"),
            (0x82, "NC address"),
            (0xa2, "drive"),
            (0xb0, "data blocks, optimised"),
            (0xb2, "symbolic address"),
        ])
        .doc("How the address is written.", SOURCE);
    SIZE = FieldSpec::uint("s7comm.param.item.transp_size", "Type", 8)
        .codes(&[
            (1, "bit"),
            (2, "byte"),
            (3, "character"),
            (4, "word"),
            (5, "integer"),
            (6, "double word"),
            (7, "double integer"),
            (8, "real"),
            (9, "date"),
            (10, "time of day"),
            (11, "time"),
            (12, "S5 time"),
            (15, "date and time"),
            (28, "counter"),
            (29, "timer"),
        ])
        .doc("What the variable is made of.", SOURCE);
    LENGTH = FieldSpec::uint("s7comm.param.item.length", "Count", 16).doc("How many of that type.", SOURCE);
    BLOCK = FieldSpec::uint("s7comm.param.item.db", "Data block", 16).doc("In which data block, if it is in one.", SOURCE);
    AREA = FieldSpec::hex("s7comm.param.item.area", "Area", 8)
        .codes(&[
            (0x03, "system information"),
            (0x05, "system flags"),
            (0x06, "analog inputs"),
            (0x07, "analog outputs"),
            (0x1c, "counters"),
            (0x1d, "timers"),
            (0x80, "peripherals"),
            (0x81, "inputs"),
            (0x82, "outputs"),
            (0x83, "flags"),
            (0x84, "data block"),
            (0x85, "instance data block"),
            (0x86, "local data"),
            (0x87, "local data of the caller"),
        ])
        .doc("In which memory.", SOURCE);
    VALUE_ITEM = FieldSpec::group("s7comm.data.item", "Value").doc("The value of one variable, or what became of it.", SOURCE);
    pub(super) RETURN_CODE = FieldSpec::hex("s7comm.data.returncode", "Result", 8)
        .codes(&[
            (0x00, "reserved"),
            (0x01, "hardware error"),
            (0x03, "access not allowed"),
            (0x05, "invalid address"),
            (0x06, "data type not supported"),
            (0x07, "data type inconsistent"),
            (0x0a, "object does not exist"),
            (0xff, "success"),
        ])
        .doc("Whether it worked.", SOURCE);
    pub(super) TRANSPORT_SIZE = FieldSpec::hex("s7comm.data.transportsize", "Unit", 8)
        .codes(&[
            (0, "none"),
            (3, "bits"),
            (4, "bytes, words, double words"),
            (5, "integers"),
            (6, "double integers"),
            (7, "reals"),
            (9, "octet string"),
        ])
        .doc("What the value is made of; from 3 to 5 its length is counted in bits.", SOURCE);
    pub(super) VALUE_LEN = FieldSpec::uint("s7comm.data.length", "Length", 16).unit("bytes").doc("Of the value.", SOURCE);
    pub(super) VALUE = FieldSpec::bytes("s7comm.resp.data", "Value").doc("As it stands in the controller's memory.", SOURCE);
    FILL = FieldSpec::hex("s7comm.data.fillbyte", "Fill byte", 8).doc("Makes the length even.", SOURCE);
}

/// Reads the addresses of variables.
pub(super) fn items(p: &mut Peel<'_>, said: &mut Said) -> Peeled {
    for index in 0..said.items {
        if p.rest().is_empty() || p.is_full() {
            break;
        }
        let start = p.pos();
        p.group(&ITEM, |p| item(p, said))?;
        // An address of odd length is filled up, but the last one.
        if (p.pos() - start) % 2 == 1 && index + 1 < said.items && !p.rest().is_empty() {
            p.skip(1)?;
        }
    }
    Ok(())
}

fn item(p: &mut Peel<'_>, said: &mut Said) -> Peeled {
    p.uint(&SPECIFICATION)?;
    let len = p.uint(&SPECIFICATION_LEN)? as usize;
    p.within(len, "length of the address", |p| {
        let syntax = p.uint(&SYNTAX)?;
        if syntax != ANY || len != 10 {
            return Ok(());
        }
        p.uint(&SIZE)?;
        let count = p.uint(&LENGTH)?;
        let block = p.uint(&BLOCK)?;
        let area = p.uint(&AREA)?;
        let table = if matches!(area as u8, COUNTERS | TIMERS) {
            TIMER
        } else {
            ADDRESS
        };
        let at = p.rows(table)?;
        if p.wants_fields() && said.what.len() < 80 {
            let bits = u32::from_be_bytes([0, at[0], at[1], at[2]]);
            let name = AREA.names.get(area).unwrap_or("area");
            let block = if area == 0x84 {
                format!(" {block}")
            } else {
                String::new()
            };
            said.what += &format!(", {name}{block} {}.{} × {count}", bits >> 3, bits & 7);
        }
        Ok(())
    })
}

/// Reads values with their results.
pub(super) fn values(p: &mut Peel<'_>, count: u64) -> Peeled {
    for index in 0..count {
        if p.rest().is_empty() || p.is_full() {
            break;
        }
        p.group(&VALUE_ITEM, |p| {
            let code = p.uint(&RETURN_CODE)?;
            let unit = p.uint(&TRANSPORT_SIZE)?;
            let at = p.pos();
            let len = p.skip(2)?;
            let mut len = usize::from(u16::from_be_bytes([len[0], len[1]]));
            if matches!(unit, 3..=5) {
                len = len.div_ceil(8);
            }
            p.mark_as(&VALUE_LEN, at..at + 2, Value::Uint(len as u64));
            if !matches!(code, 0xff | 0) || len == 0 {
                return Ok(());
            }
            p.field(&VALUE, len)?;
            if len % 2 == 1 && index + 1 < count && !p.rest().is_empty() {
                p.uint(&FILL)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Reads what became of written variables.
pub(super) fn results(p: &mut Peel<'_>, count: u64) -> Peeled {
    for _ in 0..count {
        if p.rest().is_empty() || p.is_full() {
            break;
        }
        p.group(&VALUE_ITEM, |p| p.uint(&RETURN_CODE).map(drop))?;
    }
    Ok(())
}
