//! IGMP: which hosts on a link listen to which IPv4 multicast group (RFC 3376, RFC 2236, RFC 1112).

mod mtrace;
mod version_0;

use std::net::Ipv4Addr;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Value, Verdict, bytes_of};
use crate::proto::{checksum, group_codes};

const LAST_OF_VERSION_0: u8 = 0x08;
const QUERY: u8 = 0x11;
const REPORT_1: u8 = 0x12;
const REPORT_2: u8 = 0x16;
const LEAVE: u8 = 0x17;
const TRACE_ANSWER: u8 = 0x1e;
const TRACE: u8 = 0x1f;
const REPORT_3: u8 = 0x22;

/// A query of version 3 is at least this long; those of versions 1 and 2 are shorter.
const QUERY_3_LEN: usize = 12;

const TIME_PARTS: &[FieldSpec] = &[
    FieldSpec::gap(1),
    FieldSpec::hex("igmp.max_resp.exp", "Exponent", 3).doc(
        "How far the mantissa is shifted, less 3.",
        "RFC 3376 §4.1.1",
    ),
    FieldSpec::hex("igmp.max_resp.mant", "Mantissa", 4).doc(
        "The leading bits of the time behind a first 1.",
        "RFC 3376 §4.1.1",
    ),
];

const QUERY_3: &[FieldSpec] = &[
    FieldSpec::gap(4),
    FieldSpec::flag("igmp.s", "Suppress").doc(
        "Set: other routers leave their timers as they are.",
        "RFC 3376 §4.1.5",
    ),
    FieldSpec::uint("igmp.qrv", "Robustness", 3).doc(
        "How many lost messages the querier puts up with.",
        "RFC 3376 §4.1.6",
    ),
    FieldSpec::uint("igmp.qqic", "Query interval code", 8).doc(
        "How often the querier asks, in seconds; from 128 on an exponent and a mantissa.",
        "RFC 3376 §4.1.7",
    ),
    FieldSpec::uint("igmp.num_src", "Sources", 16)
        .doc("How many sources are listed.", "RFC 3376 §4.1.8"),
];

const QUERY_3_REST: usize = bytes_of(QUERY_3);

crate::fields! {
    TYPE = FieldSpec::hex("igmp.type", "Type", 8)
        .codes(&[
            (0x01, "create group request"),
            (0x02, "create group reply"),
            (0x03, "join group request"),
            (0x04, "join group reply"),
            (0x05, "leave group request"),
            (0x06, "leave group reply"),
            (0x07, "confirm group request"),
            (0x08, "confirm group reply"),
            (0x11, "membership query"),
            (0x12, "membership report, version 1"),
            (0x13, "DVMRP"),
            (0x14, "PIM version 1"),
            (0x15, "Cisco trace"),
            (0x16, "membership report, version 2"),
            (0x17, "leave group"),
            (0x1e, "multicast traceroute response"),
            (0x1f, "multicast traceroute"),
            (0x22, "membership report, version 3"),
            (0x30, "multicast router advertisement"),
            (0x31, "multicast router solicitation"),
            (0x32, "multicast router termination"),
            (0x40, "report with authentication"),
            (0x41, "query with authentication"),
            (0x42, "leave with authentication"),
            (0xfc, "RGMP leave"),
            (0xfd, "RGMP join"),
            (0xfe, "RGMP bye"),
            (0xff, "RGMP hello"),
        ])
        .doc("A router's question, or a host's answer.", "RFC 3376 §4");
    RESERVED = FieldSpec::bytes("igmp.reserved", "Reserved")
        .doc("Zero.", "RFC 3376 §4.2");
    TIME = FieldSpec::uint("igmp.max_resp", "Longest delay", 8).unit("× 0.1 s")
        .doc("Hosts answer after a random time up to this, so that not all answer at once. In version 3, from 128 on, the byte holds an exponent and a mantissa; the value shown is what it means.", "RFC 3376 §4.1.1");
    CHECKSUM = FieldSpec::hex("igmp.checksum", "Checksum", 16)
        .doc("Covers the whole message.", "RFC 3376 §4.1.2");
    GROUP = FieldSpec::ipv4("igmp.maddr", "Group")
        .doc("The multicast group that is asked about, joined or left; 0.0.0.0 asks about every group.", "RFC 3376 §4.1.3");
    SOURCE = FieldSpec::ipv4("igmp.saddr", "Source")
        .doc("A sender to the group.", "RFC 3376 §4.1.9");
    RECORDS = FieldSpec::uint("igmp.num_grp_recs", "Records", 16)
        .doc("How many groups are reported.", "RFC 3376 §4.2.3");
    RECORD = FieldSpec::group("", "Record")
        .doc("What the host wants of one group.", "RFC 3376 §4.2.4");
    RECORD_TYPE = FieldSpec::uint("igmp.record_type", "Record type", 8).codes(group_codes::RECORD_TYPES)
        .doc("Whether the listed sources are wanted or not, and whether that is new.", "RFC 3376 §4.2.12");
    AUXILIARY_LENGTH = FieldSpec::uint("igmp.aux_data_len", "Auxiliary data", 8).unit("× 4 bytes")
        .doc("Length of the auxiliary data in words of 4 bytes.", "RFC 3376 §4.2.6");
    SOURCES = FieldSpec::uint("igmp.num_src", "Sources", 16)
        .doc("How many sources are listed.", "RFC 3376 §4.2.7");
    AUXILIARY = FieldSpec::bytes("igmp.aux_data", "Auxiliary data")
        .doc("More about the record; nothing is defined.", "RFC 3376 §4.2.10");
    KEY = FieldSpec::bytes("igmp.access_key", "Access key")
        .doc("Lets hosts into a private group; zero for a public one.", version_0::SECTION);
    BLOCK = FieldSpec::group("", "Hop")
        .doc("What one router on the path adds.", mtrace::SECTION);
    DATA = FieldSpec::bytes("igmp.data", "Data")
        .doc("A message that decap does not take apart.", "RFC 3376 §4");
}

