//! EIGRP: Cisco's routers tell their neighbours how far it is to each network (RFC 7868).

mod items;
mod routes;

use crate::decode::{Claim, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Verdict, bytes_of};
use crate::proto::checksum;

const SECTION: &str = "RFC 7868 §6.2";
const ITEM_SECTION: &str = "RFC 7868 §6.6";

/// Type and length of an item.
const ITEM_HEAD: usize = 4;

const HELLO: u8 = 5;

const OPCODES: Codes = &[
    (1, "update"),
    (2, "request"),
    (3, "query"),
    (4, "reply"),
    (5, "hello"),
    (6, "IPX SAP update"),
    (7, "probe"),
    (8, "acknowledgment"),
    (9, "stub information"),
    (10, "stuck-in-active query"),
    (11, "stuck-in-active reply"),
];

const TYPES: Codes = &[
    (0x0001, "parameters"),
    (0x0002, "authentication"),
    (0x0003, "sequence"),
    (0x0004, "software version"),
    (0x0005, "next multicast sequence"),
    (0x0006, "stub"),
    (0x0007, "peer termination"),
    (0x0008, "topologies"),
    (0x00f1, "request (multiple topologies)"),
    (0x00f2, "internal route (multiple topologies)"),
    (0x00f3, "external route (multiple topologies)"),
    (0x00f4, "communities (multiple topologies)"),
    (0x00f5, "topologies (multiple topologies)"),
    (0x0102, "internal route (IPv4)"),
    (0x0103, "external route (IPv4)"),
    (0x0104, "communities (IPv4)"),
    (0x0202, "internal route (AppleTalk)"),
    (0x0203, "external route (AppleTalk)"),
    (0x0204, "cable (AppleTalk)"),
    (0x0302, "internal route (IPX)"),
    (0x0303, "external route (IPX)"),
    (0x0402, "internal route (IPv6)"),
    (0x0403, "external route (IPv6)"),
    (0x0404, "communities (IPv6)"),
    (0x0601, "request"),
    (0x0602, "internal route"),
    (0x0603, "external route"),
    (0x0604, "communities"),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("eigrp.version", "Version", 8).doc("2.", SECTION),
    FieldSpec::uint("eigrp.opcode", "Operation", 8)
        .codes(OPCODES)
        .doc("Hello: I am here. Update: routes that changed. Query and reply: a route is lost, does anyone have another?", SECTION),
    FieldSpec::hex("eigrp.checksum", "Checksum", 16).doc("Covers the whole message.", SECTION),
    FieldSpec::hex("eigrp.flags", "Flags", 32)
        .parts_follow()
        .doc("Special handling.", SECTION),
    FieldSpec::gap(28).part(),
    flag("eigrp.flags.eot", "End of table", "Set: the whole table has now been sent."),
    flag("eigrp.flags.restart", "Restart", "Set: the sender restarts; keep its routes meanwhile."),
    flag("eigrp.flags.condrecv", "Conditional receive", "Set: only those take this who were not told to skip it."),
    flag("eigrp.flags.init", "Init", "Set: the first update to a new neighbour; send the whole table."),
    FieldSpec::uint("eigrp.seq", "Sequence number", 32)
        .doc("What has one is sent again until it is acknowledged; 0: it is not.", SECTION),
    FieldSpec::uint("eigrp.ack", "Acknowledgment", 32)
        .doc("The sequence number that arrived; 0: none. A hello with one is nothing but that.", SECTION),
    FieldSpec::uint("eigrp.vrid", "Virtual router", 16)
        .codes(&[(0, "address family"), (1, "multicast"), (0x8000, "service family")])
        .doc("Which of the sender's routing tables this is for.", SECTION),
    FieldSpec::uint("eigrp.as", "Autonomous system", 16)
        .doc("Routers talk only to those of the same number.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    ITEM = FieldSpec::group("", "Item")
        .doc("One thing that the router says.", ITEM_SECTION);
    TYPE = FieldSpec::hex("eigrp.tlv_type", "Type", 16).codes(TYPES)
        .doc("What the item says; the first byte is the kind of address.", ITEM_SECTION);
    LENGTH = FieldSpec::uint("eigrp.tlv.len", "Length", 16).unit("bytes")
        .doc("The whole item.", ITEM_SECTION);
    UNKNOWN = FieldSpec::bytes("", "Value")
        .doc("What decap does not take apart.", ITEM_SECTION);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + items::FIELDS.len() + routes::FIELDS.len()] =
    join_fields(&[FIELDS, items::FIELDS, routes::FIELDS]);

/// EIGRP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "eigrp",
        short: "EIGRP",
        title: "Enhanced Interior Gateway Routing Protocol",
        osi: OsiLayer::Network,
        why: "It finds out where packets have to go, and stands directly on IP with its own acknowledgments.",
        reference: "RFC 7868",
    },
    claims: &[Claim::IpProtocol(88)],
    headers: &[
        HEADER,
        items::PARAMETERS,
        items::PROOF,
        items::VERSIONS,
        items::STUB,
        items::TOPOLOGIES,
        routes::METRIC,
        routes::WIDE_METRIC,
        routes::EXTERNAL,
        routes::EXTERNAL_IPX,
        routes::TOPOLOGY,
        routes::ATTRIBUTE,
    ],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\x05\xee\x68\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x64\0\x01\0\x0c\x01\0\x01\0\0\0\0\x0f\0\x04\0\x08\x0c\x04\x01\x02",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let message = p.bytes();
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let (opcode, ack) = (h[1], u32::from_be_bytes([h[12], h[13], h[14], h[15]]));
    let system = u16::from_be_bytes([h[18], h[19]]);
    let name = HEADER[1]
        .names
        .get(opcode.into())
        .unwrap_or("unknown operation");
    match opcode {
        HELLO if ack != 0 => p.summary(format_args!("acknowledgment of {ack}, AS {system}")),
        _ => p.summary(format_args!("{name}, AS {system}")),
    }
    if !p.wants_fields() {
        return Ok(());
    }
    let verdict = match p.is_whole() && !p.is_quoted() {
        true => checksum::verdict(message, 2, 0),
        false => Verdict::Unverifiable,
    };
    p.verdict("eigrp.checksum", verdict);
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ITEM, item)?;
    }
    Ok(())
}

