//! VLAN tag: one network among several on the same cable (IEEE 802.1Q).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of, names};
use crate::proto::link::ethernet;
use crate::proto::padding;

/// What the priorities are meant for (IEEE 802.1Q §8.6.6, table I-2).
pub(super) const PRIORITIES: crate::model::Codes = &[
    (0, "best effort"),
    (1, "background"),
    (2, "excellent effort"),
    (3, "critical applications"),
    (4, "video"),
    (5, "voice"),
    (6, "internetwork control"),
    (7, "network control"),
];

const TAG: &[FieldSpec] = &[
    FieldSpec::uint("vlan.priority", "Priority", 3)
        .codes(PRIORITIES)
        .doc("Which queue of a switch the frame goes into.", "IEEE 802.1Q §9.6"),
    FieldSpec::flag("vlan.dei", "Drop eligible")
        .doc("Set: when there is no room for all, drop this frame before others. It once told the form of addresses in the frame.", "IEEE 802.1Q §9.6"),
    FieldSpec::uint("vlan.id", "VLAN", 12)
        .doc("The number of the virtual network. 0: none, the tag gives a priority only; 1: the usual default; 4095: reserved.", "IEEE 802.1Q §9.6"),
];

const TAG_LEN: usize = bytes_of(TAG);

crate::fields! {
    TYPE = FieldSpec::hex("vlan.etype", "Type", 16)
        .lookup(|code| names::ethertype(code as u16))
        .doc("What the tagged frame carries: the EtherType that stood behind the addresses before the tag came in.", "IEEE 802.1Q §9.4");
    LENGTH = FieldSpec::uint("vlan.len", "Length", 16)
        .unit("bytes")
        .doc("Up to 1500, the number counts the bytes of the payload; what it is stands in the LLC header behind.", "IEEE 802.1Q §9.4; IEEE 802.3 §3.2.6");
    PADDING = padding::PADDING;
    TRAILER = FieldSpec::bytes("vlan.trailer", "Trailer")
        .doc("Bytes behind the payload that its own lengths do not count. A switch that adds a tag to a short frame may leave its filling longer than needed.", "IEEE 802.1Q §G.2.3");
    FCS = padding::FCS;
}

/// VLAN tag.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "vlan",
        short: "VLAN",
        title: "IEEE 802.1Q virtual LAN",
        osi: OsiLayer::DataLink,
        why: "It tells switches which of several networks on one cable the frame belongs to.",
        reference: "IEEE 802.1Q §9",
    },
    claims: &[Claim::EtherType(0x8100), Claim::EtherType(0x9100)],
    headers: &[TAG],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: Some(trailer),
    stream: false,
    sample: b"\x60\x05\x08\x06",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let tag = u16::from_be_bytes(*p.header::<TAG_LEN>(TAG)?);
    p.summary(format_args!(
        "VLAN {}, priority {}",
        tag & 0x0fff,
        tag >> 13
    ));
    ethernet::type_or_length(p, &TYPE, &LENGTH, &TYPE)
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
    fn tags_stand_behind_one_another() {
        let out = peeled(b"\xb0\x05\x81\x00\x00\x07\x00\x03\x42\x42\x03");
        let chain: Vec<_> = out.layers.iter().map(|layer| layer.info.name).collect();
        assert_eq!(chain, ["vlan", "vlan", "llc"]);
        assert_eq!(out.layers[0].summary, "VLAN 5, priority 5");
        assert_eq!(out.field("vlan.dei").unwrap().value.as_uint(), Some(1));
        assert_eq!(out.field("vlan.len").unwrap().value.as_uint(), Some(3));
    }

    #[test]
    fn a_stack_of_tags_has_an_end() {
        let out = peeled(&[0, 5, 0x81, 0].repeat(300));
        assert!(out.layers.len() < 60);
    }
}
