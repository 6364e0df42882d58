//! pcapng: blocks. Source: draft-ietf-opsawg-pcapng.

use std::io;

use super::header::byte_order;
use super::walk::{Item, Record, Walker};
use super::{ByteOrder, Clock, Damage, TimeUnits, Window, max_captured_len, options};
use crate::model::LinkType;

/// Block types.
const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const INTERFACE_DESCRIPTION: u32 = 1;
const PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const INTERFACE_STATISTICS: u32 = 5;
const ENHANCED_PACKET: u32 = 6;
const DECRYPTION_SECRETS: u32 = 10;

/// No block may be longer: the longest frame of any link type, and 128 KiB of options.
const MAX_BLOCK: u32 = max_captured_len(LinkType(231)) + 32 + 128 * 1024;

/// Blocks up to this length are taken into memory whole to be checked.
const WHOLE: u64 = 1024 * 1024;

/// Kinds of blocks that hold no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A new section, with a byte order and interfaces of its own.
    Section,
    /// An interface of this section.
    Interface,
    /// How many frames an interface received and dropped.
    Statistics,
    /// Keys to decrypt what was captured.
    Secrets,
    /// Anything else, by its type.
    Other(u32),
}

/// A block that holds no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Offset of the block.
    pub offset: u64,
    /// Offset of its body, after type and length.
    pub body: u64,
    /// Length of its body in bytes, without the length repeated at the end.
    pub body_len: u32,
}

impl Walker {
    pub(super) fn step_block(&mut self, window: &mut Window) -> io::Result<Item> {
        let offset = self.offset;
        let head = window.at(offset, 12)?;
        if head.len() < 12 {
            return Ok(match head.len() {
                0 => Item::End,
                _ => short("a block header", offset + 12),
            });
        }
        let order = match (head, self.order) {
            ([0x0a, 0x0d, 0x0d, 0x0a, ..], _) => match byte_order(&head[8..12]) {
                Some(order) => order,
                None => {
                    let what = "a section header's byte-order magic, found something else";
                    return Ok(damage(offset + 8, format!("expected {what}")));
                }
            },
            (_, order) => order,
        };
        let (Some(kind), Some(len)) = (order.u32(head, 0), order.u32(head, 4)) else {
            return Ok(Item::End);
        };
        if !(12..=MAX_BLOCK).contains(&len) {
            let what = format!(
                "a block of type 0x{kind:08x} says that it is {len} bytes long; 12 to {MAX_BLOCK} \
                 are possible"
            );
            return Ok(damage(offset, what));
        }
        // Writers exist that leave the padding out of the length.
        let total = u64::from(len).next_multiple_of(4);
        let next = offset + total;
        if !window.reaches(next)? {
            return Ok(short("a block", next));
        }
        let is_packet = matches!(kind, ENHANCED_PACKET | PACKET | SIMPLE_PACKET);
        let trailer = if is_packet || total <= WHOLE {
            let block = window.at(offset, total as usize)?;
            order.u32(block, total as usize - 4)
        } else {
            order.u32(window.at(next - 4, 4)?, 0)
        };
        match trailer {
            Some(again) if again == len || u64::from(again) == total => {}
            Some(again) => {
                let what = format!(
                    "a block of type 0x{kind:08x} begins with length {len} and ends with length \
                     {again}; both should be equal"
                );
                return Ok(damage(offset, what));
            }
            None => return Ok(short("a block", next)),
        }
        let item = if is_packet {
            let block = window.at(offset, total as usize)?;
            self.packet(kind, block).unwrap_or_else(|| {
                let what = "a packet block is too short for its own header";
                damage(offset, what.to_owned())
            })
        } else {
            self.other(kind, order, window, total as u32)?
        };
        if matches!(item, Item::Frame(_) | Item::Block(_)) {
            self.offset = next;
        }
        Ok(item)
    }

