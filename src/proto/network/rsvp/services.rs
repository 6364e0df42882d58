//! What a stream sends, what it asks for, and what a path offers (RFC 2210).

use super::{
    FLOW_PEAK, FLOW_RATE, FLOW_SIZE, GUARANTEED, OFFERED, OFFERED_FLOAT, PARAMETER, SERVICE,
    TSPEC_PEAK, TSPEC_RATE, TSPEC_SIZE,
};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value};
use crate::proto::reserved::reserved;

const SECTION: &str = "RFC 2210 §3";

const TOKEN_BUCKET: u8 = 127;
const GUARANTEED_RATE: u8 = 130;
/// The only value of an offer that is a fraction.
const BANDWIDTH: u8 = 6;

const SERVICES: Codes = &[
    (1, "general"),
    (2, "guaranteed rate"),
    (5, "controlled load"),
];

const WORDS: FieldSpec = FieldSpec::uint("rsvp.data_length", "Length", 16)
    .unit("words of 4 bytes")
    .doc("What follows.", SECTION);

const fn version(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Version", 4).doc("0.", SECTION)
}

pub(super) const TRAFFIC_HEAD: &[FieldSpec] = &[
    version("rsvp.tspec.message_format_version"),
    reserved(12, SECTION),
    WORDS,
];

pub(super) const FLOW_HEAD: &[FieldSpec] = &[
    version("rsvp.flowspec.message_format_version"),
    reserved(12, SECTION),
    WORDS,
];

pub(super) const OFFERS_HEAD: &[FieldSpec] = &[
    version("rsvp.adspec.message_format_version"),
    reserved(12, SECTION),
    WORDS,
];

pub(super) const FLOW_SERVICE: &[FieldSpec] = &[
    FieldSpec::uint("rsvp.flowspec.service_header", "Service", 8)
        .codes(SERVICES)
        .doc("What routers shall do for the stream.", SECTION),
    reserved(8, SECTION),
    WORDS,
];

pub(super) const TRAFFIC_SERVICE: &[FieldSpec] = &[
    FieldSpec::uint("rsvp.tspec.service_header", "Service", 8)
        .codes(SERVICES)
        .doc("1: any.", SECTION),
    reserved(8, SECTION),
    WORDS,
];

pub(super) const PARAMETER_REST: &[FieldSpec] = &[
    FieldSpec::hex("rsvp.parameter_flags", "Flags", 8).doc("Zero.", SECTION),
    FieldSpec::uint("rsvp.parameter_length", "Length", 16)
        .unit("words of 4 bytes")
        .doc("What follows.", SECTION),
];

pub(super) const SIZES: &[FieldSpec] = &[
    FieldSpec::uint("rsvp.minimum_policed_unit", "Smallest packet", 32)
        .unit("bytes")
        .doc(
            "Smaller ones are counted as if they were as large.",
            SECTION,
        ),
    FieldSpec::uint("rsvp.maximum_packet_size", "Largest packet", 32)
        .unit("bytes")
        .doc("Larger ones have no right to the service.", SECTION),
];

pub(super) const SLACK: &[FieldSpec] = &[FieldSpec::uint("rsvp.flowspec.slack_term", "Slack", 32)
    .unit("µs")
    .doc(
        "How much more delay is allowed than the rate gives.",
        "RFC 2210 §3.2.2",
    )];

pub(super) const OFFER_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("rsvp.adspec.service_header", "Service", 8)
        .codes(SERVICES)
        .doc("Which service it is about.", "RFC 2210 §3.3"),
    FieldSpec::flag("rsvp.adspec.break_bit", "Break").doc(
        "Set: a router on the path does not have the service.",
        "RFC 2210 §3.3",
    ),
    reserved(7, "RFC 2210 §3.3"),
    WORDS,
];

pub(super) const OFFER: &[FieldSpec] = &[
    FieldSpec::uint("rsvp.adspec.type", "Value", 8)
        .codes(&[
            (4, "hops with the service"),
            (6, "bandwidth of the path"),
            (8, "least delay of the path"),
            (10, "longest packet"),
            (133, "end-to-end composed C"),
            (134, "end-to-end composed D"),
            (135, "C since the last reshaping"),
            (136, "D since the last reshaping"),
        ])
        .doc("What is told.", "RFC 2210 §3.3"),
    reserved(8, "RFC 2210 §3.3"),
    FieldSpec::uint("rsvp.adspec.len", "Length", 16)
        .unit("words of 4 bytes")
        .doc("The value.", "RFC 2210 §3.3"),
];

/// Reads what a stream sends, or what is asked for it.
pub(super) fn traffic(p: &mut Peel<'_>, is_asked: bool) -> Peeled {
    let [head, service] = match is_asked {
        true => [FLOW_HEAD, FLOW_SERVICE],
        false => [TRAFFIC_HEAD, TRAFFIC_SERVICE],
    };
    p.rows(head)?;
    p.rows(service)?;
    while !p.rest().is_empty() && !p.is_full() {
        p.require(4)?;
        let (kind, words) = (
            p.rest()[0],
            usize::from(u16::from_be_bytes([p.rest()[2], p.rest()[3]])),
        );
        p.group_as(
            &PARAMETER,
            || Value::Uint(kind.into()),
            |p| {
                p.skip(1)?;
                p.rows(PARAMETER_REST)?;
                p.within(words * 4, "parameter length", |p| {
                    parameter(p, kind, is_asked)
                })
            },
        )?;
    }
    Ok(())
}

fn parameter(p: &mut Peel<'_>, kind: u8, is_asked: bool) -> Peeled {
    match kind {
        TOKEN_BUCKET => {
            let names = match is_asked {
                true => [&FLOW_RATE, &FLOW_SIZE, &FLOW_PEAK],
                false => [&TSPEC_RATE, &TSPEC_SIZE, &TSPEC_PEAK],
            };
            for spec in names {
                float(p, spec)?;
            }
            p.rows(SIZES).map(drop)
        }
        GUARANTEED_RATE if is_asked => {
            float(p, &GUARANTEED)?;
            p.rows(SLACK).map(drop)
        }
        _ => Ok(()),
    }
}

/// Reads a number in the form of IEEE 754.
fn float(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(4)?;
    let number = f32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    p.mark_made(spec, at..at + 4, || number.to_string());
    Ok(())
}

/// Reads what a path offers.
pub(super) fn offers(p: &mut Peel<'_>) -> Peeled {
    p.rows(OFFERS_HEAD)?;
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&SERVICE, |p| {
            let head = p.rows(OFFER_HEAD)?;
            let words = usize::from(u16::from_be_bytes([head[2], head[3]]));
            p.within(words * 4, "service length", |p| {
                while !p.rest().is_empty() && !p.is_full() {
                    offer(p)?;
                }
                Ok(())
            })
        })?;
    }
    Ok(())
}

fn offer(p: &mut Peel<'_>) -> Peeled {
    let start = p.pos();
    let head = p.rows(OFFER)?;
    let (kind, words) = (head[0], usize::from(u16::from_be_bytes([head[2], head[3]])));
    let value = p.skip(words * 4)?;
    let Some(value) = value.first_chunk::<4>().filter(|_| words == 1) else {
        return Ok(());
    };
    let end = p.pos();
    if kind == BANDWIDTH {
        let number = f32::from_be_bytes(*value);
        p.mark_made(&OFFERED_FLOAT, start..end, || number.to_string());
    } else {
        let number = u32::from_be_bytes(*value);
        p.mark_as(&OFFERED, start..end, Value::Uint(number.into()));
    }
    Ok(())
}
