//! What was said about every frame when the capture was heard in order, kept so briefly that any
//! frame can be peeled again as if all before it had just been heard.
//!
//! An answer names the frames whose bytes belong together; the bytes themselves stay where they are.

mod answer;

pub(super) use answer::{Answer, Bytes, How, protocol_at};

use super::conversations::Member;
use super::varint::{Reader, put};

/// Frames a group: of each, the start is kept.
const GROUP: u64 = 64;
/// Bytes a block of the log.
const BLOCK: usize = 1 << 20;
/// Blocks kept; the oldest go first.
const MAX_BLOCKS: usize = 1024;

/// A log of answers, by frame.
#[derive(Debug)]
pub struct Journal {
    blocks: std::collections::VecDeque<Vec<u8>>,
    /// Blocks given up.
    dropped: u32,
    /// For every group of frames the block and the offset where its entries begin.
    groups: Vec<(u32, u32)>,
    scratch: Vec<u8>,
    max_blocks: usize,
}

impl Default for Journal {
    fn default() -> Self {
        Journal {
            blocks: std::collections::VecDeque::new(),
            dropped: 0,
            groups: Vec::new(),
            scratch: Vec::new(),
            max_blocks: MAX_BLOCKS,
        }
    }
}

impl Journal {
    /// Adds what a frame belongs to and the answers to it. Frames come in order.
    pub fn write(&mut self, frame: u64, members: &[Member], answers: &[Answer]) {
        let group = (frame / GROUP) as usize;
        if self.groups.len() <= group {
            let here = self.end();
            self.groups.resize(group + 1, here);
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

    fn end(&self) -> (u32, u32) {
        let last = (self.blocks.len() as u32).saturating_sub(1);
        let len = self.blocks.back().map_or(0, Vec::len);
        (self.dropped + last, len as u32)
    }

    fn append(&mut self, place: u64, entry: &[u8]) {
        let full = |block: &Vec<u8>| block.len() + entry.len() + 16 > BLOCK;
        if self.blocks.back().is_none_or(full) {
            self.blocks.push_back(Vec::new());
            if self.blocks.len() > self.max_blocks {
                self.blocks.pop_front();
                self.dropped += 1;
            }
        }
        if let Some(block) = self.blocks.back_mut() {
            put(block, place);
            put(block, entry.len() as u64);
            block.extend_from_slice(entry);
        }
    }

    /// The answers to a frame, in the order in which they were given; none if nothing was asked,
    /// or it is too long ago.
    pub fn read(&self, frame: u64) -> Vec<Answer> {
        let answers = || {
            let mut reader = Reader(self.entry(frame)?);
            members(&mut reader)?.for_each(drop);
            Some(Answer::read_all(reader))
        };
        answers().unwrap_or_default()
    }

    /// What a frame belongs to.
    pub fn members(&self, frame: u64) -> Vec<Member> {
        let members = || {
            let mut reader = Reader(self.entry(frame)?);
            Some(members(&mut reader)?.collect())
        };
        members().unwrap_or_default()
    }

    /// The frames of conversation `id`, from `last` backwards, as far as they are remembered.
    pub fn back(&self, id: u64, last: u64) -> impl Iterator<Item = u64> + '_ {
        let mut next = last;
        std::iter::from_fn(move || {
            let frame = next;
            let mut reader = Reader(self.entry(frame)?);
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

    fn entry(&self, frame: u64) -> Option<&[u8]> {
        let group = (frame / GROUP) as usize;
        let start = *self.groups.get(group)?;
        // The start of a group may be given up and its end not.
        let (mut block, mut offset) = start.max((self.dropped, 0));
        let until = self.groups.get(group + 1).copied().unwrap_or((u32::MAX, 0));
        loop {
            let bytes = self.blocks.get(block.checked_sub(self.dropped)? as usize)?;
            let mut reader = Reader(bytes.get(offset as usize..)?);
            while !reader.0.is_empty() {
                let here = (bytes.len() - reader.0.len()) as u32;
                if (block, here) >= until {
                    return None;
                }
                let place = reader.number()?;
                let len = reader.small()?;
                let entry = reader.bytes(len)?;
                if place == frame % GROUP {
                    return Some(entry);
                }
            }
            (block, offset) = (block + 1, 0);
        }
    }

    /// Bytes of memory that it takes.
    pub fn weight(&self) -> usize {
        let blocks: usize = self.blocks.iter().map(Vec::capacity).sum();
        blocks + self.groups.capacity() * size_of::<(u32, u32)>()
    }
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
