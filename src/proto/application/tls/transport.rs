//! Transport parameters of QUIC, which travel in an extension of the hellos (RFC 9000 §18).

use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};
use crate::proto::varint;

const TYPES: Codes = &[
    (0x00, "original_destination_connection_id"),
    (0x01, "max_idle_timeout"),
    (0x02, "stateless_reset_token"),
    (0x03, "max_udp_payload_size"),
    (0x04, "initial_max_data"),
    (0x05, "initial_max_stream_data_bidi_local"),
    (0x06, "initial_max_stream_data_bidi_remote"),
    (0x07, "initial_max_stream_data_uni"),
    (0x08, "initial_max_streams_bidi"),
    (0x09, "initial_max_streams_uni"),
    (0x0a, "ack_delay_exponent"),
    (0x0b, "max_ack_delay"),
    (0x0c, "disable_active_migration"),
    (0x0d, "preferred_address"),
    (0x0e, "active_connection_id_limit"),
    (0x0f, "initial_source_connection_id"),
    (0x10, "retry_source_connection_id"),
    (0x11, "version_information"),
    (0x20, "max_datagram_frame_size"),
    (0x1000, "cibir_encoding"),
    (0x1057, "loss_bits"),
    (0x2ab2, "grease_quic_bit"),
    (0x3127, "initial_rtt of Google"),
    (0x3128, "connection_options of Google"),
    (0x3129, "user_agent of Google"),
    (0x4752, "version of Google"),
    (0x7158, "enable_time_stamp_v2"),
    (0xde1a, "min_ack_delay"),
    (0xff00, "partial_reliability of Facebook"),
    (0xff02_de1a, "min_ack_delay, draft 5"),
    (0xff04_de1b, "min_ack_delay, draft 7"),
];

fn type_name(code: u64) -> Option<&'static str> {
    let known = TYPES.iter().find(|known| known.0 == code);
    // Reserved numbers between the real ones keep receivers tolerant.
    let reserved = code >= 27 && (code - 27).is_multiple_of(31);
    known
        .map(|known| known.1)
        .or(reserved.then_some("reserved"))
}

