//! Bitcoin: nodes that tell each other of transactions and blocks.

mod chain;
mod messages;
mod parts;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Verdict, bytes_of, text};
use sha2::{Digest, Sha256};

pub(super) const SOURCE: &str = "Bitcoin protocol documentation";

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("bitcoin.magic", "Magic", 32)
        .codes(&[
            (0x0b11_0907, "test network 3"),
            (0xf9be_b4d9, "main network"),
            (0xfabf_b5da, "regression test network"),
        ])
        .doc(
            "Says which network the message belongs to, and where a message begins.",
            SOURCE,
        ),
    FieldSpec::text("bitcoin.command", "Command")
        .wide(12)
        .doc("What the message is, filled up with zeros.", SOURCE),
    FieldSpec::uint("bitcoin.length", "Length", 32)
        .little()
        .unit("bytes")
        .doc("Bytes behind this header.", SOURCE),
    FieldSpec::hex("bitcoin.checksum", "Checksum", 32).doc(
        "The first four bytes of the SHA-256 hash of the SHA-256 hash of what follows.",
        SOURCE,
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// Before 2012 the first messages of a connection, in which versions are agreed on, had no checksum.
const BARE_HEADER: &[FieldSpec] = &[HEADER[0], HEADER[1], HEADER[2]];

const BARE_LEN: usize = bytes_of(BARE_HEADER);

/// The fact that the versions of a connection had no checksum.
const BARE: &str = "bitcoin.bare";

/// The checksum of a message without content.
const EMPTY: [u8; 4] = [0x5d, 0xf6, 0xe0, 0xe2];

/// No version of the protocol is higher.
const MAX_VERSION: u32 = 99_999;

/// The longest message that a node accepts (`MAX_SIZE`).
const MAX_LEN: usize = 0x0200_0000;

static ALL_FIELDS: [&FieldSpec;
    parts::FIELDS.len() + messages::FIELDS.len() + chain::FIELDS.len()] =
    join_fields(&[parts::FIELDS, messages::FIELDS, chain::FIELDS]);

/// Bitcoin.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bitcoin",
        short: "Bitcoin",
        title: "Bitcoin Protocol",
        osi: OsiLayer::Application,
        why: "It is what the programs that keep the chain of blocks say to each other.",
        reference: "Bitcoin protocol documentation",
    },
    claims: &[Claim::Heuristic(Transport::Tcp, 1)],
    headers: &[HEADER, BARE_HEADER],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\xf9\xbe\xb4\xd9ping\0\0\0\0\0\0\0\0\x08\0\0\0\x25\x02\xfa\x94\x01\x02\x03\x04\x05\x06\x07\x08",
};

/// One of the networks, and a length that a node would accept.
fn recognise(bytes: &[u8]) -> Match {
    const MAGICS: [&[u8]; 3] = [
        b"\xf9\xbe\xb4\xd9",
        b"\xfa\xbf\xb5\xda",
        b"\x0b\x11\x09\x07",
    ];
    if MAGICS.iter().any(|magic| bytes.starts_with(magic)) {
        return Match::yes_if(length(bytes).is_none_or(|length| length <= MAX_LEN));
    }
    Match::short_if(!bytes.is_empty() && MAGICS.iter().any(|magic| magic.starts_with(bytes)))
}

fn length(bytes: &[u8]) -> Option<usize> {
    let length = bytes.get(16..)?.first_chunk()?;
    Some(u32::from_le_bytes(*length) as usize)
}

/// The command without the zeros behind it.
fn command(bytes: &[u8]) -> &[u8] {
    let all = bytes.get(4..16).unwrap_or_default();
    all.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// True for a header without a checksum: what stands in its place is a version of the protocol, or
/// not what no content has.
fn is_bare(bytes: &[u8]) -> bool {
    let Some(place) = bytes.get(BARE_LEN..).and_then(|rest| rest.first_chunk()) else {
        return false;
    };
    match command(bytes) {
        b"version" => (1..=MAX_VERSION).contains(&u32::from_le_bytes(*place)),
        b"verack" => length(bytes) == Some(0) && *place != EMPTY,
        _ => false,
    }
}

/// True for the header of an agreement that ends where a checksum would begin, in a connection of which
/// the versions had none.
fn ends_bare(p: &Peel<'_>) -> bool {
    let bytes = p.bytes();
    let ends = bytes.len() < HEADER_LEN && length(bytes) == Some(0);
    ends && command(bytes) == b"verack" && p.fact(BARE, 0).is_some()
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(BARE_LEN)?;
    let is_bare = match ends_bare(p) {
        true => true,
        false => {
            p.wait_for(HEADER_LEN)?;
            is_bare(p.bytes())
        }
    };
    let len = length(p.bytes()).unwrap_or(0);
    let head = if is_bare { BARE_LEN } else { HEADER_LEN };
    p.wait_for(head.saturating_add(len))?;
    p.ends_at(head.saturating_add(len));
    p.rows(if is_bare { BARE_HEADER } else { HEADER })?;
    let command = command(p.bytes());
    if is_bare && command == b"version" {
        p.note(BARE, 0, 1);
    }
    p.summary(format_args!("{}, {len} bytes", text::clean_bytes(command)));
    if !p.wants_fields() {
        return p.skip(len.min(p.rest().len())).map(drop);
    }
    if !is_bare {
        check(p, len);
    }
    p.within(len, "Bitcoin length", |p| messages::message(p, command))
}

/// Checks the checksum over the message's content, if all of it is here.
fn check(p: &mut Peel<'_>, len: usize) {
    let verdict = match p.rest().get(..len) {
        Some(content) => {
            let hash = Sha256::digest(Sha256::digest(content));
            let found = p.bytes().get(20..24).unwrap_or_default();
            let expected = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
            match found == &hash[..4] {
                true => Verdict::Good,
                false => Verdict::Bad(expected),
            }
        }
        None => Verdict::Unverifiable,
    };
    p.verdict("bitcoin.checksum", verdict);
}

/// Says that a message goes on behind what its command has.
fn left_over(p: &mut Peel<'_>) {
    if !p.rest().is_empty() {
        let rest = p.pos()..p.bytes().len();
        p.fault(
            FaultKind::Malformed("the message is longer than its command"),
            rest,
        );
    }
}

#[cfg(test)]
mod tests;
