//! Parameters of messages, by their type.

use super::tables as table;
use super::{
    ADDRESS, DATA, LSR, MAC, RETURNED_MESSAGE, RETURNED_PDU, VALUE, elements, interface, remaining,
    session,
};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value, bytes_of};

pub(super) fn item(p: &mut Peel<'_>) -> Peeled {
    let head = p.rows(table::ITEM)?;
    let kind = u16::from_be_bytes([head[0] & 0x3f, head[1]]);
    let len = u16::from_be_bytes([head[2], head[3]]);
    p.within(len.into(), "parameter's length", |p| {
        value(p, kind)?;
        remaining(p, &VALUE)
    })
}

fn value(p: &mut Peel<'_>, kind: u16) -> Peeled {
    match kind {
        0x0100 => elements::elements(p),
        0x0101 => addresses(p),
        0x0104 => each(p, &LSR),
        0x0302 => {
            p.rows(table::RETURNED)?;
            remaining(p, &RETURNED_PDU)
        }
        0x0303 => {
            p.rows(table::RETURNED_MESSAGE)?;
            if p.rest().len() >= bytes_of(table::RETURNED_ID) {
                p.rows(table::RETURNED_ID)?;
            }
            remaining(p, &RETURNED_MESSAGE)
        }
        0x0404 => each(p, &MAC),
        0x096b => interface::parameters(p, true),
        0x3e00..=0x3eff => {
            p.rows(table::VENDOR)?;
            remaining(p, &DATA)
        }
        0x3f00..=0x3fff => {
            p.rows(table::EXPERIMENT)?;
            remaining(p, &DATA)
        }
        _ => match layout(kind) {
            Some(table) => p.rows(table).map(drop),
            None => Ok(()),
        },
    }
}

/// What parameters of this type consist of, if they are always the same.
fn layout(kind: u16) -> Option<&'static [FieldSpec]> {
    Some(match kind {
        0x0103 => table::HOPS,
        0x0200 => table::LABEL,
        0x0201 => table::ATM_LABEL,
        0x0202 => table::FRAME_RELAY_LABEL,
        0x0203 => table::PROTECTION,
        0x0204 => table::UPSTREAM,
        0x0205 => table::UPSTREAM_REQUEST,
        0x0300 => table::STATUS,
        0x0301 => table::EXTENDED_STATUS,
        0x0400 => session::HELLO,
        0x0401 => session::IPV4_TRANSPORT,
        0x0402 => session::SEQUENCE,
        0x0403 => session::IPV6_TRANSPORT,
        0x0500 => session::SESSION,
        0x0503 => session::FAULT_TOLERANCE,
        0x0504 => table::ACKNOWLEDGED,
        0x0600 => table::REQUEST_ID,
        0x096a => table::PSEUDOWIRE_STATUS,
        0x096c => table::GROUPING,
        _ => return None,
    })
}

/// Reads fields of this one kind up to the end of the bytes.
fn each(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.field(spec, (spec.bits / 8) as usize)?;
    }
    Ok(())
}

fn addresses(p: &mut Peel<'_>) -> Peeled {
    let family = p.rows(table::ADDRESS_FAMILY)?;
    let len = match family {
        [0, 1] => 4,
        [0, 2] => 16,
        _ => return Ok(()),
    };
    while !p.rest().is_empty() && !p.is_full() {
        let at = p.pos();
        let bytes = p.skip(len)?;
        p.mark_as(&ADDRESS, at..at + len, address(bytes, len));
    }
    Ok(())
}

/// An address of `len` bytes of which these are the first; the others are zero.
pub(super) fn address(bytes: &[u8], len: usize) -> Value {
    let mut octets = [0; 16];
    octets[..bytes.len()].copy_from_slice(bytes);
    match len {
        4 => Value::Ipv4([octets[0], octets[1], octets[2], octets[3]].into()),
        _ => Value::Ipv6(octets.into()),
    }
}
