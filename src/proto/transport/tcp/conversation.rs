//! What the conversation makes of a segment, as fields.

use crate::decode::{Peel, Peeled};
use crate::model::{
    Analysis, DuplicateAck, FieldSpec, Marks, Segment, Since, TcpFlags, Value, WindowScale,
};

crate::fields! {
    STREAM = FieldSpec::uint("tcp.stream", "Conversation", 0)
        .doc("Which TCP conversation of the capture this is, counted from 0.", "");
    COMPLETENESS = FieldSpec::uint("tcp.completeness", "Seen before", 0)
        .doc("What the capture had of the conversation before this segment: 1 for its SYN, 2 for the answer, 4 for an acknowledgment, 8 for bytes, 16 for a FIN, 32 for a reset, added up.", "RFC 9293 §3.5");
    LEN = FieldSpec::uint("tcp.len", "Payload", 0).unit("bytes")
        .doc("Bytes of the stream in this segment: what the IP header's length leaves.", "RFC 9293 §3.1");
    SEQ = FieldSpec::uint("tcp.seq", "Relative sequence no.", 32)
        .relative()
        .doc("Where the first byte of this segment stands in the sender's stream, counted from the first number seen.", "RFC 9293 §3.4");
    NEXT_SEQ = FieldSpec::uint("tcp.nxtseq", "Next sequence number", 0)
        .relative()
        .doc("Where the sender's next segment will begin.", "RFC 9293 §3.4");
    ACK = FieldSpec::uint("tcp.ack", "Relative acknowl. no.", 32)
        .relative()
        .doc("The next byte that the sender of this segment expects, counted from the other end's first number; without the acknowledgment flag it says nothing.", "RFC 9293 §3.4");
    WINDOW = FieldSpec::uint("tcp.window_size", "Window, scaled", 16).unit("bytes")
        .doc("How many bytes more the sender of this segment can take: the window of the header, multiplied as the handshake agreed.", "RFC 7323 §2.3");
    SCALE = FieldSpec::int("tcp.window_size_scalefactor", "Window scale", 16)
        .doc("By how much the window of the header is multiplied; -1 if the handshake was not seen, -2 if the two ends do not multiply.", "RFC 7323 §2.2");
    SINCE_FIRST = FieldSpec::computed("tcp.time_relative", "Since the first segment")
        .doc("Time since the first segment of this conversation in the capture.", "");
    SINCE_PREVIOUS = FieldSpec::computed("tcp.time_delta", "Since the one before")
        .doc("Time since the segment of this conversation before this one, in either direction.", "");
    ANALYSIS = FieldSpec::group("tcp.analysis", "Analysis")
        .doc("What follows from the segments before this one. It does not stand in the frame.", "");
    ACKED = FieldSpec::computed("tcp.analysis.acks_frame", "Acknowledges")
        .doc("The frame whose last byte is the last one that this segment acknowledges.", "RFC 9293 §3.4");
    ACK_TIME = FieldSpec::computed("tcp.analysis.ack_rtt", "Round-trip time")
        .doc("From that frame to this one. Captured at the sender, it is the time to the receiver and back; captured at the receiver, only how long this took to answer.", "RFC 6298 §3");
    HANDSHAKE = FieldSpec::computed("tcp.analysis.initial_rtt", "Round-trip time of the handshake")
        .doc("From the SYN to the client's first acknowledgment: once there and back, wherever it was captured.", "RFC 9293 §3.5");
    IN_FLIGHT = FieldSpec::uint("tcp.analysis.bytes_in_flight", "In flight", 0).unit("bytes")
        .doc("Bytes that the sender has sent and that nothing has acknowledged yet, with those of this segment.", "RFC 5681 §2");
    SINCE_PUSH = FieldSpec::uint("tcp.analysis.push_bytes_sent", "Since the last push", 0).unit("bytes")
        .doc("Bytes sent since the last segment with the push flag, with those of this one.", "RFC 9293 §3.9.1");
    FLAGS = FieldSpec::group("tcp.analysis.flags", "What stands out")
        .doc("Each is a conclusion from the frames of this capture; where it was captured matters.", "");
    REPEATED = FieldSpec::computed("tcp.analysis.duplicate_ack_num", "Repetition")
        .doc("How often this acknowledgment has been repeated. The third repetition makes a sender send the missing segment at once.", "RFC 5681 §3.2");
    REPEATS = FieldSpec::computed("tcp.analysis.duplicate_ack_frame", "Repeats")
        .doc("The frame with the first acknowledgment of this number.", "RFC 5681 §3.2");
    TIMEOUT = FieldSpec::computed("tcp.analysis.rto", "Waited")
        .doc("How long the sender waited for an acknowledgment before it sent the bytes again.", "RFC 6298 §5");
    TIMEOUT_FROM = FieldSpec::computed("tcp.analysis.rto_frame", "Waited since")
        .doc("The frame from which that time counts: the oldest one on its way.", "RFC 6298 §5");
}

