//! HTTP/2: frames of many streams over one connection (RFC 9113). Mostly TLS hides it; here it is in
//! the clear.

mod flags;
mod hpack;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::flags::{ACK, END_HEADERS, HAS_PRIORITY, PADDED};
use super::grpc;
use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Value};

/// The media type of calls (gRPC), and the fact that the connection carries them.
const CALL: &str = "application/grpc";
const CALLS: &str = "http2 grpc";

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const PRIORITY: u8 = 2;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PUSH_PROMISE: u8 = 5;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const CONTINUATION: u8 = 9;

const TYPES: Codes = &[
    (DATA as u64, "DATA"),
    (HEADERS as u64, "HEADERS"),
    (PRIORITY as u64, "PRIORITY"),
    (RST_STREAM as u64, "RST_STREAM"),
    (SETTINGS as u64, "SETTINGS"),
    (PUSH_PROMISE as u64, "PUSH_PROMISE"),
    (PING as u64, "PING"),
    (GOAWAY as u64, "GOAWAY"),
    (WINDOW_UPDATE as u64, "WINDOW_UPDATE"),
    (CONTINUATION as u64, "CONTINUATION"),
    (10, "ALTSVC"),
    (12, "ORIGIN"),
    (16, "PRIORITY_UPDATE"),
];

const ERRORS: Codes = &[
    (0, "NO_ERROR"),
    (1, "PROTOCOL_ERROR"),
    (2, "INTERNAL_ERROR"),
    (3, "FLOW_CONTROL_ERROR"),
    (4, "SETTINGS_TIMEOUT"),
    (5, "STREAM_CLOSED"),
    (6, "FRAME_SIZE_ERROR"),
    (7, "REFUSED_STREAM"),
    (8, "CANCEL"),
    (9, "COMPRESSION_ERROR"),
    (10, "CONNECT_ERROR"),
    (11, "ENHANCE_YOUR_CALM"),
    (12, "INADEQUATE_SECURITY"),
    (13, "HTTP_1_1_REQUIRED"),
];

const SETTING_NAMES: Codes = &[
    (1, "header table size"),
    (2, "enable push"),
    (3, "max concurrent streams"),
    (4, "initial window size"),
    (5, "max frame size"),
    (6, "max header list size"),
    (8, "extended CONNECT"),
];

/// Length of a frame's header in bytes.
const HEADER_LEN: usize = 9;

const STREAM_ID: &[FieldSpec] = &[
    FieldSpec::uint("http2.r", "Reserved", 1).doc("Zero.", "RFC 9113 §4.1"),
    FieldSpec::uint("http2.streamid", "Stream", 31)
        .doc("The stream: odd ones were opened by the client, even ones by the server; 0 is the connection.", "RFC 9113 §4.1"),
];
const DEPENDENCY: &[FieldSpec] = &[
    FieldSpec::flag("http2.exclusive", "Exclusive").doc(
        "The stream becomes the only one that depends on the other.",
        "RFC 7540 §5.3.1",
    ),
    FieldSpec::uint("http2.stream_dependency", "Depends on", 31).doc(
        "The stream that is served first. Priorities of this kind are no longer used.",
        "RFC 7540 §5.3.1",
    ),
];
const PROMISED: &[FieldSpec] = &[
    FieldSpec::uint("http2.push_promise.r", "Reserved", 1).doc("Zero.", "RFC 9113 §6.6"),
    FieldSpec::uint(
        "http2.push_promise.promised_stream_id",
        "Promised stream",
        31,
    )
    .doc(
        "The stream on which the server will send what nobody asked for yet.",
        "RFC 9113 §6.6",
    ),
];
const LAST: &[FieldSpec] = &[
    FieldSpec::uint("http2.goway.r", "Reserved", 1).doc("Zero.", "RFC 9113 §6.8"),
    FieldSpec::uint("http2.goaway.last_stream_id", "Last stream", 31).doc(
        "The last stream that the sender may have worked on.",
        "RFC 9113 §6.8",
    ),
];
const INCREMENT: &[FieldSpec] = &[
    FieldSpec::uint("http2.window_update.r", "Reserved", 1).doc("Zero.", "RFC 9113 §6.9"),
    FieldSpec::uint("http2.window_update.window_size_increment", "Increment", 31)
        .unit("bytes")
        .doc("How much more the peer may send.", "RFC 9113 §6.9"),
];

