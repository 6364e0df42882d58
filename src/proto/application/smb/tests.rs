//! Headers, chains of commands, and names.

use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

fn message(command: u8, flags: u8, rest: &[u8]) -> Vec<u8> {
    let mut bytes = b"\xffSMB".to_vec();
    bytes.extend([command, 0, 0, 0, 0, flags]);
    bytes.extend([0; 22]);
    bytes.extend(rest);
    bytes
}

#[test]
fn dialects_are_offered() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "Negotiate protocol, request");
    assert_eq!(
        all(&out, bytes, "smb.dialect"),
        [(35, 12, "NT LM 0.12".into())]
    );
    assert_eq!(all(&out, bytes, "smb.flags2.long_names_allowed")[0].2, "1");
}

#[test]
fn commands_are_chained() {
    let rest = b"\x03\x75\x00\x29\x00\x00\x00\x00\x00\x02\xff\x00\x00\x00\x03\x00A:\x00";
    let bytes = message(0x73, 0x80, rest);
    let out = peeled(&bytes);
    assert_eq!(
        out.layers[0].summary,
        "Session setup AndX, response; Tree connect AndX"
    );
    assert_eq!(all(&out, &bytes, "smb.service"), [(48, 3, "A:".into())]);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn chains_that_lead_back_end() {
    let rest = b"\x03\x73\x00\x20\x00\x00\x00\x00\x00";
    assert_eq!(peeled(&message(0x73, 0x80, rest)).faults.len(), 1);
}
