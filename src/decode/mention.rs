//! What a `peel` function says of the files that its messages ask for and bring.

use std::ops::Range;

use super::Peel;
use crate::model::{ByteRange, Mention, Mentioned, Object, Source};

/// The longest name that is kept, in bytes.
const MAX_NAME: usize = 4096;

/// How much of a file a message holds, counted as it travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Bytes in all, if that is known.
    pub whole: Option<u64>,
    /// Bytes that are here.
    pub so_far: u64,
    /// True if nothing is missing.
    pub is_whole: bool,
}

impl Held {
    /// All of a file, as long as what stands there.
    pub const ALL: Held = Held {
        whole: None,
        so_far: 0,
        is_whole: true,
    };
}

impl Peel<'_> {
    /// How many buffers the frame has besides itself so far.
    pub fn buffer_count(&self) -> usize {
        self.out.buffers.len()
    }

    /// The message asks for the file of this name, or brings it.
    pub fn asks_for(&mut self, name: &[u8], host: &[u8]) {
        let text = |bytes: &[u8]| {
            let short = bytes.get(..MAX_NAME).unwrap_or(bytes);
            String::from_utf8_lossy(short).into_owned().into_boxed_str()
        };
        self.mention(Mention::Asks {
            name: text(name),
            host: text(host),
        });
    }

    /// The message answers a request, with a file or without.
    pub fn answers(&mut self) {
        self.mention(Mention::Answers);
    }

    /// The message holds a file, or a part of it, that stands at `at` of its bytes.
    pub fn holds(&mut self, at: Range<usize>, media: &str, held: Held) {
        let at = ByteRange::new(self.abs(at.start), self.abs(at.end));
        self.holds_in((self.source(), at), media, held);
    }

    /// The message holds a file, or a part of it: all of the buffer that was registered last.
    pub fn holds_derived(&mut self, media: &str, held: Held) {
        let source = Source(self.out.buffers.len() as u8);
        let len = self.out.buffers.last().map_or(0, |buffer| buffer.len());
        let at = ByteRange::new(0, u32::try_from(len).unwrap_or(u32::MAX));
        self.holds_in((source, at), media, held);
    }

    fn holds_in(&mut self, (source, at): (Source, ByteRange), media: &str, held: Held) {
        let object = Object {
            source,
            at,
            whole: held.whole,
            so_far: held.so_far,
            is_whole: held.is_whole,
        };
        self.mention(Mention::Holds(object, media.into()));
    }

    fn mention(&mut self, what: Mention) {
        if !self.is_quoted() {
            self.out.mentions.push(Mentioned {
                layer: self.layer,
                flow: self.flow(),
                what,
            });
        }
    }
}
