//! MPLS: packets that are forwarded by a label in front of them (RFC 3032).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo, Transport, bytes_of};
use crate::proto::checksum;
use crate::proto::link::{associated_channel, ethernet, pseudowire};

const IPV4: u16 = 0x0800;
const IPV6: u16 = 0x86dd;
const ARP: u16 = 0x0806;
const TAGS: [u16; 2] = [0x8100, 0x88a8];

const IPV4_EXPLICIT_NULL: u32 = 0;
const IPV6_EXPLICIT_NULL: u32 = 2;
const ASSOCIATED_CHANNEL: u32 = 13;

/// More labels than this in front of a datagram's packet are no labels.
const MAX_LABELS: usize = 8;

const ENTRY: &[FieldSpec] = &[
    FieldSpec::uint("mpls.label", "Label", 20)
        .codes(&[
            (0, "IPv4 explicit null"),
            (1, "router alert"),
            (2, "IPv6 explicit null"),
            (3, "implicit null"),
            (7, "entropy label follows"),
            (13, "associated channel"),
            (14, "OAM alert"),
            (15, "extension"),
        ])
        .doc("By this number the next router knows what to do: pass the packet on under another label, or take the label off. It means something on this link only.", "RFC 3032 §2.1"),
    FieldSpec::uint("mpls.exp", "Traffic class", 3)
        .doc("Which queue the packet goes into. Once called experimental.", "RFC 5462"),
    FieldSpec::flag("mpls.bottom", "Bottom of stack")
        .doc("Set on the last label; the packet follows. Otherwise another label does.", "RFC 3032 §2.1"),
    FieldSpec::uint("mpls.ttl", "Time to live", 8)
        .doc("How many more routers may pass the packet on, as in IP.", "RFC 3032 §2.4"),
];

const ENTRY_LEN: usize = bytes_of(ENTRY);

/// One entry of an MPLS label stack.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mpls",
        short: "MPLS",
        title: "Multiprotocol Label Switching",
        osi: OsiLayer::DataLink,
        why: "Routers forward by the label alone, without a look at the network header behind it.",
        reference: "RFC 3032",
    },
    claims: &[
        Claim::EtherType(0x8847),
        Claim::EtherType(0x8848),
        Claim::LinkType(LinkType(219)),
        Claim::Ppp(0x0281),
        Claim::Ppp(0x0283),
        Claim::IpProtocol(137),
        Claim::Port(Transport::Udp, 6635),
    ],
    headers: &[ENTRY],
    fields: &[],
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x01\x01\x40\x45\x00\x00\x18\x1c\x46\x40\x00\x40\xfd\x31\x6c\xc0\x00\x02\x01\xc6\x33\x64\x02\x01\x02\x03\x04",
};

/// A few labels and then an IP packet.
fn recognise(bytes: &[u8]) -> Match {
    let bottom = bytes
        .chunks_exact(ENTRY_LEN)
        .take(MAX_LABELS)
        .position(|entry| entry[2] & 1 == 1);
    let packet = bottom.and_then(|last| bytes.get((last + 1) * ENTRY_LEN));
    Match::maybe_if(packet.is_some_and(|first| matches!(first >> 4, 4 | 6)))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let entry = u32::from_be_bytes(*p.header::<ENTRY_LEN>(ENTRY)?);
    let label = entry >> 12;
    p.summary(format_args!("label {label}, TTL {}", entry & 0xff));
    let is_bottom = entry & 0x100 != 0;
    let next = if is_bottom {
        behind_the_stack(label, p.rest())
    } else {
        Next::Protocol(&PROTOCOL)
    };
    p.pass(next);
    Ok(())
}

/// No header says what a label stack carries: the label tells the router that takes it off. The
/// first four bits of IP packets are their version, and other users keep clear of 4 and 6
/// (RFC 4928 §3).
fn behind_the_stack(label: u32, packet: &[u8]) -> Next<'static> {
    let nibble = packet.first().map(|first| first >> 4);
    match (label, nibble) {
        (IPV4_EXPLICIT_NULL, _) => Next::EtherType(IPV4),
        (IPV6_EXPLICIT_NULL, _) => Next::EtherType(IPV6),
        (ASSOCIATED_CHANNEL, _) | (_, Some(1)) => Next::Protocol(&associated_channel::PROTOCOL),
        (_, Some(4)) if !is_ethernet(packet) => Next::EtherType(IPV4),
        (_, Some(6)) if !is_ethernet(packet) => Next::EtherType(IPV6),
        _ if has_control_word(packet) => Next::Protocol(&pseudowire::PROTOCOL),
        _ if is_ethernet(packet) => Next::Protocol(&ethernet::PROTOCOL),
        _ => Next::Data,
    }
}

