//! Frames that were damaged on purpose go through every format: no panic, no endless loop, and
//! nothing that a terminal would obey.

#![allow(clippy::expect_used, reason = "a test may fail with words")]

mod common;

use decap::decode::{NoConversations, Peeler, Want};
use decap::model::{Dissection, Frame, FrameView};
use decap::proto::registry;
use decap::render::{Format, Style};

/// How many damaged frames are tried.
const FRAMES: usize = 10_000;

/// No picture of a frame may be longer than this many bytes per byte of the frame, and some.
const MAX_GROWTH: usize = 4000;

const FORMATS: [Format; 6] = [
    Format::Summary,
    Format::Brackets,
    Format::Tree,
    Format::Box,
    Format::Bits,
    Format::Json,
];

/// A small generator of numbers (xorshift64*), so that every run tries the same frames.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// Flips bytes, cuts, repeats, or lies about lengths.
fn damage(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    for _ in 0..=numbers.below(4) {
        if bytes.is_empty() {
            return;
        }
        let at = numbers.below(bytes.len());
        match numbers.below(6) {
            0 => bytes[at] ^= 1 << numbers.below(8),
            1 => bytes[at] = numbers.next() as u8,
            2 => bytes.truncate(at),
            3 => bytes[at] = [0x00, 0xff, 0x7f, 0x80][numbers.below(4)],
            4 => {
                let lie = (numbers.next() as u16).to_be_bytes();
                bytes.splice(at..(at + 2).min(bytes.len()), lie);
            }
            _ => {
                let repeated = bytes[at..].to_vec();
                bytes.extend_from_slice(&repeated);
            }
        }
    }
}

fn has_controls(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && c != '\n')
}

#[test]
fn damaged_frames_are_survived_in_every_format() {
    let frames = common::own_frames();
    let mut numbers = Numbers(0x5eed_0fde_cab5_0001);
    let mut peeler = Peeler::new(registry());
    let (mut dissection, mut text) = (Dissection::default(), String::new());
    let style = Style {
        width: 80,
        ascii: false,
        ..Style::default()
    };
    for index in 0..FRAMES {
        let mut frame: Frame = frames[numbers.below(frames.len())].clone();
        damage(&mut frame.bytes, &mut numbers);
        if numbers.below(2) == 0 {
            frame.info.original_len = frame.bytes.len() as u32;
        }
        peeler.peel(&frame, Want::Skim, &mut NoConversations, &mut dissection);
        peeler.peel(&frame, Want::Full, &mut NoConversations, &mut dissection);
        let view = FrameView {
            frame: &frame,
            dissection: &dissection,
        };
        for format in FORMATS {
            text.clear();
            format
                .draw(&view, &style, &mut text)
                .expect("a string takes all");
            assert!(
                !has_controls(&text),
                "frame {index} sends control characters as {format:?}"
            );
            let most = 200_000 + MAX_GROWTH * frame.bytes.len();
            assert!(
                text.len() < most,
                "frame {index} becomes {} bytes as {format:?}",
                text.len()
            );
        }
        let json: serde_json::Value = serde_json::from_str(text.trim_end()).expect("JSON is last");
        assert_eq!(json["frame"], frame.info.number);
    }
}
