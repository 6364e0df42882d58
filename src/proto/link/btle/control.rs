//! Control messages of a connection (Bluetooth Core Specification, volume 6, part B, §2.4.2).

use super::UNKNOWN;
use crate::decode::{Next, Peel, Peeled};
use crate::model::{FieldSpec, Value};
use crate::proto::hci_parts::{self, ERRORS, Part, parts};
use crate::proto::link::btcommon;
use Part::{One, Rows};

const SECTION: &str = "Bluetooth Core Specification, volume 6, part B, §2.4.2";

const CODES: crate::model::Codes = &[
    (0x00, "connection update"),
    (0x01, "channel map"),
    (0x02, "terminate"),
    (0x03, "encryption request"),
    (0x04, "encryption response"),
    (0x05, "start encryption request"),
    (0x06, "start encryption response"),
    (0x07, "unknown"),
    (0x08, "feature request"),
    (0x09, "feature response"),
    (0x0a, "pause encryption request"),
    (0x0b, "pause encryption response"),
    (0x0c, "version"),
    (0x0d, "reject"),
    (0x0e, "peripheral's feature request"),
    (0x0f, "connection parameter request"),
    (0x10, "connection parameter response"),
    (0x11, "reject, extended"),
    (0x12, "ping request"),
    (0x13, "ping response"),
    (0x14, "length request"),
    (0x15, "length response"),
    (0x16, "PHY request"),
    (0x17, "PHY response"),
    (0x18, "PHY update"),
];

const CHANNEL_MAP: u8 = 1;
const CHANNELS_LEN: usize = 5;

const fn low(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .little()
        .doc(doc, SECTION)
}

const fn flag(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(
        "Set: the device can do this.",
        "Bluetooth Core Specification, volume 6, part B, §4.6",
    )
}

const fn feature(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(
        "Set: the device can do this.",
        "Bluetooth Core Specification, volume 6, part B, §4.6",
    )
}

/// Features, from the first bit of each byte, which is its last, to its first.
const FEATURES: &[FieldSpec] = &[
    feature("btle.control.feature_set.ext_scan_flt_pol", "Scan filters"),
    feature("btle.control.feature_set.le_privacy", "Privacy"),
    feature("btle.control.feature_set.le_pkt_len_ext", "Longer packets"),
    feature("btle.control.feature_set.le_ping", "Ping"),
    feature(
        "btle.control.feature_set.slave_initiated_features_exchange",
        "Peripheral asks",
    ),
    feature(
        "btle.control.feature_set.extended_reject_indication",
        "Extended reject",
    ),
    feature(
        "btle.control.feature_set.connection_parameters_request_procedure",
        "Parameters",
    ),
    feature("btle.control.feature_set.le_encryption", "Encryption"),
    feature("btle.control.feature_set.le_power_class_1", "Power class 1"),
    feature("btle.control.feature_set.ch_sel_2", "Second way to hop"),
    feature(
        "btle.control.feature_set.periodic_adv",
        "Periodic advertising",
    ),
    feature(
        "btle.control.feature_set.le_extended_adv",
        "Extended advertising",
    ),
    feature("btle.control.feature_set.le_coded_phy", "Coded"),
    feature(
        "btle.control.feature_set.st_mod_idx_rx",
        "Stable modulation, receiving",
    ),
    feature(
        "btle.control.feature_set.st_mod_idx_tx",
        "Stable modulation, sending",
    ),
    feature("btle.control.feature_set.le_2m_phy", "2M"),
    FieldSpec::uint("btle.control.feature_set.reserved_bits", "Reserved", 7)
        .doc("Zero, or newer features.", SECTION),
    feature(
        "btle.control.feature_set.min_num_used_ch_proc",
        "Least channels",
    ),
    FieldSpec::bytes("btle.control.feature_set.reserved", "Reserved")
        .wide(5)
        .doc("Zero, or newer features.", SECTION),
];

