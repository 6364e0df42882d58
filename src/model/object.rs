//! Files that travel in messages: what a frame says about them.

use super::{ByteRange, Flow, Source};

/// A file that ends in a frame, or a part of one: the body of a message, a file transferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object {
    /// The buffer in which its bytes stand, without any coding of the transfer.
    pub source: Source,
    /// Where they stand there.
    pub at: ByteRange,
    /// Bytes that it has as it travelled, if its sender says so.
    pub whole: Option<u64>,
    /// Bytes of it that travelled so far.
    pub so_far: u64,
    /// True if nothing of it is missing.
    pub is_whole: bool,
}

/// What a message says about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mention {
    /// It asks for one, or brings one: the file has this name. The answer to it has it too.
    Asks {
        /// The name as the message has it; it may hold anything.
        name: Box<str>,
        /// On which host.
        host: Box<str>,
    },
    /// It answers the oldest request of its flow that was not answered yet.
    Answers,
    /// It holds one, of this media type; empty if it does not say.
    Holds(Object, Box<str>),
}

/// A message's word about a file. Those of a frame stand in the order of its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentioned {
    /// Index of the layer that is the message.
    pub layer: u16,
    /// From where to where it travels.
    pub flow: Option<Flow>,
    /// What it says.
    pub what: Mention,
}
