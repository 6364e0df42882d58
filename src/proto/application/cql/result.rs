//! Results: columns and rows, and what else a query may lead to.

use super::query::{self, bytes};
use super::{SOURCE, TEXT, short};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec};

const ROWS: u64 = 2;

const KINDS: Codes = &[
    (1, "nothing"),
    (ROWS, "rows"),
    (3, "keyspace set"),
    (4, "prepared"),
    (5, "schema changed"),
];

const GLOBAL: u8 = 1;
const MORE_PAGES: u8 = 2;
const NO_METADATA: u8 = 4;

/// Types that hold other types are nested to this depth.
const MAX_DEPTH: u8 = 8;

const TYPES: Codes = &[
    (0x00, "custom"),
    (0x01, "ascii"),
    (0x02, "bigint"),
    (0x03, "blob"),
    (0x04, "boolean"),
    (0x05, "counter"),
    (0x06, "decimal"),
    (0x07, "double"),
    (0x08, "float"),
    (0x09, "int"),
    (0x0b, "timestamp"),
    (0x0c, "uuid"),
    (0x0d, "varchar"),
    (0x0e, "varint"),
    (0x0f, "timeuuid"),
    (0x10, "inet"),
    (0x11, "date"),
    (0x12, "time"),
    (0x13, "smallint"),
    (0x14, "tinyint"),
    (0x20, "list"),
    (0x21, "map"),
    (0x22, "set"),
    (0x30, "user defined type"),
    (0x31, "tuple"),
];

pub(super) const ROWS_FLAGS: &[FieldSpec] = &[
    FieldSpec::uint("cql.result.rows.flags", "Flags", 32)
        .parts_follow()
        .doc("What is said of the columns.", SOURCE),
    FieldSpec::gap(29).part(),
    FieldSpec::flag("cql.result.rows.flags.no_metadata", "No metadata")
        .part()
        .doc("The client knows the columns.", SOURCE),
    FieldSpec::flag("cql.result.rows.flags.has_more_pages", "More pages")
        .part()
        .doc("There are more rows.", SOURCE),
    FieldSpec::flag("cql.result.rows.flags.global_tables", "One table")
        .part()
        .doc("All columns are of one table.", SOURCE),
];

crate::fields! {
    KIND = FieldSpec::int("cql.result.kind", "Result", 32)
        .codes(KINDS).doc("What came of the query.", SOURCE);
    COLUMNS = FieldSpec::int("cql.result.rows.column_count", "Columns", 32)
        .doc("How many columns a row has.", SOURCE);
    KEYSPACE = FieldSpec::text("cql.result.rows.keyspace_name", "Keyspace")
        .doc("The keyspace of the table.", SOURCE);
    TABLE = FieldSpec::text("cql.result.rows.table_name", "Table")
        .doc("The table.", SOURCE);
    COLUMN = FieldSpec::text("cql.result.rows.column_name", "Column")
        .doc("The name of a column.", SOURCE);
    TYPE = FieldSpec::uint("cql.data_type", "Type", 16)
        .codes(TYPES).doc("Of what kind the values are.", SOURCE);
    UDT = FieldSpec::text("cql.result.rows.udt_name", "Type's name")
        .doc("A type that users made.", SOURCE);
    UDT_LEN = FieldSpec::uint("cql.result.rows.udt_size", "Fields", 16)
        .doc("How many fields the type has.", SOURCE);
    UDT_FIELD = FieldSpec::text("cql.result.rows.udt_field_name", "Field")
        .doc("A field of the type.", SOURCE);
    TUPLE_LEN = FieldSpec::uint("cql.result.rows.tuple_size", "Parts", 16)
        .doc("How many parts the tuple has.", SOURCE);
    STATE = FieldSpec::bytes("cql.paging_state", "Paging state")
        .doc("Where to go on; only the server can read it.", SOURCE);
    ROW_COUNT = FieldSpec::int("cql.result.rows.row_count", "Rows", 32)
        .doc("How many rows follow.", SOURCE);
    ASCII = FieldSpec::text("cql.ascii", "Text")
        .doc("Text of ASCII.", SOURCE);
    VARCHAR = FieldSpec::text("cql.varchar", "Text")
        .doc("Text.", SOURCE);
    BIGINT = FieldSpec::int("cql.bigint", "Number", 64)
        .doc("A number of 64 bits.", SOURCE);
    INT = FieldSpec::int("cql.int", "Number", 32)
        .doc("A number of 32 bits.", SOURCE);
    BOOLEAN = FieldSpec::uint("cql.boolean", "Truth value", 8)
        .doc("0 is false.", SOURCE);
    UUID = FieldSpec::bytes("cql.uuid", "UUID")
        .doc("An identifier of 128 bits.", SOURCE);
    TIME_UUID = FieldSpec::bytes("cql.timeuuid", "UUID")
        .doc("An identifier of 128 bits with a time in it.", SOURCE);
    IPV4 = FieldSpec::ipv4("cql.ipv4", "Address")
        .doc("An IPv4 address.", SOURCE);
    IPV6 = FieldSpec::ipv6("cql.ipv6", "Address")
        .doc("An IPv6 address.", SOURCE);
    BYTES = FieldSpec::bytes("cql.bytes", "Value")
        .doc("A value of another type.", SOURCE);
}

