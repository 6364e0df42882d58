//! NFLOG: packets that a rule of the Linux firewall logged, with what the kernel knew of them.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo, Timestamp, Value};

const SECTION: &str = "LINKTYPE_NFLOG";

const IPV4: u64 = 2;
const IPV6: u64 = 10;

const PACKET: u16 = 1;
const TIMESTAMP: u16 = 3;
const PAYLOAD: u16 = 9;
const PREFIX: u16 = 10;

const TYPES: crate::model::Codes = &[
    (1, "packet header"),
    (2, "mark"),
    (3, "time stamp"),
    (4, "interface of arrival"),
    (5, "interface of departure"),
    (6, "bridge port of arrival"),
    (7, "bridge port of departure"),
    (8, "hardware address"),
    (9, "packet"),
    (10, "prefix"),
    (11, "user"),
    (12, "number in the log"),
    (13, "number in all logs"),
    (14, "group of the user"),
    (15, "hardware type"),
    (16, "hardware header"),
    (17, "length of the hardware header"),
    (18, "connection"),
    (19, "state of the connection"),
];

const fn interface(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).doc("Its number in the capturing host.", SECTION)
}

crate::fields! {
    FAMILY = FieldSpec::uint("nflog.family", "Address family", 8)
        .codes(&[(IPV4, "IPv4"), (7, "bridge"), (IPV6, "IPv6")])
        .doc("What kind of packet was logged.", SECTION);
    VERSION = FieldSpec::uint("nflog.version", "Version", 8).doc("0.", SECTION);
    GROUP = FieldSpec::uint("nflog.res_id", "Log group", 16)
        .doc("The rule chose it; a program listens to a group.", SECTION);
    TLV = FieldSpec::bytes("nflog.tlv", "Attribute").doc("One thing that the kernel tells.", SECTION);
    LENGTH = FieldSpec::uint("nflog.tlv_length", "Length", 16).unit("bytes")
        .doc("Of the attribute with its header, without padding; in the byte order of the capturing host.", SECTION);
    TYPE = FieldSpec::uint("nflog.tlv_type", "Type", 16).codes(TYPES)
        .doc("What the attribute tells; in the byte order of the capturing host.", SECTION);
    HARDWARE_PROTOCOL = FieldSpec::hex("nflog.protocol", "Protocol", 16)
        .lookup(|code| crate::model::names::ethertype(code as u16))
        .doc("EtherType of the packet.", SECTION);
    HOOK = FieldSpec::uint("nflog.hook", "Hook", 8)
        .codes(&[(0, "prerouting"), (1, "input"), (2, "forward"), (3, "output"), (4, "postrouting")])
        .doc("Where in the firewall the rule stands.", SECTION);
    IN = interface("nflog.ifindex_indev", "Interface of arrival");
    OUT = interface("nflog.ifindex_outdev", "Interface of departure");
    PORT_IN = interface("nflog.ifindex_physindev", "Bridge port of arrival");
    PORT_OUT = interface("nflog.ifindex_physoutdev", "Bridge port of departure");
    TEXT = FieldSpec::text("nflog.prefix", "Prefix").doc("A text that the rule gives to its packets.", SECTION);
    USER = FieldSpec::int("nflog.uid", "User", 32).doc("Who owns the socket that sent the packet.", SECTION);
    USER_GROUP = FieldSpec::int("nflog.gid", "Group", 32).doc("The group of that user.", SECTION);
    TIME = FieldSpec::computed("nflog.timestamp", "Time").doc("When the kernel received the packet: seconds and microseconds of 8 bytes each.", SECTION);
    VALUE = FieldSpec::bytes("nflog.tlv_value", "Value").doc("What else the kernel tells.", SECTION);
}

