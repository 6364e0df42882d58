//! MQTT: messages about topics, between things and a broker (OASIS MQTT 3.1.1 and 5.0).

mod connect;
mod names;
mod properties;
#[cfg(test)]
mod tests;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, text};

const PUBLISH: u8 = 3;
const PUBREL: u8 = 6;
const SUBSCRIBE: u8 = 8;
const UNSUBSCRIBE: u8 = 10;

/// The version that the client of this flow asked for.
const VERSION: &str = "mqtt.version";

const V3_1: u64 = 3;
const V3_1_1: u64 = 4;
const V5: u64 = 5;

const FLAGS: FieldSpec = FieldSpec::hex("mqtt.hdrflags", "Type and flags", 8)
    .doc(
        "What the packet is, and four bits that depend on it.",
        "MQTT 5.0 §2.1.1",
    )
    .parts_follow();
const TYPE: FieldSpec = FieldSpec::uint("mqtt.msgtype", "Type", 4)
    .codes(names::TYPES)
    .doc("What the packet is.", "MQTT 5.0 §2.1.2")
    .part();
const DUP: FieldSpec = FieldSpec::flag("mqtt.dupflag", "Sent again")
    .doc(
        "Set: this may be a repetition, because no acknowledgement came.",
        "MQTT 5.0 §3.3.1.1",
    )
    .part();
const QOS: FieldSpec = FieldSpec::uint("mqtt.qos", "Quality of service", 2)
    .codes(names::QOS)
    .doc(
        "How hard both sides try that the message arrives: at most, at least, or exactly once.",
        "MQTT 5.0 §4.3",
    )
    .part();

const PLAIN_HEAD: &[FieldSpec] = &[
    FLAGS,
    TYPE,
    FieldSpec::uint("mqtt.hdr_reserved", "Reserved", 4)
        .doc(
            "Always the same bits for a type: they have no meaning.",
            "MQTT 5.0 §2.1.3",
        )
        .part(),
];

const PUBLISH_HEAD: &[FieldSpec] = &[
    FLAGS,
    TYPE,
    DUP,
    QOS,
    FieldSpec::flag("mqtt.retain", "Retain")
        .doc(
            "Set: the broker keeps the message for those who subscribe later.",
            "MQTT 5.0 §3.3.1.3",
        )
        .part(),
];

/// In version 3.1 some other packets are acknowledged, too.
const OLD_HEAD: &[FieldSpec] = &[
    FLAGS,
    TYPE,
    DUP,
    QOS,
    FieldSpec::uint("mqtt.retain_reserved", "Reserved", 1)
        .doc("Has no meaning here.", "MQTT 3.1 §2.1")
        .part(),
];

const ACK_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("mqtt.conack.flags", "Acknowledge flags", 8)
        .doc("Bits about the session.", "MQTT 5.0 §3.2.2.1")
        .parts_follow(),
    FieldSpec::uint("mqtt.conack.flags.reserved", "Reserved", 7)
        .doc("Zero.", "MQTT 5.0 §3.2.2.1")
        .part(),
    FieldSpec::flag("mqtt.conack.flags.sp", "Session present")
        .doc(
            "Set: the broker still knows this client's subscriptions.",
            "MQTT 5.0 §3.2.2.1.1",
        )
        .part(),
];

const OPTIONS: &[FieldSpec] = &[
    FieldSpec::hex("mqtt.subscription_options", "Options", 8)
        .doc(
            "How the messages of the topic shall come.",
            "MQTT 5.0 §3.8.3.1",
        )
        .parts_follow(),
    FieldSpec::hex("mqtt.subscription_options_reserved", "Reserved", 2)
        .doc("Zero.", "MQTT 5.0 §3.8.3.1")
        .part(),
    FieldSpec::uint("mqtt.subscription_options_retain", "Retained messages", 2)
        .codes(&[
            (0, "sent at subscription"),
            (1, "sent if the subscription is new"),
            (2, "not sent"),
        ])
        .doc(
            "Whether kept messages come when the subscription is made.",
            "MQTT 5.0 §3.8.3.1",
        )
        .part(),
    FieldSpec::flag("mqtt.subscription_options_rap", "Retain as published")
        .doc(
            "Set: forwarded messages keep their retain flag.",
            "MQTT 5.0 §3.8.3.1",
        )
        .part(),
    FieldSpec::flag("mqtt.subscription_options_nl", "No local")
        .doc(
            "Set: the client's own messages do not come back to it.",
            "MQTT 5.0 §3.8.3.1",
        )
        .part(),
    FieldSpec::uint("mqtt.subscription_options_qos", "Quality of service", 2)
        .codes(names::QOS)
        .doc("The best that the client wants.", "MQTT 5.0 §3.8.3.1")
        .part(),
];

