//! OPC UA: how machines, and those who watch them, read and write values (OPC 10000-6, binary encoding
//! over TCP).

mod basic;
mod channel;
mod extensions;
mod items;
mod nodes;
mod parts;
mod services;
mod sessions;
mod value;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport};

const SECTION: &str = "OPC 10000-6 §7.1.2";

/// Type, chunk and size.
const HEADER_LEN: usize = 8;

/// Messages are cut into chunks; one that is longer than this is not believed.
const MAX_CHUNK: usize = 1 << 24;

crate::fields! {
    TYPE = FieldSpec::text("opcua.transport.type", "Type").wide(3)
        .doc("HEL and ACK agree on sizes, OPN opens a secure channel, MSG carries a service, CLO closes the channel, ERR says why the connection ends.", SECTION);
    CHUNK = FieldSpec::text("opcua.transport.chunk", "Chunk").wide(1)
        .doc("F: the last (or only) chunk of its message. C: more follow. A: the message is given up.", SECTION);
    SIZE = FieldSpec::uint("opcua.transport.size", "Size", 32).little().unit("bytes")
        .doc("Length of the chunk, with this header.", SECTION);
}

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len()
        + basic::FIELDS.len()
        + channel::FIELDS.len()
        + items::FIELDS.len()
        + nodes::FIELDS.len()
        + parts::FIELDS.len()
        + services::FIELDS.len()
        + sessions::FIELDS.len()
        + value::FIELDS.len()] = join_fields(&[
    FIELDS,
    basic::FIELDS,
    channel::FIELDS,
    items::FIELDS,
    nodes::FIELDS,
    parts::FIELDS,
    services::FIELDS,
    sessions::FIELDS,
    value::FIELDS,
]);

/// OPC UA.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "opcua",
        short: "OPC UA",
        title: "OPC Unified Architecture",
        osi: OsiLayer::Application,
        why: "Programs ask machines for values and call their methods; it brings a model of the data and security of its own.",
        reference: "OPC 10000-6",
    },
    claims: &[Claim::Port(Transport::Tcp, 4840)],
    headers: &[
        basic::EXPANDED_MASK,
        basic::NODE_MASK,
        basic::DIAGNOSTIC_MASK,
        basic::LOCALIZED_MASK,
        extensions::MASK,
        value::DATA_MASK,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"HELF\x28\0\0\0\0\0\0\0\0\0\x02\0\0\0\x02\0\0\0\0\x40\0\x80\0\0\x08\0\0\0opc.tcp:",
};

/// Length of the chunk that begins here.
fn chunk_len(bytes: &[u8]) -> Option<usize> {
    let size = bytes.get(4..HEADER_LEN)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*size) as usize)
}

fn recognise(bytes: &[u8]) -> Match {
    const TYPES: [&[u8; 3]; 7] = [b"HEL", b"ACK", b"ERR", b"RHE", b"OPN", b"MSG", b"CLO"];
    let seen = bytes.get(..3).unwrap_or(bytes);
    if !TYPES.iter().any(|kind| kind.starts_with(seen)) {
        return Match::No;
    }
    match (bytes.get(3), chunk_len(bytes)) {
        (Some(b'F' | b'C' | b'A') | None, None) => Match::Short,
        (Some(b'F' | b'C' | b'A'), Some(HEADER_LEN..=MAX_CHUNK)) => Match::Yes,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(HEADER_LEN)?;
    p.require(HEADER_LEN)?;
    let bytes = p.bytes();
    let size = chunk_len(bytes).unwrap_or_default();
    if size < HEADER_LEN {
        let fault = FaultKind::BadLength {
            field: "OPC UA size",
            says: size as u64,
            limit: HEADER_LEN as u64,
        };
        p.fault(fault, 4..HEADER_LEN);
        return Ok(());
    }
    p.wait_for(size)?;
    p.ends_at(size);
    let chunk = bytes[3];
    p.within(size, "OPC UA size", |p| {
        let kind = p.field(&TYPE, 3)?;
        p.field(&CHUNK, 1)?;
        p.uint(&SIZE)?;
        match kind {
            b"HEL" | b"ACK" | b"ERR" | b"RHE" => channel::connection(p, kind),
            _ => channel::secured(p, kind, chunk),
        }
    })
}

#[cfg(test)]
mod tests;
