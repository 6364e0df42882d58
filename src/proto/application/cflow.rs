//! NetFlow and IPFIX: routers tell which flows of packets came by: who spoke with whom, when, and how
//! much. Versions 1, 5 and 7 have records of fixed form; in version 9 (RFC 3954) and IPFIX (RFC 7011)
//! templates say what the records hold.

mod elements;
mod sets;
mod tables;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value};

const IPFIX: u16 = 10;
const VERSION_9: u16 = 9;

crate::fields! {
    VERSION = FieldSpec::uint("cflow.version", "Version", 16)
        .doc("1, 5, 7 and 9 are NetFlow, 10 is IPFIX.", "RFC 3954 §5.1; RFC 7011 §3.1");
    LENGTH = FieldSpec::uint("cflow.len", "Length", 16)
        .unit("bytes")
        .doc("Of the whole message.", "RFC 7011 §3.1");
    COUNT = FieldSpec::uint("cflow.count", "Count", 16)
        .doc("How many records follow.", "RFC 3954 §5.1");
    UPTIME = FieldSpec::computed("cflow.sysuptime", "Uptime")
        .doc("How long the router has been running.", "RFC 3954 §5.1");
    TIME = FieldSpec::computed("cflow.timestamp", "Time")
        .doc("When the message was sent.", "RFC 3954 §5.1");
    SECONDS = FieldSpec::uint("cflow.unix_secs", "Seconds", 32)
        .doc("Since 1970.", "RFC 3954 §5.1");
    NANOSECONDS = FieldSpec::uint("cflow.unix_nsecs", "Nanoseconds", 32)
        .doc("The fraction of the second.", tables::CISCO);
    EXPORT_TIME = FieldSpec::uint("cflow.exporttime", "Export time", 32)
        .doc("Seconds since 1970.", "RFC 7011 §3.1");
    SEQUENCE = FieldSpec::uint("cflow.sequence", "Sequence number", 32)
        .doc("Grows: gaps are losses.", "RFC 3954 §5.1");
    SOURCE = FieldSpec::uint("cflow.source_id", "Source ID", 32)
        .doc("Which part of the router sent this; its templates are its own.", "RFC 3954 §5.1");
    DOMAIN = FieldSpec::uint("cflow.od_id", "Observation domain", 32)
        .doc("Which part of the device sent this; its templates are its own.", "RFC 7011 §3.1");
    RECORD = FieldSpec::group("", "Flow")
        .doc("What is told of one flow of packets.", tables::CISCO);
    START = FieldSpec::computed("cflow.timestart", "Start")
        .doc("When the first packet came by, in time since the router started.", tables::CISCO);
    END = FieldSpec::computed("cflow.timeend", "End")
        .doc("When the last packet came by, in time since the router started.", tables::CISCO);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + sets::FIELDS.len() + elements::FIELDS.len()] =
    join_fields(&[FIELDS, sets::FIELDS, &elements::FIELDS]);

/// NetFlow and IPFIX.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "cflow",
        short: "NetFlow",
        title: "Cisco NetFlow/IPFIX",
        osi: OsiLayer::Application,
        why: "A program in a router tells a collecting program what the router sees; it only looks at the other layers.",
        reference: "RFC 3954; RFC 7011",
    },
    claims: &[
        Claim::Port(Transport::Udp, 2055),
        Claim::Port(Transport::Udp, 4739),
        Claim::Port(Transport::Udp, 9996),
    ],
    headers: &[
        tables::HEAD_5,
        tables::HEAD_7,
        tables::ROUTE,
        tables::END_1,
        tables::END_5,
        tables::END_7,
        tables::SET,
        tables::TEMPLATE,
        tables::FIELD,
        tables::OPTIONS,
        tables::SCOPE,
        tables::IPFIX_OPTIONS,
        tables::IPFIX_FIELD,
        tables::PRIVATE_FIELD,
        tables::FLAG_BITS,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x05\x00\x01\x00\x36\xee\x80\x65\x53\xf1\x00\x00\x00\x00\x05\x00\x00\x00\x4d\x01\x02\x40\x64\
              \xc0\x00\x02\x01\xc0\x00\x02\x02\xc0\x00\x02\x03\x00\x01\x00\x02\x00\x00\x00\x0a\x00\x00\x03\xe8\
              \x00\x35\x67\xe0\x00\x35\x68\x44\x03\xe8\x00\x50\x00\x1b\x06\x00\xfd\xe8\xfd\xe9\x18\x10\x00\x00",
};

