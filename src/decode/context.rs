//! What a peel may ask the conversations that its frame belongs to.

use std::sync::Arc;

use super::Protocol;
use crate::model::{Address, Analysis, Flow, Piece, ProtoInfo, Segment};

/// What earlier frames taught, and what they began, as of the frame being peeled.
///
/// The same frame asks the same questions in the same order however often it is peeled, as long as
/// it gets the same answers. Whoever keeps the answers can give them again.
pub trait Conversations {
    /// What the flow is known to speak, in either direction.
    fn speaks(&self, flow: &Flow) -> Option<&'static ProtoInfo>;

    /// True if nothing is known of any flow, and nothing ever will be.
    fn is_empty(&self) -> bool {
        false
    }

    /// What the flow has agreed on, in either direction, under this name and index
    /// ([`crate::model::Lesson::Knows`]).
    fn fact(&self, _flow: &Flow, _name: &'static str, _index: u32) -> Option<u64> {
        None
    }

    /// A segment arrives. Tells what its conversation makes of it and how its payload is to be read;
    /// `None` if there is no conversation.
    fn segment(&mut self, _arriving: &ArrivingSegment<'_>) -> Option<Heard> {
        None
    }

    /// The stretch of a stream that [`Conversations::segment`] gave with this ticket ends in the
    /// middle of a message: after `taken` bytes of complete messages it begins.
    fn waits(&mut self, _ticket: Ticket, _message: &Unfinished<'_>) {}

    /// A piece of something larger arrives: an IP fragment, a chunk of a message, a block of a file.
    fn gather(&mut self, _piece: &ArrivingPiece<'_>) -> Gathered {
        Gathered::Alone
    }

    /// The longest message in bytes that is put together.
    fn message_limit(&self) -> u32 {
        16 << 20
    }
}

/// No other frames are known.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoConversations;

impl Conversations for NoConversations {
    fn speaks(&self, _flow: &Flow) -> Option<&'static ProtoInfo> {
        None
    }

    fn is_empty(&self) -> bool {
        true
    }
}

/// Which stretch of the frame's streams is meant: the first one is number 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Ticket(pub u8);

/// A TCP segment that a frame holds.
#[derive(Debug, Clone, Copy)]
pub struct ArrivingSegment<'a> {
    /// Its header.
    pub segment: Segment,
    /// Its payload, as far as it was captured.
    pub payload: &'a [u8],
    /// Where the payload stands in the frame; `None` if it does not stand there as it is.
    pub at: Option<u32>,
    /// True for a copy in an error message, which travels nowhere.
    pub quoted: bool,
}

/// What a conversation answers to a segment.
#[derive(Debug, Clone)]
pub struct Heard {
    /// What the segment does.
    pub analysis: Analysis,
    /// How its payload is to be read.
    pub reading: Reading,
    /// True if the sender has closed the stream with this segment, and all before it has arrived.
    pub closed: bool,
    /// What the stretch is called in [`Conversations::waits`].
    pub ticket: Ticket,
}

/// How the payload of a segment is to be read.
#[derive(Debug, Clone)]
pub enum Reading {
    /// By itself: what stands before it is not known.
    Alone,
    /// As the next bytes of the stream, from this byte of the payload on; a message begins there.
    Next(u32),
    /// Together with bytes of other segments.
    Joined(Joined),
    /// Once more, as in this earlier frame, of whose segment it is a copy.
    Again(u64),
    /// Not now.
    Part(Part),
}

/// Bytes that several frames carried.
#[derive(Debug, Clone)]
pub struct Joined {
    /// All of them.
    pub bytes: Arc<[u8]>,
    /// Which frame carried which.
    pub pieces: Vec<Piece>,
    /// Where the bytes of the frame at hand begin.
    pub own: u32,
    /// What the message is that they begin with; `None` if that is to be found out.
    pub protocol: Option<&'static Protocol>,
}

/// Why a segment's payload is not read when it arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All its bytes have arrived before.
    Repeat,
    /// Bytes before it are missing.
    Early(Early),
    /// It belongs to the middle of a message.
    Middle(Middle),
}

