use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::registry;
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

#[test]
fn a_client_begins_without_a_letter() {
    let bytes = b"\x00\x00\x00\x12\x00\x03\x00\x00user\x00ada\x00\x00";
    let out = peeled(bytes);
    let one = |name| all(&out, bytes, name);
    assert_eq!(one("pgsql.type"), [(0, 0, "Startup message".into())]);
    assert_eq!(one("pgsql.parameter_value"), [(13, 4, "ada".into())]);
    assert_eq!(out.layers[0].summary, "Startup message, user ada");
}

#[test]
fn rows_and_errors_have_parts() {
    let bytes = b"D\x00\x00\x00\x0f\x00\x02\x00\x00\x00\x01a\xff\xff\xff\xff";
    let out = peeled(bytes);
    let one = |name| all(&out, bytes, name);
    assert_eq!(one("pgsql.val.data"), [(11, 1, "61".into())]);
    assert_eq!(one("pgsql.val.length")[1].2, "-1");
    let bytes = b"E\x00\x00\x00\x13SERROR\x00Mwrong\x00\x00";
    let out = peeled(bytes);
    assert_eq!(all(&out, bytes, "pgsql.message"), [(12, 7, "wrong".into())]);
    assert_eq!(out.layers[0].summary, "ERROR: wrong");
}

#[test]
fn lengths_that_lie_are_survived() {
    for bytes in [
        &b"D\x00\x00\x00\x0a\xff\xff\x00\x00\x00\x01"[..],
        b"E\x00\x00\x00\x08SERR",
        b"T\x00\x00\x00\x07\x00\x01a",
        b"Z\x7f\xff\xff\xffI",
        b"\x00\x00\x00\x09\x00\x03\x00\x00u",
    ] {
        assert!(!peeled(bytes).faults.is_empty(), "{bytes:?}");
    }
    assert_eq!(recognise(b"GET / HTTP/1.1"), Match::No);
    assert_eq!(recognise(b"\x00\x00\x00\x08\x04\xd2\x16\x2f"), Match::Yes);
}
