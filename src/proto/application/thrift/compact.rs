//! The compact encoding: numbers as short as they are, types and lengths in half bytes.

use std::ops::Range;

use super::{
    BOOL, DOUBLE, EXCEPTION, FAILED, FAILED_TEXT, FAILED_TYPE, FID, I8, I16, I32, I64, KINDS, LIST,
    LIST_LEN, MAP, MAP_LEN, PROTOCOL_ID, SEQUENCE, SET, SET_LEN, SOURCE, STR_LEN, STRUCT, UUID,
    check, method, refuse, text,
};
use crate::decode::{Peel, Peeled, Stop as Ended};
use crate::model::{Codes, FieldSpec, Value};

const TRUE: u8 = 1;
const FALSE: u8 = 2;
const T_I32: u8 = 5;
const T_BINARY: u8 = 8;

/// A list with this length in its half byte gives the length behind it.
const LONG: u8 = 15;

const TYPES: Codes = &[
    (0, "end of the structure"),
    (TRUE as u64, "true"),
    (FALSE as u64, "false"),
    (3, "8 bits"),
    (4, "16 bits"),
    (T_I32 as u64, "32 bits"),
    (6, "64 bits"),
    (7, "floating point"),
    (T_BINARY as u64, "text or bytes"),
    (9, "list"),
    (10, "set"),
    (11, "map"),
    (12, "structure"),
    (13, "UUID"),
];

pub(super) const VERSION: &[FieldSpec] = &[
    FieldSpec::hex("thrift.mtype", "Message type", 3)
        .codes(KINDS)
        .doc("A call, or what becomes of it.", SOURCE),
    FieldSpec::uint("thrift.version", "Version", 5).doc("Version of the encoding: 1.", SOURCE),
];

const fn half(label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::hex("thrift.type", label, 4)
        .codes(TYPES)
        .doc(doc, SOURCE)
}

const ITEM: FieldSpec = half("Type", "Of what kind the items are.");

pub(super) const FIELD: &[FieldSpec] = &[
    FieldSpec::uint("thrift.fid_delta", "Distance", 4).doc(
        "How far the field's ID is from the one before; 0 if the ID follows.",
        SOURCE,
    ),
    half("Type", "Of what kind the value is."),
];

pub(super) const STOP: &[FieldSpec] = &[FieldSpec::hex("thrift.type", "Type", 8)
    .codes(TYPES)
    .doc("The structure ends.", SOURCE)];

pub(super) const LIST_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("thrift.num_list_item", "Items", 4).doc("How many items the list has.", SOURCE),
    ITEM,
];

pub(super) const SET_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("thrift.num_set_item", "Items", 4).doc("How many items the set has.", SOURCE),
    ITEM,
];

pub(super) const LONG_LIST_HEAD: &[FieldSpec] = &[
    FieldSpec::hex("thrift.num_item", "More than 14 items", 4)
        .doc("The number of items does not fit here and follows.", SOURCE),
    ITEM,
];

pub(super) const PAIR: &[FieldSpec] = &[
    half("Key type", "Of what kind the keys are."),
    half("Value type", "Of what kind the values are."),
];

/// A number in groups of 7 bits, the lowest first, and where it stands.
fn varint(p: &mut Peel<'_>) -> Result<(u64, Range<usize>), Ended> {
    let start = p.pos();
    let mut number = 0;
    for group in 0..10 {
        let byte = p.skip(1)?[0];
        number |= u64::from(byte & 0x7f) << (7 * group);
        if byte & 0x80 == 0 {
            return Ok((number, start..p.pos()));
        }
    }
    Err(refuse(p, "a number is too long"))
}

