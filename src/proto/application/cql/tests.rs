//! Tests of CQL.

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
fn queries_have_text_and_parameters() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "QUERY: SELECT 1");
    assert_eq!(all(&out, bytes, "cql.string"), [(13, 8, "SELECT 1".into())]);
    assert_eq!(all(&out, bytes, "cql.stream"), [(2, 2, "1".into())]);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(PROTOCOL.recognises(bytes), Match::Maybe);
    // A server does not ask.
    let mut asks = bytes.to_vec();
    asks[0] = 0x84;
    assert_eq!(PROTOCOL.recognises(&asks), Match::No);
}

#[test]
fn rows_have_columns() {
    // One row of a text and a number.
    let bytes = b"\x84\0\0\x01\x08\0\0\0\x31\0\0\0\x02\0\0\0\x01\0\0\0\x02\0\x02ks\0\x01t\
        \0\x01a\0\x0d\0\x01b\0\x09\0\0\0\x01\0\0\0\x04text\0\0\0\x04\0\0\0\x05";
    let out = peeled(bytes);
    assert_eq!(out.layers[0].summary, "RESULT: 1 rows of 2 columns");
    assert_eq!(all(&out, bytes, "cql.varchar"), [(46, 4, "text".into())]);
    assert_eq!(all(&out, bytes, "cql.int"), [(54, 4, "5".into())]);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    // More rows than there are bytes.
    let mut lies = bytes.to_vec();
    lies[38] = 0x7f;
    assert_eq!(peeled(&lies).faults.len(), 1);
}
