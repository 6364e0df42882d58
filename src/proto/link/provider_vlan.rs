//! Provider VLAN tag: a carrier's tag around its customer's (IEEE 802.1ad, now in 802.1Q).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of, names};
use crate::proto::link::{backbone_tag, ethernet, vlan};
use crate::proto::padding;

const ETHER_TYPE: u16 = 0x88a8;

const PRIORITY: FieldSpec = FieldSpec::uint("ieee8021ad.priority", "Priority", 3)
    .codes(vlan::PRIORITIES)
    .doc(
        "Which queue of the carrier's switches the frame goes into.",
        "IEEE 802.1Q §9.6",
    );

const DROP: FieldSpec = FieldSpec::flag("ieee8021ad.dei", "Drop eligible").doc(
    "Set: when there is no room for all, drop this frame before others.",
    "IEEE 802.1Q §9.6",
);

const ID_DOC: &str = "The number of the virtual network inside the carrier's network; the customer's own tag may stand behind.";

const SINGLE: &[FieldSpec] = &[
    PRIORITY,
    DROP,
    FieldSpec::uint("ieee8021ad.id", "Provider's VLAN", 12).doc(ID_DOC, "IEEE 802.1Q §9.6"),
];

const DOUBLE: &[FieldSpec] = &[
    PRIORITY,
    DROP,
    FieldSpec::uint("ieee8021ad.svid", "Service VLAN", 12).doc(ID_DOC, "IEEE 802.1Q §9.6"),
    FieldSpec::hex("", "Type", 16)
        .lookup(|code| names::ethertype(code as u16))
        .doc("Another tag of this kind follows.", "IEEE 802.1Q §9.4"),
    PRIORITY,
    DROP,
    FieldSpec::uint("ieee8021ad.cvid", "Customer VLAN", 12).doc(
        "The number of the virtual network inside the customer's network.",
        "IEEE 802.1Q §9.6",
    ),
];

const BACKBONE: &[FieldSpec] = &[FieldSpec::hex("", "Type", 16)
    .lookup(|code| names::ethertype(code as u16))
    .doc(
        "A backbone tag follows: this one belongs to the carrier's backbone.",
        "IEEE 802.1Q §9.7",
    )];

crate::fields! {
    TYPE = FieldSpec::hex("ieee8021ah.etype", "Type", 16)
        .lookup(|code| names::ethertype(code as u16))
        .doc("What the tagged frame carries; the customer's tag is one of the types.", "IEEE 802.1Q §9.4");
    PADDING = padding::PADDING;
    TRAILER = FieldSpec::bytes("ieee8021ah.trailer", "Trailer")
        .doc("Bytes behind the payload that its own lengths do not count.", "IEEE 802.1Q §G.2.3");
    FCS = padding::FCS;
}

/// Provider VLAN tag.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ieee8021ad",
        short: "S-VLAN",
        title: "IEEE 802.1ad provider VLAN",
        osi: OsiLayer::DataLink,
        why: "It tells a carrier's switches which customer's network the frame belongs to.",
        reference: "IEEE 802.1Q §9",
    },
    claims: &[Claim::EtherType(ETHER_TYPE)],
    headers: &[SINGLE, DOUBLE, BACKBONE, backbone_tag::HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: Some(trailer),
    stream: false,
    sample: b"\x20\x64\x81\x00\x00\x07\x08\x06",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    // Two of these tags in a row are the carrier's and the customer's.
    let is_double = p.bytes().get(2..4) == Some(&ETHER_TYPE.to_be_bytes());
    if is_double {
        let [s0, s1, _, _, c0, c1] = *p.header::<{ bytes_of(DOUBLE) }>(DOUBLE)?;
        let (service, customer) = (u16::from_be_bytes([s0, s1]), u16::from_be_bytes([c0, c1]));
        p.summary(format_args!(
            "service VLAN {}, customer VLAN {}",
            service & 0x0fff,
            customer & 0x0fff
        ));
    } else {
        let tag = u16::from_be_bytes(*p.header::<{ bytes_of(SINGLE) }>(SINGLE)?);
        p.summary(format_args!(
            "VLAN {}, priority {}",
            tag & 0x0fff,
            tag >> 13
        ));
        if p.rest()
            .starts_with(&backbone_tag::ETHER_TYPE.to_be_bytes())
        {
            p.rows(BACKBONE)?;
            let service = backbone_tag::service(p)?;
            p.summary(format_args!(
                "backbone VLAN {}, service {service}",
                tag & 0x0fff
            ));
        }
    }
    ethernet::type_or_length(p, &TYPE, &TYPE, &TYPE)
}

fn trailer(p: &mut Peel<'_>) -> Peeled {
    padding::trailer(p, &PADDING, &TRAILER, &FCS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_backbone_tag_belongs_to_the_carriers() {
        let out =
            peeled(b"\0\x05\x88\xe7\0\0\0\x64\x02\0\x5e\x10\0\x02\x02\0\x5e\x10\0\x01\x08\x06");
        assert_eq!(out.layers[0].summary, "backbone VLAN 5, service 100");
        assert_eq!(
            out.field("ieee8021ah.etype").unwrap().value.as_uint(),
            Some(0x0806)
        );
    }

    #[test]
    fn a_customers_tag_is_a_layer_of_its_own() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(
            out.field("ieee8021ad.id").unwrap().value.as_uint(),
            Some(100)
        );
        assert_eq!(out.layers[1].summary, "VLAN 7, priority 0");
    }

    #[test]
    fn two_tags_of_this_kind_are_service_and_customer() {
        let out = peeled(b"\x20\x64\x88\xa8\x30\x07\x08\x00");
        assert_eq!(
            out.field("ieee8021ad.svid").unwrap().value.as_uint(),
            Some(100)
        );
        assert_eq!(
            out.field("ieee8021ad.cvid").unwrap().value.as_uint(),
            Some(7)
        );
        assert_eq!(out.layers[0].summary, "service VLAN 100, customer VLAN 7");
    }
}
