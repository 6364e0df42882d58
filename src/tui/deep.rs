//! Frames whose bodies are taken to their end: what conversations say, and the files they carry. The
//! list needs only their beginnings.

use super::frames::Frames;
use super::known::Known;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Frame, FrameView};
use crate::talk::MAX_BODIES;
use crate::talk::follow::{Said, What};
use crate::talk::objects::{Found, bytes_in};

/// The frame that was looked into last, kept because the next wish is mostly about it too.
pub struct Deep {
    peeler: Peeler<'static>,
    frame: Frame,
    dissection: Dissection,
    /// Which frame that is, and how much was known then.
    at: Option<(u64, u64)>,
}

impl Deep {
    /// Nothing was looked into yet.
    pub fn new(peeler: &Peeler<'static>) -> Deep {
        Deep {
            peeler: peeler.clone().whole_bodies(MAX_BODIES),
            frame: Frame::empty(),
            dissection: Dissection::default(),
            at: None,
        }
    }

    /// Frame `index`, counted from 0, and its layers.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn skim(
        &mut self,
        frames: &dyn Frames,
        known: &dyn Known,
        index: u64,
    ) -> Result<FrameView<'_>, String> {
        let now = Some((index, known.generation()));
        if self.at != now {
            self.at = None;
            frames.frame(index, &mut self.frame)?;
            let (frame, peeler, out) = (&self.frame, &mut self.peeler, &mut self.dissection);
            known.before(frame.info.number, &mut |known| {
                peeler.peel(frame, Want::Skim, known, out)
            });
            self.at = now;
        }
        Ok(FrameView {
            frame: &self.frame,
            dissection: &self.dissection,
        })
    }

    /// The bytes of a piece of a conversation.
    ///
    /// # Errors
    /// Why the frame that carried it cannot be read.
    pub fn bytes_of(
        &mut self,
        frames: &dyn Frames,
        known: &dyn Known,
        said: &Said,
    ) -> Result<Vec<u8>, String> {
        match &said.what {
            What::These(bytes) => Ok(bytes.to_vec()),
            What::Missing(_) => Ok(Vec::new()),
            What::At(..) => {
                let view = self.skim(frames, known, said.frame.saturating_sub(1))?;
                Ok(said.bytes(&view).to_vec())
            }
        }
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// Why the frame that completes it cannot be read, or that it is not there.
    pub fn object_bytes(
        &mut self,
        frames: &dyn Frames,
        known: &dyn Known,
        found: &Found,
    ) -> Result<Vec<u8>, String> {
        let view = self.skim(frames, known, found.frame.saturating_sub(1))?;
        let bytes = bytes_in(&view.frame.bytes, view.dissection, found.nth);
        bytes
            .filter(|bytes| bytes.len() as u64 == found.len)
            .map(<[u8]>::to_vec)
            .ok_or_else(|| format!("frame {} holds the file no more", found.frame))
    }
}
