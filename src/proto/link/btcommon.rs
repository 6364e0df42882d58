//! What a Bluetooth device says of itself: what it is, what it is called, what it offers.

use crate::decode::{Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Value};
use crate::proto::low_words::low_words;

const SECTION: &str = "Bluetooth Core Specification Supplement, part A, §1";
const NUMBERS: &str = "Bluetooth Assigned Numbers §2.8";

const CLASS_LEN: usize = 3;

/// Kinds of entries.
const FLAGS: u8 = 0x01;
const NAMES: [u8; 2] = [0x08, 0x09];
const POWER: u8 = 0x0a;
const CLASS_OF_DEVICE: u8 = 0x0d;
const APPEARANCE: u8 = 0x19;
const VENDOR: u8 = 0xff;

const KINDS: crate::model::Codes = &[
    (0x01, "flags"),
    (0x02, "some 16-bit services"),
    (0x03, "all 16-bit services"),
    (0x04, "some 32-bit services"),
    (0x05, "all 32-bit services"),
    (0x06, "some 128-bit services"),
    (0x07, "all 128-bit services"),
    (0x08, "short name"),
    (0x09, "name"),
    (0x0a, "power"),
    (0x0d, "class of device"),
    (0x12, "connection interval"),
    (0x14, "16-bit services wanted"),
    (0x15, "128-bit services wanted"),
    (0x16, "data of a service"),
    (0x19, "appearance"),
    (0x20, "data of a 32-bit service"),
    (0x21, "data of a 128-bit service"),
    (0x24, "URI"),
    (0xff, "vendor's own"),
];

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("btcommon.eir_ad.entry.length", "Length", 8)
        .unit("bytes")
        .doc("Of the entry, without this byte.", SECTION),
    FieldSpec::hex("btcommon.eir_ad.entry.type", "Type", 8)
        .codes(KINDS)
        .doc("What the entry tells.", SECTION),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, "Bluetooth Core Specification Supplement, part A, §1.3")
}

const FLAG_BITS: &[FieldSpec] = &[
    FieldSpec::uint("btcommon.eir_ad.entry.flags.reserved", "Reserved", 3).doc(
        "Zero.",
        "Bluetooth Core Specification Supplement, part A, §1.3",
    ),
    flag(
        "btcommon.eir_ad.entry.flags.le_bredr_support_host",
        "Both, host",
        "Set: the host does LE and classic Bluetooth with one device at once.",
    ),
    flag(
        "btcommon.eir_ad.entry.flags.le_bredr_support_controller",
        "Both, controller",
        "Set: the controller does LE and classic Bluetooth with one device at once.",
    ),
    flag(
        "btcommon.eir_ad.entry.flags.bredr_not_supported",
        "LE only",
        "Set: no classic Bluetooth.",
    ),
    flag(
        "btcommon.eir_ad.entry.flags.le_general_discoverable_mode",
        "Discoverable",
        "Set: it wants to be found, for as long as it likes.",
    ),
    flag(
        "btcommon.eir_ad.entry.flags.le_limited_discoverable_mode",
        "Discoverable for a while",
        "Set: it wants to be found, for a short time.",
    ),
];

const MINOR: &[FieldSpec] = &[
    FieldSpec::uint("btcommon.cod.minor_device_class", "Minor class", 6)
        .doc("What kind of that it is.", NUMBERS),
    FieldSpec::uint("btcommon.cod.format_type", "Format", 2).doc("Zero.", NUMBERS),
];

low_words! {
    MAJOR in "Bluetooth Assigned Numbers §2.8": 16 "" "Major class" "What the device is and what it offers." {
        5 "btcommon.cod.major_device_class" "Major class" "What kind of device it is." [&[(0, "miscellaneous"), (1, "computer"), (2, "phone"), (3, "access point"), (4, "audio and video"), (5, "peripheral"), (6, "imaging"), (7, "wearable"), (8, "toy"), (9, "health"), (31, "unknown")]];
        1 "btcommon.cod.major_service_classes.limited_discoverable_mode" "Discoverable for a while" "Set: it can be found for a short time.";
        1 "btcommon.cod.major_service_classes.le_audio" "LE Audio" "Set: sound by LE.";
        1 "btcommon.cod.major_service_classes.reserved" "Reserved" "Zero.";
        1 "btcommon.cod.major_service_classes.positioning" "Positioning" "Set: tells where it is.";
        1 "btcommon.cod.major_service_classes.networking" "Networking" "Set: leads to a network.";
        1 "btcommon.cod.major_service_classes.rendering" "Rendering" "Set: prints or plays.";
        1 "btcommon.cod.major_service_classes.capturing" "Capturing" "Set: scans or records.";
        1 "btcommon.cod.major_service_classes.object_transfer" "Object transfer" "Set: takes or gives files.";
        1 "btcommon.cod.major_service_classes.audio" "Audio" "Set: speaks or listens.";
        1 "btcommon.cod.major_service_classes.telephony" "Telephony" "Set: makes calls.";
        1 "btcommon.cod.major_service_classes.information" "Information" "Set: a server of some kind.";
    }
}

