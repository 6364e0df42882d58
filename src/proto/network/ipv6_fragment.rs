//! The fragment header of IPv6 (RFC 8200 §4.5).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of, names};
use crate::proto::ip;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("ipv6.fraghdr.nxt", "Next header", 8)
        .lookup(|code| names::ip_protocol(code as u8))
        .doc("What the joined fragments begin with.", "RFC 8200 §4.5"),
    FieldSpec::hex("ipv6.fraghdr.reserved_octet", "Reserved", 8).doc("Zero.", "RFC 8200 §4.5"),
    FieldSpec::uint("ipv6.fraghdr.offset", "Fragment offset", 13)
        .unit("× 8 bytes")
        .doc(
            "Where this fragment belongs in the whole packet, counted in units of 8 bytes.",
            "RFC 8200 §4.5",
        ),
    FieldSpec::uint("ipv6.fraghdr.reserved_bits", "Reserved", 2).doc("Zero.", "RFC 8200 §4.5"),
    FieldSpec::flag("ipv6.fraghdr.more", "More fragments")
        .doc("Set on every fragment but the last.", "RFC 8200 §4.5"),
    FieldSpec::hex("ipv6.fraghdr.ident", "Identification", 32).doc(
        "All fragments of one packet carry the same number, so that the receiver can join them.",
        "RFC 8200 §4.5",
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

/// The fragment header.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ipv6.fraghdr",
        short: "Fragment Header",
        title: "IPv6 Fragment Header",
        osi: OsiLayer::Network,
        why: "It extends the IPv6 header: the sender cut a packet that was too large for the path, and the receiver joins the pieces.",
        reference: "RFC 8200 §4.5",
    },
    claims: &[Claim::IpProtocol(44)],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x11\x00\x00\x01\x00\x00\x12\x34\x9c\x40\x9c\x41\x05\x00\x00\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let word = u16::from_be_bytes([h[2], h[3]]);
    let (offset, more) = (u32::from(word >> 3) * 8, word & 1 != 0);
    let place = if more { "fragment" } else { "last fragment" };
    // Without offset and flag, the fragment is the whole packet (RFC 6946).
    if offset == 0 && !more {
        p.summary(format_args!("the only fragment"));
        p.pass(ip::next_header(h[0]));
    } else {
        p.summary(format_args!("{place} at {offset}"));
        p.pass(Next::Fragment);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{FRAGMENT, Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_piece_of_a_packet_is_shown_as_that() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[1].info, &FRAGMENT);
        assert_eq!(out.layers[0].summary, "fragment at 0");
        assert_eq!(
            out.field("ipv6.fraghdr.ident").unwrap().value,
            Value::Uint(0x1234)
        );
    }

    #[test]
    fn a_lone_fragment_is_the_packet() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[3] = 0;
        assert_eq!(peeled(&bytes).layers[1].info.name, "udp");
    }
}
