//! Teredo: IPv6 packets in UDP datagrams, for hosts behind address translators (RFC 4380).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value};
use std::net::Ipv4Addr;

const AUTHENTICATION: [u8; 2] = [0, 1];
const ORIGIN: [u8; 2] = [0, 0];
const NONCE_LEN: usize = 8;
const IPV6: u16 = 0x86dd;

crate::fields! {
    AUTH = FieldSpec::group("teredo.auth", "Authentication")
        .doc("Lets a client see that an answer is for its own question.", "RFC 4380 §5.1.1");
    ID_LEN = FieldSpec::uint("teredo.auth.idlen", "Client name length", 8)
        .unit("bytes").doc("0 if no secret is shared.", "RFC 4380 §5.1.1");
    VALUE_LEN = FieldSpec::uint("teredo.auth.aulen", "Authentication length", 8)
        .unit("bytes").doc("0 if no secret is shared.", "RFC 4380 §5.1.1");
    ID = FieldSpec::bytes("teredo.auth.id", "Client name")
        .doc("Who the client is.", "RFC 4380 §5.1.1");
    VALUE = FieldSpec::bytes("teredo.auth.value", "Authentication value")
        .doc("Made with the shared secret.", "RFC 4380 §5.1.1");
    NONCE = FieldSpec::bytes("teredo.auth.nonce", "Nonce")
        .doc("A random number that the answer repeats.", "RFC 4380 §5.1.1");
    CONFIRMATION = FieldSpec::bytes("teredo.auth.conf", "Confirmation")
        .doc("Not zero: the client should get a new key.", "RFC 4380 §5.1.1");
    ORIGIN_GROUP = FieldSpec::group("teredo.orig", "Origin")
        .doc("From where the server got the packet: the client's address behind its translator.", "RFC 4380 §5.1.1");
    ORIGIN_PORT = FieldSpec::uint("teredo.orig.port", "Origin port", 16)
        .doc("Sent with all bits turned over, so that translators do not touch it.", "RFC 4380 §5.1.1");
    ORIGIN_ADDRESS = FieldSpec::ipv4("teredo.orig.addr", "Origin address")
        .doc("Sent with all bits turned over, so that translators do not touch it.", "RFC 4380 §5.1.1");
}

/// Teredo.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "teredo",
        short: "Teredo",
        title: "Teredo IPv6 over UDP Tunneling",
        osi: OsiLayer::Network,
        why: "It is a tunnel for IPv6 packets across a network that only knows IPv4.",
        reference: "RFC 4380",
    },
    claims: &[
        Claim::Port(Transport::Udp, 3544),
        Claim::Heuristic(Transport::Udp, 2),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x32\xde\x46\xf9\x3f\x46\x60\x00\x00\x00\x00\x00\x3b\x15\
              \x20\x01\x00\x00\x41\x37\x9e\x50\x00\x00\xf1\x2a\xb9\x06\x3f\x46\
              \xfe\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01",
};

/// An IPv6 packet as long as it says, behind headers that fit. On any port, one of its addresses
/// must be Teredo's own.
fn recognise(bytes: &[u8]) -> Match {
    let Some(inner) = inner(bytes) else {
        return Match::No;
    };
    let packet = &bytes[inner..];
    let Some(head) = packet.first_chunk::<40>().filter(|head| head[0] >> 4 == 6) else {
        return Match::No;
    };
    let len = usize::from(u16::from_be_bytes([head[4], head[5]]));
    let is_own = |address: &[u8]| address.starts_with(&[0x20, 1, 0, 0]);
    // What a client adds behind the packet is Teredo's as well (RFC 6081).
    match len + head.len() <= packet.len() {
        true if is_own(&head[8..24]) || is_own(&head[24..40]) => Match::Yes,
        _ => Match::Maybe,
    }
}

/// Where the packet begins.
fn inner(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    if bytes.starts_with(&AUTHENTICATION) {
        let [id, value] = [*bytes.get(2)?, *bytes.get(3)?].map(usize::from);
        at = 4 + id + value + NONCE_LEN + 1;
    }
    if bytes.get(at..)?.starts_with(&ORIGIN) {
        at += 8;
    }
    bytes.get(at..).is_some().then_some(at)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.summary(format_args!("IPv6 in UDP"));
    if p.rest().starts_with(&AUTHENTICATION) {
        p.group(&AUTH, |p| {
            p.skip(AUTHENTICATION.len())?;
            let id = p.uint(&ID_LEN)? as usize;
            let value = p.uint(&VALUE_LEN)? as usize;
            if id > 0 {
                p.field(&ID, id)?;
            }
            if value > 0 {
                p.field(&VALUE, value)?;
            }
            p.field(&NONCE, NONCE_LEN)?;
            p.field(&CONFIRMATION, 1)
        })?;
    }
    if p.rest().starts_with(&ORIGIN) {
        p.group(&ORIGIN_GROUP, origin)?;
    }
    p.pass(Next::EtherType(IPV6));
    Ok(())
}

fn origin(p: &mut Peel<'_>) -> Peeled {
    p.skip(ORIGIN.len())?;
    let at = p.pos();
    let [a, b, c, d, e, f] = p
        .skip(6)?
        .first_chunk()
        .map_or([0; 6], |bytes| bytes.map(|byte| !byte));
    let (port, address) = (u16::from_be_bytes([a, b]), Ipv4Addr::new(c, d, e, f));
    p.mark_as(&ORIGIN_PORT, at..at + 2, Value::Uint(port.into()));
    p.mark_as(&ORIGIN_ADDRESS, at + 2..at + 6, Value::Ipv4(address));
    p.summary(format_args!("IPv6 in UDP, from {address} port {port}"));
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
    fn the_origin_is_turned_over() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(
            out.layers[0].summary,
            "IPv6 in UDP, from 185.6.192.185 port 52513"
        );
        assert_eq!(out.layers[1].info.name, "ipv6");
    }

    #[test]
    fn packets_without_a_header_and_with_two_are_known() {
        let packet = &PROTOCOL.sample[8..];
        assert_eq!(recognise(packet), Match::Yes);
        let both = [b"\x00\x01\x00\x00NONCE-8!\x00".as_slice(), PROTOCOL.sample].concat();
        assert_eq!(recognise(&both), Match::Yes);
        let out = peeled(&both);
        assert_eq!(
            out.field("teredo.auth.nonce")
                .unwrap()
                .span
                .byte_range()
                .start,
            4
        );
        assert_eq!(recognise(b"\x00\x01\xff\xff\x00"), Match::No);
        assert_eq!(recognise(&[0; 60]), Match::No);
    }
}
