//! Frames in order.

use super::cursor::{Cursor, RANDOM_BLOCK, SEQUENTIAL_BLOCK};
use super::{Store, StoreError};
use crate::model::{Frame, FrameInfo};

/// Reads the frames of a range one after the other, in large blocks and without an allocation per
/// frame. It ends where no more frames are known; after more became known, it goes on.
#[derive(Debug)]
pub struct FrameReader {
    store: Store,
    cursor: Cursor,
    frame: Frame,
    next: u64,
    /// One past the last frame to read.
    end: u64,
}

impl FrameReader {
    pub(super) fn new(store: Store, first: u64, end: u64) -> FrameReader {
        FrameReader {
            cursor: Cursor::new(&store.shared, SEQUENTIAL_BLOCK),
            store,
            frame: Frame::empty(),
            next: first,
            end,
        }
    }

    /// Number of the frame that is read next.
    pub fn position(&self) -> u64 {
        self.next
    }

    /// Reads the next frame into `frame`; false if there is none (yet).
    ///
    /// # Errors
    /// When the file cannot be read or was changed. The reader then stays at that frame.
    pub fn read(&mut self, frame: &mut Frame) -> Result<bool, StoreError> {
        // What is given up is passed over: whoever reads a running capture reads what there is.
        loop {
            self.next = self.next.max(self.store.first());
            if self.next >= self.end || self.next > self.store.len() {
                return Ok(false);
            }
            match self.cursor.read(&self.store.shared, self.next, frame) {
                Err(StoreError::GivenUp { .. }) => {}
                result => break result?,
            }
        }
        self.next += 1;
        Ok(true)
    }

    /// The next frame, held by the reader; `None` if there is none (yet).
    ///
    /// # Errors
    /// As [`FrameReader::read`].
    pub fn next_frame(&mut self) -> Result<Option<&Frame>, StoreError> {
        let mut frame = std::mem::replace(&mut self.frame, Frame::empty());
        let read = self.read(&mut frame);
        self.frame = frame;
        Ok(read?.then_some(&self.frame))
    }
}

/// Reads what the records of frames say of them: time, length, interface. Their bytes are not
/// copied, and their options are passed over.
#[derive(Debug)]
pub struct InfoReader {
    store: Store,
    cursor: Cursor,
}

impl InfoReader {
    /// `in_order` is true for frames that are mostly neighbours.
    pub(super) fn new(store: Store, in_order: bool) -> InfoReader {
        let block = match in_order {
            true => SEQUENTIAL_BLOCK,
            false => RANDOM_BLOCK,
        };
        InfoReader {
            cursor: Cursor::new(&store.shared, block),
            store,
        }
    }

    /// What is said of frame `number`, counted from 1.
    ///
    /// # Errors
    /// As [`Store::frame`].
    pub fn read(&mut self, number: u64) -> Result<FrameInfo, StoreError> {
        self.cursor.read_info(&self.store.shared, number)
    }
}
