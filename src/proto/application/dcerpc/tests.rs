//! Opening, calling, answering.

use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

#[test]
fn a_bind_names_interfaces() {
    let bytes = b"\x05\x00\x0b\x03\x10\x00\x00\x00\x48\x00\x00\x00\x01\x00\x00\x00\xb8\x10\xb8\x10\x00\x00\x00\x00\x01\x00\x00\x00\
        \x00\x00\x01\x00\xc8\x4f\x32\x4b\x70\x16\xd3\x01\x12\x78\x5a\x47\xbf\x6e\xe1\x88\x03\x00\x00\x00\
        \x04\x5d\x88\x8a\xeb\x1c\xc9\x11\x9f\xe8\x08\x00\x2b\x10\x48\x60\x02\x00\x00\x00";
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "Bind to SRVSVC (file server)");
    assert_eq!(
        all(&out, bytes, "dcerpc.cn_bind_if_ver"),
        [(48, 2, "3".into())]
    );
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn numbers_have_the_senders_byte_order() {
    let bytes = b"\x05\x00\x03\x03\x00\x00\x00\x00\x00\x20\x00\x00\x00\x00\x00\x07\x00\x00\x00\x00\x00\x00\x00\x00\x1c\x01\x00\x0c\x00\x00\x00\x00";
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "Fault 0x1c01000c");
    assert_eq!(all(&out, bytes, "dcerpc.cn_call_id")[0].2, "7");
}

#[test]
fn lengths_that_lie_are_faults() {
    let mut bytes = PROTOCOL.sample.to_vec();
    bytes[8] = 0xff;
    assert_eq!(peeled(&bytes).faults.len(), 1);
    bytes[10] = 0xff;
    assert!(!peeled(&bytes).faults.is_empty());
    assert_eq!(
        recognise(b"\x05\x00\x00\x03\x10\x00\x00\x00\x0f\x00"),
        Match::No
    );
}
