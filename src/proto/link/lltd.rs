//! LLTD: Windows draws a map of the home network with it, and measures how good its links are.

mod quality;
mod station;

use crate::decode::{Claim, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::low_words::join;

pub(super) const SECTION: &str = "MS-LLTD §2.2";

/// Types of service.
const DISCOVERY: u64 = 0;
const QUICK: u64 = 1;
const QUALITY: u64 = 2;

/// Functions of discovery.
const DISCOVER: u64 = 0;
const HELLO: u64 = 1;
const EMIT: u64 = 2;
const ANSWER: u64 = 7;
const FLAT: u64 = 10;
const LARGE_QUERY: u64 = 11;
const LARGE_ANSWER: u64 = 12;

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("lltd.version", "Version", 8).doc("1.", SECTION),
    FieldSpec::hex("lltd.tos", "Service", 8)
        .codes(&[
            (DISCOVERY, "topology discovery"),
            (QUICK, "quick discovery"),
            (QUALITY, "quality of service"),
        ])
        .doc("What the frame is part of.", SECTION),
    FieldSpec::hex("lltd.reserved", "Reserved", 8).doc("Zero.", SECTION),
];

const EMITTED: &[FieldSpec] = &[
    FieldSpec::hex("lltd.emit.type", "Frame", 8)
        .codes(&[(0, "train"), (1, "probe")])
        .doc(
            "What to send: a frame from which switches learn, or one to be seen.",
            SECTION,
        ),
    FieldSpec::uint("lltd.emit.pause", "Pause", 8)
        .unit("ms")
        .doc("How long to wait before.", SECTION),
    FieldSpec::mac("lltd.emit.src_addr", "As")
        .doc("The sender that the frame shall have.", SECTION),
    FieldSpec::mac("lltd.emit.dest_addr", "To").doc("The receiver.", SECTION),
];

const ANSWERED: &[FieldSpec] = &[
    FieldSpec::flag("lltd.queryresp.more", "More")
        .doc("Set: there are more than fit here.", SECTION),
    FieldSpec::flag("lltd.queryresp.memory", "Full").doc("Set: some were forgotten.", SECTION),
    FieldSpec::uint("lltd.queryresp.num_descs", "Frames", 14).doc("How many are listed.", SECTION),
];

const SEEN: &[FieldSpec] = &[
    FieldSpec::hex("lltd.queryresp.type", "Frame", 16)
        .codes(&[(0, "probe"), (1, "ARP or neighbour discovery")])
        .doc("What was seen.", SECTION),
    FieldSpec::mac("lltd.queryresp.real_src_addr", "Real sender").doc("Who sent it.", SECTION),
    FieldSpec::mac("lltd.queryresp.ethernet_src_addr", "Sender").doc("As whom.", SECTION),
    FieldSpec::mac("lltd.queryresp.ethernet_dest_addr", "Receiver").doc("To whom.", SECTION),
];

const CREDIT: &[FieldSpec] = &[
    FieldSpec::uint("lltd.flat.crc_bytes", "Bytes", 32)
        .doc("How many bytes may be sent at once.", SECTION),
    FieldSpec::uint("lltd.flat.crc_packets", "Frames", 8)
        .doc("How many frames may be sent at once.", SECTION),
];

const LARGE: &[FieldSpec] = &[
    FieldSpec::hex("lltd.query_large_tlv.type", "Property", 8)
        .lookup(station::name)
        .doc("What is asked for.", SECTION),
    FieldSpec::uint("lltd.query_large_tlv.offset", "From byte", 24)
        .doc("Where the answer shall begin.", SECTION),
];

const LARGE_HEAD: &[FieldSpec] = &[
    FieldSpec::flag("lltd.querylargeresp.more", "More")
        .doc("Set: there is more than fits here.", SECTION),
    FieldSpec::flag("lltd.querylargeresp.memory", "Reserved").doc("Zero.", SECTION),
    FieldSpec::uint("lltd.querylargeresp.num_descs", "Bytes", 14).doc("How many follow.", SECTION),
];

