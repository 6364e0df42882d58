//! What the chunks of an SCTP packet hold, apart from messages.

use super::{FLAGS, Packet, causes, parameters};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Value};

pub(super) const SACK_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("sctp.chunk_flags", "Flags", 8)
        .parts_follow()
        .doc("Depend on the type.", "RFC 9260 §3.3.4"),
    FieldSpec::gap(7).part(),
    FieldSpec::uint("sctp.sack_nounce_sum", "Nonce sum", 1)
        .part()
        .doc(
            "Part of an experiment with congestion marks; zero.",
            "RFC 9260 §3.3.4",
        ),
];

pub(super) const ABORT_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("sctp.chunk_flags", "Flags", 8).parts_follow().doc("Depend on the type.", "RFC 9260 §3.3.7"),
    FieldSpec::gap(7).part(),
    FieldSpec::flag("sctp.abort_t_bit", "Tag reflected").part().doc("Set: the sender knows of no association, and sent the other side's verification tag back.", "RFC 9260 §3.3.7"),
];

pub(super) const COMPLETE_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("sctp.chunk_flags", "Flags", 8).parts_follow().doc("Depend on the type.", "RFC 9260 §3.3.13"),
    FieldSpec::gap(7).part(),
    FieldSpec::flag("sctp.shutdown_complete_t_bit", "Tag reflected")
        .part()
        .doc("Set: the sender knows of no association, and sent the other side's verification tag back.", "RFC 9260 §3.3.13"),
];

pub(super) const INIT: &[FieldSpec] = &[
    FieldSpec::hex("sctp.init_initiate_tag", "Initiate tag", 32).doc(
        "The verification tag that the other side is to use.",
        "RFC 9260 §3.3.2",
    ),
    FieldSpec::uint("sctp.init_credit", "Window", 32)
        .unit("bytes")
        .doc("How many bytes the sender can take.", "RFC 9260 §3.3.2"),
    FieldSpec::uint("sctp.init_nr_out_streams", "Outbound streams", 16).doc(
        "How many streams the sender wants to send in.",
        "RFC 9260 §3.3.2",
    ),
    FieldSpec::uint("sctp.init_nr_in_streams", "Inbound streams", 16).doc(
        "How many streams the sender is ready to receive.",
        "RFC 9260 §3.3.2",
    ),
    FieldSpec::uint("sctp.init_initial_tsn", "First sequence number", 32).doc(
        "The number of the sender's first data chunk.",
        "RFC 9260 §3.3.2",
    ),
];

pub(super) const INIT_ACK: &[FieldSpec] = &[
    FieldSpec::hex("sctp.initack_initiate_tag", "Initiate tag", 32).doc(
        "The verification tag that the other side is to use.",
        "RFC 9260 §3.3.3",
    ),
    FieldSpec::uint("sctp.initack_credit", "Window", 32)
        .unit("bytes")
        .doc("How many bytes the sender can take.", "RFC 9260 §3.3.3"),
    FieldSpec::uint("sctp.initack_nr_out_streams", "Outbound streams", 16).doc(
        "How many streams the sender wants to send in.",
        "RFC 9260 §3.3.3",
    ),
    FieldSpec::uint("sctp.initack_nr_in_streams", "Inbound streams", 16).doc(
        "How many streams the sender is ready to receive.",
        "RFC 9260 §3.3.3",
    ),
    FieldSpec::uint("sctp.initack_initial_tsn", "First sequence number", 32).doc(
        "The number of the sender's first data chunk.",
        "RFC 9260 §3.3.3",
    ),
];

pub(super) const SACK: &[FieldSpec] = &[
    FieldSpec::uint(
        "sctp.sack_cumulative_tsn_ack_raw",
        "Cumulative acknowledgment",
        32,
    )
    .doc(
        "Every data chunk up to this number has arrived.",
        "RFC 9260 §3.3.4",
    ),
    FieldSpec::uint("sctp.sack_a_rwnd", "Window", 32)
        .unit("bytes")
        .doc(
            "How many bytes more the sender can take.",
            "RFC 9260 §3.3.4",
        ),
    FieldSpec::uint("sctp.sack_number_of_gap_blocks", "Gap blocks", 16)
        .doc("How many blocks arrived behind a gap.", "RFC 9260 §3.3.4"),
    FieldSpec::uint("sctp.sack_number_of_duplicated_tsns", "Duplicates", 16)
        .doc("How many chunks arrived twice.", "RFC 9260 §3.3.4"),
];

pub(super) const AUTHENTICATION: &[FieldSpec] = &[
    FieldSpec::uint("sctp.shared_key_id", "Key", 16).doc(
        "Which shared key the chunks are protected with.",
        "RFC 4895 §4.1",
    ),
    FieldSpec::uint("sctp.hmac_id", "Keyed hash", 16)
        .codes(&[(1, "SHA-1"), (3, "SHA-256")])
        .doc("Which hash function is used.", "RFC 4895 §4.1"),
];

