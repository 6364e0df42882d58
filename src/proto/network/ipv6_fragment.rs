//! The fragment header of IPv6 (RFC 8200 §4.5).

use crate::decode::{Claim, Cut, GatherKey, JoinSpecs, Next, Peel, Peeled, Place, Protocol};
use crate::model::{Addressed, FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of, names};
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

/// The longest payload that the length field of the IPv6 header can count.
const MAX_LEN: u64 = 65_535;

/// How a packet says which fragments carried it.
static JOINED: JoinSpecs = JoinSpecs {
    all: FieldSpec::group("ipv6.fragments", "Put together").doc(
        "The fragments that carried this packet, in the order of their offsets.",
        "RFC 8200 §4.5",
    ),
    piece: FieldSpec::uint("ipv6.fragment", "Fragment", 0)
        .doc("The frame of a fragment of this packet.", "RFC 8200 §4.5"),
    count: FieldSpec::uint("ipv6.fragment.count", "Fragments", 0)
        .doc("How many fragments carried the packet.", "RFC 8200 §4.5"),
    len: FieldSpec::uint("ipv6.reassembled.length", "Length", 0)
        .unit("bytes")
        .doc("Bytes of the packet behind this header.", "RFC 8200 §4.5"),
};

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
        let at = HEADER_LEN..p.bytes().len();
        if !fits(p, (offset, more), at.len()) {
            // Of a first fragment that the capture has not all of, what is there is read.
            p.pass(match offset == 0 && !p.is_whole() {
                true => ip::next_header(h[0]),
                false => Next::Fragment,
            });
            return Ok(());
        }
        let identification = u32::from_be_bytes([h[4], h[5], h[6], h[7]]);
        let id = u128::from(h[0]) << 32 | u128::from(identification);
        let cut = Cut {
            key: GatherKey {
                space: "ipv6.fraghdr",
                ends: p.addresses().map(Addressed::ends),
                id: (p.nesting() as u128) << 40 | id,
            },
            // A packet of which two fragments overlap is dropped (RFC 5722 §4).
            place: Place::Byte {
                offset,
                last: !more,
                may_overlap: false,
            },
            at,
            bound: "IPv6 payload length",
            piece: Next::Fragment,
            whole: ip::next_header(h[0]),
        };
        p.gather(cut, &JOINED);
    }
    Ok(())
}

/// True if a fragment can be a piece of a packet: it is all there and holds something, whole units
/// of 8 bytes unless it is the last one, and ends where a packet can.
fn fits(p: &mut Peel<'_>, (offset, more): (u32, bool), len: usize) -> bool {
    if !p.is_whole() || len == 0 {
        return false;
    }
    let end = u64::from(offset) + len as u64;
    if end > MAX_LEN {
        let kind = FaultKind::BadLength {
            field: "end of the fragment",
            says: end,
            limit: MAX_LEN,
        };
        p.fault(kind, 2..4);
        return false;
    }
    if more && !len.is_multiple_of(8) {
        let kind = FaultKind::Malformed("only the last fragment may hold a broken unit of 8 bytes");
        p.fault(kind, 2..4);
        return false;
    }
    true
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
