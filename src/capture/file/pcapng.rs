//! pcapng: blocks. Source: draft-ietf-opsawg-pcapng.

use std::io;

use super::header::byte_order;
use super::walk::{Item, Record, Walker};
use super::{ByteOrder, Clock, Damage, Window, max_captured_len};
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
const WHOLE: u32 = 256 * 1024;

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

/// The fixed part of a packet block of any of the three kinds.
struct PacketHead {
    /// The interface, counted within the section.
    interface: u32,
    /// The time stamp; simple packet blocks have none.
    ticks: Option<u64>,
    /// How many bytes were captured, where the block says so.
    captured_len: Option<u32>,
    original_len: u32,
    /// Offset in the block of the captured bytes.
    data_at: usize,
}

impl PacketHead {
    /// `None` when the block is too short for it.
    #[inline]
    fn read(kind: u32, block: &[u8], order: ByteOrder) -> Option<PacketHead> {
        if kind == SIMPLE_PACKET {
            return Some(PacketHead {
                interface: 0,
                ticks: None,
                captured_len: None,
                original_len: order.u32(block, 8)?,
                data_at: 12,
            });
        }
        let high = u64::from(order.u32(block, 12)?);
        let low = u64::from(order.u32(block, 16)?);
        Some(PacketHead {
            interface: match kind {
                PACKET => u32::from(order.u16(block, 8)?),
                _ => order.u32(block, 8)?,
            },
            ticks: Some(high << 32 | low),
            captured_len: Some(order.u32(block, 20)?),
            original_len: order.u32(block, 24)?,
            data_at: 28,
        })
    }
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
        let order = if head.starts_with(&[0x0a, 0x0d, 0x0d, 0x0a]) {
            match byte_order(&head[8..12]) {
                Some(order) => order,
                None => {
                    let what = "a section header has an unknown byte-order magic";
                    return Ok(damage(offset, what.to_owned()));
                }
            }
        } else {
            self.order
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
        let total = len.next_multiple_of(4);
        let next = offset + u64::from(total);
        if !window.reaches(next)? {
            return Ok(short("a block", next));
        }
        let is_packet = matches!(kind, ENHANCED_PACKET | PACKET | SIMPLE_PACKET);
        let item = if is_packet {
            let block = window.at(offset, total as usize)?;
            match length_again(order.u32(block, total as usize - 4), kind, len, offset) {
                Some(item) => item,
                None => self.packet(kind, block).unwrap_or_else(|| {
                    let what = "a packet block is too short for its own header";
                    damage(offset, what.to_owned())
                }),
            }
        } else {
            self.other(kind, order, window, len)?
        };
        if matches!(item, Item::Frame(_) | Item::Block(_)) {
            self.offset = next;
        }
        Ok(item)
    }

    /// A packet block of any of the three kinds; `None` when it is too short for its header.
    #[inline]
    fn packet(&self, kind: u32, block: &[u8]) -> Option<Item> {
        let head = PacketHead::read(kind, block, self.order)?;
        let Some((interface, clock)) = self.interface(head.interface) else {
            let known = self
                .clocks
                .len()
                .saturating_sub(self.first_interface as usize);
            let what = format!(
                "a packet block names interface {}; the section has described {known} so far",
                head.interface
            );
            return Some(damage(self.offset, what));
        };
        let captured_len = head.captured_len.unwrap_or(match clock.snaplen {
            0 => head.original_len,
            most => head.original_len.min(most),
        });
        let most = max_captured_len(clock.link_type);
        let room = block.len().checked_sub(head.data_at + 4)?;
        if captured_len > most || captured_len as usize > room {
            let what = format!(
                "a packet block says that {captured_len} bytes were captured; it has room for \
                 {room}, and at most {most} are possible"
            );
            return Some(damage(self.offset, what));
        }
        let options_at = (head.data_at + captured_len as usize).next_multiple_of(4);
        Some(Item::Frame(Record {
            data: self.offset + head.data_at as u64,
            captured_len,
            original_len: head.original_len,
            time: head.ticks.and_then(|ticks| clock.units.timestamp(ticks)),
            interface,
            options: self.offset + options_at as u64,
            options_len: match kind {
                SIMPLE_PACKET => 0,
                _ => (block.len() - 4).saturating_sub(options_at) as u32,
            },
        }))
    }

    /// The interface that the current section calls `id`, with its index over all sections.
    fn interface(&self, id: u32) -> Option<(u32, &Clock)> {
        let index = self.interface_index(id)?;
        Some((index, self.clocks.get(index as usize)?))
    }

    /// A block that holds no frame.
    fn other(
        &mut self,
        kind: u32,
        order: ByteOrder,
        window: &mut Window,
        len: u32,
    ) -> io::Result<Item> {
        let offset = self.offset;
        let total = len.next_multiple_of(4);
        let trailer = if total <= WHOLE {
            // Its body is looked at next.
            let block = window.at(offset, total as usize)?;
            order.u32(block, total as usize - 4)
        } else {
            order.u32(window.at(offset + u64::from(total) - 4, 4)?, 0)
        };
        if let Some(item) = length_again(trailer, kind, len, offset) {
            return Ok(item);
        }
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

/// What is wrong when the length at the end of a block does not repeat the one at its start.
#[inline]
fn length_again(trailer: Option<u32>, kind: u32, len: u32, offset: u64) -> Option<Item> {
    match trailer {
        Some(again) if again == len || again == len.next_multiple_of(4) => None,
        Some(again) => {
            let what = format!(
                "a block of type 0x{kind:08x} begins with length {len} and ends with length \
                 {again}; both should be equal"
            );
            Some(damage(offset, what))
        }
        None => Some(short("a block", offset + u64::from(len))),
    }
}

fn damage(offset: u64, what: String) -> Item {
    Item::Damage(Damage { offset, what })
}

fn short(what: &'static str, until: u64) -> Item {
    Item::Short { what, until }
}
