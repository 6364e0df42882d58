//! RTP: sound and pictures as they are made, packet by packet (RFC 3550).
//!
//! Nothing in a packet tells RTP from other protocols: it is read where a description of a session
//! (SDP in SIP, RTSP or MEGACO, or a signalling protocol of its own) has announced it.

mod extension;
mod session;
#[cfg(test)]
mod tests;

use crate::decode::{Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::application::{rtcp, rtpevent};
pub(in crate::proto) use session::{Stream, agree, expect, tag_len};

const HEAD: &str = "RFC 3550 §5.1";

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("rtp.version", "Version", 2).doc("Always 2.", HEAD),
    FieldSpec::flag("rtp.padding", "Padding").doc(
        "At the end stand bytes without a meaning; the last one counts them.",
        HEAD,
    ),
    FieldSpec::flag("rtp.ext", "Extension").doc("The header is extended.", HEAD),
    FieldSpec::uint("rtp.cc", "Contributing sources", 4)
        .doc("How many sources a mixer has made this packet of.", HEAD),
    FieldSpec::flag("rtp.marker", "Marker").doc(
        "Something begins or ends here: the first packet after silence, the last one of a picture.",
        HEAD,
    ),
    FieldSpec::uint("rtp.p_type", "Payload type", 7)
        .lookup(payload_type)
        .doc(
            "How the media is coded; from 96 on the session's description says it.",
            "RFC 3551 §6",
        ),
    FieldSpec::uint("rtp.seq", "Sequence number", 16).doc(
        "Grows by one with every packet: the receiver puts them in order and notices losses.",
        HEAD,
    ),
    FieldSpec::uint("rtp.timestamp", "Time stamp", 32).doc(
        "When the first sample was taken, in ticks of the media's clock.",
        HEAD,
    ),
    FieldSpec::hex("rtp.ssrc", "Source", 32).doc(
        "Names the source; chosen at random, the same for all its packets.",
        HEAD,
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    CSRCS = FieldSpec::group("rtp.csrc.items", "Contributing sources")
        .doc("Whose media a mixer has put into this packet.", HEAD);
    CSRC = FieldSpec::hex("rtp.csrc.item", "Contributing source", 32)
        .doc("One of them.", HEAD);
    PAYLOAD = FieldSpec::bytes("rtp.payload", "Media")
        .doc("The coded media.", HEAD);
    PADDING = FieldSpec::bytes("rtp.padding.data", "Padding")
        .doc("Bytes without a meaning, up to a length that a cipher wants.", HEAD);
    PADDING_COUNT = FieldSpec::uint("rtp.padding.count", "Padding length", 8).unit("bytes")
        .doc("How many, this one included.", HEAD);
    ENCRYPTED = FieldSpec::bytes("srtp.enc_payload", "Encrypted media")
        .doc("The coded media; only who has the keys can read it.", "RFC 3711 §3.1");
    TAG = FieldSpec::bytes("srtp.auth_tag", "Authentication code")
        .doc("Proves that nobody has changed the packet.", "RFC 3711 §3.1");
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + extension::FIELDS.len()] =
    join_fields(&[FIELDS, extension::FIELDS]);

/// The payload type of an MPEG-2 transport stream (RFC 3551 §6).
const MPEG_TS: u8 = 33;

/// RTP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rtp",
        short: "RTP",
        title: "Real-Time Transport Protocol",
        osi: OsiLayer::Application,
        why: "Programs carry media with it over UDP and put it in order by themselves; OSI would call that a transport.",
        reference: "RFC 3550",
    },
    claims: &[],
    headers: &[HEADER],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x91\x80\x00\x01\x00\x00\x00\xa0\x00\x00\x00\x07\x00\x00\x00\x08\
        \xbe\xde\x00\x01\x10\x30\x00\x00\xff\xff\xff\xff",
};

/// Names of the static payload types (RFC 3551 §6).
fn payload_type(code: u64) -> Option<&'static str> {
    Some(match code {
        0 => "G.711 µ-law",
        2 => "G.721",
        3 => "GSM 06.10",
        4 => "G.723",
        5 | 6 | 16 | 17 => "DVI4",
        7 => "LPC",
        8 => "G.711 A-law",
        9 => "G.722",
        10 => "16 bit, stereo",
        11 => "16 bit, mono",
        12 => "QCELP",
        13 => "comfort noise",
        14 => "MPEG audio",
        15 => "G.728",
        18 => "G.729",
        25 => "CelB",
        26 => "JPEG",
        28 => "nv",
        31 => "H.261",
        32 => "MPEG video",
        33 => "MPEG transport stream",
        34 => "H.263",
        96..=127 => "dynamic",
        _ => return None,
    })
}

fn recognise(bytes: &[u8]) -> Match {
    let is_long = bytes.len() >= HEADER_LEN || rtcp::is_report(bytes) && bytes.len() >= 8;
    match bytes.first() {
        Some(0x80..=0xbf) if is_long => Match::Known,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    // Both halves may share a port (RFC 5761).
    if rtcp::is_report(p.bytes()) {
        p.variant(&rtcp::PROTOCOL.info);
        return (rtcp::PROTOCOL.peel)(p);
    }
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let (padded, extended, sources) =
        (header[0] & 0x20 != 0, header[0] & 0x10 != 0, header[0] & 15);
    let kind = header[1] & 0x7f;
    let number = u16::from_be_bytes([header[2], header[3]]);
    let name = payload_type(kind.into()).unwrap_or("unassigned");
    p.summary(format_args!("type {kind} ({name}), number {number}"));
    if sources > 0 {
        p.group(&CSRCS, |p| {
            for _ in 0..sources {
                p.uint(&CSRC)?;
            }
            Ok(())
        })?;
    }
    if extended {
        extension::header(p)?;
    }
    if let Some(tag) = tag_len(p) {
        return secure(p, tag);
    }
    let count = p.bytes().last().copied().map_or(0, usize::from);
    let left = p.rest().len();
    let padding = match padded && p.is_whole() && count <= left {
        true => count,
        false => 0,
    };
    media(p, kind, left - padding);
    if padding > 1 {
        p.field(&PADDING, padding - 1)?;
    }
    if padding > 0 {
        p.uint(&PADDING_COUNT)?;
    }
    Ok(())
}

/// The media itself, `len` bytes of it.
fn media(p: &mut Peel<'_>, kind: u8, len: usize) {
    let at = p.pos()..p.pos() + len;
    if len == 0 {
        return;
    }
    let all = p.bytes().len();
    if kind == MPEG_TS {
        p.wrap(
            Next::Field("rtp.p_type", kind.into()),
            at.clone(),
            "RTP padding",
        );
        p.ends_at(all);
        p.seek(at.end);
        return;
    }
    p.mark(&PAYLOAD, at.clone());
    if session::is_event(p, kind) {
        p.wrap(
            Next::Protocol(&rtpevent::PROTOCOL),
            at.clone(),
            "RTP padding",
        );
        p.ends_at(all);
    }
    p.seek(at.end);
}

fn secure(p: &mut Peel<'_>, tag: usize) -> Peeled {
    let len = p.rest().len().saturating_sub(tag);
    if len > 0 {
        p.field(&ENCRYPTED, len)?;
    }
    p.field(&TAG, tag).map(drop)
}
