//! GSS-API: the wrapping of authentication messages, and which method they belong to (RFC 2743 §3.1).

use crate::decode::{Match, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::application::{ntlmssp, spnego};
use crate::proto::ber;

/// The tag of a first token.
const INITIAL: u8 = 0x60;

/// Who takes the message behind the identifier.
const MECHANISM: &str = "gss-api.OID";

/// SPNEGO, 1.3.6.1.5.5.2.
const SPNEGO: &[u8] = b"\x2b\x06\x01\x05\x05\x02";

crate::fields! {
    OID = FieldSpec::computed("gss-api.OID", "Mechanism")
        .doc("Which method of authentication the message belongs to.", "RFC 2743 §3.1");
}

/// GSS-API.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "gss-api",
        short: "GSS-API",
        title: "Generic Security Service API",
        osi: OsiLayer::Presentation,
        why: "It gives all methods of authentication the same wrapping, whatever protocol carries it.",
        reference: "RFC 2743",
    },
    claims: &[],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x60\x0e\x06\x06\x2b\x06\x01\x05\x05\x02\xa0\x04\x30\x02\xa0\x00",
};

/// True if a message can be read by itself, or its exchange was seen from the start.
pub fn is_readable(p: &Peel<'_>, bytes: &[u8]) -> bool {
    let later = matches!(bytes, [0xa0 | 0xa1, ..]) && p.fact(MECHANISM, 0).is_some();
    bytes.first() == Some(&INITIAL) || ntlmssp::is_message(bytes) || later
}

fn recognise(bytes: &[u8]) -> Match {
    let known = matches!(bytes, [INITIAL | 0xa0 | 0xa1, ..]) || ntlmssp::is_message(bytes);
    Match::maybe_if(known)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    if ntlmssp::is_message(bytes) {
        p.pass(Next::Protocol(&ntlmssp::PROTOCOL));
        return Ok(());
    }
    if bytes.first() != Some(&INITIAL) {
        // Later messages name no mechanism: it is known from the first one.
        if p.fact(MECHANISM, 0).is_some() {
            p.pass(Next::Protocol(&spnego::PROTOCOL));
        } else {
            p.summary(format_args!(
                "a later message of an exchange whose start was not seen"
            ));
        }
        return Ok(());
    }
    let token = ber::expect(p, INITIAL)?;
    if token.end > bytes.len() {
        p.require(token.len)?;
    }
    let oid = ber::expect(p, ber::OBJECT_IDENTIFIER)?;
    let mechanism = ber::value(p, &OID, &oid)?;
    p.summary(format_args!("{}", ber::object_identifier(mechanism)));
    if mechanism == SPNEGO {
        p.note(MECHANISM, 0, 1);
        p.wrap(
            Next::Protocol(&spnego::PROTOCOL),
            oid.end..token.end,
            "GSS-API length",
        );
    } else if oid.end > token.end {
        p.fault(
            FaultKind::Malformed("the identifier is longer than the token"),
            0..oid.end,
        );
    } else {
        p.wrap(Next::Data, oid.end..token.end, "GSS-API length");
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
    fn the_mechanism_is_named() {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &PROTOCOL,
            PROTOCOL.sample,
            Want::Full,
            &mut out,
        );
        assert_eq!(
            all(&out, PROTOCOL.sample, "gss-api.OID"),
            [(4, 6, "1.3.6.1.5.5.2".into())]
        );
        assert_eq!(out.layers[1].info.name, "spnego");
    }
}
