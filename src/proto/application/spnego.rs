//! SPNEGO: client and server agree on a method of authentication (RFC 4178).

use crate::decode::{Match, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Value};
use crate::proto::application::ntlmssp;
use crate::proto::ber::{self, Element};

const INIT: u8 = 0xa0;
const TARG: u8 = 0xa1;

/// Alternatives of the messages' members.
const MEMBERS: [u8; 5] = [0xa0, 0xa1, 0xa2, 0xa3, 0xa4];

const ENUMERATED: u8 = 0x0a;
const BIT_STRING: u8 = 0x03;
const GENERAL_STRING: u8 = 0x1b;

crate::fields! {
    INIT_TOKEN = FieldSpec::group("spnego.negTokenInit_element", "First message")
        .doc("The client names the methods that it knows.", "RFC 4178 §4.2.1");
    MECHANISMS = FieldSpec::uint("spnego.mechTypes", "Mechanisms", 0)
        .doc("Methods of authentication, the favourite first.", "RFC 4178 §4.1");
    MECHANISM = FieldSpec::computed("spnego.MechType", "Mechanism")
        .doc("One method: NTLM, Kerberos, ...", "RFC 4178 §4.1");
    FLAGS = FieldSpec::bytes("spnego.reqFlags", "Flags wanted")
        .doc("What the context has to offer.", "RFC 4178 §4.2.1");
    TOKEN = FieldSpec::bytes("spnego.mechToken", "Token")
        .doc("First message of the client's favourite method.", "RFC 4178 §4.2.1");
    HINTS = FieldSpec::group("spnego.negHints_element", "Hints")
        .doc("What Windows servers add to their first message.", "MS-SPNG §2.2.1");
    HINT_NAME = FieldSpec::text("spnego.hintName", "Hint")
        .doc("Once the server's name; now a text that says to ignore it.", "MS-SPNG §2.2.1");
    TARG_TOKEN = FieldSpec::group("spnego.negTokenTarg_element", "Later message")
        .doc("The method that was chosen, and its messages.", "RFC 4178 §4.2.2");
    RESULT = FieldSpec::uint("spnego.negResult", "Result", 0)
        .codes(&[(0, "accept-completed"), (1, "accept-incomplete"), (2, "reject"), (3, "request-mic")])
        .doc("Whether the authentication is done.", "RFC 4178 §4.2.2");
    SUPPORTED = FieldSpec::computed("spnego.supportedMech", "Chosen mechanism")
        .doc("The method that the server chose.", "RFC 4178 §4.2.2");
    RESPONSE = FieldSpec::bytes("spnego.responseToken", "Token")
        .doc("Next message of the method.", "RFC 4178 §4.2.2");
    MIC = FieldSpec::bytes("spnego.mechListMIC", "Integrity check")
        .doc("Proves that nobody changed the list of methods.", "RFC 4178 §5");
}

/// SPNEGO.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "spnego",
        short: "SPNEGO",
        title: "Simple and Protected GSS-API Negotiation",
        osi: OsiLayer::Presentation,
        why: "It chooses among the methods of authentication for the protocol below.",
        reference: "RFC 4178",
    },
    claims: &[],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\xa1\x07\x30\x05\xa0\x03\x0a\x01\x00",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(matches!(bytes, [INIT | TARG, ..]))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let token = ber::header(p)?;
    let spec = match token.id {
        INIT => &INIT_TOKEN,
        TARG => &TARG_TOKEN,
        _ => {
            p.fault(
                FaultKind::Malformed("SPNEGO has no such message"),
                0..token.start,
            );
            return Ok(());
        }
    };
    let is_first = token.id == INIT;
    p.summary(format_args!(
        "{}",
        if is_first {
            "methods offered"
        } else {
            "negotiation goes on"
        }
    ));
    ber::contents(p, &token, |p| {
        p.group(spec, |p| {
            let sequence = ber::expect(p, ber::SEQUENCE)?;
            ber::contents(p, &sequence, |p| members(p, is_first))
        })
    })
}

