//! Properties: what version 5 adds to a packet, each with a number that says what it is.

use super::{counted, names, variable_field};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Value, text};

const CONTENT_TYPE: u64 = 0x03;

crate::fields! {
    PROPERTIES = FieldSpec::group("mqtt.properties", "Properties").doc("What version 5 adds to the packet.", "MQTT 5.0 §2.2.2");
    WILL_PROPERTIES = FieldSpec::group("mqtt.will_properties", "Will properties").doc("What goes with the last message.", "MQTT 5.0 §3.1.3.2");
    LENGTH = FieldSpec::uint("mqtt.property_len", "Length", 0).unit("bytes").doc("Of all properties.", "MQTT 5.0 §2.2.2.1");
    ID = FieldSpec::hex("mqtt.property_id", "Property", 8).codes(names::PROPERTIES).doc("Which one, and so what kind of value follows.", "MQTT 5.0 §2.2.2.2");
    BYTE = number(8);
    TWO_BYTES = number(16);
    FOUR_BYTES = number(32);
    VARIABLE = number(0);
    MEDIA = FieldSpec::text("mqtt.property.content_type", "Content type").doc("What the message is: mostly a media type. Its length stands in front.", "MQTT 5.0 §3.3.2.3.9");
    MAX_QOS = FieldSpec::uint("mqtt.property.max_qos", "Best quality of service", 8).codes(names::QOS).doc("The broker can do no better.", "MQTT 5.0 §3.2.2.3.4");
    ALIAS = FieldSpec::uint("mqtt.property.topic_alias", "Topic alias", 16).doc("A number that stands for the topic from now on; with an empty topic, the topic that it was given to.", "MQTT 5.0 §3.3.2.3.4");
    UNKNOWN = FieldSpec::text("mqtt.prop_unknown", "Unknown property").doc("Not specified: how long it is cannot be known.", "MQTT 5.0 §2.2.2.2");
    TEXT_LEN = FieldSpec::uint("mqtt.prop_string_len", "Length", 16).unit("bytes").doc("Of the value.", "MQTT 5.0 §1.5.4");
    TEXT = FieldSpec::text("mqtt.prop_string", "Value").doc("Text, or bytes that mean something to the two ends.", "MQTT 5.0 §2.2.2.2");
    KEY_LEN = FieldSpec::uint("mqtt.prop_key_len", "Name length", 16).unit("bytes").doc("Of the name.", "MQTT 5.0 §1.5.7");
    KEY = FieldSpec::text("mqtt.prop_key", "Name").doc("Of a property that the programs have made up.", "MQTT 5.0 §3.3.2.3.7");
    VALUE_LEN = FieldSpec::uint("mqtt.prop_value_len", "Value length", 16).unit("bytes").doc("Of the value.", "MQTT 5.0 §1.5.7");
    VALUE = FieldSpec::text("mqtt.prop_value", "Value").doc("Of a property that the programs have made up.", "MQTT 5.0 §3.3.2.3.7");
}

const fn number(bits: u32) -> FieldSpec {
    FieldSpec::uint("mqtt.prop_number", "Value", bits).doc(
        "A number; what it counts depends on the property.",
        "MQTT 5.0 §2.2.2.2",
    )
}

/// Reads all properties of a packet. Returns the media type of the message, if they say it.
pub(super) fn read(p: &mut Peel<'_>) -> Result<Option<String>, Stop> {
    all(p, &PROPERTIES)
}

/// Reads the properties of a will.
pub(super) fn read_of_will(p: &mut Peel<'_>) -> Peeled {
    all(p, &WILL_PROPERTIES).map(drop)
}

fn all(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<Option<String>, Stop> {
    let mut media = None;
    p.group(spec, |p| {
        let len = variable_field(p, &LENGTH)?;
        p.within(len, "MQTT property length", |p| {
            while !p.rest().is_empty() && !p.is_full() {
                one(p, &mut media)?;
            }
            Ok(())
        })
    })?;
    Ok(media)
}

fn one(p: &mut Peel<'_>, media: &mut Option<String>) -> Peeled {
    let id = p.uint(&ID)?;
    match id {
        0x01 | 0x17 | 0x19 | 0x25 | 0x28..=0x2a => p.uint(&BYTE).map(drop),
        0x13 | 0x21 | 0x22 => p.uint(&TWO_BYTES).map(drop),
        0x02 | 0x11 | 0x18 | 0x27 => p.uint(&FOUR_BYTES).map(drop),
        0x0b => variable_field(p, &VARIABLE).map(drop),
        0x08 | 0x09 | 0x12 | 0x15 | 0x16 | 0x1a | 0x1c | 0x1f => {
            counted(p, &TEXT_LEN, &TEXT).map(drop)
        }
        0x23 => p.uint(&ALIAS).map(drop),
        0x24 => p.uint(&MAX_QOS).map(drop),
        0x26 => {
            counted(p, &KEY_LEN, &KEY)?;
            counted(p, &VALUE_LEN, &VALUE).map(drop)
        }
        CONTENT_TYPE => {
            let start = p.pos();
            let len = usize::from(p.skip(2)?[0]) << 8 | usize::from(p.bytes()[start + 1]);
            let value = text::clean_bytes(p.skip(len)?);
            let made = value.clone().into_boxed_str();
            p.mark_as(&MEDIA, start..start + 2 + len, Value::Made(made));
            *media = Some(value);
            Ok(())
        }
        _ => {
            let len = p.rest().len();
            p.field(&UNKNOWN, len).map(drop)
        }
    }
}
