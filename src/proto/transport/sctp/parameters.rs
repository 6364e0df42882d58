//! The parameters of SCTP chunks: types, lengths and values (RFC 9260 §3.2.1).

use super::{MAX_NESTING, causes, chunks, padding};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FaultKind, FieldSpec, names};

/// Names of parameter types.
pub(super) const NAMES: Codes = &[
    (1, "heartbeat information"),
    (5, "IPv4 address"),
    (6, "IPv6 address"),
    (7, "state cookie"),
    (8, "unrecognized parameter"),
    (9, "cookie preservative"),
    (11, "host name"),
    (12, "supported address types"),
    (13, "reset of outgoing streams"),
    (14, "reset of incoming streams"),
    (15, "reset of all numbers"),
    (16, "answer to a reconfiguration"),
    (17, "more outgoing streams"),
    (18, "more incoming streams"),
    (0x8000, "ECN supported"),
    (0x8001, "zero checksum acceptable"),
    (0x8002, "random number"),
    (0x8003, "chunks to be authenticated"),
    (0x8004, "keyed hashes"),
    (0x8005, "padding"),
    (0x8008, "supported extensions"),
    (0xc000, "forward TSN supported"),
    (0xc001, "add an address"),
    (0xc002, "delete an address"),
    (0xc003, "error cause"),
    (0xc004, "set the primary address"),
    (0xc005, "success"),
    (0xc006, "adaptation layer"),
];

pub(super) const TYPE: &[FieldSpec] = &[
    FieldSpec::hex("sctp.parameter_type", "Parameter type", 16)
        .parts_follow()
        .codes(NAMES)
        .doc(
            "Which parameter this is; its first two bits say what to do with an unknown one.",
            "RFC 9260 §3.2.1",
        ),
    FieldSpec::flag("sctp.parameter_bit_1", "Skip if unknown")
        .part()
        .doc(
            "Set: who does not know the parameter goes on with the next.",
            "RFC 9260 §3.2.1",
        ),
    FieldSpec::flag("sctp.parameter_bit_2", "Report if unknown")
        .part()
        .doc(
            "Set: who does not know the parameter reports it.",
            "RFC 9260 §3.2.1",
        ),
    FieldSpec::gap(14).part(),
];

pub(super) const ADD_OUTGOING: &[FieldSpec] = &[
    FieldSpec::uint(
        "sctp.parameter_reconfig_request_sequence_number",
        "Request",
        32,
    )
    .doc("Tells the requests apart.", "RFC 6525 §4.5"),
    FieldSpec::uint(
        "sctp.parameter_add_outgoing_streams_number",
        "More streams",
        16,
    )
    .doc("How many outgoing streams are added.", "RFC 6525 §4.5"),
    FieldSpec::uint(
        "sctp.parameter_add_outgoing_streams_reserved",
        "Reserved",
        16,
    )
    .doc("Zero.", "RFC 6525 §4.5"),
];

pub(super) const ADD_INCOMING: &[FieldSpec] = &[
    FieldSpec::uint(
        "sctp.parameter_reconfig_request_sequence_number",
        "Request",
        32,
    )
    .doc("Tells the requests apart.", "RFC 6525 §4.6"),
    FieldSpec::uint(
        "sctp.parameter_add_incoming_streams_number",
        "More streams",
        16,
    )
    .doc("How many incoming streams are added.", "RFC 6525 §4.6"),
    FieldSpec::uint(
        "sctp.parameter_add_incoming_streams_reserved",
        "Reserved",
        16,
    )
    .doc("Zero.", "RFC 6525 §4.6"),
];

