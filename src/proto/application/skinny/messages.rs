//! The messages of a call: what stands in them, in words of four bytes, the lowest byte first.

use std::net::{IpAddr, Ipv4Addr};

use super::fields::*;
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};
use crate::proto::application::rtp;

/// From this version on addresses have their family in front, and room for IPv6.
const WITH_FAMILY: u32 = 17;

/// Bytes of room for an address.
const ADDRESS_ROOM: usize = 16;

pub(super) fn body(p: &mut Peel<'_>, message: u32, version: u32) -> Peeled {
    match message {
        2 => words(p, &[&MEDIA_PORT]),
        6 | 7 => words(p, &[&LINE, &CALL]),
        34 => receive_ack(p, version),
        38 => words(p, &[&SOFT_KEY, &LINE, &CALL]),
        73 => words(p, &[&PATH, &PATH_EVENT]),
        130 => words(p, &[&TONE, &TONE_DIRECTION, &LINE, &CALL]),
        131 => words(p, &[&LINE, &CALL, &TONE]),
        133 => words(p, &[&RING, &RING_TIME, &LINE, &CALL]),
        134 => words(p, &[&STIMULUS, &STIMULUS_INSTANCE, &LAMP]),
        136 => words(p, &[&SPEAKER]),
        138 => start_media(p, version),
        139 | 262 => words(p, &[&CONFERENCE, &PARTY, &CALL, &PORT_HANDLING]),
        261 => open_receive(p, version),
        272 => {
            words(p, &[&LINE, &CALL, &SOFT_KEY_SET])?;
            bits(p, SOFT_KEYS)
        }
        273 => {
            words(p, &[&STATE, &LINE, &CALL])?;
            words(p, &[&PRIVACY, &PRECEDENCE, &PRECEDENCE_DOMAIN])
        }
        278 => words(p, &[&LINE]),
        285 => {
            fixed(p, &DIALED, 25)?;
            words(p, &[&LINE, &CALL])
        }
        324 => {
            words(p, &[&TIMEOUT, &PRIORITY])?;
            text(p, &NOTIFY)
        }
        325 => {
            words(p, &[&TIMEOUT, &LINE, &CALL])?;
            text(p, &PROMPT)
        }
        330 => call_info(p),
        340 => {
            words(p, &[&CONFERENCE, &PARTY, &CALL])?;
            address(p, version, &SENDING_ADDRESS)?;
            words(p, &[&PORT_NUMBER, &SENDING_STATUS])
        }
        _ => Ok(()),
    }
}

/// Reads words as long as they are there: older versions of a message are shorter.
fn words(p: &mut Peel<'_>, specs: &[&'static FieldSpec]) -> Peeled {
    for spec in specs {
        if p.rest().len() < 4 {
            break;
        }
        p.uint(spec)?;
    }
    Ok(())
}

fn bits(p: &mut Peel<'_>, table: &'static [FieldSpec]) -> Peeled {
    if p.rest().len() >= 4 {
        p.rows(table)?;
    }
    Ok(())
}

