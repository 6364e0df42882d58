//! FDP: Foundry's (later Brocade's) devices tell their neighbours who they are.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Value, bytes_of};

const SECTION: &str = "Foundry Discovery Protocol";

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("fdp.version", "Version", 8).doc("1.", SECTION),
    FieldSpec::uint("fdp.holdtime", "Hold time", 8)
        .unit("seconds")
        .doc("How long neighbours shall remember this.", SECTION),
    FieldSpec::hex("fdp.checksum", "Checksum", 16).doc("Covers the message.", SECTION),
];

const ITEM: &[FieldSpec] = &[
    FieldSpec::uint("fdp.tlv.type", "Type", 16)
        .codes(&[
            (1, "device"),
            (2, "address"),
            (3, "port"),
            (4, "capabilities"),
            (5, "version"),
            (6, "platform"),
            (0x101, "VLANs"),
            (0x102, "tagging"),
        ])
        .doc("What this item tells.", SECTION),
    FieldSpec::uint("fdp.tlv.length", "Length", 16)
        .unit("bytes")
        .doc("The whole item, type and length included.", SECTION),
];

const ITEM_LEN: usize = bytes_of(ITEM);

const ADDRESS: &[FieldSpec] = &[
    FieldSpec::bytes("fdp.net.unknown", "Unknown")
        .wide(7)
        .doc("Probably a count and a protocol number.", SECTION),
    FieldSpec::uint("fdp.net.iplength", "Address length", 16)
        .unit("bytes")
        .doc("How long the addresses are.", SECTION),
];

const TAGGING: &[FieldSpec] = &[
    FieldSpec::uint("fdp.tag.native", "Native VLAN", 16)
        .doc("The VLAN of frames without a tag.", SECTION),
    FieldSpec::hex("fdp.tag.type", "Tag type", 16).doc("The EtherType that marks tags.", SECTION),
];

crate::fields! {
    TEXT_GROUP = FieldSpec::group("fdp.deviceid", "Text")
        .doc("Something that the device says of itself.", SECTION);
    ADDRESS_GROUP = FieldSpec::group("fdp.net", "Addresses")
        .doc("Where the device can be reached.", SECTION);
    VLAN_GROUP = FieldSpec::group("fdp.vlanmap", "VLANs")
        .doc("Which VLANs the port carries, one bit each.", SECTION);
    TAG_GROUP = FieldSpec::group("fdp.tag", "Tagging")
        .doc("How the port marks VLANs.", SECTION);
    OTHER_GROUP = FieldSpec::group("fdp.unknown", "Item")
        .doc("An item that decap does not take apart.", SECTION);
    DATA = FieldSpec::bytes("fdp.string.data", "Bytes")
        .doc("The text as it stands.", SECTION);
    TEXT = FieldSpec::text("fdp.string.text", "Text")
        .doc("The device's name, port, capabilities, version or platform.", SECTION);
    IP = FieldSpec::ipv4("fdp.net.ip", "Address")
        .doc("An address of the device.", SECTION);
    VLAN = FieldSpec::uint("fdp.vlanmap.vlan", "VLAN", 8)
        .doc("A VLAN that the port carries.", SECTION);
    TAG_DATA = FieldSpec::bytes("fdp.tag.unknown", "Unknown")
        .doc("Nobody but Foundry knows.", SECTION);
    OTHER = FieldSpec::bytes("fdp.unknown.data", "Data")
        .doc("What the item says.", SECTION);
}

/// FDP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "fdp",
        short: "FDP",
        title: "Foundry Discovery Protocol",
        osi: OsiLayer::DataLink,
        why: "It tells the neighbour on the link who is at this end; switches of this make do not pass it on.",
        reference: "Foundry Discovery Protocol",
    },
    claims: &[Claim::Snap(0x00_e052, 0x2000)],
    headers: &[HEADER, ITEM, ADDRESS, TAGGING],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\xb4\0\0\0\x01\0\x0cFastIron\x01\x01\0\x05\x81",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.rows(HEADER)?;
    while !p.rest().is_empty() && !p.is_full() {
        let [high, low, len_high, len_low, ..] = *p.rest() else {
            return p.rows(ITEM).map(drop);
        };
        let kind = u16::from_be_bytes([high, low]);
        let len = usize::from(u16::from_be_bytes([len_high, len_low]));
        if len < ITEM_LEN {
            p.fault(
                FaultKind::Malformed("the item's length does not cover its own type and length"),
                p.pos() + 2..p.pos() + ITEM_LEN,
            );
            break;
        }
        let group = match kind {
            1 | 3..=6 => &TEXT_GROUP,
            2 => &ADDRESS_GROUP,
            0x101 => &VLAN_GROUP,
            0x102 => &TAG_GROUP,
            _ => &OTHER_GROUP,
        };
        p.group(group, |p| {
            p.within(len, "FDP item length", |p| {
                p.rows(ITEM)?;
                item(p, kind)
            })
        })?;
    }
    Ok(())
}

fn item(p: &mut Peel<'_>, kind: u16) -> Peeled {
    let (at, len) = (p.pos(), p.rest().len());
    match kind {
        1 | 3..=6 => {
            p.mark(&DATA, at..at + len);
            let text = p.field(&TEXT, len)?;
            if kind == 1 {
                let end = text.iter().position(|byte| *byte == 0);
                let name = String::from_utf8_lossy(&text[..end.unwrap_or(len)]);
                p.summary(format_args!("{name}"));
            }
        }
        2 => {
            p.rows(ADDRESS)?;
            while p.rest().len() >= 4 && !p.is_full() {
                p.field(&IP, 4)?;
            }
        }
        0x101 => vlans(p, at),
        0x102 => {
            p.rows(TAGGING)?;
            p.field(&TAG_DATA, p.rest().len())?;
        }
        _ => drop(p.field(&OTHER, len)?),
    }
    Ok(())
}

/// The lowest bit of the first byte stands for VLAN 1.
fn vlans(p: &mut Peel<'_>, at: usize) {
    for (index, byte) in p.rest().iter().enumerate() {
        for bit in (0..8).filter(|bit| byte >> bit & 1 != 0) {
            if p.is_full() {
                return;
            }
            let vlan = 1 + index as u64 * 8 + bit;
            p.mark_as(&VLAN, at + index..at + index + 1, Value::Uint(vlan));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn bits_are_vlans() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "FastIron");
        let vlans: Vec<_> = all(&out, PROTOCOL.sample, "fdp.vlanmap.vlan")
            .into_iter()
            .map(|found| found.2)
            .collect();
        assert_eq!(vlans, ["1", "8"]);
        peeler.peel_as(
            &PROTOCOL,
            b"\x01\xb4\0\0\0\x01\0\x03a",
            Want::Full,
            &mut out,
        );
        assert_eq!(out.faults.len(), 1);
    }
}