/// NFLOG.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "nflog",
        short: "NFLOG",
        title: "Linux Netfilter log message",
        osi: OsiLayer::DataLink,
        why: "It stands where a link header would be: the firewall logs packets, not frames.",
        reference: "LINKTYPE_NFLOG",
    },
    claims: &[Claim::LinkType(LinkType(239))],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\x00\x00\x07\x08\x00\x01\x00\x08\x00\x03\x00\x09\x00\x0a\x00test\x00\x00\x00\x00\x1c\x00\x09\x00\x45\x00\x00\x18\x1c\x46\x40\x00\x40\xfd\x31\x6c\xc0\x00\x02\x01\xc6\x33\x64\x02\x01\x02\x03\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let family = p.uint(&FAMILY)?;
    p.uint(&VERSION)?;
    let group = p.uint(&GROUP)?;
    p.summary(format_args!("logged for group {group}"));
    let is_little = is_little(p.rest());
    let number = |bytes: &[u8]| match is_little {
        true => u16::from_le_bytes([bytes[0], bytes[1]]),
        false => u16::from_be_bytes([bytes[0], bytes[1]]),
    };
    while !p.rest().is_empty() && !p.is_full() {
        p.require(4)?;
        let (len, kind) = (number(p.rest()), number(&p.rest()[2..]) & 0x7fff);
        let (at, len) = (p.pos(), usize::from(len).max(4));
        p.require(len)?;
        p.group(&TLV, |p| {
            p.mark_as(&LENGTH, at..at + 2, Value::Uint(len as u64));
            p.mark_as(&TYPE, at + 2..at + 4, Value::Uint(kind.into()));
            p.seek(at + 4);
            if kind == PAYLOAD {
                p.wrap(packet(family), at + 4..at + len, "NFLOG attribute");
                p.seek(at + len);
                return Ok(());
            }
            attribute(p, kind, len - 4)
        })?;
        p.seek(at + len.next_multiple_of(4));
    }
    p.ends_at(p.pos());
    Ok(())
}

fn packet(family: u64) -> Next<'static> {
    match family {
        IPV4 => Next::EtherType(0x0800),
        IPV6 => Next::EtherType(0x86dd),
        _ => Next::Data,
    }
}

/// True if the lengths of the attributes lead to their end when read with the low byte first.
fn is_little(mut rest: &[u8]) -> bool {
    while let [low, high, _, _, ..] = rest {
        let len = usize::from(u16::from_le_bytes([*low, *high]));
        if len < 4 || len > rest.len() {
            return false;
        }
        rest = rest.get(len.next_multiple_of(4)..).unwrap_or_default();
    }
    true
}

fn attribute(p: &mut Peel<'_>, kind: u16, len: usize) -> Peeled {
    let spec = match (kind, len) {
        (PACKET, 4) => {
            p.uint(&HARDWARE_PROTOCOL)?;
            p.uint(&HOOK)?;
            return p.skip(1).map(drop);
        }
        (TIMESTAMP, 16) => return time(p),
        (4, 4) => &IN,
        (5, 4) => &OUT,
        (6, 4) => &PORT_IN,
        (7, 4) => &PORT_OUT,
        (PREFIX, _) => &TEXT,
        (11, 4) => &USER,
        (14, 4) => &USER_GROUP,
        _ => &VALUE,
    };
    match len {
        0 => Ok(()),
        _ => p.field(spec, len).map(drop),
    }
}

fn time(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(16)?;
    let (mut seconds, mut micros) = ([0; 8], [0; 8]);
    seconds.copy_from_slice(&bytes[..8]);
    micros.copy_from_slice(&bytes[8..]);
    let (seconds, micros) = (i64::from_be_bytes(seconds), u64::from_be_bytes(micros));
    let nanos = u32::try_from(micros.saturating_mul(1000)).unwrap_or(0);
    let time = Timestamp::from_parts(seconds, nanos);
    p.mark_as(&TIME, at..at + 16, Value::Time(time));
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
    fn attributes_are_read_in_the_order_of_the_host() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("nflog.hook"), Value::Uint(3));
        assert_eq!(value("nflog.tlv_length"), Value::Uint(8));
        assert_eq!(out.layers[1].info.name, "ip");
        let big =
            b"\x02\x00\x00\x07\x00\x08\x00\x0b\x00\x00\x03\xe8\x00\x08\x00\x04\x00\x00\x00\x02";
        let out = peeled(big);
        assert_eq!(out.field("nflog.uid").unwrap().value, Value::Int(1000));
        assert_eq!(
            out.field("nflog.ifindex_indev").unwrap().value,
            Value::Uint(2)
        );
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        assert!(
            !peeled(b"\x02\0\0\x07\xff\xff\x01\0\0\0\0\0")
                .faults
                .is_empty()
        );
        assert!(peeled(b"\x02\0\0\x07\0\0\0\0\0\0\0\0").faults.is_empty());
    }
}
