//! CDP: Cisco's devices tell their neighbours who they are.

mod addresses;
mod energy;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Value, Verdict, bytes_of, names};
use crate::proto::checksum;
use crate::proto::reserved::reserved;

const SECTION: &str = "Cisco Discovery Protocol frame formats";

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("cdp.version", "Version", 8).doc("1 or 2.", SECTION),
    FieldSpec::uint("cdp.ttl", "Time to live", 8)
        .unit("seconds")
        .doc("How long neighbours shall remember this.", SECTION),
    FieldSpec::hex("cdp.checksum", "Checksum", 16).doc("Covers the whole message.", SECTION),
];

const CHECKSUM_AT: usize = 2;

const ITEM: &[FieldSpec] = &[
    FieldSpec::hex("cdp.tlv.type", "Type", 16)
        .codes(&[
            (0x01, "device name"),
            (0x02, "addresses"),
            (0x03, "port"),
            (0x04, "capabilities"),
            (0x05, "software version"),
            (0x06, "platform"),
            (0x07, "IP prefix or gateway"),
            (0x08, "protocol hello"),
            (0x09, "VTP domain"),
            (0x0a, "native VLAN"),
            (0x0b, "duplex"),
            (0x0e, "voice VLAN, answer"),
            (0x0f, "voice VLAN, question"),
            (0x10, "power consumption"),
            (0x11, "MTU"),
            (0x12, "trust"),
            (0x13, "class of service of untrusted ports"),
            (0x14, "system name"),
            (0x15, "system object"),
            (0x16, "management addresses"),
            (0x17, "location"),
            (0x18, "external port"),
            (0x19, "power requested"),
            (0x1a, "power available"),
            (0x1b, "unidirectional port"),
            (0x1d, "energy"),
            (0x1f, "power over spare pairs"),
            (0x1000, "radio cell"),
            (0x1001, "serial number"),
            (0x1002, "radio network name"),
            (0x1003, "radio 1 channel"),
            (0x1006, "SNMP port"),
            (0x1007, "web port"),
            (0x1008, "source MAC address"),
            (0x1009, "radio 2 channel"),
            (0x100a, "radio 1 operating mode"),
            (0x100b, "radio 2 operating mode"),
            (0x100c, "radio 1 mode"),
            (0x100d, "radio 2 mode"),
        ])
        .doc("What this item tells.", SECTION),
    FieldSpec::uint("cdp.tlv.len", "Length", 16)
        .unit("bytes")
        .doc("The whole item, type and length included.", SECTION),
];

const ITEM_LEN: usize = bytes_of(ITEM);

const fn can(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label)
        .part()
        .doc("Set: the device is or can do this.", SECTION)
}

const CAPABILITIES: &[FieldSpec] = &[
    FieldSpec::hex("cdp.capabilities", "Capabilities", 32)
        .parts_follow()
        .doc("What the device does.", SECTION),
    reserved(21, SECTION).part(),
    can("cdp.capabilities.mac_relay", "Two-port relay"),
    can("cdp.capabilities.cvta", "Camera or dispute resolution"),
    can("cdp.capabilities.remote", "Remotely managed"),
    can("cdp.capabilities.voip_phone", "Telephone"),
    can("cdp.capabilities.repeater", "Repeater"),
    can("cdp.capabilities.igmp_capable", "IGMP"),
    can("cdp.capabilities.host", "Host"),
    can("cdp.capabilities.switch", "Switch"),
    can("cdp.capabilities.src_bridge", "Source route bridge"),
    can("cdp.capabilities.trans_bridge", "Transparent bridge"),
    can("cdp.capabilities.router", "Router"),
];

const HELLO: &[FieldSpec] = &[
    FieldSpec::uint("cdp.oui", "Organisation", 24)
        .lookup(|code| {
            let [_, a, b, c] = (code as u32).to_be_bytes();
            names::oui([a, b, c, 0, 0, 0])
        })
        .doc("Who numbered the protocol.", SECTION),
    FieldSpec::hex("cdp.protocol_id", "Protocol", 16)
        .codes(&[(0x0112, "cluster management")])
        .doc("Which protocol travels in here.", SECTION),
];

