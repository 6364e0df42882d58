//! CHAP: proof of knowing a secret, without sending it over a PPP link (RFC 1994).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, text};
use crate::proto::ppp_control;

const CHALLENGE: u8 = 1;
const RESPONSE: u8 = 2;
const SUCCESS: u8 = 3;
const FAILURE: u8 = 4;

crate::fields! {
    CODE = FieldSpec::uint("chap.code", "Code", 8)
        .codes(&[(1, "challenge"), (2, "response"), (3, "success"), (4, "failure")])
        .doc("A random challenge, what the other end computed from it and the secret, or whether that was right.", "RFC 1994 §4");
    IDENTIFIER = FieldSpec::uint("chap.identifier", "Identifier", 8)
        .doc("An answer carries the number of its challenge.", "RFC 1994 §4");
    LENGTH = FieldSpec::uint("chap.length", "Length", 16)
        .unit("bytes")
        .doc("The whole packet. What follows beyond it is filling of the link.", "RFC 1994 §4");
    DATA = FieldSpec::group("chap.data", "Data")
        .doc("The challenge or the response, and who sends it.", "RFC 1994 §4.1");
    VALUE_SIZE = FieldSpec::uint("chap.value_size", "Value length", 8)
        .unit("bytes")
        .doc("16 for a response computed with MD5.", "RFC 1994 §4.1");
    VALUE = FieldSpec::bytes("chap.value", "Value")
        .doc("Random bytes in a challenge; in a response a hash over identifier, secret and challenge.", "RFC 1994 §4.1");
    NAME = FieldSpec::text("chap.name", "Name")
        .doc("Who sends the packet: the other end looks up the secret by it.", "RFC 1994 §4.1");
    MESSAGE = FieldSpec::text("chap.message", "Message")
        .doc("Text for a person.", "RFC 1994 §4.2");
    STUFF = FieldSpec::bytes("chap.stuff", "Other data")
        .doc("Bytes of a packet with an unknown code.", "RFC 1994 §4");
}

/// CHAP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "chap",
        short: "CHAP",
        title: "PPP Challenge Handshake Authentication Protocol",
        osi: OsiLayer::DataLink,
        why: "It lets one end of a link in before any network protocol uses the link.",
        reference: "RFC 1994",
    },
    claims: &[Claim::Ppp(0xc223)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\x00\x13\x08\x12\x34\x56\x78\x9a\xbc\xde\xf0server",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let Some(packet) = ppp_control::packet(p, [&CODE, &IDENTIFIER, &LENGTH])? else {
        return Ok(());
    };
    if !p.wants_fields() || p.pos() >= packet.end {
        return Ok(());
    }
    match packet.code {
        CHALLENGE | RESPONSE => p.group(&DATA, |p| value_and_name(p, packet.end)),
        SUCCESS | FAILURE => ppp_control::rest(p, packet.end, &MESSAGE),
        _ => ppp_control::rest(p, packet.end, &STUFF),
    }
}

fn value_and_name(p: &mut Peel<'_>, end: usize) -> Peeled {
    let len = p.uint(&VALUE_SIZE)? as usize;
    let room = end - p.pos();
    if len > room {
        let kind = FaultKind::BadLength {
            field: "CHAP value length",
            says: len as u64,
            limit: room as u64,
        };
        p.fault(kind, p.pos() - 1..p.pos());
        return Ok(());
    }
    p.field(&VALUE, len)?;
    let name = p.rest().get(..end - p.pos()).map(text::clean_bytes);
    let kind = CODE.names.get(u64::from(p.bytes()[0])).unwrap_or_default();
    if let Some(name) = name {
        p.summary(format_args!("{kind} from {name}"));
    }
    ppp_control::rest(p, end, &NAME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_challenge_has_a_value_and_a_name() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "challenge from server");
        assert_eq!(out.field("chap.value").unwrap().span.byte_range().len(), 8);
    }

    #[test]
    fn a_value_may_not_leave_the_packet() {
        let out = peeled(b"\x01\x01\x00\x08\x40abc");
        assert!(matches!(
            out.faults[0].kind,
            FaultKind::BadLength {
                says: 64,
                limit: 3,
                ..
            }
        ));
        assert!(out.field("chap.value").is_none());
    }
}
