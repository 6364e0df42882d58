//! Bodies in chunks (RFC 9112 §7.1): each says how long it is.

use std::ops::Range;

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, Value};
use crate::proto::lines::line_at;

/// The pieces of a chunked body so far. A single one is not copied.
#[derive(Default)]
pub(super) struct Pieces {
    /// Where the first one stands.
    pub first: Range<usize>,
    /// All of them, if there are several.
    pub joined: Vec<u8>,
}

impl Pieces {
    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.joined.len().max(self.first.len())
    }

    fn add(&mut self, bytes: &[u8], piece: Range<usize>) {
        if self.first.is_empty() {
            self.first = piece;
            return;
        }
        if self.joined.is_empty() {
            self.joined.extend_from_slice(&bytes[self.first.clone()]);
        }
        self.joined.extend_from_slice(&bytes[piece]);
    }
}

/// How reading a chunk ended.
pub(super) enum Chunk {
    /// Another one follows.
    More,
    /// It was the last one.
    Last,
    /// It is none.
    Broken,
}

/// One chunk from the cursor on.
pub(super) fn chunk(p: &mut Peel<'_>, pieces: &mut Pieces) -> Result<Chunk, Stop> {
    let bytes = p.bytes();
    let Some(line) = line_at(bytes, p.pos()) else {
        p.seek(bytes.len());
        p.require(1)?;
        return Ok(Chunk::Broken);
    };
    let Some(size) = size_of(&bytes[line.text()]) else {
        p.fault(
            FaultKind::Malformed("a chunk must begin with its size in hexadecimal digits"),
            line.all(),
        );
        return Ok(Chunk::Broken);
    };
    let group = if size == 0 {
        &super::LAST_CHUNK
    } else {
        &super::CHUNK
    };
    p.group(group, |p| {
        p.mark_as(&super::CHUNK_SIZE, line.all(), Value::Uint(size));
        p.seek(line.end);
        if size == 0 {
            return trailer(p).map(|()| Chunk::Last);
        }
        let data = p.pos();
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        p.field(&super::CHUNK_DATA, size)?;
        pieces.add(bytes, data..p.pos());
        chunk_end(p)
    })
}

/// The line end behind a chunk.
fn chunk_end(p: &mut Peel<'_>) -> Result<Chunk, Stop> {
    let len = match p.rest() {
        [b'\n', ..] => 1,
        [b'\r', b'\n', ..] => 2,
        [] | [b'\r'] => {
            p.require(2)?;
            return Ok(Chunk::Broken);
        }
        _ => {
            let at = p.pos();
            let fault = "a chunk must end with a line end: its size is wrong";
            p.fault(FaultKind::Malformed(fault), at..at);
            return Ok(Chunk::Broken);
        }
    };
    p.field(&super::CHUNK_END, len)?;
    Ok(Chunk::More)
}

/// A size in hexadecimal digits; extensions may follow behind a semicolon (RFC 9112 §7.1.1).
pub(super) fn size_of(line: &[u8]) -> Option<u64> {
    let size = line.split(|byte| *byte == b';').next()?;
    let digits = std::str::from_utf8(size).ok()?.trim();
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain
        .then(|| u64::from_str_radix(digits, 16).ok())
        .flatten()
}

/// Header fields behind the last chunk, and the empty line.
fn trailer(p: &mut Peel<'_>) -> Peeled {
    loop {
        let Some(line) = line_at(p.bytes(), p.pos()) else {
            p.seek(p.bytes().len());
            return p.require(1);
        };
        if line.is_empty() {
            return p.field(&super::EMPTY_LINE, line.end - line.start).map(drop);
        }
        p.field(&super::TRAILER_FIELD, line.end - line.start)?;
    }
}
