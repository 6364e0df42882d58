//! Google's QUIC, the forerunner of QUIC: versions Q024 to Q046 ("QUIC Wire Layout Specification",
//! "QUIC Crypto").
//!
//! All but the first messages of the handshake is encrypted.

pub mod frames;
mod tags;
#[cfg(test)]
mod tests;

use self::frames::Dialect;
use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};

const HAS_VERSION: u8 = 0x01;
const IS_RESET: u8 = 0x02;
const HAS_NONCE: u8 = 0x04;
const HAS_ID: u8 = 0x08;
/// Set in the first byte of all packets since Q046.
const FIXED: u8 = 0x40;
const LONG: u8 = 0x80;

/// The first version whose numbers begin with the highest byte.
const BIG_ENDIAN: u32 = 39;
/// The first version with headers like those of QUIC.
const NEW_HEADERS: u32 = 46;
/// The first version without private flags.
const NO_PRIVATE_FLAGS: u32 = 34;
const ID_LEN: usize = 8;
const NONCE_LEN: usize = 32;
const HASH_LEN: usize = 12;

/// The version that the ends speak.
const VERSION_FACT: &str = "gquic.version";
/// The end that began.
const CLIENT: &str = "gquic.client";

const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("gquic.puflags", "Public flags", 8)
        .parts_follow()
        .doc(
            "What the header holds.",
            "QUIC Wire Layout Specification, Public Header",
        ),
    FieldSpec::uint("gquic.puflags.rsv", "Reserved", 1)
        .part()
        .doc("Zero.", "QUIC Wire Layout Specification, Public Header"),
    FieldSpec::flag("gquic.puflags.mpth", "Multipath")
        .part()
        .doc(
            "Reserved for several paths.",
            "QUIC Wire Layout Specification, Public Header",
        ),
    FieldSpec::uint("gquic.puflags.pkn", "Packet number length", 2)
        .codes(&[
            (0, "1 byte"),
            (1, "2 bytes"),
            (2, "4 bytes"),
            (3, "6 bytes"),
        ])
        .part()
        .doc(
            "How many of the packet number's lower bytes are there.",
            "QUIC Wire Layout Specification, Public Header",
        ),
    FieldSpec::flag("gquic.puflags.cid", "Connection ID")
        .part()
        .doc(
            "The connection ID is there; the server may leave it out.",
            "QUIC Wire Layout Specification, Public Header",
        ),
    FieldSpec::flag("gquic.puflags.nonce", "Diversification nonce")
        .part()
        .doc(
            "A nonce of 32 bytes is there, if the server sends the packet.",
            "QUIC Wire Layout Specification, Public Header",
        ),
    FieldSpec::flag("gquic.puflags.reset", "Reset").part().doc(
        "The packet ends the connection.",
        "QUIC Wire Layout Specification, Public Reset Packet",
    ),
    FieldSpec::flag("gquic.puflags.version", "Version")
        .part()
        .doc(
            "The version is there, until the server has accepted it.",
            "QUIC Wire Layout Specification, Public Header",
        ),
];

const LONG_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("gquic.puflags", "First byte", 8)
        .parts_follow()
        .doc("What the header is.", "draft-ietf-quic-transport-17 §17.2"),
    FieldSpec::uint("gquic.header_form", "Header form", 1)
        .codes(&[(0, "short"), (1, "long")])
        .part()
        .doc(
            "Long headers are for the handshake.",
            "draft-ietf-quic-transport-17 §17.2",
        ),
    FieldSpec::flag("gquic.fixed_bit", "Fixed bit")
        .part()
        .doc("Always set.", "draft-ietf-quic-transport-17 §17.2"),
    FieldSpec::uint("gquic.long.packet_type", "Packet type", 2)
        .codes(&[(0, "Initial"), (1, "0-RTT"), (2, "Handshake")])
        .part()
        .doc(
            "What the packet is for.",
            "draft-ietf-quic-transport-17 §17.2",
        ),
    FieldSpec::uint("gquic.long.reserved", "Reserved", 2)
        .part()
        .doc("Zero.", "draft-ietf-quic-transport-17 §17.2"),
    FieldSpec::uint("gquic.packet_number_length", "Packet number length", 2)
        .codes(&[
            (0, "1 byte"),
            (1, "2 bytes"),
            (2, "3 bytes"),
            (3, "4 bytes"),
        ])
        .part()
        .doc(
            "How many bytes the packet number has.",
            "draft-ietf-quic-transport-17 §17.2",
        ),
];

const SHORT_FLAGS: &[FieldSpec] = &[
    LONG_FLAGS[0],
    LONG_FLAGS[1],
    LONG_FLAGS[2],
    FieldSpec::gap(2).part(),
    FieldSpec::gap(2).part(),
    LONG_FLAGS[5],
];

