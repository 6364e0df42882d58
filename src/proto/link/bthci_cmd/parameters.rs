//! The parameters of commands (Bluetooth Core Specification, volume 4, part E, §7).

use crate::model::FieldSpec;
use crate::proto::hci_parts::{ERRORS, Part, low, parts};
use crate::proto::low_words::low_words;

const LINK: &str = "Bluetooth Core Specification, volume 4, part E, §7.1";
const POLICY: &str = "Bluetooth Core Specification, volume 4, part E, §7.2";
const BASEBAND: &str = "Bluetooth Core Specification, volume 4, part E, §7.3";
const LE: &str = "Bluetooth Core Specification, volume 4, part E, §7.8";

const fn code(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    section: &'static str,
) -> FieldSpec {
    FieldSpec::hex(name, label, 8).doc(doc, section)
}

const ADDRESS_KINDS: crate::model::Codes = &[
    (0, "public"),
    (1, "random"),
    (2, "public identity"),
    (3, "random identity"),
];

low_words! {
    CLOCK in "Bluetooth Core Specification, volume 4, part E, §7.1.5": 16 "" "Clock offset" "How far the clocks are apart." {
        15 "bthci_cmd.clock_offset" "Clock offset" "How far the clocks are apart, in units of 1.25 ms.";
        1 "bthci_cmd.clock_offset_valid" "Known" "Set: the offset is right.";
    }
    PACKETS in "Bluetooth Core Specification, volume 4, part E, §7.1.5": 16 "bthci_cmd.packet_type" "Packets" "Which kinds of packets may be used." {
        1 "bthci_cmd.packet_type.reserved.0" "Reserved" "Zero.";
        1 "bthci_cmd.packet_type.2dh1" "No 2-DH1" "Set: not to be used.";
        1 "bthci_cmd.packet_type.3dh1" "No 3-DH1" "Set: not to be used.";
        1 "bthci_cmd.packet_type.dm1" "DM1" "Set: may be used.";
        1 "bthci_cmd.packet_type.dh1" "DH1" "Set: may be used.";
        3 "bthci_cmd.packet_type.reserved.5_7" "Reserved" "Zero.";
        1 "bthci_cmd.packet_type.2dh3" "No 2-DH3" "Set: not to be used.";
        1 "bthci_cmd.packet_type.3dh3" "No 3-DH3" "Set: not to be used.";
        1 "bthci_cmd.packet_type.dm3" "DM3" "Set: may be used.";
        1 "bthci_cmd.packet_type.dh3" "DH3" "Set: may be used.";
        1 "bthci_cmd.packet_type.2dh5" "No 2-DH5" "Set: not to be used.";
        1 "bthci_cmd.packet_type.3dh5" "No 3-DH5" "Set: not to be used.";
        1 "bthci_cmd.packet_type.dm5" "DM5" "Set: may be used.";
        1 "bthci_cmd.packet_type.dh5" "DH5" "Set: may be used.";
    }
    LINK_POLICY in "Bluetooth Core Specification, volume 4, part E, §7.2.10": 16 "" "Policy" "What the link may do." {
        1 "bthci_cmd.link_policy_switch" "Switch roles" "Set: the devices may change roles.";
        1 "bthci_cmd.link_policy_hold" "Hold" "Set: hold mode is allowed.";
        1 "bthci_cmd.link_policy_sniff" "Sniff" "Set: sniff mode is allowed.";
        1 "bthci_cmd.link_policy_park" "Park" "Set: park mode is allowed.";
        12 "" "" "";
    }
    CHANNELS in "Bluetooth Core Specification, volume 4, part E, §7.8.5": 8 "" "Channels" "Where to advertise." {
        1 "bthci_cmd.le_advts_ch_map_1" "Channel 37" "Set: advertise there.";
        1 "bthci_cmd.le_advts_ch_map_2" "Channel 38" "Set: advertise there.";
        1 "bthci_cmd.le_advts_ch_map_3" "Channel 39" "Set: advertise there.";
        5 "" "" "";
    }
}

