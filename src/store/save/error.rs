//! Why frames cannot be saved.

use std::io;
use std::sync::Arc;

use crate::model::LinkType;
use crate::store::StoreError;

/// Why frames cannot be saved; there is no new file then, and a file that was there stays.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SaveError {
    /// The file exists, and nobody said that it may be replaced.
    #[error("cannot save to {path}: it exists, and stays as it is")]
    Exists {
        /// The file.
        path: String,
    },
    /// Something that is no file.
    #[error("cannot save to {path}: it is no regular file")]
    NotRegular {
        /// Its path.
        path: String,
    },
    /// The capture goes on in this very file.
    #[error(
        "cannot save to {path}: frames are still being written to it; choose another name, or end \
         the capture first"
    )]
    InUse {
        /// The file.
        path: String,
    },
    /// The file cannot be written.
    #[error("cannot save to {path}: {source}; no file was made")]
    Write {
        /// The file.
        path: String,
        /// Why.
        source: Arc<io::Error>,
    },
    /// The capture cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Frames of several link types in a format that has one.
    #[error(
        "cannot save as pcap: it holds frames of one link type, and frame {number} has link type \
         {} where the ones before it have {}; save as pcapng",
        other.0, first.0
    )]
    LinkTypes {
        /// The first frame that is of another link type.
        number: u64,
        /// The link type of the first frame.
        first: LinkType,
        /// Its link type.
        other: LinkType,
    },
    /// A time that the format cannot hold.
    #[error(
        "cannot save as pcap: it holds times from 1970 to 2106, and that of frame {number} lies \
         outside; save as pcapng"
    )]
    Time {
        /// The frame.
        number: u64,
    },
    /// More comment than a frame can have.
    #[error("cannot save: the comments on frame {number} are longer than 65,535 bytes together")]
    LongComment {
        /// The frame.
        number: u64,
    },
    /// Numbers of frames that do not rise; a defect of this program.
    #[error(
        "cannot save frame {next} after frame {passed}; this is a defect of decap, please report it"
    )]
    Disorder {
        /// The number before.
        passed: u64,
        /// The number that is not larger.
        next: u64,
    },
    /// The work ended without a result; a defect of this program.
    #[error("saving broke off; this is a defect of decap, please report it")]
    BrokeOff,
}
