//! IAX2: telephone calls between Asterisk exchanges, signalling and speech on one port (RFC 5456).

mod codecs;
mod elements;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};

const PORT: u16 = 4569;

const MINI: u64 = 0;
const FULL: u64 = 1;
const MINI_VIDEO: u64 = 2;
const TRUNK: u64 = 3;

const KINDS: Codes = &[
    (MINI, "mini frame with speech"),
    (FULL, "full frame"),
    (MINI_VIDEO, "mini frame with video"),
    (TRUNK, "trunk of several calls"),
];

const DTMF_END: u8 = 1;
const VOICE: u8 = 2;
const VIDEO: u8 = 3;
const CONTROL: u8 = 4;
const SIGNALLING: u8 = 6;
const TEXT: u8 = 7;
const HTML: u8 = 9;
const MODEM: u8 = 11;
const DTMF_BEGIN: u8 = 12;

const TYPES: Codes = &[
    (DTMF_END as u64, "key released"),
    (VOICE as u64, "voice"),
    (VIDEO as u64, "video"),
    (CONTROL as u64, "control"),
    (5, "null"),
    (SIGNALLING as u64, "signalling"),
    (TEXT as u64, "text"),
    (8, "image"),
    (HTML as u64, "HTML"),
    (10, "comfort noise"),
    (MODEM as u64, "modem"),
    (DTMF_BEGIN as u64, "key pressed"),
];

const CONTROLS: Codes = &[
    (1, "hang up"),
    (2, "ring"),
    (3, "ringing"),
    (4, "answer"),
    (5, "busy"),
    (8, "congestion"),
    (9, "flash"),
    (12, "key radio"),
    (13, "unkey radio"),
    (14, "progress"),
    (15, "proceeding"),
    (16, "hold"),
    (17, "take back"),
    (255, "stop sounds"),
];

const COMMANDS: Codes = &[
    (1, "NEW"),
    (2, "PING"),
    (3, "PONG"),
    (4, "ACK"),
    (5, "HANGUP"),
    (6, "REJECT"),
    (7, "ACCEPT"),
    (8, "AUTHREQ"),
    (9, "AUTHREP"),
    (10, "INVAL"),
    (11, "LAGRQ"),
    (12, "LAGRP"),
    (13, "REGREQ"),
    (14, "REGAUTH"),
    (15, "REGACK"),
    (16, "REGREJ"),
    (17, "REGREL"),
    (18, "VNAK"),
    (19, "DPREQ"),
    (20, "DPREP"),
    (21, "DIAL"),
    (22, "TXREQ"),
    (23, "TXCNT"),
    (24, "TXACC"),
    (25, "TXREADY"),
    (26, "TXREL"),
    (27, "TXREJ"),
    (28, "QUELCH"),
    (29, "UNQUELCH"),
    (30, "POKE"),
    (31, "PAGE"),
    (32, "MWI"),
    (33, "UNSUPPORT"),
    (34, "TRANSFER"),
    (35, "PROVISION"),
    (36, "FWDOWNL"),
    (37, "FWDATA"),
    (38, "TXMEDIA"),
    (39, "RTKEY"),
    (40, "CALLTOKEN"),
];

const FULL_HEAD: &[FieldSpec] = &[
    FieldSpec::gap(1),
    SOURCE_CALL,
    FieldSpec::flag("iax2.retransmission", "Sent again").doc(
        "The frame was sent before, and nobody acknowledged it.",
        "RFC 5456 §8.1.1",
    ),
    FieldSpec::uint("iax2.dst_call", "Destination call", 15).doc(
        "The receiver's number of the call; 0 if it is not known yet.",
        "RFC 5456 §8.1.1",
    ),
    TIME,
    FieldSpec::uint("iax2.oseqno", "Sent", 8).doc(
        "Counts the frames of the sender, from 0 on.",
        "RFC 5456 §8.1.1",
    ),
    FieldSpec::uint("iax2.iseqno", "Expected", 8).doc(
        "The number that the sender expects next from the other side.",
        "RFC 5456 §8.1.1",
    ),
    FieldSpec::uint("iax2.type", "Type", 8)
        .codes(TYPES)
        .doc("What the frame carries.", "RFC 5456 §8.2"),
];

