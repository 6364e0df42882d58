use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

/// A call without the mark of a record.
fn plain() -> &'static [u8] {
    &PROTOCOL.sample[4..]
}

#[test]
fn a_caller_says_who_he_is() {
    let mut bytes = plain()[..24].to_vec();
    bytes.extend(
        b"\0\0\0\x01\0\0\0\x1c\0\0\0\x09\0\0\0\x03eva\0\0\0\x03\xe8\0\0\0\x64\0\0\0\x01\0\0\0\x1b",
    );
    bytes.extend([0; 8]);
    let out = peeled(&bytes);
    assert_eq!(all(&out, &bytes, "rpc.program"), [(12, 4, "100005".into())]);
    assert_eq!(
        all(&out, &bytes, "rpc.auth.machinename"),
        [(40, 3, "eva".into())]
    );
    assert_eq!(all(&out, &bytes, "rpc.auth.gid").len(), 2);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn lengths_that_lie_are_faults() {
    let mut bytes = plain().to_vec();
    bytes[28..32].copy_from_slice(&[0xff; 4]);
    let out = peeled(&bytes);
    assert!(!out.faults.is_empty());
    assert!(out.field("rpc.auth.length").is_some());
}

#[test]
fn calls_are_known_with_and_without_a_mark() {
    let plain = plain();
    let marked = [b"\x80\0\0\x28", plain].concat();
    assert_eq!(recognise(plain), Match::Yes);
    assert_eq!(recognise(&marked), Match::Yes);
    assert_eq!(recognise(&marked[..20]), Match::Short);
    // A reply is only known by its call.
    assert_eq!(
        recognise(b"abcd\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        Match::Known
    );
    // A program that nobody knows.
    assert_eq!(
        recognise(b"abcd\0\0\0\0\0\0\0\x02\xff\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0"),
        Match::No
    );
}
