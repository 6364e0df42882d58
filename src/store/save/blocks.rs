//! pcapng into pcapng: blocks as they stand there, without the frames that are not wanted.

use std::sync::Arc;

use super::out::Out;
use super::{SaveError, Saved, Wanted, no_such_frame};
use crate::capture::file::{
    Block, BlockKind, ByteOrder, Format, InterfaceBlock, Item, Record, Walker, Window,
};
use crate::store::Store;
use crate::store::cursor::{SEQUENTIAL_BLOCK, changed, read_error};

/// Bytes of a long block to copy at a time.
const PIECE: usize = 256 * 1024;
/// Of the description of an interface, as much is looked at.
const MAX_DESCRIPTION: usize = 256 * 1024;
/// A block that holds a frame and has no room for a comment: the simple packet block.
const SIMPLE_PACKET: u32 = 3;
/// Codes of options: the end of them, and a comment.
const END: u16 = 0;
const COMMENT: u16 = 1;

/// Walks through the capture once more, from its first block.
pub(super) struct Blocks {
    store: Store,
    window: Window,
    walker: Walker,
    wanted: Wanted,
    /// Number of the next frame in the capture.
    number: u64,
    /// How many frames there were, and where they ended, when the work began.
    len: u64,
    end: u64,
    /// Where the work began.
    start: u64,
}

impl Blocks {
    pub fn new(store: &Store, wanted: Wanted) -> Blocks {
        let shared = &store.shared;
        let (first, len) = (shared.first(), shared.frames());
        let (start, end) = shared.with(|inner| (inner.kept_from, inner.bytes_indexed));
        let mut walker = Walker::new(Format::Pcapng);
        // A section begins there and says what else has to be known.
        walker.jump(start, ByteOrder::Little, 0);
        Blocks {
            window: Window::new(Arc::clone(&shared.source), SEQUENTIAL_BLOCK),
            walker,
            wanted,
            number: first,
            len,
            start,
            end,
            store: store.clone(),
        }
    }

    pub fn progress(&self) -> (u64, u64) {
        let done = self.walker.offset().min(self.end);
        (
            done - self.start.min(done),
            self.end - self.start.min(self.end),
        )
    }

    /// Takes the next block; false at the end.
    pub fn step(&mut self, out: &mut Out, saved: &mut Saved) -> Result<bool, SaveError> {
        let offset = self.walker.offset();
        if offset >= self.end {
            return match self.wanted.next {
                Some(number) => Err(no_such_frame(&self.store, number, self.len)),
                None => Ok(false),
            };
        }
        let item = self.walker.step(&mut self.window);
        let item = item.map_err(|error| read_error(&self.store.shared, offset, error))?;
        match item {
            Item::Frame(record) => {
                let number = self.number;
                self.number += 1;
                match self.wanted.next {
                    Some(wanted) if wanted < number => {
                        return Err(no_such_frame(&self.store, wanted, self.len));
                    }
                    Some(wanted) if wanted == number => {
                        self.wanted.advance()?;
                        self.frame(number, offset, &record, out, saved)?;
                    }
                    _ => {}
                }
            }
            Item::Block(block) => self.block(&block, out)?,
            Item::End | Item::Short { .. } | Item::Damage(_) => {
                let what = "it was read before, and now it ends or makes no sense";
                return Err(self.changed(what));
            }
        }
        Ok(true)
    }

    /// Copies a frame, with what is to be added to it.
    fn frame(
        &mut self,
        number: u64,
        offset: u64,
        record: &Record,
        out: &mut Out,
        saved: &mut Saved,
    ) -> Result<(), SaveError> {
        let start = out.buffer.len();
        self.copy(offset, self.walker.offset(), out)?;
        let order = self.walker.order();
        let block = &mut out.buffer;
        let comments = self.wanted.comments(number);
        if !comments.is_empty() {
            if order.u32(block, start) == Some(SIMPLE_PACKET) {
                saved.lost.comments += comments.len() as u64;
            } else {
                let options = start + (record.options - offset) as usize;
                add_comments(block, options, order, comments);
            }
        }
        set_length(block, start, order);
        saved.frames += 1;
        Ok(())
    }

    /// Copies a block that holds no frame.
    fn block(&mut self, block: &Block, out: &mut Out) -> Result<(), SaveError> {
        let start = out.buffer.len();
        self.copy(block.offset, self.walker.offset(), out)?;
        let order = self.walker.order();
        match block.kind {
            BlockKind::Section => {
                let first = self.walker.clocks().len() as u32;
                self.walker.begin_section(first);
                // The length of the section is another one now; this says that it is not known.
                if let Some(length) = out.buffer.get_mut(start + 16..start + 24) {
                    length.fill(0xff);
                }
            }
            BlockKind::Interface => {
                let len = MAX_DESCRIPTION.min(block.body_len as usize);
                let body = out.buffer.get(start + 8..start + 8 + len);
                let parsed = body.and_then(|body| InterfaceBlock::parse(body, order));
                if let Some(parsed) = parsed {
                    self.walker.add_interface(parsed.clock);
                }
            }
            BlockKind::Statistics | BlockKind::Secrets | BlockKind::Other(_) => {}
        }
        set_length(&mut out.buffer, start, order);
        Ok(())
    }

    /// Copies the bytes from `offset` to `end`.
    fn copy(&mut self, mut offset: u64, end: u64, out: &mut Out) -> Result<(), SaveError> {
        while offset < end {
            let len = usize::try_from(end - offset).map_or(PIECE, |left| left.min(PIECE));
            let bytes = self
                .window
                .at(offset, len)
                .map_err(|error| read_error(&self.store.shared, offset, error))?;
            if bytes.len() < len {
                return Err(self.changed("the file ends inside it"));
            }
            out.buffer.extend_from_slice(bytes);
            offset += len as u64;
        }
        Ok(())
    }

    fn changed(&self, what: &str) -> SaveError {
        SaveError::Store(changed(&self.store.shared, self.number, what))
    }
}

/// Writes the length of the block that begins at `start` and ends the buffer, before and after its body.
fn set_length(buffer: &mut [u8], start: usize, order: ByteOrder) {
    let len = order.bytes32((buffer.len() - start) as u32);
    if let Some(before) = buffer.get_mut(start + 4..start + 8) {
        before.copy_from_slice(&len);
    }
    if let Some(after) = buffer.last_chunk_mut() {
        *after = len;
    }
}

/// Adds comments behind the options of the block that ends the buffer; its options begin at `options`.
fn add_comments(buffer: &mut Vec<u8>, options: usize, order: ByteOrder, comments: &[String]) {
    let body_end = buffer.len().saturating_sub(4);
    let mut end = options.min(body_end);
    // Up to the end of options, or to the first one that does not fit.
    while let (Some(code), Some(len)) = (order.u16(buffer, end), order.u16(buffer, end + 2)) {
        let next = (end + 4 + usize::from(len)).next_multiple_of(4);
        if code == END || next > body_end {
            break;
        }
        end = next;
    }
    buffer.truncate(end);
    for comment in comments {
        buffer.extend(order.bytes16(COMMENT));
        buffer.extend(order.bytes16(comment.len() as u16));
        buffer.extend_from_slice(comment.as_bytes());
        buffer.resize(end + (buffer.len() - end).next_multiple_of(4), 0);
    }
    // The end of options, and room for the length.
    buffer.extend([0; 8]);
}
