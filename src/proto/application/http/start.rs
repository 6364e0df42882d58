//! The first line of a message: what makes bytes HTTP.

use std::ops::Range;

use crate::decode::Match;
use crate::proto::lines::{line_at, trimmed};

/// Empty lines in front of a message are skipped up to this offset.
const MAX_LEADING: usize = 4;

/// A first line may be this long before it is given up.
const MAX_LINE: usize = 16 * 1024;

/// Names of methods are short.
const MAX_METHOD: usize = 24;

/// What the first line says; ranges count from its first byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Start {
    /// A request line; the oldest clients leave the version out (HTTP/0.9).
    Request {
        method: Range<usize>,
        target: Range<usize>,
        version: Option<Range<usize>>,
    },
    /// A status line.
    Status {
        version: Range<usize>,
        code: u16,
        phrase: Range<usize>,
    },
}

/// True if an empty line at this offset may still stand in front of a message.
pub(super) fn is_leading(offset: usize) -> bool {
    offset < MAX_LEADING
}

/// What the first line of `bytes` says; `None` if it is none of HTTP's, or not all there.
pub(super) fn of(bytes: &[u8]) -> Option<Start> {
    // A method or a version begins with a visible character: most payloads go no further.
    bytes.first().filter(|byte| byte.is_ascii_graphic())?;
    let window = &bytes[..bytes.len().min(MAX_LINE)];
    let line = line_at(window, 0)?;
    let text = &bytes[line.text()];
    status(text).or_else(|| request(text))
}

/// `HTTP/1.1 200 OK`
fn status(text: &[u8]) -> Option<Start> {
    let version = version_len(text)?;
    let code = match text.get(version..version + 4)? {
        [b' ', a, b, c] if [a, b, c].iter().all(|digit| digit.is_ascii_digit()) => {
            u16::from(a - b'0') * 100 + u16::from(b - b'0') * 10 + u16::from(c - b'0')
        }
        _ => return None,
    };
    let behind = version + 4;
    let phrase = match text.get(behind) {
        None => behind,
        Some(b' ') => behind + 1,
        Some(_) => return None,
    };
    Some(Start::Status {
        version: 0..version,
        code,
        phrase: phrase..text.len(),
    })
}

/// `GET /path HTTP/1.1`, or `GET /path` with a known method.
fn request(text: &[u8]) -> Option<Start> {
    let method = method_len(text)?;
    if text.get(method) != Some(&b' ') {
        return None;
    }
    let target = method + 1;
    let rest = text.get(target..)?;
    let version = memchr::memrchr(b' ', rest)
        .map(|space| target + space + 1..text.len())
        .filter(|range| version_len(&text[range.clone()]) == Some(range.len()));
    // One space is right; a receiver may take more of them (RFC 9112 §3).
    let end = version.as_ref().map_or(text.len(), |range| range.start - 1);
    let target = trimmed(text, target..end.max(target));
    let printable = |byte: &u8| *byte > b' ' && *byte != 0x7f;
    let fits = match version {
        Some(_) => !target.is_empty() && printable(&text[target.start]),
        // Without a version, only a known method makes a request.
        None => {
            is_known(&text[..method]) && rest.first() == Some(&b'/') && rest.iter().all(printable)
        }
    };
    fits.then_some(Start::Request {
        method: 0..method,
        target,
        version,
    })
}

/// Length of `HTTP/1.1`; other major versions have no such lines.
fn version_len(text: &[u8]) -> Option<usize> {
    match text.get(..8)? {
        [b'H', b'T', b'T', b'P', b'/', b'0' | b'1', b'.', minor] if minor.is_ascii_digit() => {
            Some(8)
        }
        _ => None,
    }
}

/// Length of the token at the start (RFC 9110 §5.6.2), if it may be a method.
fn method_len(text: &[u8]) -> Option<usize> {
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    let len = text
        .iter()
        .take(MAX_METHOD + 1)
        .take_while(|byte| is_token(byte))
        .count();
    (1..=MAX_METHOD).contains(&len).then_some(len)
}

/// The methods that are registered (RFC 9110 §9, RFC 4918, RFC 5789, RFC 3253, RFC 5323), and
/// those of UPnP.
const KNOWN: &[&[u8]] = &[
    b"GET",
    b"POST",
    b"HEAD",
    b"PUT",
    b"DELETE",
    b"OPTIONS",
    b"CONNECT",
    b"TRACE",
    b"PATCH",
    b"PROPFIND",
    b"PROPPATCH",
    b"MKCOL",
    b"COPY",
    b"MOVE",
    b"LOCK",
    b"UNLOCK",
    b"REPORT",
    b"SEARCH",
    b"NOTIFY",
    b"M-SEARCH",
    b"SUBSCRIBE",
    b"UNSUBSCRIBE",
];

fn is_known(method: &[u8]) -> bool {
    KNOWN.contains(&method)
}

/// What the first bytes say.
pub(super) fn recognise(bytes: &[u8]) -> Match {
    let bytes = without_leading(bytes);
    match of(bytes) {
        Some(Start::Status { .. }) => Match::Yes,
        Some(Start::Request { version, .. }) => match version {
            Some(_) => Match::Yes,
            None => Match::Maybe,
        },
        None if is_cut(bytes) => Match::Maybe,
        None if bytes.is_empty() => Match::No,
        None if is_stub(bytes) => Match::Short,
        None => Match::Rest,
    }
}

/// True if the bytes are the start of a message, or may be once more of them are there.
pub(super) fn may_begin(bytes: &[u8]) -> bool {
    let bytes = without_leading(bytes);
    recognise(bytes) > Match::Rest || is_stub(bytes)
}