crate::fields! {
    LAP = FieldSpec::hex("bthci_cmd.lap", "Access code", 24).little().doc("Whom to look for: 0x9e8b33 is everybody.", LINK);
    INQUIRY_LENGTH = low("bthci_cmd.inq_length", "Duration", 8, "How long to look, in units of 1.28 s.", LINK);
    RESPONSES = low("bthci_cmd.num_responses", "Responses", 8, "After how many to stop; 0: no limit.", LINK);
    ADDRESS = FieldSpec::mac("bthci_cmd.bd_addr", "Device").doc("Its address.", LINK);
    REPETITION = code("bthci_cmd.page_scan_repetition_mode", "Scan repetition", "How often the device listens for calls.", LINK);
    SCAN_MODE = code("bthci_cmd.page_scan_mode", "Scan mode", "Zero.", LINK);
    ROLE_SWITCH = code("bthci_cmd.allow_role_switch", "Switch roles", "1: the other may become central.", LINK);
    HANDLE = FieldSpec::hex("bthci_cmd.connection_handle", "Connection", 16).little().doc("Which connection.", LINK);
    REASON = code("bthci_cmd.reason", "Reason", "Why it ends.", LINK).codes(ERRORS);
    LINK_KEY = FieldSpec::bytes("bthci_cmd.link_key", "Link key").wide(16).doc("The secret that both devices share.", LINK);
    PIN_LENGTH = low("bthci_cmd.pin_code_length", "PIN length", 8, "How many bytes of it count.", LINK);
    PIN = FieldSpec::text("bthci_cmd.pin_code", "PIN").wide(16).doc("What the user typed.", LINK);
    ENCRYPTION = code("bthci_cmd.encryption_enable", "Encryption", "1: on.", LINK);
    PAGE = low("bthci_cmd.page_number", "Page", 8, "Which page of features.", LINK);
    ANSWER_ROLE = code("bthci_cmd.acr.role", "Role", "0: become central, 1: stay peripheral.", LINK);
    NAME = FieldSpec::text("bthci_cmd.device_name", "Name").wide(248).doc("What others see, ended by a zero.", BASEBAND);
    TIMEOUT = low("bthci_cmd.timeout", "Timeout", 16, "In units of 0.625 ms.", BASEBAND);
    SCAN = code("bthci_cmd.scan_enable", "Scan", "Bit 0: can be found. Bit 1: can be called.", BASEBAND);
    ACL_LENGTH = low("bthci_cmd.max_data_length_acl", "ACL data", 16, "The longest that the host takes.", BASEBAND);
    SCO_LENGTH = low("bthci_cmd.max_data_length_sco", "Synchronous data", 8, "The longest that the host takes.", BASEBAND);
    ACL_NUMBER = low("bthci_cmd.max_data_num_acl", "ACL packets", 16, "How many the host takes at once.", BASEBAND);
    SCO_NUMBER = low("bthci_cmd.max_data_num_sco", "Synchronous packets", 16, "How many the host takes at once.", BASEBAND);
    FILTER = code("bthci_cmd.filter_type", "Filter", "0: clear all filters.", BASEBAND);
    INQUIRY_MODE = low("bthci_cmd.inq_mode", "Inquiry mode", 8, "How much an answer shall tell.", BASEBAND);
    SIMPLE_PAIRING = low("bthci_cmd.simple_pairing_mode", "Simple pairing", 8, "1: on.", BASEBAND);
    LE_HOST = code("bthci_cmd.le_supported_host", "LE", "1: the host does LE.", BASEBAND);
    LE_BOTH = code("bthci_cmd.le_simultaneous_host", "Both", "Zero.", BASEBAND);
    EVENTS = FieldSpec::bytes("", "Events").wide(8).doc("One bit for each event that the host wants to hear of.", BASEBAND);
    LE_EVENTS = FieldSpec::hex("bthci_cmd.le_event_mask", "LE events", 64).little().doc("One bit for each event that the host wants to hear of.", LE);
    INTERVAL_MIN = low("bthci_cmd.le_advts_interval_min", "Shortest interval", 16, "Between advertisements, in units of 0.625 ms.", LE);
    INTERVAL_MAX = low("bthci_cmd.le_advts_interval_max", "Longest interval", 16, "Between advertisements, in units of 0.625 ms.", LE);
    ADVERTISING_TYPE = code("bthci_cmd.le_advts_type", "Kind", "Whether others may connect or ask for more.", LE);
    OWN_ADDRESS = code("bthci_cmd.le_own_address_type", "Own address", "Its kind.", LE).codes(ADDRESS_KINDS);
    DIRECT_ADDRESS = code("bthci_cmd.le_direct_address_type", "Other's address", "Its kind.", LE).codes(ADDRESS_KINDS);
    ADVERTISING_FILTER = code("bthci_cmd.le_advts_filter_policy", "Filter", "Who may ask or connect.", LE);
    DATA_LENGTH = low("bthci_cmd.le_data_length", "Length", 8, "Of the data that count.", LE);
    ADVERTISE = code("bthci_cmd.le_advts_enable", "Advertise", "1: begin, 0: stop.", LE);
    SCAN_TYPE = code("bthci_cmd.le_scan_type", "Kind of scan", "0: only listen, 1: ask for more.", LE);
    SCAN_INTERVAL = low("bthci_cmd.le_scan_interval", "Scan interval", 16, "How often to begin, in units of 0.625 ms.", LE);
    SCAN_WINDOW = low("bthci_cmd.le_scan_window", "Scan window", 16, "How long to listen, in units of 0.625 ms.", LE);
    SCAN_FILTER = code("bthci_cmd.le_scan_filter_policy", "Filter", "Whom to hear.", LE);
    LE_SCAN = code("bthci_cmd.le_scan_enable", "Scan", "1: begin, 0: stop.", LE);
    DUPLICATES = code("bthci_cmd.le_filter_duplicates", "Filter duplicates", "1: tell of each device once.", LE);
    INITIATOR_FILTER = code("bthci_cmd.le_initiator_filter_policy", "Filter", "0: connect to the device named here.", LE);
    PEER_ADDRESS = code("bthci_cmd.le_peer_address_type", "Other's address", "Its kind.", LE).codes(ADDRESS_KINDS);
    CONNECTION_MIN = low("bthci_cmd.le_con_interval_min", "Shortest interval", 16, "Between connection events, in units of 1.25 ms.", LE);
    CONNECTION_MAX = low("bthci_cmd.le_con_interval_max", "Longest interval", 16, "Between connection events, in units of 1.25 ms.", LE);
    LATENCY = low("bthci_cmd.le_con_latency", "Latency", 16, "Connection events that the peripheral may sleep through.", LE);
    SUPERVISION = low("bthci_cmd.le_supv_timeout", "Timeout", 16, "After how long a silent connection is lost, in units of 10 ms.", LE);
    EVENT_MIN = low("bthci_cmd.le_min_ce_length", "Shortest event", 16, "In units of 0.625 ms.", LE);
    EVENT_MAX = low("bthci_cmd.le_max_ce_length", "Longest event", 16, "In units of 0.625 ms.", LE);
    KEY = FieldSpec::bytes("bthci_cmd.le_key", "Key").wide(16).doc("To encrypt with.", LE);
    PLAINTEXT = FieldSpec::bytes("bthci_cmd.le_plaintext", "Plaintext").wide(16).doc("To encrypt.", LE);
    RANDOM = FieldSpec::bytes("bthci_cmd.le_random_number", "Random number").wide(8).doc("Which key it is.", LE);
    DIVERSIFIER = FieldSpec::hex("bthci_cmd.le_encrypted_diversifier", "Diversifier", 16).little().doc("Which key it is.", LE);
    LONG_TERM_KEY = FieldSpec::bytes("bthci_cmd.le_long_term_key", "Long term key").wide(16).doc("The secret that both devices share.", LE);
    TX_OCTETS = low("bthci_cmd.le_tx_octets", "Octets", 16, "The longest payload to send.", LE);
    TX_TIME = low("bthci_cmd.le_tx_time", "Time", 16, "The longest time that a packet may take, in µs.", LE);
    SNIFF_MAX = low("bthci_cmd.sniff_max_int", "Longest interval", 16, "In units of 0.625 ms.", POLICY);
    SNIFF_MIN = low("bthci_cmd.sniff_min_int", "Shortest interval", 16, "In units of 0.625 ms.", POLICY);
}