const UNKNOWN_BYTE: FieldSpec =
    FieldSpec::hex("cdp.cluster.unknown", "Unknown", 8).doc("Nobody but Cisco knows.", SECTION);

const CLUSTER: &[FieldSpec] = &[
    FieldSpec::ipv4("cdp.cluster.master_ip", "Cluster master")
        .doc("The switch that manages the cluster.", SECTION),
    FieldSpec::ipv4("cdp.cluster.ip", "Address").doc("Probably a mask.", SECTION),
    FieldSpec::hex("cdp.cluster.version", "Version", 8).doc("Of cluster management.", SECTION),
    FieldSpec::hex("cdp.cluster.sub_version", "Subversion", 8)
        .doc("Of cluster management.", SECTION),
    FieldSpec::hex("cdp.cluster.status", "Status", 8).doc("Of the cluster.", SECTION),
    UNKNOWN_BYTE,
    FieldSpec::mac("cdp.cluster.commander_mac", "Commander").doc(
        "The MAC address of the switch that manages the cluster.",
        SECTION,
    ),
    FieldSpec::mac("cdp.cluster.switch_mac", "Switch")
        .doc("The MAC address of the sender.", SECTION),
    UNKNOWN_BYTE,
    FieldSpec::uint("cdp.cluster.management_vlan", "Management VLAN", 16)
        .doc("Where the cluster is managed.", SECTION),
];

const POWER_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("cdp.request_id", "Request", 16).doc("Ties an answer to its request.", SECTION),
    FieldSpec::uint("cdp.management_id", "Management", 16).doc("Who asks.", SECTION),
];

const SPARE: &[FieldSpec] = &[
    FieldSpec::hex("cdp.spare_poe_tlv", "Spare pairs", 8)
        .parts_follow()
        .doc("Power over the cable's other two pairs.", SECTION),
    reserved(4, SECTION).part(),
    can("cdp.spare_poe_tlv.pse_spare_pair_poe", "Supply on"),
    can("cdp.spare_poe_tlv.req_spare_pair_poe", "Wanted"),
    can("cdp.spare_poe_tlv.spare_pair_arch", "Shared architecture"),
    can("cdp.spare_poe_tlv.poe", "Four-pair power"),
];

crate::fields! {
    ENTRY = FieldSpec::group("", "Item")
        .doc("One thing that the sender tells, with a type and a length.", SECTION);
    DEVICE = FieldSpec::text("cdp.deviceid", "Device")
        .doc("The device's name, mostly a host name.", SECTION);
    PORT = FieldSpec::text("cdp.portid", "Port")
        .doc("The port that sent this.", SECTION);
    SOFTWARE = FieldSpec::text("cdp.software_version", "Software")
        .doc("One line of what the device says of its software.", SECTION);
    PLATFORM = FieldSpec::text("cdp.platform", "Platform")
        .doc("The model of the device, or a property of an access point.", SECTION);
    GATEWAY = FieldSpec::ipv4("cdp.odr_default_gateway", "Default gateway")
        .doc("A hub tells its stub routers where everything else is (on-demand routing).", SECTION);
    PREFIX = FieldSpec::computed("cdp.ip_prefix", "Prefix")
        .doc("A network that the stub router has: address and length of the mask.", SECTION);
    HELLO_DATA = FieldSpec::bytes("cdp.hello.unknown", "Hello")
        .doc("What the other protocol says.", SECTION);
    DOMAIN = FieldSpec::text("cdp.vtp_management_domain", "VTP domain")
        .doc("Which switches share a list of VLANs.", SECTION);
    NATIVE = FieldSpec::uint("cdp.native_vlan", "Native VLAN", 16)
        .doc("The VLAN of frames without a tag; both ends of a link should agree.", SECTION);
    DUPLEX = FieldSpec::uint("cdp.duplex", "Duplex", 8)
        .codes(&[(0, "half"), (1, "full")])
        .doc("Whether both ends may send at once; both ends of a link must agree.", SECTION);
    DATA = FieldSpec::bytes("cdp.data", "Data")
        .doc("Something that decap does not take apart.", SECTION);
    VOICE = FieldSpec::uint("cdp.voice_vlan", "Voice VLAN", 16)
        .doc("The VLAN for the telephone.", SECTION);
    CONSUMPTION = FieldSpec::uint("cdp.power_consumption", "Power consumption", 16).unit("mW")
        .doc("What the device takes from the cable.", SECTION);
    MTU = FieldSpec::uint("cdp.mtu", "MTU", 32).unit("bytes")
        .doc("The largest packet that the port takes.", SECTION);
    TRUST = FieldSpec::hex("cdp.trust_bitmap", "Trust", 8)
        .doc("Whether the switch believes the priorities of the telephone's frames.", SECTION);
    UNTRUSTED = FieldSpec::hex("cdp.untrusted_port_cos", "Class of service", 8)
        .doc("The priority that frames of the telephone's other port get.", SECTION);
    SYSTEM = FieldSpec::text("cdp.system_name", "System name")
        .doc("What an administrator called the device.", SECTION);
    OBJECT = FieldSpec::bytes("cdp.system_object_identifier", "System object")
        .doc("The model of the device, as SNMP names it.", SECTION);
    PLACE_KIND = FieldSpec::hex("cdp.location.unknown", "Unknown", 8)
        .doc("Nobody but Cisco knows.", SECTION);
    PLACE = FieldSpec::text("cdp.location", "Location")
        .doc("Where the device is.", SECTION);
    REQUESTED = FieldSpec::uint("cdp.power_requested", "Power requested", 32).unit("mW")
        .doc("What the device would like to take from the cable.", SECTION);
    AVAILABLE = FieldSpec::uint("cdp.power_available", "Power available", 32).unit("mW")
        .doc("What it may take.", SECTION);
}

