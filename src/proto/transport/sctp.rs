//! SCTP: messages in several streams between two processes (RFC 9260).

use crate::decode::{Claim, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{
    FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Verdict, bytes_of, names,
};
use crate::proto::crc32c::crc32c;

mod causes;
mod chunks;
mod message;
mod parameters;
#[cfg(test)]
mod tests;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("sctp.srcport", "Source port", 16)
        .lookup(|port| names::sctp_port(port as u16))
        .doc("The port of the sending process.", "RFC 9260 §3.1"),
    FieldSpec::uint("sctp.dstport", "Destination port", 16)
        .lookup(|port| names::sctp_port(port as u16))
        .doc("The port of the receiving process.", "RFC 9260 §3.1"),
    FieldSpec::hex("sctp.verification_tag", "Verification tag", 32)
        .doc("The number that the receiver chose when the association opened: packets without it are not from the other side.", "RFC 9260 §3.1"),
    FieldSpec::hex("sctp.checksum", "Checksum", 32)
        .doc("A CRC-32C over the whole packet, lowest byte first.", "RFC 9260 §6.8"),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const CHUNK_HEADER_LEN: usize = 4;

const DATA: u8 = 0;
const INTERLEAVED_DATA: u8 = 64;

/// How deep parameters, causes and chunks may stand in one another.
const MAX_NESTING: u8 = 4;

const TYPE: &[FieldSpec] = &[
    FieldSpec::uint("sctp.chunk_type", "Chunk type", 8)
        .parts_follow()
        .lookup(|code| names::sctp_chunk(code as u8))
        .doc("What this chunk is for; its first two bits say what to do with an unknown one.", "RFC 9260 §3.2"),
    FieldSpec::flag("sctp.chunk_bit_1", "Skip if unknown")
        .part()
        .doc("Set: who does not know the chunk goes on with the next. Not set: the rest of the packet is dropped.", "RFC 9260 §3.2"),
    FieldSpec::flag("sctp.chunk_bit_2", "Report if unknown")
        .part()
        .doc("Set: who does not know the chunk reports it.", "RFC 9260 §3.2"),
    FieldSpec::gap(6).part(),
];

const MESSAGE_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("sctp.chunk_flags", "Flags", 8)
        .parts_follow()
        .doc("Which piece of a message this is.", "RFC 9260 §3.3.1"),
    FieldSpec::gap(4).part(),
    FieldSpec::flag("sctp.data_i_bit", "Immediate")
        .part()
        .doc("Set: please acknowledge at once.", "RFC 9260 §3.3.1"),
    FieldSpec::flag("sctp.data_u_bit", "Unordered").part().doc(
        "Set: hand the message on as it arrives, whatever came before.",
        "RFC 9260 §3.3.1",
    ),
    FieldSpec::flag("sctp.data_b_bit", "Beginning")
        .part()
        .doc("Set: the message begins in this chunk.", "RFC 9260 §3.3.1"),
    FieldSpec::flag("sctp.data_e_bit", "Ending")
        .part()
        .doc("Set: the message ends in this chunk.", "RFC 9260 §3.3.1"),
];

const DATA_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("sctp.data_tsn_raw", "Transmission sequence number", 32).doc(
        "Counts the data chunks of one direction: acknowledgments refer to it.",
        "RFC 9260 §3.3.1",
    ),
    FieldSpec::hex("sctp.data_sid", "Stream", 16).doc(
        "Which stream the message belongs to: a loss in one stream does not hold up the others.",
        "RFC 9260 §3.3.1",
    ),
    FieldSpec::uint("sctp.data_ssn", "Stream sequence number", 16)
        .doc("Counts the messages within the stream.", "RFC 9260 §3.3.1"),
    FieldSpec::uint("sctp.data_payload_proto_id", "Payload protocol", 32)
        .lookup(|code| names::sctp_ppid(code as u32))
        .doc(
            "What the message is, by word of the process; 0 if it does not say.",
            "RFC 9260 §3.3.1",
        ),
];

const INTERLEAVED_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("sctp.data_tsn_raw", "Transmission sequence number", 32).doc(
        "Counts the data chunks of one direction: acknowledgments refer to it.",
        "RFC 8260 §2.1",
    ),
    FieldSpec::hex("sctp.data_sid", "Stream", 16)
        .doc("Which stream the message belongs to.", "RFC 8260 §2.1"),
    FieldSpec::uint("sctp.data_reserved", "Reserved", 16).doc("Zero.", "RFC 8260 §2.1"),
    FieldSpec::uint("sctp.data_mid", "Message", 32)
        .doc("Counts the messages within the stream.", "RFC 8260 §2.1"),
];

crate::fields! {
    LENGTH = FieldSpec::uint("sctp.chunk_length", "Chunk length", 16).unit("bytes")
        .doc("Length of the chunk with its header, without its padding.", "RFC 9260 §3.2");
    FLAGS = FieldSpec::hex("sctp.chunk_flags", "Flags", 8)
        .doc("Depend on the type.", "RFC 9260 §3.2");
    PADDING = FieldSpec::bytes("sctp.chunk_padding", "Chunk padding")
        .doc("Zeros up to a whole word of 4 bytes.", "RFC 9260 §3.2");
    PROTOCOL_ID = FieldSpec::uint("sctp.data_payload_proto_id", "Payload protocol", 32)
        .lookup(|code| names::sctp_ppid(code as u32))
        .doc("What the message is, by word of the process; 0 if it does not say.", "RFC 8260 §2.1");
    FRAGMENT_NUMBER = FieldSpec::uint("sctp.data_fsn", "Fragment number", 32)
        .doc("Counts the pieces of one message; the first one has the payload protocol in its place.", "RFC 8260 §2.1");
}

