//! Frames of Google's QUIC ("QUIC Wire Layout Specification", Frame Types).

use super::{BIG_ENDIAN, NO_PRIVATE_FLAGS, number, tags};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value, bytes_of};
use crate::proto::varint;

const PADDING: u8 = 0;
const RST_STREAM: u8 = 1;
const CONNECTION_CLOSE: u8 = 2;
const GOAWAY: u8 = 3;
const WINDOW_UPDATE: u8 = 4;
const BLOCKED: u8 = 5;
const STOP_WAITING: u8 = 6;
const PING: u8 = 7;
const CRYPTO: u8 = 8;

/// Bits of the type byte of the frames that need several (stream frames, acknowledgments).
const IS_STREAM: u8 = 0x80;
const IS_ACK: u8 = 0x40;
const HAS_LENGTH: u8 = 0x20;
const HAS_BLOCKS: u8 = 0x20;

/// The stream of the handshake.
const HANDSHAKE_STREAM: u64 = 1;

const TYPES: Codes = &[
    (PADDING as u64, "PADDING"),
    (RST_STREAM as u64, "RST_STREAM"),
    (CONNECTION_CLOSE as u64, "CONNECTION_CLOSE"),
    (GOAWAY as u64, "GOAWAY"),
    (WINDOW_UPDATE as u64, "WINDOW_UPDATE"),
    (BLOCKED as u64, "BLOCKED"),
    (STOP_WAITING as u64, "STOP_WAITING"),
    (PING as u64, "PING"),
    (CRYPTO as u64, "CRYPTO"),
];

const WIRE: &str = "QUIC Wire Layout Specification, Frame Types";

/// Which form the frames have.
#[derive(Debug, Clone, Copy)]
pub struct Dialect {
    /// The version's number.
    pub version: u32,
    /// Bytes of the packet number.
    pub number_len: usize,
}

impl Dialect {
    fn is_big(self) -> bool {
        self.version >= BIG_ENDIAN
    }

    fn int(self, two: [u8; 2]) -> usize {
        usize::from(match self.is_big() {
            true => u16::from_be_bytes(two),
            false => u16::from_le_bytes(two),
        })
    }
}

/// The type byte of a frame that is all type.
pub(super) const OTHER: &[FieldSpec] = &[
    FieldSpec::hex("gquic.frame_type", "Type", 8)
        .codes(TYPES)
        .parts_follow()
        .doc("What the frame is.", WIRE),
    FieldSpec::flag("gquic.frame_type.stream", "Stream")
        .part()
        .doc("The frame carries data of a stream.", WIRE),
    FieldSpec::gap(7).part(),
];

/// The type byte of a stream frame.
pub(super) const STREAM: &[FieldSpec] = &[
    FieldSpec::hex("gquic.frame_type", "Type", 8)
        .parts_follow()
        .doc(
            "A frame with data of a stream; its other bits say which fields follow.",
            WIRE,
        ),
    FieldSpec::flag("gquic.frame_type.stream", "Stream")
        .part()
        .doc("The frame carries data of a stream.", WIRE),
    FieldSpec::flag("gquic.frame_type.stream.f", "End")
        .part()
        .doc("The sender has nothing more to send on this stream.", WIRE),
    FieldSpec::flag("gquic.frame_type.stream.d", "Length")
        .part()
        .doc(
            "The length of the data is there; else it goes to the end of the packet.",
            WIRE,
        ),
    FieldSpec::uint("gquic.frame_type.stream.ooo", "Offset length", 3)
        .part()
        .doc(
            "0 for an offset of zero that is left out; else one less than the offset's bytes.",
            WIRE,
        ),
    FieldSpec::uint("gquic.frame_type.stream.ss", "Stream number length", 2)
        .part()
        .doc("One less than the bytes of the stream's number.", WIRE),
];

