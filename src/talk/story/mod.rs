//! The story of one conversation: who sent what when, frame after frame, and what that did.
//!
//! A [`Story`] is told frame by frame, each peeled with what was said when it was first heard
//! ([`read`]). What only a later frame can tell (a segment had to be sent again, a gap was filled) is
//! written down at the earlier step when the later one comes.

mod acts;
pub mod chart;
mod ends;
mod step;
mod tcp;
pub mod units;
mod watch;
pub mod words;

#[cfg(test)]
pub(crate) mod tests;

use std::collections::VecDeque;

pub use acts::{Act, When};
pub use ends::{Party, Side};
pub use step::{Fate, Gap, GapEnd, Step, TcpStep};
pub use watch::{Segments, read, tell_all};

use super::Tracker;
use super::conversations::{Between, Conversation};
use crate::model::{Dissection, Frame, Timestamp, Transport};
use ends::Ends;
use tcp::{Change, Following};

/// Steps that are kept; the newest ones.
pub const MAX_STEPS: usize = 100_000;

/// What happened in a conversation, step by step.
#[derive(Debug, Clone)]
pub struct Story {
    id: u64,
    between: Between,
    ends: Option<Ends>,
    steps: VecDeque<Step>,
    /// Steps before the first one kept.
    skipped: u64,
    start: Option<Timestamp>,
    following: Following,
    /// Which sides have sent something.
    sent: [bool; 2],
    most: usize,
}

impl Story {
    /// The story of a conversation, of which nothing has been told yet.
    pub fn new(conversation: &Conversation) -> Story {
        Story {
            id: conversation.id,
            between: conversation.between,
            ends: None,
            steps: VecDeque::new(),
            skipped: 0,
            start: None,
            following: Following::default(),
            sent: [false; 2],
            most: MAX_STEPS,
        }
    }

    /// Which conversation of the capture it is.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// What carries it; `None` where there are no ports.
    pub fn transport(&self) -> Option<Transport> {
        match self.between {
            Between::Sockets(flow) => Some(flow.transport),
            Between::Hosts(..) => None,
        }
    }

    /// Both ends, the left one first; `None` before the first step.
    pub fn parties(&self) -> Option<&[Party; 2]> {
        self.ends.as_ref().map(|ends| &ends.parties)
    }

    /// The steps, oldest first.
    pub fn steps(&self) -> &VecDeque<Step> {
        &self.steps
    }

    /// Steps that were told and not kept, because there were too many.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// The end that sent more payload.
    pub fn talkative(&self) -> Side {
        let sent = |side: Side| {
            let own = self.steps.iter().filter(|step| step.from == side);
            own.map(|step| u64::from(step.len)).sum::<u64>()
        };
        match sent(Side::Right) > sent(Side::Left) {
            true => Side::Right,
            false => Side::Left,
        }
    }

    /// Says that so many frames before the first one are not told.
    pub fn skip(&mut self, frames: u64) {
        self.skipped = self.skipped.saturating_add(frames);
    }

    /// The time from which the steps are counted: that of the first one.
    pub fn start(&self) -> Option<Timestamp> {
        self.start
    }

    /// The last frame that was told; 0 before the first one.
    pub fn last_frame(&self) -> u64 {
        self.steps.back().map_or(0, |step| step.frame)
    }

    /// The step of a frame, or of the last one before it.
    pub fn step_of(&self, frame: u64) -> Option<usize> {
        self.steps
            .partition_point(|step| step.frame <= frame)
            .checked_sub(1)
    }

    /// Tells the next frame. One that does not belong to the conversation changes nothing.
    pub fn tell(&mut self, frame: &Frame, dissection: &Dissection, segments: &Segments) {
        let fits = |ends: &&crate::model::Addressed| Between::of(ends).0 == self.between;
        let Some(addressed) = dissection.addresses.iter().find(fits) else {
            return;
        };
        if frame.info.number <= self.last_frame() {
            return;
        }
        let (_, second) = Between::of(addressed);
        let ends = self
            .ends
            .get_or_insert_with(|| Ends::new(addressed, second, dissection));
        let from = ends.side(second);
        self.start = self.start.or(frame.info.time);
        let mut step = Step::new(frame, from, addressed, dissection);
        let number = self.skipped + self.steps.len() as u64;
        let flow = addressed.flow();
        let own = flow.and_then(|flow| segments.of(flow));
        if let Some((segment, analysis)) = own {
            let followed = self.following.follow(number, from, segment, analysis);
            step.acts = acts::of_segment(&followed, from);
            step.len = segment.len;
            step.tcp = Some(Box::new(followed.step));
            for change in followed.changes {
                self.change(change, frame.info.number, from);
            }
        }
        self.steps.push_back(step);
        match self.transport() {
            Some(Transport::Udp) => acts::of_datagram(&mut self.steps, &mut self.sent),
            Some(Transport::Tcp) => acts::move_earlier(&mut self.steps),
            _ => {}
        }
        while self.steps.len() > self.most {
            self.steps.pop_front();
            self.skipped += 1;
        }
    }

    /// Writes at an earlier step, if it is still there, what `frame` tells about it.
    fn change(&mut self, change: Change, frame: u64, from: Side) {
        let place = change.step.checked_sub(self.skipped);
        let Some(place) = place.and_then(|place| usize::try_from(place).ok()) else {
            return;
        };
        let step = self.steps.get_mut(place);
        if let Some(tcp) = step.and_then(|step| step.tcp.as_deref_mut()) {
            change.apply(tcp, frame);
        }
        if change.is_loss() {
            let later = self.steps.iter_mut().skip(place);
            let same_way = later.filter(|step| step.from == from);
            same_way.for_each(|step| step.acts.retain(|act| !acts::reads(act)));
        }
    }
}

/// The conversation of a frame that a user means, of those that it belongs to: the innermost one
/// between sockets, else the innermost one.
pub fn conversation_of(tracker: &Tracker, frame: u64) -> Option<u64> {
    let all = tracker.conversations_of(frame);
    let of_sockets = |id: &&u64| {
        let found = tracker.conversations().get(**id);
        found.is_some_and(|one| matches!(one.between, Between::Sockets(_)))
    };
    let mut inwards = all.iter().rev();
    inwards.find(of_sockets).or(all.last()).copied()
}
