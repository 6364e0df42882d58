//! What is shown of conversations: what their ends say, and the files that they carry.

use crate::model::Flow;
use crate::render::follow::Shown;
use crate::talk::follow::{Level, Said, Side};
use crate::talk::objects::Found;

/// A line of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Spot {
    /// Which piece, counted from 0.
    pub piece: usize,
    /// Which of its lines, counted from 0.
    pub line: usize,
}

/// A row on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidRow {
    /// Whose line.
    pub spot: Spot,
    /// Its text, clean.
    pub text: String,
}

/// The conversation on the screen.
#[derive(Debug, Clone, Default)]
pub struct FollowView {
    /// From the client to the server; `None` if nothing is followed.
    pub flow: Option<Flow>,
    /// True if HTTP messages are shown, and not the bytes of the stream.
    pub messages: bool,
    /// How bytes are shown.
    pub shown: Shown,
    /// The only end that is shown.
    pub only: Option<Side>,
    /// What the ends say.
    pub pieces: Vec<Said>,
    /// True if frames are still being looked through.
    pub busy: bool,
    /// True if more was said than is kept.
    pub is_full: bool,
    /// The line under the cursor.
    pub at: Spot,
    /// The first line on the screen.
    pub top: Spot,
    /// The lines on the screen.
    pub rows: Vec<SaidRow>,
}

impl FollowView {
    /// What is followed of the conversation.
    pub fn level(&self) -> Level {
        match self.messages {
            true => Level::Http,
            false => Level::Transport,
        }
    }

    /// True if a piece is shown.
    pub fn shows(&self, piece: usize) -> bool {
        let said = self.pieces.get(piece);
        said.is_some_and(|said| self.only.is_none_or(|only| said.side == only))
    }

    /// The piece under the cursor.
    pub fn piece(&self) -> Option<&Said> {
        self.pieces.get(self.at.piece)
    }

    /// Bytes that an end has said so far.
    pub fn said_by(&self, side: Side) -> u64 {
        let last = self.pieces.iter().rev().find(|said| said.side == side);
        last.map_or(0, |said| said.offset + said.len())
    }
}

/// The files of the capture so far.
#[derive(Debug, Clone, Default)]
pub struct ObjectList {
    /// The files, in the order in which they ended.
    pub rows: Vec<Found>,
    /// The one chosen.
    pub chosen: usize,
}

/// What is to be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saving {
    /// What is followed.
    Stream,
    /// The chosen file.
    Object,
    /// All files.
    Objects,
}

impl Saving {
    /// What is asked for.
    pub const fn question(self) -> &'static str {
        match self {
            Saving::Stream => "Save the bytes of this conversation to the file",
            Saving::Object => "Save this file as",
            Saving::Objects => "Save all files into the folder",
        }
    }
}
