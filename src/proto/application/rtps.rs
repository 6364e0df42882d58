//! RTPS: data that is published and subscribed to, between DDS programs (OMG DDSI-RTPS).

mod flags;
mod names;
mod order;
mod parameters;
mod parts;
mod submessages;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};

use crate::proto::low_words::join;
use order::Order;

const HEAD: &str = "DDSI-RTPS §9.4.4";
const SUBMESSAGES: &str = "DDSI-RTPS §9.4.5";

const MAGIC: &[FieldSpec] = &[FieldSpec::text("rtps.magic", "Magic")
    .wide(4)
    .doc("The letters RTPS.", HEAD)];

const VERSION: &[FieldSpec] = &[
    FieldSpec::hex("rtps.version", "Version", 16)
        .parts_follow()
        .doc("The version of the protocol.", HEAD),
    FieldSpec::uint("rtps.version.major", "Major", 8)
        .part()
        .doc("Its first part.", HEAD),
    FieldSpec::uint("rtps.version.minor", "Minor", 8)
        .part()
        .doc("Its second part.", HEAD),
];

crate::fields! {
    VENDOR = FieldSpec::hex("rtps.vendorId", "Vendor", 16)
        .codes(names::VENDORS)
        .doc("Whose program sends.", HEAD);
    SUBMESSAGE = FieldSpec::hex("rtps.sm.id", "Submessage", 0).codes(names::KINDS)
        .doc("A part of the message: data, or something about it.", SUBMESSAGES);
    SM_FLAGS = FieldSpec::hex("rtps.sm.flags", "Flags", 8)
        .doc("What the submessage holds.", SUBMESSAGES);
    OTHER_FLAGS = FieldSpec::hex("", "Flags", 8)
        .doc("The lowest one says which byte of numbers comes first.", SUBMESSAGES);
    NEXT = FieldSpec::uint("rtps.sm.octetsToNextHeader", "Length", 16).unit("bytes")
        .doc("Bytes up to the next submessage; 0 in the last one means to the end.", SUBMESSAGES);
    OTHER_NEXT = FieldSpec::uint("", "Length", 16).unit("bytes")
        .doc("Bytes up to the next submessage.", SUBMESSAGES);
    BODY = FieldSpec::bytes("", "Content")
        .doc("What belongs to the submessage.", SUBMESSAGES);
}

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len()
        + flags::FIELDS.len()
        + parameters::FIELDS.len()
        + parts::FIELDS.len()
        + submessages::FIELDS.len()] = join_fields(&[
    FIELDS,
    flags::FIELDS,
    parameters::FIELDS,
    parts::FIELDS,
    submessages::FIELDS,
]);

const HEADERS: [&[FieldSpec]; flags::TABLES.len() + 2] = join(&[&[MAGIC, VERSION], flags::TABLES]);

/// RTPS.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rtps",
        short: "RTPS",
        title: "Real-Time Publish-Subscribe Protocol",
        osi: OsiLayer::Application,
        why: "Programs find each other's topics with it and publish data; it counts and repeats by itself what must not get lost.",
        reference: "OMG DDSI-RTPS",
    },
    claims: &[Claim::Heuristic(Transport::Udp, 2)],
    headers: &HEADERS,
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"RTPS\x02\x01\x01\x01\xc0\x00\x02\x01\x00\x00\x00\x07\x00\x00\x00\x01\
        \x09\x01\x08\x00\x10\x20\x30\x40\x00\x00\x00\x80",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::yes_if(bytes.len() >= 16 && bytes.starts_with(b"RTPS") && matches!(bytes[4], 1 | 2))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.header::<{ bytes_of(MAGIC) }>(MAGIC)?;
    let version = p.header::<{ bytes_of(VERSION) }>(VERSION)?;
    let vendor = p.uint(&VENDOR)? as u16;
    // A test whether anybody is there has no sender.
    if version[0] == 2 && p.rest().starts_with(b"NDDSPING") {
        p.summary(format_args!("ping"));
        let len = p.rest().len();
        return p.field(&BODY, len).map(drop);
    }
    if version[0] != 2 {
        let len = p.rest().len();
        return match len {
            0 => Ok(()),
            _ => p.field(&BODY, len).map(drop),
        };
    }
    parts::prefix(p, &parts::SOURCE)?;
    let mut said = Vec::new();
    while !p.rest().is_empty() && !p.is_full() {
        p.require(4)?;
        let kind = p.rest()[0];
        said.push(SUBMESSAGE.names.get(kind.into()).unwrap_or("unknown"));
        p.group_as(
            &SUBMESSAGE,
            || Value::Uint(kind.into()),
            |p| submessage(p, kind, vendor),
        )?;
    }
    p.summary(format_args!("{}", said.join(", ")));
    Ok(())
}

fn submessage(p: &mut Peel<'_>, kind: u8, vendor: u16) -> Peeled {
    p.skip(1)?;
    let (at, table) = (p.pos(), flags::of(kind));
    let (flags_spec, next_spec) = match table {
        Some(_) => (&SM_FLAGS, &NEXT),
        None => (&OTHER_FLAGS, &OTHER_NEXT),
    };
    let flags = p.uint(flags_spec)?;
    if let Some(table) = table {
        p.bits(table, at);
    }
    let order = Order {
        little: flags & 1 != 0,
    };
    let len = order.uint(p, next_spec)? as usize;
    // Only a padding and a time may really be empty.
    let len = match (len, kind) {
        (0, 0x01 | 0x09) => 0,
        (0, _) => p.rest().len(),
        _ => len,
    };
    p.within(len, "submessage length", |p| {
        submessages::peel(p, kind, flags, order, vendor)?;
        let left = p.rest().len();
        if left > 0 {
            p.field(&BODY, left)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn submessages_follow_one_another() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes.extend(b"\x15\x05\x18\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x01\x00\xc2\x00\x00\x00\x00\x09\x00\x00\x00data");
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "INFO_TS, DATA");
        assert_eq!(
            all(&out, &bytes, "rtps.sm.seqNumber"),
            [(48, 8, "9".into())]
        );
        let mut list = PROTOCOL.sample.to_vec();
        list.extend(b"\x15\x05\x30\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x01\x00\xc2\x00\x00\x00\x00\x01\x00\x00\x00");
        list.extend(b"\x00\x03\x00\x00\x05\x00\x0c\x00\x06\x00\x00\x00Topic\x00\x00\x00\x58\x00\x04\x00\x3f\x0c\x00\x00\x01\x00\x00\x00");
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &list, Want::Full, &mut out);
        assert_eq!(
            all(&out, &list, "rtps.param.topicName"),
            [(64, 10, "Topic".into())]
        );
        assert_eq!(
            all(&out, &list, "rtps.flag.participant_message_datareader")[0].2,
            "1"
        );
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        let mut out = Dissection::default();
        bytes[22] = 0xff;
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
