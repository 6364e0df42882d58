//! RTCP: how well media arrives, who sends it, and what to do about it (RFC 3550 §6).

mod extended;
mod feedback;
mod fields;
mod reports;
#[cfg(test)]
mod tests;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value, bytes_of};
use fields::*;

static ALL_FIELDS: [&FieldSpec;
    fields::FIELDS.len() + reports::FIELDS.len() + feedback::FIELDS.len() + extended::FIELDS.len()] =
    join_fields(&[
        fields::FIELDS,
        reports::FIELDS,
        feedback::FIELDS,
        extended::FIELDS,
    ]);

/// RTCP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rtcp",
        short: "RTCP",
        title: "RTP Control Protocol",
        osi: OsiLayer::Application,
        why: "Programs that send and receive media tell each other with it how well that works; it is half of RTP, which OSI would call layer 4 or 5.",
        reference: "RFC 3550 §6",
    },
    claims: &[
        Claim::Heuristic(Transport::Udp, 30),
        Claim::Field("stun.data", 0),
    ],
    headers: &[
        REPORT,
        SOURCES,
        APPLICATION,
        TRANSPORT_FEEDBACK,
        PAYLOAD_FEEDBACK,
        PLAIN,
        SECURE_INDEX,
        reports::LOSS,
        feedback::SLICE,
        feedback::RATE,
        feedback::BANDWIDTH,
        extended::THINNING,
        extended::STATISTICS_FLAGS,
        extended::CONFIGURATION,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x80\xc9\x00\x01\x00\x00\x00\x01\x81\xcb\x00\x03\x00\x00\x00\x01\x04bye!\x00\x00\x00",
};

const HEADER_LEN: usize = bytes_of(PLAIN);

/// Bytes of the authentication code of the usual profiles (RFC 3711 §5.2).
const TAG_LEN: usize = 10;

/// The shortest code behind an encrypted packet (RFC 7714 §14.2 has 8 bytes and the index).
const SHORTEST_TAG: usize = 8;

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const DESCRIPTION: u8 = 202;
const GOODBYE: u8 = 203;
const APPLICATION_DEFINED: u8 = 204;
const TRANSPORT: u8 = 205;
const PAYLOAD: u8 = 206;
const EXTENDED: u8 = 207;

/// Packet types that are told from media with the same first bits (RFC 5761 §4).
const TYPES: std::ops::RangeInclusive<u8> = 192..=223;

/// True if RTCP may stand where media may: by its packet type.
pub(in crate::proto) fn is_report(bytes: &[u8]) -> bool {
    matches!(bytes, [first, kind, _, _, ..] if first >> 6 == 2 && TYPES.contains(kind))
}

/// Length in bytes of the packet that begins here, as its header says.
fn len_of(header: [u8; 4]) -> usize {
    (usize::from(u16::from_be_bytes([header[2], header[3]])) + 1) * 4
}

/// True if the packets of a compound fill it: each says where the next one begins.
fn fill(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(header) = rest.first_chunk::<4>() {
        match rest.get(len_of(*header)..) {
            Some(next) if is_report(rest) => rest = next,
            _ => return false,
        }
    }
    rest.is_empty()
}