crate::fields! {
    LIST_LENGTH = FieldSpec::uint("tls.quic.len", "Parameters length", 16)
        .unit("bytes")
        .doc("Length of all parameters together; only up to draft 26.", "draft-ietf-quic-transport-26 §18");
    PARAMETER = FieldSpec::group("", "Transport parameter")
        .doc("What an end of the QUIC connection tells about itself: limits, times, connection IDs.", "RFC 9000 §18");
    TYPE = FieldSpec::hex("tls.quic.parameter.type", "Type", 0)
        .lookup(type_name)
        .doc("Which parameter.", "RFC 9000 §18.2");
    LENGTH = FieldSpec::uint("tls.quic.parameter.length", "Length", 0)
        .unit("bytes")
        .doc("Length of its value.", "RFC 9000 §18");
    OLD_LENGTH = FieldSpec::uint("tls.quic.parameter.lengt.old", "Length", 16)
        .unit("bytes")
        .doc("Length of its value, as it was written up to draft 26.", "draft-ietf-quic-transport-26 §18");
    VALUE = FieldSpec::bytes("tls.quic.parameter.value", "Value")
        .doc("The parameter's value.", "RFC 9000 §18");
    ORIGINAL = FieldSpec::bytes("tls.quic.parameter.original_destination_connection_id", "Original destination ID")
        .doc("The destination of the client's first packet: the server shows that nobody changed it on the way.", "RFC 9000 §18.2");
    IDLE = FieldSpec::uint("tls.quic.parameter.max_idle_timeout", "Idle timeout", 0)
        .unit("ms")
        .doc("The connection ends silently when nothing came for so long.", "RFC 9000 §18.2");
    RESET = FieldSpec::bytes("tls.quic.parameter.stateless_reset_token", "Reset token")
        .doc("A server that has lost the connection's state ends it with this token.", "RFC 9000 §10.3");
    DATAGRAM = FieldSpec::uint("tls.quic.parameter.max_udp_payload_size", "Longest UDP payload", 0)
        .unit("bytes")
        .doc("Longer datagrams are not taken.", "RFC 9000 §18.2");
    DATA = FieldSpec::uint("tls.quic.parameter.initial_max_data", "Data", 0)
        .unit("bytes")
        .doc("How much the peer may send on the whole connection at first.", "RFC 9000 §18.2");
    LOCAL = FieldSpec::uint("tls.quic.parameter.initial_max_stream_data_bidi_local", "Data on own streams", 0)
        .unit("bytes")
        .doc("How much the peer may send on each stream in both directions that this end opens.", "RFC 9000 §18.2");
    REMOTE = FieldSpec::uint("tls.quic.parameter.initial_max_stream_data_bidi_remote", "Data on the peer's streams", 0)
        .unit("bytes")
        .doc("How much the peer may send on each stream in both directions that it opens.", "RFC 9000 §18.2");
    ONE_WAY = FieldSpec::uint("tls.quic.parameter.initial_max_stream_data_uni", "Data on one-way streams", 0)
        .unit("bytes")
        .doc("How much the peer may send on each stream in one direction.", "RFC 9000 §18.2");
    STREAMS = FieldSpec::uint("tls.quic.parameter.initial_max_streams_bidi", "Streams", 0)
        .doc("How many streams in both directions the peer may open.", "RFC 9000 §18.2");
    ONE_WAY_STREAMS = FieldSpec::uint("tls.quic.parameter.initial_max_streams_uni", "One-way streams", 0)
        .doc("How many streams in one direction the peer may open.", "RFC 9000 §18.2");
    EXPONENT = FieldSpec::uint("tls.quic.parameter.ack_delay_exponent", "ACK delay exponent", 0)
        .doc("The delay in acknowledgments counts in units of 2 to this power microseconds.", "RFC 9000 §18.2");
    ACK_DELAY = FieldSpec::uint("tls.quic.parameter.max_ack_delay", "Longest ACK delay", 0)
        .unit("ms")
        .doc("How long the end may hold an acknowledgment back.", "RFC 9000 §18.2");
    IPV4 = FieldSpec::ipv4("tls.quic.parameter.preferred_address.ipv4address", "IPv4 address")
        .doc("Where the server wants to go on with the connection.", "RFC 9000 §9.6");
    IPV4_PORT = FieldSpec::uint("tls.quic.parameter.preferred_address.ipv4port", "IPv4 port", 16)
        .doc("The port there.", "RFC 9000 §9.6");
    IPV6 = FieldSpec::ipv6("tls.quic.parameter.preferred_address.ipv6address", "IPv6 address")
        .doc("The same for IPv6.", "RFC 9000 §9.6");
    IPV6_PORT = FieldSpec::uint("tls.quic.parameter.preferred_address.ipv6port", "IPv6 port", 16)
        .doc("The port there.", "RFC 9000 §9.6");
    PREFERRED_LENGTH = FieldSpec::uint("tls.quic.parameter.preferred_address.connectionid.length", "ID length", 8)
        .unit("bytes")
        .doc("Length of the connection ID.", "RFC 9000 §18.2");
    PREFERRED = FieldSpec::bytes("tls.quic.parameter.preferred_address.connectionid", "Connection ID")
        .doc("The connection ID to be used there.", "RFC 9000 §18.2");
    PREFERRED_RESET = FieldSpec::bytes("tls.quic.parameter.preferred_address.statelessresettoken", "Reset token")
        .doc("The reset token that belongs to that connection ID.", "RFC 9000 §18.2");
    IDS = FieldSpec::uint("tls.quic.parameter.active_connection_id_limit", "Connection IDs", 0)
        .doc("How many connection IDs of the peer the end keeps at the same time.", "RFC 9000 §18.2");
    SOURCE = FieldSpec::bytes("tls.quic.parameter.initial_source_connection_id", "Initial source ID")
        .doc("The connection ID that the end has chosen, once more: here nobody can have changed it.", "RFC 9000 §7.3");
    RETRY = FieldSpec::bytes("tls.quic.parameter.retry_source_connection_id", "Retry's source ID")
        .doc("The connection ID that the server chose in its retry packet.", "RFC 9000 §7.3");
    DATAGRAMS = FieldSpec::uint("tls.quic.parameter.max_datagram_frame_size", "Longest DATAGRAM frame", 0)
        .unit("bytes")
        .doc("The end takes data without delivery guarantee, up to this length.", "RFC 9221 §3");
    LOSS_BITS = FieldSpec::uint("tls.quic.parameter.loss_bits", "Loss bits", 0)
        .doc("The end can show losses to observers in two bits of short headers.", "draft-ferrieuxhamchaoui-quic-lossbits-03");
    MIN_DELAY = FieldSpec::uint("tls.quic.parameter.min_ack_delay", "Shortest ACK delay", 0)
        .unit("µs")
        .doc("The peer may ask for acknowledgments that are held back at least so long.", "draft-ietf-quic-ack-frequency §3");
    TIME_STAMPS = FieldSpec::uint("tls.quic.parameter.enable_time_stamp_v2", "Time stamps", 0)
        .codes(&[(1, "would like to receive them"), (2, "can send them"), (3, "both")])
        .doc("Whether the end can send frames with time stamps, and likes to receive them.", "draft-huitema-quic-ts");
    USER_AGENT = FieldSpec::text("tls.quic.parameter.google.user_agent", "User agent")
        .doc("The program that asks, as Google's implementation sends it.", "Google QUIC");
    GOOGLE_VERSION = FieldSpec::hex("tls.quic.parameter.google.quic_version", "Version", 32)
        .doc("The version in use, as Google's implementation sends it.", "Google QUIC");
    GOOGLE_RTT = FieldSpec::uint("tls.quic.parameter.google.initial_rtt", "Round trip at first", 0)
        .unit("µs")
        .doc("The time of a round trip that the client expects, from earlier connections.", "Google QUIC");
    GOOGLE_OPTIONS = FieldSpec::bytes("tls.quic.parameter.google.connection_options", "Connection options")
        .doc("Names of four letters that switch experiments on.", "Google QUIC");
    GOOGLE_VERSIONS_LENGTH = FieldSpec::uint("tls.quic.parameter.google.supported_versions_length", "Versions length", 8)
        .unit("bytes")
        .doc("Length of the list of versions.", "Google QUIC");
    GOOGLE_SUPPORTED = FieldSpec::hex("tls.quic.parameter.google.supported_version", "Supported version", 32)
        .doc("A version that the server supports.", "Google QUIC");
    RELIABILITY = FieldSpec::uint("tls.quic.parameter.facebook.partial_reliability", "Partial reliability", 0)
        .doc("Whether streams may be delivered with gaps, as Facebook's implementation offers.", "Facebook mvfst");
    CHOSEN = FieldSpec::hex("tls.quic.parameter.vi.chosen_version", "Chosen version", 32)
        .doc("The version in use.", "RFC 9368 §3");
    OTHER = FieldSpec::hex("tls.quic.parameter.vi.other_version", "Available version", 32)
        .doc("A version that the end can speak, the preferred one first.", "RFC 9368 §3");
}

