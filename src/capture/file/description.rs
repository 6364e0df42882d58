//! What pcapng blocks say of sections and interfaces. Source: draft-ietf-opsawg-pcapng.

use super::{ByteOrder, Clock, TimeUnits, options};
use crate::model::LinkType;

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
