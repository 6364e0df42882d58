//! SIP: setting up, changing and ending calls (RFC 3261).

mod address;
mod headers;
mod values;

use std::ops::Range;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, text};
use crate::proto::lines::{Line, folded_line_at, line_at, name_and_value, split};

const PORT: u16 = 5060;

const VERSION: &[u8] = b"SIP/2.0";

/// Longer methods do not exist.
const MAX_METHOD: usize = 32;

crate::fields! {
    REQUEST_LINE = FieldSpec::text("sip.Request-Line", "Request line")
        .doc("What is wanted, of whom, in which version of SIP.", "RFC 3261 §7.1");
    METHOD = FieldSpec::text("sip.Method", "Method")
        .doc("INVITE sets up a call, ACK confirms its answer, BYE ends it, REGISTER tells where a user is.", "RFC 3261 §7.1");
    STATUS_LINE = FieldSpec::text("sip.Status-Line", "Status line")
        .doc("How the request was answered.", "RFC 3261 §7.2");
    STATUS_CODE = FieldSpec::uint("sip.Status-Code", "Status code", 24)
        .lookup(|code| status(code as u16))
        .doc("1xx: wait. 2xx: done. 3xx: look elsewhere. 4xx: wrong request. 5xx: server failed. 6xx: refused everywhere.", "RFC 3261 §7.2");
    HEADER = FieldSpec::text("sip.msg_hdr", "Header fields")
        .doc("All header fields, up to the empty line.", "RFC 3261 §7.3");
    BODY = FieldSpec::group("sip.msg_body", "Body")
        .doc("Mostly a description of the media streams; the header field Content-Type says what it is.", "RFC 3261 §7.4");
}

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len() + address::FIELDS.len() + headers::FIELDS.len() + values::FIELDS.len()] =
    join_fields(&[FIELDS, address::FIELDS, headers::FIELDS, values::FIELDS]);

/// SIP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "sip",
        short: "SIP",
        title: "Session Initiation Protocol",
        osi: OsiLayer::Application,
        why: "It is what telephones say to each other and to their servers to set up a call; OSI would call a part of that layer 5.",
        reference: "RFC 3261",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Port(Transport::Tcp, PORT),
        Claim::Heuristic(Transport::Udp, 5),
        Claim::Heuristic(Transport::Tcp, 5),
    ],
    headers: &[],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"INVITE sip:grace@example.com SIP/2.0\r\n\
        Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776;rport\r\n\
        Max-Forwards: 70\r\n\
        To: Grace <sip:grace@example.com>\r\n\
        From: \"Alan\" <sip:alan@example.com;user=phone>;tag=1928\r\n\
        Call-ID: a84b4c76e66710@192.0.2.1\r\n\
        CSeq: 314159 INVITE\r\n\
        Content-Length: 0\r\n\r\n",
};

/// What a status code means, where it is not what HTTP means by it (RFC 3261 §21).
fn status(code: u16) -> Option<&'static str> {
    const OWN: &[(u16, &str)] = &[
        (100, "Trying"),
        (180, "Ringing"),
        (181, "Call Is Being Forwarded"),
        (182, "Queued"),
        (183, "Session Progress"),
        (202, "Accepted"),
        (380, "Alternative Service"),
        (408, "Request Timeout"),
        (420, "Bad Extension"),
        (422, "Session Interval Too Small"),
        (423, "Interval Too Brief"),
        (480, "Temporarily Unavailable"),
        (481, "Call/Transaction Does Not Exist"),
        (482, "Loop Detected"),
        (483, "Too Many Hops"),
        (484, "Address Incomplete"),
        (485, "Ambiguous"),
        (486, "Busy Here"),
        (487, "Request Terminated"),
        (488, "Not Acceptable Here"),
        (489, "Bad Event"),
        (491, "Request Pending"),
        (493, "Undecipherable"),
        (503, "Service Unavailable"),
        (504, "Server Time-out"),
        (513, "Message Too Large"),
        (600, "Busy Everywhere"),
        (603, "Decline"),
        (604, "Does Not Exist Anywhere"),
        (606, "Not Acceptable"),
    ];
    OWN.iter()
        .find(|own| own.0 == code)
        .map(|own| own.1)
        .or_else(|| crate::model::names::http_status(code))
}

/// A first line in the form of a request or a response; both name the version.
fn recognise(bytes: &[u8]) -> Match {
    // Both a method and the version begin with a capital letter: most payloads go no further.
    if !bytes.first().is_some_and(u8::is_ascii_uppercase) {
        return Match::No;
    }
    let line = match line_at(bytes, 0) {
        Some(line) => &bytes[line.text()],
        // The capture may end in the first line.
        None => bytes,
    };
    let is_whole = line.len() < bytes.len();
    if let Some(rest) = line.strip_prefix(VERSION) {
        return match rest {
            [b' ', b'1'..=b'6', _, _, b' ', ..] | [b' ', b'1'..=b'6', _, _] => Match::Yes,
            [] | [b' '] | [b' ', b'1'..=b'6'] | [b' ', b'1'..=b'6', _] => {
                Match::short_if(!is_whole)
            }
            _ => Match::No,
        };
    }
    let method = line.iter().position(|byte| *byte == b' ').unwrap_or(0);
    let is_method = (1..=MAX_METHOD).contains(&method)
        && line[..method]
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || *byte == b'_');
    let ends = line.ends_with(VERSION) && line.len() > method + VERSION.len();
    if !is_whole && is_stub(line) {
        return Match::Short;
    }
    match (is_method, is_whole) {
        (true, true) => Match::yes_if(ends && line[line.len() - VERSION.len() - 1] == b' '),
        (true, false) => Match::maybe_if(has_sip_uri(&line[method + 1..])),
        (false, _) => Match::No,
    }
}

