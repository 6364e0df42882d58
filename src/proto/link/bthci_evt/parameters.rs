//! The parameters of events (Bluetooth Core Specification, volume 4, part E, §7.7).

use super::{EVENTS, STATUS};
use crate::model::FieldSpec;
use crate::proto::hci_parts::{ERRORS, Part, low, parts};
use crate::proto::low_words::low_words;
use Part::{Address, Class, Low, One, Rows};

const LE: &str = "Bluetooth Core Specification, volume 4, part E, §7.7.65";

const fn code(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 8).doc(doc, EVENTS)
}

const VERSIONS: crate::model::Codes = &[
    (0, "1.0b"),
    (1, "1.1"),
    (2, "1.2"),
    (3, "2.0"),
    (4, "2.1"),
    (5, "3.0"),
    (6, "4.0"),
    (7, "4.1"),
    (8, "4.2"),
    (9, "5.0"),
    (10, "5.1"),
    (11, "5.2"),
    (12, "5.3"),
    (13, "5.4"),
];

const PHYS: crate::model::Codes = &[(1, "1M"), (2, "2M"), (3, "coded")];

low_words! {
    CLOCK in "Bluetooth Core Specification, volume 4, part E, §7.7.2": 16 "" "Clock offset" "How far the clocks are apart." {
        15 "bthci_evt.clock_offset" "Clock offset" "How far the clocks are apart, in units of 1.25 ms.";
        1 "" "" "";
    }
    PACKETS in "Bluetooth Core Specification, volume 4, part E, §7.7.29": 16 "bthci_evt.packet_type" "Packets" "Which kinds of packets may be used." {
        1 "bthci_evt.packet_type.reserved_0" "Reserved" "Zero.";
        1 "bthci_evt.packet_type.2dh1" "No 2-DH1" "Set: not to be used.";
        1 "bthci_evt.packet_type.3dh1" "No 3-DH1" "Set: not to be used.";
        1 "bthci_evt.packet_type.dm1" "DM1" "Set: may be used.";
        1 "bthci_evt.packet_type.dh1" "DH1" "Set: may be used.";
        3 "bthci_evt.packet_type.reserved_5_7" "Reserved" "Zero.";
        1 "bthci_evt.packet_type.2dh3" "No 2-DH3" "Set: not to be used.";
        1 "bthci_evt.packet_type.3dh3" "No 3-DH3" "Set: not to be used.";
        1 "bthci_evt.packet_type.dm3" "DM3" "Set: may be used.";
        1 "bthci_evt.packet_type.dh3" "DH3" "Set: may be used.";
        1 "bthci_evt.packet_type.2dh5" "No 2-DH5" "Set: not to be used.";
        1 "bthci_evt.packet_type.3dh5" "No 3-DH5" "Set: not to be used.";
        1 "bthci_evt.packet_type.dm5" "DM5" "Set: may be used.";
        1 "bthci_evt.packet_type.dh5" "DH5" "Set: may be used.";
    }
}

const fn bit(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(
        "Set: the device can do this.",
        "Bluetooth Core Specification, volume 2, part C, §3.3",
    )
}

