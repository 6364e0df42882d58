//! Frames of a running capture.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::recording::{self, Recording, Rotation};
use super::shared::{Batch, Section, Shared};
use super::spool::SpoolFile;
use super::{Drops, Interface, State, Store, StoreError};
use crate::capture::file::{
    ByteOrder, ByteSource, Chain, Clock, Format, SectionBlock, Statistics, TimeUnits,
};
use crate::capture::write::{NewFrame, NewInterface, PcapngWriter};
use crate::model::Timestamp;

/// After so many bytes frames are written and become known even without a flush; less than what the
/// writer gathers, so that it never writes what is not published with it.
const PUBLISH_EVERY: u64 = 512 * 1024;

impl Store {
    /// A store for a running capture, and where its frames go. They are kept in `file`, or in a
    /// nameless temporary file, as pcapng; `name` stands for the capture in messages.
    ///
    /// # Errors
    /// When the file cannot be created, or is no regular file.
    pub fn live(name: &str, file: Option<&Path>) -> Result<(Store, LiveSink), StoreError> {
        Store::record(name, &Recording::to(file.map(Path::to_owned)))
    }

    /// As [`Store::live`], also into one file after the other.
    ///
    /// # Errors
    /// When the first file cannot be created, or is no regular file.
    pub fn record(name: &str, recording: &Recording) -> Result<(Store, LiveSink), StoreError> {
        let mut rotation = Rotation::new(recording);
        let path = rotation.begin(1, SystemTime::now());
        let file = spool_file(name, path.as_deref())?;
        let reader = file.reader(name)?;
        let (source, chain) = match recording.is_ring() {
            true => {
                let chain = Arc::new(Chain::default());
                chain.push(0, reader, path);
                (ByteSource::Chain(Arc::clone(&chain)), Some(chain))
            }
            false => (ByteSource::File(reader), None),
        };
        let shared = Arc::new(Shared::new(name.to_owned(), Arc::new(source), State::Live));
        shared.change(|inner| inner.format = Some(Format::Pcapng));
        let mut batch = Batch::default();
        batch.sections.push(section_at(0));
        let mut sink = LiveSink {
            shared: Arc::clone(&shared),
            writer: PcapngWriter::new(file, &section_info()),
            rotation,
            chain,
            begun_at: 0,
            batch,
            frames: 0,
            published_at: 0,
            statistics: Vec::new(),
            ended: false,
        };
        if let Err(error) = sink.flush() {
            return Err(sink.writer.get_ref().error(name, error));
        }
        Ok((Store { shared }, sink))
    }
}

/// The file of this name, or one without a name.
fn spool_file(name: &str, path: Option<&Path>) -> Result<SpoolFile, StoreError> {
    match path {
        Some(path) => SpoolFile::named(path),
        None => SpoolFile::temporary(name),
    }
}

fn section_info() -> SectionBlock {
    SectionBlock {
        application: Some(format!("decap {}", env!("CARGO_PKG_VERSION"))),
        os: Some(std::env::consts::OS.to_owned()),
        ..SectionBlock::default()
    }
}

/// The section of a file that begins at `offset`; its interfaces are those of all files.
fn section_at(offset: u64) -> Section {
    Section {
        offset,
        order: ByteOrder::Little,
        first_interface: 0,
        info: section_info(),
    }
}

/// Where a capture thread puts its frames. What was pushed can be read after the next
/// [`LiveSink::flush`]; that should come at least every 50 ms or so while frames arrive.
///
/// Only whole blocks are written: whatever becomes of the process, the file is a valid capture up
/// to the last flush.
pub struct LiveSink {
    shared: Arc<Shared>,
    writer: PcapngWriter<SpoolFile>,
    rotation: Rotation,
    /// The files, where there is more than one.
    chain: Option<Arc<Chain>>,
    /// Where the file that is written begins among them.
    begun_at: u64,
    /// What is written or gathered, but not published.
    batch: Batch,
    /// Frames published.
    frames: u64,
    /// Where the file ended when they were published.
    published_at: u64,
    /// What the interfaces dropped, as far as it was told.
    statistics: Vec<Statistics>,
    ended: bool,
}

