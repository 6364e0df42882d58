//! Message elements (RFC 5415 §4.6, RFC 5416 §6).

use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Timestamp, Value};

const RFC: &str = "RFC 5415 §4.6";

const TYPES: Codes = &[
    (1, "controller"),
    (2, "controllers, IPv4"),
    (3, "controllers, IPv6"),
    (4, "controller's name"),
    (5, "controller's name with priority"),
    (6, "time"),
    (8, "add station"),
    (10, "control address, IPv4"),
    (11, "control address, IPv6"),
    (12, "timers"),
    (16, "decryption error report period"),
    (18, "delete station"),
    (20, "discovery type"),
    (23, "idle timeout"),
    (28, "location"),
    (29, "maximum message length"),
    (30, "local IPv4 address"),
    (31, "radio administrative state"),
    (32, "radio operational state"),
    (33, "result"),
    (35, "session"),
    (36, "statistics timer"),
    (37, "vendor's own"),
    (38, "board"),
    (39, "station"),
    (40, "fallback"),
    (41, "tunnel mode"),
    (44, "MAC type"),
    (45, "station's name"),
    (48, "reboot statistics"),
    (50, "local IPv6 address"),
    (51, "transport"),
    (52, "filling to find the MTU"),
    (53, "ECN support"),
    (1048, "802.11 radio"),
];

const fn uint(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, RFC)
}

const fn text(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, RFC)
}

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, RFC)
}

pub(super) const SECURITY: &[FieldSpec] = &[
    FieldSpec::gap(5),
    flag(
        "capwap.control.message_element.ac_descriptor.security.s",
        "Shared key",
        "Set: stations may prove themselves with a shared key.",
    ),
    flag(
        "capwap.control.message_element.ac_descriptor.security.x",
        "Certificate",
        "Set: stations may prove themselves with a certificate.",
    ),
    FieldSpec::gap(1),
];
pub(super) const POLICY: &[FieldSpec] = &[
    FieldSpec::gap(5),
    flag(
        "capwap.control.message_element.ac_descriptor.dtls_policy.d",
        "Encrypted data",
        "Set: the data channel may be encrypted.",
    ),
    flag(
        "capwap.control.message_element.ac_descriptor.dtls_policy.c",
        "Data in the clear",
        "Set: the data channel may be in the clear.",
    ),
    FieldSpec::gap(1),
];
pub(super) const TUNNEL: &[FieldSpec] = &[
    FieldSpec::gap(4),
    flag(
        "capwap.control.message_element.wtp_frame_tunnel_mode.n",
        "Native frames",
        "Set: frames travel as on the air.",
    ),
    flag(
        "capwap.control.message_element.wtp_frame_tunnel_mode.e",
        "Ethernet frames",
        "Set: frames travel as on a cable.",
    ),
    flag(
        "capwap.control.message_element.wtp_frame_tunnel_mode.l",
        "Local bridging",
        "Set: the station sends frames on by itself.",
    ),
    FieldSpec::gap(1),
];

