//! ZEP: frames of 802.15.4 radios, captured elsewhere, in UDP datagrams.

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{
    FieldSpec, LinkType, OsiLayer, ProtoInfo, Timestamp, Transport, Value, bytes_of,
};

const SECTION: &str = "ZigBee Encapsulation Protocol";

const MARK: &[u8] = b"EX";

const OLD: u8 = 1;
const NEW: u8 = 2;
const ACK: u64 = 2;

/// Frames without a check sequence: what stands there may be something else.
const WITHOUT_FCS: LinkType = LinkType(230);
const FCS_LEN: usize = 2;

/// From 1900 to 1970.
const ERA: i64 = 2_208_988_800;

const HEAD: &[FieldSpec] = &[
    FieldSpec::text("zep.protocol_id", "Mark")
        .wide(2)
        .doc("The letters EX.", SECTION),
    FieldSpec::uint("zep.version", "Version", 8).doc("1 or 2.", SECTION),
];

const RADIO: &[FieldSpec] = &[
    FieldSpec::uint("zep.channel_id", "Channel", 8).doc("Where the radio listened.", SECTION),
    FieldSpec::uint("zep.device_id", "Device", 16).doc("Which radio.", SECTION),
    FieldSpec::uint("zep.lqi_mode", "Mode", 8)
        .codes(&[(0, "quality"), (1, "check sequence")])
        .doc(
            "Whether the frame ends with its check sequence, or with how well it was heard.",
            SECTION,
        ),
];

crate::fields! {
    TYPE = FieldSpec::uint("zep.type", "Type", 8).codes(&[(1, "data"), (ACK, "ACK")]).doc("A frame, or the answer to one.", SECTION);
    QUALITY = FieldSpec::uint("zep.lqi", "Quality", 8).doc("How well the frame was heard.", SECTION);
    TIME = FieldSpec::computed("zep.time", "Time").doc("When the frame was heard, as NTP writes it.", SECTION);
    SEQUENCE = FieldSpec::uint("zep.seqno", "Sequence number", 32).doc("Counts the datagrams; the ACK repeats it.", SECTION);
    LENGTH = FieldSpec::uint("zep.length", "Length", 7).unit("bytes").doc("Of the frame with its last two bytes.", SECTION);
    LAST = FieldSpec::bytes("", "Last two bytes").doc("The check sequence, or what the radio wrote over it.", SECTION);
}

/// ZEP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "zep",
        short: "ZEP",
        title: "ZigBee Encapsulation Protocol",
        osi: OsiLayer::Application,
        why: "It brings what a radio heard to the program that shows it.",
        reference: SECTION,
    },
    claims: &[Claim::Port(Transport::Udp, 17754)],
    headers: &[HEAD, RADIO],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"EX\x02\x01\x0b\0\x01\x01\xff\xe8\xe7\xc0\0\0\0\0\0\0\0\0\x07\0\0\0\0\0\0\0\0\0\0\x0e\x41\x88\x07\xcd\xab\xff\xff\x01\0abc\xbe\xef",
};

fn recognise(bytes: &[u8]) -> Match {
    let is_zep = bytes.starts_with(MARK) && matches!(bytes.get(2), Some(&OLD | &NEW));
    Match::maybe_if(is_zep)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [.., version] = *p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    if version == OLD {
        p.rows(RADIO)?;
        // Quality, and bytes without a use.
        p.skip(1 + 7)?;
    } else {
        if p.uint(&TYPE)? == ACK {
            let number = p.uint(&SEQUENCE)?;
            p.summary(format_args!("ACK {number}"));
            return Ok(());
        }
        let [.., mode] = *p.header::<{ bytes_of(RADIO) }>(RADIO)?;
        match mode {
            0 => p.uint(&QUALITY).map(drop)?,
            _ => p.skip(1).map(drop)?,
        }
        time(p)?;
        p.uint(&SEQUENCE)?;
        p.skip(10)?;
    }
    frame(p)
}

fn time(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(8)?;
    let seconds = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let fraction = u32::from_be_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
    let nanos = (u64::from(fraction) * 1_000_000_000) >> 32;
    let time = Timestamp::from_parts(i64::from(seconds) - ERA, nanos as u32);
    p.mark_as(&TIME, at..at + 8, Value::Time(time));
    Ok(())
}

fn frame(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let len = usize::from(p.skip(1)?[0] & 0x7f);
    p.mark_bits(&LENGTH, at * 8 + 1, Value::Uint(len as u64));
    p.summary(format_args!("frame of {len} bytes"));
    let (at, inner) = (p.pos(), len.saturating_sub(FCS_LEN));
    p.wrap(Next::LinkType(WITHOUT_FCS), at..at + inner, "ZEP length");
    p.seek(at + inner);
    let left = (len - inner).min(p.rest().len());
    if left > 0 {
        p.field(&LAST, left)?;
    }
    p.ends_at(p.pos());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn the_radio_frame_is_inside() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("zep.seqno"), Value::Uint(7));
        assert_eq!(value("zep.length"), Value::Uint(14));
        assert_eq!(
            value("zep.time"),
            Value::Time(Timestamp::from_parts(1_698_513_280, 0))
        );
        assert_eq!(out.layers[1].info.name, "wpan");
        assert_eq!(peeled(b"EX\x02\x02\0\0\0\x08").layers[0].summary, "ACK 8");
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        assert!(!peeled(&PROTOCOL.sample[..36]).faults.is_empty());
        assert_eq!(recognise(b"EX\x03"), Match::No);
    }
}