/// What stands out, and the marks of which one must be set.
pub(super) const FINDINGS: &[(FieldSpec, u16)] = &[
    (
        FieldSpec::group("tcp.analysis.reused_ports", "Ports used again")
            .doc("A new connection between two ports of which an earlier connection is known.", "RFC 9293 §3.6.1"),
        Marks::REUSED_PORTS,
    ),
    (
        FieldSpec::group("tcp.analysis.retransmission", "Retransmission")
            .doc("Its bytes were sent before. The sender had no acknowledgment of them.", "RFC 9293 §3.8.1"),
        Marks::RETRANSMISSION | Marks::FAST_RETRANSMISSION | Marks::SPURIOUS_RETRANSMISSION,
    ),
    (
        FieldSpec::group("tcp.analysis.fast_retransmission", "Fast retransmission")
            .doc("Sent again because repeated acknowledgments asked for it, before any time ran out.", "RFC 5681 §3.2"),
        Marks::FAST_RETRANSMISSION,
    ),
    (
        FieldSpec::group("tcp.analysis.spurious_retransmission", "Spurious retransmission")
            .doc("Sent again although it had been acknowledged: the acknowledgment was late or got lost.", "RFC 5682 §1"),
        Marks::SPURIOUS_RETRANSMISSION,
    ),
    (
        FieldSpec::group("tcp.analysis.out_of_order", "Out of order")
            .doc("A later segment has overtaken it, so soon that nobody can have sent it again.", "RFC 9293 §3.10.7.4"),
        Marks::OUT_OF_ORDER,
    ),
    (
        FieldSpec::group("tcp.analysis.lost_segment", "Gap before it")
            .doc("Bytes before this segment have not been seen: lost, late, or not captured.", "RFC 9293 §3.4"),
        Marks::LOST_SEGMENT,
    ),
    (
        FieldSpec::group("tcp.analysis.ack_lost_segment", "Acknowledges unseen bytes")
            .doc("It acknowledges bytes that have not been seen: the capture is incomplete, the connection need not be.", "RFC 9293 §3.4"),
        Marks::ACKED_UNSEEN,
    ),
    (
        FieldSpec::group("tcp.analysis.window_update", "Window update")
            .doc("Nothing but a new window.", "RFC 9293 §3.8.6"),
        Marks::WINDOW_UPDATE,
    ),
    (
        FieldSpec::group("tcp.analysis.window_full", "Window full")
            .doc("It fills the receiver's window to the last byte: the sender must wait.", "RFC 9293 §3.8.6"),
        Marks::WINDOW_FULL,
    ),
    (
        FieldSpec::group("tcp.analysis.keep_alive", "Keep-alive")
            .doc("Repeats the number of the last byte, to see whether the other end still answers.", "RFC 9293 §3.8.4"),
        Marks::KEEP_ALIVE,
    ),
    (
        FieldSpec::group("tcp.analysis.keep_alive_ack", "Answer to a keep-alive")
            .doc("The other end is still there.", "RFC 9293 §3.8.4"),
        Marks::KEEP_ALIVE_ACK,
    ),
    (
        FieldSpec::group("tcp.analysis.duplicate_ack", "Duplicate acknowledgment")
            .doc("Acknowledges the same byte again: something behind it has arrived, it itself has not.", "RFC 5681 §2"),
        Marks::DUPLICATE_ACK,
    ),
    (
        FieldSpec::group("tcp.analysis.zero_window_probe", "Window probe")
            .doc("One byte into a closed window, to learn when it opens.", "RFC 9293 §3.8.6.1"),
        Marks::ZERO_WINDOW_PROBE,
    ),
    (
        FieldSpec::group("tcp.analysis.zero_window", "Window closed")
            .doc("The sender of this segment can take no more bytes: its process does not read.", "RFC 9293 §3.8.6"),
        Marks::ZERO_WINDOW,
    ),
    (
        FieldSpec::group("tcp.analysis.zero_window_probe_ack", "Answer to a window probe")
            .doc("The window is still closed.", "RFC 9293 §3.8.6.1"),
        Marks::ZERO_WINDOW_PROBE_ACK,
    ),
];