const ID_LENGTHS: &[FieldSpec] = &[
    FieldSpec::uint("gquic.dcil", "Destination ID length", 4)
        .codes(&[(0, "0 bytes"), (5, "8 bytes")])
        .doc(
            "0, or three less than the bytes of the destination's connection ID.",
            "draft-ietf-quic-transport-17 §17.2",
        ),
    FieldSpec::uint("gquic.scil", "Source ID length", 4)
        .codes(&[(0, "0 bytes"), (5, "8 bytes")])
        .doc(
            "0, or three less than the bytes of the sender's connection ID.",
            "draft-ietf-quic-transport-17 §17.2",
        ),
];

static ID: FieldSpec = FieldSpec::uint("gquic.cid", "Connection ID", 64).doc(
    "A random number that the client has chosen for the connection.",
    "QUIC Wire Layout Specification, Public Header",
);
static VERSION: FieldSpec = FieldSpec::text("gquic.version", "Version").doc(
    "The version that the client wants to speak, or those that the server knows.",
    "QUIC Wire Layout Specification, Public Header",
);
static NONCE: FieldSpec = FieldSpec::bytes("gquic.diversification_nonce", "Diversification nonce")
    .doc(
        "Random bytes that go into the keys of the server's first encrypted packets.",
        "QUIC Crypto, Key derivation",
    );
static NUMBER: FieldSpec = FieldSpec::uint("gquic.packet_number", "Packet number", 0).doc(
    "Counts the packets; only its lower bytes are there.",
    "QUIC Wire Layout Specification, Public Header",
);
static HASH: FieldSpec =
    FieldSpec::bytes("gquic.message_authentication_hash", "Authentication hash").doc(
        "Keeps out what was damaged: packets of the handshake have no keys yet.",
        "QUIC Crypto, Null encryption",
    );
const PRIVATE_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("gquic.prflags", "Private flags", 8)
        .parts_follow()
        .doc(
            "Flags that are encrypted with the payload; only up to Q033.",
            "QUIC Wire Layout Specification, Private Flags",
        ),
    FieldSpec::uint("gquic.prflags.rsv", "Reserved", 5)
        .part()
        .doc("Zero.", "QUIC Wire Layout Specification, Private Flags"),
    FieldSpec::flag("gquic.prflags.fec", "Correction")
        .part()
        .doc(
            "The packet can replace a lost one of its group.",
            "QUIC Wire Layout Specification, Private Flags",
        ),
    FieldSpec::flag("gquic.prflags.fecg", "Correction group")
        .part()
        .doc(
            "The packet belongs to a group.",
            "QUIC Wire Layout Specification, Private Flags",
        ),
    FieldSpec::flag("gquic.prflags.entropy", "Entropy")
        .part()
        .doc(
            "A random bit, so that the receiver can show that it has the packet.",
            "QUIC Wire Layout Specification, Private Flags",
        ),
];
static PAYLOAD: FieldSpec = FieldSpec::bytes("gquic.payload", "Protected payload").doc(
    "Frames, encrypted with keys that only the two ends have.",
    "QUIC Crypto",
);

static OWN: &[&FieldSpec] = &[&ID, &VERSION, &NONCE, &NUMBER, &HASH, &PAYLOAD];
const COUNT: usize = OWN.len() + frames::FIELDS.len() + tags::FIELDS.len();
static FIELDS: &[&FieldSpec] = &join_fields::<COUNT>(&[OWN, frames::FIELDS, tags::FIELDS]);

/// Google's QUIC.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "gquic",
        short: "gQUIC",
        title: "Google QUIC",
        osi: OsiLayer::Transport,
        why: "It does what TCP does, and encrypts it: connections, streams in order, flow control.",
        reference: "QUIC Wire Layout Specification",
    },
    claims: &[Claim::Heuristic(Transport::Udp, 7)],
    headers: &[
        FLAGS,
        LONG_FLAGS,
        SHORT_FLAGS,
        ID_LENGTHS,
        PRIVATE_FLAGS,
        frames::STREAM,
        frames::ACK,
        frames::OTHER,
    ],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x09\x01\x02\x03\x04\x05\x06\x07\x08Q043\x01hash of 12 b\xa0\x01\x00\x08CHLO\0\0\0\0",
};

