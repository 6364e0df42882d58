//! What a source of live frames hands its frames to.

use std::io;

use crate::model::{LinkType, Timestamp};

/// What a capture says about one of its interfaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterfaceDescription {
    /// The system's name, such as `eth0`.
    pub name: String,
    /// A description for people, where the system has one.
    pub description: Option<String>,
    /// How the first header of every frame of this interface is to be read.
    pub link_type: LinkType,
    /// Snapshot length in bytes: the most that is kept of a frame.
    pub snaplen: u32,
    /// The capture filter, as typed.
    pub filter: Option<String>,
    /// Smallest step of the time stamps in nanoseconds: 1, or 1,000 for microseconds.
    pub resolution_ns: u32,
}

/// Frames that the capture lost, counted from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DropCounts {
    /// The interface, as numbered by [`FrameSink::add_interface`].
    pub interface: u32,
    /// Frames that passed the capture filter, those lost afterwards included.
    pub received: u64,
    /// Frames for which the kernel's capture buffer had no room.
    pub kernel: u64,
    /// Frames that the network device or its driver lost.
    pub device: u64,
}

/// Takes the frames of a running capture, one after the other, on a thread of its own.
///
/// Calls never overlap. A slow sink is tolerated as long as there is room between it and the
/// network; after that frames are lost and counted. A sink that panics is dropped and ends the
/// capture.
pub trait FrameSink: Send {
    /// Announces an interface; the number returned is given with each of its frames.
    ///
    /// # Errors
    /// When the sink cannot record the interface. The capture then does not start.
    fn add_interface(&mut self, description: &InterfaceDescription) -> io::Result<u32>;

    /// Takes a frame: its number of bytes on the wire, and those of them that were captured.
    ///
    /// # Errors
    /// When the frame could not be recorded. The capture then ends.
    fn push(
        &mut self,
        interface: u32,
        time: Timestamp,
        original_len: u32,
        bytes: &[u8],
    ) -> io::Result<()>;

    /// Makes everything taken so far visible to readers. Called about 20 times a second while
    /// frames arrive.
    ///
    /// # Errors
    /// When what was taken could not be recorded. The capture then ends.
    fn flush(&mut self) -> io::Result<()>;

    /// True if it wants no frame more; asked after each frame and about once a second. The capture
    /// then ends.
    fn is_full(&self) -> bool {
        false
    }

    /// How many of the oldest frames it gave up to make room, because it was told to.
    fn given_up(&self) -> u64 {
        0
    }

    /// Takes the counts of lost frames of one interface; they replace those given before.
    fn drops(&mut self, counts: DropCounts);

    /// Ends the recording; no call follows.
    ///
    /// # Errors
    /// When the end of the recording could not be written.
    fn finish(&mut self) -> io::Result<()>;
}