/// The first page of features, from the first bit of each byte, which is its last, to its first.
const FEATURES: &[FieldSpec] = &[
    bit("bthci_evt.lmp_features.sniff_mode", "Sniff mode"),
    bit("bthci_evt.lmp_features.hold_mode", "Hold mode"),
    bit("bthci_evt.lmp_features.role_switch", "Role switch"),
    bit("bthci_evt.lmp_features.timing_accuracy", "Timing accuracy"),
    bit("bthci_evt.lmp_features.slot_offset", "Slot offset"),
    bit("bthci_evt.lmp_features.encryption", "Encryption"),
    bit("bthci_evt.lmp_features.5slot_packets", "5-slot packets"),
    bit("bthci_evt.lmp_features.3slot_packets", "3-slot packets"),
    bit("bthci_evt.lmp_features.a_law_log_synchronous_data", "A-law"),
    bit("bthci_evt.lmp_features.u_law_log_synchronous_data", "µ-law"),
    bit("bthci_evt.lmp_features.hv3_packets", "HV3 packets"),
    bit("bthci_evt.lmp_features.hv2_packets", "HV2 packets"),
    bit("bthci_evt.lmp_features.sco_link", "SCO link"),
    bit(
        "bthci_evt.lmp_features.channel_quality_driven_data_rate",
        "Rate by quality",
    ),
    bit(
        "bthci_evt.lmp_features.power_control_requests",
        "Power control requests",
    ),
    bit("bthci_evt.lmp_features.park_state", "Park state"),
    bit(
        "bthci_evt.lmp_features.broadcast_encryption",
        "Broadcast encryption",
    ),
    FieldSpec::uint(
        "bthci_evt.lmp_features.flow_control_lag",
        "Flow control lag",
        3,
    )
    .doc(
        "In units of 256 bytes.",
        "Bluetooth Core Specification, volume 2, part C, §3.3",
    ),
    bit(
        "bthci_evt.lmp_features.transparent_synchronous_data",
        "Transparent data",
    ),
    bit("bthci_evt.lmp_features.power_control", "Power control"),
    bit(
        "bthci_evt.lmp_features.paging_parameter_negotiation",
        "Paging parameters",
    ),
    bit("bthci_evt.lmp_features.cvsd_synchronous_data", "CVSD"),
    bit("bthci_evt.lmp_features.ev3_packets", "EV3 packets"),
    bit(
        "bthci_evt.lmp_features.rssi_with_inquiry_results",
        "RSSI with results",
    ),
    bit(
        "bthci_evt.lmp_features.interlaced_page_scan",
        "Interlaced page scan",
    ),
    bit(
        "bthci_evt.lmp_features.interlaced_inquiry_scan",
        "Interlaced inquiry scan",
    ),
    bit(
        "bthci_evt.lmp_features.enhanced_inquiry_scan",
        "Enhanced inquiry scan",
    ),
    bit("bthci_evt.lmp_features.edr_acl_3mbps_mode", "3 Mb/s"),
    bit("bthci_evt.lmp_features.edr_acl_2mbps_mode", "2 Mb/s"),
    bit("bthci_evt.lmp_features.reserved.24", "Reserved"),
    bit(
        "bthci_evt.lmp_features.3slot_edr_acl_packets",
        "3-slot fast packets",
    ),
    bit("bthci_evt.lmp_features.le_supported_controller", "LE"),
    bit("bthci_evt.lmp_features.br_edr_not_supported", "LE only"),
    bit(
        "bthci_evt.lmp_features.afh_classification_slave",
        "Classifies channels, peripheral",
    ),
    bit(
        "bthci_evt.lmp_features.afh_capable_slave",
        "Adaptive hopping, peripheral",
    ),
    bit("bthci_evt.lmp_features.reserved.34", "Reserved"),
    bit("bthci_evt.lmp_features.ev5_packets", "EV5 packets"),
    bit("bthci_evt.lmp_features.ev4_packets", "EV4 packets"),
    bit(
        "bthci_evt.lmp_features.3slot_edr_esco_packets",
        "3-slot fast synchronous packets",
    ),
    bit(
        "bthci_evt.lmp_features.edr_esco_3mbps_mode",
        "3 Mb/s synchronous",
    ),
    bit(
        "bthci_evt.lmp_features.edr_esco_2mbps_mode",
        "2 Mb/s synchronous",
    ),
    bit(
        "bthci_evt.lmp_features.afh_classification_master",
        "Classifies channels, central",
    ),
    bit(
        "bthci_evt.lmp_features.afh_capable_master",
        "Adaptive hopping, central",
    ),
    bit(
        "bthci_evt.lmp_features.pause_encryption",
        "Pause encryption",
    ),
    bit("bthci_evt.lmp_features.sniff_subrating", "Sniff subrating"),
    bit(
        "bthci_evt.lmp_features.5slot_edr_acl_packets",
        "5-slot fast packets",
    ),
    bit("bthci_evt.lmp_features.reserved.55", "Reserved"),
    bit(
        "bthci_evt.lmp_features.non_flushable_packet_boundary_flag",
        "Non-flushable packets",
    ),
    bit(
        "bthci_evt.lmp_features.erroneous_data_reporting",
        "Reports errors",
    ),
    bit(
        "bthci_evt.lmp_features.encapsulated_pdu",
        "Encapsulated PDU",
    ),
    bit(
        "bthci_evt.lmp_features.secure_simple_pairing",
        "Simple pairing",
    ),
    bit("bthci_evt.lmp_features.reserved.50", "Reserved"),
    bit(
        "bthci_evt.lmp_features.simultaneous_le_and_br_edr.controller",
        "LE and classic at once",
    ),
    bit(
        "bthci_evt.lmp_features.extended_inquiry_response",
        "Extended inquiry response",
    ),
    bit(
        "bthci_evt.lmp_features.extended_features",
        "Extended features",
    ),
    FieldSpec::gap(4),
    bit(
        "bthci_evt.lmp_features.enhanced_power_control",
        "Enhanced power control",
    ),
    bit(
        "bthci_evt.lmp_features.inquiry_tx_power_level",
        "Inquiry power",
    ),
    bit(
        "bthci_evt.lmp_features.supervision_timeout_changed_event",
        "Tells timeouts",
    ),
];

