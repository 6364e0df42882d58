//! Questions and resource records (RFC 1035 §4.1.2, §4.1.3).

use std::net::{Ipv4Addr, Ipv6Addr};

use super::layouts::{self, Then};
use super::{Message, data, edns, header};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Kind, Timestamp, Value, names};

const QUESTION_SECTION: &str = "RFC 1035 §4.1.2";
const RECORD_SECTION: &str = "RFC 1035 §4.1.3";

/// Bytes of a question behind its name.
const QUESTION_TAIL: usize = 4;

/// Bytes of a record between its name and its data.
const RECORD_TAIL: usize = 10;

const INTERNET: u16 = 1;
const A: u16 = 1;
const NS: u16 = 2;
const CNAME: u16 = 5;
const PTR: u16 = 12;
const AAAA: u16 = 28;
const SRV: u16 = 33;
const DNAME: u16 = 39;
const OPT: u16 = 41;

const fn class_of(name: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::hex(name, "Class", bits)
        .lookup(|code| names::dns_class(code as u16))
        .doc(
            "Which kind of network: nearly always the Internet.",
            "RFC 1035 §3.2.4",
        )
}

pub(super) const CACHE_FLUSH: FieldSpec = FieldSpec::flag("dns.resp.cache_flush", "Cache flush")
    .doc(
        "These are all records of the name and type: forget older ones.",
        "RFC 6762 §10.2",
    );

pub(super) const LENGTH: FieldSpec = FieldSpec::uint("dns.resp.len", "Data length", 16)
    .unit("bytes")
    .doc("Bytes of the record's data.", RECORD_SECTION);

const TTL: FieldSpec = FieldSpec::uint("dns.resp.ttl", "Time to live", 32)
    .unit("s")
    .doc(
        "How long the record may be kept in a cache.",
        RECORD_SECTION,
    );

pub(super) const QUESTION_CLASS: &[FieldSpec] = &[class_of("dns.qry.class", 16)];

/// Multicast DNS uses the first bit of the class for itself.
pub(super) const MDNS_QUESTION_CLASS: &[FieldSpec] = &[
    FieldSpec::flag("dns.qry.qu", "Unicast wanted").doc(
        "The asker would like the answer for itself alone, not for the whole link.",
        "RFC 6762 §5.4",
    ),
    class_of("dns.qry.class", 15),
];

pub(super) const RECORD_HEAD: &[FieldSpec] = &[class_of("dns.resp.class", 16), TTL, LENGTH];

/// Multicast DNS uses the first bit of the class for itself.
pub(super) const MDNS_RECORD_HEAD: &[FieldSpec] =
    &[CACHE_FLUSH, class_of("dns.resp.class", 15), TTL, LENGTH];

crate::fields! {
    QUESTION = FieldSpec::group("", "Question")
        .doc("What is asked: a name, and which kind of record.", QUESTION_SECTION);
    QUERY_NAME = FieldSpec::computed("dns.qry.name", "Name")
        .doc("The name that is asked for. It stands as labels, each behind its length; a zero byte ends it.", "RFC 1035 §3.1");
    QUERY_NAME_LENGTH = FieldSpec::computed("dns.qry.name.len", "Name length")
        .doc("Characters of the name. Programs that smuggle data in names use long ones.", "RFC 1035 §2.3.4");
    QUERY_LABELS = FieldSpec::computed("dns.count.labels", "Labels")
        .doc("How many labels the name has: each dot parts a zone from the one above it.", "RFC 1035 §3.1");
    QUERY_TYPE = FieldSpec::uint("dns.qry.type", "Type", 16)
        .lookup(|code| names::dns_type(code as u16))
        .doc("Which kind of record is asked for; 255 means any.", "RFC 1035 §3.2.2");
    RECORD = FieldSpec::group("", "Record")
        .doc("One record: a name, a type, and data.", RECORD_SECTION);
    NAME = FieldSpec::computed("dns.resp.name", "Name")
        .doc("What the record is about. Two bytes that begin with bits 11 point to where the name stood before.", "RFC 1035 §4.1.4");
    SERVICE = FieldSpec::computed("dns.srv.service", "Service")
        .doc("The service that the record tells the place of.", "RFC 2782; RFC 6763 §7");
    PROTO = FieldSpec::computed("dns.srv.proto", "Protocol")
        .doc("_tcp or _udp: the transport over which the service is spoken.", "RFC 2782");
    SERVICE_NAME = FieldSpec::computed("dns.srv.name", "Domain")
        .doc("The domain that offers the service.", "RFC 2782");
    TYPE = FieldSpec::uint("dns.resp.type", "Type", 16)
        .lookup(|code| names::dns_type(code as u16))
        .doc("What kind of data the record has.", "RFC 1035 §3.2.2");
    DATA = FieldSpec::bytes("dns.data", "Data")
        .doc("Data of a kind that decap does not take apart.", RECORD_SECTION);
}

