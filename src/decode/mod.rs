//! Peeling: the loop that takes a frame apart, and what a protocol file sees of it.
//!
//! There is one decoder per protocol, [`Protocol::peel`], and it is asked for more or less: a
//! *skim* wants the chain of layers with addresses and ports, a full peel wants every field. The
//! length of a header is checked once, by [`Peel::header`]; after that its bytes are an array and
//! access cannot fail. A peel that meets the end of its bytes keeps what it understood and stops
//! with [`Stop`]; the fault is already recorded with what ended the bytes.

use crate::model::FieldSpec;

mod claim;
mod context;
mod facts;
mod fields;
mod gather;
mod hand_over;
mod job;
mod limits;
mod mark;
mod measure;
mod mention;
mod opaque;
mod peel;
mod peeler;
mod protocol;
mod registry;
mod say;
mod stretch;
mod trailers;
mod tunnel;
mod want;
mod wanted;

pub use claim::{Match, Next};
pub use context::{
    ArrivingPiece, ArrivingSegment, Conversations, Early, GatherKey, Gathered, Heard, Joined,
    Middle, NoConversations, Part, Place, Reading, Ticket, Unfinished, Waiting,
};
pub use gather::{Cut, Fate, JoinSpecs};
pub use measure::MESSAGE_SIZE;
pub use mention::Held;
pub use opaque::{DATA, FRAGMENT, SEGMENT};
pub use peel::{Peel, Peeled, Stop};
pub use peeler::{DecodeAs, Peeler};
pub use protocol::{Claim, Protocol};
pub use registry::Registry;
pub use want::Want;
pub use wanted::Wanted;

/// Declares field specs as statics, and `FIELDS`, the list of them all for the reference page. A
/// protocol of several files declares some in each and joins the lists with [`join_fields`].
#[macro_export]
macro_rules! fields {
    ($($(#[$meta:meta])* $vis:vis $name:ident = $spec:expr;)*) => {
        $($(#[$meta])* $vis static $name: $crate::model::FieldSpec = $spec;)*
        pub(super) static FIELDS: &[&$crate::model::FieldSpec] = &[$(&$name),*];
    };
}

/// One list of all field specs in `lists`; `N` is the sum of their lengths.
///
/// # Panics
/// When compiling, if it is not.
pub const fn join_fields<const N: usize>(
    lists: &[&[&'static FieldSpec]],
) -> [&'static FieldSpec; N] {
    let mut joined = [lists[0][0]; N];
    let (mut list, mut row, mut at) = (0, 0, 0);
    while list < lists.len() {
        if row < lists[list].len() {
            joined[at] = lists[list][row];
            (row, at) = (row + 1, at + 1);
        } else {
            (list, row) = (list + 1, 0);
        }
    }
    assert!(at == N, "N is the number of all field specs");
    joined
}
