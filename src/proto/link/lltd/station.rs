//! What a station says of itself: a list of properties.

use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::layout;

use super::SECTION;

const TYPES: crate::model::Codes = &[
    (0x00, "end"),
    (0x01, "host"),
    (0x02, "characteristics"),
    (0x03, "kind of link"),
    (0x04, "mode of the radio"),
    (0x05, "access point"),
    (0x06, "network"),
    (0x07, "IPv4 address"),
    (0x08, "IPv6 address"),
    (0x09, "fastest rate"),
    (0x0a, "clock"),
    (0x0c, "speed"),
    (0x0d, "signal"),
    (0x0e, "icon"),
    (0x0f, "name"),
    (0x10, "support"),
    (0x11, "friendly name"),
    (0x12, "device"),
    (0x13, "hardware"),
    (0x14, "quality of service"),
    (0x15, "kind of radio"),
    (0x16, "associations"),
    (0x18, "large icon"),
    (0x19, "room for frames seen"),
    (0x1a, "components"),
    (0x1b, "way to the root"),
    (0x1c, "repeaters"),
];

/// The name of a property.
pub(super) fn name(kind: u64) -> Option<&'static str> {
    let index = TYPES.binary_search_by_key(&kind, |entry| entry.0).ok()?;
    TYPES.get(index).map(|entry| entry.1)
}

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, SECTION)
}

const CHARACTERISTICS: &[FieldSpec] = &[
    flag(
        "lltd.characteristic.public_nat",
        "Public side",
        "Set: the public side of an address translator.",
    ),
    flag(
        "lltd.characteristic.private_nat",
        "Private side",
        "Set: the private side of an address translator.",
    ),
    flag(
        "lltd.characteristic.duplex",
        "Duplex",
        "Set: sends and receives at the same time.",
    ),
    flag(
        "lltd.characteristic.web_page",
        "Web page",
        "Set: it is managed over HTTP.",
    ),
    flag(
        "lltd.characteristic.loop",
        "Loops back",
        "Set: it hears its own frames.",
    ),
    FieldSpec::hex("lltd.characteristic.reserved", "Reserved", 27).doc("Zero.", SECTION),
];

const QUALITY: &[FieldSpec] = &[
    flag(
        "lltd.qos_characteristic.layer2_forwarding",
        "Forwards",
        "Set: it passes frames of others on.",
    ),
    flag(
        "lltd.qos_characteristic.vlan",
        "VLAN",
        "Set: it knows VLAN tags.",
    ),
    flag(
        "lltd.qos_characteristic.tagging",
        "Priorities",
        "Set: it sends priorities in tags.",
    ),
    FieldSpec::hex("lltd.qos_characteristic.reserved", "Reserved", 29).doc("Zero.", SECTION),
];

pub(super) const TABLES: &[&[FieldSpec]] = &[CHARACTERISTICS, QUALITY];

const fn number(
    name: &'static str,
    label: &'static str,
    bits: u32,
    doc: &'static str,
) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, SECTION)
}

