//! Saving frames of a capture as a capture file of its own.
//!
//! pcapng is saved as pcapng block by block, as the blocks stand in the capture: interfaces with
//! their time units, names of addresses, secrets, statistics, comments, and blocks that this program does not
//! know stay what they are; only frames that are not wanted are left out. Everything else goes
//! frame by frame, with what the format has room for, and [`Saved::lost`] says what it has not.
//!
//! The file gets its name when it is whole and on the disk. Work is done in slices
//! ([`Saving::advance`]) or on a thread ([`Saving::in_background`]), and dropping either ends it
//! and leaves nothing behind.

mod background;
mod blocks;
mod error;
mod frames;
mod out;

pub use background::Background;
pub use error::SaveError;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{Store, StoreError};
use crate::capture::file::Format;
use blocks::Blocks;
use frames::Frames;
use out::Out;

/// A format to save in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileType {
    /// pcapng, which holds all that decap knows of a capture.
    Pcapng,
    /// Classic pcap, which holds frames of one link type and their times.
    Pcap,
}

impl FileType {
    /// The format that a file of this name should have: pcap for `.pcap`, `.cap` and `.dmp`.
    pub fn of(path: &Path) -> FileType {
        let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
        match ending.as_ref().and_then(|ending| ending.to_str()) {
            Some("pcap" | "cap" | "dmp") => FileType::Pcap,
            _ => FileType::Pcapng,
        }
    }
}

/// Where a capture is saved.
pub enum Destination {
    /// A file that must not exist.
    New(PathBuf),
    /// A file that is replaced if it exists. The user was asked.
    Replace(PathBuf),
    /// A stream, which gets the bytes as they come.
    Stream(Box<dyn Write + Send>),
}

/// Comments to be added to frames, by the frames' numbers.
pub type Comments = BTreeMap<u64, Vec<String>>;

/// The most bytes of comments that are added to one frame.
pub const MAX_COMMENTS: usize = u16::MAX as usize;

/// What the format had no room for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lost {
    /// Comments on frames.
    pub comments: u64,
    /// Frames that have no time in the capture and the time 0 in the file.
    pub times: u64,
    /// Secrets with which traffic can be decrypted.
    pub secrets: u64,
}

/// What was saved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Saved {
    /// Frames in the file.
    pub frames: u64,
    /// Length of the file in bytes.
    pub bytes: u64,
    /// What is not in the file.
    pub lost: Lost,
}

/// How far the work is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Frames written.
    pub frames: u64,
    /// Work done, of `total`: frames or bytes of the capture gone through.
    pub done: u64,
    /// All the work.
    pub total: u64,
}

/// A capture being saved.
pub struct Saving {
    copier: Copier,
    out: Out,
    saved: Saved,
    is_copied: bool,
}

/// The two ways to get frames from the capture into the file.
enum Copier {
    Blocks(Box<Blocks>),
    Frames(Box<Frames>),
}

/// The frames that are wanted, and what is to be said of them.
struct Wanted {
    numbers: Box<dyn Iterator<Item = u64> + Send>,
    next: Option<u64>,
    comments: Comments,
}

impl Wanted {
    fn new(numbers: Box<dyn Iterator<Item = u64> + Send>, comments: Comments) -> Wanted {
        let mut wanted = Wanted {
            numbers,
            next: None,
            comments,
        };
        wanted.next = wanted.numbers.next();
        wanted
    }

    /// Takes the next number off.
    fn advance(&mut self) -> Result<(), SaveError> {
        let passed = std::mem::replace(&mut self.next, self.numbers.next());
        match (passed, self.next) {
            (Some(passed), Some(next)) if next <= passed => {
                Err(SaveError::Disorder { passed, next })
            }
            _ => Ok(()),
        }
    }

    /// The comments that are added to a frame.
    fn comments(&self, number: u64) -> &[String] {
        self.comments.get(&number).map_or(&[], Vec::as_slice)
    }
}

impl Saving {
    /// Begins to save the frames with these numbers, which must rise, out of those that are known now.
    ///
    /// # Errors
    /// When the destination exists, is in use by the capture itself or cannot be written, or a
    /// comment is too long.
    pub fn begin(
        store: &Store,
        frames: impl Iterator<Item = u64> + Send + 'static,
        comments: Comments,
        file_type: FileType,
        to: Destination,
    ) -> Result<Saving, SaveError> {
        for (&number, comments) in &comments {
            if comments.iter().map(String::len).sum::<usize>() > MAX_COMMENTS {
                return Err(SaveError::LongComment { number });
            }
        }
        let out = Out::open(to, store)?;
        let wanted = Wanted::new(Box::new(frames), comments);
        let format = store.shared.with(|inner| inner.format);
        let copier = match (format, file_type) {
            (Some(Format::Pcapng), FileType::Pcapng) => {
                Copier::Blocks(Box::new(Blocks::new(store, wanted)))
            }
            _ => Copier::Frames(Box::new(Frames::new(store, wanted, file_type))),
        };
        Ok(Saving {
            copier,
            out,
            saved: Saved::default(),
            is_copied: false,
        })
    }

    /// Works for about this long. What was saved, once the file has its name; the last step, in which
    /// the file is brought to the disk, may take longer.
    ///
    /// # Errors
    /// When the capture cannot be read, the file cannot be written, or the format cannot hold a
    /// frame. The work is over then, and there is no file.
    pub fn advance(&mut self, slice: Duration) -> Result<Option<Saved>, SaveError> {
        let start = Instant::now();
        while !self.is_copied {
            for _ in 0..64 {
                let more = match &mut self.copier {
                    Copier::Blocks(blocks) => blocks.step(&mut self.out, &mut self.saved)?,
                    Copier::Frames(frames) => frames.step(&mut self.out, &mut self.saved)?,
                };
                if !more {
                    self.is_copied = true;
                    break;
                }
                self.out.write_if_full()?;
            }
            if start.elapsed() >= slice {
                return Ok(None);
            }
        }
        self.saved.bytes = self.out.finish()?;
        Ok(Some(self.saved))
    }

    /// How far the work is.
    pub fn progress(&self) -> Progress {
        let (done, total) = match &self.copier {
            Copier::Blocks(blocks) => blocks.progress(),
            Copier::Frames(frames) => frames.progress(),
        };
        Progress {
            frames: self.saved.frames,
            done,
            total,
        }
    }

    /// Works to the end.
    ///
    /// # Errors
    /// As [`Saving::advance`].
    pub fn run(mut self) -> Result<Saved, SaveError> {
        loop {
            if let Some(saved) = self.advance(Duration::from_secs(1))? {
                return Ok(saved);
            }
        }
    }
}

/// That a number is wanted that the capture does not have, or not any more.
fn no_such_frame(store: &Store, number: u64, len: u64) -> SaveError {
    let (name, first) = (store.name().to_owned(), store.first());
    SaveError::Store(match (1..first).contains(&number) {
        true => StoreError::GivenUp {
            name,
            number,
            first,
        },
        false => StoreError::NoSuchFrame { name, number, len },
    })
}
