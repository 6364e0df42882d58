//! LLAP: frames on LocalTalk, Apple's network over telephone wire (Inside AppleTalk, chapter 1).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::network::ddp;

const BOOK: &str = "Inside AppleTalk, chapter 1";

const TYPES: Codes = &[
    (1, "DDP, short header"),
    (2, "DDP"),
    (0x81, "enquiry"),
    (0x82, "acknowledgement"),
    (0x84, "request to send"),
    (0x85, "clear to send"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("llap.dst", "Destination", 8)
        .doc("The node that the frame is for; 255: all.", BOOK),
    FieldSpec::uint("llap.src", "Source", 8).doc("The node that sent it.", BOOK),
    FieldSpec::hex("llap.type", "Type", 8).codes(TYPES).doc(
        "What the frame carries; from 0x80 on it controls who may send.",
        BOOK,
    ),
];

/// LLAP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "llap",
        short: "LLAP",
        title: "LocalTalk Link Access Protocol",
        osi: OsiLayer::DataLink,
        why: "It carries frames between the nodes of one cable, each with a number of one byte.",
        reference: BOOK,
    },
    claims: &[Claim::LinkType(LinkType(114)), Claim::EtherType(0x809b)],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\xff\x07\x01\x00\x06\x01\x01\x05\x01",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [to, from, kind] = *p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let name = HEADER[2]
        .names
        .get(u64::from(kind))
        .unwrap_or("unknown type");
    p.summary(format_args!("{from} → {to}, {name}"));
    match kind {
        ddp::SHORT | ddp::LONG => p.pass(Next::Protocol(&ddp::PROTOCOL)),
        _ => p.pass(Next::Data),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn nodes_stand_in_the_link_header() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let chain: Vec<_> = out.layers.iter().map(|layer| layer.info.name).collect();
        assert_eq!(chain, ["llap", "ddp", "rtmp"]);
        assert_eq!(out.field("ddp.len").unwrap().value, Value::Uint(6));
        peeler.peel_as(&PROTOCOL, b"\x05\x07\x85", Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "7 → 5, clear to send");
    }
}
