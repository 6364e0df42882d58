//! Errors and notices: parts that a letter names.

use super::SOURCE;
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Value, text};

const fn part(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, SOURCE)
}

crate::fields! {
    SEVERITY = part("pgsql.severity", "Severity", "How bad it is, in the user's language.");
    SEVERITY_RAW = part("pgsql.text", "Severity in English", "How bad it is, always in English.");
    CODE = part("pgsql.code", "Code", "Five characters of SQLSTATE: the first two are the class of the error.");
    MESSAGE = part("pgsql.message", "Message", "What happened.");
    DETAIL = part("pgsql.detail", "Detail", "More about it.");
    HINT = part("pgsql.hint", "Hint", "What may help.");
    POSITION = part("pgsql.position", "Position", "In the query, in characters from 1.");
    INNER_POSITION = part("pgsql.internal_position", "Inner position", "In a query that the server made itself.");
    INNER_QUERY = part("pgsql.internal_query", "Inner query", "That the server made itself.");
    WHERE = part("pgsql.where", "Context", "In which functions it happened.");
    SCHEMA = part("pgsql.schema_name", "Schema", "Of the table.");
    TABLE = part("pgsql.table_name", "Table", "That it is about.");
    COLUMN = part("pgsql.column_name", "Column", "That it is about.");
    TYPE_NAME = part("pgsql.type_name", "Data type", "That it is about.");
    CONSTRAINT = part("pgsql.constraint_name", "Constraint", "That was not kept.");
    FILE = part("pgsql.file", "File", "Of the server's source.");
    LINE = part("pgsql.line", "Line", "Of that file.");
    ROUTINE = part("pgsql.routine", "Routine", "In that file.");
    OTHER = part("", "Other part", "That has a letter of its own.");
}

/// Reads the parts. Each field has the letter in front, too.
pub(super) fn read(p: &mut Peel<'_>) -> Peeled {
    let mut said = [String::new(), String::new()];
    while let Some(letter) = p.rest().first().copied().filter(|letter| *letter != 0) {
        if p.is_full() {
            break;
        }
        let spec = match letter {
            b'S' => &SEVERITY,
            b'V' => &SEVERITY_RAW,
            b'C' => &CODE,
            b'M' => &MESSAGE,
            b'D' => &DETAIL,
            b'H' => &HINT,
            b'P' => &POSITION,
            b'p' => &INNER_POSITION,
            b'q' => &INNER_QUERY,
            b'W' => &WHERE,
            b's' => &SCHEMA,
            b't' => &TABLE,
            b'c' => &COLUMN,
            b'd' => &TYPE_NAME,
            b'n' => &CONSTRAINT,
            b'F' => &FILE,
            b'L' => &LINE,
            b'R' => &ROUTINE,
            _ => &OTHER,
        };
        let text = lettered(p, spec)?;
        match letter {
            b'S' => said[0] = text,
            b'M' => said[1] = text,
            _ => {}
        }
    }
    let [severity, message] = said;
    p.summary(format_args!("{severity}: {message}"));
    Ok(())
}

/// A letter, and text up to a zero.
fn lettered(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<String, Stop> {
    let Some(len) = memchr::memchr(0, p.rest()) else {
        p.require(p.rest().len() + 1)?;
        return Err(Stop);
    };
    let start = p.pos();
    let said = text::clean_bytes(p.skip(len + 1)?.get(1..len).unwrap_or_default());
    p.mark_as(
        spec,
        start..start + len + 1,
        Value::Made(said.clone().into()),
    );
    Ok(said)
}
