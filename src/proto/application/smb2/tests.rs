//! Chains, places, and lengths that lie.

use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

fn message(command: u8, flags: u8, next: u8, rest: &[u8]) -> Vec<u8> {
    let mut bytes = PROTOCOL.sample[..HEADER_LEN].to_vec();
    (bytes[12], bytes[16], bytes[20]) = (command, flags, next);
    bytes.extend(rest);
    bytes
}

#[test]
fn messages_are_chained() {
    let mut bytes = message(13, 0, 72, b"\x04\x00\x00\x00\x00\x00\x00\x00");
    bytes.extend(message(4, 1, 0, b"\x04\x00\x00\x00"));
    let out = peeled(&bytes);
    assert_eq!(
        out.layers[0].summary,
        "Keep alive request; Tree disconnect response"
    );
    assert_eq!(
        all(&out, &bytes, "smb2.buffer_code.length")[1],
        (136, 2, "2".into())
    );
}

#[test]
fn shares_are_named() {
    let bytes = message(
        3,
        0,
        0,
        b"\x09\x00\x00\x00\x48\x00\x0a\x00\\\x00\\\x00s\x00\\\x00d\x00",
    );
    let out = peeled(&bytes);
    assert_eq!(out.layers[0].summary, "Tree connect request \\\\s\\d");
    assert_eq!(
        all(&out, &bytes, "smb2.tree"),
        [(72, 10, "\\\\s\\d".into())]
    );
}

#[test]
fn chains_that_lead_nowhere_end() {
    let bytes = message(13, 0, 0xff, b"\x04\x00\x00\x00");
    assert_eq!(all(&peeled(&bytes), &bytes, "smb2.cmd").len(), 1);
    let bytes = message(14, 1, 0, b"\x09\x00\x48\x00\xff\xff\xff\xffabc");
    assert!(!peeled(&bytes).faults.is_empty());
}

#[test]
fn encrypted_messages_stay_closed() {
    let mut bytes = b"\xfdSMB".to_vec();
    bytes.extend([0; 48]);
    bytes.extend(b"sealed");
    let out = peeled(&bytes);
    assert_eq!(all(&out, &bytes, "smb2.header.transform.enc_data")[0].0, 52);
}
