//! BitTorrent: peers that give each other the pieces of a file (BEP 3).

mod azureus;

use super::bencode;
use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const SOURCE: &str = "BEP 3, peer protocol";
const EXTENSION: &str = "BEP 10";

const PORT: u8 = 9;
const EXTENDED: u8 = 20;

const TYPES: Codes = &[
    (0, "choke"),
    (1, "unchoke"),
    (2, "interested"),
    (3, "not interested"),
    (4, "have"),
    (5, "bitfield"),
    (6, "request"),
    (7, "piece"),
    (8, "cancel"),
    (9, "port"),
    (13, "suggest piece"),
    (14, "have all"),
    (15, "have none"),
    (16, "reject request"),
    (17, "allowed fast"),
    (20, "extended"),
];

const HANDSHAKE: &[FieldSpec] = &[
    FieldSpec::uint("bittorrent.protocol.name.length", "Protocol name length", 8)
        .unit("bytes")
        .doc("19, as long as the name is.", SOURCE),
    FieldSpec::text("bittorrent.protocol.name", "Protocol name")
        .wide(19)
        .doc("BitTorrent protocol.", SOURCE),
    FieldSpec::bytes("bittorrent.reserved", "Extensions")
        .wide(8)
        .doc("Bits for what the client knows besides the first version: the distributed hash table, fast and extended messages.", "BEP 4"),
    FieldSpec::bytes("bittorrent.info_hash", "Hash of the info dictionary")
        .wide(20)
        .doc("Says which torrent both want: the SHA-1 hash of its description.", SOURCE),
    FieldSpec::bytes("bittorrent.peer_id", "Peer")
        .wide(20)
        .doc("A name that the client made up; it often begins with two letters for the program and its version.", "BEP 20"),
];

const HANDSHAKE_LEN: usize = bytes_of(HANDSHAKE);

/// How every connection begins.
const NAME: &[u8; 20] = b"\x13BitTorrent protocol";

/// A message that counts as many bytes as this or more is none.
const TOO_LONG: usize = 0x100_0000;

const HEAD_LEN: usize = 4;

crate::fields! {
    MESSAGE = FieldSpec::group("bittorrent.msg", "Message")
        .doc("One message, from its length on.", SOURCE);
    LENGTH = FieldSpec::uint("bittorrent.msg.length", "Message length", 32)
        .unit("bytes")
        .doc("Bytes behind the length; a message without any keeps the connection alive.", SOURCE);
    TYPE = FieldSpec::uint("bittorrent.msg.type", "Message type", 8)
        .codes(TYPES)
        .doc("What the peer says: what it has, what it wants, whether it will give.", SOURCE);
    BITFIELD = FieldSpec::bytes("bittorrent.msg.bitfield", "Bitfield")
        .doc("A bit for every piece of the torrent: 1 where the sender has it.", SOURCE);
    INDEX = FieldSpec::hex("bittorrent.piece.index", "Piece", 32)
        .doc("Which piece of the torrent, from 0 on.", SOURCE);
    BEGIN = FieldSpec::hex("bittorrent.piece.begin", "Offset", 32)
        .unit("bytes")
        .doc("Where in the piece the block begins.", SOURCE);
    BLOCK_LENGTH = FieldSpec::hex("bittorrent.piece.length", "Block length", 32)
        .unit("bytes")
        .doc("How much of the piece is asked for; nearly always 16 KiB.", SOURCE);
    BLOCK = FieldSpec::bytes("bittorrent.piece.data", "Block")
        .doc("A part of a piece of the file.", SOURCE);
    DHT_PORT = FieldSpec::uint("bittorrent.port", "Port", 16)
        .doc("The UDP port on which the peer's node of the distributed hash table listens.", "BEP 5");
    EXTENDED_ID = FieldSpec::uint("bittorrent.extended.id", "Extended message", 8)
        .doc("0 is the handshake of the extensions, which gives the others their numbers.", EXTENSION);
    EXTENDED_DATA = FieldSpec::bytes("bittorrent.extended", "Content")
        .doc("What the extension says.", EXTENSION);
    CONTINUATION = FieldSpec::bytes("bittorrent.continuous_data", "Continuation")
        .doc("Bytes from the middle of a message whose beginning is not in the capture.", SOURCE);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + azureus::FIELDS.len()] =
    join_fields(&[FIELDS, azureus::FIELDS]);

