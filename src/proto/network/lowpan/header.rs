//! Compressed headers: IPv6, extension headers, UDP (RFC 6282 §3, §4).

use std::net::Ipv6Addr;

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Value};
use crate::proto::link::wpan;

const SECTION: &str = "RFC 6282 §3.1";
const EXTENSION_SECTION: &str = "RFC 6282 §4.2";
const UDP_SECTION: &str = "RFC 6282 §4.3";

const IPHC: &[FieldSpec] = &[
    FieldSpec::hex("6lowpan.pattern", "Kind", 3).doc("3: a compressed IPv6 header.", SECTION),
    FieldSpec::hex("6lowpan.iphc.tf", "Traffic class and flow", 2)
        .codes(&[
            (0, "both there"),
            (1, "congestion bits and flow"),
            (2, "traffic class"),
            (3, "left out"),
        ])
        .doc("What of them is there.", SECTION),
    FieldSpec::flag("6lowpan.iphc.nh", "Next header compressed").doc(
        "Set: the next header is compressed too, and says itself what it is.",
        SECTION,
    ),
    FieldSpec::hex("6lowpan.iphc.hlim", "Hop limit", 2)
        .codes(&[(0, "there"), (1, "1"), (2, "64"), (3, "255")])
        .doc("The usual ones need no byte.", SECTION),
    FieldSpec::flag("6lowpan.iphc.cid", "Contexts").doc(
        "Set: a byte says which prefixes are meant that the network has agreed on.",
        SECTION,
    ),
    FieldSpec::flag("6lowpan.iphc.sac", "Source context").doc(
        "Set: the source has a prefix that the network has agreed on.",
        SECTION,
    ),
    FieldSpec::hex("6lowpan.iphc.sam", "Source", 2)
        .doc("How much of the address is there.", SECTION),
    FieldSpec::flag("6lowpan.iphc.m", "Multicast").doc("Set: the destination is a group.", SECTION),
    FieldSpec::flag("6lowpan.iphc.dac", "Destination context").doc(
        "Set: the destination has a prefix that the network has agreed on.",
        SECTION,
    ),
    FieldSpec::hex("6lowpan.iphc.dam", "Destination", 2)
        .doc("How much of the address is there.", SECTION),
];

const CONTEXTS: &[FieldSpec] = &[
    FieldSpec::hex("6lowpan.iphc.sci", "Source context", 4)
        .doc("Which prefix the source has.", SECTION),
    FieldSpec::hex("6lowpan.iphc.dci", "Destination context", 4)
        .doc("Which prefix the destination has.", SECTION),
];

const ECN: FieldSpec = FieldSpec::uint("6lowpan.ecn", "Congestion", 2).doc(
    "The lower bits of the traffic class, which stand first here.",
    "RFC 6282 §3.2.1",
);
const DSCP: FieldSpec =
    FieldSpec::uint("6lowpan.dscp", "Service", 6).doc("How urgent it is.", "RFC 6282 §3.2.1");
const FLOW: FieldSpec = FieldSpec::hex("6lowpan.flow", "Flow label", 20)
    .doc("Packets of a flow have the same.", "RFC 6282 §3.2.1");

const fn padding(bits: u32) -> FieldSpec {
    FieldSpec::hex("6lowpan.padding", "Filling", bits).doc("Zero.", "RFC 6282 §3.2.1")
}

const CLASS: &[FieldSpec] = &[ECN, DSCP];
const CLASS_AND_FLOW: &[FieldSpec] = &[ECN, DSCP, padding(4), FLOW];
const CONGESTION_AND_FLOW: &[FieldSpec] = &[ECN, padding(2), FLOW];

const EXTENSION: &[FieldSpec] = &[
    FieldSpec::hex("6lowpan.nhc.pattern", "Kind", 4)
        .doc("14: an extension header.", EXTENSION_SECTION),
    FieldSpec::hex("6lowpan.nhc.ext.eid", "Header", 3)
        .codes(&[
            (0, "hop-by-hop options"),
            (1, "routing"),
            (2, "fragment"),
            (3, "destination options"),
            (4, "mobility"),
            (7, "IPv6"),
        ])
        .doc("Which one.", EXTENSION_SECTION),
    FieldSpec::flag("6lowpan.nhc.ext.nh", "Next header compressed")
        .doc("Set: the next header is compressed too.", EXTENSION_SECTION),
];

