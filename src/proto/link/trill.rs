//! TRILL: Ethernet frames between switches that find shortest ways (RFC 6325).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of};

const SECTION: &str = "RFC 6325 §3";

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("trill.version", "Version", 2).doc("0.", SECTION),
    FieldSpec::uint("trill.reserved", "Reserved", 2).doc("Zero.", SECTION),
    FieldSpec::flag("trill.multi_dst", "Many destinations")
        .doc("Set: the frame goes to many, along a tree.", SECTION),
    FieldSpec::uint("trill.op_len", "Options length", 5)
        .doc("Of the options, in units of four bytes.", SECTION),
    FieldSpec::uint("trill.hop_cnt", "Hops", 6).doc(
        "Each switch counts it down; at zero the frame is thrown away.",
        SECTION,
    ),
    FieldSpec::uint("trill.egress_nick", "Egress", 16).doc(
        "The nickname of the switch that unwraps the frame, or of the tree's root.",
        SECTION,
    ),
    FieldSpec::uint("trill.ingress_nick", "Ingress", 16)
        .doc("The nickname of the switch that wrapped it.", SECTION),
];

crate::fields! {
    OPTIONS = FieldSpec::bytes("trill.options", "Options").doc("What extensions add.", "RFC 6325 §3.8");
}

/// TRILL.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "trill",
        short: "TRILL",
        title: "Transparent Interconnection of Lots of Links",
        osi: OsiLayer::DataLink,
        why: "It carries frames across many links, on the shortest way instead of a tree.",
        reference: "RFC 6325",
    },
    claims: &[Claim::EtherType(0x22f3)],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x14\x12\x34\x56\x78\xff\xff\xff\xff\xff\xff\x02\x00\x5e\x10\x00\x01\x08\x06",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [first, second, e0, e1, i0, i1] = *p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let options = usize::from(u16::from_be_bytes([first, second]) >> 6 & 0x1f) * 4;
    let (egress, ingress) = (u16::from_be_bytes([e0, e1]), u16::from_be_bytes([i0, i1]));
    p.summary(format_args!(
        "0x{ingress:04x} → 0x{egress:04x}, {} hops left",
        second & 0x3f
    ));
    if options > 0 {
        p.field(&OPTIONS, options)?;
    }
    p.pass(Next::LinkType(LinkType::ETHERNET));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn switches_have_nicknames() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "0x5678 → 0x1234, 20 hops left");
        assert_eq!(out.layers[1].info.name, "eth");
        peeler.peel_as(
            &PROTOCOL,
            b"\x07\xc0\x12\x34\x56\x78abcd",
            Want::Full,
            &mut out,
        );
        assert_eq!(out.faults.len(), 1);
    }
}
