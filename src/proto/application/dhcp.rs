//! DHCP: hosts ask for an address and whatever else they need (RFC 2131), in messages of BOOTP
//! (RFC 951).

mod options;
mod structures;

use std::net::Ipv4Addr;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, names};
use options::LAYOUTS;

const SERVER_PORT: u16 = 67;
const CLIENT_PORT: u16 = 68;

/// Where a boot server listens beside a DHCP server on the same host.
const PROXY_PORT: u16 = 4011;

/// What the options begin with (RFC 1497).
const COOKIE: [u8; 4] = [99, 130, 83, 99];

/// Length of the header up to the options (RFC 951 §3).
const HEADER_LEN: usize = 236;

/// Where the server's name and the boot file's stand: options may take their room.
const SERVER_NAME: std::ops::Range<usize> = 44..108;
const BOOT_FILE: std::ops::Range<usize> = 108..236;

const ETHERNET: u8 = 1;
const IEEE_802: u8 = 6;

const SECTION: &str = "RFC 2131 §2";

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("dhcp.type", "Message type", 8)
        .codes(&[(1, "request"), (2, "reply")])
        .doc(
            "1 from a client, 2 from a server. What exactly the message is says option 53.",
            SECTION,
        ),
    FieldSpec::hex("dhcp.hw.type", "Hardware type", 8)
        .lookup(|code| names::arp_hardware(code as u16))
        .doc(
            "What kind of link the client is on; 1 is Ethernet.",
            SECTION,
        ),
    FieldSpec::uint("dhcp.hw.len", "Hardware address length", 8)
        .unit("bytes")
        .doc(
            "How many bytes of the hardware address field count.",
            SECTION,
        ),
    FieldSpec::uint("dhcp.hops", "Hops", 8)
        .doc("Relay agents that have passed the message on.", SECTION),
    FieldSpec::hex("dhcp.id", "Transaction identifier", 32).doc(
        "A random number of the client; the answer repeats it.",
        SECTION,
    ),
    FieldSpec::uint("dhcp.secs", "Seconds", 16)
        .unit("s")
        .doc("How long the client has been trying.", SECTION),
    FieldSpec::hex("dhcp.flags", "Flags", 16)
        .parts_follow()
        .doc("One is defined.", SECTION),
    FieldSpec::flag("dhcp.flags.bc", "Broadcast").part().doc(
        "The client cannot receive unicast before it has an address: broadcast the answer.",
        "RFC 2131 §4.1",
    ),
    FieldSpec::hex("dhcp.flags.reserved", "Reserved", 15)
        .part()
        .doc("Must be zero.", SECTION),
    FieldSpec::ipv4("dhcp.ip.client", "Client address").doc(
        "The client's address, if it has one already and can answer ARP requests for it.",
        SECTION,
    ),
    FieldSpec::ipv4("dhcp.ip.your", "Your address")
        .doc("The address that the server offers or confirms.", SECTION),
    FieldSpec::ipv4("dhcp.ip.server", "Next server")
        .doc("From which server to load a boot file next.", SECTION),
    FieldSpec::ipv4("dhcp.ip.relay", "Relay agent").doc(
        "The relay agent that heard the client: the server sends its answer there.",
        SECTION,
    ),
];

