//! What the fuzz targets do with their bytes.

use std::io::Cursor;

use decap::decode::{Peeler, Want};
use decap::model::{Dissection, Frame, FrameInfo, LinkType, Timestamp};
use decap::proto::registry;
use decap::render::{Format, Style};
use decap::store::Store;
use decap::talk::Listener;

/// Frames that are read from one input at most.
const FRAMES: u64 = 64;

/// Peels a conversation: the link type in two bytes, then frames, each behind its length in two
/// bytes (big-endian); the last one may be cut. Draws every frame in the formats that walk all that
/// was found.
///
/// # Panics
/// Where a skim and a full pass disagree, a text holds what a terminal would obey, or the JSON is
/// none.
pub fn nest(bytes: &[u8]) {
    let Some((link_type, mut rest)) = bytes.split_first_chunk() else {
        return;
    };
    let link_type = LinkType(u16::from_be_bytes(*link_type));
    let mut full = Listener::new(Peeler::new(registry()));
    let mut skim = Listener::new(Peeler::new(registry()));
    let mut text = String::new();
    for number in 1..=FRAMES {
        let Some((len, behind)) = rest.split_first_chunk() else {
            break;
        };
        let len = usize::from(u16::from_be_bytes(*len)).min(behind.len());
        let (captured, behind) = behind.split_at(len);
        rest = behind;
        let frame = frame(number, link_type, captured);
        let seen = shape(skim.hear(&frame, Want::Skim).dissection);
        let view = full.hear(&frame, Want::Full);
        assert_eq!(
            seen,
            shape(view.dissection),
            "frame {number}: skim and full pass"
        );
        draw(&view, &mut text);
    }
    full.end();
}

/// Peels bytes as one protocol, whatever would have to stand around it: its name, a line feed, its
/// bytes.
///
/// # Panics
/// Where a skim and a full pass disagree.
pub fn protocol(bytes: &[u8]) {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
        return;
    };
    let name = std::str::from_utf8(&bytes[..end]).unwrap_or_default();
    let Some(protocol) = registry().by_name(name) else {
        return;
    };
    let bytes = &bytes[end + 1..];
    let _ = protocol.recognises(bytes);
    let mut peeler = Peeler::new(registry());
    let (mut skim, mut full) = (Dissection::default(), Dissection::default());
    peeler.peel_as(protocol, bytes, Want::Skim, &mut skim);
    peeler.peel_as(protocol, bytes, Want::Full, &mut full);
    assert_eq!(shape(&skim), shape(&full), "{name}: skim and full pass");
}

fn frame(number: u64, link_type: LinkType, captured: &[u8]) -> Frame {
    Frame {
        info: FrameInfo {
            number,
            time: Some(Timestamp::from_parts(1, number as u32 * 1_000_000)),
            original_len: captured.len() as u32,
            link_type,
            ..FrameInfo::default()
        },
        bytes: captured.to_vec(),
        comments: Vec::new(),
    }
}

fn shape(dissection: &Dissection) -> Vec<&'static str> {
    dissection
        .layers
        .iter()
        .map(|layer| layer.info.name)
        .collect()
}

fn draw(view: &decap::model::FrameView<'_>, text: &mut String) {
    let style = Style {
        width: 80,
        ascii: false,
        ..Style::default()
    };
    for format in [Format::Tree, Format::Bits, Format::Json] {
        text.clear();
        format.draw(view, &style, text).expect("a string takes all");
        assert!(
            !text.chars().any(|c| c.is_control() && c != '\n'),
            "a control character in {format:?}"
        );
    }
    let json: serde_json::Value = serde_json::from_str(text.trim_end()).expect("JSON is last");
    assert_eq!(json["frame"], view.frame.info.number);
}

/// Reads bytes as a capture file, plain or compressed, and peels its first frames.
///
/// # Panics
/// Where a frame says that it has more bytes than it holds.
pub fn capture(bytes: &[u8]) {
    let reader = Box::new(Cursor::new(bytes.to_vec()));
    let Ok(store) = Store::from_reader("input", reader) else {
        return;
    };
    let frames = store.wait_complete().frames;
    let mut reader = store.frames(1..=frames.min(FRAMES));
    let mut listener = Listener::new(Peeler::new(registry()));
    let mut frame = Frame::empty();
    while reader.read(&mut frame).unwrap_or(false) {
        listener.hear(&frame, Want::Skim);
    }
    let _ = (store.interfaces(), store.sections(), store.time_span());
    if frames > 0 {
        // The last one is found through the index.
        let _ = store.frame(frames, &mut frame);
    }
}
