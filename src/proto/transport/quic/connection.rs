//! What is known of a connection from the packets before: its connection IDs, and with them the keys
//! of its Initial packets.

use super::keys::{Keys, Opened, Sender};
use super::version;
use crate::decode::Peel;

/// The longest connection ID (RFC 9000 §17.2).
pub(super) const MAX_ID: usize = 20;

/// The destination of the client's first packet, in [`ID_WORDS`] facts.
const FIRST_ID: &str = "quic.first_id";
/// The connection ID that an end has chosen, in [`ID_WORDS`] facts for each side.
const OWN_ID: &str = "quic.own_id";
/// The side of the client.
const CLIENT: &str = "quic.client";
/// By side: bytes of the handshake that were handed over.
const TAKEN: &str = "quic.taken";

/// Facts that an ID needs: its length and up to 20 bytes.
const ID_WORDS: u32 = 4;

/// Remembers a connection ID.
fn keep(p: &mut Peel<'_>, name: &'static str, from: u32, id: &[u8]) {
    if recall(p, name, from).as_deref() == Some(id) {
        return;
    }
    p.note(name, from, id.len() as u64);
    for (index, chunk) in (from + 1..).zip(id.chunks(8)) {
        let value = chunk
            .iter()
            .fold(0, |value, byte| value << 8 | u64::from(*byte));
        p.note(name, index, value);
    }
}

/// A connection ID that was remembered.
fn recall(p: &Peel<'_>, name: &'static str, from: u32) -> Option<Vec<u8>> {
    let len = usize::try_from(p.fact(name, from)?).ok()?.min(MAX_ID);
    let mut id = Vec::with_capacity(len);
    for index in from + 1.. {
        let left = (len - id.len()).min(8);
        if left == 0 {
            break;
        }
        let value = p.fact(name, index)?.to_be_bytes();
        id.extend_from_slice(&value[8 - left..]);
    }
    Some(id)
}

/// The sender has named its own connection ID in a long header.
pub(super) fn learn_id(p: &mut Peel<'_>, id: &[u8]) {
    let from = p.side() * ID_WORDS;
    keep(p, OWN_ID, from, id);
}

/// Bytes of the connection ID behind the first byte of a short header, if it is one that the
/// receiver has chosen, or the client for it.
pub(super) fn id_len(p: &Peel<'_>, rest: &[u8]) -> Option<usize> {
    let receiver = 1 - p.side();
    let chosen = recall(p, OWN_ID, receiver * ID_WORDS);
    let first = || match p.fact(CLIENT, 0) {
        Some(client) if client != u64::from(receiver) => recall(p, FIRST_ID, 0),
        _ => None,
    };
    let fits = |id: Vec<u8>| rest.starts_with(&id).then_some(id.len());
    chosen.and_then(fits).or_else(|| first().and_then(fits))
}

/// Opens an Initial packet to the connection ID `to` with the keys that the connection has, or
/// those of a connection that it begins.
pub(super) fn open(
    p: &mut Peel<'_>,
    version: u32,
    to: &[u8],
    packet: &[u8],
    number_at: usize,
) -> Option<Opened> {
    let side = u64::from(p.side());
    let known = p.fact(CLIENT, 0).zip(recall(p, FIRST_ID, 0));
    let keyings = version::keyings(version);
    let open = |id: &[u8], sender| {
        let mut keys = keyings.iter().filter_map(|how| Keys::of(id, sender, how));
        keys.find_map(|keys| keys.open(packet, number_at))
    };
    if let Some((client, id)) = known {
        let sender = match client == side {
            true => Sender::Client,
            false => Sender::Server,
        };
        let opened = open(&id, sender);
        if opened.is_some() {
            return opened;
        }
    }
    let opened = open(to, Sender::Client)?;
    let server = 1 - p.side();
    // After a retry the connection goes on with other keys.
    let goes_on = recall(p, OWN_ID, server * ID_WORDS).as_deref() == Some(to);
    keep(p, FIRST_ID, 0, to);
    p.note(CLIENT, 0, side);
    if goes_on {
        return Some(opened);
    }
    for side in [0, 1] {
        if taken_by(p, side) > 0 {
            p.note(TAKEN, side, 0);
        }
    }
    Some(opened)
}

/// True if the sender's keys could be made: the client's first packet was seen, or this is the
/// client's.
pub(super) fn has_keys(p: &Peel<'_>) -> bool {
    p.fact(CLIENT, 0).is_some()
}

fn taken_by(p: &Peel<'_>, side: u32) -> u64 {
    p.fact(TAKEN, side).unwrap_or_default()
}

/// Bytes of the sender's handshake that were handed over before.
pub(super) fn taken(p: &Peel<'_>) -> u64 {
    taken_by(p, p.side())
}

/// The sender's handshake was handed over up to here.
pub(super) fn take(p: &mut Peel<'_>, end: u64) {
    p.note(TAKEN, p.side(), end);
}

/// A number that hardly two connections of the same ends share.
pub(super) fn mark(p: &Peel<'_>) -> u64 {
    p.fact(FIRST_ID, 1).unwrap_or_default()
}
