//! The head of a message: the first line and the header fields, up to the empty line.

use std::ops::Range;

use base64::Engine;

use super::exchange::{self, Asked};
use super::start::{self, Start};
use super::{headers, is_datagram};
use crate::decode::{Next, Peel, Stop};
use crate::model::{FaultKind, FieldSpec, Value};
use crate::proto::application::{gss_api, ntlmssp};
use crate::proto::lines::{Line, folded_line_at, line_at, name_and_value, split, trimmed};

/// What the head says about the message and its body.
#[derive(Debug, Clone, Default)]
pub(super) struct Head<'a> {
    /// The status code; `None` for a request.
    pub status: Option<u16>,
    /// What was asked, where that changes how a response is read.
    pub asked: Option<Asked>,
    /// The length that the head gives for the body.
    pub length: Option<u64>,
    /// Codings of this one hop, in the order of application.
    pub transfer: Vec<&'a str>,
    /// Codings of the body, in the order of application.
    pub content: Vec<&'a str>,
    /// The media type with its parameters; empty if none is given.
    pub media: &'a str,
    /// What the ends go on with, if the response says that they do.
    pub upgrade: &'a str,
    method: &'a [u8],
    /// What a request is about.
    target: &'a [u8],
    /// On which host.
    host: &'a [u8],
    is_notification: bool,
    length_is_bad: bool,
    phrase: String,
}

/// Reads the head and moves behind it.
///
/// # Errors
/// [`Stop`] if its end is not there.
pub(super) fn read<'a>(p: &mut Peel<'a>) -> Result<Head<'a>, Stop> {
    let mut head = Head::default();
    let start = p.pos();
    if !has_end(p.rest()) {
        p.wait_for(p.rest().len() + 1)?;
    }
    first_line(p, &mut head)?;
    loop {
        let Some(line) = folded_line_at(p.bytes(), p.pos()) else {
            return Err(cut(p));
        };
        if line.is_empty() {
            p.field(&super::EMPTY_LINE, line.end - line.start)?;
            break;
        }
        header_field(p, &line, &mut head);
        p.seek(line.end);
    }
    let kind = match head.status {
        None if head.is_notification => &super::IS_NOTIFICATION,
        None => &super::IS_REQUEST,
        Some(_) => &super::IS_RESPONSE,
    };
    p.mark_as(kind, start..start, Value::Uint(1));
    match head.status {
        None => exchange::request(p, head.method),
        Some(code) => head.asked = exchange::response(p, code),
    }
    if let Some(code) = head.status {
        let comma = if head.media.is_empty() { "" } else { ", " };
        p.summary(format_args!("{code} {}{comma}{}", head.phrase, head.media));
    }
    faults(p, &head, start);
    mention(p, &head);
    Ok(head)
}

/// True if an empty line is there: a head that is not all there yet is not read.
fn has_end(bytes: &[u8]) -> bool {
    [&b"\n\r\n"[..], b"\n\n"]
        .iter()
        .any(|end| memchr::memmem::find(bytes, end).is_some())
}

/// Says what the message asks for, or that it answers: that names the file in its body. Interim
/// answers (RFC 9110 §15.2) leave the request open; a change of protocol answers it.
fn mention(p: &mut Peel<'_>, head: &Head<'_>) {
    if is_datagram(p) {
        return;
    }
    match head.status {
        None => p.asks_for(head.target, head.host),
        Some(101 | 200..) => p.answers(),
        Some(_) => {}
    }
}

/// The bytes end inside the head: shows the line that is cut, and says that there is more.
fn cut(p: &mut Peel<'_>) -> Stop {
    let end = p.bytes().len();
    if p.pos() < end {
        p.mark(&super::CUT_LINE, p.pos()..end);
    }
    p.seek(end);
    // The rest of the line and the empty line: at least one byte more.
    let _ = p.require(1);
    Stop
}

