//! Packets of the advertising channels: who is there, who asks, who connects.

use super::UNKNOWN;
use crate::decode::{Next, Peel, Peeled};
use crate::model::{FieldSpec, Value};
use crate::proto::hci_parts;
use crate::proto::link::btcommon;
use crate::proto::low_words::{self, low_words};

const SECTION: &str = "Bluetooth Core Specification, volume 6, part B, §2.3";

/// Kinds of packets.
const CONNECTABLE: u8 = 0;
const DIRECTED: u8 = 1;
const PLAIN: u8 = 2;
const SCAN: u8 = 3;
const SCAN_ANSWER: u8 = 4;
const CONNECT: u8 = 5;
const SCANNABLE: u8 = 6;
const EXTENDED: u8 = 7;

const NAMES: [&str; 8] = [
    "advertisement",
    "directed advertisement",
    "plain advertisement",
    "scan request",
    "scan response",
    "connection request",
    "scannable advertisement",
    "extended advertisement",
];

const LENGTH: FieldSpec = FieldSpec::uint("btle.advertising_header.length", "Length", 8)
    .unit("bytes")
    .doc("Of what follows, up to the check sequence.", SECTION);

const KIND: FieldSpec = FieldSpec::uint("btle.advertising_header.pdu_type", "Kind", 4)
    .codes(&[
        (0, "advertisement"),
        (1, "directed advertisement"),
        (2, "plain advertisement"),
        (3, "scan request"),
        (4, "scan response"),
        (5, "connection request"),
        (6, "scannable advertisement"),
        (7, "extended advertisement"),
    ])
    .doc("What the packet is.", SECTION);

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, SECTION)
}

const RESERVED_1: FieldSpec = flag("btle.advertising_header.rfu.1", "Reserved", "Zero.");
const RESERVED_2: FieldSpec = flag("btle.advertising_header.rfu.2", "Reserved", "Zero.");
const RESERVED_3: FieldSpec = flag("btle.advertising_header.rfu.3", "Reserved", "Zero.");
const RESERVED_4: FieldSpec = flag("btle.advertising_header.rfu.4", "Reserved", "Zero.");
const HOPPING: FieldSpec = flag(
    "btle.advertising_header.ch_sel",
    "Channel selection",
    "Set: the second way to hop.",
);
const SENDER: FieldSpec = flag(
    "btle.advertising_header.randomized_tx",
    "Sender's address",
    "Set: random.",
);
const RECEIVER: FieldSpec = flag(
    "btle.advertising_header.randomized_rx",
    "Receiver's address",
    "Set: random.",
);

/// Headers, from the first bit of each byte on.
const OPEN: &[FieldSpec] = &[RESERVED_4, SENDER, HOPPING, RESERVED_1, KIND, LENGTH];
const ALONE: &[FieldSpec] = &[RESERVED_4, SENDER, RESERVED_2, RESERVED_1, KIND, LENGTH];
const TO_ONE: &[FieldSpec] = &[RECEIVER, SENDER, RESERVED_2, RESERVED_1, KIND, LENGTH];
const TO_ONE_HOPPING: &[FieldSpec] = &[RECEIVER, SENDER, HOPPING, RESERVED_1, KIND, LENGTH];
const OTHER: &[FieldSpec] = &[RESERVED_4, RESERVED_3, RESERVED_2, RESERVED_1, KIND, LENGTH];

const HOP: &[FieldSpec] = &[
    FieldSpec::uint(
        "btle.link_layer_data.sleep_clock_accuracy",
        "Clock accuracy",
        3,
    )
    .doc("0: 500 ppm, down to 7: 20 ppm.", SECTION),
    FieldSpec::uint("btle.link_layer_data.hop", "Hop", 5)
        .doc("By how many channels to hop.", SECTION),
];

const EXTENDED_LENGTH: &[FieldSpec] = &[
    FieldSpec::uint("btle.extended_advertising_header.mode", "Mode", 2)
        .codes(&[(0, "plain"), (1, "connectable"), (2, "scannable")])
        .doc("What others may do.", SECTION),
    FieldSpec::uint(
        "btle.extended_advertising_header.length",
        "Header length",
        6,
    )
    .unit("bytes")
    .doc("Of what stands before the data.", SECTION),
];

/// A flag of the extended header.
const fn extended_flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    flag(name, label, doc).part()
}

