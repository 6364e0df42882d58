//! Peeling a frame again, and listening to what its conversation says about its segments.

use super::{MAX_STEPS, Story};
use crate::decode::{
    ArrivingPiece, ArrivingSegment, Conversations, Gathered, Heard, Peeler, Ticket, Unfinished,
    Want,
};
use crate::model::{Analysis, Dissection, Flow, Frame, ProtoInfo, Segment};
use crate::store::{Store, StoreError};
use crate::talk::{Recall, Tracker};

/// Segments of one frame that are noted; a tunnel seldom holds more than one.
const MAX_SEGMENTS: usize = 16;

/// The segments of a frame, with what their conversations made of them.
#[derive(Debug, Clone, Default)]
pub struct Segments(Vec<(Segment, Analysis)>);

impl Segments {
    /// The first one that goes this way.
    pub fn of(&self, flow: Flow) -> Option<(&Segment, &Analysis)> {
        let mut all = self.0.iter();
        let found = all.find(|(segment, _)| segment.flow == flow)?;
        Some((&found.0, &found.1))
    }
}

/// Peels a frame in full with what is known of its conversations, and returns what was said about
/// its segments.
pub fn read(
    peeler: &mut Peeler<'_>,
    frame: &Frame,
    known: &mut dyn Conversations,
    out: &mut Dissection,
) -> Segments {
    let mut watch = Watch {
        known,
        segments: Segments::default(),
    };
    peeler.peel(frame, Want::Full, &mut watch, out);
    watch.segments
}

/// The whole story of a conversation, of its newest frames if there are too many; `None` if there is
/// no such conversation. `tracker` has heard all frames of `store`.
///
/// # Errors
/// When a frame cannot be read.
pub fn tell_all(
    tracker: &Tracker,
    store: &Store,
    peeler: &mut Peeler<'_>,
    id: u64,
) -> Result<Option<Story>, StoreError> {
    let Some(conversation) = tracker.conversations().get(id) else {
        return Ok(None);
    };
    let mut story = Story::new(conversation);
    let frames = tracker.frames_of(id, MAX_STEPS);
    let all: u64 = conversation.frames.iter().sum();
    story.skip(all.saturating_sub(frames.len() as u64));
    let (mut frame, mut out) = (Frame::empty(), Dissection::default());
    for number in frames {
        store.frame(number, &mut frame)?;
        let mut known = Recall::new(tracker, store, number);
        let segments = read(peeler, &frame, &mut known, &mut out);
        story.tell(&frame, &out, &segments);
    }
    Ok(Some(story))
}

/// Conversations whose answers about segments are noted on their way.
struct Watch<'c> {
    known: &'c mut dyn Conversations,
    segments: Segments,
}

impl Conversations for Watch<'_> {
    fn speaks(&self, flow: &Flow) -> Option<&'static ProtoInfo> {
        self.known.speaks(flow)
    }

    fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    fn fact(&self, flow: &Flow, name: &'static str, index: u32) -> Option<u64> {
        self.known.fact(flow, name, index)
    }

    fn segment(&mut self, arriving: &ArrivingSegment<'_>) -> Option<Heard> {
        let heard = self.known.segment(arriving)?;
        if self.segments.0.len() < MAX_SEGMENTS {
            self.segments.0.push((arriving.segment, heard.analysis));
        }
        Some(heard)
    }

    fn waits(&mut self, ticket: Ticket, message: &Unfinished<'_>) {
        self.known.waits(ticket, message);
    }

    fn gather(&mut self, piece: &ArrivingPiece<'_>) -> Gathered {
        self.known.gather(piece)
    }

    fn message_limit(&self) -> u32 {
        self.known.message_limit()
    }
}