fn first_line<'a>(p: &mut Peel<'a>, head: &mut Head<'a>) -> Result<(), Stop> {
    let (Some(start), Some(line)) = (start::of(p.rest()), line_at(p.bytes(), p.pos())) else {
        return Err(cut(p));
    };
    let at = |range: &Range<usize>| line.start + range.start..line.start + range.end;
    match start {
        Start::Request {
            method,
            target,
            version,
        } => {
            let bytes = p.bytes();
            head.method = &bytes[at(&method)];
            head.target = &bytes[at(&target)];
            head.is_notification = head.method == b"NOTIFY";
            let shown = |range: &Range<usize>| String::from_utf8_lossy(&bytes[at(range)]);
            if p.wants_fields() {
                let target = shown(&target);
                let target = crate::model::text::ellipsis(&target, 80);
                p.summary(format_args!("{} {target}", shown(&method)));
            }
            let text = || clean_line(bytes, &line);
            p.group_made(&super::REQUEST_LINE, text, |p| {
                p.mark(&super::METHOD, at(&method));
                target_parts(p, at(&target));
                if let Some(version) = version {
                    p.mark(&super::REQUEST_VERSION, at(&version));
                }
                p.seek(line.end);
                Ok(())
            })
        }
        Start::Status {
            version,
            code,
            phrase,
        } => {
            head.status = Some(code);
            let bytes = p.bytes();
            if p.wants_fields() {
                head.phrase = String::from_utf8_lossy(&bytes[at(&phrase)]).into_owned();
            }
            let text = || clean_line(bytes, &line);
            p.group_made(&super::STATUS_LINE, text, |p| {
                p.mark(&super::RESPONSE_VERSION, at(&version));
                let digits = version.end + 1..version.end + 4;
                p.mark_as(&super::STATUS, at(&digits), Value::Uint(u64::from(code)));
                if !phrase.is_empty() {
                    p.mark(&super::PHRASE, at(&phrase));
                }
                p.seek(line.end);
                Ok(())
            })
        }
    }
}

fn clean_line(bytes: &[u8], line: &Line) -> String {
    String::from_utf8_lossy(&bytes[line.text()]).into_owned()
}

/// The target, and where it has a query, its parts.
fn target_parts(p: &mut Peel<'_>, target: Range<usize>) {
    let bytes = p.bytes();
    p.seek(target.start);
    let question = memchr::memchr(b'?', &bytes[target.clone()]);
    // The group cannot stop early: it only marks bytes that are there.
    let _ = p.group(&super::URI, |p| {
        if let Some(question) = question.map(|offset| target.start + offset) {
            p.mark(&super::URI_PATH, target.start..question);
            p.seek(question + 1);
            p.group(&super::URI_QUERY, |p| {
                if p.wants_fields() {
                    let all = split(bytes, question + 1..target.end, b'&');
                    for parameter in all.into_iter().filter(|one| !one.is_empty()) {
                        p.mark(&super::URI_PARAMETER, parameter);
                    }
                }
                p.seek(target.end);
                Ok(())
            })?;
        }
        p.seek(target.end);
        Ok(())
    });
}

fn header_field<'a>(p: &mut Peel<'a>, line: &Line, head: &mut Head<'a>) {
    let bytes = p.bytes();
    let Some((name, value)) = name_and_value(bytes, line) else {
        return p.mark(&super::STRAY_LINE, line.all());
    };
    let name = &bytes[name];
    let value_text = std::str::from_utf8(&bytes[value.clone()]).unwrap_or_default();
    let is = |wanted: &str| name.eq_ignore_ascii_case(wanted.as_bytes());
    if is("content-length") {
        head.set_length(value_text);
    } else if is("content-type") {
        head.media = value_text;
    } else if is("content-encoding") {
        head.content.extend(codings(value_text));
    } else if is("host") {
        head.host = &bytes[value.clone()];
    } else if is("transfer-encoding") {
        head.transfer.extend(codings(value_text));
    } else if is("upgrade") {
        head.upgrade = value_text;
    }
    if [
        "www-authenticate",
        "proxy-authenticate",
        "authorization",
        "proxy-authorization",
    ]
    .iter()
    .any(|wanted| is(wanted))
    {
        login(p, value_text);
    }
    if !p.wants_fields() {
        return;
    }
    let Some(row) = headers::row(name) else {
        let row = match head.status {
            None if head.is_notification => &super::OTHER_HEADER,
            None => &super::REQUEST_HEADER,
            Some(_) => &super::RESPONSE_HEADER,
        };
        return p.mark_made(row, line.all(), || clean_line(bytes, line));
    };
    let text = || String::from_utf8_lossy(&bytes[value.clone()]).into_owned();
    // The group cannot stop early: it only marks bytes that are there.
    let _ = p.group_made(row, text, |p| {
        header_parts(p, row, line, value.clone());
        p.seek(line.end);
        Ok(())
    });
}