const fn reason(name: &'static str, reference: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Reason", 8)
        .lookup(names::reason)
        .doc("How it went: below 128 well, from 128 on not.", reference)
}

crate::fields! {
    LENGTH = FieldSpec::uint("mqtt.len", "Remaining length", 0).unit("bytes").doc("Of all that follows in the packet; seven bits in a byte, the lowest first, and the top bit says that more follow.", "MQTT 5.0 §2.1.4");
    MESSAGE_ID = FieldSpec::uint("mqtt.msgid", "Packet identifier", 16).doc("The acknowledgement repeats it.", "MQTT 5.0 §2.2.1");
    TOPIC_LEN = FieldSpec::uint("mqtt.topic_len", "Topic length", 16).unit("bytes").doc("Of the topic. 0 where a number stands for the topic.", "MQTT 5.0 §1.5.4");
    TOPIC = FieldSpec::text("mqtt.topic", "Topic").doc("What the message is about, in levels between slashes. In a subscription + stands for one level and # for all below.", "MQTT 5.0 §4.7");
    MESSAGE = FieldSpec::bytes("mqtt.msg", "Message").doc("What the publisher says: any bytes.", "MQTT 5.0 §3.3.3");
    OLD_RESERVED = FieldSpec::uint("mqtt.conack.flags.reserved", "Reserved", 8).doc("Zero.", "MQTT 3.1 §3.2");
    RETURN_CODE = FieldSpec::uint("mqtt.conack.val", "Return code", 8).codes(names::RETURN_CODES).doc("0: the broker takes the client in.", "MQTT 3.1.1 §3.2.2.3");
    WANTED_QOS = FieldSpec::uint("mqtt.sub.qos", "Wanted quality of service", 8).codes(names::QOS).doc("The best that the client wants.", "MQTT 3.1.1 §3.8.3");
    GRANTED_QOS = FieldSpec::uint("mqtt.suback.qos", "Granted quality of service", 8).codes(names::GRANTED).doc("What the broker will do for this topic.", "MQTT 3.1.1 §3.9.3");
    CONNACK_REASON = reason("mqtt.connack.reason_code", "MQTT 5.0 §3.2.2.2");
    PUBACK_REASON = reason("mqtt.puback.reason_code", "MQTT 5.0 §3.4.2.1");
    PUBREC_REASON = reason("mqtt.pubrec.reason_code", "MQTT 5.0 §3.5.2.1");
    PUBREL_REASON = reason("mqtt.pubrel.reason_code", "MQTT 5.0 §3.6.2.1");
    PUBCOMP_REASON = reason("mqtt.pubcomp.reason_code", "MQTT 5.0 §3.7.2.1");
    SUBACK_REASON = reason("mqtt.suback.reason_code", "MQTT 5.0 §3.9.3").lookup(names::granted);
    UNSUBACK_REASON = reason("mqtt.unsuback.reason_code", "MQTT 5.0 §3.11.3");
    DISCONNECT_REASON = reason("mqtt.disconnect.reason_code", "MQTT 5.0 §3.14.2.1").lookup(names::goodbye);
    AUTH_REASON = reason("mqtt.auth.reason_code", "MQTT 5.0 §3.15.2.1");
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + connect::FIELDS.len() + properties::FIELDS.len()] =
    join_fields(&[FIELDS, connect::FIELDS, properties::FIELDS]);

/// MQTT.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mqtt",
        short: "MQTT",
        title: "MQ Telemetry Transport",
        osi: OsiLayer::Application,
        why: "It is what sensors and programs tell a broker, and what the broker passes on to those who asked for it.",
        reference: "OASIS MQTT 5.0",
    },
    claims: &[Claim::Port(Transport::Tcp, 1883)],
    headers: &[
        PLAIN_HEAD,
        PUBLISH_HEAD,
        OLD_HEAD,
        ACK_FLAGS,
        OPTIONS,
        connect::FLAGS,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample:
        b"\x10\x0f\x00\x04MQTT\x04\x02\x00\x3c\x00\x03ada\x31\x09\x00\x04a/t1\x32\x33\x2e\xc0\x00",
};