crate::fields! {
    ADDRESS = FieldSpec::mac("bthci_evt.bd_addr", "Device").doc("Its address.", EVENTS);
    pub(super) HANDLE = FieldSpec::hex("bthci_evt.connection_handle", "Connection", 16).little().doc("What host and controller call it.", EVENTS);
    LINK_TYPE = code("bthci_evt.link_type", "Kind of link", "1: for data, 0 and 2: for speech.");
    ENCRYPTION_MODE = code("bthci_evt.encryption_mode", "Encryption", "0: off.");
    ENCRYPTION = code("bthci_evt.encryption_enable", "Encryption", "0: off.");
    REASON = code("bthci_evt.reason", "Reason", "Why it ended.").codes(ERRORS);
    REMOTE_NAME = FieldSpec::text("bthci_evt.remote_name", "Name").wide(248).doc("What its owner calls it, ended by a zero.", EVENTS);
    DEVICE_NAME = FieldSpec::text("bthci_evt.device_name", "Name").wide(248).doc("What others see, ended by a zero.", EVENTS);
    REPETITION = code("bthci_evt.page_scan_repetition_mode", "Scan repetition", "How often the device listens for calls.");
    PERIOD = code("bthci_evt.page_scan_period_mode", "Scan period", "Reserved.");
    SCAN_MODE = code("bthci_evt.page_scan_mode", "Scan mode", "Reserved.");
    RESERVED = code("bthci_evt.reserved", "Reserved", "Zero.");
    pub(super) RSSI = FieldSpec::int("bthci_evt.rssi", "Signal", 8).unit("dBm").doc("How strong it was heard.", EVENTS);
    HCI_VERSION = code("bthci_evt.hci_vers_nr", "HCI version", "Which version of the specification.").codes(VERSIONS);
    HCI_REVISION = low("bthci_evt.hci_vers_nr", "HCI revision", 16, "The maker's own number.", EVENTS);
    LMP_VERSION = code("bthci_evt.lmp_vers_nr", "Version", "Which version of the specification.").codes(VERSIONS);
    COMPANY = FieldSpec::hex("bthci_evt.comp_id", "Maker", 16).little().doc("Who made the controller.", EVENTS);
    LMP_SUBVERSION = low("bthci_evt.lmp_sub_vers_nr", "Subversion", 16, "The maker's own number.", EVENTS);
    FLAGS = code("bthci_evt.flags", "Flags", "Zero.");
    SERVICE = code("bthci_evt.service_type", "Service", "0: none, 1: best effort, 2: guaranteed.");
    TOKEN_RATE = low("bthci_evt.token_rate", "Token rate", 32, "Bytes in a second.", EVENTS);
    PEAK = low("bthci_evt.peak_bandwidth", "Peak bandwidth", 32, "Bytes in a second.", EVENTS);
    LATENCY = low("bthci_evt.latency", "Latency", 32, "In microseconds.", EVENTS);
    VARIATION = low("bthci_evt.delay_variation", "Delay variation", 32, "In microseconds.", EVENTS);
    COMMANDS_MASK = FieldSpec::bytes("bthci_evt.local_supported_cmds", "Commands").wide(64).doc("One bit for each command that it knows.", EVENTS);
    ACL_LENGTH = low("bthci_evt.max_data_length_acl", "ACL data", 16, "The longest that the controller takes.", EVENTS);
    SCO_LENGTH = low("bthci_evt.max_data_length_sco", "Synchronous data", 8, "The longest that the controller takes.", EVENTS);
    ACL_NUMBER = low("bthci_evt.max_data_num_acl", "ACL packets", 16, "How many the controller takes at once.", EVENTS);
    SCO_NUMBER = low("bthci_evt.max_data_num_sco", "Synchronous packets", 16, "How many the controller takes at once.", EVENTS);
    LE_ACL_LENGTH = low("bthci_evt.le_acl_data_pkt_len", "LE data", 16, "The longest that the controller takes.", LE);
    LE_ACL_NUMBER = low("bthci_evt.le_total_num_acl_data_pkts", "LE packets", 8, "How many the controller takes at once.", LE);
    POWER = FieldSpec::int("bthci_evt.transmit_power_level", "Power", 8).unit("dBm").doc("How strong it sends.", LE);
    LIST_SIZE = low("bthci_evt.le_white_list_size", "List size", 8, "How many devices the filter list holds.", LE);
    RANDOM = FieldSpec::bytes("bthci_evt.le_random_number", "Random number").wide(8).doc("Drawn by the controller, or which key it is.", LE);
    HARDWARE = code("bthci_evt.hardware_code", "Error", "The maker's own number.");
    ROLE = code("bthci_evt.role", "Role", "0: central, 1: peripheral.");
    MODE = code("bthci_evt.current_mode", "Mode", "0: active, 1: hold, 2: sniff, 3: park.");
    INTERVAL = low("bthci_evt.interval", "Interval", 16, "In units of 0.625 ms.", EVENTS);
    LINK_KEY = FieldSpec::bytes("bthci_evt.link_key", "Link key").wide(16).doc("The secret that both devices share.", EVENTS);
    KEY_TYPE = code("bthci_evt.key_type", "Kind of key", "How the key came about.");
    SLOTS = low("bthci_evt.max_slots", "Slots", 8, "How long packets may be.", EVENTS);
    PAGE = low("bthci_evt.page_number", "Page", 8, "Which page of features.", EVENTS);
    LAST_PAGE = low("bthci_evt.max_page_number", "Last page", 8, "How many pages there are.", EVENTS);
    SYNC_TYPE = code("bthci_evt.sync_link_type", "Kind of link", "0: SCO, 2: eSCO.");
    SYNC_INTERVAL = low("bthci_evt.sync_tx_interval", "Interval", 8, "In slots.", EVENTS);
    SYNC_WINDOW = low("bthci_evt.sync_rtx_window", "Retransmission window", 8, "In slots.", EVENTS);
    SYNC_RX = low("bthci_evt.sync_rx_pkt_len", "Receive length", 16, "In bytes.", EVENTS);
    SYNC_TX = low("bthci_evt.sync_tx_pkt_len", "Transmit length", 16, "In bytes.", EVENTS);
    AIR_MODE = low("bthci_evt.air_mode", "Coding", 8, "0: µ-law, 1: A-law, 2: CVSD, 3: transparent.", EVENTS);
    CAPABILITY = code("bthci_evt.io_capability", "I/O capability", "What the device can show and take in.");
    OOB = low("bthci_evt.oob_data_present", "Out of band", 8, "1: it has data by another way.", EVENTS);
    REQUIREMENTS = code("bthci_evt.auth_requirements", "Authentication", "What the device asks for.");
    NUMBER = low("bthci_evt.numeric_value", "Number", 32, "What both users compare.", EVENTS);
    SUPERVISION = low("bthci_evt.link_supervision_timeout", "Timeout", 16, "In units of 0.625 ms.", EVENTS);
    PEER_ADDRESS = code("bthci_evt.le_peer_address_type", "Kind of address", "0: public, 1: random.");
    CONNECTION = low("bthci_evt.le_con_interval", "Interval", 16, "Between connection events, in units of 1.25 ms.", LE);
    CONNECTION_LATENCY = low("bthci_evt.le_con_latency", "Latency", 16, "Connection events that the peripheral may sleep through.", LE);
    CONNECTION_TIMEOUT = low("bthci_evt.le_supv_timeout", "Timeout", 16, "After how long a silent connection is lost, in units of 10 ms.", LE);
    ACCURACY = code("bthci_evt.le_master_clock_accuracy", "Clock accuracy", "0: 500 ppm, down to 7: 20 ppm.");
    EVENT_TYPE = code("bthci_evt.le_advts_event_type", "Kind", "Whether others may connect, or an answer to a question.");
    LOCAL_RPA = FieldSpec::mac("bthci_evt.le_local_rpa", "Own private address").doc("What the device calls itself for a while.", LE);
    PEER_RPA = FieldSpec::mac("bthci_evt.le_peer_rpa", "Other's private address").doc("What the other calls itself for a while.", LE);
    DIVERSIFIER = FieldSpec::hex("bthci_evt.le_encrypted_diversifier", "Diversifier", 16).little().doc("Which key it is.", LE);
    TX_OCTETS = low("bthci_evt.max_tx_octets", "Octets sent", 16, "The longest payload.", LE);
    TX_TIME = low("bthci_evt.max_tx_time", "Time sent", 16, "In microseconds.", LE);
    RX_OCTETS = low("bthci_evt.max_rx_octets", "Octets received", 16, "The longest payload.", LE);
    RX_TIME = low("bthci_evt.max_rx_time", "Time received", 16, "In microseconds.", LE);
    TX_PHY = code("bthci_evt.le_tx_phy", "Sending", "How fast.").codes(PHYS);
    RX_PHY = code("bthci_evt.le_rx_phy", "Receiving", "How fast.").codes(PHYS);
}

