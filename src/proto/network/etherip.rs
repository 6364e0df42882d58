//! EtherIP: Ethernet frames directly inside IP packets (RFC 3378).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of};

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("etherip.ver", "Version", 4).doc("Always 3.", "RFC 3378 §3"),
    FieldSpec::hex("etherip.reserved", "Reserved", 12).doc("Must be zero.", "RFC 3378 §3"),
];

/// EtherIP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "etherip",
        short: "EtherIP",
        title: "Ethernet over IP",
        osi: OsiLayer::Network,
        why: "It joins two Ethernets across an IP network: whole frames travel in packets.",
        reference: "RFC 3378",
    },
    claims: &[Claim::IpProtocol(97)],
    headers: &[HEAD],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x30\x00\xff\xff\xff\xff\xff\xff\x02\x00\x5e\x10\x00\x01\x08\x06",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [first, _] = *p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    p.summary(format_args!("version {}", first >> 4));
    if first >> 4 != 3 {
        p.fault(
            FaultKind::Malformed("EtherIP has no other version than 3"),
            0..1,
        );
    }
    p.pass(Next::LinkType(LinkType::ETHERNET));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};

    #[test]
    fn a_frame_is_inside() {
        let mut out = crate::model::Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[1].info.name, "eth");
        peeler.peel_as(&PROTOCOL, b"\x03\x00\x00", Want::Full, &mut out);
        assert!(
            out.faults
                .iter()
                .any(|fault| matches!(fault.kind, FaultKind::Malformed(_)))
        );
    }
}
