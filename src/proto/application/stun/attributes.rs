//! Attributes: a type, a length, a value, filled up to whole words (RFC 8489 §14).

use std::net::{Ipv4Addr, Ipv6Addr};

use super::specs::*;
use super::{COOKIE, HEADER_LEN, names};
use crate::decode::{Next, Peel, Peeled};
use crate::model::{FieldSpec, Value, Verdict, bits_of};

/// XORed with the check sum, so that a message is not taken for one of another protocol that uses
/// the same sum ("STUN" in ASCII).
const FINGERPRINT_MASK: u32 = 0x5354_554e;

/// The CRC-32 of Ethernet.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// Reads attributes to the end of the bytes. The message begins at `message`.
pub(super) fn all(p: &mut Peel<'_>, message: usize) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.require(4)?;
        let head = [p.rest()[0], p.rest()[1], p.rest()[2], p.rest()[3]];
        let kind = u16::from_be_bytes([head[0], head[1]]);
        let len = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let known = names::attribute(kind.into()).is_some();
        let group = if known { &ATTRIBUTE } else { &OTHER_ATTRIBUTE };
        p.group_as(
            group,
            || Value::Uint(kind.into()),
            |p| {
                let at = p.pos();
                if known {
                    p.mark(&ATTRIBUTE_TYPE, at..at + 2);
                    p.bits(TYPE, at);
                } else {
                    p.mark(&OTHER_TYPE, at..at + 2);
                }
                p.skip(2)?;
                p.uint(&LENGTH)?;
                let start = p.pos();
                p.within(len, "attribute length", |p| value(p, kind, start, message))?;
                filling(p, len);
                Ok(())
            },
        )?;
    }
    Ok(())
}

/// The bytes that fill a value up to whole words, as far as they are there.
fn filling(p: &mut Peel<'_>, len: usize) {
    let pad = (len.next_multiple_of(4) - len).min(p.rest().len());
    if pad > 0 {
        let at = p.pos();
        p.mark_as(&PADDING, at..at + pad, Value::Uint(pad as u64));
        p.seek(at + pad);
    }
}

/// Reads a value that begins at `start` and ends where the bytes do.
fn value(p: &mut Peel<'_>, kind: u16, start: usize, message: usize) -> Peeled {
    let len = p.rest().len();
    match kind {
        _ if len == 0 => Ok(()),
        0x0001 | 0x0002 | 0x0004 | 0x0005 | 0x000b | 0x000e | 0x0011 | 0x8023 | 0x802b | 0x802c
        | 0x8090 => address(p, None),
        0x0012 | 0x0016 | 0x0020 | 0x0027 | 0x0028 | 0x8020 | 0x8059..=0x805c => {
            let mask = p.bytes().get(message + 4..message + HEADER_LEN);
            address(p, mask.and_then(|mask| mask.first_chunk()))
        }
        0x0003 => bits(p, CHANGE),
        0x0006 => whole(p, &USERNAME),
        0x0007 => whole(p, &PASSWORD),
        0x0008 => whole(p, &HMAC),
        0x0009 => error(p),
        0x000a => {
            while p.rest().len() >= 2 && !p.is_full() {
                p.uint(&UNKNOWN_TYPE)?;
            }
            Ok(())
        }
        0x000c => rows(p, &[&CHANNEL_NUMBER, &RESERVED_2]),
        0x000d => rows(p, &[&LIFETIME]),
        0x000f => rows(p, &[&MAGIC_COOKIE]),
        0x0010 => rows(p, &[&BANDWIDTH]),
        0x0013 => {
            let data = Next::Field("stun.data", 0);
            p.mark(&VALUE, start..start + len);
            p.wrap(data, start..start + len, "attribute length");
            Ok(())
        }
        0x0014 => whole(p, &REALM),
        0x0015 => whole(p, &NONCE),
        0x0017 => rows(p, &[&FAMILY, &RESERVED_3]),
        0x0018 => bits(p, RESERVE),
        0x0019 => rows(p, &[&TRANSPORT, &RESERVED_3]),
        0x001d | 0x8002 => algorithms(p),
        0x0022 => rows(p, &[&TOKEN]),
        0x0024 => rows(p, &[&PRIORITY]),
        0x0026 => {
            p.mark_as(&PADDING, start..start + len, Value::Uint(len as u64));
            Ok(())
        }
        0x0030 => rows(p, &[&ICMP_TYPE, &ICMP_CODE]),
        0x8004 => rows(p, &[&RESERVED_2, &ICMP_TYPE, &ICMP_CODE]),
        0x8022 => whole(p, &SOFTWARE),
        0x8027 => rows(p, &[&CACHE_TIMEOUT]),
        0x8028 => fingerprint(p, message),
        0x8029 | 0x802a => rows(p, &[&TIE_BREAKER]),
        0xc057 => rows(p, &[&NETWORK_ID, &NETWORK_COST]),
        _ => of_microsoft(p, kind),
    }
}

