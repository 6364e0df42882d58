//! Conversations: who talks to whom through which socket.

pub mod socket;
