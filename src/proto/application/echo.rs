//! Echo: everything comes back (RFC 862).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};
use crate::proto::dialogue::{Speaker, speaker};

const PORT: u16 = 7;

crate::fields! {
    BYTES = FieldSpec::bytes("echo.data", "Bytes")
        .doc("The server sends back what it gets, unchanged.", "RFC 862");
}

/// Echo Protocol.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "echo",
        short: "Echo",
        title: "Echo Protocol",
        osi: OsiLayer::Application,
        why: "It is what a program on the host offers: a mirror for tests.",
        reference: "RFC 862",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Port(Transport::Tcp, PORT),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"hello",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let len = p.bytes().len();
    let what = match speaker(p, &[PORT]) {
        Speaker::Client => "to send back",
        Speaker::Server => "sent back",
    };
    p.summary(format_args!("{len} bytes {what}"));
    p.field(&BYTES, len).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;

    #[test]
    fn all_bytes_are_shown() {
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let bytes = out.field("echo.data").unwrap();
        assert_eq!(bytes.bytes(PROTOCOL.sample), b"hello");
    }
}
