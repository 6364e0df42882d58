//! RTSP: a remote control for media streams (RFC 2326, RFC 7826).

mod channel;
#[cfg(test)]
mod tests;
mod transport;

use std::ops::Range;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, text};
use crate::proto::lines::{
    Line, first_text, folded_line_at, is_cut_command, line_at, name_and_value, split,
};

const MESSAGES: &str = "RFC 2326 §6";

/// Begins a packet of media between messages.
const DOLLAR: u8 = b'$';

const METHODS: [&str; 14] = [
    "OPTIONS",
    "DESCRIBE",
    "ANNOUNCE",
    "SETUP",
    "PLAY",
    "PAUSE",
    "TEARDOWN",
    "GET_PARAMETER",
    "SET_PARAMETER",
    "REDIRECT",
    "RECORD",
    "PLAY_NOTIFY",
    "GET",
    "POST",
];

crate::fields! {
    REQUEST = FieldSpec::text("rtsp.request", "Request line")
        .doc("What is wanted of which stream.", "RFC 2326 §6.1");
    METHOD = FieldSpec::text("rtsp.method", "Method")
        .doc("DESCRIBE asks what there is, SETUP prepares a stream, PLAY and PAUSE are the buttons, TEARDOWN ends it.", "RFC 2326 §10");
    URL = FieldSpec::text("rtsp.url", "Address")
        .doc("The presentation, or one stream of it.", "RFC 2326 §3.2");
    RESPONSE = FieldSpec::text("rtsp.response", "Status line")
        .doc("How the request was answered.", "RFC 2326 §7.1");
    STATUS = FieldSpec::uint("rtsp.status", "Status code", 24)
        .lookup(status)
        .doc("2xx: done. 3xx: look elsewhere. 4xx: wrong request. 5xx: server failed.", "RFC 2326 §7.1.1");
    CONTENT_TYPE = FieldSpec::text("rtsp.content-type", "Content type")
        .doc("What the body is: mostly a description of the streams.", "RFC 2326 §12.16");
    CONTENT_LENGTH = FieldSpec::uint("rtsp.content-length", "Content length", 0).unit("bytes")
        .doc("How long the body is.", "RFC 2326 §12.14");
    SESSION = FieldSpec::text("rtsp.session", "Session")
        .doc("Names the session that SETUP began.", "RFC 2326 §12.37");
    TRANSPORT = FieldSpec::text("rtsp.transport", "Transport")
        .doc("How the media travels: the ports on both sides, or channels of this connection.", "RFC 2326 §12.39");
    HEADER = FieldSpec::text("", "Header field")
        .doc("A property of the request or the response.", "RFC 2326 §12");
    OTHER = FieldSpec::text("", "Line")
        .doc("A line that is neither a request nor a response.", MESSAGES);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + channel::FIELDS.len()] =
    join_fields(&[FIELDS, channel::FIELDS]);

/// RTSP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rtsp",
        short: "RTSP",
        title: "Real Time Streaming Protocol",
        osi: OsiLayer::Application,
        why: "A player tells a media server with it what to play; the media itself travels in RTP.",
        reference: "RFC 2326; RFC 7826",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 554),
        Claim::Port(Transport::Tcp, 7236),
        Claim::Port(Transport::Tcp, 8554),
    ],
    headers: &[channel::HEAD],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"SETUP rtsp://192.0.2.2/film/1 RTSP/1.0\r\nCSeq: 2\r\nSession: 47\r\n\
        Transport: RTP/AVP;unicast;client_port=5000-5001\r\n\r\n",
};

/// What a status code means, where it is not what HTTP means by it (RFC 2326 §7.1.1).
fn status(code: u64) -> Option<&'static str> {
    Some(match code {
        250 => "Low on Storage Space",
        451 => "Parameter Not Understood",
        452 => "Conference Not Found",
        453 => "Not Enough Bandwidth",
        454 => "Session Not Found",
        455 => "Method Not Valid in This State",
        456 => "Header Field Not Valid for Resource",
        457 => "Invalid Range",
        458 => "Parameter Is Read-Only",
        459 => "Aggregate operation not allowed",
        460 => "Only aggregate operation allowed",
        461 => "Unsupported transport",
        462 => "Destination unreachable",
        505 => "RTSP Version not supported",
        551 => "Option not supported",
        _ => return crate::model::names::http_status(code as u16),
    })
}