impl LiveSink {
    /// Makes an interface known; its number is given with each of its frames.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add_interface(&mut self, interface: &NewInterface<'_>) -> io::Result<u32> {
        self.check_running()?;
        let index = self.writer.add_interface(interface);
        let clock = Clock {
            link_type: interface.link_type,
            snaplen: interface.snaplen,
            fcs_len: interface.fcs_len,
            units: TimeUnits::NANOSECONDS,
        };
        self.batch.interfaces.push(Interface {
            name: interface.name.map(str::to_owned),
            description: interface.description.map(str::to_owned),
            filter: interface.filter.map(str::to_owned),
            ..Interface::of_clock(clock)
        });
        self.flush()?;
        Ok(index)
    }

    /// Takes a frame: when it was seen, how many bytes it had on the wire, and those captured.
    ///
    /// # Errors
    /// When the interface is not known, or the file cannot be written. Nothing more is taken then.
    #[inline]
    pub fn push(
        &mut self,
        interface: u32,
        time: Timestamp,
        original_len: u32,
        bytes: &[u8],
    ) -> io::Result<()> {
        self.check_running()?;
        if self.chain.is_some() && self.rotation.is_due(self.writer.position()) {
            self.rotate()?;
        }
        let offset = self.position();
        let frame = NewFrame {
            interface,
            time,
            original_len,
            bytes,
        };
        if let Err(error) = self.writer.frame(&frame, &[]) {
            return Err(self.fail(error));
        }
        self.batch.add(self.frames, offset, Some(time));
        self.rotation.count();
        if self.position() - self.published_at >= PUBLISH_EVERY {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what was pushed and makes it known to readers.
    ///
    /// # Errors
    /// When the file cannot be written. What was flushed before stays readable; what was not is
    /// lost, and the store's state says why.
    pub fn flush(&mut self) -> io::Result<()> {
        self.check_running()?;
        if self.position() == self.published_at {
            return Ok(());
        }
        if let Err(error) = self.writer.flush() {
            return Err(self.fail(error));
        }
        self.frames += self.batch.frames();
        self.published_at = self.position();
        self.shared.publish(&mut self.batch, self.published_at);
        Ok(())
    }

    /// Where the next block will begin, counted over all files.
    #[inline]
    fn position(&self) -> u64 {
        self.begun_at + self.writer.position()
    }

    /// True if the capture has as much as was asked for.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.rotation.is_over(self.writer.position())
    }

    /// How many of the oldest frames were given up for newer ones.
    pub fn given_up(&self) -> u64 {
        self.shared.first() - 1
    }

    /// Begins the next file if it is time, also when no frame comes.
    ///
    /// # Errors
    /// As [`LiveSink::push`].
    pub fn tick(&mut self) -> io::Result<()> {
        // A file that is full by size or frames waits for the next frame, so that the last is not empty.
        let is_due = self.chain.is_some() && self.rotation.is_time();
        match is_due && !self.ended && !self.is_full() {
            true => self.rotate(),
            false => Ok(()),
        }
    }

    /// Ends the file that is written, begins the next one, and gives up the oldest.
    fn rotate(&mut self) -> io::Result<()> {
        self.write_statistics()?;
        self.flush()?;
        let Some(chain) = self.chain.clone() else {
            return Ok(());
        };
        let path = self.rotation.begin(self.frames + 1, SystemTime::now());
        let name = self.shared.name.clone();
        let begun = spool_file(&name, path.as_deref())
            .and_then(|file| file.reader(&name).map(|reader| (file, reader)));
        let (file, reader) = match begun {
            Ok(begun) => begun,
            Err(error) => {
                let words = io::Error::other(error.to_string());
                self.end_with(State::Failed(error));
                return Err(words);
            }
        };
        self.begun_at = self.position();
        chain.push(self.begun_at, reader, path);
        self.writer = PcapngWriter::new(file, &section_info());
        self.batch.sections.push(section_at(self.begun_at));
        for interface in self.shared.with(|inner| inner.interfaces.clone()) {
            self.writer.add_interface(&NewInterface {
                name: interface.name.as_deref(),
                description: interface.description.as_deref(),
                filter: interface.filter.as_deref(),
                link_type: interface.link_type,
                snaplen: interface.snaplen,
                fcs_len: interface.fcs_len,
            });
        }
        self.flush()?;
        while let Some((path, first)) = self.rotation.give_up() {
            // Told before it is done: nobody then takes a frame that is going for one that is broken.
            self.shared.give_up_before(first, chain.second());
            chain.pop();
            if let Some(path) = path
                && let Err(error) = recording::remove(&path)
            {
                return Err(self.fail(error));
            }
        }
        Ok(())
    }

    fn check_running(&self) -> io::Result<()> {
        match self.ended {
            true => Err(io::Error::other("the capture has ended")),
            false => Ok(()),
        }
    }

    /// Ends the capture with an error.
    fn fail(&mut self, error: io::Error) -> io::Error {
        let copy = io::Error::new(error.kind(), error.to_string());
        let error_of_file = self.writer.get_ref().error(&self.shared.name, copy);
        self.end_with(State::Failed(error_of_file));
        error
    }

    fn end_with(&mut self, state: State) {
        self.batch = Batch::default();
        self.ended = true;
        self.shared.change(|inner| inner.state = state);
    }

    /// Takes the counts of frames received and dropped since the capture began; they replace those
    /// given before for the same interface.
    pub fn set_drops(&mut self, statistics: Statistics) {
        let index = statistics.interface as usize;
        let known = self
            .statistics
            .iter_mut()
            .find(|known| known.interface == statistics.interface);
        match known {
            Some(known) => *known = statistics,
            None => self.statistics.push(statistics),
        }
        self.shared.change(|inner| {
            if let Some(interface) = inner.interfaces.get_mut(index) {
                interface.drops = Drops {
                    received: statistics.received,
                    by_interface: statistics.dropped_by_interface,
                    by_system: statistics.dropped_by_system,
                };
            }
        });
    }

    /// Ends the capture: writes the counts of dropped frames and all that is left.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(&mut self) -> io::Result<()> {
        if self.ended {
            return Ok(());
        }
        self.write_statistics()?;
        self.flush()?;
        self.ended = true;
        self.shared.change(|inner| inner.state = State::Complete);
        Ok(())
    }

    /// Writes what the interfaces received and dropped so far.
    fn write_statistics(&mut self) -> io::Result<()> {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(0));
        for statistics in &self.statistics {
            self.writer.statistics(statistics, Timestamp(now))?;
        }
        Ok(())
    }
}

impl Drop for LiveSink {
    fn drop(&mut self) {
        // An error is in the store's state already.
        let _ = self.finish();
    }
}
