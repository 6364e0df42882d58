//! The first packet of a client: who it is, and what shall be said when it dies.

use super::{V5, VERSION, counted, names, properties};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, text};

/// The connect flags.
pub(super) const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("mqtt.conflags", "Connect flags", 8)
        .doc("Which parts follow.", "MQTT 5.0 §3.1.2.3")
        .parts_follow(),
    flag(
        "mqtt.conflag.uname",
        "User name",
        "Set: a user name follows.",
        "MQTT 5.0 §3.1.2.8",
    ),
    flag(
        "mqtt.conflag.passwd",
        "Password",
        "Set: a password follows.",
        "MQTT 5.0 §3.1.2.9",
    ),
    flag(
        "mqtt.conflag.retain",
        "Retain will",
        "Set: the broker keeps the will for later subscribers.",
        "MQTT 5.0 §3.1.2.7",
    ),
    FieldSpec::uint("mqtt.conflag.qos", "Quality of the will", 2)
        .codes(names::QOS)
        .doc(
            "How hard the broker tries to deliver the will.",
            "MQTT 5.0 §3.1.2.6",
        )
        .part(),
    flag(
        "mqtt.conflag.willflag",
        "Will",
        "Set: a last message follows, which the broker publishes if the client is lost.",
        "MQTT 5.0 §3.1.2.5",
    ),
    flag(
        "mqtt.conflag.cleansess",
        "Clean start",
        "Set: what the broker knows of earlier sessions is forgotten.",
        "MQTT 5.0 §3.1.2.4",
    ),
    flag(
        "mqtt.conflag.reserved",
        "Reserved",
        "Zero.",
        "MQTT 5.0 §3.1.2.3",
    ),
];

const fn flag(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    reference: &'static str,
) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, reference).part()
}

const fn len(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16)
        .unit("bytes")
        .doc("Of what follows it.", "MQTT 5.0 §1.5.4")
}

crate::fields! {
    NAME_LEN = len("mqtt.proto_len", "Protocol name length");
    NAME = FieldSpec::text("mqtt.protoname", "Protocol name").doc("MQTT; in version 3.1 it was MQIsdp.", "MQTT 5.0 §3.1.2.1");
    LEVEL = FieldSpec::uint("mqtt.ver", "Version", 8).codes(&[(3, "MQTT 3.1"), (4, "MQTT 3.1.1"), (5, "MQTT 5.0")]).doc("It decides how all other packets of the connection look.", "MQTT 5.0 §3.1.2.2");
    KEEP_ALIVE = FieldSpec::uint("mqtt.kalive", "Keep alive", 16).unit("seconds").doc("The client says something at least so often. After one and a half of it the broker takes it for lost.", "MQTT 5.0 §3.1.2.10");
    CLIENT_LEN = len("mqtt.clientid_len", "Client identifier length");
    CLIENT = FieldSpec::text("mqtt.clientid", "Client identifier").doc("By which the broker knows the client's session.", "MQTT 5.0 §3.1.3.1");
    WILL_TOPIC_LEN = len("mqtt.willtopic_len", "Will topic length");
    WILL_TOPIC = FieldSpec::text("mqtt.willtopic", "Will topic").doc("Where the last message is published.", "MQTT 5.0 §3.1.3.3");
    WILL_LEN = len("mqtt.willmsg_len", "Will message length");
    WILL = FieldSpec::bytes("mqtt.willmsg", "Will message").doc("What the broker says if the client is lost.", "MQTT 5.0 §3.1.3.4");
    USER_LEN = len("mqtt.username_len", "User name length");
    USER = FieldSpec::text("mqtt.username", "User name").doc("Who logs in.", "MQTT 5.0 §3.1.3.5");
    PASSWORD_LEN = len("mqtt.passwd_len", "Password length");
    PASSWORD = FieldSpec::text("mqtt.passwd", "Password").doc("In the clear: without TLS everybody on the way can read it.", "MQTT 5.0 §3.1.3.6");
}

/// Reads the packet's body, and notes the version.
pub(super) fn read(p: &mut Peel<'_>) -> Peeled {
    counted(p, &NAME_LEN, &NAME)?;
    let level = p.uint(&LEVEL)?;
    // The top bit marks the connection of a bridge between brokers.
    let version = level & 0x7f;
    p.note(VERSION, 0, version);
    let flags = p.rows(FLAGS)?[0];
    p.uint(&KEEP_ALIVE)?;
    if version == V5 {
        properties::read(p)?;
    }
    let client = counted(p, &CLIENT_LEN, &CLIENT)?;
    let client = text::clean_bytes(client);
    p.summary(format_args!("Connect, client {client}"));
    if flags & 0x04 != 0 {
        if version == V5 {
            properties::read_of_will(p)?;
        }
        counted(p, &WILL_TOPIC_LEN, &WILL_TOPIC)?;
        counted(p, &WILL_LEN, &WILL)?;
    }
    if flags & 0x80 != 0 {
        counted(p, &USER_LEN, &USER)?;
    }
    if flags & 0x40 != 0 {
        counted(p, &PASSWORD_LEN, &PASSWORD)?;
    }
    Ok(())
}