pub(super) const COUNT: usize = FIELDS.len();

/// The parameters of the command with this code, as far as they are known.
pub(super) fn of(opcode: u16) -> &'static [Part] {
    use Part::{Address, Advertising, Class, Low, One};
    parts! { opcode;
        0x0401 => [One(&LAP), One(&INQUIRY_LENGTH), One(&RESPONSES)],
        0x0405 => [Address(&ADDRESS), Low(PACKETS), One(&REPETITION), One(&SCAN_MODE), Low(CLOCK), One(&ROLE_SWITCH)],
        0x0406 => [One(&HANDLE), One(&REASON)],
        0x0408 | 0x040c | 0x040e | 0x042c | 0x042d | 0x2005 => [Address(&ADDRESS)],
        0x0409 => [Address(&ADDRESS), One(&ANSWER_ROLE)],
        0x040a => [Address(&ADDRESS), One(&REASON)],
        0x040b => [Address(&ADDRESS), One(&LINK_KEY)],
        0x040d => [Address(&ADDRESS), One(&PIN_LENGTH), One(&PIN)],
        0x0411 | 0x0415 | 0x041b | 0x041d | 0x041f | 0x0804 | 0x0809 | 0x1405 | 0x2016 | 0x201b => [One(&HANDLE)],
        0x0413 => [One(&HANDLE), One(&ENCRYPTION)],
        0x0419 => [Address(&ADDRESS), One(&REPETITION), One(&SCAN_MODE), Low(CLOCK)],
        0x041c => [One(&HANDLE), One(&PAGE)],
        0x0803 => [One(&HANDLE), One(&SNIFF_MAX), One(&SNIFF_MIN)],
        0x080d => [One(&HANDLE), Low(LINK_POLICY)],
        0x080f => [Low(LINK_POLICY)],
        0x0c01 => [One(&EVENTS)],
        0x0c05 => [One(&FILTER)],
        0x0c13 => [One(&NAME)],
        0x0c16 | 0x0c18 => [One(&TIMEOUT)],
        0x0c1a => [One(&SCAN)],
        0x0c24 => [Class],
        0x0c33 => [One(&ACL_LENGTH), One(&SCO_LENGTH), One(&ACL_NUMBER), One(&SCO_NUMBER)],
        0x0c45 => [One(&INQUIRY_MODE)],
        0x0c56 => [One(&SIMPLE_PAIRING)],
        0x0c6d => [One(&LE_HOST), One(&LE_BOTH)],
        0x1004 => [One(&PAGE)],
        0x2001 => [One(&LE_EVENTS)],
        0x2006 => [
            One(&INTERVAL_MIN), One(&INTERVAL_MAX), One(&ADVERTISING_TYPE), One(&OWN_ADDRESS), One(&DIRECT_ADDRESS),
            Address(&ADDRESS), Low(CHANNELS), One(&ADVERTISING_FILTER),
        ],
        0x2008 | 0x2009 => [One(&DATA_LENGTH), Advertising],
        0x200a => [One(&ADVERTISE)],
        0x200b => [One(&SCAN_TYPE), One(&SCAN_INTERVAL), One(&SCAN_WINDOW), One(&OWN_ADDRESS), One(&SCAN_FILTER)],
        0x200c => [One(&LE_SCAN), One(&DUPLICATES)],
        0x200d => [
            One(&SCAN_INTERVAL), One(&SCAN_WINDOW), One(&INITIATOR_FILTER), One(&PEER_ADDRESS), Address(&ADDRESS),
            One(&OWN_ADDRESS), One(&CONNECTION_MIN), One(&CONNECTION_MAX), One(&LATENCY), One(&SUPERVISION),
            One(&EVENT_MIN), One(&EVENT_MAX),
        ],
        0x2013 => [
            One(&HANDLE), One(&CONNECTION_MIN), One(&CONNECTION_MAX), One(&LATENCY), One(&SUPERVISION), One(&EVENT_MIN),
            One(&EVENT_MAX),
        ],
        0x2017 => [One(&KEY), One(&PLAINTEXT)],
        0x2019 => [One(&HANDLE), One(&RANDOM), One(&DIVERSIFIER), One(&LONG_TERM_KEY)],
        0x201a => [One(&HANDLE), One(&LONG_TERM_KEY)],
        0x2022 => [One(&HANDLE), One(&TX_OCTETS), One(&TX_TIME)],
    }
}