pub(super) const COUNT: usize = FIELDS.len();

/// One device that answered an inquiry.
pub(super) const RESULT: &[Part] = &[
    Address(&ADDRESS),
    One(&REPETITION),
    One(&PERIOD),
    One(&SCAN_MODE),
    Class,
    Low(CLOCK),
];

/// The same with how strong it was heard.
pub(super) const RESULT_RSSI: &[Part] = &[
    Address(&ADDRESS),
    One(&REPETITION),
    One(&RESERVED),
    Class,
    Low(CLOCK),
    One(&RSSI),
];

/// One device that advertises, up to what it says of itself.
pub(super) const REPORT: &[Part] = &[One(&EVENT_TYPE), One(&PEER_ADDRESS), Address(&ADDRESS)];

/// What a command with this code gives back, behind the status.
pub(super) fn returned(opcode: u16) -> &'static [Part] {
    parts! { opcode;
        0x0c14 => [One(&DEVICE_NAME)],
        0x0c23 => [Class],
        0x080d => [One(&HANDLE)],
        0x1001 => [One(&HCI_VERSION), One(&HCI_REVISION), One(&LMP_VERSION), One(&COMPANY), One(&LMP_SUBVERSION)],
        0x1002 => [One(&COMMANDS_MASK)],
        0x1003 => [Rows(FEATURES)],
        0x1005 => [One(&ACL_LENGTH), One(&SCO_LENGTH), One(&ACL_NUMBER), One(&SCO_NUMBER)],
        0x1009 | 0x0408 | 0x040b | 0x040c | 0x040d | 0x040e | 0x042b | 0x042c | 0x042d => [Address(&ADDRESS)],
        0x1405 => [One(&HANDLE), One(&RSSI)],
        0x2002 => [One(&LE_ACL_LENGTH), One(&LE_ACL_NUMBER)],
        0x2007 => [One(&POWER)],
        0x200f => [One(&LIST_SIZE)],
        0x2018 => [One(&RANDOM)],
        0x201a | 0x201b | 0x2022 => [One(&HANDLE)],
    }
}

