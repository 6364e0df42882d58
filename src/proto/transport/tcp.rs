//! TCP: a reliable byte stream between two processes (RFC 9293).

use std::ops::Range;

use crate::decode::{
    Claim, Heard, JoinSpecs, MESSAGE_SIZE, Next, Peel, Peeled, Protocol, join_fields,
};
use crate::model::{
    FaultKind, FieldSpec, OsiLayer, ProtoInfo, Segment, SegmentOptions, TcpFlags, Transport,
    Verdict, bytes_of, names,
};
use crate::proto::checksum;

mod conversation;
mod multipath;
mod options;
mod summary;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("tcp.srcport", "Source port", 16)
        .lookup(|port| names::tcp_port(port as u16))
        .doc("The port of the sending process.", "RFC 9293 §3.1"),
    FieldSpec::uint("tcp.dstport", "Destination port", 16)
        .lookup(|port| names::tcp_port(port as u16))
        .doc("The port of the receiving process.", "RFC 9293 §3.1"),
    FieldSpec::uint("tcp.seq_raw", "Sequence number", 32)
        .raw()
        .doc("Where the first byte of this segment stands in the sender's stream; counting starts at a number chosen when the connection opens.", "RFC 9293 §3.4"),
    FieldSpec::uint("tcp.ack_raw", "Acknowledgment number", 32)
        .raw()
        .doc("The next byte that the sender of this segment expects: everything before it has arrived.", "RFC 9293 §3.4"),
    FieldSpec::uint("tcp.hdr_len", "Header length", 4)
        .scaled(4, "bytes")
        .doc("Counted in words of 4 bytes: 5 without options, at most 15.", "RFC 9293 §3.1"),
    FieldSpec::hex("tcp.flags", "Flags", 12).parts_follow().doc("What this segment is for.", "RFC 9293 §3.1"),
    FieldSpec::uint("tcp.flags.res", "Reserved", 3).part().doc("Must be zero.", "RFC 9293 §3.1"),
    FieldSpec::flag("tcp.flags.ae", "Accurate ECN").part().doc("Part of more accurate congestion feedback.", "RFC 9768 §3"),
    FieldSpec::flag("tcp.flags.cwr", "Congestion window reduced").part().doc("The sender has slowed down, as it was asked to.", "RFC 3168 §6.1"),
    FieldSpec::flag("tcp.flags.ece", "ECN echo").part().doc("A router marked a packet: please slow down.", "RFC 3168 §6.1"),
    FieldSpec::flag("tcp.flags.urg", "Urgent").part().doc("The urgent pointer counts.", "RFC 9293 §3.8.5"),
    FieldSpec::flag("tcp.flags.ack", "Acknowledgment").part().doc("The acknowledgment number counts: set on all segments but the very first.", "RFC 9293 §3.1"),
    FieldSpec::flag("tcp.flags.push", "Push").part().doc("Hand what has arrived to the process now, without waiting for more.", "RFC 9293 §3.9.1"),
    FieldSpec::flag("tcp.flags.reset", "Reset").part().doc("The connection is refused or broken off at once.", "RFC 9293 §3.5.2"),
    FieldSpec::flag("tcp.flags.syn", "Synchronize").part().doc("Opens the connection: the sequence number is the sender's first.", "RFC 9293 §3.5"),
    FieldSpec::flag("tcp.flags.fin", "Finish").part().doc("The sender has no more bytes to send.", "RFC 9293 §3.6"),
    FieldSpec::uint("tcp.window_size_value", "Window", 16)
        .doc("How many bytes more the sender of this segment can take, before the scale agreed in the handshake.", "RFC 9293 §3.8.6"),
    FieldSpec::hex("tcp.checksum", "Checksum", 16)
        .doc("Covers header, payload and the addresses of the IP header.", "RFC 9293 §3.1"),
    FieldSpec::uint("tcp.urgent_pointer", "Urgent pointer", 16)
        .doc("Where urgent data ends, if the urgent flag is set.", "RFC 9293 §3.8.5"),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    RESET_CAUSE = FieldSpec::text("tcp.reset_cause", "Cause")
        .doc("A segment that breaks off the connection carries no data; some senders say why.", "RFC 1122 §4.2.2.12");
}

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len()
        + options::FIELDS.len()
        + multipath::FIELDS.len()
        + conversation::FIELDS.len()
        + conversation::FOUND.len()
        + MEASURED.len()] = join_fields(&[
    FIELDS,
    options::FIELDS,
    multipath::FIELDS,
    conversation::FIELDS,
    &conversation::FOUND,
    MEASURED,
]);

/// What is said of a segment once its messages are known.
static MEASURED: &[&FieldSpec] = &[&MESSAGE_SIZE];

