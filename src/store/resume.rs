//! Indexing that goes on where a kept index ends.

use super::cache::{Cache, Kept, some_strides};
use super::indexer::{Indexer, MAX_BLOCKS};
use super::shared::STRIDE;
use crate::capture::file::{BlockKind, Item};

impl Indexer {
    /// Takes over the index that the cache keeps of this file, as far as it goes; false, and nothing
    /// is changed, if there is none that is right.
    pub(super) fn resume(&mut self, cache: &Cache) -> bool {
        let taken = || {
            let shared = self.shared.upgrade()?;
            let mut other = Indexer::new(&shared, self.walker.format());
            let kept = cache.load(&shared.source, &mut other.window)?;
            other.take_over(kept)?;
            Some(other)
        };
        match taken() {
            Some(other) => {
                *self = other;
                true
            }
            None => false,
        }
    }

    fn take_over(&mut self, kept: Kept) -> Option<()> {
        for offset in &kept.blocks {
            self.walker.skip_to(*offset);
            let Item::Block(block) = self.walker.step(&mut self.window).ok()? else {
                return None;
            };
            if self.block(&block).ok()?.is_some() {
                return None;
            }
        }
        let last = kept.checkpoints.len().checked_sub(1)?;
        // The first one is known for certain; so every way that is gone begins at a record if the one
        // before it did.
        self.leads(self.walker.format().first_record(), kept.checkpoints[0], 0)?;
        for stride in some_strides(last as u64) {
            let stride = stride as usize;
            let (from, to) = (kept.checkpoints[stride], *kept.checkpoints.get(stride + 1)?);
            self.leads(from, to, STRIDE)?;
        }
        self.walker.skip_to(*kept.checkpoints.last()?);
        self.batch.resume(kept.checkpoints, kept.span);
        Some(())
    }

    /// Makes sure that `frames` frames lie between these offsets, and that one begins at `to`.
    fn leads(&mut self, from: u64, to: u64, frames: u64) -> Option<()> {
        let mut walker = self.walker.clone();
        let section_of = |offset| {
            let sections = &self.batch.sections;
            let after = sections.partition_point(|section| section.offset <= offset);
            sections.get(after.checked_sub(1)?)
        };
        let (order, first) = match section_of(from) {
            Some(section) => (section.order, section.first_interface),
            None => (walker.order(), 0),
        };
        walker.jump(from, order, first);
        let mut passed = 0;
        loop {
            let offset = walker.offset();
            match walker.step(&mut self.window).ok()? {
                Item::Frame(_) if passed == frames => return (offset == to).then_some(()),
                Item::Frame(_) => passed += 1,
                Item::Block(block) if block.kind == BlockKind::Section => {
                    walker.begin_section(section_of(block.offset)?.first_interface);
                }
                Item::Block(_) => {}
                Item::End | Item::Short { .. } | Item::Damage(_) => return None,
            }
        }
    }

    /// Keeps the index for the next time.
    pub(super) fn keep(&mut self, cache: &Cache) {
        let Some(shared) = self.shared.upgrade() else {
            return;
        };
        if self.blocks.len() > MAX_BLOCKS {
            return;
        }
        let (checkpoints, span) = shared.with(|inner| (inner.checkpoints.clone(), inner.span));
        let end = checkpoints.last().copied().unwrap_or(0);
        let blocks = self.blocks.iter().copied();
        let kept = Kept {
            blocks: blocks.take_while(|offset| *offset < end).collect(),
            checkpoints,
            span,
        };
        // Without it the file is indexed again the next time.
        let _ = cache.save(&shared.source, &mut self.window, &kept);
    }
}
