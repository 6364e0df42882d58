//! Conversations: what earlier frames taught about the frames that follow.

mod memory;

pub use memory::{KnownAt, Memory};