crate::fields! {
    PROPERTY = FieldSpec::group("", "Property").doc("One thing that the station says of itself.", SECTION);
    TYPE = FieldSpec::hex("lltd.tlv.type", "Type", 8).codes(TYPES).doc("What it is about.", SECTION);
    LENGTH = number("lltd.tlv.length", "Length", 8, "Of what follows; 0: too long for here, ask for it.");
    HOST = FieldSpec::mac("lltd.host_id", "Host").doc("The same on all interfaces of a host.", SECTION);
    MEDIUM = number("lltd.physical_medium", "Kind of link", 32, "As in the interface types of IANA: 6 Ethernet, 71 Wi-Fi.");
    MODE = FieldSpec::hex("lltd.wireless_mode", "Mode", 8)
        .codes(&[(0, "ad hoc"), (1, "infrastructure"), (2, "automatic")])
        .doc("How the radio is used.", SECTION);
    BSSID = FieldSpec::mac("lltd.bssid", "Access point").doc("Its address.", SECTION);
    SSID = FieldSpec::text("lltd.ssid", "Network").doc("Its name.", SECTION);
    IPV4 = FieldSpec::ipv4("lltd.ipv4_address", "IPv4 address").doc("Of the station.", SECTION);
    IPV6 = FieldSpec::ipv6("lltd.ipv6_address", "IPv6 address").doc("Of the station.", SECTION);
    RATE = number("lltd.max_operation_rate", "Fastest rate", 16, "In units of 500 kbit/s.");
    CLOCK = number("lltd.performance_count_freq", "Clock", 64, "How often it counts in a second.");
    SPEED = number("lltd.link_speed", "Speed", 32, "In units of 100 bit/s.");
    SIGNAL = FieldSpec::int("lltd.rssi", "Signal", 32).unit("dBm").doc("How strong the access point is heard.", SECTION);
    NAME = FieldSpec::computed("lltd.machine_name", "Name").doc("Of the station, in UTF-16.", SECTION);
    SUPPORT = FieldSpec::computed("lltd.support_info", "Support").doc("Where the maker helps, in UTF-16.", SECTION);
    DEVICE = FieldSpec::computed("lltd.device_uuid", "Device").doc("A number that no other device has.", SECTION);
    RADIO = FieldSpec::hex("lltd.80211_physical_medium", "Kind of radio", 8)
        .codes(&[(0, "unknown"), (1, "FHSS"), (2, "DSSS"), (3, "infrared"), (4, "OFDM"), (5, "HR DSSS"), (6, "ERP")])
        .doc("How it sends.", SECTION);
    ROOM = number("lltd.sees_list_working_set", "Room", 16, "How many frames the station can remember.");
    WAY = FieldSpec::mac("lltd.address_path_to_root", "Access point").doc("On the way to the wired network.", SECTION);
    OTHER = FieldSpec::bytes("", "Content").doc("A property that decap does not take apart.", SECTION);
}

pub(super) const COUNT: usize = 21;

/// Reads properties up to the one that ends them.
pub(super) fn properties(p: &mut Peel<'_>) -> Peeled {
    loop {
        let is_last = p.group(&PROPERTY, |p| {
            let kind = p.uint(&TYPE)?;
            if kind == 0 {
                return Ok(true);
            }
            let len = p.uint(&LENGTH)? as usize;
            p.within(len, "LLTD property length", |p| property(p, kind, len))?;
            Ok(p.rest().is_empty())
        })?;
        if is_last || p.is_full() {
            return Ok(());
        }
    }
}

fn property(p: &mut Peel<'_>, kind: u64, len: usize) -> Peeled {
    let spec = match (kind, len) {
        (_, 0) => return Ok(()),
        (0x02, 4) => return p.rows(CHARACTERISTICS).map(drop),
        (0x14, 4) => return p.rows(QUALITY).map(drop),
        (0x0f, _) => return text(p, &NAME, len),
        (0x10, _) => return text(p, &SUPPORT, len),
        (0x12, 16) => return device(p),
        (0x1b, _) => {
            while p.rest().len() >= 6 && !p.is_full() {
                p.field(&WAY, 6)?;
            }
            return Ok(());
        }
        (0x01, 6) => &HOST,
        (0x03, 4) => &MEDIUM,
        (0x04, 1) => &MODE,
        (0x05, 6) => &BSSID,
        (0x06, _) => &SSID,
        (0x07, 4) => &IPV4,
        (0x08, 16) => &IPV6,
        (0x09, 2) => &RATE,
        (0x0a, 8) => &CLOCK,
        (0x0c, 4) => &SPEED,
        (0x0d, 4) => &SIGNAL,
        (0x15, 1) => &RADIO,
        (0x19, 2) => &ROOM,
        _ => &OTHER,
    };
    p.field(spec, len).map(drop)
}

fn text(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(len)?;
    p.mark_made(spec, at..at + len, || layout::utf16(bytes));
    Ok(())
}

/// The parts of the number stand in network byte order.
fn device(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(16)?;
    p.mark_made(&DEVICE, at..at + 16, || {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| &digits[part]);
        parts.join("-")
    });
    Ok(())
}
