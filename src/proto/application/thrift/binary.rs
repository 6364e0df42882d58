//! The binary encoding: all numbers in their full width.

use super::{
    BOOL, DOUBLE, EXCEPTION, FAILED, FAILED_TEXT, FAILED_TYPE, FID, I8, I16, I32, I64, KIND, LIST,
    LIST_LEN, MAP, MAP_LEN, PROTOCOL_ID, SEQUENCE, SET, SET_LEN, SOURCE, STR_LEN, STRUCT, UUID,
    check, method, refuse, text,
};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec};

const STOP: u8 = 0;
const T_I32: u8 = 8;
const T_BINARY: u8 = 11;

const TYPES: Codes = &[
    (STOP as u64, "end of the structure"),
    (1, "void"),
    (2, "truth value"),
    (3, "8 bits"),
    (4, "floating point"),
    (6, "16 bits"),
    (T_I32 as u64, "32 bits"),
    (10, "64 bits"),
    (T_BINARY as u64, "text or bytes"),
    (12, "structure"),
    (13, "map"),
    (14, "set"),
    (15, "list"),
    (16, "UUID"),
];

pub(super) const VERSION: &[FieldSpec] = &[
    FieldSpec::gap(3),
    FieldSpec::uint("thrift.version", "Version", 5).doc("Version of the encoding: 1.", SOURCE),
];

pub(super) const TYPE: &[FieldSpec] = &[FieldSpec::hex("thrift.type", "Type", 8)
    .codes(TYPES)
    .doc("Of what kind the value is.", SOURCE)];

pub(super) const PAIR: &[FieldSpec] = &[
    FieldSpec::hex("thrift.type", "Key type", 8)
        .codes(TYPES)
        .doc("Of what kind the keys are.", SOURCE),
    FieldSpec::hex("thrift.type", "Value type", 8)
        .codes(TYPES)
        .doc("Of what kind the values are.", SOURCE),
];

/// A message, with version (strict) or without (old).
pub(super) fn message(p: &mut Peel<'_>, strict: bool) -> Peeled {
    let kind = if strict {
        p.uint(&PROTOCOL_ID)?;
        p.rows(VERSION)?;
        p.skip(1)?;
        let kind = p.uint(&KIND)? as u8;
        let len = length(p)?;
        method(p, len, kind)?;
        kind
    } else {
        let len = length(p)?;
        let kind = p.bytes().get(p.pos() + len).copied().unwrap_or_default();
        method(p, len, kind)?;
        p.uint(&KIND)?;
        kind
    };
    p.uint(&SEQUENCE)?;
    if kind == EXCEPTION {
        return p.group(&FAILED, failure);
    }
    fields(p, 0)
}

fn length(p: &mut Peel<'_>) -> Result<usize, Stop> {
    let len = p.uint(&STR_LEN)? as u32;
    usize::try_from(len.cast_signed()).map_err(|_| refuse(p, "a length is negative"))
}

fn count(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<usize, Stop> {
    let count = p.uint(spec)? as u32;
    usize::try_from(count.cast_signed()).map_err(|_| refuse(p, "a count is negative"))
}

/// The structure of an exception: its text and its reason.
fn failure(p: &mut Peel<'_>) -> Peeled {
    loop {
        check(p, 0)?;
        p.require(1)?;
        match *p.rest() {
            [STOP, ..] => return p.skip(1).map(drop),
            [T_BINARY, 0, 1, ..] => {
                p.require(7)?;
                let len = super::number(&p.rest()[3..]);
                let len = len.ok_or_else(|| refuse(p, "a length is negative"))?;
                p.skip(7)?;
                p.field(&FAILED_TEXT, len)?;
            }
            [T_I32, 0, 2, ..] => {
                p.skip(3)?;
                p.uint(&FAILED_TYPE)?;
            }
            _ => {
                let kind = p.rows(TYPE)?[0];
                p.uint(&FID)?;
                value(p, kind, 0)?;
            }
        }
    }
}

fn fields(p: &mut Peel<'_>, depth: u8) -> Peeled {
    loop {
        check(p, depth)?;
        let kind = p.rows(TYPE)?[0];
        if kind == STOP {
            return Ok(());
        }
        p.uint(&FID)?;
        value(p, kind, depth)?;
    }
}

fn value(p: &mut Peel<'_>, kind: u8, depth: u8) -> Peeled {
    check(p, depth)?;
    match kind {
        2 => p.uint(&BOOL).map(drop),
        3 => p.uint(&I8).map(drop),
        4 => {
            p.require(8)?;
            let at = p.pos();
            let bits = p.skip(8)?.iter();
            let bits = bits.fold(0, |bits, byte| bits << 8 | u64::from(*byte));
            p.mark_made(&DOUBLE, at..at + 8, || f64::from_bits(bits).to_string());
            Ok(())
        }
        6 => p.uint(&I16).map(drop),
        T_I32 => p.uint(&I32).map(drop),
        10 => p.uint(&I64).map(drop),
        T_BINARY => {
            let len = length(p)?;
            text(p, len)
        }
        12 => p.group(&STRUCT, |p| fields(p, depth + 1)),
        13 => p.group(&MAP, |p| {
            let (keys, values) = match *p.rows(PAIR)? {
                [keys, values] => (keys, values),
                _ => return Err(Stop),
            };
            for _ in 0..count(p, &MAP_LEN)? {
                value(p, keys, depth + 1)?;
                value(p, values, depth + 1)?;
            }
            Ok(())
        }),
        14 => p.group(&SET, |p| items(p, &SET_LEN, depth + 1)),
        15 => p.group(&LIST, |p| items(p, &LIST_LEN, depth + 1)),
        16 => p.field(&UUID, 16).map(drop),
        _ => Err(refuse(p, "this type does not exist")),
    }
}

fn items(p: &mut Peel<'_>, spec: &'static FieldSpec, depth: u8) -> Peeled {
    let kind = p.rows(TYPE)?[0];
    for _ in 0..count(p, spec)? {
        value(p, kind, depth)?;
    }
    Ok(())
}
