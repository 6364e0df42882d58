//! UDP encapsulation of IPsec: encrypted packets in datagrams, so that they pass address
//! translators (RFC 3948).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};
use crate::proto::application::isakmp;
use crate::proto::network::esp;

/// Where an encrypted packet has the number of its association, which is never 0, a message of IKE
/// has zeros.
const MARKER: &[u8] = &[0; 4];
const KEEPALIVE_BYTE: &[u8] = &[0xff];

crate::fields! {
    KEEPALIVE = FieldSpec::bytes("udpencap.nat_keepalive", "NAT keepalive")
        .doc("One byte that says nothing: it keeps the address translator on the way from forgetting the flow.", "RFC 3948 §2.3");
    NOT_ESP = FieldSpec::bytes("udpencap.non_esp_marker", "No packet")
        .doc("Zeros say that what follows is no encrypted packet, but a message of IKE on the same port.", "RFC 3948 §2.2");
}

/// UDP encapsulation of IPsec.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "udpencap",
        short: "UDPENCAP",
        title: "UDP Encapsulation of IPsec Packets",
        osi: OsiLayer::Transport,
        why: "It says what a datagram is carrying across an address translator: packets or messages about keys.",
        reference: "RFC 3948",
    },
    claims: &[Claim::Port(Transport::Udp, 4500)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x00\x00\x9e\x89\xf2\x38\x8f\x90\xbc\x1e\x00\x00\x00\x00\x00\x00\x00\x01\x00\x20\x22\x08\
              \x00\x00\x00\x00\x00\x00\x00\x1c",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.bytes() == KEEPALIVE_BYTE {
        p.summary(format_args!("NAT keepalive"));
        p.field(&KEEPALIVE, 1)?;
    } else if p.bytes().starts_with(MARKER) {
        p.summary(format_args!("a message about keys"));
        p.field(&NOT_ESP, MARKER.len())?;
        p.pass(Next::Protocol(&isakmp::PROTOCOL));
    } else {
        p.summary(format_args!("an encrypted packet"));
        p.pass(Next::Protocol(&esp::PROTOCOL));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};

    fn chain(bytes: &[u8]) -> Vec<&'static str> {
        let mut out = crate::model::Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out.layers.iter().map(|layer| layer.info.name).collect()
    }

    #[test]
    fn the_first_bytes_tell_what_it_is() {
        assert_eq!(chain(PROTOCOL.sample), ["udpencap", "isakmp"]);
        assert_eq!(chain(b"\xff"), ["udpencap"]);
        assert_eq!(
            chain(b"\x00\x00\x01\x00\x00\x00\x00\x07abcd"),
            ["udpencap", "esp"]
        );
    }
}
