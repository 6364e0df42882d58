//! Control word of an Ethernet pseudowire: a cable made of MPLS labels (RFC 4448).

use crate::decode::{Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::link::ethernet;

const HEADER: &[FieldSpec] = &[
    // Four zero bits tell the word from an IP packet; twelve more are reserved.
    reserved(16, "RFC 4448 §4.6"),
    FieldSpec::uint("pweth.cw.sequence_number", "Sequence number", 16)
        .doc("Counts the frames, so that the far end sees when they overtook each other; 0 if it is not used.", "RFC 4448 §4.6"),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// Control word of an Ethernet pseudowire.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "pwethcw",
        short: "PW control word",
        title: "Ethernet pseudowire control word",
        osi: OsiLayer::DataLink,
        why: "It makes a cable for Ethernet frames out of a label-switched path.",
        reference: "RFC 4448 §4.6",
    },
    claims: &[],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x00\x07\xff\xff\xff\xff\xff\xff\x02\x00\x5e\x10\x00\x01\x08\x06",
};
use crate::proto::reserved::reserved;

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [_, _, s0, s1] = *p.header::<HEADER_LEN>(HEADER)?;
    p.summary(format_args!("frame {}", u16::from_be_bytes([s0, s1])));
    p.pass(Next::Protocol(&ethernet::PROTOCOL));
    Ok(())
}