fn uint16(bytes: &[u8]) -> u16 {
    bytes
        .first_chunk::<2>()
        .map_or(0, |two| u16::from_be_bytes(*two))
}

/// A type's mnemonic, or its number where it has none (RFC 3597 §5).
pub(super) fn type_name(code: u16) -> String {
    names::dns_type(code).map_or_else(|| format!("TYPE{code}"), str::to_owned)
}

/// Reads a question.
pub(super) fn question(p: &mut Peel<'_>, message: &Message<'_>) -> Peeled {
    let heading = question_heading(message, p.pos() - message.names.base);
    p.group_made(
        &QUESTION,
        || heading,
        |p| {
            let (at, name) = message.names.take(p)?;
            if let Some(name) = name {
                let number = |number: usize| Value::Uint(number as u64);
                p.mark_as(&QUERY_NAME, at.clone(), Value::Made(name.text.into()));
                p.mark_as(&QUERY_NAME_LENGTH, at.clone(), number(name.len));
                p.mark_as(&QUERY_LABELS, at, number(name.labels));
            }
            p.uint(&QUERY_TYPE)?;
            p.rows(if message.mdns {
                MDNS_QUESTION_CLASS
            } else {
                QUESTION_CLASS
            })?;
            Ok(())
        },
    )
}

/// `AAAA example.com` of the question at `at`.
pub(super) fn question_heading(message: &Message<'_>, at: usize) -> String {
    let Some(name) = message.names.text_at(at) else {
        return String::new();
    };
    let rest = message.names.behind(at).unwrap_or_default();
    format!("{} {name}", type_name(uint16(rest)))
}

/// Reads a resource record.
pub(super) fn record(p: &mut Peel<'_>, message: &Message<'_>) -> Peeled {
    let heading = record_heading(message, p.pos() - message.names.base);
    p.group_made(&RECORD, || heading, |p| record_parts(p, message))
}

fn record_parts(p: &mut Peel<'_>, message: &Message<'_>) -> Peeled {
    let (at, name) = message.names.take(p)?;
    let code = uint16(p.rest());
    if let Some(name) = name {
        match service_name(code, &name.text) {
            Some([service, proto, domain]) => {
                let mut part =
                    |spec, text: &str| p.mark_as(spec, at.clone(), Value::Made(text.into()));
                part(&SERVICE, service);
                part(&PROTO, proto);
                part(&SERVICE_NAME, domain);
            }
            None => p.mark_as(&NAME, at, Value::Made(name.text.into())),
        }
    }
    p.uint(&TYPE)?;
    if code == OPT {
        return edns::record(p, message);
    }
    let head = p.rows(if message.mdns {
        MDNS_RECORD_HEAD
    } else {
        RECORD_HEAD
    })?;
    let class = uint16(head) & if message.mdns { 0x7fff } else { 0xffff };
    let len = head
        .last_chunk::<2>()
        .map_or(0, |len| usize::from(u16::from_be_bytes(*len)));
    p.within(len, "record's data length", |p| {
        if len == 0 {
            Ok(())
        } else {
            record_data(p, message, code, class)
        }
    })
}

/// Service, protocol and domain of an SRV record's name: `_sip._udp.example.com`, or with the name
/// of an instance before them (RFC 6763 §4.1), which may have dots of its own.
fn service_name(code: u16, name: &str) -> Option<[&str; 3]> {
    if code != SRV {
        return None;
    }
    let start = if name.starts_with('_') {
        0
    } else {
        name.find("._")? + 1
    };
    let mut parts = name[start..].splitn(3, '.');
    Some([parts.next()?, parts.next()?, parts.next()?])
}

fn record_data(p: &mut Peel<'_>, message: &Message<'_>, code: u16, class: u16) -> Peeled {
    let layout = layouts::layout(code).filter(|_| class == INTERNET || !matches!(code, A | AAAA));
    let Some(layout) = layout else {
        let len = p.rest().len();
        return p.field(&DATA, len).map(drop);
    };
    rows(p, message, layout.rows)?;
    match layout.then {
        Then::End => Ok(()),
        Then::Again => {
            while !p.rest().is_empty() && !p.is_full() {
                rows(p, message, layout.rows)?;
            }
            Ok(())
        }
        Then::Types => data::types(p),
        Then::HashedName => data::hashed_name(p),
        Then::Property => data::property(p),
        Then::Parameters => data::parameters(p),
        Then::Prefixes => data::prefixes(p),
    }
}

