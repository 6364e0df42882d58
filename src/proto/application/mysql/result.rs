//! Results: how many columns, what they are, and the rows.

use super::{
    CACHED_METADATA, LEFT, MORE_METADATA, NO_EOF, SOURCE, State, UNREAD, can, counted, enter,
    flags, number, rest, server,
};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec, Value};

const TYPES: Codes = &[
    (0, "decimal"),
    (1, "tiny integer"),
    (2, "short integer"),
    (3, "integer"),
    (4, "float"),
    (5, "double"),
    (6, "null"),
    (7, "timestamp"),
    (8, "long integer"),
    (9, "integer of 3 bytes"),
    (10, "date"),
    (11, "time"),
    (12, "date and time"),
    (13, "year"),
    (14, "new date"),
    (15, "varchar"),
    (16, "bits"),
    (245, "JSON"),
    (246, "new decimal"),
    (247, "enumeration"),
    (248, "set"),
    (249, "tiny blob"),
    (250, "medium blob"),
    (251, "long blob"),
    (252, "blob"),
    (253, "var string"),
    (254, "string"),
    (255, "geometry"),
];

const fn word(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, SOURCE)
}

crate::fields! {
    COUNT = FieldSpec::uint("mysql.num_fields", "Columns", 0).doc("Of the result.", SOURCE);
    FOLLOWS = FieldSpec::uint("mysql.metadata_follows", "Descriptions follow", 8).codes(&[(0, "no"), (1, "yes")]).doc("0: the columns are as they were before.", SOURCE);
    EXTENDED = FieldSpec::group("mysql.extmeta_data", "Extended metadata").doc("More about the column's type.", SOURCE);
    EXTENDED_LEN = FieldSpec::uint("mysql.extmeta.length", "Length", 0).unit("bytes").doc("Of it.", SOURCE);
    CATALOG = word("mysql.field.catalog", "Catalog", "Always def.");
    DATABASE = word("mysql.field.db", "Database", "Where the column comes from.");
    TABLE = word("mysql.field.table", "Table", "As the query calls it.");
    ORIGINAL_TABLE = word("mysql.field.org_table", "Original table", "As it is called in the database.");
    NAME = word("mysql.field.name", "Name", "As the query calls the column.");
    ORIGINAL_NAME = word("mysql.field.org_name", "Original name", "As it is called in the table.");
    CHARSET = FieldSpec::uint("mysql.field.charsetnr", "Character set", 16).little().doc("63 stands for bytes.", SOURCE);
    LENGTH = FieldSpec::uint("mysql.field.length", "Width", 32).little().unit("bytes").doc("Of the longest value.", SOURCE);
    TYPE = FieldSpec::uint("mysql.field.type", "Type", 8).codes(TYPES).doc("What values are.", SOURCE);
    DECIMALS = FieldSpec::uint("mysql.field.decimals", "Decimals", 8).doc("Digits behind the point; 31 for as many as there are.", SOURCE);
    DEFAULT = word("mysql.field.default", "Default", "What new rows get.");
    CELL = word("mysql.row.text", "Value", "As text, whatever its type is.");
}

/// Says that so many descriptions follow, or `empty` if there are none.
pub(super) fn expect(p: &mut Peel<'_>, count: u64, next: State, empty: State) {
    p.note(LEFT, 0, count);
    enter(p, if count == 0 { empty } else { next });
}

/// Descriptions that are still to come.
pub(super) fn left(p: &Peel<'_>) -> u64 {
    p.fact(LEFT, 0).unwrap_or(0)
}

/// Reads a packet of a result.
pub(super) fn read(p: &mut Peel<'_>, state: State) -> Peeled {
    match state {
        State::Query | State::Execution => {
            let count = number(p, Some(&COUNT))?.unwrap_or(0);
            p.summary(format_args!("{count} columns"));
            let is_query = state == State::Query;
            let (columns, rows) = match is_query {
                true => (State::Columns, State::Rows),
                false => (State::BinaryColumns, State::BinaryRows),
            };
            let mut described = count;
            if can(p, CACHED_METADATA) && !p.rest().is_empty() && p.uint(&FOLLOWS)? == 0 {
                described = 0;
            }
            // Even then the columns have their end, if there are ends at all.
            let empty = if can(p, NO_EOF) { rows } else { columns };
            expect(p, described, columns, empty);
            rest(p, &UNREAD)
        }
        State::Rows if p.rest().first() == Some(&0xfe) && can(p, NO_EOF) => server::ok(p),
        State::Rows => row(p),
        State::Columns | State::BinaryColumns | State::Descriptions | State::TableColumns => {
            column(p, state)
        }
        _ => {
            p.summary(format_args!("Row in binary form"));
            rest(p, &UNREAD)
        }
    }
}

fn column(p: &mut Peel<'_>, state: State) -> Peeled {
    let more = left(p).saturating_sub(1);
    p.note(LEFT, 0, more);
    if more == 0 && can(p, NO_EOF) {
        match state {
            State::Columns => enter(p, State::Rows),
            State::BinaryColumns => enter(p, State::BinaryRows),
            State::Descriptions => enter(p, State::Idle),
            _ => {}
        }
    }
    counted(p, &CATALOG, None)?;
    counted(p, &DATABASE, None)?;
    counted(p, &TABLE, None)?;
    counted(p, &ORIGINAL_TABLE, None)?;
    let name = counted(p, &NAME, None)?;
    p.summary(format_args!("Column {name}"));
    counted(p, &ORIGINAL_NAME, None)?;
    if can(p, MORE_METADATA) {
        p.group(&EXTENDED, |p| {
            let len = number(p, Some(&EXTENDED_LEN))?.unwrap_or(0);
            p.within(
                usize::try_from(len).unwrap_or(usize::MAX),
                "length of the metadata",
                |p| rest(p, &UNREAD),
            )
        })?;
    }
    // The length of what follows: always 12.
    p.skip(1)?;
    p.uint(&CHARSET)?;
    p.uint(&LENGTH)?;
    p.uint(&TYPE)?;
    p.rows(flags::COLUMN)?;
    p.uint(&DECIMALS)?;
    if state == State::TableColumns && p.rest().len() > 2 {
        p.skip(2)?;
        counted(p, &DEFAULT, None)?;
    }
    rest(p, &UNREAD)
}

fn row(p: &mut Peel<'_>) -> Peeled {
    let mut count = 0;
    while !p.rest().is_empty() {
        if p.is_full() {
            return Err(Stop);
        }
        count += 1;
        if p.rest().first() == Some(&251) {
            number(p, None)?;
            let at = p.pos();
            p.mark_as(&CELL, at..at, Value::Made("NULL".into()));
            continue;
        }
        counted(p, &CELL, None)?;
    }
    p.summary(format_args!("Row of {count} values"));
    Ok(())
}
