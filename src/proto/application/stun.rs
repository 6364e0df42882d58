//! STUN and TURN: finding a way through address translators, or a relay around them (RFC 8489,
//! RFC 8656).

mod attributes;
mod fields;
mod names;
mod specs;
#[cfg(test)]
mod tests;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};
use fields::*;

const PORT: u16 = 3478;

/// Stands in every message behind its length, so that it can be told from others (RFC 8489 §5).
pub(super) const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];

/// Bytes of a message's header.
const HEADER_LEN: usize = 20;

/// Bytes in front of the data that a channel carries.
const CHANNEL_HEADER_LEN: usize = bytes_of(CHANNEL);

/// A packet from a peer is not longer, and no message is waited for that is.
const MAX_CHANNEL_DATA: usize = 4096;

/// Bytes of the length in front of a message on a TCP connection between peers (RFC 4571 §2).
const FRAMING_LEN: usize = 2;

/// Microsoft's channel number for many sessions on one connection.
const MULTIPLEXED: u16 = 0xff10;

static ALL_FIELDS: [&FieldSpec; fields::FIELDS.len() + specs::FIELDS.len()] =
    join_fields(&[fields::FIELDS, specs::FIELDS]);

/// STUN.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "stun",
        short: "STUN",
        title: "Session Traversal Utilities for NAT",
        osi: OsiLayer::Application,
        why: "Programs that want to talk directly ask with it how they are seen from outside, and servers relay with it; the network only carries it.",
        reference: "RFC 8489; RFC 8656",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Port(Transport::Tcp, PORT),
        Claim::Heuristic(Transport::Udp, 1),
        Claim::Heuristic(Transport::Tcp, 1),
    ],
    headers: &[
        METHOD_ASSIGNMENT,
        HEADER,
        CHANNEL,
        specs::TYPE,
        specs::CHANGE,
        specs::RESERVE,
        specs::ERROR_CLASS,
        specs::ADDRESS_FLAGS,
        specs::RELAY_FLAGS,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x01\x01\x00\x14\x21\x12\xa4\x42abcdefghijkl\
        \x00\x20\x00\x08\x00\x01\x32\x46\xe1\xba\xa4\x29\
        \x80\x28\x00\x04\x69\x0b\xd3\xff",
};

/// The cookie at its place and a length that fits; for data on a channel the conversation must tell.
fn recognise(bytes: &[u8]) -> Match {
    match bytes.first_chunk::<4>() {
        Some([first @ 0x40..=0x7f, second, high, low]) => {
            let len = usize::from(u16::from_be_bytes([*high, *low])) + CHANNEL_HEADER_LEN;
            channel(u16::from_be_bytes([*first, *second]), len, bytes)
        }
        Some([0xff, 0x10, high, low]) => {
            let len = usize::from(u16::from_be_bytes([*high, *low]));
            channel(MULTIPLEXED, len + CHANNEL_HEADER_LEN, bytes)
        }
        _ => message(bytes),
    }
}

fn channel(number: u16, len: usize, bytes: &[u8]) -> Match {
    let end = len.next_multiple_of(4);
    if bytes.len() == len || bytes.len() == end {
        return Match::Maybe;
    }
    // More messages, or the rest of this one, may follow on a connection.
    let is_plausible = len <= MAX_CHANNEL_DATA && (0x4000..0x5000).contains(&number);
    match bytes.get(end..) {
        _ if !is_plausible => Match::No,
        Some(next) if !may_follow(next) => Match::No,
        _ => Match::Known,
    }
}

/// True if these bytes may be the next message of a connection.
fn may_follow(next: &[u8]) -> bool {
    match next {
        [0x40..=0x4f, ..] | [] => true,
        [0..=0x3f, ..] => {
            let cookie = next.get(4..next.len().min(8)).unwrap_or_default();
            COOKIE.starts_with(cookie)
        }
        _ => false,
    }
}

