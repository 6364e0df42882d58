//! PROFINET real time: frames that go to and from machines without IP (IEC 61158-6-10).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};

const SECTION: &str = "IEC 61158-6-10 §4.7";

/// Cycle counter, data status and transfer status.
const STATUS_LEN: usize = 4;

const STATUS: &[FieldSpec] = &[
    FieldSpec::uint("pn_rt.cycle_counter", "Cycle", 16).doc(
        "Counts time in steps of 31.25 µs; says how old the data are.",
        SECTION,
    ),
    FieldSpec::hex("pn_rt.ds", "Data status", 8)
        .parts_follow()
        .doc("Whether the data may be used.", SECTION),
    FieldSpec::hex("pn_rt.ds_ignore", "Ignore", 1)
        .part()
        .doc("1: the rest of the status is not to be looked at.", SECTION),
    FieldSpec::hex("pn_rt.ds_Reserved_2", "Reserved", 1)
        .part()
        .doc("Always 0.", SECTION),
    FieldSpec::hex("pn_rt.ds_ok", "No problem", 1)
        .part()
        .doc("0: the station has a problem.", SECTION),
    FieldSpec::hex("pn_rt.ds_operate", "Runs", 1)
        .part()
        .doc("0: the sender is stopped.", SECTION),
    FieldSpec::hex("pn_rt.ds_res3", "Reserved", 1)
        .part()
        .doc("Always 0.", SECTION),
    FieldSpec::hex("pn_rt.ds_valid", "Valid", 1)
        .part()
        .doc("0: the data are not valid.", SECTION),
    FieldSpec::flag("pn_rt.ds_redundancy", "Redundancy")
        .part()
        .doc("Whether a primary partner is missing.", SECTION),
    FieldSpec::hex("pn_rt.ds_primary", "Primary", 1)
        .part()
        .doc("0: the sender is the backup of another one.", SECTION),
    FieldSpec::uint("pn_rt.transfer_status", "Transfer status", 8)
        .codes(&[(0, "no error")])
        .doc(
            "Whether the frame was received in full and in time.",
            SECTION,
        ),
];

crate::fields! {
    ID = FieldSpec::hex("pn_rt.frame_id", "Frame", 16).lookup(meaning)
        .doc("What the frame is for, or which agreed exchange of data it belongs to.", SECTION);
}

/// PROFINET real time.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "pn_rt",
        short: "PROFINET",
        title: "PROFINET Real-Time",
        osi: OsiLayer::DataLink,
        why: "Inputs and outputs of machines must arrive every millisecond; IP and UDP would only take time.",
        reference: "IEC 61158-6-10",
    },
    claims: &[Claim::EtherType(0x8892)],
    headers: &[STATUS],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x80\x01\x80\x80\x80\x80\x12\x34\x35\0",
};

fn meaning(id: u64) -> Option<&'static str> {
    Some(match id {
        0x0080..=0x0081 => "synchronization",
        0x0100..=0x7fff => "cyclic data, isochronous",
        0x8000..=0xf7ff => "cyclic data",
        0xf800..=0xfbff => "cyclic data, multicast",
        0xfc01 => "alarm, high",
        0xfe01 => "alarm, low",
        0xfefc => "hello",
        0xfefd => "get or set",
        0xfefe => "identify request",
        0xfeff => "identify response",
        0xff00..=0xff01 => "announce",
        0xff20..=0xff21 => "synchronization, follow up",
        0xff40..=0xff43 => "delay",
        _ => return None,
    })
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let id = p.uint(&ID)?;
    p.summary(format_args!(
        "{}",
        meaning(id).unwrap_or("frame of unknown use")
    ));
    let end = p.bytes().len();
    match id {
        0x0100..=0xfbff if p.is_whole() => {
            p.require(STATUS_LEN)?;
            p.seek(end - STATUS_LEN);
            p.rows(STATUS)?;
        }
        0xfefc..=0xfeff => {
            p.wrap(
                Next::Field("pn_rt.frame_id", id as u32),
                p.pos()..end,
                "frame",
            );
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn the_status_stands_at_the_end() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("pn_rt.cycle_counter"), Value::Uint(0x1234));
        assert_eq!(value("pn_rt.ds_valid"), Value::Uint(1));
        assert_eq!(out.layers[0].summary, "cyclic data");
    }

    #[test]
    fn a_frame_without_room_for_the_status_is_told() {
        assert!(!peeled(b"\x80\x01\x12\x34\x35").faults.is_empty());
    }
}
