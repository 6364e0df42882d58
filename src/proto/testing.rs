//! What the tests of several protocols ask of a dissection.

use crate::model::Dissection;

/// First byte, length and text of all fields with this name.
pub(in crate::proto) fn all(out: &Dissection, bytes: &[u8], name: &str) -> Vec<(u32, u32, String)> {
    let found = out.fields.iter().filter(|field| field.spec.name == name);
    found
        .map(|field| {
            let at = field.span.byte_range();
            (at.start, at.len(), field.raw_text(bytes))
        })
        .collect()
}
