//! Marker protocol: a frame that comes back when all frames before it have arrived (IEEE 802.1AX).

use crate::decode::{Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const SECTION: &str = "IEEE 802.1AX §6.5.3";

const KINDS: Codes = &[(0, "end"), (1, "marker"), (2, "marker response")];

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("marker.version", "Version", 8).doc("Always 1.", SECTION),
    FieldSpec::hex("marker.tlvType", "Type", 8)
        .codes(KINDS)
        .doc("A marker, or its response.", SECTION),
    FieldSpec::hex("marker.tlvLen", "Length", 8)
        .doc("The part's bytes, with type and length.", SECTION),
    FieldSpec::uint("marker.requesterPort", "Requester's port", 16)
        .doc("The port that sent the marker.", SECTION),
    FieldSpec::mac("marker.requesterSystem", "Requester's system")
        .doc("The system that sent the marker.", SECTION),
    FieldSpec::uint("marker.requesterTransId", "Transaction", 32)
        .doc("Pairs markers and responses.", SECTION),
    FieldSpec::uint("marker.requesterPad", "Padding", 16).doc("Must be zero.", SECTION),
    FieldSpec::hex("marker.tlvType", "Type", 8)
        .codes(KINDS)
        .doc("The end of the list.", SECTION),
    FieldSpec::hex("marker.tlvLen", "Length", 8).doc("0 at the end of the list.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// How many bytes of zeros follow.
const RESERVED_LEN: usize = 90;

crate::fields! {
    RESERVED = FieldSpec::bytes("marker.reserved", "Reserved")
        .doc("Zeros up to the length that frames of this kind have.", SECTION);
}

/// Marker protocol.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "marker",
        short: "Marker",
        title: "Link Aggregation Marker Protocol",
        osi: OsiLayer::DataLink,
        why: "It tells when a conversation may move to another of several joined links.",
        reference: "IEEE 802.1AX §6.5",
    },
    claims: &[],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\x10\x00\x01\x02\x00\x5e\x10\x00\x02\x00\x00\x00\x09\x00\x00\x00\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = *p.header::<HEADER_LEN>(HEADER)?;
    let kind = HEADER[1]
        .names
        .get(u64::from(h[1]))
        .unwrap_or("unknown type");
    p.summary(format_args!(
        "{kind} {}",
        u32::from_be_bytes([h[11], h[12], h[13], h[14]])
    ));
    let reserved = p.rest().len().min(RESERVED_LEN);
    if reserved > 0 {
        p.field(&RESERVED, reserved)?;
    }
    p.ends_at(p.pos());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn a_response_carries_the_markers_number() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[1] = 2;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "marker response 9");
    }
}
