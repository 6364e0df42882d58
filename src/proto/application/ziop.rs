//! ZIOP: compressed messages of CORBA (OMG CORBA part 2 §12).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const SOURCE: &str = "CORBA part 2 §12";

const TYPES: Codes = &[
    (0, "request"),
    (1, "reply"),
    (2, "cancel request"),
    (3, "locate request"),
    (4, "locate reply"),
    (5, "close connection"),
    (6, "message error"),
    (7, "fragment"),
];

const COMPRESSORS: Codes = &[
    (0, "none"),
    (1, "gzip"),
    (2, "PKZIP"),
    (3, "bzip2"),
    (4, "zlib"),
    (5, "LZMA"),
    (6, "LZOP"),
    (7, "RZIP"),
    (8, "7X"),
    (9, "XAR"),
];

const START: &[FieldSpec] = &[
    FieldSpec::text("ziop.magic", "Magic")
        .wide(4)
        .doc("The letters ZIOP.", SOURCE),
    FieldSpec::uint("ziop.giop_version_major", "Major version", 8)
        .doc("Of the message inside.", SOURCE),
    FieldSpec::uint("ziop.giop_version_minor", "Minor version", 8)
        .doc("Of the message inside.", SOURCE),
    FieldSpec::uint("ziop.flags", "Flags", 8)
        .doc("1: numbers begin with their lowest byte.", SOURCE),
    FieldSpec::uint("ziop.message_type", "Message type", 8)
        .codes(TYPES)
        .doc("What the message inside is.", SOURCE),
];

const START_LEN: usize = bytes_of(START);

crate::fields! {
    SIZE_BIG = FieldSpec::uint("ziop.message_size", "Size", 32).unit("bytes").doc("Bytes behind this header.", SOURCE);
    SIZE_LITTLE = FieldSpec::uint("ziop.message_size", "Size", 32).little().unit("bytes").doc("Bytes behind this header.", SOURCE);
    COMPRESSOR_BIG = FieldSpec::uint("ziop.compressor_id", "Compressor", 16).codes(COMPRESSORS).doc("How the message is compressed.", SOURCE);
    COMPRESSOR_LITTLE = FieldSpec::uint("ziop.compressor_id", "Compressor", 16).little().codes(COMPRESSORS).doc("How the message is compressed.", SOURCE);
    ORIGINAL_BIG = FieldSpec::uint("ziop.original_length", "Original length", 32).unit("bytes").doc("How long the message is without compression.", SOURCE);
    ORIGINAL_LITTLE = FieldSpec::uint("ziop.original_length", "Original length", 32).little().unit("bytes").doc("How long the message is without compression.", SOURCE);
    COMPRESSED = FieldSpec::bytes("", "Compressed message").doc("The message, compressed.", SOURCE);
}

/// ZIOP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ziop",
        short: "ZIOP",
        title: "Zipped Inter-ORB Protocol",
        osi: OsiLayer::Presentation,
        why: "It says in which form a message travels, not what it means.",
        reference: "OMG CORBA part 2",
    },
    claims: &[Claim::Heuristic(Transport::Tcp, 1)],
    headers: &[START],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"ZIOP\x01\x02\x01\x00\x0c\0\0\0\x04\0\0\0\x64\0\0\0abcd",
};

fn recognise(bytes: &[u8]) -> Match {
    const MAGIC: &[u8] = b"ZIOP\x01";
    let start = bytes.get(..MAGIC.len()).unwrap_or(bytes);
    match start.len() == MAGIC.len() {
        true => Match::yes_if(
            start == MAGIC && bytes.get(5).is_none_or(|minor| (2..=9).contains(minor)),
        ),
        false => Match::short_if(MAGIC.starts_with(start) && !start.is_empty()),
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(START_LEN)?;
    let start = p.header::<START_LEN>(START)?;
    let little = start[6] & 1 != 0;
    let name = START[4]
        .names
        .get(start[7].into())
        .unwrap_or("unknown message");
    let size = p.uint(if little { &SIZE_LITTLE } else { &SIZE_BIG })? as usize;
    p.wait_for(size)?;
    p.ends_at(p.pos().saturating_add(size));
    p.within(size, "ZIOP size", |p| {
        p.uint(if little {
            &COMPRESSOR_LITTLE
        } else {
            &COMPRESSOR_BIG
        })?;
        // What follows stands at a multiple of four.
        p.skip(2)?;
        let original = p.uint(if little {
            &ORIGINAL_LITTLE
        } else {
            &ORIGINAL_BIG
        })?;
        p.summary(format_args!(
            "{name}, {original} bytes compressed to {size}"
        ));
        let left = p.rest().len();
        p.field(&COMPRESSED, left).map(drop)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_message_says_how_it_was_compressed() {
        let mut out = Dissection::default();
        let bytes = PROTOCOL.sample;
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "request, 100 bytes compressed to 12");
        assert_eq!(
            all(&out, bytes, "ziop.compressor_id"),
            [(12, 2, "4".into())]
        );
        assert_eq!(recognise(b"ZI"), Match::Short);
        let mut out = Dissection::default();
        let bytes = b"ZIOP\x01\x02\x00\x00\xff\xff\xff\xff\x00";
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.faults.len(), 1);
    }
}
