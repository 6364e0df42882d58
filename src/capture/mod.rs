//! Where frames come from: bytes and the time they were seen, never their meaning.

pub mod bpf;
pub mod demo;
pub mod file;
pub mod interfaces;
pub mod live;
pub mod privilege;
pub mod replay;
mod sink;
pub mod sockets;
pub mod write;

pub use sink::{DropCounts, FrameSink, InterfaceDescription};