/// A type whose flags and length are allowed; a CONNECT also says what it is.
fn recognise(bytes: &[u8]) -> Match {
    let Some(first) = bytes.first() else {
        return Match::Short;
    };
    let (kind, flags) = (first >> 4, first & 0x0f);
    let flags_fit = match kind {
        0 => false,
        PUBLISH => flags & 0b0110 != 0b0110,
        PUBREL | SUBSCRIBE | UNSUBSCRIBE => flags & 0b0111 == 0b0010,
        _ => flags == 0,
    };
    if !flags_fit {
        return Match::No;
    }
    let (len, width) = match variable(&bytes[1..]) {
        Some(found) => found,
        None => return Match::short_if(bytes.len() < 5),
    };
    let body = &bytes[1 + width..];
    match kind {
        1 => match body {
            [0, 4, b'M', b'Q', b'T', b'T', ..] | [0, 6, b'M', b'Q', b'I', b's', b'd', b'p', ..] => {
                Match::Yes
            }
            [_, _, _, _, ..] => Match::No,
            _ => Match::Short,
        },
        2 | 4..=7 | 9 | 11 => Match::maybe_if(len >= 2),
        PUBLISH => match body {
            [high, low, ..] => {
                Match::maybe_if(usize::from(u16::from_be_bytes([*high, *low])) + 2 <= len)
            }
            _ => Match::Short,
        },
        12 | 13 => Match::maybe_if(len == 0),
        14 | 15 => Match::Maybe,
        _ => Match::maybe_if(len >= 5),
    }
}

/// A number of seven bits a byte, the lowest first, in up to four bytes, and how many there are.
fn variable(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut number = 0;
    for (index, byte) in bytes.iter().take(4).enumerate() {
        number |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((number, index + 1));
        }
    }
    None
}

/// Reads such a number.
fn variable_field(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<usize, Stop> {
    let Some((number, width)) = variable(p.rest()) else {
        p.require(p.rest().len().min(3) + 1)?;
        p.fault(
            FaultKind::Malformed("a length has more than four bytes"),
            p.pos()..p.pos() + 4,
        );
        return Err(Stop);
    };
    let at = p.pos();
    p.skip(width)?;
    p.mark_as(spec, at..at + width, Value::Uint(number as u64));
    Ok(number)
}

/// Text or bytes behind their length in two bytes.
fn counted<'a>(
    p: &mut Peel<'a>,
    len: &'static FieldSpec,
    spec: &'static FieldSpec,
) -> Result<&'a [u8], Stop> {
    let len = p.uint(len)? as usize;
    if len == 0 {
        return Ok(&[]);
    }
    p.field(spec, len)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(2)?;
    let Some((len, width)) = variable(&p.bytes()[1..]) else {
        p.require(p.bytes().len().min(4) + 1)?;
        p.rows(PLAIN_HEAD)?;
        return variable_field(p, &LENGTH).map(drop);
    };
    let end = 1 + width + len;
    p.wait_for(end)?;
    let kind = p.bytes()[0] >> 4;
    let head = match kind {
        PUBLISH => PUBLISH_HEAD,
        PUBREL | SUBSCRIBE | UNSUBSCRIBE if p.fact(VERSION, 0) == Some(V3_1) => OLD_HEAD,
        _ => PLAIN_HEAD,
    };
    let flags = p.rows(head)?[0] & 0x0f;
    variable_field(p, &LENGTH)?;
    let name = TYPE.names.get(u64::from(kind)).unwrap_or("Reserved type");
    p.summary(format_args!("{name}"));
    let mut body = None;
    let whole = p.within(len, "MQTT remaining length", |p| {
        if kind == PUBLISH {
            body = publish(p, flags)?;
            return Ok(());
        }
        packet(p, kind, name)
    });
    if let Some((media, start)) = body.filter(|_| whole.is_ok()) {
        p.wrap(Next::Media(&media), start..end, "MQTT remaining length");
    }
    p.ends_at(end);
    whole
}

