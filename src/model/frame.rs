//! A captured frame and what the capture says about it.

use super::Timestamp;

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
