//! Writing pcapng: one section, any number of interfaces, times in nanoseconds, comments.
//!
//! The functions append whole blocks to a buffer; [`PcapngWriter`] hands such a buffer to a file.
//! Blocks reach the file only whole, so that what has been written is a valid capture at any
//! moment between two writes. Source: draft-ietf-opsawg-pcapng.

use std::io::{self, Write};

use crate::capture::file::{SectionBlock, Statistics, max_captured_len};
use crate::model::{LinkType, Timestamp};

/// An interface to be described in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewInterface<'a> {
    /// Its name, such as `eth0`.
    pub name: Option<&'a str>,
    /// What it is.
    pub description: Option<&'a str>,
    /// The capture filter, in libpcap's syntax.
    pub filter: Option<&'a str>,
    /// How its frames begin.
    pub link_type: LinkType,
    /// Most bytes kept of a frame; 0 for no limit.
    pub snaplen: u32,
    /// Bytes of frame check sequence at the end of each frame, where it is known.
    pub fcs_len: Option<u8>,
}

/// A frame to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewFrame<'a> {
    /// Index of its interface, in the order in which they were described.
    pub interface: u32,
    /// When it was captured; times before 1970 cannot be written and become 1970.
    pub time: Timestamp,
    /// Length on the wire in bytes.
    pub original_len: u32,
    /// The captured bytes.
    pub bytes: &'a [u8],
}

/// Appends a section header.
pub fn section(out: &mut Vec<u8>, section: &SectionBlock) {
    block(out, 0x0a0d_0d0a, |out| {
        out.extend(0x1a2b_3c4du32.to_le_bytes());
        out.extend([1, 0, 0, 0]); // version 1.0
        out.extend(u64::MAX.to_le_bytes()); // the section's length is not known yet
        let texts = [
            (2, &section.hardware),
            (3, &section.os),
            (4, &section.application),
        ];
        for (code, text) in texts {
            text_option(out, code, text.as_deref());
        }
        for comment in &section.comments {
            text_option(out, 1, Some(comment));
        }
        end_of_options(out);
    });
}

/// The part of a second that times count, as an exponent: nanoseconds.
pub const NANOSECONDS: u8 = 9;

/// Appends the description of an interface whose times count units of 10 to the minus `resolution`
/// seconds.
pub fn interface(out: &mut Vec<u8>, interface: &NewInterface<'_>, resolution: u8) {
    block(out, 1, |out| {
        out.extend(interface.link_type.0.to_le_bytes());
        out.extend([0, 0]);
        out.extend(interface.snaplen.to_le_bytes());
        text_option(out, 2, interface.name);
        text_option(out, 3, interface.description);
        option(out, 9, &[resolution]);
        if let Some(filter) = interface.filter {
            let mut value = vec![0];
            value.extend_from_slice(cut(filter, MAX_OPTION - 1).as_bytes());
            option(out, 11, &value);
        }
        if let Some(bytes) = interface.fcs_len {
            option(out, 13, &[bytes.saturating_mul(8)]);
        }
        end_of_options(out);
    });
}

/// Appends a frame of an interface whose times are in nanoseconds. Of more bytes than any reader
/// accepts, only the start is written.
#[inline]
pub fn frame(out: &mut Vec<u8>, link_type: LinkType, frame: &NewFrame<'_>, comments: &[String]) {
    let ticks = u64::try_from(frame.time.0).unwrap_or(0);
    frame_at(out, link_type, frame, ticks, comments);
}

/// Appends a frame whose time is `ticks` of its interface's units, instead of the one in `frame`.
#[inline]
pub fn frame_at(
    out: &mut Vec<u8>,
    link_type: LinkType,
    frame: &NewFrame<'_>,
    ticks: u64,
    comments: &[String],
) {
    let most = max_captured_len(link_type) as usize;
    let bytes = &frame.bytes[..frame.bytes.len().min(most)];
    block(out, 6, |out| {
        let mut head = [0; 20];
        head[0..4].copy_from_slice(&frame.interface.to_le_bytes());
        head[4..8].copy_from_slice(&((ticks >> 32) as u32).to_le_bytes());
        head[8..12].copy_from_slice(&(ticks as u32).to_le_bytes());
        head[12..16].copy_from_slice(&(bytes.len() as u32).to_le_bytes());
        head[16..20].copy_from_slice(&frame.original_len.to_le_bytes());
        out.extend_from_slice(&head);
        out.extend_from_slice(bytes);
        pad(out, bytes.len());
        if !comments.is_empty() {
            for comment in comments {
                text_option(out, 1, Some(comment));
            }
            end_of_options(out);
        }
    });
}

/// Appends the statistics of an interface as of `time`.
pub fn statistics(out: &mut Vec<u8>, statistics: &Statistics, time: Timestamp) {
    let ticks = u64::try_from(time.0).unwrap_or(0);
    block(out, 5, |out| {
        out.extend(statistics.interface.to_le_bytes());
        out.extend(((ticks >> 32) as u32).to_le_bytes());
        out.extend((ticks as u32).to_le_bytes());
        let counts = [
            (4, statistics.received),
            (5, statistics.dropped_by_interface),
            (7, statistics.dropped_by_system),
        ];
        for (code, count) in counts {
            if let Some(count) = count {
                option(out, code, &count.to_le_bytes());
            }
        }
        end_of_options(out);
    });
}

