//! BSON: documents of elements with a name, a type and a value.

use super::{
    BOOL, BYTES, COUNT, DOCUMENT, DOUBLE, ELEMENTS, EMPTY, INT, INT64, NAME, OBJECT_ID, OPTIONS,
    PATTERN, TEXT, TYPE, VALUE_LEN,
};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::FieldSpec;

/// Documents in documents end somewhere.
const MAX_NESTING: u32 = 16;

/// Length and the zero byte at the end.
const EMPTY_LEN: usize = 5;

/// Reads a document as `spec`.
pub(super) fn document(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    nested(p, spec, 0)
}

fn nested(p: &mut Peel<'_>, spec: &'static FieldSpec, nesting: u32) -> Peeled {
    let len = match p.rest().first_chunk() {
        Some(len) => u32::from_le_bytes(*len) as usize,
        None => return p.require(4),
    };
    if len < EMPTY_LEN {
        // Shorter than its own length: where the next one begins nobody knows.
        p.uint(&COUNT)?;
        let rest = p.rest().len();
        return p.skip(rest).map(drop);
    }
    p.group(spec, |p| {
        p.within(len, "BSON document length", |p| {
            p.uint(&COUNT)?;
            if len == EMPTY_LEN {
                p.skip(1)?;
                p.mark(&EMPTY, p.pos() - EMPTY_LEN..p.pos());
                return Ok(());
            }
            if nesting == MAX_NESTING {
                return Ok(());
            }
            p.group(&ELEMENTS, |p| {
                while p.rest().len() > 1 && !p.is_full() {
                    element(p, nesting)?;
                }
                Ok(())
            })
        })
    })
}

/// The length of a text up to its zero byte; all there is if it has none.
pub(super) fn text_len(p: &Peel<'_>) -> usize {
    let rest = p.rest();
    memchr::memchr(0, rest).unwrap_or(rest.len())
}

fn element(p: &mut Peel<'_>, nesting: u32) -> Peeled {
    let kind = p.uint(&TYPE)?;
    let len = text_len(p);
    if len > 0 {
        p.field(&NAME, len)?;
    }
    p.skip(1)?;
    match kind {
        0x01 => double(p),
        0x02 | 0x0d | 0x0e => {
            let len = p.uint(&VALUE_LEN)? as usize;
            string(p, &TEXT, len)
        }
        0x03 | 0x04 => nested(p, &DOCUMENT, nesting + 1),
        0x05 => {
            let len = p.uint(&VALUE_LEN)? as usize;
            p.skip(1)?;
            match len {
                0 => Ok(()),
                _ => p.field(&BYTES, len).map(drop),
            }
        }
        0x07 => p.field(&OBJECT_ID, 12).map(drop),
        0x08 => p.uint(&BOOL).map(drop),
        0x09 | 0x11 | 0x12 => p.uint(&INT64).map(drop),
        0x0b => {
            let len = text_len(p) + 1;
            string(p, &PATTERN, len)?;
            let len = text_len(p) + 1;
            string(p, &OPTIONS, len)
        }
        0x10 => p.uint(&INT).map(drop),
        0x13 => p.skip(16).map(drop),
        0x06 | 0x0a | 0x7f | 0xff => Ok(()),
        // How long the value is nobody knows, so that what follows cannot be read either.
        _ => {
            let rest = p.rest().len();
            p.skip(rest).map(drop)
        }
    }
}

fn double(p: &mut Peel<'_>) -> Result<(), Stop> {
    let at = p.pos();
    let bits = p.skip(8)?.first_chunk().copied().unwrap_or_default();
    p.mark_made(&DOUBLE, at..at + 8, || f64::from_le_bytes(bits).to_string());
    Ok(())
}

/// Reads a text that ends with a zero byte, which belongs to the field.
pub(super) fn string(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(len)?;
    let text = bytes.strip_suffix(b"\0").unwrap_or(bytes);
    p.mark_made(spec, at..at + len, || {
        String::from_utf8_lossy(text).into_owned()
    });
    Ok(())
}
