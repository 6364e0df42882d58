//! What only the walk that follows the conversations knows.

use std::sync::{Arc, PoisonError, RwLock};

use super::hierarchy::Hierarchy;
use crate::model::{Dissection, FrameInfo, ProtoInfo};
use crate::talk::Tracker;

/// Frames of a block.
const BLOCK: usize = 4096;
/// Frames that are kept at most: 64 million of them take 384 MiB.
const MAX_FRAMES: u64 = 1 << 26;
/// In place of a chain or a conversation that is not known.
const NO_CHAIN: u16 = u16::MAX;
const NO_CONVERSATION: u32 = u32::MAX;

/// The protocols of a capture and which frame has which, collected while conversations are followed:
/// [`Chains::observer`] goes to [`crate::talk::Learner::start_with`]. Cloning gives another handle
/// on the same.
#[derive(Debug, Clone, Default)]
pub struct Chains {
    shared: Arc<RwLock<Shared>>,
    /// True if nothing is kept of single frames.
    is_tree: bool,
}

#[derive(Debug, Default)]
struct Shared {
    hierarchy: Hierarchy,
    links: Links,
}

impl Chains {
    /// Of no frames.
    pub fn new() -> Chains {
        Chains::default()
    }

    /// Of no frames, and only the tree: nothing is kept of single frames.
    pub fn tree() -> Chains {
        Chains {
            is_tree: true,
            ..Chains::default()
        }
    }

    /// What is to be called with every frame, in order.
    pub fn observer(&self) -> impl FnMut(&FrameInfo, &Dissection, &Tracker) + Send + 'static {
        let (shared, is_tree) = (Arc::clone(&self.shared), self.is_tree);
        move |info, out, tracker| {
            let mut shared = shared.write().unwrap_or_else(PoisonError::into_inner);
            let chain = shared.hierarchy.take(info, out);
            if is_tree {
                return;
            }
            // The innermost conversation is what the frame is about.
            let conversation = tracker.heard_in().last();
            shared.links.push(chain, conversation);
        }
    }

    /// Calls `ask` with what is known so far.
    pub fn look<T>(&self, ask: impl FnOnce(&Hierarchy, &Links) -> T) -> T {
        let shared = self.shared.read().unwrap_or_else(PoisonError::into_inner);
        ask(&shared.hierarchy, &shared.links)
    }

    /// The protocols of a frame, outermost first; none if it is not known.
    pub fn of(&self, frame: u64) -> Vec<&'static ProtoInfo> {
        self.look(|hierarchy, links| {
            let chain = links.chain(frame);
            chain.map_or_else(Vec::new, |place| hierarchy.chain(place))
        })
    }
}

/// What every frame is part of, from the first one on: 6 bytes a frame.
#[derive(Debug, Default)]
pub struct Links {
    blocks: Vec<Block>,
    len: u64,
}

#[derive(Debug, Default)]
struct Block {
    chains: Vec<u16>,
    conversations: Vec<u32>,
}

impl Links {
    /// Frames that are kept, beginning with frame 1.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The place of the frame's innermost protocol in the [`Hierarchy`].
    pub fn chain(&self, frame: u64) -> Option<u16> {
        let (block, index) = self.place(frame)?;
        let chain = block.chains.get(index).copied();
        chain.filter(|chain| *chain != NO_CHAIN)
    }

    /// The frame's innermost conversation, as [`Tracker::conversations`] counts them.
    pub fn conversation(&self, frame: u64) -> Option<u64> {
        let (block, index) = self.place(frame)?;
        let id = *block.conversations.get(index)?;
        (id != NO_CONVERSATION).then_some(u64::from(id))
    }

    fn place(&self, frame: u64) -> Option<(&Block, usize)> {
        let index = usize::try_from(frame.checked_sub(1)?).ok()?;
        Some((self.blocks.get(index / BLOCK)?, index % BLOCK))
    }

    fn push(&mut self, chain: Option<u16>, conversation: Option<u64>) {
        if self.len >= MAX_FRAMES {
            return;
        }
        if self.len.is_multiple_of(BLOCK as u64) {
            self.blocks.push(Block::default());
        }
        self.len += 1;
        let id = conversation.and_then(|id| u32::try_from(id).ok());
        if let Some(block) = self.blocks.last_mut() {
            block.chains.push(chain.unwrap_or(NO_CHAIN));
            block.conversations.push(id.unwrap_or(NO_CONVERSATION));
        }
    }
}
