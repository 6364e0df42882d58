//! Frames in Initial packets, the only packets that a listener can open (RFC 9000 §19): no others
//! than these may stand there (§12.4).

use std::ops::Range;

use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FaultKind, FieldSpec, Value, names};
use crate::proto::varint;

const PADDING: u64 = 0x00;
const PING: u64 = 0x01;
const ACK: u64 = 0x02;
const ACK_ECN: u64 = 0x03;
const CRYPTO: u64 = 0x06;
const CLOSE: u64 = 0x1c;
const CLOSE_APPLICATION: u64 = 0x1d;

const TYPES: Codes = &[
    (PADDING, "PADDING"),
    (PING, "PING"),
    (ACK, "ACK"),
    (ACK_ECN, "ACK with ECN counts"),
    (0x04, "RESET_STREAM"),
    (0x05, "STOP_SENDING"),
    (CRYPTO, "CRYPTO"),
    (0x07, "NEW_TOKEN"),
    (0x08, "STREAM"),
    (0x10, "MAX_DATA"),
    (0x11, "MAX_STREAM_DATA"),
    (0x18, "NEW_CONNECTION_ID"),
    (0x19, "RETIRE_CONNECTION_ID"),
    (0x1a, "PATH_CHALLENGE"),
    (0x1b, "PATH_RESPONSE"),
    (CLOSE, "CONNECTION_CLOSE"),
    (CLOSE_APPLICATION, "CONNECTION_CLOSE of the application"),
    (0x1e, "HANDSHAKE_DONE"),
];

const ERRORS: Codes = &[
    (0x00, "NO_ERROR"),
    (0x01, "INTERNAL_ERROR"),
    (0x02, "CONNECTION_REFUSED"),
    (0x03, "FLOW_CONTROL_ERROR"),
    (0x04, "STREAM_LIMIT_ERROR"),
    (0x05, "STREAM_STATE_ERROR"),
    (0x06, "FINAL_SIZE_ERROR"),
    (0x07, "FRAME_ENCODING_ERROR"),
    (0x08, "TRANSPORT_PARAMETER_ERROR"),
    (0x09, "CONNECTION_ID_LIMIT_ERROR"),
    (0x0a, "PROTOCOL_VIOLATION"),
    (0x0b, "INVALID_TOKEN"),
    (0x0c, "APPLICATION_ERROR"),
    (0x0d, "CRYPTO_BUFFER_EXCEEDED"),
    (0x0e, "KEY_UPDATE_ERROR"),
    (0x0f, "AEAD_LIMIT_REACHED"),
    (0x10, "NO_VIABLE_PATH"),
    (0x11, "VERSION_NEGOTIATION_ERROR"),
];

/// Errors from here on carry an alert of TLS in their last byte (RFC 9000 §20.1).
const CRYPTO_ERROR: Range<u64> = 0x100..0x200;

fn error_name(code: u64) -> Option<&'static str> {
    let known = ERRORS.iter().find(|known| known.0 == code);
    match known {
        Some(known) => Some(known.1),
        None => CRYPTO_ERROR.contains(&code).then_some("CRYPTO_ERROR"),
    }
}

crate::fields! {
    FRAME = FieldSpec::group("quic.frame", "Frame")
        .doc("A packet carries frames: data, acknowledgments, and what controls the connection.", "RFC 9000 §12.4");
    TYPE = FieldSpec::hex("quic.frame_type", "Type", 0)
        .codes(TYPES)
        .doc("What the frame is.", "RFC 9000 §12.4");
    PADDING_LENGTH = FieldSpec::computed("quic.padding_length", "Padding length")
        .unit("bytes")
        .doc("Each zero byte is a frame of its own. They make the client's first datagram long, so that a server cannot be made to answer with more than it got.", "RFC 9000 §14.1, §19.1");
    LARGEST = FieldSpec::uint("quic.ack.largest_acknowledged", "Largest acknowledged", 0)
        .doc("The highest packet number that has arrived.", "RFC 9000 §19.3");
    DELAY = FieldSpec::uint("quic.ack.ack_delay", "Delay", 0)
        .doc("How long the acknowledgment was held back, in units of 2 to the power of ack_delay_exponent microseconds.", "RFC 9000 §19.3");
    RANGES = FieldSpec::uint("quic.ack.ack_range_count", "Ranges", 0)
        .doc("How many pairs of gap and range follow the first range.", "RFC 9000 §19.3");
    FIRST_RANGE = FieldSpec::uint("quic.ack.first_ack_range", "First range", 0)
        .doc("So many packets before the largest have arrived as well, without a gap.", "RFC 9000 §19.3");
    GAP = FieldSpec::uint("quic.ack.gap", "Gap", 0)
        .doc("One less than the number of packets that are missing before the range above.", "RFC 9000 §19.3.1");
    RANGE = FieldSpec::uint("quic.ack.ack_range", "Range", 0)
        .doc("One less than the number of packets that have arrived before the gap.", "RFC 9000 §19.3.1");
    ECT0 = FieldSpec::uint("quic.ack.ect0_count", "ECT(0) count", 0)
        .doc("Packets that arrived with the mark ECT(0).", "RFC 9000 §19.3.2");
    ECT1 = FieldSpec::uint("quic.ack.ect1_count", "ECT(1) count", 0)
        .doc("Packets that arrived with the mark ECT(1).", "RFC 9000 §19.3.2");
    CONGESTION = FieldSpec::uint("quic.ack.ecn_ce_count", "ECN-CE count", 0)
        .doc("Packets that a router marked because it was congested.", "RFC 9000 §19.3.2");
    OFFSET = FieldSpec::uint("quic.crypto.offset", "Offset", 0)
        .unit("bytes")
        .doc("Where the bytes belong in the handshake of this encryption level: frames may arrive in any order.", "RFC 9000 §19.6");
    LENGTH = FieldSpec::uint("quic.crypto.length", "Length", 0)
        .unit("bytes")
        .doc("Bytes of the handshake in this frame.", "RFC 9000 §19.6");
    DATA = FieldSpec::bytes("quic.crypto.crypto_data", "Handshake bytes")
        .doc("Part of the TLS handshake, which QUIC carries without records.", "RFC 9001 §4");
    ERROR = FieldSpec::uint("quic.cc.error_code", "Error code", 0)
        .lookup(error_name)
        .doc("Why the connection is closed.", "RFC 9000 §20.1");
    ALERT = FieldSpec::uint("quic.cc.error_code.tls_alert", "TLS alert", 8)
        .lookup(|code| names::tls_alert(code as u8))
        .doc("The alert that TLS gave; QUIC sends no alert records.", "RFC 9001 §4.8");
    APPLICATION_ERROR = FieldSpec::uint("quic.cc.error_code.app", "Application's error code", 0)
        .doc("Why the application closes the connection; what numbers mean is its own affair.", "RFC 9000 §20.2");
    CAUSE = FieldSpec::uint("quic.cc.frame_type", "Caused by", 0)
        .codes(TYPES)
        .doc("The type of the frame that caused the error; 0 if none did.", "RFC 9000 §19.19");
    REASON_LENGTH = FieldSpec::uint("quic.cc.reason_phrase.length", "Reason length", 0)
        .unit("bytes")
        .doc("Length of the reason.", "RFC 9000 §19.19");
    REASON = FieldSpec::text("quic.cc.reason_phrase", "Reason")
        .doc("The reason in words.", "RFC 9000 §19.19");
}