/// The fields of [`FINDINGS`].
pub(super) static FOUND: [&FieldSpec; FINDINGS.len()] = {
    let mut found = [&FINDINGS[0].0; FINDINGS.len()];
    let mut index = 0;
    while index < FINDINGS.len() {
        found[index] = &FINDINGS[index].0;
        index += 1;
    }
    found
};

/// Adds what the conversation says of the segment whose header was just read.
pub(super) fn read(p: &mut Peel<'_>, segment: &Segment, analysis: &Analysis) {
    if !p.wants_fields() {
        return;
    }
    p.mark_as(&STREAM, 0..0, Value::Uint(analysis.stream.into()));
    let completeness = Value::Uint(analysis.completeness.0.into());
    p.mark_as(&COMPLETENESS, 0..0, completeness);
    p.mark_as(&LEN, 0..0, Value::Uint(segment.len.into()));
    let relative = |number: u32, base: u32| Value::Uint(number.wrapping_sub(base).into());
    // Each stands beside its raw number, in the order of the header.
    p.mark_beside(
        "tcp.seq_raw",
        &SEQ,
        relative(segment.seq, analysis.seq_base),
    );
    let next = segment.next_seq();
    p.mark_as(&NEXT_SEQ, 0..0, relative(next, analysis.seq_base));
    // Without the flag the number counts nothing, and stands for itself.
    let base = match segment.flags.has(TcpFlags::ACK) {
        true => analysis.ack_base,
        false => 0,
    };
    p.mark_beside("tcp.ack_raw", &ACK, relative(segment.ack, base));
    if !segment.flags.has(TcpFlags::SYN) {
        let factor = match analysis.scale {
            WindowScale::Unknown => -1,
            WindowScale::None => -2,
            WindowScale::Shift(shift) => 1 << shift.min(14),
        };
        p.mark_beside("tcp.window_size_value", &SCALE, Value::Int(factor));
    }
    let window = analysis.scale.apply(segment.window);
    p.mark_beside("tcp.window_size_value", &WINDOW, Value::Uint(window.into()));
    if let Some(since) = analysis.since_first {
        p.mark_as(&SINCE_FIRST, 0..0, Value::Elapsed(since));
    }
    if let Some(since) = analysis.since_previous {
        p.mark_as(&SINCE_PREVIOUS, 0..0, Value::Elapsed(since));
    }
    let silent = analysis.marks.is_empty()
        && analysis.acked.is_none()
        && analysis.initial_rtt.is_none()
        && analysis.in_flight.is_none();
    if !silent {
        // Groups of fields that are computed cannot end early.
        let _ = p.group(&ANALYSIS, |p| conclude(p, analysis));
    }
}

fn conclude(p: &mut Peel<'_>, analysis: &Analysis) -> Peeled {
    if let Some(acked) = analysis.acked {
        since(p, acked, &ACKED, &ACK_TIME);
    }
    if let Some(rtt) = analysis.initial_rtt {
        p.mark_as(&HANDSHAKE, 0..0, elapsed(rtt));
    }
    for (spec, bytes) in [
        (&IN_FLIGHT, analysis.in_flight),
        (&SINCE_PUSH, analysis.since_push),
    ] {
        if let Some(bytes) = bytes {
            p.mark_as(spec, 0..0, Value::Uint(bytes.into()));
        }
    }
    if !analysis.marks.is_empty() {
        p.group(&FLAGS, |p| {
            for (spec, marks) in FOUND.into_iter().zip(FINDINGS.iter().map(|found| found.1)) {
                if analysis.marks.has(marks) {
                    p.mark_as(spec, 0..0, Value::None);
                }
            }
            Ok(())
        })?;
    }
    if let Some(DuplicateAck { frame, number }) = analysis.duplicate_ack {
        p.mark_as(&REPEATED, 0..0, Value::Uint(number.into()));
        p.mark_as(&REPEATS, 0..0, Value::Frame(frame));
    }
    if let Some(timeout) = analysis.timeout.filter(|timeout| timeout.ns > 0) {
        since(p, timeout, &TIMEOUT_FROM, &TIMEOUT);
    }
    Ok(())
}

/// A frame, and the time since it if it is known.
fn since(
    p: &mut Peel<'_>,
    Since { frame, ns }: Since,
    which: &'static FieldSpec,
    time: &'static FieldSpec,
) {
    p.mark_as(which, 0..0, Value::Frame(frame));
    if ns > 0 {
        p.mark_as(time, 0..0, elapsed(ns));
    }
}

fn elapsed(ns: u64) -> Value {
    Value::Elapsed(i64::try_from(ns).unwrap_or(i64::MAX))
}