crate::fields! {
    FRAME = FieldSpec::group("http2.stream", "Frame")
        .doc("A piece of a stream, or something about the connection.", "RFC 9113 §4.1");
    MAGIC = FieldSpec::text("http2.magic", "Preface")
        .doc("Looks like a request of HTTP/1, so that a server that knows nothing else gives up at once.", "RFC 9113 §3.4");
    LENGTH = FieldSpec::uint("http2.length", "Length", 24)
        .unit("bytes").doc("Length of the frame behind this header of 9 bytes.", "RFC 9113 §4.1");
    TYPE = FieldSpec::uint("http2.type", "Type", 8)
        .codes(TYPES).doc("What the frame carries.", "RFC 9113 §6");
    PAD = FieldSpec::hex("http2.padding", "Padding length", 8)
        .doc("Length of the padding.", "RFC 9113 §6.1");
    PAD_LENGTH = FieldSpec::uint("http2.pad_length", "Padding length", 8)
        .unit("bytes").doc("Length of the padding, which hides how long the data is.", "RFC 9113 §6.1");
    BODY = FieldSpec::bytes("http2.data.data", "Data")
        .doc("Part of the body.", "RFC 9113 §6.1");
    BODY_PADDING = FieldSpec::bytes("http2.data.padding", "Padding")
        .doc("Zeros.", "RFC 9113 §6.1");
    PADDING = FieldSpec::bytes("", "Padding")
        .doc("Zeros.", "RFC 9113 §6.2");
    WEIGHT = FieldSpec::uint("http2.headers.weight", "Weight", 8)
        .doc("One less than the stream's share among those that depend on the same stream.", "RFC 7540 §5.3.2");
    BLOCK = FieldSpec::bytes("http2.headers", "Header block")
        .doc("Header fields, compressed.", "RFC 9113 §4.3");
    PROMISE_BLOCK = FieldSpec::bytes("http2.push_promise.header", "Header block")
        .doc("Header fields of the request that the server answers before it was made.", "RFC 9113 §6.6");
    MORE_BLOCK = FieldSpec::bytes("", "Header block goes on")
        .doc("More of the block that an earlier frame began.", "RFC 9113 §6.10");
    FIELD = FieldSpec::group("", "Header field")
        .doc("One header field, as far as it can be read without what was sent before.", "RFC 7541 §6");
    FORM = FieldSpec::computed("", "Written as")
        .doc("By its number in a table, or written out.", "RFC 7541 §6");
    INDEX = FieldSpec::uint("", "Number", 0)
        .doc("The number of a field in the tables: 1 to 61 are fixed, higher ones were sent before.", "RFC 7541 §2.3");
    SETTING = FieldSpec::group("http2.settings", "Setting")
        .doc("Something that the sender tells of itself.", "RFC 9113 §6.5");
    SETTING_ID = FieldSpec::uint("http2.settings.id", "Setting", 16)
        .codes(SETTING_NAMES).doc("Which setting.", "RFC 9113 §6.5.2");
    TABLE_SIZE = FieldSpec::uint("http2.settings.header_table_size", "Header table size", 32)
        .unit("bytes").doc("How large the table for header fields may become.", "RFC 9113 §6.5.2");
    PUSH = FieldSpec::uint("http2.settings.enable_push", "Push", 32)
        .doc("Whether the server may send what was not asked for.", "RFC 9113 §6.5.2");
    STREAMS = FieldSpec::uint("http2.settings.max_concurrent_streams", "Streams", 32)
        .doc("How many streams the peer may have open at the same time.", "RFC 9113 §6.5.2");
    WINDOW = FieldSpec::uint("http2.settings.initial_window_size", "Window", 32)
        .unit("bytes").doc("How much the peer may send on each stream at first.", "RFC 9113 §6.5.2");
    FRAME_SIZE = FieldSpec::uint("http2.settings.max_frame_size", "Longest frame", 32)
        .unit("bytes").doc("The longest frame that the sender takes.", "RFC 9113 §6.5.2");
    LIST_SIZE = FieldSpec::uint("http2.settings.max_header_list_size", "Longest header list", 32)
        .unit("bytes").doc("The longest list of header fields that the sender takes.", "RFC 9113 §6.5.2");
    CONNECT = FieldSpec::uint("http2.settings.extended_connect", "Extended CONNECT", 32)
        .doc("Whether other protocols, such as WebSocket, may be spoken on a stream.", "RFC 8441 §3");
    UNKNOWN = FieldSpec::uint("http2.settings.unknown", "Value", 32)
        .doc("The value of a setting that is not known here.", "RFC 9113 §6.5");
    RESET = FieldSpec::uint("http2.rst_stream.error", "Error", 32)
        .codes(ERRORS).doc("Why the stream ends.", "RFC 9113 §7");
    AWAY = FieldSpec::uint("http2.goaway.error", "Error", 32)
        .codes(ERRORS).doc("Why the connection ends.", "RFC 9113 §7");
    DEBUG = FieldSpec::bytes("http2.goaway.addata", "Additional data")
        .doc("The reason in the sender's words.", "RFC 9113 §6.8");
    PINGED = FieldSpec::bytes("http2.ping", "Ping")
        .doc("The peer shall send these bytes back.", "RFC 9113 §6.7");
    PONG = FieldSpec::bytes("http2.pong", "Pong")
        .doc("The bytes of the ping.", "RFC 9113 §6.7");
    OTHER = FieldSpec::bytes("", "Payload")
        .doc("What a frame of an extension carries.", "RFC 9113 §5.5");
}

