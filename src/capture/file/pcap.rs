//! Classic pcap: a file header and records. Source: draft-ietf-opsawg-pcap.

use std::io;

use super::header::{HeaderError, cut, is_prefix};
use super::walk::{Item, Record};
use super::{ByteOrder, Clock, Damage, TimeUnits, Window, max_captured_len};
use crate::model::LinkType;

/// What the file header of a classic pcap file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PcapHeader {
    /// Byte order of the headers.
    pub order: ByteOrder,
    /// True if the fraction of a second counts nanoseconds, false for microseconds.
    pub nanoseconds: bool,
    /// How all frames begin.
    pub link_type: LinkType,
    /// Most bytes kept of a frame; 0 where there was no limit.
    pub snaplen: u32,
    /// Bytes of frame check sequence at the end of each frame, where the file says so.
    pub fcs_len: Option<u8>,
    lengths: Lengths,
    header_len: u8,
    record_header_len: u8,
}

/// Which of a record's two lengths comes first; it changed in version 2.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lengths {
    CapturedFirst,
    OriginalFirst,
    /// Version 2.3 files exist in both orders: the smaller is the captured length.
    SmallerIsCaptured,
}

/// What a magic number stands for.
struct Kind {
    magic: u32,
    nanoseconds: bool,
    header_len: u8,
    record_header_len: u8,
}

/// The magic numbers: microseconds, nanoseconds, Kuznetsov's patched libpcap with 8 more bytes in
/// each record header, and Ixia's hardware and software captures with 4 more in the file header.
const KINDS: [Kind; 5] = [
    Kind::new(0xa1b2_c3d4, false, 24, 16),
    Kind::new(0xa1b2_3c4d, true, 24, 16),
    Kind::new(0xa1b2_cd34, false, 24, 24),
    Kind::new(0x1c00_01ac, true, 28, 16),
    Kind::new(0x1c00_01ab, false, 28, 16),
];

impl Kind {
    const fn new(magic: u32, nanoseconds: bool, header_len: u8, record_header_len: u8) -> Kind {
        Kind {
            magic,
            nanoseconds,
            header_len,
            record_header_len,
        }
    }
}

/// Bits of the link type word: that a frame check sequence's length is given, and bits that no
/// known file sets.
const FCS_PRESENT: u32 = 0x0400_0000;
const RESERVED: u32 = 0x03ff_0000;

/// The file header, if the first bytes are those of a classic pcap file.
pub(super) fn recognise(start: &[u8]) -> Result<Option<PcapHeader>, HeaderError> {
    for kind in &KINDS {
        let order = if is_prefix(start, &kind.magic.to_le_bytes()) {
            ByteOrder::Little
        } else if is_prefix(start, &kind.magic.to_be_bytes()) {
            ByteOrder::Big
        } else {
            continue;
        };
        let needed = usize::from(kind.header_len);
        if start.len() < needed {
            return Err(cut(needed, start));
        }
        return parse(start, kind, order)
            .unwrap_or_else(|| Err(cut(needed, start)))
            .map(Some);
    }
    Ok(None)
}

/// `None` when bytes are missing.
fn parse(start: &[u8], kind: &Kind, order: ByteOrder) -> Option<Result<PcapHeader, HeaderError>> {
    let (major, minor) = (order.u16(start, 4)?, order.u16(start, 6)?);
    let lengths = match (major, minor) {
        (0 | 1, _) => {
            return Some(Err(HeaderError::Unsupported(format!(
                "it is pcap of version {major}.{minor}; versions before 2.0 are not known"
            ))));
        }
        (2, 0..=2) | (543, _) => Lengths::OriginalFirst,
        (2, 3) => Lengths::SmallerIsCaptured,
        _ => Lengths::CapturedFirst,
    };
    let word = order.u32(start, 20)?;
    if word & RESERVED != 0 {
        return Some(Err(HeaderError::Unsupported(format!(
            "its link type word is 0x{word:08x}: bits are set that no known link type has"
        ))));
    }
    Some(Ok(PcapHeader {
        order,
        nanoseconds: kind.nanoseconds,
        link_type: LinkType((word & 0xffff) as u16),
        snaplen: order.u32(start, 16)?,
        // The length counts 16-bit units.
        fcs_len: (word & FCS_PRESENT != 0).then_some((word >> 28) as u8 * 2),
        lengths,
        header_len: kind.header_len,
        record_header_len: kind.record_header_len,
    }))
}