/// What stands inside the value of some header fields.
fn header_parts(p: &mut Peel<'_>, row: &'static FieldSpec, line: &Line, value: Range<usize>) {
    let bytes = p.bytes();
    let text = std::str::from_utf8(&bytes[value.clone()]).unwrap_or_default();
    if std::ptr::eq(row, &headers::CONTENT_LENGTH) {
        if let Some(length) = length_of(text) {
            p.mark_as(&super::CONTENT_LENGTH, line.all(), Value::Uint(length));
        }
    } else if std::ptr::eq(row, &headers::COOKIE) {
        for pair in split(bytes, value, b';') {
            let pair = trimmed(bytes, pair);
            if !pair.is_empty() {
                p.mark(&super::COOKIE_PAIR, pair);
            }
        }
    } else if std::ptr::eq(row, &headers::AUTHORIZATION)
        && let Some((scheme, credentials)) = text.split_once(' ')
        && scheme.eq_ignore_ascii_case("basic")
        && let Ok(decoded) = base64::engine::general_purpose::STANDARD.decode(credentials.trim())
    {
        p.mark_made(&super::CREDENTIALS, line.start..line.start, || {
            String::from_utf8_lossy(&decoded).into_owned()
        });
    }
}

/// A message of NTLM or SPNEGO in a header field (RFC 4559 §4.1): its bytes, for who reads them.
fn login(p: &mut Peel<'_>, text: &str) {
    let Some((scheme, message)) = text.split_once(' ') else {
        return;
    };
    let carries = ["ntlm", "negotiate"]
        .iter()
        .any(|name| scheme.eq_ignore_ascii_case(name));
    if carries && let Ok(bytes) = base64::engine::general_purpose::STANDARD.decode(message.trim()) {
        let next = match ntlmssp::is_message(&bytes) {
            true => Next::Protocol(&ntlmssp::PROTOCOL),
            false => Next::Protocol(&gss_api::PROTOCOL),
        };
        p.wrap_derived(next, bytes);
    }
}

/// The names in a list of codings, without `identity`, which changes nothing.
fn codings(list: &str) -> impl Iterator<Item = &str> {
    list.split(',')
        .map(str::trim)
        .filter(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case("identity"))
}

/// A length is digits and nothing else (RFC 9110 §8.6).
fn length_of(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

impl Head<'_> {
    fn set_length(&mut self, text: &str) {
        match (length_of(text), self.length) {
            (Some(length), None) => self.length = Some(length),
            (Some(length), Some(before)) if length == before => {}
            _ => self.length_is_bad = true,
        }
    }

    /// True if the body comes in chunks.
    pub fn is_chunked(&self) -> bool {
        self.transfer
            .last()
            .is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
    }
}

/// What the head contradicts itself in.
fn faults(p: &mut Peel<'_>, head: &Head<'_>, start: usize) {
    let at = start..p.pos();
    if head.length_is_bad {
        p.fault(
            FaultKind::Malformed("Content-Length is no number, or two of them differ"),
            at.clone(),
        );
    }
    if head.length.is_some() && !head.transfer.is_empty() && !is_datagram(p) {
        p.fault(
            FaultKind::Malformed(
                "Content-Length and Transfer-Encoding together: receivers may disagree where the body ends",
            ),
            at,
        );
    }
}