const UDP: &[FieldSpec] = &[
    FieldSpec::hex("6lowpan.nhc.pattern", "Kind", 5).doc("30: a UDP header.", UDP_SECTION),
    FieldSpec::flag("6lowpan.nhc.udp.checksum", "No checksum")
        .doc("Set: the checksum is left out.", UDP_SECTION),
    FieldSpec::uint("6lowpan.nhc.udp.ports", "Ports", 2)
        .codes(&[
            (0, "there"),
            (1, "source there"),
            (2, "destination there"),
            (3, "4 bits of each"),
        ])
        .doc("How much of them is there.", UDP_SECTION),
];

/// The tables of this file.
pub(super) const TABLES: &[&[FieldSpec]] = &[
    IPHC,
    CONTEXTS,
    CLASS,
    CLASS_AND_FLOW,
    CONGESTION_AND_FLOW,
    EXTENSION,
    UDP,
];

const fn port(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc("Its first bits may be left out.", UDP_SECTION)
}

crate::fields! {
    NEXT = FieldSpec::hex("6lowpan.next", "Next header", 8).doc("What follows, as IPv6 numbers it.", SECTION);
    HOPS = FieldSpec::uint("6lowpan.hops", "Hop limit", 8).doc("How many hops are left.", SECTION);
    SOURCE = FieldSpec::ipv6("6lowpan.src", "Source").doc("The whole address; what is left out comes from the frame.", "RFC 6282 §3.2.2");
    DESTINATION = FieldSpec::ipv6("6lowpan.dst", "Destination").doc("The whole address; what is left out comes from the frame.", "RFC 6282 §3.2.2");
    EXTENSION_NEXT = FieldSpec::hex("6lowpan.nhc.ext.next", "Next header", 8).doc("What follows, as IPv6 numbers it.", EXTENSION_SECTION);
    EXTENSION_LEN = FieldSpec::uint("6lowpan.nhc.ext.length", "Length", 8).unit("bytes").doc("Of the extension header behind this byte.", EXTENSION_SECTION);
    EXTENSION_DATA = FieldSpec::bytes("", "Content").doc("What the extension header says.", EXTENSION_SECTION);
    UDP_SOURCE = port("6lowpan.udp.src", "Source port", 16);
    UDP_DESTINATION = port("6lowpan.udp.dst", "Destination port", 16);
    UDP_CHECKSUM = FieldSpec::hex("6lowpan.udp.checksum", "Checksum", 16).doc("Of the UDP header before it was made smaller.", UDP_SECTION);
}

const IPV6_LEN: usize = 40;
const NEXT_AT: usize = 6;
const UDP_NUMBER: u8 = 17;

/// A packet whose headers are whole again.
pub(super) struct Packet {
    pub(super) bytes: Vec<u8>,
    /// Where the length of a UDP header stands.
    udp_len_at: Option<usize>,
}

impl Packet {
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Adds what follows the headers, and the lengths that only now are known.
    pub(super) fn finish(&mut self, rest: &[u8]) {
        self.bytes.extend_from_slice(rest);
        let total = self.bytes.len();
        let clamp = |len: usize| u16::try_from(len).unwrap_or(u16::MAX).to_be_bytes();
        if let Some(at) = self.udp_len_at {
            // The length is the third field of the header.
            self.put(at, clamp(total - (at - 4)));
        }
        self.put(4, clamp(total.saturating_sub(IPV6_LEN)));
    }

    fn put(&mut self, at: usize, number: [u8; 2]) {
        if let Some(place) = self.bytes.get_mut(at..at + 2) {
            place.copy_from_slice(&number);
        }
    }

    fn set(&mut self, at: usize, byte: u8) {
        if let Some(place) = self.bytes.get_mut(at) {
            *place = byte;
        }
    }
}