/// BitTorrent.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bittorrent",
        short: "BitTorrent",
        title: "BitTorrent Peer Protocol",
        osi: OsiLayer::Application,
        why: "It is what programs that share a file say to each other.",
        reference: "BEP 3",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 6881),
        Claim::Port(Transport::Tcp, 6882),
        Claim::Port(Transport::Tcp, 6883),
        Claim::Port(Transport::Tcp, 6884),
        Claim::Port(Transport::Tcp, 6885),
        Claim::Port(Transport::Tcp, 6886),
        Claim::Port(Transport::Tcp, 6887),
        Claim::Port(Transport::Tcp, 6888),
        Claim::Port(Transport::Tcp, 6889),
        Claim::Heuristic(Transport::Tcp, 1),
    ],
    headers: &[HANDSHAKE],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x13BitTorrent protocol\0\0\0\0\0\x10\0\x05\
        \x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14-XX0001-abcdefghijkl\
        \0\0\0\x0d\x06\0\0\0\x01\0\0\0\0\0\0\x40\0\0\0\0\x0c\x14\0d1:pi6881ee",
};

/// A connection begins with the protocol's name. Later messages have a type; what has none is the
/// middle of one.
fn recognise(bytes: &[u8]) -> Match {
    if bytes.starts_with(NAME) {
        return Match::Yes;
    }
    if NAME.starts_with(bytes) && !bytes.is_empty() {
        return Match::Short;
    }
    match message_len(bytes) {
        Some(1..) if bytes.len() > HEAD_LEN => Match::Maybe,
        _ => Match::Known,
    }
}

/// How many bytes follow the length that begins a message; `None` if they are no message.
fn message_len(bytes: &[u8]) -> Option<usize> {
    let (length, rest) = bytes.split_first_chunk::<HEAD_LEN>()?;
    let length = u32::from_be_bytes(*length) as usize;
    let is_known = rest
        .first()
        .is_none_or(|code| TYPES.iter().any(|known| known.0 == u64::from(*code)));
    (length == 0 || (length < TOO_LONG && is_known)).then_some(length)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    if bytes.starts_with(NAME) {
        p.wait_for(HANDSHAKE_LEN)?;
        p.header::<HANDSHAKE_LEN>(HANDSHAKE)?;
        p.ends_at(HANDSHAKE_LEN);
        p.summary(format_args!("handshake"));
        return Ok(());
    }
    p.wait_for(HEAD_LEN)?;
    let Some(length) = message_len(bytes) else {
        p.summary(format_args!(
            "{} bytes from the middle of a message",
            bytes.len()
        ));
        p.field(&CONTINUATION, bytes.len())?;
        return Ok(());
    };
    p.wait_for(HEAD_LEN + length)?;
    p.ends_at(HEAD_LEN + length);
    if azureus::is_message(bytes) {
        return azureus::message(p, length);
    }
    p.group(&MESSAGE, |p| {
        p.uint(&LENGTH)?;
        if length == 0 {
            p.summary(format_args!("keep alive"));
            return Ok(());
        }
        p.within(length, "message length", message)
    })
}

fn message(p: &mut Peel<'_>) -> Peeled {
    let code = p.uint(&TYPE)?;
    let name = TYPE.names.get(code).unwrap_or("unknown message");
    p.summary(format_args!("{name}"));
    content(p, code as u8, name)
}

/// What stands behind the type.
fn content(p: &mut Peel<'_>, code: u8, name: &str) -> Peeled {
    match code {
        4 | 13 | 17 => {
            let piece = p.uint(&INDEX)?;
            p.summary(format_args!("{name} {piece}"));
        }
        5 => {
            let len = p.rest().len();
            p.field(&BITFIELD, len)?;
        }
        6 | 8 | 16 => {
            let (piece, begin) = (p.uint(&INDEX)?, p.uint(&BEGIN)?);
            let len = p.uint(&BLOCK_LENGTH)?;
            p.summary(format_args!(
                "{name}: {len} bytes of piece {piece} from {begin} on"
            ));
        }
        7 => {
            let (piece, begin) = (p.uint(&INDEX)?, p.uint(&BEGIN)?);
            let len = p.rest().len();
            p.summary(format_args!("{name} {piece}: {len} bytes from {begin} on"));
            p.field(&BLOCK, len)?;
        }
        PORT => drop(p.uint(&DHT_PORT)?),
        EXTENDED => return extended(p),
        _ => {}
    }
    if !p.rest().is_empty() {
        let rest = p.pos()..p.bytes().len();
        p.fault(
            FaultKind::Malformed("the message is longer than its type"),
            rest,
        );
    }
    Ok(())
}

fn extended(p: &mut Peel<'_>) -> Peeled {
    let id = p.uint(&EXTENDED_ID)?;
    let len = p.rest().len();
    if id != 0 {
        p.summary(format_args!("extended message {id}"));
        return p.field(&EXTENDED_DATA, len).map(drop);
    }
    p.summary(format_args!("handshake of the extensions"));
    bencoded(p);
    Ok(())
}

/// Hands over the rest of the message, which is bencoded.
fn bencoded(p: &mut Peel<'_>) {
    let rest = p.pos()..p.bytes().len();
    p.seek(rest.end);
    p.wrap(Next::Protocol(&bencode::PROTOCOL), rest, "message length");
}

#[cfg(test)]
mod tests;