/// A compound packet begins with a report or one of a few that may stand alone, and its length holds
/// what its count says.
fn recognise(bytes: &[u8]) -> Match {
    let Some(header) = bytes.first_chunk::<4>() else {
        return Match::No;
    };
    if !is_report(bytes) {
        return Match::No;
    }
    let (count, len) = (usize::from(header[0] & 0x1f), len_of(*header));
    let least = match header[1] {
        SENDER_REPORT => 28 + 24 * count,
        RECEIVER_REPORT => 8 + 24 * count,
        GOODBYE => 4 + 4 * count,
        APPLICATION_DEFINED | PAYLOAD => 12,
        // Only where media was announced.
        _ => return Match::Known,
    };
    match bytes.len().is_multiple_of(4) && (least..=bytes.len()).contains(&len) {
        true => Match::Yes,
        false => Match::Known,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if super::rtp::tag_len(p).is_some() {
        return secure(p);
    }
    let first = p.rest().first_chunk().map_or(0, |header| len_of(*header));
    if p.is_whole() && p.rest().len() >= first + SHORTEST_TAG && !fill(p.rest()) {
        return sealed(p);
    }
    let mut names = Vec::new();
    while let Some(header) = p.rest().first_chunk::<4>().copied() {
        let is_next = is_report(p.rest()) && len_of(header) <= p.rest().len();
        if p.pos() > 0 && !is_next || p.is_full() {
            break;
        }
        names.push(PLAIN[3].names.get(header[1].into()).unwrap_or("unknown"));
        p.group(&PACKET, |p| packet(p, header))?;
    }
    p.summary(format_args!("{}", names.join(", ")));
    let left = p.rest().len();
    if left > 0 {
        p.field(&OTHER, left)?;
    }
    Ok(())
}

/// One packet of a compound: its length is that of its header, whatever stands in it.
fn packet(p: &mut Peel<'_>, header: [u8; 4]) -> Peeled {
    let kind = header[1];
    p.within(len_of(header), "RTCP length", |p| {
        p.rows(table(kind))?;
        let padding = match header[0] & 0x20 != 0 {
            true => usize::from(p.bytes().last().copied().unwrap_or_default()),
            false => 0,
        };
        let len = p.rest().len();
        if padding == 0 || padding > len {
            return body(p, kind, header[0] & 0x1f);
        }
        p.within(len - padding, "RTCP padding", |p| {
            body(p, kind, header[0] & 0x1f)
        })?;
        if padding > 1 {
            p.field(&PADDING, padding - 1)?;
        }
        p.uint(&PADDING_COUNT).map(drop)
    })
}

/// The header, in which the packet type says what the count counts.
fn table(kind: u8) -> &'static [FieldSpec] {
    match kind {
        SENDER_REPORT | RECEIVER_REPORT => REPORT,
        DESCRIPTION | GOODBYE => SOURCES,
        APPLICATION_DEFINED => APPLICATION,
        TRANSPORT => TRANSPORT_FEEDBACK,
        PAYLOAD => PAYLOAD_FEEDBACK,
        _ => PLAIN,
    }
}

fn body(p: &mut Peel<'_>, kind: u8, count: u8) -> Peeled {
    match kind {
        SENDER_REPORT => reports::sender(p, count)?,
        RECEIVER_REPORT => reports::receiver(p, count)?,
        DESCRIPTION => reports::description(p, count)?,
        GOODBYE => reports::goodbye(p, count)?,
        APPLICATION_DEFINED => reports::application(p)?,
        TRANSPORT => feedback::of_transport(p, count)?,
        PAYLOAD => feedback::of_payload(p, count)?,
        EXTENDED => extended::report(p)?,
        _ => {}
    }
    let left = p.rest().len();
    if left > 0 {
        p.field(&OTHER, left)?;
    }
    Ok(())
}

/// The first packet's header is clear, the rest is encrypted; behind it an index and a code stand.
fn secure(p: &mut Peel<'_>) -> Peeled {
    p.require(HEADER_LEN)?;
    let kind = p.rest()[1];
    p.rows(table(kind))?;
    p.uint(&SENDER)?;
    let name = PLAIN[3].names.get(kind.into()).unwrap_or("unknown");
    p.summary(format_args!("{name}, encrypted"));
    let tail = 4 + TAG_LEN;
    let Some(len) = p.rest().len().checked_sub(tail) else {
        return p.require(tail);
    };
    if len > 0 {
        p.field(&ENCRYPTED, len)?;
    }
    p.rows(SECURE_INDEX)?;
    p.field(&TAG, TAG_LEN).map(drop)
}

/// A packet with more behind it than it says, which is no packet: media that is encrypted has the
/// first header in the clear, and adds a code. How long that is nobody has said.
fn sealed(p: &mut Peel<'_>) -> Peeled {
    p.require(HEADER_LEN)?;
    let kind = p.rest()[1];
    p.rows(table(kind))?;
    p.uint(&SENDER)?;
    let name = PLAIN[3].names.get(kind.into()).unwrap_or("unknown");
    p.summary(format_args!("{name}, encrypted"));
    p.field(&ENCRYPTED, p.rest().len()).map(drop)
}

/// Marks the 8 bytes at the cursor as a time of NTP, without moving.
fn mark_time(p: &mut Peel<'_>, spec: &'static FieldSpec) {
    let at = p.pos();
    if let Some(bytes) = p.rest().first_chunk::<8>() {
        let time = moment(u64::from_be_bytes(*bytes));
        p.mark_as(spec, at..at + 8, Value::Time(time));
    }
}

/// A time stamp of NTP: 32 bits of seconds since 1900, or since 2036 if the first bit is 0, and 32
/// bits of fractions (RFC 4330 §3).
fn moment(number: u64) -> Timestamp {
    const FROM_1900_TO_1970: i64 = 2_208_988_800;
    let (seconds, fraction) = ((number >> 32) as i64, number & 0xffff_ffff);
    let era = if seconds & 0x8000_0000 == 0 {
        1 << 32
    } else {
        0
    };
    let nanos = ((fraction * 1_000_000_000) >> 32) as u32;
    Timestamp::from_parts(seconds + era - FROM_1900_TO_1970, nanos)
}