    /// A packet block of any of the three kinds; `None` when it is too short for its header.
    fn packet(&self, kind: u32, block: &[u8]) -> Option<Item> {
        let order = self.order;
        let (id, ticks, lengths_at) = match kind {
            ENHANCED_PACKET => (order.u32(block, 8)?, Some(12), 20),
            PACKET => (u32::from(order.u16(block, 8)?), Some(12), 20),
            _ => (0, None, 8),
        };
        let Some((interface, clock)) = self.interface(id) else {
            let what = format!(
                "a packet block names interface {id}; the section has described {} so far",
                self.clocks
                    .len()
                    .saturating_sub(self.first_interface as usize)
            );
            return Some(damage(self.offset, what));
        };
        let (captured_len, original_len, data_at) = match ticks {
            Some(_) => (
                order.u32(block, lengths_at)?,
                order.u32(block, lengths_at + 4)?,
                lengths_at + 8,
            ),
            None => {
                let original = order.u32(block, lengths_at)?;
                let most = if clock.snaplen == 0 {
                    u32::MAX
                } else {
                    clock.snaplen
                };
                (original.min(most), original, lengths_at + 4)
            }
        };
        let most = max_captured_len(clock.link_type);
        if captured_len > most {
            let what = format!(
                "a packet block says that {captured_len} bytes were captured; at most {most} are \
                 possible"
            );
            return Some(damage(self.offset, what));
        }
        let room = block.len().checked_sub(data_at + 4)?;
        if captured_len as usize > room {
            let what = format!(
                "a packet block says that {captured_len} bytes were captured, and has room for \
                 {room}"
            );
            return Some(damage(self.offset, what));
        }
        let options_at = (data_at + captured_len as usize).next_multiple_of(4);
        let time = match ticks {
            Some(at) => {
                let high = u64::from(order.u32(block, at)?);
                let low = u64::from(order.u32(block, at + 4)?);
                Some(clock.units.timestamp(high << 32 | low))
            }
            None => None,
        };
        Some(Item::Frame(Record {
            data: self.offset + data_at as u64,
            captured_len,
            original_len,
            time,
            interface,
            options: self.offset + options_at as u64,
            options_len: match ticks {
                Some(_) => (block.len() - 4).saturating_sub(options_at) as u32,
                None => 0,
            },
        }))
    }

    /// The interface that the current section calls `id`, with its index over all sections.
    fn interface(&self, id: u32) -> Option<(u32, &Clock)> {
        let index = self.interface_index(id)?;
        Some((index, self.clocks.get(index as usize)?))
    }

    fn other(
        &mut self,
        kind: u32,
        order: ByteOrder,
        window: &mut Window,
        total: u32,
    ) -> io::Result<Item> {
        let offset = self.offset;
        let block = Block {
            kind: match kind {
                SECTION_HEADER => BlockKind::Section,
                INTERFACE_DESCRIPTION => BlockKind::Interface,
                INTERFACE_STATISTICS => BlockKind::Statistics,
                DECRYPTION_SECRETS => BlockKind::Secrets,
                other => BlockKind::Other(other),
            },
            offset,
            body: offset + 8,
            body_len: total - 12,
        };
        let least = match block.kind {
            BlockKind::Section => 16,
            BlockKind::Interface | BlockKind::Secrets => 8,
            BlockKind::Statistics => 12,
            BlockKind::Other(_) => 0,
        };
        if block.body_len < least {
            let what = format!(
                "a block of type 0x{kind:08x} has a body of {} bytes; it needs {least}",
                block.body_len
            );
            return Ok(damage(offset, what));
        }
        if block.kind == BlockKind::Section {
            if let Some(major) = order.u16(window.at(offset + 12, 2)?, 0)
                && major != 1
            {
                let what = format!("expected a section of version 1, found version {major}");
                return Ok(damage(offset, what));
            }
            self.order = order;
        }
        Ok(Item::Block(block))
    }
}

fn damage(offset: u64, what: String) -> Item {
    Item::Damage(Damage { offset, what })
}

