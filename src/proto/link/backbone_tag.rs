//! Provider backbone tag: a customer's whole frame inside a carrier's (IEEE 802.1ah, now in 802.1Q).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of, names};
use crate::proto::link::{ethernet, vlan};
use crate::proto::padding;

const SECTION: &str = "IEEE 802.1Q §9.7";

/// Its EtherType.
pub const ETHER_TYPE: u16 = 0x88e7;

/// The tag and the customer's addresses.
pub const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("ieee8021ah.priority", "Priority", 3)
        .codes(vlan::PRIORITIES)
        .doc(
            "Which queue of the carrier's switches the frame goes into.",
            SECTION,
        ),
    FieldSpec::flag("ieee8021ah.drop", "Drop eligible").doc(
        "Set: when there is no room for all, drop this frame before others.",
        SECTION,
    ),
    FieldSpec::flag("ieee8021ah.nca", "No customer addresses").doc(
        "Set: the two addresses behind mean nothing; the carrier's own frame travels here.",
        SECTION,
    ),
    FieldSpec::uint("ieee8021ah.res1", "Reserved 1", 1)
        .doc("Zero; receivers do not look at it.", SECTION),
    FieldSpec::uint("ieee8021ah.res2", "Reserved 2", 2)
        .doc("Zero; a frame with other bits is dropped.", SECTION),
    FieldSpec::uint("ieee8021ah.isid", "Service", 24).doc(
        "Which customer's service this is: 16 million, where VLANs have 4094.",
        SECTION,
    ),
    FieldSpec::mac("ieee8021ah.cdst", "Customer's destination")
        .doc("Whom the customer's frame is for.", SECTION),
    FieldSpec::mac("ieee8021ah.csrc", "Customer's source")
        .doc("Who sent the customer's frame.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    TYPE = FieldSpec::hex("ieee8021ah.etype", "Type", 16)
        .lookup(|code| names::ethertype(code as u16))
        .doc("What the customer's frame carries.", SECTION);
    PADDING = padding::PADDING;
    TRAILER = FieldSpec::bytes("ieee8021ah.trailer", "Trailer")
        .doc("Bytes behind the payload that its own lengths do not count.", "IEEE 802.1Q §G.2.3");
    FCS = padding::FCS;
}

/// Provider backbone tag.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ieee8021ah",
        short: "I-TAG",
        title: "IEEE 802.1ah provider backbone tag",
        osi: OsiLayer::DataLink,
        why: "It hides the customers' addresses from a carrier's switches and tells their services apart.",
        reference: "IEEE 802.1Q §9.7",
    },
    claims: &[Claim::EtherType(ETHER_TYPE)],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: Some(trailer),
    stream: false,
    sample: b"\x30\0\0\x64\x02\0\x5e\x10\0\x02\x02\0\x5e\x10\0\x01\x08\x06",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let service = service(p)?;
    p.summary(format_args!("service {service}"));
    ethernet::type_or_length(p, &TYPE, &TYPE, &TYPE)
}

/// Reads the tag up to the type behind it; gives the service's number.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub fn service(p: &mut Peel<'_>) -> Result<u32, crate::decode::Stop> {
    let [_, a, b, c, ..] = *p.header::<HEADER_LEN>(HEADER)?;
    Ok(u32::from_be_bytes([0, a, b, c]))
}

fn trailer(p: &mut Peel<'_>) -> Peeled {
    padding::trailer(p, &PADDING, &TRAILER, &FCS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn a_service_has_24_bits() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "service 100");
        assert_eq!(out.field("ieee8021ah.drop").unwrap().value, Value::Uint(1));
        assert_eq!(
            out.field("ieee8021ah.etype").unwrap().value,
            Value::Uint(0x0806)
        );
    }
}
