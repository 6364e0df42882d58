//! Conversations: what frames have to do with one another, and who stands behind the sockets.

mod connections;
mod conversations;
mod echo;
pub mod export;
pub mod follow;
mod gather;
mod journal;
mod learner;
mod listener;
mod map;
mod memory;
pub mod objects;
mod recall;
mod relay;
pub mod socket;
pub mod story;
#[cfg(test)]
mod streams;
pub mod tcp;
mod tracker;
mod varint;
mod visitor;

pub use conversations::{Between, Conversation, Table};
pub use learner::{Learner, MAX_BODIES};
pub use listener::Listener;
pub use memory::{KnownAt, Memory};
pub use recall::Recall;
pub use relay::{Ears, Look, Relay};
pub use tracker::Tracker;
pub use visitor::Visitor;
