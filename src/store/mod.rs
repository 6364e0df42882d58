//! Frames by number.
//!
//! A [`Store`] holds the frames of one capture: of a file, of a pipe, of a running capture. It
//! keeps no frame in memory: a sparse index, one offset for every 32 frames, says where in the
//! file a frame is, and frames are read from there when they are asked for. What does not come
//! from a file that can be read at any position goes through a spool file in the temporary
//! directory, so that everything behind the store is the same code for all sources.
//!
//! The file is indexed by a thread of its own; a store can be used from its first frame on, while
//! more are found. A file that is damaged or cut opens up to the damage, and [`Status`] says where
//! it is. A file that is changed while it is open gives errors, never a crash.

mod cache;
mod capturing;
mod choose;
pub mod courtesy;
mod cursor;
mod error;
mod indexer;
mod live;
mod new_file;
mod open;
mod reader;
mod recording;
mod resume;
pub mod save;
mod selection;
mod shared;
mod sink;
mod spool;
mod status;
#[cfg(test)]
mod tests;
mod watch;

pub use capturing::CaptureError;
pub use choose::ChooseError;
pub use error::StoreError;
pub use live::LiveSink;
pub use new_file::NewFile;
pub use reader::{FrameReader, InfoReader};
pub use recording::{Limits, Recording};
pub use selection::{Choosing, Selection};
pub(crate) use spool::SpoolFile;
pub use status::{Drops, Interface, Secret, SectionInfo, State, Status};

use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

use crate::model::{Frame, Timestamp};
use cursor::Cursor;
use shared::Shared;

/// The frames of a capture. Cloning gives another handle on the same frames; when the last handle
/// is gone, indexing ends and spool files disappear.
#[derive(Debug, Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

impl Store {
    /// The name of the capture: its path, or what it is read from. Fit for a terminal.
    pub fn name(&self) -> &str {
        &self.shared.name
    }

    /// How many frames are known so far. They can all be read.
    #[inline]
    pub fn len(&self) -> u64 {
        self.shared.frames()
    }

    /// Number of the first frame that can be read. It is larger than 1 when a running capture has given
    /// up its oldest frames, as it was told to.
    pub fn first(&self) -> u64 {
        self.shared.first()
    }

    /// True if no frame is known so far.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads one frame, counted from 1, into `frame`. Neighbours of the last frame read are cheap.
    ///
    /// # Errors
    /// [`StoreError::NoSuchFrame`] for a number that is not known (yet), [`StoreError::Read`] and
    /// [`StoreError::Changed`] when the file cannot be read or is not what it was.
    pub fn frame(&self, number: u64, frame: &mut Frame) -> Result<(), StoreError> {
        // Whoever finds the shared cursor taken reads with one of its own.
        match self.shared.cursor.try_lock() {
            Ok(mut cursor) => cursor
                .get_or_insert_with(|| Cursor::new(&self.shared, cursor::RANDOM_BLOCK))
                .read(&self.shared, number, frame),
            Err(_) => {
                Cursor::new(&self.shared, cursor::RANDOM_BLOCK).read(&self.shared, number, frame)
            }
        }
    }

    /// A reader of the frames in `range`, in order. Without an upper end it reads on as frames
    /// become known.
    pub fn frames(&self, range: impl RangeBounds<u64>) -> FrameReader {
        let first = match range.start_bound() {
            Bound::Included(&first) => first,
            Bound::Excluded(&before) => before.saturating_add(1),
            Bound::Unbounded => 1,
        };
        let end = match range.end_bound() {
            Bound::Included(&last) => last.saturating_add(1),
            Bound::Excluded(&end) => end,
            Bound::Unbounded => u64::MAX,
        };
        FrameReader::new(self.clone(), first.max(1), end)
    }

    /// A reader of what the records say of frames; `in_order` is true for frames that are mostly
    /// neighbours.
    pub fn infos(&self, in_order: bool) -> InfoReader {
        InfoReader::new(self.clone(), in_order)
    }

    /// How far indexing is, and what is wrong with the capture.
    pub fn status(&self) -> Status {
        self.shared.status()
    }

    /// The interfaces known so far; [`crate::model::FrameInfo::interface`] counts in this list.
    pub fn interfaces(&self) -> Vec<Interface> {
        self.shared.with(|inner| inner.interfaces.clone())
    }

    /// The earliest and the latest time of the frames known so far.
    pub fn time_span(&self) -> Option<(Timestamp, Timestamp)> {
        self.shared.with(|inner| inner.span)
    }

    /// What the capture's sections say of their origin, with their comments.
    pub fn sections(&self) -> Vec<SectionInfo> {
        self.shared.with(|inner| {
            let infos = inner.sections.iter().map(|section| section.info.clone());
            infos.collect()
        })
    }

    /// Decryption secrets in the capture, in the order in which they stand there.
    pub fn secrets(&self) -> Vec<Secret> {
        self.shared.with(|inner| inner.secrets.clone())
    }

    /// A number that grows whenever frames, interfaces or the status change.
    pub fn generation(&self) -> u64 {
        self.shared.generation()
    }

    /// Calls `notify` after every such change, on the thread that made it. It must be quick: set a
    /// flag, wake a thread, try to send on a bounded channel.
    pub fn subscribe(&self, notify: impl Fn() + Send + Sync + 'static) {
        self.shared.subscribe(Box::new(notify));
    }

    /// Blocks until the file header was recognised, and says why it was not.
    ///
    /// # Errors
    /// When this is no capture, or it cannot be read.
    pub fn wait_recognised(&self) -> Result<(), StoreError> {
        self.shared.wait(|inner| inner.format.is_some());
        match (
            self.shared.with(|inner| inner.format.is_some()),
            self.status().state,
        ) {
            (false, State::Failed(error)) => Err(error),
            _ => Ok(()),
        }
    }

    /// Blocks until at least `frames` frames are known or no more will come; returns how many are.
    pub fn wait_frames(&self, frames: u64) -> u64 {
        self.shared.wait(|_| self.shared.frames() >= frames);
        self.len()
    }

    /// Blocks until indexing is finished (a running capture: until it ends).
    pub fn wait_complete(&self) -> Status {
        self.shared.wait(|_| false);
        self.status()
    }
}
