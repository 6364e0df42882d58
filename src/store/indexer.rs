//! Finding the frames of a file, in the background.

use std::io;
use std::sync::{Arc, Weak};

use super::shared::{Batch, Section, Shared};
use super::{Drops, Interface, Secret, State, StoreError, courtesy};
use crate::capture::file::{
    Block, BlockKind, Damage, Format, InterfaceBlock, Item, SectionBlock, Statistics, Walker,
    Window,
};

/// What is found becomes known at least every so many bytes.
const PUBLISH_EVERY: u64 = 1024 * 1024;
/// Bytes to read at a time.
const BLOCK: usize = 512 * 1024;
/// More sections or interfaces than this are damage.
const MAX_INTERFACES: usize = 65_536;
/// An index with more such blocks than these is not kept for the next time.
pub(super) const MAX_BLOCKS: usize = 65_536;
/// More bytes than these of names and comments, and of secrets, are not kept.
const MAX_TEXT: u64 = 16 * 1024 * 1024;
const MAX_SECRETS: u64 = 64 * 1024 * 1024;
/// Of a block that describes an interface or a section, more is not looked at.
const MAX_DESCRIPTION: usize = 256 * 1024;

/// Walks through a file and publishes what it finds.
pub(super) struct Indexer {
    pub(super) shared: Weak<Shared>,
    name: String,
    pub(super) window: Window,
    pub(super) walker: Walker,
    pub(super) batch: Batch,
    /// Frames, sections and interfaces published or in the batch.
    frames: u64,
    sections: usize,
    interfaces: usize,
    text_left: u64,
    secrets_left: u64,
    published_at: u64,
    /// Offsets of blocks that say something and hold no frame.
    pub(super) blocks: Vec<u64>,
}

/// Why the indexer stopped.
#[derive(Debug)]
pub(super) enum Pause {
    /// The file ends between two records, at this offset.
    End(u64),
    /// The file ends inside a record.
    Short {
        /// Offset of the record.
        offset: u64,
        /// What it is.
        what: &'static str,
        /// Where it should end.
        until: u64,
    },
    /// Here the file makes no sense.
    Damage(Damage),
    /// No one holds the store any more.
    Abandoned,
}

impl Pause {
    /// The length that the file must have for indexing to get on.
    pub(super) fn wants(&self) -> u64 {
        match self {
            Pause::End(offset) => offset.saturating_add(1),
            Pause::Short { until, .. } => *until,
            Pause::Damage(_) | Pause::Abandoned => u64::MAX,
        }
    }

    /// The state of the store, if nothing follows; `len` is the length of the file.
    fn into_state(self, len: u64) -> State {
        match self {
            Pause::End(_) | Pause::Abandoned => State::Complete,
            Pause::Short {
                offset,
                what,
                until,
            } => State::Damaged(Damage {
                offset,
                what: format!(
                    "{what} should reach to byte {until}, but the file ends at byte {len}"
                ),
            }),
            Pause::Damage(damage) => State::Damaged(damage),
        }
    }
}

impl Indexer {
    /// An indexer at the first record of a file of this format.
    pub(super) fn new(shared: &Arc<Shared>, format: Format) -> Indexer {
        let walker = Walker::new(format);
        let known: Vec<_> = walker
            .clocks()
            .iter()
            .map(|&clock| Interface::of_clock(clock))
            .collect();
        let interfaces = known.len();
        shared.change(|inner| {
            inner.format = Some(format);
            inner.interfaces = known;
        });
        Indexer {
            window: Window::new(Arc::clone(&shared.source), BLOCK),
            published_at: 0,
            walker,
            shared: Arc::downgrade(shared),
            name: shared.name.clone(),
            batch: Batch::default(),
            frames: 0,
            sections: 0,
            interfaces,
            text_left: MAX_TEXT,
            secrets_left: MAX_SECRETS,
            blocks: Vec::new(),
        }
    }