const SOURCE_CALL: FieldSpec = FieldSpec::uint("iax2.src_call", "Source call", 15)
    .doc("The sender's number of the call.", "RFC 5456 §8.1.1");

const TIME: FieldSpec = FieldSpec::uint("iax2.timestamp", "Time", 32)
    .unit("ms")
    .doc(
        "How long the call had lasted when the frame was made.",
        "RFC 5456 §8.1.1",
    );

const MINI_HEAD: &[FieldSpec] = &[
    FieldSpec::gap(1),
    SOURCE_CALL,
    FieldSpec::uint("iax2.timestamp", "Time", 16)
        .unit("ms")
        .doc("The lower half of the time.", "RFC 5456 §8.1.2"),
];

const VIDEO_HEAD: &[FieldSpec] = &[
    FieldSpec::gap(17),
    SOURCE_CALL,
    FieldSpec::uint("iax2.video.mini_marker", "Marker", 1)
        .doc("The last piece of a picture.", "RFC 5456 §8.1.3"),
    FieldSpec::uint("iax2.timestamp", "Time", 15)
        .unit("ms")
        .doc("The lower half of the time.", "RFC 5456 §8.1.3"),
];

const TRUNK_HEAD: &[FieldSpec] = &[
    FieldSpec::gap(17),
    FieldSpec::uint("iax2.trunk.metacmd", "Meta command", 7).doc("1: a trunk.", "RFC 5456 §8.1.3"),
    FieldSpec::hex("iax2.trunk.cmddata", "Command data", 8)
        .parts_follow()
        .doc("How the trunk is written.", "RFC 5456 §8.1.3"),
    FieldSpec::gap(7).part(),
    FieldSpec::flag("iax2.trunk.cmddata.ts", "Times")
        .part()
        .doc("Each call has a time of its own.", "RFC 5456 §8.1.3"),
    TIME,
];

const TRUNK_CALL: &[FieldSpec] = &[
    FieldSpec::gap(1),
    FieldSpec::uint("iax2.trunk.call.scallno", "Source call", 15)
        .doc("The sender's number of the call.", "RFC 5456 §8.1.3"),
];

const VIDEO_SUBCLASS: &[FieldSpec] = &[
    FieldSpec::gap(1),
    FieldSpec::flag("iax2.video.marker", "Marker")
        .doc("The last piece of a picture.", "RFC 5456 §8.3"),
    FieldSpec::gap(6),
];

