//! Where the screen gets its frames from.

use std::sync::Arc;

use crate::model::{Frame, Timestamp};
use crate::store::Store;

/// Called whenever frames were added or the status changed.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// How far the source of the frames is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Progress {
    /// Everything is here.
    #[default]
    Complete,
    /// A file is still being read, or more frames are awaited.
    Loading,
    /// Frames come in as they cross the wire.
    Live,
    /// Frames of a recording come in at their pace.
    Replay,
    /// It ended before its time, and why.
    Damaged(String),
}

/// What is known of a capture as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaptureStatus {
    /// Name of the file or interface.
    pub name: String,
    /// Bytes of all frames as they were on the wire.
    pub bytes: u64,
    /// How much of the file was read, in percent, while that is going on and known.
    pub percent: Option<u8>,
    /// Time of the first frame.
    pub first: Option<Timestamp>,
    /// Time of the latest frame.
    pub last: Option<Timestamp>,
    /// How far it is.
    pub progress: Progress,
    /// What the frames were chosen by, if they are not all there are.
    pub choice: Option<Choice>,
    /// What became of the file since it was opened.
    pub changed: Option<String>,
}

/// How frames were chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// The filter, as typed.
    pub by: String,
    /// How many frames there are.
    pub all: u64,
    /// How many were looked at.
    pub looked_at: u64,
    /// True if no more are looked at.
    pub is_done: bool,
    /// Why frames are missing, if some are.
    pub trouble: Option<String>,
}

/// Frames by number.
pub trait Frames: Send + Sync {
    /// Number of frames so far.
    fn len(&self) -> u64;

    /// True if there are no frames so far.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads frame `index`, counted from 0, into `out`.
    ///
    /// # Errors
    /// Why the frame cannot be read, in words for the user.
    fn frame(&self, index: u64, out: &mut Frame) -> Result<(), String>;

    /// The capture as a whole.
    fn status(&self) -> CaptureStatus;

    /// The name of a capture interface, by its index in the capture.
    fn interface(&self, _index: u32) -> Option<String> {
        None
    }

    /// The store that holds them, for saving them.
    fn store(&self) -> Option<Store> {
        None
    }

    /// Asks to be told when frames were added or the status changed.
    fn subscribe(&self, wake: Wake);
}

/// Frames in memory, all there from the start.
#[derive(Debug, Default)]
pub struct VecFrames {
    name: String,
    frames: Vec<Frame>,
}

impl VecFrames {
    /// These frames under that name.
    pub fn new(name: impl Into<String>, frames: Vec<Frame>) -> VecFrames {
        VecFrames {
            name: name.into(),
            frames,
        }
    }
}

impl Frames for VecFrames {
    fn len(&self) -> u64 {
        self.frames.len() as u64
    }

    fn frame(&self, index: u64, out: &mut Frame) -> Result<(), String> {
        let found = usize::try_from(index)
            .ok()
            .and_then(|index| self.frames.get(index));
        match found {
            Some(frame) => {
                out.clone_from(frame);
                Ok(())
            }
            None => Err(format!("there is no frame {}", index.saturating_add(1))),
        }
    }

    fn status(&self) -> CaptureStatus {
        CaptureStatus {
            name: self.name.clone(),
            bytes: self
                .frames
                .iter()
                .map(|frame| u64::from(frame.info.original_len))
                .sum(),
            percent: None,
            first: self.frames.first().and_then(|frame| frame.info.time),
            last: self.frames.last().and_then(|frame| frame.info.time),
            progress: Progress::Complete,
            choice: None,
            changed: None,
        }
    }

    fn subscribe(&self, _wake: Wake) {}
}
