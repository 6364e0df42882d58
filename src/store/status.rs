//! What a store says about its capture.

use std::sync::Arc;

use super::StoreError;
use crate::capture::file::{Clock, Damage, Format, InterfaceBlock, SectionBlock, TimeUnits};
use crate::model::LinkType;

/// Whether frames are still coming.
#[derive(Debug, Clone)]
pub enum State {
    /// More frames are being found.
    Indexing,
    /// More frames are being captured, or the file is watched for more.
    Live,
    /// All frames are known.
    Complete,
    /// The capture is damaged or cut; the frames before that place are known.
    Damaged(Damage),
    /// Reading stopped for a reason that lies outside the capture; the frames before are known.
    Failed(StoreError),
}

impl State {
    /// True while more frames may come.
    pub const fn is_growing(&self) -> bool {
        matches!(self, State::Indexing | State::Live)
    }
}

/// How far indexing is.
#[derive(Debug, Clone)]
pub struct Status {
    /// Whether frames are still coming.
    pub state: State,
    /// Frames known.
    pub frames: u64,
    /// Bytes read of the file as it is stored: of a compressed file, compressed bytes.
    pub bytes_indexed: u64,
    /// Length of the file as it is stored; `None` where it is not known (a pipe).
    pub bytes_total: Option<u64>,
    /// Bytes that the capture says about frames and interfaces but that are not kept, because they
    /// are more than a sane capture holds.
    pub omitted: u64,
    /// The format, once it was recognised.
    pub format: Option<Format>,
    /// Frames dropped while capturing, summed over the interfaces.
    pub drops: Drops,
    /// What became of the file since it was opened, in words, if it is watched.
    pub changed: Option<String>,
}

/// Frames that were received and dropped while capturing, where that is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Drops {
    /// Frames received.
    pub received: Option<u64>,
    /// Frames dropped by the network interface or its driver.
    pub by_interface: Option<u64>,
    /// Frames dropped by the operating system for want of buffer space.
    pub by_system: Option<u64>,
}

impl Drops {
    /// Adds the counts of another interface.
    pub fn add(&mut self, other: Drops) {
        let sum = |a: Option<u64>, b: Option<u64>| match (a, b) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (a, b) => a.or(b),
        };
        self.received = sum(self.received, other.received);
        self.by_interface = sum(self.by_interface, other.by_interface);
        self.by_system = sum(self.by_system, other.by_system);
    }
}

/// An interface on which frames were captured. Texts are as the file has them: clean them before
/// they reach a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interface {
    /// Its name, such as `eth0`.
    pub name: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// The capture filter.
    pub filter: Option<String>,
    /// Comments on it.
    pub comments: Vec<String>,
    /// How its frames begin.
    pub link_type: LinkType,
    /// Most bytes kept of a frame; 0 where there was no limit.
    pub snaplen: u32,
    /// Bytes of frame check sequence at the end of each frame, where the file says so.
    pub fcs_len: Option<u8>,
    /// Index of its section.
    pub section: u32,
    /// What it dropped.
    pub drops: Drops,
    pub(super) units: TimeUnits,
}

impl Interface {
    pub(super) fn new(block: InterfaceBlock, section: u32) -> Interface {
        Interface {
            name: block.name,
            description: block.description,
            filter: block.filter,
            comments: block.comments,
            section,
            ..Interface::of_clock(block.clock)
        }
    }

    /// An interface of which no more is known than how to read its frames.
    pub(super) fn of_clock(clock: Clock) -> Interface {
        Interface {
            name: None,
            description: None,
            filter: None,
            comments: Vec::new(),
            link_type: clock.link_type,
            snaplen: clock.snaplen,
            fcs_len: clock.fcs_len,
            section: 0,
            drops: Drops::default(),
            units: clock.units,
        }
    }

    pub(super) fn clock(&self) -> Clock {
        Clock {
            link_type: self.link_type,
            snaplen: self.snaplen,
            fcs_len: self.fcs_len,
            units: self.units,
        }
    }
}

/// What a section of a pcapng file says of its origin. Texts are as the file has them.
pub type SectionInfo = SectionBlock;

/// Keys with which captured traffic can be decrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// What they are, numbered as in draft-ietf-opsawg-pcapng: `0x544c534b` is a TLS key log.
    pub kind: u32,
    /// The keys, as they stand in the file.
    pub bytes: Arc<[u8]>,
}
