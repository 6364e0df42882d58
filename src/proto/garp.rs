//! Messages of the generic attribute registration protocol, the forerunner of MRP (IEEE 802.1D §12.10).

use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};

/// Where the form of the messages is specified.
pub const SECTION: &str = "IEEE 802.1D §12.10";

/// What happens to an attribute.
pub const EVENTS: crate::model::Codes = &[
    (0, "leave all"),
    (1, "join, not registered"),
    (2, "join, registered"),
    (3, "leave, not registered"),
    (4, "leave, registered"),
    (5, "not registered"),
];

/// The fields of one application of the protocol.
#[derive(Debug)]
pub struct Specs {
    /// Protocol, in two bytes.
    pub protocol: &'static FieldSpec,
    /// All attributes of one type.
    pub message: &'static FieldSpec,
    /// Type, in one byte.
    pub kind: &'static FieldSpec,
    /// One attribute.
    pub attribute: &'static FieldSpec,
    /// Its length with this byte.
    pub len: &'static FieldSpec,
    /// What happens to it, in one byte.
    pub event: &'static FieldSpec,
    /// The spec of a value of this type and so many bytes; `None` if there is no such value.
    pub value: fn(u64, usize) -> Option<&'static FieldSpec>,
    /// A zero byte behind the attributes, and behind the messages.
    pub end: &'static FieldSpec,
}

/// Reads a whole message.
///
/// # Errors
/// [`crate::decode::Stop`] where it is not all there.
pub fn peel(p: &mut Peel<'_>, specs: &'static Specs) -> Peeled {
    p.uint(specs.protocol)?;
    while !p.rest().is_empty() && !p.rest().starts_with(&[0]) && !p.is_full() {
        p.group(specs.message, |p| {
            let kind = p.uint(specs.kind)?;
            while !p.rest().is_empty() && !p.rest().starts_with(&[0]) && !p.is_full() {
                p.group(specs.attribute, |p| attribute(p, specs, kind))?;
            }
            end(p, specs)
        })?;
    }
    end(p, specs)?;
    p.ends_at(p.pos());
    Ok(())
}

fn attribute(p: &mut Peel<'_>, specs: &'static Specs, kind: u64) -> Peeled {
    let len = (p.uint(specs.len)? as usize).saturating_sub(1);
    p.within(len, "attribute length", |p| {
        let event = p.uint(specs.event)?;
        if let Some(name) = EVENTS.get(event as usize) {
            p.summary(format_args!("{}", name.1));
        }
        let len = len.saturating_sub(1);
        match (specs.value)(kind, len) {
            Some(spec) => p.field(spec, len).map(drop),
            None => Ok(()),
        }
    })
}

/// The zero byte; a message may end without it.
fn end(p: &mut Peel<'_>, specs: &'static Specs) -> Peeled {
    if !p.rest().is_empty() {
        let at = p.pos();
        p.skip(1)?;
        let value = match specs.end.bits {
            0 => Value::None,
            _ => Value::Uint(0),
        };
        p.mark_as(specs.end, at..at + 1, value);
    }
    Ok(())
}
