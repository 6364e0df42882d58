//! Messages within a connection: several in a packet, each as reliable as it wants to be.

use super::address;
use super::fields::*;
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};

const IDENTIFIERS: &str = "RakNet sources, MessageIdentifiers.h";

pub(super) const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("raknet.message.flags", "Flags", 8)
        .parts_follow()
        .doc("How the message is carried.", SOURCE),
    FieldSpec::uint("raknet.message.reliability", "Reliability", 3)
        .part()
        .codes(&[
            (0, "unreliable"),
            (1, "unreliable sequenced"),
            (2, "reliable"),
            (3, "reliable ordered"),
            (4, "reliable sequenced"),
            (5, "unreliable with receipt"),
            (6, "reliable with receipt"),
            (7, "reliable ordered with receipt"),
        ])
        .doc(
            "Whether a lost message is sent again, and whether the order counts.",
            SOURCE,
        ),
    FieldSpec::flag("raknet.message.has_split_packet", "Split")
        .part()
        .doc("The message is a part of a longer one.", SOURCE),
];

crate::fields! {
    MESSAGE = FieldSpec::group("raknet.message", "Message")
        .doc("One message of the packet.", SOURCE);
    LENGTH = FieldSpec::uint("raknet.payload.length", "Length", 16).unit("bits")
        .doc("Length of the message itself.", SOURCE);
    RELIABLE = FieldSpec::uint("raknet.reliable.number", "Message number", 24).little()
        .doc("Counts reliable messages, so that none is taken twice.", SOURCE);
    SEQUENCE = FieldSpec::uint("raknet.sequencing.index", "Sequencing index", 24).little()
        .doc("A message older than the last one is thrown away.", SOURCE);
    ORDER = FieldSpec::uint("raknet.ordering.index", "Ordering index", 24).little()
        .doc("Messages are handed over in this order.", SOURCE);
    CHANNEL = FieldSpec::uint("raknet.ordering.channel", "Channel", 8)
        .doc("The order counts within a channel only.", SOURCE);
    SPLIT_COUNT = FieldSpec::uint("raknet.split.count", "Parts", 32)
        .doc("How many parts the message has.", SOURCE);
    SPLIT_ID = FieldSpec::uint("raknet.split.id", "Split message", 16)
        .doc("Which message the part belongs to.", SOURCE);
    SPLIT_INDEX = FieldSpec::uint("raknet.split.index", "Part", 32)
        .doc("Which part this is, from 0.", SOURCE);
    SPLIT = FieldSpec::bytes("raknet.split.packet", "Part of a message")
        .doc("Its bytes.", SOURCE);
    SYSTEM = FieldSpec::group("raknet.system.message", "System message")
        .doc("A message of RakNet itself.", IDENTIFIERS);
    ID = FieldSpec::hex("raknet.system.message.id", "Message", 8)
        .codes(&[
            (0, "connected ping"),
            (3, "connected pong"),
            (9, "connection request"),
            (0x10, "connection request accepted"),
            (0x13, "new incoming connection"),
        ])
        .doc("What the message is.", IDENTIFIERS);
    INDEX = FieldSpec::uint("raknet.system.index", "Index", 16)
        .doc("The client's place in the server's list.", IDENTIFIERS);
    INTERNAL = FieldSpec::text("raknet.internal.address", "Internal address")
        .doc("One of the sender's own addresses, as it sees itself.", IDENTIFIERS);
    OTHER = FieldSpec::bytes("", "Game message")
        .doc("A message of the game, or one of RakNet without a known structure.", IDENTIFIERS);
}

/// How many bytes stand between a message's length and the message.
fn between(flags: u8) -> usize {
    let reliability = flags >> 5;
    let reliable = matches!(reliability, 2..=4 | 6 | 7);
    let sequenced = matches!(reliability, 1 | 4);
    let ordered = matches!(reliability, 1 | 3 | 4 | 7);
    let split = flags & 0x10 != 0;
    3 * usize::from(reliable)
        + 3 * usize::from(sequenced)
        + 4 * usize::from(ordered)
        + 10 * usize::from(split)
}

fn bytes_for(bits: u16) -> usize {
    usize::from(bits).div_ceil(8)
}

/// True if messages fill these bytes exactly.
pub(super) fn fills(mut bytes: &[u8]) -> bool {
    let mut count = 0;
    while let [flags, high, low, rest @ ..] = bytes {
        let len = bytes_for(u16::from_be_bytes([*high, *low]));
        let Some(next) = rest.get(between(*flags) + len..) else {
            return false;
        };
        if len == 0 {
            return false;
        }
        bytes = next;
        count += 1;
    }
    bytes.is_empty() && count > 0
}

pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    p.group(&MESSAGE, |p| {
        let flags = p.rows(FLAGS)?[0];
        let len = bytes_for(p.uint(&LENGTH)? as u16);
        let reliability = flags >> 5;
        if matches!(reliability, 2..=4 | 6 | 7) {
            p.uint(&RELIABLE)?;
        }
        if matches!(reliability, 1 | 4) {
            p.uint(&SEQUENCE)?;
        }
        if matches!(reliability, 1 | 3 | 4 | 7) {
            p.uint(&ORDER)?;
            p.uint(&CHANNEL)?;
        }
        if flags & 0x10 != 0 {
            p.uint(&SPLIT_COUNT)?;
            p.uint(&SPLIT_ID)?;
            p.uint(&SPLIT_INDEX)?;
            return p.field(&SPLIT, len).map(drop);
        }
        p.within(len, "message length", body)
    })
}

fn body(p: &mut Peel<'_>) -> Peeled {
    match p.rest().first() {
        Some(0 | 3 | 9 | 0x10 | 0x13) => p.group(&SYSTEM, system)?,
        Some(_) => {
            let len = p.rest().len();
            p.field(&OTHER, len)?;
        }
        None => {}
    }
    Ok(())
}

fn system(p: &mut Peel<'_>) -> Peeled {
    match p.uint(&ID)? {
        0 => drop(p.uint(&TIME)?),
        3 => {
            p.uint(&TIME)?;
            p.uint(&TIME)?;
        }
        9 => {
            p.field(&CLIENT_GUID, 8)?;
            p.uint(&TIME)?;
            let at = p.pos();
            let flag = p.skip(1)?[0];
            p.mark_as(&ENCRYPTION, at..at + 1, Value::Uint(flag.into()));
        }
        0x10 => {
            address(p, &CLIENT_ADDRESS)?;
            p.uint(&INDEX)?;
            own_addresses(p)?;
        }
        _ => {
            address(p, &SERVER_ADDRESS)?;
            own_addresses(p)?;
        }
    }
    let len = p.rest().len();
    if len > 0 {
        p.field(&OTHER, len)?;
    }
    Ok(())
}

/// As many addresses as the sender's version lists, and two times.
fn own_addresses(p: &mut Peel<'_>) -> Peeled {
    while p.rest().len() >= 16 + 7 && !p.is_full() {
        address(p, &INTERNAL)?;
    }
    p.uint(&TIME)?;
    p.uint(&TIME).map(drop)
}