const HELLO_HEAD: &[FieldSpec] = &[
    FieldSpec::hex("lltd.hello.gen_num", "Generation", 16).doc("Which map it is for.", SECTION),
    FieldSpec::mac("lltd.hello.current_address", "Mapper").doc("Who draws the map.", SECTION),
    FieldSpec::mac("lltd.hello.apparent_address", "Mapper as seen")
        .doc("The sender of its frames as they came here.", SECTION),
];

crate::fields! {
    FUNCTION = FieldSpec::hex("lltd.discovery", "Function", 8)
        .codes(&[(DISCOVER, "discover"), (HELLO, "hello"), (EMIT, "emit"), (3, "train"), (4, "probe"), (5, "ACK"), (6, "query"), (ANSWER, "answer"), (8, "reset"), (9, "charge"), (FLAT, "flat"), (LARGE_QUERY, "query of a large property"), (LARGE_ANSWER, "answer with a large property")])
        .doc("What the sender wants.", SECTION);
    QUALITY_FUNCTION = FieldSpec::hex("lltd.qos_diag", "Function", 8)
        .codes(quality::FUNCTIONS)
        .doc("What the sender wants.", SECTION);
    BASE = FieldSpec::group("", "Base header").doc("Who speaks with whom, whatever bridges made of the addresses of the frame.", SECTION);
    TO = FieldSpec::mac("lltd.discovery.real_dest_addr", "To").doc("The receiver.", SECTION);
    FROM = FieldSpec::mac("lltd.discovery.real_src_addr", "From").doc("The sender.", SECTION);
    EXCHANGE = FieldSpec::hex("lltd.discovery.xid", "Exchange", 16).doc("Tells discoveries apart.", SECTION);
    SEQUENCE = FieldSpec::hex("lltd.discovery.seq_num", "Sequence number", 16).doc("An answer repeats it; 0 needs none.", SECTION);
    QUALITY_TO = FieldSpec::mac("lltd.qos.real_dest_addr", "To").doc("The receiver.", SECTION);
    QUALITY_FROM = FieldSpec::mac("lltd.qos.real_src_addr", "From").doc("The sender.", SECTION);
    QUALITY_SEQUENCE = FieldSpec::hex("lltd.qos.seq_num", "Sequence number", 16).doc("An answer repeats it.", SECTION);
    GENERATION = FieldSpec::hex("lltd.discover.gen_num", "Generation", 16).doc("Which map it is for.", SECTION);
    STATIONS = FieldSpec::uint("lltd.discover.num_stations", "Stations", 16).doc("How many are listed.", SECTION);
    STATION = FieldSpec::mac("lltd.discover.station", "Station").doc("It was heard already; it need not answer again.", SECTION);
    COUNT = FieldSpec::uint("lltd.emit.num_descs", "Frames", 16).doc("How many are listed.", SECTION);
    ITEM = FieldSpec::group("", "Frame").doc("One of them.", SECTION);
    DATA = FieldSpec::bytes("lltd.querylargeresp.data", "Data").doc("Part of the property.", SECTION);
}