crate::fields! {
    PARAMETER = FieldSpec::group("", "Parameter")
        .doc("Something more that the chunk says.", "RFC 9260 §3.2.1");
    LENGTH = FieldSpec::uint("sctp.parameter_length", "Parameter length", 16).unit("bytes")
        .doc("Length of the parameter with its header, without its padding.", "RFC 9260 §3.2.1");
    PADDING = FieldSpec::bytes("sctp.parameter_padding", "Parameter padding")
        .doc("Zeros up to a whole word of 4 bytes.", "RFC 9260 §3.2.1");
    VALUE = FieldSpec::bytes("sctp.parameter_value", "Parameter value")
        .doc("What decap does not take apart.", "RFC 9260 §3.2.1");
    HEARTBEAT = FieldSpec::bytes("sctp.parameter_heartbeat_information", "Heartbeat information")
        .doc("Something that the sender will know again when it comes back, such as the time.", "RFC 9260 §3.3.5");
    IPV4 = FieldSpec::ipv4("sctp.parameter_ipv4_address", "Address")
        .doc("An address at which the sender can be reached too.", "RFC 9260 §3.3.2.1");
    IPV6 = FieldSpec::ipv6("sctp.parameter_ipv6_address", "Address")
        .doc("An address at which the sender can be reached too.", "RFC 9260 §3.3.2.1");
    COOKIE = FieldSpec::bytes("sctp.parameter_state_cookie", "State cookie")
        .doc("All that the server needs to open the association when the cookie comes back, protected by a keyed hash.", "RFC 9260 §3.3.3.1");
    PRESERVATIVE = FieldSpec::uint("sctp.parameter_cookie_preservative_incr", "Longer life", 32).unit("ms")
        .doc("How much longer the cookie should live.", "RFC 9260 §3.3.2.1");
    HOST = FieldSpec::text("sctp.parameter_hostname", "Host name")
        .doc("A name instead of addresses; no longer used.", "RFC 9260 §3.3.2.1");
    ADDRESS_TYPE = FieldSpec::uint("sctp.parameter_supported_address_type", "Address type", 16).codes(NAMES)
        .doc("A kind of address that the sender understands.", "RFC 9260 §3.3.2.1");
    REQUEST = FieldSpec::uint("sctp.parameter_reconfig_request_sequence_number", "Request", 32)
        .doc("Tells the requests apart.", "RFC 6525 §4.1");
    RESPONSE = FieldSpec::uint("sctp.parameter_reconfig_response_sequence_number", "Answer to", 32)
        .doc("Which request this answers.", "RFC 6525 §4.1");
    LAST_ASSIGNED = FieldSpec::uint("sctp.parameter_senders_last_assigned_tsn", "Last number", 32)
        .doc("The last sequence number that the sender gave away.", "RFC 6525 §4.1");
    SENDERS_NEXT = FieldSpec::uint("sctp.parameter_senders_next_tsn", "Sender's next number", 32)
        .doc("The sequence number that the sender will use next.", "RFC 6525 §4.4");
    RECEIVERS_NEXT = FieldSpec::uint("sctp.parameter_receivers_next_tsn", "Receiver's next number", 32)
        .doc("The sequence number that the receiver is to use next.", "RFC 6525 §4.4");
    RESULT = FieldSpec::uint("sctp.parameter_reconfig_response_result", "Result", 32)
        .codes(&[
            (0, "nothing to do"),
            (1, "performed"),
            (2, "denied"),
            (3, "wrong stream number"),
            (4, "request already in progress"),
            (5, "bad sequence number"),
            (6, "in progress"),
        ])
        .doc("What became of the request.", "RFC 6525 §4.4");
    STREAM = FieldSpec::uint("sctp.parameter_reconfig_sid", "Stream", 16)
        .doc("A stream that is started again; none listed means all.", "RFC 6525 §4.1");
    CORRELATION = FieldSpec::hex("sctp.correlation_id", "Correlation", 32)
        .doc("Tells which answer belongs to which request.", "RFC 5061 §4.2");
    ADAPTATION = FieldSpec::hex("sctp.adaptation_layer_indication", "Adaptation layer", 32)
        .doc("What stands between SCTP and the process.", "RFC 5061 §4.2.6");
    RANDOM = FieldSpec::bytes("sctp.random_number", "Random number")
        .doc("Goes into the keys of the association.", "RFC 4895 §3.1");
    AUTHENTICATED = FieldSpec::uint("sctp.chunk_type_to_auth", "Chunk type", 8).lookup(|code| names::sctp_chunk(code as u8))
        .doc("A kind of chunk that the sender takes only with a keyed hash.", "RFC 4895 §3.2");
    HASH = FieldSpec::uint("sctp.hmac_id", "Keyed hash", 16).codes(&[(1, "SHA-1"), (3, "SHA-256")])
        .doc("A hash function that the sender understands.", "RFC 4895 §3.3");
    EXTENSION = FieldSpec::uint("sctp.supported_chunk_type", "Chunk type", 8).lookup(|code| names::sctp_chunk(code as u8))
        .doc("A kind of chunk that the sender understands.", "RFC 5061 §4.2.7");
}

