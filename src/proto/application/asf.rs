//! ASF: asking a computer's management hardware whether it is there (DMTF DSP0136).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const SECTION: &str = "DMTF DSP0136 §3.2.3";

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("asf.iana", "Enterprise", 32)
        .codes(&[(4542, "ASF")])
        .doc("Who defines the message.", SECTION),
    FieldSpec::hex("asf.type", "Type", 8)
        .codes(&[
            (0x10, "reset"),
            (0x11, "power up"),
            (0x12, "power down"),
            (0x13, "power cycle"),
            (0x40, "presence pong"),
            (0x41, "capabilities response"),
            (0x42, "system state response"),
            (0x43, "open session response"),
            (0x44, "close session response"),
            (0x80, "presence ping"),
            (0x81, "capabilities request"),
            (0x82, "system state request"),
            (0x83, "open session request"),
            (0x84, "close session request"),
            (0xc0, "RAKP message 1"),
            (0xc1, "RAKP message 2"),
            (0xc2, "RAKP message 3"),
        ])
        .doc("What the message is.", SECTION),
    FieldSpec::hex("asf.tag", "Tag", 8)
        .doc("The response repeats the tag of its request.", SECTION),
    FieldSpec::uint("", "Reserved", 8).doc("Zero.", SECTION),
    FieldSpec::uint("asf.len", "Data length", 8)
        .unit("bytes")
        .doc("What follows.", SECTION),
];

crate::fields! {
    DATA = FieldSpec::bytes("", "Data").doc("Data that decap does not take apart.", SECTION);
}

/// ASF.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "asf",
        short: "ASF",
        title: "Alert Standard Forum",
        osi: OsiLayer::Application,
        why: "It is what a management console and the hardware of a computer say to each other.",
        reference: "DMTF DSP0136",
    },
    claims: &[Claim::Field("rmcp.class", 6)],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x11\xbe\x80\x00\x00\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let name = HEADER[1]
        .names
        .get(header[4].into())
        .unwrap_or("unknown type");
    p.summary(format_args!("{name}"));
    if header[7] > 0 {
        p.field(&DATA, header[7].into())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn data_that_are_not_there_are_a_fault() {
        let mut bytes = PROTOCOL.sample.to_vec();
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "presence ping");
        bytes[7] = 16;
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