fn members(p: &mut Peel<'_>, is_first: bool) -> Peeled {
    while !p.rest().is_empty() {
        let member = ber::header(p)?;
        let Some(index) = MEMBERS.iter().position(|id| *id == member.id) else {
            return Ok(());
        };
        ber::contents(p, &member, |p| {
            let inner = ber::header(p)?;
            match (is_first, index, inner.id) {
                (true, 0, ber::SEQUENCE) => mechanisms(p, &inner),
                (true, 1, BIT_STRING) => ber::value(p, &FLAGS, &inner).map(drop),
                (true, 2, ber::OCTET_STRING) => token(p, &TOKEN, &inner),
                (true, 3, ber::SEQUENCE) => {
                    p.seek(member.start);
                    hints(p)
                }
                (false, 0, ENUMERATED) => ber::value(p, &RESULT, &inner).map(drop),
                (false, 1, ber::OBJECT_IDENTIFIER) => ber::value(p, &SUPPORTED, &inner).map(drop),
                (false, 2, ber::OCTET_STRING) => token(p, &RESPONSE, &inner),
                (_, 3 | 4, ber::OCTET_STRING) => token(p, &MIC, &inner),
                _ => p.skip(inner.len).map(drop),
            }
        })?;
    }
    Ok(())
}

fn mechanisms(p: &mut Peel<'_>, list: &Element) -> Peeled {
    let count = count(&p.bytes()[list.start..list.end.min(p.bytes().len())]);
    p.group_as(
        &MECHANISMS,
        || Value::Uint(count),
        |p| {
            ber::contents(p, list, |p| {
                while !p.rest().is_empty() && !p.is_full() {
                    let oid = ber::expect(p, ber::OBJECT_IDENTIFIER)?;
                    ber::value(p, &MECHANISM, &oid)?;
                }
                Ok(())
            })
        },
    )
}

/// Elements that follow one another.
fn count(bytes: &[u8]) -> u64 {
    let (mut at, mut count) = (0, 0);
    while at < bytes.len()
        && let Ok(element) = ber::element(bytes, at)
    {
        (at, count) = (element.end, count + 1);
    }
    count
}

fn hints(p: &mut Peel<'_>) -> Peeled {
    p.group(&HINTS, |p| {
        let sequence = ber::expect(p, ber::SEQUENCE)?;
        ber::contents(p, &sequence, |p| {
            let name = ber::expect(p, 0xa0)?;
            ber::contents(p, &name, |p| {
                ber::field(p, &HINT_NAME, GENERAL_STRING).map(drop)
            })
        })
    })
}

/// A message of the method, and who reads it.
fn token(p: &mut Peel<'_>, spec: &'static FieldSpec, element: &Element) -> Peeled {
    let bytes = ber::value(p, spec, element)?;
    if ntlmssp::is_message(bytes) || ntlmssp::is_verifier(bytes) {
        let at = element.start..element.start + element.len;
        p.wrap(
            Next::Protocol(&ntlmssp::PROTOCOL),
            at,
            "SPNEGO token length",
        );
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
    fn methods_are_offered() {
        let bytes = b"\xa0\x14\x30\x12\xa0\x10\x30\x0e\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a\x06\x00";
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "spnego.mechTypes"), [(8, 14, "2".into())]);
        assert_eq!(
            all(&out, bytes, "spnego.MechType")[0],
            (10, 10, "1.3.6.1.4.1.311.2.2.10".into())
        );
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        assert!(
            !peeled(b"\xa1\x07\x30\x7f\xa0\x03\x0a\x01\x00")
                .faults
                .is_empty()
        );
        assert_eq!(
            all(
                &peeled(PROTOCOL.sample),
                PROTOCOL.sample,
                "spnego.negResult"
            ),
            [(8, 1, "0".into())]
        );
    }
}