const FIELD_COUNT: usize = FIELDS.len() + addresses::FIELDS.len() + energy::FIELDS.len();

static ALL_FIELDS: [&FieldSpec; FIELD_COUNT] =
    join_fields(&[FIELDS, addresses::FIELDS, energy::FIELDS]);

/// CDP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "cdp",
        short: "CDP",
        title: "Cisco Discovery Protocol",
        osi: OsiLayer::DataLink,
        why: "It tells the neighbour on the link who is at this end; Cisco's switches do not pass it on.",
        reference: "Cisco Discovery Protocol frame formats",
    },
    claims: &[
        Claim::Snap(0x00_000c, 0x2000),
        Claim::EtherType(0x2000),
        Claim::Ppp(0x0207),
    ],
    headers: &[
        HEADER,
        ITEM,
        CAPABILITIES,
        HELLO,
        CLUSTER,
        POWER_HEAD,
        SPARE,
        energy::HEAD,
        energy::ITEM,
        energy::REPLY,
    ],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\xb4\xa9\xce\0\x01\0\x06S1\0\x04\0\x08\0\0\0\x28\0\x0b\0\x05\x01",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.rows(HEADER)?;
    if p.wants_fields() {
        let verdict = verdict(p);
        p.verdict("cdp.checksum", verdict);
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
            p.within(len, "CDP item length", |p| {
                p.rows(ITEM)?;
                item(p, kind)
            })
        })?;
    }
    Ok(())
}

/// The checksum is IP's, but a last odd byte stands in the lower half of its word, and counts one
/// less with a borrow if its highest bit is set.
fn verdict(p: &Peel<'_>) -> Verdict {
    if !p.is_whole() {
        return Verdict::Unverifiable;
    }
    let bytes = p.bytes();
    let Some((last, even)) = bytes.split_last().filter(|_| bytes.len() % 2 == 1) else {
        return checksum::verdict(bytes, CHECKSUM_AT, 0);
    };
    let word = match *last {
        low @ 0x80.. => 0xff00 | u32::from(low - 1),
        low => u32::from(low),
    };
    checksum::verdict(even, CHECKSUM_AT, word)
}

