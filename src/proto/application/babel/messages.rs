//! Items and their parts.

use super::{
    CHALLENGE, CHANNEL, DIGEST, INDEX, INNER, INNER_LENGTH, INNER_TYPE, PADDING, PREFIX, ROUTER,
    SOURCE_PREFIX, UNKNOWN,
};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value};
use crate::proto::reserved::reserved;

pub(super) const INNER_TYPES: Codes = &[
    (0, "one byte of padding"),
    (1, "padding"),
    (2, "diversity"),
    (3, "time stamp"),
    (128, "source prefix"),
];

const WILDCARD: u8 = 0;
const IPV4: u8 = 1;
const IPV6: u8 = 2;
const LINK_LOCAL: u8 = 3;
const IPV4_OVER_IPV6: u8 = 4;

const ENCODINGS: Codes = &[
    (0, "any"),
    (1, "IPv4"),
    (2, "IPv6"),
    (3, "link-local IPv6"),
    (4, "IPv4 with an IPv6 next hop"),
];

const ENCODING: FieldSpec = FieldSpec::uint("babel.message.ae", "Address encoding", 8)
    .codes(ENCODINGS)
    .doc("What kind of address follows.", "RFC 8966 §4.1.4");
const INTERVAL: FieldSpec = FieldSpec::uint("babel.message.interval", "Interval", 16)
    .unit("× 10 ms")
    .doc("When the next one comes at the latest.", "RFC 8966 §4.6");
const SEQUENCE: FieldSpec = FieldSpec::hex("babel.message.seqno", "Sequence number", 16)
    .doc("Tells new from old.", "RFC 8966 §4.6");
const PREFIX_LEN: FieldSpec = FieldSpec::uint("babel.message.plen", "Prefix length", 8)
    .unit("bits")
    .doc(
        "How many leading bits of the address count.",
        "RFC 8966 §4.6.9",
    );
const OMITTED: FieldSpec = FieldSpec::uint("babel.message.omitted", "Omitted bytes", 8).doc(
    "How many bytes the prefix shares with one before, and are left out.",
    "RFC 8966 §4.6.9",
);
const METRIC: FieldSpec = FieldSpec::uint("babel.message.metric", "Metric", 16).doc(
    "How far the destination is; 65535: not reachable any more.",
    "RFC 8966 §4.6.9",
);
const HOPS: FieldSpec = FieldSpec::uint("babel.message.hopcount", "Hop count", 8)
    .doc("How far the request may travel.", "RFC 8966 §4.6.11");

const NONCE_FIELD: FieldSpec = FieldSpec::hex("babel.message.nonce", "Nonce", 16)
    .doc("Comes back in the acknowledgment.", "RFC 8966 §4.6.3");

pub(super) const ACK_REQUEST: &[FieldSpec] =
    &[reserved(16, "RFC 8966 §4.6.3"), NONCE_FIELD, INTERVAL];

pub(super) const NONCE: &[FieldSpec] = &[NONCE_FIELD];

pub(super) const HELLO: &[FieldSpec] = &[
    FieldSpec::flag("", "Unicast").doc(
        "Set: sent to one neighbour, and counted apart.",
        "RFC 8966 §4.6.5",
    ),
    reserved(15, "RFC 8966 §4.6.5"),
    SEQUENCE,
    INTERVAL,
];

pub(super) const HEARD: &[FieldSpec] = &[
    ENCODING,
    reserved(8, "RFC 8966 §4.6.6"),
    FieldSpec::hex("babel.message.rxcost", "Receive cost", 16).doc(
        "How well the sender hears the neighbour; 65535: not at all.",
        "RFC 8966 §4.6.6",
    ),
    INTERVAL,
];

pub(super) const RESERVED: &[FieldSpec] = &[reserved(16, "RFC 8966 §4.6.7")];

pub(super) const ENCODED: &[FieldSpec] = &[ENCODING, reserved(8, "RFC 8966 §4.6.8")];

pub(super) const UPDATE: &[FieldSpec] = &[
    ENCODING,
    FieldSpec::hex("babel.message.flags", "Flags", 8).doc(
        "0x80: the prefix is the default for those behind. 0x40: the router's ID is in the address.",
        "RFC 8966 §4.6.9",
    ),
    PREFIX_LEN,
    OMITTED,
    INTERVAL,
    SEQUENCE,
    METRIC,
];

pub(super) const REQUEST: &[FieldSpec] = &[ENCODING, PREFIX_LEN];

pub(super) const SEQUENCE_REQUEST: &[FieldSpec] = &[
    ENCODING,
    PREFIX_LEN,
    SEQUENCE,
    HOPS,
    reserved(8, "RFC 8966 §4.6.11"),
];