/// A message. Returns its media type and where it begins, if the publisher says what it is.
fn publish(p: &mut Peel<'_>, flags: u8) -> Result<Option<(String, usize)>, Stop> {
    let topic = counted(p, &TOPIC_LEN, &TOPIC)?;
    if flags & 0b0110 != 0 {
        p.uint(&MESSAGE_ID)?;
    }
    let mut media = None;
    if p.fact(VERSION, 0) == Some(V5) {
        media = properties::read(p)?;
    }
    let (start, len) = (p.pos(), p.rest().len());
    let topic = text::clean_bytes(topic);
    p.summary(format_args!("Publish {topic}: {len} bytes"));
    if len > 0 {
        p.field(&MESSAGE, len)?;
    }
    Ok(media.filter(|_| len > 0).map(|media| (media, start)))
}

fn packet(p: &mut Peel<'_>, kind: u8, name: &str) -> Peeled {
    let version = p.fact(VERSION, 0);
    match kind {
        1 => connect::read(p),
        2 => connack(p, version),
        4 => acknowledge(p, &PUBACK_REASON, name),
        5 => acknowledge(p, &PUBREC_REASON, name),
        PUBREL => acknowledge(p, &PUBREL_REASON, name),
        7 => acknowledge(p, &PUBCOMP_REASON, name),
        SUBSCRIBE | UNSUBSCRIBE => topics(p, kind, version),
        9 | 11 => answers(p, kind, version),
        14 => ending(p, &DISCONNECT_REASON),
        15 => ending(p, &AUTH_REASON),
        _ => Ok(()),
    }
}

fn connack(p: &mut Peel<'_>, version: Option<u64>) -> Peeled {
    if version == Some(V3_1) {
        p.uint(&OLD_RESERVED)?;
    } else {
        p.rows(ACK_FLAGS)?;
    }
    let spec = match version {
        Some(V3_1 | V3_1_1) => &RETURN_CODE,
        _ => &CONNACK_REASON,
    };
    let code = p.uint(spec)?;
    let said = spec.names.get(code).unwrap_or("unknown reason");
    p.summary(format_args!("Connect acknowledgement: {said}"));
    if version == Some(V5) {
        properties::read(p)?;
    }
    Ok(())
}

fn acknowledge(p: &mut Peel<'_>, spec: &'static FieldSpec, name: &str) -> Peeled {
    let id = p.uint(&MESSAGE_ID)?;
    p.summary(format_args!("{name} of packet {id}"));
    ending(p, spec)
}

/// A reason and properties, which may be left out.
fn ending(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    if p.fact(VERSION, 0) != Some(V5) || p.rest().is_empty() {
        return Ok(());
    }
    p.uint(spec)?;
    if p.rest().is_empty() {
        return Ok(());
    }
    properties::read(p).map(drop)
}

fn topics(p: &mut Peel<'_>, kind: u8, version: Option<u64>) -> Peeled {
    p.uint(&MESSAGE_ID)?;
    if version == Some(V5) {
        properties::read(p)?;
    }
    let mut said = Vec::new();
    while !p.rest().is_empty() && !p.is_full() {
        let topic = counted(p, &TOPIC_LEN, &TOPIC)?;
        if said.len() < 4 {
            said.push(text::clean_bytes(topic));
        }
        match (kind, version) {
            (SUBSCRIBE, Some(V5)) => p.rows(OPTIONS).map(drop)?,
            (SUBSCRIBE, _) => p.uint(&WANTED_QOS).map(drop)?,
            _ => {}
        }
    }
    let verb = if kind == SUBSCRIBE {
        "Subscribe to"
    } else {
        "Unsubscribe from"
    };
    p.summary(format_args!("{verb} {}", said.join(", ")));
    Ok(())
}

/// What the broker says to each topic.
fn answers(p: &mut Peel<'_>, kind: u8, version: Option<u64>) -> Peeled {
    p.uint(&MESSAGE_ID)?;
    if version == Some(V5) {
        properties::read(p)?;
    }
    let spec = match (kind, version) {
        (9, Some(V3_1 | V3_1_1)) => &GRANTED_QOS,
        (9, _) => &SUBACK_REASON,
        _ => &UNSUBACK_REASON,
    };
    while !p.rest().is_empty() && !p.is_full() {
        p.uint(spec)?;
    }
    Ok(())
}
