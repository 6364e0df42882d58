//! What can go wrong with a store.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::capture::file::HeaderError;

/// Why a capture cannot be opened, or a frame cannot be read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The file cannot be opened.
    #[error("cannot open {name}: {source}")]
    Open {
        /// The file.
        name: String,
        /// Why.
        source: Arc<io::Error>,
    },
    /// The file cannot be created.
    #[error("cannot write {name}: {source}")]
    Create {
        /// The file.
        name: String,
        /// Why.
        source: Arc<io::Error>,
    },
    /// Frames are to be read back from a file that cannot be read at any position.
    #[error(
        "cannot capture into {name}: it is not a regular file, and frames must be read back from \
         it; name a regular file"
    )]
    NotRegular {
        /// The file.
        name: String,
    },
    /// A directory where a file should be.
    #[error("cannot open {name}: it is a directory; name a capture file in it")]
    Directory {
        /// The directory.
        name: String,
    },
    /// The file is no capture that can be read.
    #[error("cannot read {name}: {source}")]
    Header {
        /// The file.
        name: String,
        /// Why.
        source: HeaderError,
    },
    /// Reading failed.
    #[error("cannot read {name} at byte {offset}: {source}")]
    Read {
        /// The file.
        name: String,
        /// Offset in bytes.
        offset: u64,
        /// Why.
        source: Arc<io::Error>,
    },
    /// A spool file cannot be written.
    #[error(
        "cannot keep the frames of {name} in {}: {source}; make room there, or set TMPDIR to a \
         directory with more",
        directory.display()
    )]
    Spool {
        /// The capture.
        name: String,
        /// Where the spool file is.
        directory: PathBuf,
        /// Why.
        source: Arc<io::Error>,
    },
    /// A frame that is not there, or not yet.
    #[error("there is no frame {number} in {name}: it has {len} frames")]
    NoSuchFrame {
        /// The capture.
        name: String,
        /// The number asked for.
        number: u64,
        /// How many frames there are.
        len: u64,
    },
    /// A frame of a running capture that had to make room for newer ones.
    #[error(
        "frame {number} of {name} is gone: it was given up to make room for newer frames; the first \
         one kept is {first}"
    )]
    GivenUp {
        /// The capture.
        name: String,
        /// The frame asked for.
        number: u64,
        /// The first frame that can be read.
        first: u64,
    },
    /// The file is not what it was when it was indexed.
    #[error(
        "frame {number} of {name} is gone: {what}; the file was changed after it was opened, open \
         it again"
    )]
    Changed {
        /// The capture.
        name: String,
        /// The frame asked for.
        number: u64,
        /// What stands in its place.
        what: String,
    },
    /// A thread cannot be started.
    #[error("cannot start a thread to read {name}: {source}")]
    Thread {
        /// The capture.
        name: String,
        /// Why.
        source: Arc<io::Error>,
    },
    /// The indexing thread ended without a result; a defect of this program.
    #[error("indexing {name} broke off; this is a defect of decap, please report it")]
    BrokeOff {
        /// The capture.
        name: String,
    },
}
