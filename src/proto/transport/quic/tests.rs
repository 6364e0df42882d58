use super::keys::{Keys, Sender};
use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::testing::all;

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("two digits");
    (0..hex.len()).step_by(2).map(digit).collect()
}

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

/// The server's first packet in RFC 9001 §A.3.
const SERVER: &str = "cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780bb38cc5a99f5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158407dd074ee";

#[test]
fn initial_keys_open_the_packet_of_the_specification() {
    let id = bytes("8394c8f03e515708");
    let how = &version::keyings(version::VERSION_1)[0];
    let keys = Keys::of(&id, Sender::Server, how).expect("keys");
    let packet = bytes(SERVER);
    let opened = keys.open(&packet, 18).expect("opened");
    assert_eq!(
        (opened.first, opened.number_len, opened.number),
        (0xc1, 2, 1)
    );
    // An acknowledgment, then a server hello of 90 bytes.
    assert_eq!(opened.plain[..13], bytes("02000000000600405a02000056"));
    let wrong = Keys::of(&id, Sender::Client, how).expect("keys");
    assert!(wrong.open(&packet, 18).is_none());
}

#[test]
fn a_packet_without_keys_shows_its_header() {
    let packet = bytes(SERVER);
    assert_eq!(recognise(&packet), Match::Yes);
    let out = peeled(&packet);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(out.layers[0].summary, "Initial");
    assert_eq!(
        all(&out, &packet, "quic.scid"),
        [(7, 8, "f0:67:a5:50:2a:42:62:b5".into())]
    );
    assert_eq!(all(&out, &packet, "quic.length"), [(16, 2, "117".into())]);
    assert_eq!(all(&out, &packet, "quic.remaining_payload").len(), 1);
}

#[test]
fn a_negotiation_lists_versions() {
    let packet = b"\x80\0\0\0\0\0\x01\x07\0\0\0\x01\xff\0\0\x1d";
    let out = peeled(packet);
    let versions = all(&out, packet, "quic.supported_version");
    assert_eq!(versions.len(), 2);
    assert_eq!(recognise(packet), Match::Yes);
    assert_eq!(recognise(b"\x80\0\0\0\0\0\x01\x07\0\0\0"), Match::Known);
}

#[test]
fn lengths_that_lie_are_faults() {
    let mut packet = bytes(SERVER);
    packet[16..18].copy_from_slice(&[0x7f, 0xff]);
    assert_eq!(peeled(&packet).faults.len(), 1);
}
