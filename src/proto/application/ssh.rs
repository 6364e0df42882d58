//! SSH: banner, key exchange, then encrypted packets (RFC 4253).

mod kex;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, text};

/// Longest banner line, its end included (RFC 4253 §4.2).
const MAX_BANNER: usize = 255;

/// Longest packet that every implementation must take (RFC 4253 §6.1).
const MAX_PACKET: usize = 35_000;

/// Least padding of a packet (RFC 4253 §6).
const MIN_PADDING: u8 = 4;

/// What banners begin with.
const BANNERS: [&[u8]; 2] = [b"SSH-2.0-", b"SSH-1."];

/// The smallest packet's length, padding length and message.
const PACKET_START: usize = 6;

/// What a side of the connection sends: nothing is known as long as its banner was not seen.
const PHASE: &str = "ssh phase";
/// Packets in the clear.
const CLEAR: u64 = 1;
/// Encrypted packets.
const SEALED: u64 = 2;

const KEXINIT: u64 = 20;
const NEWKEYS: u64 = 21;

const MESSAGES: Codes = &[
    (1, "disconnect"),
    (2, "ignore"),
    (3, "unimplemented"),
    (4, "debug"),
    (5, "service request"),
    (6, "service accept"),
    (7, "extension information"),
    (KEXINIT, "key exchange: offers"),
    (NEWKEYS, "new keys: encrypted from here on"),
    (30, "key exchange: client's share"),
    (31, "key exchange: server's share"),
    (32, "key exchange: group exchange, client's share"),
    (33, "key exchange: group exchange, server's share"),
    (34, "key exchange: group exchange, request"),
];

crate::fields! {
    BANNER = FieldSpec::text("ssh.protocol", "Banner")
        .doc("The first line that each side sends: protocol version and software.", "RFC 4253 §4.2");
    PACKET_LENGTH = FieldSpec::uint("ssh.packet_length", "Packet length", 32)
        .unit("bytes")
        .doc("Length of the packet behind this field, a check code not counted.", "RFC 4253 §6");
    PADDING_LENGTH = FieldSpec::uint("ssh.padding_length", "Padding length", 8)
        .unit("bytes")
        .doc("How many bytes at the end only fill the packet up.", "RFC 4253 §6");
    MESSAGE_CODE = FieldSpec::uint("ssh.message_code", "Message", 8)
        .codes(MESSAGES)
        .doc("What the packet is.", "RFC 4250 §4.1.2");
    PAYLOAD = FieldSpec::bytes("ssh.payload", "Payload")
        .doc("What the message says.", "RFC 4253 §6");
    PADDING = FieldSpec::bytes("ssh.padding_string", "Padding")
        .doc("Random bytes that fill the packet up to the cipher's block size.", "RFC 4253 §6");
    ENCRYPTED = FieldSpec::bytes("ssh.encrypted_packet", "Encrypted packet")
        .doc("Bytes that only the two ends can read: even their length is encrypted.", "RFC 4253 §6.3");
}

/// SSH.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ssh",
        short: "SSH",
        title: "Secure Shell",
        osi: OsiLayer::Application,
        why: "It is the dialogue of a remote shell with its client; it also encrypts, which OSI would put into layer 6.",
        reference: "RFC 4253",
    },
    claims: &[
        Claim::Port(Transport::Tcp, 22),
        Claim::Heuristic(Transport::Tcp, 10),
    ],
    headers: &[kex::FOLLOWS, kex::OFFERS],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"SSH-2.0-example_1.0\r\n",
};

/// A banner is unmistakable; a packet in the clear has a length, padding and a message code that
/// fit together; everything else in an SSH conversation is encrypted.
fn recognise(bytes: &[u8]) -> Match {
    if BANNERS
        .iter()
        .any(|banner| banner.len() > bytes.len() && banner.starts_with(bytes))
    {
        return Match::short_if(!bytes.is_empty());
    }
    if bytes.starts_with(b"SSH-") {
        return Match::yes_if(BANNERS.iter().any(|banner| bytes.starts_with(banner)));
    }
    if clear_packet(bytes).is_some() {
        Match::Maybe
    } else {
        Match::Known
    }
}

/// The length of a packet in the clear, its length field included.
fn clear_packet(bytes: &[u8]) -> Option<usize> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length = u32::from_be_bytes(*length) as usize;
    let (padding, code) = (*rest.first()?, u64::from(*rest.get(1)?));
    let fits = length <= MAX_PACKET && padding >= MIN_PADDING && usize::from(padding) + 2 <= length;
    let known = MESSAGES.iter().any(|message| message.0 == code);
    // Before encryption packets are filled up to blocks of 8 bytes.
    (fits && known && (length + 4).is_multiple_of(8)).then_some(length + 4)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.bytes().starts_with(b"SSH-") {
        return banner(p);
    }
    let phase = phase(p);
    if phase == Some(CLEAR) {
        p.wait_for(PACKET_START)?;
    }
    match clear_packet(p.bytes()).filter(|_| phase != Some(SEALED)) {
        Some(len) => packet(p, len),
        None => {
            let len = p.rest().len();
            p.field(&ENCRYPTED, len)?;
            p.summary(format_args!("encrypted, {len} bytes"));
            Ok(())
        }
    }
}

/// What is known of this side.
fn phase(p: &Peel<'_>) -> Option<u64> {
    p.fact(PHASE, side(p)?)
}

/// The connection and the side of it.
fn side(p: &Peel<'_>) -> Option<u32> {
    Some(p.connection()? << 1 | p.side())
}

fn set_phase(p: &mut Peel<'_>, phase: u64) {
    if let Some(side) = side(p) {
        p.note(PHASE, side, phase);
    }
}

fn banner(p: &mut Peel<'_>) -> Peeled {
    let line = p
        .bytes()
        .iter()
        .take(MAX_BANNER)
        .position(|byte| *byte == b'\n');
    let Some(end) = line else {
        if p.bytes().len() >= MAX_BANNER {
            p.fault(
                FaultKind::Malformed("the banner is longer than 255 bytes"),
                0..MAX_BANNER,
            );
            return Ok(());
        }
        return p.require(p.bytes().len() + 1);
    };
    let text = p.bytes()[..end].trim_ascii_end();
    p.field(&BANNER, text.len())?;
    p.seek(end + 1);
    p.ends_at(end + 1);
    set_phase(p, CLEAR);
    if p.wants_fields() {
        let banner = text::clean_bytes(text);
        p.summary(format_args!("{banner}"));
    }
    Ok(())
}

fn packet(p: &mut Peel<'_>, len: usize) -> Peeled {
    p.wait_for(len)?;
    p.uint(&PACKET_LENGTH)?;
    let padding = p.uint(&PADDING_LENGTH)? as usize;
    let code = p.uint(&MESSAGE_CODE)?;
    let name = MESSAGES
        .iter()
        .find(|message| message.0 == code)
        .map_or("", |message| message.1);
    p.summary(format_args!("{name}"));
    let payload_end = len - padding;
    if code == KEXINIT {
        kex::offers(p)?;
    }
    if payload_end > p.pos() {
        let rest = payload_end - p.pos();
        p.field(&PAYLOAD, rest)?;
    }
    p.field(&PADDING, padding)?;
    p.ends_at(len);
    if code == NEWKEYS {
        set_phase(p, SEALED);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