fn recognise(bytes: &[u8]) -> Match {
    const VERSION: &[u8] = b"RTSP/";
    if bytes.first() == Some(&DOLLAR) {
        return Match::Known;
    }
    let line = first_text(bytes);
    let is_whole = line.len() < bytes.len();
    let response = &line[..line.len().min(VERSION.len())];
    if VERSION.starts_with(response) && !response.is_empty() {
        return match response.len() == VERSION.len() {
            true => Match::Yes,
            false => Match::short_if(!is_whole),
        };
    }
    let Some(space) = line.iter().position(|byte| *byte == b' ') else {
        return Match::short_if(!is_whole && is_cut_command(line, &METHODS));
    };
    let is_method = METHODS
        .iter()
        .any(|method| method.as_bytes() == &line[..space]);
    let names_version = memchr::memmem::find(line, b" RTSP/").is_some();
    match (is_method, is_whole) {
        (true, true) => Match::yes_if(names_version),
        (true, false) => Match::Short,
        (false, _) => Match::No,
    }
}

/// What the header fields say that the layer itself needs.
#[derive(Default)]
struct Head {
    content_length: usize,
    content_type: Option<Range<usize>>,
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    if bytes.first() == Some(&DOLLAR) {
        return channel::packet(p);
    }
    let mut end = 0;
    let is_head = loop {
        match line_at(bytes, end) {
            Some(line) if line.is_empty() => {
                end = line.end;
                break true;
            }
            Some(line) => end = line.end,
            None => break false,
        }
    };
    if !is_head {
        p.wait_for(bytes.len() + 1)?;
        end = bytes.len();
    }
    let first = line_at(bytes, 0).unwrap_or(Line {
        start: 0,
        text_end: bytes.len(),
        end: bytes.len(),
    });
    start_line(p, &first)?;
    let head = header_fields(p, first.end, end);
    p.seek(end);
    p.wait_for(head.content_length)?;
    let body = end..end.saturating_add(head.content_length);
    p.ends_at(body.end);
    if head.content_length > 0 {
        let media = head.content_type.map_or("", |value| {
            std::str::from_utf8(&bytes[value]).unwrap_or_default()
        });
        p.wrap(Next::Media(media), body, "Content-Length");
    }
    Ok(())
}

fn start_line(p: &mut Peel<'_>, line: &Line) -> Result<(), Stop> {
    let bytes = p.bytes();
    let words = split(bytes, line.text(), b' ');
    let clean = text::clean_bytes(&bytes[line.text()]);
    p.summary(format_args!("{clean}"));
    if bytes.starts_with(b"RTSP/") {
        return p.group(&RESPONSE, |p| {
            if let Some(code) = words.get(1) {
                match number(&bytes[code.clone()]) {
                    Some(number) => p.mark_as(&STATUS, code.clone(), Value::Uint(number)),
                    None => p.fault(
                        FaultKind::Malformed("a status that is no number"),
                        code.clone(),
                    ),
                }
            }
            p.seek(line.end);
            Ok(())
        });
    }
    let [method, url, ..] = words.as_slice() else {
        p.mark(&OTHER, line.text());
        p.seek(line.end);
        return Ok(());
    };
    p.group(&REQUEST, |p| {
        p.mark(&METHOD, method.clone());
        p.mark(&URL, url.clone());
        p.seek(line.end);
        Ok(())
    })
}

/// A number of up to nine digits.
fn number(text: &[u8]) -> Option<u64> {
    let is_number = matches!(text.len(), 1..=9) && text.iter().all(u8::is_ascii_digit);
    let digit = |number: u64, digit: &u8| number * 10 + u64::from(digit - b'0');
    is_number.then(|| text.iter().fold(0, digit))
}

/// Reads the header fields from `at` to `end`.
fn header_fields(p: &mut Peel<'_>, mut at: usize, end: usize) -> Head {
    let bytes = p.bytes();
    let mut head = Head::default();
    while at < end && !p.is_full() {
        let Some(line) = folded_line_at(bytes, at).filter(|line| !line.is_empty()) else {
            break;
        };
        at = line.end;
        let Some((name, value)) = name_and_value(bytes, &line) else {
            p.mark(&HEADER, line.text());
            continue;
        };
        let named = |spec| (spec, line.text());
        let (spec, over) = match bytes[name].to_ascii_lowercase().as_slice() {
            b"content-type" => {
                head.content_type = Some(value.clone());
                named(&CONTENT_TYPE)
            }
            b"content-length" => {
                let len = number(&bytes[value.clone()]);
                head.content_length = len.map_or(0, |len| len as usize);
                p.mark_as(&CONTENT_LENGTH, line.text(), Value::Uint(len.unwrap_or(0)));
                continue;
            }
            b"session" => named(&SESSION),
            b"transport" => {
                transport::announce(p, &bytes[value.clone()]);
                named(&TRANSPORT)
            }
            _ => {
                p.mark(&HEADER, line.text());
                continue;
            }
        };
        p.mark_made(spec, over, || String::from_utf8_lossy(&bytes[value]).into());
    }
    head
}