crate::fields! {
    ALL = FieldSpec::group("capwap.message_element", "Elements").doc("All items of the message.", RFC);
    ELEMENT = FieldSpec::group("capwap.message_element", "Element").doc("One item of the message.", RFC);
    TYPE = uint("capwap.message_element.type", "Type", 16, "What the element is.").codes(TYPES);
    LENGTH = uint("capwap.message_element.length", "Length", 16, "The value alone.").unit("bytes");
    VALUE = FieldSpec::bytes("capwap.message_element.value", "Value").doc("What the element says.", RFC);
    STATIONS = uint("capwap.control.message_element.ac_descriptor.stations", "Devices", 16, "How many devices are served.");
    LIMIT = uint("capwap.control.message_element.ac_descriptor.limit", "Most devices", 16, "How many can be served.");
    ACTIVE = uint("capwap.control.message_element.ac_descriptor.active_wtp", "Stations", 16, "How many radio stations are attached.");
    MOST = uint("capwap.control.message_element.ac_descriptor.max_wtp", "Most stations", 16, "How many can be attached.");
    SECURITY_FLAGS = FieldSpec::hex("capwap.control.message_element.ac_descriptor.security", "Security", 8).doc("How stations prove who they are.", RFC);
    RADIO_ADDRESS = uint("capwap.control.message_element.ac_descriptor.rmac_field", "Radio address", 8, "1: the controller takes the optional address in the header.");
    DESCRIPTOR_RESERVED = uint("capwap.control.message_element.ac_descriptor.reserved", "Reserved", 8, "Zero.");
    POLICY_FLAGS = FieldSpec::hex("capwap.control.message_element.ac_descriptor.dtls_policy", "Encryption", 8).doc("How the data channel may be protected.", RFC);
    INFORMATION = FieldSpec::group("capwap.control.message_element.ac_information", "Information").doc("A version of the controller.", RFC);
    INFORMATION_VENDOR = uint("capwap.control.message_element.ac_information.vendor", "Vendor", 32, "Who defined the type.");
    INFORMATION_TYPE = uint("capwap.control.message_element.ac_information.type", "Type", 16, "4 hardware, 5 software.");
    INFORMATION_LEN = uint("capwap.control.message_element.ac_information.length", "Length", 16, "The value alone.").unit("bytes");
    INFORMATION_VALUE = FieldSpec::bytes("capwap.control.message_element.ac_information.value", "Value").doc("The version.", RFC);
    CONTROLLER_4 = FieldSpec::ipv4("capwap.control.message_element.message_element.ac_ipv4_list", "Controller").doc("One that the station may go to.", RFC);
    CONTROLLER_6 = FieldSpec::ipv6("capwap.control.message_element.message_element.ac_ipv6_list", "Controller").doc("One that the station may go to.", RFC);
    NAME = text("capwap.control.message_element.ac_name", "Controller's name", "What its operator calls it.");
    PRIORITY = uint("capwap.control.message_element.ac_name_with_priority", "Priority", 8, "1 is the first choice.");
    TIME = FieldSpec::computed("capwap.control.message_element.ac_timestamp", "Time").doc("The controller's clock, for the station to set its own.", RFC);
    CONTROL_4 = FieldSpec::ipv4("capwap.control.message_element.message_element.capwap_control_ipv4", "Control address").doc("Where the station should send messages to.", RFC);
    CONTROL_6 = FieldSpec::ipv6("capwap.control.message_element.message_element.capwap_control_ipv6", "Control address").doc("Where the station should send messages to.", RFC);
    ATTACHED = uint("capwap.control.message_element.capwap_control_wtp_count", "Stations", 16, "How many stations use this address.");
    DISCOVERY_TIMER = uint("capwap.control.message_element.capwap_timers_discovery", "Discovery timer", 8, "Time between discoveries.").unit("seconds");
    ECHO_TIMER = uint("capwap.control.message_element.capwap_timers_echo_request", "Echo timer", 8, "Time between echo requests.").unit("seconds");
    REPORT_RADIO = uint("capwap.control.message_element.decryption_error_report_period.radio_id", "Radio", 8, "Which radio.");
    REPORT_PERIOD = uint("capwap.control.message_element.decryption_error_report_period.interval", "Period", 16, "Time between reports.").unit("seconds");
    DISCOVERY = uint("capwap.control.message_element.discovery_type", "Discovery", 8, "How the station learned of the controller.")
        .codes(&[(0, "not known"), (1, "configured"), (2, "DHCP"), (3, "DNS"), (4, "another controller")]);
    IDLE = uint("capwap.control.message_element.idle_timeout", "Idle timeout", 32, "Devices that are silent so long are forgotten.").unit("seconds");
    LOCATION = text("capwap.control.message_element.location_data", "Location", "Where the station hangs.");
    MAXIMUM = uint("capwap.control.message_element.maximum_message_length", "Longest message", 16, "What the sender takes.").unit("bytes");
    LOCAL_4 = FieldSpec::ipv4("capwap.control.message_element.capwap_local_ipv4_address", "Local address").doc("What the sender believes its address to be: a translator on the way shows.", RFC);
    LOCAL_6 = FieldSpec::ipv6("capwap.control.message_element.capwap_local_ipv6_address", "Local address").doc("What the sender believes its address to be: a translator on the way shows.", RFC);
    ADMIN_RADIO = uint("capwap.control.message_element.radio_admin.id", "Radio", 8, "Which radio; 0xff for the station.");
    ADMIN_STATE = uint("capwap.control.message_element.radio_admin.state", "State", 8, "1 enabled, 2 disabled.");
    STATE_RADIO = uint("capwap.control.message_element.radio_op_state.radio_id", "Radio", 8, "Which radio.");
    STATE = uint("capwap.control.message_element.radio_op_state.radio_state", "State", 8, "1 works, 2 does not.");
    STATE_CAUSE = uint("capwap.control.message_element.radio_op_state.radio_cause", "Cause", 8, "Why it does not.");
    RESULT = uint("capwap.control.message_element.result_code", "Result", 32, "0 is success.");
    SESSION = FieldSpec::bytes("capwap.control.message_element.session_id", "Session").doc("A random number that joins data and control channel.", RFC);
    STATISTICS = uint("capwap.control.message_element.statistics_timer", "Statistics timer", 16, "Time between statistics.").unit("seconds");
    VENDOR = uint("capwap.control.message_element.vsp.vendor_identifier", "Vendor", 32, "Who defined the content.");
    VENDOR_ELEMENT = uint("capwap.control.message_element.vsp.vendor_element_id", "Vendor's element", 16, "Which of the vendor's elements.");
    VENDOR_DATA = FieldSpec::bytes("capwap.control.message_element.vsp.vendor_data", "Vendor's data").doc("Known to the vendor.", RFC);
    FALLBACK = uint("capwap.control.message_element.wtp_fallback", "Fallback", 8, "1: go back to the better controller when it returns.");
    TUNNEL_MODE = uint("capwap.control.message_element.wtp_frame_tunnel_mode", "Tunnel mode", 8, "In which form frames travel.");
    MAC_TYPE = uint("capwap.control.message_element.wtp_mac_type", "MAC type", 8, "Who does the radio's protocol: 0 the station, 1 both.");
    STATION_NAME = text("capwap.control.message_element.wtp_name", "Station's name", "What its operator calls it.");
    REBOOTS = uint("capwap.control.message_element.wtp_reboot_statistics.reboot_count", "Reboots", 16, "By crashes.");
    BY_CONTROLLER = uint("capwap.control.message_element.wtp_reboot_statistics.ac_initiated_count", "By the controller", 16, "Reboots that the controller asked for.");
    BY_LINK = uint("capwap.control.message_element.wtp_reboot_statistics.link_failure_count", "Link failures", 16, "How often the link failed.");
    BY_SOFTWARE = uint("capwap.control.message_element.wtp_reboot_statistics.sw_failure_count", "Software failures", 16, "How often the program failed.");
    BY_HARDWARE = uint("capwap.control.message_element.wtp_reboot_statistics.hw_failure_count", "Hardware failures", 16, "How often the device failed.");
    BY_OTHER = uint("capwap.control.message_element.wtp_reboot_statistics.other_failure_count", "Other failures", 16, "How often something else failed.");
    BY_UNKNOWN = uint("capwap.control.message_element.wtp_reboot_statistics.unknown_failure_count", "Unknown failures", 16, "How often nobody knows what failed.");
    LAST_FAILURE = uint("capwap.control.message_element.wtp_reboot_statistics.last_failure_type", "Last failure", 8, "The kind of the last one.");
    TRANSPORT = uint("capwap.control.message_element.capwap_transport_protocol", "Transport", 8, "1 UDP-Lite, 2 UDP.");
    FILLING = FieldSpec::bytes("capwap.control.message_element.mtu_discovery_padding", "Filling").doc("Makes the message as long as the way may carry.", RFC);
    ECN = uint("capwap.control.message_element.ecn_support", "Congestion notification", 8, "0 limited, 1 full.");
}

