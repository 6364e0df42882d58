//! RTPS: data that is published and subscribed to, between DDS programs (OMG DDSI-RTPS).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value, bytes_of};

const HEAD: &str = "DDSI-RTPS §9.4.4";
const SUBMESSAGES: &str = "DDSI-RTPS §9.4.5";

const KINDS: Codes = &[
    (0x01, "PAD"),
    (0x06, "ACKNACK"),
    (0x07, "HEARTBEAT"),
    (0x08, "GAP"),
    (0x09, "INFO_TS"),
    (0x0c, "INFO_SRC"),
    (0x0d, "INFO_REPLY_IP4"),
    (0x0e, "INFO_DST"),
    (0x0f, "INFO_REPLY"),
    (0x12, "NACK_FRAG"),
    (0x13, "HEARTBEAT_FRAG"),
    (0x15, "DATA"),
    (0x16, "DATA_FRAG"),
    (0x30, "SEC_BODY"),
    (0x31, "SEC_PREFIX"),
    (0x32, "SEC_POSTFIX"),
    (0x33, "SRTPS_PREFIX"),
    (0x34, "SRTPS_POSTFIX"),
];

const VENDORS: Codes = &[
    (0x0101, "RTI"),
    (0x0102, "OpenSplice"),
    (0x0103, "OpenDDS"),
    (0x0105, "InterCOM"),
    (0x0106, "CoreDX"),
    (0x010f, "eProsima"),
    (0x0110, "Cyclone"),
];

const START: &[FieldSpec] = &[
    FieldSpec::text("rtps.magic", "Magic")
        .wide(4)
        .doc("The letters RTPS.", HEAD),
    FieldSpec::hex("rtps.version", "Version", 16)
        .parts_follow()
        .doc("The version of the protocol.", HEAD),
    FieldSpec::uint("rtps.version.major", "Major", 8)
        .part()
        .doc("Its first part.", HEAD),
    FieldSpec::uint("rtps.version.minor", "Minor", 8)
        .part()
        .doc("Its second part.", HEAD),
    FieldSpec::hex("rtps.vendorId", "Vendor", 16)
        .codes(VENDORS)
        .doc("Whose program sends.", HEAD),
];

const PREFIX: &[FieldSpec] = &[
    FieldSpec::bytes("rtps.guidPrefix.src", "Sender")
        .wide(12)
        .parts_follow()
        .doc(
            "Names the program that sends, the same in all its messages.",
            HEAD,
        ),
    FieldSpec::hex("rtps.hostId", "Host", 32)
        .part()
        .doc("Its host.", HEAD),
    FieldSpec::hex("rtps.appId", "Program", 32)
        .part()
        .doc("Its process.", HEAD),
    FieldSpec::hex("rtps.sm.guidPrefix.instanceId", "Instance", 32)
        .part()
        .doc("Which of the process.", HEAD),
];

const START_LEN: usize = bytes_of(START);

/// The one flag that all submessages have.
const FLAGS: &[FieldSpec] = &[
    FieldSpec::gap(7),
    FieldSpec::flag("rtps.flag.endianness", "Little-endian").doc(
        "1: numbers of the submessage begin with their lowest byte.",
        SUBMESSAGES,
    ),
];