fn short(what: &'static str, until: u64) -> Item {
    Item::Short { what, until }
}

/// What a section header says of the capture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SectionBlock {
    /// The computer that captured.
    pub hardware: Option<String>,
    /// Its operating system.
    pub os: Option<String>,
    /// The program that captured.
    pub application: Option<String>,
    /// Comments on the section.
    pub comments: Vec<String>,
}

impl SectionBlock {
    /// From the block's body.
    pub fn parse(body: &[u8], order: ByteOrder) -> SectionBlock {
        let mut section = SectionBlock::default();
        for option in options(body.get(16..).unwrap_or_default(), order) {
            match option.code {
                2 => section.hardware = Some(option.text()),
                3 => section.os = Some(option.text()),
                4 => section.application = Some(option.text()),
                _ => section.comments.extend(option.comment()),
            }
        }
        section
    }
}

/// What an interface description says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterfaceBlock {
    /// What is needed to read its frames.
    pub clock: Clock,
    /// Its name, such as `eth0`.
    pub name: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// The capture filter.
    pub filter: Option<String>,
    /// Comments on the interface.
    pub comments: Vec<String>,
}

impl InterfaceBlock {
    /// From the block's body; `None` when it is too short.
    pub fn parse(body: &[u8], order: ByteOrder) -> Option<InterfaceBlock> {
        let mut resolution = 6;
        let mut offset_seconds = 0;
        let mut interface = InterfaceBlock {
            clock: Clock {
                link_type: LinkType(order.u16(body, 0)?),
                snaplen: order.u32(body, 4)?,
                fcs_len: None,
                units: TimeUnits::MICROSECONDS,
            },
            name: None,
            description: None,
            filter: None,
            comments: Vec::new(),
        };
        for option in options(body.get(8..)?, order) {
            match (option.code, option.value) {
                (2, _) => interface.name = Some(option.text()),
                (3, _) => interface.description = Some(option.text()),
                (9, &[exponent, ..]) => resolution = exponent,
                // The first byte says which kind of filter follows; 0 is libpcap's text.
                (11, [0, ..]) => {
                    let text = options::CaptureOption {
                        code: option.code,
                        value: &option.value[1..],
                    };
                    interface.filter = Some(text.text());
                }
                (13, &[length, ..]) => interface.clock.fcs_len = Some(fcs_bytes(length)),
                (14, value) => {
                    if let Some(seconds) = order.u64(value, 0) {
                        offset_seconds = seconds as i64;
                    }
                }
                _ => interface.comments.extend(option.comment()),
            }
        }
        interface.clock.units = TimeUnits::new(resolution, offset_seconds);
        Some(interface)
    }
}

/// `if_fcslen` in bytes. The specification left open whether it counts bits or bytes, and files
/// exist with either; no link has an FCS of 8 bytes or more, nor one of less than 8 bits.
fn fcs_bytes(length: u8) -> u8 {
    if length >= 8 { length / 8 } else { length }
}

/// What an interface's statistics say; counts since the capture began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Which interface of the section.
    pub interface: u32,
    /// Frames that the interface received.
    pub received: Option<u64>,
    /// Frames that the interface dropped.
    pub dropped_by_interface: Option<u64>,
    /// Frames that the operating system dropped.
    pub dropped_by_system: Option<u64>,
}

impl Statistics {
    /// From the block's body; `None` when it is too short.
    pub fn parse(body: &[u8], order: ByteOrder) -> Option<Statistics> {
        let mut statistics = Statistics {
            interface: order.u32(body, 0)?,
            ..Statistics::default()
        };
        for option in options(body.get(12..)?, order) {
            let count = order.u64(option.value, 0);
            match option.code {
                4 => statistics.received = count,
                5 => statistics.dropped_by_interface = count,
                7 => statistics.dropped_by_system = count,
                _ => {}
            }
        }
        Some(statistics)
    }
}