/// All parameters of the extension. Up to draft 26 a length stood before them, and types and lengths
/// had two bytes each; the first type that is in use now cannot be that length.
pub(super) fn parameters(p: &mut Peel<'_>) -> Peeled {
    let rest = p.rest();
    let is_old = rest.split_first_chunk().is_some_and(|(len, rest)| {
        usize::from(u16::from_be_bytes(*len)) == rest.len() && fits_old(rest)
    });
    if is_old {
        p.uint(&LIST_LENGTH)?;
    }
    while !p.rest().is_empty() {
        p.group(&PARAMETER, |p| parameter(p, is_old))?;
    }
    Ok(())
}

/// True if parameters with types and lengths of two bytes fill the bytes.
fn fits_old(mut bytes: &[u8]) -> bool {
    while let [_, _, high, low, rest @ ..] = bytes {
        let len = usize::from(u16::from_be_bytes([*high, *low]));
        let Some(rest) = rest.get(len..) else {
            return false;
        };
        bytes = rest;
    }
    bytes.is_empty()
}

fn parameter(p: &mut Peel<'_>, is_old: bool) -> Peeled {
    let (kind, len) = match is_old {
        true => {
            let at = p.pos();
            let kind = p
                .skip(2)?
                .iter()
                .fold(0, |kind, byte| kind << 8 | u64::from(*byte));
            p.mark_as(&TYPE, at..at + 2, crate::model::Value::Uint(kind));
            (kind, p.uint(&OLD_LENGTH)?)
        }
        false => (varint::field(p, &TYPE)?, varint::field(p, &LENGTH)?),
    };
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    p.within(len, "parameter length", |p| {
        if p.rest().is_empty() {
            return Ok(());
        }
        p.mark(&VALUE, p.pos()..p.bytes().len());
        value(p, kind)
    })
}

