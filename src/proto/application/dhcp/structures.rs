//! Options whose value has a structure of its own.

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Value, names};
use crate::proto::domain_name::Names;
use std::fmt::Write;
use std::net::Ipv4Addr;

const CLIENT_ID: u8 = 61;
const USER_CLASS_OPTION: u8 = 77;
const FULL_NAME: u8 = 81;
const RELAY_AGENT: u8 = 82;
const NETWORK_INTERFACE: u8 = 94;
const MACHINE_ID: u8 = 97;
const SEARCH_LIST: u8 = 119;
const CLASSLESS_ROUTES: u8 = 121;
const VENDOR_CLASS: u8 = 124;
const VENDOR_INFORMATION: u8 = 125;

pub(super) const USER_CLASS: &[FieldSpec] = &[
    FieldSpec::uint("dhcp.option.user_class.length", "Length", 8)
        .unit("bytes")
        .doc("Bytes of the class.", "RFC 3004 §4"),
    FieldSpec::bytes("dhcp.option.user_class.data", "Class").doc(
        "A group of users or applications; the server may give them other options.",
        "RFC 3004 §4",
    ),
];

pub(super) const NAME_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("dhcp.fqdn.flags", "Flags", 8)
        .parts_follow()
        .doc("Who enters the name into the DNS.", "RFC 4702 §2.1"),
    FieldSpec::hex("dhcp.fqdn.mbz", "Reserved", 4)
        .part()
        .doc("Must be zero.", "RFC 4702 §2.1"),
    FieldSpec::flag("dhcp.fqdn.n", "No updates")
        .part()
        .doc("The server shall not enter anything.", "RFC 4702 §2.1"),
    FieldSpec::flag("dhcp.fqdn.e", "Encoding").part().doc(
        "Set: the name is written as in DNS. Not set: as plain text.",
        "RFC 4702 §2.1",
    ),
    FieldSpec::flag("dhcp.fqdn.o", "Overridden").part().doc(
        "The server did not do what the client asked for.",
        "RFC 4702 §2.1",
    ),
    FieldSpec::flag("dhcp.fqdn.s", "Server updates").part().doc(
        "The server shall enter the address of the name.",
        "RFC 4702 §2.1",
    ),
    FieldSpec::uint("dhcp.fqdn.rcode1", "Response code 1", 8)
        .doc("No longer used.", "RFC 4702 §2.2"),
    FieldSpec::uint("dhcp.fqdn.rcode2", "Response code 2", 8)
        .doc("No longer used.", "RFC 4702 §2.2"),
];

const RELAY: &str = "RFC 3046 §2";

