//! Opening captures.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::indexer::{Finish, Indexer, Pause};
use super::shared::Shared;
use super::spool;
use super::{State, Store, StoreError};
use crate::capture::file::{ByteSource, Compression, HEADER_MAX, Window, recognise};
use crate::capture::privilege::unprivileged_thread;
use crate::model::text::clean;

/// How often a file that is watched is looked at.
const WATCH_EVERY: Duration = Duration::from_millis(100);

impl Store {
    /// Opens a capture file: pcap or pcapng, plain or compressed with gzip, zstd or lz4, told by
    /// its content. `-` is standard input; pipes and devices are read like it. Returns as soon as
    /// the file header was recognised; frames are found in the background.
    ///
    /// # Errors
    /// When the file cannot be opened, or is no capture. What comes from standard input or a pipe
    /// is judged later: see [`Store::wait_recognised`].
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        Store::open_file(path, index)
    }

    /// As [`Store::open`], for a file that another program still writes: at its end it is watched
    /// for more. Only plain files are watched; pipes go on by themselves, and a compressed file
    /// ends where it ends.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn follow(path: &Path) -> Result<Store, StoreError> {
        Store::open_file(path, index_and_watch)
    }

    fn open_file(path: &Path, run: fn(&mut Indexer, Finish)) -> Result<Store, StoreError> {
        if path == Path::new("-") {
            return Store::from_reader("standard input", Box::new(io::stdin()));
        }
        let name = clean(&path.to_string_lossy()).into_owned();
        let fail = |source: io::Error| StoreError::Open {
            name: name.clone(),
            source: Arc::new(source),
        };
        let file = File::open(path).map_err(fail)?;
        let metadata = file.metadata().map_err(fail)?;
        if metadata.is_dir() {
            return Err(StoreError::Directory { name });
        }
        if !metadata.is_file() {
            return Store::from_reader(&name, Box::new(file));
        }
        let total = metadata.len();
        let source = Arc::new(ByteSource::File(file));
        let start = first_bytes(&source).map_err(fail)?;
        if Compression::detect(&start).is_some() {
            // Read from the start, through a handle of its own.
            let input = File::open(path).map_err(fail)?;
            let store = spool::store(&name, Box::new(input), Some(total))?;
            store.wait_recognised()?;
            return Ok(store);
        }
        let format = recognise(&start).map_err(|source| StoreError::Header {
            name: name.clone(),
            source,
        })?;
        let shared = Arc::new(Shared::new(name, source, State::Indexing));
        shared.change(|inner| inner.bytes_total = Some(total));
        let mut indexer = Indexer::new(&shared, format);
        let finish = Finish::new(&shared);
        spawn(&shared.name, "index", move || run(&mut indexer, finish))?;
        Ok(Store { shared })
    }

    /// A capture read from a stream, plain or compressed; `name` stands for it in messages. What
    /// is read goes to a spool file in the temporary directory, and can be used at once.
    ///
    /// # Errors
    /// When the spool file or the thread cannot be created. Whether the stream is a capture shows
    /// later: see [`Store::wait_recognised`].
    pub fn from_reader(name: &str, reader: Box<dyn Read + Send>) -> Result<Store, StoreError> {
        spool::store(name, reader, None)
    }

    /// A capture that is built into the program, plain or compressed; indexed when this returns.
    ///
    /// # Errors
    /// When the bytes are no capture.
    pub fn from_bytes(name: &str, bytes: &'static [u8]) -> Result<Store, StoreError> {
        if Compression::detect(bytes).is_some() {
            let store = spool::store(name, Box::new(bytes), Some(bytes.len() as u64))?;
            store.wait_recognised()?;
            store.wait_complete();
            return Ok(store);
        }
        let format = recognise(bytes).map_err(|source| StoreError::Header {
            name: name.to_owned(),
            source,
        })?;
        let source = Arc::new(ByteSource::Static(bytes));
        let shared = Arc::new(Shared::new(name.to_owned(), source, State::Indexing));
        shared.change(|inner| inner.bytes_total = Some(bytes.len() as u64));
        let mut indexer = Indexer::new(&shared, format);
        index(&mut indexer, Finish::new(&shared));
        Ok(Store { shared })
    }
}

fn first_bytes(source: &Arc<ByteSource>) -> io::Result<Vec<u8>> {
    let mut window = Window::new(Arc::clone(source), HEADER_MAX);
    Ok(window.at(0, HEADER_MAX)?.to_vec())
}

/// Indexes a file that is all there.
fn index(indexer: &mut Indexer, finish: Finish) {
    let state = match indexer.advance() {
        Ok(pause) => indexer.end_state(pause),
        Err(error) => indexer.read_error(error),
    };
    finish.with(state);
}

/// Indexes a file that still grows.
fn index_and_watch(indexer: &mut Indexer, finish: Finish) {
    let state = loop {
        match indexer.advance() {
            Ok(pause @ (Pause::Damage(_) | Pause::Abandoned)) => break indexer.end_state(pause),
            Ok(_) => {}
            Err(error) => break indexer.read_error(error),
        }
        if let Some(damage) = indexer.shrunk() {
            break State::Damaged(damage);
        }
        indexer.live();
        thread::sleep(WATCH_EVERY);
    };
    finish.with(state);
}

/// Starts a thread for a capture.
pub(super) fn spawn(
    name: &str,
    thread: &'static str,
    run: impl FnOnce() + Send + 'static,
) -> Result<(), StoreError> {
    let started = unprivileged_thread(thread, run);
    match started {
        Ok(_) => Ok(()),
        Err(error) => Err(StoreError::Thread {
            name: name.to_owned(),
            source: Arc::new(error),
        }),
    }
}
