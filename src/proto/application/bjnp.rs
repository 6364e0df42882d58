//! BJNP: computers find Canon's printers and scanners and send them their work.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const SOURCE: &str = "cups-bjnp and SANE pixma, bjnp protocol";

const TYPES: Codes = &[
    (1, "printer command"),
    (2, "scanner command"),
    (129, "printer response"),
    (130, "scanner response"),
];

const CODES: Codes = &[
    (1, "discover"),
    (16, "job details"),
    (17, "close"),
    (32, "status of the printer"),
    (33, "print"),
    (48, "identity of the printer"),
    (50, "scan job details"),
];

const HEAD: &[FieldSpec] = &[
    FieldSpec::text("bjnp.id", "Mark")
        .wide(4)
        .doc("BJNP, or MFNP for devices that do everything.", SOURCE),
    FieldSpec::uint("bjnp.type", "Type", 8)
        .codes(TYPES)
        .doc("Who is spoken to, and whether this is the answer.", SOURCE),
    FieldSpec::uint("bjnp.code", "Code", 8)
        .codes(CODES)
        .doc("What is to be done.", SOURCE),
    FieldSpec::uint("bjnp.seq_no", "Sequence number", 32).doc("The answer repeats it.", SOURCE),
    FieldSpec::uint("bjnp.session_id", "Session", 16)
        .doc("Which job it belongs to; 0 for none.", SOURCE),
    FieldSpec::uint("bjnp.payload_len", "Payload length", 32)
        .unit("bytes")
        .doc("Of what follows.", SOURCE),
];

crate::fields! {
    PAYLOAD = FieldSpec::bytes("bjnp.payload", "Payload")
        .doc("What the command or its answer says.", SOURCE);
}

/// BJNP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "bjnp",
        short: "BJNP",
        title: "Canon BJNP",
        osi: OsiLayer::Application,
        why: "It is what a driver says to a printer.",
        reference: "cups-bjnp",
    },
    claims: &[
        Claim::Port(Transport::Udp, 8611),
        Claim::Port(Transport::Udp, 8612),
        Claim::Port(Transport::Udp, 8613),
        Claim::Port(Transport::Udp, 8614),
    ],
    headers: &[HEAD],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"BJNP\x82\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x04abcd",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.starts_with(b"BJNP") || bytes.starts_with(b"MFNP"))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    let len = u32::from_be_bytes([head[12], head[13], head[14], head[15]]) as usize;
    let kind = HEAD[1].names.get(head[4].into()).unwrap_or("unknown type");
    let code = HEAD[2].names.get(head[5].into()).unwrap_or("unknown code");
    p.summary(format_args!("{kind}: {code}"));
    match len {
        0 => Ok(()),
        len => p.field(&PAYLOAD, len).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_scanner_answers() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "scanner response: discover");
        let payload = all(&out, PROTOCOL.sample, "bjnp.payload");
        assert_eq!(payload, [(16, 4, "61:62:63:64".into())]);
        let mut lies = PROTOCOL.sample.to_vec();
        lies[12] = 0xff;
        peeler.peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
