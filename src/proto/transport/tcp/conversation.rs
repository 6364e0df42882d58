//! What the conversation makes of a segment, as fields.

use crate::decode::Peel;
use crate::model::{Analysis, FieldSpec, Segment, TcpFlags, Value};

crate::fields! {
    STREAM = FieldSpec::uint("tcp.stream", "Conversation", 0)
        .doc("Which TCP conversation of the capture this is, counted from 0.", "");
    LEN = FieldSpec::uint("tcp.len", "Payload", 0).unit("bytes")
        .doc("Bytes of the stream in this segment: what the IP header's length leaves.", "RFC 9293 §3.1");
    SEQ = FieldSpec::uint("tcp.seq", "Sequence number, relative", 32)
        .relative()
        .doc("Where the first byte of this segment stands in the sender's stream, counted from the first number seen.", "RFC 9293 §3.4");
    NEXT_SEQ = FieldSpec::uint("tcp.nxtseq", "Next sequence number, relative", 0)
        .relative()
        .doc("Where the sender's next segment will begin.", "RFC 9293 §3.4");
    ACK = FieldSpec::uint("tcp.ack", "Acknowledgment number, relative", 32)
        .relative()
        .doc("The next byte that the sender of this segment expects, counted from the other end's first number.", "RFC 9293 §3.4");
}

/// Adds what the conversation says of the segment whose header was just read.
pub(super) fn read(p: &mut Peel<'_>, segment: &Segment, analysis: &Analysis) {
    if !p.wants_fields() {
        return;
    }
    p.mark_as(&STREAM, 0..0, Value::Uint(analysis.stream.into()));
    p.mark_as(&LEN, 0..0, Value::Uint(segment.len.into()));
    let relative = |number: u32, base: u32| Value::Uint(number.wrapping_sub(base).into());
    p.mark_as(&SEQ, 4..8, relative(segment.seq, analysis.seq_base));
    let next = segment.next_seq();
    p.mark_as(&NEXT_SEQ, 0..0, relative(next, analysis.seq_base));
    if segment.flags.has(TcpFlags::ACK) {
        p.mark_as(&ACK, 8..12, relative(segment.ack, analysis.ack_base));
    }
}
