//! PAP: a name and a password in clear over a PPP link (RFC 1334).

use crate::decode::{Claim, Peel, Peeled, Protocol, Stop};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, text};
use crate::proto::ppp_control;

const REQUEST: u8 = 1;
const ACKNOWLEDGMENT: u8 = 2;
const NEGATIVE: u8 = 3;

crate::fields! {
    CODE = FieldSpec::uint("pap.code", "Code", 8)
        .codes(&[
            (1, "authenticate request"),
            (2, "authenticate acknowledgment"),
            (3, "authenticate negative acknowledgment"),
        ])
        .doc("A name with its password, or whether they were right.", "RFC 1334 §2.2");
    IDENTIFIER = FieldSpec::uint("pap.identifier", "Identifier", 8)
        .doc("An answer carries the number of its request.", "RFC 1334 §2.2");
    LENGTH = FieldSpec::uint("pap.length", "Length", 16)
        .unit("bytes")
        .doc("The whole packet. What follows beyond it is filling of the link.", "RFC 1334 §2.2");
    DATA = FieldSpec::group("pap.data", "Data")
        .doc("What the packet says.", "RFC 1334 §2.2");
    NAME_LEN = FieldSpec::uint("pap.peer_id.length", "Name length", 8)
        .unit("bytes")
        .doc("How long the name is.", "RFC 1334 §2.2.1");
    NAME = FieldSpec::text("pap.peer_id", "Name")
        .doc("Who wants to be let in.", "RFC 1334 §2.2.1");
    PASSWORD_LEN = FieldSpec::uint("pap.password.length", "Password length", 8)
        .unit("bytes")
        .doc("How long the password is.", "RFC 1334 §2.2.1");
    PASSWORD = FieldSpec::text("pap.password", "Password")
        .doc("The password as it is: everyone on the way can read it.", "RFC 1334 §2.2.1");
    MESSAGE_LEN = FieldSpec::uint("pap.message.length", "Message length", 8)
        .unit("bytes")
        .doc("How long the message is.", "RFC 1334 §2.2.2");
    MESSAGE = FieldSpec::text("pap.message", "Message")
        .doc("Text for a person.", "RFC 1334 §2.2.2");
    STUFF = FieldSpec::bytes("pap.stuff", "Other data")
        .doc("Bytes of a packet with an unknown code.", "RFC 1334 §2.2");
}

/// PAP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "pap",
        short: "PAP",
        title: "PPP Password Authentication Protocol",
        osi: OsiLayer::DataLink,
        why: "It lets one end of a link in before any network protocol uses the link.",
        reference: "RFC 1334 §2",
    },
    claims: &[Claim::Ppp(0xc023)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\x00\x11\x05alice\x06secret",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let Some(packet) = ppp_control::packet(p, [&CODE, &IDENTIFIER, &LENGTH])? else {
        return Ok(());
    };
    if !p.wants_fields() || p.pos() >= packet.end {
        return Ok(());
    }
    p.group(&DATA, |p| match packet.code {
        REQUEST => {
            let name = counted(p, &NAME_LEN, &NAME)?;
            let name = text::clean_bytes(name);
            p.summary(format_args!("authenticate request, {name}"));
            counted(p, &PASSWORD_LEN, &PASSWORD).map(|_| ())
        }
        ACKNOWLEDGMENT | NEGATIVE => counted(p, &MESSAGE_LEN, &MESSAGE).map(|_| ()),
        _ => ppp_control::rest(p, packet.end, &STUFF),
    })
}

/// Reads a length and as many bytes of text.
fn counted<'a>(
    p: &mut Peel<'a>,
    len: &'static FieldSpec,
    spec: &'static FieldSpec,
) -> Result<&'a [u8], Stop> {
    let len = p.uint(len)? as usize;
    p.field(spec, len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn name_and_password_are_in_clear() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "authenticate request, alice");
        assert_eq!(
            out.field("pap.password").unwrap().raw_text(PROTOCOL.sample),
            "secret"
        );
    }

    #[test]
    fn a_message_longer_than_the_packet_is_cut() {
        let out = peeled(b"\x02\x01\x00\x06\x94\x00");
        assert!(matches!(
            out.faults[0].kind,
            FaultKind::Truncated {
                needed: 0x94,
                present: 1,
                ..
            }
        ));
    }
}
