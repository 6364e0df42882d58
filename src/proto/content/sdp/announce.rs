//! Which streams a description announces: who waits for them is told to the conversations.

use std::net::IpAddr;
use std::ops::Range;

use super::decimal;
use crate::decode::Peel;
use crate::model::{Endpoint, Lesson, Transport};
use crate::proto::application::{rtp, t38};
use crate::proto::lines::{line_at, split};

/// More streams are not announced.
const MAX_STREAMS: usize = 32;

/// Bytes of authentication code of the usual profiles, and of the short ones (RFC 3711 §5.2).
const TAG_LEN: u8 = 10;
const SHORT_TAG_LEN: u8 = 4;

/// What carries a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carrier {
    Rtp,
    Udptl,
}

/// A stream as its lines describe it.
struct Media {
    carrier: Carrier,
    stream: rtp::Stream,
    address: Option<IpAddr>,
}

/// Reads the lines that say where streams go, and announces these.
pub(super) fn streams(p: &mut Peel<'_>) {
    let bytes = p.bytes();
    let mut session = None;
    let mut media: Option<Media> = None;
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() && count < MAX_STREAMS {
        let line = line_at(bytes, at);
        let (text, next) = match line {
            Some(line) => (line.text(), line.end),
            None => (at..bytes.len(), bytes.len()),
        };
        at = next;
        match &bytes[text.clone()] {
            [b'm', b'=', ..] => {
                announce(p, media.take(), session);
                media = media_line(bytes, text.start + 2..text.end);
                count += 1;
            }
            [b'c', b'=', rest @ ..] => match &mut media {
                Some(media) => media.address = address(rest),
                None => session = address(rest),
            },
            [b'a', b'=', rest @ ..] => {
                if let Some(media) = &mut media {
                    attribute(&mut media.stream, rest);
                }
            }
            // A second description follows.
            [b'v', b'=', ..] => {
                announce(p, media.take(), session);
                session = None;
            }
            _ => {}
        }
    }
    announce(p, media, session);
}

fn announce(p: &mut Peel<'_>, media: Option<Media>, session: Option<IpAddr>) {
    let Some(media) = media else {
        return;
    };
    let Some(ip) = media.address.or(session) else {
        return;
    };
    match media.carrier {
        Carrier::Rtp => rtp::expect(p, ip, &media.stream),
        Carrier::Udptl if media.stream.port != 0 && !ip.is_unspecified() => {
            let at = Endpoint {
                ip,
                port: media.stream.port,
            };
            p.teach(Lesson::Expect {
                transport: Transport::Udp,
                at,
                proto: &t38::PROTOCOL.info,
            });
        }
        Carrier::Udptl => {}
    }
}

/// `IN IP4 192.0.2.1`, for a group with a time to live behind it.
fn address(text: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(text).ok()?;
    let address = text.split_ascii_whitespace().nth(2)?;
    address.split('/').next()?.parse().ok()
}

/// `audio 49170 RTP/AVP 0 97`.
fn media_line(bytes: &[u8], at: Range<usize>) -> Option<Media> {
    let words = split(bytes, at, b' ');
    let mut words = words.into_iter().filter(|word| !word.is_empty());
    let (_, ports, protocol) = (words.next()?, words.next()?, words.next()?);
    let port = split(bytes, ports, b'/').into_iter().next()?;
    let port = u16::try_from(decimal(&bytes[port])?).ok()?;
    let protocol = bytes[protocol].to_ascii_uppercase();
    let (carrier, tag) = match protocol.as_slice() {
        b"RTP/AVP" | b"RTP/AVPF" => (Carrier::Rtp, 0),
        b"RTP/SAVP" | b"RTP/SAVPF" | b"UDP/TLS/RTP/SAVP" | b"UDP/TLS/RTP/SAVPF" => {
            (Carrier::Rtp, TAG_LEN)
        }
        b"UDPTL" => (Carrier::Udptl, 0),
        _ => return None,
    };
    let stream = rtp::Stream {
        port,
        tag,
        ..rtp::Stream::default()
    };
    Some(Media {
        carrier,
        stream,
        address: None,
    })
}

/// Attributes that say how the stream is to be read.
fn attribute(stream: &mut rtp::Stream, text: &[u8]) {
    if let Some(map) = text.strip_prefix(b"rtpmap:") {
        let mut words = map.splitn(2, |byte| *byte == b' ');
        let kind = words.next().and_then(decimal);
        let kind = kind.and_then(|kind| u8::try_from(kind).ok());
        if let (Some(kind), Some(name)) = (kind, words.next())
            && stream.events.len() < usize::from(u8::MAX)
        {
            let is_event = name.to_ascii_lowercase().starts_with(b"telephone-event/");
            stream.events.push((kind, is_event));
        }
    } else if let Some(port) = text.strip_prefix(b"rtcp:") {
        let port = port.split(|byte| *byte == b' ').next().and_then(decimal);
        stream.reports = port.and_then(|port| u16::try_from(port).ok());
    } else if text == b"rtcp-mux" {
        stream.reports = Some(stream.port);
    } else if text.starts_with(b"crypto:") && text.windows(12).any(|at| at == b"HMAC_SHA1_32") {
        stream.tag = SHORT_TAG_LEN;
    }
}