/// Reads parameters to the end of the bytes; `nesting` counts what they stand in.
pub(super) fn read(p: &mut Peel<'_>, nesting: u8) -> Peeled {
    while !p.rest().is_empty() {
        parameter(p, nesting)?;
    }
    Ok(())
}

fn parameter(p: &mut Peel<'_>, nesting: u8) -> Peeled {
    p.group(&PARAMETER, |p| {
        let start = p.pos();
        let kind = p.rows(TYPE)?;
        let kind = u16::from_be_bytes([kind[0], kind[1]]);
        let len = p.uint(&LENGTH)? as usize;
        let Some(body) = len.checked_sub(4) else {
            let (field, says) = ("parameter length", len as u64);
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
        p.within(body, "parameter length", |p| value(p, kind, nesting))?;
        padding(p, len, &PADDING)
    })
}

fn value(p: &mut Peel<'_>, kind: u16, nesting: u8) -> Peeled {
    match kind {
        1 => chunks::rest(p, &HEARTBEAT),
        5 => p.field(&IPV4, 4).map(drop),
        6 => p.field(&IPV6, 16).map(drop),
        7 => chunks::rest(p, &COOKIE),
        8 if nesting < MAX_NESTING => read(p, nesting + 1),
        9 => p.uint(&PRESERVATIVE).map(drop),
        11 => chunks::rest(p, &HOST),
        12 => each(p, &ADDRESS_TYPE),
        13 => {
            p.uint(&REQUEST)?;
            p.uint(&RESPONSE)?;
            p.uint(&LAST_ASSIGNED)?;
            each(p, &STREAM)
        }
        14 => {
            p.uint(&REQUEST)?;
            each(p, &STREAM)
        }
        15 => p.uint(&REQUEST).map(drop),
        16 => answer(p),
        17 => p.rows(ADD_OUTGOING).map(drop),
        18 => p.rows(ADD_INCOMING).map(drop),
        0x8000 | 0xc000 => Ok(()),
        0x8002 => chunks::rest(p, &RANDOM),
        0x8003 => each(p, &AUTHENTICATED),
        0x8004 => each(p, &HASH),
        0x8008 => each(p, &EXTENSION),
        0xc001 | 0xc002 | 0xc004 if nesting < MAX_NESTING => {
            p.uint(&CORRELATION)?;
            read(p, nesting + 1)
        }
        0xc003 if nesting < MAX_NESTING => {
            p.uint(&CORRELATION)?;
            causes::nested(p, nesting + 1)
        }
        0xc005 => p.uint(&CORRELATION).map(drop),
        0xc006 => p.uint(&ADAPTATION).map(drop),
        _ => chunks::rest(p, &VALUE),
    }
}

fn answer(p: &mut Peel<'_>) -> Peeled {
    p.uint(&RESPONSE)?;
    p.uint(&RESULT)?;
    for spec in [&SENDERS_NEXT, &RECEIVERS_NEXT] {
        if p.rest().is_empty() {
            break;
        }
        p.uint(spec)?;
    }
    Ok(())
}

/// As many numbers as there is room for.
fn each(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    while !p.rest().is_empty() {
        p.uint(spec)?;
    }
    Ok(())
}
