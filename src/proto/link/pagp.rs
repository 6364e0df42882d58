//! PAgP: Cisco's switches find out which of their links can be bundled into one.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::reserved::reserved;

const SECTION: &str = "Cisco Port Aggregation Protocol";

const FLUSH_MESSAGE: u8 = 2;

const START: &[FieldSpec] = &[FieldSpec::hex("pagp.version", "Message", 8)
    .codes(&[(1, "information"), (2, "flush")])
    .doc("What the message is.", SECTION)];

const LEARNING: Codes = &[(1, "by source address"), (2, "any")];

const INFORMATION: &[FieldSpec] = &[
    FieldSpec::hex("pagp.flags", "Flags", 8)
        .parts_follow()
        .doc("How the sender behaves.", SECTION),
    reserved(5, SECTION).part(),
    FieldSpec::flag("pagp.flags.state", "Consistent")
        .part()
        .doc("Set: the sender is ready to use the bundle.", SECTION),
    FieldSpec::flag("pagp.flags.automode", "Automatic")
        .part()
        .doc(
            "Set: the sender only answers. Not set: it asks for a bundle.",
            SECTION,
        ),
    FieldSpec::flag("pagp.flags.slowhello", "Slow").part().doc(
        "Set: a message every 30 seconds, else every second.",
        SECTION,
    ),
    device("pagp.localdevid", "Device", "The sender."),
    learning("pagp.localearncap"),
    priority("pagp.localportpri"),
    index(
        "pagp.localsentportifindex",
        "Port",
        "The port that sent this.",
    ),
    capability("pagp.localgroupcap"),
    index(
        "pagp.localgroupifindex",
        "Bundle",
        "The sender's number for the bundle.",
    ),
    device("pagp.partnerdevid", "Partner", "Whom the sender hears."),
    learning("pagp.partnerlearncap"),
    priority("pagp.partnerportpri"),
    index(
        "pagp.partnersentportifindex",
        "Partner's port",
        "The port that it sent on.",
    ),
    capability("pagp.partnergroupcap"),
    index(
        "pagp.partnergroupifindex",
        "Partner's bundle",
        "The partner's number for the bundle.",
    ),
    FieldSpec::uint("pagp.partnercount", "Partners", 16)
        .doc("How many devices the sender hears on the port.", SECTION),
    FieldSpec::uint("pagp.numtlvs", "Items", 16).doc("How many follow.", SECTION),
];

const INFORMATION_LEN: usize = bytes_of(INFORMATION);

const FLUSH: &[FieldSpec] = &[
    reserved(8, SECTION),
    device("pagp.flushlocaldevid", "Device", "The sender."),
    device("pagp.flushpartnerdevid", "Partner", "Who shall answer."),
    FieldSpec::hex("pagp.transid", "Transaction", 32)
        .doc("Ties the answer to the question.", SECTION),
];

const ITEM: &[FieldSpec] = &[
    FieldSpec::uint("pagp.tlv", "Type", 16)
        .codes(&[
            (1, "device name"),
            (2, "port name"),
            (3, "MAC address of the bundle"),
        ])
        .doc("What this item tells.", SECTION),
    FieldSpec::uint("pagp.tlv_length", "Length", 16)
        .unit("bytes")
        .doc("The whole item, type and length included.", SECTION),
];

const ITEM_LEN: usize = bytes_of(ITEM);

const fn device(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::mac(name, label).doc(doc, SECTION)
}

const fn index(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).doc(doc, SECTION)
}

const fn learning(name: &'static str) -> FieldSpec {
    FieldSpec::hex(name, "Distribution", 8)
        .codes(LEARNING)
        .doc("How frames may be spread over the bundle.", SECTION)
}

const fn priority(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Priority", 8)
        .doc("Which ports carry frames and which stand by.", SECTION)
}

const fn capability(name: &'static str) -> FieldSpec {
    FieldSpec::hex(name, "Group capability", 32)
        .doc("Only ports with the same number can be bundled.", SECTION)
}

crate::fields! {
    ENTRY = FieldSpec::group("", "Item")
        .doc("One thing that the sender tells, with a type and a length.", SECTION);
    DEVICE_NAME = FieldSpec::text("pagp.tlvdevname", "Device name")
        .doc("What an administrator called the device.", SECTION);
    PORT_NAME = FieldSpec::text("pagp.tlvportname", "Port name")
        .doc("The name of the port.", SECTION);
    BUNDLE = FieldSpec::mac("pagp.tlvagportmac", "Bundle's address")
        .doc("The MAC address of the bundle.", SECTION);
}

/// PAgP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "pagp",
        short: "PAgP",
        title: "Port Aggregation Protocol",
        osi: OsiLayer::DataLink,
        why: "It sets up one link between two switches, which do not pass it on.",
        reference: "Cisco Port Aggregation Protocol",
    },
    claims: &[Claim::Snap(0x00_000c, 0x0104)],
    headers: &[START, INFORMATION, FLUSH, ITEM],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x05\x02\0\x5e\x10\0\x01\x02\x80\0\0\0\x03\0\x02\0\x01\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\x02\0\x09Fa0/1",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.rows(START)?[0] == FLUSH_MESSAGE {
        p.summary(format_args!("flush"));
        return p.rows(FLUSH).map(drop);
    }
    p.summary(format_args!("information"));
    let head = p.header::<INFORMATION_LEN>(INFORMATION)?;
    let count = u16::from_be_bytes([head[INFORMATION_LEN - 2], head[INFORMATION_LEN - 1]]);
    for _ in 0..count {
        if p.is_full() || !item(p)? {
            break;
        }
    }
    Ok(())
}

/// Reads an item; false if its length cannot be.
fn item(p: &mut Peel<'_>) -> Result<bool, crate::decode::Stop> {
    let [high, low, len_high, len_low, ..] = *p.rest() else {
        return p.rows(ITEM).map(|_| false);
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
        return Ok(false);
    }
    p.group(&ENTRY, |p| {
        p.within(len, "PAgP item length", |p| {
            p.rows(ITEM)?;
            let len = p.rest().len();
            match kind {
                1 => drop(p.field(&DEVICE_NAME, len)?),
                2 => drop(p.field(&PORT_NAME, len)?),
                3 => drop(p.field(&BUNDLE, 6)?),
                _ => {}
            }
            Ok(())
        })
    })?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn items_are_counted_and_must_cover_themselves() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(
            out.field("pagp.tlvportname")
                .unwrap()
                .raw_text(PROTOCOL.sample),
            "Fa0/1"
        );
        assert_eq!(
            out.field("pagp.flags.automode").unwrap().value,
            Value::Uint(0)
        );
        assert!(out.faults.is_empty());
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[49] = 3;
        peeler.peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(out.faults.len(), 1);
    }
}
