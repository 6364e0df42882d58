//! What session packets say besides their type: parameters, some of them in groups.

use crate::decode::{Next, Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value};

const SECTION: &str = "ITU-T X.225 §8.3";

/// Groups do not stand inside groups.
const MAX_DEPTH: u32 = 2;

const CODES: Codes = &[
    (1, "connection identifier"),
    (5, "connect/accept item"),
    (9, "called user's reference"),
    (10, "calling user's reference"),
    (11, "common reference"),
    (12, "additional reference"),
    (15, "kind of synchronization"),
    (16, "tokens"),
    (17, "transport disconnect"),
    (19, "protocol options"),
    (20, "session requirements"),
    (21, "longest message"),
    (22, "version"),
    (23, "initial serial number"),
    (24, "kind of preparation"),
    (25, "enclosure"),
    (26, "setting of tokens"),
    (27, "kind of resynchronization"),
    (33, "linking information"),
    (41, "activity identifier"),
    (42, "serial number"),
    (49, "reflected parameters"),
    (50, "reason"),
    (51, "calling selector"),
    (52, "called selector"),
    (53, "second kind of resynchronization"),
    (54, "second serial number"),
    (55, "second initial serial number"),
    (56, "upper limit of serial numbers"),
    (57, "large initial serial number"),
    (58, "large second initial serial number"),
    (60, "data overflow"),
    (193, "user data"),
    (194, "extended user data"),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, SECTION)
}

/// A flag that the reader shows over the byte of its set.
const fn unit(name: &'static str, label: &'static str) -> FieldSpec {
    flag(
        name,
        label,
        "Set: the users may use this part of the session service.",
    )
    .part()
}

const CONNECT: &[FieldSpec] = &[
    FieldSpec::hex("ses.connect.flags", "Options", 8)
        .parts_follow()
        .doc("What the sender can do.", "ITU-T X.225 §8.3.1.6"),
    FieldSpec::gap(7).part(),
    flag(
        "ses.connect.f1",
        "Extended concatenation",
        "Set: more than two parts may stand in one packet.",
    )
    .part(),
];

const VERSION: &[FieldSpec] = &[
    FieldSpec::hex("ses.version.flags", "Versions", 8)
        .parts_follow()
        .doc(
            "Which versions of the protocol the sender speaks.",
            "ITU-T X.225 §8.3.1.8",
        ),
    FieldSpec::gap(6).part(),
    flag(
        "ses.protocol_version2",
        "Version 2",
        "Set: it speaks version 2, without a limit of user data.",
    )
    .part(),
    flag(
        "ses.protocol_version1",
        "Version 1",
        "Set: it speaks version 1.",
    )
    .part(),
];

const REQUIREMENTS: &[FieldSpec] = &[
    FieldSpec::hex("ses.req.flags", "Requirements", 16)
        .parts_follow()
        .doc(
            "Which parts of the session service the users want.",
            "ITU-T X.225 §8.3.1.16",
        ),
    FieldSpec::gap(2).part(),
    unit("ses.exception_report", "Exception report"),
    unit("ses.data_sep", "Data separation"),
    unit("ses.symm_sync", "Symmetric synchronization"),
    unit("ses.typed_data", "Typed data"),
    unit("ses.exception_data", "Exceptions"),
    unit("ses.capability_data", "Capability data"),
    unit("ses.negotiated_release", "Negotiated release"),
    unit("ses.activity_management", "Activity management"),
    unit("ses.resynchronize", "Resynchronization"),
    unit("ses.major_resynchronize", "Major synchronization"),
    unit("ses.minor_resynchronize", "Minor synchronization"),
    unit("ses.expedited_data", "Expedited data"),
    unit("ses.duplex", "Duplex"),
    unit("ses.half_duplex", "Half duplex"),
];