fn message(bytes: &[u8]) -> Match {
    let is_cookie = |at: usize| bytes.get(at..at + 4) == Some(&COOKIE);
    let number = |at: usize| match bytes.get(at..at + 2) {
        Some(word) => usize::from(u16::from_be_bytes([word[0], word[1]])),
        None => 0,
    };
    let framed = is_cookie(4 + FRAMING_LEN) && number(0) == number(4) + HEADER_LEN;
    if framed && bytes[FRAMING_LEN] < 0x40 {
        return Match::Yes;
    }
    if bytes.len() < HEADER_LEN {
        let start = bytes.get(4..bytes.len().min(8)).unwrap_or_default();
        let fits = bytes.first().is_some_and(|first| *first <= 1) && COOKIE.starts_with(start);
        return Match::short_if(fits);
    }
    let len = number(2);
    let next = bytes.get(HEADER_LEN + len..).unwrap_or_default();
    // Some senders forget to fill attributes up; then at least the datagram must be as long.
    let fits = bytes.len() == len + HEADER_LEN || len.is_multiple_of(4) && may_follow(next);
    // Methods above 0x7f are not assigned; what uses them is somebody's own.
    let is_known = number(0) & 0xfe00 == 0;
    Match::yes_if(is_known && is_cookie(4) && fits)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    if matches!(bytes.first(), Some(0x40..)) {
        return channel_data(p);
    }
    let is_framed = bytes.get(4..8) != Some(&COOKIE) && bytes.get(6..10) == Some(&COOKIE);
    if is_framed {
        p.uint(&FRAME_LENGTH)?;
    }
    let start = p.pos();
    p.require(HEADER_LEN)?;
    let kind = u16::from_be_bytes([p.rest()[0], p.rest()[1]]);
    let (class, method) = (class_of(kind), kind & 0x3eef);
    exchange(p, class, &bytes[start + 8..start + HEADER_LEN]);
    p.group_as(
        &TYPE,
        || Value::Uint(kind.into()),
        |p| {
            p.mark_as(&CLASS, start..start + 2, Value::Uint(class));
            p.mark_as(&METHOD, start..start + 2, Value::Uint(method.into()));
            p.rows(METHOD_ASSIGNMENT).map(drop)
        },
    )?;
    let header = p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let len = usize::from(u16::from_be_bytes([header[0], header[1]]));
    let name = METHOD.names.get(method.into()).unwrap_or("unknown method");
    let class = CLASS.names.get(class).unwrap_or_default();
    p.summary(format_args!("{name} {class}"));
    p.wait_for(len)?;
    p.ends_at(start + HEADER_LEN + len);
    if len == 0 {
        return Ok(());
    }
    p.group(&ATTRIBUTES, |p| {
        p.within(len, "message length", |p| attributes::all(p, start))
    })
}

/// The two bits of the class, as they stand apart in the type.
const fn class_of(kind: u16) -> u64 {
    (kind as u64 & 0x110) >> 4
}

/// Remembers a request, or says which one a response answers.
fn exchange(p: &mut Peel<'_>, class: u64, transaction: &[u8]) {
    const REQUEST: &str = "stun.request";
    if p.is_quoted() {
        return;
    }
    let id = attributes::crc32(transaction);
    match class {
        CLASS_REQUEST if p.fact(REQUEST, id).is_none() => {
            p.note(REQUEST, id, p.frame().number);
        }
        CLASS_SUCCESS | CLASS_ERROR => {
            if let Some(frame) = p.fact(REQUEST, id) {
                p.mark_as(&RESPONSE_TO, 0..0, Value::Frame(frame));
            }
        }
        _ => {}
    }
}

/// Data on a channel of a relay (RFC 8656 §12.4).
fn channel_data(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<CHANNEL_HEADER_LEN>(CHANNEL)?;
    let number = u16::from_be_bytes([header[0], header[1]]);
    let len = usize::from(u16::from_be_bytes([header[2], header[3]]));
    let end = CHANNEL_HEADER_LEN + len;
    p.summary(format_args!("channel {number:#06x}, {len} bytes"));
    if p.outer() == "tcp" {
        // On a stream a message fills whole words.
        p.wait_for(len.next_multiple_of(4))?;
        p.ends_at(end.next_multiple_of(4));
    }
    if number == MULTIPLEXED {
        p.uint(&SESSION)?;
    }
    let start = p.pos();
    p.wrap(
        Next::Field("stun.data", 0),
        start..end.max(start),
        "message length",
    );
    Ok(())
}