crate::fields! {
    SUBMESSAGE = FieldSpec::hex("rtps.sm.id", "Submessage", 0).codes(KINDS)
        .doc("A part of the message: data, or something about it.", SUBMESSAGES);
    SM_FLAGS = FieldSpec::hex("rtps.sm.flags", "Flags", 8)
        .doc("What the submessage holds.", SUBMESSAGES);
    NEXT_LITTLE = FieldSpec::uint("rtps.sm.octetsToNextHeader", "Length", 16).little().unit("bytes")
        .doc("Bytes up to the next submessage; 0 in the last one means to the end.", SUBMESSAGES);
    NEXT_BIG = FieldSpec::uint("rtps.sm.octetsToNextHeader", "Length", 16).unit("bytes")
        .doc("Bytes up to the next submessage; 0 in the last one means to the end.", SUBMESSAGES);
    TIME = FieldSpec::computed("rtps.info_ts.timestamp", "Time")
        .doc("When what follows was written.", "DDSI-RTPS §9.4.5.11");
    EXTRA = FieldSpec::hex("rtps.extra_flags", "Extra flags", 16)
        .doc("Not used yet.", "DDSI-RTPS §9.4.5.3");
    TO_QOS = FieldSpec::uint("rtps.octets_to_inline_qos", "Bytes to inline QoS", 16).little().unit("bytes")
        .doc("Where the parameters of the data begin.", "DDSI-RTPS §9.4.5.3");
    TO_QOS_BIG = FieldSpec::uint("rtps.octets_to_inline_qos", "Bytes to inline QoS", 16).unit("bytes")
        .doc("Where the parameters of the data begin.", "DDSI-RTPS §9.4.5.3");
    READER = FieldSpec::hex("rtps.sm.rdEntityId", "Reader", 32)
        .doc("Who shall read; 0 for all readers that are interested.", "DDSI-RTPS §9.3.1.2");
    WRITER = FieldSpec::hex("rtps.sm.wrEntityId", "Writer", 32)
        .doc("Who has written.", "DDSI-RTPS §9.3.1.2");
    NUMBER = FieldSpec::uint("rtps.sm.seqNumber", "Sequence number", 0)
        .doc("Counts what the writer writes.", "DDSI-RTPS §9.4.2.5");
    BODY = FieldSpec::bytes("", "Content")
        .doc("The rest of the submessage: parameters, and the data in the form that its topic has.", SUBMESSAGES);
}

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
    headers: &[START, PREFIX, FLAGS],
    fields: FIELDS,
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
    let start = p.header::<START_LEN>(START)?;
    // A test whether anybody is there has no sender.
    if start[4] == 2 && p.rest().starts_with(b"NDDSPING") {
        p.summary(format_args!("ping"));
        let len = p.rest().len();
        return p.field(&BODY, len).map(drop);
    }
    if start[4] != 2 {
        let len = p.rest().len();
        return match len {
            0 => Ok(()),
            _ => p.field(&BODY, len).map(drop),
        };
    }
    p.rows(PREFIX)?;
    let mut names = Vec::new();
    while !p.rest().is_empty() && !p.is_full() {
        p.require(4)?;
        let kind = p.rest()[0];
        names.push(SUBMESSAGE.names.get(kind.into()).unwrap_or("unknown"));
        p.group_as(
            &SUBMESSAGE,
            || Value::Uint(kind.into()),
            |p| submessage(p, kind),
        )?;
    }
    p.summary(format_args!("{}", names.join(", ")));
    Ok(())
}

fn submessage(p: &mut Peel<'_>, kind: u8) -> Peeled {
    p.skip(1)?;
    let at = p.pos();
    let flags = p.uint(&SM_FLAGS)?;
    p.bits(FLAGS, at);
    let little = flags & 1 != 0;
    let len = p.uint(if little { &NEXT_LITTLE } else { &NEXT_BIG })? as usize;
    // Only a padding and a time may really be empty.
    let len = match (len, kind) {
        (0, 0x01 | 0x09) => 0,
        (0, _) => p.rest().len(),
        _ => len,
    };
    p.within(len, "submessage length", |p| {
        match kind {
            0x09 if p.rest().len() >= 8 => time(p, little)?,
            0x15 => {
                p.uint(&EXTRA)?;
                p.uint(if little { &TO_QOS } else { &TO_QOS_BIG })?;
                p.uint(&READER)?;
                p.uint(&WRITER)?;
                number(p, little)?;
            }
            0x06..=0x08 => {
                p.uint(&READER)?;
                p.uint(&WRITER)?;
            }
            _ => {}
        }
        let left = p.rest().len();
        if left > 0 {
            p.field(&BODY, left)?;
        }
        Ok(())
    })
}

/// Two words of four bytes at the cursor, the high one first.
fn words(p: &mut Peel<'_>, little: bool) -> Result<(u32, u32), crate::decode::Stop> {
    let bytes = p.skip(8)?;
    let word = |at: usize| {
        let word = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
        match little {
            true => u32::from_le_bytes(word),
            false => u32::from_be_bytes(word),
        }
    };
    Ok((word(0), word(4)))
}

/// Seconds since 1970, and a fraction in units of 2^-32 seconds.
fn time(p: &mut Peel<'_>, little: bool) -> Peeled {
    let at = p.pos();
    let (seconds, fraction) = words(p, little)?;
    let nanos = (u64::from(fraction) * 1_000_000_000) >> 32;
    let time = Timestamp::from_parts(seconds.into(), nanos as u32);
    p.mark_as(&TIME, at..at + 8, Value::Time(time));
    Ok(())
}

fn number(p: &mut Peel<'_>, little: bool) -> Peeled {
    let at = p.pos();
    let (high, low) = words(p, little)?;
    let number = u64::from(high) << 32 | u64::from(low);
    p.mark_as(&NUMBER, at..at + 8, Value::Uint(number));
    Ok(())
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
        let mut out = Dissection::default();
        bytes[22] = 0xff;
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