crate::fields! {
    MAC = FieldSpec::mac("dhcp.hw.mac_addr", "Client's MAC address")
        .doc("By it the server knows the client again.", SECTION);
    HARDWARE = FieldSpec::bytes("dhcp.hw.addr", "Client's hardware address")
        .doc("By it the server knows the client again.", SECTION);
    HARDWARE_PADDING = FieldSpec::bytes("dhcp.hw.addr_padding", "Hardware address padding")
        .doc("The field has 16 bytes, whatever the address needs.", SECTION);
    SERVER = FieldSpec::text("dhcp.server", "Server name")
        .wide(64)
        .doc("Name of the boot server, ended by a zero byte; empty if not given.", SECTION);
    FILE = FieldSpec::text("dhcp.file", "Boot file")
        .wide(128)
        .doc("Name of the file to boot from, ended by a zero byte; empty if not given.", SECTION);
    SERVER_OPTIONS = FieldSpec::group("", "Options in the server name")
        .doc("There were too many options for their own room (option 52).", "RFC 2132 §9.3");
    FILE_OPTIONS = FieldSpec::group("", "Options in the boot file")
        .doc("There were too many options for their own room (option 52).", "RFC 2132 §9.3");
    MAGIC = FieldSpec::ipv4("dhcp.cookie", "Magic cookie")
        .doc("The numbers 99, 130, 83, 99: options follow.", "RFC 1497");
    VENDOR = FieldSpec::bytes("dhcp.vendor_specific_options", "Vendor's area")
        .doc("Without the cookie the meaning of these bytes is the vendor's own.", "RFC 951 §3");
}

const OWN_TABLES: [&[FieldSpec]; 3] = [HEAD, structures::USER_CLASS, structures::NAME_FLAGS];

const TABLES_LEN: usize = OWN_TABLES.len() + LAYOUTS.len();

static TABLES: [&[FieldSpec]; TABLES_LEN] = {
    let mut tables = [HEAD; TABLES_LEN];
    let mut index = 0;
    while index < TABLES_LEN {
        tables[index] = if index < OWN_TABLES.len() {
            OWN_TABLES[index]
        } else {
            LAYOUTS[index - OWN_TABLES.len()].1
        };
        index += 1;
    }
    tables
};

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + options::FIELDS.len() + structures::FIELDS.len()] =
    join_fields(&[FIELDS, options::FIELDS, structures::FIELDS]);

/// DHCP and BOOTP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "dhcp",
        short: "DHCP",
        title: "Dynamic Host Configuration Protocol",
        osi: OsiLayer::Application,
        why: "It is what a client program and a server say to each other over UDP, though what they agree on configures the network layer.",
        reference: "RFC 2131",
    },
    claims: &[
        Claim::Port(Transport::Udp, SERVER_PORT),
        Claim::Port(Transport::Udp, CLIENT_PORT),
        Claim::Port(Transport::Udp, PROXY_PORT),
    ],
    headers: &TABLES,
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: &SAMPLE,
};

/// An offer of 192.0.2.10 for a day, with router, name server and domain.
const SAMPLE: [u8; 290] = {
    let mut bytes = [0; 290];
    let head = b"\x02\x01\x06\x00\x39\x03\xf3\x26\x00\x00\x80\x00\
        \0\0\0\0\xc0\x00\x02\x0a\xc0\x00\x02\x01\0\0\0\0\x02\x00\x5e\x10\x00\x01";
    let options = b"\x63\x82\x53\x63\x35\x01\x02\x36\x04\xc0\x00\x02\x01\x33\x04\x00\x01\x51\x80\
        \x01\x04\xff\xff\xff\x00\x03\x04\xc0\x00\x02\x01\x06\x04\xc0\x00\x02\x01\
        \x0f\x0bexample.com\xff\x00\x00\x00";
    let mut index = 0;
    while index < head.len() {
        bytes[index] = head[index];
        index += 1;
    }
    index = 0;
    while index < options.len() {
        bytes[HEADER_LEN + index] = options[index];
        index += 1;
    }
    bytes
};

/// The cookie is unmistakable; without it a request or a reply with an address of a known kind.
fn recognise(bytes: &[u8]) -> Match {
    let [1 | 2, kind, len, hops, ..] = bytes else {
        return Match::No;
    };
    if bytes.get(HEADER_LEN..HEADER_LEN + COOKIE.len()) == Some(&COOKIE) {
        return Match::Yes;
    }
    let is_known = names::arp_hardware(u16::from(*kind)).is_some();
    Match::maybe_if(is_known && *len <= 16 && *hops <= 16)
}

