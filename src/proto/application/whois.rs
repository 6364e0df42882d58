//! Whois: a question, and an answer in words (RFC 3912).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, text};
use crate::proto::dialogue::{Speaker, maybe_text, speaker};
use crate::proto::lines::line_at;

const PORT: u16 = 43;

crate::fields! {
    QUERY = FieldSpec::text("whois.query", "Question")
        .doc("Which name or address the client asks for.", "RFC 3912");
    ANSWER = FieldSpec::text("whois.answer", "Line of the answer")
        .doc("Who has it: text, in no fixed form, up to the end of the connection.", "RFC 3912");
}

/// WHOIS.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "whois",
        short: "Whois",
        title: "WHOIS",
        osi: OsiLayer::Application,
        why: "It is a question about the owner of a name, and the answer in words.",
        reference: "RFC 3912",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(maybe_text),
    peel,
    trailer: None,
    stream: true,
    sample: b"example.org\r\n",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let len = p.bytes().len();
    if speaker(p, &[PORT]) == Speaker::Server {
        // The answer ends with the connection.
        p.wait_for(usize::MAX)?;
        p.summary(format_args!("answer of {len} bytes"));
        while !p.rest().is_empty() {
            let line = line_at(p.bytes(), p.pos()).filter(|_| !p.is_full());
            let end = line.map_or(len, |line| line.end);
            p.field(&ANSWER, end - p.pos())?;
        }
        return Ok(());
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
        assert!(out.field("whois.answer").is_some());
        assert_eq!(
            PROTOCOL.recognises(b"\x16\x03\x01"),
            crate::decode::Match::No
        );
    }
}