/// The parameters of the event with this code, as far as they are known.
pub(super) fn of(event: u8) -> &'static [Part] {
    parts! { event;
        0x01 => [One(&STATUS)],
        0x03 => [One(&STATUS), One(&HANDLE), Address(&ADDRESS), One(&LINK_TYPE), One(&ENCRYPTION_MODE)],
        0x04 => [Address(&ADDRESS), Class, One(&LINK_TYPE)],
        0x05 => [One(&STATUS), One(&HANDLE), One(&REASON)],
        0x06 | 0x09 | 0x30 => [One(&STATUS), One(&HANDLE)],
        0x07 => [One(&STATUS), Address(&ADDRESS), One(&REMOTE_NAME)],
        0x08 => [One(&STATUS), One(&HANDLE), One(&ENCRYPTION)],
        0x0b => [One(&STATUS), One(&HANDLE), Rows(FEATURES)],
        0x0c => [One(&STATUS), One(&HANDLE), One(&LMP_VERSION), One(&COMPANY), One(&LMP_SUBVERSION)],
        0x0d => [
            One(&STATUS), One(&HANDLE), One(&FLAGS), One(&SERVICE), One(&TOKEN_RATE), One(&PEAK), One(&LATENCY), One(&VARIATION),
        ],
        0x10 => [One(&HARDWARE)],
        0x12 => [One(&STATUS), Address(&ADDRESS), One(&ROLE)],
        0x14 => [One(&STATUS), One(&HANDLE), One(&MODE), One(&INTERVAL)],
        0x16 | 0x17 | 0x31 | 0x34 => [Address(&ADDRESS)],
        0x18 => [Address(&ADDRESS), One(&LINK_KEY), One(&KEY_TYPE)],
        0x1b => [One(&HANDLE), One(&SLOTS)],
        0x1c => [One(&STATUS), One(&HANDLE), Low(CLOCK)],
        0x1d => [One(&STATUS), One(&HANDLE), Low(PACKETS)],
        0x20 => [Address(&ADDRESS), One(&REPETITION)],
        0x23 => [One(&STATUS), One(&HANDLE), One(&PAGE), One(&LAST_PAGE)],
        0x2c => [
            One(&STATUS), One(&HANDLE), Address(&ADDRESS), One(&SYNC_TYPE), One(&SYNC_INTERVAL), One(&SYNC_WINDOW), One(&SYNC_RX),
            One(&SYNC_TX), One(&AIR_MODE),
        ],
        0x32 => [Address(&ADDRESS), One(&CAPABILITY), One(&OOB), One(&REQUIREMENTS)],
        0x33 => [Address(&ADDRESS), One(&NUMBER)],
        0x36 => [One(&STATUS), Address(&ADDRESS)],
        0x38 => [One(&HANDLE), One(&SUPERVISION)],
        0x3d => [Address(&ADDRESS)],
    }
}

