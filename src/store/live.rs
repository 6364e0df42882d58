//! Frames of a running capture.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::shared::{Batch, Section, Shared};
use super::spool::SpoolFile;
use super::{Drops, Interface, State, Store, StoreError};
use crate::capture::file::{ByteOrder, Clock, Format, SectionBlock, Statistics, TimeUnits};
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
        let file = match file {
            Some(path) => SpoolFile::named(path)?,
            None => SpoolFile::temporary(name)?,
        };
        let source = Arc::new(file.reader(name)?);
        let shared = Arc::new(Shared::new(name.to_owned(), source, State::Live));
        shared.change(|inner| inner.format = Some(Format::Pcapng));
        let info = SectionBlock {
            application: Some(format!("decap {}", env!("CARGO_PKG_VERSION"))),
            os: Some(std::env::consts::OS.to_owned()),
            ..SectionBlock::default()
        };
        let mut batch = Batch::default();
        batch.sections.push(Section {
            offset: 0,
            order: ByteOrder::Little,
            first_interface: 0,
            info: info.clone(),
        });
        let mut sink = LiveSink {
            shared: Arc::clone(&shared),
            writer: PcapngWriter::new(file, &info),
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

/// Where a capture thread puts its frames. What was pushed can be read after the next
/// [`LiveSink::flush`]; that should come at least every 50 ms or so while frames arrive.
///
/// Only whole blocks are written: whatever becomes of the process, the file is a valid capture up
/// to the last flush.
pub struct LiveSink {
    shared: Arc<Shared>,
    writer: PcapngWriter<SpoolFile>,
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
        let offset = self.writer.position();
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
        if self.writer.position() - self.published_at >= PUBLISH_EVERY {
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
        if self.writer.position() == self.published_at {
            return Ok(());
        }
        if let Err(error) = self.writer.flush() {
            return Err(self.fail(error));
        }
        self.frames += self.batch.frames();
        self.published_at = self.writer.position();
        self.shared.publish(&mut self.batch, self.published_at);
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
        self.batch = Batch::default();
        self.ended = true;
        let copy = io::Error::new(error.kind(), error.to_string());
        let error_of_file = self.writer.get_ref().error(&self.shared.name, copy);
        let state = State::Failed(error_of_file);
        self.shared.change(|inner| inner.state = state);
        error
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
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(0));
        for statistics in &self.statistics {
            self.writer.statistics(statistics, Timestamp(now))?;
        }
        self.flush()?;
        self.ended = true;
        self.shared.change(|inner| inner.state = State::Complete);
        Ok(())
    }
}

impl Drop for LiveSink {
    fn drop(&mut self) {
        // An error is in the store's state already.
        let _ = self.finish();
    }
}