pub(super) const SPECIFIC_UPDATE: &[FieldSpec] = &[
    ENCODING,
    PREFIX_LEN,
    FieldSpec::uint("", "Source prefix length", 8)
        .unit("bits")
        .doc(
            "Of the prefix that packets come from.",
            "draft-boutier-babel-source-specific-00",
        ),
    OMITTED,
    INTERVAL,
    SEQUENCE,
    METRIC,
];

pub(super) const COUNTER: &[FieldSpec] = &[FieldSpec::uint("", "Packet counter", 32).doc(
    "Grows with every packet, so that none can be repeated.",
    "RFC 8967 §6.2",
)];

pub(super) const TIME: &[FieldSpec] = &[FieldSpec::uint("", "Time stamp", 32).unit("µs").doc(
    "The sender's clock: shows the round-trip time.",
    "RFC 9616 §3.1",
)];

pub(super) const SOURCE_LEN: &[FieldSpec] = &[FieldSpec::uint("", "Prefix length", 8)
    .unit("bits")
    .doc("Of the prefix that packets come from.", "RFC 9079 §5.1")];

pub(super) fn value(p: &mut Peel<'_>, kind: u8) -> Peeled {
    match kind {
        1 => return remaining(p, &PADDING),
        2 => p.rows(ACK_REQUEST).map(drop)?,
        3 => p.rows(NONCE).map(drop)?,
        4 => p.rows(HELLO).map(drop)?,
        5 => {
            let encoding = p.rows(HEARD)?[0];
            whole_address(p, encoding)?;
        }
        6 => {
            p.rows(RESERVED)?;
            p.field(&ROUTER, 8)?;
        }
        7 => {
            let encoding = p.rows(ENCODED)?[0];
            whole_address(p, encoding)?;
        }
        8 => {
            let h = p.rows(UPDATE)?;
            prefix(p, h[0], h[2], h[3], &PREFIX)?;
        }
        9 => {
            let h = p.rows(REQUEST)?;
            prefix(p, h[0], h[1], 0, &PREFIX)?;
        }
        10 => {
            let h = p.rows(SEQUENCE_REQUEST)?;
            p.field(&ROUTER, 8)?;
            prefix(p, h[0], h[1], 0, &PREFIX)?;
        }
        13 => {
            let h = p.rows(SPECIFIC_UPDATE)?;
            prefix(p, h[0], h[1], h[3], &PREFIX)?;
            prefix(p, h[0], h[2], 0, &SOURCE_PREFIX)?;
        }
        12 | 16 => return remaining(p, &DIGEST),
        17 => {
            p.rows(COUNTER)?;
            return remaining(p, &INDEX);
        }
        18 | 19 => return remaining(p, &CHALLENGE),
        _ => return remaining(p, &UNKNOWN),
    }
    parts(p)
}

/// Reads an address that is there whole, of a neighbour or a next hop.
fn whole_address(p: &mut Peel<'_>, encoding: u8) -> Peeled {
    let len = match encoding {
        WILDCARD => 0,
        IPV4 | IPV4_OVER_IPV6 => 4,
        IPV6 => 16,
        LINK_LOCAL => 8,
        _ => return Ok(()),
    };
    match len {
        0 => Ok(()),
        len => p.field(&PREFIX, len).map(drop),
    }
}

/// Reads as many bytes of a prefix as its length in bits needs, without the omitted ones.
fn prefix(
    p: &mut Peel<'_>,
    encoding: u8,
    bits: u8,
    omitted: u8,
    spec: &'static FieldSpec,
) -> Peeled {
    let len = match encoding {
        WILDCARD => 0,
        _ => usize::from(bits.div_ceil(8)).saturating_sub(omitted.into()),
    };
    match len {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

/// Reads the parts that an item has behind its own fields.
fn parts(p: &mut Peel<'_>) -> Peeled {
    while let Some(kind) = p.rest().first().copied() {
        if p.is_full() {
            break;
        }
        p.group_as(
            &INNER,
            || Value::Uint(kind.into()),
            |p| {
                p.uint(&INNER_TYPE)?;
                if kind == 0 {
                    return Ok(());
                }
                let len = p.uint(&INNER_LENGTH)? as usize;
                p.within(len, "part length", |p| part(p, kind))
            },
        )?;
    }
    Ok(())
}

fn part(p: &mut Peel<'_>, kind: u8) -> Peeled {
    match kind {
        1 => remaining(p, &PADDING),
        2 => {
            while !p.rest().is_empty() {
                p.uint(&CHANNEL)?;
            }
            Ok(())
        }
        3 => {
            while p.rest().len() >= 4 {
                p.rows(TIME)?;
            }
            Ok(())
        }
        128 => {
            p.rows(SOURCE_LEN)?;
            remaining(p, &SOURCE_PREFIX)
        }
        _ => remaining(p, &UNKNOWN),
    }
}

fn remaining(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}
