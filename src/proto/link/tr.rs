//! Token ring: stations that pass a token round a ring (IEEE 802.5).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo, Value, bytes_of};
use crate::proto::link::llc;
use crate::proto::reserved::reserved;

const SECTION: &str = "IEEE 802.5 §3.2";
const ROUTE_SECTION: &str = "IEEE 802.5 §3.3";

const LLC: u8 = 1;

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("tr.ac", "Access control", 8)
        .parts_follow()
        .doc("Who may send, and whether this is a frame or the token.", SECTION),
    FieldSpec::uint("tr.priority", "Priority", 3)
        .part()
        .doc("Only stations of this priority take the token; 7 is the highest.", SECTION),
    FieldSpec::flag("tr.frame", "Frame")
        .part()
        .doc("0: the token. 1: a frame.", SECTION),
    FieldSpec::uint("tr.monitor_cnt", "Monitor", 1)
        .part()
        .doc("The monitor sets it; a frame that comes by with it set has gone round without being taken off.", SECTION),
    FieldSpec::uint("tr.priority_reservation", "Reservation", 3)
        .part()
        .doc("Which priority a waiting station would like the next token to have.", SECTION),
    FieldSpec::hex("tr.fc", "Frame control", 8)
        .parts_follow()
        .doc("What the frame carries.", SECTION),
    FieldSpec::uint("tr.frame_type", "Type", 2)
        .part()
        .codes(&[(0, "MAC (management of the ring)"), (1, "LLC (data)")])
        .doc("Whether the frame is about the ring itself.", SECTION),
    reserved(2, SECTION).part(),
    FieldSpec::uint("tr.frame_pcf", "Control", 4)
        .part()
        .codes(&[(0, "normal"), (1, "express"), (2, "beacon"), (3, "claim token"), (4, "ring purge"), (5, "active monitor present"), (6, "standby monitor present")])
        .doc("How urgent a frame about the ring is.", SECTION),
    FieldSpec::mac("tr.dst", "Destination").doc("The station that it is for.", SECTION),
    FieldSpec::mac("tr.src", "Source")
        .doc("The station that sent it. Its first bit says that a route follows.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// Where the source address begins, whose first bit says that a route follows.
const SOURCE: usize = 8;

crate::fields! {
    ROUTED = FieldSpec::uint("tr.sr", "Source routed", 1).doc("1: a route follows the addresses.", ROUTE_SECTION);
    ROUTE_LEN = FieldSpec::uint("tr.rif_bytes", "Route length", 8).unit("bytes").doc("These two bytes and the route.", ROUTE_SECTION);
    BROADCAST = FieldSpec::uint("tr.broadcast", "Broadcast", 8)
        .codes(&[(0x00, "along the route"), (0x80, "all ways"), (0xc0, "along the tree")])
        .doc("Which way the frame takes through the bridges.", ROUTE_SECTION);
    LARGEST = FieldSpec::uint("tr.max_frame_size", "Largest frame", 8)
        .codes(&[(0x00, "516 bytes"), (0x10, "1500 bytes"), (0x20, "2052 bytes"), (0x30, "4472 bytes"), (0x40, "8144 bytes"), (0x50, "11407 bytes"), (0x60, "17800 bytes"), (0x70, "not limited yet")])
        .doc("The largest frame that gets through on this way.", ROUTE_SECTION);
    DIRECTION = FieldSpec::uint("tr.direction", "Direction", 8)
        .codes(&[(0x00, "from the first ring to the last"), (0x80, "from the last ring to the first")])
        .doc("In which order the route is gone.", ROUTE_SECTION);
    ROUTE = FieldSpec::computed("tr.rif", "Route").doc("Rings, and the bridges between them, in hexadecimal digits.", ROUTE_SECTION);
}

/// Token ring.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "tr",
        short: "Token Ring",
        title: "Token Ring",
        osi: OsiLayer::DataLink,
        why: "It carries frames round a ring on which only who has the token may send.",
        reference: "IEEE 802.5",
    },
    claims: &[Claim::LinkType(LinkType(6))],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x10\x40\xff\xff\xff\xff\xff\xff\x82\x00\x5e\x10\x00\x01\x06\x30\x00\x12\x00\x30\xaa\xaa\x03\x00\x00\x00\x08\x06",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let [_, control, d0, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5] = *header;
    let is_routed = s0 & 0x80 != 0;
    let (from, to) = ([s0 & 0x7f, s1, s2, s3, s4, s5], [d0, d1, d2, d3, d4, d5]);
    p.from_to(
        crate::model::Address::Mac(from),
        crate::model::Address::Mac(to),
    );
    p.mark_as(&ROUTED, SOURCE..SOURCE + 1, Value::Uint(is_routed.into()));
    let what = if control >> 6 == LLC {
        "data"
    } else {
        "about the ring"
    };
    p.summary(format_args!(
        "{} → {}, {what}",
        crate::model::Address::Mac(from),
        crate::model::Address::Mac(to)
    ));
    if is_routed {
        route(p)?;
    }
    p.pass(match control >> 6 {
        LLC => Next::Protocol(&llc::PROTOCOL),
        _ => Next::Data,
    });
    Ok(())
}

/// The route that a frame has taken, or shall take, through the bridges between rings.
fn route(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    p.require(2)?;
    let (first, second) = (p.rest()[0], p.rest()[1]);
    let len = usize::from(first & 0x1f);
    let part = |bits: u8| Value::Uint(u64::from(bits));
    p.mark_as(&ROUTE_LEN, at..at + 1, part(first & 0x1f));
    p.mark_as(&BROADCAST, at..at + 1, part(first & 0xe0));
    p.mark_as(&LARGEST, at + 1..at + 2, part(second & 0x70));
    p.mark_as(&DIRECTION, at + 1..at + 2, part(second & 0x80));
    if len < 2 || len % 2 != 0 {
        let kind = FaultKind::Malformed("a route has pairs of bytes");
        p.fault(kind, at..at + 1);
    }
    p.skip(2)?;
    let pairs = p.skip(len.saturating_sub(2))?;
    if pairs.len() >= 2 {
        p.mark_made(&ROUTE, at + 2..at + len, || rings(pairs));
    }
    Ok(())
}

/// Rings of three digits, and the bridges between them; behind the last ring is no bridge.
fn rings(pairs: &[u8]) -> String {
    let mut text = String::new();
    let mut bridge = None;
    for pair in pairs.chunks_exact(2) {
        let pair = u16::from_be_bytes([pair[0], pair[1]]);
        if let Some(bridge) = bridge {
            text += &format!("-{bridge:X}-");
        }
        text += &format!("{:03X}", pair >> 4);
        bridge = Some(pair & 0xf);
    }
    text
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
    fn frames_may_have_a_route() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(
            all(&out, PROTOCOL.sample, "tr.rif")[0],
            (16, 4, "001-2-003".into())
        );
        assert_eq!(out.layers[1].info.name, "llc");
        let plain = peeled(b"\x10\x00\xff\xff\xff\xff\xff\xff\x02\x00\x5e\x10\x00\x01abc");
        assert_eq!(plain.layers[1].info.name, "data");
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[14] = 0x1f;
        assert_eq!(peeled(&bytes).faults.len(), 2);
        bytes[14] = 0;
        assert_eq!(peeled(&bytes).faults.len(), 1);
    }
}