/// Shortest message: the head of version 1 or IPFIX.
const MIN_LEN: usize = 16;

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [0, 1 | 5 | 7 | 9 | 10, ..] => Match::maybe_if(bytes.len() >= MIN_LEN),
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let version = p.uint(&VERSION)? as u16;
    if version == IPFIX {
        p.summary(format_args!("IPFIX"));
        let len = p.uint(&LENGTH)? as usize;
        let at = p.pos();
        time(p, at..at + 4)?;
        p.uint(&EXPORT_TIME)?;
        p.uint(&SEQUENCE)?;
        let domain = p.uint(&DOMAIN)? as u32;
        let rest = len.saturating_sub(p.pos());
        return p.within(rest, "IPFIX length", |p| sets::read(p, version, domain));
    }
    let count = p.uint(&COUNT)?;
    p.summary(format_args!("version {version}, {count} records"));
    uptime(p, &UPTIME)?;
    let at = p.pos();
    match version {
        VERSION_9 => {
            time(p, at..at + 4)?;
            p.uint(&SECONDS)?;
            p.uint(&SEQUENCE)?;
            let source = p.uint(&SOURCE)? as u32;
            return sets::read(p, version, source);
        }
        _ => time(p, at..at + 8)?,
    }
    p.uint(&SECONDS)?;
    p.uint(&NANOSECONDS)?;
    let last = match version {
        1 => tables::END_1,
        5 => {
            p.rows(tables::HEAD_5)?;
            tables::END_5
        }
        7 => {
            p.rows(tables::HEAD_7)?;
            tables::END_7
        }
        _ => {
            let rest = p.pos()..p.bytes().len();
            p.fault(FaultKind::Malformed("no such version"), rest);
            return Ok(());
        }
    };
    for _ in 0..count {
        if p.is_full() {
            break;
        }
        p.group(&RECORD, |p| {
            p.rows(tables::ROUTE)?;
            uptime(p, &START)?;
            uptime(p, &END)?;
            p.rows(last).map(drop)
        })?;
    }
    Ok(())
}

/// Seconds, and nanoseconds if there are eight bytes, without moving on.
fn time(p: &mut Peel<'_>, at: std::ops::Range<usize>) -> Peeled {
    p.require(at.len())?;
    let number = sets::number(&p.rest()[..at.len()]);
    let (seconds, nanos) = match at.len() {
        8 => (number >> 32, number & 0xffff_ffff),
        _ => (number, 0),
    };
    if nanos < 1_000_000_000 {
        let time = Timestamp::from_parts(seconds as i64, nanos as u32);
        p.mark_as(&TIME, at, Value::Time(time));
    }
    Ok(())
}

/// Milliseconds since the router started.
fn uptime(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let millis = sets::number(p.skip(4)?) as i64;
    p.mark_as(spec, at..at + 4, Value::Elapsed(millis * 1_000_000));
    Ok(())
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
    fn version_5_has_fixed_records() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(out.layers[0].summary, "version 5, 1 records");
        assert_eq!(all(&out, bytes, "cflow.octets"), [(44, 4, "1000".into())]);
        assert_eq!(all(&out, bytes, "cflow.dstas"), [(66, 2, "65001".into())]);
        let start = out.field("cflow.timestart").unwrap().value.clone();
        assert_eq!(start, Value::Elapsed(3_500_000_000_000));
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }

    #[test]
    fn templates_say_what_records_hold() {
        let bytes =
            b"\x00\x09\x00\x02\x00\x00\x00\x01\x65\x53\xf1\x00\x00\x00\x00\x01\x00\x00\x00\x05\
            \x00\x00\x00\x10\x01\x00\x00\x02\x00\x08\x00\x04\x00\x07\x00\x02\
            \x01\x00\x00\x0c\xc0\x00\x02\x01\x00\x50\x00\x00";
        let out = peeled(bytes);
        assert_eq!(
            all(&out, bytes, "cflow.srcaddr"),
            [(40, 4, "192.0.2.1".into())]
        );
        assert_eq!(all(&out, bytes, "cflow.srcport"), [(44, 2, "80".into())]);
        // A template without bytes would go on for ever.
        let mut empty = bytes.to_vec();
        empty[31] = 0;
        empty[35] = 0;
        assert!(all(&peeled(&empty), &empty, "cflow.srcport").is_empty());
    }
}
