//! Reading frames back from where the index says they are.

use std::io;
use std::sync::Arc;

use super::StoreError;
use super::shared::{STRIDE, Shared};
use crate::capture::file::{BlockKind, ByteOrder, Format, Item, Record, Walker, Window, options};
use crate::model::{Frame, FrameInfo};

/// Bytes to read at a time for single frames: a stride of full-sized Ethernet frames.
pub(super) const RANDOM_BLOCK: usize = 64 * 1024;
/// Bytes to read at a time for frames in order.
pub(super) const SEQUENTIAL_BLOCK: usize = 512 * 1024;

/// A place between two frames.
#[derive(Debug)]
pub(super) struct Cursor {
    window: Window,
    /// `None` before the format is known.
    walker: Option<Walker>,
    /// Number of the frame that the walker will come to next; 0 where it stands nowhere.
    next: u64,
}

impl Cursor {
    pub(super) fn new(shared: &Shared, block: usize) -> Cursor {
        Cursor {
            window: Window::new(Arc::clone(&shared.source), block),
            walker: None,
            next: 0,
        }
    }

    /// Reads frame `number` into `frame`.
    pub(super) fn read(
        &mut self,
        shared: &Shared,
        number: u64,
        frame: &mut Frame,
    ) -> Result<(), StoreError> {
        self.at(shared, number, |cursor, record| {
            cursor.fill(shared, number, record, frame)
        })
    }

    /// What the record of frame `number` says of it.
    pub(super) fn read_info(
        &mut self,
        shared: &Shared,
        number: u64,
    ) -> Result<FrameInfo, StoreError> {
        self.at(shared, number, |cursor, record| {
            cursor.info(shared, number, record)
        })
    }

    /// Calls `read` with the record of frame `number`.
    fn at<T>(
        &mut self,
        shared: &Shared,
        number: u64,
        read: impl FnOnce(&mut Cursor, &Record) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let len = shared.frames();
        if number == 0 || number > len {
            return Err(StoreError::NoSuchFrame {
                name: shared.name.clone(),
                number,
                len,
            });
        }
        if number < shared.first() {
            return Err(given_up(shared, number));
        }
        let record = self.seek_and_find(shared, number);
        let result = record.and_then(|record| read(self, &record));
        if result.is_err() {
            // Where the walker now stands is not known, and the bytes at hand may be stale.
            self.next = 0;
            self.window.forget();
            // It may have been given up just now.
            if number < shared.first() {
                return Err(given_up(shared, number));
            }
        }
        result
    }

    fn seek_and_find(&mut self, shared: &Shared, number: u64) -> Result<Record, StoreError> {
        if self.next == 0 || number < self.next || number - self.next >= 2 * STRIDE {
            self.seek(shared, number)?;
        }
        loop {
            let record = self.next_record(shared, number)?;
            let found = self.next == number;
            self.next += 1;
            if found {
                return Ok(record);
            }
        }
    }

    /// Moves to the last frame at or before `number` whose offset is kept.
    fn seek(&mut self, shared: &Shared, number: u64) -> Result<(), StoreError> {
        let checkpoint = (number - 1) / STRIDE;
        let place = shared.with(|inner| {
            let format = inner.format?;
            let (kept, start) = (shared.first(), checkpoint * STRIDE + 1);
            // The frame whose offset is kept may be given up already; then the section begins nearer.
            let (offset, next) = match start < kept {
                true => (inner.kept_from, kept),
                false => (inner.checkpoint(checkpoint)?, start),
            };
            let section = inner.section_at(offset);
            let order = match format {
                Format::Pcap(header) => header.order,
                Format::Pcapng => section.map_or(ByteOrder::Little, |section| section.order),
            };
            let first_interface = section.map_or(0, |section| section.first_interface);
            Some((format, offset, order, first_interface, next))
        });
        let Some((format, offset, order, first_interface, next)) = place else {
            return Err(changed(shared, number, "the index does not reach it"));
        };
        let walker = self.walker.get_or_insert_with(|| Walker::new(format));
        walker.jump(offset, order, first_interface);
        self.learn_interfaces(shared);
        self.next = next;
        Ok(())
    }