/// The bytes behind the cookie; none without it.
fn options_of(bytes: &[u8]) -> &[u8] {
    let options = bytes.get(HEADER_LEN..).unwrap_or_default();
    options.strip_prefix(&COOKIE).unwrap_or_default()
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if !p.wants_fields() {
        return Ok(());
    }
    say(p);
    let head = p.rows(HEAD)?;
    let (kind, len) = match head {
        [_, kind, len, ..] => (*kind, usize::from(*len)),
        _ => (0, 0),
    };
    hardware_address(p, kind, len.min(16))?;
    let overload = options::overload(options_of(p.bytes()));
    if overload & 2 == 0 {
        p.field(&SERVER, SERVER_NAME.len())?;
    } else {
        p.skip(SERVER_NAME.len())?;
    }
    if overload & 1 == 0 {
        p.field(&FILE, BOOT_FILE.len())?;
    } else {
        p.skip(BOOT_FILE.len())?;
    }
    if !p.rest().starts_with(&COOKIE) {
        let rest = p.rest().len();
        if rest > 0 {
            p.field(&VENDOR, rest)?;
        }
        return Ok(());
    }
    p.field(&MAGIC, COOKIE.len())?;
    options::read(p)?;
    if overload & 1 != 0 {
        overloaded(p, &FILE_OPTIONS, BOOT_FILE)?;
    }
    if overload & 2 != 0 {
        overloaded(p, &SERVER_OPTIONS, SERVER_NAME)?;
    }
    p.seek(p.bytes().len());
    Ok(())
}

fn hardware_address(p: &mut Peel<'_>, kind: u8, len: usize) -> Peeled {
    match (kind, len) {
        (_, 0) => {}
        (ETHERNET | IEEE_802, 6) => {
            p.field(&MAC, 6)?;
        }
        _ => {
            p.field(&HARDWARE, len)?;
        }
    }
    if len < 16 {
        p.field(&HARDWARE_PADDING, 16 - len)?;
    }
    Ok(())
}

/// Reads options where the header has room for a name (RFC 2131 §4.1).
fn overloaded(p: &mut Peel<'_>, spec: &'static FieldSpec, range: std::ops::Range<usize>) -> Peeled {
    p.seek(range.start);
    p.group(spec, |p| {
        p.within(range.len(), "field's width", options::read)
    })
}

/// `Offer 192.0.2.10 to 02:00:5e:10:00:01`.
fn say(p: &mut Peel<'_>) {
    let bytes = p.bytes();
    let Some(header) = bytes.first_chunk::<34>() else {
        return;
    };
    let options = options_of(bytes);
    let kind = options::find(options, options::MESSAGE_TYPE).and_then(|data| data.first());
    let verb = kind
        .and_then(|kind| names::dhcp_message_type(*kind))
        .unwrap_or(if header[0] == 1 {
            "BOOTP request"
        } else {
            "BOOTP reply"
        });
    let address =
        |at: usize| Ipv4Addr::new(header[at], header[at + 1], header[at + 2], header[at + 3]);
    let requested = options::find(options, options::REQUESTED_ADDRESS)
        .and_then(|data| data.first_chunk::<4>())
        .map(|octets| Ipv4Addr::from(*octets));
    let told = [Some(address(16)), requested, Some(address(12))]
        .into_iter()
        .flatten()
        .find(|ip| !ip.is_unspecified())
        .map_or_else(String::new, |ip| format!(" {ip}"));
    let mac = (header[2] == 6).then(|| {
        let [.., a, b, c, d, e, f] = *header;
        crate::model::Address::Mac([a, b, c, d, e, f])
    });
    let side = if header[0] == 1 { "from" } else { "to" };
    match mac {
        Some(mac) => p.summary(format_args!("{verb}{told} {side} {mac}")),
        None => p.summary(format_args!("{verb}{told}")),
    }
}

#[cfg(test)]
mod tests;
