//! The chain of payloads, and the simple ones among them (RFC 2408 §3, RFC 7296 §3).

use super::{Version, association, codes, configuration, identity, notify, vendor};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec, Value, bytes_of};

const RFC: &str = "RFC 7296 §3.2; RFC 2408 §3.2";

/// Length of the header that every payload has.
const GENERIC_LEN: usize = 4;
/// Bytes of a message with one payload in each.
const MAX_PAYLOADS: usize = 1000;

const NEXT_ROW: FieldSpec = FieldSpec::uint("isakmp.nextpayload", "Next payload", 8)
    .codes(codes::PAYLOADS)
    .doc("What stands behind this payload.", RFC);
const LEN_ROW: FieldSpec = FieldSpec::uint("isakmp.payloadlength", "Payload length", 16)
    .unit("bytes")
    .doc("The payload with these four bytes.", RFC);
const RESERVED_ROW: FieldSpec = FieldSpec::bytes("isakmp.reserved", "Reserved").doc("Zero.", RFC);

/// The header of every payload, version 1.
pub(super) const GENERIC_1: &[FieldSpec] = &[NEXT_ROW, RESERVED_ROW.wide(1), LEN_ROW];

/// The header of every payload, version 2.
pub(super) const GENERIC_2: &[FieldSpec] = &[
    NEXT_ROW,
    FieldSpec::flag("isakmp.criticalpayload", "Critical").doc(
        "Set: who does not know the payload must refuse the message.",
        "RFC 7296 §2.5",
    ),
    FieldSpec::hex("isakmp.reserved7", "Reserved", 7).doc("Zero.", RFC),
    LEN_ROW,
];

const fn bytes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, "RFC 7296 §3; RFC 2408 §3")
}

crate::fields! {
    pub(super) PAYLOAD = FieldSpec::uint("isakmp.typepayload", "Payload", 8)
        .codes(codes::PAYLOADS)
        .doc("One part of the message; the one before it said what it is.", RFC);
    pub(super) NEXT = NEXT_ROW;
    pub(super) RESERVED = RESERVED_ROW;
    pub(super) PAYLOAD_LEN = LEN_ROW;
    DATA = bytes("isakmp.datapayload", "Content", "What decap has no structure for.");
    EXTRA = bytes("isakmp.extradata", "Extra data", "Bytes behind the last payload, which nothing announced.");
    UNKNOWN = FieldSpec::bytes("", "Content").doc("What decap has no structure for.", RFC);
    GROUP = FieldSpec::uint("isakmp.key_exchange.dh_group", "Diffie-Hellman group", 16)
        .codes(codes::GROUPS)
        .doc("The group that the number below belongs to.", "RFC 7296 §3.4");
    KEY = bytes("isakmp.key_exchange.data", "Public number", "The sender's half of the Diffie-Hellman exchange: with its own secret the other end makes the shared key of it.");
    HASH = bytes("isakmp.hash", "Hash", "Proves that the sender has the keys, and what it said before.");
    SIGNATURE = bytes("isakmp.sig", "Signature", "Proves who the sender is.");
    NONCE = bytes("isakmp.nonce", "Nonce", "A random number that makes the keys different each time.");
    METHOD = FieldSpec::uint("isakmp.auth.method", "Method", 8)
        .codes(codes::METHODS_2)
        .doc("How the sender proves who it is.", "RFC 7296 §3.8");
    AUTH = bytes("isakmp.auth.data", "Authentication data", "The proof itself.");
    EAP = bytes("isakmp.eap.data", "EAP message", "A login by another protocol.");
    NAT_HASH = bytes("isakmp.ike.nat_hash", "Hash of address and port", "If the receiver's own hash differs, a translator on the way changed the address.");
    FRAGMENT = FieldSpec::uint("isakmp.frag.number", "Fragment", 16)
        .doc("Which piece of the message this is, counted from 1.", "RFC 7383 §2.5");
    FRAGMENTS = FieldSpec::uint("isakmp.frag.total", "Fragments", 16)
        .doc("How many pieces there are.", "RFC 7383 §2.5");
    IV = bytes("isakmp.enc.iv", "Start of the initialization vector", "Random bytes that make equal messages look different. Which cipher was agreed on, and so where they end, a later message does not say: these are the first four.");
    SEALED = bytes("isakmp.enc.data", "Encrypted data", "The rest of the initialization vector, the encrypted payloads and their padding, and a check value over it all.");
    CISCO_PACKET = FieldSpec::hex("isakmp.frag.packetid", "Fragmented message", 16)
        .doc("Pieces with this number make one message.", "Cisco");
    CISCO_NUMBER = FieldSpec::uint("isakmp.frag.seq", "Piece", 8)
        .doc("Which piece this is, counted from 1.", "Cisco");
    CISCO_LAST = FieldSpec::uint("isakmp.frag.last", "Last piece", 8)
        .doc("1 in the last piece.", "Cisco");
}