/// IGMP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "igmp",
        short: "IGMP",
        title: "Internet Group Management Protocol",
        osi: OsiLayer::Network,
        why: "It is part of IPv4: hosts tell the routers of their link which multicast groups they listen to. It carries no ports.",
        reference: "RFC 3376",
    },
    claims: &[Claim::IpProtocol(2)],
    headers: &[
        TIME_PARTS,
        QUERY_3,
        version_0::CREATE,
        version_0::REPLY,
        version_0::OTHER,
        version_0::IDENTIFIER,
        mtrace::HOPS,
        mtrace::WAY,
        mtrace::HOP,
    ],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x22\x00\xed\xf9\x00\x00\x00\x01\x04\x00\x00\x00\xea\x01\x02\x03",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&TYPE)? as u8;
    if is_carried(kind) {
        summarise(p, kind);
        p.pass(Next::Field("igmp.type", kind.into()));
        return Ok(());
    }
    if !p.wants_fields() {
        // Nothing is wrapped in the others.
        return p.require(3);
    }
    let message = p.bytes();
    summarise(p, kind);
    match kind {
        QUERY if message.len() >= QUERY_3_LEN => query_3(p)?,
        REPORT_3 => report_3(p)?,
        // Version 1 has no time: all its messages have a zero there.
        REPORT_1 => older(p, &RESERVED)?,
        QUERY if message.get(1) == Some(&0) => older(p, &RESERVED)?,
        QUERY | REPORT_2 | LEAVE => older(p, &TIME)?,
        1..=LAST_OF_VERSION_0 => version_0::message(p, kind)?,
        TRACE | TRACE_ANSWER => mtrace::message(p)?,
        _ => {
            let rest = p.rest().len();
            return p.field(&DATA, rest).map(drop);
        }
    }
    let verdict = match p.is_whole() && !p.is_quoted() {
        true => checksum::verdict(message, 2, 0),
        false => Verdict::Unverifiable,
    };
    p.verdict("igmp.checksum", verdict);
    Ok(())
}

/// True for the types whose messages are protocols of their own: DVMRP, PIM version 1, IGAP, RGMP.
const fn is_carried(kind: u8) -> bool {
    matches!(kind, 0x13 | 0x14 | 0x40..=0x42 | 0xfc..=0xff)
}

