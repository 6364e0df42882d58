//! ARCNET: stations that pass a token, each with an address of one byte (RFC 1051, RFC 1201).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::link::llc;

/// Captures by Linux have the frame's offset in the card's buffer; those by BSD do not.
const LINUX: LinkType = LinkType(129);
const BSD: LinkType = LinkType(7);

const OLD_IP: u8 = 0xf0;
const OLD_ARP: u8 = 0xf1;
const IP: u8 = 0xd4;
const ARP: u8 = 0xd5;
const RARP: u8 = 0xd6;
const APPLETALK: u8 = 0xdd;
const IPX: u8 = 0xfa;
const IPV6: u8 = 0xc4;
const BACNET: u8 = 0xcd;

/// These have one header in every frame; the others may be split.
const UNSPLIT: [u8; 6] = [OLD_IP, OLD_ARP, BACNET, 0x80, 0x00, 0x01];

/// In place of the split flag: the frame was filled up, because its length cannot be sent.
const EXCEPTION: u8 = 0xff;

const PROTOCOLS: Codes = &[
    (0x00, "Datapoint boot"),
    (0x01, "Datapoint mount"),
    (0x08, "PowerLAN beacon"),
    (0x80, "diagnosis"),
    (0xc4, "IPv6"),
    (0xcd, "BACnet"),
    (0xd4, "IPv4"),
    (0xd5, "ARP"),
    (0xd6, "RARP"),
    (0xdd, "AppleTalk"),
    (0xe8, "Ethernet"),
    (0xec, "Novell"),
    (0xf0, "IPv4, older form"),
    (0xf1, "ARP, older form"),
    (0xf3, "PowerLAN beacon"),
    (0xf7, "VINES"),
    (0xfa, "IPX"),
];

const ADDRESSES: &[FieldSpec] = &[
    FieldSpec::hex("arcnet.src", "Source", 8).doc("The station that sent this.", "RFC 1201 §2"),
    FieldSpec::hex("arcnet.dst", "Destination", 8)
        .doc("The station that it is for; 0: all.", "RFC 1201 §2"),
];

const OFFSET: &[FieldSpec] = &[FieldSpec::bytes("arcnet.offset", "Offset").wide(2).doc(
    "Where the frame stood in the network card's buffer.",
    "RFC 1201 §2",
)];

const PROTOCOL_ID: &[FieldSpec] = &[FieldSpec::hex("arcnet.protID", "Protocol", 8)
    .codes(PROTOCOLS)
    .doc("What the frame carries.", "RFC 1201 §3")];

const SPLIT: &[FieldSpec] = &[
    FieldSpec::uint("arcnet.split_flag", "Split flag", 8).doc(
        "0: a whole packet. Odd: the first of several fragments. Even: a later one.",
        "RFC 1201 §2",
    ),
    FieldSpec::uint("arcnet.sequence", "Sequence number", 16)
        .doc("The same in all fragments of a packet.", "RFC 1201 §2"),
];

const FILLED: &[FieldSpec] = &[
    FieldSpec::hex("arcnet.exception_flag", "Exception flag", 8).doc(
        "0xff: three more bytes stand here, because frames of 254 to 256 bytes cannot be sent.",
        "RFC 1201 §2",
    ),
    FieldSpec::hex("arcnet.padding", "Padding", 16).doc("0xffff.", "RFC 1201 §2"),
];

/// ARCNET.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "arcnet",
        short: "ARCNET",
        title: "Attached Resource Computer Network",
        osi: OsiLayer::DataLink,
        why: "It carries frames between the stations of one cable, addressed by a number of one byte.",
        reference: "RFC 1201",
    },
    claims: &[Claim::LinkType(LINUX), Claim::LinkType(BSD)],
    headers: &[ADDRESSES, OFFSET, PROTOCOL_ID, SPLIT, FILLED],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x02\xd5\x00\x00\x07",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [source, destination] = *p.header::<{ bytes_of(ADDRESSES) }>(ADDRESSES)?;
    if p.frame().link_type == LINUX {
        p.rows(OFFSET)?;
    }
    let mut protocol = p.rows(PROTOCOL_ID)?[0];
    p.summary(format_args!("0x{source:02x} → 0x{destination:02x}"));
    let mut split = 0;
    if !UNSPLIT.contains(&protocol) {
        if p.rest().first() == Some(&EXCEPTION) && p.frame().link_type != LINUX {
            p.rows(FILLED)?;
            protocol = p.rows(PROTOCOL_ID)?[0];
        }
        split = p.rows(SPLIT)?[0];
    }
    let is_later_part = split != 0 && split.is_multiple_of(2);
    p.pass(match protocol {
        _ if is_later_part => Next::Fragment,
        OLD_IP | IP => Next::EtherType(0x0800),
        OLD_ARP | ARP => Next::EtherType(0x0806),
        RARP => Next::EtherType(0x8035),
        IPX => Next::EtherType(0x8137),
        IPV6 => Next::EtherType(0x86dd),
        APPLETALK => Next::Snap(0x08_0007, 0x809b),
        BACNET => Next::Protocol(&llc::PROTOCOL),
        _ => Next::Data,
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn the_older_form_is_never_split() {
        let out = peeled(b"\xbe\x00\xf1\0\x07\x08\0\x01\x04\0\x01\xbe\x0a\0\0\x01\0\x0a\0\0\x02");
        assert_eq!(out.layers[0].summary, "0xbe → 0x00");
        assert_eq!(out.layers[1].info.name, "arp");
        assert!(out.field("arcnet.split_flag").is_none());
    }

    #[test]
    fn filled_frames_say_twice_what_they_carry() {
        let out = peeled(b"\x01\x02\xd4\xff\xff\xff\xd4\x02\0\x07abc");
        assert_eq!(out.field("arcnet.sequence").unwrap().value, Value::Uint(7));
        // A later fragment is no packet.
        assert_eq!(out.layers[1].info.name, "data");
    }
}
