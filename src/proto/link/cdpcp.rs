//! CDPCP: both ends of a PPP link agree on Cisco's discovery protocol.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{OsiLayer, ProtoInfo};
use crate::proto::ppp_control;

crate::fields! {
    CODE = ppp_control::CODE;
    IDENTIFIER = ppp_control::IDENTIFIER;
    LENGTH = ppp_control::LENGTH;
    DATA = ppp_control::DATA;
}

/// CDPCP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "cdpcp",
        short: "CDPCP",
        title: "PPP CDP Control Protocol",
        osi: OsiLayer::DataLink,
        why: "It readies the link for Cisco's discovery of neighbours.",
        reference: "PPP assigned numbers",
    },
    claims: &[Claim::Ppp(0x8207)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\x00\x04",
};

/// There are no options, so nothing but the packet's own header.
fn peel(p: &mut Peel<'_>) -> Peeled {
    match ppp_control::packet(p, [&CODE, &IDENTIFIER, &LENGTH])? {
        Some(packet) => ppp_control::rest(p, packet.end, &DATA),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn packets_have_no_options() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, b"\x05\x01\x00\x06ab", Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "terminate request");
        assert_eq!(out.field("ppp.data").unwrap().span.byte_range().len(), 2);
        peeler.peel_as(&PROTOCOL, b"\x05\x01\x00\x03ab", Want::Full, &mut out);
        assert_eq!(out.faults.len(), 1);
    }
}
