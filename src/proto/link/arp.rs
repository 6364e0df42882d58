//! ARP: who has this network address, and at which link address? (RFC 826). RARP and the inverse
//! question have the same header.

mod atm;
#[cfg(test)]
mod tests;

use std::net::Ipv4Addr;

use crate::decode::{Claim, Peel, Peeled, Protocol, Stop};
use crate::model::{Address, FieldSpec, OsiLayer, ProtoInfo, Value, bytes_of, names};

/// Hardware types whose addresses of six bytes are MAC addresses.
const WITH_MAC: [u16; 2] = [1, 6];
const AX25: u16 = 3;
const ATM: u16 = 19;
/// IEEE 1394, where messages have no target hardware address (RFC 2734 §5).
const IEEE_1394: u16 = 24;

const IPV4: u16 = 0x0800;

const REQUEST: u16 = 1;
const REPLY: u16 = 2;
const DRARP_ERROR: u16 = 7;

const HARDWARE_TYPE: FieldSpec = FieldSpec::uint("arp.hw.type", "Hardware type", 16)
    .lookup(|code| names::arp_hardware(code as u16))
    .doc("The kind of link, and so of its addresses.", "RFC 826");

const PROTOCOL_TYPE: FieldSpec = FieldSpec::hex("arp.proto.type", "Protocol type", 16)
    .lookup(|code| names::ethertype(code as u16))
    .doc(
        "The network protocol whose addresses are asked for, as an EtherType.",
        "RFC 826",
    );

const OPERATION: FieldSpec = FieldSpec::uint("arp.opcode", "Operation", 16)
    .codes(&[
        (1, "request"),
        (2, "reply"),
        (3, "reverse request"),
        (4, "reverse reply"),
        (5, "dynamic reverse request"),
        (6, "dynamic reverse reply"),
        (7, "dynamic reverse error"),
        (8, "inverse request"),
        (9, "inverse reply"),
        (10, "negative acknowledgment"),
    ])
    .doc(
        "A question or an answer: the link address of a network address, or the reverse.",
        "RFC 826; RFC 903; RFC 2390",
    );

const HEADER: &[FieldSpec] = &[
    HARDWARE_TYPE,
    PROTOCOL_TYPE,
    FieldSpec::uint("arp.hw.size", "Hardware address length", 8)
        .unit("bytes")
        .doc("6 for MAC addresses.", "RFC 826"),
    FieldSpec::uint("arp.proto.size", "Protocol address length", 8)
        .unit("bytes")
        .doc("4 for IPv4 addresses.", "RFC 826"),
    OPERATION,
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    GRATUITOUS = FieldSpec::computed("arp.isgratuitous", "Gratuitous")
        .doc("Sender and target have the same network address: nobody is asked; the sender tells its neighbours about itself.", "RFC 5944 §4.6");
    PROBE = FieldSpec::computed("arp.isprobe", "Probe")
        .doc("A request by a host that has no address yet: before it takes one it asks whether someone else has it.", "RFC 5227 §2.1.1");
    ANNOUNCEMENT = FieldSpec::computed("arp.isannouncement", "Announcement")
        .doc("A request for the sender's own address: it is taken now, and neighbours update their tables.", "RFC 5227 §2.3");
    SENDER_MAC = FieldSpec::mac("arp.src.hw_mac", "Sender MAC address")
        .doc("The link address of the host that sends this.", "RFC 826");
    SENDER_AX25 = FieldSpec::computed("arp.src.hw_ax25", "Sender call sign")
        .doc("The amateur radio address of the station that sends this: a call sign, its characters shifted by one bit.", "RFC 826");
    SENDER_HARDWARE = FieldSpec::bytes("arp.src.hw", "Sender hardware address")
        .doc("The link address of the host that sends this.", "RFC 826");
    SENDER_IPV4 = FieldSpec::ipv4("arp.src.proto_ipv4", "Sender IP address")
        .doc("The network address of the host that sends this; who hears it notes that it is at the sender's link address.", "RFC 826");
    SENDER_PROTOCOL = FieldSpec::bytes("arp.src.proto", "Sender protocol address")
        .doc("The network address of the host that sends this.", "RFC 826");
    TARGET_MAC = FieldSpec::mac("arp.dst.hw_mac", "Target MAC address")
        .doc("In a request the unknown that is asked for, mostly zeros; in a reply the host that asked.", "RFC 826");
    TARGET_AX25 = FieldSpec::computed("arp.dst.hw_ax25", "Target call sign")
        .doc("In a request the unknown that is asked for; in a reply the station that asked.", "RFC 826");
    TARGET_HARDWARE = FieldSpec::bytes("arp.dst.hw", "Target hardware address")
        .doc("In a request the unknown that is asked for; in a reply the host that asked.", "RFC 826");
    TARGET_IPV4 = FieldSpec::ipv4("arp.dst.proto_ipv4", "Target IP address")
        .doc("In a request the address whose owner shall answer; in a reply that of the host that asked.", "RFC 826");
    TARGET_PROTOCOL = FieldSpec::bytes("arp.dst.proto", "Target protocol address")
        .doc("In a request the address whose owner shall answer; in a reply that of the host that asked.", "RFC 826");
    ERROR_STATUS = FieldSpec::uint("arp.dst.drarp_error_status", "Error", 8)
        .codes(&[(1, "restricted"), (2, "no addresses"), (3, "server down"), (4, "address moved"), (5, "failure")])
        .doc("Why a server gave no address.", "RFC 1931 §3.2");
    ATM_SENDER_E164 = FieldSpec::text("arp.src.atm_num_e164", "Sender ATM number")
        .doc("The sender's number in the telephone network's form.", "RFC 2225 §8.3");
    ATM_SENDER_NSAP = FieldSpec::bytes("arp.src.atm_num_nsap", "Sender ATM address")
        .doc("The sender's address in the form of OSI networks.", "RFC 2225 §8.3");
    ATM_SENDER_SUBADDRESS = FieldSpec::bytes("arp.src.atm_subaddr", "Sender ATM subaddress")
        .doc("Tells systems behind one telephone number apart.", "RFC 2225 §8.3");
    ATM_TARGET_E164 = FieldSpec::text("arp.dst.atm_num_e164", "Target ATM number")
        .doc("The target's number in the telephone network's form.", "RFC 2225 §8.3");
    ATM_TARGET_NSAP = FieldSpec::bytes("arp.dst.atm_num_nsap", "Target ATM address")
        .doc("The target's address in the form of OSI networks.", "RFC 2225 §8.3");
    ATM_TARGET_SUBADDRESS = FieldSpec::bytes("arp.dst.atm_subaddr", "Target ATM subaddress")
        .doc("Tells systems behind one telephone number apart.", "RFC 2225 §8.3");
}

