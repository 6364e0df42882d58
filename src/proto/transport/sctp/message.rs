//! Messages and their pieces: DATA and I-DATA chunks (RFC 9260 §6.9, RFC 8260 §2.1).

use super::{
    CHUNK_HEADER_LEN, DATA, DATA_HEAD, FRAGMENT_NUMBER, INTERLEAVED_HEAD, PROTOCOL_ID, Packet,
};
use crate::decode::{Cut, GatherKey, JoinSpecs, Next, Peel, Peeled, Place, Stop};
use crate::model::{FaultKind, FieldSpec};

/// How a message says which chunks carried it.
static JOINED: JoinSpecs = JoinSpecs {
    all: FieldSpec::group("sctp.fragments", "Put together").doc(
        "The chunks that carried this message, in the order of their numbers.",
        "RFC 9260 §6.9",
    ),
    piece: FieldSpec::uint("sctp.fragment", "Chunk", 0).doc(
        "The frame of a chunk that carried a part of the message.",
        "RFC 9260 §6.9",
    ),
    count: FieldSpec::uint("", "Chunks", 0)
        .doc("How many chunks carried the message.", "RFC 9260 §6.9"),
    len: FieldSpec::uint("", "Length", 0)
        .unit("bytes")
        .doc("Bytes of the message.", "RFC 9260 §6.9"),
};

/// What a chunk says of the message that it carries, or of which it carries a piece.
struct Head {
    /// What tells the message's numbers from those of others, within the association.
    id: u64,
    /// Which piece it is.
    number: u32,
    /// What the message is, if the chunk says it.
    payload: Option<u32>,
}

/// A message, or a piece of one, up to `end`.
pub(super) fn message(
    p: &mut Peel<'_>,
    packet: Packet,
    (kind, flags): (u8, u8),
    end: usize,
) -> Peeled {
    let (begins, ends) = (flags & 0x02 != 0, flags & 0x01 != 0);
    let unordered = u64::from(flags & 0x04);
    let head = match kind {
        DATA => data_head(p, unordered)?,
        _ => interleaved_head(p, unordered, begins)?,
    };
    let start = p.pos();
    if end < start {
        let at = start.saturating_sub(CHUNK_HEADER_LEN)..start;
        p.fault(
            FaultKind::Malformed("the chunk's length leaves no room for its header"),
            at,
        );
        return Err(Stop);
    }
    let (source, destination) = (packet.source, packet.destination);
    let next = Next::SctpPayload(head.payload.unwrap_or_default(), source, destination);
    if begins && ends {
        p.wrap(next, start..end, "chunk length");
    } else {
        let cut = Cut {
            key: key(packet, (kind, &head)),
            place: Place::Serial {
                number: head.number,
                first: begins,
                last: ends,
            },
            at: start..end,
            bound: "chunk length",
            piece: Next::Segment,
            whole: next,
        };
        p.gather(cut, &JOINED);
    }
    p.seek(end);
    if end > p.bytes().len() {
        Err(Stop)
    } else {
        Ok(())
    }
}

/// The pieces of a message have consecutive transmission sequence numbers, which count all chunks
/// of the association.
fn data_head(p: &mut Peel<'_>, unordered: u64) -> Result<Head, Stop> {
    let h = p.rows(DATA_HEAD)?;
    let at = |index: usize| u32::from(h.get(index).copied().unwrap_or_default());
    let word =
        |index: usize| at(index) << 24 | at(index + 1) << 16 | at(index + 2) << 8 | at(index + 3);
    let stream = u64::from(word(4) >> 16);
    Ok(Head {
        id: stream << 8 | unordered,
        number: word(0),
        payload: Some(word(8)),
    })
}

/// The pieces of a message are counted from 0; only the first one says what the message is.
fn interleaved_head(p: &mut Peel<'_>, unordered: u64, begins: bool) -> Result<Head, Stop> {
    let h = p.rows(INTERLEAVED_HEAD)?;
    let bytes = |range: std::ops::Range<usize>| {
        let bytes = h.get(range).unwrap_or_default();
        bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    };
    let (stream, message) = (bytes(4..6), bytes(8..12));
    let spec = if begins {
        &PROTOCOL_ID
    } else {
        &FRAGMENT_NUMBER
    };
    let number = p.uint(spec)? as u32;
    Ok(Head {
        id: message << 24 | stream << 8 | unordered,
        number: if begins { 0 } else { number },
        payload: begins.then_some(number),
    })
}

/// Chunks of one message may take several ways, as the ends may have several addresses: ports and
/// verification tag tell the association.
fn key(packet: Packet, (kind, head): (u8, &Head)) -> GatherKey {
    let ports = u128::from(packet.source) << 16 | u128::from(packet.destination);
    let association = ports << 32 | u128::from(packet.tag);
    GatherKey {
        space: if kind == DATA {
            "sctp.data"
        } else {
            "sctp.idata"
        },
        ends: None,
        id: association << 64 | u128::from(head.id),
    }
}