/// The type byte of an acknowledgment.
pub(super) const ACK: &[FieldSpec] = &[
    FieldSpec::hex("gquic.frame_type", "Type", 8)
        .parts_follow()
        .doc(
            "An acknowledgment; its other bits say how long the fields are.",
            WIRE,
        ),
    FieldSpec::flag("gquic.frame_type.stream", "Stream")
        .part()
        .doc("Not set: the frame carries no data.", WIRE),
    FieldSpec::flag("gquic.frame_type.ack", "Acknowledgment")
        .part()
        .doc("The frame acknowledges packets.", WIRE),
    FieldSpec::flag("gquic.frame_type.ack.n", "Blocks")
        .part()
        .doc(
            "Packets are missing, so that more than one block follows.",
            WIRE,
        ),
    FieldSpec::flag("gquic.frame_type.ack.u", "Unused")
        .part()
        .doc("Zero.", WIRE),
    FieldSpec::uint("gquic.frame_type.ack.ll", "Largest length", 2)
        .codes(&[
            (0, "1 byte"),
            (1, "2 bytes"),
            (2, "4 bytes"),
            (3, "6 bytes"),
        ])
        .part()
        .doc("Bytes of the largest packet number.", WIRE),
    FieldSpec::uint("gquic.frame_type.ack.mm", "Block length", 2)
        .codes(&[
            (0, "1 byte"),
            (1, "2 bytes"),
            (2, "4 bytes"),
            (3, "6 bytes"),
        ])
        .part()
        .doc("Bytes of each block's length.", WIRE),
];

