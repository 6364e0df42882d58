//! AARP: who has this AppleTalk address? (Inside AppleTalk, chapter 2.)

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const BOOK: &str = "Inside AppleTalk, chapter 2";

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("aarp.hard.type", "Hardware type", 16)
        .codes(&[(1, "Ethernet"), (2, "Token Ring")])
        .doc("The kind of link.", BOOK),
    FieldSpec::hex("aarp.proto.type", "Protocol type", 16)
        .codes(&[(0x809b, "AppleTalk")])
        .doc(
            "Whose addresses are asked for, as an EtherType: 0x809b is AppleTalk.",
            BOOK,
        ),
    FieldSpec::uint("aarp.hard.size", "Hardware size", 8)
        .unit("bytes")
        .doc("How long addresses of the link are.", BOOK),
    FieldSpec::uint("aarp.proto.size", "Protocol size", 8)
        .unit("bytes")
        .doc("How long addresses of the protocol are.", BOOK),
    FieldSpec::uint("aarp.opcode", "Operation", 16)
        .codes(&[(1, "request"), (2, "reply"), (3, "probe")])
        .doc(
            "A probe asks whether anybody has the address that the sender would like to take.",
            BOOK,
        ),
];

crate::fields! {
    FROM_MAC = FieldSpec::mac("aarp.src.hw_mac", "Sender MAC address").doc("The sender's address on the link.", BOOK);
    FROM_HARD = FieldSpec::bytes("aarp.src.hw", "Sender hardware address").doc("The sender's address on the link.", BOOK);
    FROM_ID = FieldSpec::bytes("aarp.src.proto_id", "Sender ID").doc("A zero, the number of the network, and the node on it.", BOOK);
    FROM = FieldSpec::bytes("aarp.src.proto", "Sender protocol address").doc("The sender's address.", BOOK);
    TO_MAC = FieldSpec::mac("aarp.dst.hw_mac", "Target MAC address").doc("The address that is asked for; zero in a request.", BOOK);
    TO_HARD = FieldSpec::bytes("aarp.dst.hw", "Target hardware address").doc("The address that is asked for; zero in a request.", BOOK);
    TO_ID = FieldSpec::bytes("aarp.dst.proto_id", "Target ID").doc("Who is asked for: a zero, the number of the network, and the node on it.", BOOK);
    TO = FieldSpec::bytes("aarp.dst.proto", "Target protocol address").doc("Who is asked for.", BOOK);
}

/// AARP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "aarp",
        short: "AARP",
        title: "AppleTalk Address Resolution Protocol",
        osi: OsiLayer::DataLink,
        why: "It finds the MAC address that belongs to an AppleTalk address on the same link.",
        reference: BOOK,
    },
    claims: &[Claim::EtherType(0x80f3)],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x01\x80\x9b\x06\x04\x00\x01\x02\x00\x5e\x10\x00\x01\x00\xff\x00\x07\0\0\0\0\0\0\x00\xff\x00\x05",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [h0, h1, p0, p1, hard, proto, o0, o1] = *p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let is_mac = matches!([h0, h1], [0, 1 | 2]) && hard == 6;
    let is_apple = [p0, p1] == [0x80, 0x9b] && proto == 4;
    let (hard, proto) = (usize::from(hard), usize::from(proto));
    let pick = |is: bool, known, other| if is { known } else { other };
    address(p, pick(is_mac, &FROM_MAC, &FROM_HARD), hard)?;
    let from = address(p, pick(is_apple, &FROM_ID, &FROM), proto)?;
    address(p, pick(is_mac, &TO_MAC, &TO_HARD), hard)?;
    let to = address(p, pick(is_apple, &TO_ID, &TO), proto)?;
    if p.wants_summary() {
        let (from, to) = (name(from), name(to));
        match u16::from_be_bytes([o0, o1]) {
            1 => p.summary(format_args!("who has {to}? Tell {from}")),
            2 => p.summary(format_args!("{from} is here")),
            3 => p.summary(format_args!("is there a {to}?")),
            other => p.summary(format_args!("unknown operation {other}")),
        }
    }
    p.ends_at(p.pos());
    Ok(())
}

fn address<'a>(
    p: &mut Peel<'a>,
    spec: &'static FieldSpec,
    len: usize,
) -> Result<&'a [u8], crate::decode::Stop> {
    match len {
        0 => Ok(&[]),
        _ => p.field(spec, len),
    }
}

/// Network and node, as AppleTalk addresses are written.
fn name(id: &[u8]) -> String {
    match id {
        [_, high, low, node] => format!("{}.{node}", u16::from_be_bytes([*high, *low])),
        _ => "an unknown address".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_node_asks_for_another() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "who has 65280.5? Tell 65280.7");
        let source = &all(&out, PROTOCOL.sample, "aarp.src.hw_mac")[0];
        assert_eq!(*source, (8, 6, "02:00:5e:10:00:01".into()));
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[4] = 200;
        assert_eq!(peeled(&bytes).faults.len(), 1);
    }
}