/// Reads elements up to the end of the bytes.
pub(super) fn all(p: &mut Peel<'_>) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    p.group(&ALL, |p| {
        while !p.rest().is_empty() && !p.is_full() {
            p.group(&ELEMENT, element)?;
        }
        Ok(())
    })
}

fn element(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&TYPE)?;
    let len = p.uint(&LENGTH)? as usize;
    p.require(len)?;
    p.within(len, "element length", |p| {
        if len == 0 {
            return Ok(());
        }
        let at = p.pos()..p.bytes().len();
        p.mark(&VALUE, at);
        value(p, kind)
    })
}

fn value(p: &mut Peel<'_>, kind: u64) -> Peeled {
    let (fixed, last): (&[&'static FieldSpec], Option<&'static FieldSpec>) = match kind {
        1 => return controller(p),
        2 => return list(p, &CONTROLLER_4),
        3 => return list(p, &CONTROLLER_6),
        4 => (&[], Some(&NAME)),
        5 => (&[&PRIORITY], Some(&NAME)),
        6 => return time(p),
        10 => (&[&CONTROL_4, &ATTACHED], None),
        11 => (&[&CONTROL_6, &ATTACHED], None),
        12 => (&[&DISCOVERY_TIMER, &ECHO_TIMER], None),
        16 => (&[&REPORT_RADIO, &REPORT_PERIOD], None),
        20 => (&[&DISCOVERY], None),
        23 => (&[&IDLE], None),
        28 => (&[], Some(&LOCATION)),
        29 => (&[&MAXIMUM], None),
        30 => (&[&LOCAL_4], None),
        31 => (&[&ADMIN_RADIO, &ADMIN_STATE], None),
        32 => (&[&STATE_RADIO, &STATE, &STATE_CAUSE], None),
        33 => (&[&RESULT], None),
        35 => (&[], Some(&SESSION)),
        36 => (&[&STATISTICS], None),
        37 => (&[&VENDOR, &VENDOR_ELEMENT], Some(&VENDOR_DATA)),
        40 => (&[&FALLBACK], None),
        41 => {
            let at = p.pos();
            p.uint(&TUNNEL_MODE)?;
            p.bits(TUNNEL, at);
            return Ok(());
        }
        44 => (&[&MAC_TYPE], None),
        45 => (&[], Some(&STATION_NAME)),
        48 => (
            &[
                &REBOOTS,
                &BY_CONTROLLER,
                &BY_LINK,
                &BY_SOFTWARE,
                &BY_HARDWARE,
                &BY_OTHER,
                &BY_UNKNOWN,
                &LAST_FAILURE,
            ],
            None,
        ),
        50 => (&[&LOCAL_6], None),
        51 => (&[&TRANSPORT], None),
        52 => (&[], Some(&FILLING)),
        53 => (&[&ECN], None),
        _ => return Ok(()),
    };
    for spec in fixed {
        p.field(spec, (spec.bits / 8) as usize)?;
    }
    match last {
        Some(spec) if !p.rest().is_empty() => {
            let len = p.rest().len();
            p.field(spec, len).map(|_| ())
        }
        _ => Ok(()),
    }
}

fn list(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.field(spec, (spec.bits / 8) as usize)?;
    }
    Ok(())
}