crate::fields! {
    KIND = FieldSpec::uint("iax2.packet_type", "Kind of frame", 0)
        .codes(KINDS).doc("Full frames are acknowledged; mini frames carry speech with as little around it as possible.", "RFC 5456 §8.1");
    DIGIT = FieldSpec::text("iax2.dtmf.subclass", "Key")
        .doc("The key on the telephone.", "RFC 5456 §8.2");
    CODEC = FieldSpec::uint("iax2.voice.subclass", "Codec", 8)
        .doc("The codec as its bit in the codec list; with the first bit set, as the number of that bit.", "RFC 5456 §8.3");
    CONTROL_CODE = FieldSpec::uint("iax2.control.subclass", "Control", 8)
        .codes(CONTROLS).doc("What happens on the line.", "RFC 5456 §8.3");
    COMMAND = FieldSpec::uint("iax2.iax.subclass", "Command", 8)
        .codes(COMMANDS).doc("What the signalling is about.", "RFC 5456 §8.4");
    TEXT_CODE = FieldSpec::uint("iax2.text.subclass", "Text", 8)
        .doc("0.", "RFC 5456 §8.2");
    TEXT_ITSELF = FieldSpec::text("iax2.text.text", "Text")
        .doc("For a display.", "RFC 5456 §8.2");
    HTML_CODE = FieldSpec::uint("iax2.html.subclass", "HTML", 8)
        .doc("1 is an address, 2 to 8 are pieces of a page.", "RFC 5456 §8.5");
    URL = FieldSpec::text("iax2.html.url", "Address")
        .doc("Address of a page that belongs to the call.", "RFC 5456 §8.5");
    MODEM_CODE = FieldSpec::uint("iax2.modem.subclass", "Modem", 8)
        .doc("Kind of modem.", "RFC 5456 §8.2");
    SUBCLASS = FieldSpec::uint("iax2.subclass", "Subclass", 8)
        .doc("What it says depends on the type.", "RFC 5456 §8.3");
    PAYLOAD = FieldSpec::bytes("iax2.payload_data", "Payload")
        .doc("Speech or pictures, as the codec makes them.", "RFC 5456 §8.1");
    CALL = FieldSpec::group("", "Call")
        .doc("What one call of the trunk carries.", "RFC 5456 §8.1.3");
    CALL_LEN = FieldSpec::uint("iax2.trunk.call.len", "Length", 16)
        .unit("bytes").doc("Length of the call's data.", "RFC 5456 §8.1.3");
    CALL_TIME = FieldSpec::uint("iax2.trunk.call.ts", "Time", 16)
        .unit("ms").doc("The lower half of the call's time.", "RFC 5456 §8.1.3");
    CALL_DATA = FieldSpec::bytes("iax2.trunk.call.payload", "Data")
        .doc("Speech of this call.", "RFC 5456 §8.1.3");
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + elements::SPECS.len()] =
    join_fields(&[FIELDS, elements::SPECS]);

/// IAX2.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "iax2",
        short: "IAX2",
        title: "Inter-Asterisk eXchange, version 2",
        osi: OsiLayer::Application,
        why: "Telephone exchanges set up calls and carry their speech.",
        reference: "RFC 5456",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[
        FULL_HEAD,
        MINI_HEAD,
        VIDEO_HEAD,
        TRUNK_HEAD,
        TRUNK_CALL,
        VIDEO_SUBCLASS,
        codecs::NARROW,
        codecs::WIDE,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x80\x01\0\0\0\0\0\x03\0\0\x06\x01\x0b\x02\0\x02\x01\x048500\x08\x04\0\0\xe7\x03",
};

const FULL_LEN: usize = bytes_of(FULL_HEAD) + 1;

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(match bytes {
        [0x80..=0xff, ..] => bytes.len() >= FULL_LEN,
        // A meta frame: video, or a trunk.
        [0, 0, ..] => bytes.len() >= 6,
        _ => bytes.len() >= 4,
    })
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(4)?;
    match *p.rest() {
        [0x80..=0xff, ..] => full(p),
        [0, 0, 0x80..=0xff, ..] => {
            p.mark_as(&KIND, 0..4, Value::Uint(MINI_VIDEO));
            let head = p.header::<{ bytes_of(VIDEO_HEAD) }>(VIDEO_HEAD)?;
            let call = u16::from_be_bytes([head[2] & 0x7f, head[3]]);
            p.summary(format_args!("video of call {call}"));
            payload(p)
        }
        [0, 0, ..] => {
            p.mark_as(&KIND, 0..2, Value::Uint(TRUNK));
            trunk(p)
        }
        _ => {
            p.mark_as(&KIND, 0..2, Value::Uint(MINI));
            let head = p.header::<{ bytes_of(MINI_HEAD) }>(MINI_HEAD)?;
            let call = u16::from_be_bytes([head[0], head[1]]);
            p.summary(format_args!("speech of call {call}"));
            payload(p)
        }
    }
}

/// What a codec made.
fn payload(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos()..p.bytes().len();
    if !at.is_empty() {
        p.mark(&PAYLOAD, at);
        p.pass(Next::Data);
    }
    Ok(())
}

