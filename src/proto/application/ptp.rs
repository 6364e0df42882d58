//! PTP: clocks of a network agree on the time to less than a microsecond (IEEE 1588, and its profile
//! for bridged networks, IEEE 802.1AS).

mod extensions;
mod management;
mod messages;
mod signalling;
mod version_1;
mod words;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};
use crate::proto::reserved::reserved;

const SECTION: &str = "IEEE 1588 §13.3";

const SYNC: u8 = 0;
const DELAY_REQUEST: u8 = 1;
const PEER_REQUEST: u8 = 2;
const PEER_RESPONSE: u8 = 3;
const FOLLOW_UP: u8 = 8;
const DELAY_RESPONSE: u8 = 9;
const PEER_FOLLOW_UP: u8 = 10;
const ANNOUNCE: u8 = 11;
const SIGNALLING: u8 = 12;
const MANAGEMENT: u8 = 13;

/// The standards organisation number of IEEE 802.1AS.
const BRIDGED: u8 = 1;

const KINDS: crate::model::Codes = &[
    (0, "sync"),
    (1, "delay request"),
    (2, "peer delay request"),
    (3, "peer delay response"),
    (8, "follow-up"),
    (9, "delay response"),
    (10, "peer delay response follow-up"),
    (11, "announce"),
    (12, "signalling"),
    (13, "management"),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label)
        .part()
        .doc(doc, "IEEE 1588 §13.3.2.8")
}

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("ptp.v2.majorsdoid", "Standards organisation, major", 4)
        .codes(&[(0, "IEEE 1588"), (1, "IEEE 802.1AS")])
        .doc("Whose rules the message follows.", "IEEE 1588 §13.3.2.2"),
    FieldSpec::hex("ptp.v2.messagetype", "Message", 4)
        .codes(KINDS)
        .doc(
            "What the message is for. The first four are timed as they leave and arrive.",
            "IEEE 1588 §13.3.2.3",
        ),
    FieldSpec::uint("ptp.v2.minorversionptp", "Minor version", 4)
        .doc("1 since the edition of 2019.", "IEEE 1588 §13.3.2.4"),
    FieldSpec::uint("ptp.v2.versionptp", "Version", 4).doc(
        "The version of PTP; versions 1 and 2 do not understand each other.",
        "IEEE 1588 §13.3.2.5",
    ),
    FieldSpec::uint("ptp.v2.messagelength", "Length", 16)
        .unit("bytes")
        .doc(
            "The whole message from the first byte of this header on.",
            "IEEE 1588 §13.3.2.6",
        ),
    FieldSpec::uint("ptp.v2.domainnumber", "Domain", 8).doc(
        "Clocks of different domains ignore each other.",
        "IEEE 1588 §13.3.2.7",
    ),
    FieldSpec::uint("ptp.v2.minorsdoid", "Standards organisation, minor", 8).doc(
        "The lower part of the organisation's number.",
        "IEEE 1588 §13.3.2.2",
    ),
    FieldSpec::hex("ptp.v2.flags", "Flags", 16)
        .parts_follow()
        .doc(
            "What holds of the message and of the clock behind it.",
            "IEEE 1588 §13.3.2.8",
        ),
    flag(
        "ptp.v2.flags.security",
        "Security",
        "Set: a signature follows (an experiment of the edition of 2008).",
    ),
    flag(
        "ptp.v2.flags.specific2",
        "Profile 2",
        "For a profile to define.",
    ),
    flag(
        "ptp.v2.flags.specific1",
        "Profile 1",
        "For a profile to define.",
    ),
    reserved(2, SECTION).part(),
    flag(
        "ptp.v2.flags.unicast",
        "Unicast",
        "Set: sent to one clock, not to a group.",
    ),
    flag(
        "ptp.v2.flags.twostep",
        "Two-step",
        "Set: the exact time of this message comes in a follow-up, because the sender cannot write it into the message while it leaves.",
    ),
    flag(
        "ptp.v2.flags.alternatemaster",
        "Alternate master",
        "Set: sent by a clock that is not the master now.",
    ),
    reserved(1, SECTION).part(),
    flag(
        "ptp.v2.flags.synchronizationUncertain",
        "Uncertain",
        "Set: the sender is not sure that its own time is right.",
    ),
    flag(
        "ptp.v2.flags.frequencytraceable",
        "Frequency traceable",
        "Set: the clock's speed comes from a primary reference.",
    ),
    flag(
        "ptp.v2.flags.timetraceable",
        "Time traceable",
        "Set: the clock's time comes from a primary reference.",
    ),
    flag(
        "ptp.v2.flags.timescale",
        "PTP timescale",
        "Set: seconds count from 1970 in atomic time. Not set: from any moment.",
    ),
    flag(
        "ptp.v2.flags.utcreasonable",
        "UTC offset valid",
        "Set: the difference to UTC that is announced is right.",
    ),
    flag(
        "ptp.v2.flags.li59",
        "Last minute has 59 seconds",
        "Set: the last minute of this day is a second shorter.",
    ),
    flag(
        "ptp.v2.flags.li61",
        "Last minute has 61 seconds",
        "Set: the last minute of this day is a second longer.",
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const IDENTITY: &[FieldSpec] = &[
    FieldSpec::hex("ptp.v2.messagetypespecific", "Message's own", 32)
        .doc("For the message type to define.", "IEEE 1588 §13.3.2.10"),
    FieldSpec::hex("ptp.v2.clockidentity", "Clock", 64)
        .parts_follow()
        .doc("The name of the sending clock, mostly made of a MAC address.", "IEEE 1588 §13.3.2.11"),
    FieldSpec::bytes("ptp.v2.clockidentity_manuf", "Manufacturer")
        .wide(3)
        .part()
        .doc("The first bytes of the name: who made the clock.", "IEEE 1588 §7.5.2.2"),
    FieldSpec::gap(40).part(),
    FieldSpec::uint("ptp.v2.sourceportid", "Port", 16)
        .doc("The port of the clock that sent this, counted from 1.", "IEEE 1588 §13.3.2.11"),
    FieldSpec::uint("ptp.v2.sequenceid", "Sequence number", 16)
        .doc("Ties a follow-up or an answer to its message.", "IEEE 1588 §13.3.2.12"),
    FieldSpec::uint("ptp.v2.controlfield", "Control", 8)
        .codes(version_1::CONTROLS)
        .doc("The message type as version 1 numbers it.", "IEEE 1588 §13.3.2.13"),
    FieldSpec::int("ptp.v2.logmessageperiod", "Message interval", 8)
        .unit("(power of 2, seconds)")
        .doc("How often such messages come: 0 is every second, -3 eight times a second, 1 every other second; 127: not regularly.", "IEEE 1588 §13.3.2.14"),
];

const IDENTITY_LEN: usize = bytes_of(IDENTITY);

/// Header of all messages, with the correction between its two parts.
const WHOLE_HEADER_LEN: usize = HEADER_LEN + words::INTERVAL_LEN + IDENTITY_LEN;

crate::fields! {
    CORRECTION = FieldSpec::group("", "Correction")
        .doc("Time to add to the timestamp: what the message spent inside of switches on its way.", "IEEE 1588 §13.3.2.9");
    CORRECTION_NS = FieldSpec::int("ptp.v2.correction.ns", "Nanoseconds", 48)
        .unit("ns")
        .doc("Whole nanoseconds of the correction.", "IEEE 1588 §13.3.2.9");
    CORRECTION_REST = FieldSpec::computed("ptp.v2.correction.subns", "Part of a nanosecond")
        .doc("What is left, a fraction of a nanosecond.", "IEEE 1588 §13.3.2.9");
}

const FIELD_COUNT: usize = FIELDS.len()
    + extensions::FIELDS.len()
    + management::FIELDS.len()
    + messages::FIELDS.len()
    + signalling::FIELDS.len()
    + version_1::FIELDS.len();

static ALL_FIELDS: [&FieldSpec; FIELD_COUNT] = join_fields(&[
    FIELDS,
    extensions::FIELDS,
    management::FIELDS,
    messages::FIELDS,
    signalling::FIELDS,
    version_1::FIELDS,
]);

/// PTP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ptp",
        short: "PTP",
        title: "Precision Time Protocol",
        osi: OsiLayer::Application,
        why: "It sets clocks; it only needs somebody who carries a message, UDP or Ethernet itself.",
        reference: "IEEE 1588",
    },
    claims: &[
        Claim::EtherType(0x88f7),
        Claim::Port(Transport::Udp, 319),
        Claim::Port(Transport::Udp, 320),
    ],
    headers: &[
        HEADER,
        IDENTITY,
        messages::SYNC,
        messages::FOLLOW_UP,
        messages::DELAY_RESPONSE,
        messages::PEER_REQUEST,
        messages::PEER_RESPONSE,
        messages::PEER_FOLLOW_UP,
        messages::ANNOUNCE_TIME,
        messages::ANNOUNCE,
        extensions::ITEM,
        extensions::ORGANISATION,
        extensions::POWER,
        extensions::POWER_2017,
        extensions::RABBIT,
        extensions::OFFSET,
        extensions::FOLLOW_UP,
        signalling::TARGET,
        signalling::ITEM,
        signalling::REQUEST,
        signalling::GRANT,
        signalling::CANCEL,
        signalling::ORGANISATION,
        signalling::RABBIT,
        signalling::CALIBRATE,
        signalling::CALIBRATED,
        signalling::BRIDGED_ITEM,
        signalling::INTERVALS,
        management::HEADER,
        management::ITEM,
        management::ERROR,
        management::CLOCK_TYPE,
        management::MAKER,
        management::PROFILE,
        management::ADDRESS_LEN,
        management::NETWORK,
        management::INITIALIZE,
        management::DEFAULTS,
        management::CURRENT,
        management::PARENT,
        management::TIME_PROPERTIES,
        management::PORT,
        management::PORT_REST,
        management::PRIORITY_1,
        management::PRIORITY_2,
        management::DOMAIN,
        management::SLAVE_ONLY,
        management::ANNOUNCE_INTERVAL,
        management::ANNOUNCE_TIMEOUT,
        management::SYNC_INTERVAL,
        management::VERSION,
        management::TIME,
        management::ACCURACY,
        management::UTC,
        management::TRACEABILITY,
        management::TIMESCALE,
        management::UNICAST,
        management::TRACE,
        management::ALTERNATE_MASTER,
        management::OFFSET_ENABLE,
        management::KEY,
        management::MAX_KEY,
        management::OFFSET_PROPERTIES,
        management::TRANSPARENT,
        management::TRANSPARENT_PORT,
        management::DELAY_INTERVAL,
        management::PRIMARY_DOMAIN,
        management::DELAY_MECHANISM,
        management::FAULTS,
        management::FAULT,
        management::TELEVISION,
        version_1::HEADER,
        version_1::SYNC,
        version_1::FOLLOW_UP,
        version_1::DELAY_RESPONSE,
        version_1::MANAGEMENT,
        version_1::management::IDENTITY,
        version_1::management::INITIALIZE,
        version_1::management::SUBDOMAIN,
        version_1::management::DEFAULTS,
        version_1::management::UPDATE_DEFAULTS,
        version_1::management::STEPS,
        version_1::management::PARENT,
        version_1::management::PORT,
        version_1::management::GLOBAL_TIME,
        version_1::management::UPDATE_TIME,
        version_1::management::GET_FOREIGN,
        version_1::management::FOREIGN,
        version_1::management::SYNC_INTERVAL,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x0b\x12\x00\x40\x00\x00\x00\x3c\0\0\0\0\0\x01\x80\0\0\0\0\0\x02\x00\x5e\xff\xfe\x10\x00\x01\0\x01\0\x07\x05\x01\0\0\x65\x2a\x10\x00\0\0\0\0\0\x25\0\x80\x06\x21\x4e\x5d\x80\x02\x00\x5e\xff\xfe\x10\x00\x01\0\0\x20",
};

