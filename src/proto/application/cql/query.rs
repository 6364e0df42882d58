//! What a query has besides its text: how many replicas must agree, values, pages.

use super::{SOURCE, TEXT, long, short};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Timestamp, Value};

const CONSISTENCIES: Codes = &[
    (0, "any"),
    (1, "one"),
    (2, "two"),
    (3, "three"),
    (4, "quorum"),
    (5, "all"),
    (6, "local quorum"),
    (7, "each quorum"),
    (8, "serial"),
    (9, "local serial"),
    (10, "local one"),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SOURCE)
}

const VALUES: u8 = 1;
const PAGE_SIZE: u8 = 4;
const PAGING_STATE: u8 = 8;
const SERIAL: u8 = 0x10;
const TIME: u8 = 0x20;
const NAMES: u8 = 0x40;

pub(super) const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("cql.query.flags", "Flags", 8)
        .parts_follow()
        .doc("What follows.", SOURCE),
    FieldSpec::uint("cql.query_flags.reserved", "Reserved", 1)
        .part()
        .doc("Not used.", SOURCE),
    flag("cql.query.flags.value_names", "Names", "Values have names."),
    flag(
        "cql.query.flags.default_timestamp",
        "Time",
        "A time for what is written follows.",
    ),
    flag(
        "cql.query.flags.serial_consistency",
        "Serial consistency",
        "The consistency of conditions follows.",
    ),
    flag(
        "cql.query.flags.paging_state",
        "Paging state",
        "Where to go on follows.",
    ),
    flag(
        "cql.query.flags.page_size",
        "Page size",
        "How many rows to send at once follows.",
    ),
    flag(
        "cql.query.flags.skip_metadata",
        "No metadata",
        "The client knows the columns.",
    ),
    flag(
        "cql.query.flags.values",
        "Values",
        "Values for the question marks follow.",
    ),
];

pub(super) const BATCH_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("cql.batch.flags", "Flags", 8)
        .parts_follow()
        .doc("What follows.", SOURCE),
    FieldSpec::gap(1).part(),
    flag(
        "cql.batch.flags.with_name_for_values",
        "Names",
        "Values have names.",
    ),
    flag(
        "cql.batch.flags.default_timestamp",
        "Time",
        "A time for what is written follows.",
    ),
    flag(
        "cql.batch.flags.serial_consistency",
        "Serial consistency",
        "The consistency of conditions follows.",
    ),
    FieldSpec::gap(4).part(),
];

crate::fields! {
    CONSISTENCY = FieldSpec::hex("cql.consistency", "Consistency", 16)
        .codes(CONSISTENCIES).doc("How many replicas must agree.", SOURCE);
    COUNT = FieldSpec::uint("cql.value_count", "Values", 16)
        .doc("How many values follow.", SOURCE);
    BYTES_LEN = FieldSpec::int("cql.bytes_length.int", "Length", 32)
        .unit("bytes").doc("Length of the value; -1 for none (null), -2 for one that was not set.", SOURCE);
    ID_LEN = FieldSpec::uint("cql.bytes_length.short", "Length", 16)
        .unit("bytes").doc("Length of the identifier.", SOURCE);
    BYTES = FieldSpec::bytes("cql.bytes", "Value")
        .doc("A value, as its column's type writes it.", SOURCE);
    ID = FieldSpec::bytes("cql.query_id", "Query")
        .doc("The identifier that the server gave when it prepared the query.", SOURCE);
    PAGE = FieldSpec::int("cql.page_size", "Page size", 32)
        .unit("rows").doc("How many rows to send at once.", SOURCE);
    STATE = FieldSpec::bytes("cql.paging_state", "Paging state")
        .doc("Where the last page ended; only the server can read it.", SOURCE);
    STAMP = FieldSpec::computed("cql.timestamp", "Time")
        .doc("When the client says that the change was made.", SOURCE);
    BATCH_TYPE = FieldSpec::uint("cql.batch_type", "Batch", 8)
        .codes(&[(0, "logged"), (1, "unlogged"), (2, "counter")])
        .doc("Logged: all of it or nothing.", SOURCE);
    BATCH_LEN = FieldSpec::uint("cql.batch_query_size", "Queries", 16)
        .doc("How many queries follow.", SOURCE);
    QUERY_TYPE = FieldSpec::uint("cql.batch_query_type", "Kind of query", 8)
        .codes(&[(0, "text"), (1, "prepared")])
        .doc("As text, or by its identifier.", SOURCE);
}