/// A number whose sign stands in its lowest bit.
fn signed(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<i64, Ended> {
    let (number, at) = varint(p)?;
    let number = (number >> 1).cast_signed() ^ -(number & 1).cast_signed();
    p.mark_as(spec, at, Value::Int(number));
    Ok(number)
}

fn count(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<usize, Ended> {
    let (number, at) = varint(p)?;
    let Ok(count) = i32::try_from(number) else {
        return Err(refuse(p, "a length is too large"));
    };
    p.mark_as(spec, at, Value::Int(count.into()));
    usize::try_from(count).map_err(|_| Ended)
}

pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    p.uint(&PROTOCOL_ID)?;
    let kind = p.rows(VERSION)?[0] >> 5;
    let (id, at) = varint(p)?;
    let id = i64::from((id as u32).cast_signed());
    p.mark_as(&SEQUENCE, at, Value::Int(id));
    let len = count(p, &STR_LEN)?;
    method(p, len, kind)?;
    if kind == EXCEPTION {
        return p.group(&FAILED, failure);
    }
    fields(p, 0)
}

/// The structure of an exception: its text and its reason.
fn failure(p: &mut Peel<'_>) -> Peeled {
    let mut id = 0_i64;
    loop {
        check(p, 0)?;
        p.require(1)?;
        let head = p.rest()[0];
        let (delta, kind) = (head >> 4, head & 15);
        match (id + i64::from(delta), kind) {
            _ if head == 0 => return p.skip(1).map(drop),
            (1, T_BINARY) if delta > 0 => {
                p.skip(1)?;
                let (len, _) = varint(p)?;
                p.field(&FAILED_TEXT, usize::try_from(len).unwrap_or(usize::MAX))?;
            }
            (2, T_I32) if delta > 0 => {
                p.skip(1)?;
                signed(p, &FAILED_TYPE)?;
            }
            _ => {
                id = field(p, id, 0)?;
                continue;
            }
        }
        id += i64::from(delta);
    }
}

fn fields(p: &mut Peel<'_>, depth: u8) -> Peeled {
    let mut id = 0;
    loop {
        check(p, depth)?;
        p.require(1)?;
        if p.rest()[0] == 0 {
            return p.rows(STOP).map(drop);
        }
        id = field(p, id, depth)?;
    }
}

/// One field behind the one with this ID; gives its own.
fn field(p: &mut Peel<'_>, before: i64, depth: u8) -> Result<i64, Ended> {
    let at = p.pos()..p.pos() + 1;
    let head = p.rows(FIELD)?[0];
    let (delta, kind) = (head >> 4, head & 15);
    let id = match delta {
        0 => signed(p, &FID)?,
        _ => before + i64::from(delta),
    };
    if delta > 0 {
        p.mark_as(&FID, at.clone(), Value::Int(id));
    }
    match kind {
        // The type is the value.
        TRUE | FALSE => p.mark_as(&BOOL, at, Value::Uint((kind == TRUE).into())),
        _ => value(p, kind, depth)?,
    }
    Ok(id)
}

fn value(p: &mut Peel<'_>, kind: u8, depth: u8) -> Peeled {
    check(p, depth)?;
    match kind {
        // Items of a list: the same numbers as the types.
        TRUE | FALSE => {
            let at = p.pos()..p.pos() + 1;
            let byte = p.skip(1)?[0];
            p.mark_as(&BOOL, at, Value::Uint((byte == TRUE).into()));
            Ok(())
        }
        3 => p.uint(&I8).map(drop),
        4 => signed(p, &I16).map(drop),
        T_I32 => signed(p, &I32).map(drop),
        6 => signed(p, &I64).map(drop),
        7 => {
            let at = p.pos();
            let bits = p.skip(8)?.iter().rev();
            let bits = bits.fold(0, |bits, byte| bits << 8 | u64::from(*byte));
            p.mark_made(&DOUBLE, at..at + 8, || f64::from_bits(bits).to_string());
            Ok(())
        }
        T_BINARY => {
            let len = count(p, &STR_LEN)?;
            text(p, len)
        }
        9 => p.group(&LIST, |p| items(p, LIST_HEAD, &LIST_LEN, depth + 1)),
        10 => p.group(&SET, |p| items(p, SET_HEAD, &SET_LEN, depth + 1)),
        11 => p.group(&MAP, |p| map(p, depth + 1)),
        12 => p.group(&STRUCT, |p| fields(p, depth + 1)),
        13 => p.field(&UUID, 16).map(drop),
        _ => Err(refuse(p, "this type does not exist")),
    }
}

fn items(
    p: &mut Peel<'_>,
    short: &'static [FieldSpec],
    long: &'static FieldSpec,
    depth: u8,
) -> Peeled {
    p.require(1)?;
    let head = p.rest()[0];
    let (mut len, kind) = (usize::from(head >> 4), head & 15);
    if head >> 4 == LONG {
        p.rows(LONG_LIST_HEAD)?;
        len = count(p, long)?;
    } else {
        p.rows(short)?;
    }
    for _ in 0..len {
        value(p, kind, depth)?;
    }
    Ok(())
}

fn map(p: &mut Peel<'_>, depth: u8) -> Peeled {
    let len = count(p, &MAP_LEN)?;
    if len == 0 {
        return Ok(());
    }
    let kinds = p.rows(PAIR)?[0];
    for _ in 0..len {
        value(p, kinds >> 4, depth)?;
        value(p, kinds & 15, depth)?;
    }
    Ok(())
}
