//! WireGuard: a tunnel with four messages (whitepaper "WireGuard: Next Generation Kernel Network
//! Tunnel", §5.4).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};

const SOURCE: &str = "WireGuard §5.4";

const INITIATION: u8 = 1;
const RESPONSE: u8 = 2;
const COOKIE: u8 = 3;
const DATA: u8 = 4;

const INITIATION_LEN: usize = 148;
const RESPONSE_LEN: usize = 92;
const COOKIE_LEN: usize = 64;
/// Header and authentication code; what is no longer carries nothing.
const MIN_DATA_LEN: usize = 32;

/// Packets are filled up to whole blocks of so many bytes, as long as they still fit on the link.
const BLOCK: usize = 16;

const KEY_LEN: usize = 32;
/// Length of an authentication code, and of both codes at the end of a handshake.
const CODE_LEN: usize = 16;

const KINDS: Codes = &[
    (INITIATION as u64, "handshake initiation"),
    (RESPONSE as u64, "handshake response"),
    (COOKIE as u64, "cookie reply"),
    (DATA as u64, "transport data"),
];

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("wg.type", "Type", 8).codes(KINDS).doc(
        "Two messages agree on keys, the third fends off floods, the fourth carries packets.",
        SOURCE,
    ),
    FieldSpec::bytes("wg.reserved", "Reserved").wide(3).doc(
        "Zero; some operators of large tunnels use it to share out their load.",
        SOURCE,
    ),
];

crate::fields! {
    SENDER = FieldSpec::hex("wg.sender", "Sender", 32)
        .little()
        .doc("The sender's number for this session: the other end writes it into its messages.", SOURCE);
    RECEIVER = FieldSpec::hex("wg.receiver", "Receiver", 32)
        .little()
        .doc("The receiver's number for this session: it finds the keys by it, whatever address the packet came from.", SOURCE);
    EPHEMERAL = FieldSpec::computed("wg.ephemeral", "Ephemeral key")
        .doc("A public key made for this handshake only, so that keys stolen later do not open it.", SOURCE);
    STATIC = FieldSpec::bytes("wg.encrypted_static", "Encrypted static key")
        .doc("The sender's lasting public key, encrypted for the receiver: who calls is hidden from listeners.", SOURCE);
    TIME = FieldSpec::bytes("wg.encrypted_timestamp", "Encrypted time")
        .doc("When the handshake was made, encrypted: an older one sent again is refused.", SOURCE);
    EMPTY = FieldSpec::bytes("wg.encrypted_empty", "Encrypted nothing")
        .doc("Nothing, encrypted: its authentication code proves that the sender has the keys.", SOURCE);
    MAC1 = FieldSpec::bytes("wg.mac1", "First code")
        .doc("Proves that the sender knows the receiver's public key; without it, there is no answer.", SOURCE);
    MAC2 = FieldSpec::bytes("wg.mac2", "Second code")
        .doc("Made with the cookie of a receiver under load; else zero.", SOURCE);
    NONCE = FieldSpec::bytes("wg.nonce", "Nonce")
        .doc("A random number that the cookie was encrypted with.", SOURCE);
    COOKIE_FIELD = FieldSpec::bytes("wg.encrypted_cookie", "Encrypted cookie")
        .doc("Who sends it back in the second code of a handshake shows that its address is its own.", SOURCE);
    COUNTER = FieldSpec::uint("wg.counter", "Counter", 64)
        .little()
        .doc("Counts the packets of the session, so that a copy sent again is noticed.", SOURCE);
    PACKET = FieldSpec::bytes("wg.encrypted_packet", "Encrypted packet")
        .doc("An IP packet and an authentication code; the code alone keeps the tunnel alive.", SOURCE);
    RESPONSE_TO = FieldSpec::uint("wg.response_to", "Response to", 0)
        .doc("The frame of the initiation that this answers.", SOURCE);
}

/// WireGuard.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "wg",
        short: "WireGuard",
        title: "WireGuard Protocol",
        osi: OsiLayer::Network,
        why: "It is a tunnel for IP packets: to the machine it looks like a network card.",
        reference: "WireGuard whitepaper",
    },
    claims: &[
        Claim::Port(Transport::Udp, 51820),
        Claim::Heuristic(Transport::Udp, 4),
    ],
    headers: &[HEAD],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x04\x00\x00\x00\x90\x43\x16\x4c\x07\x00\x00\x00\x00\x00\x00\x00\
              \x61\x0c\xd3\x5e\x88\x1f\x40\x3a\xb2\x97\x2d\x06\xee\x51\xc8\x74",
};