crate::fields! {
    FRAME = FieldSpec::group("", "Frame")
        .doc("A packet carries frames: data, acknowledgments, and what controls the connection.", WIRE);
    PADDING_LENGTH = FieldSpec::computed("gquic.frame_type.padding.length", "Padding length")
        .unit("bytes")
        .doc("Zeros that fill the packet.", WIRE);
    PADDING_BYTES = FieldSpec::bytes("gquic.frame_type.padding", "Padding")
        .doc("Zeros that fill the packet.", WIRE);
    RESET_STREAM = FieldSpec::uint("gquic.frame_type.rsts.stream_id", "Stream", 0)
        .doc("The stream that ends at once.", WIRE);
    RESET_OFFSET = FieldSpec::uint("gquic.frame_type.rsts.byte_offset", "Offset", 0)
        .unit("bytes").doc("How much was sent on it.", WIRE);
    RESET_ERROR = FieldSpec::uint("gquic.frame_type.rsts.error_code", "Error", 0)
        .doc("Why it ends.", WIRE);
    CLOSE_ERROR = FieldSpec::uint("gquic.frame_type.cc.error_code", "Error", 0)
        .doc("Why the connection ends.", WIRE);
    CLOSE_LENGTH = FieldSpec::uint("gquic.frame_type.cc.reason_phrase.length", "Reason length", 0)
        .unit("bytes").doc("Length of the reason.", WIRE);
    CLOSE_REASON = FieldSpec::text("gquic.frame_type.cc.reason_phrase", "Reason")
        .doc("The reason in words.", WIRE);
    AWAY_ERROR = FieldSpec::uint("gquic.frame_type.goaway.error_code", "Error", 0)
        .doc("Why no new streams are taken.", WIRE);
    AWAY_STREAM = FieldSpec::uint("gquic.frame_type.goaway.last_good_stream_id", "Last good stream", 0)
        .doc("The last stream that was taken.", WIRE);
    AWAY_LENGTH = FieldSpec::uint("gquic.frame_type.goaway.reason_phrase.length", "Reason length", 0)
        .unit("bytes").doc("Length of the reason.", WIRE);
    AWAY_REASON = FieldSpec::text("gquic.frame_type.goaway.reason_phrase", "Reason")
        .doc("The reason in words.", WIRE);
    WINDOW_STREAM = FieldSpec::uint("gquic.frame_type.wu.stream_id", "Stream", 0)
        .doc("The stream on which more may be sent; 0 for the connection.", WIRE);
    WINDOW_OFFSET = FieldSpec::uint("gquic.frame_type.wu.byte_offset", "Offset", 0)
        .unit("bytes").doc("How much may be sent.", WIRE);
    BLOCKED_STREAM = FieldSpec::uint("gquic.frame_type.blocked.stream_id", "Stream", 0)
        .doc("The stream on which the sender would like to send more than it may.", WIRE);
    ENTROPY = FieldSpec::uint("gquic.frame_type.sw.send_entropy", "Entropy", 8)
        .doc("A sum of the random bits of the packets; only up to Q033.", WIRE);
    UNACKED = FieldSpec::uint("gquic.frame_type.sw.least_unacked_delta", "Least unacknowledged", 0)
        .doc("Packets older than so many before this one are not waited for any more.", WIRE);
    OFFSET = FieldSpec::uint("gquic.crypto.offset", "Offset", 0)
        .unit("bytes").doc("Where the bytes belong in the handshake.", WIRE);
    LENGTH = FieldSpec::uint("gquic.crypto.length", "Length", 0)
        .unit("bytes").doc("Bytes of the handshake in this frame.", WIRE);
    DATA = FieldSpec::group("gquic.crypto.crypto_data", "Handshake bytes")
        .doc("A message of the handshake.", "QUIC Crypto");
    STREAM_ID = FieldSpec::uint("gquic.stream_id", "Stream", 0)
        .doc("The stream; 1 is the handshake.", WIRE);
    STREAM_OFFSET = FieldSpec::uint("gquic.offset", "Offset", 0)
        .unit("bytes").doc("Where the data belongs in the stream.", WIRE);
    DATA_LEN = FieldSpec::uint("gquic.data_len", "Length", 0)
        .unit("bytes").doc("Bytes of the stream in this frame.", WIRE);
    STREAM_DATA = FieldSpec::bytes("gquic.stream_data", "Data")
        .doc("Bytes of the stream.", WIRE);
    LARGEST = FieldSpec::uint("gquic.frame_type.ack.largest_acked", "Largest acknowledged", 0)
        .doc("The highest packet number that has arrived.", WIRE);
    LARGEST_DELTA = FieldSpec::uint("gquic.frame_type.ack.largest_acked_delta_time", "Delay", 0)
        .doc("How long ago it arrived, as a floating-point number of 16 bits in microseconds.", WIRE);
    BLOCKS = FieldSpec::uint("gquic.frame_type.ack.num_blocks", "More blocks", 8)
        .doc("How many blocks follow the first.", WIRE);
    FIRST_BLOCK = FieldSpec::uint("gquic.frame_type.ack.first_ack_block_length", "First block", 0)
        .doc("So many packets up to the largest have arrived.", WIRE);
    GAP = FieldSpec::uint("gquic.frame_type.ack.gap_to_next_block", "Gap", 8)
        .doc("So many packets are missing.", WIRE);
    BLOCK = FieldSpec::uint("gquic.frame_type.ack.ack_block_length", "Block", 0)
        .doc("So many packets before the gap have arrived.", WIRE);
    STAMPS = FieldSpec::uint("gquic.frame_type.ack.num_timestamp", "Times", 8)
        .doc("How many times of arrival follow.", WIRE);
    STAMP_DELTA = FieldSpec::uint("gquic.frame_type.ack.delta_largest_acked", "Packet", 8)
        .doc("The packet whose time it is, counted back from the largest.", WIRE);
    FIRST_STAMP = FieldSpec::uint("gquic.frame_type.ack.time_since_largest_acked", "First time", 0)
        .unit("µs").doc("When it arrived, counted from the beginning of the connection.", WIRE);
    STAMP = FieldSpec::uint("gquic.frame_type.ack.time_since_previous_timestamp", "Time", 0)
        .doc("When it arrived, counted from the one before.", WIRE);
}

