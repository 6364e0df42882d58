//! Reading capture files: classic pcap and pcapng, plain or compressed.
//!
//! A [`Walker`] steps from record to record through a [`Window`] of large positioned reads
//! (`pread`), never a memory map: a file that shrinks under a map kills the process, a short read
//! is an error value. Both byte orders, all time resolutions and both formats come out as the same
//! [`Record`]: where the captured bytes are, how many, when, and on which interface.
//!
//! The record headers are walked here and not with the `pcap-parser` crate, for four reasons that
//! its interface leaves no way around: its errors carry no byte offset, and a damaged file must say
//! where; it parses every option of every packet block into a vector of its own, which is most of
//! the cost of an index; it wants a whole block in memory, however long the block says it is; and it
//! reads `if_tsoffset` in little-endian order in sections of either byte order, and leaves the
//! obsolete packet block unread. It is the oracle of the writer's tests instead.
//!
//! Sources: draft-ietf-opsawg-pcap (classic pcap), draft-ietf-opsawg-pcapng (pcapng), the link type
//! registry at tcpdump.org; limits on lengths are those that Wireshark's reader applies.

#[cfg(test)]
pub(crate) mod build;
mod chain;
mod compress;
mod description;
mod header;
mod options;
mod order;
mod pcap;
mod pcapng;
mod source;
mod time;
mod walk;

pub use chain::Chain;
pub use compress::{Compression, decoder};
pub use description::{InterfaceBlock, SectionBlock, Statistics};
pub use header::{Format, HEADER_MAX, HeaderError, recognise};
pub use options::{CaptureOption, options};
pub use order::ByteOrder;
pub use pcap::PcapHeader;
pub use pcapng::{Block, BlockKind};
pub use source::{ByteSource, Window};
pub use time::TimeUnits;
pub use walk::{Clock, Item, Record, Walker};

use crate::model::LinkType;

/// Where a capture file stops making sense, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Offset in bytes from the start of the (decompressed) capture.
    pub offset: u64,
    /// What was expected there and what was found.
    pub what: String,
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "damaged at byte {}: {}", self.offset, self.what)
    }
}

/// The most bytes that one record of a link type may hold. A longer record is taken for damage
/// before anything is allocated for it. The limits are Wireshark's: 256 KiB, except for message
/// buses whose messages are longer.
pub const fn max_captured_len(link_type: LinkType) -> u32 {
    const MIB: u32 = 1024 * 1024;
    match link_type.0 {
        231 | 249 => 128 * MIB, // D-Bus, USBPcap
        279 => 32 * MIB,        // Elektrobit high speed capture
        _ => 256 * 1024,
    }
}
