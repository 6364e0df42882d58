//! The causes of errors in SCTP's ABORT and ERROR chunks (RFC 9260 §3.3.10).

use super::{MAX_NESTING, Packet, chunk, chunks, padding, parameters};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec};

pub(super) const HEAD: &[FieldSpec] = &[
    FieldSpec::hex("sctp.cause_code", "Cause", 16)
        .codes(&[
            (1, "invalid stream"),
            (2, "missing mandatory parameter"),
            (3, "stale cookie"),
            (4, "out of resource"),
            (5, "unresolvable address"),
            (6, "unrecognized chunk type"),
            (7, "invalid mandatory parameter"),
            (8, "unrecognized parameters"),
            (9, "no user data"),
            (10, "cookie received while shutting down"),
            (11, "restart with new addresses"),
            (12, "abort by the user"),
            (13, "protocol violation"),
            (0xa0, "request to delete the last address"),
            (0xa1, "refused for lack of resources"),
            (0xa2, "request to delete the source address"),
            (0xa3, "association aborted by an illegal ASCONF ACK"),
            (0xa4, "request refused, no authorization"),
            (0x105, "unsupported keyed hash"),
        ])
        .doc("What is wrong.", "RFC 9260 §3.3.10"),
    FieldSpec::uint("sctp.cause_length", "Cause length", 16)
        .unit("bytes")
        .doc(
            "Length of the cause with its header, without its padding.",
            "RFC 9260 §3.3.10",
        ),
];

pub(super) const STREAM: &[FieldSpec] = &[
    FieldSpec::uint("sctp.cause_stream_identifier", "Stream", 16)
        .doc("A stream that does not exist.", "RFC 9260 §3.3.10.1"),
    FieldSpec::uint("sctp.cause_reserved", "Reserved", 16).doc("Zero.", "RFC 9260 §3.3.10.1"),
];

crate::fields! {
    CAUSE = FieldSpec::group("", "Cause")
        .doc("One thing that is wrong.", "RFC 9260 §3.3.10");
    PADDING = FieldSpec::bytes("sctp.cause_padding", "Cause padding")
        .doc("Zeros up to a whole word of 4 bytes.", "RFC 9260 §3.3.10");
    INFORMATION = FieldSpec::bytes("sctp.cause_information", "Information")
        .doc("More about the cause; often text.", "RFC 9260 §3.3.10");
    MISSING_COUNT = FieldSpec::uint("sctp.cause_nr_of_missing_parameters", "Missing parameters", 32)
        .doc("How many parameters are missing.", "RFC 9260 §3.3.10.2");
    MISSING = FieldSpec::hex("sctp.cause_missing_parameter_type", "Missing parameter", 16).codes(parameters::NAMES)
        .doc("A parameter that should have been there.", "RFC 9260 §3.3.10.2");
    STALENESS = FieldSpec::uint("sctp.cause_measure_of_staleness", "Too late by", 32).unit("µs")
        .doc("How long ago the cookie's time ran out.", "RFC 9260 §3.3.10.3");
    NUMBER = FieldSpec::uint("sctp.cause_tsn", "Transmission sequence number", 32)
        .doc("The data chunk without data.", "RFC 9260 §3.3.10.9");
}

/// Reads causes to the end of the bytes; `nesting` counts what they stand in.
pub(super) fn read(p: &mut Peel<'_>, packet: Packet, nesting: u8) -> Peeled {
    while !p.rest().is_empty() {
        p.group(&CAUSE, |p| cause(p, packet, nesting))?;
    }
    Ok(())
}

/// Reads causes inside a parameter.
pub(super) fn nested(p: &mut Peel<'_>, nesting: u8) -> Peeled {
    let nowhere = Packet {
        tag: 0,
        source: 0,
        destination: 0,
    };
    read(p, nowhere, nesting)
}

fn cause(p: &mut Peel<'_>, packet: Packet, nesting: u8) -> Peeled {
    let start = p.pos();
    let &[code_high, code_low, high, low, ..] = p.rows(HEAD)? else {
        return Ok(());
    };
    let len = usize::from(u16::from_be_bytes([high, low]));
    let Some(body) = len.checked_sub(4) else {
        let (field, says) = ("cause length", len as u64);
        p.fault(
            FaultKind::BadLength {
                field,
                says,
                limit: 4,
            },
            start + 2..start + 4,
        );
        return Err(Stop);
    };
    let code = u16::from_be_bytes([code_high, code_low]);
    p.within(body, "cause length", |p| {
        information(p, code, packet, nesting)
    })?;
    padding(p, len, &PADDING)
}

fn information(p: &mut Peel<'_>, code: u16, packet: Packet, nesting: u8) -> Peeled {
    match code {
        1 => p.rows(STREAM).map(drop),
        2 => {
            for _ in 0..p.uint(&MISSING_COUNT)? {
                p.uint(&MISSING)?;
            }
            Ok(())
        }
        3 => p.uint(&STALENESS).map(drop),
        6 if nesting < MAX_NESTING && !p.rest().is_empty() => chunk(p, packet, nesting + 1),
        5 | 8 | 11 | 0xa0..=0xa2 if nesting < MAX_NESTING => parameters::read(p, nesting + 1),
        9 => p.uint(&NUMBER).map(drop),
        _ => chunks::rest(p, &INFORMATION),
    }
}