/// Attributes of Microsoft's relays, and those without a known structure.
fn of_microsoft(p: &mut Peel<'_>, kind: u16) -> Peeled {
    match kind {
        0x8006 => whole(p, &UNKNOWN_8006),
        0x8008 => rows(p, &[&MS_VERSION]),
        0x8050 => rows(p, &[&CONNECTION_ID, &SEQUENCE_NUMBER]),
        0x8054 => whole(p, &FOUNDATION),
        0x8055 => rows(p, &[&STREAM_TYPE, &SERVICE_QUALITY]),
        0x8056 => rows(p, &[&RESERVED_2, &ADMISSION]),
        0x8057 => rows(p, &[&RESERVATION_ID]),
        0x8058 => {
            rows(p, &[&AMOUNT_MAX_SEND, &AMOUNT_MIN_SEND])?;
            rows(p, &[&AMOUNT_MAX_RECEIVE, &AMOUNT_MIN_RECEIVE])
        }
        0x805d..=0x8060 if p.rest().len() < 12 => Ok(()),
        0x805d | 0x805f => {
            bits(p, ADDRESS_FLAGS)?;
            rows(p, &[&ANSWER_MAX_SEND, &ANSWER_MAX_RECEIVE])
        }
        0x805e | 0x8060 => {
            bits(p, RELAY_FLAGS)?;
            rows(p, &[&ANSWER_MAX_SEND, &ANSWER_MAX_RECEIVE])
        }
        0x8061 => whole(p, &SIP_DIALOG),
        0x8062 => whole(p, &SIP_CALL),
        0x8068 => rows(
            p,
            &[&PEER_LOCATION, &SELF_LOCATION, &FEDERATION, &RESERVED_1],
        ),
        0x8070 => rows(p, &[&MS_ICE_VERSION]),
        0x8095 => rows(p, &[&MULTIPLEXED_SESSION]),
        _ => whole(p, &VALUE),
    }
}

/// One field over the whole value.
fn whole(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    p.field(spec, p.rest().len()).map(drop)
}

/// A word of bits, if the value is long enough for it.
fn bits(p: &mut Peel<'_>, table: &'static [FieldSpec]) -> Peeled {
    if p.rest().len() >= (bits_of(table) / 8) as usize {
        p.rows(table)?;
    }
    Ok(())
}

/// Reads what of `specs` the value is long enough for.
fn rows(p: &mut Peel<'_>, specs: &[&'static FieldSpec]) -> Peeled {
    for spec in specs {
        let len = (spec.bits / 8) as usize;
        if p.rest().len() < len {
            break;
        }
        p.field(spec, len)?;
    }
    Ok(())
}

/// An address and its port; those behind `mask` are XORed with it (RFC 8489 §14.2).
fn address(p: &mut Peel<'_>, mask: Option<&[u8; 16]>) -> Peeled {
    rows(p, &[&RESERVED_1, &FAMILY])?;
    let at = p.pos();
    let Some(port) = p.rest().first_chunk::<2>() else {
        return Ok(());
    };
    let port = u16::from_be_bytes(*port);
    if mask.is_some() {
        p.mark(&XOR_PORT, at..at + 2);
    }
    let cookie = mask.map_or(0, |_| u16::from_be_bytes([COOKIE[0], COOKIE[1]]));
    p.mark_as(
        &ADDRESS_PORT,
        at..at + 2,
        Value::Uint((port ^ cookie).into()),
    );
    p.skip(2)?;
    let mut octets = [0; 16];
    let len = match p.bytes().get(at - 1) {
        Some(1) => 4,
        Some(2) => 16,
        _ => return Ok(()),
    };
    let Some(bytes) = p.rest().get(..len) else {
        return Ok(());
    };
    let unmasked = [0; 16];
    let mask_bytes = mask.unwrap_or(&unmasked);
    for ((octet, byte), mask) in octets.iter_mut().zip(bytes).zip(mask_bytes) {
        *octet = byte ^ mask;
    }
    let at = at + 2..at + 2 + len;
    let (xor, spec, value) = if len == 4 {
        let [a, b, c, d, ..] = octets;
        (&XOR_IPV4, &IPV4, Value::Ipv4(Ipv4Addr::new(a, b, c, d)))
    } else {
        (&XOR_IPV6, &IPV6, Value::Ipv6(Ipv6Addr::from(octets)))
    };
    if mask.is_some() {
        p.mark(xor, at.clone());
    }
    p.mark_as(spec, at.clone(), value);
    p.seek(at.end);
    Ok(())
}

fn error(p: &mut Peel<'_>) -> Peeled {
    rows(p, &[&RESERVED_2])?;
    if !p.rest().is_empty() {
        p.rows(ERROR_CLASS)?;
    }
    rows(p, &[&ERROR_NUMBER])?;
    let len = p.rest().len();
    if len > 0 {
        p.field(&ERROR_REASON, len)?;
    }
    Ok(())
}

/// Algorithms for making a key of a password, each with parameters (RFC 8489 §14.11).
fn algorithms(p: &mut Peel<'_>) -> Peeled {
    while p.rest().len() >= 4 && !p.is_full() {
        p.uint(&ALGORITHM)?;
        let len = p.uint(&ALGORITHM_LENGTH)? as usize;
        if len > 0 {
            p.field(&ALGORITHM_DATA, len)?;
            filling(p, len);
        }
    }
    Ok(())
}

/// A check sum over all that stands before it (RFC 8489 §14.7).
fn fingerprint(p: &mut Peel<'_>, message: usize) -> Peeled {
    if p.rest().len() < 4 {
        return Ok(());
    }
    let end = p.pos() - 4;
    let found = p.uint(&CRC)? as u32;
    if p.wants_fields() {
        let covered = p.bytes().get(message..end).unwrap_or_default();
        let expected = crc32(covered) ^ FINGERPRINT_MASK;
        let verdict = match found == expected {
            true => Verdict::Good,
            false => Verdict::Bad(expected),
        };
        p.verdict(CRC.name, verdict);
    }
    Ok(())
}