crate::fields! {
    HARDWARE_TYPE = FieldSpec::hex("dhcp.hw.type", "Hardware type", 8)
        .lookup(|code| names::arp_hardware(code as u16))
        .doc("What kind of address identifies the client.", "RFC 2132 §9.14");
    MAC = FieldSpec::mac("dhcp.hw.mac_addr", "Client's MAC address")
        .doc("Identifies the client.", "RFC 2132 §9.14");
    ID_TYPE = FieldSpec::uint("dhcp.client_id.type", "Type", 8)
        .codes(&[(0, "no hardware address"), (255, "DHCP unique identifier")])
        .doc("What kind of identifier.", "RFC 2132 §9.14; RFC 4361 §6.1");
    IDENTIFIER = FieldSpec::bytes("dhcp.client_id", "Identifier")
        .doc("Identifies the client: its server gives it the same address again.", "RFC 2132 §9.14");
    MACHINE = FieldSpec::computed("dhcp.client_id.uuid", "Machine identifier")
        .doc("A number that the machine's maker gave it. Its first three parts stand with their least significant byte first.", "RFC 4578 §2.3");
    CLASS = FieldSpec::uint("dhcp.option.user_class", "User class", 8)
        .doc("One class of several, counted from 0.", "RFC 3004 §4");
    CLASS_TEXT = FieldSpec::text("dhcp.option.user_class.text", "User class")
        .doc("The class as plain text, without the length that it should have.", "RFC 3004 §4");
    NAME = FieldSpec::computed("dhcp.fqdn.name", "Client's name")
        .doc("The client's full name.", "RFC 4702 §2.3");
    AGENT = FieldSpec::uint("dhcp.option.agent_information_option.suboption", "Relay agent's option", 8)
        .codes(&[
            (1, "circuit"),
            (2, "remote end"),
            (4, "DOCSIS device class"),
            (5, "link selection"),
            (6, "subscriber"),
            (7, "RADIUS attributes"),
            (8, "authentication"),
            (9, "vendor's information"),
            (10, "flags"),
            (11, "server identifier override"),
            (12, "relay agent identifier"),
        ])
        .doc("What the relay agent knows of where the client is. The client never sees it.", RELAY);
    AGENT_LENGTH = FieldSpec::uint("dhcp.option.suboption_length", "Length", 8)
        .unit("bytes")
        .doc("Bytes of the value.", RELAY);
    CIRCUIT = FieldSpec::bytes("dhcp.option.agent_information_option.agent_circuit_id", "Circuit")
        .doc("The port on which the relay agent heard the client.", "RFC 3046 §3.1");
    REMOTE = FieldSpec::bytes("dhcp.option.agent_information_option.agent_remote_id", "Remote end")
        .doc("Who is at the other end of that port.", "RFC 3046 §3.2");
    LINK = FieldSpec::ipv4("dhcp.option.agent_information_option.link_selection", "Link")
        .doc("In which network the client shall get its address.", "RFC 3527 §3");
    SUBSCRIBER = FieldSpec::text("dhcp.option.agent_information_option.subscriber_id", "Subscriber")
        .doc("Which customer this is, wherever he is connected.", "RFC 3993 §3");
    OVERRIDE = FieldSpec::ipv4("dhcp.option.agent_information_option.server_id_override", "Server identifier")
        .doc("The address that the server shall call its own, so that the client goes on asking the relay agent.", "RFC 5107 §4");
    AGENT_VALUE = FieldSpec::bytes("dhcp.option.agent_information_option.value", "Value")
        .doc("A value without a meaning here.", RELAY);
    INTERFACE_TYPE = FieldSpec::group("", "Interface type")
        .doc("1: a universal network device interface.", "RFC 4578 §2.2");
    MAJOR = FieldSpec::uint("dhcp.client_network_id_major", "Major version", 8)
        .doc("Of the interface through which boot code uses the network card.", "RFC 4578 §2.2");
    MINOR = FieldSpec::uint("dhcp.client_network_id_minor", "Minor version", 8)
        .doc("Of the same.", "RFC 4578 §2.2");
    SEARCHED = FieldSpec::computed("dhcp.option.dhcp_dns_domain_search_list_fqdn", "Search domain")
        .doc("A domain in which short names are looked up.", "RFC 3397 §2");
    ROUTE = FieldSpec::computed("dhcp.option.classless_static_route", "Route")
        .doc("A network, how many bits name it, and the router that leads to it.", "RFC 3442");
    CLASS_ENTERPRISE = FieldSpec::uint("dhcp.option.vi_class.enterprise", "Enterprise", 32)
        .doc("The vendor whose classes follow, by its number at IANA.", "RFC 3925 §3");
    CLASS_LENGTH = FieldSpec::uint("dhcp.option.vi_class.length", "Length", 8)
        .unit("bytes")
        .doc("Bytes that follow for this vendor.", "RFC 3925 §3");
    CLASS_DATA = FieldSpec::bytes("dhcp.option.vi_class.data", "Classes")
        .doc("What kind of client this is.", "RFC 3925 §3");
    ENTERPRISE = FieldSpec::uint("dhcp.option.vi.enterprise", "Enterprise", 32)
        .doc("The vendor whose options follow, by its number at IANA.", "RFC 3925 §4");
    VENDOR_LENGTH = FieldSpec::uint("dhcp.option.vi.length", "Length", 8)
        .unit("bytes")
        .doc("Bytes that follow for this vendor.", "RFC 3925 §4");
    VENDOR_DATA = FieldSpec::bytes("dhcp.option.vi.value", "Options")
        .doc("The vendor's own options.", "RFC 3925 §4");
}

/// Reads the value of option `code`; false if it is none of these.
pub(super) fn read(p: &mut Peel<'_>, code: u8) -> Result<bool, Stop> {
    if p.rest().is_empty() {
        return Ok(false);
    }
    match code {
        CLIENT_ID => client_id(p)?,
        USER_CLASS_OPTION if is_user_classes(p.rest()) => user_classes(p)?,
        USER_CLASS_OPTION => rest(p, &CLASS_TEXT)?,
        FULL_NAME => full_name(p)?,
        RELAY_AGENT => relay_agent(p)?,
        NETWORK_INTERFACE => {
            p.group(&INTERFACE_TYPE, |p| p.skip(1))?;
            p.uint(&MAJOR)?;
            p.uint(&MINOR)?;
        }
        MACHINE_ID => {
            p.uint(&ID_TYPE)?;
            machine_id(p)?;
        }
        SEARCH_LIST => search_list(p)?,
        CLASSLESS_ROUTES => classless_routes(p)?,
        VENDOR_CLASS => vendor(p, [&CLASS_ENTERPRISE, &CLASS_LENGTH, &CLASS_DATA])?,
        VENDOR_INFORMATION => vendor(p, [&ENTERPRISE, &VENDOR_LENGTH, &VENDOR_DATA])?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let len = p.rest().len();
    if len > 0 {
        p.field(spec, len)?;
    }
    Ok(())
}

/// A hardware type and address, or anything else behind type 0.
fn client_id(p: &mut Peel<'_>) -> Peeled {
    match p.rest() {
        [1 | 6, _, _, _, _, _, _] => {
            p.uint(&HARDWARE_TYPE)?;
            p.field(&MAC, 6).map(drop)
        }
        _ => {
            p.uint(&ID_TYPE)?;
            rest(p, &IDENTIFIER)
        }
    }
}

fn machine_id(p: &mut Peel<'_>) -> Peeled {
    let start = p.pos();
    let Some(id) = p.rest().first_chunk::<16>() else {
        return rest(p, &IDENTIFIER);
    };
    p.seek(start + id.len());
    p.mark_made(&MACHINE, start..start + id.len(), || guid(id));
    Ok(())
}

/// `00112233-4455-6677-8899-aabbccddeeff`, from 33 22 11 00 55 44 77 66 88 99 aa ...
fn guid(id: &[u8; 16]) -> String {
    const ORDER: [usize; 16] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    let mut text = String::new();
    for (index, at) in ORDER.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{:02x}", id[at]);
    }
    text
}

