//! The items of version 2.

use super::{OPCODE_DOC, OPCODES};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value, bytes_of};

/// Cisco has not published the format.
pub(super) const SECTION: &str = "Cisco HSRP version 2";

const STATE_ITEM: u8 = 1;
const INTERFACE_ITEM: u8 = 2;
const TEXT_ITEM: u8 = 3;
const DIGEST_ITEM: u8 = 4;

const STATE_LEN: u8 = 40;
const INTERFACE_LEN: u8 = 4;
const TEXT_LEN: u8 = 8;
const DIGEST_LEN: u8 = 28;

const IPV4: u8 = 4;
const IPV6: u8 = 6;

const STATES: Codes = &[
    (0, "disabled"),
    (1, "initial"),
    (2, "learn"),
    (3, "listen"),
    (4, "speak"),
    (5, "standby"),
    (6, "active"),
];

pub(super) const STATE: &[FieldSpec] = &[
    FieldSpec::uint("hsrp2.version", "Version", 8).doc("2.", SECTION),
    FieldSpec::uint("hsrp2.opcode", "Operation", 8)
        .codes(OPCODES)
        .doc(OPCODE_DOC, SECTION),
    FieldSpec::uint("hsrp2.state", "State", 8)
        .codes(STATES)
        .doc("Active: forwards packets. Standby: is next. Listen: is one of the others.", SECTION),
    FieldSpec::uint("hsrp2.ipversion", "IP version", 8)
        .doc("Whether the group stands for an address of IPv4 or IPv6.", SECTION),
    FieldSpec::uint("hsrp2.group", "Group", 16)
        .doc("The number of the group of routers, up to 4095; it is also the end of the MAC address that they share.", SECTION),
    FieldSpec::mac("hsrp2.identifier", "Identifier")
        .doc("The MAC address of the router itself.", SECTION),
    FieldSpec::uint("hsrp2.priority", "Priority", 32)
        .doc("The router with the highest one becomes active.", SECTION),
    FieldSpec::uint("hsrp2.hellotime", "Hello time", 32)
        .unit("ms")
        .doc("How often the sender says hello.", SECTION),
    FieldSpec::uint("hsrp2.holdtime", "Hold time", 32)
        .unit("ms")
        .doc("How long this hello counts; then another router takes over.", SECTION),
];

pub(super) const INTERFACE: &[FieldSpec] = &[
    FieldSpec::uint("hsrp2.active_groups", "Active groups", 16)
        .doc("In so many groups the sender is active.", SECTION),
    FieldSpec::uint("hsrp2.passive_groups", "Passive groups", 16)
        .doc("In so many groups it is not.", SECTION),
];

pub(super) const DIGEST: &[FieldSpec] = &[
    FieldSpec::uint("hsrp2.md5_algorithm", "Algorithm", 8)
        .codes(&[(1, "MD5")])
        .doc("How the digest is made.", SECTION),
    FieldSpec::hex("hsrp2.md5_padding", "Padding", 8).doc("Zero.", SECTION),
    FieldSpec::uint("hsrp2.md5_flags", "Flags", 16).doc("Zero.", SECTION),
];

