//! A captured frame and what the capture says about it.

use std::fmt;

/// A link-layer header type, numbered as in the registry of capture files (`LINKTYPE_...`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkType(pub u16);

impl LinkType {
    /// BSD loopback: a 4-byte address family in the byte order of the capturing host.
    pub const NULL: LinkType = LinkType(0);
    /// Ethernet.
    pub const ETHERNET: LinkType = LinkType(1);
    /// Raw IP, version 4 or 6, with no link header.
    pub const RAW: LinkType = LinkType(101);
    /// Linux cooked capture, version 1.
    pub const LINUX_SLL: LinkType = LinkType(113);
    /// Linux cooked capture, version 2.
    pub const LINUX_SLL2: LinkType = LinkType(276);
}

/// Nanoseconds since 1970-01-01 00:00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// From whole seconds and nanoseconds, saturating at the ends of what 64 bits can hold.
    pub const fn from_parts(seconds: i64, nanos: u32) -> Timestamp {
        Timestamp(
            seconds
                .saturating_mul(1_000_000_000)
                .saturating_add(nanos as i64),
        )
    }

    /// Whole seconds, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000_000)
    }

    /// Nanoseconds within the second, 0 to 999,999,999.
    pub const fn subsec_nanos(self) -> u32 {
        self.0.rem_euclid(1_000_000_000) as u32
    }

    /// Nanoseconds from `earlier` to `self`; negative when time ran backwards.
    pub const fn since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Seconds since 1970 with nine decimals, as capture tools print them.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, nanos) = if self.0 < 0 {
            ("-", self.0.unsigned_abs())
        } else {
            ("", self.0 as u64)
        };
        write!(
            f,
            "{sign}{}.{:09}",
            nanos / 1_000_000_000,
            nanos % 1_000_000_000
        )
    }
}

/// What the capture says about a frame, apart from its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameInfo {
    /// Position in the capture, counted from 1.
    pub number: u64,
    /// When it was captured; `None` where the file does not say (simple packet blocks).
    pub time: Option<Timestamp>,
    /// Length on the wire in bytes; the captured bytes may be fewer (snapshot length).
    pub original_len: u32,
    /// How the first header is to be read.
    pub link_type: LinkType,
    /// Index of the interface in the capture, counted from 0 over all sections.
    pub interface: u32,
    /// Bytes of frame check sequence at the end of each frame, where the file says so.
    pub fcs_len: Option<u8>,
}

/// A frame: its bytes and what the capture says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Number, time, lengths, link type.
    pub info: FrameInfo,
    /// The captured bytes.
    pub bytes: Vec<u8>,
    /// Comments that the capture file holds for this frame (pcapng `opt_comment`).
    pub comments: Vec<String>,
}

impl Default for FrameInfo {
    fn default() -> Self {
        FrameInfo {
            number: 1,
            time: None,
            original_len: 0,
            link_type: LinkType::ETHERNET,
            interface: 0,
            fcs_len: None,
        }
    }
}

impl Frame {
    /// A frame with no bytes, to be filled by a reader.
    pub fn empty() -> Frame {
        Frame {
            info: FrameInfo::default(),
            bytes: Vec::new(),
            comments: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_prints_with_nine_decimals() {
        assert_eq!(
            Timestamp::from_parts(1_700_000_000, 5).to_string(),
            "1700000000.000000005"
        );
        assert_eq!(Timestamp(-1).to_string(), "-0.000000001");
        assert_eq!(Timestamp(-1).seconds(), -1);
        assert_eq!(Timestamp(-1).subsec_nanos(), 999_999_999);
    }
}
