//! Kerberos: tickets that prove who someone is (RFC 4120). Version 4 stands in a file of its own.

mod message;
mod names;
mod options;
mod padata;
mod parts;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};
use crate::proto::ber;

const PORT: u16 = 88;

/// The longest message that is believed.
const MAX_LEN: u32 = 1 << 20;

const MARK: &[FieldSpec] = &[
    FieldSpec::flag("kerberos.rm.reserved", "Reserved").doc("Always 0.", "RFC 4120 §7.2.2"),
    FieldSpec::uint("kerberos.rm.length", "Length", 31)
        .unit("bytes")
        .doc("Of the message behind these four bytes.", "RFC 4120 §7.2.2"),
];

const MARK_LEN: usize = bytes_of(MARK);

static ALL_FIELDS: [&FieldSpec;
    message::FIELDS.len() + padata::FIELDS.len() + parts::FIELDS.len()] =
    join_fields(&[message::FIELDS, padata::FIELDS, parts::FIELDS]);

/// Kerberos.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "kerberos",
        short: "Kerberos",
        title: "Kerberos",
        osi: OsiLayer::Application,
        why: "It is what a client and the service that gives out tickets say to each other.",
        reference: "RFC 4120",
    },
    claims: &[Claim::Port(Transport::Udp, PORT), Claim::Port(Transport::Tcp, PORT)],
    headers: &[MARK, options::KDC, options::AP],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x7e\x3b\x30\x39\xa0\x03\x02\x01\x05\xa1\x03\x02\x01\x1e\xa4\x11\x18\x0f20190205033848Z\
        \xa5\x03\x02\x01\x00\xa6\x03\x02\x01\x07\xa9\x03\x1b\x01E\xaa\x0b\x30\x09\xa0\x03\x02\x01\x01\xa1\x02\x30\x00",
};

/// An application tag of a message, with a length that fits; over TCP behind its length. Version 4
/// begins with its number.
fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [4, 2..=19, ..] if bytes.len() >= 6 => return Match::Maybe,
        [0x60..=0x7f, ..] => {
            return match ber::element(bytes, 0) {
                Ok(element) if message::name(element.id).is_none() => Match::No,
                Ok(element) => match bytes.get(element.start) {
                    Some(inside) => Match::yes_if(*inside == ber::SEQUENCE),
                    None => Match::short_if(element.len > 0),
                },
                Err(ber::Bad::Cut(_)) => Match::Short,
                Err(ber::Bad::Wrong(_)) => Match::No,
            };
        }
        _ => {}
    }
    let Some(mark) = bytes.first_chunk::<4>() else {
        return Match::short_if(bytes.iter().all(|byte| *byte < 0x10));
    };
    let length = u32::from_be_bytes(*mark);
    match bytes.get(4) {
        None => Match::short_if(length < MAX_LEN),
        Some(tag) => Match::yes_if(length < MAX_LEN && message::name(*tag).is_some()),
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let over_tcp = p.outer() == "tcp";
    let has_mark = over_tcp && !matches!(p.bytes().first(), Some(0x60..=0x7f));
    if !has_mark {
        if p.bytes().first() == Some(&4) {
            p.pass(Next::Field("kerberos.version", 4));
            return Ok(());
        }
        match ber::element(p.bytes(), 0) {
            Ok(message) => {
                p.wait_for(message.end)?;
                p.ends_at(message.end);
            }
            Err(ber::Bad::Cut(needed)) => p.wait_for(needed)?,
            Err(ber::Bad::Wrong(_)) => {}
        }
        return message::message(p);
    }
    p.wait_for(MARK_LEN)?;
    let mark = p.header::<MARK_LEN>(MARK)?;
    let length = u32::from_be_bytes(*mark) & 0x7fff_ffff;
    if length > MAX_LEN {
        p.fault(FaultKind::Malformed("no message is so long"), 0..MARK_LEN);
        return Ok(());
    }
    let end = MARK_LEN + length as usize;
    p.wait_for(length as usize)?;
    p.ends_at(end);
    p.within(length as usize, "length of the message", message::message)
}

#[cfg(test)]
mod tests;
