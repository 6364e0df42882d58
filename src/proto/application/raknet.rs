//! RakNet: connections for games over UDP, such as those of Minecraft's Bedrock edition.

mod fields;
mod message;
mod offline;
#[cfg(test)]
mod tests;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};
use fields::*;

const PORT: u16 = 19132;

/// Stands in all messages outside of connections.
const MAGIC: [u8; 16] = *b"\x00\xff\xff\x00\xfe\xfe\xfe\xfe\xfd\xfd\xfd\xfd\x12\x34\x56\x78";

static ALL_FIELDS: [&FieldSpec;
    fields::FIELDS.len() + message::FIELDS.len() + offline::FIELDS.len()] =
    join_fields(&[fields::FIELDS, message::FIELDS, offline::FIELDS]);

/// RakNet.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "raknet",
        short: "RakNet",
        title: "RakNet Game Networking",
        osi: OsiLayer::Application,
        why: "Games carry their messages with it and repeat lost ones by themselves; OSI would call a part of that a transport.",
        reference: "RakNet sources",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Heuristic(Transport::Udp, 2),
    ],
    headers: &[DATA, ACKNOWLEDGMENT, NEGATIVE, message::FLAGS],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x84\x00\x00\x00\x40\x00\x90\x00\x00\x00\x09\x00\x00\x00\x00\x49\x0f\x02\x7c\
        \x00\x00\x00\x00\x00\x00\x2e\xf8\x00",
};

/// Outside of connections the magic at its place; inside lengths that fit the datagram exactly.
fn recognise(bytes: &[u8]) -> Match {
    match bytes.first() {
        Some(0x80..=0x8f) => Match::maybe_if(message::fills(bytes.get(4..).unwrap_or_default())),
        Some(0xa0..=0xaf | 0xc0..=0xef) => Match::maybe_if(ranges_fill(bytes)),
        Some(id) => match offline::magic_at(*id) {
            Some(at) => Match::yes_if(bytes.get(at..at + MAGIC.len()) == Some(&MAGIC)),
            None => Match::No,
        },
        None => Match::No,
    }
}

/// Bytes in front of the ranges of an acknowledgment.
fn before_ranges(first: u8) -> usize {
    match first & 0x60 {
        0x60 => 5,
        _ => 1,
    }
}

fn ranges_fill(bytes: &[u8]) -> bool {
    let at = before_ranges(bytes.first().copied().unwrap_or_default());
    let Some([high, low, ranges @ ..]) = bytes.get(at..) else {
        return false;
    };
    let mut rest = ranges;
    for _ in 0..u16::from_be_bytes([*high, *low]) {
        let len = match rest.first() {
            Some(1) => 4,
            Some(0) => 7,
            _ => return false,
        };
        let Some(next) = rest.get(len..) else {
            return false;
        };
        rest = next;
    }
    rest.is_empty()
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    match p.bytes().first() {
        Some(0x80..=0x9f) => data(p),
        Some(0xa0..=0xbf) => {
            p.rows(NEGATIVE)?;
            p.summary(format_args!("negative acknowledgment"));
            ranges(p)
        }
        Some(first @ 0xc0..) => {
            p.rows(ACKNOWLEDGMENT)?;
            if first & 0x20 != 0 {
                let at = p.pos();
                let rate = p.skip(4)?;
                let rate = f32::from_be_bytes([rate[0], rate[1], rate[2], rate[3]]);
                p.mark_made(&RATE, at..at + 4, || rate.to_string());
            }
            p.summary(format_args!("acknowledgment"));
            ranges(p)
        }
        _ => offline::message(p),
    }
}

fn data(p: &mut Peel<'_>) -> Peeled {
    p.header::<{ bytes_of(DATA) }>(DATA)?;
    let number = p.uint(&NUMBER)?;
    p.summary(format_args!("packet {number}"));
    while !p.rest().is_empty() && !p.is_full() {
        message::message(p)?;
    }
    Ok(())
}

/// Packets that arrived, or did not: single ones, or from one to another.
fn ranges(p: &mut Peel<'_>) -> Peeled {
    let count = p.uint(&RANGE_COUNT)?;
    for _ in 0..count {
        if p.is_full() {
            break;
        }
        let little = |bytes: &[u8]| {
            let bytes = bytes.iter().rev();
            bytes.fold(0u32, |number, byte| number << 8 | u32::from(*byte))
        };
        let single = p.rest().first() == Some(&1);
        let rest = p.rest();
        let first = rest.get(1..4).map(little).unwrap_or_default();
        let last = match single {
            true => first,
            false => rest.get(4..7).map(little).unwrap_or_default(),
        };
        p.group_made(
            &RANGE,
            || format!("{first} .. {last}"),
            |p| {
                let at = p.pos();
                let flag = p.skip(1)?[0];
                p.mark_as(&RANGE_SINGLE, at..at + 1, Value::Uint(flag.into()));
                p.uint(&RANGE_FIRST)?;
                if !single {
                    p.uint(&RANGE_LAST)?;
                }
                Ok(())
            },
        )?;
    }
    if !p.rest().is_empty() {
        let at = p.pos()..p.bytes().len();
        p.fault(FaultKind::Malformed("bytes behind the last range"), at);
    }
    Ok(())
}

/// An address of IPv4: version, inverted bytes, port. Adds `spec` over all of them.
fn address(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    p.require(7)?;
    let start = p.pos();
    let bytes = p.rest();
    let octets = [!bytes[1], !bytes[2], !bytes[3], !bytes[4]];
    let ip = std::net::Ipv4Addr::from(octets);
    let port = u16::from_be_bytes([bytes[5], bytes[6]]);
    p.group_made(
        spec,
        || format!("{ip}:{port}"),
        |p| {
            if p.uint(&IP_VERSION)? != 4 {
                // Others write a structure of their operating system.
                p.fault(
                    FaultKind::Malformed("an address of another version than 4"),
                    start..start + 1,
                );
                return Err(crate::decode::Stop);
            }
            p.mark_as(&IPV4, start + 1..start + 5, Value::Ipv4(ip));
            p.skip(4)?;
            p.uint(&ADDRESS_PORT).map(drop)
        },
    )
}
