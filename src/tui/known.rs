//! What conversations are known to speak, as of any frame.

use super::Wake;
use crate::decode::{Conversations, NoConversations};
use crate::model::Flow;
use crate::talk::objects::{Found, Objects};
use crate::talk::{Between, Learner, Tracker};

/// Knowledge about conversations that may grow while the screen is open.
pub trait Known: Send {
    /// Calls `ask` with what was known before frame `number`, counted from 1.
    fn before(&self, number: u64, ask: &mut dyn FnMut(&mut dyn Conversations));

    /// Calls `ask` with all conversations so far, if they are followed.
    fn look(&self, _ask: &mut dyn FnMut(&Tracker)) {}

    /// Calls `wake` when more is known.
    fn subscribe(&self, _wake: Wake) {}

    /// The frame that completes a message of which frame `number` has a part.
    fn completed_in(&self, _number: u64) -> Option<u64> {
        None
    }

    /// The outermost conversation between two ports that frame `number` belongs to, and its flow.
    fn conversation_of(&self, _number: u64) -> Option<(u64, Flow)> {
        None
    }

    /// The frames of a conversation behind frame `after`, in order.
    fn frames_of(&self, _conversation: u64, _after: u64) -> Vec<u64> {
        Vec::new()
    }

    /// The last frame that was learned from.
    fn learned(&self) -> u64 {
        0
    }

    /// The files that the capture carries, without the first `from` of them.
    fn objects_from(&self, _from: usize) -> Vec<Found> {
        Vec::new()
    }

    /// A number that grows when frames may look different from before.
    fn generation(&self) -> u64 {
        0
    }

    /// Who learns, for work in the background.
    fn learner(&self) -> Option<Learner> {
        None
    }
}

impl Known for NoConversations {
    fn before(&self, _number: u64, ask: &mut dyn FnMut(&mut dyn Conversations)) {
        ask(&mut NoConversations);
    }
}

impl Known for Learner {
    fn before(&self, number: u64, ask: &mut dyn FnMut(&mut dyn Conversations)) {
        Learner::before(self, number, |known| ask(known));
    }

    fn look(&self, ask: &mut dyn FnMut(&Tracker)) {
        Learner::look(self, |tracker| ask(tracker));
    }

    fn subscribe(&self, wake: Wake) {
        Learner::subscribe(self, move || wake());
    }

    fn completed_in(&self, number: u64) -> Option<u64> {
        Learner::look(self, |tracker| tracker.completed_in(number))
    }

    fn conversation_of(&self, number: u64) -> Option<(u64, Flow)> {
        Learner::look(self, |tracker| {
            let ids = tracker.conversations_of(number).into_iter();
            let mut talks = ids.filter_map(|id| tracker.conversations().get(id));
            talks.find_map(|talk| match talk.between {
                Between::Sockets(flow) => Some((talk.id, flow)),
                Between::Hosts(..) => None,
            })
        })
    }

    fn frames_of(&self, conversation: u64, after: u64) -> Vec<u64> {
        Learner::look(self, |tracker| {
            tracker.frames_after(conversation, after, usize::MAX)
        })
    }

    fn learned(&self) -> u64 {
        Learner::learned(self)
    }

    fn objects_from(&self, from: usize) -> Vec<Found> {
        Learner::look(self, |tracker| {
            let all = tracker.objects().map(Objects::all).unwrap_or_default();
            all.get(from..).unwrap_or_default().to_vec()
        })
    }

    fn generation(&self) -> u64 {
        Learner::generation(self)
    }

    fn learner(&self) -> Option<Learner> {
        Some(self.clone())
    }
}
