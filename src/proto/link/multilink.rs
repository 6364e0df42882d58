//! PPP multilink: packets cut into fragments that travel over several links (RFC 1990).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::link::ppp;

/// First and last fragment at once: the packet was not cut.
const WHOLE: u8 = 0xc0;

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("mp.frag", "Fragment", 6)
        .parts_follow()
        .doc("Where in its packet the fragment belongs.", "RFC 1990 §3"),
    FieldSpec::flag("mp.first", "First fragment")
        .part()
        .doc("Set: the packet starts here.", "RFC 1990 §3"),
    FieldSpec::flag("mp.last", "Last fragment")
        .part()
        .doc("Set: the packet ends here.", "RFC 1990 §3"),
    FieldSpec::uint("mp.sequence_num_cls", "Class", 4)
        .part()
        .doc("Urgent packets have a class of their own, so that they can pass between the fragments of others.", "RFC 2686 §4"),
    FieldSpec::uint("mp.sequence_num_reserved", "Reserved", 2)
        .doc("Must be zero.", "RFC 1990 §3"),
    FieldSpec::uint("mp.seq", "Sequence number", 24)
        .doc("Counts the fragments, over all links together.", "RFC 1990 §3"),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// PPP multilink.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mp",
        short: "PPP multilink",
        title: "PPP Multilink Protocol",
        osi: OsiLayer::DataLink,
        why: "It makes one link of several; what runs above sees only the one.",
        reference: "RFC 1990",
    },
    claims: &[Claim::Ppp(0x003d)],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\xc0\x00\x00\x01\xc0\x21\x09\x01\x00\x08\x12\x34\x56\x78",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [flags, s0, s1, s2] = *p.header::<HEADER_LEN>(HEADER)?;
    let sequence = u32::from_be_bytes([0, s0, s1, s2]);
    if flags & WHOLE == WHOLE {
        p.summary(format_args!("number {sequence}, a whole packet"));
        p.pass(Next::Protocol(&ppp::PROTOCOL));
    } else {
        p.summary(format_args!("number {sequence}, a fragment"));
        p.pass(Next::Data);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    fn chain(bytes: &[u8]) -> Vec<&'static str> {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out.layers.iter().map(|layer| layer.info.name).collect()
    }

    #[test]
    fn only_whole_packets_are_peeled() {
        assert_eq!(chain(PROTOCOL.sample), ["mp", "ppp", "lcp"]);
        let mut first = PROTOCOL.sample.to_vec();
        first[0] = 0x80;
        assert_eq!(chain(&first), ["mp", "data"]);
    }
}