/// One channel of a connection, by its number among those for data.
const fn channel(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(
        "Set: the connection uses it.",
        "Bluetooth Core Specification, volume 6, part B, §1.4.1",
    )
}

/// From the first bit of each byte, which is its last channel, to its first.
const CHANNEL_MAP: &[FieldSpec] = &[
    channel("btcommon.le_channel_map.7", "Channel 7"),
    channel("btcommon.le_channel_map.6", "Channel 6"),
    channel("btcommon.le_channel_map.5", "Channel 5"),
    channel("btcommon.le_channel_map.4", "Channel 4"),
    channel("btcommon.le_channel_map.3", "Channel 3"),
    channel("btcommon.le_channel_map.2", "Channel 2"),
    channel("btcommon.le_channel_map.1", "Channel 1"),
    channel("btcommon.le_channel_map.0", "Channel 0"),
    channel("btcommon.le_channel_map.15", "Channel 15"),
    channel("btcommon.le_channel_map.14", "Channel 14"),
    channel("btcommon.le_channel_map.13", "Channel 13"),
    channel("btcommon.le_channel_map.12", "Channel 12"),
    channel("btcommon.le_channel_map.11", "Channel 11"),
    channel("btcommon.le_channel_map.10", "Channel 10"),
    channel("btcommon.le_channel_map.9", "Channel 9"),
    channel("btcommon.le_channel_map.8", "Channel 8"),
    channel("btcommon.le_channel_map.23", "Channel 23"),
    channel("btcommon.le_channel_map.22", "Channel 22"),
    channel("btcommon.le_channel_map.21", "Channel 21"),
    channel("btcommon.le_channel_map.20", "Channel 20"),
    channel("btcommon.le_channel_map.19", "Channel 19"),
    channel("btcommon.le_channel_map.18", "Channel 18"),
    channel("btcommon.le_channel_map.17", "Channel 17"),
    channel("btcommon.le_channel_map.16", "Channel 16"),
    channel("btcommon.le_channel_map.31", "Channel 31"),
    channel("btcommon.le_channel_map.30", "Channel 30"),
    channel("btcommon.le_channel_map.29", "Channel 29"),
    channel("btcommon.le_channel_map.28", "Channel 28"),
    channel("btcommon.le_channel_map.27", "Channel 27"),
    channel("btcommon.le_channel_map.26", "Channel 26"),
    channel("btcommon.le_channel_map.25", "Channel 25"),
    channel("btcommon.le_channel_map.24", "Channel 24"),
    channel("btcommon.le_channel_map.39", "Reserved"),
    channel("btcommon.le_channel_map.38", "Reserved"),
    channel("btcommon.le_channel_map.37", "Reserved"),
    channel("btcommon.le_channel_map.36", "Channel 36"),
    channel("btcommon.le_channel_map.35", "Channel 35"),
    channel("btcommon.le_channel_map.34", "Channel 34"),
    channel("btcommon.le_channel_map.33", "Channel 33"),
    channel("btcommon.le_channel_map.32", "Channel 32"),
];

crate::fields! {
    ALL = FieldSpec::group("btcommon.eir_ad.advertising_data", "Advertising data").doc("Entries, each with its length.", SECTION);
    ALL_OF_INQUIRY = FieldSpec::group("btcommon.eir_ad.extended_inquiry_response_data", "Inquiry response").doc("Entries, each with its length.", SECTION);
    ENTRY = FieldSpec::group("btcommon.eir_ad.entry", "Entry").doc("One thing that the device tells.", SECTION);
    SERVICE_16 = FieldSpec::hex("btcommon.eir_ad.entry.uuid_16", "Service", 16).little().doc("A service of the standard.", "Bluetooth Core Specification Supplement, part A, §1.1");
    SERVICE_32 = FieldSpec::hex("btcommon.eir_ad.entry.uuid_32", "Service", 32).little().doc("A service of the standard.", "Bluetooth Core Specification Supplement, part A, §1.1");
    NAME = FieldSpec::text("btcommon.eir_ad.entry.device_name", "Name").doc("What the owner calls it.", "Bluetooth Core Specification Supplement, part A, §1.2");
    LEVEL = FieldSpec::int("btcommon.eir_ad.entry.power_level", "Power", 8).unit("dBm").doc("How strong it sends.", "Bluetooth Core Specification Supplement, part A, §1.5");
    LOOKS = FieldSpec::hex("btcommon.eir_ad.entry.appearance", "Appearance", 16).little().doc("What it looks like, for an icon.", "Bluetooth Core Specification Supplement, part A, §1.12");
    COMPANY = FieldSpec::hex("btcommon.eir_ad.entry.company_id", "Company", 16).little().doc("Who defined the rest.", "Bluetooth Core Specification Supplement, part A, §1.4");
    DATA = FieldSpec::bytes("btcommon.eir_ad.entry.data", "Data").doc("What decap does not take apart.", SECTION);
    UNUSED = FieldSpec::group("btcommon.eir_ad.unused", "Unused").doc("Room that is left.", SECTION);
    CLASS_WORD = FieldSpec::hex("btcommon.cod.class_of_device", "Class of device", 24).doc("What the device is and what it offers.", NUMBERS);
}