/// A piece of the handshake: where it belongs, and where its bytes stand in the opened packet.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Offset in the handshake.
    pub offset: u64,
    /// Its bytes.
    pub at: Range<usize>,
}

/// The frames of an opened packet. Adds the pieces of the handshake to `pieces`, and what there is
/// to `said`.
pub(super) fn all(
    p: &mut Peel<'_>,
    pieces: &mut Vec<Piece>,
    said: &mut Vec<&'static str>,
) -> Peeled {
    while let Some(&first) = p.rest().first() {
        if p.is_full() {
            return Ok(());
        }
        if u64::from(first) == PADDING {
            padding(p)?;
            continue;
        }
        let start = p.pos();
        let mut kind = 0;
        p.group(&FRAME, |p| {
            kind = varint::field(p, &TYPE)?;
            frame(p, kind, pieces)
        })?;
        let name = TYPES.iter().find(|known| known.0 == kind);
        match (kind, name) {
            (PING | ACK | ACK_ECN | CRYPTO | CLOSE | CLOSE_APPLICATION, Some(name)) => {
                if said.last() != Some(&name.1) {
                    said.push(name.1);
                }
            }
            _ => {
                let what = "no frame of this type may stand in an Initial packet";
                p.fault(FaultKind::Malformed(what), start..p.pos());
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Zero bytes, shown as one frame.
fn padding(p: &mut Peel<'_>) -> Peeled {
    let start = p.pos();
    let len = p.rest().iter().take_while(|byte| **byte == 0).count();
    p.group(&FRAME, |p| {
        p.mark_as(&TYPE, start..start + 1, Value::Uint(PADDING));
        p.mark_as(
            &PADDING_LENGTH,
            start + 1..start + 1,
            Value::Uint(len as u64),
        );
        p.skip(len).map(drop)
    })
}

fn frame(p: &mut Peel<'_>, kind: u64, pieces: &mut Vec<Piece>) -> Peeled {
    match kind {
        ACK | ACK_ECN => acknowledgment(p, kind),
        CRYPTO => {
            let offset = varint::field(p, &OFFSET)?;
            let len = varint::field(p, &LENGTH)?;
            let len = usize::try_from(len).unwrap_or(usize::MAX);
            let at = p.pos();
            let data = p.field(&DATA, len)?;
            pieces.push(Piece {
                offset,
                at: at..at + data.len(),
            });
            Ok(())
        }
        CLOSE | CLOSE_APPLICATION => close(p, kind),
        _ => Ok(()),
    }
}

fn acknowledgment(p: &mut Peel<'_>, kind: u64) -> Peeled {
    varint::field(p, &LARGEST)?;
    varint::field(p, &DELAY)?;
    let ranges = varint::field(p, &RANGES)?;
    varint::field(p, &FIRST_RANGE)?;
    // Each pair takes two bytes at least.
    for _ in 0..ranges {
        if p.is_full() {
            break;
        }
        varint::field(p, &GAP)?;
        varint::field(p, &RANGE)?;
    }
    if kind == ACK_ECN {
        for count in [&ECT0, &ECT1, &CONGESTION] {
            varint::field(p, count)?;
        }
    }
    Ok(())
}

fn close(p: &mut Peel<'_>, kind: u64) -> Peeled {
    if kind == CLOSE {
        let code = varint::field(p, &ERROR)?;
        if CRYPTO_ERROR.contains(&code) {
            let last = p.pos() - 1;
            p.mark(&ALERT, last..last + 1);
        }
        varint::field(p, &CAUSE)?;
    } else {
        varint::field(p, &APPLICATION_ERROR)?;
    }
    let len = varint::field(p, &REASON_LENGTH)?;
    if len > 0 {
        p.field(&REASON, usize::try_from(len).unwrap_or(usize::MAX))?;
    }
    Ok(())
}