    /// Goes on as far as the file goes, and publishes what was found.
    ///
    /// # Errors
    /// When reading the file fails.
    pub(super) fn advance(&mut self) -> Result<Pause, io::Error> {
        let result = self.walk();
        match self.publish() {
            true => result,
            false => Ok(Pause::Abandoned),
        }
    }

    /// The state if the file ends where the indexer paused.
    pub(super) fn end_state(&self, pause: Pause) -> State {
        let offset = self.walker.offset();
        pause.into_state(self.window.source().len().unwrap_or(offset))
    }

    /// The damage, if the file has become shorter than what was read of it.
    pub(super) fn shrunk(&self) -> Option<Damage> {
        let read = self.walker.offset();
        let len = self.window.source().len().unwrap_or(0);
        (len < read).then(|| Damage {
            offset: len,
            what: format!("the file was cut to {len} bytes after {read} had been read"),
        })
    }

    /// Says that all of the file is indexed, and that it is watched for more.
    pub(super) fn live(&self) {
        if let Some(shared) = self.shared.upgrade()
            && shared.with(|inner| matches!(inner.state, State::Indexing))
        {
            shared.change(|inner| inner.state = State::Live);
        }
    }

    /// The state after an error in [`Indexer::advance`].
    pub(super) fn read_error(&self, error: io::Error) -> State {
        State::Failed(StoreError::Read {
            name: self.name.clone(),
            offset: self.walker.offset(),
            source: Arc::new(error),
        })
    }

    fn walk(&mut self) -> Result<Pause, io::Error> {
        loop {
            let offset = self.walker.offset();
            if offset - self.published_at >= PUBLISH_EVERY {
                if !self.publish() {
                    return Ok(Pause::Abandoned);
                }
                courtesy::give_way();
            }
            match self.walker.step(&mut self.window)? {
                Item::Frame(record) => self.batch.add_record(self.frames, offset, &record),
                Item::Block(block) => {
                    if let Some(damage) = self.block(&block)? {
                        return Ok(Pause::Damage(damage));
                    }
                }
                Item::End => return Ok(Pause::End(offset)),
                Item::Short { what, until } => {
                    return Ok(Pause::Short {
                        offset,
                        what,
                        until,
                    });
                }
                Item::Damage(damage) => return Ok(Pause::Damage(damage)),
            }
        }
    }

    /// False if no one holds the store any more.
    fn publish(&mut self) -> bool {
        let Some(shared) = self.shared.upgrade() else {
            return false;
        };
        if self.walker.offset() == self.published_at {
            return true;
        }
        self.frames += self.batch.frames();
        self.published_at = self.walker.offset();
        shared.publish(&mut self.batch, self.published_at);
        true
    }

    /// Takes in a block that holds no frame.
    pub(super) fn block(&mut self, block: &Block) -> Result<Option<Damage>, io::Error> {
        if !matches!(block.kind, BlockKind::Other(_)) && self.blocks.len() <= MAX_BLOCKS {
            self.blocks.push(block.offset);
        }
        match block.kind {
            BlockKind::Section => self.section(block),
            BlockKind::Interface => self.interface(block),
            BlockKind::Statistics => self.statistics(block),
            BlockKind::Secrets => self.secret(block),
            BlockKind::Other(_) => Ok(None),
        }
    }

    fn section(&mut self, block: &Block) -> Result<Option<Damage>, io::Error> {
        if self.sections >= MAX_INTERFACES {
            return Ok(Some(too_many(block, "sections")));
        }
        let order = self.walker.order();
        let mut info = SectionBlock::parse(body(&mut self.window, block)?, order);
        for text in [&mut info.hardware, &mut info.os, &mut info.application] {
            self.keep_text(text);
        }
        self.keep_comments(&mut info.comments);
        let first_interface = self.interfaces as u32;
        self.walker.begin_section(first_interface);
        self.sections += 1;
        self.batch.sections.push(Section {
            offset: block.offset,
            order,
            first_interface,
            info,
        });
        Ok(None)
    }

