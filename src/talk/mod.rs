//! Conversations: what earlier frames taught about the frames that follow, and who stands behind
//! the sockets.

mod learner;
mod listener;
mod memory;
pub mod socket;
pub mod tcp;

pub use learner::Learner;
pub use listener::Listener;
pub use memory::{KnownAt, Memory};
