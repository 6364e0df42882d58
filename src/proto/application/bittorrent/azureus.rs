//! Messages of the Azureus (Vuze) messaging protocol, which have names instead of numbers.

use super::{EXTENDED, HEAD_LEN, LENGTH, TYPES, bencoded, content};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, text};

const SOURCE: &str = "Azureus Messaging Protocol";

crate::fields! {
    MESSAGE = FieldSpec::group("bittorrent.azureus_msg", "Azureus message")
        .doc("One message, from its length on.", SOURCE);
    TYPE_LENGTH = FieldSpec::uint("bittorrent.msg.typelen", "Type length", 32)
        .unit("bytes")
        .doc("How long the name of the type is.", SOURCE);
    TYPE = FieldSpec::text("bittorrent.msg.aztype", "Message type")
        .doc("What the message is, by name.", SOURCE);
    PRIORITY = FieldSpec::uint("bittorrent.msg.prio", "Priority", 8)
        .codes(&[(0, "low"), (1, "normal"), (2, "high")])
        .doc("How urgent the message is.", SOURCE);
    CACHE_LENGTH = FieldSpec::uint("bittorrent.jpc.addr.length", "Cache address length", 32)
        .unit("bytes")
        .doc("How long the address is.", SOURCE);
    CACHE = FieldSpec::text("bittorrent.jpc.addr", "Cache address")
        .doc("A cache of the provider, from which the peer may take the file.", SOURCE);
    CACHE_PORT = FieldSpec::uint("bittorrent.jpc.port", "Cache port", 32)
        .doc("The port of the cache.", SOURCE);
    SESSION = FieldSpec::hex("bittorrent.jpc.session", "Session", 32)
        .doc("Number of the session with the cache.", SOURCE);
}

/// Messages that also have a number, by their names; the others are the protocol's own.
const NAMES: &[(&[u8], u8)] = &[
    (b"BT_CHOKE", 0),
    (b"BT_UNCHOKE", 1),
    (b"BT_INTERESTED", 2),
    (b"BT_UNINTERESTED", 3),
    (b"BT_HAVE", 4),
    (b"BT_BITFIELD", 5),
    (b"BT_REQUEST", 6),
    (b"BT_PIECE", 7),
    (b"BT_CANCEL", 8),
    (b"BT_PORT", 9),
    (b"BT_EXTENDED", EXTENDED),
    (b"BT_KEEP_ALIVE", OWN),
    (b"BT_HANDSHAKE", OWN),
    (b"AZ_HANDSHAKE", OWN),
    (b"AZ_PEER_EXCHANGE", OWN),
    (b"JPC_HELLO", OWN),
    (b"JPC_REPLY", OWN),
];

/// No number of BitTorrent.
const OWN: u8 = 0xff;

/// The name and the number of the type of a message of this kind.
fn kind(bytes: &[u8]) -> Option<(&'static [u8], u8)> {
    let (length, rest) = bytes.get(HEAD_LEN..)?.split_first_chunk::<4>()?;
    let length = u32::from_be_bytes(*length) as usize;
    let (name, priority) = (rest.get(..length)?, *rest.get(length)?);
    let known = NAMES.iter().find(|known| known.0 == name)?;
    (priority <= 2).then_some(*known)
}

/// True if a message has a name instead of a number: where the number would stand is the name's
/// length.
pub(super) fn is_message(bytes: &[u8]) -> bool {
    kind(bytes).is_some()
}

/// Such a message, `length` bytes behind its length.
pub(super) fn message(p: &mut Peel<'_>, length: usize) -> Peeled {
    let Some((name, code)) = kind(p.bytes()) else {
        return Ok(());
    };
    p.group(&MESSAGE, |p| {
        p.uint(&LENGTH)?;
        p.within(length, "message length", |p| {
            p.uint(&TYPE_LENGTH)?;
            p.field(&TYPE, name.len())?;
            p.uint(&PRIORITY)?;
            p.summary(format_args!("{}", text::clean_bytes(name)));
            match name {
                b"AZ_HANDSHAKE" | b"AZ_PEER_EXCHANGE" => bencoded(p),
                b"JPC_HELLO" => {
                    let len = p.uint(&CACHE_LENGTH)? as usize;
                    p.field(&CACHE, len)?;
                    p.uint(&CACHE_PORT)?;
                    p.uint(&SESSION)?;
                }
                b"JPC_REPLY" => drop(p.uint(&SESSION)?),
                _ => {
                    let number = TYPES.iter().find(|known| known.0 == u64::from(code));
                    return content(p, code, number.map_or("", |number| number.1));
                }
            }
            Ok(())
        })
    })
}
