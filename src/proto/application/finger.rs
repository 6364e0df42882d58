//! Finger: a question, and an answer in words (RFC 1288).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, text};
use crate::proto::dialogue::{Speaker, maybe_text, speaker};

const PORT: u16 = 79;

crate::fields! {
    QUERY = FieldSpec::text("finger.query", "Question")
        .doc("Which user the client asks for; an empty line asks for all.", "RFC 1288");
    ANSWER = FieldSpec::text("finger.response", "Answer")
        .doc("What the host says of its users, up to the end of the connection.", "RFC 1288");
}

/// Finger user information.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "finger",
        short: "Finger",
        title: "Finger user information",
        osi: OsiLayer::Application,
        why: "It is a question about the users of a host, and the answer in words.",
        reference: "RFC 1288",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(maybe_text),
    peel,
    trailer: None,
    stream: true,
    sample: b"ada\r\n",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let len = p.bytes().len();
    if speaker(p, &[PORT]) == Speaker::Server {
        // The answer ends with the connection.
        p.wait_for(usize::MAX)?;
        p.summary(format_args!("answer of {len} bytes"));
        return p.field(&ANSWER, len).map(drop);
    }
    if !p.bytes().ends_with(b"\n") {
        p.wait_for(len + 1)?;
    }
    if p.wants_fields() {
        let said = text::clean_bytes(p.bytes().trim_ascii());
        p.summary(format_args!("question: {said}"));
    }
    p.field(&QUERY, len).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;

    #[test]
    fn without_ports_it_is_an_answer() {
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert!(out.field("finger.response").is_some());
        assert_eq!(
            PROTOCOL.recognises(b"\x16\x03\x01"),
            crate::decode::Match::No
        );
    }
}
