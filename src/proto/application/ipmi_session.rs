//! The session of IPMI: whose messages these are, and how they are protected (IPMI 2.0 §13.6).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};

const SECTION: &str = "IPMI 2.0 §13.6";

const NONE: u64 = 0;
const RMCP_PLUS: u64 = 6;
const OEM_PAYLOAD: u8 = 2;

const PAYLOAD: &[FieldSpec] = &[
    FieldSpec::flag("ipmi_session.payloadtype.enc", "Encrypted")
        .doc("The message is encrypted.", SECTION),
    FieldSpec::flag("ipmi_session.payloadtype.auth", "Authenticated")
        .doc("The message has a code that proves its sender.", SECTION),
    FieldSpec::hex("ipmi_session.payloadtype", "Payload type", 6)
        .codes(&[
            (0x00, "IPMI message"),
            (0x01, "serial over LAN"),
            (0x02, "OEM"),
            (0x10, "open session request"),
            (0x11, "open session response"),
            (0x12, "RAKP message 1"),
            (0x13, "RAKP message 2"),
            (0x14, "RAKP message 3"),
            (0x15, "RAKP message 4"),
        ])
        .doc("What the message is.", SECTION),
];

crate::fields! {
    AUTHENTICATION = FieldSpec::hex("ipmi_session.authtype", "Authentication", 8)
        .codes(&[(0, "none"), (1, "MD2"), (2, "MD5"), (4, "password"), (5, "OEM"), (6, "RMCP+")])
        .doc("How the message is protected.", SECTION);
    SEQUENCE = FieldSpec::hex("ipmi_session.sequence", "Session sequence number", 32).little().doc("Keeps old messages from being sent again.", SECTION);
    ID = FieldSpec::hex("ipmi_session.id", "Session", 32).little().doc("0: before there is one.", SECTION);
    CODE = FieldSpec::bytes("ipmi_session.authcode", "Authentication code").doc("Proves the sender.", SECTION);
    LENGTH = FieldSpec::uint("ipmi_session.msg.len", "Message length", 8).unit("bytes").doc("Of what follows.", SECTION);
    LONG_LENGTH = FieldSpec::uint("ipmi_session.msg.len", "Message length", 16).little().unit("bytes").doc("Of what follows.", SECTION);
    OEM = FieldSpec::bytes("ipmi_session.oem.iana", "Enterprise").doc("Who defines the payload.", SECTION);
    OEM_ID = FieldSpec::bytes("ipmi_session.oem.payloadid", "Payload").doc("Which one of his.", SECTION);
    TRAILER = FieldSpec::bytes("ipmi_session.trailer", "Trailer").doc("Padding, and the code that proves the sender.", SECTION);
}

/// IPMI's session.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ipmi_session",
        short: "IPMI session",
        title: "IPMI v1.5/v2.0 Session Wrapper",
        osi: OsiLayer::Session,
        why: "It keeps the conversation of a console with a management controller together, and protects it.",
        reference: "IPMI 2.0",
    },
    claims: &[Claim::Field("rmcp.class", 7)],
    headers: &[PAYLOAD],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\0\0\0\0\0\0\0\0\x09\x20\x18\xc8\x81\x00\x38\x8e\x04\xb5",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(matches!(bytes.first(), Some(0..=2 | 4..=6)) && bytes.len() >= 10)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&AUTHENTICATION)?;
    let name = AUTHENTICATION.names.get(kind).unwrap_or("unknown");
    let mut payload = 0;
    let len = if kind == RMCP_PLUS {
        payload = p.rows(PAYLOAD)?[0];
        if payload & 0x3f == OEM_PAYLOAD {
            p.field(&OEM, 4)?;
            p.field(&OEM_ID, 2)?;
        }
        p.uint(&ID)?;
        p.uint(&SEQUENCE)?;
        p.uint(&LONG_LENGTH)?
    } else {
        p.uint(&SEQUENCE)?;
        p.uint(&ID)?;
        if kind != NONE {
            p.field(&CODE, 16)?;
        }
        p.uint(&LENGTH)?
    };
    p.summary(format_args!("authentication {name}, {len} bytes"));
    let start = p.pos();
    let end = start + len as usize;
    // What is encrypted has no further structure.
    let next = match payload & 0x80 {
        0 => Next::Field("ipmi_session.payloadtype", (payload & 0x3f).into()),
        _ => Next::Data,
    };
    p.wrap(next, start..end, "message length");
    p.seek(end);
    let left = p.rest().len();
    if left > 0 {
        p.field(&TRAILER, left)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn both_versions_have_a_length() {
        let bytes = PROTOCOL.sample;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(
            all(&out, bytes, "ipmi_session.msg.len"),
            [(9, 1, "9".into())]
        );
        let bytes = b"\x06\x11\0\0\0\0\0\0\0\0\x02\0ab";
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(
            all(&out, bytes, "ipmi_session.msg.len"),
            [(10, 2, "2".into())]
        );
        let bytes = b"\x06\x11\0\0\0\0\0\0\0\0\xff\xffab";
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