    fn interface(&mut self, block: &Block) -> Result<Option<Damage>, io::Error> {
        if self.interfaces >= MAX_INTERFACES {
            return Ok(Some(too_many(block, "interfaces")));
        }
        let order = self.walker.order();
        let Some(mut parsed) = InterfaceBlock::parse(body(&mut self.window, block)?, order) else {
            return Ok(None);
        };
        for text in [
            &mut parsed.name,
            &mut parsed.description,
            &mut parsed.filter,
        ] {
            self.keep_text(text);
        }
        self.keep_comments(&mut parsed.comments);
        self.walker.add_interface(parsed.clock);
        self.interfaces += 1;
        let section = self.sections.saturating_sub(1) as u32;
        self.batch.interfaces.push(Interface::new(parsed, section));
        Ok(None)
    }

    fn statistics(&mut self, block: &Block) -> Result<Option<Damage>, io::Error> {
        let order = self.walker.order();
        let parsed = Statistics::parse(body(&mut self.window, block)?, order);
        if let Some(statistics) = parsed
            && let Some(index) = self.walker.interface_index(statistics.interface)
        {
            let drops = Drops {
                received: statistics.received,
                by_interface: statistics.dropped_by_interface,
                by_system: statistics.dropped_by_system,
            };
            self.batch.drops.push((index, drops));
        }
        Ok(None)
    }

    fn secret(&mut self, block: &Block) -> Result<Option<Damage>, io::Error> {
        let order = self.walker.order();
        if u64::from(block.body_len) > self.secrets_left {
            self.batch.omitted += u64::from(block.body_len);
            return Ok(None);
        }
        let body = self.window.at(block.body, block.body_len as usize)?;
        if let (Some(kind), Some(len)) = (order.u32(body, 0), order.u32(body, 4)) {
            let bytes = &body[8..];
            let bytes = &bytes[..bytes.len().min(len as usize)];
            self.secrets_left -= bytes.len() as u64;
            self.batch.secrets.push(Secret {
                kind,
                bytes: bytes.into(),
            });
        }
        Ok(None)
    }

    /// Forgets a text for which there is no room.
    fn keep_text(&mut self, text: &mut Option<String>) {
        // A text takes more memory than its bytes.
        let len = text.as_ref().map_or(0, |text| text.len() as u64 + 64);
        if len > self.text_left {
            self.batch.omitted += len;
            *text = None;
        } else {
            self.text_left -= len;
        }
    }

    fn keep_comments(&mut self, comments: &mut Vec<String>) {
        let mut kept = Vec::new();
        for comment in comments.drain(..) {
            let mut comment = Some(comment);
            self.keep_text(&mut comment);
            kept.extend(comment);
        }
        *comments = kept;
    }
}

/// The body of a block, or its start if it is very long.
fn body<'a>(window: &'a mut Window, block: &Block) -> Result<&'a [u8], io::Error> {
    window.at(block.body, MAX_DESCRIPTION.min(block.body_len as usize))
}

fn too_many(block: &Block, what: &str) -> Damage {
    Damage {
        offset: block.offset,
        what: format!("more than {MAX_INTERFACES} {what}, which no real capture has"),
    }
}

/// Sets the final state when dropped: also when the thread that holds it panics.
pub(super) struct Finish {
    shared: Weak<Shared>,
    state: Option<State>,
}

impl Finish {
    pub(super) fn new(shared: &Arc<Shared>) -> Finish {
        Finish {
            shared: Arc::downgrade(shared),
            state: None,
        }
    }

    pub(super) fn with(mut self, state: State) {
        self.state = Some(state);
    }
}

impl Drop for Finish {
    fn drop(&mut self) {
        if let Some(shared) = self.shared.upgrade() {
            let broke_off = || {
                State::Failed(StoreError::BrokeOff {
                    name: shared.name.clone(),
                })
            };
            let state = self.state.take().unwrap_or_else(broke_off);
            shared.change(|inner| inner.state = state);
        }
    }
}
