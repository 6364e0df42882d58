use super::*;
use crate::decode::{Conversations, NoConversations, Peeler, Want};
use crate::model::{Dissection, Frame, Lesson, ProtoInfo, Value};

/// What earlier frames taught.
#[derive(Default)]
struct Taught(Vec<Lesson>);

impl Conversations for Taught {
    fn speaks(&self, _flow: &Flow) -> Option<&'static ProtoInfo> {
        None
    }

    fn fact(&self, about: &Flow, wanted: &'static str, at: u32) -> Option<u64> {
        self.0.iter().rev().find_map(|lesson| match lesson {
            Lesson::Knows {
                flow,
                name,
                index,
                value,
            } if (flow, *name, *index) == (about, wanted, at) => Some(*value),
            _ => None,
        })
    }
}

/// A frame of Linux with the shorter header.
fn event(what: u8, kind: u8, endpoint: u8, setup: Option<[u8; 8]>, data: &[u8]) -> Vec<u8> {
    let mut bytes = PROTOCOL.sample[..HEADER_LEN].to_vec();
    (bytes[8], bytes[9], bytes[10]) = (what, kind, endpoint);
    bytes[14] = if setup.is_some() { 0 } else { b'-' };
    bytes.extend(setup.unwrap_or_default());
    bytes.extend(data);
    bytes
}

fn peeled(bytes: &[u8], link_type: LinkType, known: &mut dyn Conversations) -> Dissection {
    let mut out = Dissection::default();
    let mut frame = Frame::empty();
    frame.info.link_type = link_type;
    frame.info.original_len = bytes.len() as u32;
    frame.bytes = bytes.to_vec();
    Peeler::new(crate::proto::registry()).peel(&frame, Want::Full, known, &mut out);
    out
}

/// The frames one after another, each knowing what those before it taught.
fn in_order(frames: &[Vec<u8>]) -> Vec<Dissection> {
    let mut known = Taught::default();
    let each = frames.iter().map(|frame| {
        let out = peeled(frame, LINUX, &mut known);
        known.0.extend(out.lessons.iter().cloned());
        out
    });
    each.collect()
}

const CONFIGURATION: &[u8] = b"\x09\x02\x22\0\x01\x01\0\xa0\x32\x09\x04\0\0\x01\x03\x01\x02\0\x09\x21\x11\x01\0\x01\x22\x34\0\x07\x05\x81\x03\x04\0\x0a";

#[test]
fn an_answer_is_read_by_its_request() {
    let frames = [
        event(
            b'S',
            CONTROL,
            0x80,
            Some([0x80, 6, 0, 2, 0, 0, 255, 0]),
            b"",
        ),
        event(b'C', CONTROL, 0x80, None, CONFIGURATION),
        event(b'C', INTERRUPT, 0x81, None, b"\x01\x02\xfe\x00"),
    ];
    let out = in_order(&frames);
    let value = |frame: usize, name| out[frame].field(name).map(|field| field.value.clone());
    assert_eq!(value(0, "usb.bDescriptorType"), Some(Value::Uint(2)));
    assert_eq!(value(1, "usb.wTotalLength"), Some(Value::Uint(34)));
    assert_eq!(value(1, "usb.bInterfaceClass"), Some(Value::Uint(3)));
    assert_eq!(value(1, "usb.wMaxPacketSize.size"), Some(Value::Uint(4)));
    assert_eq!(out[1].layers[1].info.name, "usbhid");
    // The endpoint belongs to a keyboard or a mouse.
    assert_eq!(out[2].layers[1].info.name, "usbhid");
    let alone = peeled(&frames[1], LINUX, &mut NoConversations);
    assert!(alone.field("usb.control.Response").is_some());
}

#[test]
fn windows_has_a_header_of_its_own() {
    let bytes = b"\x1c\0\x10\0\xbb\xaa\0\xd0\xff\xff\0\0\0\0\x0b\0\0\x01\0\x05\0\x80\x02\x08\0\0\0\0\x80\x06\x02\x03\x09\x04\xff\0";
    let out = peeled(bytes, WINDOWS, &mut NoConversations);
    let value = |name| out.field(name).unwrap().value.clone();
    assert_eq!(value("usb.device_address"), Value::Uint(5));
    assert_eq!(value("usb.LanguageId"), Value::Uint(0x409));
    assert_eq!(value("usb.DescriptorIndex"), Value::Uint(2));
}

#[test]
fn counts_and_lengths_may_lie() {
    let mut many = event(
        b'C',
        ISOCHRONOUS,
        0x84,
        None,
        b"\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0",
    );
    many[44..48].fill(0xff);
    assert!(!peeled(&many, LINUX, &mut NoConversations).faults.is_empty());
    let ask = event(
        b'S',
        CONTROL,
        0x80,
        Some([0x80, 6, 0, 2, 0, 0, 255, 0]),
        b"",
    );
    for len in 0..CONFIGURATION.len() {
        in_order(&[
            ask.clone(),
            event(b'C', CONTROL, 0x80, None, &CONFIGURATION[..len]),
        ]);
    }
    let zero = event(b'C', CONTROL, 0x80, None, b"\x09\x02\0\0\0\0\0\0\0\0\0");
    assert_eq!(in_order(&[ask, zero])[1].layers.len(), 1);
}
