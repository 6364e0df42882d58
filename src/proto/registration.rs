//! Messages of the multiple registration protocol: attributes in vectors, three events to a byte
//! (IEEE 802.1Q §10.8).

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};

/// Where the form of the messages is specified.
pub const SECTION: &str = "IEEE 802.1Q §10.8";

/// A vector's header: this many of its low bits count values.
const COUNT_BITS: u16 = 0x1fff;

/// The fields of one application of the protocol.
#[derive(Debug)]
pub struct Specs {
    /// Version, in one byte.
    pub version: &'static FieldSpec,
    /// A message with all vectors of one type of attribute.
    pub message: &'static FieldSpec,
    /// Type and length of the attributes, of one byte each, and what else stands before the vectors.
    pub head: &'static [FieldSpec],
    /// All vectors of the message.
    pub list: &'static FieldSpec,
    /// One vector.
    pub vector: &'static FieldSpec,
    /// A vector's header of two bytes.
    pub header: &'static [FieldSpec],
    /// The first value of a vector; the fields that `read` adds are its parts.
    pub first: &'static FieldSpec,
    /// Reads the first value, of so many bytes.
    pub read: fn(&mut Peel<'_>, usize) -> Peeled,
    /// What happens to one value.
    pub event: &'static FieldSpec,
    /// What is declared of a value, for the attribute of this type; four stand in a byte.
    pub declared: Option<(u8, &'static FieldSpec)>,
    /// Two zero bytes.
    pub end: &'static FieldSpec,
}

/// Events (IEEE 802.1Q §10.8.2.10.1).
pub const EVENTS: crate::model::Codes = &[
    (0, "new"),
    (1, "join, registered"),
    (2, "registered"),
    (3, "join, not registered"),
    (4, "not registered"),
    (5, "leave"),
];

/// Reads a whole message.
///
/// # Errors
/// [`crate::decode::Stop`] where it is not all there.
pub fn peel(p: &mut Peel<'_>, specs: &'static Specs) -> Peeled {
    p.uint(specs.version)?;
    while !p.rest().is_empty() && !p.rest().starts_with(&[0, 0]) && !p.is_full() {
        let is_read = p.group(specs.message, |p| {
            let head = p.rows(specs.head)?;
            let (kind, len) = (head[0], usize::from(head[1]));
            // A message that says how long its list is counts the end mark.
            let counts_end = head.len() > 2;
            p.group(specs.list, |p| {
                vectors(p, specs, kind, len)?;
                if counts_end { end(p, specs) } else { Ok(()) }
            })?;
            Ok(counts_end)
        })?;
        if !is_read {
            end(p, specs)?;
        }
    }
    end(p, specs)?;
    p.ends_at(p.pos());
    Ok(())
}

/// The two zero bytes; a message may end without them.
fn end(p: &mut Peel<'_>, specs: &'static Specs) -> Peeled {
    if p.rest().len() >= 2 {
        p.uint(specs.end)?;
    }
    Ok(())
}

fn vectors(p: &mut Peel<'_>, specs: &'static Specs, kind: u8, len: usize) -> Peeled {
    while !p.rest().is_empty() && !p.rest().starts_with(&[0, 0]) && !p.is_full() {
        p.group(specs.vector, |p| {
            let header = p.rows(specs.header)?;
            let count = u16::from_be_bytes([header[0], header[1]]) & COUNT_BITS;
            p.group(specs.first, |p| (specs.read)(p, len))?;
            events(p, specs.event, usize::from(count))?;
            match specs.declared {
                Some((declaring, spec)) if declaring == kind => {
                    declarations(p, spec, usize::from(count))
                }
                _ => Ok(()),
            }
        })?;
    }
    Ok(())
}

/// Three events stand in a byte, as a number of base 6.
fn events(p: &mut Peel<'_>, spec: &'static FieldSpec, count: usize) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(count.div_ceil(3))?;
    for index in 0..count {
        if p.is_full() {
            break;
        }
        let packed = bytes[index / 3];
        let event = match index % 3 {
            0 => packed / 36,
            1 => packed / 6 % 6,
            _ => packed % 6,
        };
        let byte = at + index / 3;
        p.mark_as(spec, byte..byte + 1, Value::Uint(u64::from(event)));
    }
    Ok(())
}

/// Four declarations stand in a byte, of two bits each.
fn declarations(p: &mut Peel<'_>, spec: &'static FieldSpec, count: usize) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(count.div_ceil(4))?;
    for index in 0..count {
        if p.is_full() {
            break;
        }
        let declared = bytes[index / 4] >> (6 - index % 4 * 2) & 3;
        let byte = at + index / 4;
        p.mark_as(spec, byte..byte + 1, Value::Uint(declared.into()));
    }
    Ok(())
}