/// Three messages have a length of their own. Data is known by whole blocks and a counter that can
/// be reached; where the tunnel is known, all that can be data is.
fn recognise(bytes: &[u8]) -> Match {
    let [kind, reserved @ ..] = bytes.first_chunk::<4>().copied().unwrap_or_default();
    let fits = match kind {
        INITIATION => bytes.len() == INITIATION_LEN,
        RESPONSE => bytes.len() == RESPONSE_LEN,
        COOKIE => bytes.len() == COOKIE_LEN,
        DATA => bytes.len() >= MIN_DATA_LEN,
        _ => false,
    };
    let counter = bytes.get(8..16).unwrap_or_default();
    match fits {
        false => Match::No,
        true if reserved != [0; 3] => Match::Known,
        true if kind != DATA => Match::Yes,
        true if bytes.len().is_multiple_of(BLOCK) && counter.ends_with(&[0; 3]) => Match::Yes,
        true => Match::Known,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [kind, ..] = *p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    match HEAD[0].names.get(u64::from(kind)) {
        Some(name) => p.summary(format_args!("{name}")),
        None => p.summary(format_args!("type {kind}")),
    }
    match kind {
        INITIATION => initiation(p),
        RESPONSE => response(p),
        COOKIE => {
            p.uint(&RECEIVER)?;
            p.field(&NONCE, 24)?;
            p.field(&COOKIE_FIELD, 32)?;
            Ok(())
        }
        DATA => data(p),
        _ => {
            p.pass(Next::Data);
            Ok(())
        }
    }
}

/// The frame in which the sender with this number began a handshake.
const BEGAN: &str = "wg.initiation";

fn initiation(p: &mut Peel<'_>) -> Peeled {
    let sender = p.uint(&SENDER)? as u32;
    let number = p.frame().number;
    p.note(BEGAN, sender, number);
    ephemeral(p)?;
    p.field(&STATIC, KEY_LEN + CODE_LEN)?;
    p.field(&TIME, 12 + CODE_LEN)?;
    codes(p)
}

fn response(p: &mut Peel<'_>) -> Peeled {
    p.uint(&SENDER)?;
    let receiver = p.uint(&RECEIVER)? as u32;
    ephemeral(p)?;
    p.field(&EMPTY, CODE_LEN)?;
    codes(p)?;
    if let Some(frame) = p.fact(BEGAN, receiver) {
        p.mark_as(&RESPONSE_TO, 0..0, Value::Frame(frame));
    }
    Ok(())
}

/// A public key, in the form in which people and programs write it.
fn ephemeral(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let key = p.skip(KEY_LEN)?;
    p.mark_made(&EPHEMERAL, at..at + KEY_LEN, || STANDARD.encode(key));
    Ok(())
}

fn codes(p: &mut Peel<'_>) -> Peeled {
    p.field(&MAC1, CODE_LEN)?;
    p.field(&MAC2, CODE_LEN)?;
    Ok(())
}

fn data(p: &mut Peel<'_>) -> Peeled {
    let receiver = p.uint(&RECEIVER)?;
    let counter = p.uint(&COUNTER)?;
    let len = p.rest().len();
    if len == CODE_LEN {
        p.summary(format_args!("keepalive {counter} to 0x{receiver:08x}"));
    } else {
        p.summary(format_args!(
            "packet {counter} to 0x{receiver:08x}, {len} bytes encrypted"
        ));
    }
    if len > 0 {
        p.field(&PACKET, len)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn data_without_content_keeps_the_tunnel_alive() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "keepalive 7 to 0x4c164390");
        assert_eq!(out.field("wg.counter").unwrap().value, Value::Uint(7));
    }

    #[test]
    fn keys_are_written_as_people_write_them() {
        let mut bytes = vec![0; INITIATION_LEN];
        bytes[0] = INITIATION;
        bytes[8..40].fill(0xfb);
        assert_eq!(recognise(&bytes), Match::Yes);
        let out = peeled(&bytes);
        let key = out.field("wg.ephemeral").unwrap();
        assert_eq!(key.span.byte_range().len(), 32);
        let text = "+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=";
        assert_eq!(key.value, Value::Made(text.into()));
        assert_eq!(out.field("wg.mac2").unwrap().span.byte_range().end, 148);
        assert!(out.faults.is_empty());
    }

    #[test]
    fn other_datagrams_are_not_taken() {
        let data = PROTOCOL.sample;
        assert_eq!(recognise(data), Match::Yes);
        assert_eq!(recognise(&data[..31]), Match::No);
        assert_eq!(recognise(&[data, b"odd".as_slice()].concat()), Match::Known);
        assert_eq!(recognise(&[1; INITIATION_LEN]), Match::Known);
        assert_eq!(recognise(b""), Match::No);
    }
}
