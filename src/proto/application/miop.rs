//! MIOP: calls of CORBA to groups of objects, by multicast (OMG CORBA part 2 §11).

use super::giop;
use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const SOURCE: &str = "CORBA part 2 §11.2";

const START: &[FieldSpec] = &[
    FieldSpec::text("miop.magic", "Magic")
        .wide(4)
        .doc("The letters MIOP.", SOURCE),
    FieldSpec::hex("miop.hdr_version", "Version", 8)
        .doc("Major and minor version in half a byte each.", SOURCE),
    FieldSpec::uint("miop.flags", "Flags", 8).doc(
        "1: numbers begin with their lowest byte; 2: the last packet of the message.",
        SOURCE,
    ),
];

const START_LEN: usize = bytes_of(START);

const BIG: &[FieldSpec] = &[
    FieldSpec::uint("miop.packet_length", "Length", 16)
        .unit("bytes")
        .doc("Bytes behind this header.", SOURCE),
    FieldSpec::uint("miop.packet_number", "Packet", 32)
        .doc("Which packet of the message, from 0 on.", SOURCE),
    FieldSpec::uint("miop.number_of_packets", "Packets", 32)
        .doc("How many packets the message has.", SOURCE),
    FieldSpec::uint("miop.unique_id_len", "Identifier length", 32)
        .unit("bytes")
        .doc("How long the identifier is.", SOURCE),
];

const LITTLE: &[FieldSpec] = &[
    BIG[0].little(),
    BIG[1].little(),
    BIG[2].little(),
    BIG[3].little(),
];

const REST_LEN: usize = bytes_of(BIG);

/// The longest identifier (CORBA part 2 §11.2.2).
const MAX_ID: usize = 252;

crate::fields! {
    ID = FieldSpec::bytes("miop.unique_id", "Identifier").doc("The same in all packets of a message.", SOURCE);
    PART = FieldSpec::bytes("", "Part").doc("A later part of the message.", SOURCE);
}

/// MIOP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "miop",
        short: "MIOP",
        title: "Unreliable Multicast Inter-ORB Protocol",
        osi: OsiLayer::Session,
        why: "It cuts messages into datagrams and says how they belong together.",
        reference: "OMG CORBA part 2",
    },
    claims: &[Claim::Heuristic(Transport::Udp, 1)],
    headers: &[START, BIG, LITTLE],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"MIOP\x10\x03\x18\x00\0\0\0\0\x01\0\0\0\x04\0\0\0abcd\
        GIOP\x01\x02\x01\x00\x0c\x00\x00\x00\x07\x00\x00\x00\x00\x00\x00\x00\x00\0\0\0",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::yes_if(bytes.len() >= 16 && bytes.starts_with(b"MIOP\x10"))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let start = p.header::<START_LEN>(START)?;
    let is_little = start[5] & 1 != 0;
    let rest = p.header::<REST_LEN>(if is_little { LITTLE } else { BIG })?;
    let word = |at: usize| {
        let bytes = [rest[at], rest[at + 1], rest[at + 2], rest[at + 3]];
        if is_little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        }
    };
    let (number, count, id) = (word(2), word(6), word(10) as usize);
    p.summary(format_args!("packet {number} of {count}"));
    if id >= MAX_ID {
        p.fault(
            FaultKind::Malformed("the identifier is too long"),
            p.pos() - 4..p.pos(),
        );
        return Ok(());
    }
    p.field(&ID, id)?;
    let left = p.rest().len();
    match number {
        0 => p.pass(Next::Protocol(&giop::PROTOCOL)),
        _ if left > 0 => drop(p.field(&PART, left)?),
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn the_first_packet_holds_a_message() {
        let mut bytes = PROTOCOL.sample.to_vec();
        let out = peeled(&bytes);
        assert_eq!(out.layers[0].summary, "packet 0 of 1");
        assert_eq!(out.layers[1].info.name, "giop");
        assert_eq!(all(&out, &bytes, "miop.packet_length")[0].2, "24");
        bytes[16] = 255;
        let out = peeled(&bytes);
        assert_eq!((out.layers.len(), out.faults.len()), (1, 1));
    }
}
