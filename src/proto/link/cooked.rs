//! Linux cooked capture: what the kernel puts in place of the link header when frames of all
//! kinds of interfaces are captured together (`any`), or the interface has no header to show.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Address, FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of, names};
use crate::proto::link::{ethernet, llc, ppp};
use crate::proto::reserved::reserved;

const SECTION_1: &str = "LINKTYPE_LINUX_SLL";
const SECTION_2: &str = "LINKTYPE_LINUX_SLL2";

/// The room for an address.
const ADDRESS_ROOM: usize = 8;

/// Kinds of devices (`ARPHRD_*`) whose protocol field is a GRE protocol type.
const GRE_DEVICES: [u16; 2] = [778, 823];

const BROADCAST: u16 = 1;

const fn packet_type(bits: u32, section: &'static str) -> FieldSpec {
    FieldSpec::uint("sll.pkttype", "Packet type", bits)
        .codes(&[
            (0, "for us"),
            (1, "broadcast"),
            (2, "multicast"),
            (3, "for another host"),
            (4, "sent by us"),
        ])
        .doc("Which way the frame went, seen from the capturing host; the receiver's address is not kept.", section)
}

const fn device_type(section: &'static str) -> FieldSpec {
    FieldSpec::uint("sll.hatype", "Device type", 16)
        .lookup(|code| names::linux_arp_hardware(code as u16))
        .doc(
            "The kind of interface that the frame came through, as Linux numbers them.",
            section,
        )
}

const fn address_len(bits: u32, section: &'static str) -> FieldSpec {
    FieldSpec::uint("sll.halen", "Address length", bits)
        .unit("bytes")
        .doc(
            "How much of the address field is used; at most 8 are kept.",
            section,
        )
}

const VERSION_1: &[FieldSpec] = &[
    packet_type(16, SECTION_1),
    device_type(SECTION_1),
    address_len(16, SECTION_1),
];

const VERSION_2: &[FieldSpec] = &[
    reserved(16, SECTION_2),
    FieldSpec::uint("sll.ifindex", "Interface", 32).doc(
        "The number of the interface on the capturing host, counted from 1.",
        SECTION_2,
    ),
    device_type(SECTION_2),
    packet_type(8, SECTION_2),
    address_len(8, SECTION_2),
];

crate::fields! {
    SOURCE_MAC = FieldSpec::mac("sll.src.eth", "Source")
        .doc("The MAC address of the interface that sent the frame.", SECTION_1);
    SOURCE_IPV4 = FieldSpec::ipv4("sll.src.ipv4", "Source")
        .doc("The near end of the tunnel that the frame came through.", SECTION_1);
    SOURCE_OTHER = FieldSpec::bytes("sll.src.other", "Source")
        .doc("The link address of the interface that sent the frame.", SECTION_1);
    UNUSED = FieldSpec::bytes("sll.unused", "Unused")
        .doc("The rest of the address field; it says nothing.", SECTION_1);
    ETHER_TYPE = FieldSpec::hex("sll.etype", "Protocol", 16)
        .lookup(|code| names::ethertype(code as u16))
        .doc("What the frame carries, as an EtherType.", SECTION_1);
    GRE_TYPE = FieldSpec::hex("sll.gretype", "Protocol", 16)
        .lookup(|code| names::ethertype(code as u16))
        .doc("What the tunnel carries, as GRE numbers it.", SECTION_1);
    LINUX_TYPE = FieldSpec::hex("sll.ltype", "Protocol", 16)
        .codes(&[
            (0x0001, "NetWare's 802.3 frames without LLC"),
            (0x0003, "Ethernet"),
            (0x0004, "LLC"),
            (0x0007, "PPP"),
            (0x000c, "CAN"),
            (0x000d, "CAN FD"),
            (0x0017, "IrDA"),
            (0x00f6, "IEEE 802.15.4"),
        ])
        .doc("What the frame carries, by a number of Linux below those of EtherTypes.", SECTION_1);
    TRAILER = FieldSpec::bytes("sll.trailer", "Trailer")
        .doc("Bytes behind the payload that its own lengths do not count, mostly what the sender filled a short frame with.", SECTION_1);
}

/// Linux cooked capture, both versions.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "sll",
        short: "Linux cooked",
        title: "Linux cooked capture",
        osi: OsiLayer::DataLink,
        why: "It stands where the link header was; the kernel of the capturing host wrote it, and it never was on a wire.",
        reference: "LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2",
    },
    claims: &[
        Claim::LinkType(LinkType::LINUX_SLL),
        Claim::LinkType(LinkType::LINUX_SLL2),
    ],
    headers: &[VERSION_1, VERSION_2],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: Some(trailer),
    stream: false,
    sample: b"\x00\x00\x00\x01\x00\x06\x02\x00\x5e\x10\x00\x02\x00\x00\x08\x06",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.frame().link_type == LinkType::LINUX_SLL2 {
        version_2(p)
    } else {
        version_1(p)
    }
}

/// Packet type, device type, length of the address, address, protocol.
fn version_1(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<{ bytes_of(VERSION_1) }>(VERSION_1)?;
    let kind = u16::from_be_bytes([h[0], h[1]]);
    let device = u16::from_be_bytes([h[2], h[3]]);
    address(p, kind, u16::from_be_bytes([h[4], h[5]]))?;
    p.require(2)?;
    let code = u16::from_be_bytes([p.rest()[0], p.rest()[1]]);
    p.uint(protocol_spec(code, device))?;
    p.pass(next(code, device));
    Ok(())
}

