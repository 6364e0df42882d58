//! GIOP: calls of methods of distant objects, in CORBA (OMG CORBA part 2).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const HEAD: &str = "CORBA part 2 §9.4.1";

/// Bits of the flags without a meaning.
const GAP: FieldSpec = FieldSpec::gap(4).part();

const START: &[FieldSpec] = &[
    FieldSpec::text("giop.magic", "Magic")
        .wide(4)
        .doc("The letters GIOP.", HEAD),
    FieldSpec::uint("giop.major_version", "Major version", 8).doc("Always 1.", HEAD),
    FieldSpec::uint("giop.minor_version", "Minor version", 8).doc("0, 1 or 2.", HEAD),
    FieldSpec::hex("giop.flags", "Flags", 8)
        .parts_follow()
        .doc("The order of bytes, and whether the message goes on.", HEAD),
    GAP,
    FieldSpec::flag("giop.flags.ziop_enabled", "Compressed")
        .part()
        .doc("The message may be compressed.", "CORBA ZIOP"),
    FieldSpec::flag("giop.flags.ziop_supported", "Compression supported")
        .part()
        .doc("The sender can compress.", "CORBA ZIOP"),
    FieldSpec::flag("giop.flags.fragment", "Fragment")
        .part()
        .doc("More fragments follow.", HEAD),
    FieldSpec::flag("giop.flags.little_endian", "Little-endian")
        .part()
        .doc("1: numbers begin with their lowest byte.", HEAD),
    FieldSpec::uint("giop.type", "Message type", 8)
        .codes(&[
            (0, "request"),
            (1, "reply"),
            (2, "cancel request"),
            (3, "locate request"),
            (4, "locate reply"),
            (5, "close connection"),
            (6, "message error"),
            (7, "fragment"),
        ])
        .doc(
            "A call, its answer, or something about the connection.",
            HEAD,
        ),
];

const START_LEN: usize = bytes_of(START);

crate::fields! {
    LENGTH_BIG = FieldSpec::uint("giop.len", "Length", 32).unit("bytes")
        .doc("Bytes behind this header.", HEAD);
    LENGTH_LITTLE = FieldSpec::uint("giop.len", "Length", 32).little().unit("bytes")
        .doc("Bytes behind this header.", HEAD);
    REQUEST_BIG = FieldSpec::uint("giop.request_id", "Request", 32)
        .doc("The answer repeats the number.", "CORBA part 2 §9.4.2");
    REQUEST_LITTLE = FieldSpec::uint("giop.request_id", "Request", 32).little()
        .doc("The answer repeats the number.", "CORBA part 2 §9.4.2");
    REPLY_BIG = FieldSpec::uint("giop.replystatus", "Reply status", 32)
        .codes(&[(0, "no exception"), (1, "user exception"), (2, "system exception"), (3, "location forward")])
        .doc("Whether the call went well.", "CORBA part 2 §9.4.3");
    REPLY_LITTLE = FieldSpec::uint("giop.replystatus", "Reply status", 32).little()
        .codes(&[(0, "no exception"), (1, "user exception"), (2, "system exception"), (3, "location forward")])
        .doc("Whether the call went well.", "CORBA part 2 §9.4.3");
    BODY = FieldSpec::bytes("", "Content")
        .doc("The rest of the message: which object and method, and its arguments.", "CORBA part 2 §9.3");
}

/// GIOP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "giop",
        short: "GIOP",
        title: "General Inter-ORB Protocol",
        osi: OsiLayer::Application,
        why: "A program calls methods of objects in other programs with it; OSI would call a part of that layers 5 and 6.",
        reference: "OMG CORBA part 2",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 683),
        Claim::Heuristic(Transport::Tcp, 2),
        Claim::Heuristic(Transport::Udp, 2),
    ],
    headers: &[START],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"GIOP\x01\x02\x00\x01\x00\x00\x00\x0c\x00\x00\x00\x07\x00\x00\x00\x00\x00\x00\x00\x00",
};

fn recognise(bytes: &[u8]) -> Match {
    const MAGIC: &[u8] = b"GIOP";
    let start = bytes.get(..4).unwrap_or(bytes);
    if start.len() < 4 {
        return Match::short_if(MAGIC.starts_with(start) && !start.is_empty());
    }
    match bytes.get(4) {
        None => Match::short_if(start == MAGIC),
        Some(version) => Match::yes_if(start == MAGIC && *version == 1),
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let start = p.header::<START_LEN>(START)?;
    let little = start[6] & 1 != 0;
    let (minor, kind) = (start[5], start[7]);
    let len = p.uint(if little { &LENGTH_LITTLE } else { &LENGTH_BIG })? as usize;
    let name = START[START.len() - 1].names.get(kind.into());
    p.summary(format_args!("{}", name.unwrap_or("unknown message")));
    p.wait_for(len)?;
    p.ends_at(p.pos().saturating_add(len));
    p.within(len, "GIOP length", |p| {
        // Before version 1.2 a list of contexts stands first.
        if minor >= 2 && matches!(kind, 0 | 1) {
            p.uint(if little {
                &REQUEST_LITTLE
            } else {
                &REQUEST_BIG
            })?;
            if kind == 1 {
                p.uint(if little { &REPLY_LITTLE } else { &REPLY_BIG })?;
            }
        }
        let left = p.rest().len();
        if left > 0 {
            p.field(&BODY, left)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn an_answer_names_its_request() {
        let mut out = Dissection::default();
        let bytes = PROTOCOL.sample;
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "reply");
        assert_eq!(all(&out, bytes, "giop.request_id"), [(12, 4, "7".into())]);
        assert_eq!(recognise(b"GI"), Match::Short);
        assert_eq!(recognise(b"GIOP\x09"), Match::No);
        let mut out = Dissection::default();
        let bytes = b"GIOP\x01\x02\x00\x01\xff\xff\xff\xff\x00";
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