/// ARP and RARP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "arp",
        short: "ARP",
        title: "Address Resolution Protocol",
        osi: OsiLayer::DataLink,
        why: "It finds the link address that belongs to a network address, and never leaves the link.",
        reference: "RFC 826",
    },
    claims: &[Claim::EtherType(0x0806), Claim::EtherType(0x8035), Claim::LlcSap(0x98)],
    headers: &[HEADER, atm::HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x01\x08\x00\x06\x04\x00\x01\x02\x00\x5e\x10\x00\x02\xc0\x00\x02\x02\x00\x00\x00\x00\x00\x00\xc0\x00\x02\x01",
};

/// The fixed part of the header.
struct Header {
    hardware: u16,
    protocol: u16,
    hardware_len: usize,
    protocol_len: usize,
    operation: u16,
}

impl Header {
    fn is_ipv4(&self) -> bool {
        self.protocol == IPV4 && self.protocol_len == 4
    }
}

/// The four addresses, empty where there are none.
struct Addresses<'a> {
    sender_hardware: &'a [u8],
    sender: &'a [u8],
    target_hardware: &'a [u8],
    target: &'a [u8],
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.bytes().first_chunk() == Some(&ATM.to_be_bytes()) {
        return atm::peel(p);
    }
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let header = Header {
        hardware: u16::from_be_bytes([h[0], h[1]]),
        protocol: u16::from_be_bytes([h[2], h[3]]),
        hardware_len: usize::from(h[4]),
        protocol_len: usize::from(h[5]),
        operation: u16::from_be_bytes([h[6], h[7]]),
    };
    let first_address = p.pos();
    let addresses = addresses(p, &header)?;
    p.ends_at(p.pos());
    explain(p, &header, &addresses, first_address);
    Ok(())
}

fn addresses<'a>(p: &mut Peel<'a>, header: &Header) -> Result<Addresses<'a>, Stop> {
    let sender_hardware = hardware(p, header, [&SENDER_MAC, &SENDER_AX25, &SENDER_HARDWARE])?;
    let sender = protocol(p, header, &SENDER_IPV4, &SENDER_PROTOCOL)?;
    let target_hardware = if header.hardware == IEEE_1394 {
        &[]
    } else {
        hardware(p, header, [&TARGET_MAC, &TARGET_AX25, &TARGET_HARDWARE])?
    };
    let target = if header.operation == DRARP_ERROR && header.protocol_len > 0 {
        p.uint(&ERROR_STATUS)?;
        p.skip(header.protocol_len - 1)?;
        &[]
    } else {
        protocol(p, header, &TARGET_IPV4, &TARGET_PROTOCOL)?
    };
    Ok(Addresses {
        sender_hardware,
        sender,
        target_hardware,
        target,
    })
}