/// How a message says which segments carried it.
static JOINED: JoinSpecs = JoinSpecs {
    all: FieldSpec::group("tcp.segments", "Put together").doc(
        "The segments that carried this message, in the order of the stream.",
        "RFC 9293 §3.8",
    ),
    piece: FieldSpec::uint("tcp.segment", "Segment", 0).doc(
        "The frame of a segment that carried a part of the message.",
        "RFC 9293 §3.8",
    ),
    count: FieldSpec::uint("tcp.segment.count", "Segments", 0)
        .doc("How many segments carried the message.", "RFC 9293 §3.8"),
    len: FieldSpec::uint("tcp.reassembled.length", "Length", 0)
        .unit("bytes")
        .doc("Bytes of the message.", "RFC 9293 §3.8"),
};

/// TCP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "tcp",
        short: "TCP",
        title: "Transmission Control Protocol",
        osi: OsiLayer::Transport,
        why: "It carries a byte stream between two processes, named by ports, complete and in order.",
        reference: "RFC 9293",
    },
    claims: &[Claim::IpProtocol(6)],
    headers: &[
        HEADER,
        options::TIMESTAMPS,
        options::USER_TIMEOUT,
        options::AUTHENTICATION,
        options::QUICK_START,
        options::SPACE,
        multipath::CAPABLE_0,
        multipath::CAPABLE_1,
        multipath::JOIN,
        multipath::PLAIN,
        multipath::SEQUENCE,
        multipath::ADD_0,
        multipath::ADD_1,
        multipath::RESET,
    ],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\xc0\x01\x00\x50\x00\x00\x00\x01\x00\x00\x00\x02\x50\x18\xff\xff\x00\x00\x00\x00ab",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = match p.header::<HEADER_LEN>(HEADER) {
        Ok(header) => header,
        Err(stop) => {
            name_quoted(p);
            return Err(stop);
        }
    };
    let (source, destination) = (
        u16::from_be_bytes([h[0], h[1]]),
        u16::from_be_bytes([h[2], h[3]]),
    );
    let (header_len, flags) = (usize::from(h[12] >> 4) * 4, h[13]);
    p.ports(Transport::Tcp, source, destination);
    if p.wants_fields() {
        let payload = p.bytes().len().saturating_sub(header_len);
        summary::alone(p, (source, destination), flags, payload);
    }
    if header_len < HEADER_LEN {
        p.fault(
            FaultKind::BadLength {
                field: "TCP header length",
                says: header_len as u64,
                limit: HEADER_LEN as u64,
            },
            12..13,
        );
        return Ok(());
    }
    let payload = header_len..p.bytes().len();
    let heard = match p.is_followed() {
        true => hear(p, h, payload.clone()),
        false => None,
    };
    if p.wants_verdicts() {
        verify(p);
    }
    if p.wants_fields() {
        let base = heard.as_ref().map(|(_, heard)| heard.analysis.ack_base);
        options::read(p, header_len, base.unwrap_or_default())?;
    }
    p.seek(HEADER_LEN);
    p.skip(header_len - HEADER_LEN)?;
    if let Some((segment, heard)) = &heard {
        conversation::read(p, segment, &heard.analysis);
        summary::in_conversation(p, segment, &heard.analysis);
    }
    if flags & TcpFlags::RST != 0 && !payload.is_empty() {
        return p.field(&RESET_CAUSE, payload.len()).map(drop);
    }
    let next = Next::Ports(Transport::Tcp, source, destination);
    match heard {
        Some((_, heard)) => p.wrap_heard(next, payload, heard, &JOINED),
        None => p.wrap_stream(next, payload),
    }
    Ok(())
}

/// Tells the conversation of the segment, if all of its header is there.
fn hear(p: &mut Peel<'_>, h: &[u8; HEADER_LEN], payload: Range<usize>) -> Option<(Segment, Heard)> {
    let options = p.bytes().get(HEADER_LEN..payload.start)?;
    let segment = Segment {
        flow: p.flow()?,
        seq: u32::from_be_bytes([h[4], h[5], h[6], h[7]]),
        ack: u32::from_be_bytes([h[8], h[9], h[10], h[11]]),
        flags: TcpFlags(h[13]),
        window: u16::from_be_bytes([h[14], h[15]]),
        len: (payload.len() as u32).saturating_add(p.missing_len()),
        options: options::scan(options),
    };
    p.hear(segment, payload).map(|heard| (segment, heard))
}

/// An error message quotes as little as the ports of a segment: they tell of which conversation it
/// speaks.
fn name_quoted(p: &mut Peel<'_>) {
    let Some(&[a, b, c, d]) = p.bytes().first_chunk().filter(|_| p.is_quoted()) else {
        return;
    };
    let (source, destination) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    p.ports(Transport::Tcp, source, destination);
    if let Some(flow) = p.flow() {
        let segment = Segment {
            flow,
            seq: 0,
            ack: 0,
            flags: TcpFlags(0),
            window: 0,
            len: 0,
            options: SegmentOptions::default(),
        };
        // The answer is of no use: nothing of the segment is here to be read.
        let _ = p.hear(segment, 0..0);
    }
}

fn verify(p: &mut Peel<'_>) {
    let segment = p.bytes();
    let verdict = if p.is_whole() {
        checksum::transport(p, 6, segment.len(), segment, 16)
    } else {
        Verdict::Unverifiable
    };
    p.verdict("tcp.checksum", verdict);
}

#[cfg(test)]
mod tests;