/// What a device says of itself in entries.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "btcommon",
        short: "BT Data",
        title: "Bluetooth Advertising and Inquiry Data",
        osi: OsiLayer::Presentation,
        why: "It is the form in which devices tell who they are before anybody connects to them.",
        reference: "Bluetooth Core Specification Supplement",
    },
    claims: &[],
    headers: &[HEAD, FLAG_BITS, MINOR, TABLES[0], CHANNEL_MAP],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\x01\x06\x05\x09Test\x03\x03\x0a\x18",
};

/// The same in the answer to an inquiry.
pub static INQUIRY: Protocol = Protocol {
    peel: peel_inquiry,
    ..PROTOCOL
};

/// The class of device alone.
pub static CLASS: Protocol = Protocol {
    peel: class,
    ..PROTOCOL
};

/// The channels of a connection alone.
pub static CHANNELS: Protocol = Protocol {
    peel: channels,
    ..PROTOCOL
};

fn channels(p: &mut Peel<'_>) -> Peeled {
    p.rows(CHANNEL_MAP).map(drop)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.group(&ALL, entries)
}

fn peel_inquiry(p: &mut Peel<'_>) -> Peeled {
    p.group(&ALL_OF_INQUIRY, entries)
}

fn entries(p: &mut Peel<'_>) -> Peeled {
    while let Some(&len) = p.rest().first() {
        let len = usize::from(len);
        if len == 0 || p.is_full() {
            let left = p.rest().len();
            return p.group(&UNUSED, |p| p.skip(left).map(drop));
        }
        p.within(1 + len, "entry length", |p| p.group(&ENTRY, entry))?;
    }
    Ok(())
}

fn entry(p: &mut Peel<'_>) -> Peeled {
    let kind = p.rows(HEAD)?[1];
    let len = p.rest().len();
    match kind {
        FLAGS if len > 0 => {
            p.rows(FLAG_BITS)?;
        }
        0x02 | 0x03 | 0x14 => services(p, &SERVICE_16, 2)?,
        0x04 | 0x05 => services(p, &SERVICE_32, 4)?,
        kind if NAMES.contains(&kind) => {
            let name = p.field(&NAME, len)?;
            let end = name.iter().position(|byte| *byte == 0);
            let name = crate::model::text::clean_bytes(&name[..end.unwrap_or(len)]);
            p.summary(format_args!("{name}"));
            return Ok(());
        }
        POWER if len > 0 => drop(p.uint(&LEVEL)?),
        CLASS_OF_DEVICE if len >= CLASS_LEN => class(p)?,
        APPEARANCE if len >= 2 => drop(p.uint(&LOOKS)?),
        VENDOR if len >= 2 => drop(p.uint(&COMPANY)?),
        _ => {}
    }
    match p.rest().len() {
        0 => Ok(()),
        left => p.field(&DATA, left).map(drop),
    }
}

fn services(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Peeled {
    while p.rest().len() >= len && !p.is_full() {
        p.uint(spec)?;
    }
    Ok(())
}

fn class(p: &mut Peel<'_>) -> Peeled {
    let word = match p.rest().first_chunk() {
        Some(&[low, middle, high]) => u32::from_le_bytes([low, middle, high, 0]),
        None => 0,
    };
    p.group_as(
        &CLASS_WORD,
        || Value::Uint(word.into()),
        |p| {
            p.rows(MINOR)?;
            crate::proto::low_words::read(p, MAJOR).map(drop)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    fn peeled(protocol: &'static Protocol, bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(protocol, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn entries_tell_name_and_services() {
        let out = peeled(&PROTOCOL, PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(out.layers[0].summary, "Test");
        assert_eq!(value("btcommon.eir_ad.entry.uuid_16"), Value::Uint(0x180a));
        assert_eq!(
            value("btcommon.eir_ad.entry.flags.bredr_not_supported"),
            Value::Uint(1)
        );
        let class = peeled(&CLASS, b"\x0c\x02\x5a");
        assert_eq!(
            class
                .field("btcommon.cod.major_device_class")
                .unwrap()
                .value,
            Value::Uint(2)
        );
    }

    #[test]
    fn an_entry_may_not_leave_the_data() {
        assert!(!peeled(&PROTOCOL, b"\x20\x09Te").faults.is_empty());
    }
}