fn item(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&TYPE)? as u16;
    let at = p.pos();
    let len = p.uint(&LENGTH)? as usize;
    if len < ITEM_HEAD {
        let kind = FaultKind::BadLength {
            field: "item length",
            says: len as u64,
            limit: ITEM_HEAD as u64,
        };
        p.fault(kind, at..at + 2);
        return Err(crate::decode::Stop);
    }
    p.within(len - ITEM_HEAD, "item length", |p| {
        match kind {
            0x0001..=0x0008 => items::value(p, kind)?,
            _ => routes::value(p, kind)?,
        }
        match p.rest().len() {
            0 => Ok(()),
            rest => p.field(&UNKNOWN, rest).map(drop),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    /// An update with one item.
    fn update(item: &[u8]) -> Vec<u8> {
        let mut bytes = PROTOCOL.sample[..HEADER_LEN].to_vec();
        bytes[1] = 1;
        bytes.extend(item);
        bytes
    }

    #[test]
    fn a_hello_has_parameters() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "hello, AS 100");
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(
            value("eigrp.checksum"),
            Value::Checksum(0xee68, Verdict::Good)
        );
        assert_eq!(value("eigrp.par.holdtime"), Value::Uint(15));
        assert_eq!(value("eigrp.release_version"), Value::Uint(0x0c04));
    }

    #[test]
    fn routes_have_metrics_of_two_kinds() {
        let old = update(b"\x01\x02\0\x1c\0\0\0\0\0\0\x01\0\0\0\x02\0\0\x05\xdc\x01\xff\x02\x03\0\x18\x0a\x01\x01");
        let out = peeled(&old);
        let value = |out: &Dissection, name| out.field(name).unwrap().value.clone();
        assert_eq!(value(&out, "eigrp.old_metric.mtu"), Value::Uint(1500));
        assert_eq!(
            value(&out, "eigrp.ipv4.destination"),
            Value::Ipv4([10, 1, 1, 0].into())
        );
        let wide = update(
            b"\x06\x02\0\x32\0\0\0\x01\x0a\0\0\x09\x03\x01\xff\x02\0\x05\xdc\x03\0\0\0\0\x01\0\0\0\0\0\x02\0\0\0\0\0\
              \x02\x02\0\0\0\x22\0\0\0\0\x18\x0a\x01\x01",
        );
        let out = peeled(&wide);
        assert_eq!(value(&out, "eigrp.metric.delay"), Value::Uint(256));
        assert_eq!(value(&out, "eigrp.attr.tag"), Value::Uint(0x22));
        assert_eq!(
            all(&out, &wide, "eigrp.ipv4.prefixlen"),
            [(66, 1, "24".into())]
        );
        assert!(
            out.faults
                .iter()
                .all(|fault| matches!(fault.kind, FaultKind::BadChecksum { .. }))
        );
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        for item in [
            &b"\x01\x02\0\x03"[..],
            b"\x01\x02\0\xff\0\0\0\0",
            b"\x01\x02\0\x1c\0\0\0\0\0\0\x01\0\0\0\x02\0\0\x05\xdc\x01\xff\x02\x03\0\xff\x0a\x01\x01",
        ] {
            let out = peeled(&update(item));
            let is_length = |kind| {
                matches!(
                    kind,
                    FaultKind::BadLength { .. } | FaultKind::Truncated { .. }
                )
            };
            assert!(out.faults.iter().any(|fault| is_length(fault.kind)));
        }
    }
}
