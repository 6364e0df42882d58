//! A frame for the tests of the pictures.

use etherparse::PacketBuilder;

use super::{Moments, Style, TimeFormat, TimeStyle};
use crate::decode::{NoConversations, Peeler, Want};
use crate::model::{Dissection, Frame, FrameInfo, FrameView, Timestamp};

pub(super) const STYLE: Style = Style {
    width: 80,
    ascii: false,
    time: TimeStyle {
        format: TimeFormat::Relative,
        decimals: 6,
    },
    moments: Moments {
        start: Some(Timestamp(1_000_000_000)),
        captured: None,
        displayed: None,
    },
};

/// Calls `check` with a UDP datagram of four bytes that no protocol claims.
pub(super) fn with_udp_frame(check: impl FnOnce(&FrameView<'_>)) {
    let builder = PacketBuilder::ethernet2([2, 0, 0x5e, 0x10, 0, 1], [2, 0, 0x5e, 0x10, 0, 2])
        .ipv4([192, 0, 2, 1], [192, 0, 2, 2], 64)
        .udp(40_000, 4000);
    let mut bytes = Vec::new();
    builder
        .write(&mut bytes, &[1, 2, 3, 4])
        .expect("a vector takes all");
    let info = FrameInfo {
        time: Some(Timestamp(1_000_000_000)),
        original_len: bytes.len() as u32,
        ..FrameInfo::default()
    };
    let frame = Frame {
        info,
        bytes,
        comments: Vec::new(),
    };
    let mut dissection = Dissection::default();
    Peeler::new(crate::proto::registry()).peel(
        &frame,
        Want::Full,
        &mut NoConversations,
        &mut dissection,
    );
    check(&FrameView {
        frame: &frame,
        dissection: &dissection,
    });
}
