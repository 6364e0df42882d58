use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

/// A packet in the clear with this message code and payload.
fn packet_of(code: u8, payload: &[u8]) -> Vec<u8> {
    let unpadded = 4 + 1 + 1 + payload.len();
    let padding = 4 + (8 - (unpadded + 4) % 8) % 8;
    let mut bytes = ((1 + 1 + payload.len() + padding) as u32)
        .to_be_bytes()
        .to_vec();
    bytes.extend([padding as u8, code]);
    bytes.extend(payload);
    bytes.resize(bytes.len() + padding, 0);
    bytes
}

#[test]
fn a_banner_ends_with_its_line() {
    let out = peeled(b"SSH-2.0-example_1.0 comment\r\n\x00\x00");
    assert_eq!(out.layers[0].header.len(), 29);
    assert_eq!(out.layers[0].summary, "SSH-2.0-example_1.0 comment");
}

#[test]
fn offers_are_listed_by_name() {
    let mut payload = vec![7; 16];
    for list in [
        "curve25519-sha256",
        "ssh-ed25519",
        "a",
        "b",
        "c",
        "d",
        "none",
        "none",
        "",
        "",
    ] {
        payload.extend((list.len() as u32).to_be_bytes());
        payload.extend(list.as_bytes());
    }
    payload.extend([0, 0, 0, 0, 0]);
    let bytes = packet_of(20, &payload);
    let out = peeled(&bytes);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    let text = |name: &str| out.field(name).unwrap().raw_text(&bytes);
    assert_eq!(text("ssh.kex_algorithms"), "curve25519-sha256");
    assert_eq!(text("ssh.compression_algorithms_server_to_client"), "none");
    assert_eq!(text("ssh.kex.reserved"), "00:00:00:00");
    assert!(out.field("ssh.payload").is_none());
}

#[test]
fn what_is_encrypted_is_only_taken_in_a_known_conversation() {
    let noise = [0x91, 0x0c, 0x44, 0xfe, 0x2e, 0x01, 0x99, 0x31];
    assert_eq!(recognise(&noise), Match::Known);
    assert_eq!(recognise(&packet_of(21, &[])), Match::Maybe);
    assert_eq!(peeled(&noise).layers[0].summary, "encrypted, 8 bytes");
}

#[test]
fn an_endless_banner_is_told() {
    let mut bytes = b"SSH-2.0-".to_vec();
    bytes.resize(400, b'x');
    assert_eq!(peeled(&bytes).faults.len(), 1);
}
