//! Options: type, length, value.

use super::layouts::{LAYOUTS, Then};
use super::{codes, values};
use crate::decode::{Peel, Peeled};
use crate::model::{FaultKind, FieldSpec};

const RELAY_MESSAGE: u16 = 9;

crate::fields! {
    OPTION = FieldSpec::computed("dhcpv6.option.type_str", "Option")
        .doc("An option: two bytes that say what it is, two for its length, and its value.", "RFC 8415 §21.1");
    TYPE = FieldSpec::uint("dhcpv6.option.type", "Type", 16)
        .codes(codes::OPTIONS)
        .doc("Which option.", "RFC 8415 §21.1");
    LENGTH = FieldSpec::uint("dhcpv6.option.length", "Length", 16)
        .unit("bytes")
        .doc("Bytes of the value.", "RFC 8415 §21.1");
    VALUE = FieldSpec::bytes("", "Value")
        .doc("The value of an option that decap does not take apart.", "RFC 8415 §21.1");
}

/// What options need to know of the message that they stand in.
pub(super) struct Reader<'a> {
    /// Its type.
    pub message: u8,
    /// How many relay messages and options are around.
    pub depth: u8,
    /// What the summary says.
    pub said: &'a mut String,
}

/// Options inside of options are read down to this depth.
const MAX_NESTING: u8 = 32;

/// Reads options up to the end of the bytes.
pub(super) fn read(p: &mut Peel<'_>, reader: &mut Reader<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        let code = match *p.rest() {
            [high, low, ..] => u16::from_be_bytes([high, low]),
            _ => 0,
        };
        let name = TYPE.names.get(code.into());
        let text = || match name {
            Some(name) => name.to_owned(),
            None => format!("DHCP option {code}"),
        };
        p.group_made(&OPTION, text, |p| {
            p.uint(&TYPE)?;
            let len = p.uint(&LENGTH)? as usize;
            p.within(len, "option length", |p| value(p, code, reader))
        })?;
    }
    Ok(())
}

fn value(p: &mut Peel<'_>, code: u16, reader: &mut Reader<'_>) -> Peeled {
    if code == RELAY_MESSAGE {
        return super::message(p, reader.depth + 1, reader.said);
    }
    let then = match LAYOUTS.binary_search_by_key(&code, |layout| layout.0) {
        Ok(index) => {
            let (_, then, layout) = LAYOUTS[index];
            if values::IDENTITIES.contains(&code) {
                values::identity(p, code)?;
            }
            row(p, layout)?;
            while then == Then::Again && !p.rest().is_empty() && !p.is_full() {
                row(p, layout)?;
            }
            then
        }
        Err(_) => values::read(p, code, reader.message)?,
    };
    if then == Then::Options && reader.depth < MAX_NESTING {
        reader.depth += 1;
        let result = read(p, reader);
        reader.depth -= 1;
        result?;
    }
    match p.rest().len() {
        0 => Ok(()),
        rest => p.field(&VALUE, rest).map(drop),
    }
}

/// Reads the fields of a row. One without a width takes the rest.
fn row(p: &mut Peel<'_>, layout: &'static [FieldSpec]) -> Peeled {
    if layout.iter().all(|spec| spec.bits > 0) {
        return match p.rest().is_empty() {
            true => Ok(()),
            false => p.rows(layout).map(drop),
        };
    }
    for spec in layout {
        let len = match spec.bits {
            0 => p.rest().len(),
            bits => (bits / 8) as usize,
        };
        if len > 0 {
            p.field(spec, len)?;
        }
    }
    Ok(())
}

/// Says that an option is not what it should be.
pub(super) fn malformed(p: &mut Peel<'_>, why: &'static str) {
    let at = p.pos()..p.bytes().len();
    p.fault(FaultKind::Malformed(why), at);
}