const FIELD_COUNT: usize =
    FIELDS.len() + chunks::FIELDS.len() + parameters::FIELDS.len() + causes::FIELDS.len();

static ALL_FIELDS: [&FieldSpec; FIELD_COUNT] =
    join_fields(&[FIELDS, chunks::FIELDS, parameters::FIELDS, causes::FIELDS]);

/// SCTP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "sctp",
        short: "SCTP",
        title: "Stream Control Transmission Protocol",
        osi: OsiLayer::Transport,
        why: "It carries messages between two processes, named by ports, complete and in several streams.",
        reference: "RFC 9260",
    },
    claims: &[Claim::IpProtocol(132)],
    headers: &[
        HEADER,
        TYPE,
        MESSAGE_FLAGS,
        DATA_HEAD,
        INTERLEAVED_HEAD,
        chunks::SACK_FLAGS,
        chunks::ABORT_FLAGS,
        chunks::COMPLETE_FLAGS,
        chunks::INIT,
        chunks::INIT_ACK,
        chunks::SACK,
        chunks::AUTHENTICATION,
        chunks::SKIPPED_STREAM,
        chunks::SKIPPED_MESSAGE,
        parameters::TYPE,
        parameters::ADD_OUTGOING,
        parameters::ADD_INCOMING,
        causes::HEAD,
        causes::STREAM,
    ],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x9c\x40\x9c\x41\x12\x34\x56\x78\xc0\xab\x0c\xfe\x00\x03\x00\x15\x00\x00\x03\xe8\x00\x01\x00\x02\x00\x00\x00\x00hello\x00\x00\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let packet = Packet {
        source: u16::from_be_bytes([h[0], h[1]]),
        destination: u16::from_be_bytes([h[2], h[3]]),
        tag: u32::from_be_bytes([h[4], h[5], h[6], h[7]]),
    };
    p.ports(Transport::Sctp, packet.source, packet.destination);
    if p.wants_fields() {
        let verdict = verify(p, u32::from_be_bytes([h[8], h[9], h[10], h[11]]));
        p.verdict("sctp.checksum", verdict);
        summarise(p, packet);
    }
    while !p.rest().is_empty() {
        chunk(p, packet, 0)?;
    }
    p.ends_at(p.bytes().len());
    Ok(())
}

/// What the common header says of all chunks.
#[derive(Clone, Copy)]
struct Packet {
    source: u16,
    destination: u16,
    tag: u32,
}

/// The sum is computed over the packet with zeros in the field's place. It goes out lowest byte
/// first, so as a number it is turned round.
fn verify(p: &Peel<'_>, found: u32) -> Verdict {
    let packet = p.bytes();
    if !p.is_whole() || p.is_quoted() {
        return Verdict::Unverifiable;
    }
    let expected = crc32c(&[&packet[..8], &[0; 4], &packet[HEADER_LEN..]]).swap_bytes();
    match found {
        _ if found == expected => Verdict::Good,
        0 => Verdict::Offloaded(expected),
        _ => Verdict::Bad(expected),
    }
}

fn summarise(
    p: &mut Peel<'_>,
    Packet {
        source,
        destination,
        ..
    }: Packet,
) {
    let mut names = Vec::new();
    let mut rest = p.rest();
    while let [kind, _, high, low, ..] = *rest {
        names.push(chunks::short_name(kind));
        let len = usize::from(u16::from_be_bytes([high, low])).max(CHUNK_HEADER_LEN);
        rest = rest.get(len.next_multiple_of(4)..).unwrap_or_default();
    }
    p.summary(format_args!(
        "{source} → {destination} {}",
        names.join(", ")
    ));
}

/// Reads one chunk with its padding; `nesting` counts what it stands in.
fn chunk(p: &mut Peel<'_>, packet: Packet, nesting: u8) -> Peeled {
    let Some(kind) = p.rest().first().copied() else {
        return Ok(());
    };
    p.group(chunks::spec_of(kind), |p| {
        let start = p.pos();
        p.rows(TYPE)?;
        let flags = match kind {
            DATA | INTERLEAVED_DATA => p.rows(MESSAGE_FLAGS)?[0],
            _ => chunks::flags(p, kind)?,
        };
        let len = p.uint(&LENGTH)? as usize;
        if len < CHUNK_HEADER_LEN {
            let (field, says) = ("chunk length", len as u64);
            let kind = FaultKind::BadLength {
                field,
                says,
                limit: CHUNK_HEADER_LEN as u64,
            };
            p.fault(kind, start + 2..start + 4);
            return Err(Stop);
        }
        let end = start + len;
        match kind {
            DATA | INTERLEAVED_DATA if nesting == 0 => {
                message::message(p, packet, (kind, flags), end)?
            }
            _ => {
                let body = len - CHUNK_HEADER_LEN;
                p.within(body, "chunk length", |p| {
                    chunks::body(p, kind, packet, nesting)
                })?;
            }
        }
        padding(p, len, &PADDING)
    })
}

/// What fills a chunk, parameter or cause of `len` bytes up to a whole word, if it is there.
fn padding(p: &mut Peel<'_>, len: usize, spec: &'static FieldSpec) -> Peeled {
    let missing = len.next_multiple_of(4) - len;
    match missing.min(p.rest().len()) {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}
