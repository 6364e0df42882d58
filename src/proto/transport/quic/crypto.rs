//! The handshake: pieces in CRYPTO frames, put in order, and handed over to TLS message by message
//! (RFC 9000 §7.5, §19.6).

use std::ops::Range;

use super::connection;
use super::frames::Piece;
use crate::decode::{Cut, Fate, GatherKey, JoinSpecs, Next, Peel, Place};
use crate::model::{FieldSpec, Transport};
use crate::proto::application::tls;

/// Type and length of a handshake message (RFC 8446 §4).
const MESSAGE_HEADER: usize = 4;
/// By side: bytes of the message that is being gathered.
const MESSAGE_LEN: &str = "quic.message_len";

/// What says which frames carried a message.
static JOINED: JoinSpecs = JoinSpecs {
    all: FieldSpec::computed("quic.crypto.fragments", "Joined").doc(
        "The handshake message was spread over several packets.",
        "RFC 9000 §7.5",
    ),
    piece: FieldSpec::computed("quic.crypto.fragment", "Piece").doc(
        "A frame of the capture that carried a part of the message.",
        "RFC 9000 §19.6",
    ),
    count: FieldSpec::computed("quic.crypto.fragment.count", "Pieces")
        .doc("How many parts there are.", "RFC 9000 §19.6"),
    len: FieldSpec::computed("", "Length")
        .unit("bytes")
        .doc("Length of the whole message.", "RFC 8446 §4"),
};

/// The fields above, for the protocol's list.
pub(super) const FIELDS: &[&FieldSpec] = &[&JOINED.all, &JOINED.piece, &JOINED.count, &JOINED.len];

/// Hands the handshake messages over that the pieces of an opened packet complete.
pub(super) fn hand_over(p: &mut Peel<'_>, mut pieces: Vec<Piece>) {
    pieces.sort_by_key(|piece| piece.offset);
    let mut pieces = pieces.into_iter().peekable();
    while let Some(piece) = pieces.next() {
        let mut run = p.bytes().get(piece.at.clone()).unwrap_or_default().to_vec();
        let mut alone = true;
        // What overlaps is repeated: the first bytes count.
        while let Some(next) = pieces.next_if(|next| next.offset <= end_of(piece.offset, &run)) {
            let known = (end_of(piece.offset, &run) - next.offset) as usize;
            let bytes = p.bytes().get(next.at.clone()).unwrap_or_default();
            run.extend_from_slice(bytes.get(known..).unwrap_or_default());
            alone = false;
        }
        let end = run.len();
        match alone {
            true => messages(p, piece.at, piece.offset),
            false => p.aside(run, 0..0, |p| messages(p, 0..end, piece.offset)),
        }
    }
}

fn end_of(offset: u64, run: &[u8]) -> u64 {
    offset.saturating_add(run.len() as u64)
}

/// The messages in bytes of the handshake without gap, which stand at `at` and belong at `offset`.
fn messages(p: &mut Peel<'_>, at: Range<usize>, offset: u64) {
    let taken = connection::taken(p);
    let end = offset.saturating_add(at.len() as u64);
    if end <= taken {
        return;
    }
    if offset > taken {
        let ahead = u32::try_from(offset - taken).unwrap_or(u32::MAX);
        return gather(p, at, ahead, None);
    }
    let start = at.start + (taken - offset) as usize;
    let bytes = p.bytes().get(start..at.end).unwrap_or_default();
    let whole = whole_messages(bytes);
    if whole > 0 {
        let taken_now = start..start + whole;
        p.wrap(
            Next::Protocol(&tls::PROTOCOL),
            taken_now,
            "CRYPTO frame length",
        );
        connection::take(p, taken + whole as u64);
    }
    if whole < bytes.len() {
        gather(p, start + whole..at.end, 0, message_len(&bytes[whole..]));
    }
}

/// Bytes of the first message, if its header is there.
fn message_len(bytes: &[u8]) -> Option<u32> {
    let [_, a, b, c] = bytes.first_chunk::<MESSAGE_HEADER>()?;
    Some(u32::from_be_bytes([0, *a, *b, *c]) + MESSAGE_HEADER as u32)
}

/// Bytes of the messages that are all there.
fn whole_messages(bytes: &[u8]) -> usize {
    let mut end = 0;
    while let Some(len) = message_len(&bytes[end..])
        && let Some(next) = end.checked_add(len as usize)
        && next <= bytes.len()
    {
        end = next;
    }
    end
}

/// Keeps a piece of a message until the others are there.
fn gather(p: &mut Peel<'_>, at: Range<usize>, offset: u32, whole: Option<u32>) {
    let side = p.side();
    if let Some(whole) = whole {
        p.note(MESSAGE_LEN, side, whole.into());
    }
    let Some(ends) = p.addresses().copied() else {
        return;
    };
    let ports = match ends.ports {
        Some((Transport::Udp, from, to)) => u128::from(from) << 16 | u128::from(to),
        _ => 0,
    };
    let taken = connection::taken(p);
    let id = u128::from(connection::mark(p)) << 64 | u128::from(taken as u32) << 32 | ports;
    // Only its first piece can be read without the others.
    let piece = match whole {
        Some(_) => Next::Protocol(&tls::PROTOCOL),
        None => Next::Segment,
    };
    let cut = Cut {
        key: GatherKey {
            space: "quic.crypto",
            ends: Some((ends.from, ends.to)),
            id,
        },
        place: Place::Stretch { offset, whole },
        at,
        bound: "CRYPTO frame length",
        piece,
        whole: Next::Protocol(&tls::PROTOCOL),
    };
    if p.gather(cut, &JOINED) == Fate::Whole {
        let len = whole.map_or_else(|| p.fact(MESSAGE_LEN, side), |whole| Some(whole.into()));
        connection::take(p, taken + len.unwrap_or_default());
    }
}