pub(super) const SPECS: &[&FieldSpec] = FIELDS;

pub(super) fn read(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&KIND)?;
    let name = KIND.names.get(kind).unwrap_or("unknown result");
    p.summary(format_args!("RESULT: {name}"));
    match kind {
        ROWS => rows(p),
        3 => short(p, &TEXT).map(drop),
        4 => query::id(p),
        5 => (0..3).try_for_each(|_| short(p, &TEXT).map(drop)),
        _ => Ok(()),
    }
}

fn rows(p: &mut Peel<'_>) -> Peeled {
    let flags = p.rows(ROWS_FLAGS)?[3];
    let columns = p.uint(&COLUMNS)?;
    if flags & MORE_PAGES != 0 {
        bytes(p, &STATE)?;
    }
    let mut types = Vec::new();
    if flags & NO_METADATA == 0 {
        if flags & GLOBAL != 0 {
            short(p, &KEYSPACE)?;
            short(p, &TABLE)?;
        }
        for _ in 0..columns {
            if flags & GLOBAL == 0 {
                short(p, &KEYSPACE)?;
                short(p, &TABLE)?;
            }
            short(p, &COLUMN)?;
            types.push(option(p, 0)?);
            if p.is_full() {
                return Ok(());
            }
        }
    }
    let count = p.uint(&ROW_COUNT)?;
    p.summary(format_args!("RESULT: {count} rows of {columns} columns"));
    // Each value has at least its length, so that the bytes bound this.
    for _ in 0..count {
        if columns == 0 {
            break;
        }
        for column in 0..columns {
            let kind = usize::try_from(column).ok();
            let kind = kind.and_then(|column| types.get(column).copied());
            value(p, kind)?;
            if p.is_full() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// A column's type.
fn option(p: &mut Peel<'_>, depth: u8) -> Result<u64, Stop> {
    if depth > MAX_DEPTH || p.is_full() {
        return Err(Stop);
    }
    let kind = p.uint(&TYPE)?;
    match kind {
        0x00 => drop(short(p, &TEXT)?),
        0x20 | 0x22 => drop(option(p, depth + 1)?),
        0x21 => {
            option(p, depth + 1)?;
            option(p, depth + 1)?;
        }
        0x30 => {
            short(p, &KEYSPACE)?;
            short(p, &UDT)?;
            for _ in 0..p.uint(&UDT_LEN)? {
                short(p, &UDT_FIELD)?;
                option(p, depth + 1)?;
            }
        }
        0x31 => {
            for _ in 0..p.uint(&TUPLE_LEN)? {
                option(p, depth + 1)?;
            }
        }
        _ => {}
    }
    Ok(kind)
}

/// One value of a row; its length must fit its type.
fn value(p: &mut Peel<'_>, kind: Option<u64>) -> Peeled {
    let len = p.rest().first_chunk().map(|len| i32::from_be_bytes(*len));
    let spec = match (kind, len) {
        (Some(0x01), _) => &ASCII,
        (Some(0x0d), _) => &VARCHAR,
        (Some(0x02 | 0x05), Some(8)) => &BIGINT,
        (Some(0x09), Some(4)) => &INT,
        (Some(0x04), Some(1)) => &BOOLEAN,
        (Some(0x0c), Some(16)) => &UUID,
        (Some(0x0f), Some(16)) => &TIME_UUID,
        (Some(0x10), Some(4)) => &IPV4,
        (Some(0x10), Some(16)) => &IPV6,
        _ => &BYTES,
    };
    bytes(p, spec)
}