    /// Steps to the next frame.
    fn next_record(&mut self, shared: &Shared, number: u64) -> Result<Record, StoreError> {
        loop {
            let Some(walker) = &mut self.walker else {
                return Err(changed(shared, number, "the index does not reach it"));
            };
            let offset = walker.offset();
            let item = walker.step(&mut self.window);
            match item.map_err(|error| read_error(shared, offset, error))? {
                Item::Frame(record) => return Ok(record),
                Item::Block(block) => match block.kind {
                    BlockKind::Section => {
                        let first = shared.with(|inner| {
                            inner
                                .section_at(block.offset)
                                .map(|section| section.first_interface)
                        });
                        walker.begin_section(first.unwrap_or(0));
                    }
                    BlockKind::Interface => self.learn_interfaces(shared),
                    _ => {}
                },
                Item::End => return Err(changed(shared, number, "the file ends before it")),
                Item::Short { what, until } => {
                    let what = format!("{what} reaches to byte {until}, the file does not");
                    return Err(changed(shared, number, &what));
                }
                Item::Damage(damage) => {
                    return Err(changed(shared, number, &damage.to_string()));
                }
            }
        }
    }

    /// Takes over interfaces that the index learned of since.
    fn learn_interfaces(&mut self, shared: &Shared) {
        if let Some(walker) = &mut self.walker {
            shared.with(|inner| {
                for interface in inner.interfaces.iter().skip(walker.clocks().len()) {
                    walker.add_interface(interface.clock());
                }
            });
        }
    }

    fn fill(
        &mut self,
        shared: &Shared,
        number: u64,
        record: &Record,
        frame: &mut Frame,
    ) -> Result<(), StoreError> {
        let len = record.captured_len as usize;
        let bytes = self
            .window
            .at(record.data, len)
            .map_err(|error| read_error(shared, record.data, error))?;
        if bytes.len() < len {
            return Err(changed(shared, number, "the file ends inside it"));
        }
        frame.bytes.clear();
        frame.bytes.extend_from_slice(bytes);
        frame.comments.clear();
        frame.info = self.info(shared, number, record)?;
        if let Some(walker) = self.walker.as_ref().filter(|_| record.options_len > 0) {
            let order = walker.order();
            let bytes = self
                .window
                .at(record.options, record.options_len as usize)
                .map_err(|error| read_error(shared, record.options, error))?;
            read_options(bytes, order, frame);
        }
        Ok(())
    }

    fn info(&self, shared: &Shared, number: u64, record: &Record) -> Result<FrameInfo, StoreError> {
        let clocks = self.walker.as_ref().map(Walker::clocks).unwrap_or_default();
        let Some(clock) = clocks.get(record.interface as usize) else {
            return Err(changed(shared, number, "its interface is not described"));
        };
        Ok(FrameInfo {
            number,
            time: record.time,
            original_len: record.original_len,
            link_type: clock.link_type,
            interface: record.interface,
            fcs_len: clock.fcs_len,
        })
    }
}

/// What a packet block's options say of its frame.
fn read_options(bytes: &[u8], order: ByteOrder, frame: &mut Frame) {
    const FLAGS: u16 = 2;
    for option in options(bytes, order) {
        frame.comments.extend(option.comment());
        if option.code == FLAGS
            && let Some(flags) = order.u32(option.value, 0)
        {
            // Bits 5 to 8: bytes of frame check sequence, where it differs from frame to frame.
            let fcs_len = (flags >> 5 & 0xf) as u8;
            if fcs_len > 0 {
                frame.info.fcs_len = Some(fcs_len);
            }
        }
    }
}

fn given_up(shared: &Shared, number: u64) -> StoreError {
    StoreError::GivenUp {
        name: shared.name.clone(),
        number,
        first: shared.first(),
    }
}

pub(super) fn changed(shared: &Shared, number: u64, what: &str) -> StoreError {
    StoreError::Changed {
        name: shared.name.clone(),
        number,
        what: what.to_owned(),
    }
}

pub(super) fn read_error(shared: &Shared, offset: u64, source: io::Error) -> StoreError {
    StoreError::Read {
        name: shared.name.clone(),
        offset,
        source: Arc::new(source),
    }
}
