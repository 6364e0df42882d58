//! LLDP: stations tell their neighbours who they are and what they can do (IEEE 802.1AB).

mod bridging;
mod ethernet;
mod media;
mod system;

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of, names, text};

const SECTION: &str = "IEEE 802.1AB §8";

const END: u8 = 0;
const CHASSIS: u8 = 1;
const PORT: u8 = 2;
const TIME_TO_LIVE: u8 = 3;
const PORT_DESCRIPTION: u8 = 4;
const SYSTEM_NAME: u8 = 5;
const SYSTEM_DESCRIPTION: u8 = 6;
const CAPABILITIES: u8 = 7;
const MANAGEMENT_ADDRESS: u8 = 8;
const ORGANISATION: u8 = 127;

const TLV: &[FieldSpec] = &[
    FieldSpec::uint("lldp.tlv.type", "Type", 7)
        .codes(&[
            (0, "end"),
            (1, "chassis"),
            (2, "port"),
            (3, "time to live"),
            (4, "port description"),
            (5, "system name"),
            (6, "system description"),
            (7, "system capabilities"),
            (8, "management address"),
            (127, "organisation specific"),
        ])
        .doc("What this item tells.", SECTION),
    FieldSpec::uint("lldp.tlv.len", "Length", 9)
        .unit("bytes")
        .doc("The item's value, without type and length.", SECTION),
];

const TLV_LEN: usize = bytes_of(TLV);

