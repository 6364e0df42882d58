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
fn an_error_says_what_is_wrong() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "error: server unknown");
    assert_eq!(
        all(&out, bytes, "kerberos.error_code"),
        [(42, 1, "7".into())]
    );
    assert_eq!(all(&out, bytes, "kerberos.realm"), [(47, 1, "E".into())]);
    assert_eq!(
        all(&out, bytes, "kerberos.sname_string"),
        [(61, 0, "0".into())]
    );
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn a_request_has_flags_and_names() {
    let bytes = b"\x6a\x31\x30\x2f\xa1\x03\x02\x01\x05\xa2\x03\x02\x01\x0a\xa4\x23\x30\x21\xa0\x07\x03\x05\x00\x40\x81\x00\x10\
        \xa1\x0f\x30\x0d\xa0\x03\x02\x01\x01\xa1\x06\x30\x04\x1b\x02ab\xa8\x05\x30\x03\x02\x01\x12";
    let out = peeled(bytes);
    assert_eq!(
        all(&out, bytes, "kerberos.CNameString"),
        [(42, 2, "ab".into())]
    );
    assert_eq!(
        all(&out, bytes, "kerberos.KDCOptions.forwardable")[0].2,
        "1"
    );
    assert_eq!(all(&out, bytes, "kerberos.ENCTYPE"), [(50, 1, "18".into())]);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn lengths_that_lie_are_faults() {
    let mut bytes = PROTOCOL.sample.to_vec();
    bytes[3] = 0x7f;
    assert!(!peeled(&bytes).faults.is_empty());
    assert_eq!(recognise(b"\x6a\x30\x31"), Match::No);
    assert_eq!(recognise(b"\x00\x00\x00\x20\x6a"), Match::Yes);
    assert_eq!(recognise(b"\xff\xff\xff\xff\x6a"), Match::No);
}