/// A segment that comes before its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Early {
    /// How many bytes before it are missing.
    pub missing: u32,
    /// True if a message has begun that it may belong to, or if bytes behind it have arrived before: what
    /// is missing is being filled.
    pub within: bool,
}

/// A segment in the middle of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Middle {
    /// What the message is.
    pub protocol: Option<&'static ProtoInfo>,
    /// The frame in which it began.
    pub began: u64,
    /// Bytes of it that have arrived, these included.
    pub so_far: u64,
    /// Bytes that it has, if that is known; `None` if it goes on until something ends it.
    pub whole: Option<u64>,
    /// True if it has no header, so that each part says as much as any other.
    pub bare: bool,
}

/// A message that goes on in a later segment.
#[derive(Debug, Clone, Copy)]
pub struct Unfinished<'a> {
    /// Bytes of the stretch before it.
    pub taken: u32,
    /// Bytes that it needs at least, counted from its first one; `u32::MAX` if it goes on until the
    /// stream is closed.
    pub needed: u32,
    /// What it is; `None` if its bytes are too few to tell.
    pub protocol: Option<&'static Protocol>,
    /// What is there of it.
    pub bytes: &'a [u8],
    /// True if it has no header.
    pub bare: bool,
}

impl Unfinished<'_> {
    /// How long the message is at least, if that says more than that it goes on.
    pub fn whole(&self) -> Option<u64> {
        let known = self.needed != u32::MAX && self.needed as usize > self.bytes.len() + 1;
        known.then_some(self.needed.into())
    }
}

/// What pieces belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GatherKey {
    /// What is cut into pieces: the filter name of the protocol that does it.
    pub space: &'static str,
    /// Sender and receiver; `None` if the pieces of one whole may take several ways.
    pub ends: Option<(Address, Address)>,
    /// Ports, identification and whatever else tells one whole from another.
    pub id: u128,
}

/// Where a piece belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// From this byte of the whole on; the last piece says how long the whole is.
    Byte {
        /// Offset in bytes.
        offset: u32,
        /// True if nothing comes behind it.
        last: bool,
        /// True if it may hold bytes that others hold as well, as long as they are the same.
        may_overlap: bool,
    },
    /// From this byte of the whole on, over bytes that others may hold as well; any piece may say
    /// how long the whole is.
    Stretch {
        /// Offset in bytes.
        offset: u32,
        /// Bytes of the whole, if they are known by now.
        whole: Option<u32>,
    },
    /// In the order of serial numbers, which wrap around and count on from whole to whole.
    Serial {
        /// This piece's number.
        number: u32,
        /// True if nothing comes before it.
        first: bool,
        /// True if nothing comes behind it.
        last: bool,
    },
    /// In the order of numbers, which begin with 1 and wrap around to 0.
    Block {
        /// This piece's number.
        number: u16,
        /// True if nothing comes behind it.
        last: bool,
    },
    /// Nowhere: it says that the pieces up to this number have arrived.
    Acknowledged {
        /// The number.
        number: u16,
    },
}

/// A piece that a frame holds.
#[derive(Debug, Clone, Copy)]
pub struct ArrivingPiece<'a> {
    /// What it belongs to.
    pub key: GatherKey,
    /// Where it belongs there.
    pub place: Place,
    /// Its bytes, all of them.
    pub bytes: &'a [u8],
    /// Where they stand in the frame; `None` if they do not stand there as they are.
    pub at: Option<u32>,
}

/// What became of a piece.
#[derive(Debug, Clone)]
pub enum Gathered {
    /// Nobody gathers pieces.
    Alone,
    /// Others are still missing.
    Waits(Waiting),
    /// It has been there before.
    Repeat,
    /// It contradicts a piece that was there before: nothing is put together of them.
    Conflict,
    /// It was the last one that was missing.
    Whole(Joined),
}

/// What is there of something of which pieces are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The first frame that carried a piece of it.
    pub began: u64,
    /// Bytes that are there, or at least those beside the piece at hand.
    pub so_far: u64,
    /// Bytes of the whole, if that is known.
    pub whole: Option<u64>,
}
