//! 6LoWPAN: IPv6 packets in the short frames of IEEE 802.15.4, with headers made smaller (RFC 4944,
//! RFC 6282).

mod header;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::low_words::join;
use crate::proto::network::ipv6;

const SECTION: &str = "RFC 4944 §5";
const FRAGMENT_SECTION: &str = "RFC 4944 §5.3";

const fn pattern(bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::hex("6lowpan.pattern", "Kind", bits).doc(doc, SECTION)
}

const PLAIN: &[FieldSpec] = &[pattern(8, "65: an IPv6 packet as it is.")];

const FRAGMENT: &[FieldSpec] = &[
    pattern(5, "24: the first part of a packet, 28: a later one."),
    FieldSpec::uint("6lowpan.frag.size", "Packet length", 11)
        .unit("bytes")
        .doc(
            "The whole IPv6 packet, before its headers were made smaller.",
            FRAGMENT_SECTION,
        ),
    FieldSpec::hex("6lowpan.frag.tag", "Packet", 16)
        .doc("All parts of a packet have the same.", FRAGMENT_SECTION),
];

const LATER: &[FieldSpec] = &[FieldSpec::uint("6lowpan.frag.offset", "Offset", 8)
    .scaled(8, "bytes")
    .doc("Where in the packet this part stands.", FRAGMENT_SECTION)];

/// Patterns of the first byte.
const UNCOMPRESSED: u8 = 0x41;
const FIRST: u8 = 0xc0;
const NEXT: u8 = 0xe0;
const FRAGMENT_MASK: u8 = 0xf8;
const COMPRESSED: u8 = 0x60;
const COMPRESSED_MASK: u8 = 0xe0;

/// 6LoWPAN.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "6lowpan",
        short: "6LoWPAN",
        title: "IPv6 over Low-Power Wireless Personal Area Networks",
        osi: OsiLayer::Network,
        why: "It leaves out of IPv6 headers what the receiver can work out, so that packets fit into small frames.",
        reference: "RFC 4944, RFC 6282",
    },
    claims: &[Claim::Field("wpan.frame_type", 1)],
    headers: &join::<_, { 3 + header::TABLES.len() }>(&[
        &[PLAIN, FRAGMENT, LATER],
        header::TABLES,
    ]),
    fields: &join_fields::<{ header::FIELDS.len() }>(&[header::FIELDS]),
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x78\x00\x3a\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x02\x80\0\x12\x34",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [UNCOMPRESSED, version, ..] => Match::yes_if(version >> 4 == 6),
        [first, _, ..] if first & COMPRESSED_MASK == COMPRESSED => Match::Maybe,
        [first, _, _, _, _, ..] => Match::maybe_if(matches!(first & FRAGMENT_MASK, FIRST | NEXT)),
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let Some(&first) = p.rest().first() else {
        return p.require(1);
    };
    match first {
        UNCOMPRESSED => {
            p.rows(PLAIN)?;
            p.summary(format_args!("IPv6 as it is"));
            p.pass(Next::Protocol(&ipv6::PROTOCOL));
            Ok(())
        }
        _ if first & FRAGMENT_MASK == NEXT => {
            p.rows(FRAGMENT)?;
            p.rows(LATER)?;
            p.summary(format_args!("part of a packet"));
            p.pass(Next::Fragment);
            Ok(())
        }
        _ if first & FRAGMENT_MASK == FIRST => {
            p.rows(FRAGMENT)?;
            p.summary(format_args!("first part of a packet"));
            if p.rest()
                .first()
                .is_some_and(|byte| byte & COMPRESSED_MASK == COMPRESSED)
            {
                header::read(p)?;
            }
            p.pass(Next::Fragment);
            Ok(())
        }
        _ => {
            let packet = header::read(p)?;
            let Some(mut packet) = packet else {
                p.pass(Next::Data);
                return Ok(());
            };
            let at = p.pos();
            p.summary(format_args!("{} bytes of headers for {at}", packet.len()));
            packet.finish(p.rest());
            p.wrap_derived(Next::Protocol(&ipv6::PROTOCOL), packet.bytes);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::decode::{NoConversations, Peeler, Want};
    use crate::model::{Dissection, Frame, LinkType, Value};

    /// A frame from device 2 to device 1 with this payload.
    fn peeled(payload: &[u8]) -> Dissection {
        let mut frame = Frame::empty();
        frame.info.link_type = LinkType(230);
        frame.bytes = [b"\x41\x88\x07\xcd\xab\x01\0\x02\0", payload].concat();
        frame.info.original_len = frame.bytes.len() as u32;
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel(&frame, Want::Full, &mut NoConversations, &mut out);
        out
    }

    #[test]
    fn headers_are_made_whole_again() {
        let out = peeled(b"\x7e\x33\xf3\x12\xab\xcdhello");
        let value = |name| out.field(name).unwrap().value.clone();
        let source = Value::Ipv6("fe80::ff:fe00:2".parse().unwrap());
        assert_eq!(value("6lowpan.src"), source);
        assert_eq!(value("ipv6.src"), source);
        assert_eq!(value("ipv6.plen"), Value::Uint(13));
        assert_eq!(value("udp.srcport"), Value::Uint(61617));
        assert_eq!(value("udp.dstport"), Value::Uint(61618));
        let names: Vec<_> = out.layers.iter().map(|layer| layer.info.name).collect();
        assert_eq!(names[..4], ["wpan", "6lowpan", "ipv6", "udp"]);
    }

    #[test]
    fn extension_headers_are_filled_up() {
        let out = peeled(b"\x7e\x33\xe0\x3a\x04\x63\x02\0\x1e\x80\0\x12\x34");
        let names: Vec<_> = out.layers.iter().map(|layer| layer.info.name).collect();
        assert_eq!(names[2..], ["ipv6", "ipv6.hopopts", "icmpv6"]);
        assert_eq!(
            out.field("6lowpan.nhc.ext.length").unwrap().value,
            Value::Uint(4)
        );
    }

    #[test]
    fn multicast_addresses_are_short() {
        let out = peeled(b"\x7a\x3b\x3a\x01\x80\0\x12\x34");
        let value = &out.field("6lowpan.dst").unwrap().value;
        assert_eq!(*value, Value::Ipv6("ff02::1".parse().unwrap()));
    }

    #[test]
    fn what_only_the_network_knows_is_not_guessed() {
        let out = peeled(b"\x7a\x77\x3a\x80\0\x12\x34");
        assert!(out.field("6lowpan.src").is_none());
        assert_eq!(out.layers[2].info.name, "data");
    }

    #[test]
    fn parts_and_lengths_that_lie_are_survived() {
        let out = peeled(b"\xc0\x4c\0\x07\x7e\x33\xf3\x12\xab\xcdhello");
        assert_eq!(
            out.field("6lowpan.frag.size").unwrap().value,
            Value::Uint(76)
        );
        assert!(out.field("6lowpan.udp.src").is_some());
        assert_eq!(peeled(b"\x7e\x33\xe0\x3a\xff\x63").faults.len(), 1);
        assert_eq!(peeled(b"\x60\0\x12").faults.len(), 1);
    }
}