const TOKENS: &[FieldSpec] = &[
    FieldSpec::hex("ses.tken_item.flags", "Tokens", 8)
        .parts_follow()
        .doc(
            "Which tokens change hands, or are asked for.",
            "ITU-T X.225 §8.3.6",
        ),
    FieldSpec::gap(1).part(),
    flag(
        "ses.release_token",
        "Release",
        "Set: the right to end the connection.",
    )
    .part(),
    FieldSpec::gap(1).part(),
    flag(
        "ses.major.token",
        "Major, activity",
        "Set: the right to set major points and to begin activities.",
    )
    .part(),
    FieldSpec::gap(1).part(),
    flag(
        "ses.synchronize_token",
        "Minor",
        "Set: the right to set minor points.",
    )
    .part(),
    FieldSpec::gap(1).part(),
    flag(
        "ses.data_token",
        "Data",
        "Set: the right to send data where only one may.",
    )
    .part(),
];

const ENCLOSURE: &[FieldSpec] = &[
    FieldSpec::hex("ses.enclosure.flags", "Enclosure", 8)
        .parts_follow()
        .doc(
            "Which part of a message of the user this is.",
            "ITU-T X.225 §8.3.1.15",
        ),
    FieldSpec::gap(6).part(),
    flag(
        "ses.end_of_SSDU",
        "End",
        "Set: the user's message ends here.",
    )
    .part(),
    flag(
        "ses.beginning_of_SSDU",
        "Beginning",
        "Set: the user's message begins here.",
    )
    .part(),
];

const TRANSPORT: &[FieldSpec] = &[
    FieldSpec::hex("ses.transport_flags", "Transport disconnect", 8)
        .parts_follow()
        .doc(
            "Whether the transport connection is kept, and why the session ends.",
            "ITU-T X.225 §8.3.9",
        ),
    FieldSpec::gap(3).part(),
    flag(
        "ses.transport_flags.implementation_restriction",
        "Restriction",
        "Set: the implementation cannot go on.",
    )
    .part(),
    flag(
        "ses.transport_flags.no_reason",
        "No reason",
        "Set: no reason is given.",
    )
    .part(),
    flag(
        "ses.transport_flags.protocol_error",
        "Protocol error",
        "Set: the other end broke the rules.",
    )
    .part(),
    flag(
        "ses.transport_flags.user_abort",
        "User",
        "Set: the user wants it.",
    )
    .part(),
    flag(
        "ses.transport_flags.connection",
        "Released",
        "Set: the transport connection is given up.",
    )
    .part(),
];

pub(super) const HEADERS: &[&[FieldSpec]] =
    &[CONNECT, VERSION, REQUIREMENTS, TOKENS, ENCLOSURE, TRANSPORT];

const fn bytes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, SECTION)
}

const fn text(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc("Decimal digits that number a point.", SECTION)
}