crate::fields! {
    ITEM = FieldSpec::group("", "Item")
        .doc("One thing that the sender tells, with a type and a length.", SECTION);
    CHASSIS_KIND = FieldSpec::uint("lldp.chassis.subtype", "Kind of chassis name", 8)
        .codes(&[
            (1, "chassis component"),
            (2, "interface alias"),
            (3, "port component"),
            (4, "MAC address"),
            (5, "network address"),
            (6, "interface name"),
            (7, "locally assigned"),
        ])
        .doc("How the device names itself.", "IEEE 802.1AB §8.5.2");
    CHASSIS_ID = FieldSpec::bytes("lldp.chassis.id", "Chassis")
        .doc("The name of the device.", "IEEE 802.1AB §8.5.2");
    CHASSIS_MAC = FieldSpec::mac("lldp.chassis.id.mac", "Chassis")
        .doc("The name of the device: one of its MAC addresses.", "IEEE 802.1AB §8.5.2");
    CHASSIS_IPV4 = FieldSpec::ipv4("lldp.chassis.id.ip4", "Chassis")
        .doc("The name of the device: one of its addresses.", "IEEE 802.1AB §8.5.2");
    CHASSIS_IPV6 = FieldSpec::ipv6("lldp.chassis.id.ip6", "Chassis")
        .doc("The name of the device: one of its addresses.", "IEEE 802.1AB §8.5.2");
    FAMILY = FieldSpec::uint("lldp.network_address.subtype", "Address family", 8)
        .codes(system::FAMILIES)
        .doc("What kind of address follows.", "IEEE 802.1AB §8.5.2");
    PORT_KIND = FieldSpec::uint("lldp.port.subtype", "Kind of port name", 8)
        .codes(&[
            (1, "interface alias"),
            (2, "port component"),
            (3, "MAC address"),
            (4, "network address"),
            (5, "interface name"),
            (6, "agent circuit"),
            (7, "locally assigned"),
        ])
        .doc("How the device names the port that sends this.", "IEEE 802.1AB §8.5.3");
    PORT_ID = FieldSpec::text("lldp.port.id", "Port")
        .doc("The name of the port.", "IEEE 802.1AB §8.5.3");
    PORT_MAC = FieldSpec::mac("lldp.port.id.mac", "Port")
        .doc("The name of the port: its MAC address.", "IEEE 802.1AB §8.5.3");
    PORT_IPV4 = FieldSpec::ipv4("lldp.port.id.ip4", "Port")
        .doc("The name of the port: its address.", "IEEE 802.1AB §8.5.3");
    PORT_IPV6 = FieldSpec::ipv6("lldp.port.id.ip6", "Port")
        .doc("The name of the port: its address.", "IEEE 802.1AB §8.5.3");
    LIFETIME = FieldSpec::uint("lldp.time_to_live", "Time to live", 16)
        .unit("seconds")
        .doc("How long neighbours shall remember this; 0: forget it now.", "IEEE 802.1AB §8.5.4");
    PORT_TEXT = FieldSpec::text("lldp.port.desc", "Port description")
        .doc("What an administrator wrote about the port.", "IEEE 802.1AB §8.5.5");
    NAME = FieldSpec::text("lldp.tlv.system.name", "System name")
        .doc("The device's name, mostly a domain name.", "IEEE 802.1AB §8.5.6");
    DESCRIPTION = FieldSpec::text("lldp.tlv.system.desc", "System description")
        .doc("Hardware and software of the device.", "IEEE 802.1AB §8.5.7");
    MANAGEMENT_LEN = FieldSpec::uint("lldp.mgn.address.len", "Address length", 8)
        .unit("bytes")
        .doc("The address and the octet that tells its kind.", "IEEE 802.1AB §8.5.9");
    MANAGEMENT_FAMILY = FieldSpec::uint("lldp.mgn.address.subtype", "Address family", 8)
        .codes(system::FAMILIES)
        .doc("What kind of address follows.", "IEEE 802.1AB §8.5.9");
    MANAGEMENT_IPV4 = FieldSpec::ipv4("lldp.mgn.addr.ip4", "Management address")
        .doc("Where the device can be managed.", "IEEE 802.1AB §8.5.9");
    MANAGEMENT_IPV6 = FieldSpec::ipv6("lldp.mgn.addr.ip6", "Management address")
        .doc("Where the device can be managed.", "IEEE 802.1AB §8.5.9");
    MANAGEMENT_OTHER = FieldSpec::bytes("lldp.mgn.addr.hex", "Management address")
        .doc("Where the device can be managed.", "IEEE 802.1AB §8.5.9");
    OBJECT_LEN = FieldSpec::uint("lldp.mgn.obj.len", "Object length", 8)
        .unit("bytes")
        .doc("How long the name of the object is; 0 if there is none.", "IEEE 802.1AB §8.5.9");
    OBJECT = FieldSpec::computed("lldp.mgn.obj.id", "Object")
        .doc("What to ask for there, as SNMP names it.", "IEEE 802.1AB §8.5.9");
    OUI = FieldSpec::uint("lldp.orgtlv.oui", "Organisation", 24)
        .lookup(|code| match code as u32 {
            bridging::ORGANISATION => Some("IEEE 802.1"),
            ethernet::ORGANISATION => Some("IEEE 802.3"),
            media::TIA => Some("TIA TR-41 (LLDP-MED)"),
            code => {
                let [_, a, b, c] = code.to_be_bytes();
                names::oui([a, b, c, 0, 0, 0])
            }
        })
        .doc("Who defined this item.", "IEEE 802.1AB §8.6");
    OTHER_SUBTYPE = FieldSpec::uint("lldp.unknown_subtype", "Subtype", 8)
        .doc("Which of the organisation's items this is.", "IEEE 802.1AB §8.6");
    OTHER_VALUE = FieldSpec::bytes("lldp.unknown_subtype.content", "Value")
        .doc("An item that decap does not take apart.", "IEEE 802.1AB §8.6");
    VLAN_NAME = FieldSpec::text("lldp.ieee.802_1.vlan.name", "VLAN name")
        .doc("What an administrator called the VLAN.", "IEEE 802.1Q §D.2.3");
    PROTOCOL_IDENTITY = FieldSpec::bytes("lldp.ieee.802_1.proto.id", "Protocol identity")
        .doc("The first bytes of the protocol's frames behind the addresses.", "IEEE 802.1Q §D.2.4");
    APPLICATION = FieldSpec::group("", "Application")
        .doc("Which priority an application's frames shall have.", "IEEE 802.1Q §D.2.11");
    HARDWARE = media::text("lldp.media.hardware", "Hardware revision");
    FIRMWARE = media::text("lldp.media.firmware", "Firmware revision");
    SOFTWARE = media::text("lldp.media.software", "Software revision");
    SERIAL = media::text("lldp.media.sn", "Serial number");
    MANUFACTURER = media::text("lldp.media.manufacturer", "Manufacturer");
    MODEL = media::text("lldp.media.model", "Model");
    ASSET = media::text("lldp.media.asset", "Asset");
    EMERGENCY_NUMBER = media::text("lldp.media.ecs", "Emergency line number");
}

/// LLDP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "lldp",
        short: "LLDP",
        title: "Link Layer Discovery Protocol",
        osi: OsiLayer::DataLink,
        why: "It tells the neighbour on the link who is at this end; bridges do not pass it on.",
        reference: "IEEE 802.1AB",
    },
    claims: &[Claim::EtherType(0x88cc)],
    headers: &[
        TLV,
        system::CAPABILITIES,
        system::INTERFACE,
        bridging::SUBTYPE,
        bridging::PORT_VLAN,
        bridging::PROTOCOL_VLAN,
        bridging::NAMED_VLAN,
        bridging::IDENTITY,
        bridging::AGGREGATION,
        bridging::CONGESTION,
        bridging::TRANSMISSION,
        bridging::RECOMMENDATION,
        bridging::CLASSES,
        bridging::FLOW_CONTROL,
        bridging::APPLICATIONS,
        bridging::APPLICATION_ENTRY,
        ethernet::SUBTYPE,
        ethernet::PHYSICAL,
        ethernet::POWER,
        ethernet::POWER_DETAILS,
        ethernet::OLD_AGGREGATION,
        ethernet::FRAME_SIZE,
        ethernet::ENERGY,
        media::SUBTYPE,
        media::CAPABILITIES,
        media::POLICY,
        media::LOCATION,
        media::POWER,
    ],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\x07\x04\x02\x00\x5e\x10\x00\x02\x04\x05\x05eth0\x06\x02\x00\x78\x0a\x06switch\x0e\x04\x00\x14\x00\x04\x00\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    loop {
        p.require(TLV_LEN)?;
        let word = u16::from_be_bytes([p.rest()[0], p.rest()[1]]);
        let (kind, len) = ((word >> 9) as u8, usize::from(word & 0x01ff));
        let end = p.pos() + TLV_LEN + len;
        p.require(TLV_LEN + len)?;
        if p.wants_fields() {
            p.group(&ITEM, |p| {
                p.rows(TLV)?;
                item(p, kind, end)?;
                unknown(p, end)
            })?;
        }
        p.seek(end);
        if kind == END {
            p.ends_at(end);
            return Ok(());
        }
    }
}

