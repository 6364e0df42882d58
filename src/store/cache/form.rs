//! How an index is written: a line that names the form, a checksum of the rest, and numbers of eight
//! bytes, the lowest first.

use sha2::{Digest, Sha256};

use super::Identity;
use crate::model::Timestamp;

/// The first bytes; another form gets another number.
const MAGIC: &[u8; 16] = b"decap index 001\n";

/// What is kept of an index.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::store) struct Kept {
    /// Offsets of frames 1, 33, 65, ...
    pub(in crate::store) checkpoints: Vec<u64>,
    /// Offsets of blocks that say something and hold no frame, up to the last checkpoint.
    pub(in crate::store) blocks: Vec<u64>,
    /// The earliest and the latest time.
    pub(in crate::store) span: Option<(Timestamp, Timestamp)>,
}

impl Kept {
    /// True if this can be the index of a file of this size.
    fn makes_sense(&self, size: u64) -> bool {
        let rises = |offsets: &[u64]| offsets.windows(2).all(|pair| pair[0] < pair[1]);
        let last = self.checkpoints.last();
        let blocks_end = self.blocks.last().copied().unwrap_or(0);
        last.is_some_and(|last| *last < size && blocks_end < *last)
            && rises(&self.checkpoints)
            && rises(&self.blocks)
            && self.span.is_none_or(|(first, last)| first <= last)
    }
}

/// An index in its written form.
pub(super) fn write(identity: &Identity, kept: &Kept) -> Vec<u8> {
    let mut body = Vec::with_capacity(128 + 8 * (kept.checkpoints.len() + kept.blocks.len()));
    let mut put = |number: u64| body.extend(number.to_le_bytes());
    put(identity.size);
    put(identity.seconds as u64);
    put(identity.nanoseconds as u64);
    let (first, last) = kept.span.map_or((0, 0), |(first, last)| (first.0, last.0));
    put(u64::from(kept.span.is_some()));
    put(first as u64);
    put(last as u64);
    put(kept.blocks.len() as u64);
    put(kept.checkpoints.len() as u64);
    kept.blocks.iter().for_each(|offset| put(*offset));
    kept.checkpoints.iter().for_each(|offset| put(*offset));
    body.extend(identity.content);
    let mut all = MAGIC.to_vec();
    all.extend(Sha256::digest(&body));
    all.extend(body);
    all
}

/// The index, if these bytes are one from the first to the last.
pub(super) fn read(bytes: &[u8]) -> Option<(Identity, Kept)> {
    let (sum, body) = bytes.strip_prefix(MAGIC)?.split_at_checked(32)?;
    if Sha256::digest(body)[..] != *sum {
        return None;
    }
    let (numbers, content) = body.split_at_checked(body.len().checked_sub(32)?)?;
    if !numbers.len().is_multiple_of(8) {
        return None;
    }
    let mut numbers = numbers
        .chunks_exact(8)
        .map(|bytes| u64::from_le_bytes(bytes.try_into().unwrap_or_default()));
    let mut next = || numbers.next();
    let (size, seconds, nanoseconds) = (next()?, next()? as i64, next()? as i64);
    let has_span = next()? == 1;
    let span = (Timestamp(next()? as i64), Timestamp(next()? as i64));
    let (blocks, checkpoints) = (next()?, next()?);
    let rest: Vec<u64> = numbers.collect();
    if blocks.checked_add(checkpoints)? != rest.len() as u64 {
        return None;
    }
    let (blocks, checkpoints) = rest.split_at_checked(blocks as usize)?;
    let kept = Kept {
        checkpoints: checkpoints.to_vec(),
        blocks: blocks.to_vec(),
        span: has_span.then_some(span),
    };
    let identity = Identity {
        size,
        seconds,
        nanoseconds,
        content: content.try_into().ok()?,
    };
    kept.makes_sense(size).then_some((identity, kept))
}