/// Some clients send plain text without the lengths.
fn is_user_classes(mut bytes: &[u8]) -> bool {
    while let [len, after @ ..] = bytes {
        match after.get(usize::from(*len)..) {
            Some(next) if *len > 0 => bytes = next,
            _ => return false,
        }
    }
    true
}

fn user_classes(p: &mut Peel<'_>) -> Peeled {
    let [length, data] = USER_CLASS else {
        return Ok(());
    };
    let mut number = 0;
    while !p.rest().is_empty() && !p.is_full() {
        p.group_as(
            &CLASS,
            || Value::Uint(number),
            |p| {
                let len = p.uint(length)? as usize;
                p.field(data, len)
            },
        )?;
        number += 1;
    }
    Ok(())
}

fn full_name(p: &mut Peel<'_>) -> Peeled {
    let head = p.rows(NAME_FLAGS)?;
    let at = p.pos();
    let bytes = p.rest();
    if bytes.is_empty() {
        return Ok(());
    }
    if head.first().is_some_and(|flags| flags & 4 != 0) && bytes.last() == Some(&0) {
        return Names { bytes, base: at }.name(p, &NAME);
    }
    p.mark_as(&NAME, at..at + bytes.len(), Value::Text);
    Ok(())
}

fn relay_agent(p: &mut Peel<'_>) -> Peeled {
    while let Some(code) = p.rest().first().copied() {
        if p.is_full() {
            break;
        }
        p.group_as(
            &AGENT,
            || Value::Uint(u64::from(code)),
            |p| {
                p.skip(1)?;
                let len = p.uint(&AGENT_LENGTH)? as usize;
                p.within(len, "relay agent's option length", |p| agent_value(p, code))
            },
        )?;
    }
    Ok(())
}

fn agent_value(p: &mut Peel<'_>, code: u8) -> Peeled {
    match (code, p.rest().len()) {
        (1, _) => rest(p, &CIRCUIT),
        (2, _) => rest(p, &REMOTE),
        (5, 4) => rest(p, &LINK),
        (6, _) => rest(p, &SUBSCRIBER),
        (11, 4) => rest(p, &OVERRIDE),
        _ => rest(p, &AGENT_VALUE),
    }
}

/// Names written as in DNS; pointers count from the start of the value.
fn search_list(p: &mut Peel<'_>) -> Peeled {
    let list = Names {
        bytes: p.rest(),
        base: p.pos(),
    };
    while !p.rest().is_empty() && !p.is_full() {
        list.name(p, &SEARCHED)?;
    }
    Ok(())
}

/// The network's bytes are only as many as its bits need.
fn classless_routes(p: &mut Peel<'_>) -> Peeled {
    while let Some(width) = p.rest().first().copied() {
        if p.is_full() {
            break;
        }
        let start = p.pos();
        let significant = usize::from(width.min(32)).div_ceil(8);
        let bytes = p.skip(1 + significant + 4)?;
        let (network, router) = bytes[1..].split_at(significant);
        p.mark_made(&ROUTE, start..start + bytes.len(), || {
            route(width, network, router)
        });
    }
    Ok(())
}

fn route(width: u8, network: &[u8], router: &[u8]) -> String {
    let mut octets = [0; 4];
    for (octet, byte) in octets.iter_mut().zip(network) {
        *octet = *byte;
    }
    let mut text = format!("{}/{width}", Ipv4Addr::from(octets));
    if let Some(octets) = router.first_chunk::<4>() {
        let _ = write!(text, " via {}", Ipv4Addr::from(*octets));
    }
    text
}

fn vendor(p: &mut Peel<'_>, [enterprise, length, data]: [&'static FieldSpec; 3]) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.uint(enterprise)?;
        let len = p.uint(length)? as usize;
        if len > 0 {
            p.field(data, len)?;
        }
    }
    Ok(())
}