pub(super) const SKIPPED_STREAM: &[FieldSpec] = &[
    FieldSpec::uint("sctp.forward_tsn_sid", "Stream", 16)
        .doc("A stream in which messages were given up.", "RFC 3758 §3.2"),
    FieldSpec::uint("sctp.forward_tsn_ssn", "Stream sequence number", 16)
        .doc("The last message given up.", "RFC 3758 §3.2"),
];

pub(super) const SKIPPED_MESSAGE: &[FieldSpec] = &[
    FieldSpec::uint("sctp.i_forward_tsn_sid", "Stream", 16).doc(
        "A stream in which messages were given up.",
        "RFC 8260 §2.3.1",
    ),
    FieldSpec::hex("sctp.i_forward_tsn_flags", "Flags", 16)
        .parts_follow()
        .doc("Which messages.", "RFC 8260 §2.3.1"),
    FieldSpec::uint("sctp.i_forward_tsn_res", "Reserved", 15)
        .part()
        .doc("Zero.", "RFC 8260 §2.3.1"),
    FieldSpec::flag("sctp.i_forward_tsn_u_bit", "Unordered")
        .part()
        .doc("Set: unordered messages.", "RFC 8260 §2.3.1"),
    FieldSpec::uint("sctp.forward_tsn_mid", "Message", 32)
        .doc("The last message given up.", "RFC 8260 §2.3.1"),
];