/// True if these are an Ethernet pseudowire's control word and a frame (RFC 4448 §4.6).
fn has_control_word(packet: &[u8]) -> bool {
    packet.starts_with(&[0, 0]) && packet.get(4..).is_some_and(is_ethernet)
}

/// True if these bytes cannot well be anything but an Ethernet frame: its type and the start of
/// what it carries agree.
fn is_ethernet(frame: &[u8]) -> bool {
    const ADDRESSES: usize = 12;
    const TAG: usize = 4;
    let from_group = frame.get(6).is_none_or(|first| first & 1 == 1);
    let Some(mut rest) = frame.get(ADDRESSES..).filter(|_| !from_group) else {
        return false;
    };
    for _ in 0..2 {
        match rest {
            [t0, t1, ..] if TAGS.contains(&u16::from_be_bytes([*t0, *t1])) => {
                rest = rest.get(TAG..).unwrap_or_default();
            }
            _ => break,
        }
    }
    let [t0, t1, packet @ ..] = rest else {
        return false;
    };
    match u16::from_be_bytes([*t0, *t1]) {
        IPV4 => is_ipv4(packet),
        IPV6 => is_ipv6(packet),
        ARP => packet.starts_with(&[0, 1, 8, 0, 6, 4]),
        len @ 3..=ethernet::MAX_LENGTH => {
            let is_known =
                packet.starts_with(&[0x42, 0x42, 3]) || packet.starts_with(&[0xaa, 0xaa, 3]);
            is_known && usize::from(len) <= packet.len()
        }
        _ => false,
    }
}

fn is_ipv4(packet: &[u8]) -> bool {
    let Some(first) = packet.first() else {
        return false;
    };
    let len = usize::from(first & 0x0f) * 4;
    let is_right = |header: &[u8]| first >> 4 == 4 && checksum::sum(header, 0) == 0xffff;
    len >= 20 && packet.get(..len).is_some_and(is_right)
}

fn is_ipv6(packet: &[u8]) -> bool {
    const HEADER: usize = 40;
    let [first, _, _, _, l0, l1, ..] = packet else {
        return false;
    };
    let len = HEADER + usize::from(u16::from_be_bytes([*l0, *l1]));
    first >> 4 == 6 && len <= packet.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    const ARP_FRAME: &[u8] = b"\xff\xff\xff\xff\xff\xff\x02\x00\x5e\x10\x00\x02\x08\x06\x00\x01\x08\x00\x06\x04\x00\x01\x02\x00\x5e\x10\x00\x02\xc0\x00\x02\x02\x00\x00\x00\x00\x00\x00\xc0\x00\x02\x01";

    fn chain(parts: &[&[u8]]) -> Vec<&'static str> {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &PROTOCOL,
            &parts.concat(),
            Want::Full,
            &mut out,
        );
        out.layers.iter().map(|layer| layer.info.name).collect()
    }

    #[test]
    fn every_label_is_a_layer() {
        assert_eq!(
            chain(&[b"\x00\x01\x00\x40", PROTOCOL.sample])[..3],
            ["mpls", "mpls", "ip"]
        );
    }

    #[test]
    fn a_pseudowire_is_only_believed_if_it_fits() {
        let label = b"\x00\x01\x01\x40";
        assert_eq!(chain(&[label, ARP_FRAME]), ["mpls", "eth", "arp"]);
        assert_eq!(
            chain(&[label, b"\x00\x00\x00\x07", ARP_FRAME]),
            ["mpls", "pwethcw", "eth", "arp"]
        );
        assert_eq!(chain(&[label, &ARP_FRAME[..17]]), ["mpls", "data"]);
    }

    #[test]
    fn a_destination_address_may_look_like_an_ip_version() {
        let mut frame = ARP_FRAME.to_vec();
        frame[0] = 0x44;
        assert_eq!(
            chain(&[b"\x00\x01\x01\x40", &frame]),
            ["mpls", "eth", "arp"]
        );
    }

    #[test]
    fn a_stack_without_a_bottom_ends_with_the_bytes() {
        let labels = [0, 1, 0, 64].repeat(200);
        assert!(chain(&[&labels]).len() < 60);
        assert_eq!(recognise(&labels), Match::No);
    }
}
