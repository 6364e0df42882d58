//! UDLD: the two ends of a fibre tell each other what they hear, to find out if one direction is
//! broken (RFC 5171).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::reserved::reserved;

const SECTION: &str = "RFC 5171 §4";
const ITEMS: &str = "RFC 5171 §4.2";

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("udld.version", "Version", 3).doc("1.", SECTION),
    FieldSpec::uint("udld.opcode", "Message", 5)
        .codes(&[(1, "probe"), (2, "echo"), (3, "flush")])
        .doc("A question, an answer, or a farewell.", SECTION),
    FieldSpec::uint("udld.flags", "Flags", 8)
        .parts_follow()
        .doc("What the sender wants.", SECTION),
    reserved(6, SECTION).part(),
    FieldSpec::flag("udld.flags.rsy", "Resynchronise")
        .part()
        .doc(
            "Set: the sender lost its neighbour and asks for a new start.",
            SECTION,
        ),
    FieldSpec::flag("udld.flags.rt", "Recommended timeout")
        .part()
        .doc(
            "Set: the receiver should wait as long as the sender says.",
            SECTION,
        ),
    FieldSpec::hex("udld.checksum", "Checksum", 16).doc("Covers the whole message.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const ITEM: &[FieldSpec] = &[
    FieldSpec::hex("udld.tlv.type", "Type", 16)
        .codes(&[
            (1, "device"),
            (2, "port"),
            (3, "heard neighbours"),
            (4, "message interval"),
            (5, "timeout"),
            (6, "device name"),
            (7, "sequence number"),
        ])
        .doc("What this item tells.", ITEMS),
    FieldSpec::uint("udld.tlv.len", "Length", 16)
        .unit("bytes")
        .doc("The whole item, type and length included.", ITEMS),
];

const ITEM_LEN: usize = bytes_of(ITEM);

const DEVICE_ITEM: u16 = 1;
const PORT_ITEM: u16 = 2;

crate::fields! {
    ENTRY = FieldSpec::group("", "Item")
        .doc("One thing that the sender tells, with a type and a length.", ITEMS);
    DEVICE = FieldSpec::text("udld.device_id", "Device")
        .doc("The sender's serial number.", ITEMS);
    PORT = FieldSpec::text("udld.sent_through_interface", "Port")
        .doc("The port that sent this.", ITEMS);
    DATA = FieldSpec::bytes("udld.data", "Data")
        .doc("What the item says: for heard neighbours a count, then device and port of each; intervals are seconds.", ITEMS);
}

/// UDLD.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "udld",
        short: "UDLD",
        title: "Unidirectional Link Detection",
        osi: OsiLayer::DataLink,
        why: "It watches one link; switches do not pass it on.",
        reference: "RFC 5171",
    },
    claims: &[Claim::Snap(0x00_000c, 0x0111)],
    headers: &[HEADER, ITEM],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x21\x03\x6d\x85\0\x01\0\x07abc\0\x02\0\x09Gi0/1\0\x04\0\x05\x07",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let opcode = p.header::<HEADER_LEN>(HEADER)?[0] & 0x1f;
    match HEADER[1].names.get(u64::from(opcode)) {
        Some(name) => p.summary(format_args!("{name}")),
        None => p.summary(format_args!("message {opcode}")),
    }
    while !p.rest().is_empty() && !p.is_full() {
        let [high, low, len_high, len_low, ..] = *p.rest() else {
            return p.rows(ITEM).map(drop);
        };
        let kind = u16::from_be_bytes([high, low]);
        let len = usize::from(u16::from_be_bytes([len_high, len_low]));
        if len < ITEM_LEN {
            let at = p.pos();
            p.group(&ENTRY, |p| p.rows(ITEM).map(drop))?;
            p.fault(
                FaultKind::Malformed("the item's length does not cover its own type and length"),
                at + 2..at + ITEM_LEN,
            );
            p.pass(Next::Data);
            break;
        }
        p.group(&ENTRY, |p| {
            p.within(len, "UDLD item length", |p| {
                p.rows(ITEM)?;
                let spec = match kind {
                    DEVICE_ITEM => &DEVICE,
                    PORT_ITEM => &PORT,
                    _ => &DATA,
                };
                if !p.rest().is_empty() {
                    p.field(spec, p.rest().len())?;
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

    #[test]
    fn items_are_read_until_one_lies() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "probe");
        assert_eq!(
            out.field("udld.sent_through_interface")
                .unwrap()
                .raw_text(PROTOCOL.sample),
            "Gi0/1"
        );
        assert_eq!(out.field("udld.flags.rsy").unwrap().value, Value::Uint(1));
        let bytes = b"\x21\0\0\0\0\x04\0\x02ab";
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.faults.len(), 1);
        assert_eq!(out.layers[1].info.name, "data");
    }
}