/// Appends secrets that decrypt what was captured; `kind` says which, as in the specification.
pub fn secrets(out: &mut Vec<u8>, kind: u32, bytes: &[u8]) {
    block(out, 10, |out| {
        out.extend(kind.to_le_bytes());
        out.extend((bytes.len() as u32).to_le_bytes());
        out.extend_from_slice(bytes);
        pad(out, bytes.len());
    });
}

/// Writes a pcapng file of one section, buffered.
///
/// `W` gets whole blocks only, and all of them that are gathered in one call. After an error what
/// was gathered is lost.
#[derive(Debug)]
pub struct PcapngWriter<W: Write> {
    out: W,
    /// Blocks that are not written yet.
    buffer: Vec<u8>,
    /// Bytes written.
    written: u64,
    /// Link types of the interfaces.
    link_types: Vec<LinkType>,
}

/// So many bytes are gathered before they are written.
const BUFFER: usize = 1024 * 1024;

impl<W: Write> PcapngWriter<W> {
    /// Begins a file with its section header, which is written at the first flush.
    pub fn new(out: W, info: &SectionBlock) -> PcapngWriter<W> {
        let mut buffer = Vec::new();
        section(&mut buffer, info);
        PcapngWriter {
            out,
            buffer,
            written: 0,
            link_types: Vec::new(),
        }
    }

    /// Describes an interface; its number is given with each of its frames.
    pub fn add_interface(&mut self, new: &NewInterface<'_>) -> u32 {
        interface(&mut self.buffer, new, NANOSECONDS);
        self.link_types.push(new.link_type);
        self.link_types.len() as u32 - 1
    }

    /// Writes a frame with comments on it.
    ///
    /// # Errors
    /// When its interface was not described, or the gathered blocks cannot be written.
    #[inline]
    pub fn frame(&mut self, new: &NewFrame<'_>, comments: &[String]) -> io::Result<()> {
        let Some(&link_type) = self.link_types.get(new.interface as usize) else {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!(
                    "a frame names interface {}, which was not described",
                    new.interface
                ),
            ));
        };
        frame(&mut self.buffer, link_type, new, comments);
        self.write_if_full()
    }

    /// Writes the statistics of an interface as of `time`.
    ///
    /// # Errors
    /// When the gathered blocks cannot be written.
    pub fn statistics(&mut self, of: &Statistics, time: Timestamp) -> io::Result<()> {
        statistics(&mut self.buffer, of, time);
        self.write_if_full()
    }

    /// Writes secrets that decrypt what was captured; `kind` is numbered as in the specification.
    ///
    /// # Errors
    /// When the gathered blocks cannot be written.
    pub fn secrets(&mut self, kind: u32, bytes: &[u8]) -> io::Result<()> {
        secrets(&mut self.buffer, kind, bytes);
        self.write_if_full()
    }

    /// Where the next block will begin, in bytes from the start of the file.
    #[inline]
    pub fn position(&self) -> u64 {
        self.written + self.buffer.len() as u64
    }

    #[inline]
    fn write_if_full(&mut self) -> io::Result<()> {
        if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes all that is gathered.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        let result = self.out.write_all(&self.buffer);
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        result?;
        self.out.flush()
    }

    /// What is written to.
    pub fn get_ref(&self) -> &W {
        &self.out
    }

    /// Writes all that is gathered and gives back what was written to.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        Ok(self.out)
    }
}

/// Most bytes that the value of an option can have.
const MAX_OPTION: usize = u16::MAX as usize;

/// Appends a block: type, length, what `body` appends, and the length again.
#[inline]
fn block(out: &mut Vec<u8>, kind: u32, body: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend_from_slice(&kind.to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    body(out);
    let len = ((out.len() - start + 4) as u32).to_le_bytes();
    out[start + 4..start + 8].copy_from_slice(&len);
    out.extend_from_slice(&len);
}

#[inline]
fn pad(out: &mut Vec<u8>, len: usize) {
    out.extend_from_slice(&[0; 3][..len.next_multiple_of(4) - len]);
}

fn option(out: &mut Vec<u8>, code: u16, value: &[u8]) {
    let value = &value[..value.len().min(MAX_OPTION)];
    out.extend(code.to_le_bytes());
    out.extend((value.len() as u16).to_le_bytes());
    out.extend_from_slice(value);
    pad(out, value.len());
}

fn text_option(out: &mut Vec<u8>, code: u16, text: Option<&str>) {
    if let Some(text) = text {
        option(out, code, cut(text, MAX_OPTION).as_bytes());
    }
}

/// At most `most` bytes of `text`, cut between characters.
fn cut(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn end_of_options(out: &mut Vec<u8>) {
    out.extend([0; 4]);
}
