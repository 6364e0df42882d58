//! HSR: every frame goes both ways round a ring, so that one broken link loses none
//! (IEC 62439-3).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of, names};

const SECTION: &str = "IEC 62439-3 §5.7";

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("hsr.path", "Path", 4)
        .parts_follow()
        .doc("Which way the frame goes, and whose it is.", SECTION),
    FieldSpec::uint("hsr.netid", "Network", 3).part().doc(
        "Which network behind the ring the frame comes from; 0: none.",
        SECTION,
    ),
    FieldSpec::uint("hsr.laneid", "Lane", 1)
        .part()
        .codes(&[(0, "A"), (1, "B")])
        .doc("Which way round it was sent.", SECTION),
    FieldSpec::uint("hsr.lsdu_size", "Size", 12)
        .unit("bytes")
        .doc("From this header to the end of the payload.", SECTION),
    FieldSpec::uint("hsr.sequence_nr", "Sequence number", 16).doc(
        "The same in both copies: the receiver drops the second.",
        SECTION,
    ),
    FieldSpec::hex("hsr.type", "Type", 16)
        .lookup(|code| names::ethertype(code as u16))
        .doc("What the frame carries.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// HSR.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "hsr",
        short: "HSR",
        title: "High-availability Seamless Redundancy",
        osi: OsiLayer::DataLink,
        why: "It marks the copies of a frame on a ring, so that a receiver knows them.",
        reference: "IEC 62439-3",
    },
    claims: &[Claim::EtherType(0x892f)],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x10\x34\0\x07\x08\x06",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [path, _, high, low, type_high, type_low] = *p.header::<HEADER_LEN>(HEADER)?;
    let lane = if path & 0x10 == 0 { 'A' } else { 'B' };
    p.summary(format_args!(
        "lane {lane}, number {}",
        u16::from_be_bytes([high, low])
    ));
    p.pass(Next::EtherType(u16::from_be_bytes([type_high, type_low])));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn copies_have_a_lane_and_a_number() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "lane B, number 7");
        assert_eq!(out.field("hsr.lsdu_size").unwrap().value, Value::Uint(0x34));
        assert_eq!(out.field("hsr.laneid").unwrap().value, Value::Uint(1));
    }
}