crate::fields! {
    CHUNK_DATA = FieldSpec::group("", "DATA chunk")
        .doc("A message of a process, or a piece of one.", "RFC 9260 §3.3.1");
    CHUNK_INIT = FieldSpec::group("", "INIT chunk")
        .doc("Opens an association: the first of four steps.", "RFC 9260 §3.3.2");
    CHUNK_INIT_ACK = FieldSpec::group("", "INIT ACK chunk")
        .doc("The second step: all that the server would have to remember goes to the client, as a cookie.", "RFC 9260 §3.3.3");
    CHUNK_SACK = FieldSpec::group("", "SACK chunk")
        .doc("Acknowledges data chunks, those behind a gap as well.", "RFC 9260 §3.3.4");
    CHUNK_HEARTBEAT = FieldSpec::group("", "HEARTBEAT chunk")
        .doc("Tests whether an address of the other side can be reached.", "RFC 9260 §3.3.5");
    CHUNK_HEARTBEAT_ACK = FieldSpec::group("", "HEARTBEAT ACK chunk")
        .doc("Answers a heartbeat with what it brought.", "RFC 9260 §3.3.6");
    CHUNK_ABORT = FieldSpec::group("", "ABORT chunk")
        .doc("Breaks the association off at once.", "RFC 9260 §3.3.7");
    CHUNK_SHUTDOWN = FieldSpec::group("", "SHUTDOWN chunk")
        .doc("Closes the association: the sender has no more to send.", "RFC 9260 §3.3.8");
    CHUNK_SHUTDOWN_ACK = FieldSpec::group("", "SHUTDOWN ACK chunk")
        .doc("The other side has no more to send either.", "RFC 9260 §3.3.9");
    CHUNK_ERROR = FieldSpec::group("", "ERROR chunk")
        .doc("Reports an error that does not end the association.", "RFC 9260 §3.3.10");
    CHUNK_COOKIE_ECHO = FieldSpec::group("", "COOKIE ECHO chunk")
        .doc("The third step: the client sends the cookie back, and may send data along.", "RFC 9260 §3.3.11");
    CHUNK_COOKIE_ACK = FieldSpec::group("", "COOKIE ACK chunk")
        .doc("The fourth step: the association is open.", "RFC 9260 §3.3.12");
    CHUNK_ECNE = FieldSpec::group("", "ECNE chunk")
        .doc("A router marked a packet: please slow down.", "RFC 9260 §3.2");
    CHUNK_CWR = FieldSpec::group("", "CWR chunk")
        .doc("The sender has slowed down.", "RFC 9260 §3.2");
    CHUNK_SHUTDOWN_COMPLETE = FieldSpec::group("", "SHUTDOWN COMPLETE chunk")
        .doc("The association is closed.", "RFC 9260 §3.3.13");
    CHUNK_AUTH = FieldSpec::group("", "AUTH chunk")
        .doc("A keyed hash over the chunks that follow.", "RFC 4895 §4.1");
    CHUNK_I_DATA = FieldSpec::group("", "I-DATA chunk")
        .doc("A message or a piece of one, which pieces of other messages may interrupt.", "RFC 8260 §2.1");
    CHUNK_ASCONF = FieldSpec::group("", "ASCONF chunk")
        .doc("Adds or removes addresses of the association.", "RFC 5061 §4.1");
    CHUNK_ASCONF_ACK = FieldSpec::group("", "ASCONF ACK chunk")
        .doc("Says what became of it.", "RFC 5061 §4.1");
    CHUNK_RECONFIG = FieldSpec::group("", "RE-CONFIG chunk")
        .doc("Adds streams or starts their numbers again.", "RFC 6525 §3.1");
    CHUNK_PAD = FieldSpec::group("", "PAD chunk")
        .doc("Makes the packet longer, to find out what size gets through.", "RFC 4820 §3");
    CHUNK_FORWARD = FieldSpec::group("", "FORWARD TSN chunk")
        .doc("Tells the receiver not to wait for data chunks that were given up.", "RFC 3758 §3.2");
    CHUNK_I_FORWARD = FieldSpec::group("", "I-FORWARD-TSN chunk")
        .doc("Tells the receiver not to wait for data chunks that were given up.", "RFC 8260 §2.3.1");
    CHUNK_UNKNOWN = FieldSpec::group("", "Chunk")
        .doc("A chunk that decap does not know.", "RFC 9260 §3.2");
    VALUE = FieldSpec::bytes("sctp.chunk_value", "Chunk value")
        .doc("What decap does not take apart.", "RFC 9260 §3.2");
    COOKIE = FieldSpec::bytes("sctp.cookie", "Cookie")
        .doc("The server's cookie as it came in the INIT ACK.", "RFC 9260 §3.3.11");
    GAP_START = FieldSpec::uint("sctp.sack_gap_block_start", "Block from", 16)
        .doc("First chunk of a block that arrived behind a gap, counted from the cumulative acknowledgment.", "RFC 9260 §3.3.4");
    GAP_START_TSN = FieldSpec::uint("sctp.sack_gap_block_start_tsn", "First chunk's number", 32)
        .doc("The same as a transmission sequence number.", "RFC 9260 §3.3.4");
    GAP_END = FieldSpec::uint("sctp.sack_gap_block_end", "Block to", 16)
        .doc("Last chunk of the block, counted from the cumulative acknowledgment.", "RFC 9260 §3.3.4");
    GAP_END_TSN = FieldSpec::uint("sctp.sack_gap_block_end_tsn", "Last chunk's number", 32)
        .doc("The same as a transmission sequence number.", "RFC 9260 §3.3.4");
    DUPLICATE = FieldSpec::uint("sctp.sack_duplicate_tsn", "Duplicate", 32)
        .doc("Number of a data chunk that arrived twice.", "RFC 9260 §3.3.4");
    SHUTDOWN_ACK = FieldSpec::uint("sctp.shutdown_cumulative_tsn_ack", "Cumulative acknowledgment", 32)
        .doc("Every data chunk up to this number has arrived.", "RFC 9260 §3.3.8");
    ECNE_LOWEST = FieldSpec::uint("sctp.ecne_lowest_tsn", "Lowest number", 32)
        .doc("Number of the first data chunk in the marked packet.", "RFC 9260 §3.2");
    CWR_LOWEST = FieldSpec::uint("sctp.cwr_lowest_tsn", "Lowest number", 32)
        .doc("The number that the report brought.", "RFC 9260 §3.2");
    HMAC = FieldSpec::bytes("sctp.hmac", "Keyed hash")
        .doc("Shows that the chunks come from who knows the key.", "RFC 4895 §4.1");
    FORWARD = FieldSpec::uint("sctp.forward_tsn_tsn", "New cumulative number", 32)
        .doc("Go on as if every data chunk up to this number had arrived.", "RFC 3758 §3.2");
    I_FORWARD = FieldSpec::uint("sctp.i_forward_tsn_tsn", "New cumulative number", 32)
        .doc("Go on as if every data chunk up to this number had arrived.", "RFC 8260 §2.3.1");
    SERIAL = FieldSpec::hex("sctp.asconf_seq_nr_number", "Serial number", 32)
        .doc("Tells the requests apart.", "RFC 5061 §4.1.1");
    SERIAL_ACK = FieldSpec::hex("sctp.asconf_ack_seq_nr_number", "Serial number", 32)
        .doc("Which request this answers.", "RFC 5061 §4.1.2");
    PADDING_DATA = FieldSpec::bytes("sctp.padding_data", "Padding data")
        .doc("Bytes without meaning.", "RFC 4820 §3");
}

