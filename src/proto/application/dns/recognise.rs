//! What the first bytes say: is this a DNS message?

use super::{STATEFUL, header};
use crate::decode::Match;
use crate::model::names;
use crate::proto::domain_name as name;

/// A message as it stands in a datagram, or behind its length as it stands in a stream.
pub(super) fn recognise(bytes: &[u8]) -> Match {
    match message_match(bytes) {
        Match::No if is_stub(bytes) => Match::Maybe,
        Match::No => stream_match(bytes),
        found => found,
    }
}

/// True for what a cut packet has left of a plain response: a number, flags that fit, and no whole header.
fn is_stub(bytes: &[u8]) -> bool {
    let [_, _, high, low, ..] = *bytes else {
        return false;
    };
    bytes.len() < header::LEN && high & 0xf8 == 0x80 && low & 0x40 == 0 && low & 0x0f <= 5
}

fn stream_match(bytes: &[u8]) -> Match {
    match bytes.split_first_chunk::<2>() {
        Some((length, message)) if usize::from(u16::from_be_bytes(*length)) >= header::LEN => {
            let length = usize::from(u16::from_be_bytes(*length));
            let message = &message[..length.min(message.len())];
            match message.len() {
                // Some senders write the length in a segment of its own.
                0 => Match::Maybe,
                1..header::LEN => Match::Short,
                _ => message_match(message),
            }
        }
        None => Match::short_if(!bytes.is_empty()),
        _ => Match::No,
    }
}

/// An operation that exists, and a first question or record with a name and a class that exist.
/// Sure is only a plain question, and the answer that repeats it.
fn message_match(message: &[u8]) -> Match {
    let Some(header) = message.first_chunk::<{ header::LEN }>() else {
        return Match::No;
    };
    let opcode = header[2] >> 3 & 0x0f;
    let count = |at: usize| u32::from(u16::from_be_bytes([header[at], header[at + 1]]));
    let (questions, records) = (count(4), count(6) + count(8) + count(10));
    if names::dns_opcode(opcode).is_none() {
        return Match::No;
    }
    if questions + records == 0 {
        return Match::maybe_if(message.len() == header::LEN || opcode == STATEFUL);
    }
    match name::behind(message, header::LEN) {
        Some([0, 41, ..]) if questions == 0 => Match::Maybe,
        Some([high, low, class_high, class_low, ..]) => {
            let kind = names::dns_type(u16::from_be_bytes([*high, *low]));
            let class = u16::from_be_bytes([class_high & 0x7f, *class_low]);
            if names::dns_class(class).is_none() {
                Match::No
            } else if questions == 1 && kind.is_some() && is_plain(header, message) {
                Match::Yes
            } else {
                Match::Maybe
            }
        }
        // The capture ends in the first name: what is there must be likely by itself.
        _ => {
            let likely = questions <= 1 && records <= 64;
            Match::maybe_if(likely && name::may_begin(message, header::LEN))
        }
    }
}

/// A standard query without records, or a response to one, for a name of visible characters.
fn is_plain(header: &[u8; header::LEN], message: &[u8]) -> bool {
    let [_, _, high, low, _, _, a0, a1, n0, n1, r0, _] = *header;
    let is_response = high & 0x80 != 0;
    let is_standard = high & 0x78 == 0 && low & 0x40 == 0 && r0 == 0;
    let is_query = [a0, a1, n0, n1, low & 0x0f] == [0; 5];
    is_standard
        && (is_response || is_query)
        && name::is_visible(message, header::LEN)
        && !is_netbios(&message[header::LEN..])
}

/// NetBIOS names use the same messages: 16 bytes, each written as two letters from A to P
/// (RFC 1001 §14.1).
fn is_netbios(name: &[u8]) -> bool {
    name.strip_prefix(&[32])
        .and_then(|rest| rest.first_chunk::<32>())
        .is_some_and(|letters| letters.iter().all(|letter| (b'A'..=b'P').contains(letter)))
}
