//! memcached: a store of values by keys in memory, asked in lines of text or in a binary form.

mod binary;
mod lines;
#[cfg(test)]
mod tests;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};
use crate::proto::lines::{is_cut_command, line_at};

/// In front of datagrams of the text protocol.
const FRAME_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("", "Request", 16).doc("The answer repeats it.", lines::SOURCE),
    FieldSpec::uint("", "Sequence number", 16)
        .doc("Of the datagram in the message, from 0 on.", lines::SOURCE),
    FieldSpec::uint("", "Datagrams", 16).doc("Of the message.", lines::SOURCE),
    FieldSpec::uint("", "Reserved", 16).doc("Zero.", lines::SOURCE),
];

const FRAME_HEAD_LEN: usize = crate::model::bytes_of(FRAME_HEAD);

static ALL_FIELDS: [&FieldSpec; binary::FIELDS.len() + lines::FIELDS.len()] =
    join_fields(&[binary::FIELDS, lines::FIELDS]);

/// memcached.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "memcache",
        short: "memcached",
        title: "Memcache Protocol",
        osi: OsiLayer::Application,
        why: "It is what a program keeps in a cache that others can use, and what it asks for there.",
        reference: "memcached protocol",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 11211),
        Claim::Port(Transport::Udp, 11211),
    ],
    headers: &[FRAME_HEAD, binary::REQUEST, binary::RESPONSE],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"set a 5 0 3\r\nabc\r\n",
};

/// A magic number and a known form, or a line with a known first word.
fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [] => Match::Short,
        [binary::MAGIC_REQUEST | binary::MAGIC_RESPONSE, rest @ ..] => match rest {
            [_, _, _, _, kind, ..] => Match::maybe_if(*kind == 0),
            _ => Match::Short,
        },
        [_, _, _, _, _, _, 0, 0, rest @ ..] if recognise_line(bytes) == Match::No => {
            recognise_line(rest)
        }
        _ => recognise_line(bytes),
    }
}

fn recognise_line(bytes: &[u8]) -> Match {
    let len = bytes
        .iter()
        .take(16)
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
        .count();
    let word = &bytes[..len];
    if len == bytes.len() {
        let digits = word.iter().all(u8::is_ascii_digit);
        return Match::short_if(digits || is_cut_command(word, lines::WORDS));
    }
    let is_number = len > 0 && word.iter().all(u8::is_ascii_digit) && bytes[len] == b'\r';
    let is_word = lines::WORDS.iter().any(|known| known.as_bytes() == word);
    Match::maybe_if(is_number || is_word)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if matches!(
        p.bytes().first(),
        Some(&(binary::MAGIC_REQUEST | binary::MAGIC_RESPONSE))
    ) {
        return binary::read(p);
    }
    if p.outer() == "udp" && recognise_line(p.bytes()) == Match::No {
        p.header::<FRAME_HEAD_LEN>(FRAME_HEAD)?;
        let is_first = p.bytes()[2..4] == [0, 0];
        if !is_first || line_at(p.bytes(), p.pos()).is_none() {
            p.summary(format_args!("Goes on with an answer"));
            return Ok(());
        }
    }
    lines::read(p)
}