/// True if frames begin here that are not encrypted: before any has arrived that begins the
/// handshake, nothing else can be told from noise.
pub(super) fn are_clear(frames: &[u8], dialect: Dialect) -> bool {
    let mut rest = frames;
    loop {
        let len = match *rest {
            [kind, ..] if kind & IS_STREAM != 0 => {
                let (offset, stream) = stream_lens(kind);
                let at = 1 + stream + offset + if kind & HAS_LENGTH != 0 { 2 } else { 0 };
                let is_handshake = match dialect.is_big() {
                    true => rest.get(stream) == Some(&1),
                    false => rest.get(1) == Some(&1),
                };
                return is_handshake && rest.get(at..).is_some_and(tags::begins);
            }
            [kind, ..] if kind & IS_ACK != 0 => ack_len(rest, dialect),
            [STOP_WAITING, ..] => {
                let entropy = usize::from(dialect.version < NO_PRIVATE_FLAGS);
                Some(1 + entropy + dialect.number_len)
            }
            [PING, ..] => Some(1),
            [CONNECTION_CLOSE, _, _, _, _, a, b, ..] => {
                return dialect.int([a, b]) + 7 == rest.len();
            }
            _ => None,
        };
        let Some(behind) = len.and_then(|len| rest.get(len..)) else {
            return false;
        };
        rest = behind;
    }
}

fn stream_lens(kind: u8) -> (usize, usize) {
    let offset = match usize::from(kind >> 2 & 7) {
        0 => 0,
        len => len + 1,
    };
    (offset, usize::from(kind & 3) + 1)
}

fn ack_lens(kind: u8) -> (usize, usize) {
    let len = |bits: u8| [1, 2, 4, 6][usize::from(bits & 3)];
    (len(kind >> 2), len(kind))
}

/// Bytes of an acknowledgment, in the form that it has since Q034.
fn ack_len(bytes: &[u8], dialect: Dialect) -> Option<usize> {
    if dialect.version < NO_PRIVATE_FLAGS {
        return None;
    }
    let kind = *bytes.first()?;
    let (largest, block) = ack_lens(kind);
    let mut at = 1 + largest + 2;
    let mut blocks = 0;
    if kind & HAS_BLOCKS != 0 {
        blocks = usize::from(*bytes.get(at)?);
        at += 1;
    }
    at += block + blocks * (1 + block);
    let stamps = usize::from(*bytes.get(at)?);
    Some(at + 1 + if stamps > 0 { 5 + 3 * (stamps - 1) } else { 0 })
}

/// All frames; `said` gets what there is.
///
/// # Errors
/// [`crate::decode::Stop`] where they are cut, or none that is known here.
pub fn all(p: &mut Peel<'_>, dialect: Dialect, said: &mut Vec<String>) -> Peeled {
    while let Some(&kind) = p.rest().first() {
        if p.is_full() {
            return Ok(());
        }
        p.group(&FRAME, |p| frame(p, kind, dialect, said))?;
    }
    Ok(())
}

