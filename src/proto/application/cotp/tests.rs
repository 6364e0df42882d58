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
fn a_request_says_who_calls_whom() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    let one = |name| all(&out, bytes, name);
    assert_eq!(one("cotp.type"), [(1, 1, "0x0e".into())]);
    assert_eq!(one("cotp.src-tsap"), [(9, 2, "0x0100".into())]);
    assert_eq!(one("cotp.dst-tsap-bytes"), [(13, 2, "01:02".into())]);
    assert_eq!(one("cotp.tpdu_size"), [(17, 1, "1024".into())]);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn parameters_end_with_the_header() {
    // The last parameter claims more than the header has.
    let out = peeled(b"\x0a\xe0\x00\x00\x00\x07\x00\xc1\x09\x01\x00\xff\xff");
    assert!(!out.faults.is_empty());
    assert!(out.field("cotp.parameter_length").is_some());
    assert_eq!(recognise(b"\x40\xe0\x00\x00"), Match::No);
    assert_eq!(recognise(b"\x02\xf0\x80"), Match::Yes);
}
