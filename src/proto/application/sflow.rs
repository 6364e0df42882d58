//! sFlow: switches and routers tell what comes by: now and then a packet's first bytes, and what
//! they have counted. Version 5 (sflow.org), and versions 2 and 4 (RFC 3176).

mod counters;
mod packets;
mod records;
mod tables;

use std::ops::Range;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, LinkType, OsiLayer, ProtoInfo, Transport, bytes_of};
use tables::*;

const PORT: u16 = 6343;

const V5: &str = "sFlow Version 5 §5.3";
const V4: &str = "RFC 3176 §4";

/// In version 5 a sampled header says what was cut off the packet.
const HEADERS_CUT: bool = true;

const FLOW: u32 = 1;
const COUNTERS: u32 = 2;
const EXPANDED_FLOW: u32 = 3;
const EXPANDED_COUNTERS: u32 = 4;

crate::fields! {
    AGENT = FieldSpec::ipv4("sflow_245.agent", "Agent")
        .doc("The switch's own address, whatever the packet came from.", V5);
    AGENT_6 = FieldSpec::ipv6("sflow_245.agent.v6", "Agent")
        .doc("The switch's own address, whatever the packet came from.", V5);
    SAMPLE = FieldSpec::group("", "Sample")
        .doc("What was seen at one place of the switch.", V5);
    SAMPLE_TYPE_4 = FieldSpec::uint("sflow_245.sampletype", "Sample type", 32)
        .codes(SAMPLE_TYPES)
        .doc("What kind of sample.", V4);
    RECORD = FieldSpec::group("", "Record")
        .doc("One thing that is told of a packet or an interface.", V5);
    RECORD_LEN = FieldSpec::uint("sflow_5.flow_data_length", "Length", 32)
        .unit("bytes")
        .doc("Of what follows.", V5);
    FOREIGN_LEN = FieldSpec::uint("sflow.enterprise.length", "Length", 32)
        .unit("bytes")
        .doc("Of what follows.", V5);
    FOREIGN = FieldSpec::bytes("sflow.enterprise.data", "Data")
        .doc("What only its maker knows.", V5);
    UNKNOWN = FieldSpec::bytes("", "Data")
        .doc("In a format that decap does not know.", V5);
    EXTENDED_COUNT = FieldSpec::uint("", "Extended data", 32)
        .doc("How many pieces of more data follow.", V4);
    EXTENDED = FieldSpec::uint("sflow_245.extended_information_type", "Extended data", 32)
        .codes(&[(1, "switch"), (2, "router"), (3, "gateway"), (4, "user"), (5, "URL")])
        .doc("What else is told of the packet.", V4);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + records::FIELDS.len()] =
    join_fields(&[FIELDS, records::FIELDS]);

/// sFlow.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "sflow",
        short: "sFlow",
        title: "InMon sFlow",
        osi: OsiLayer::Application,
        why: "A program in a switch tells a collecting program what the switch sees; it only looks at the other layers.",
        reference: "sFlow Version 5",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[
        START,
        REST_OF_HEAD,
        HEAD_5,
        SAMPLE_HEAD,
        FLOW_RECORD,
        COUNTER_RECORD,
        FOREIGN_RECORD,
        FLOW_START,
        EXPANDED_START,
        RATES,
        FLOW_WAY,
        EXPANDED_WAY,
        OUTPUT_4,
        OUTPUTS_4,
        COUNTERS_START,
        EXPANDED_COUNTERS_START,
        COUNTERS_4,
        packets::ETHERNET,
        packets::IPV4,
        packets::IPV6,
        packets::SWITCH,
        packets::MASKS,
        packets::SYSTEMS,
        packets::SUITE,
        packets::RECEIVED,
        packets::SENT,
        counters::GENERIC,
        counters::ETHERNET,
        counters::TOKEN_RING,
        counters::ANY_LAN,
        counters::VLAN,
        counters::WIRELESS,
        counters::AGGREGATION,
        counters::PROCESSOR,
        counters::RADIO,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x00\x05\x00\x00\x00\x01\xc0\x00\x02\x01\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x03\xe8\x00\x00\x00\x01\
              \x00\x00\x00\x01\x00\x00\x00\x4c\x00\x00\x00\x0b\x00\x00\x00\x05\x00\x00\x01\x00\x00\x00\x03\xe8\x00\x00\x00\x00\
              \x00\x00\x00\x03\x00\x00\x00\x04\x00\x00\x00\x01\
              \x00\x00\x00\x01\x00\x00\x00\x24\x00\x00\x00\x0b\x00\x00\x00\x18\x00\x00\x00\x04\x00\x00\x00\x14\
              \x45\x00\x00\x14\x00\x00\x00\x00\x40\xfd\x00\x00\xc0\x00\x02\x01\xc0\x00\x02\x02",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [0, 0, 0, 2 | 4 | 5, 0, 0, 0, 1 | 2, ..] => Match::Yes,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let start = p.header::<{ bytes_of(START) }>(START)?;
    let version = start[3];
    match start[7] {
        1 => p.field(&AGENT, 4)?,
        2 => p.field(&AGENT_6, 16)?,
        _ => {
            let at = p.pos() - 4..p.pos();
            p.fault(FaultKind::Malformed("no such kind of address"), at);
            return Ok(());
        }
    };
    let head = p.rows(if version == 5 { HEAD_5 } else { REST_OF_HEAD })?;
    let count = head
        .last_chunk()
        .map_or(0, |count| u32::from_be_bytes(*count));
    p.summary(format_args!("version {version}, {count} samples"));
    for _ in 0..count {
        if p.is_full() {
            break;
        }
        p.group(&SAMPLE, |p| match version {
            5 => sample(p),
            _ => old_sample(p),
        })?;
    }
    Ok(())
}

