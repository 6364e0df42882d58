//! Spool files: captures that cannot be read at any position, made so.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

use super::indexer::{Finish, Indexer, Pause};
use super::open::spawn;
use super::shared::Shared;
use super::{State, Store, StoreError};
use crate::capture::file::{ByteSource, Compression, Damage, HeaderError, decoder, recognise};
use crate::capture::privilege::give_to_caller;
use crate::model::text::clean;

/// Bytes to take from a stream at a time.
const CHUNK: usize = 256 * 1024;
/// The room in the temporary directory is looked at every so many bytes.
const CHECK_EVERY: u64 = 16 * 1024 * 1024;
/// So many bytes of it must be free at each look, or an eighth of a small file system.
const RESERVE: u64 = 64 * 1024 * 1024;

/// A file that is written at its end and read anywhere.
pub(super) struct SpoolFile {
    file: File,
    place: Place,
    /// Bytes written.
    len: u64,
    checked_at: Option<u64>,
}

enum Place {
    /// A file without a name in this directory; it disappears with its last handle.
    Temporary(PathBuf),
    /// A file that the user named.
    Named(String),
}

impl SpoolFile {
    /// A file in the temporary directory that no one else can open and that leaves nothing behind.
    pub(super) fn temporary(capture: &str) -> Result<SpoolFile, StoreError> {
        let directory = std::env::temp_dir();
        match tempfile::tempfile_in(&directory) {
            Ok(file) => Ok(SpoolFile {
                file,
                place: Place::Temporary(directory),
                len: 0,
                checked_at: None,
            }),
            Err(error) => Err(StoreError::Spool {
                name: capture.to_owned(),
                directory,
                source: Arc::new(error),
            }),
        }
    }

    /// A file that the user named, emptied. One that is new belongs to whoever called sudo.
    pub(super) fn named(path: &Path) -> Result<SpoolFile, StoreError> {
        let name = clean(&path.to_string_lossy()).into_owned();
        let fail = |source: io::Error| StoreError::Create {
            name: name.clone(),
            source: Arc::new(source),
        };
        if std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            return Err(StoreError::NotRegular { name });
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        let file = match options.clone().create_new(true).open(path) {
            Ok(file) => {
                give_to_caller(&file).map_err(fail)?;
                file
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                options.create(true).truncate(true);
                options.open(path).map_err(fail)?
            }
            Err(error) => return Err(fail(error)),
        };
        Ok(SpoolFile {
            file,
            place: Place::Named(name),
            len: 0,
            checked_at: None,
        })
    }

    /// A second handle, to read from.
    pub(super) fn reader(&self, capture: &str) -> Result<File, StoreError> {
        self.file
            .try_clone()
            .map_err(|error| self.error(capture, error))
    }

    /// Bytes written so far.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Refuses to fill the temporary directory to the last byte, which would stop others.
    fn check_room(&mut self) -> io::Result<()> {
        let due = self
            .checked_at
            .is_none_or(|at| self.len - at >= CHECK_EVERY);
        if !due || matches!(self.place, Place::Named(_)) {
            return Ok(());
        }
        self.checked_at = Some(self.len);
        let room = nix::sys::statvfs::fstatvfs(&self.file)?;
        let unit = room.fragment_size();
        let free = room.blocks_available().saturating_mul(unit);
        let all = room.blocks().saturating_mul(unit);
        if free < RESERVE.min(all / 8) {
            return Err(io::Error::new(
                io::ErrorKind::StorageFull,
                format!(
                    "{} MiB are written and only {} MiB are left",
                    self.len >> 20,
                    free >> 20
                ),
            ));
        }
        Ok(())
    }

    /// An error of this file, in words for the user of `capture`.
    pub(super) fn error(&self, capture: &str, source: io::Error) -> StoreError {
        let source = Arc::new(source);
        match &self.place {
            Place::Temporary(directory) => StoreError::Spool {
                name: capture.to_owned(),
                directory: directory.clone(),
                source,
            },
            Place::Named(name) => StoreError::Create {
                name: name.clone(),
                source,
            },
        }
    }
}

