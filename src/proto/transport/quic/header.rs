//! Headers of packets (RFC 9000 §17), and the opening of Initial packets (RFC 9001 §5).

use super::connection::{self, MAX_ID};
use super::keys::Opened;
use super::version::{self, NEGOTIATION};
use super::{Datagram, crypto, frames};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value};
use crate::proto::transport::gquic;
use crate::proto::varint;

/// What a packet with a long header is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Negotiation,
    Initial,
    ZeroRtt,
    Handshake,
    Retry,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Negotiation => "Version negotiation",
            Kind::Initial => "Initial",
            Kind::ZeroRtt => "0-RTT",
            Kind::Handshake => "Handshake",
            Kind::Retry => "Retry",
        }
    }
}

const KINDS_1: Codes = &[(0, "Initial"), (1, "0-RTT"), (2, "Handshake"), (3, "Retry")];
const KINDS_2: Codes = &[(0, "Retry"), (1, "Initial"), (2, "0-RTT"), (3, "Handshake")];

/// Bytes of the tag behind a retry token (RFC 9001 §5.8), since draft 25.
const RETRY_TAG_LEN: usize = 16;

crate::fields! {
    FORM = FieldSpec::uint("quic.header_form", "Header form", 1)
        .codes(&[(0, "short"), (1, "long")])
        .doc("Long headers are for the handshake; once the keys are there, headers are short.", "RFC 9000 §17.2");
    FIXED = FieldSpec::flag("quic.fixed_bit", "Fixed bit")
        .doc("Set, so that QUIC can be told from other protocols on the same port; ends that agree on it send it at random.", "RFC 9000 §17.2; RFC 9287");
    TYPE_1 = FieldSpec::uint("quic.long.packet_type", "Packet type", 2)
        .codes(KINDS_1)
        .doc("What the packet is for, and with that which keys protect it.", "RFC 9000 §17.2");
    TYPE_2 = FieldSpec::uint("quic.long.packet_type_v2", "Packet type", 2)
        .codes(KINDS_2)
        .doc("What the packet is for. Version 2 counts otherwise, so that nobody on the way gets used to one numbering.", "RFC 9369 §3.2");
    RESERVED = FieldSpec::uint("quic.long.reserved", "Reserved", 2)
        .doc("Zero. The bits are hidden by a mask, which is taken off here.", "RFC 9000 §17.2");
    NUMBER_LEN = FieldSpec::uint("quic.packet_number_length", "Packet number length", 2)
        .codes(&[(0, "1 byte"), (1, "2 bytes"), (2, "3 bytes"), (3, "4 bytes")])
        .doc("One less than the bytes of the packet number. The bits are hidden by a mask, which is taken off here.", "RFC 9000 §17.2");
    UNUSED = FieldSpec::hex("quic.vn.unused", "Unused", 7)
        .doc("The server may set them to anything.", "RFC 9000 §17.2.1");
    VERSION = FieldSpec::hex("quic.version", "Version", 32)
        .lookup(version::name)
        .doc("Which version of QUIC the packet is in; 0 is no version, but the list of those that the server knows.", "RFC 9000 §17.2");
    TO_LENGTH = FieldSpec::uint("quic.dcil", "Destination ID length", 8)
        .unit("bytes")
        .doc("Length of the destination's connection ID.", "RFC 9000 §17.2");
    TO = FieldSpec::bytes("quic.dcid", "Destination connection ID")
        .doc("The ID that the receiver has chosen for the connection, so that it survives a change of addresses. In the client's first packet it is random, and the Initial keys are made of it.", "RFC 9000 §5.1");
    FROM_LENGTH = FieldSpec::uint("quic.scil", "Source ID length", 8)
        .unit("bytes")
        .doc("Length of the sender's connection ID.", "RFC 9000 §17.2");
    FROM = FieldSpec::bytes("quic.scid", "Source connection ID")
        .doc("The ID under which the sender wants to be addressed.", "RFC 9000 §5.1");
    TOKEN_LENGTH = FieldSpec::uint("quic.token_length", "Token length", 0)
        .unit("bytes")
        .doc("Length of the token; 0 if the client has none.", "RFC 9000 §17.2.2");
    TOKEN = FieldSpec::bytes("quic.token", "Token")
        .doc("Came from the server before: it shows that the client can be reached at its address.", "RFC 9000 §8.1");
    LENGTH = FieldSpec::uint("quic.length", "Length", 0)
        .unit("bytes")
        .doc("Bytes of packet number and payload; another packet may follow.", "RFC 9000 §17.2");
    NUMBER = FieldSpec::uint("quic.packet_number", "Packet number", 0)
        .doc("Counts the packets. It is hidden by a mask made of the encrypted bytes behind it, which is taken off here.", "RFC 9001 §5.4");
    PAYLOAD = FieldSpec::bytes("quic.payload", "Payload")
        .doc("Frames, encrypted. The keys of Initial packets are known to everyone who has seen the client's first one.", "RFC 9001 §5.2");
    REMAINING = FieldSpec::bytes("quic.remaining_payload", "Protected payload")
        .doc("Packet number and frames, encrypted with keys that only the two ends have.", "RFC 9001 §5");
    FOREIGN = FieldSpec::bytes("", "Protected payload")
        .doc("Packet number and frames. The Initial keys do not open them: the packet is damaged or cut, or its version is none.", "RFC 9001 §5.2");
    SUPPORTED = FieldSpec::hex("quic.supported_version", "Supported version", 32)
        .lookup(version::name)
        .doc("A version that the server knows.", "RFC 9000 §17.2.1");
    FIRST_LENGTH = FieldSpec::uint("quic.odcil", "Original destination ID length", 8)
        .unit("bytes")
        .doc("Length of the connection ID that the client sent to.", "draft-ietf-quic-transport-24 §17.2.5");
    FIRST = FieldSpec::bytes("quic.odcid", "Original destination connection ID")
        .doc("The connection ID that the client sent to.", "draft-ietf-quic-transport-24 §17.2.5");
    RETRY_TOKEN = FieldSpec::bytes("quic.retry_token", "Token")
        .doc("The client shall begin again with this token, to show that it can be reached at its address.", "RFC 9000 §17.2.5");
    RETRY_TAG = FieldSpec::bytes("quic.retry_integrity_tag", "Integrity tag")
        .doc("Shows that the sender has seen the client's first packet.", "RFC 9001 §5.8");
    SHORT = FieldSpec::group("quic.short", "Short header")
        .doc("The header of all packets behind the handshake. All but the connection ID and the spin bit is hidden.", "RFC 9000 §17.3");
    SPIN = FieldSpec::flag("quic.spin_bit", "Spin bit")
        .doc("The client turns it once a round trip, so that others can measure the time; many ends send it at random.", "RFC 9000 §17.4");
}