/// Enterprise and format, which share a word.
fn format(bytes: &[u8]) -> (u32, u32) {
    let word = bytes
        .first_chunk()
        .map_or(0, |word| u32::from_be_bytes(*word));
    (word >> 12, word & 0xfff)
}

fn sample(p: &mut Peel<'_>) -> Peeled {
    let (enterprise, kind) = format(p.rest());
    if enterprise != 0 {
        return foreign(p);
    }
    let head = p.header::<{ bytes_of(SAMPLE_HEAD) }>(SAMPLE_HEAD)?;
    let len = u32::from_be_bytes([head[4], head[5], head[6], head[7]]) as usize;
    p.within(len, "sample length", |p| {
        let (tables, is_flow): (&[&[FieldSpec]], _) = match kind {
            FLOW => (&[FLOW_START, RATES, FLOW_WAY], true),
            COUNTERS => (&[COUNTERS_START], false),
            EXPANDED_FLOW => (&[EXPANDED_START, RATES, EXPANDED_WAY], true),
            EXPANDED_COUNTERS => (&[EXPANDED_COUNTERS_START], false),
            _ => return unknown(p),
        };
        let mut count = 0;
        for table in tables {
            let row = p.rows(table)?;
            count = row
                .last_chunk()
                .map_or(0, |count| u32::from_be_bytes(*count));
        }
        for _ in 0..count {
            if p.is_full() {
                break;
            }
            p.group(&RECORD, |p| record(p, is_flow))?;
        }
        Ok(())
    })
}

fn record(p: &mut Peel<'_>, is_flow: bool) -> Peeled {
    let (enterprise, kind) = format(p.rest());
    if enterprise != 0 {
        return foreign(p);
    }
    p.rows(if is_flow { FLOW_RECORD } else { COUNTER_RECORD })?;
    let len = p.uint(&RECORD_LEN)? as usize;
    p.within(len, "record length", |p| {
        match (is_flow, counters::table(kind)) {
            (true, _) => {
                records::read(p, kind)?;
            }
            (false, Some(table)) => drop(p.rows(table)?),
            (false, None) => {}
        }
        unknown(p)
    })
}

fn foreign(p: &mut Peel<'_>) -> Peeled {
    p.rows(FOREIGN_RECORD)?;
    let len = p.uint(&FOREIGN_LEN)? as usize;
    match len {
        0 => Ok(()),
        len => p.field(&FOREIGN, len).map(drop),
    }
}

/// What is left of a part.
fn unknown(p: &mut Peel<'_>) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        rest => p.field(&UNKNOWN, rest).map(drop),
    }
}

/// A sample of versions 2 and 4, which say no lengths: behind something unknown nothing can be read.
fn old_sample(p: &mut Peel<'_>) -> Peeled {
    if p.uint(&SAMPLE_TYPE_4)? == u64::from(COUNTERS) {
        let head = p.rows(COUNTERS_4)?;
        let kind = head.last().copied().unwrap_or_default();
        if let (1..=3, Some(table)) = (kind, counters::table(kind.into())) {
            p.rows(counters::GENERIC)?;
            if kind > 1 {
                p.rows(table)?;
            }
            return Ok(());
        }
        return unknown(p);
    }
    p.rows(FLOW_START)?;
    p.rows(RATES)?;
    let several = p.rest().get(4).is_some_and(|byte| byte & 0x80 != 0);
    let way = p.rows(if several { OUTPUTS_4 } else { OUTPUT_4 })?;
    match way.last() {
        Some(1) => records::header(p, !HEADERS_CUT)?,
        Some(2) => drop(p.rows(packets::IPV4)?),
        Some(3) => drop(p.rows(packets::IPV6)?),
        _ => return unknown(p),
    }
    let count = p.uint(&EXTENDED_COUNT)?;
    for _ in 0..count {
        match p.uint(&EXTENDED)? {
            1 => drop(p.rows(packets::SWITCH)?),
            2 => records::router(p)?,
            _ => return unknown(p),
        }
    }
    Ok(())
}

/// Hands the first bytes of a sampled packet over as layers of their own.
fn quote(p: &mut Peel<'_>, protocol: u64, at: Range<usize>) {
    let next = match protocol {
        1 => Next::LinkType(LinkType::ETHERNET),
        7 => Next::LinkType(LinkType(9)),
        11 => Next::EtherType(0x0800),
        12 => Next::EtherType(0x86dd),
        13 => Next::EtherType(0x8847),
        _ => Next::Data,
    };
    p.quote(next, at);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_sampled_packet_becomes_layers() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(out.layers[0].summary, "version 5, 1 samples");
        assert_eq!(out.layers[1].info.name, "ip");
        assert_eq!(
            all(&out, bytes, "sflow.flow_sample.sampling_rate"),
            [(44, 4, "256".into())]
        );
        assert_eq!(all(&out, bytes, "ip.dst"), [(108, 4, "192.0.2.2".into())]);
    }

    #[test]
    fn counts_and_lengths_may_lie() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[24..28].fill(0xff);
        let out = peeled(&bytes);
        assert_eq!(all(&out, &bytes, "sflow_245.sampletype").len(), 1);
        assert!(!out.faults.is_empty());
        bytes[87] = 0xff;
        assert!(!peeled(&bytes).faults.is_empty());
    }
}