const EXTENDED_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("btle.extended_advertising_header.flags", "Flags", 8)
        .parts_follow()
        .doc("Which fields follow.", SECTION),
    extended_flag(
        "btle.extended_advertising_header.flags.reserved",
        "Reserved",
        "Zero.",
    ),
    extended_flag(
        "btle.extended_advertising_header.flags.tx_power",
        "Power",
        "Set: it follows.",
    ),
    extended_flag(
        "btle.extended_advertising_header.flags.sync_info",
        "Synchronisation",
        "Set: it follows.",
    ),
    extended_flag(
        "btle.extended_advertising_header.flags.aux_pointer",
        "Pointer",
        "Set: it follows.",
    ),
    extended_flag(
        "btle.extended_advertising_header.advertiser_data_info",
        "Data information",
        "Set: it follows.",
    ),
    extended_flag(
        "btle.extended_advertising_header.flags.cte_info",
        "Tone",
        "Set: it follows.",
    ),
    extended_flag(
        "btle.extended_advertising_header.flags.target_address",
        "Target",
        "Set: its address follows.",
    ),
    extended_flag(
        "btle.extended_advertising_header.flags.advertiser_address",
        "Advertiser",
        "Set: its address follows.",
    ),
];

low_words! {
    DATA_INFO in "Bluetooth Core Specification, volume 6, part B, §2.3.4.4": 16 "btle.extended_advertising.advertising_data_info" "Data information" "Which data these are." {
        12 "btle.extended_advertising.advertising_data_info.did" "Data" "Changes with the data.";
        4 "btle.extended_advertising.advertising_data_info.sid" "Set" "Which of the sender's advertisements.";
    }
}

pub(super) const ALL_TABLES: &[&[FieldSpec]] = &[
    OPEN,
    ALONE,
    TO_ONE,
    TO_ONE_HOPPING,
    OTHER,
    HOP,
    EXTENDED_LENGTH,
    EXTENDED_FLAGS,
    TABLES[0],
];

const fn low(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .little()
        .doc(doc, SECTION)
}

crate::fields! {
    WORD = FieldSpec::hex("btle.advertising_header", "Header", 16).doc("What the packet is: two bytes, the first one low.", SECTION);
    ADVERTISER = FieldSpec::mac("btle.advertising_address", "Advertiser").doc("Who advertises.", SECTION);
    TARGET = FieldSpec::mac("btle.target_address", "Target").doc("Who shall connect.", SECTION);
    SCANNER = FieldSpec::mac("btle.scanning_address", "Scanner").doc("Who asks for more.", SECTION);
    INITIATOR = FieldSpec::mac("btle.initiator_address", "Initiator").doc("Who connects.", SECTION);
    LINK = FieldSpec::group("btle.link_layer_data", "Connection").doc("How the connection works.", SECTION);
    ACCESS = FieldSpec::hex("btle.link_layer_data.access_address", "Access address", 32).little().doc("Of the packets of the connection.", SECTION);
    CRC_START = FieldSpec::hex("btle.link_layer_data.crc_init", "Check sequence start", 24).little().doc("What the check sequences begin with.", SECTION);
    WINDOW = low("btle.link_layer_data.window_size", "Window", 8, "How long the first packet may take to come, in units of 1.25 ms.");
    WINDOW_OFFSET = low("btle.link_layer_data.window_offset", "Window offset", 16, "When it may come, in units of 1.25 ms.");
    INTERVAL = low("btle.link_layer_data.interval", "Interval", 16, "Between connection events, in units of 1.25 ms.");
    LATENCY = low("btle.link_layer_data.latency", "Latency", 16, "Connection events that the peripheral may sleep through.");
    TIMEOUT = low("btle.link_layer_data.timeout", "Timeout", 16, "After how long a silent connection is lost, in units of 10 ms.");
    EXTENDED_HEADER = FieldSpec::group("btle.extended_advertising_header", "Extended header").doc("Fields that may be there or not.", SECTION);
    TONE = FieldSpec::bytes("", "Tone").wide(1).doc("How long a constant tone follows.", SECTION);
    POINTER = FieldSpec::bytes("", "Pointer").wide(3).doc("When and where the next packet comes.", SECTION);
    SYNCHRONISATION = FieldSpec::bytes("", "Synchronisation").wide(18).doc("When and where periodic packets come.", SECTION);
    POWER = FieldSpec::int("btle.extended_advertising_header.tx_power", "Power", 8).unit("dBm").doc("How strong it sends.", SECTION);
    MORE = FieldSpec::group("btle.extended_advertising_header.acad", "Controller's data").doc("Entries of the controller's own.", SECTION);
}