pub(super) const SPECS: &[&FieldSpec] = FIELDS;

/// The versions whose parameters have one byte of flags.
fn has_flags(version: u8) -> bool {
    (2..=4).contains(&version)
}

/// Bytes with their length in four bytes.
pub(super) fn bytes(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let len = (p.uint(&BYTES_LEN)? as u32).cast_signed();
    match usize::try_from(len) {
        Ok(0) | Err(_) => Ok(()),
        Ok(len) => p.field(spec, len).map(drop),
    }
}

/// Bytes with their length in two bytes.
pub(super) fn id(p: &mut Peel<'_>) -> Peeled {
    match p.uint(&ID_LEN)? as usize {
        0 => Ok(()),
        len => p.field(&ID, len).map(drop),
    }
}

fn values(p: &mut Peel<'_>, names: bool) -> Peeled {
    for _ in 0..p.uint(&COUNT)? {
        if p.is_full() {
            break;
        }
        if names {
            short(p, &TEXT)?;
        }
        bytes(p, &BYTES)?;
    }
    Ok(())
}

fn time(p: &mut Peel<'_>) -> Peeled {
    p.require(8)?;
    let at = p.pos();
    let micros = p.skip(8)?.iter();
    let micros = micros.fold(0_u64, |micros, byte| micros << 8 | u64::from(*byte));
    let micros = micros.cast_signed();
    let nanos = micros.rem_euclid(1_000_000) as u32 * 1000;
    let time = Timestamp::from_parts(micros.div_euclid(1_000_000), nanos);
    p.mark_as(&STAMP, at..at + 8, Value::Time(time));
    Ok(())
}

pub(super) fn parameters(p: &mut Peel<'_>, version: u8) -> Peeled {
    p.uint(&CONSISTENCY)?;
    if !has_flags(version) {
        return Ok(());
    }
    let flags = p.rows(FLAGS)?[0];
    let has = |flag: u8| flags & flag != 0;
    if has(VALUES) {
        values(p, has(NAMES))?;
    }
    if has(PAGE_SIZE) {
        p.uint(&PAGE)?;
    }
    if has(PAGING_STATE) {
        bytes(p, &STATE)?;
    }
    if has(SERIAL) {
        p.uint(&CONSISTENCY)?;
    }
    if has(TIME) { time(p) } else { Ok(()) }
}

pub(super) fn execute(p: &mut Peel<'_>, version: u8) -> Peeled {
    id(p)?;
    if has_flags(version) {
        parameters(p, version)?;
    }
    Ok(())
}

pub(super) fn batch(p: &mut Peel<'_>, version: u8) -> Peeled {
    p.uint(&BATCH_TYPE)?;
    for _ in 0..p.uint(&BATCH_LEN)? {
        if p.is_full() {
            return Ok(());
        }
        match p.uint(&QUERY_TYPE)? {
            0 => drop(long(p)?),
            _ => id(p)?,
        }
        values(p, false)?;
    }
    p.uint(&CONSISTENCY)?;
    if !(3..=4).contains(&version) {
        return Ok(());
    }
    let flags = p.rows(BATCH_FLAGS)?[0];
    if flags & SERIAL != 0 {
        p.uint(&CONSISTENCY)?;
    }
    if flags & TIME != 0 { time(p) } else { Ok(()) }
}
