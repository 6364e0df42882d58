//! Telling capture files by their first bytes.

use super::{ByteOrder, PcapHeader, pcap};

/// As many first bytes as [`recognise`] ever needs.
pub const HEADER_MAX: usize = 28;

/// A capture file format, with what its file header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Classic pcap.
    Pcap(PcapHeader),
    /// pcapng; each section has a header of its own.
    Pcapng,
}

impl Format {
    /// Offset in bytes of the first record or block.
    pub fn first_record(&self) -> u64 {
        match self {
            Format::Pcap(header) => header.header_len(),
            Format::Pcapng => 0,
        }
    }

    /// The format's name.
    pub const fn name(&self) -> &'static str {
        match self {
            Format::Pcap(_) => "pcap",
            Format::Pcapng => "pcapng",
        }
    }
}

/// Why the first bytes are not those of a capture file that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// There are no bytes.
    #[error("it is empty; even a capture without frames begins with a file header")]
    Empty,
    /// The first bytes look right, but the header is not all there.
    #[error("it ends after {found} bytes, inside the file header of {needed} bytes")]
    Cut {
        /// Bytes needed.
        needed: usize,
        /// Bytes present.
        found: usize,
    },
    /// Neither pcap nor pcapng.
    #[error(
        "it is no capture file: it begins with {} where pcap begins with d4 c3 b2 a1 or the like \
         and pcapng with 0a 0d 0d 0a; other formats can be converted with `editcap -F pcapng`",
        hex(start)
    )]
    Unknown {
        /// The first bytes, at most 8.
        start: Vec<u8>,
    },
    /// A capture file of a kind that is not read.
    #[error("{0}")]
    Unsupported(String),
}

/// Tells the format from the first bytes of a (decompressed) file.
///
/// # Errors
/// [`HeaderError::Cut`] when more bytes could still make it a capture file; the others are final.
pub fn recognise(start: &[u8]) -> Result<Format, HeaderError> {
    if start.is_empty() {
        return Err(HeaderError::Empty);
    }
    if let Some(format) = pcap::recognise(start)? {
        return Ok(Format::Pcap(format));
    }
    if is_prefix(start, &[0x0a, 0x0d, 0x0d, 0x0a]) {
        return recognise_pcapng(start);
    }
    Err(HeaderError::Unknown {
        start: start[..start.len().min(8)].to_vec(),
    })
}

fn recognise_pcapng(start: &[u8]) -> Result<Format, HeaderError> {
    let Some(magic) = start.get(8..12) else {
        return Err(cut(12, start));
    };
    let order = byte_order(magic).ok_or_else(|| HeaderError::Unknown {
        start: start[..8].to_vec(),
    })?;
    match order.u16(start, 12) {
        Some(1) => Ok(Format::Pcapng),
        Some(major) => Err(HeaderError::Unsupported(format!(
            "it is pcapng of version {major}; only version 1 is known"
        ))),
        None => Err(cut(HEADER_MAX, start)),
    }
}

/// The byte order that a section's byte-order magic (4 bytes) tells.
pub(super) fn byte_order(magic: &[u8]) -> Option<ByteOrder> {
    match magic {
        [0x4d, 0x3c, 0x2b, 0x1a] => Some(ByteOrder::Little),
        [0x1a, 0x2b, 0x3c, 0x4d] => Some(ByteOrder::Big),
        _ => None,
    }
}

pub(super) fn cut(needed: usize, start: &[u8]) -> HeaderError {
    HeaderError::Cut {
        needed,
        found: start.len(),
    }
}

/// True if `start` begins with `magic` as far as it goes.
pub(super) fn is_prefix(start: &[u8], magic: &[u8; 4]) -> bool {
    let len = start.len().min(4);
    start[..len] == magic[..len]
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_start_may_still_become_a_capture() {
        for start in [&[0xd4][..], &[0xa1, 0xb2], &[0x0a, 0x0d, 0x0d, 0x0a, 1, 2]] {
            assert!(matches!(recognise(start), Err(HeaderError::Cut { .. })));
        }
        assert_eq!(recognise(&[]), Err(HeaderError::Empty));
    }

    #[test]
    fn other_files_are_told_by_their_first_bytes() {
        let error = recognise(b"\x7fELF\x02\x01\x01").unwrap_err();
        assert!(error.to_string().contains("7f 45 4c 46 02"), "{error}");
        assert!(recognise(b"\n\r\r\nabcdWXYZ").is_err());
        assert!(recognise(b"\n\r\r\r").is_err());
    }

    #[test]
    fn both_byte_orders_of_pcapng() {
        let little = [
            0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0,
        ];
        let big = [
            0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 28, 0x1a, 0x2b, 0x3c, 0x4d, 0, 1,
        ];
        assert_eq!(recognise(&little), Ok(Format::Pcapng));
        assert_eq!(recognise(&big), Ok(Format::Pcapng));
        let mut later = little;
        later[12] = 2;
        assert!(matches!(
            recognise(&later),
            Err(HeaderError::Unsupported(_))
        ));
    }
}
