//! RGMP: routers tell switches which multicast groups they want (RFC 3488).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Verdict, bytes_of};
use crate::proto::checksum;

const MESSAGE: &[FieldSpec] = &[
    FieldSpec::hex("rgmp.reserved", "Reserved", 8).doc("Zero.", "RFC 3488 §4"),
    FieldSpec::hex("rgmp.checksum", "Checksum", 16)
        .doc("Covers the message, IGMP's type included.", "RFC 3488 §4"),
    FieldSpec::ipv4("rgmp.maddr", "Group").doc(
        "The group that is joined or left; zero in the others.",
        "RFC 3488 §4",
    ),
];

const MESSAGE_LEN: usize = bytes_of(MESSAGE);

/// RGMP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rgmp",
        short: "RGMP",
        title: "Router-port Group Management Protocol",
        osi: OsiLayer::Network,
        why: "It is to routers what IGMP is to hosts: a switch sends them only the groups they want.",
        reference: "RFC 3488",
    },
    claims: &[
        Claim::Field("igmp.type", 0xfc),
        Claim::Field("igmp.type", 0xfd),
        Claim::Field("igmp.type", 0xfe),
        Claim::Field("igmp.type", 0xff),
    ],
    headers: &[MESSAGE],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x1e\xfa\xe0\x01\x02\x03",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let message = p.header::<MESSAGE_LEN>(MESSAGE)?;
    if p.wants_fields() {
        let verdict = match p.bytes_since("igmp") {
            Some(message) if p.is_whole() && !p.is_quoted() => checksum::verdict(message, 2, 0),
            _ => Verdict::Unverifiable,
        };
        p.verdict("rgmp.checksum", verdict);
        let [_, _, _, a, b, c, d] = *message;
        p.summary(format_args!("{a}.{b}.{c}.{d}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};
    use crate::proto::network::igmp;

    #[test]
    fn igmp_hands_it_over() {
        let bytes = [b"\xff", PROTOCOL.sample].concat();
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &igmp::PROTOCOL,
            &bytes,
            Want::Full,
            &mut out,
        );
        assert_eq!(out.layers[1].summary, "224.1.2.3");
        assert_eq!(
            out.field("rgmp.checksum").unwrap().value,
            Value::Checksum(0x1efa, Verdict::Good)
        );
    }
}