/// Reads the payloads up to the end of the message.
pub(super) fn all(p: &mut Peel<'_>, version: Version, first: u8) -> Peeled {
    let mut kind = first;
    for _ in 0..MAX_PAYLOADS {
        if kind == 0 || p.rest().is_empty() || p.is_full() {
            break;
        }
        kind = p.group_as(
            &PAYLOAD,
            || Value::Uint(kind.into()),
            |p| payload(p, version, kind),
        )?;
    }
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(&EXTRA, len).map(|_| ()),
    }
}

/// One payload; gives what comes behind it.
fn payload(p: &mut Peel<'_>, version: Version, kind: u8) -> Result<u8, Stop> {
    let header = match version {
        Version::One => p.header::<{ bytes_of(GENERIC_1) }>(GENERIC_1)?,
        Version::Two => p.header::<{ bytes_of(GENERIC_2) }>(GENERIC_2)?,
    };
    let [next, _, high, low] = *header;
    let len = content_len(p, u16::from_be_bytes([high, low]).into())?;
    p.within(len, "payload length", |p| content(p, version, kind))?;
    // What an encrypted payload calls the next one stands inside it.
    Ok(if matches!(kind, 46 | 53) { 0 } else { next })
}

/// The length of what stands behind a payload's header.
pub(super) fn content_len(p: &mut Peel<'_>, len: usize) -> Result<usize, Stop> {
    len.checked_sub(GENERIC_LEN).ok_or_else(|| {
        let kind = FaultKind::BadLength {
            field: "payload length",
            says: len as u64,
            limit: GENERIC_LEN as u64,
        };
        p.fault(kind, p.pos() - 2..p.pos());
        Stop
    })
}

fn content(p: &mut Peel<'_>, version: Version, kind: u8) -> Peeled {
    match (version, kind) {
        (_, 1 | 33) => association::association(p, version),
        (Version::One, 4) => take(p, &KEY),
        (Version::Two, 34) => {
            p.uint(&GROUP)?;
            p.field(&RESERVED, 2)?;
            take(p, &KEY)
        }
        (Version::One, 5) | (Version::Two, 35 | 36) => identity::identity(p, version),
        (Version::One, 6) | (Version::Two, 37) => identity::certificate(p, version),
        (Version::One, 7) | (Version::Two, 38) => identity::request(p, version),
        (Version::One, 8) => take(p, &HASH),
        (Version::One, 9) => take(p, &SIGNATURE),
        (Version::One, 10) | (Version::Two, 40) => take(p, &NONCE),
        (Version::One, 11) | (Version::Two, 41) => notify::notification(p, version),
        (Version::One, 12) | (Version::Two, 42) => notify::delete(p, version),
        (Version::One, 13) | (Version::Two, 43) => vendor::vendor(p),
        (Version::One, 14) | (Version::Two, 47) => configuration::configuration(p, version),
        (Version::One, 20 | 130) => take(p, &NAT_HASH),
        (Version::One, 21 | 131) => identity::original_address(p),
        (Version::One, 132) => {
            p.uint(&CISCO_PACKET)?;
            p.uint(&CISCO_NUMBER)?;
            p.uint(&CISCO_LAST)?;
            rest(p)
        }
        (Version::Two, 39) => {
            p.uint(&METHOD)?;
            p.field(&RESERVED, 3)?;
            take(p, &AUTH)
        }
        (Version::Two, 44 | 45) => identity::selectors(p),
        (Version::Two, 46) => sealed(p),
        (Version::Two, 53) => {
            p.uint(&FRAGMENT)?;
            p.uint(&FRAGMENTS)?;
            sealed(p)
        }
        (Version::Two, 48) => take(p, &EAP),
        (Version::One, 15..=19) => rest(p),
        _ => take(p, &DATA),
    }
}

fn sealed(p: &mut Peel<'_>) -> Peeled {
    p.field(&IV, 4)?;
    take(p, &SEALED)
}

/// What is left of the part, as one field.
pub(super) fn take(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(|_| ()),
    }
}

/// What is left of the part, without a name.
pub(super) fn rest(p: &mut Peel<'_>) -> Peeled {
    take(p, &UNKNOWN)
}
