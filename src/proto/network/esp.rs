//! IPsec's encapsulating security payload: a packet's content, encrypted (RFC 4303).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("esp.spi", "Security parameters index", 32).doc(
        "Tells the receiver which keys and algorithms it agreed on for this packet.",
        "RFC 4303 §2.1",
    ),
    FieldSpec::uint("esp.sequence", "Sequence number", 32).doc(
        "Counts the packets of this security association, so that a copy sent again is noticed.",
        "RFC 4303 §2.2",
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    ENCRYPTED = FieldSpec::bytes("esp.encrypted_data", "Encrypted data")
        .doc("The payload, its padding and what protocol it is, all encrypted; at the end a check value over it.", "RFC 4303 §2");
}

/// The encapsulating security payload.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "esp",
        short: "ESP",
        title: "IPsec Encapsulating Security Payload",
        osi: OsiLayer::Network,
        why: "It encrypts packets between two hosts or gateways, below any transport.",
        reference: "RFC 4303",
    },
    claims: &[Claim::IpProtocol(50)],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x01\x00\x00\x00\x00\x07\x8f\x3c\x51\xee\x10\x9d\x44\x02\xa7\x66\x0b\xc3\x19\x2e\x7f\xd8",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let [a, b, c, d, ..] = *h;
    p.summary(format_args!(
        "association 0x{:08x}",
        u32::from_be_bytes([a, b, c, d])
    ));
    let rest = p.rest().len();
    if rest > 0 {
        p.field(&ENCRYPTED, rest)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn what_is_encrypted_stays_closed() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers.len(), 1);
        assert_eq!(out.field("esp.sequence").unwrap().value, Value::Uint(7));
        assert_eq!(
            out.field("esp.encrypted_data")
                .unwrap()
                .span
                .byte_range()
                .len(),
            16
        );
    }
}