/// Seconds since 1900, like NTP.
fn time(p: &mut Peel<'_>) -> Peeled {
    const FROM_1900_TO_1970: i64 = 2_208_988_800;
    p.require(4)?;
    let at = p.pos();
    let seconds = p
        .skip(4)?
        .iter()
        .fold(0, |number, byte| number << 8 | i64::from(*byte));
    let time = Timestamp::from_parts(seconds - FROM_1900_TO_1970, 0);
    p.mark_as(&TIME, at..at + 4, Value::Time(time));
    Ok(())
}

fn controller(p: &mut Peel<'_>) -> Peeled {
    for spec in [&STATIONS, &LIMIT, &ACTIVE, &MOST] {
        p.uint(spec)?;
    }
    let at = p.pos();
    p.uint(&SECURITY_FLAGS)?;
    p.bits(SECURITY, at);
    p.uint(&RADIO_ADDRESS)?;
    p.uint(&DESCRIPTOR_RESERVED)?;
    let at = p.pos();
    p.uint(&POLICY_FLAGS)?;
    p.bits(POLICY, at);
    while p.rest().len() >= 8 && !p.is_full() {
        p.group(&INFORMATION, |p| {
            p.uint(&INFORMATION_VENDOR)?;
            p.uint(&INFORMATION_TYPE)?;
            let len = p.uint(&INFORMATION_LEN)? as usize;
            p.field(&INFORMATION_VALUE, len)
        })?;
    }
    Ok(())
}
