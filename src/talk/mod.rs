//! Conversations: what earlier frames taught about the frames that follow.

mod listener;
mod memory;

pub use listener::Listener;
pub use memory::{KnownAt, Memory};
