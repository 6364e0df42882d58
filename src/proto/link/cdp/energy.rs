//! EnergyWise: how much power a device takes, and who may tell it to take less.

use super::SECTION;
use crate::decode::{Peel, Peeled};
use crate::model::{FaultKind, FieldSpec, bytes_of};

const ROLE_ITEM: u32 = 7;
const DOMAIN_ITEM: u32 = 8;
const NAME_ITEM: u32 = 9;
const REPLY_ITEM: u32 = 0x17;

pub(super) const HEAD: &[FieldSpec] = &[
    FieldSpec::bytes("cdp.encrypted_data", "Encrypted")
        .wide(20)
        .doc(
            "A proof that the sender knows the domain's password.",
            SECTION,
        ),
    FieldSpec::uint("cdp.seen_sequence", "Number seen", 32)
        .doc("The neighbour's last number.", SECTION),
    FieldSpec::uint("cdp.sequence_number", "Number", 32)
        .doc("Counts the sender's messages.", SECTION),
    FieldSpec::text("cdp.model_number", "Model")
        .wide(16)
        .doc("The device's model.", SECTION),
    FieldSpec::hex("cdp.unknown_pad", "Fill", 16).doc("Probably fills up.", SECTION),
    FieldSpec::text("cdp.hardware_version_id", "Hardware version")
        .wide(3)
        .doc("The version of its hardware.", SECTION),
    FieldSpec::text("cdp.system_serial_number", "Serial number")
        .wide(11)
        .doc("The device's serial number.", SECTION),
    FieldSpec::bytes("cdp.nrgyz_unknown_values", "Unknown")
        .wide(8)
        .doc("Nobody but Cisco knows.", SECTION),
    FieldSpec::uint("cdp.len_tlv_table", "Table length", 16)
        .unit("bytes")
        .doc("The length of the table behind.", SECTION),
    FieldSpec::uint("cdp.num_tlvs_table", "Table entries", 16)
        .doc("How many entries it has.", SECTION),
];

pub(super) const ITEM: &[FieldSpec] = &[
    FieldSpec::hex("cdp.nrgyz.tlv.type", "Type", 32)
        .codes(&[(7, "role"), (8, "domain"), (9, "name"), (0x17, "reply to")])
        .doc("What this entry tells.", SECTION),
    FieldSpec::uint("cdp.nrgyz.tlv.len", "Length", 32)
        .unit("bytes")
        .doc("The whole entry, type and length included.", SECTION),
];

const ITEM_LEN: usize = bytes_of(ITEM);

pub(super) const REPLY: &[FieldSpec] = &[
    FieldSpec::hex("cdp.nrgyz_reply_to.unknown_field", "Unknown", 16)
        .doc("Nobody but Cisco knows.", SECTION),
    FieldSpec::uint("cdp.nrgyz_reply_to.port", "Port", 16)
        .doc("The port that answers go to.", SECTION),
    FieldSpec::ipv4("cdp.nrgyz_reply_to.ip_address", "Address").doc("Where answers go.", SECTION),
    FieldSpec::uint("cdp.nrgyz_reply_to.backup_server_port", "Backup port", 16)
        .doc("The port of a second server.", SECTION),
    FieldSpec::ipv4("cdp.nrgyz_reply_to.backup_server_ip", "Backup address")
        .doc("A second server.", SECTION),
];

crate::fields! {
    ENTRY = FieldSpec::group("", "Entry")
        .doc("One entry of the table.", SECTION);
    ROLE = FieldSpec::text("cdp.nrgyz_reply_to.role", "Role")
        .doc("What the device is for.", SECTION);
    DOMAIN = FieldSpec::text("cdp.nrgyz_reply_to.domain", "Domain")
        .doc("Which devices are managed together.", SECTION);
    NAME = FieldSpec::text("cdp.nrgyz_reply_to.name", "Name")
        .doc("The device's name there.", SECTION);
}

pub(super) fn peel(p: &mut Peel<'_>) -> Peeled {
    p.rows(HEAD)?;
    while p.rest().len() >= ITEM_LEN && !p.is_full() {
        let at = p.pos();
        let Some([a, b, c, d, e, f, g, h]) = p.rest().first_chunk().copied() else {
            break;
        };
        let (kind, len) = (
            u32::from_be_bytes([a, b, c, d]),
            u32::from_be_bytes([e, f, g, h]) as usize,
        );
        if len < ITEM_LEN {
            p.rows(ITEM)?;
            p.fault(
                FaultKind::Malformed("the entry's length does not cover its own type and length"),
                at + 4..at + ITEM_LEN,
            );
            break;
        }
        p.group(&ENTRY, |p| {
            p.within(len, "CDP entry length", |p| entry(p, kind))
        })?;
    }
    Ok(())
}

fn entry(p: &mut Peel<'_>, kind: u32) -> Peeled {
    p.rows(ITEM)?;
    let len = p.rest().len();
    match kind {
        ROLE_ITEM => drop(p.field(&ROLE, len)?),
        DOMAIN_ITEM => drop(p.field(&DOMAIN, len)?),
        NAME_ITEM => drop(p.field(&NAME, len)?),
        REPLY_ITEM => drop(p.rows(REPLY)?),
        _ => {}
    }
    Ok(())
}
