//! Tests of Thrift.

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
fn binary_calls_have_fields() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "call: add");
    assert_eq!(all(&out, bytes, "thrift.i32"), [(18, 4, "42".into())]);
    assert_eq!(all(&out, bytes, "thrift.string"), [(29, 2, "hi".into())]);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(PROTOCOL.recognises(bytes), Match::Yes);

    let mut framed = (bytes.len() as u32).to_be_bytes().to_vec();
    framed.extend(bytes);
    let out = peeled(&framed);
    assert_eq!(all(&out, &framed, "thrift.seq_id"), [(15, 4, "7".into())]);
    assert_eq!(PROTOCOL.recognises(&framed), Match::Yes);

    let old = b"\0\0\0\x03add\x02\0\0\0\x07\0";
    assert_eq!(peeled(old).layers[0].summary, "reply: add");
    assert_eq!(PROTOCOL.recognises(old), Match::Known);
}

#[test]
fn compact_numbers_are_short() {
    // True, field 3 with -150, a list of two numbers, a map of one pair.
    let bytes = b"\x82\x21\x05\x03add\x11\x25\xab\x02\x19\x25\x06\x08\x1b\x01\x85\x01a\x04\0";
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "call: add");
    assert_eq!(all(&out, bytes, "thrift.seq_id"), [(2, 1, "5".into())]);
    assert_eq!(all(&out, bytes, "thrift.bool"), [(7, 1, "1".into())]);
    let numbers = all(&out, bytes, "thrift.i32");
    let numbers: Vec<_> = numbers.iter().map(|found| found.2.as_str()).collect();
    assert_eq!(numbers, ["-150", "3", "4", "2"]);
    assert_eq!(all(&out, bytes, "thrift.fid").len(), 4);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn exceptions_say_why() {
    let bytes = b"\x80\x01\0\x03\0\0\0\x01f\0\0\0\x01\x0b\0\x01\0\0\0\x02no\x08\0\x02\0\0\0\x01\0";
    let out = peeled(bytes);
    assert_eq!(
        all(&out, bytes, "thrift.exception.message"),
        [(20, 2, "no".into())]
    );
    assert_eq!(
        all(&out, bytes, "thrift.exception.type"),
        [(25, 4, "1".into())]
    );
}

#[test]
fn counts_and_depths_that_lie_end_the_reading() {
    // A list of 2^31 - 1 structures, and lists in lists.
    let many = b"\x80\x01\0\x01\0\0\0\x01f\0\0\0\x01\x0f\0\x01\x0c\x7f\xff\xff\xff\0\0\0";
    assert!(!peeled(many).faults.is_empty());
    let mut deep = b"\x82\x21\x05\x01f\x19".to_vec();
    deep.extend([0x19; 4000]);
    assert_eq!(peeled(&deep).faults.len(), 1);
}
