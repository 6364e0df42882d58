//! From record to record.

use std::io;

use super::{Block, ByteOrder, Damage, Format, TimeUnits, Window};
use crate::model::{LinkType, Timestamp};

/// What must be known of an interface to read its frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// How its frames begin.
    pub link_type: LinkType,
    /// Most bytes kept of a frame; 0 where there was no limit.
    pub snaplen: u32,
    /// Bytes of frame check sequence at the end of each frame, where the file says so.
    pub fcs_len: Option<u8>,
    /// The unit of its time stamps.
    pub units: TimeUnits,
}

/// A frame in a file: what its record says and where its bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// Offset of the captured bytes.
    pub data: u64,
    /// How many bytes were captured.
    pub captured_len: u32,
    /// Length on the wire in bytes.
    pub original_len: u32,
    /// When, if the record says so and the time is one that can be.
    pub time: Option<Timestamp>,
    /// Index of the interface, counted over all sections.
    pub interface: u32,
    /// Offset of the record's options.
    pub options: u64,
    /// Bytes of options; 0 where there are none.
    pub options_len: u32,
}

/// What stands at a place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A frame, all of whose bytes are there.
    Frame(Record),
    /// A pcapng block that holds no frame.
    Block(Block),
    /// Nothing: the file ends here, between two records.
    End,
    /// The file ends inside this.
    Short {
        /// What it is.
        what: &'static str,
        /// The offset that the file must reach for it to be complete.
        until: u64,
    },
    /// Something that cannot be.
    Damage(Damage),
}

/// Steps through the records of a capture file.
///
/// The walker knows what it has been told of interfaces: whoever steps must hand the interface of
/// every [`super::BlockKind::Interface`] block to [`Walker::add_interface`] and call
/// [`Walker::begin_section`] at every [`super::BlockKind::Section`] block.
#[derive(Debug, Clone)]
pub struct Walker {
    format: Format,
    /// Where the next record begins.
    pub(super) offset: u64,
    /// Byte order of the current section.
    pub(super) order: ByteOrder,
    /// Interfaces of all sections.
    pub(super) clocks: Vec<Clock>,
    /// Index in `clocks` of the current section's first interface.
    pub(super) first_interface: u32,
}

impl Walker {
    /// A walker before the first record.
    pub fn new(format: Format) -> Walker {
        let (order, clocks) = match format {
            Format::Pcap(header) => (header.order, vec![header.clock()]),
            Format::Pcapng => (ByteOrder::Little, Vec::new()),
        };
        Walker {
            format,
            offset: format.first_record(),
            order,
            clocks,
            first_interface: 0,
        }
    }

    /// Where the next record begins, in bytes from the start of the file.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The interfaces known, of all sections.
    pub fn clocks(&self) -> &[Clock] {
        &self.clocks
    }

    /// Byte order of the current section.
    pub fn order(&self) -> ByteOrder {
        self.order
    }

    /// Makes an interface known.
    pub fn add_interface(&mut self, clock: Clock) {
        self.clocks.push(clock);
    }

    /// Index, counted over all sections, of the interface that the current section calls `id`.
    pub fn interface_index(&self, id: u32) -> Option<u32> {
        let index = self.first_interface.checked_add(id)?;
        ((index as usize) < self.clocks.len()).then_some(index)
    }

    /// From here on, interfaces are counted from `first_interface`.
    pub fn begin_section(&mut self, first_interface: u32) {
        self.first_interface = first_interface;
    }

    /// Goes on at `offset`, the start of a record in the current section, or of another section.
    pub fn skip_to(&mut self, offset: u64) {
        self.offset = offset;
    }

    /// What kind of file this is.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Goes on at `offset`, which must be the start of a record in a section with this byte order
    /// and first interface.
    pub fn jump(&mut self, offset: u64, order: ByteOrder, first_interface: u32) {
        self.offset = offset;
        self.order = order;
        self.first_interface = first_interface;
    }

    /// What stands here. A frame or a block is stepped over; at anything else the walker stays.
    ///
    /// # Errors
    /// When reading the file fails.
    #[inline]
    pub fn step(&mut self, window: &mut Window) -> io::Result<Item> {
        match self.format {
            Format::Pcap(header) => {
                let (item, next) = header.record(window, self.offset)?;
                self.offset = next;
                Ok(item)
            }
            Format::Pcapng => self.step_block(window),
        }
    }
}