impl PcapHeader {
    /// Length of the file header in bytes.
    pub fn header_len(&self) -> u64 {
        u64::from(self.header_len)
    }

    /// The clock of the one interface that such a file has.
    pub fn clock(&self) -> Clock {
        Clock {
            link_type: self.link_type,
            snaplen: self.snaplen,
            fcs_len: self.fcs_len,
            units: if self.nanoseconds {
                TimeUnits::NANOSECONDS
            } else {
                TimeUnits::MICROSECONDS
            },
        }
    }

    /// The record at `offset` and where the next begins.
    #[inline]
    pub(super) fn record(&self, window: &mut Window, offset: u64) -> io::Result<(Item, u64)> {
        let needed = usize::from(self.record_header_len);
        let head = window.at(offset, needed)?;
        if head.len() < needed {
            let item = match head.len() {
                0 => Item::End,
                _ => Item::Short {
                    what: "a record header",
                    until: offset.saturating_add(needed as u64),
                },
            };
            return Ok((item, offset));
        }
        let (Some(seconds), Some(fraction), Some(first), Some(second)) = (
            self.order.u32(head, 0),
            self.order.u32(head, 4),
            self.order.u32(head, 8),
            self.order.u32(head, 12),
        ) else {
            return Ok((Item::End, offset));
        };
        let (captured_len, original_len) = match self.lengths {
            Lengths::OriginalFirst => (second, first),
            Lengths::SmallerIsCaptured if first > second => (second, first),
            _ => (first, second),
        };
        let most = max_captured_len(self.link_type);
        if captured_len > most {
            let what = format!(
                "a record header says that {captured_len} bytes were captured; at most {most} are \
                 possible"
            );
            return Ok((Item::Damage(Damage { offset, what }), offset));
        }
        let data = offset + needed as u64;
        let next = data + u64::from(captured_len);
        if !window.reaches(next)? {
            let item = Item::Short {
                what: "a record",
                until: next,
            };
            return Ok((item, offset));
        }
        let ticks = if self.nanoseconds {
            u64::from(seconds) * 1_000_000_000 + u64::from(fraction)
        } else {
            u64::from(seconds) * 1_000_000 + u64::from(fraction)
        };
        let record = Record {
            data,
            captured_len,
            original_len,
            time: self.clock().units.timestamp(ticks),
            interface: 0,
            options: next,
            options_len: 0,
        };
        Ok((Item::Frame(record), next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(version: (u16, u16), word: u32) -> Vec<u8> {
        let mut bytes = 0xa1b2_c3d4u32.to_le_bytes().to_vec();
        bytes.extend(version.0.to_le_bytes());
        bytes.extend(version.1.to_le_bytes());
        bytes.extend([0; 8]);
        bytes.extend(65535u32.to_le_bytes());
        bytes.extend(word.to_le_bytes());
        bytes
    }

    #[test]
    fn the_link_type_word_may_tell_the_length_of_the_fcs() {
        let plain = recognise(&header((2, 4), 1)).unwrap().unwrap();
        assert_eq!((plain.link_type, plain.fcs_len), (LinkType::ETHERNET, None));
        let with_fcs = recognise(&header((2, 4), 0x2400_0001)).unwrap().unwrap();
        assert_eq!(
            (with_fcs.link_type, with_fcs.fcs_len),
            (LinkType::ETHERNET, Some(4))
        );
        // A length without the flag that it is one says nothing.
        let ignored = recognise(&header((2, 4), 0x2000_0001)).unwrap().unwrap();
        assert_eq!(ignored.fcs_len, None);
    }

    #[test]
    fn what_no_reader_knows_is_refused() {
        for bad in [header((1, 0), 1), header((2, 4), 0x0001_0001)] {
            let error = recognise(&bad).unwrap_err();
            assert!(matches!(error, HeaderError::Unsupported(_)), "{error}");
        }
    }

    #[test]
    fn old_versions_have_their_lengths_the_other_way_round() {
        let of = |version| recognise(&header(version, 1)).unwrap().unwrap().lengths;
        assert_eq!(of((2, 2)), Lengths::OriginalFirst);
        assert_eq!(of((2, 3)), Lengths::SmallerIsCaptured);
        assert_eq!(of((2, 4)), Lengths::CapturedFirst);
        assert_eq!(of((543, 0)), Lengths::OriginalFirst);
    }
}
