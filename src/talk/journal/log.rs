//! The journal's bytes: the newest in memory, older ones in a file without a name.

use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use crate::store::SpoolFile;

/// Bytes a block of the log.
pub(super) const BLOCK: usize = 1 << 20;
/// Blocks kept in memory while older ones can go to a file: what the newest frames need.
const RECENT: usize = 16;
/// Blocks kept in memory where there is no room for a file; the oldest are given up.
const MAX_IN_MEMORY: usize = 64;
/// Bytes of a file.
const MAX_FILE: u64 = 64 << 20;
/// Files; the oldest is given up when there would be more. What is not needed any more goes sooner, a
/// file at a time.
const MAX_FILES: usize = 64;
/// Blocks read back from a file that are kept.
const AT_HAND: usize = 4;

/// Where a block is that is no longer in memory.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// How many files were begun before its own.
    file: u32,
    offset: u64,
    len: u32,
}

/// Bytes by block.
#[derive(Debug)]
pub(super) struct Log {
    recent: VecDeque<Vec<u8>>,
    /// Blocks in files, the oldest first.
    places: VecDeque<Place>,
    /// Blocks given up.
    given_up: u32,
    /// The oldest first; the last one is being written.
    files: VecDeque<SpoolFile>,
    /// Files given up.
    files_gone: u32,
    /// False once a file could not be written.
    has_room: bool,
    at_hand: Mutex<VecDeque<(u32, Arc<[u8]>)>>,
    limits: Limits,
}

/// How much is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Blocks in memory.
    pub(super) recent: usize,
    /// Blocks in memory without a file.
    pub(super) in_memory: usize,
    /// Bytes of a file.
    pub(super) file: u64,
    /// Files.
    pub(super) files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            recent: RECENT,
            in_memory: MAX_IN_MEMORY,
            file: MAX_FILE,
            files: MAX_FILES,
        }
    }
}

impl Log {
    pub(super) fn new(limits: Limits) -> Log {
        Log {
            recent: VecDeque::new(),
            places: VecDeque::new(),
            given_up: 0,
            files: VecDeque::new(),
            files_gone: 0,
            has_room: true,
            at_hand: Mutex::default(),
            limits,
        }
    }

    /// The block that is written now, and its length.
    pub(super) fn end(&self) -> (u32, u32) {
        let len = self.recent.back().map_or(0, Vec::len);
        let blocks = self.places.len() + self.recent.len();
        (
            self.given_up + (blocks as u32).saturating_sub(1),
            len as u32,
        )
    }

    /// The first block that is not given up.
    pub(super) fn first(&self) -> u32 {
        self.given_up
    }

    /// The block to which `len` more bytes are to be written.
    pub(super) fn room_for(&mut self, len: usize) -> &mut Vec<u8> {
        let full = |block: &Vec<u8>| block.len() + len > BLOCK;
        if self.recent.back().is_none_or(full) {
            // Of one size, and used again: memory then stays what it is.
            let used = self
                .make_room()
                .filter(|block| block.capacity() <= 2 * BLOCK);
            let mut block = used.unwrap_or_else(|| Vec::with_capacity(BLOCK));
            block.clear();
            self.recent.push_back(block);
        }
        let last = self.recent.len().saturating_sub(1);
        // There is one: it was just made, if not before.
        &mut self.recent[last]
    }

    /// Sees to it that there is room for a block; the memory of one that made room.
    fn make_room(&mut self) -> Option<Vec<u8>> {
        if self.recent.len() < self.limits.recent {
            return None;
        }
        if self.has_room {
            let spooled = self.spool();
            self.has_room = spooled.is_some();
            if self.has_room {
                return spooled;
            }
        }
        if self.recent.len() < self.limits.in_memory {
            return None;
        }
        // Blocks in files are older, and blocks are given up in their order.
        self.give_up(self.places.len() as u32);
        self.given_up += 1;
        self.recent.pop_front()
    }

    /// Moves the oldest block in memory to a file, and gives its memory; `None` if that cannot be.
    fn spool(&mut self) -> Option<Vec<u8>> {
        let last = self.files.back();
        if last.is_none_or(|file| file.len() >= self.limits.file) {
            let file = SpoolFile::temporary("the conversations").ok()?;
            self.files.push_back(file);
            if self.files.len() > self.limits.files {
                self.give_up_file();
            }
        }
        let number = self.files_gone + self.files.len() as u32 - 1;
        let (file, block) = (self.files.back_mut()?, self.recent.front()?);
        let offset = file.len();
        file.write_all(block).ok()?;
        self.places.push_back(Place {
            file: number,
            offset,
            len: block.len() as u32,
        });
        self.recent.pop_front()
    }

    /// Gives up the files that hold nothing but blocks before this one; true if there were any.
    pub(super) fn forget_before(&mut self, block: u32) -> bool {
        let first = self.files_gone;
        while self.files.len() > 1 && self.given_up + self.blocks_of_oldest_file() <= block {
            self.give_up_file();
        }
        self.files_gone > first
    }

    fn blocks_of_oldest_file(&self) -> u32 {
        let oldest = self.files_gone;
        self.places.partition_point(|place| place.file <= oldest) as u32
    }

    fn give_up_file(&mut self) {
        let blocks = self.blocks_of_oldest_file();
        self.files.pop_front();
        self.files_gone += 1;
        self.give_up(blocks);
    }

    /// Gives up the oldest blocks that are in files.
    fn give_up(&mut self, count: u32) {
        self.places.drain(..count as usize);
        self.given_up += count;
    }

    /// Calls `look` with the bytes of a block; `None` if it was given up, or cannot be read.
    pub(super) fn with<T>(&self, block: u32, look: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        let at = block.checked_sub(self.given_up)? as usize;
        match at.checked_sub(self.places.len()) {
            Some(at) => look(self.recent.get(at)?),
            None => look(&self.read_back(block, *self.places.get(at)?)?),
        }
    }

    fn read_back(&self, block: u32, place: Place) -> Option<Arc<[u8]>> {
        let mut at_hand = self.at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bytes)) = at_hand.iter().find(|(number, _)| *number == block) {
            return Some(Arc::clone(bytes));
        }
        let file = place.file.checked_sub(self.files_gone)?;
        let mut bytes = vec![0; place.len as usize];
        let file = self.files.get(file as usize)?;
        file.read_exact_at(&mut bytes, place.offset).ok()?;
        let bytes: Arc<[u8]> = bytes.into();
        at_hand.push_back((block, Arc::clone(&bytes)));
        if at_hand.len() > AT_HAND {
            at_hand.pop_front();
        }
        Some(bytes)
    }

    /// How many files there are.
    #[cfg(test)]
    pub(super) fn files(&self) -> usize {
        self.files.len()
    }

    /// As if no file could be written.
    #[cfg(test)]
    pub(super) fn refuse_files(&mut self) {
        self.has_room = false;
    }

    /// Bytes of memory that it takes.
    pub(super) fn weight(&self) -> usize {
        let recent: usize = self.recent.iter().map(Vec::capacity).sum();
        let at_hand = self.at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        let at_hand: usize = at_hand.iter().map(|(_, bytes)| bytes.len()).sum();
        recent + at_hand + self.places.capacity() * size_of::<Place>()
    }
}