crate::fields! {
    PARAMETER = FieldSpec::computed("", "Parameter").doc("One thing that is said about the connection.", SECTION);
    CODE = FieldSpec::uint("ses.parameter_type", "Parameter", 8).codes(CODES).doc("What it says.", SECTION);
    LENGTH = FieldSpec::uint("ses.parameter_length", "Length", 0).unit("bytes").doc("Of the value that follows.", SECTION);
    CALLED_USER = bytes("ses.called_ss_user_reference", "Called user", "The called user's name for the connection.");
    CALLING_USER = bytes("ses.calling_ss_user_reference", "Calling user", "The calling user's name for the connection.");
    COMMON = bytes("ses.common_reference", "Common reference", "A name that both users have for the connection.");
    ADDITIONAL = bytes("ses.additional_reference_information", "Additional reference", "More of the connection's name.");
    CALLING = bytes("ses.calling_session_selector", "Calling selector", "Which user of the session layer calls.");
    CALLED = bytes("ses.called_session_selector", "Called selector", "Which user of the session layer is called.");
    ACTIVITY = bytes("ses.activity_identifier", "Activity", "The name of the activity.");
    INITIAL = text("ses.initial_serial_number", "Initial number");
    SERIAL = text("ses.serial_number", "Serial number");
    SECOND_SERIAL = text("ses.second_serial_number", "Second serial number");
    SECOND_INITIAL = text("ses.second_initial_serial_number", "Second initial number");
    LARGE_INITIAL = text("ses.large_initial_serial_number", "Large initial number");
    LARGE_SECOND = text("ses.large_second_initial_serial_number", "Large second initial number");
    TO_RESPONDER = FieldSpec::uint("ses.proposed_tsdu_maximum_size_i2r", "Longest to the responder", 16).unit("bytes").doc("The longest packet that the caller sends; 0 for any.", SECTION);
    TO_INITIATOR = FieldSpec::uint("ses.proposed_tsdu_maximum_size_r2i", "Longest to the caller", 16).unit("bytes").doc("The longest packet that the caller receives; 0 for any.", SECTION);
    REASON = FieldSpec::uint("ses.reason_code", "Reason", 8)
        .codes(&[
            (0, "refused by the user"),
            (1, "refused for congestion"),
            (2, "refused by the user, who says why"),
            (10, "restriction of the implementation"),
            (129, "unknown session selector"),
            (130, "no user at this address"),
            (131, "congestion at connect time"),
            (132, "versions not supported"),
            (133, "refused without a reason"),
            (134, "restriction of the implementation"),
        ])
        .doc("Why the connection is refused.", "ITU-T X.225 §8.3.5.10");
}

/// Reads parameters to the end of their bytes.
pub(super) fn list(p: &mut Peel<'_>, depth: u32) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        let code = p.rest().first().copied().unwrap_or_default();
        let name = CODES.iter().find(|known| known.0 == u64::from(code));
        let name = name.map_or("unknown", |known| known.1);
        p.group_made(&PARAMETER, || name.to_owned(), |p| parameter(p, depth))?;
    }
    Ok(())
}

fn parameter(p: &mut Peel<'_>, depth: u32) -> Peeled {
    let code = p.uint(&CODE)?;
    let at = p.pos();
    let Some((len, taken)) = super::length(p.rest()) else {
        super::too_long(p, at);
        return Err(crate::decode::Stop);
    };
    p.skip(taken)?;
    p.mark_as(&LENGTH, at..at + taken, Value::Uint(len as u64));
    p.within(len, "parameter's length", |p| {
        if len == 0 {
            return Ok(());
        }
        value(p, code, len, depth)
    })
}

fn value(p: &mut Peel<'_>, code: u64, len: usize, depth: u32) -> Peeled {
    let spec = match code {
        1 | 5 | 33 if depth < MAX_DEPTH => return list(p, depth + 1),
        16 => return p.rows(TOKENS).map(drop),
        17 => return p.rows(TRANSPORT).map(drop),
        19 => return p.rows(CONNECT).map(drop),
        20 => return p.rows(REQUIREMENTS).map(drop),
        21 => {
            p.uint(&TO_RESPONDER)?;
            return p.uint(&TO_INITIATOR).map(drop);
        }
        22 => return p.rows(VERSION).map(drop),
        25 => return p.rows(ENCLOSURE).map(drop),
        50 => {
            p.uint(&REASON)?;
            return user_data(p);
        }
        193 | 194 => return user_data(p),
        9 => &CALLED_USER,
        10 => &CALLING_USER,
        11 => &COMMON,
        12 => &ADDITIONAL,
        23 => &INITIAL,
        41 => &ACTIVITY,
        42 => &SERIAL,
        51 => &CALLING,
        52 => &CALLED,
        54 => &SECOND_SERIAL,
        55 => &SECOND_INITIAL,
        57 => &LARGE_INITIAL,
        58 => &LARGE_SECOND,
        _ => return Ok(()),
    };
    p.field(spec, len).map(drop)
}

fn user_data(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos()..p.pos() + p.rest().len();
    if at.is_empty() {
        return Ok(());
    }
    p.wrap(
        Next::Field("ses.parameter_type", 193),
        at.clone(),
        "parameter's length",
    );
    p.skip(at.len()).map(drop)
}
