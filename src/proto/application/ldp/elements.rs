//! Forwarding equivalence classes: what a label stands for (RFC 5036 §3.4.1, RFC 8077 §6, RFC 6388).

use super::classes as table;
use super::items::address;
use super::{AGI, ELEMENT, HOST, OPAQUE, PREFIX, ROOT, SAII, TAII, UNKNOWN, interface, remaining};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec, bytes_of};

/// The only identifier of attachments that has parts.
const LONG: u8 = 2;

pub(super) fn elements(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ELEMENT, element)?;
    }
    Ok(())
}

fn element(p: &mut Peel<'_>) -> Peeled {
    match p.rows(table::ELEMENT_TYPE)?[0] {
        // All, or all of a constraint-based path: nothing more to say.
        1 | 4 => Ok(()),
        2 => prefix(p),
        3 => host(p),
        6..=8 => tree(p),
        128 => circuit(p),
        129 => generalized(p),
        _ => remaining(p, &UNKNOWN),
    }
}

/// Family and length; gives the length of the family's addresses and the length that is told.
fn family(p: &mut Peel<'_>) -> Result<(usize, usize), Stop> {
    let head = p.rows(table::ELEMENT_FAMILY)?;
    let len = head[2].into();
    match (head[0], head[1]) {
        (0, 1) => Ok((4, len)),
        (0, 2) => Ok((16, len)),
        _ => {
            remaining(p, &UNKNOWN)?;
            Err(Stop)
        }
    }
}

fn prefix(p: &mut Peel<'_>) -> Peeled {
    let (whole, bits) = family(p)?;
    let len = bits.div_ceil(8);
    if len > whole {
        return too_long(p, bits, whole * 8);
    }
    let at = p.pos();
    let mut bytes = [0; 16];
    bytes[..len].copy_from_slice(p.skip(len)?);
    if bits % 8 != 0 {
        bytes[len - 1] &= 0xff << (8 - bits % 8);
    }
    p.mark_as(&PREFIX, at..at + len, address(&bytes[..len], whole));
    Ok(())
}

fn host(p: &mut Peel<'_>) -> Peeled {
    let (whole, len) = family(p)?;
    if len != whole {
        return too_long(p, len, whole);
    }
    let at = p.pos();
    let bytes = p.skip(len)?;
    p.mark_as(&HOST, at..at + len, address(bytes, whole));
    Ok(())
}

fn too_long(p: &mut Peel<'_>, says: usize, limit: usize) -> Peeled {
    p.fault(
        FaultKind::BadLength {
            field: "length of the address",
            says: says as u64,
            limit: limit as u64,
        },
        p.pos() - 1..p.pos(),
    );
    Err(Stop)
}

fn tree(p: &mut Peel<'_>) -> Peeled {
    let head = p.rows(table::TREE)?;
    match (head[1], head[2]) {
        (1, 4) => p.field(&ROOT, 4)?,
        (_, len) => p.skip(len.into())?,
    };
    let len = p.rows(table::OPAQUE_LENGTH)?;
    let len = usize::from(u16::from_be_bytes([len[0], len[1]]));
    if len > 0 {
        p.field(&OPAQUE, len)?;
    }
    Ok(())
}

fn circuit(p: &mut Peel<'_>) -> Peeled {
    let len = usize::from(p.rows(table::CIRCUIT)?[2]);
    p.within(len, "information length", |p| {
        if len == 0 {
            return Ok(());
        }
        p.rows(table::CIRCUIT_ID)?;
        interface::parameters(p, false)
    })
}

fn generalized(p: &mut Peel<'_>) -> Peeled {
    let len = usize::from(p.rows(table::GENERALIZED)?[2]);
    p.within(len, "information length", |p| {
        identifier(p, table::AGI, &AGI)?;
        identifier(p, table::SAII, &SAII)?;
        identifier(p, table::TAII, &TAII)
    })
}

fn identifier(p: &mut Peel<'_>, head: &'static [FieldSpec], value: &'static FieldSpec) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    let head = p.rows(head)?;
    let len = usize::from(head[1]);
    let at = p.pos();
    match len {
        0 => return Ok(()),
        len => p.field(value, len)?,
    };
    if head[0] == LONG && len == bytes_of(table::LONG_AII) && value.name != AGI.name {
        p.bits(table::LONG_AII, at);
    }
    Ok(())
}