/// The parameters of this subevent of LE, as far as they are known.
pub(super) fn of_le(subevent: u8) -> &'static [Part] {
    parts! { subevent;
        0x01 => [
            One(&STATUS), One(&HANDLE), One(&ROLE), One(&PEER_ADDRESS), Address(&ADDRESS), One(&CONNECTION),
            One(&CONNECTION_LATENCY), One(&CONNECTION_TIMEOUT), One(&ACCURACY),
        ],
        0x03 => [One(&STATUS), One(&HANDLE), One(&CONNECTION), One(&CONNECTION_LATENCY), One(&CONNECTION_TIMEOUT)],
        0x04 => [One(&STATUS), One(&HANDLE)],
        0x05 => [One(&HANDLE), One(&RANDOM), One(&DIVERSIFIER)],
        0x07 => [One(&HANDLE), One(&TX_OCTETS), One(&TX_TIME), One(&RX_OCTETS), One(&RX_TIME)],
        0x0a => [
            One(&STATUS), One(&HANDLE), One(&ROLE), One(&PEER_ADDRESS), Address(&ADDRESS), Address(&LOCAL_RPA), Address(&PEER_RPA),
            One(&CONNECTION), One(&CONNECTION_LATENCY), One(&CONNECTION_TIMEOUT), One(&ACCURACY),
        ],
        0x0c => [One(&STATUS), One(&HANDLE), One(&TX_PHY), One(&RX_PHY)],
    }
}