/// LLTD.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "lltd",
        short: "LLTD",
        title: "Link Layer Topology Discovery",
        osi: OsiLayer::DataLink,
        why: "It finds out which switch and radio stand between stations of a link.",
        reference: "MS-LLTD",
    },
    claims: &[Claim::EtherType(0x88d9)],
    headers: &join::<_, { 8 + station::TABLES.len() + quality::TABLES.len() }>(&[
        &[HEAD, EMITTED, ANSWERED, SEEN, CREDIT, LARGE, LARGE_HEAD, HELLO_HEAD],
        station::TABLES,
        quality::TABLES,
    ]),
    fields: &join_fields::<{ 16 + station::COUNT + quality::COUNT }>(&[FIELDS, station::FIELDS, quality::FIELDS]),
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\0\0\x01\xff\xff\xff\xff\xff\xff\x02\0\0\0\0\x02\0\x01\0\x05\x02\0\0\0\0\x09\x02\0\0\0\0\x08\x0f\x04P\0C\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let service = p.header::<{ bytes_of(HEAD) }>(HEAD)?[1].into();
    match service {
        DISCOVERY | QUICK => {
            let function = p.uint(&FUNCTION)?;
            let name = FUNCTION.names.get(function).unwrap_or("unknown function");
            p.summary(format_args!("{name}"));
            p.group(&BASE, |p| {
                p.field(&TO, 6)?;
                p.field(&FROM, 6)?;
                let spec = if function == DISCOVER {
                    &EXCHANGE
                } else {
                    &SEQUENCE
                };
                p.uint(spec)
            })?;
            discovery(p, function)?;
        }
        QUALITY => {
            let function = p.uint(&QUALITY_FUNCTION)?;
            let name = QUALITY_FUNCTION
                .names
                .get(function)
                .unwrap_or("unknown function");
            p.summary(format_args!("quality: {name}"));
            p.group(&BASE, |p| {
                p.field(&QUALITY_TO, 6)?;
                p.field(&QUALITY_FROM, 6)?;
                p.uint(&QUALITY_SEQUENCE)
            })?;
            quality::body(p, function)?;
        }
        _ => return Ok(()),
    }
    p.ends_at(p.pos());
    Ok(())
}

fn discovery(p: &mut Peel<'_>, function: u64) -> Peeled {
    match function {
        DISCOVER => {
            p.uint(&GENERATION)?;
            for _ in 0..p.uint(&STATIONS)? {
                p.field(&STATION, 6)?;
            }
            Ok(())
        }
        HELLO => {
            p.rows(HELLO_HEAD)?;
            station::properties(p)
        }
        EMIT => {
            for _ in 0..p.uint(&COUNT)? {
                p.group(&ITEM, |p| p.rows(EMITTED))?;
            }
            Ok(())
        }
        ANSWER => {
            let [high, low] = *p.header::<{ bytes_of(ANSWERED) }>(ANSWERED)?;
            for _ in 0..u16::from_be_bytes([high & 0x3f, low]) {
                p.group(&ITEM, |p| p.rows(SEEN))?;
            }
            Ok(())
        }
        FLAT => p.rows(CREDIT).map(drop),
        LARGE_QUERY => p.rows(LARGE).map(drop),
        LARGE_ANSWER => {
            let [high, low] = *p.header::<{ bytes_of(LARGE_HEAD) }>(LARGE_HEAD)?;
            match usize::from(u16::from_be_bytes([high & 0x3f, low])) {
                0 => Ok(()),
                len => p.field(&DATA, len).map(drop),
            }
        }
        _ => Ok(()),
    }
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
    fn a_station_says_hello() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("lltd.hello.gen_num"), Value::Uint(5));
        assert_eq!(value("lltd.machine_name"), Value::Made("PC".into()));
        assert_eq!(out.layers[0].summary, "hello");
        assert!(out.faults.is_empty());
    }

    #[test]
    fn links_are_measured() {
        let mut bytes = b"\x01\x02\0\x0a".to_vec();
        bytes.extend([0; 14]);
        assert_eq!(
            peeled(&bytes).layers[0].summary,
            "quality: lease of the counters"
        );
        bytes[3] = 9;
        bytes.extend(b"\x80\x01\0\x02\0\x01\0\x02\0\x03\0\x04\0\x05\0\x06\0\x07\0\x08");
        let out = peeled(&bytes);
        let sent = out
            .fields
            .iter()
            .filter(|field| field.spec.name == "lltd.qos_snapshot.packets_sent");
        let sent: Vec<_> = sent.map(|field| field.value.clone()).collect();
        assert_eq!(sent, [Value::Uint(4), Value::Uint(8)]);
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[33] = 0xff;
        assert!(!peeled(&bytes).faults.is_empty());
        let mut emit = b"\x01\0\0\x02".to_vec();
        emit.extend([0; 14]);
        emit.extend([0xff, 0xff, 1]);
        assert_eq!(peeled(&emit).faults.len(), 1);
    }
}
