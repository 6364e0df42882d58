//! Where frames come from: capture files and pipes, and the pace at which a recording is replayed.
//!
//! This room moves bytes and times. It decodes no header; what a frame means is decided elsewhere.

pub mod file;
pub mod replay;
pub mod write;