/// Reads compressed headers. `None` if they name prefixes that only the network knows, or leave out
/// what cannot be worked out: then the packet cannot be made whole.
pub(super) fn read(p: &mut Peel<'_>) -> Result<Option<Packet>, Stop> {
    let word = p.rows(IPHC)?;
    let (first, second) = (word[0], word[1]);
    if second & 0x80 != 0 {
        p.rows(CONTEXTS)?;
    }
    let class_and_flow = traffic(p, first >> 3 & 3)?;
    let is_compressed = first & 4 != 0;
    let next = if is_compressed {
        0
    } else {
        p.uint(&NEXT)? as u8
    };
    let hops = match first & 3 {
        1 => 1,
        2 => 64,
        3 => 255,
        _ => p.uint(&HOPS)? as u8,
    };
    let (to, from) = wpan::interfaces(p.bytes_since("wpan").unwrap_or_default());
    let source = unicast(p, &SOURCE, second >> 4 & 7, from)?;
    let destination = match second & 8 {
        0 => unicast(p, &DESTINATION, second & 7, to)?,
        _ => multicast(p, second & 7)?,
    };
    let mut bytes = Vec::with_capacity(IPV6_LEN);
    bytes.extend(((6 << 28) | class_and_flow).to_be_bytes());
    bytes.extend([0, 0, next, hops]);
    for address in [source, destination] {
        bytes.extend(address.unwrap_or(Ipv6Addr::UNSPECIFIED).octets());
    }
    let mut packet = Packet {
        bytes,
        udp_len_at: None,
    };
    let mut is_whole = source.is_some() && destination.is_some();
    if is_compressed {
        is_whole &= headers(p, &mut packet)?;
    }
    Ok(is_whole.then_some(packet))
}

/// Traffic class and flow label, as the first word of IPv6 has them.
fn traffic(p: &mut Peel<'_>, form: u8) -> Result<u32, Stop> {
    let class = |byte: u8| u32::from(byte.rotate_left(2)) << 20;
    Ok(match form {
        0 => match p.rows(CLASS_AND_FLOW)? {
            [first, a, b, c, ..] => class(*first) | u32::from_be_bytes([0, a & 15, *b, *c]),
            _ => 0,
        },
        1 => match p.rows(CONGESTION_AND_FLOW)? {
            [first, b, c, ..] => class(first & 0xc0) | u32::from_be_bytes([0, first & 15, *b, *c]),
            _ => 0,
        },
        2 => p.rows(CLASS)?.first().map_or(0, |first| class(*first)),
        _ => 0,
    })
}

/// Reads an address of a host; `mode` is the context bit and two bits of length. `None` if its prefix
/// is one that the network has agreed on, or if the frame has no address to make it of.
fn unicast(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    mode: u8,
    from_frame: Option<[u8; 8]>,
) -> Result<Option<Ipv6Addr>, Stop> {
    let len = match mode {
        0 => 16,
        1 | 5 => 8,
        2 | 6 => 2,
        _ => 0,
    };
    let at = p.pos();
    let inline = p.skip(len)?;
    let mut octets = [0; 16];
    octets[..2].copy_from_slice(&[0xfe, 0x80]);
    match mode {
        0 => octets.copy_from_slice(inline),
        1 => octets[8..].copy_from_slice(inline),
        2 => {
            octets[11..13].copy_from_slice(&[0xff, 0xfe]);
            octets[14..].copy_from_slice(inline);
        }
        3 => match from_frame {
            Some(interface) => octets[8..].copy_from_slice(&interface),
            None => return Ok(None),
        },
        4 if std::ptr::eq(spec, &SOURCE) => octets = [0; 16],
        _ => return Ok(None),
    }
    let address = Ipv6Addr::from(octets);
    p.mark_as(spec, at..at + len, Value::Ipv6(address));
    Ok(Some(address))
}

/// Reads the address of a group.
fn multicast(p: &mut Peel<'_>, mode: u8) -> Result<Option<Ipv6Addr>, Stop> {
    let len = match mode {
        0 => 16,
        1 | 4 => 6,
        2 => 4,
        3 => 1,
        _ => 0,
    };
    let at = p.pos();
    let inline = p.skip(len)?;
    let mut octets = [0; 16];
    octets[0] = 0xff;
    match (mode, inline) {
        (0, _) => octets.copy_from_slice(inline),
        (1 | 2, [scope, group @ ..]) => {
            octets[1] = *scope;
            octets[16 - group.len()..].copy_from_slice(group);
        }
        (3, [group]) => {
            octets[1] = 2;
            octets[15] = *group;
        }
        _ => return Ok(None),
    }
    let address = Ipv6Addr::from(octets);
    p.mark_as(&DESTINATION, at..at + len, Value::Ipv6(address));
    Ok(Some(address))
}

