//! Ethernet OAM: the two ends of a link tell each other about faults, and test it (IEEE 802.3
//! clause 57).

mod events;
mod variables;

use crate::decode::{Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of, names};
use crate::proto::reserved::reserved;

const SECTION: &str = "IEEE 802.3 §57.4.2";
const INFORMATION: &str = "IEEE 802.3 §57.5.2";

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("oampdu.flags", "Flags", 16)
        .parts_follow()
        .doc("The state of the link at this end.", SECTION),
    reserved(9, SECTION).part(),
    flag(
        "oampdu.flags.remoteStable",
        "Remote stable",
        "Set: the other end is satisfied, as it says.",
    ),
    flag(
        "oampdu.flags.remoteEvaluating",
        "Remote evaluating",
        "Set: the other end is still deciding, as it says.",
    ),
    flag(
        "oampdu.flags.localStable",
        "Local stable",
        "Set: this end is satisfied with the other.",
    ),
    flag(
        "oampdu.flags.localEvaluating",
        "Local evaluating",
        "Set: this end is still deciding.",
    ),
    flag(
        "oampdu.flags.criticalEvent",
        "Critical event",
        "Set: something serious happened.",
    ),
    flag(
        "oampdu.flags.dyingGasp",
        "Dying gasp",
        "Set: this end is about to lose power.",
    ),
    flag(
        "oampdu.flags.linkFault",
        "Link fault",
        "Set: this end does not receive.",
    ),
    FieldSpec::hex("oampdu.code", "Message", 8)
        .codes(&[
            (0, "information"),
            (1, "event notification"),
            (2, "variable request"),
            (3, "variable response"),
            (4, "loopback control"),
            (0xfe, "organisation specific"),
        ])
        .doc("What the message is.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const CODE: usize = HEADER.len() - 1;

const ITEM: &[FieldSpec] = &[
    FieldSpec::hex("oampdu.info.type", "Type", 8)
        .codes(&[
            (0, "end"),
            (1, "local"),
            (2, "remote"),
            (0xfe, "organisation specific"),
        ])
        .doc("Whose information this is.", INFORMATION),
    FieldSpec::uint("oampdu.info.length", "Length", 8)
        .unit("bytes")
        .doc("The whole item, type and length included.", INFORMATION),
];

const ITEM_LEN: usize = bytes_of(ITEM);

const fn can(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, INFORMATION)
}

const STATION: &[FieldSpec] = &[
    FieldSpec::hex("oampdu.info.version", "Version", 8).doc("1.", INFORMATION),
    FieldSpec::uint("oampdu.info.revision", "Revision", 16)
        .doc("Grows with every change of this item.", INFORMATION),
    FieldSpec::hex("oampdu.info.state", "State", 8)
        .parts_follow()
        .doc("What the end does with ordinary frames.", INFORMATION),
    reserved(5, INFORMATION).part(),
    can(
        "oampdu.info.state.multiplexer",
        "Sends nothing else",
        "Set: ordinary frames are not sent.",
    ),
    FieldSpec::hex("oampdu.info.state.parser", "Received frames", 2)
        .part()
        .codes(&[(0, "forwarded"), (1, "sent back"), (2, "discarded")])
        .doc("What happens to ordinary frames that arrive.", INFORMATION),
    FieldSpec::hex("oampdu.info.oamConfig", "Abilities", 8)
        .parts_follow()
        .doc("What the end can do.", INFORMATION),
    reserved(3, INFORMATION).part(),
    can(
        "",
        "Variables",
        "Set: it answers questions about its counters.",
    ),
    can("", "Events", "Set: it understands event notifications."),
    can("", "Loopback", "Set: it can send all frames back."),
    can(
        "",
        "One-way links",
        "Set: it can send although it does not receive.",
    ),
    can(
        "oampdu.info.oamConfig.mode",
        "Active",
        "Set: it starts the conversation. Not set: it waits.",
    ),
    FieldSpec::uint("oampdu.info.oampduConfig", "Longest message", 16)
        .unit("bytes")
        .doc("The longest of these messages that it takes.", INFORMATION),
    ORGANISATION,
    FieldSpec::bytes("oampdu.info.vendor", "Vendor's own")
        .wide(4)
        .doc("Says something of the product.", INFORMATION),
];

const STATION_LEN: usize = bytes_of(STATION);

const ORGANISATION: FieldSpec = FieldSpec::uint("oampdu.info.oui", "Organisation", 24)
    .lookup(|code| {
        let [_, a, b, c] = (code as u32).to_be_bytes();
        names::oui([a, b, c, 0, 0, 0])
    })
    .doc("Who made the end, or defined the message.", INFORMATION);

