//! The items that every device may tell: names, capabilities, where it is managed.

use super::{
    CHASSIS_ID, CHASSIS_IPV4, CHASSIS_IPV6, CHASSIS_KIND, CHASSIS_MAC, FAMILY, MANAGEMENT_FAMILY,
    MANAGEMENT_IPV4, MANAGEMENT_IPV6, MANAGEMENT_LEN, MANAGEMENT_OTHER, OBJECT, OBJECT_LEN,
    PORT_ID, PORT_IPV4, PORT_IPV6, PORT_KIND, PORT_MAC,
};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};
use crate::proto::reserved::reserved;

const IPV4: u64 = 1;
const IPV6: u64 = 2;

const CHASSIS_MAC_KIND: u64 = 4;
const CHASSIS_NETWORK_KIND: u64 = 5;
const PORT_MAC_KIND: u64 = 3;
const PORT_NETWORK_KIND: u64 = 4;

/// Address families (IANA's list).
pub(super) const FAMILIES: Codes = &[
    (1, "IPv4"),
    (2, "IPv6"),
    (6, "MAC address"),
    (16, "domain name"),
];

const fn can(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label)
        .part()
        .doc("Set: the device can be this.", "IEEE 802.1AB §8.5.8")
}

const fn does(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(
        "Set: the device is set up to be this.",
        "IEEE 802.1AB §8.5.8",
    )
}

pub(super) const CAPABILITIES: &[FieldSpec] = &[
    FieldSpec::hex("lldp.tlv.system_cap", "Capabilities", 16)
        .parts_follow()
        .doc("What the device can be.", "IEEE 802.1AB §8.5.8"),
    reserved(8, "IEEE 802.1AB §8.5.8").part(),
    can("lldp.tlv.system_cap.station_only", "Station only"),
    can("lldp.tlv.system_cap.docsis_cable_device", "Cable modem"),
    can("lldp.tlv.system_cap.telephone", "Telephone"),
    can("lldp.tlv.system_cap.router", "Router"),
    can("lldp.tlv.system_cap.wlan_access_pt", "Access point"),
    can("lldp.tlv.system_cap.bridge", "Bridge"),
    can("lldp.tlv.system_cap.repeater", "Repeater"),
    can("lldp.tlv.system_cap.other", "Other"),
    FieldSpec::hex("lldp.tlv.enable_system_cap", "Enabled capabilities", 16)
        .parts_follow()
        .doc("What the device is set up to be.", "IEEE 802.1AB §8.5.8"),
    reserved(8, "IEEE 802.1AB §8.5.8").part(),
    does("lldp.tlv.enable_system_cap.station_only", "Station only"),
    does(
        "lldp.tlv.enable_system_cap.docsis_cable_device",
        "Cable modem",
    ),
    does("lldp.tlv.enable_system_cap.telephone", "Telephone"),
    does("lldp.tlv.enable_system_cap.router", "Router"),
    does("lldp.tlv.enable_system_cap.wlan_access_pt", "Access point"),
    does("lldp.tlv.enable_system_cap.bridge", "Bridge"),
    does("lldp.tlv.enable_system_cap.repeater", "Repeater"),
    does("lldp.tlv.enable_system_cap.other", "Other"),
];

pub(super) const INTERFACE: &[FieldSpec] = &[
    FieldSpec::uint("lldp.mgn.interface.subtype", "Kind of interface number", 8)
        .codes(&[
            (1, "unknown"),
            (2, "interface index"),
            (3, "system port number"),
        ])
        .doc("What the number below counts.", "IEEE 802.1AB §8.5.9"),
    FieldSpec::uint("lldp.mgn.interface.number", "Interface", 32)
        .doc("The interface that has the address.", "IEEE 802.1AB §8.5.9"),
];

const INTERFACE_LEN: usize = crate::model::bytes_of(INTERFACE);

pub(super) fn chassis(p: &mut Peel<'_>, end: usize) -> Peeled {
    let kind = p.uint(&CHASSIS_KIND)?;
    let spec = match (kind, end - p.pos()) {
        (CHASSIS_MAC_KIND, 6) => &CHASSIS_MAC,
        (CHASSIS_NETWORK_KIND, 2..) => match (p.uint(&FAMILY)?, end - p.pos()) {
            (IPV4, 4) => &CHASSIS_IPV4,
            (IPV6, 16) => &CHASSIS_IPV6,
            _ => &CHASSIS_ID,
        },
        _ => &CHASSIS_ID,
    };
    p.field(spec, end - p.pos())?;
    Ok(())
}

pub(super) fn port(p: &mut Peel<'_>, end: usize) -> Peeled {
    let kind = p.uint(&PORT_KIND)?;
    let spec = match (kind, end - p.pos()) {
        (PORT_MAC_KIND, 6) => &PORT_MAC,
        (PORT_NETWORK_KIND, 2..) => match (p.uint(&FAMILY)?, end - p.pos()) {
            (IPV4, 4) => &PORT_IPV4,
            (IPV6, 16) => &PORT_IPV6,
            _ => &PORT_ID,
        },
        _ => &PORT_ID,
    };
    p.field(spec, end - p.pos())?;
    Ok(())
}

/// Reads an address with its kind, the interface that has it, and what to ask for there.
pub(super) fn management(p: &mut Peel<'_>, end: usize) -> Peeled {
    let len = p.uint(&MANAGEMENT_LEN)? as usize;
    if len < 2 || len > end - p.pos() {
        return Ok(());
    }
    let family = p.uint(&MANAGEMENT_FAMILY)?;
    let spec = match (family, len - 1) {
        (IPV4, 4) => &MANAGEMENT_IPV4,
        (IPV6, 16) => &MANAGEMENT_IPV6,
        _ => &MANAGEMENT_OTHER,
    };
    p.field(spec, len - 1)?;
    if end - p.pos() <= INTERFACE_LEN {
        return Ok(());
    }
    p.rows(INTERFACE)?;
    let len = p.uint(&OBJECT_LEN)? as usize;
    if len > 0 && len <= end - p.pos() {
        let at = p.pos();
        let bytes = p.skip(len)?;
        p.mark_made(&OBJECT, at..at + len, || object(bytes));
    }
    Ok(())
}

/// An object identifier as numbers with dots: seven bits in each octet, the first number of two
/// made (ITU-T X.690 §8.19).
fn object(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut number: u64 = 0;
    for byte in bytes {
        number = number.saturating_mul(128) | u64::from(byte & 0x7f);
        if byte & 0x80 != 0 {
            continue;
        }
        if text.is_empty() {
            let first = (number / 40).min(2);
            text = format!("{first}.{}", number - first * 40);
        } else {
            text.push_str(&format!(".{number}"));
        }
        number = 0;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::object;

    #[test]
    fn objects_have_dots() {
        assert_eq!(object(&[0x2b, 6, 1, 2, 1, 0x82, 0x37]), "1.3.6.1.2.1.311");
        assert_eq!(object(&[0xff; 30]), "");
    }
}