/// The group that a chunk's fields stand in.
pub(super) fn spec_of(kind: u8) -> &'static FieldSpec {
    match kind {
        0 => &CHUNK_DATA,
        1 => &CHUNK_INIT,
        2 => &CHUNK_INIT_ACK,
        3 => &CHUNK_SACK,
        4 => &CHUNK_HEARTBEAT,
        5 => &CHUNK_HEARTBEAT_ACK,
        6 => &CHUNK_ABORT,
        7 => &CHUNK_SHUTDOWN,
        8 => &CHUNK_SHUTDOWN_ACK,
        9 => &CHUNK_ERROR,
        10 => &CHUNK_COOKIE_ECHO,
        11 => &CHUNK_COOKIE_ACK,
        12 => &CHUNK_ECNE,
        13 => &CHUNK_CWR,
        14 => &CHUNK_SHUTDOWN_COMPLETE,
        15 => &CHUNK_AUTH,
        64 => &CHUNK_I_DATA,
        128 => &CHUNK_ASCONF_ACK,
        130 => &CHUNK_RECONFIG,
        132 => &CHUNK_PAD,
        192 => &CHUNK_FORWARD,
        193 => &CHUNK_ASCONF,
        194 => &CHUNK_I_FORWARD,
        _ => &CHUNK_UNKNOWN,
    }
}

/// The chunk's name for a summary.
pub(super) fn short_name(kind: u8) -> &'static str {
    match spec_of(kind).label.strip_suffix(" chunk") {
        Some(name) => name,
        None => "unknown chunk",
    }
}

/// Reads the flags of a chunk that holds no message.
pub(super) fn flags(p: &mut Peel<'_>, kind: u8) -> Result<u8, Stop> {
    let table = match kind {
        3 => SACK_FLAGS,
        6 => ABORT_FLAGS,
        14 => COMPLETE_FLAGS,
        _ => return p.uint(&FLAGS).map(|flags| flags as u8),
    };
    Ok(p.rows(table)?[0])
}

/// Reads a chunk's value; the bytes end with it.
pub(super) fn body(p: &mut Peel<'_>, kind: u8, packet: Packet, nesting: u8) -> Peeled {
    if !p.wants_fields() {
        // Only messages wrap anything.
        return Ok(());
    }
    match kind {
        1 => {
            p.rows(INIT)?;
            parameters::read(p, nesting)
        }
        2 => {
            p.rows(INIT_ACK)?;
            parameters::read(p, nesting)
        }
        3 => sack(p),
        4 | 5 | 130 => parameters::read(p, nesting),
        6 | 9 => causes::read(p, packet, nesting),
        7 => p.uint(&SHUTDOWN_ACK).map(drop),
        10 => rest(p, &COOKIE),
        8 | 11 | 14 => Ok(()),
        12 => p.uint(&ECNE_LOWEST).map(drop),
        13 => p.uint(&CWR_LOWEST).map(drop),
        15 => {
            p.rows(AUTHENTICATION)?;
            rest(p, &HMAC)
        }
        128 => {
            p.uint(&SERIAL_ACK)?;
            parameters::read(p, nesting)
        }
        132 => rest(p, &PADDING_DATA),
        192 => {
            p.uint(&FORWARD)?;
            repeat(p, SKIPPED_STREAM)
        }
        193 => {
            p.uint(&SERIAL)?;
            parameters::read(p, nesting)
        }
        194 => {
            p.uint(&I_FORWARD)?;
            repeat(p, SKIPPED_MESSAGE)
        }
        _ => rest(p, &VALUE),
    }
}

/// What is left, if anything is.
pub(super) fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

fn repeat(p: &mut Peel<'_>, table: &'static [FieldSpec]) -> Peeled {
    while !p.rest().is_empty() {
        p.rows(table)?;
    }
    Ok(())
}

fn sack(p: &mut Peel<'_>) -> Peeled {
    let &[
        a,
        b,
        c,
        d,
        _,
        _,
        _,
        _,
        gaps_high,
        gaps_low,
        twice_high,
        twice_low,
        ..,
    ] = p.rows(SACK)?
    else {
        return Ok(());
    };
    let acknowledged = u32::from_be_bytes([a, b, c, d]);
    for _ in 0..u16::from_be_bytes([gaps_high, gaps_low]) {
        edge(p, acknowledged, &GAP_START, &GAP_START_TSN)?;
        edge(p, acknowledged, &GAP_END, &GAP_END_TSN)?;
    }
    for _ in 0..u16::from_be_bytes([twice_high, twice_low]) {
        p.uint(&DUPLICATE)?;
    }
    Ok(())
}

/// One end of a block: as it stands, and as a sequence number.
fn edge(
    p: &mut Peel<'_>,
    acknowledged: u32,
    spec: &'static FieldSpec,
    number: &'static FieldSpec,
) -> Peeled {
    p.group(spec, |p| {
        let at = p.pos()..p.pos() + 2;
        let offset = p.skip(2)?;
        let offset = u16::from_be_bytes([offset[0], offset[1]]);
        let value = acknowledged.wrapping_add(offset.into());
        p.mark_as(number, at, Value::Uint(value.into()));
        Ok(())
    })
}