/// Reads the rows of a layout.
fn rows(p: &mut Peel<'_>, message: &Message<'_>, layout: &'static [FieldSpec]) -> Peeled {
    let mut counted = None;
    let mut row = 0;
    while let Some(spec) = layout.get(row) {
        let start = row;
        row += 1;
        match spec.kind {
            Kind::Computed if spec.bits > 0 => time(p, spec)?,
            Kind::Computed => message.names.name(p, spec)?,
            _ if spec.bits == 0 => {
                let len = counted.take().unwrap_or(p.rest().len());
                text_or_bytes(p, spec, len)?;
            }
            _ => {
                while layout.get(row).is_some_and(|part| part.depth > 0) {
                    row += 1;
                }
                let bytes = p.rows(&layout[start..row])?;
                if spec.unit == "bytes" {
                    counted = Some(
                        bytes
                            .iter()
                            .fold(0, |len, byte| len << 8 | usize::from(*byte)),
                    );
                }
            }
        }
    }
    Ok(())
}

/// Character strings may hold any bytes; those that are no text are shown as bytes.
fn text_or_bytes(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Peeled {
    let start = p.pos();
    let bytes = p.skip(len)?;
    let is_text = std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'));
    if spec.kind == Kind::Text && !is_text {
        p.mark_as(spec, start..start + len, Value::Bytes);
    } else {
        p.mark(spec, start..start + len);
    }
    Ok(())
}

fn time(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let start = p.pos();
    let bytes = p.skip((spec.bits / 8) as usize)?;
    let seconds = bytes
        .iter()
        .fold(0, |seconds, byte| seconds << 8 | i64::from(*byte));
    p.mark_as(
        spec,
        start..p.pos(),
        Value::Time(Timestamp::from_parts(seconds, 0)),
    );
    Ok(())
}

/// `A example.com: 192.0.2.1` of the record at `at`.
pub(super) fn record_heading(message: &Message<'_>, at: usize) -> String {
    let heading = question_heading(message, at);
    match answer(message, at) {
        Some(answer) => format!("{heading}: {answer}"),
        None => heading,
    }
}

/// What the first `most` of `answers` records behind `questions` questions say, as far as it is short.
pub(super) fn answers(
    message: &Message<'_>,
    questions: u16,
    answers: u16,
    most: usize,
) -> Vec<String> {
    let mut said = Vec::new();
    let mut at = header::LEN;
    for _ in 0..questions {
        match message.names.behind(at) {
            Some(rest) => at = message.names.bytes.len() - rest.len() + QUESTION_TAIL,
            None => return said,
        }
    }
    for _ in 0..usize::from(answers).min(most) {
        said.extend(answer(message, at));
        let Some(rest) = message
            .names
            .behind(at)
            .and_then(|rest| rest.get(RECORD_TAIL - 2..))
        else {
            return said;
        };
        at = message.names.bytes.len() - rest.len() + 2 + usize::from(uint16(rest));
    }
    said
}

/// What the record at `at` says, if that is short: an address or a name.
fn answer(message: &Message<'_>, at: usize) -> Option<String> {
    let rest = message.names.behind(at)?;
    let data = rest.get(RECORD_TAIL..)?;
    let data_at = message.names.bytes.len() - data.len();
    match uint16(rest) {
        A => Some(Ipv4Addr::from(*data.first_chunk::<4>()?).to_string()),
        AAAA => Some(Ipv6Addr::from(*data.first_chunk::<16>()?).to_string()),
        NS | CNAME | PTR | DNAME => message.names.text_at(data_at),
        SRV => {
            let port = uint16(data.get(4..)?);
            Some(format!(
                "{} port {port}",
                message.names.text_at(data_at + 6)?
            ))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_names_have_three_parts() {
        let parts = |name| service_name(SRV, name);
        assert_eq!(
            parts("_sip._udp.example.com"),
            Some(["_sip", "_udp", "example.com"])
        );
        assert_eq!(
            parts("Dr. No's printer._ipp._tcp.local"),
            Some(["_ipp", "_tcp", "local"])
        );
        assert_eq!(parts("example.com"), None);
        assert_eq!(service_name(A, "_sip._udp.example.com"), None);
    }

    #[test]
    fn types_without_a_name_have_their_number() {
        assert_eq!(type_name(28), "AAAA");
        assert_eq!(type_name(65_280), "TYPE65280");
    }
}
