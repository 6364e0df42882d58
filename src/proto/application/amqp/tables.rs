//! Tables of AMQP 0-9-1: entries with a name, a type and a value.

use super::fields::{FIELD, FIELD_TIME};
use super::{long_len, short_len, timestamp};
use crate::decode::{Peel, Peeled};
use crate::model::Value;

/// Tables in tables end somewhere.
const MAX_NESTING: u32 = 16;

/// Reads the entries of a table: name, type and value each.
pub(super) fn entries(p: &mut Peel<'_>) -> Peeled {
    entries_in(p, 0)
}

fn entries_in(p: &mut Peel<'_>, nesting: u32) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        let len = short_len(p)?;
        let name = p.skip(len)?;
        let name = crate::model::text::clean_bytes(name);
        entry(p, &name, nesting)?;
    }
    Ok(())
}

/// Reads type and value of an entry. RabbitMQ's types, which differ from those of the specification
/// in a few letters, as all that is in use follows them.
fn entry(p: &mut Peel<'_>, name: &str, nesting: u32) -> Peeled {
    let at = p.pos();
    let kind = p.skip(1)?[0];
    let len = match kind {
        b't' | b'b' | b'B' => 1,
        b's' | b'u' => 2,
        b'I' | b'i' | b'f' => 4,
        b'L' | b'l' | b'd' | b'T' => 8,
        b'D' => 5,
        b'V' => 0,
        b'S' | b'x' | b'F' | b'A' => long_len(p)?,
        _ => {
            let rest = p.rest().len();
            return p.skip(rest).map(drop);
        }
    };
    if kind == b'T' {
        let time = timestamp(p)?;
        p.mark_as(&FIELD_TIME, at..at + 9, Value::Time(time));
        return Ok(());
    }
    if matches!(kind, b'F' | b'A') && nesting < MAX_NESTING {
        let start = p.pos();
        p.seek(at);
        return p.group_made(
            &FIELD,
            || name.to_owned(),
            |p| {
                p.seek(start);
                p.within(len, "AMQP table length", |p| match kind {
                    b'F' => entries_in(p, nesting + 1),
                    _ => elements(p, nesting + 1),
                })
            },
        );
    }
    let content = p.skip(len)?;
    let end = p.pos();
    p.mark_made(&FIELD, at..end, || {
        format!("{name}: {}", shown(kind, content))
    });
    Ok(())
}

/// Reads the elements of an array: type and value each.
fn elements(p: &mut Peel<'_>, nesting: u32) -> Peeled {
    let mut index = 0;
    while !p.rest().is_empty() && !p.is_full() {
        entry(p, &format!("[{index}]"), nesting)?;
        index += 1;
    }
    Ok(())
}

/// A value as text; what is not a number or a text by its bytes.
fn shown(kind: u8, content: &[u8]) -> String {
    let unsigned = |bytes: &[u8]| bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
    let signed = |bytes: &[u8]| {
        let unused = 64 - 8 * bytes.len().clamp(1, 8) as u32;
        (unsigned(bytes) as i64) << unused >> unused
    };
    match kind {
        b't' => (content != [0]).to_string(),
        b'B' | b'u' | b'i' => unsigned(content).to_string(),
        b'b' | b's' | b'I' | b'L' | b'l' => signed(content).to_string(),
        b'f' => f32::from_bits(unsigned(content) as u32).to_string(),
        b'd' => f64::from_bits(unsigned(content)).to_string(),
        b'S' => String::from_utf8_lossy(content).into_owned(),
        b'V' => "nothing".into(),
        _ => content.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}
