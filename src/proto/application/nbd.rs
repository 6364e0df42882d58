//! NBD: a disk of another computer, as requests for its blocks.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const SOURCE: &str = "NBD protocol (proto.md)";

const REQUEST: u32 = 0x2560_9513;
const REPLY: u32 = 0x6744_6698;

const READ: u64 = 0;
const WRITE: u64 = 1;

/// Longer requests are not made: 32 MiB is what clients keep to.
const MAX_LEN: u64 = 1 << 26;

/// By the lower half of the handle: one more than the length that a read asked for, in the lower half
/// its type.
const ASKED: &str = "NBD request";

const REQUEST_ROWS: &[FieldSpec] = &[
    FieldSpec::hex("nbd.magic", "Magic", 32).doc("0x25609513: a request.", SOURCE),
    FieldSpec::uint("nbd.type", "Type", 32)
        .codes(&[
            (READ, "read"),
            (WRITE, "write"),
            (2, "disconnect"),
            (3, "flush"),
            (4, "trim"),
        ])
        .doc("What is to be done; the upper half holds flags.", SOURCE),
    FieldSpec::hex("nbd.handle", "Handle", 64).doc("The reply repeats it.", SOURCE),
    FieldSpec::hex("nbd.from", "From", 64)
        .unit("bytes")
        .doc("Where on the disk.", SOURCE),
    FieldSpec::uint("nbd.len", "Length", 32)
        .unit("bytes")
        .doc("How much of it.", SOURCE),
];

const REPLY_ROWS: &[FieldSpec] = &[
    FieldSpec::hex("nbd.magic", "Magic", 32).doc("0x67446698: a reply.", SOURCE),
    FieldSpec::uint("nbd.error", "Error", 32)
        .doc("0: it is done; else the number of an error.", SOURCE),
    FieldSpec::hex("nbd.handle", "Handle", 64).doc("Which request it answers.", SOURCE),
];

const REQUEST_LEN: usize = bytes_of(REQUEST_ROWS);
const REPLY_LEN: usize = bytes_of(REPLY_ROWS);

crate::fields! {
    DATA = FieldSpec::bytes("nbd.data", "Data").doc("The blocks' bytes.", SOURCE);
}

/// NBD.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "nbd",
        short: "NBD",
        title: "Network Block Device",
        osi: OsiLayer::Application,
        why: "A computer uses the disk of another one as if it were its own.",
        reference: "NBD protocol",
    },
    claims: &[Claim::Heuristic(Transport::Tcp, 2)],
    headers: &[REQUEST_ROWS, REPLY_ROWS],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x25\x60\x95\x13\0\0\0\0\0\0\0\0\0\0\0\x07\0\0\0\0\0\0\x10\0\0\0\0\x10",
};

fn recognise(bytes: &[u8]) -> Match {
    let is_request = bytes.starts_with(&REQUEST.to_be_bytes());
    if is_request || bytes.starts_with(&REPLY.to_be_bytes()) {
        return match bytes.get(4..6) {
            Some(_) => Match::Yes,
            None => Match::Short,
        };
    }
    let is_cut = |magic: u32| magic.to_be_bytes().starts_with(bytes);
    Match::short_if(bytes.len() > 2 && bytes.len() < 4 && (is_cut(REQUEST) || is_cut(REPLY)))
}

fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .take(8)
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(4)?;
    if p.bytes().starts_with(&REPLY.to_be_bytes()) {
        return reply(p);
    }
    p.wait_for(REQUEST_LEN)?;
    let header = p.header::<REQUEST_LEN>(REQUEST_ROWS)?;
    let (kind, handle) = (number(&header[4..8]) & 0xffff, number(&header[8..16]));
    let len = number(&header[24..28]);
    let name = REQUEST_ROWS[1].names.get(kind).unwrap_or("other request");
    p.summary(format_args!(
        "{name}, {len} bytes from {}",
        number(&header[16..24])
    ));
    p.note(ASKED, handle as u32, (len + 1) << 32 | kind);
    let body = if kind == WRITE {
        len.min(MAX_LEN) as usize
    } else {
        0
    };
    data(p, body)
}

fn reply(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(REPLY_LEN)?;
    let header = p.header::<REPLY_LEN>(REPLY_ROWS)?;
    let (error, handle) = (number(&header[4..8]), number(&header[8..16]));
    let asked = p.fact(ASKED, handle as u32).unwrap_or_default();
    let len = match asked & 0xffff_ffff {
        READ if error == 0 && asked > 0 => ((asked >> 32) - 1).min(MAX_LEN),
        _ => 0,
    };
    if error == 0 {
        p.summary(format_args!("reply, {len} bytes"));
    } else {
        p.summary(format_args!("error {error}"));
    }
    data(p, len as usize)
}

fn data(p: &mut Peel<'_>, len: usize) -> Peeled {
    p.wait_for(len)?;
    p.ends_at(p.pos() + len);
    if len > 0 {
        p.field(&DATA, len)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn requests_say_where() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "read, 16 bytes from 4096");
        assert_eq!(
            out.field("nbd.len").map(|field| field.value.clone()),
            Some(Value::Uint(16))
        );
        let write = [&PROTOCOL.sample[..7], b"\x01", &PROTOCOL.sample[8..]].concat();
        peeler.peel_as(&PROTOCOL, &write, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
