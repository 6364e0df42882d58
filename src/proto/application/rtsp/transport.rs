//! The header field Transport: where media goes (RFC 2326 §12.39).

use std::net::IpAddr;

use crate::decode::{Peel, Protocol};
use crate::model::Address;
use crate::proto::application::{rtcp, rtp};

/// At the index of a channel: 1 for media, 2 for reports.
const CHANNEL: &str = "rtsp.channel";

const MEDIA: u64 = 1;
const REPORTS: u64 = 2;

/// `5000-5001`, or one number.
fn pair(text: &str) -> Option<(u16, u16)> {
    let (first, second) = match text.split_once('-') {
        Some((first, second)) => (first.parse().ok()?, second.parse().ok()?),
        None => {
            let first: u16 = text.parse().ok()?;
            (first, first.wrapping_add(1))
        }
    };
    Some((first, second))
}

/// Announces the streams that a value of the field describes.
pub(super) fn announce(p: &mut Peel<'_>, value: &[u8]) {
    let Some((sender, receiver)) = p.addresses().and_then(|ends| match (ends.from, ends.to) {
        (Address::Ip(from), Address::Ip(to)) => Some((from, to)),
        _ => None,
    }) else {
        return;
    };
    let is_request = !p.bytes().starts_with(b"RTSP/");
    let (client, server) = match is_request {
        true => (sender, receiver),
        false => (receiver, sender),
    };
    let value = String::from_utf8_lossy(value);
    // Several ways may be offered, with commas between them.
    for way in value.split(',').take(8) {
        one_way(p, way, client, server);
    }
}

fn one_way(p: &mut Peel<'_>, way: &str, client: IpAddr, server: IpAddr) {
    if !way.trim_start().to_ascii_uppercase().starts_with("RTP/") {
        return;
    }
    let part = |name: &str| {
        let parts = way
            .split(';')
            .filter_map(|part| part.trim().split_once('='));
        let mut found = parts.filter(|part| part.0.eq_ignore_ascii_case(name));
        found.next().map(|part| part.1.trim())
    };
    if let Some((media, reports)) = part("interleaved").and_then(pair) {
        p.note(CHANNEL, media.into(), MEDIA);
        p.note(CHANNEL, reports.into(), REPORTS);
        return;
    }
    let address = |name, usual| part(name).and_then(|ip| ip.parse().ok()).unwrap_or(usual);
    let ends = [
        ("client_port", address("destination", client)),
        ("server_port", address("source", server)),
        ("port", address("destination", client)),
    ];
    for (name, ip) in ends {
        if let Some((port, reports)) = part(name).and_then(pair) {
            let stream = rtp::Stream {
                port,
                reports: Some(reports),
                ..rtp::Stream::default()
            };
            rtp::expect(p, ip, &stream);
        }
    }
}

/// What travels on a channel.
pub(super) fn on_channel(p: &Peel<'_>, channel: u8) -> Option<&'static Protocol> {
    match p.fact(CHANNEL, channel.into())? {
        MEDIA => Some(&rtp::PROTOCOL),
        REPORTS => Some(&rtcp::PROTOCOL),
        _ => None,
    }
}