fn frame(p: &mut Peel<'_>, kind: u8, dialect: Dialect, said: &mut Vec<String>) -> Peeled {
    if kind & IS_STREAM != 0 {
        return stream(p, kind, dialect, said);
    }
    if kind & IS_ACK != 0 {
        said.push("ACK".into());
        return ack(p, kind, dialect);
    }
    let name = TYPES.iter().find(|known| known.0 == u64::from(kind));
    said.push(name.map_or("frame of unknown type", |known| known.1).into());
    if kind == PADDING {
        p.mark(&OTHER[0], p.pos()..p.pos() + 1);
        p.skip(1)?;
        let len = p.rest().len();
        let at = p.pos()..p.pos();
        p.mark_as(&PADDING_LENGTH, at, Value::Uint(len as u64));
        return match len {
            0 => Ok(()),
            len => p.field(&PADDING_BYTES, len).map(drop),
        };
    }
    match kind {
        CRYPTO => p.header::<{ bytes_of(OTHER) }>(OTHER).map(drop)?,
        _ => p.uint(&OTHER[0]).map(drop)?,
    }
    let big = dialect.is_big();
    match kind {
        RST_STREAM => {
            number(p, &RESET_STREAM, 4, big)?;
            number(p, &RESET_OFFSET, 8, big)?;
            number(p, &RESET_ERROR, 4, big).map(drop)
        }
        CONNECTION_CLOSE => {
            number(p, &CLOSE_ERROR, 4, big)?;
            reason(p, &CLOSE_LENGTH, &CLOSE_REASON, big)
        }
        GOAWAY => {
            number(p, &AWAY_ERROR, 4, big)?;
            number(p, &AWAY_STREAM, 4, big)?;
            reason(p, &AWAY_LENGTH, &AWAY_REASON, big)
        }
        WINDOW_UPDATE => {
            number(p, &WINDOW_STREAM, 4, big)?;
            number(p, &WINDOW_OFFSET, 8, big).map(drop)
        }
        BLOCKED => number(p, &BLOCKED_STREAM, 4, big).map(drop),
        STOP_WAITING => {
            if dialect.version < NO_PRIVATE_FLAGS {
                p.uint(&ENTROPY)?;
            }
            number(p, &UNACKED, dialect.number_len, big).map(drop)
        }
        CRYPTO => {
            varint::field(p, &OFFSET)?;
            let len = varint::field(p, &LENGTH)?;
            handshake(p, usize::try_from(len).unwrap_or(usize::MAX), said)
        }
        PING => Ok(()),
        _ => p.skip(p.rest().len()).map(drop),
    }
}

fn reason(
    p: &mut Peel<'_>,
    length: &'static FieldSpec,
    text: &'static FieldSpec,
    big: bool,
) -> Peeled {
    match number(p, length, 2, big)? as usize {
        0 => Ok(()),
        len => p.field(text, len).map(drop),
    }
}

/// Bytes of the handshake. A message that began in another packet is not read.
fn handshake(p: &mut Peel<'_>, len: usize, said: &mut Vec<String>) -> Peeled {
    p.within(len, "frame length", |p| {
        p.group(&DATA, |p| {
            if tags::begins(p.rest()) {
                said.extend(tags::message(p)?);
            }
            p.skip(p.rest().len()).map(drop)
        })
    })
}

fn stream(p: &mut Peel<'_>, kind: u8, dialect: Dialect, said: &mut Vec<String>) -> Peeled {
    p.header::<{ bytes_of(STREAM) }>(STREAM)?;
    let big = dialect.is_big();
    let (offset_len, id_len) = stream_lens(kind);
    let id = number(p, &STREAM_ID, id_len, big)?;
    if offset_len > 0 {
        number(p, &STREAM_OFFSET, offset_len, big)?;
    }
    let len = match kind & HAS_LENGTH {
        0 => p.rest().len(),
        _ => number(p, &DATA_LEN, 2, big)? as usize,
    };
    p.within(len, "frame length", |p| {
        if id == HANDSHAKE_STREAM && tags::begins(p.rest()) {
            said.extend(tags::message(p)?);
        } else {
            said.push("STREAM".into());
            p.mark(&STREAM_DATA, p.pos()..p.bytes().len());
        }
        p.skip(p.rest().len()).map(drop)
    })
}

fn ack(p: &mut Peel<'_>, kind: u8, dialect: Dialect) -> Peeled {
    p.header::<{ bytes_of(ACK) }>(ACK)?;
    let big = dialect.is_big();
    let (largest, block) = ack_lens(kind);
    number(p, &LARGEST, largest, big)?;
    number(p, &LARGEST_DELTA, 2, big)?;
    let blocks = match kind & HAS_BLOCKS {
        0 => 0,
        _ => p.uint(&BLOCKS)?,
    };
    number(p, &FIRST_BLOCK, block, big)?;
    for _ in 0..blocks {
        p.uint(&GAP)?;
        number(p, &BLOCK, block, big)?;
    }
    let stamps = p.uint(&STAMPS)?;
    for index in 0..stamps {
        p.uint(&STAMP_DELTA)?;
        match index {
            0 => number(p, &FIRST_STAMP, 4, big)?,
            _ => number(p, &STAMP, 2, big)?,
        };
    }
    Ok(())
}
