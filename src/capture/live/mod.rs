//! Live capture through libpcap: frames are taken, stamped and handed on to a [`FrameSink`].
//!
//! The order of a session is: [`open`] the devices, open the output files, drop all privileges
//! ([`privilege::drop_all`]), and only then [`Opened::start`] the capture threads, which asks for
//! the proof that the privileges are gone.
//!
//! Each interface has a libpcap handle and a thread of its own, which does nothing but take, stamp
//! and hand on. The frames go in batches through one queue, bounded in bytes, to the recording
//! thread, which gives them to the sink. So a disk that stalls is first ridden out by the queue
//! (128 MiB, used only then), then by the kernel's capture buffer (64 MiB for each interface); what
//! does not fit any more is counted by the kernel. Without the queue, with the sink called on the
//! capture thread, the same load lost frames whenever the disk stalled for half a second.
//!
//! With several interfaces the frames are put in the order of their time stamps before they are
//! recorded: the kernel hands its buffers over in blocks of up to 50 ms, and without it a packet
//! that crosses two interfaces would seem to leave before it came.
//!
//! [`FrameSink`]: super::FrameSink
//! [`privilege::drop_all`]: super::privilege::drop_all

mod batch;
mod delivery;
mod error;
mod filter;
mod link_type;
mod merge;
mod open;
mod queue;
mod recorder;
mod session;
mod status;
mod thread;

pub use error::{LiveError, NoSuchInterface};
pub(super) use filter::{advice, needs_netmask};
pub use link_type::{dlt_of_link_type, link_type_of_dlt};
pub use open::{Opened, open};
pub use session::{LiveSession, StopHandle};
pub use status::{EndReason, InterfaceStatus, LiveStatus, State};

use std::time::Duration;

/// Snapshot length in bytes when none is asked for; the most that capture tools accept.
pub const DEFAULT_SNAPLEN: u32 = 262_144;

/// Size in bytes of the kernel's capture buffer for each interface when none is asked for.
pub const DEFAULT_BUFFER_BYTES: u32 = 64 << 20;

/// The longest that the kernel keeps frames back before it hands them over.
const READ_TIMEOUT: Duration = Duration::from_millis(50);

/// What to capture, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveOptions {
    /// Names of interfaces, or their numbers in the list that `decap -D` prints.
    pub interfaces: Vec<String>,
    /// A capture filter in libpcap's language (pcap-filter(7)), as typed.
    pub filter: Option<String>,
    /// Snapshot length in bytes, 1 to 2,147,483,647; of a longer frame the beginning is kept.
    pub snaplen: u32,
    /// Whether to ask for frames that are addressed to other stations.
    pub promiscuous: bool,
    /// Ends the capture after this many frames over all interfaces.
    pub count: Option<u64>,
    /// Ends the capture after this time.
    pub duration: Option<Duration>,
    /// Size in bytes of the kernel's capture buffer for each interface.
    pub buffer_bytes: u32,
    /// Whether to watch which processes hold the sockets behind the frames. This may start the
    /// running program once more, so it is for the program itself to ask for.
    pub watch_sockets: bool,
}

impl Default for LiveOptions {
    fn default() -> LiveOptions {
        LiveOptions {
            interfaces: Vec::new(),
            filter: None,
            snaplen: DEFAULT_SNAPLEN,
            promiscuous: true,
            count: None,
            duration: None,
            buffer_bytes: DEFAULT_BUFFER_BYTES,
            watch_sockets: false,
        }
    }
}