/// What the value says, if that is known.
fn value(p: &mut Peel<'_>, kind: u64) -> Peeled {
    let number = match kind {
        0x01 => &IDLE,
        0x03 => &DATAGRAM,
        0x04 => &DATA,
        0x05 => &LOCAL,
        0x06 => &REMOTE,
        0x07 => &ONE_WAY,
        0x08 => &STREAMS,
        0x09 => &ONE_WAY_STREAMS,
        0x0a => &EXPONENT,
        0x0b => &ACK_DELAY,
        0x0e => &IDS,
        0x20 => &DATAGRAMS,
        0x1057 => &LOSS_BITS,
        0x3127 => &GOOGLE_RTT,
        0x7158 => &TIME_STAMPS,
        0xde1a | 0xff02_de1a | 0xff04_de1b => &MIN_DELAY,
        0xff00 => &RELIABILITY,
        _ => return structure(p, kind),
    };
    varint::field(p, number).map(drop)
}

fn structure(p: &mut Peel<'_>, kind: u64) -> Peeled {
    let bytes = match kind {
        0x00 => &ORIGINAL,
        0x02 => &RESET,
        0x0f => &SOURCE,
        0x10 => &RETRY,
        0x3128 => &GOOGLE_OPTIONS,
        0x3129 => &USER_AGENT,
        0x0d => return preferred_address(p),
        0x11 => {
            p.uint(&CHOSEN)?;
            return each(p, &OTHER);
        }
        0x4752 => {
            p.uint(&GOOGLE_VERSION)?;
            if p.rest().is_empty() {
                return Ok(());
            }
            p.uint(&GOOGLE_VERSIONS_LENGTH)?;
            return each(p, &GOOGLE_SUPPORTED);
        }
        _ => return Ok(()),
    };
    p.field(bytes, p.rest().len()).map(drop)
}

fn each(p: &mut Peel<'_>, number: &'static FieldSpec) -> Peeled {
    while !p.rest().is_empty() {
        p.uint(number)?;
    }
    Ok(())
}

fn preferred_address(p: &mut Peel<'_>) -> Peeled {
    p.field(&IPV4, 4)?;
    p.uint(&IPV4_PORT)?;
    p.field(&IPV6, 16)?;
    p.uint(&IPV6_PORT)?;
    let len = p.uint(&PREFERRED_LENGTH)? as usize;
    p.field(&PREFERRED, len)?;
    p.field(&PREFERRED_RESET, 16).map(drop)
}