const LOOPBACK: &[FieldSpec] = &[
    FieldSpec::hex("oampdu.lpbk.commands", "Command", 8)
        .parts_follow()
        .doc("Whether to send all frames back.", "IEEE 802.3 §57.4.3.5"),
    reserved(6, "IEEE 802.3 §57.4.3.5").part(),
    FieldSpec::flag("oampdu.lpbk.commands.disable", "Stop")
        .part()
        .doc("Set: treat frames as usual again.", "IEEE 802.3 §57.4.3.5"),
    FieldSpec::flag("oampdu.lpbk.commands.enable", "Start")
        .part()
        .doc("Set: send all frames back.", "IEEE 802.3 §57.4.3.5"),
];

crate::fields! {
    ENTRY = FieldSpec::group("", "Information")
        .doc("What is known of one end.", INFORMATION);
    OUI = ORGANISATION;
    VENDOR = FieldSpec::bytes("oampdu.info.vendor", "Vendor's own")
        .doc("What the organisation put there.", INFORMATION);
}

const FIELD_COUNT: usize = FIELDS.len() + events::FIELDS.len() + variables::FIELDS.len();

static ALL_FIELDS: [&FieldSpec; FIELD_COUNT] =
    join_fields(&[FIELDS, events::FIELDS, variables::FIELDS]);

/// Ethernet OAM.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "oampdu",
        short: "OAM",
        title: "Ethernet operations, administration, maintenance",
        osi: OsiLayer::DataLink,
        why: "It is what the two ends of a link say about the link; bridges do not pass it on.",
        reference: "IEEE 802.3 clause 57",
    },
    claims: &[],
    headers: &[
        HEADER,
        ITEM,
        STATION,
        LOOPBACK,
        events::ITEM,
        events::SYMBOLS,
        events::FRAMES,
        events::PERIOD,
        events::SECONDS,
    ],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\x50\0\x01\x10\x01\0\x03\x02\x1d\x05\xee\0\x19\xa7\0\0\0\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let code = p.header::<HEADER_LEN>(HEADER)?[HEADER_LEN - 1];
    match HEADER[CODE].names.get(u64::from(code)) {
        Some(name) => p.summary(format_args!("{name}")),
        None => p.summary(format_args!("message 0x{code:02x}")),
    }
    match code {
        0 => information(p),
        1 => events::peel(p),
        2 => variables::request(p),
        3 => variables::response(p),
        4 => p.rows(LOOPBACK).map(drop),
        0xfe => p.uint(&OUI).map(drop),
        _ => Ok(()),
    }
}

fn information(p: &mut Peel<'_>) -> Peeled {
    while let [kind @ 1..=u8::MAX, len, ..] = *p.rest() {
        let len = usize::from(len);
        let least = match kind {
            1 | 2 => ITEM_LEN + STATION_LEN,
            0xfe => ITEM_LEN + 3,
            _ => ITEM_LEN,
        };
        if len < least || p.is_full() {
            p.fault(
                FaultKind::Malformed("the item's length does not cover what it must hold"),
                p.pos() + 1..p.pos() + ITEM_LEN,
            );
            break;
        }
        p.group(&ENTRY, |p| {
            p.within(len, "OAM item length", |p| {
                p.rows(ITEM)?;
                match kind {
                    1 | 2 => drop(p.rows(STATION)?),
                    0xfe => {
                        p.uint(&OUI)?;
                        p.field(&VENDOR, p.rest().len())?;
                    }
                    _ => {}
                }
                Ok(())
            })
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn ends_tell_what_they_can() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "information");
        assert_eq!(
            out.field("oampdu.info.oampduConfig").unwrap().value,
            Value::Uint(1518)
        );
        assert_eq!(
            out.field("oampdu.flags.localStable").unwrap().value,
            Value::Uint(1)
        );
        assert_eq!(peeled(b"\0\0\0\x01\x03abc").faults.len(), 1);
    }

    #[test]
    fn counters_are_asked_for_and_told() {
        let bytes = b"\0\x50\x03\x07\0\x02\x02\x01\x02\x07\0\x03\x81\0";
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "oampdu.variable.value")[0].2, "01:02");
        assert_eq!(
            out.field("oampdu.variable.indication").unwrap().value,
            Value::Uint(1)
        );
        let out = peeled(b"\0\x50\x01\0\x07\x04\x12\0\x01\0\x0a\0\x01\0\x02\0\0\0\x03\0\0\0\x04\0");
        assert_eq!(
            out.field("oampdu.event.efsseTotalEvents").unwrap().value,
            Value::Uint(4)
        );
    }
}
