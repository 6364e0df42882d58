//! What descriptions of sessions have said of the streams to come.

use std::net::IpAddr;

use super::PROTOCOL;
use crate::decode::Peel;
use crate::model::{Endpoint, Flow, Lesson, ProtoInfo, Transport};
use crate::proto::application::rtcp;

/// Where media and reports are encrypted: bytes of the code behind each packet of media.
const SECURE: &str = "rtp.secure";
/// At the index of a payload type: 1 if it carries events.
const EVENTS: &str = "rtp.events";

/// Payload types that mostly carry events, where nothing else was said.
const USUAL_EVENTS: std::ops::RangeInclusive<u8> = 100..=101;

/// A media stream, as the description of its session announces it.
#[derive(Debug, Clone, Default)]
pub(in crate::proto) struct Stream {
    /// The port for media; 0 for none.
    pub port: u16,
    /// The port for reports, where it is not the next one.
    pub reports: Option<u16>,
    /// Bytes of the authentication code behind each packet; 0 if nothing is encrypted.
    pub tag: u8,
    /// Payload types that were named, and whether they stand for telephone events.
    pub events: Vec<(u8, bool)>,
}

/// What stands in facts for an end whose peer is not known.
fn subject(end: Endpoint) -> Flow {
    Flow {
        transport: Transport::Udp,
        from: end,
        to: Endpoint { port: 0, ..end },
    }
}

/// Announces that an address waits for a stream and its reports.
pub(in crate::proto) fn expect(p: &mut Peel<'_>, ip: IpAddr, stream: &Stream) {
    if stream.port == 0 || ip.is_unspecified() {
        return;
    }
    let reports = stream.reports.unwrap_or(stream.port.wrapping_add(1));
    let mut wait = |port: u16, proto: &'static ProtoInfo| {
        let at = Endpoint { ip, port };
        p.teach(Lesson::Expect {
            transport: Transport::Udp,
            at,
            proto,
        });
        p.note_of(subject(at), SECURE, 0, stream.tag.into());
    };
    wait(stream.port, &PROTOCOL.info);
    if reports != stream.port && reports != 0 {
        wait(reports, &rtcp::PROTOCOL.info);
    }
    let media = Endpoint {
        ip,
        port: stream.port,
    };
    for (kind, is_event) in &stream.events {
        p.note_of(subject(media), EVENTS, u32::from(*kind), (*is_event).into());
    }
}

/// The ends of the layer's flow have agreed in DTLS on how media is protected, by the number of the
/// profile (RFC 5764 §4.1.2). It travels between the same ports. The later profiles are left alone.
pub(in crate::proto) fn agree(p: &mut Peel<'_>, profile: u64) {
    let tag = match profile {
        1 => 10,
        2 => 4,
        _ => return,
    };
    let flow = p.flow();
    if let Some(flow) = flow.filter(|flow| flow.transport == Transport::Udp) {
        p.teach(Lesson::Speaks(flow, &PROTOCOL.info));
        p.note(SECURE, 0, tag);
    }
}

/// What was said of one of the two ends.
fn said(p: &Peel<'_>, name: &'static str, index: u32) -> Option<u64> {
    let flow = p.flow()?;
    let of = |end| p.fact_of(&subject(end), name, index);
    of(flow.to)
        .or_else(|| of(flow.from))
        .or_else(|| p.fact_of(&flow, name, index))
}

/// Bytes of the authentication code, if the stream was announced as encrypted.
pub(in crate::proto) fn tag_len(p: &Peel<'_>) -> Option<usize> {
    let len = said(p, SECURE, 0).filter(|len| *len != 0)?;
    usize::try_from(len).ok()
}

/// True if this payload type carries telephone events.
pub(super) fn is_event(p: &Peel<'_>, kind: u8) -> bool {
    match said(p, EVENTS, kind.into()) {
        Some(said) => said == 1,
        None => USUAL_EVENTS.contains(&kind),
    }
}