impl Write for SpoolFile {
    /// Appends all of `bytes`. After an error the file ends where it ended before.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.check_room()?;
        if let Err(error) = self.file.write_all_at(bytes, self.len) {
            // The bytes that did go in would be a block cut in half. That this may fail as well
            // changes nothing: readers are told of the first error.
            let _ = self.file.set_len(self.len);
            return Err(error);
        }
        self.len += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A store of what `input` gives; `total` is the length of the input if it is known.
pub(super) fn store(
    name: &str,
    input: Box<dyn Read + Send>,
    total: Option<u64>,
) -> Result<Store, StoreError> {
    let file = SpoolFile::temporary(name)?;
    let source = Arc::new(ByteSource::File(file.reader(name)?));
    let shared = Arc::new(Shared::new(name.to_owned(), source, State::Indexing));
    let consumed = Arc::new(AtomicU64::new(0));
    shared.change(|inner| {
        inner.bytes_total = total;
        inner.consumed = Some(Arc::clone(&consumed));
    });
    let finish = Finish::new(&shared);
    let mut spooler = Spooler {
        name: name.to_owned(),
        shared: Arc::downgrade(&shared),
        file,
        start: Vec::new(),
        indexer: None,
        pause: Pause::End(0),
    };
    let input = Box::new(Counted { input, consumed });
    spawn(name, "index", move || finish.with(spooler.run(input)))?;
    Ok(Store { shared })
}

/// Moves a stream to its spool file and indexes it on the way.
struct Spooler {
    name: String,
    shared: Weak<Shared>,
    file: SpoolFile,
    /// First bytes, kept until the format is recognised.
    start: Vec<u8>,
    indexer: Option<Indexer>,
    /// Why the indexer stopped last.
    pause: Pause,
}

impl Spooler {
    /// The state in which the capture ends.
    fn run(&mut self, mut input: Box<dyn Read + Send>) -> State {
        let start = match first_bytes(&mut input) {
            Ok(start) => start,
            Err(error) => return self.ended(None, Some(error)),
        };
        let compression = Compression::detect(&start);
        let input: Box<dyn Read + Send> = Box::new(io::Cursor::new(start).chain(input));
        let mut input = match compression {
            None => input,
            Some(compression) => match decoder(compression, input) {
                Ok(input) => input,
                Err(error) => return self.ended(Some(compression), Some(error)),
            },
        };
        let mut chunk = vec![0; CHUNK];
        loop {
            match input.read(&mut chunk) {
                Ok(0) => return self.ended(compression, None),
                Ok(len) => {
                    if let Some(state) = self.take(&chunk[..len]) {
                        return state;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return self.ended(compression, Some(error)),
            }
        }
    }

    /// Takes the next bytes; a state when no more are wanted.
    fn take(&mut self, bytes: &[u8]) -> Option<State> {
        if let Err(error) = self.file.write_all(bytes) {
            return Some(State::Failed(self.file.error(&self.name, error)));
        }
        if self.indexer.is_none() {
            self.start.extend_from_slice(bytes);
            match recognise(&self.start) {
                Ok(format) => {
                    let Some(shared) = self.shared.upgrade() else {
                        // No one holds the store any more.
                        return Some(State::Complete);
                    };
                    self.indexer = Some(Indexer::new(&shared, format));
                    self.start = Vec::new();
                }
                Err(HeaderError::Cut { .. }) => return None,
                // A little more makes a better message.
                Err(_) if self.start.len() < 8 => return None,
                Err(error) => return Some(self.header_error(error)),
            }
        }
        if self.file.len() < self.pause.wants() {
            return None;
        }
        let indexer = self.indexer.as_mut()?;
        match indexer.advance() {
            Ok(pause @ (Pause::Damage(_) | Pause::Abandoned)) => Some(indexer.end_state(pause)),
            Ok(pause) => {
                self.pause = pause;
                None
            }
            Err(error) => Some(indexer.read_error(error)),
        }
    }

    /// The state when the stream has ended, well or not.
    fn ended(&mut self, compression: Option<Compression>, error: Option<io::Error>) -> State {
        let Some(error) = error else {
            return match &self.indexer {
                Some(indexer) => {
                    indexer.end_state(std::mem::replace(&mut self.pause, Pause::Abandoned))
                }
                None => match recognise(&self.start) {
                    Err(error) => self.header_error(error),
                    Ok(_) => State::Complete,
                },
            };
        };
        let offset = self.file.len();
        let Some(compression) = compression else {
            return self.read_error(offset, error);
        };
        let what = format!(
            "the {} data ends or is damaged after {offset} bytes of the capture: {error}",
            compression.name()
        );
        match self.indexer {
            Some(_) => State::Damaged(Damage { offset, what }),
            None => self.read_error(offset, io::Error::new(error.kind(), what)),
        }
    }

    fn read_error(&self, offset: u64, source: io::Error) -> State {
        State::Failed(StoreError::Read {
            name: self.name.clone(),
            offset,
            source: Arc::new(source),
        })
    }

    fn header_error(&self, source: HeaderError) -> State {
        State::Failed(StoreError::Header {
            name: self.name.clone(),
            source,
        })
    }
}

/// Enough first bytes to tell a compression, or all there are.
fn first_bytes(input: &mut Box<dyn Read + Send>) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    input
        .by_ref()
        .take(Compression::MAGIC_LEN as u64)
        .read_to_end(&mut start)?;
    Ok(start)
}

/// Counts what is read.
struct Counted<R> {
    input: R,
    consumed: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.input.read(buffer)?;
        self.consumed.fetch_add(len as u64, Ordering::Relaxed);
        Ok(len)
    }
}