/// HTTP/2.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "http2",
        short: "HTTP/2",
        title: "Hypertext Transfer Protocol, version 2",
        osi: OsiLayer::Application,
        why: "A browser asks a server for many things at the same time over one connection.",
        reference: "RFC 9113",
    },
    claims: &[Claim::Heuristic(Transport::Tcp, 1)],
    headers: &[
        STREAM_ID,
        DEPENDENCY,
        PROMISED,
        LAST,
        INCREMENT,
        flags::DATA,
        flags::HEADERS,
        flags::SETTINGS,
        flags::PING,
        flags::PROMISE,
        flags::CONTINUATION,
        flags::NONE,
    ],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64",
};

fn recognise(bytes: &[u8]) -> Match {
    if bytes.starts_with(PREFACE) {
        return Match::Yes;
    }
    if !bytes.is_empty() && PREFACE.starts_with(bytes) {
        return Match::Short;
    }
    let known = |kind: u8| TYPES.iter().any(|known| known.0 == u64::from(kind));
    match bytes {
        [0, _, _, kind, _, high, ..] if known(*kind) && high & 0x80 == 0 => Match::Known,
        [] | [0] | [0, _] | [0, _, _] => Match::Short,
        [0, _, _, kind] | [0, _, _, kind, _] if known(*kind) => Match::Short,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.rest().starts_with(PREFACE) {
        p.summary(format_args!("Preface"));
        p.group(&FRAME, |p| p.field(&MAGIC, PREFACE.len()).map(drop))?;
        p.ends_at(PREFACE.len());
        return Ok(());
    }
    let rest = p.rest();
    p.require(HEADER_LEN)?;
    let len = (usize::from(rest[0]) << 16) | (usize::from(rest[1]) << 8) | usize::from(rest[2]);
    p.wait_for(HEADER_LEN + len)?;
    let (kind, flags) = (rest[3], rest[4]);
    let stream = u32::from_be_bytes([rest[5] & 0x7f, rest[6], rest[7], rest[8]]);
    let name = TYPES.iter().find(|known| known.0 == u64::from(kind));
    let name = name.map_or("Frame of unknown type", |name| name.1);
    p.summary(format_args!("{name}, stream {stream}, {len} bytes"));
    p.ends_at(HEADER_LEN + len);
    p.group(&FRAME, |p| {
        p.uint(&LENGTH)?;
        p.uint(&TYPE)?;
        p.rows(flags::of(kind))?;
        p.rows(STREAM_ID)?;
        p.within(len, "HTTP/2 frame length", |p| match p.rest().len() {
            0 => Ok(()),
            _ => payload(p, kind, flags),
        })
    })
}

fn payload(p: &mut Peel<'_>, kind: u8, flags: u8) -> Peeled {
    match kind {
        DATA => {
            let padding = padding(p, flags)?;
            let len = p.rest().len().saturating_sub(padding);
            let start = p.pos();
            p.field(&BODY, len)?;
            messages(p, start..start + len);
            p.seek(start + len);
            fill(p, &BODY_PADDING)
        }
        HEADERS => {
            let padding = padding(p, flags)?;
            if flags & HAS_PRIORITY != 0 {
                p.rows(DEPENDENCY)?;
                p.uint(&WEIGHT)?;
            }
            block(p, &BLOCK, padding, flags)
        }
        PRIORITY => {
            p.rows(DEPENDENCY)?;
            p.uint(&WEIGHT).map(drop)
        }
        RST_STREAM => p.uint(&RESET).map(drop),
        SETTINGS => settings(p),
        PUSH_PROMISE => {
            let padding = padding(p, flags)?;
            p.rows(PROMISED)?;
            block(p, &PROMISE_BLOCK, padding, flags)
        }
        PING => p
            .field(if flags & ACK != 0 { &PONG } else { &PINGED }, 8)
            .map(drop),
        GOAWAY => {
            p.rows(LAST)?;
            p.uint(&AWAY)?;
            fill(p, &DEBUG)
        }
        WINDOW_UPDATE => p.rows(INCREMENT).map(drop),
        CONTINUATION => fill(p, &MORE_BLOCK),
        _ => fill(p, &OTHER),
    }
}

/// The messages of a call that are whole in this frame.
fn messages(p: &mut Peel<'_>, body: Range<usize>) {
    if p.fact(CALLS, 0).is_none() {
        return;
    }
    let mut start = body.start;
    while let Some(len) = p.bytes().get(start..body.end).and_then(grpc::whole) {
        p.wrap(Next::Media(CALL), start..start + len, "gRPC message length");
        start += len;
    }
}

/// All that is left, if anything is.
fn fill(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

/// Length of the padding at the end.
fn padding(p: &mut Peel<'_>, flags: u8) -> Result<usize, crate::decode::Stop> {
    if flags & PADDED == 0 {
        return Ok(0);
    }
    let at = p.pos()..p.pos() + 1;
    let len = p.uint(&PAD)?;
    p.mark_as(&PAD_LENGTH, at.clone(), Value::Uint(len));
    if len as usize > p.rest().len() {
        let kind = FaultKind::BadLength {
            field: "padding length",
            says: len,
            limit: p.rest().len() as u64,
        };
        p.fault(kind, at);
        return Err(crate::decode::Stop);
    }
    Ok(len as usize)
}

/// Header fields. A block that goes on in the next frame is not read.
fn block(p: &mut Peel<'_>, spec: &'static FieldSpec, padding: usize, flags: u8) -> Peeled {
    let len = p.rest().len().saturating_sub(padding);
    let start = p.pos();
    let bytes = p.field(spec, len)?;
    if flags & END_HEADERS != 0 {
        let mut at = 0;
        while let Some(field) = bytes.get(at..).and_then(hpack::read) {
            if p.is_full() {
                break;
            }
            if field
                .says
                .strip_prefix("content-type: ")
                .is_some_and(|media| media.starts_with(CALL))
            {
                p.note(CALLS, 0, 1);
            }
            p.seek(start + at);
            p.group_made(
                &FIELD,
                || field.says.clone(),
                |p| {
                    let first = p.pos()..p.pos() + 1;
                    p.mark_made(&FORM, first.clone(), || field.form.name().to_owned());
                    if field.index > 0 {
                        p.mark_as(&INDEX, first, Value::Uint(field.index));
                    }
                    p.skip(field.len).map(drop)
                },
            )?;
            at += field.len;
        }
        if at < len {
            let what = "this is no header field";
            p.fault(FaultKind::Malformed(what), start + at..start + len);
        }
        p.seek(start + len);
    }
    fill(p, &PADDING)
}

fn settings(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&SETTING, |p| {
            let value = match p.uint(&SETTING_ID)? {
                1 => &TABLE_SIZE,
                2 => &PUSH,
                3 => &STREAMS,
                4 => &WINDOW,
                5 => &FRAME_SIZE,
                6 => &LIST_SIZE,
                8 => &CONNECT,
                _ => &UNKNOWN,
            };
            p.uint(value).map(drop)
        })?;
    }
    Ok(())
}
