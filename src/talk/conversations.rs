//! The conversations of a capture: who spoke with whom, from when to when, how much each way.

use std::collections::VecDeque;

use super::map::Map;
use crate::model::{Address, Addressed, Dissection, Flow, FrameInfo, Timestamp};

/// Conversations that are kept; the oldest ones go first.
const MAX_CONVERSATIONS: usize = 1 << 18;

/// Who speaks with whom. One key for both directions: the lower end first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Between {
    /// Two sockets.
    Sockets(Flow),
    /// Two hosts, or two network cards, where no ports are known.
    Hosts(Address, Address),
}

impl Between {
    /// The key of two ends, and true if the sender is the second end of it.
    pub fn of(ends: &Addressed) -> (Between, bool) {
        match ends.flow() {
            Some(flow) => (Between::Sockets(flow.key()), !flow.is_key()),
            None if ends.from <= ends.to => (Between::Hosts(ends.from, ends.to), false),
            None => (Between::Hosts(ends.to, ends.from), true),
        }
    }
}

/// A frame's membership in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The conversation.
    pub id: u64,
    /// The frame of the conversation before this one; 0 for its first.
    pub before: u64,
}

/// A conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversation {
    /// Which one of the capture, counted from 0.
    pub id: u64,
    /// Who speaks.
    pub between: Between,
    /// Its first frame.
    pub first: u64,
    /// Its last frame so far.
    pub last: u64,
    /// The time of its first frame.
    pub began: Option<Timestamp>,
    /// The time of its last frame.
    pub ended: Option<Timestamp>,
    /// Frames sent by the first and by the second end of the key.
    pub frames: [u64; 2],
    /// Bytes on the wire sent by the first and by the second end of the key.
    pub bytes: [u64; 2],
}

/// All conversations of a capture, in the order of their first frames.
#[derive(Debug, Default)]
pub struct Table {
    all: VecDeque<Conversation>,
    dropped: u64,
    places: Map<Between, u64>,
}

impl Table {
    /// How many there are, without those that were given up.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many were given up because there were too many.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// The conversations, oldest first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Conversation> {
        self.all.iter()
    }

    /// One of them; `None` if there is none with this number, or it was given up.
    pub fn get(&self, id: u64) -> Option<&Conversation> {
        let place = id.checked_sub(self.dropped)?;
        self.all.get(usize::try_from(place).ok()?)
    }

    /// The latest one between these ends.
    pub fn latest(&self, between: &Between) -> Option<&Conversation> {
        self.get(*self.places.get(between)?)
    }

    /// Counts a frame in all conversations that it belongs to: the outermost, and in tunnels the
    /// inner ones too. Where network addresses are known, those of the link below do not count.
    /// `anew` are flows of which a new connection began. Adds to `members` what the frame belongs to.
    pub(super) fn count(
        &mut self,
        info: &FrameInfo,
        out: &Dissection,
        anew: &[Flow],
        members: &mut Vec<Member>,
    ) {
        for flow in anew {
            self.places.remove(&Between::Sockets(flow.key()));
        }
        let network = |ends: &Addressed| matches!(ends.from, Address::Ip(_));
        let any_network = out.addresses.iter().any(network);
        for ends in &out.addresses {
            if network(ends) || !any_network {
                members.push(self.add(info, ends));
            }
        }
    }

    fn add(&mut self, info: &FrameInfo, ends: &Addressed) -> Member {
        let (between, second) = Between::of(ends);
        let next = self.dropped + self.all.len() as u64;
        let place = *self.places.entry(between).or_insert(next);
        if place == next {
            self.all.push_back(Conversation {
                id: next,
                between,
                first: info.number,
                last: info.number,
                began: info.time,
                ended: info.time,
                frames: [0; 2],
                bytes: [0; 2],
            });
        }
        let index = usize::try_from(place - self.dropped).unwrap_or_default();
        let mut before = 0;
        if let Some(found) = self.all.get_mut(index) {
            if place != next {
                before = found.last;
            }
            found.last = info.number;
            found.ended = info.time.or(found.ended);
            found.frames[usize::from(second)] += 1;
            found.bytes[usize::from(second)] += u64::from(info.original_len);
        }
        if self.all.len() > MAX_CONVERSATIONS
            && let Some(oldest) = self.all.pop_front()
        {
            // The ends may have begun a newer one.
            if self.places.get(&oldest.between) == Some(&oldest.id) {
                self.places.remove(&oldest.between);
            }
            self.dropped += 1;
        }
        Member { id: place, before }
    }
}