/// Reads the headers behind that of IPv6; false if they cannot be made whole.
fn headers(p: &mut Peel<'_>, packet: &mut Packet) -> Result<bool, Stop> {
    let mut next_at = NEXT_AT;
    while let Some(&first) = p.rest().first() {
        if p.is_full() {
            return Ok(false);
        }
        if first >> 3 == 0x1e {
            packet.set(next_at, UDP_NUMBER);
            return udp(p, first, packet);
        }
        let number = match (first >> 4, first >> 1 & 7) {
            (14, 0) => 0,
            (14, 1) => 43,
            (14, 3) => 60,
            (14, 4) => 135,
            _ => return Ok(false),
        };
        packet.set(next_at, number);
        next_at = packet.len();
        extension(p, first & 1 != 0, packet)?;
        if first & 1 == 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Reads an extension header, and fills it up to whole units of 8 bytes.
fn extension(p: &mut Peel<'_>, is_compressed: bool, packet: &mut Packet) -> Peeled {
    p.rows(EXTENSION)?;
    let next = if is_compressed {
        0
    } else {
        p.uint(&EXTENSION_NEXT)? as u8
    };
    let len = p.uint(&EXTENSION_LEN)? as usize;
    let content = match len {
        0 => &[][..],
        _ => p.field(&EXTENSION_DATA, len)?,
    };
    let whole = (len + 2).next_multiple_of(8);
    packet.bytes.extend([next, (whole / 8 - 1) as u8]);
    packet.bytes.extend_from_slice(content);
    match whole - (len + 2) {
        0 => {}
        1 => packet.bytes.push(0),
        // An option that only fills: its type, its length, zeros.
        fill => {
            packet.bytes.extend([1, (fill - 2) as u8]);
            packet.bytes.resize(packet.len() + fill - 2, 0);
        }
    }
    Ok(())
}

/// Reads a UDP header; false if its checksum is left out.
fn udp(p: &mut Peel<'_>, first: u8, packet: &mut Packet) -> Result<bool, Stop> {
    /// What the ports begin with whose first bits are left out.
    const FOUR_BITS: u16 = 0xf0b0;
    const EIGHT_BITS: u16 = 0xf000;
    p.rows(UDP)?;
    let at = p.pos();
    let number = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0, |sum, byte| sum << 8 | u16::from(*byte))
    };
    let (source, destination, places) = match first & 3 {
        3 => {
            let both = number(p.skip(1)?);
            (
                FOUR_BITS | both >> 4,
                FOUR_BITS | both & 15,
                [at..at + 1, at..at + 1],
            )
        }
        form => {
            let lens = [if form == 2 { 1 } else { 2 }, if form == 1 { 1 } else { 2 }];
            let mut ports = [0; 2];
            for (port, len) in ports.iter_mut().zip(lens) {
                *port = number(p.skip(len)?) | if len == 1 { EIGHT_BITS } else { 0 };
            }
            let middle = at + lens[0];
            (ports[0], ports[1], [at..middle, middle..middle + lens[1]])
        }
    };
    let [from, to] = places;
    p.mark_as(&UDP_SOURCE, from, Value::Uint(source.into()));
    p.mark_as(&UDP_DESTINATION, to, Value::Uint(destination.into()));
    packet.bytes.extend(source.to_be_bytes());
    packet.bytes.extend(destination.to_be_bytes());
    packet.udp_len_at = Some(packet.len());
    let is_there = first & 4 == 0;
    let checksum = if is_there {
        p.uint(&UDP_CHECKSUM)? as u16
    } else {
        0
    };
    packet.bytes.extend([0, 0]);
    packet.bytes.extend(checksum.to_be_bytes());
    Ok(is_there)
}