/// True if the first byte begins a long header.
pub(super) fn is_long(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|first| first & 0x80 != 0)
}

/// The number in the first four bytes, or fewer.
pub(super) fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .take(4)
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// What all long headers begin with (RFC 8999 §5.1).
pub(super) struct Long<'a> {
    pub kind: Kind,
    pub version: u32,
    pub to: &'a [u8],
    /// Its bytes up to the part that depends on the kind.
    pub len: usize,
}

impl Long<'_> {
    /// Reads what is there; `None` if it is cut, or an ID is longer than it may be.
    pub fn of(bytes: &[u8]) -> Option<Long<'_>> {
        let (&first, rest) = bytes.split_first().filter(|_| is_long(bytes))?;
        let version = number(rest.get(..4)?);
        let to_len = usize::from(*rest.get(4)?);
        let to = rest.get(5..5 + to_len)?;
        let from_len = usize::from(*rest.get(5 + to_len)?);
        let len = 1 + 4 + 1 + to_len + 1 + from_len;
        if to_len > MAX_ID || from_len > MAX_ID || len > bytes.len() {
            return None;
        }
        Some(Long {
            kind: kind_of(first, version),
            version,
            to,
            len,
        })
    }
}

fn kind_of(first: u8, version: u32) -> Kind {
    let kinds = match version::is_second(version) {
        true => [Kind::Retry, Kind::Initial, Kind::ZeroRtt, Kind::Handshake],
        false => [Kind::Initial, Kind::ZeroRtt, Kind::Handshake, Kind::Retry],
    };
    match version {
        NEGOTIATION => Kind::Negotiation,
        _ => kinds[usize::from(first >> 4 & 3)],
    }
}

/// A packet with a long header.
pub(super) fn long(p: &mut Peel<'_>, datagram: &mut Datagram) -> Peeled {
    let start = p.pos();
    p.require(5)?;
    let (first, version) = (p.rest()[0], number(&p.rest()[1..5]));
    let kind = kind_of(first, version);
    datagram.said.push(kind.name().into());
    first_byte(p, first, version, kind);
    let ahead = opened_ahead(p, kind);
    if let Some((opened, _)) = &ahead {
        let at = start * 8;
        p.mark_bits(
            &RESERVED,
            at + 4,
            Value::Uint(u64::from(opened.first >> 2 & 3)),
        );
        p.mark_bits(
            &NUMBER_LEN,
            at + 6,
            Value::Uint(u64::from(opened.first & 3)),
        );
    }
    p.skip(1)?;
    p.uint(&VERSION)?;
    id(p, &TO_LENGTH, &TO)?;
    let from = id(p, &FROM_LENGTH, &FROM)?;
    match kind {
        Kind::Negotiation => return negotiation(p),
        Kind::Retry => retry(p, version)?,
        Kind::Initial => {
            token(p)?;
            protected(p, (start, version), ahead, datagram)?;
        }
        Kind::ZeroRtt | Kind::Handshake => protected(p, (start, version), None, datagram)?,
    }
    connection::learn_id(p, &from);
    Ok(())
}

fn first_byte(p: &mut Peel<'_>, first: u8, version: u32, kind: Kind) {
    let at = p.pos() * 8;
    let bits = |shift: u8, mask: u8| Value::Uint(u64::from(first >> shift & mask));
    p.mark_bits(&FORM, at, bits(7, 1));
    if kind == Kind::Negotiation {
        return p.mark_bits(&UNUSED, at + 1, bits(0, 0x7f));
    }
    if kind != Kind::Retry {
        p.mark_bits(&FIXED, at + 1, bits(6, 1));
    }
    let spec = match version::is_second(version) {
        true => &TYPE_2,
        false => &TYPE_1,
    };
    p.mark_bits(spec, at + 2, bits(4, 3));
}

