//! Skinny: what Cisco's desk telephones and their call manager say to each other (SCCP).

mod fields;
mod messages;
mod names;
#[cfg(test)]
mod tests;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{OsiLayer, ProtoInfo, Transport, bytes_of};
use fields::*;

const PORT: u16 = 2000;

const HEADER_LEN: usize = bytes_of(HEADER);

/// Bytes in front of what the length counts.
const UNCOUNTED: usize = 8;

/// Messages are not longer.
const MAX_LENGTH: u32 = 4096;

/// Skinny.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "skinny",
        short: "Skinny",
        title: "Skinny Client Control Protocol",
        osi: OsiLayer::Application,
        why: "A telephone tells its call manager every key, and is told what to ring, show and send.",
        reference: "Cisco SCCP",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[HEADER, SOFT_KEYS, RESTRICTIONS],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x10\x00\x00\x00\x14\x00\x00\x00\x86\x00\x00\x00\x09\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00",
};

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let word = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*word))
}

/// A length that a message may have, and a version that exists.
fn recognise(bytes: &[u8]) -> Match {
    let Some(len) = word(bytes, 0) else {
        return Match::Short;
    };
    if !(4..=MAX_LENGTH).contains(&len) {
        return Match::No;
    }
    let Some(version) = word(bytes, 4) else {
        return Match::Short;
    };
    if HEADER[1].names.get(version.into()).is_none() {
        return Match::No;
    }
    match word(bytes, 8) {
        Some(message) => Match::maybe_if(HEADER[2].names.get(message.into()).is_some()),
        None => Match::Short,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let len = word(header, 0).unwrap_or_default() as usize + UNCOUNTED;
    let version = word(header, 4).unwrap_or_default();
    let message = word(header, 8).unwrap_or_default();
    let name = HEADER[2].names.get(message.into());
    p.summary(format_args!("{}", name.unwrap_or("unknown message")));
    if len < HEADER_LEN {
        let kind = crate::model::FaultKind::BadLength {
            field: "length",
            says: len as u64,
            limit: HEADER_LEN as u64,
        };
        p.fault(kind, 0..4);
        return Ok(());
    }
    p.wait_for(len - HEADER_LEN)?;
    p.ends_at(len);
    p.within(len - HEADER_LEN, "message length", |p| {
        messages::body(p, message, version)?;
        let left = p.rest().len();
        if left > 0 {
            p.field(&OTHER, left)?;
        }
        Ok(())
    })
}
