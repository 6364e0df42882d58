//! Daytime: the time of day as text (RFC 867).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, text};
use crate::proto::dialogue::{Speaker, maybe_text, speaker};

const PORT: u16 = 13;

crate::fields! {
    STRING = FieldSpec::text("daytime.string", "Time of day")
        .doc("Date and time in a form that people read; no form is laid down.", "RFC 867");
    ASKED = FieldSpec::bytes("", "Anything")
        .doc("What a datagram that asks holds does not matter.", "RFC 867");
}

/// Daytime Protocol.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "daytime",
        short: "Daytime",
        title: "Daytime Protocol",
        osi: OsiLayer::Application,
        why: "It is what a program on the host offers: the time, for people.",
        reference: "RFC 867",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Port(Transport::Tcp, PORT),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: Some(maybe_text),
    peel,
    trailer: None,
    stream: true,
    sample: b"Friday, November 20, 2026 13:00:00-UTC\r\n",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let len = p.bytes().len();
    if speaker(p, &[PORT]) == Speaker::Client {
        p.summary(format_args!("what time is it?"));
        return p.field(&ASKED, len).map(drop);
    }
    if p.wants_fields() {
        let said = text::clean_bytes(p.bytes().trim_ascii());
        p.summary(format_args!("{said}"));
    }
    if !p.bytes().ends_with(b"\n") {
        p.wait_for(len + 1)?;
    }
    p.field(&STRING, len).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;

    #[test]
    fn the_answer_is_shown() {
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let answer = out.field("daytime.string").unwrap();
        assert_eq!(answer.bytes(PROTOCOL.sample), PROTOCOL.sample);
        assert!(out.layers[0].summary.starts_with("Friday"));
    }
}