/// Opens the Initial packet that begins at the cursor, before its header is shown: some of its bits
/// can only be read then. Also says how long it is.
fn opened_ahead(p: &mut Peel<'_>, kind: Kind) -> Option<(Opened, usize)> {
    if kind != Kind::Initial {
        return None;
    }
    let packet = p.rest();
    let long = Long::of(packet)?;
    let (token, width) = varint::read(packet.get(long.len..)?)?;
    let length_at = (long.len + width).checked_add(usize::try_from(token).ok()?)?;
    let (len, width) = varint::read(packet.get(length_at..)?)?;
    let number_at = length_at + width;
    let end = number_at.checked_add(usize::try_from(len).ok()?)?;
    let opened = connection::open(p, long.version, long.to, packet.get(..end)?, number_at)?;
    Some((opened, end))
}

fn id(
    p: &mut Peel<'_>,
    length: &'static FieldSpec,
    spec: &'static FieldSpec,
) -> Result<Vec<u8>, crate::decode::Stop> {
    let len = p.uint(length)? as usize;
    match len {
        0 => Ok(Vec::new()),
        len => p.field(spec, len).map(<[u8]>::to_vec),
    }
}

fn negotiation(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() {
        if p.is_full() {
            break;
        }
        p.uint(&SUPPORTED)?;
    }
    Ok(())
}

fn retry(p: &mut Peel<'_>, version: u32) -> Peeled {
    let tag = match version::draft(version) {
        Some(..25) => {
            id(p, &FIRST_LENGTH, &FIRST)?;
            0
        }
        _ => RETRY_TAG_LEN,
    };
    let token = p.rest().len().saturating_sub(tag);
    p.field(&RETRY_TOKEN, token)?;
    if tag > 0 {
        p.field(&RETRY_TAG, tag)?;
    }
    Ok(())
}

fn token(p: &mut Peel<'_>) -> Peeled {
    let len = varint::field(p, &TOKEN_LENGTH)?;
    if len > 0 {
        p.field(&TOKEN, usize::try_from(len).unwrap_or(usize::MAX))?;
    }
    Ok(())
}

/// What is encrypted of the packet that began at `start`.
fn protected(
    p: &mut Peel<'_>,
    (start, version): (usize, u32),
    opened: Option<(Opened, usize)>,
    datagram: &mut Datagram,
) -> Peeled {
    let len = varint::field(p, &LENGTH)?;
    datagram.body.get_or_insert(p.pos());
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    let Some((opened, end)) = opened else {
        let is_initial = datagram
            .said
            .last()
            .is_some_and(|said| said == Kind::Initial.name());
        let spec = match is_initial && connection::has_keys(p) {
            true => &FOREIGN,
            false => &REMAINING,
        };
        return p.field(spec, len).map(drop);
    };
    let at = p.pos()..p.pos() + opened.number_len;
    p.mark_as(&NUMBER, at.clone(), Value::Uint(opened.number.into()));
    p.seek(at.end);
    let body = at.end..start + end;
    p.field(&PAYLOAD, body.len())?;
    let mut said = Vec::new();
    let mut google = Vec::new();
    p.aside(opened.plain, body, |p| {
        if version == version::GOOGLE_50 {
            // Its frames and its handshake are still Google's own.
            let dialect = gquic::frames::Dialect {
                version: 50,
                number_len: opened.number_len,
            };
            let _ = gquic::frames::all(p, dialect, &mut google);
            return;
        }
        let mut pieces = Vec::new();
        // What contradicts itself has recorded its fault.
        let _ = frames::all(p, &mut pieces, &mut said);
        crypto::hand_over(p, pieces);
    });
    google.extend(said.into_iter().map(str::to_owned));
    if let Some(last) = datagram.said.last_mut()
        && !google.is_empty()
    {
        *last = format!("{last}: {}", google.join(", "));
    }
    Ok(())
}

/// A packet with a short header: all that is left.
pub(super) fn short(p: &mut Peel<'_>, datagram: &mut Datagram) -> Peeled {
    datagram.said.push("Protected".into());
    p.group(&SHORT, |p| {
        let at = p.pos() * 8;
        let first = p.rest().first().copied().unwrap_or_default();
        let bit = |shift: u8| Value::Uint(u64::from(first >> shift & 1));
        p.mark_bits(&FORM, at, bit(7));
        p.mark_bits(&FIXED, at + 1, bit(6));
        p.mark_bits(&SPIN, at + 2, bit(5));
        p.skip(1)?;
        match connection::id_len(p, p.rest()) {
            Some(len) if len > 0 => p.field(&TO, len).map(drop)?,
            _ => {}
        }
        datagram.body.get_or_insert(p.pos());
        match p.rest().len() {
            0 => Ok(()),
            len => p.field(&REMAINING, len).map(drop),
        }
    })
}