/// Reads an item's value, which is there up to `end`.
fn item(p: &mut Peel<'_>, kind: u8, end: usize) -> Peeled {
    let len = end - p.pos();
    match kind {
        CHASSIS if len >= 2 => system::chassis(p, end)?,
        PORT if len >= 2 => system::port(p, end)?,
        TIME_TO_LIVE if len >= 2 => {
            p.uint(&LIFETIME)?;
        }
        PORT_DESCRIPTION if len > 0 => {
            p.field(&PORT_TEXT, len)?;
        }
        SYSTEM_NAME if len > 0 => {
            let name = p.field(&NAME, len)?;
            let name = text::clean_bytes(name);
            p.summary(format_args!("{name}"));
        }
        SYSTEM_DESCRIPTION if len > 0 => {
            p.field(&DESCRIPTION, len)?;
        }
        CAPABILITIES if len >= 4 => {
            p.rows(system::CAPABILITIES)?;
        }
        MANAGEMENT_ADDRESS if len >= 2 => system::management(p, end)?,
        ORGANISATION if len >= 4 => organisation(p, end)?,
        ORGANISATION => {
            p.fault(
                FaultKind::Malformed("an organisation's item needs four bytes"),
                p.pos()..end,
            );
        }
        _ => {}
    }
    Ok(())
}

fn organisation(p: &mut Peel<'_>, end: usize) -> Peeled {
    match p.uint(&OUI)? as u32 {
        bridging::ORGANISATION => bridging::item(p, end),
        ethernet::ORGANISATION => ethernet::item(p, end),
        media::TIA => media::item(p, end),
        _ => {
            p.uint(&OTHER_SUBTYPE)?;
            Ok(())
        }
    }
}

/// Reads what an item has left.
fn unknown(p: &mut Peel<'_>, end: usize) -> Peeled {
    if p.pos() < end {
        p.field(&OTHER_VALUE, end - p.pos())?;
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
    fn items_are_read() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "switch");
        assert_eq!(
            out.field("lldp.chassis.id.mac").unwrap().value,
            Value::Mac([2, 0, 0x5e, 0x10, 0, 2])
        );
        assert_eq!(
            out.field("lldp.port.id").unwrap().raw_text(PROTOCOL.sample),
            "eth0"
        );
        assert_eq!(
            out.field("lldp.tlv.system_cap.router").unwrap().value,
            Value::Uint(1)
        );
        assert_eq!(
            out.field("lldp.tlv.enable_system_cap.router")
                .unwrap()
                .value,
            Value::Uint(0)
        );
    }

    #[test]
    fn the_end_ends_it() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes.extend([0; 20]);
        assert_eq!(
            peeled(&bytes).layers[0].header.end as usize,
            PROTOCOL.sample.len()
        );
    }

    #[test]
    fn an_item_may_not_leave_the_frame() {
        let out = peeled(b"\x0c\x40a");
        assert!(matches!(
            out.faults[0].kind,
            FaultKind::Truncated {
                needed: 66,
                present: 3,
                ..
            }
        ));
        assert!(out.field("lldp.tlv.system.desc").is_none());
    }

    #[test]
    fn organisations_have_items_of_their_own() {
        let out = peeled(b"\xfe\x06\x00\x80\xc2\x01\x00\x05\xfe\x08\x00\x12\xbb\x02\x01\x40\x05\x6e\xfe\x06\x12\x34\x56\x09ab\0\0");
        assert_eq!(
            out.field("lldp.ieee.802_1.port_vlan.id").unwrap().value,
            Value::Uint(5)
        );
        assert_eq!(
            out.field("lldp.media.vlan_id").unwrap().value,
            Value::Uint(2)
        );
        assert_eq!(
            out.field("lldp.unknown_subtype").unwrap().value,
            Value::Uint(9)
        );
    }
}