pub(super) const COUNT: usize = FIELDS.len();

/// Reads a packet that ends at `end`.
pub(super) fn packet(p: &mut Peel<'_>, end: usize) -> Peeled {
    let kind = p.rest().first().map_or(0, |byte| byte & 0x0f);
    let table = match kind {
        CONNECTABLE => OPEN,
        DIRECTED | CONNECT => TO_ONE_HOPPING,
        SCAN => TO_ONE,
        PLAIN | SCAN_ANSWER | SCANNABLE | EXTENDED => ALONE,
        _ => OTHER,
    };
    p.summary(format_args!(
        "{}",
        NAMES
            .get(usize::from(kind))
            .unwrap_or(&"unknown advertisement")
    ));
    header(p, table)?;
    p.within(end - p.pos(), "length", |p| match kind {
        CONNECTABLE | PLAIN | SCANNABLE | SCAN_ANSWER => {
            hci_parts::address(p, &ADVERTISER)?;
            let len = p.rest().len();
            hci_parts::wrapped(p, Next::Protocol(&btcommon::PROTOCOL), len)
        }
        DIRECTED => {
            hci_parts::address(p, &ADVERTISER)?;
            hci_parts::address(p, &TARGET)
        }
        SCAN => {
            hci_parts::address(p, &SCANNER)?;
            hci_parts::address(p, &ADVERTISER)
        }
        CONNECT => {
            hci_parts::address(p, &INITIATOR)?;
            hci_parts::address(p, &ADVERTISER)?;
            p.group(&LINK, connection)
        }
        EXTENDED => {
            let len = usize::from(p.rest().first().map_or(0, |byte| byte & 0x3f));
            p.group(&EXTENDED_HEADER, |p| {
                p.rows(EXTENDED_LENGTH)?;
                p.within(len, "header length", extended)
            })?;
            unknown(p)
        }
        _ => unknown(p),
    })
}

/// Reads the header: a word with its low byte first whose parts each lie in one byte.
fn header(p: &mut Peel<'_>, table: &'static [FieldSpec]) -> Peeled {
    let word = p
        .rest()
        .first_chunk()
        .map_or(0, |word| u16::from_le_bytes(*word));
    p.group_as(
        &WORD,
        || Value::Uint(word.into()),
        |p| p.rows(table).map(drop),
    )
}

fn unknown(p: &mut Peel<'_>) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        left => p.field(&UNKNOWN, left).map(drop),
    }
}

fn connection(p: &mut Peel<'_>) -> Peeled {
    const CHANNELS_LEN: usize = 5;
    p.uint(&ACCESS)?;
    p.uint(&CRC_START)?;
    p.uint(&WINDOW)?;
    for spec in [&WINDOW_OFFSET, &INTERVAL, &LATENCY, &TIMEOUT] {
        p.uint(spec)?;
    }
    hci_parts::wrapped(p, Next::Protocol(&btcommon::CHANNELS), CHANNELS_LEN)?;
    p.rows(HOP).map(drop)
}

fn extended(p: &mut Peel<'_>) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    let flags = p.rows(EXTENDED_FLAGS)?[0];
    if flags & 0x01 != 0 {
        hci_parts::address(p, &ADVERTISER)?;
    }
    if flags & 0x02 != 0 {
        hci_parts::address(p, &TARGET)?;
    }
    if flags & 0x04 != 0 {
        p.field(&TONE, 1)?;
    }
    if flags & 0x08 != 0 {
        low_words::read(p, DATA_INFO)?;
    }
    if flags & 0x10 != 0 {
        p.field(&POINTER, 3)?;
    }
    if flags & 0x20 != 0 {
        p.field(&SYNCHRONISATION, 18)?;
    }
    if flags & 0x40 != 0 {
        p.uint(&POWER)?;
    }
    match p.rest().len() {
        0 => Ok(()),
        left => p.group(&MORE, |p| p.skip(left).map(drop)),
    }
}
