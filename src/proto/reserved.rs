//! Bits that mean nothing yet.

use crate::model::FieldSpec;

/// A row of `bits` bits that Wireshark has no name for: drawn, so that a diagram has no holes, but
/// neither filters nor JSON know it.
pub const fn reserved(bits: u32, reference: &'static str) -> FieldSpec {
    FieldSpec::uint("", "Reserved", bits).doc(
        "Senders set these bits to zero and receivers do not look at them.",
        reference,
    )
}
