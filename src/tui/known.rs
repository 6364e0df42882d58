//! What conversations are known to speak, as of any frame.

use crate::decode::{Conversations, NoConversations};

/// Knowledge about conversations that may grow while the screen is open.
pub trait Known: Send {
    /// Calls `ask` with what was known before frame `number`, counted from 1.
    fn before(&self, number: u64, ask: &mut dyn FnMut(&dyn Conversations));

    /// A number that grows when frames may look different from before.
    fn generation(&self) -> u64 {
        0
    }
}

impl Known for NoConversations {
    fn before(&self, _number: u64, ask: &mut dyn FnMut(&dyn Conversations)) {
        ask(self);
    }
}