crate::fields! {
    STATE_TLV = FieldSpec::uint("hsrp2.group_state_tlv", "Group state", 8)
        .doc("An item that tells what the sender is for one group.", SECTION);
    INTERFACE_TLV = FieldSpec::uint("hsrp2.interface_state_tlv", "Interface state", 8)
        .doc("An item that tells of all groups of the interface.", SECTION);
    TEXT_TLV = FieldSpec::uint("hsrp2.text_auth_tlv", "Password item", 8)
        .doc("An item with a password in the clear.", SECTION);
    DIGEST_TLV = FieldSpec::uint("hsrp2.md5_auth_tlv", "Digest item", 8)
        .doc("An item that proves that the sender knows the key.", SECTION);
    ITEM = FieldSpec::uint("", "Item", 8)
        .doc("One thing that the router says.", SECTION);
    TYPE = FieldSpec::uint("", "Type", 8)
        .doc("What the item says.", SECTION);
    LENGTH = FieldSpec::uint("", "Length", 8).unit("bytes")
        .doc("The item's value, without type and length.", SECTION);
    ADDRESS = FieldSpec::ipv4("hsrp2.virt_ip", "Virtual address")
        .doc("The address that the group stands for: the hosts' default gateway.", SECTION);
    ADDRESS_6 = FieldSpec::ipv6("hsrp2.virt_ip_v6", "Virtual address")
        .doc("The address that the group stands for: the hosts' default gateway.", SECTION);
    UNUSED = FieldSpec::bytes("", "Unused")
        .doc("An address of IPv4 does not fill the room for one of IPv6.", SECTION);
    PASSWORD = FieldSpec::text("hsrp2.auth_data", "Password")
        .doc("Protects against mistakes only: everyone on the link can read it. \"cisco\" if none is set.", SECTION);
    SENDER = FieldSpec::ipv4("hsrp.md5_ip_address", "Sender")
        .doc("The address of the router itself.", SECTION);
    KEY = FieldSpec::uint("hsrp2.md5_key_id", "Key", 32)
        .doc("Which of the shared keys was used.", SECTION);
    PROOF = FieldSpec::bytes("hsrp2.md5_auth_data", "Digest")
        .doc("Shows that the sender knows the key and that nobody has changed the message.", SECTION);
}

/// True if an item of this type has this length.
pub(super) const fn fits(kind: u8, len: u8) -> bool {
    matches!(
        (kind, len),
        (STATE_ITEM, STATE_LEN)
            | (INTERFACE_ITEM, INTERFACE_LEN)
            | (TEXT_ITEM, TEXT_LEN)
            | (DIGEST_ITEM, DIGEST_LEN)
    )
}

/// Reads all items.
pub(super) fn items(p: &mut Peel<'_>) -> Peeled {
    while let Some(kind) = p.rest().first().copied() {
        if p.is_full() {
            break;
        }
        // Wireshark gives two of the names to the whole item, and two to the type.
        let spec = match kind {
            STATE_ITEM => &STATE_TLV,
            TEXT_ITEM => &TEXT_TLV,
            _ => &ITEM,
        };
        p.group_as(spec, || Value::Uint(kind.into()), |p| item(p, kind))?;
    }
    Ok(())
}

fn item(p: &mut Peel<'_>, kind: u8) -> Peeled {
    p.uint(match kind {
        INTERFACE_ITEM => &INTERFACE_TLV,
        DIGEST_ITEM => &DIGEST_TLV,
        _ => &TYPE,
    })?;
    let len = p.uint(&LENGTH)? as u8;
    p.within(len.into(), "item length", |p| match kind {
        _ if !fits(kind, len) => p.field(&UNUSED, len.into()).map(drop),
        STATE_ITEM => state(p),
        INTERFACE_ITEM => p.rows(INTERFACE).map(drop),
        TEXT_ITEM => p.field(&PASSWORD, TEXT_LEN.into()).map(drop),
        _ => digest(p),
    })
}

fn state(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<{ bytes_of(STATE) }>(STATE)?;
    let (opcode, state, version) = (h[1], h[2], h[3]);
    let group = u16::from_be_bytes([h[4], h[5]]);
    let opcode = STATE[1].names.get(opcode.into()).unwrap_or("unknown");
    let state = STATE[2].names.get(state.into()).unwrap_or("unknown state");
    p.summary(format_args!("{opcode}, {state}, group {group}"));
    match version {
        IPV4 => {
            p.field(&ADDRESS, 4)?;
            p.field(&UNUSED, 12).map(drop)
        }
        IPV6 => p.field(&ADDRESS_6, 16).map(drop),
        _ => p.field(&UNUSED, 16).map(drop),
    }
}

/// Reads the value of a digest item.
fn digest(p: &mut Peel<'_>) -> Peeled {
    p.rows(DIGEST)?;
    p.field(&SENDER, 4)?;
    p.uint(&KEY)?;
    p.field(&PROOF, 16).map(drop)
}