fn item(p: &mut Peel<'_>, kind: u16) -> Peeled {
    let len = p.rest().len();
    match kind {
        0x01 => {
            let name = p.field(&DEVICE, len)?;
            let name = String::from_utf8_lossy(name);
            p.summary(format_args!("{name}"));
        }
        0x02 | 0x16 => addresses::peel(p)?,
        0x03 => drop(p.field(&PORT, len)?),
        0x04 => drop(p.rows(CAPABILITIES)?),
        0x05 => lines(p)?,
        0x06 | 0x1000..=0x1003 | 0x1006..=0x100d => drop(p.field(&PLATFORM, len)?),
        0x07 if len == 4 => drop(p.field(&GATEWAY, 4)?),
        0x07 => prefixes(p)?,
        0x08 => hello(p)?,
        0x09 => drop(p.field(&DOMAIN, len)?),
        0x0a => drop(p.uint(&NATIVE)?),
        0x0b => drop(p.uint(&DUPLEX)?),
        0x0e | 0x0f if len >= 3 => {
            p.field(&DATA, 1)?;
            p.uint(&VOICE)?;
        }
        0x10 => drop(p.uint(&CONSUMPTION)?),
        0x11 => drop(p.uint(&MTU)?),
        0x12 => drop(p.uint(&TRUST)?),
        0x13 => drop(p.uint(&UNTRUSTED)?),
        0x14 => drop(p.field(&SYSTEM, len)?),
        0x15 => drop(p.field(&OBJECT, len)?),
        0x17 => {
            p.uint(&PLACE_KIND)?;
            p.field(&PLACE, p.rest().len())?;
        }
        0x19 => power(p, &REQUESTED)?,
        0x1a => power(p, &AVAILABLE)?,
        0x1d => energy::peel(p)?,
        0x1f => drop(p.rows(SPARE)?),
        _ if len > 0 => drop(p.field(&DATA, len)?),
        _ => {}
    }
    Ok(())
}

/// Reads text of several lines, one field for each.
fn lines(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        let rest = p.rest();
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (text, len) = (
            &rest[..end.unwrap_or(rest.len())],
            end.map_or(rest.len(), |end| end + 1),
        );
        let at = p.pos();
        p.mark_made(&SOFTWARE, at..at + len, || {
            String::from_utf8_lossy(text).into_owned()
        });
        p.skip(len)?;
    }
    Ok(())
}

fn prefixes(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        let at = p.pos();
        let bytes = p.skip(5)?;
        let address = [bytes[0], bytes[1], bytes[2], bytes[3]];
        p.mark_as(&PREFIX, at..at + 5, Value::Ipv4(address.into()));
    }
    Ok(())
}

fn hello(p: &mut Peel<'_>) -> Peeled {
    let head = p.rows(HELLO)?;
    if head[3..] == [0x01, 0x12] {
        return p.rows(CLUSTER).map(drop);
    }
    p.field(&HELLO_DATA, p.rest().len())?;
    Ok(())
}

fn power(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    p.rows(POWER_HEAD)?;
    while p.rest().len() >= 4 && !p.is_full() {
        p.uint(spec)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn items_are_read_and_the_checksum_has_its_odd_byte() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "S1");
        assert_eq!(out.field("cdp.duplex").unwrap().value, Value::Uint(1));
        assert_eq!(
            out.field("cdp.capabilities.switch").unwrap().value,
            Value::Uint(1)
        );
        assert!(matches!(
            out.field("cdp.checksum").unwrap().value,
            Value::Checksum(_, Verdict::Good)
        ));
    }

    #[test]
    fn addresses_say_what_they_are() {
        let out = peeled(b"\x02\xb4\0\0\0\x02\0\x11\0\0\0\x01\x01\x01\xcc\0\x04\x0a\0\0\x01");
        assert_eq!(
            out.field("cdp.nrgyz.ip_address").unwrap().value,
            Value::Ipv4([10, 0, 0, 1].into())
        );
    }

    #[test]
    fn lengths_that_lie_end_it() {
        let out = peeled(b"\x02\xb4\0\0\0\x02\0\x0c\xff\xff\xff\xff\x01\x01\xcc\0");
        assert!(
            out.faults
                .iter()
                .any(|fault| matches!(fault.kind, FaultKind::Truncated { .. }))
        );
        let out = peeled(b"\x02\xb4\0\0\0\x01\0\x03ab");
        assert_eq!(out.layers[1].info.name, "data");
        assert!(
            out.faults
                .iter()
                .any(|fault| matches!(fault.kind, FaultKind::Malformed(_)))
        );
    }
}
