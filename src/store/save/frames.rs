//! Frame by frame: into pcap, or from pcap into pcapng.

use super::out::Out;
use super::{FileType, Lost, SaveError, Saved, Wanted, no_such_frame};
use crate::capture::file::SectionBlock;
use crate::capture::write::{self, NewFrame, NewInterface};
use crate::model::{Frame, LinkType, Timestamp};
use crate::store::Store;
use crate::store::cursor::{Cursor, SEQUENTIAL_BLOCK};

/// Magic numbers of pcap with times in microseconds and in nanoseconds.
const MICROSECONDS: u32 = 0xa1b2_c3d4;
const NANOSECONDS: u32 = 0xa1b2_3c4d;
/// The bit of pcap's link type word that says that the length of a check sequence is given.
const FCS_PRESENT: u32 = 0x0400_0000;
/// The snapshot length to be written where there was no limit.
const NO_LIMIT: u32 = 262_144;

/// Reads frame by frame.
pub(super) struct Frames {
    store: Store,
    cursor: Cursor,
    frame: Frame,
    wanted: Wanted,
    /// How many frames there were when the work began.
    len: u64,
    file_type: FileType,
    /// Nanoseconds in a unit of the file's times.
    unit: i64,
    /// The link type of the file, once it is known.
    link_type: Option<LinkType>,
    /// The number of the last frame that was looked at.
    passed: u64,
}

impl Frames {
    pub fn new(store: &Store, wanted: Wanted, file_type: FileType) -> Frames {
        let is_fine = store
            .interfaces()
            .iter()
            .any(|interface| interface.clock().units.is_finer_than_microseconds());
        Frames {
            cursor: Cursor::new(&store.shared, SEQUENTIAL_BLOCK),
            frame: Frame::empty(),
            wanted,
            len: store.len(),
            file_type,
            unit: if is_fine { 1 } else { 1_000 },
            link_type: None,
            passed: 0,
            store: store.clone(),
        }
    }

    pub fn progress(&self) -> (u64, u64) {
        (self.passed, self.len)
    }

    /// Takes the next frame; false at the end.
    pub fn step(&mut self, out: &mut Out, saved: &mut Saved) -> Result<bool, SaveError> {
        let Some(number) = self.wanted.next else {
            if self.link_type.is_none() {
                let only = self.store.interfaces().first().map(|one| one.link_type);
                self.begin(only.unwrap_or(LinkType::ETHERNET), &mut out.buffer, saved);
            }
            self.passed = self.len;
            return Ok(false);
        };
        if number == 0 || number > self.len {
            return Err(no_such_frame(&self.store, number, self.len));
        }
        self.wanted.advance()?;
        self.cursor
            .read(&self.store.shared, number, &mut self.frame)?;
        self.passed = number;
        let link_type = self.frame.info.link_type;
        match self.link_type {
            None => self.begin(link_type, &mut out.buffer, saved),
            Some(first) if first != link_type => {
                return Err(SaveError::LinkTypes {
                    number,
                    first,
                    other: link_type,
                });
            }
            Some(_) => {}
        }
        match self.file_type {
            FileType::Pcap => self.record(&mut out.buffer, &mut saved.lost)?,
            FileType::Pcapng => self.block(&mut out.buffer, &mut saved.lost),
        }
        saved.frames += 1;
        Ok(true)
    }

    /// Writes the beginning of the file.
    fn begin(&mut self, link_type: LinkType, out: &mut Vec<u8>, saved: &mut Saved) {
        self.link_type = Some(link_type);
        let interfaces = self.store.interfaces();
        let of_type = interfaces.iter().filter(|one| one.link_type == link_type);
        let limits = of_type.clone().map(|one| one.snaplen);
        let mut fcs_lens = of_type.clone().map(|one| one.fcs_len);
        let fcs_len = fcs_lens.next().flatten();
        // What does not hold for all of them is not said.
        let fcs_len = fcs_len.filter(|_| fcs_lens.all(|other| other == fcs_len));
        match self.file_type {
            FileType::Pcap => {
                saved.lost.secrets = self.store.secrets().len() as u64;
                // Where one had no limit, there is none.
                let limit = limits.map(|limit| limit.wrapping_sub(1)).max();
                let limit = limit.map_or(NO_LIMIT, |limit| limit.wrapping_add(1));
                header(out, self.unit, link_type, limit, fcs_len);
            }
            FileType::Pcapng => {
                let info = SectionBlock {
                    application: Some(format!("decap {}", env!("CARGO_PKG_VERSION"))),
                    ..SectionBlock::default()
                };
                write::section(out, &info);
                let interface = NewInterface {
                    name: None,
                    description: None,
                    filter: None,
                    link_type,
                    snaplen: limits.max().unwrap_or(0),
                    fcs_len,
                };
                write::interface(out, &interface, if self.unit == 1 { 9 } else { 6 });
            }
        }
    }

    /// Writes the frame as a record of pcap.
    fn record(&self, out: &mut Vec<u8>, lost: &mut Lost) -> Result<(), SaveError> {
        let info = &self.frame.info;
        lost.comments += self.frame.comments.len() as u64;
        lost.comments += self.wanted.comments(info.number).len() as u64;
        lost.times += u64::from(info.time.is_none());
        let Timestamp(time) = info.time.unwrap_or_default();
        let fraction = time.rem_euclid(1_000_000_000) / self.unit;
        let Ok(seconds) = u32::try_from(time.div_euclid(1_000_000_000)) else {
            return Err(SaveError::Time {
                number: info.number,
            });
        };
        out.extend(seconds.to_le_bytes());
        out.extend((fraction as u32).to_le_bytes());
        out.extend((self.frame.bytes.len() as u32).to_le_bytes());
        out.extend(info.original_len.to_le_bytes());
        out.extend_from_slice(&self.frame.bytes);
        Ok(())
    }

    /// Writes the frame as a block of pcapng.
    fn block(&self, out: &mut Vec<u8>, lost: &mut Lost) {
        let info = &self.frame.info;
        lost.times += u64::from(info.time.is_none());
        let time = info.time.unwrap_or_default();
        let frame = NewFrame {
            interface: 0,
            time,
            original_len: info.original_len,
            bytes: &self.frame.bytes,
        };
        let ticks = u64::try_from(time.0 / self.unit).unwrap_or(0);
        let comments = self.wanted.comments(info.number);
        write::frame_at(out, info.link_type, &frame, ticks, comments);
    }
}

/// Appends the header of a pcap file.
fn header(out: &mut Vec<u8>, unit: i64, link_type: LinkType, limit: u32, fcs_len: Option<u8>) {
    let magic = match unit {
        1 => NANOSECONDS,
        _ => MICROSECONDS,
    };
    out.extend(magic.to_le_bytes());
    out.extend([2, 0, 4, 0]); // version 2.4
    out.extend([0; 8]);
    let limit = if limit == 0 { NO_LIMIT } else { limit };
    out.extend(limit.to_le_bytes());
    // The length counts 16-bit units.
    let fcs = fcs_len.map_or(0, |bytes| FCS_PRESENT | u32::from(bytes / 2) << 28);
    out.extend((u32::from(link_type.0) | fcs).to_le_bytes());
}