/// Reads a hardware address: a MAC address, a call sign, or bytes.
fn hardware<'a>(
    p: &mut Peel<'a>,
    header: &Header,
    [mac, ax25, other]: [&'static FieldSpec; 3],
) -> Result<&'a [u8], Stop> {
    match header.hardware_len {
        0 => Ok(&[]),
        6 if WITH_MAC.contains(&header.hardware) => p.field(mac, 6),
        7 if header.hardware == AX25 => {
            let at = p.pos();
            let bytes = p.skip(7)?;
            p.mark_made(ax25, at..at + 7, || call_sign(bytes));
            Ok(bytes)
        }
        len => p.field(other, len),
    }
}

fn protocol<'a>(
    p: &mut Peel<'a>,
    header: &Header,
    ipv4: &'static FieldSpec,
    other: &'static FieldSpec,
) -> Result<&'a [u8], Stop> {
    match header.protocol_len {
        0 => Ok(&[]),
        4 if header.protocol == IPV4 => p.field(ipv4, 4),
        len => p.field(other, len),
    }
}

/// An amateur radio call sign and the number of the station (AX.25 §3.12).
fn call_sign(bytes: &[u8]) -> String {
    let (sign, station) = bytes.split_at(bytes.len().min(6));
    let mut text: String = sign.iter().map(|byte| char::from(byte >> 1)).collect();
    text.truncate(text.trim_end().len());
    match station.first().map_or(0, |byte| byte >> 1 & 0x0f) {
        0 => text,
        number => format!("{text}-{number}"),
    }
}

/// Says in words what the message is for.
fn explain(p: &mut Peel<'_>, header: &Header, addresses: &Addresses<'_>, first_address: usize) {
    if !p.wants_fields() {
        return;
    }
    let (sender, target) = (name(addresses.sender), name(addresses.target));
    let hardware = name(addresses.sender_hardware);
    let is_zero = |bytes: &[u8]| bytes.iter().all(|byte| *byte == 0);
    let asks = header.operation == REQUEST && is_zero(addresses.target_hardware);
    let at = first_address..first_address;
    let set = Value::Uint(1);
    if header.is_ipv4()
        && matches!(header.operation, REQUEST | REPLY)
        && addresses.sender == addresses.target
    {
        p.mark_as(&GRATUITOUS, at.clone(), set.clone());
        if asks {
            p.mark_as(&ANNOUNCEMENT, at, set);
            p.summary(format_args!("announcement: {sender} is now at {hardware}"));
        } else {
            p.summary(format_args!(
                "gratuitous, nobody asked: {sender} is at {hardware}"
            ));
        }
        return;
    }
    if header.is_ipv4() && asks && is_zero(addresses.sender) {
        p.mark_as(&PROBE, at, set);
        p.summary(format_args!("probe: does anyone use {target} yet?"));
        return;
    }
    let target_hardware = name(addresses.target_hardware);
    match header.operation {
        REQUEST => p.summary(format_args!("who has {target}? Tell {sender}")),
        REPLY => p.summary(format_args!("{sender} is at {hardware}")),
        3 | 5 => p.summary(format_args!(
            "which address has {target_hardware}? Tell {hardware}"
        )),
        4 | 6 => p.summary(format_args!("{target_hardware} has {target}")),
        7 => p.summary(format_args!("no address for {target_hardware}")),
        8 => p.summary(format_args!(
            "who is at {target_hardware}? Tell {sender} at {hardware}"
        )),
        9 => p.summary(format_args!("{hardware} has {sender}")),
        10 => p.summary(format_args!("nobody known has {target}")),
        other => p.summary(format_args!("operation {other}")),
    }
}

/// An address as its length suggests: IPv4, MAC, or hexadecimal.
fn name(bytes: &[u8]) -> String {
    if let Ok(octets) = <[u8; 4]>::try_from(bytes) {
        return Ipv4Addr::from(octets).to_string();
    }
    if let Ok(mac) = <[u8; 6]>::try_from(bytes) {
        return Address::Mac(mac).to_string();
    }
    if bytes.is_empty() {
        return "nothing".to_owned();
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