fn summarise(p: &mut Peel<'_>, kind: u8) {
    let name = TYPE.names.get(kind.into()).unwrap_or("unknown type");
    let group = p
        .bytes()
        .get(4..8)
        .and_then(|group| group.first_chunk::<4>());
    match group.map(|group| Ipv4Addr::from(*group)) {
        Some(group)
            if matches!(kind, QUERY | REPORT_1 | REPORT_2 | LEAVE) && !group.is_unspecified() =>
        {
            p.summary(format_args!("{name}: {group}"));
        }
        _ => p.summary(format_args!("{name}")),
    }
}

/// The 8 bytes of versions 1 and 2.
fn older(p: &mut Peel<'_>, second: &'static FieldSpec) -> Peeled {
    p.field(second, 1)?;
    p.uint(&CHECKSUM)?;
    p.field(&GROUP, 4).map(drop)
}

fn query_3(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let code = p.skip(1)?[0];
    let time = group_codes::narrow(code);
    p.mark_as(&TIME, at..at + 1, Value::Uint(time.into()));
    if code >= 0x80 {
        p.bits(TIME_PARTS, at);
    }
    p.uint(&CHECKSUM)?;
    p.field(&GROUP, 4)?;
    let rest = p.header::<QUERY_3_REST>(QUERY_3)?;
    for _ in 0..u16::from_be_bytes([rest[2], rest[3]]) {
        p.field(&SOURCE, 4)?;
    }
    Ok(())
}

fn report_3(p: &mut Peel<'_>) -> Peeled {
    p.field(&RESERVED, 1)?;
    p.uint(&CHECKSUM)?;
    p.field(&RESERVED, 2)?;
    for _ in 0..p.uint(&RECORDS)? {
        p.group(&RECORD, record)?;
    }
    Ok(())
}

fn record(p: &mut Peel<'_>) -> Peeled {
    p.uint(&RECORD_TYPE)?;
    let auxiliary = p.uint(&AUXILIARY_LENGTH)? as usize * 4;
    let sources = p.uint(&SOURCES)?;
    p.field(&GROUP, 4)?;
    for _ in 0..sources {
        p.field(&SOURCE, 4)?;
    }
    if auxiliary > 0 {
        p.field(&AUXILIARY, auxiliary)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    fn value(out: &Dissection, name: &str) -> Option<Value> {
        out.field(name).map(|field| field.value.clone())
    }

    #[test]
    fn a_report_of_version_3_lists_groups() {
        let out = peeled(PROTOCOL.sample);
        let group = Value::Ipv4([234, 1, 2, 3].into());
        assert_eq!(value(&out, "igmp.maddr"), Some(group));
        assert!(matches!(
            value(&out, "igmp.checksum"),
            Some(Value::Checksum(_, Verdict::Good))
        ));
        assert_eq!(out.layers[0].summary, "membership report, version 3");
    }

    #[test]
    fn versions_are_told_apart_by_length_and_time() {
        let first = peeled(b"\x11\x00\xee\xff\x00\x00\x00\x00");
        assert!(value(&first, "igmp.max_resp").is_none());
        let second = peeled(b"\x11\x64\xee\x9b\x00\x00\x00\x00");
        assert_eq!(value(&second, "igmp.max_resp"), Some(Value::Uint(100)));
        let third = peeled(b"\x11\x9a\xeb\xda\x00\x00\x00\x00\x02\x8b\x00\x00");
        assert_eq!(value(&third, "igmp.max_resp"), Some(Value::Uint(416)));
        assert_eq!(value(&third, "igmp.max_resp.exp"), Some(Value::Uint(1)));
        assert_eq!(value(&third, "igmp.qrv"), Some(Value::Uint(2)));
        for out in [first, second, third] {
            assert!(out.faults.is_empty(), "{:?}", out.faults);
        }
    }

    #[test]
    fn hostile_counts_end_with_the_bytes() {
        let out = peeled(b"\x22\x00\x00\x00\x00\x00\xff\xff\x04\xff\xff\xff\xea\x01\x02\x03");
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
    }
}