fn full(p: &mut Peel<'_>) -> Peeled {
    p.mark_as(&KIND, 0..2, Value::Uint(FULL));
    let head = p.header::<{ bytes_of(FULL_HEAD) }>(FULL_HEAD)?;
    let call = u16::from_be_bytes([head[0] & 0x7f, head[1]]);
    let kind = head[10];
    let name = TYPES.iter().find(|known| known.0 == u64::from(kind));
    let name = name.map_or("frame of unknown type", |name| name.1);
    p.summary(format_args!("{name}, call {call}"));
    match kind {
        DTMF_END | DTMF_BEGIN => {
            let key = p.field(&DIGIT, 1)?[0];
            p.summary(format_args!("{name}: {}, call {call}", char::from(key)));
        }
        VOICE => {
            p.uint(&CODEC)?;
            return payload(p);
        }
        VIDEO => {
            p.rows(VIDEO_SUBCLASS)?;
            return payload(p);
        }
        CONTROL => {
            let code = p.uint(&CONTROL_CODE)?;
            if let Some((_, name)) = CONTROLS.iter().find(|known| known.0 == code) {
                p.summary(format_args!("{name}, call {call}"));
            }
        }
        SIGNALLING => {
            let code = p.uint(&COMMAND)?;
            if let Some((_, name)) = COMMANDS.iter().find(|known| known.0 == code) {
                p.summary(format_args!("{name}, call {call}"));
            }
            return elements::all(p);
        }
        TEXT => return said(p, &TEXT_CODE, &TEXT_ITSELF),
        HTML => return said(p, &HTML_CODE, &URL),
        MODEM => drop(p.uint(&MODEM_CODE)?),
        _ => drop(p.uint(&SUBCLASS)?),
    }
    payload(p)
}

/// A frame of text or with an address.
fn said(p: &mut Peel<'_>, code: &'static FieldSpec, text: &'static FieldSpec) -> Peeled {
    let code = p.uint(code)?;
    let is_text = text.name == TEXT_ITSELF.name || code == 1;
    match p.rest().len() {
        0 => Ok(()),
        len if is_text => p.field(text, len).map(drop),
        _ => payload(p),
    }
}

/// Speech of several calls to the same exchange.
fn trunk(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<{ bytes_of(TRUNK_HEAD) }>(TRUNK_HEAD)?;
    let has_times = head[3] & 1 != 0;
    let mut calls = 0;
    while !p.rest().is_empty() && !p.is_full() {
        calls += 1;
        p.group(&CALL, |p| {
            let len = if has_times {
                let len = p.uint(&CALL_LEN)?;
                p.rows(TRUNK_CALL)?;
                p.uint(&CALL_TIME)?;
                len
            } else {
                p.rows(TRUNK_CALL)?;
                p.uint(&CALL_LEN)?
            };
            match len as usize {
                0 => Ok(()),
                len => p.field(&CALL_DATA, len).map(drop),
            }
        })?;
    }
    p.summary(format_args!("trunk with speech of {calls} calls"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_call_begins_with_elements() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(out.layers[0].summary, "NEW, call 1");
        assert_eq!(
            all(&out, bytes, "iax2.iax.called_number"),
            [(18, 4, "8500".into())]
        );
        let known = |name| out.field(name).unwrap().value.as_uint();
        assert_eq!(known("iax2.cap.ilbc"), Some(1));
        assert_eq!(known("iax2.cap.alaw"), Some(0));
        // A length that goes beyond the end.
        let mut lies = bytes.to_vec();
        lies[17] = 200;
        assert_eq!(peeled(&lies).faults.len(), 1);
    }

    #[test]
    fn speech_has_small_headers() {
        let out = peeled(b"\0\x01\0\x50\xd5\xd5\xd5\xd5");
        assert_eq!(out.layers[0].summary, "speech of call 1");
        assert_eq!(out.layers[1].header.start, 4);
        let bytes = b"\0\0\x01\x01\0\0\0\x32\0\x02\0\x01\0\x4d\xd5\xd5\0\x01\0\x02\0\x4d\xd5";
        let out = peeled(bytes);
        assert_eq!(out.layers[0].summary, "trunk with speech of 2 calls");
        assert_eq!(all(&out, bytes, "iax2.trunk.call.scallno")[1].2, "2");
    }
}
