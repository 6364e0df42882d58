//! What was said about every frame when the capture was heard in order, kept so briefly that any
//! frame can be peeled again as if all before it had just been heard.
//!
//! An answer names the frames whose bytes belong together; the bytes themselves stay where they are.
//! What is older goes to a file without a name, so that memory does not follow the capture.

mod answer;
mod log;

use std::collections::VecDeque;

pub(super) use answer::{Answer, Bytes, How, protocol_at};

use log::{Limits, Log};

use super::conversations::Member;
use super::varint::{Reader, put};

/// Frames a group: of each, the start is kept.
const GROUP: u64 = 64;
/// A log of answers, by frame.
#[derive(Debug)]
pub struct Journal {
    log: Log,
    /// For every group of frames the block and the offset where its entries begin, without the groups
    /// that were given up with their blocks.
    groups: VecDeque<(u32, u32)>,
    /// Groups given up.
    gone: usize,
    scratch: Vec<u8>,
}

impl Default for Journal {
    fn default() -> Self {
        Journal::within(Limits::default())
    }
}

impl Journal {
    fn within(limits: Limits) -> Journal {
        Journal {
            log: Log::new(limits),
            groups: VecDeque::new(),
            gone: 0,
            scratch: Vec::new(),
        }
    }

    /// Adds what a frame belongs to and the answers to it. Frames come in order.
    pub fn write(&mut self, frame: u64, members: &[Member], answers: &[Answer]) {
        let group = ((frame / GROUP) as usize).saturating_sub(self.gone);
        if self.groups.len() <= group {
            let here = self.log.end();
            self.groups.resize(group + 1, here);
            self.forget_groups();
        }
        if answers.is_empty() && members.is_empty() {
            return;
        }
        let mut entry = std::mem::take(&mut self.scratch);
        entry.clear();
        put(&mut entry, members.len() as u64);
        for member in members {
            put(&mut entry, member.id);
            put(&mut entry, member.before);
        }
        answers.iter().for_each(|answer| answer.write(&mut entry));
        self.append(frame % GROUP, &entry);
        self.scratch = entry;
    }

    /// Gives up the groups of which no entry is left.
    fn forget_groups(&mut self) {
        let first = self.log.first();
        // The entries of a group end where those of the next one begin.
        while self.groups.get(1).is_some_and(|next| next.0 < first) {
            self.groups.pop_front();
            self.gone += 1;
        }
    }

    /// Gives up what was said about frames before this one, as far as it fills files of its own.
    pub fn forget_before(&mut self, frame: u64) {
        let group = ((frame / GROUP) as usize).checked_sub(self.gone);
        let start = group.and_then(|group| self.groups.get(group));
        if start.is_some_and(|&(block, _)| self.log.forget_before(block)) {
            self.forget_groups();
        }
    }

    fn append(&mut self, place: u64, entry: &[u8]) {
        let block = self.log.room_for(entry.len() + 16);
        put(block, place);
        put(block, entry.len() as u64);
        block.extend_from_slice(entry);
    }

    /// The answers to a frame, in the order in which they were given; none if nothing was asked,
    /// or it is too long ago.
    pub fn read(&self, frame: u64) -> Vec<Answer> {
        let answers = || {
            let entry = self.entry(frame)?;
            let mut reader = Reader(&entry);
            members(&mut reader)?.for_each(drop);
            Some(Answer::read_all(reader))
        };
        answers().unwrap_or_default()
    }

    /// What a frame belongs to.
    pub fn members(&self, frame: u64) -> Vec<Member> {
        let members = || {
            let entry = self.entry(frame)?;
            let mut reader = Reader(&entry);
            Some(members(&mut reader)?.collect())
        };
        members().unwrap_or_default()
    }

    /// The frames of conversation `id`, from `last` backwards, as far as they are remembered.
    pub fn back(&self, id: u64, last: u64) -> impl Iterator<Item = u64> + '_ {
        let mut next = last;
        std::iter::from_fn(move || {
            let frame = next;
            let entry = self.entry(frame)?;
            let mut reader = Reader(&entry);
            let member = members(&mut reader)?.find(|member| member.id == id)?;
            // Frames go backwards, so that the walk ends.
            next = if member.before < frame {
                member.before
            } else {
                0
            };
            Some(frame)
        })
    }

    fn entry(&self, frame: u64) -> Option<Vec<u8>> {
        let group = ((frame / GROUP) as usize).checked_sub(self.gone)?;
        let start = *self.groups.get(group)?;
        // The start of a group may be given up and its end not.
        let (mut block, mut offset) = start.max((self.log.first(), 0));
        let until = self.groups.get(group + 1).copied();
        let until = until.unwrap_or((u32::MAX, 0));
        loop {
            let found = self.log.with(block, |bytes| {
                look(bytes, (block, offset), until, frame % GROUP)
            })?;
            match found {
                Found::Here(entry) => return Some(entry),
                Found::Not => return None,
                Found::InNext => (block, offset) = (block + 1, 0),
            }
        }
    }

    /// Bytes of memory that it takes.
    pub fn weight(&self) -> usize {
        self.log.weight() + self.groups.capacity() * size_of::<(u32, u32)>()
    }
}

/// What a block says of a frame.
enum Found {
    Here(Vec<u8>),
    /// Its group ends before it comes.
    Not,
    /// The block ends before its group does.
    InNext,
}

/// Looks for the entry of the frame with this place in its group, from an offset of a block on.
fn look(bytes: &[u8], start: (u32, u32), until: (u32, u32), wanted: u64) -> Option<Found> {
    let (block, offset) = start;
    let mut reader = Reader(bytes.get(offset as usize..)?);
    while !reader.0.is_empty() {
        let here = (bytes.len() - reader.0.len()) as u32;
        if (block, here) >= until {
            return Some(Found::Not);
        }
        let place = reader.number()?;
        let len = reader.small()?;
        let entry = reader.bytes(len)?;
        if place == wanted {
            return Some(Found::Here(entry.to_vec()));
        }
    }
    Some(Found::InNext)
}

/// Reads what a frame belongs to.
fn members<'r>(reader: &'r mut Reader<'_>) -> Option<impl Iterator<Item = Member> + 'r> {
    let count = reader.number()?;
    Some((0..count).map_while(|_| {
        Some(Member {
            id: reader.number()?,
            before: reader.number()?,
        })
    }))
}

#[cfg(test)]
mod tests;
