//! DTP: two of Cisco's switches agree on whether their link carries several VLANs, and how it
//! marks them.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::reserved::reserved;

const SECTION: &str = "Cisco Dynamic Trunking Protocol";

const VERSION: &[FieldSpec] = &[FieldSpec::uint("dtp.version", "Version", 8).doc("1.", SECTION)];

const ITEM: &[FieldSpec] = &[
    FieldSpec::hex("dtp.tlv_type", "Type", 16)
        .codes(&[
            (1, "domain"),
            (2, "trunk status"),
            (3, "trunk type"),
            (4, "sender"),
        ])
        .doc("What this item tells.", SECTION),
    FieldSpec::uint("dtp.tlv_len", "Length", 16)
        .unit("bytes")
        .doc("The whole item, type and length included.", SECTION),
];

const ITEM_LEN: usize = bytes_of(ITEM);

const STATUS: &[FieldSpec] = &[
    FieldSpec::hex("dtp.tos", "Is a trunk", 1)
        .codes(&[(0, "no, access to one VLAN"), (1, "yes")])
        .doc("What the port is now.", SECTION),
    reserved(4, SECTION),
    FieldSpec::hex("dtp.tas", "Wants to be a trunk", 3)
        .codes(&[(1, "on"), (2, "off"), (3, "desirable"), (4, "auto")])
        .doc(
            "What an administrator set: always, never, asks for it, or agrees if asked.",
            SECTION,
        ),
];

const MARKINGS: crate::model::Codes = &[
    (0, "negotiated"),
    (1, "native"),
    (2, "ISL"),
    (5, "IEEE 802.1Q"),
];

const MARKING: &[FieldSpec] = &[
    FieldSpec::hex("dtp.tot", "Marking", 3)
        .codes(MARKINGS)
        .doc("How frames of several VLANs are marked now.", SECTION),
    reserved(2, SECTION),
    FieldSpec::hex("dtp.tat", "Wanted marking", 3)
        .codes(MARKINGS)
        .doc("What an administrator set.", SECTION),
];

crate::fields! {
    ENTRY = FieldSpec::group("", "Item")
        .doc("One thing that the sender tells, with a type and a length.", SECTION);
    DOMAIN = FieldSpec::text("dtp.domain", "Domain")
        .doc("The VTP domain; both ends must be in the same one.", SECTION);
    SENDER = FieldSpec::mac("dtp.senderid", "Sender")
        .doc("The switch's port.", SECTION);
    DATA = FieldSpec::mac("dtp.data", "Data")
        .doc("An item that decap does not take apart.", SECTION);
}

/// DTP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "dtp",
        short: "DTP",
        title: "Dynamic Trunking Protocol",
        osi: OsiLayer::DataLink,
        why: "It sets up one link between two switches, which do not pass it on.",
        reference: "Cisco Dynamic Trunking Protocol",
    },
    claims: &[Claim::Snap(0x00_000c, 0x2004)],
    headers: &[VERSION, ITEM, STATUS, MARKING],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample:
        b"\x01\0\x01\0\x08Lab\0\0\x02\0\x05\x81\0\x03\0\x05\xa5\0\x04\0\x0a\x02\0\x5e\x10\0\x01",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.rows(VERSION)?;
    while !p.rest().is_empty() && !p.is_full() {
        let [high, low, len_high, len_low, ..] = *p.rest() else {
            return p.rows(ITEM).map(drop);
        };
        let kind = u16::from_be_bytes([high, low]);
        let len = usize::from(u16::from_be_bytes([len_high, len_low]));
        let least = match kind {
            2 | 3 => ITEM_LEN + 1,
            4 => ITEM_LEN + 6,
            _ => ITEM_LEN,
        };
        if len < least {
            let at = p.pos();
            p.group(&ENTRY, |p| p.rows(ITEM).map(drop))?;
            p.fault(
                FaultKind::Malformed("the item's length does not cover what it must hold"),
                at + 2..at + ITEM_LEN,
            );
            break;
        }
        p.group(&ENTRY, |p| {
            p.within(len, "DTP item length", |p| {
                p.rows(ITEM)?;
                item(p, kind)
            })
        })?;
    }
    Ok(())
}

fn item(p: &mut Peel<'_>, kind: u16) -> Peeled {
    let len = p.rest().len();
    match kind {
        1 => drop(p.field(&DOMAIN, len)?),
        2 => {
            let status = p.rows(STATUS)?[0];
            let role = if status & 0x80 != 0 {
                "trunk"
            } else {
                "access"
            };
            let wish = STATUS[2].names.get(u64::from(status & 7)).unwrap_or("?");
            p.summary(format_args!("{role}, {wish}"));
        }
        3 => drop(p.rows(MARKING)?),
        4 => drop(p.field(&SENDER, 6)?),
        _ if len > 0 => drop(p.field(&DATA, len)?),
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn a_trunk_says_what_it_is_and_wants() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "trunk, on");
        assert_eq!(out.field("dtp.tot").unwrap().value, Value::Uint(5));
        assert_eq!(
            out.field("dtp.domain").unwrap().raw_text(PROTOCOL.sample),
            "Lab"
        );
        peeler.peel_as(&PROTOCOL, b"\x01\0\x04\0\x06ab", Want::Full, &mut out);
        assert_eq!(out.faults.len(), 1);
        assert!(out.field("dtp.senderid").is_none());
    }
}