/// Radios; `name` says for which direction.
const fn radios(name: &'static str, label: &'static str) -> [FieldSpec; 5] {
    [
        FieldSpec::hex(name, label, 8)
            .parts_follow()
            .doc("Which ways to send.", SECTION),
        FieldSpec::uint("btle.control.phys.reserved", "Reserved", 5)
            .part()
            .doc("Zero.", SECTION),
        flag("btle.control.phys.le_coded_phy", "Coded"),
        flag("btle.control.phys.le_2m_phy", "2M"),
        flag("btle.control.phys.le_1m_phy", "1M"),
    ]
}

const TX_RADIOS: &[FieldSpec] = &radios("btle.control.tx_phys", "Sending");
const RX_RADIOS: &[FieldSpec] = &radios("btle.control.rx_phys", "Receiving");
const DOWN_RADIOS: &[FieldSpec] = &radios("btle.control.m_to_s_phy", "To the peripheral");
const UP_RADIOS: &[FieldSpec] = &radios("btle.control.s_to_m_phy", "To the central");

pub(super) const TABLES: &[&[FieldSpec]] =
    &[FEATURES, TX_RADIOS, RX_RADIOS, DOWN_RADIOS, UP_RADIOS];

crate::fields! {
    FEATURE_SET = FieldSpec::hex("btle.control.feature_set", "Features", 64).doc("What the device can do, low byte first.", SECTION);
    OPCODE = FieldSpec::hex("btle.control_opcode", "Message", 8).codes(CODES).doc("What is asked or told.", SECTION);
    WINDOW = low("btle.control.window_size", "Window", 8, "In units of 1.25 ms.");
    WINDOW_OFFSET = low("btle.control.window_offset", "Window offset", 16, "In units of 1.25 ms.");
    INTERVAL = low("btle.control.interval", "Interval", 16, "Between connection events, in units of 1.25 ms.");
    LATENCY = low("btle.control.latency", "Latency", 16, "Connection events that the peripheral may sleep through.");
    TIMEOUT = low("btle.control.timeout", "Timeout", 16, "After how long a silent connection is lost, in units of 10 ms.");
    INSTANT = low("btle.control.instant", "Instant", 16, "From which connection event on.");
    ERROR = FieldSpec::hex("btle.control.error_code", "Error", 8).codes(ERRORS).doc("Why.", "Bluetooth Core Specification, volume 1, part F");
    RANDOM = FieldSpec::hex("btle.control.random_number", "Random number", 64).little().doc("Which key it is.", SECTION);
    DIVERSIFIER = FieldSpec::hex("btle.control.encrypted_diversifier", "Diversifier", 16).little().doc("Which key it is.", SECTION);
    CENTRAL_KEY = FieldSpec::hex("btle.control.master_session_key_diversifier", "Central's key part", 64).little().doc("Of the session's key.", SECTION);
    CENTRAL_VECTOR = FieldSpec::hex("btle.control.master_session_initialization_vector", "Central's vector", 32).little().doc("Of the session.", SECTION);
    PERIPHERAL_KEY = FieldSpec::hex("btle.control.slave_session_key_diversifier", "Peripheral's key part", 64).little().doc("Of the session's key.", SECTION);
    PERIPHERAL_VECTOR = FieldSpec::hex("btle.control.slave_session_initialization_vector", "Peripheral's vector", 32).little().doc("Of the session.", SECTION);
    UNKNOWN_TYPE = FieldSpec::hex("btle.control.unknown_type", "Unknown message", 8).codes(CODES).doc("What the other does not know.", SECTION);
    VERSION = FieldSpec::hex("btle.control.version_number", "Version", 8).doc("Of the specification; 9 is 5.0.", SECTION);
    COMPANY = FieldSpec::hex("btle.control.company_id", "Maker", 16).little().doc("Who made the controller.", SECTION);
    SUBVERSION = FieldSpec::hex("btle.control.subversion_number", "Subversion", 16).little().doc("The maker's own number.", SECTION);
    REJECTED = FieldSpec::hex("btle.control.reject_opcode", "Rejected message", 8).codes(CODES).doc("What is refused.", SECTION);
    INTERVAL_MIN = low("btle.control.interval.min", "Shortest interval", 16, "In units of 1.25 ms.");
    INTERVAL_MAX = low("btle.control.interval.max", "Longest interval", 16, "In units of 1.25 ms.");
    PERIODICITY = low("btle.control.preferred_periodicity", "Preferred", 8, "The interval shall be a multiple of this.");
    REFERENCE = low("btle.control.reference_connection_event_count", "Reference", 16, "Which connection event the offsets count from.");
    OFFSET_0 = low("btle.control.offset.0", "Offset", 16, "Where the anchor may move to.");
    OFFSET_1 = low("btle.control.offset.1", "Offset", 16, "Where the anchor may move to.");
    OFFSET_2 = low("btle.control.offset.2", "Offset", 16, "Where the anchor may move to.");
    OFFSET_3 = low("btle.control.offset.3", "Offset", 16, "Where the anchor may move to.");
    OFFSET_4 = low("btle.control.offset.4", "Offset", 16, "Where the anchor may move to.");
    OFFSET_5 = low("btle.control.offset.5", "Offset", 16, "Where the anchor may move to.");
    RX_OCTETS = low("btle.control.max_rx_octets", "Octets received", 16, "The longest payload.");
    RX_TIME = low("btle.control.max_rx_time", "Time received", 16, "In microseconds.");
    TX_OCTETS = low("btle.control.max_tx_octets", "Octets sent", 16, "The longest payload.");
    TX_TIME = low("btle.control.max_tx_time", "Time sent", 16, "In microseconds.");
}