/// Text in a room of fixed length; behind its zero stand bytes without a meaning.
fn fixed(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Peeled {
    p.require(len)?;
    let at = p.pos();
    let room = p.skip(len)?;
    let end = room.iter().position(|byte| *byte == 0).unwrap_or(len);
    p.mark_made(spec, at..at + len, || {
        String::from_utf8_lossy(&room[..end]).into()
    });
    Ok(())
}

/// Text that a zero or the message's end ends.
fn text(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let rest = p.rest();
    let len = rest.iter().position(|byte| *byte == 0);
    let len = len.unwrap_or(rest.len());
    if len > 0 {
        p.field(spec, len)?;
    }
    if !p.rest().is_empty() {
        p.skip(1)?;
    }
    Ok(())
}

/// An address, which is returned if it is one of IPv4.
fn address(
    p: &mut Peel<'_>,
    version: u32,
    spec: &'static FieldSpec,
) -> Result<Option<IpAddr>, crate::decode::Stop> {
    let has_family = version >= WITH_FAMILY;
    if has_family && p.uint(&FAMILY)? != 0 {
        p.skip(ADDRESS_ROOM)?;
        return Ok(None);
    }
    let octets = p.field(spec, 4)?;
    let ip = Ipv4Addr::new(octets[0], octets[1], octets[2], octets[3]);
    if has_family {
        p.skip(ADDRESS_ROOM - 4)?;
    }
    Ok(Some(ip.into()))
}

/// Announces media to this address.
fn expect(p: &mut Peel<'_>, ip: Option<IpAddr>, port: u64) {
    if let (Some(ip), Ok(port)) = (ip, u16::try_from(port)) {
        let stream = rtp::Stream {
            port,
            ..rtp::Stream::default()
        };
        rtp::expect(p, ip, &stream);
    }
}

/// The telephone tells where it waits for media.
fn receive_ack(p: &mut Peel<'_>, version: u32) -> Peeled {
    p.uint(&STATUS)?;
    let ip = address(p, version, &ADDRESS)?;
    let port = p.uint(&PORT_NUMBER)?;
    expect(p, ip, port);
    words(p, &[&PARTY, &CALL])
}

/// The telephone is told where to send media.
fn start_media(p: &mut Peel<'_>, version: u32) -> Peeled {
    words(p, &[&CONFERENCE, &PARTY])?;
    let ip = address(p, version, &REMOTE_ADDRESS)?;
    let port = p.uint(&REMOTE_PORT)?;
    expect(p, ip, port);
    words(p, &[&PACKET_TIME, &CODEC, &TYPE_OF_SERVICE, &SILENCE])?;
    if version < WITH_FAMILY {
        return Ok(());
    }
    p.uint(&MAX_FRAMES)?;
    p.uint(&PADDING)?;
    codec(p)?;
    p.uint(&CALL)?;
    encryption(p)?;
    streams(p)
}

/// The telephone is told to wait for media.
fn open_receive(p: &mut Peel<'_>, version: u32) -> Peeled {
    words(p, &[&CONFERENCE, &PARTY, &PACKET_TIME, &CODEC, &ECHO])?;
    if version < WITH_FAMILY {
        return Ok(());
    }
    codec(p)?;
    p.uint(&CALL)?;
    encryption(p)?;
    streams(p)?;
    if p.rest().len() < 4 + ADDRESS_ROOM + 8 {
        return Ok(());
    }
    address(p, version, &SOURCE_ADDRESS)?;
    words(p, &[&SOURCE_PORT, &WANTED_FAMILY])
}

fn codec(p: &mut Peel<'_>) -> Peeled {
    for spec in [&CODEC_MODE, &DYNAMIC_TYPE, &CODEC_1, &CODEC_2] {
        p.uint(spec)?;
    }
    Ok(())
}

fn encryption(p: &mut Peel<'_>) -> Peeled {
    p.uint(&ALGORITHM)?;
    p.uint(&KEY_LENGTH)?;
    p.uint(&SALT_LENGTH)?;
    // Room for the key and the salt.
    p.skip(32)?;
    words(p, &[&HAS_MKI, &DERIVATION])
}

fn streams(p: &mut Peel<'_>) -> Peeled {
    words(p, &[&STREAM, &OTHER_STREAM, &EVENT_TYPE])?;
    words(p, &[&DTMF, &MIXING, &DIRECTION])
}

/// Who calls whom.
fn call_info(p: &mut Peel<'_>) -> Peeled {
    words(p, &[&LINE, &CALL, &CALL_TYPE, &FIRST_REASON])?;
    words(p, &[&LAST_REASON, &INSTANCE, &SECURITY])?;
    bits(p, RESTRICTIONS)?;
    for spec in PARTIES {
        if p.rest().is_empty() {
            break;
        }
        text(p, spec)?;
    }
    Ok(())
}

/// What calls do.
pub(super) const STATES: Codes = &[
    (0, "idle"),
    (1, "off hook"),
    (2, "on hook"),
    (3, "ringing out"),
    (4, "ringing in"),
    (5, "connected"),
    (6, "busy"),
    (7, "congestion"),
    (8, "hold"),
    (9, "call waiting"),
    (10, "transfer"),
    (11, "park"),
    (12, "proceeding"),
    (13, "in use remotely"),
    (14, "invalid number"),
];
