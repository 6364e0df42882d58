//! The IPsec authentication header: who sent the packet, and that nobody changed it (RFC 4302).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of, names};
use crate::proto::ip;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("ah.next_header", "Next header", 8)
        .lookup(|code| names::ip_protocol(code as u8))
        .doc("What follows this header.", "RFC 4302 §2.1"),
    FieldSpec::uint("ah.length", "Length", 8)
        .unit("× 4 bytes after the first 8")
        .doc(
            "The header's length in words of 4 bytes, the first two not counted.",
            "RFC 4302 §2.2",
        ),
    FieldSpec::bytes("ah.reserved", "Reserved")
        .wide(2)
        .doc("Zero.", "RFC 4302 §2.3"),
    FieldSpec::hex("ah.spi", "Security parameters index", 32).doc(
        "Tells the receiver which keys and algorithms it agreed on for this packet.",
        "RFC 4302 §2.4",
    ),
    FieldSpec::uint("ah.sequence", "Sequence number", 32).doc(
        "Counts the packets of this security association, so that a copy sent again is noticed.",
        "RFC 4302 §2.5",
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    ICV = FieldSpec::bytes("ah.icv", "Integrity check value")
        .doc("A keyed hash over the packet: only who has the key can make it or check it.", "RFC 4302 §2.6");
}

/// The authentication header.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ah",
        short: "AH",
        title: "IPsec Authentication Header",
        osi: OsiLayer::Network,
        why: "It protects packets between two hosts or gateways, below any transport.",
        reference: "RFC 4302",
    },
    claims: &[Claim::IpProtocol(51)],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x3b\x04\x00\x00\x00\x00\x01\x00\x00\x00\x00\x07\x10\x20\x30\x40\x50\x60\x70\x80\x90\xa0\xb0\xc0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let len = (usize::from(h[1]) + 2) * 4;
    let spi = u32::from_be_bytes([h[4], h[5], h[6], h[7]]);
    p.summary(format_args!("association 0x{spi:08x}"));
    let Some(icv) = len.checked_sub(HEADER_LEN) else {
        let (field, says) = ("AH length", len as u64);
        p.fault(
            FaultKind::BadLength {
                field,
                says,
                limit: HEADER_LEN as u64,
            },
            1..2,
        );
        return Ok(());
    };
    p.field(&ICV, icv)?;
    p.pass(ip::next_header(h[0]));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn the_length_counts_words_but_two() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes.extend(b"next");
        peeler.peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(out.field("ah.icv").unwrap().span.byte_range().len(), 12);
        assert_eq!(out.layers[0].payload.len(), 4);
        bytes[1] = 0;
        peeler.peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert!(matches!(
            out.faults[0].kind,
            FaultKind::BadLength { says: 8, .. }
        ));
    }
}
