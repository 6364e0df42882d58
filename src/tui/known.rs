//! What conversations are known to speak, as of any frame.

use super::Wake;
use crate::decode::{Conversations, NoConversations};
use crate::talk::{Learner, Tracker};

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

    /// A number that grows when frames may look different from before.
    fn generation(&self) -> u64 {
        0
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

    fn generation(&self) -> u64 {
        Learner::generation(self)
    }
}