fn without_leading(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while rest.starts_with(b"\r\n") && is_leading(bytes.len() - rest.len()) {
        rest = &rest[2..];
    }
    rest
}

/// True for a first line whose end is not there, but whose beginning leaves little doubt: a known
/// method with a path, an address or a star behind it, or a version and a status code.
fn is_cut(bytes: &[u8]) -> bool {
    if bytes.len() > MAX_LINE || memchr::memchr(b'\n', bytes).is_some() {
        return false;
    }
    if let Some(version) = version_len(bytes) {
        let behind = &bytes[version..];
        return behind.len() >= 4
            && behind[0] == b' '
            && behind[1..4].iter().all(u8::is_ascii_digit);
    }
    let Some(method) = method_len(bytes).filter(|len| is_known(&bytes[..*len])) else {
        return false;
    };
    match bytes.get(method..) {
        Some([b' ', b'/' | b'*', rest @ ..]) => rest.iter().all(|byte| *byte >= b' '),
        Some([b' ', rest @ ..]) => rest.starts_with(b"http://") || rest.starts_with(b"https://"),
        _ => false,
    }
}

/// True for so few bytes that they fit the start of a first line and nothing more can be said.
fn is_stub(bytes: &[u8]) -> bool {
    let version = b"HTTP/1.";
    let short = bytes.len() <= MAX_METHOD && memchr::memchr(b'\n', bytes).is_none();
    bytes == b"\r"
        || short
            && (version.starts_with(bytes)
                || bytes.starts_with(version)
                || KNOWN.iter().any(|method| {
                    let all = bytes.len().min(method.len());
                    method[..all] == bytes[..all] && bytes.get(all).is_none_or(|byte| *byte == b' ')
                }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_lines_are_split() {
        assert_eq!(
            of(b"GET /a?b HTTP/1.1\r\n"),
            Some(Start::Request {
                method: 0..3,
                target: 4..8,
                version: Some(9..17)
            })
        );
        assert_eq!(
            of(b"GET    /far HTTP/1.1\r\n"),
            Some(Start::Request {
                method: 0..3,
                target: 7..11,
                version: Some(12..20)
            })
        );
        // A target with a space in it is wrong, but the version is still the last word.
        assert_eq!(
            of(b"GET /a b HTTP/1.0\n"),
            Some(Start::Request {
                method: 0..3,
                target: 4..8,
                version: Some(9..17)
            })
        );
        assert_eq!(
            of(b"GET /old\r\n"),
            Some(Start::Request {
                method: 0..3,
                target: 4..8,
                version: None
            })
        );
    }

    #[test]
    fn status_lines_are_split() {
        let with = of(b"HTTP/1.0 404 Not Found\r\n");
        assert_eq!(
            with,
            Some(Start::Status {
                version: 0..8,
                code: 404,
                phrase: 13..22
            })
        );
        assert!(matches!(
            of(b"HTTP/1.1 200\r\n"),
            Some(Start::Status { code: 200, .. })
        ));
        assert!(matches!(
            of(b"HTTP/1.1 200 \r\n"),
            Some(Start::Status { code: 200, .. })
        ));
        assert_eq!(of(b"HTTP/1.1 2000 OK\r\n"), None);
        assert_eq!(of(b"HTTP/2 200\r\n"), None);
    }

    #[test]
    fn whole_first_lines_are_sure_and_cut_ones_may_be() {
        assert_eq!(recognise(b"PURGE /x HTTP/1.1\r\n"), Match::Yes);
        assert_eq!(recognise(b"\r\nHTTP/1.1 200 OK\r\n"), Match::Yes);
        assert_eq!(recognise(b"GET /old\r\n"), Match::Maybe);
        assert_eq!(recognise(b"GET /cut"), Match::Maybe);
        assert_eq!(recognise(b"HTTP/1.1 200 O"), Match::Maybe);
        assert_eq!(recognise(b"GET http://example.com/cut"), Match::Maybe);
    }

    #[test]
    fn a_few_bytes_say_nothing_yet() {
        for stub in [&b"G"[..], b"POST ", b"HTTP/1.1 2", b"\r"] {
            assert_eq!(recognise(stub), Match::Short, "{}", stub.escape_ascii());
        }
    }

    #[test]
    fn others_and_the_middle_of_a_message_are_not_http() {
        for other in [
            &b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..],
            b"INVITE sip:a@example.com SIP/2.0\r\n",
            b"OPTIONS rtsp://example.com/ RTSP/1.0\r\n",
            b"RTSP/1.0 200 OK\r\n",
            b"220 ready\r\n",
            b"GET\r\n",
            b"GET  HTTP/1.1\r\n",
            b"get something\r\n",
            b"Content-Type: text/html\r\n",
            b"<html>\n<body>",
            b"\x16\x03\x01\x02\x00",
        ] {
            assert_eq!(recognise(other), Match::Rest, "{}", other.escape_ascii());
        }
        assert_eq!(recognise(b""), Match::No);
    }

    #[test]
    fn the_first_bytes_of_a_first_line_may_begin_one() {
        for stub in [
            &b""[..],
            b"H",
            b"HTTP/",
            b"G",
            b"POST",
            b"POST ",
            b"HTTP/1.1 2",
        ] {
            assert!(may_begin(stub), "{}", stub.escape_ascii());
        }
        for other in [&b"\x16\x03"[..], b"POSTING", b"hello", b"<"] {
            assert!(!may_begin(other), "{}", other.escape_ascii());
        }
    }
}