/// The number of a version such as `Q043`.
fn version_of(text: &[u8]) -> Option<u32> {
    match text {
        [b'Q', b'0', tens @ b'2'..=b'4', ones @ b'0'..=b'9', ..] => {
            Some(u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
        }
        _ => None,
    }
}

/// A header with a version. All others look like noise.
fn recognise(bytes: &[u8]) -> Match {
    let Some(&flags) = bytes.first() else {
        return Match::No;
    };
    let version = |at: usize| bytes.get(at..).and_then(version_of);
    let names_one = match flags & (LONG | FIXED) {
        0 => flags & HAS_VERSION != 0 && flags & HAS_ID != 0 && version(1 + ID_LEN).is_some(),
        _ => flags & LONG != 0 && version(1).is_some_and(|version| version >= NEW_HEADERS),
    };
    match names_one {
        true => Match::Yes,
        false => Match::Known,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    let flags = p.rest()[0];
    match flags & (LONG | FIXED) {
        0 => public(p, flags),
        _ if flags & LONG != 0 => long(p, flags),
        _ => short(p, flags),
    }
}

/// The version that the ends are known to speak; the newest before it was seen.
fn known_version(p: &Peel<'_>) -> u32 {
    let known = p
        .fact(VERSION_FACT, 0)
        .and_then(|version| u32::try_from(version).ok());
    known.unwrap_or(BIG_ENDIAN)
}

fn learn(p: &mut Peel<'_>, version: u32) {
    if p.fact(VERSION_FACT, 0) != Some(version.into()) {
        p.note(VERSION_FACT, 0, version.into());
    }
    if p.fact(CLIENT, 0).is_none() {
        p.note(CLIENT, 0, p.side().into());
    }
}

/// True if the packet comes from the end that answered.
fn is_servers(p: &Peel<'_>) -> bool {
    p.fact(CLIENT, 0)
        .is_some_and(|client| client != u64::from(p.side()))
}

/// The number in the next bytes.
fn number(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    len: usize,
    big: bool,
) -> Result<u64, crate::decode::Stop> {
    let at = p.pos()..p.pos() + len;
    let bytes = p.skip(len)?.iter();
    let join = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
    let number = match big {
        true => bytes.fold(0, join),
        false => bytes.rev().fold(0, join),
    };
    p.mark_as(spec, at, Value::Uint(number));
    Ok(number)
}

/// A public header, as all packets have it up to Q043.
fn public(p: &mut Peel<'_>, flags: u8) -> Peeled {
    p.header::<{ bytes_of(FLAGS) }>(FLAGS)?;
    let mut version = known_version(p);
    let version_at = p.pos() + if flags & HAS_ID != 0 { ID_LEN } else { 0 };
    if flags & HAS_VERSION != 0
        && let Some(named) = p.bytes().get(version_at..).and_then(version_of)
        && !is_servers(p)
    {
        version = named;
        learn(p, version);
    }
    let big = version >= BIG_ENDIAN;
    if flags & HAS_ID != 0 {
        number(p, &ID, ID_LEN, big)?;
    }
    if flags & IS_RESET != 0 {
        p.summary(format_args!("Reset"));
        return tags::message(p).map(drop);
    }
    if flags & HAS_VERSION != 0 {
        p.field(&VERSION, 4)?;
        if is_servers(p) {
            p.summary(format_args!("Version negotiation"));
            while !p.rest().is_empty() && !p.is_full() {
                p.field(&VERSION, 4)?;
            }
            return Ok(());
        }
    }
    if flags & HAS_NONCE != 0 && is_servers(p) {
        p.field(&NONCE, NONCE_LEN)?;
    }
    let number_len = [1, 2, 4, 6][usize::from(flags >> 4 & 3)];
    number(p, &NUMBER, number_len, big)?;
    payload(
        p,
        Dialect {
            version,
            number_len,
        },
    )
}

/// A long header of Q046.
fn long(p: &mut Peel<'_>, flags: u8) -> Peeled {
    p.header::<{ bytes_of(LONG_FLAGS) }>(LONG_FLAGS)?;
    let version = version_of(p.rest()).unwrap_or(NEW_HEADERS);
    p.field(&VERSION, 4)?;
    let lengths = p.header::<{ bytes_of(ID_LENGTHS) }>(ID_LENGTHS)?[0];
    // Only one of the two is there in practice, and both are the same connection's.
    if lengths >> 4 != 0 {
        learn(p, version);
        number(p, &ID, ID_LEN, true)?;
    }
    if lengths & 0x0f != 0 {
        number(p, &ID, ID_LEN, true)?;
    }
    let number_len = usize::from(flags & 3) + 1;
    number(p, &NUMBER, number_len, true)?;
    payload(
        p,
        Dialect {
            version,
            number_len,
        },
    )
}

/// A short header of Q046.
fn short(p: &mut Peel<'_>, flags: u8) -> Peeled {
    p.header::<{ bytes_of(SHORT_FLAGS) }>(SHORT_FLAGS)?;
    if !is_servers(p) {
        number(p, &ID, ID_LEN, true)?;
    }
    let number_len = usize::from(flags & 3) + 1;
    number(p, &NUMBER, number_len, true)?;
    payload(
        p,
        Dialect {
            version: NEW_HEADERS,
            number_len,
        },
    )
}

/// Frames in the clear, if they begin the handshake, or what is encrypted.
fn payload(p: &mut Peel<'_>, dialect: Dialect) -> Peeled {
    let hidden = HASH_LEN + usize::from(dialect.version < NO_PRIVATE_FLAGS);
    let clear = p
        .rest()
        .get(hidden..)
        .is_some_and(|frames| frames::are_clear(frames, dialect));
    if !clear {
        p.summary(format_args!("Encrypted"));
        return match p.rest().len() {
            0 => Ok(()),
            len => p.field(&PAYLOAD, len).map(drop),
        };
    }
    p.field(&HASH, HASH_LEN)?;
    if dialect.version < NO_PRIVATE_FLAGS {
        p.header::<{ bytes_of(PRIVATE_FLAGS) }>(PRIVATE_FLAGS)?;
    }
    let mut said = Vec::new();
    let result = frames::all(p, dialect, &mut said);
    p.summary(format_args!("{}", said.join(", ")));
    result
}
