//! Peeling: the loop that takes a frame apart, and what a protocol file sees of it.
//!
//! There is one decoder per protocol, [`Protocol::peel`], and it is asked for more or less: a
//! *skim* wants the chain of layers with addresses and ports, a full peel wants every field. The
//! length of a header is checked once, by [`Peel::header`]; after that its bytes are an array and
//! access cannot fail. A peel that meets the end of its bytes keeps what it understood and stops
//! with [`Stop`]; the fault is already recorded with what ended the bytes.

mod claim;
mod fields;
mod hand_over;
mod opaque;
mod peel;
mod peeler;
mod protocol;
mod registry;

pub use claim::{Match, Next};
pub use opaque::{DATA, FRAGMENT, SEGMENT};
pub use peel::{Peel, Peeled, Stop};
pub use peeler::{Conversations, DecodeAs, NoConversations, Peeler, Want};
pub use protocol::{Claim, Protocol};
pub use registry::Registry;

/// Declares field specs as statics, and `FIELDS`, the list of them all for the reference page.
#[macro_export]
macro_rules! fields {
    ($($(#[$meta:meta])* $name:ident = $spec:expr;)*) => {
        $($(#[$meta])* static $name: $crate::model::FieldSpec = $spec;)*
        static FIELDS: &[&$crate::model::FieldSpec] = &[$(&$name),*];
    };
}