pub(super) const COUNT: usize = FIELDS.len();

/// Reads a control message.
pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    let code = p.uint(&OPCODE)?;
    let name = CODES.binary_search_by_key(&code, |entry| entry.0);
    p.summary(format_args!(
        "{}",
        name.map_or("unknown message", |at| CODES[at].1)
    ));
    let code = code as u8;
    if code == CHANNEL_MAP {
        hci_parts::wrapped(p, Next::Protocol(&btcommon::CHANNELS), CHANNELS_LEN)?;
    }
    if matches!(code, 0x08 | 0x09 | 0x0e) {
        return features(p);
    }
    hci_parts::read(p, of(code))?;
    match p.rest().len() {
        0 => Ok(()),
        left => p.field(&UNKNOWN, left).map(drop),
    }
}

fn features(p: &mut Peel<'_>) -> Peeled {
    let set = p
        .rest()
        .first_chunk()
        .map_or(0, |set| u64::from_le_bytes(*set));
    p.group_as(
        &FEATURE_SET,
        || Value::Uint(set),
        |p| p.rows(FEATURES).map(drop),
    )
}

fn of(code: u8) -> &'static [Part] {
    parts! { code;
        0x00 => [One(&WINDOW), One(&WINDOW_OFFSET), One(&INTERVAL), One(&LATENCY), One(&TIMEOUT), One(&INSTANT)],
        1 => [One(&INSTANT)],
        0x02 | 0x0d => [One(&ERROR)],
        0x03 => [One(&RANDOM), One(&DIVERSIFIER), One(&CENTRAL_KEY), One(&CENTRAL_VECTOR)],
        0x04 => [One(&PERIPHERAL_KEY), One(&PERIPHERAL_VECTOR)],
        0x07 => [One(&UNKNOWN_TYPE)],
                0x0c => [One(&VERSION), One(&COMPANY), One(&SUBVERSION)],
        0x0f | 0x10 => [
            One(&INTERVAL_MIN), One(&INTERVAL_MAX), One(&LATENCY), One(&TIMEOUT), One(&PERIODICITY), One(&REFERENCE), One(&OFFSET_0),
            One(&OFFSET_1), One(&OFFSET_2), One(&OFFSET_3), One(&OFFSET_4), One(&OFFSET_5),
        ],
        0x11 => [One(&REJECTED), One(&ERROR)],
        0x14 | 0x15 => [One(&RX_OCTETS), One(&RX_TIME), One(&TX_OCTETS), One(&TX_TIME)],
        0x16 | 0x17 => [Rows(TX_RADIOS), Rows(RX_RADIOS)],
        0x18 => [Rows(DOWN_RADIOS), Rows(UP_RADIOS), One(&INSTANT)],
    }
}