/// Protocol, interface, device type, packet type, length of the address, address.
fn version_2(p: &mut Peel<'_>) -> Peeled {
    let code = p.skip(2)?;
    let code = u16::from_be_bytes([code[0], code[1]]);
    // What kind of number the protocol is, the device type behind it says.
    let device = p
        .bytes()
        .get(8..10)
        .map_or(0, |device| u16::from_be_bytes([device[0], device[1]]));
    p.mark(protocol_spec(code, device), 0..2);
    let h = p.header::<{ bytes_of(VERSION_2) }>(VERSION_2)?;
    address(p, u16::from(h[8]), u16::from(h[9]))?;
    p.pass(next(code, device));
    Ok(())
}

/// Reads the sender's address, and says who speaks.
fn address(p: &mut Peel<'_>, kind: u16, len: u16) -> Peeled {
    let direction = VERSION_1[0]
        .names
        .get(u64::from(kind))
        .unwrap_or("of unknown direction");
    p.summary(format_args!("{direction}"));
    let len = usize::from(len).min(ADDRESS_ROOM);
    let spec = match len {
        4 => &SOURCE_IPV4,
        6 => &SOURCE_MAC,
        _ => &SOURCE_OTHER,
    };
    if len > 0 {
        let bytes = p.field(spec, len)?;
        if let Ok(mac) = <[u8; 6]>::try_from(bytes) {
            let source = Address::Mac(mac);
            let destination = if kind == BROADCAST {
                Address::Mac([0xff; 6])
            } else {
                Address::Unknown
            };
            p.from_to(source, destination);
            p.summary(format_args!("from {source}, {direction}"));
        }
    }
    if len < ADDRESS_ROOM {
        p.field(&UNUSED, ADDRESS_ROOM - len)?;
    }
    Ok(())
}

/// How the protocol field is to be read.
fn protocol_spec(code: u16, device: u16) -> &'static FieldSpec {
    if GRE_DEVICES.contains(&device) {
        &GRE_TYPE
    } else if code > ethernet::MAX_LENGTH {
        &ETHER_TYPE
    } else {
        &LINUX_TYPE
    }
}

fn next(code: u16, device: u16) -> Next<'static> {
    match code {
        _ if GRE_DEVICES.contains(&device) => Next::EtherType(code),
        0x0003 => Next::Protocol(&ethernet::PROTOCOL),
        0x0004 => Next::Protocol(&llc::PROTOCOL),
        0x0007 => Next::Protocol(&ppp::PROTOCOL),
        0x000c | 0x000d => Next::Field("sll.ltype", code.into()),
        ethernet::MIN_TYPE.. => Next::EtherType(code),
        _ => Next::Data,
    }
}

fn trailer(p: &mut Peel<'_>) -> Peeled {
    p.field(&TRAILER, p.bytes().len())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{NoConversations, Peeler, Want};
    use crate::model::{Dissection, FrameInfo};

    const ARP: &[u8] = b"\x00\x01\x08\x00\x06\x04\x00\x01\x02\x00\x5e\x10\x00\x02\xc0\x00\x02\x02\x00\x00\x00\x00\x00\x00\xc0\x00\x02\x01";

    fn peeled(link_type: LinkType, parts: &[&[u8]]) -> Dissection {
        let bytes = parts.concat();
        let info = FrameInfo {
            original_len: bytes.len() as u32,
            link_type,
            ..FrameInfo::default()
        };
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_bytes(&info, &bytes, Want::Full, &mut NoConversations, &mut out);
        out
    }

    #[test]
    fn only_the_sender_is_known() {
        let out = peeled(LinkType::LINUX_SLL, &[PROTOCOL.sample, ARP, &[0; 18]]);
        let source = Address::Mac([2, 0, 0x5e, 0x10, 0, 2]);
        assert_eq!(
            (out.addresses[0].from, out.addresses[0].to),
            (source, Address::Unknown)
        );
        assert_eq!(out.layers[0].summary, "from 02:00:5e:10:00:02, for us");
        assert_eq!(out.layers[1].info.name, "arp");
        assert_eq!(
            out.field("sll.trailer").unwrap().span.byte_range().len(),
            18
        );
    }

    #[test]
    fn a_broadcast_says_who_it_is_for() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[1] = 1;
        let out = peeled(LinkType::LINUX_SLL, &[&bytes, ARP]);
        assert_eq!(out.addresses[0].to, Address::Mac([0xff; 6]));
    }

    #[test]
    fn version_2_starts_with_the_protocol() {
        let header =
            b"\x08\x06\x00\x00\x00\x00\x00\x02\x00\x01\x04\x06\x02\x00\x5e\x10\x00\x02\x00\x00";
        let out = peeled(LinkType::LINUX_SLL2, &[header, ARP]);
        assert_eq!(out.field("sll.ifindex").unwrap().value.as_uint(), Some(2));
        assert_eq!(out.field("sll.etype").unwrap().span.byte_range().start, 0);
        assert_eq!(out.layers[0].summary, "from 02:00:5e:10:00:02, sent by us");
        assert_eq!(out.layers[1].info.name, "arp");
    }

    #[test]
    fn the_device_says_what_the_protocol_number_is() {
        let tunnel = b"\x00\x00\x03\x0a\x00\x04\xc0\x00\x02\x01\x00\x00\x00\x00\x08\x06";
        let out = peeled(LinkType::LINUX_SLL, &[tunnel, ARP]);
        assert!(out.field("sll.gretype").is_some() && out.field("sll.src.ipv4").is_some());
        let llc = b"\x00\x00\x00\x01\x00\xff\x02\x00\x5e\x10\x00\x02\x12\x34\x00\x04";
        let out = peeled(LinkType::LINUX_SLL, &[llc, b"\x42\x42\x03"]);
        assert!(out.field("sll.ltype").is_some());
        assert_eq!(
            out.field("sll.src.other").unwrap().span.byte_range().len(),
            8
        );
        assert_eq!(out.layers[1].info.name, "llc");
    }
}
