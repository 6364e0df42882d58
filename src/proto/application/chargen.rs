//! Chargen: characters without end (RFC 864).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};
use crate::proto::dialogue::maybe_text;

const PORT: u16 = 19;

crate::fields! {
    DATA = FieldSpec::text("chargen.data", "Characters")
        .doc("Any characters, mostly lines that are shifted by one each. A datagram that asks gets one back: forged senders made that an attack.", "RFC 864");
}

/// Character Generator Protocol.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "chargen",
        short: "Chargen",
        title: "Character Generator Protocol",
        osi: OsiLayer::Application,
        why: "It is what a program on the host offers: a source of bytes for tests.",
        reference: "RFC 864",
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
    stream: false,
    sample: b"!#$%&'()*+,-./0123456789\r\n",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let len = p.bytes().len();
    p.summary(format_args!("{len} characters"));
    p.field(&DATA, len).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;

    #[test]
    fn characters_are_shown() {
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert!(out.field("chargen.data").is_some());
        assert_eq!(out.layers[0].summary, "26 characters");
    }
}
