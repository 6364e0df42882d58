//! Where frames come from: bytes and the time they were seen, never their meaning.

pub mod demo;
pub mod interfaces;
pub mod live;
pub mod privilege;
mod sink;

pub use sink::{DropCounts, FrameSink, InterfaceDescription};