/// True for so few bytes of a first line that they fit one of SIP's and others.
fn is_stub(line: &[u8]) -> bool {
    let is_method = |method: &[u8]| {
        method.len() <= MAX_METHOD
            && method
                .iter()
                .all(|byte| byte.is_ascii_uppercase() || *byte == b'_')
    };
    let space = line.iter().position(|byte| *byte == b' ');
    match space {
        Some(space) => {
            let target = &line[space + 1..];
            let begins = |scheme: &[u8]| {
                let start = scheme.get(..target.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(target))
            };
            is_method(&line[..space]) && (begins(b"sip:") || begins(b"sips:"))
        }
        None => is_method(line) || VERSION.starts_with(line),
    }
}

fn has_sip_uri(bytes: &[u8]) -> bool {
    [&b"sip:"[..], b"sips:"].iter().any(|scheme| {
        bytes
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// What the header fields say that the layer itself needs.
#[derive(Debug, Default)]
struct Head {
    content_length: Option<usize>,
    content_type: Option<Range<usize>>,
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let Some(first) = line_at(bytes, 0) else {
        let line = 0..bytes.len();
        start_line(
            p,
            &Line {
                start: 0,
                text_end: line.end,
                end: line.end,
            },
        );
        return p.require(bytes.len() + 1);
    };
    let end = head_end(bytes, first.end);
    if end.is_none() {
        p.wait_for(bytes.len() + 1)?;
    }
    start_line(p, &first);
    p.seek(first.end);
    if !p.wants_fields() && end == Some(bytes.len()) {
        // Without a body a skim has seen all that it wants.
        p.ends_at(bytes.len());
        return Ok(());
    }
    p.mark(&HEADER, first.end..end.unwrap_or(bytes.len()));
    let head = header_fields(p, end.unwrap_or(bytes.len()))?;
    let Some(end) = end else {
        // The head goes on in the next segment.
        p.seek(bytes.len());
        return p.require(1);
    };
    p.seek(end);
    body(p, &head)
}

/// One past the empty line that ends the header fields.
fn head_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    while let Some(line) = line_at(bytes, at) {
        if line.is_empty() {
            return Some(line.end);
        }
        at = line.end;
    }
    None
}

fn start_line(p: &mut Peel<'_>, line: &Line) {
    let bytes = p.bytes();
    let words = split(bytes, line.text(), b' ');
    if bytes.starts_with(VERSION) {
        p.mark(&STATUS_LINE, line.text());
        if let Some(code) = words.get(1) {
            p.mark_as(
                &STATUS_CODE,
                code.clone(),
                values::number(&bytes[code.clone()]),
            );
        }
    } else {
        p.mark(&REQUEST_LINE, line.text());
        if let [method, uri, ..] = words.as_slice() {
            p.mark(&METHOD, method.clone());
            address::request_uri(p, uri.clone());
        }
    }
    if p.wants_fields() {
        let line = text::clean_bytes(&bytes[line.text()]);
        p.summary(format_args!("{line}"));
    }
}

/// Reads the header fields up to `end`.
fn header_fields(p: &mut Peel<'_>, end: usize) -> Result<Head, crate::decode::Stop> {
    let bytes = p.bytes();
    let mut head = Head::default();
    while p.pos() < end && !p.is_full() {
        let Some(line) = folded_line_at(bytes, p.pos()).filter(|line| !line.is_empty()) else {
            break;
        };
        match name_and_value(bytes, &line) {
            Some((name, value)) => {
                headers::field(p, &line, &bytes[name.clone()], value.clone())?;
                note(&mut head, &bytes[name], value, bytes);
            }
            None => p.fault(
                FaultKind::Malformed("a header field without a colon"),
                line.all(),
            ),
        }
        p.seek(line.end);
    }
    Ok(head)
}

fn note(head: &mut Head, name: &[u8], value: Range<usize>, bytes: &[u8]) {
    if name.eq_ignore_ascii_case(b"Content-Length") || name.eq_ignore_ascii_case(b"l") {
        if let Value::Uint(len) = values::number(&bytes[value]) {
            head.content_length = usize::try_from(len).ok();
        }
    } else if name.eq_ignore_ascii_case(b"Content-Type") || name.eq_ignore_ascii_case(b"c") {
        head.content_type = Some(value);
    }
}

/// Hands the body over. In a datagram it ends with it; in a stream Content-Length must say so.
fn body(p: &mut Peel<'_>, head: &Head) -> Peeled {
    let (bytes, start) = (p.bytes(), p.pos());
    let rest = bytes.len() - start;
    let in_stream = p.outer() == "tcp";
    let len = match head.content_length {
        Some(len) => len,
        None if in_stream => 0,
        None => rest,
    };
    let end = start.saturating_add(len);
    if in_stream {
        p.wait_for(len)?;
        p.ends_at(end);
    }
    if len == 0 {
        return Ok(());
    }
    p.mark(&BODY, start..end.min(bytes.len()));
    let media = head.content_type.clone().map_or("", |value| {
        std::str::from_utf8(&bytes[value]).unwrap_or_default()
    });
    p.wrap(Next::Media(media), start..end, "Content-Length");
    Ok(())
}

#[cfg(test)]
mod tests;