/// The version stands in both versions where it tells them apart; messages are no shorter than
/// their header.
fn recognise(bytes: &[u8]) -> Match {
    let is_first = version_1::is_version_1(bytes);
    let is_second = matches!(bytes, [_, version, ..] if version & 0x0f == 2);
    Match::maybe_if(is_first || is_second)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.outer() == "udp" && version_1::is_version_1(p.bytes()) {
        return version_1::peel(p);
    }
    let header = *p.header::<HEADER_LEN>(HEADER)?;
    words::interval(p, [&CORRECTION, &CORRECTION_NS, &CORRECTION_REST])?;
    p.rows(IDENTITY)?;
    let (kind, is_bridged) = (header[0] & 0x0f, header[0] >> 4 == BRIDGED);
    match HEADER[1].names.get(u64::from(kind)) {
        Some(name) => p.summary(format_args!("{name}, domain {}", header[4])),
        None => p.summary(format_args!("message type {kind}, domain {}", header[4])),
    }
    let len = usize::from(u16::from_be_bytes([header[2], header[3]]));
    let body = len.saturating_sub(WHOLE_HEADER_LEN);
    let is_two_step = header[6] & 0x02 != 0;
    p.within(body, "PTP message length", |p| match kind {
        SYNC => messages::sync(p, is_bridged, is_two_step),
        DELAY_REQUEST => p.rows(messages::SYNC).map(drop),
        PEER_REQUEST if is_bridged => Ok(()),
        PEER_REQUEST => p.rows(messages::PEER_REQUEST).map(drop),
        PEER_RESPONSE => p.rows(messages::PEER_RESPONSE).map(drop),
        FOLLOW_UP => messages::follow_up(p, is_bridged),
        DELAY_RESPONSE => p.rows(messages::DELAY_RESPONSE).map(drop),
        PEER_FOLLOW_UP => p.rows(messages::PEER_FOLLOW_UP).map(drop),
        ANNOUNCE => messages::announce(p, is_bridged),
        SIGNALLING => signalling::peel(p, is_bridged),
        MANAGEMENT => management::peel(p),
        _ => Ok(()),
    })?;
    p.ends_at(p.pos());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let mut bytes = PROTOCOL.sample[..WHOLE_HEADER_LEN].to_vec();
        bytes[0] = kind;
        bytes[3] = (WHOLE_HEADER_LEN + body.len()) as u8;
        bytes.extend_from_slice(body);
        bytes
    }

    #[test]
    fn an_announcement_names_the_best_clock() {
        let out = peeled(PROTOCOL.sample);
        let value = |name: &str| out.field(name).unwrap().value.clone();
        assert_eq!(out.layers[0].summary, "announce, domain 0");
        assert_eq!(value("ptp.v2.correction.ns"), Value::Int(1));
        assert_eq!(value("ptp.v2.correction.subns"), Value::Made("0.5".into()));
        assert_eq!(value("ptp.v2.an.grandmasterclockclass"), Value::Uint(6));
        assert_eq!(value("ptp.v2.an.origincurrentutcoffset"), Value::Int(37));
        assert_eq!(value("ptp.v2.timesource"), Value::Uint(0x20));
        assert!(out.faults.is_empty());
    }

    #[test]
    fn extensions_end_where_they_say() {
        let mut body = PROTOCOL.sample[WHOLE_HEADER_LEN..].to_vec();
        body.extend(b"\0\x08\0\x08\x02\x00\x5e\xff\xfe\x10\x00\x01");
        let out = peeled(&message(ANNOUNCE, &body));
        assert_eq!(
            out.field("ptp.v2.an.pathsequence").unwrap().value,
            Value::Uint(0x0200_5eff_fe10_0001)
        );
        let last = body.len() - 9;
        body[last] = 0x80;
        let out = peeled(&message(ANNOUNCE, &body));
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
    }

    #[test]
    fn management_asks_and_answers() {
        let mut body = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01\x02\0".to_vec();
        body.extend(b"\0\x01\0\x14\x20\x01\0\x02\0\0\0\0\0\x05\x40\0\0\0\0\0\0\0\0\0");
        let out = peeled(&message(MANAGEMENT, &body));
        let value = |name: &str| out.field(name).unwrap().value.clone();
        assert_eq!(value("ptp.v2.mm.managementId"), Value::Uint(0x2001));
        assert_eq!(value("ptp.v2.mm.stepsRemoved"), Value::Int(2));
        assert_eq!(value("ptp.v2.mm.offset.ns"), Value::Int(5));
        assert_eq!(value("ptp.v2.mm.offset.subns"), Value::Made("0.25".into()));
    }

    #[test]
    fn the_first_version_is_another_message() {
        let mut bytes = b"\0\x01\0\x01_DFLT\0\0\0\0\0\0\0\0\0\0\0\x02\x01\x02\x00\x5e\x10\x00\x01\0\x01\0\x09\x02\0\0\x48\0\0\0\0".to_vec();
        bytes.extend(b"\0\0\0\x07\0\0\0\x01\0\0\0\x02");
        assert_eq!(recognise(&bytes), Match::Maybe);
        let mut out = Dissection::default();
        let mut datagram = b"\x01\x40\x01\x40\0\x3c\0\0".to_vec();
        datagram.extend_from_slice(&bytes);
        let udp = &crate::proto::transport::udp::PROTOCOL;
        Peeler::new(crate::proto::registry()).peel_as(udp, &datagram, Want::Full, &mut out);
        assert_eq!(
            out.field("ptp.fu.preciseorigintimestamp").unwrap().value,
            Value::Elapsed(1_000_000_002)
        );
        assert_eq!(
            out.field("ptp.fu.associatedsequenceid").unwrap().value,
            Value::Uint(7)
        );
    }
}
