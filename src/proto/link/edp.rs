//! EDP: Extreme's switches tell their neighbours who they are and watch rings and links.

mod items;

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Verdict, bytes_of};
use crate::proto::checksum;

const SECTION: &str = "Extreme Discovery Protocol";

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("edp.version", "Version", 8).doc("1.", SECTION),
    FieldSpec::uint("edp.reserved", "Reserved", 8).doc("Zero.", SECTION),
    FieldSpec::uint("edp.length", "Length", 16)
        .unit("bytes")
        .doc("The whole message.", SECTION),
    FieldSpec::hex("edp.checksum", "Checksum", 16).doc("Covers the whole message.", SECTION),
    FieldSpec::uint("edp.seqno", "Sequence number", 16).doc("Counts messages.", SECTION),
    FieldSpec::uint("edp.midtype", "Kind of name", 16)
        .codes(&[(0, "MAC address")])
        .doc("How the device is named.", SECTION),
    FieldSpec::mac("edp.midmac", "Device").doc("The name of the device.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const CHECKSUM_AT: usize = 4;

const ITEM: &[FieldSpec] = &[
    FieldSpec::hex("edp.tlv.marker", "Marker", 8).doc("0x99: an item starts.", SECTION),
    FieldSpec::uint("edp.tlv.type", "Type", 8)
        .codes(&[
            (0, "end"),
            (1, "display"),
            (2, "information"),
            (5, "VLAN"),
            (8, "ESRP"),
            (11, "EAPS"),
            (13, "ELRP"),
            (14, "ESL"),
            (15, "ELSM"),
            (21, "link"),
        ])
        .doc("What this item tells.", SECTION),
    FieldSpec::uint("edp.tlv.length", "Length", 16)
        .unit("bytes")
        .doc("The whole item, marker, type and length included.", SECTION),
];

const ITEM_LEN: usize = bytes_of(ITEM);

/// EDP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "edp",
        short: "EDP",
        title: "Extreme Discovery Protocol",
        osi: OsiLayer::DataLink,
        why: "It tells the neighbour on the link who is at this end; switches of this make do not pass it on.",
        reference: "Extreme Discovery Protocol",
    },
    claims: &[Claim::Snap(0x00_e02b, 0x00bb)],
    headers: &[
        HEADER,
        ITEM,
        items::INFORMATION,
        items::VLAN,
        items::ROUTER,
        items::RING,
        items::SEGMENT,
        items::LINK_CHECK,
        items::LINK,
    ],
    fields: items::FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\0\0\x1b\x3c\xc8\0\x07\0\0\x02\0\x5e\x10\0\x01\x99\x01\0\x07abc\x99\0\0\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [_, _, high, low, ..] = *p.header::<HEADER_LEN>(HEADER)?;
    let len = usize::from(u16::from_be_bytes([high, low]));
    if p.wants_fields() {
        let verdict = match p.bytes().get(..len) {
            Some(covered) if len >= HEADER_LEN => checksum::verdict(covered, CHECKSUM_AT, 0),
            _ => Verdict::Unverifiable,
        };
        p.verdict("edp.checksum", verdict);
    }
    let body = len.saturating_sub(HEADER_LEN);
    p.within(body, "EDP length", |p| {
        while !p.rest().is_empty() && !p.is_full() && item(p)? {}
        Ok(())
    })?;
    p.ends_at(p.pos());
    Ok(())
}

/// Reads an item; false behind the last.
fn item(p: &mut Peel<'_>) -> Result<bool, crate::decode::Stop> {
    let [_, kind, high, low, ..] = *p.rest() else {
        return p.rows(ITEM).map(|_| false);
    };
    let len = usize::from(u16::from_be_bytes([high, low]));
    if len < ITEM_LEN {
        p.fault(
            FaultKind::Malformed("the item's length does not cover its own type and length"),
            p.pos() + 2..p.pos() + ITEM_LEN,
        );
        return Ok(false);
    }
    p.group(items::group(kind), |p| {
        p.within(len, "EDP item length", |p| {
            p.rows(ITEM)?;
            items::peel(p, kind)
        })
    })?;
    Ok(kind != 0)
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
    fn the_checksum_covers_the_message() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "abc");
        assert!(matches!(
            out.field("edp.checksum").unwrap().value,
            Value::Checksum(_, Verdict::Good)
        ));
    }

    #[test]
    fn items_end_where_they_say() {
        let mut bytes = PROTOCOL.sample[..16].to_vec();
        bytes[3] = 32;
        bytes.extend(b"\x99\x05\0\x10\x80\0\0\x64\0\0\0\0\x0a\0\0\x01");
        let out = peeled(&bytes);
        assert_eq!(out.field("edp.vlan.id").unwrap().value, Value::Uint(100));
        bytes[19] = 3;
        let out = peeled(&bytes);
        assert!(
            out.faults
                .iter()
                .any(|fault| matches!(fault.kind, FaultKind::Malformed(_)))
        );
    }
}
