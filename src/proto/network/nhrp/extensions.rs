//! Extensions (RFC 2332 §5.3).

use super::{
    AUTHENTICATION_BYTES, AUTHENTICATION_DATA, AUTHENTICATION_SOURCE, EXTENSION, Lengths, UNKNOWN,
    VENDOR_DATA, entries, read, tables,
};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, bytes_of};

const END: u16 = 0;
const AUTHENTICATION: u16 = 7;
const VENDOR: u16 = 8;
const TRANSLATION: u16 = 9;
const CAPABILITIES_LEN: usize = bytes_of(tables::CAPABILITIES);
const TYPE_BITS: u16 = 0x3fff;

/// Reads extensions up to the one that ends them.
pub(super) fn extensions(p: &mut Peel<'_>, lengths: &Lengths) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        let kind = p.group(&EXTENSION, |p| {
            let head = p.rows(tables::EXTENSION)?;
            let kind = u16::from_be_bytes([head[0], head[1]]) & TYPE_BITS;
            let len = u16::from_be_bytes([head[2], head[3]]);
            p.within(len.into(), "extension length", |p| match kind {
                // The same number was given away twice.
                TRANSLATION if usize::from(len) == CAPABILITIES_LEN => {
                    p.rows(tables::CAPABILITIES).map(drop)
                }
                3..=5 | TRANSLATION => entries(p, lengths),
                AUTHENTICATION => authentication(p, lengths),
                VENDOR => {
                    p.rows(tables::VENDOR)?;
                    remaining(p, &VENDOR_DATA)
                }
                _ => remaining(p, &UNKNOWN),
            })?;
            Ok(kind)
        })?;
        if kind == END {
            return Ok(());
        }
    }
    Ok(())
}

fn authentication(p: &mut Peel<'_>, lengths: &Lengths) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    p.rows(tables::AUTHENTICATION)?;
    let len = lengths.source[0].min(p.rest().len());
    read(
        p,
        len,
        lengths.is_ipv4,
        &AUTHENTICATION_SOURCE,
        &AUTHENTICATION_BYTES,
    )?;
    remaining(p, &AUTHENTICATION_DATA)
}

fn remaining(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}
